"""The scripts under reports/bugs print what the reports say, where their package is installed."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from places import ROOT

from toytheory.backend import is_installed

REPORTS = sorted((ROOT / "reports" / "bugs").glob("*/*.md"))


def blocks(text, language):
    """The fenced blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_there_are_reports():
    assert REPORTS


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_script_prints_what_is_said(path, tmp_path):
    text = path.read_text(encoding="utf-8")
    (script,), (printed,) = blocks(text, "python"), blocks(text, "text")
    assert not re.search(r"\b(toytheory|quantum_ref|equivalence)\b", script)
    for part in ("Versions:", "**Expected.**", "**Second route.**"):
        assert part in text
    if not is_installed(path.parent.name):
        pytest.skip(f"{path.parent.name} is not installed")
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        capture_output=True, text=True, check=True, cwd=tmp_path, env={**os.environ, **one_thread},
    )  # fmt: skip
    assert done.stdout.strip() == printed.strip(), "the fault may be mended: look at the report again"
