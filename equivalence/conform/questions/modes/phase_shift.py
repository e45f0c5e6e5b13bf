"""The mean of a phase shift of every mode, exp(i (phi_1 N_1 + phi_2 N_2 + ...)), of their photon numbers N."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..question import Question
from .state import State


def draw(rng: np.random.Generator, state: State) -> tuple[Any, ...]:
    """An angle for each mode, not near pi."""
    return (tuple(rng.uniform(-2.5, 2.5, state.n).round(2).tolist()),)


def right(state: State, angles: tuple[float, ...]) -> complex:
    """The mean of its Weyl symbol, which is a Gaussian of imaginary width in each mode.

    With z = e^(i phi) the symbol of z^N is 2/(1 + z) exp(-c (x^2 + p^2)/hbar), c = (1 - z)/(1 + z) (Cahill, Glauber,
    Phys. Rev. 177, 1857). V^-1 + D has a positive real part, so its determinant's root is that of its eigenvalues.
    """
    z = np.exp(1j * np.array(angles))
    D = np.diag(np.repeat(2 * (1 - z) / (1 + z) / state.hbar, 2))
    inverse = np.linalg.inv(state.covariance)
    widths = np.linalg.eigvals(inverse + D)
    r = state.means
    exponent = -(r @ D @ r - r @ D @ np.linalg.solve(inverse + D, D @ r)) / 2
    size = np.prod(2 / (1 + z)) * np.sqrt(np.linalg.det(inverse)) / np.prod(np.sqrt(widths))
    return complex(size * np.exp(exponent))


QUESTION = Question("phase-shift", "mean of a phase shift of every mode", draw, right)
