"""`pytest --conform`: a test a feature, which fails with the smallest experiment."""

from __future__ import annotations

import os
import subprocess
import sys

from places import ROOT


def run(tmp_path, *options):
    """Exit code and output of pytest in an empty folder."""
    path = os.pathsep.join([str(ROOT / "tests" / "helpers"), str(ROOT)])
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", *options]
    more = {"PYTHONPATH": path, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, env={**os.environ, **more}, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_a_test_a_feature(tmp_path):
    features = [f"--conform-feature={name}" for name in ("map-phase", "map-swap", "modes-vacuum")]
    code, told = run(tmp_path, "--conform", "conform_backends:Phaseless", *features)
    assert code == 1
    assert "1 failed, 1 passed, 1 skipped" in told
    assert "phase 1" in told
    assert "does not do modes" in told
    assert "Traceback" not in told


def test_nothing_happens_unless_asked_and_bad_usage_is_told(tmp_path):
    assert run(tmp_path)[0] == 5
    code, told = run(tmp_path, "--conform", "nobody")
    assert code == 4
    assert "no backend is called" in told


def test_a_name_that_others_begin_with_is_one_test(tmp_path):
    code, told = run(tmp_path, "--conform", "conform_backends:Few", "--conform-feature=ask-inverse")
    assert code == 0
    assert "1 skipped" in told
    assert "ask-inverse-power" not in told
