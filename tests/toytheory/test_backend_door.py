"""What a backend declares, and how backends are found."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest
from harness_backends import Draws, Says

from toytheory import backend
from toytheory.backend import Capabilities, ExactBackend, SamplingBackend, declared, load_backends
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Measure, Prepare

TRITS = parse_experiment("system 2 trits\nprepare X1 = 1\nmeasure X2 as a\nnoise P1 by 0: 1/2, 1: 1/2\nfourier 1")


@pytest.mark.parametrize(
    ("capabilities", "text", "reason"),
    [
        (Capabilities(), "system 3 dits d=10", None),
        (Capabilities(kinds=frozenset({"bits"})), "system 1 trit", "does not do trits"),
        (Capabilities(dimensions=frozenset({5, 3})), "system 1 dit d=7", "does only d = 3, 5"),
        (Capabilities(dimensions=frozenset({5, 3})), "system 1 dit d=5", None),
        (Capabilities(odd_only=True), "system 1 dit d=6", "has no counterpart for even d = 6"),
        (Capabilities(odd_only=True), "system 1 dit d=9", None),
        (Capabilities(largest_space=27), "system 3 trits", None),
        (Capabilities(largest_space=26), "system 3 trits", "holds at most d^n = 26, and 3^3 is more"),
        (Capabilities(largest_space=10**6), "system 5000 bits", "holds at most d^n = 1000000, and 2^5000 is more"),
    ],
)
def test_what_is_declared_is_answered_for(capabilities, text, reason):
    assert capabilities.reason_against(parse_experiment(text)) == reason


def test_steps_that_are_not_declared_are_a_reason():
    capabilities = Capabilities(steps=frozenset({Prepare, Measure}))
    assert capabilities.reason_against(TRITS) == "does not know the step Noise, Transform"


def test_a_backend_with_nothing_to_add_answers_what_it_declares():
    says = Says("toy", None)
    assert declared(says, TRITS) is True
    says.capabilities = Capabilities(odd_only=True, kinds=frozenset({"bits"}))
    assert declared(says, TRITS) == "does not do trits"


def test_protocols_tell_what_computes_and_what_draws():
    exact, sampling = Says("toy", None), Draws("toy", None)
    assert isinstance(exact, ExactBackend)
    assert not isinstance(exact, SamplingBackend)
    assert isinstance(sampling, SamplingBackend)
    assert not isinstance(sampling, ExactBackend)


def test_loading_takes_the_names_asked_for_and_tells_what_fails(monkeypatch):
    points = [
        EntryPoint("works", "fractions:Fraction", backend.GROUP),
        EntryPoint("works", "fractions:Fraction", backend.GROUP),  # installed twice, the same: no rivals
        EntryPoint("fails", "fractions:Missing", backend.GROUP),
        EntryPoint("rivals", "fractions:Fraction", backend.GROUP),
        EntryPoint("rivals", "decimal:Decimal", backend.GROUP),
    ]
    monkeypatch.setattr(backend, "entry_points", lambda group: points)
    assert backend.backend_names() == ["fails", "rivals", "works"]
    found = load_backends()
    assert list(found) == ["fails", "rivals", "works"]
    assert found["works"] == 0
    assert found["fails"].startswith("cannot be loaded: AttributeError")
    assert found["rivals"].endswith("of this name: decimal:Decimal, fractions:Fraction")
    assert list(load_backends(["works", "unknown"])) == ["works"]


def test_a_backend_that_imports_modules_where_they_were_hears_what_to_change(tmp_path, monkeypatch):
    (tmp_path / "an_old_backend.py").write_text("from toytheory.steps import Measure\n")
    (tmp_path / "without_its_simulator.py").write_text("import no_such_simulator\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    old = backend.loaded(EntryPoint("old", "an_old_backend:Backend", backend.GROUP))
    assert "No module named 'toytheory.steps'" in old
    assert "import steps and Experiment from `toytheory`" in old
    other = backend.loaded(EntryPoint("other", "without_its_simulator:Backend", backend.GROUP))
    assert other == "cannot be loaded: ModuleNotFoundError: No module named 'no_such_simulator'"


def test_the_projects_backends_use_the_same_door_and_know_their_names_and_sides():
    found = load_backends()
    for name, side in [
        ("epistemic", "toy"),
        ("dense", "toy"),
        ("ontic", "toy"),
        ("hilbert", "quantum"),
        ("wigner", "quantum"),
        ("stim", "quantum"),
    ]:
        assert (found[name].name, found[name].side) == (name, side)
        assert isinstance(found[name], ExactBackend if found[name].capabilities.exact else SamplingBackend)
