"""Experiments run with QuTiP's operators and nothing of quantum_ref: full matrices, sums over everything."""

from __future__ import annotations

from functools import cache, reduce

import numpy as np
import qutip

from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Transform

PAULIS = {(0, 0): qutip.qeye(2), (1, 0): qutip.sigmaz(), (0, 1): qutip.sigmax(), (1, 1): qutip.sigmay()}


def clock(d):
    return qutip.Qobj(np.diag(np.exp(2j * np.pi * np.arange(d) / d)))


def shift(d):
    """|x> -> |x+1>, as QuTiP's Fourier transform of the clock."""
    qft = qutip.Qobj(qutip.qft(d).full())
    return qft.dag() * clock(d) * qft


@cache
def one(a, b, d):
    """omega^(aX + bP) of one system: Z^a (shift^-1)^b with the phase that makes it e^(i(...)), or a Pauli operator."""
    if d == 2:
        return PAULIS[a, b]
    half = pow(2, -1, d)
    return np.exp(2j * np.pi * (half * a * b % d) / d) * clock(d) ** a * shift(d).dag() ** b


def unitary(vector, d):
    return qutip.tensor([one(int(a), int(b), d) for a, b in np.mod(vector, d).reshape(-1, 2)])


def projector(variable, value, d, n):
    U = unitary(variable.vector(n), d)
    powers = reduce(lambda done, _: [*done, done[-1] * U], range(d - 1), [U**0])
    phases = np.exp(-2j * np.pi * (value - variable.constant) * np.arange(d) / d)
    return sum((phase * power for phase, power in zip(phases, powers, strict=True)), 0 * U) / d


def intertwiner(matrix, constants, d):
    """The U with U^dagger omega^(X_i) U = omega^(image i): a fixed matrix averaged over the group of Weyl operators."""
    count = len(matrix)
    rng = np.random.default_rng(1)
    D = d ** (count // 2)
    U = qutip.Qobj(rng.normal(size=(D, D)) + 1j * rng.normal(size=(D, D)), dims=[[d] * (count // 2)] * 2)
    for i in range(count):
        old = unitary(np.eye(count, dtype=int)[i], d)
        new = np.exp(2j * np.pi * constants[i] / d) * unitary(np.array(matrix[i]), d)
        U = sum((old**t * U * new.dag() ** t for t in range(1, d)), U)
    U = U * np.sqrt(D) / U.norm("fro")
    assert (U * U.dag() - 1).norm() < 1e-9
    return U


def expanded(U, systems, d, n):
    others = [s for s in range(n) if s not in systems]
    order = [*systems, *others]
    full = qutip.tensor([U, *(qutip.qeye(d) for _ in others)])
    return full.permute([order.index(s) for s in range(n)])


def forgotten(rho, system, d, n):
    kept = [s for s in range(n) if s != system]
    if not kept:
        return rho.tr() * qutip.qeye(d) / d
    product = qutip.tensor([rho.ptrace(kept), qutip.qeye(d) / d])
    order = [*kept, system]
    return product.permute([order.index(s) for s in range(n)])


def displaced(rho, shifts, d, n):
    vector = np.zeros(2 * n, dtype=int)
    for index, value in shifts:  # x + q is done by omega^(-qP), p + r by omega^(rX)
        vector[index ^ 1] = -value if index % 2 == 0 else value
    w = unitary(vector, d)
    return w * rho * w.dag()


def run(experiment: Experiment) -> dict[tuple[int, ...], float]:
    """Joint probabilities of the runs that meet the conditions."""
    d, n = experiment.d, experiment.n
    branches = [(qutip.tensor([qutip.qeye(d)] * n) / d**n, {})]
    for step in experiment.steps:
        branches = [after for rho, seen in branches for after in stepped(step, rho, seen, d, n)]
    joint = {}
    for rho, seen in branches:
        key = tuple(seen[name] for name in experiment.outcomes)
        joint[key] = joint.get(key, 0) + rho.tr().real
    return {key: p for key, p in joint.items() if p > 1e-12}


def stepped(step, rho, seen, d, n):
    match step:
        case Prepare():
            weight = rho.tr()
            for system in step.systems:
                rho = forgotten(rho, system, d, n)
            for variable, value in zip(step.variables, step.values, strict=True):
                Pi = projector(variable, value, d, n)
                rho = Pi * rho * Pi
            return [(rho * (weight / rho.tr()), seen)]
        case Transform():
            U = expanded(intertwiner(step.matrix, step.shift, d), step.systems, d, n)
            return [(U * rho * U.dag(), seen)]
        case Measure():
            branches = [(rho, seen)]
            for variable, name in zip(step.variables, step.names, strict=True):
                projectors = [projector(variable, value, d, n) for value in range(d)]
                branches = [
                    (Pi * state * Pi, {**known, name: value})
                    for state, known in branches
                    for value, Pi in enumerate(projectors)
                ]
                branches = [(state, known) for state, known in branches if state.tr().real > 1e-12]
            return branches
        case Displace():
            return [(displaced(rho, [(i, e(seen, d)) for i, e in step.shifts], d, n), seen)]
        case Noise():
            parts = [float(w) * displaced(rho, zip(step.coordinates, s, strict=True), d, n) for s, w in step.weights]
            return [(sum(parts[1:], parts[0]), seen)]
        case Condition():
            return [(rho, seen)] if seen[step.name] == step.value else []
        case Discard():
            return [(rho, seen)]
    raise AssertionError(step)
