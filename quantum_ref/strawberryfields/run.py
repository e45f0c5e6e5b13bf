"""One run of an experiment on Strawberry Fields, in which every measured outcome is given a value.

Before each measurement the simulator's state tells the mean and variance of the outcome; afterwards it is the state
conditional on the value.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from quantum_ref.plan.measurements import Dual, Homodyne, Planned
from quantum_ref.plan.unknown_directions import UnknownDirections, linear_part
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Discard, Displace, Prepare, PrepareGaussian, PrepareVacuum
from toytheory.outcomes.densities import Floats
from toytheory.phase_space.space import coordinates_of
from toytheory.phase_space.variables import Variable

from .circuit import SFCircuit
from .steps import apply_step

UNIT = 2e-15
"""Relative rounding error of a gate of the simulator, with room to spare."""


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
    rounding : relative error of covariances by rounding, as estimated.
    """

    names: list[str] = field(default_factory=list)
    values: dict[str, float] = field(default_factory=dict)
    means: list[Floats] = field(default_factory=list)
    covariances: list[Floats] = field(default_factory=list)
    read_names: list[str] = field(default_factory=list)
    read: tuple[Floats, Floats] = (np.zeros(0), np.zeros((0, 0)))
    flat: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    rounding: float = 0.0


class Runner:
    """Runs the planned steps once.

    Parameters
    ----------
    given : values of the measured outcomes; one that is not given takes its mean.
    eps : see `SFCircuit`.
    """

    def __init__(self, experiment: Experiment, planned: Sequence[Planned], given: dict[str, float], eps: float) -> None:
        self.n, self.hbar = experiment.n, float(experiment.system.hbar or 0.0)
        self.given, self.found = given, Run()
        duals = sum(isinstance(step, Dual) and not step.measured for step in planned)
        self.circuit = SFCircuit(self.n + 1 + duals, self.hbar, eps)
        self.free = self.n + 1  # the next mode for a heterodyne that is read off
        self.unknown = UnknownDirections(self.n)
        self.errors = np.zeros(2 * self.n)  # of the variance of each coordinate, by rounding
        self.forms: list[tuple[str, Floats, float]] = []  # of what is read off: name, coefficients, constant
        for step in planned:
            self._step(step)
            self._round(step)
        self._read(experiment.unmeasured)

    def _step(self, step: Planned) -> None:
        match step:
            case Homodyne():
                self._homodyne(step)
            case Dual():
                self._heterodyne(step)
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

    def _round(self, step: Planned) -> None:
        """The errors move as variances do, and each step adds one in proportion to the excitations of its modes."""
        if isinstance(step, Homodyne | Dual):
            return
        if isinstance(step, Prepare | PrepareVacuum | PrepareGaussian):
            self.errors[coordinates_of(step.systems)] = 0
        where, matrix = linear_part(step)
        if where:
            self.errors[where] = np.square(matrix) @ self.errors[where]
        systems = step.touched
        if systems:
            numbers = self.circuit.excitations()[list(systems)]
            self.errors[coordinates_of(systems)] += UNIT * self.hbar * np.repeat(1 + 2 * numbers, 2)

    # preparations with quadratures

    def _quadratures(self, step: Prepare) -> None:
        """Finitely squeezed along the known variables, the rest unknown."""
        for system in step.systems:
            self.circuit.apply(self.circuit.ops.Vacuum(), system)
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
            self.forms.append((step.name, padded, constant))
            return
        means, covariance = self.circuit.moments()
        mean = float(form @ means[: 2 * self.n]) + constant
        variance = float(form @ covariance[: 2 * self.n, : 2 * self.n] @ form)
        value = self.given.get(step.name, mean)
        inside = covariance[: 2 * self.n, : 2 * self.n]
        gain = inside @ form / max(variance, np.finfo(float).tiny)
        known = np.array([self.unknown.known(row) for row in np.eye(2 * self.n)])
        self.errors += np.where(known, np.square(gain), 0.0) * float(np.square(form) @ self.errors)
        self._note([step.name], [value], np.array([mean]), np.array([[max(variance, 0.0)]]))
        if form.any():
            self._project(form, value - constant, sharpen=step.used_again)
            self.unknown.measured(form)

    def _project(self, form: Floats, value: float, sharpen: bool) -> None:
        """Bring a form to a quadrature of one mode by rotations and beam splitters, measure it, and undo them."""
        ops, apply = self.circuit.ops, self.circuit.apply
        systems = [s for s in range(self.n) if form[2 * s] or form[2 * s + 1]]
        lengths = {s: math.hypot(form[2 * s], form[2 * s + 1]) for s in systems}
        angles = {s: math.atan2(form[2 * s + 1], form[2 * s]) for s in systems}
        target = max(systems, key=lambda s: lengths[s])
        gates: list[tuple[Any, tuple[int, ...]]] = []
        if len(systems) > 1:
            gates = [(ops.Rgate(-angles[s]), (s,)) for s in systems]
            length = lengths[target]
            for other in systems:
                if other != target:
                    gates.append((ops.BSgate(-math.atan2(lengths[other], length), 0), (target, other)))
                    length = math.hypot(length, lengths[other])
            angles[target], lengths[target] = 0.0, length
        for gate, modes in gates:
            apply(gate, *modes)
        scaled = value / lengths[target]
        self.circuit.homodyne(target, angles[target], scaled)
        if sharpen:
            self.circuit.sharpen(target, angles[target], scaled)
        for gate, modes in reversed(gates):
            apply(gate.H, *modes)

    def _heterodyne(self, step: Dual) -> None:
        x, p = 2 * step.system, 2 * step.system + 1
        for coordinate in (x, p):
            form = np.zeros(2 * self.n)
            form[coordinate] = 1
            self._must_be_known(form, f"{'XP'[coordinate % 2]}{step.system + 1}")
        if not step.measured:
            self._read_off(step)
        else:
            means = self.circuit.means()[[x, p]]
            values = [self.given.get(name, mean) for name, mean in zip(step.names, means.tolist(), strict=True)]
            self._note(list(step.names), values, means, self.circuit.heterodyne_covariance(step.system))
            self.circuit.heterodyne(step.system, *values)
        self.unknown.forgotten(step.system)

    def _read_off(self, step: Dual) -> None:
        """Half of the mode goes to another that was in the vacuum; x is read off one, p off the other."""
        self.circuit.apply(self.circuit.ops.BSgate(math.pi / 4, 0), step.system, self.free)
        for name, coordinate in zip(step.names, (2 * step.system, 2 * self.free + 1), strict=True):
            form = np.zeros(2 * self.circuit.modes)
            form[coordinate] = math.sqrt(2)
            self.forms.append((name, form, 0.0))
        self.free += 1

    def _note(self, names: list[str], values: list[float], means: Floats, covariance: Floats) -> None:
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
        forms = np.vstack([*(form for _, form, _ in self.forms), rows])
        constants = np.array([constant for *_, constant in self.forms] + [0.0] * len(coordinates))
        self._estimate(forms, covariance)
        self.found.read_names = [name for name, *_ in self.forms]
        self.found.read = forms @ means + constants, forms @ covariance @ forms.T
        self.found.flat = self.unknown.among(coordinates)

    def _estimate(self, forms: Floats, covariance: Floats) -> None:
        """The largest error of the variance of a form that is read off, relative to hbar or to the variance."""
        known = np.array([self.unknown.known(form[: 2 * self.n]) for form in forms], dtype=np.bool_)
        rows = forms[known]
        if len(rows):
            wrong = np.square(rows[:, : 2 * self.n]) @ self.errors
            scale = np.maximum(self.hbar, np.einsum("ij,jk,ik->i", rows, covariance, rows))
            self.found.rounding = float((wrong / scale).max())


def run(experiment: Experiment, planned: Sequence[Planned], given: dict[str, float], eps: float) -> Run:
    """One run; CannotRun where a measured variable is unknown."""
    return Runner(experiment, planned, given, eps).found
