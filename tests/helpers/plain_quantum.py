"""Plain floating-point quantum mechanics, written from DESIGN's definitions and sharing nothing with quantum_ref."""

from __future__ import annotations

import functools
import itertools
from fractions import Fraction

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Transform

PAULI = {
    (0, 0): np.eye(2, dtype=complex),
    (1, 0): np.diag([1, -1]).astype(complex),
    (0, 1): np.array([[0, 1], [1, 0]], dtype=complex),
    (1, 1): np.array([[0, -1j], [1j, 0]]),
}


def omega(d: int) -> complex:
    return complex(np.exp(2j * np.pi / d))


def shift(d: int) -> np.ndarray:
    return np.roll(np.eye(d, dtype=complex), 1, axis=0)


def clock(d: int) -> np.ndarray:
    return np.diag([omega(d) ** x for x in range(d)])


def weyl_one(q: int, p: int, d: int) -> np.ndarray:
    """omega^(-qp/2) Z^p X^q."""
    phase = omega(d) ** (-(d + 1) // 2 * q * p % d)
    return phase * np.linalg.matrix_power(clock(d), p % d) @ np.linalg.matrix_power(shift(d), q % d)


def kron(*factors: np.ndarray) -> np.ndarray:
    return functools.reduce(np.kron, factors)


def unitary_of(vector: np.ndarray, d: int) -> np.ndarray:
    """omega^F, or the Pauli product with sign +."""
    pairs = np.mod(np.asarray(vector), d).reshape(-1, 2)
    if d == 2:
        return kron(*(PAULI[int(a), int(b)] for a, b in pairs))
    return kron(*(weyl_one(-int(b) % d, int(a), d) for a, b in pairs))


def projector(vector: np.ndarray, value: int, d: int) -> np.ndarray:
    U = unitary_of(vector, d)
    return sum(omega(d) ** (-value * c) * np.linalg.matrix_power(U, c) for c in range(d)) / d


def basis_label(index: int, d: int, n: int) -> tuple[int, ...]:
    return tuple(index // d ** (n - 1 - i) % d for i in range(n))


def phase_point(point: np.ndarray, d: int) -> np.ndarray:
    """A(m): displaced parity for odd d, displaced average of Paulis for bits."""
    pairs = np.asarray(point).reshape(-1, 2)
    if d == 2:
        zero = sum(PAULI.values()) / 2
        moves = [np.linalg.matrix_power(PAULI[0, 1], q) @ np.linalg.matrix_power(PAULI[1, 0], p) for q, p in pairs]
    else:
        zero = np.eye(d, dtype=complex)[:, -np.arange(d) % d]
        moves = [weyl_one(int(q), int(p), d) for q, p in pairs]
    return kron(*(w @ zero @ w.conj().T for w in moves))


def points(d: int, n: int) -> list[tuple[int, ...]]:
    return list(itertools.product(range(d), repeat=2 * n))


def wigner(rho: np.ndarray, d: int, n: int) -> np.ndarray:
    return np.array([np.trace(rho @ phase_point(m, d)) for m in points(d, n)]) / d**n


def solve_unitary(matrix: np.ndarray, shifts: np.ndarray, d: int) -> np.ndarray:
    """The U with U^dagger omega^X_i U = omega^(row i): a fixed random matrix averaged over the group.

    sum_c O_c M N_c^dagger over all products of powers, O_c of the old operators and N_c of the new ones, intertwines.
    """
    size = len(matrix)
    D = d ** (size // 2)
    rng = np.random.default_rng(1)
    U = rng.normal(size=(D, D)) + 1j * rng.normal(size=(D, D))
    for i in range(size):  # averaging over one generator after the other is averaging over all products
        old = unitary_of(np.eye(size, dtype=int)[i], d)
        new = omega(d) ** int(shifts[i]) * unitary_of(matrix[i], d)
        left, right, total = np.eye(D), np.eye(D), np.zeros_like(U)
        for _ in range(d):
            total += left @ U @ right.conj().T
            left, right = left @ old, right @ new
        U = total
    U *= np.sqrt(D) / np.linalg.norm(U)
    assert np.allclose(U @ U.conj().T, np.eye(D))
    return U


def embed(U: np.ndarray, systems: tuple[int, ...], d: int, n: int) -> np.ndarray:
    """U on some of n systems, by permuting tensor factors."""
    others = [s for s in range(n) if s not in systems]
    order = [*systems, *others]
    full = np.kron(U, np.eye(d ** len(others))).reshape((d,) * (2 * n))
    back = np.argsort(order)
    return full.transpose([*back, *(back + n)]).reshape(d**n, d**n)


def reset(rho: np.ndarray, system: int, d: int, n: int) -> np.ndarray:
    total = np.zeros_like(rho)
    for q, p in itertools.product(range(d), repeat=2):  # averaging over all displacements forgets a system
        one = PAULI[q, p] if d == 2 else weyl_one(q, p, d)
        w = embed(one, (system,), d, n)
        total += w @ rho @ w.conj().T
    return total / d**2


def run(experiment: Experiment) -> dict[tuple[int, ...], float]:
    """Joint probabilities of the runs that met the conditions, by density matrices."""
    d, n = experiment.d, experiment.n
    branches = [(np.eye(d**n, dtype=complex) / d**n, {})]
    for step in experiment.steps:
        following = []
        for rho, outcomes in branches:
            following += _step(step, rho, outcomes, d, n)
        branches = following
    joint: dict[tuple[int, ...], float] = {}
    for rho, outcomes in branches:
        key = tuple(outcomes[name] for name in experiment.outcomes)
        joint[key] = joint.get(key, 0.0) + float(np.trace(rho).real)
    return {key: p for key, p in joint.items() if p > 1e-12}


def _displace(rho: np.ndarray, amounts: dict[int, int], d: int, n: int) -> np.ndarray:
    vector = np.zeros(2 * n, dtype=int)
    for index, amount in amounts.items():
        vector[index] = amount % d
    ones = [PAULI[p, q] if d == 2 else weyl_one(q, p, d) for q, p in vector.reshape(-1, 2).tolist()]
    w = kron(*ones)
    return w @ rho @ w.conj().T


def _step(step, rho, outcomes, d, n):  # type: ignore[no-untyped-def]
    if isinstance(step, Prepare):
        for system in step.systems:
            rho = reset(rho, system, d, n)
        before = np.trace(rho)
        for variable, value in zip(step.variables, step.values, strict=True):
            Pi = projector(variable.vector(n), value - variable.constant, d)
            rho = Pi @ rho @ Pi
        return [(rho * before / np.trace(rho), outcomes)]
    if isinstance(step, Transform):
        U = embed(solve_unitary(np.array(step.matrix), np.array(step.shift), d), step.systems, d, n)
        return [(U @ rho @ U.conj().T, outcomes)]
    if isinstance(step, Measure):
        branches = [(rho, outcomes)]
        for variable, name in zip(step.variables, step.names, strict=True):
            split = []
            for state, known in branches:
                for value in range(d):
                    Pi = projector(variable.vector(n), value - variable.constant, d)
                    after = Pi @ state @ Pi
                    if np.trace(after).real > 1e-12:
                        split.append((after, {**known, name: value}))
            branches = split
        return branches
    if isinstance(step, Displace):
        return [(_displace(rho, {i: e(outcomes, d) for i, e in step.shifts}, d, n), outcomes)]
    if isinstance(step, Noise):
        mixed = sum(
            float(Fraction(w)) * _displace(rho, dict(zip(step.coordinates, s, strict=True)), d, n)
            for s, w in step.weights
        )
        return [(mixed, outcomes)]
    if isinstance(step, Condition):
        return [(rho, outcomes)] if outcomes[step.name] == step.value % d else []
    if isinstance(step, Discard):
        for system in step.systems:
            rho = reset(rho, system, d, n)
        return [(rho, outcomes)]
    raise AssertionError(step)
