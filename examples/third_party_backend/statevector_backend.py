"""An example backend for toytheory: state vectors of a few qubits, one for every run, measured at random.

It is a quantum backend for bits that only samples, as most simulators do. Everything that it needs
to know of toytheory is the experiment it is given and the convention for bits: the variable
(a, b) of one bit is 1, Z, X or Y; products of systems have sign +; outcome 1 is the eigenvalue -1.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toytheory import (
    Capabilities,
    Condition,
    Discard,
    Displace,
    Experiment,
    Measure,
    Noise,
    Prepare,
    Step,
    Transform,
)
from toytheory.phase_space.modular import solve
from toytheory.phase_space.space import coordinates_of, symplectic_form
from toytheory.phase_space.variables import Variable, coefficient_matrix

Integers = NDArray[np.int64]
Complex = NDArray[np.complex128]

ONE, X, Z = np.eye(2), np.array([[0, 1], [1, 0]]), np.diag([1, -1])
PAULIS = {(0, 0): ONE, (1, 0): Z, (0, 1): X, (1, 1): 1j * X @ Z}

GATES: dict[str, Complex] = {  # conjugation sends Z_k, X_k to what the map's lines say of X_k, P_k
    "fourier": np.array([[1, 1], [1, -1]]) / np.sqrt(2),
    "phase": np.diag([1, -1j]),
    "multiply": np.eye(2),
    "sum": np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]),
    "cphase": np.diag([1, 1, 1, -1]),
    "swap": np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]]),
}


class StateVectorBackend:
    """Draws outcomes of experiments on up to eight bits."""

    name = "statevector"
    side: Literal["quantum"] = "quantum"
    capabilities = Capabilities(kinds=frozenset({"bits"}), exact=False, samples=True, largest_space=2**8)

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """True, or the reason why not: what is declared above, and written maps, which it has no gate for."""
        reason = self.capabilities.reason_against(experiment)
        if reason is not None:
            return reason
        if any(isinstance(step, Transform) and step.name not in GATES for step in experiment.steps):
            return "knows named maps only"
        return True

    def sample(self, experiment: Experiment, shots: int, seed: int) -> Integers:
        """Outcomes of the runs that met the conditions, (kept, m)."""
        run = _Runs(experiment.n, shots, np.random.default_rng(seed))
        for step in experiment.steps:
            run.steps[type(step)](step)
        table = np.zeros((shots, len(experiment.outcomes)), dtype=np.int64)
        for column, name in enumerate(experiment.outcomes):
            table[:, column] = run.outcomes[name]
        return table[run.kept]


class _Runs:
    """The state vectors of all runs, (shots, 2^n), and the outcomes so far."""

    def __init__(self, n: int, shots: int, rng: np.random.Generator) -> None:
        self.n, self.shots, self.rng = n, shots, rng
        self.psi: Complex = np.zeros((shots, 2**n), dtype=np.complex128)
        self.psi[np.arange(shots), rng.integers(0, 2**n, shots)] = 1  # nothing is known: a random basis state
        self.outcomes: dict[str, Integers] = {}
        self.kept = np.ones(shots, dtype=np.bool_)
        self.steps: dict[type[Step], Callable[..., None]] = {
            Prepare: self.prepare,
            Transform: self.transform,
            Measure: self.measure,
            Displace: self.displace,
            Noise: self.noise,
            Condition: self.condition,
            Discard: lambda step: None,
        }

    def pauli(self, vector: Integers) -> Complex:
        """The Pauli product of a coefficient vector (a1, b1, a2, b2, ...)."""
        return reduce(np.kron, (PAULIS[int(a), int(b)] for a, b in vector.reshape(-1, 2)))

    def apply(self, operator: Complex, runs: NDArray[np.bool_]) -> None:
        self.psi[runs] = self.psi[runs] @ operator.T

    def shift(self, index: int, amounts: Integers) -> None:
        """Add amounts, one a run, to a coordinate: X is shifted by Pauli X, P by Pauli Z."""
        vector = np.zeros(2 * self.n, dtype=np.int64)
        vector[index ^ 1] = 1
        self.apply(self.pauli(vector), amounts % 2 == 1)

    def value(self, variable: Variable) -> Integers:
        """Measure a variable in every run."""
        operator = self.pauli(variable.vector(self.n))
        image = self.psi @ operator.T
        up = (1 + np.einsum("si,si->s", self.psi.conj(), image).real) / 2
        found = (self.rng.random(self.shots) >= up).astype(np.int64)
        self.psi += (1 - 2 * found)[:, None] * image
        self.psi /= np.linalg.norm(self.psi, axis=1)[:, None]
        return (found + variable.constant) % 2

    def prepare(self, step: Prepare) -> None:
        for index in (2 * system + i for system in step.systems for i in (0, 1)):
            self.shift(index, self.rng.integers(0, 2, self.shots))  # forget: random Paulis
        rows = coefficient_matrix(step.variables, self.n)
        for i, (variable, value) in enumerate(zip(step.variables, step.values, strict=True)):
            wrong = self.value(variable) != value % 2
            flip = self.flip(rows, i, coordinates_of(step.systems))
            self.apply(self.pauli(flip), wrong)

    def flip(self, rows: Integers, i: int, where: Integers) -> Integers:
        """A Pauli on some coordinates that flips variable i of a commuting, independent set and no other."""
        vector = np.zeros(2 * self.n, dtype=np.int64)
        vector[where] = solve((rows @ symplectic_form(self.n))[:, where], np.arange(len(rows)) == i, 2)
        return vector

    def transform(self, step: Transform) -> None:
        gate = GATES[step.name or ""]
        k = len(step.systems)
        tensor = self.psi.reshape(self.shots, *[2] * self.n)
        axes = [1 + system for system in step.systems]
        tensor = np.tensordot(tensor, gate.reshape([2] * (2 * k)), axes=(axes, list(range(k, 2 * k))))
        self.psi = np.moveaxis(tensor, list(range(-k, 0)), axes).reshape(self.shots, -1)

    def measure(self, step: Measure) -> None:
        for variable, name in zip(step.variables, step.names, strict=True):
            self.outcomes[name] = self.value(variable)

    def displace(self, step: Displace) -> None:
        for index, expression in step.shifts:
            amounts = np.full(self.shots, expression.constant)
            self.shift(index, sum((c * self.outcomes[name] for name, c in expression.terms), amounts))

    def noise(self, step: Noise) -> None:
        chosen = self.rng.choice(len(step.weights), self.shots, p=[float(p) for _, p in step.weights])
        shifts = np.array([shift for shift, _ in step.weights])[chosen]
        for column, index in enumerate(step.coordinates):
            self.shift(index, shifts[:, column])

    def condition(self, step: Condition) -> None:
        self.kept &= self.outcomes[step.name] == step.value % 2
