"""The `wigner` backend: experiments run in the Wigner representation, exactly.

The state is a Wigner function with rational values; every step acts by a kernel computed from the step's operators
(`kernels`): unitaries, projectors, resets. Nothing assumes that a map permutes phase space or that values are
positive, so bits are treated rightly too. Runs branch at measurements, depth first.
Slide "Wigner representation of quantum mechanics".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from quantum_ref.conventions import no_counterpart
from quantum_ref.operators.clifford import displacement_unitary, transform_unitary
from quantum_ref.operators.cyclotomic import magnitude
from quantum_ref.operators.densities import CERTAIN, known_record
from quantum_ref.plan.parts import kept_systems
from toytheory.backend import Capabilities, Side
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Step, Transform
from toytheory.outcomes.distributions import Distribution
from toytheory.phase_space.variables import Variable

from .kernels import Kernel, measurement_kernels, reset_kernel, unitary_kernel

BRANCHES = 4096
"""More runs that differ in their outcomes are not followed."""

LARGEST_UNITARY_KERNEL = 7**4
"""Largest d^2k for which the kernel of a map on k systems is computed, if the map's unitary is not monomial."""

MONOMIAL = frozenset({"phase", "multiply", "sum", "cphase", "swap"})
"""Named maps whose kernels are computed without matrix products."""

LARGEST_MEASUREMENT = 2**20
"""Largest number of terms from which the kernels of a measured variable are summed up."""


@dataclass(frozen=True, eq=False)
class WignerState:
    """A Wigner function, not necessarily normalised: its sum is the probability of the run so far.

    Attributes
    ----------
    d, n : of the phase space.
    numerators : (d^2n,) integers in the order of `PhaseSpace.points`; Python's where int64 is too small.
    denominator : of all values.

    >>> WignerState.unknown(3, 1).after(_measured((0, 1), 3)[2], (0,)).total
    Fraction(1, 3)
    """

    d: int
    n: int
    numerators: NDArray[Any]
    denominator: int

    @classmethod
    def unknown(cls, d: int, n: int) -> WignerState:
        """The maximally mixed state."""
        return cls(d, n, np.ones(d ** (2 * n), dtype=np.int64), d ** (2 * n))

    @property
    def total(self) -> Fraction:
        """The sum of all values: the trace of the operator."""
        room = magnitude(self.numerators) * self.numerators.size < 2**63
        return Fraction(int(self.numerators.sum(dtype=None if room else object)), self.denominator)

    def after(self, kernel: Kernel, systems: Sequence[int]) -> WignerState:
        """The state after an operation on some systems, given in the order of the kernel's coordinates."""
        first, back = _orders(tuple(systems), self.n)
        tensor = self.numerators.reshape((self.d**2,) * self.n).transpose(first)
        moved = kernel(tensor.reshape(kernel.size, -1)).reshape(tensor.shape)
        return self._with(moved.transpose(back).reshape(-1), self.denominator * kernel.denominator)

    def times(self, factor: Fraction) -> WignerState:
        """All values multiplied."""
        return self._with(_multiplied(self.numerators, factor.numerator), self.denominator * factor.denominator)

    def plus(self, other: WignerState) -> WignerState:
        """The sum of two Wigner functions on one phase space."""
        common = math.lcm(self.denominator, other.denominator)
        mine = _multiplied(self.numerators, common // self.denominator)
        return self._with(mine + _multiplied(other.numerators, common // other.denominator), common)

    def _with(self, numerators: NDArray[Any], denominator: int) -> WignerState:
        """In lowest terms; in int64 where there is ample room."""
        shared = math.gcd(denominator, int(np.gcd.reduce(numerators)))
        if shared > 1:
            numerators = numerators // shared
        if numerators.dtype == object and magnitude(numerators) < 2**53:
            numerators = numerators.astype(np.int64)
        return WignerState(self.d, self.n, numerators, denominator // shared)


@lru_cache(maxsize=1024)
def _orders(systems: tuple[int, ...], n: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The axes of n systems with these first, and back again."""
    first = (*systems, *(k for k in range(n) if k not in systems))
    return first, tuple(first.index(k) for k in range(n))


def _multiplied(numerators: NDArray[Any], factor: int) -> NDArray[Any]:
    """Below 2^62 in int64, so that two such can be added; otherwise Python integers."""
    small = magnitude(numerators) * abs(factor) < 2**62
    product: NDArray[Any] = (numerators if small else numerators.astype(object)) * factor
    return product


@lru_cache(maxsize=64)
def _transformed(step: Transform, d: int) -> Kernel:
    return unitary_kernel(transform_unitary(step, d), d)


@lru_cache(maxsize=256)
def _displaced(q: int, p: int, d: int) -> Kernel:
    return unitary_kernel(displacement_unitary([q, p], d), d)


@lru_cache(maxsize=64)
def _measured(vector: tuple[int, ...], d: int) -> tuple[Kernel, ...]:
    return measurement_kernels(vector, d)


@lru_cache(maxsize=16)
def _reset(d: int) -> Kernel:
    return reset_kernel(d)


Outcomes = dict[str, int]
Branch = tuple[WignerState, Outcomes]


class _Run:
    """What each kind of step does to one branch."""

    def __init__(self, experiment: Experiment) -> None:
        self.d = experiment.d
        self.wanted: dict[str, set[int]] = {}
        for step in experiment.steps:
            if isinstance(step, Condition):
                self.wanted.setdefault(step.name, set()).add(step.value % self.d)
        self.actions: dict[type[Step], Callable[[Any, WignerState, Outcomes], WignerState]] = {
            Prepare: self.prepare,
            Transform: self.transform,
            Displace: self.displace,
            Noise: self.noise,
            Discard: self.discard,
            Condition: lambda step, state, outcomes: state,  # runs that miss it are never followed, see `measure`
        }

    def project(self, state: WignerState, variable: Variable, value: int) -> WignerState:
        """Not normalised: the run in which the variable, its constant included, has this value."""
        if not variable.terms:
            return state if (value - variable.constant) % self.d == 0 else state.times(Fraction(0))
        vector = tuple(int(c) for c in variable.vector(state.n).reshape(-1, 2)[list(variable.systems)].reshape(-1))
        return state.after(_measured(vector, self.d)[(value - variable.constant) % self.d], variable.systems)

    def measure(self, variable: Variable, name: str, branch: Branch) -> Iterator[Branch]:
        """One branch for every value that is possible and not excluded by a condition."""
        state, outcomes = branch
        wanted = self.wanted.get(name)
        for value in range(self.d):
            if wanted is None or wanted == {value}:
                after = self.project(state, variable, value)
                if after.total:
                    yield after, {**outcomes, name: value}

    def prepare(self, step: Prepare, state: WignerState, outcomes: Outcomes) -> WignerState:
        for system in step.systems:
            state = state.after(_reset(self.d), (system,))
        before = state.total
        for variable, value in zip(step.variables, step.values, strict=True):
            state = self.project(state, variable, value)
        return state.times(before / state.total)

    def transform(self, step: Transform, state: WignerState, outcomes: Outcomes) -> WignerState:
        return state.after(_transformed(step, self.d), step.systems)

    def _shifted(self, state: WignerState, shifts: Sequence[tuple[int, int]]) -> WignerState:
        """Displaced by (coordinate, amount) pairs."""
        amounts: dict[int, list[int]] = {}
        for coordinate, amount in shifts:
            amounts.setdefault(coordinate // 2, [0, 0])[coordinate % 2] = amount % self.d
        for system, (q, p) in amounts.items():
            if q or p:
                state = state.after(_displaced(q, p, self.d), (system,))
        return state

    def displace(self, step: Displace, state: WignerState, outcomes: Outcomes) -> WignerState:
        return self._shifted(state, [(coordinate, amount(outcomes, self.d)) for coordinate, amount in step.shifts])

    def noise(self, step: Noise, state: WignerState, outcomes: Outcomes) -> WignerState:
        parts = [
            self._shifted(state, list(zip(step.coordinates, shifts, strict=True))).times(weight)
            for shifts, weight in step.weights
            if weight
        ]
        total = parts[0]
        for part in parts[1:]:
            total = total.plus(part)
        return total

    def discard(self, step: Discard, state: WignerState, outcomes: Outcomes) -> WignerState:
        for system in step.systems:
            state = state.after(_reset(self.d), (system,))
        return state


def _flat(steps: Sequence[Step]) -> list[Step | tuple[Variable, str]]:
    """Steps, with joint measurements taken apart: one variable after the other."""
    flat: list[Step | tuple[Variable, str]] = []
    for step in steps:
        flat.extend(zip(step.variables, step.names, strict=True) if isinstance(step, Measure) else [step])
    return flat


class WignerBackend:
    """Exact distributions through Wigner functions, for bits and odd d up to 15, on small phase spaces."""

    name = "wigner"
    side: Side = "quantum"
    capabilities = Capabilities(dimensions=frozenset({2, 3, 5, 7, 9, 11, 13, 15}), largest_space=128)

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """True, or the reason why not; even d > 2 and kernels that would be too large are such."""
        if experiment.system.d is not None:
            reason = no_counterpart(experiment.system.d)
            if reason is not None:
                return reason
        return self.capabilities.reason_against(experiment) or _too_large(experiment) or True

    def distribution(self, experiment: Experiment) -> Distribution:
        """The exact distribution; CannotRun where `can_run` says no, or beyond 4096 branches."""
        answer = self.can_run(experiment)
        if answer is not True:
            raise CannotRun(answer)
        joint = {
            tuple(outcomes[name] for name in experiment.outcomes): state.total for state, outcomes in _ends(experiment)
        }
        return Distribution.from_joint(experiment.d, experiment.outcomes, joint)

    def known_at_end(self, experiment: Experiment, systems: int) -> dict[str, Any] | None:
        """What is known at the end of the first systems, given the conditions, to whoever sees no other outcome.

        From the Wigner function of all runs together; None where it is no state (V, v), or out of reach.
        """
        answer = self.can_run(experiment)
        if answer is not True:
            raise CannotRun(answer)
        kept = kept_systems(experiment, systems)
        total: WignerState | None = None
        for state, _ in _ends(experiment):
            total = state if total is None else total.plus(state)
        if not kept or total is None:
            return None
        d = experiment.d
        tensor = total.numerators.reshape((d**2,) * total.n).astype(np.float64)
        whole = tensor.sum(axis=tuple(k for k in range(total.n) if k not in kept)) / float(tensor.sum())
        return _known(whole.reshape((d,) * (2 * len(kept))), d, kept)


def _ends(experiment: Experiment) -> Iterator[Branch]:
    """Every run to its end, its weight in its state; CannotRun beyond 4096 branches."""
    run, steps, splits = _Run(experiment), _flat(experiment.steps), 1
    waiting: list[tuple[int, Branch]] = [(0, (WignerState.unknown(experiment.d, experiment.n), {}))]
    while waiting:
        position, (state, outcomes) = waiting.pop()
        while position < len(steps):
            step = steps[position]
            position += 1
            if isinstance(step, tuple):
                branches = list(run.measure(*step, (state, outcomes)))
                splits += max(len(branches) - 1, 0)
                if splits > BRANCHES:
                    raise CannotRun(f"more than {BRANCHES} branches")
                waiting.extend((position, branch) for branch in reversed(branches))
                break
            state = run.actions[type(step)](step, state, outcomes)
        else:
            yield state, outcomes


def _known(wigner: NDArray[Any], d: int, systems: Sequence[int]) -> dict[str, Any] | None:
    """What is certain by a Wigner function (d,)*2n of sum 1; None where it says more than what is certain.

    The sum of W(m) omega^F(m) is the expectation of omega^F, of modulus 1 where F is certain.
    """
    expected = np.conj(np.fft.fftn(wigner)).reshape(-1)
    certain = np.flatnonzero(np.abs(expected) > 1 - CERTAIN)
    purity = float((wigner**2).sum()) * d ** len(systems)
    if abs(purity - len(certain) / d ** len(systems)) > CERTAIN:
        return None
    rows = np.stack(np.unravel_index(certain, wigner.shape), axis=1)
    values = np.round(np.angle(expected[certain]) * d / (2 * np.pi)).astype(np.int64) % d
    return known_record(rows, values, d, systems)


def _too_large(experiment: Experiment) -> str | None:
    """Why some step's kernel is out of reach, or None."""
    d = experiment.d
    for step in experiment.steps:
        if isinstance(step, Transform) and not (d % 2 and step.name in MONOMIAL):
            k = len(step.systems)
            if d ** (2 * k) > LARGEST_UNITARY_KERNEL:
                return f"a map of {k} systems, not a monomial one, has a kernel of {d}^{2 * k} rows"
        if isinstance(step, (Measure, Prepare)):
            for variable in step.variables:
                k = len(variable.systems)
                if (16**k if d == 2 else d ** (2 * k + 2)) > LARGEST_MEASUREMENT:
                    return f"{variable} depends on {k} systems, too many for its kernel"
    return None
