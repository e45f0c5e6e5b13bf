"""`conform` killed by SIGKILL goes on where it was, and finds what it would have found."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

from places import ROOT

HELPERS = ROOT / "tests" / "helpers"


def test_a_battery_that_is_killed_goes_on_where_it_was(tmp_path):
    """The backend kills the program that asks it, once; how fast anything is does not matter."""
    note, kept = tmp_path / "killed", tmp_path / "r.json"
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(HELPERS), str(ROOT)]),
        "HARNESS_KILLED": str(note),
    }
    features = [f"--feature={name}" for name in ("prepare-x", "map-fourier", "map-phase", "map-sum")]
    command = [
        sys.executable, "-c", "from equivalence.cli import main; main()", "conform", "conform_backends:Killing",
        *features, "-j", "1", "--no-seconds",
    ]  # fmt: skip

    def run(name, *more):
        path = tmp_path / name
        done = subprocess.run([*command, "--json", str(path), *more], env=environment, capture_output=True, check=False)
        return done.returncode, path

    code, path = run("first.json", "--resume", str(kept))
    assert (code, note.exists(), path.exists()) == (-signal.SIGKILL, True, False)
    before = json.loads(kept.read_text())["verdicts"]
    assert [name.rpartition(".")[2] for name in before] == ["prepare-x", "map-fourier"]
    code, resumed = run("second.json", "--resume", str(kept))
    assert code == 0
    after = json.loads(kept.read_text())["verdicts"]
    assert {name: after[name] for name in before} == before  # not decided again: their seconds are the same
    code, fresh = run("fresh.json")
    assert code == 0
    assert resumed.read_bytes() == fresh.read_bytes()
    assert "agrees" in fresh.read_text()
