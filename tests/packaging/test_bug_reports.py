"""The scripts under reports/bugs print what the reports say, where their package is installed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache

import pytest
from places import ROOT

from toytheory.backend import is_installed

REPORTS = sorted((ROOT / "reports" / "bugs").glob("*/*.md"))


EACH_IN_A_PROCESS_OF_ITS_OWN = """
import ast, json, os, sys

scripts = json.load(sys.stdin)
body = ast.parse(next(iter(scripts.values()))).body
last = max(i for i, node in enumerate(body) if isinstance(node, (ast.Import, ast.ImportFrom)))
exec(compile(ast.Module(body[: last + 1], []), "imports", "exec"), {"__name__": "imports"})
for name, script in scripts.items():
    sys.stdout.flush()
    if not (child := os.fork()):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT, 0o600), 1)
        exec(compile(script, name, "exec"), {"__name__": "__main__"})
        sys.exit()
    if os.waitpid(child, 0)[1]:
        print(name)
"""
"""Forked from one that has imported the package; prints the names of the scripts that fail."""


def blocks(text, language):
    """The fenced blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_there_are_reports():
    assert REPORTS


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """A function: what each script of a package prints."""
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")

    @cache
    def of(package):
        folder = tmp_path_factory.mktemp(package)
        scripts = {path.stem: script(path) for path in REPORTS if path.parent.name == package}
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", EACH_IN_A_PROCESS_OF_ITS_OWN],
            input=json.dumps(scripts), capture_output=True, text=True, check=True, cwd=folder,
            env={**os.environ, **one_thread},
        )  # fmt: skip
        assert done.stdout == "", done.stderr
        return {name: (folder / name).read_text(encoding="utf-8") for name in scripts}

    return of


def script(path):
    (found,) = blocks(path.read_text(encoding="utf-8"), "python")
    return found


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_script_prints_what_is_said(path, printed):
    text = path.read_text(encoding="utf-8")
    (shown,) = blocks(text, "text")
    assert not re.search(r"\b(toytheory|quantum_ref|equivalence)\b", script(path))
    for part in ("Versions:", "**Expected.**", "**Second route.**"):
        assert part in text
    if not is_installed(path.parent.name):
        pytest.skip(f"{path.parent.name} is not installed")
    told = printed(path.parent.name)[path.stem]
    assert told.strip() == shown.strip(), "the fault may be mended: look at the report again"
