"""What the three packages offer under their own names: everything is there, and a type checker knows it."""

from __future__ import annotations

import ast
import importlib
import os
import subprocess
import sys

import pytest
from places import ROOT

PACKAGES = ("toytheory", "quantum_ref", "equivalence")
CONSUMER = """
import equivalence
import quantum_ref
import toytheory
from toytheory import EpistemicState, load_experiment, parse_experiment

experiment = parse_experiment("system 1 bit")
reveal_type(experiment)
reveal_type(toytheory.EpistemicState.unknown(3, 1).is_pure)
reveal_type(equivalence.verify)
reveal_type(quantum_ref.to_stim(experiment))
load_experiment(17, wrong=3)
toytheory.no_such_name
"""


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_is_there(package):
    face = importlib.import_module(package)
    assert face.__all__
    assert all(getattr(face, name) is not None for name in face.__all__)
    assert set(face.__all__) <= set(dir(face))
    with pytest.raises(AttributeError, match="no_such_name"):
        face.no_such_name


@pytest.mark.parametrize("package", PACKAGES)
def test_the_stub_offers_the_same_names_from_the_same_modules(package):
    face = importlib.import_module(package)
    stub = ast.parse((ROOT / package / "__init__.pyi").read_text(encoding="utf-8"))
    offered = {
        alias.asname: node.module for node in stub.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert offered == {name: f"{package}.{module}" for name, module in face._WHERE.items()}
    listed = next(node for node in stub.body if isinstance(node, ast.Assign))
    assert sorted(ast.literal_eval(listed.value)) == sorted(face.__all__)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_face_costs_nothing(package):
    """Nothing of the package but the face itself is imported before a name is used."""
    code = f"import sys, {package}; print(*[m for m in sys.modules if m.startswith('{package}.') or m == 'numpy'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_type_checker_knows_what_a_consumer_uses(tmp_path):
    pytest.importorskip("mypy", reason="the type checker is a tool of development")
    (tmp_path / "consumer.py").write_text(CONSUMER, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), "--no-error-summary",
         "--follow-imports=silent", "consumer.py"],
        cwd=tmp_path, capture_output=True, text=True, check=False, env={**os.environ, "MYPYPATH": str(ROOT)},
    )  # fmt: skip
    told = done.stdout
    assert 'Revealed type is "toytheory.language.experiment.Experiment"' in told
    assert 'Revealed type is "bool"' in told or 'Revealed type is "builtins.bool"' in told
    assert "equivalence.engine.events.Report" in told
    assert 'Unexpected keyword argument "wrong"' in told
    assert 'Argument 1 to "load_experiment" has incompatible type "int"' in told
    assert 'has no attribute "no_such_name"' in told


def test_the_command_line_runs_as_a_module():
    done = subprocess.run([sys.executable, "-m", "toytheory", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("toytheory, version")
