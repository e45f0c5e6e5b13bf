"""Circuits of maps compared at once: the same verdicts as the general way, witnesses that show, many systems."""

from __future__ import annotations

import numpy as np
import pytest
import stim

from equivalence.comparison import same as general
from equivalence.comparison.run import chosen_backends, run_experiment
from equivalence.comparison.same import same
from equivalence.comparison.same_circuits import of_circuits
from equivalence.experiments.random_discrete import Shape, random_experiment
from quantum_ref.stim import unitaries
from quantum_ref.stim.program import gates_of
from quantum_ref.stim.reading import from_stim
from toytheory.discrete.circuits import circuit_of, first_apart
from toytheory.discrete.transformations import SymplecticMap
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Displace, OutcomeExpression, Prepare, System, Transform
from toytheory.phase_space.variables import Variable

BACKENDS = chosen_backends(["hilbert", "stim"])


def maps(rng, d, n):
    return [s for s in random_experiment(rng, Shape(d, n, steps=8)).steps if isinstance(s, Transform)]


def pairs(seed, d, n):
    """Circuits, half of them the same up to something added at the end."""
    rng = np.random.default_rng([seed, d, n])
    steps = maps(rng, d, n)
    other = list(steps)
    if seed % 3:
        index = int(rng.integers(2 * n))
        other.append(
            Displace(((index, OutcomeExpression((), 1)),))
            if seed % 3 == 1
            else Displace(((0, OutcomeExpression((), d - 1)), (1, OutcomeExpression((), 1))))
        )
    known = [int(k) for k in rng.permutation(n)[: rng.integers(0, n + 1)]]
    first = []
    if known:
        variables = tuple(Variable.of({2 * k: 1}, d) for k in known)
        first = [Prepare(variables, tuple(int(v) for v in rng.integers(d, size=len(known))), tuple(sorted(known)))]
    return [Experiment(System.of_dimension(d, n), (*first, *rest)) for rest in (steps, other)]


@pytest.mark.parametrize("as_maps", [False, True])
@pytest.mark.parametrize(("d", "n"), [(2, 1), (2, 3), (3, 2)])
def test_verdicts_are_those_of_the_general_way(monkeypatch, d, n, as_maps):
    monkeypatch.setattr("equivalence.comparison.same_circuits.FEW", 0)
    seen = set()
    for seed in range(9):
        pair = pairs(seed, d, n)
        quick = {side: s.answer for side, s in same(*pair, BACKENDS, as_maps=as_maps).items()}
        with monkeypatch.context() as slow:
            slow.setattr(general, "_circuits", lambda *pair: None)
            assert quick == {side: s.answer for side, s in same(*pair, BACKENDS, as_maps=as_maps).items()}
        seen.update(quick.values())
    assert seen == {"same", "different"}


@pytest.mark.parametrize("seed", range(1, 6))
def test_witnesses_show_the_difference(seed):
    first, second = pairs(seed, 2, 2)
    first, second = (Experiment(e.system, tuple(s for s in e.steps if isinstance(s, Transform | Displace)))
                     for e in (first, second))  # fmt: skip
    found = same(first, second, BACKENDS, as_maps=True)
    for side, name in (("toy", "epistemic"), ("quantum", "stim")):
        witness = found[side].witness
        if witness is None:
            continue
        laws = []
        head = parse_experiment(f"system 2 bits\nprepare {witness['prepare']}").steps
        tail = parse_experiment(f"system 2 bits\nmeasure {witness['measure']} as z").steps
        for each in (first, second):
            whole = Experiment(each.system, (*head, *each.steps, *tail))
            laws.append(run_experiment(whole, chosen_backends([name]), whole=False).results[0].distribution)
        assert laws[0] != laws[1]
        assert len(laws[0].probabilities) == 1


def test_all_maps_as_one_are_their_product():
    rng = np.random.default_rng(1)
    for d, n in ((2, 3), (3, 2), (6, 2), (9, 1)):
        steps = [*maps(rng, d, n), Displace(((1, OutcomeExpression((), 1)),)), *maps(rng, d, n)]
        whole = SymplecticMap(d, np.eye(2 * n, dtype=np.int64), np.zeros(2 * n, dtype=np.int64))
        for step in steps:
            one = (SymplecticMap.from_step(step, d, n) if isinstance(step, Transform)
                   else SymplecticMap.displacement(np.eye(2 * n, dtype=np.int64)[1], d))  # fmt: skip
            whole = one @ whole
        matrix, shift = circuit_of(Experiment(System.of_dimension(d, n), tuple(steps)), n).map()
        assert np.array_equal(matrix, whole.matrix % d)
        assert np.array_equal(shift, whole.shift % d)


@pytest.mark.parametrize(
    "text",
    [
        "system 1 trit\nprepare P = 0",
        "system 2 trits\nprepare X1 + 0X2 = 0",
        "system 1 trit\nfourier 1\nprepare X = 0",
        "system 1 trit\nmeasure X as a",
        "system 1 trit\nrandom a\ndisplace X by a",
        "system 1 trit\nnoise X by 1: 1",
    ],
)
def test_what_is_no_circuit_goes_the_general_way(text):
    experiment = parse_experiment(text)
    assert circuit_of(experiment, experiment.n) is None


def test_even_dimensions_beyond_bits_and_missing_simulators_go_the_general_way():
    missing = {"stim": "not installed"}
    for text, backends in (("system 1 dit d=4", BACKENDS), ("system 1 bit", missing), ("system 1 bit", {})):
        circuit = circuit_of(parse_experiment(text), 1)
        assert of_circuits(circuit, circuit, backends, True) is None


def test_gates_of_a_circuit():
    steps = from_stim(stim.Circuit("H 0\nC_XYZ 1\nX 1\nCZ 0 1\nSWAP 1 0\nISWAP 0 1")).steps[1:]
    given = stim.Circuit("H 0\nC_XYZ 1\nX 1\nCZ 0 1\nSWAP 1 0\nISWAP 0 1")
    assert gates_of(steps).to_tableau() == given.to_tableau()
    with pytest.raises(CannotRun, match="Measure"):
        gates_of(parse_experiment("system 1 bit\nmeasure X as a").steps)


def wide(n, rng):
    """A circuit on n qubits, and the same with some gates written otherwise."""
    plain, other = stim.Circuit(), stim.Circuit()
    for circuit in (plain, other):
        circuit.append("H", range(0, n, 2))
    for _ in range(3):
        order = [int(k) for k in rng.permutation(n)]
        for a, b in zip(order[::2], order[1::2], strict=False):
            plain.append("CX", [a, b])
            other += stim.Circuit(f"H {b}\nCZ {a} {b}\nH {b}")
        for k in range(n):
            plain.append("S_DAG", [k])
            other.append("S_DAG", [k])
    return plain, other


@pytest.mark.parametrize("as_maps", [False, True])
def test_hundreds_of_qubits_and_a_single_wrong_gate(as_maps):
    plain, other = wide(300, np.random.default_rng(2))
    pair = [from_stim(c, prepared=not as_maps) for c in (plain, other)]
    assert {s.answer for s in same(*pair, BACKENDS, as_maps=as_maps).values()} == {"same"}
    other.append("H", [17])
    found = same(pair[0], from_stim(other, prepared=not as_maps), BACKENDS, as_maps=as_maps)
    assert {s.answer for s in found.values()} == {"different"}


def test_hundreds_of_trits_by_the_theorem():
    n = 120
    lines = [f"sum {k} {k + 1}" for k in range(1, n)]
    text = "\n".join([f"system {n} trits", *lines])
    thrice = "\n".join([f"system {n} trits", *(f"{line}\n" * 4 for line in lines)])  # sum 4 times is sum once
    wrong = "\n".join([f"system {n} trits", *(f"{line}\n" * 2 for line in lines)])
    found = same(parse_experiment(text), parse_experiment(thrice), BACKENDS, as_maps=True)
    assert {s.answer for s in found.values()} == {"same"}
    assert "theorem" in found["quantum"].by
    found = same(parse_experiment(text), parse_experiment(wrong), BACKENDS, as_maps=True)
    assert {s.answer for s in found.values()} == {"different"}


def test_a_fault_of_either_side_shows_as_a_difference_of_the_theories(monkeypatch):
    text = "system 2 bits\nsum 1 2\nfourier 1"
    circuit = circuit_of(parse_experiment(text), 2)
    other = circuit_of(parse_experiment(f"{text}\nfourier 1\nfourier 1"), 2)
    assert first_apart(circuit, other, True) is None
    monkeypatch.setattr(unitaries, "gates_of", lambda steps: gates_of(steps[:-1] if len(steps) > 2 else steps))
    assert of_circuits(circuit, circuit, BACKENDS, True)["quantum"].answer == "same"
    assert of_circuits(circuit, other, BACKENDS, True)["quantum"].answer == "different"
