"""The watch of `conftest.py`: a test that leaves a setting of the process changed is an error, another is none."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from places import ROOT

TESTS = """
import os, signal, sys, types
import numpy

fields = sys.modules["strawberryfields"] = types.ModuleType("strawberryfields")  # what an adapter would have imported
fields.hbar = 2


def test_directory(tmp_path):
    os.chdir(tmp_path)

def test_variable():
    os.environ["TOYTHEORY_PLANTED"] = "1"

def test_variable_removed():
    del os.environ["TOYTHEORY_PLANTED"]

def test_ctrl_c():
    signal.signal(signal.SIGINT, lambda *caught: None)  # a process in the background may ignore it from the start

def test_recursion():
    sys.setrecursionlimit(sys.getrecursionlimit() + 1)

def test_hbar():
    fields.hbar = 1

def test_numpy():
    numpy.seterr(divide="raise")

def test_clean():
    os.environ["PLANTED_BY_AN_IMPORT"] = "1"

def test_lent(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOYTHEORY_PLANTED", "2")
    monkeypatch.setattr(fields, "hbar", 3)
    with numpy.errstate(divide="warn"):
        pass

def test_two_at_once(tmp_path):
    os.chdir(tmp_path)
    os.environ["TOYTHEORY_PLANTED"] = "3"
"""

LEFT = {
    "directory": "the working directory",
    "variable": "environment",
    "variable_removed": "environment",
    "ctrl_c": "the handler of Ctrl-C",
    "recursion": "the recursion limit",
    "hbar": "strawberryfields.hbar",
    "numpy": "numpy.geterr",
    "two_at_once": "the working directory, environment",
}


def test_what_a_test_leaves_is_told_with_its_name(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_planted.py").write_text(TESTS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "test_planted.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    told = dict(re.findall(r"left changed by test_planted\.py::test_(\w+): (.+)$", done.stdout, re.MULTILINE))
    assert told == LEFT, done.stdout
    assert done.returncode == 1
    assert f"{len(LEFT) + 2} passed, {len(LEFT)} errors" in done.stdout  # each ran to its end, and was told after it
