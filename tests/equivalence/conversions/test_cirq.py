"""Circuits of Cirq as experiments and back, against Cirq's own state vectors."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from equivalence.conversions import density_operator, from_cirq, from_cirq_state, to_cirq, to_cirq_state
from quantum_ref.hilbert.backend import HilbertBackend
from toytheory import EpistemicState, epistemic_states, format_experiment, parse_experiment
from toytheory.errors import InputError

cirq = pytest.importorskip("cirq", reason="Cirq is an optional extra: pip install 'toytheory[cirq]'")
pytest.importorskip("stim")


def law(experiment):
    return {key: float(p) for key, p in HilbertBackend().distribution(experiment).probabilities.items()}


def random_gates(rng, q):
    one = [cirq.H, cirq.S, cirq.S**-1, cirq.X, cirq.Y, cirq.Z, cirq.X**0.5, cirq.X**-0.5, cirq.Y**0.5, cirq.Y**-0.5]
    two = [cirq.CNOT, cirq.CZ, cirq.SWAP, cirq.ISWAP, cirq.ISWAP**-1]
    for _ in range(12):
        if rng.random() < 0.6:
            yield rng.choice(one)(q[rng.integers(len(q))])
        else:
            yield rng.choice(two)(*rng.permutation(q)[:2])


@pytest.mark.parametrize("seed", range(8))
def test_circuits_predict_what_cirq_does(seed):
    rng = np.random.default_rng(seed)
    q = cirq.LineQubit.range(3)
    gates = list(random_gates(rng, q))
    amplitudes = cirq.Circuit(gates).final_state_vector(qubit_order=q, dtype=np.complex128)
    expected = dict(zip(product(range(2), repeat=3), np.abs(amplitudes) ** 2, strict=True))
    experiment = from_cirq(cirq.Circuit(gates, cirq.measure(q[0], key="a"), cirq.measure(*q[1:], key="b")))
    assert experiment.outcomes == ("a", "b_0", "b_1")
    found = law(experiment)
    assert [found.get(key, 0.0) for key in expected] == pytest.approx(list(expected.values()), abs=1e-6)


FED_FORWARD = """system 2 bits
prepare X1 + X2 = 0, P1 + P2 = 1
measure X1 + P2 as a
measure P2 as b
displace X1 by b
measure X1 as c
"""
GATES = """system 3 bits
prepare X1 = 1, P2 = 0, X3 + P3 = 1
sum 1 2
phase 2
cphase 2 3
fourier 1
measure X1 + X2 as a
measure P3 as b
"""
TEXTS = [FED_FORWARD, GATES]


@pytest.mark.parametrize("text", TEXTS)
def test_experiments_are_circuits_with_the_same_distribution(text):
    experiment = parse_experiment(text)
    circuit = to_cirq(experiment)
    found = cirq.Simulator(seed=5).run(circuit, repetitions=2000)
    rows = np.array([found.measurements[name].ravel() for name in experiment.outcomes]).T
    expected = law(experiment)
    assert {tuple(row) for row in rows.tolist()} == set(expected)  # each of probability 1/8 at least
    for key, probability in expected.items():
        assert (rows == key).all(axis=1).mean() == pytest.approx(probability, abs=0.08)
    if "displace" not in text:
        assert law(from_cirq(circuit)) == expected


def test_trits_are_written_as_qudits():
    text = "system 2 trits\nprepare X1 - X2 = 1, P1 + P2 = 2\nmeasure X1 as a\nmeasure X2 as b"
    found = cirq.Simulator(seed=1).run(to_cirq(parse_experiment(text)), repetitions=60).measurements
    assert set(((found["a"] - found["b"]) % 3).ravel()) == {1}
    assert len(set(found["a"].ravel())) == 3


def test_every_pure_state_of_two_bits_goes_there_and_back():
    q = cirq.LineQubit.range(2)
    for state in epistemic_states(2, 2):
        if state.is_pure:
            told = to_cirq_state(state)
            projector = np.eye(4)
            for pauli in told:
                projector = projector @ (np.eye(4) + pauli.on(*q).matrix(q)) / 2
            assert np.allclose(projector, density_operator(state))
            assert from_cirq_state(told) == state


def test_tableaus_are_read():
    q = cirq.LineQubit.range(2)
    tableau = cirq.CliffordTableau(2)
    state = cirq.CliffordTableauSimulationState(tableau, qubits=q, prng=np.random.RandomState(0))
    for operation in (cirq.H(q[0]), cirq.CNOT(*q), cirq.X(q[1])):
        cirq.act_on(operation, state)
    assert from_cirq_state(tableau) == EpistemicState.from_known("X1 + X2 = 1, P1 + P2 = 0", 2, 2)


def test_untouched_qubits_stay_and_resets_are_preparations():
    q = cirq.LineQubit.range(3)
    circuit = cirq.Circuit(cirq.H(q[0]), cirq.reset(q[0]), cirq.I(q[2]), cirq.measure(q[0], key="a"))
    experiment = from_cirq(circuit)
    assert (experiment.n, law(experiment)) == (2, {(0,): 1.0})
    assert "prepare X1 = 0" in format_experiment(experiment)


Q = cirq.LineQubit.range(2)


@pytest.mark.parametrize(
    ("circuit", "told"),
    [
        (lambda: cirq.Circuit(cirq.T(Q[0])), "no Clifford gate"),
        (lambda: cirq.Circuit(), "without qubits"),
        (lambda: cirq.Circuit(cirq.measure(Q[0], key="a", invert_mask=(True,))), "inverts"),
        (lambda: cirq.Circuit(cirq.measure(Q[0], key="a b")), "no name"),
        (lambda: cirq.Circuit(cirq.measure(Q[0], key="a"), cirq.measure(Q[1], key="a")), "used twice"),
        (lambda: cirq.Circuit(cirq.measure(Q[0], key="a"), cirq.X(Q[1]).with_classical_controls("a")), "classical"),
        (lambda: cirq.Circuit(cirq.ResetChannel(dimension=3)(cirq.LineQid(0, 3))), "no Clifford gate"),
    ],
)
def test_what_has_no_counterpart_is_refused(circuit, told):
    with pytest.raises(InputError, match=told):
        from_cirq(circuit())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("system 1 mode\nmeasure X as a", "no circuit of Cirq"),
        ("system 1 bit\nprepare X = 0\nmeasure X as a\ncondition a = 0", "conditions"),
        ("system 1 bit\nprepare X = 0\nmeasure X + 1 as a", "sum of readings"),
        ("system 1 bit\nnoise X by 0: 1/2, 1: 1/2\nmeasure X as a", "no circuit of Cirq"),
    ],
)
def test_experiments_without_a_circuit_are_refused(text, told):
    with pytest.raises(InputError, match=told):
        to_cirq(parse_experiment(text))


def test_stabilizers_that_are_none_are_refused():
    with pytest.raises(InputError, match="coefficient"):
        from_cirq_state([cirq.DensePauliString("X", coefficient=1j)])
    with pytest.raises(InputError, match="no systems with d = 3"):
        to_cirq_state(EpistemicState.unknown(3, 1))
