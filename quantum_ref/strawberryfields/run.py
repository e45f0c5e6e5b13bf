"""One run of an experiment on Strawberry Fields, in which every measured outcome is given a value.

Before each measurement the simulator's state tells the mean and variance of the outcome; afterwards it is the state
conditional on the value.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from quantum_ref.plan.measurements import Dual, Homodyne, Planned
from quantum_ref.plan.rounding import Rounding
from quantum_ref.plan.unknown_directions import UnknownDirections
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Discard, Displace, Prepare, PrepareGaussian, PrepareVacuum, Step
from toytheory.outcomes.densities import Floats
from toytheory.phase_space.space import coordinates_of, flow
from toytheory.phase_space.variables import Variable

from .circuit import SFCircuit
from .steps import BESIDE, apply_step

NARROW = 0.5
"""Variance of the conjugate of what is measured, relative to that of the state that homodyne projects on: up to 7/9 the
answer for three times eps differs by more than the error of that for eps."""

VISIBLE = 1e-10
"""Part of a variance that may be lost beyond that."""


@dataclass
class Run:
    """What a run found.

    Attributes
    ----------
    names : of the measured outcomes, in the order in which they were measured.
    values : theirs, as given.
    means, covariances : of each measurement (of one outcome or two), given the values before it.
    read_names, read : of the outcomes read off at the end: names, then means and covariance, followed by those of
        the coordinates of the modes that were not measured.
    flat : (f, 2 len(unmeasured)) directions of these coordinates along which nothing is known.
    angle : how far these directions may be off.
    unmasked : e of the variances of the coordinates, and errors of their means, of unknown ones too.
    errors : of the measured outcomes, then of those read off: e and squares of errors of means, as in `Rounding`.
    """

    names: list[str] = field(default_factory=list)
    values: dict[str, float] = field(default_factory=dict)
    means: list[Floats] = field(default_factory=list)
    covariances: list[Floats] = field(default_factory=list)
    read_names: list[str] = field(default_factory=list)
    read: tuple[Floats, Floats] = (np.zeros(0), np.zeros((0, 0)))
    flat: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    angle: float = 0.0
    unmasked: tuple[Floats, Floats] = (np.zeros(0), np.zeros(0))
    errors: tuple[Floats, Floats] = (np.zeros(0), np.zeros(0))

    def copy(self) -> Run:
        """Of a run that goes on: what it adds to another is not added to this. Arrays are never changed."""
        return replace(
            self, names=[*self.names], values={**self.values}, means=[*self.means], covariances=[*self.covariances]
        )  # fmt: skip


class Runner:
    """Runs the planned steps once, one after the other.

    Parameters
    ----------
    eps : see `SFCircuit`.

    Attributes
    ----------
    given : values of the measured outcomes; one that is not given takes its mean.
    """

    def __init__(self, experiment: Experiment, planned: Sequence[Planned], eps: float) -> None:
        self.n, self.hbar = experiment.n, float(experiment.system.hbar or 0.0)
        self.planned, self.done = planned, 0
        self.unmeasured = experiment.unmeasured
        self.given: dict[str, float] = {}
        self.found = Run()
        self.free = self.n + any(isinstance(step, BESIDE) for step in planned)  # next mode for a heterodyne read off
        duals = sum(isinstance(step, Dual) and not step.measured for step in planned)
        self.circuit = SFCircuit(self.free + duals, self.hbar, eps)
        self.unknown = UnknownDirections(self.n)
        self.rounding = Rounding(self.n, self.hbar)
        self.sizes: tuple[Floats, Floats] | None = None  # after the last step, where they are known
        self.wrong: list[float] = []  # errors of the measured outcomes: e, and squares of errors of means
        self.missed: list[float] = []
        # of what is read off: name, coefficients, constant, and a form (2n,) of which the errors are
        self.forms: list[tuple[str, Floats, float, Floats]] = []

    def copy(self) -> Runner:
        """Another that has done the same; what is done with one of them does nothing to the other."""
        twin = copy.copy(self)
        twin.circuit = self.circuit.copy()
        twin.found, twin.unknown, twin.rounding = self.found.copy(), self.unknown.copy(), self.rounding.copy()
        twin.wrong, twin.missed, twin.forms = [*self.wrong], [*self.missed], [*self.forms]
        return twin

    def step(self) -> None:
        """Do the next step; CannotRun where it measures what is unknown."""
        step = self.planned[self.done]
        self.done += 1
        match step:
            case Homodyne():
                self._homodyne(step)
                self.sizes = None
            case Dual():
                self._heterodyne(step)
                self.sizes = None
            case _:
                before = self.sizes or self._sizes()
                self._step(step)
                self.sizes = self._sizes()
                self._round(step, before, self.sizes)

    def finish(self) -> Run:
        """Do all the steps that are left, and read off what is found."""
        while self.done < len(self.planned):
            self.step()
        self._read(self.unmeasured)
        return self.found

    def _step(self, step: Step) -> None:
        match step:
            case Displace():
                for coordinate, expression in step.shifts:
                    shift = expression.constant + sum(c * self.found.values[name] for name, c in expression.terms)
                    self.circuit.displace(coordinate // 2, *((0.0, shift) if coordinate % 2 else (shift, 0.0)))
            case Prepare():
                self._quadratures(step)
            case Discard():
                pass
            case _:
                apply_step(self.circuit, step, ancilla=self.n)
                systems = getattr(step, "systems", ())
                if type(step).__name__.startswith("Prepare"):
                    self.unknown.prepared(systems)
                else:
                    self.unknown.step(step)

    def _sizes(self) -> tuple[Floats, Floats]:
        """Excitations (n,) and sizes of the means (2n,)."""
        return self.circuit.excitations()[: self.n], np.abs(self.circuit.means()[: 2 * self.n])

    def _round(self, step: Step, before: tuple[Floats, Floats], after: tuple[Floats, Floats]) -> None:
        if isinstance(step, Prepare | PrepareVacuum | PrepareGaussian):
            self.rounding.prepared(step.systems, *after)
        else:
            self.rounding.step(step, before[0], after[0], np.maximum(before[1], after[1]))

    # preparations with quadratures

    def _quadratures(self, step: Prepare) -> None:
        """Finitely squeezed along the known variables, the rest unknown."""
        for system in step.systems:
            self.circuit.gate("Vacuum", system)
        forms = np.array([v.vector(self.n) for v in step.variables], dtype=np.float64)
        for variable, form, value in zip(step.variables, forms, step.values, strict=True):
            self._project(form, float(value) - float(variable.constant), sharpen=True)
        self.unknown.partly_prepared(step.systems, forms)

    # measurements

    def _homodyne(self, step: Homodyne) -> None:
        form = self._form(step.variable)
        constant = float(step.variable.constant)
        self._must_be_known(form, f"{step.variable}")
        if not step.measured:
            padded = np.zeros(2 * self.circuit.modes)
            padded[: 2 * self.n] = form
            self.forms.append((step.name, padded, constant, form))
            return
        means, covariance = self.circuit.moments()
        mean = float(form @ means[: 2 * self.n]) + constant
        inside = covariance[: 2 * self.n, : 2 * self.n]
        variance = float(form @ inside @ form)
        value = self.given.get(step.name, mean)
        self._note([step.name], [value], np.array([mean]), np.array([[max(variance, 0.0)]]), form[None])
        known = self.unknown.known_coordinates()
        self.rounding.measured(form, inside, value - mean, known)
        if form.any():
            self._conjugate_must_be_narrow(form, inside, known)
            self._project(form, value - constant, sharpen=step.used_again)
            self.unknown.measured(form)

    def _conjugate_must_be_narrow(self, form: Floats, covariance: Floats, known: Floats) -> None:
        """The state that is projected on has a width in the conjugate, too: what depends on that must be less wide."""
        conjugate, width = flow(form / np.linalg.norm(form)), self.hbar / (2 * self.circuit.eps**2)
        shared = covariance @ conjugate
        variance = float(conjugate @ shared)
        lost = np.square(shared) / (width + variance) / np.maximum(np.diagonal(covariance), self.hbar)
        if variance > NARROW * width and (lost * known > VISIBLE).any():
            raise CannotRun("finite squeezing would measure the conjugate of what is measured, too: it is so wide")

    def _project(self, form: Floats, value: float, sharpen: bool) -> None:
        """Bring a form to a quadrature of one mode by rotations and beam splitters, measure it, and undo them."""
        systems = [s for s in range(self.n) if form[2 * s] or form[2 * s + 1]]
        lengths = {s: math.hypot(form[2 * s], form[2 * s + 1]) for s in systems}
        angles = {s: math.atan2(form[2 * s + 1], form[2 * s]) for s in systems}
        target = max(systems, key=lambda s: lengths[s])
        gates: list[tuple[str, tuple[int, ...], tuple[float, ...]]] = []
        if len(systems) > 1:
            gates = [("Rgate", (s,), (-angles[s],)) for s in systems]
            length = lengths[target]
            for other in systems:
                if other != target:
                    gates.append(("BSgate", (target, other), (-math.atan2(lengths[other], length), 0)))
                    length = math.hypot(length, lengths[other])
            angles[target], lengths[target] = 0.0, length
        for gate, modes, parameters in gates:
            self.circuit.gate(gate, *modes, by=parameters)
        scaled = value / lengths[target]
        self.circuit.homodyne(target, angles[target], scaled)
        if sharpen:
            self.circuit.sharpen(target, angles[target], scaled)
        for gate, modes, parameters in reversed(gates):
            self.circuit.gate(gate, *modes, by=parameters, inverse=True)

    def _heterodyne(self, step: Dual) -> None:
        x, p = 2 * step.system, 2 * step.system + 1
        for coordinate in (x, p):
            form = np.zeros(2 * self.n)
            form[coordinate] = 1
            self._must_be_known(form, f"{'XP'[coordinate % 2]}{step.system + 1}")
        if not step.measured:
            self._read_off(step)
        else:
            everywhere, covariance = self.circuit.moments()
            means = everywhere[[x, p]]
            values = [self.given.get(name, mean) for name, mean in zip(step.names, means.tolist(), strict=True)]
            rows = np.eye(2 * self.n)[[x, p]]
            self._note(list(step.names), values, means, self.circuit.heterodyne_covariance(step.system), rows)
            known = self.unknown.known_coordinates()
            for row, value, mean in zip(rows, values, means.tolist(), strict=True):
                self.rounding.measured(row, covariance[: 2 * self.n, : 2 * self.n], value - mean, known)
            self.circuit.heterodyne(step.system, *values)
        self.unknown.forgotten(step.system)

    def _read_off(self, step: Dual) -> None:
        """Half of the mode goes to another that was in the vacuum; x is read off one, p off the other."""
        self.circuit.gate("BSgate", step.system, self.free, by=(math.pi / 4, 0))
        for name, coordinate in zip(step.names, (2 * step.system, 2 * self.free + 1), strict=True):
            form = np.zeros(2 * self.circuit.modes)
            form[coordinate] = math.sqrt(2)
            before = np.zeros(2 * self.n)
            before[2 * step.system + coordinate % 2] = math.sqrt(2)
            self.forms.append((name, form, 0.0, before))
        self.free += 1

    def _note(self, names: list[str], values: list[float], means: Floats, covariance: Floats, forms: Floats) -> None:
        variances, missed = self.rounding.of_forms(forms)
        self.wrong += variances.tolist()
        self.missed += np.square(missed).tolist()
        self.found.names += names
        self.found.values |= dict(zip(names, values, strict=True))
        self.found.means.append(means)
        self.found.covariances.append(covariance)

    def _form(self, variable: Variable) -> Floats:
        return np.asarray(variable.vector(self.n), dtype=np.float64)

    def _must_be_known(self, form: Floats, what: str) -> None:
        if not self.unknown.known(form):
            raise CannotRun(
                f"{what} depends on a mode that is unprepared, or on what a measurement or a quadrature state leaves "
                "unknown: no density operator is flat there"
            )

    def _read(self, unmeasured: Sequence[int]) -> None:
        """The outcomes that are left, and the state of the modes that were not measured."""
        means, covariance = self.circuit.moments()
        coordinates = coordinates_of(list(unmeasured)).tolist()
        rows = np.zeros((len(coordinates), len(means)))
        rows[range(len(coordinates)), coordinates] = 1
        forms = np.vstack([*(form for _, form, *_ in self.forms), rows])
        constants = np.array([constant for *_, constant, _ in self.forms] + [0.0] * len(coordinates))
        self._estimate(np.vstack([*(form for *_, form in self.forms), rows[:, : 2 * self.n]]))
        self.found.read_names = [name for name, *_ in self.forms]
        self.found.read = forms @ means + constants, forms @ covariance @ forms.T
        self.found.flat, self.found.angle = self.unknown.among(coordinates), self.unknown.angle(coordinates)

    def _estimate(self, forms: Floats) -> None:
        """Errors of all outcomes and of the coordinates; those of what is unknown do not count."""
        known = self.unknown.known_among(forms)
        variances, missed = self.rounding.of_forms(forms)
        self.found.unmasked = variances[len(self.forms) :], missed[len(self.forms) :]
        self.found.errors = (
            np.concatenate([self.wrong, variances * known]), np.concatenate([self.missed, np.square(missed) * known])
        )  # fmt: skip
