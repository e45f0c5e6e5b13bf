"""Who may import whom: the contract of pyproject.toml holds, and planted imports are caught by it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("toytheory", "quantum_ref", "equivalence")
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}
THEORY, SHARED = (
    set(layer.replace("(", "").replace(")", "").split(" : ")) for layer in CONTRACTS["no-theory-in-shared"]["layers"]
)


def lint(folder):
    """Exit code and output of import-linter on the packages in a folder."""
    code = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path):
    """A copy of the sources and the contract, to plant imports in."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contract_holds():
    code, told = lint(ROOT)
    assert code == 0, told


@pytest.mark.parametrize(
    ("module", "planted", "told"),
    [
        (
            "quantum_ref/weyl.py",
            "from toytheory.epistemic import EpistemicState",
            "quantum_ref.weyl -> toytheory.epistemic",
        ),
        ("quantum_ref/weyl.py", "from toytheory import EpistemicState", "quantum_ref.weyl -> toytheory"),
        ("quantum_ref/weyl.py", "import toytheory.backends.dense", "quantum_ref.weyl -> toytheory.backends.dense"),
        ("quantum_ref/weyl.py", "def late():\n    import equivalence.cli", "quantum_ref.weyl -> equivalence.cli"),
        ("toytheory/epistemic.py", "import quantum_ref.weyl", "toytheory.epistemic -> quantum_ref.weyl"),
        ("toytheory/errors.py", "import equivalence.verdict", "toytheory.errors -> equivalence.verdict"),
        ("toytheory/outcomes.py", "from . import epistemic", "toytheory.outcomes -> toytheory.epistemic"),
        ("toytheory/something_new.py", "", "toytheory.something_new"),
    ],
)
def test_a_planted_import_is_caught(copy, module, planted, told):
    file = copy / module
    file.write_text((file.read_text() if file.exists() else "") + f"\n\n{planted}\n")
    code, output = lint(copy)
    assert code == 1
    assert told in output


def test_the_quantum_side_may_import_exactly_the_shared_vocabulary():
    ignored = CONTRACTS["quantum-shared-only"]["ignore_imports"]
    assert {line.removeprefix("quantum_ref.** -> toytheory.") for line in ignored} == SHARED
    assert not SHARED & THEORY


def test_quantum_backends_run_without_loading_any_theory():
    """Imports by name, which no static contract sees, would show here."""
    code = """
import pkgutil, importlib, sys
import quantum_ref
from toytheory.backend import load_backends
from toytheory.language import parse_experiment
for module in pkgutil.iter_modules(quantum_ref.__path__):
    importlib.import_module("quantum_ref." + module.name)
ran = 0
common = "prepare X1 = 1\\nsum 1 2\\nnoise X2 by 0: 1/2, 1: 1/2\\nmeasure X2 as a\\ndisplace X1 by a\\ncondition a = 1"
for text in ("system 2 bits\\n" + common, "system 2 trits\\n" + common):
    for name in ("hilbert", "wigner", "stim"):
        backend = load_backends([name])[name]
        if backend.can_run(parse_experiment(text)) is True:
            backend.distribution(parse_experiment(text))
            ran += 1
print(ran, *sorted(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    ran, *modules = done.stdout.split()
    assert int(ran) >= 5
    loaded = {name.split(".")[1] for name in modules if name.startswith("toytheory.")}
    assert not loaded & THEORY
    assert not any(name.split(".")[0] == "equivalence" for name in modules)
