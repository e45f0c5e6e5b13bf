"""Rounding errors of a simulator of Gaussian states, followed through its steps.

Such simulators hold <a_i^dagger a_j> and <a_i a_j>, of which small variances are differences: an operation on some
modes leaves, in each of their variances, an error of the order of all their excitations, before and after, times the
square of the largest factor by which it stretches. Errors of variances then move as variances do, those of means as
means: what a state once was counts, and not only what it is at the end. These are estimates with room to spare, and no
bounds (tests compare with 60 digits).
"""

from __future__ import annotations

import copy
import math

import numpy as np
from numpy.typing import NDArray

from toytheory.language.steps import Amplify, Displace, GaussianNoise, Loss, Step, ThermalLoss, Transform
from toytheory.outcomes.densities import Floats, Moments, covariance_scale, mean_scale
from toytheory.phase_space.space import coordinates_of

from .unknown_directions import linear_part

UNIT = 2e-15
"""Relative rounding error of an operation."""


class Rounding:
    """Errors so far.

    Attributes
    ----------
    variances : (2n,) e with |error of covariance i, j| <= sqrt(e_i e_j).
    means : (2n,) squares of the errors of means.
    """

    def __init__(self, n: int, hbar: float) -> None:
        self.hbar = hbar
        self.variances: Floats = np.zeros(2 * n)
        self.means: Floats = np.zeros(2 * n)

    def copy(self) -> Rounding:
        """The same errors, which go their own ways from here."""
        twin = copy.copy(self)
        twin.variances, twin.means = self.variances.copy(), self.means.copy()
        return twin

    def prepared(self, systems: tuple[int, ...], excitations: Floats, means: Floats) -> None:
        """Modes are in a new state; excitations (n,) and means (2n,) of all modes."""
        where = coordinates_of(systems)
        self.variances[where] = self.means[where] = 0.0
        self._add(where, float((1 + 2 * excitations[list(systems)]).sum()), means[where])

    def step(self, step: Step, before: Floats, after: Floats, means: Floats) -> None:
        """A map, a channel or a displacement; excitations (n,) before and after, means (2n,) of the larger size."""
        where, matrix = linear_part(step)
        stretch, beside = 1.0, 0.0
        if where:
            squares = np.square(matrix)
            self.variances[where], self.means[where] = squares @ self.variances[where], squares @ self.means[where]
            stretch = float(np.linalg.norm(matrix, 2)) ** 2
        match step:
            case Amplify():
                stretch = 4 * step.gain  # a mode beside is squeezed together with it
            case ThermalLoss():
                beside = step.nbar
            case GaussianNoise():
                beside = sum(variance for _, variance in step.variances) / self.hbar
        systems = list(step.touched)
        if systems:
            size = max(float((1 + 2 * before[systems]).sum()) * stretch, float((1 + 2 * after[systems]).sum()))
            touched = coordinates_of(systems)
            self._add(touched, size + 2 * beside, math.sqrt(stretch) * means[touched])

    def measured(self, form: Floats, covariance: Floats, moved: float, known: Floats) -> None:
        """A form (2n,) got a value that is `moved` from its mean: the rest follows, as far as it is known (2n,)."""
        variance = float(form @ covariance @ form)
        if variance <= 0:
            return
        gain = covariance @ form / variance * known
        error = float(np.square(form) @ self.variances)
        sizes = np.diagonal(covariance).reshape(-1, 2).sum(axis=1).repeat(2)  # of both quadratures of a mode together
        shared = UNIT * sizes + self.variances
        slopes = (shared * error + np.square(gain) * error**2) / variance**2
        self.means += np.square(gain) * float(np.square(form) @ self.means) + slopes * moved**2
        self.variances += np.square(gain) * error + UNIT * sizes * known

    def of_forms(self, forms: Floats) -> tuple[Floats, Floats]:
        """(k,) e of the variances of forms (k, 2n), and errors of their means."""
        squares = np.square(forms)
        return squares @ self.variances, np.sqrt(squares @ self.means)

    def _add(self, where: NDArray[np.int64], size: float, means: Floats) -> None:
        self.variances[where] += UNIT * self.hbar * size
        self.means[where] += UNIT**2 * (float(means @ means) + self.hbar)


class Sizes:
    """What a simulator holds, in rough, for one that shows it at the end only.

    Attributes
    ----------
    covariance : (2n, 2n).
    means : (2n,).
    """

    def __init__(self, n: int, hbar: float) -> None:
        self.hbar = hbar
        self.covariance: Floats = hbar / 2 * np.eye(2 * n)
        self.means: Floats = np.zeros(2 * n)

    @property
    def excitations(self) -> Floats:
        """(n,) of each mode, displacements left out."""
        variances = np.diagonal(self.covariance).reshape(-1, 2).sum(axis=1)
        numbers: Floats = np.maximum(variances / (2 * self.hbar) - 0.5, 0.0)
        return numbers

    def step(self, step: Step) -> None:
        """Move with a map, a channel or a displacement by constants."""
        where, matrix = linear_part(step)
        if where:
            self.means[where] = matrix @ self.means[where]
            self.covariance[where] = matrix @ self.covariance[where]
            self.covariance[:, where] = self.covariance[:, where] @ matrix.T
        match step:
            case Transform():
                self.means[where] += step.shift
            case Displace():
                for index, expression in step.shifts:
                    self.means[index] += expression.constant
            case Loss() | ThermalLoss():
                self._heat(where, (1 - step.transmission) * (2 * getattr(step, "nbar", 0.0) + 1))
            case Amplify():
                self._heat(where, step.gain - 1)
            case GaussianNoise():
                for index, variance in step.variances:
                    self.covariance[index, index] += variance

    def _heat(self, where: list[int], vacua: float) -> None:
        self.covariance[where, where] += vacua * self.hbar / 2


def of_projection(
    unprojected: tuple[Floats, Floats], errors: tuple[Floats, Floats], projected: Moments, hbar: float, angle: float
) -> float:
    """The tolerance that goes with what is known of numbers that are unknown by themselves.

    Parameters
    ----------
    unprojected : means (k,) and covariance (k, k), which have errors of their own.
    errors : (k,) e of the covariance, and errors of the means, as in `relative`.
    projected : the moments, along directions that are off by an angle.
    """
    where = np.flatnonzero(projected.unknown)
    if len(where) == len(projected.flat):
        return 0.0
    means, covariance = unprojected
    mean = angle * float(np.linalg.norm(means[where])) + float(np.linalg.norm(errors[1][where]))
    spread = 2 * angle * float(np.linalg.norm(covariance[np.ix_(where, where)])) + float(errors[0][where].sum())
    least = mean_scale(projected, hbar)[where].min(), covariance_scale(projected, hbar)[np.ix_(where, where)].min()
    return mean / float(least[0]) + spread / float(least[1])


def relative(
    variances: Floats, means: Floats, covariance: Floats, centre: Floats, hbar: float, slopes: Floats | float = 0.0
) -> float:
    """The tolerance (see `ContinuousDistribution`) that goes with errors of numbers with these moments.

    Parameters
    ----------
    variances : (k,) e with |error of covariance i, j| <= sqrt(e_i e_j).
    means : (k,) errors of the means.
    covariance, centre : (k, k) and (k,) the moments.
    slopes : (k,) what a change of an outcome by its deviation may do wrongly to the means.
    """
    if not len(centre):
        return 0.0
    deviations = np.sqrt(np.clip(np.diagonal(covariance), 0.0, None))
    scale = np.maximum(np.maximum(np.abs(centre), deviations), math.sqrt(hbar))
    roots = np.sqrt(variances)
    steep = np.outer(slopes * np.ones(len(centre)), deviations)
    missed = (np.outer(roots, roots) + steep + steep.T) / np.maximum(np.outer(deviations, deviations), hbar)
    return max(float((means / scale).max()), float(missed.max()))
