"""The `piquasso` backend, an optional extra: a second Gaussian simulator, for outcomes that nothing depends on.

Piquasso's covariance is twice ours, states are given to it without units, displacements as amplitudes, and its Fourier
gate is the inverse of `fourier`. Modes start together in one Gaussian state; what prepares a mode again, feeds an
outcome forward or conditions on one is answered with a reason.
"""

from __future__ import annotations

import importlib
import math
import warnings
from typing import Any, Literal

import numpy as np

from quantum_ref.plan.measurements import Dual, Homodyne, plan
from quantum_ref.plan.rounding import Rounding, Sizes, of_projection, relative
from quantum_ref.plan.unknown_directions import UnknownDirections
from toytheory.backend import MODE_STEPS, MODES, Capabilities, Side, declared, is_installed
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import (
    Amplify,
    Condition,
    Discard,
    Displace,
    GaussianNoise,
    Loss,
    Prepare,
    PrepareGaussian,
    PrepareVacuum,
    Step,
    ThermalLoss,
    Transform,
)
from toytheory.outcomes.densities import ContinuousDistribution, Floats, Moments
from toytheory.phase_space.space import coordinates_of

UNDECIDED = "a coordinate depends so little on what is unknown that rounding does not tell whether it does"
"""A reason."""

LEAST = 1e-9
"""The smallest tolerance that is stated."""

WORST = 0.01
"""A relative error beyond this is no answer."""

OUTSIDE: frozenset[type[Step]] = frozenset({Prepare, Condition})
"""Steps that are not done here."""


class PiquassoBackend:
    """Means and covariances of experiments on modes, from Piquasso's Gaussian simulator.

    Where Piquasso is not installed (`pip install toytheory[piquasso]`) it runs nothing, for that reason.
    """

    name = "piquasso"
    side: Side = "quantum"
    capabilities = Capabilities(kinds=MODES, steps=MODE_STEPS - OUTSIDE, largest_n=100, needs="piquasso")

    def __init__(self) -> None:
        self.missing: str | None = None
        if not is_installed("piquasso"):
            self.missing = "Piquasso is not installed: pip install toytheory[piquasso]"

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """True, or the reason why not."""
        can = declared(self, experiment)
        return self.missing if can is True and self.missing is not None else can

    def distribution(self, experiment: Experiment) -> ContinuousDistribution:
        """Means and covariances; CannotRun for what needs outcomes or preparations in the middle."""
        reason = self.can_run(experiment)
        if reason is not True:
            raise CannotRun(reason)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pq = importlib.import_module("piquasso")
        return _Circuit(pq, experiment).answer()


def instructions(pq: Any, experiment: Experiment) -> list[tuple[Any, tuple[int, ...]]]:
    """The gates and channels of an experiment, for whoever measures otherwise; CannotRun as for the backend.

    Parameters
    ----------
    pq : the module `piquasso`.
    """
    return _Circuit(pq, experiment).gates


class _Circuit:
    """The steps as instructions, the modes' first states as one, and what is read off at the end."""

    def __init__(self, pq: Any, experiment: Experiment) -> None:
        self.pq, self.experiment = pq, experiment
        self.n, self.hbar = experiment.n, float(experiment.system.hbar or 0.0)
        self.means = np.zeros(2 * self.n)
        self.covariance = self.hbar / 2 * np.eye(2 * self.n)
        self.used: set[int] = set()
        self.unknown = UnknownDirections(self.n)
        self.rounding, self.sizes = Rounding(self.n, self.hbar), Sizes(self.n, self.hbar)
        self.gates: list[tuple[Any, tuple[int, ...]]] = []
        self.forms: dict[str, tuple[Floats, float, float]] = {}  # coefficients, constant, added variance
        for step in plan(experiment):
            if isinstance(step, Homodyne | Dual):
                self._measure(step)
            elif isinstance(step, PrepareVacuum | PrepareGaussian):
                self._prepare(step)
            else:
                self.used.update(step.touched)
                self.gates += self._instructions(step)
                self.unknown.step(step)
                self._round(step)

    def _prepare(self, step: PrepareVacuum | PrepareGaussian) -> None:
        if self.used.intersection(step.systems):
            raise CannotRun("prepares modes at the beginning only")
        self.used.update(step.systems)
        self.unknown.prepared(step.systems)
        if isinstance(step, PrepareGaussian):
            where = coordinates_of(step.systems)
            self.means[where] = step.means
            self.covariance[np.ix_(where, where)] = step.covariance
            self.sizes.means[where], self.sizes.covariance[np.ix_(where, where)] = step.means, step.covariance
        self.rounding.prepared(step.systems, self.sizes.excitations, self.sizes.means)

    def _round(self, step: Step) -> None:
        before, means = self.sizes.excitations, np.abs(self.sizes.means)
        self.sizes.step(step)
        self.rounding.step(step, before, self.sizes.excitations, np.maximum(means, np.abs(self.sizes.means)))

    def _instructions(self, step: Step) -> list[tuple[Any, tuple[int, ...]]]:
        pq = self.pq
        match step:
            case Transform():
                return self._transform(step)
            case Displace():
                if any(expression.terms for _, expression in step.shifts):
                    raise CannotRun("does not feed outcomes forward")
                return [self._shift(index, float(expression.constant)) for index, expression in step.shifts]
            case Loss() | ThermalLoss():
                angle, nbar = math.acos(math.sqrt(step.transmission)), getattr(step, "nbar", 0.0)
                return [(pq.Attenuator(theta=angle, mean_thermal_excitation=nbar), (step.system,))]
            case Amplify():
                channel = math.sqrt(step.gain) * np.eye(2), (step.gain - 1) * np.eye(2)
                return [(pq.DeterministicGaussianChannel(*channel), (step.system,))]
            case GaussianNoise():
                return [
                    (
                        pq.DeterministicGaussianChannel(np.eye(2), np.diag([1 - i % 2, i % 2]) * 2 * v / self.hbar),
                        (i // 2,),
                    )
                    for i, v in step.variances
                ]
            case Discard():
                return []
        raise CannotRun(f"does not know the step {type(step).__name__}")

    def _shift(self, coordinate: int, amount: float) -> tuple[Any, tuple[int, ...]]:
        kind = self.pq.MomentumDisplacement if coordinate % 2 else self.pq.PositionDisplacement
        return kind(amount / math.sqrt(2 * self.hbar)), (coordinate // 2,)

    def _transform(self, step: Transform) -> list[tuple[Any, tuple[int, ...]]]:
        pq, t = self.pq, float(step.parameter or 0.0)
        match step.name:
            case "rotate":
                gate = pq.Phaseshifter(t)
            case "fourier":
                gate = pq.Phaseshifter(-math.pi / 2)
            case "squeeze":
                gate = pq.Squeezing(t)
            case "shear":
                gate = pq.QuadraticPhase(t)
            case "beamsplitter":
                gate = pq.Beamsplitter(t, 0.0)
            case "two-mode-squeeze":
                gate = pq.Squeezing2(t)
            case "sum":
                gate = pq.ControlledX(t)
            case "cphase":
                gate = pq.ControlledZ(t)
            case _:  # a -> passive a + active a^dagger
                S = np.array(step.matrix, dtype=np.float64)
                xx, xp, px, pp = S[0::2, 0::2], S[0::2, 1::2], S[1::2, 0::2], S[1::2, 1::2]
                passive, active = (xx + pp + 1j * (px - xp)) / 2, (xx - pp + 1j * (px + xp)) / 2
                gate = pq.GaussianTransform(passive=passive, active=active)
        where = coordinates_of(step.systems).tolist()
        shifts = [self._shift(i, float(a)) for i, a in zip(where, step.shift, strict=True) if a]
        return [(gate, step.systems), *shifts]

    def _measure(self, step: Homodyne | Dual) -> None:
        if step.measured:
            raise CannotRun("measures at the end only")
        if isinstance(step, Homodyne):
            form = np.asarray(step.variable.vector(self.n), dtype=np.float64)
            found = {step.name: (form, float(step.variable.constant), 0.0)}
            self.used.update(step.variable.systems)
        else:
            rows = np.eye(2 * self.n)[2 * step.system : 2 * step.system + 2]
            found = {name: (row, 0.0, self.hbar / 2) for name, row in zip(step.names, rows, strict=True)}
            self.used.add(step.system)
        if not all(self.unknown.known(form) for form, *_ in found.values()):
            raise CannotRun("depends on a mode that is unprepared")
        self.forms |= found

    def answer(self) -> ContinuousDistribution:
        """Run it."""
        pq, experiment = self.pq, self.experiment
        with pq.Program() as program:
            pq.Q(*range(self.n)) | pq.Mean(self.means / math.sqrt(self.hbar))
            pq.Q(*range(self.n)) | pq.Covariance(2 * self.covariance / self.hbar)
            for gate, modes in self.gates:
                pq.Q(*modes) | gate
        # Its check of channels has a sign wrong and refuses valid ones (reports/BUGS_FOUND.md).
        config = pq.Config(hbar=self.hbar, validate=False)
        state = pq.GaussianSimulator(d=self.n, config=config).execute(program).state
        means, covariance = np.asarray(state.xpxp_mean_vector), np.asarray(state.xpxp_covariance_matrix) / 2
        if not (np.isfinite(means).all() and np.isfinite(covariance).all()):
            raise CannotRun("numbers grow beyond what floats can hold")
        chosen = [self.forms[name] for name in experiment.outcomes]
        forms = np.array([form for form, *_ in chosen]).reshape(len(chosen), 2 * self.n)
        constants = np.array([constant for _, constant, _ in chosen])
        added = np.diag([extra for *_, extra in chosen]).reshape(len(chosen), len(chosen))
        left = coordinates_of(experiment.unmeasured).tolist()
        found = Moments.of(forms @ means + constants, forms @ covariance @ forms.T + added)
        rest = Moments.of(means[left], covariance[np.ix_(left, left)], self.unknown.among(left))
        tolerance = LEAST + max(self._error(forms, found), self._error(np.eye(2 * self.n)[left], rest))
        if rest.undecided:
            raise CannotRun(UNDECIDED)
        errors = self.rounding.of_forms(np.eye(2 * self.n)[left])
        state = means[left], covariance[np.ix_(left, left)]
        tolerance += of_projection(state, errors, rest, self.hbar, self.unknown.angle(left))
        if not tolerance <= WORST:
            raise CannotRun(f"rounding errors leave no digits: the error would be about {tolerance:.1g}")
        return ContinuousDistribution(experiment.outcomes, found, experiment.unmeasured, rest, self.hbar, tolerance)

    def _error(self, forms: Floats, moments: Moments) -> float:
        """The tolerance of the moments of forms, of what is known of them."""
        known = self.unknown.known_among(forms)
        variances, means = self.rounding.of_forms(forms)
        return relative(variances * known, means * known, moments.covariance, moments.means, self.hbar)
