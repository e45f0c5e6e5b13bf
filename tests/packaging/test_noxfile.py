"""The sessions of noxfile.py name adapters and extras that there are, and every version is pinned."""

from __future__ import annotations

import ast
import re
import runpy
import sys
import tomllib
from types import SimpleNamespace

import pytest
from places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture
def noxfile(monkeypatch):
    """What the file defines; nox need not be installed."""
    sessions = {}

    def session(function=None, *, name=None, python=None):
        if name is None:  # a session that is no package's
            return function or (lambda found: found)
        return lambda found: sessions.setdefault(name, found)

    stand_in = SimpleNamespace(session=session, options=SimpleNamespace(), Session=object)
    monkeypatch.setitem(sys.modules, "nox", stand_in)
    return SimpleNamespace(**runpy.run_path(str(ROOT / "noxfile.py")), sessions=sessions)


def test_every_adapter_has_a_session(noxfile):
    assert list(noxfile.sessions) == list(noxfile.PACKAGES)
    named = {name for _, classes in noxfile.PACKAGES.values() for name in classes}
    written = set()
    for path in (ROOT / "quantum_ref" / "adapters").glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            lines = node.body if isinstance(node, ast.ClassDef) else []
            if any(isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "name" for line in lines):
                written.add(f"{path.stem}:{node.name}")  # an adapter says its name; packages need not be installed
    assert named == written


def test_extras_exist_and_their_versions_are_pinned(noxfile):
    pins = (ROOT / noxfile.PINS).read_text(encoding="utf-8") + (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pinned = {re.sub(r"[._-]+", "-", line.partition("==")[0]).lower() for line in pins.splitlines() if "==" in line}
    for extra in {extra for extra, _ in noxfile.PACKAGES.values() if extra is not None}:
        for requirement in PROJECT["optional-dependencies"][extra]:
            name = re.match(r"[\w.-]+", requirement)[0]
            assert re.sub(r"[._-]+", "-", name).lower() in pinned


def test_a_session_installs_the_extra_and_asks_all_classes(noxfile):
    done = []
    session = SimpleNamespace(
        posargs=["--budget", "60s"],
        install=lambda *arguments: done.append(("install", *arguments)),
        run=lambda *arguments, **options: done.append((*arguments, options)),
    )
    noxfile.sessions["cirq-core"](session)
    (installed, (*command, options)) = done
    assert installed[-2:] == ("-e", ".[cirq]")
    assert command[:2] == ["toytheory", "conform"]
    assert "quantum_ref.adapters.cirq:CirqQudits" in command
    assert command[-2:] == ["--budget", "60s"]
    assert options["success_codes"] == [0, 1]
    assert options["env"]["OMP_NUM_THREADS"] == "1"
