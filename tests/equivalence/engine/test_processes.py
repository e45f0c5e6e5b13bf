"""A process of its own, started from a user's script."""

from __future__ import annotations

import subprocess
import sys

UNGUARDED = """
print("once")
from operator import methodcaller
from equivalence.engine.processes import Process
process = Process(methodcaller("send", 7))
print(process.receive())
process.end()
"""

DEFINED_IN_THE_SCRIPT = """
from equivalence.engine.processes import Process

def answer(pipe, number):
    pipe.send(number + 1)

if __name__ == "__main__":
    process = Process(answer, 7)
    print(process.receive())
    process.end()
"""


def output(script, tmp_path):
    path = tmp_path / "script.py"
    path.write_text(script)
    return subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=True).stdout.split()


def test_a_script_is_not_run_again_in_the_process(tmp_path):
    assert output(UNGUARDED, tmp_path) == ["once", "7"]


def test_what_the_script_defines_is_found_there(tmp_path):
    assert output(DEFINED_IN_THE_SCRIPT, tmp_path) == ["8"]
