"""Circuits of sdim as experiments and back, against matrices written down here and against sdim itself."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest

from equivalence.conversions import from_sdim, to_sdim
from quantum_ref.hilbert.backend import HilbertBackend
from toytheory import parse_experiment
from toytheory.errors import InputError

WITHOUT = "sdim is an optional extra: pip install 'toytheory[sdim]'"


class Recorded:
    """What is read of a `sdim.Circuit`, for where there is no sdim."""

    def __init__(self, n, d):
        self.num_qudits, self.dimension, self.operations = n, d, []

    def add_gate(self, name, wire, target=None, **params):
        self.operations.append(SimpleNamespace(name=name, qudit_index=wire, target_index=target, params=params))


@pytest.fixture(params=["recorded", "sdim"])
def circuit_of(request):
    """The class of circuits: the package's own, where it is installed, and what stands for it."""
    return Recorded if request.param == "recorded" else pytest.importorskip("sdim", reason=WITHOUT).Circuit


ONE = ["I", "X", "X_INV", "Z", "Z_INV", "H", "H_INV", "P", "P_INV"]
TWO = ["CNOT", "CNOT_INV", "CZ", "CZ_INV", "SWAP"]


def law(experiment):
    return {key: float(p) for key, p in HilbertBackend().distribution(experiment).probabilities.items()}


def matrix(name, d, a=None):
    """As sdim documents its gates."""
    x, omega = np.arange(d), np.exp(2j * np.pi / d)
    prime = d in (2, 3, 5)
    power = x if d == 2 else x * (x - 1) // 2 if prime else x * x * ((d + 1) // 2)
    phase = np.diag((1j if d == 2 else omega) ** (power % (4 if d == 2 else d)))
    pairs = list(product(range(d), repeat=2))
    place = {pair: k for k, pair in enumerate(pairs)}
    moves = {"CNOT": lambda j, k: (j, (j + k) % d), "SWAP": lambda j, k: (k, j)}
    table = {
        "I": np.eye(d), "X": np.roll(np.eye(d), 1, axis=0), "Z": np.diag(omega**x), "P": phase,
        "H": omega ** np.outer(x, x) / np.sqrt(d), "CZ": np.diag([omega ** (j * k) for j, k in pairs]),
    }  # fmt: skip
    if a is not None:
        return np.eye(d)[:, [a * k % d for k in range(d)]]  # |x> becomes |a x>
    base = name.removesuffix("_INV")
    if base in moves:
        found = np.zeros((d * d, d * d))
        for pair in pairs:
            found[place[moves[base](*pair)], place[pair]] = 1
    else:
        found = table[base]
    return found.conj().T if name.endswith("_INV") else found


def applied(state, gate, wires, d, n):
    """A matrix on some wires of a vector (d^n,)."""
    k = len(wires)
    tensor = np.moveaxis(state.reshape((d,) * n), wires, range(k)).reshape(d**k, -1)
    return np.moveaxis((gate @ tensor).reshape((d,) * n), range(k), wires).reshape(-1)


@pytest.mark.parametrize(("d", "seed"), [(d, seed) for d in (2, 3, 5, 9) for seed in range(4)])
def test_circuits_predict_what_their_matrices_do(circuit_of, d, seed):
    rng = np.random.default_rng(10 * d + seed)
    n = 2
    circuit, state = circuit_of(n, d), np.eye(d**n)[0].astype(complex)
    for name in [*rng.permutation(ONE), *rng.permutation(TWO), *rng.choice(ONE, 6), *rng.choice(TWO, 3)]:
        wires = tuple(int(k) for k in rng.permutation(n)[: 1 if name in ONE else 2])
        circuit.add_gate(str(name), *wires)
        state = applied(state, matrix(str(name), d), wires, d, n)
    if d > 2:
        circuit.add_gate("MUL", 0, a=2)
        state = applied(state, matrix("MUL", d, 2), (0,), d, n)
    for k in range(n):
        circuit.add_gate("M", k)
    expected = dict(zip(product(range(d), repeat=n), np.abs(state) ** 2, strict=True))
    found = law(from_sdim(circuit))
    assert [found.get(key, 0.0) for key in expected] == pytest.approx(list(expected.values()), abs=1e-9)


@pytest.mark.parametrize("d", [2, 3, 5])
def test_experiments_are_circuits_that_sdim_runs(d):
    sdim = pytest.importorskip("sdim", reason=WITHOUT)
    text = f"""system 2 dits d={d}
prepare X1 - X2 = 1, P1 + P2 = 1
phase 1
sum 1 2
fourier 2
measure X1 + P2 as a
measure P1 as b
measure X2 as c
"""
    experiment = parse_experiment(text)
    circuit = to_sdim(experiment)
    assert law(from_sdim(circuit)) == law(experiment)
    support = set(law(experiment))
    np.random.seed(1)
    found = sdim.Program(circuit).simulate(shots=40, force_tableau=True)
    order, turn = [], [0] * len(found)
    for operation in circuit.operations:
        if operation.name == "M":
            order.append((operation.qudit_index, turn[operation.qudit_index]))
            turn[operation.qudit_index] += 1
    for shot in range(40):
        assert tuple(found[q][k][shot].measurement_value for q, k in order) in support


def test_resets_are_preparations_and_outcomes_are_numbered(circuit_of):
    circuit = circuit_of(1, 3)
    for name in ("X", "M", "RESET", "M"):
        circuit.add_gate(name, 0)
    experiment = from_sdim(circuit)
    assert experiment.outcomes == ("m1", "m2")
    assert law(experiment) == {(1, 0): 1.0}


def test_what_has_no_counterpart_is_refused(circuit_of):
    with pytest.raises(InputError, match="d = 4"):
        from_sdim(circuit_of(1, 4))
    noisy = circuit_of(1, 3)
    noisy.add_gate("N1", 0, prob=0.1, noise_channel="d")
    with pytest.raises(InputError, match="N1"):
        from_sdim(noisy)
    with pytest.raises(InputError, match="conditions"):
        to_sdim(parse_experiment("system 1 trit\nprepare X = 0\nmeasure X as a\ncondition a = 0"))
