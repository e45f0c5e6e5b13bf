"""The example of a third party's backend: found through its entry point, and right."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tomllib

import numpy as np
import pytest
from places import ROOT

from equivalence.comparison.answers import ask
from equivalence.comparison.compare import compare
from equivalence.comparison.run import run_experiment
from equivalence.experiments.random_discrete import Shape, random_experiments
from toytheory.backend import SamplingBackend, load_backends
from toytheory.language.reading import load_experiment, parse_experiment

EXAMPLE = ROOT / "examples" / "third_party_backend"


@pytest.fixture(scope="module")
def statevector():
    spec = importlib.util.spec_from_file_location("statevector_backend", EXAMPLE / "statevector_backend.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def installed(tmp_path):
    """Paths on which the example is installed: what pip would write, from its pyproject.toml."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    info = tmp_path / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    points = project["entry-points"]["toytheory.backends"]
    (info / "entry_points.txt").write_text(
        "[toytheory.backends]\n" + "".join(f"{name} = {target}\n" for name, target in points.items())
    )
    return os.pathsep.join([str(tmp_path), str(EXAMPLE)])


def toytheory(paths, *arguments):
    code = "from equivalence.cli import main; main()"
    environment = os.environ | {"PYTHONPATH": paths}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=environment, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_it_is_found_through_its_entry_point_without_touching_the_project(installed):
    code, out, _ = toytheory(installed, "list", "--backends", "--json")
    entry = next(entry for entry in json.loads(out)["backends"] if entry["name"] == "statevector")
    assert (code, entry["side"], entry["exact"], entry["samples"]) == (0, "quantum", False, True)
    code, out, _ = toytheory(
        installed, "run", str(ROOT / "examples" / "two-phases.toy"), "--json", "-", "--shots", "500"
    )
    results = {result["backend"]: result for result in json.loads(out)["results"]}
    assert code == 1
    assert results["statevector"] == {
        "backend": "statevector",
        "side": "quantum",
        "counts": {"1": 500},
        "shots": 500,
        "seed": 0,
    }


def test_no_package_can_stand_in_for_another_backend_unnoticed(installed, tmp_path):
    points = tmp_path / "impostor-1.dist-info"
    points.mkdir()
    (points / "METADATA").write_text("Metadata-Version: 2.1\nName: impostor\nVersion: 1\n")
    (points / "entry_points.txt").write_text(
        "[toytheory.backends]\nhilbert = statevector_backend:StateVectorBackend\nbroken = no_such_module:Backend\n"
    )
    record = json.loads(toytheory(installed, "list", "--backends", "--json")[1])
    told = {entry["name"]: entry.get("unavailable", "") for entry in record["backends"]}
    assert (
        "several packages install a backend of this name: quantum_ref.hilbert.backend:HilbertBackend" in told["hilbert"]
    )
    assert told["broken"] == "cannot be loaded: ModuleNotFoundError: No module named 'no_such_module'"
    assert told["stim"] == ""


def test_it_is_a_sampling_backend(statevector):
    assert isinstance(statevector.StateVectorBackend(), SamplingBackend)


def test_it_samples_what_the_projects_quantum_backends_compute(statevector):
    backends = {"statevector": statevector.StateVectorBackend(), **load_backends(["stim"])}
    ran = 0
    for experiment in random_experiments(np.random.default_rng(0), [Shape(2, 2, 6), Shape(2, 3, 8)], 60):
        results = [ask(name, backend, experiment, 1000, 0) for name, backend in backends.items()]
        ran += all(result.answered for result in results)
        assert compare(results).verdict == "not-compared", experiment
    assert ran >= 10


@pytest.mark.parametrize(
    ("gate", "flaw", "text"),
    [
        ("phase", np.conj, "system 1 bit\nprepare P = 0\nphase 1\nmeasure X + P as a"),
        ("sum", np.flipud, "system 2 bits\nprepare X1 = 1, X2 = 0\nsum 1 2\nmeasure X2 as a"),
    ],
)
def test_a_flaw_in_it_is_caught(statevector, monkeypatch, gate, flaw, text):
    monkeypatch.setitem(statevector.GATES, gate, flaw(statevector.GATES[gate]).copy())
    backends = {"statevector": statevector.StateVectorBackend(), **load_backends(["stim"])}
    report = run_experiment(parse_experiment(text), backends, 1000, whole=False)
    assert report.comparison.verdict == "disagree"
    assert report.comparison.witness["backends"] == ["stim", "statevector"]


def test_it_says_what_it_cannot_do(statevector):
    backend = statevector.StateVectorBackend()
    assert backend.can_run(parse_experiment("system 1 trit")) == "does not do trits"
    assert "d^n" in backend.can_run(parse_experiment("system 9 bits"))
    assert backend.can_run(parse_experiment("system 1 bit\ntransform X -> P, P -> X")) == "knows named maps only"
    bell = load_experiment(ROOT / "examples" / "bell-parity.toy")
    assert ask("statevector", backend, bell, 100, 0).samples.shots == 100
    assert ask("statevector", backend, parse_experiment("system 1 bit\ndiscard 1"), 5, 0).samples.counts() == {(): 5}
