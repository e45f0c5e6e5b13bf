"""Along which directions of phase space nothing is known: where an experiment on modes has no density operator.

At first every direction; preparing a mode ends that, a measurement brings the direction that it disturbs. Such a
direction moves with the steps as a displacement does. What depends on one is out of reach of a simulator of states.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence

import numpy as np

from toytheory.language.steps import Amplify, Loss, Step, ThermalLoss, Transform
from toytheory.outcomes.densities import Floats
from toytheory.phase_space.space import coordinates_of, flow

RELATIVE = 1e-9
"""A form is independent of a direction if the terms of their product cancel to this relative size."""


UNIT = 4.5e-16
"""Relative rounding error of a map, twice that of a float."""

ROOM = 64.0
"""How much larger a stated error is than the estimate."""


class UnknownDirections:
    """Displacements (rows, talk's order) by which the state may be off by any amount.

    >>> from toytheory.language.steps import PrepareVacuum
    >>> unknown = UnknownDirections(2)
    >>> unknown.prepared((0,))
    >>> unknown.measured(np.array([1.0, 0, 0, 0]))
    >>> unknown.known(np.array([1.0, 0, 0, 0])), unknown.known(np.array([0, 1.0, 0, 0]))
    (True, False)
    """

    def __init__(self, n: int) -> None:
        self.rows: Floats = np.eye(2 * n)
        self.wrong: Floats = np.zeros((2 * n, 2 * n))  # squares of rounding errors of the rows

    def copy(self) -> UnknownDirections:
        """The same directions, which go their own ways from here."""
        twin = copy.copy(self)
        twin.rows, twin.wrong = self.rows.copy(), self.wrong.copy()
        return twin

    def step(self, step: Step) -> None:
        """Move with a step that prepares and measures nothing."""
        where, matrix = linear_part(step)
        if where and len(self.rows):
            wrong = self.wrong[:, where] + np.square(UNIT * self.rows[:, where])
            self.wrong[:, where] = wrong @ np.square(matrix).T
            self.rows[:, where] = self.rows[:, where] @ matrix.T
            self._drop()

    def prepared(self, systems: Sequence[int]) -> None:
        """Something is known of these systems in every direction."""
        self.rows[:, coordinates_of(systems)] = 0
        self.wrong[:, coordinates_of(systems)] = 0
        self._drop()

    def partly_prepared(self, systems: Sequence[int], forms: Floats) -> None:
        """Only these forms (k, 2n) of the systems, which commute, are known."""
        self.prepared(systems)
        where = coordinates_of(systems)
        perpendicular = np.linalg.svd(forms[:, where])[2][len(forms) :]
        rows = np.zeros((len(perpendicular), self.rows.shape[1]))
        rows[:, where] = perpendicular
        self._append(rows)

    def measured(self, form: Floats) -> None:
        """A reproducible measurement of a form disturbs what does not commute with it."""
        self._append(flow(form / np.linalg.norm(form))[None])

    def forgotten(self, system: int) -> None:
        """Nothing is known of a system."""
        rows = np.zeros((2, self.rows.shape[1]))
        rows[[0, 1], [2 * system, 2 * system + 1]] = 1
        self._append(rows)

    def known(self, form: Floats) -> bool:
        """Whether a form depends on none of them."""
        return bool(self.known_among(np.asarray(form)[None])[0])

    def known_among(self, forms: Floats) -> Floats:
        """(k,) the same of each of the forms (k, 2n): 1 where it depends on none of them, 0 elsewhere."""
        products = np.abs(self.rows) @ np.abs(forms.T)
        return np.array((np.abs(self.rows @ forms.T) <= RELATIVE * products).all(axis=0), dtype=np.float64)

    def known_coordinates(self) -> Floats:
        """(2n,) the same of each coordinate."""
        untouched: Floats = np.where(self.rows.any(axis=0), 0.0, 1.0)
        return untouched

    def among(self, coordinates: Sequence[int]) -> Floats:
        """Independent rows: the directions as displacements of some coordinates alone."""
        rows: Floats = self.rows[:, list(coordinates)]
        sizes = np.linalg.norm(rows, axis=1)
        rows = rows[sizes > 0] / sizes[sizes > 0, None]
        if not len(rows):
            return rows
        touched = np.flatnonzero(np.abs(rows).max(axis=0))  # what is known has 0 exactly, and keeps it
        _, values, vectors = np.linalg.svd(rows[:, touched], full_matrices=False)
        kept = vectors[values > RELATIVE * values[0]]
        independent: Floats = np.zeros((len(kept), rows.shape[1]))
        independent[:, touched] = kept
        return independent

    def angle(self, coordinates: Sequence[int]) -> float:
        """How far the directions `among` these coordinates may be off by rounding, estimated with room to spare."""
        rows, wrong = self.rows[:, list(coordinates)], self.wrong[:, list(coordinates)]
        sizes = np.linalg.norm(rows, axis=1)
        rows, wrong, sizes = rows[sizes > 0], wrong[sizes > 0], sizes[sizes > 0]
        if not len(rows):
            return 0.0
        values = np.linalg.svd(rows / sizes[:, None], compute_uv=False)
        least = float(values[values > RELATIVE * values[0]].min())
        return ROOM * (UNIT + float((np.sqrt(wrong.sum(axis=1)) / sizes).max())) / least

    def _append(self, rows: Floats) -> None:
        self.rows = np.vstack([self.rows, rows])
        self.wrong = np.vstack([self.wrong, np.square(UNIT * rows)])

    def _drop(self) -> None:
        left = np.abs(self.rows).max(axis=1, initial=0.0) > 0
        self.rows, self.wrong = self.rows[left], self.wrong[left]


def linear_part(step: Step) -> tuple[list[int], Floats]:
    """The coordinates that a step which prepares and measures nothing changes, and the matrix by which it does.

    >>> linear_part(Loss(1, 0.25))[1].tolist()
    [[0.5, 0.0], [0.0, 0.5]]
    """
    match step:
        case Transform():
            where = [i for system in step.systems for i in (2 * system, 2 * system + 1)]
            return where, np.array(step.matrix, dtype=np.float64)
        case Loss() | ThermalLoss():
            return [2 * step.system, 2 * step.system + 1], math.sqrt(step.transmission) * np.eye(2)
        case Amplify():
            return [2 * step.system, 2 * step.system + 1], math.sqrt(step.gain) * np.eye(2)
    return [], np.eye(0)
