"""A simulator of modes in a few lines of NumPy, with all that an adapter may offer."""

from __future__ import annotations

import numpy as np

from toytheory.adapting import ModeAdapter, Undone
from toytheory.language.maps.modes import MODE_MAPS
from toytheory.language.steps import Discard, Displace, PrepareGaussian, PrepareVacuum, Transform
from toytheory.phase_space.space import coordinates_of


class PlainModes(ModeAdapter):
    """Moments, step by step.

    Attributes
    ----------
    forgets_inverses : whether it does a map for its inverse.
    """

    name = "plain-modes"
    maps = frozenset(MODE_MAPS)
    steps = frozenset({PrepareVacuum, PrepareGaussian, Transform, Displace, Discard})
    interferometers = True
    written = True
    deletes = True
    asked = ("adjoint",)
    forgets_inverses = False

    def made(self, steps, n, hbar):
        means, covariance = np.zeros(2 * n), hbar / 2 * np.eye(2 * n)
        gone = []
        for step in steps:
            undone, step = isinstance(step, Undone), step.step if isinstance(step, Undone) else step
            where = coordinates_of(step.touched)
            match step:
                case PrepareVacuum() | PrepareGaussian():
                    covariance[where], covariance[:, where] = 0, 0
                    own = getattr(step, "covariance", hbar / 2 * np.eye(len(where)))
                    means[where], covariance[np.ix_(where, where)] = getattr(step, "means", 0), own
                case Transform():
                    matrix = np.eye(2 * n)
                    matrix[np.ix_(where, where)] = step.matrix
                    matrix = np.linalg.inv(matrix) if undone and not self.forgets_inverses else matrix
                    means, covariance = matrix @ means, matrix @ covariance @ matrix.T
                case Displace():
                    for k, by in step.shifts:
                        means[k] += -float(by.constant) if undone else float(by.constant)
                case Discard():
                    gone = [*gone, *where]
        left = [k for k in range(2 * n) if k not in gone]
        return means[left], covariance[np.ix_(left, left)]

    def moments(self, state, n, hbar):
        assert state[0].shape == (2 * n,)
        return state
