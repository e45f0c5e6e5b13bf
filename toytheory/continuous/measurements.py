"""Measurements on modes: what they show, what they leave behind, and feed-forward.

A measurement reads linear forms of the ontic state, perhaps with noise, and kicks it. Reproducible ones read a
commuting set without noise and kick along the flows of the measured variables by amounts of which nothing is known.
Noisy ones are read from a meter: an environment that obeys the uncertainty principle. Slide "Valid reproducible
measurements"; Bartlett, Rudolph, Spekkens (arXiv:1111.5057).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from toytheory.errors import InputError
from toytheory.outcomes.densities import Floats, Moments
from toytheory.phase_space.brackets import TOLERANCE, first_real_noncommuting_pair
from toytheory.phase_space.space import bracket_rows, coordinates_of
from toytheory.phase_space.space import flow as generated
from toytheory.phase_space.variables import Variable

from .liouville import LiouvilleState
from .moments import conditioned, joined, pushed


@dataclass(frozen=True, eq=False)
class ModeMeasurement:
    """Outcomes y = F m + noise; afterwards m + kicks.

    Attributes
    ----------
    forms : F, (k, 2n).
    noise : (k, k) covariance of the noise.
    kicks : (2n, j) directions along which the ontic state is moved.
    strength : (j, j) covariance of the amounts; None where they are flat.
    """

    forms: Floats
    noise: Floats
    kicks: Floats
    strength: Floats | None

    def joint(self, state: LiouvilleState) -> Moments:
        """Coordinates afterwards, then outcomes: (2n + k) numbers."""
        k, size, j = len(self.forms), 2 * state.n, self.kicks.shape[1]
        amounts = Moments.of(np.zeros(j), np.zeros((j, j)), np.eye(j))
        if self.strength is not None:
            amounts = Moments.of(np.zeros(j), self.strength)
        parts = joined(joined(state.moments, Moments.of(np.zeros(k), self.noise)), amounts)
        afterwards = np.hstack([np.eye(size), np.zeros((size, k)), self.kicks])
        return pushed(parts, np.vstack([afterwards, np.hstack([self.forms, np.eye(k), np.zeros((k, j))])]))

    def outcomes(self, state: LiouvilleState) -> Moments:
        """The distribution of the outcomes."""
        size = 2 * state.n
        return pushed(self.joint(state), np.eye(size + len(self.forms))[size:])

    def updated(self, state: LiouvilleState, values: ArrayLike) -> tuple[LiouvilleState, float | None]:
        """The state afterwards, given outcomes, and their log density (see `linear_gaussian.conditioned`).

        >>> X1 = Variable.of({0: 1}, None)
        >>> from toytheory.continuous.gaussian import two_mode_squeezed_vacuum
        >>> after, _ = measurement([X1], 2).updated(two_mode_squeezed_vacuum(1.0), [0.5])
        >>> round(after.moments.mean([0, 0, 1, 0]) / math.tanh(2), 9), after.moments.unknown.tolist()
        (0.5, [False, True, False, False])
        """
        size = 2 * state.n
        where = np.eye(size + len(self.forms))
        given, log_density = conditioned(self.joint(state), where[size:], values)
        if log_density == -math.inf:
            raise InputError("outcomes that cannot occur", "give outcomes that can")
        return LiouvilleState(pushed(given, where[:size]), state.hbar), log_density

    def fed_forward(self, state: LiouvilleState, gains: ArrayLike) -> LiouvilleState:
        """The state afterwards, whatever the outcomes, if m is displaced by `gains` (2n, k) times the outcomes."""
        matrix = np.hstack([np.eye(2 * state.n), np.asarray(gains, dtype=np.float64)])
        return LiouvilleState(pushed(self.joint(state), matrix), state.hbar)


def measurement(variables: Sequence[Variable], n: int) -> ModeMeasurement:
    """The reproducible measurement of a commuting set; InputError where it does not commute.

    Constants of the variables are left out: outcomes are those of the linear parts.
    """
    pair = first_real_noncommuting_pair(variables)
    if pair is not None:
        raise InputError(
            f"{variables[pair[0]]} and {variables[pair[1]]} cannot be measured together: "
            f"their bracket is {pair[2]:.9g}, not 0",
            "measure them one after the other instead",
        )
    forms = np.array([v.vector(n) for v in variables], dtype=np.float64).reshape(-1, 2 * n)
    return ModeMeasurement(forms, np.zeros((len(forms), len(forms))), generated(forms).T, None)


def homodyne(system: int, angle: float, n: int) -> ModeMeasurement:
    """The measurement of cos(angle) X + sin(angle) P of one mode (from 0)."""
    return measurement([Variable.of({2 * system: math.cos(angle), 2 * system + 1: math.sin(angle)}, None)], n)


def heterodyne(system: int, n: int, hbar: float = 1.0) -> ModeMeasurement:
    """x and p of one mode, each with hbar/2 of noise; nothing is known of the mode afterwards."""
    rows = np.eye(2 * n)[coordinates_of([system])]
    return ModeMeasurement(rows, hbar / 2 * np.eye(2), rows.T, None)


def noisy_measurement(variables: Sequence[Variable], noise: ArrayLike, n: int, hbar: float = 1.0) -> ModeMeasurement:
    """Any variables read with noise of this covariance (k, k), which must obey 2 noise + i hbar brackets >= 0.

    For a commuting set the ontic state is kicked along the flows of the variables by normal amounts of covariance
    (hbar^2/4) / noise: those of a meter in a pure state. The less the noise, the larger the kicks. Otherwise (and where
    the noise is singular) nothing is known afterwards of the modes that take part.

    InputError where the noise is less than the uncertainty principle asks.

    >>> X, P = Variable.of({0: 1}, None), Variable.of({1: 1}, None)
    >>> noisy_measurement([X, P], 0.4 * np.eye(2), 1)
    Traceback (most recent call last):
    ...
    toytheory.errors.InputError: the noise is too small: 2 noise + i hbar brackets has the eigenvalue -0.2
      mend: measure with more noise, at least hbar/2 each for a conjugate pair
    """
    forms = np.array([v.vector(n) for v in variables], dtype=np.float64).reshape(-1, 2 * n)
    N = np.asarray(noise, dtype=np.float64)
    if N.shape != (len(forms), len(forms)) or not np.isfinite(N).all() or not np.allclose(N, N.T, rtol=1e-9, atol=0):
        raise InputError(f"noise of shape {N.shape} for {len(forms)} variables", "give a symmetric, finite covariance")
    brackets = bracket_rows(forms, forms)
    least = np.linalg.eigvalsh(2 * N + 1j * hbar * brackets)[0]
    if least < -TOLERANCE * max(hbar, float(np.abs(N).max())):
        raise InputError(
            f"the noise is too small: 2 noise + i hbar brackets has the eigenvalue {least:.6g}",
            "measure with more noise, at least hbar/2 each for a conjugate pair",
        )
    values = np.linalg.eigvalsh(N)
    if not np.abs(brackets).max(initial=0.0) and values[0] > TOLERANCE * values[-1]:
        amounts: Floats = hbar**2 / 4 * np.linalg.inv(N).astype(np.float64)
        return ModeMeasurement(forms, N, generated(forms).T, amounts)
    systems = sorted({system for variable in variables for system in variable.systems})
    return ModeMeasurement(forms, N, np.eye(2 * n)[:, coordinates_of(systems)], None)
