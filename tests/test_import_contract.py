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
THEORY = {module.removeprefix("toytheory.") for module in CONTRACTS["quantum-shared-only"]["forbidden_modules"]}
WEYL, STATES = "quantum_ref/operators/weyl.py", "toytheory/discrete/epistemic.py"
SHARED = {"errors", "backend", "adapting", "phase_space", "language", "outcomes"}


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
        (WEYL, "from toytheory.discrete.epistemic import EpistemicState", "-> toytheory.discrete.epistemic"),
        (WEYL, "from toytheory import EpistemicState", "quantum_ref.operators.weyl -> toytheory"),
        (WEYL, "import toytheory.discrete.backends.dense", "-> toytheory.discrete.backends.dense"),
        (WEYL, "def late():\n    import equivalence.cli", "quantum_ref.operators.weyl -> equivalence.cli"),
        (WEYL, "import quantum_ref.hilbert.density", "quantum_ref.operators.weyl -> quantum_ref.hilbert.density"),
        (
            "quantum_ref/stim/gf2.py",
            "import quantum_ref.hilbert.density",
            "quantum_ref.stim.gf2 -> quantum_ref.hilbert",
        ),
        (STATES, "import quantum_ref.operators.weyl", "toytheory.discrete.epistemic -> quantum_ref.operators.weyl"),
        (STATES, "import toytheory.continuous.quadrature", "epistemic -> toytheory.continuous.quadrature"),
        ("toytheory/errors.py", "import equivalence.engine.verdict", "toytheory.errors -> equivalence.engine.verdict"),
        (
            "toytheory/outcomes/distributions.py",
            "from toytheory.discrete import epistemic",
            "toytheory.outcomes.distributions -> toytheory.discrete.epistemic",
        ),
        ("equivalence/engine/plain.py", "import equivalence.claims", "equivalence.engine.plain -> equivalence.claims"),
        ("toytheory/something_new.py", "", "toytheory.something_new"),
        ("quantum_ref/something_new.py", "", "quantum_ref.something_new"),
        ("equivalence/something_new.py", "", "equivalence.something_new"),
    ],
)
def test_a_planted_import_is_caught(copy, module, planted, told):
    file = copy / module
    file.write_text((file.read_text() if file.exists() else "") + f"\n\n{planted}\n")
    code, output = lint(copy)
    assert code == 1
    assert told in output


def test_every_part_of_toytheory_is_shared_vocabulary_or_theory():
    parts = {path.stem for path in (ROOT / "toytheory").iterdir() if not path.stem.startswith(("_", "py"))}
    assert parts == SHARED | THEORY
    assert not SHARED & THEORY


def test_quantum_backends_run_without_loading_any_theory():
    """Imports by name, which no static contract sees, would show here."""
    code = """
import pkgutil, importlib, sys
import quantum_ref
from toytheory.backend import load_backends
from toytheory.language.reading import parse_experiment
names = [module.name for module in pkgutil.walk_packages(quantum_ref.__path__, "quantum_ref.")]
for name in names:
    importlib.import_module(name)
assert {"quantum_ref.stim.backend", "quantum_ref.operators.weyl"} <= {*names}  # folders are entered
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
