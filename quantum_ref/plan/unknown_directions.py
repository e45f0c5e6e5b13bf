"""Along which directions of phase space nothing is known: where an experiment on modes has no density operator.

At first every direction; preparing a mode ends that, a measurement brings the direction that it disturbs. Such a
direction moves with the steps as a displacement does. What depends on one is out of reach of a simulator of states.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from toytheory.language.steps import Amplify, Loss, Step, ThermalLoss, Transform
from toytheory.outcomes.densities import Floats
from toytheory.phase_space.space import coordinates_of, flow

RELATIVE = 1e-9
"""A form is independent of a direction if the terms of their product cancel to this relative size."""


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

    def step(self, step: Step) -> None:
        """Move with a step that prepares and measures nothing."""
        where, matrix = linear_part(step)
        if where and len(self.rows):
            self.rows[:, where] = self.rows[:, where] @ matrix.T
            self._drop()

    def prepared(self, systems: Sequence[int]) -> None:
        """Something is known of these systems in every direction."""
        self.rows[:, coordinates_of(systems)] = 0
        self._drop()

    def partly_prepared(self, systems: Sequence[int], forms: Floats) -> None:
        """Only these forms (k, 2n) of the systems, which commute, are known."""
        self.prepared(systems)
        where = coordinates_of(systems)
        perpendicular = np.linalg.svd(forms[:, where])[2][len(forms) :]
        rows = np.zeros((len(perpendicular), self.rows.shape[1]))
        rows[:, where] = perpendicular
        self.rows = np.vstack([self.rows, rows])

    def measured(self, form: Floats) -> None:
        """A reproducible measurement of a form disturbs what does not commute with it."""
        self.rows = np.vstack([self.rows, flow(form / np.linalg.norm(form))])

    def forgotten(self, system: int) -> None:
        """Nothing is known of a system."""
        rows = np.zeros((2, self.rows.shape[1]))
        rows[[0, 1], [2 * system, 2 * system + 1]] = 1
        self.rows = np.vstack([self.rows, rows])

    def known(self, form: Floats) -> bool:
        """Whether a form depends on none of them."""
        products = np.abs(self.rows) @ np.abs(form)
        return bool((np.abs(self.rows @ form) <= RELATIVE * products).all())

    def among(self, coordinates: Sequence[int]) -> Floats:
        """Independent rows: the directions as displacements of some coordinates alone."""
        rows: Floats = self.rows[:, list(coordinates)]
        sizes = np.linalg.norm(rows, axis=1)
        rows = rows[sizes > 0] / sizes[sizes > 0, None]
        if not len(rows):
            return rows
        _, values, vectors = np.linalg.svd(rows, full_matrices=False)
        independent: Floats = np.array(vectors[values > RELATIVE * values[0]], dtype=np.float64)
        return independent

    def _drop(self) -> None:
        self.rows = self.rows[np.abs(self.rows).max(axis=1, initial=0.0) > 0]


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
