"""Energy of a mode: what both theories say alike, and why its values are not to be had in the restricted theory.

H = (X^2 + P^2)/2 is no canonical variable: no measurement of the theory reads it, only means of X, P and of their
squares can be found from many runs. Its mean is the same in both theories. Of H^2 the theories mean different
functions of phase space: the quantum one has the Weyl symbol H^2 - hbar^2/4.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check

Floats = NDArray[np.float64]

LEVELS = 100
"""Of the truncated number basis; the states below have less than 1e-12 beyond."""


def star_square(hbar: Any = None) -> Check:
    """H * H = H^2 - hbar^2/4 with the Moyal product, so each state's variance of energy is smaller by hbar^2/4.

    The product of polynomials of degree 2 ends at the second power of hbar.
    """
    import sympy

    x, p, h = sympy.symbols("x p hbar")
    energy = (x**2 + p**2) / 2
    second = (
        sympy.diff(energy, x, 2) * sympy.diff(energy, p, 2) - sympy.diff(energy, x, p) ** 2
    ) * 2  # the bidifferential operator squared
    product = energy**2 - h**2 / 8 * second
    over = sympy.expand(product - energy**2 + (h if hbar is None else hbar) ** 2 / 4)
    wrong = None if over == 0 else {"left over": str(over)}
    return decided("star-square", "theorem", "one mode, every state: one identity", 1, wrong)


def liouville_energy(means: Floats, covariance: Floats) -> tuple[float, float]:
    """Mean and variance of H over a Gaussian distribution on phase space."""
    mean = float(np.trace(covariance) + means @ means) / 2
    return mean, float(np.trace(covariance @ covariance) / 2 + means @ covariance @ means)


def number_state_energy(r: float, nbar: float, shift: float) -> tuple[float, float]:
    """The same from density matrices in the number basis: displaced, squeezed, thermal; hbar = 1."""
    lower = np.diag(np.sqrt(np.arange(1, LEVELS)), 1)
    weights = (nbar / (nbar + 1)) ** np.arange(LEVELS) / (nbar + 1)
    squeeze = _exponential(r / 2 * (lower @ lower - lower.T @ lower.T))
    move = _exponential(shift / np.sqrt(2) * (lower.T - lower))
    rho = move @ squeeze @ np.diag(weights) @ squeeze.T @ move.T
    levels = np.arange(LEVELS) + 0.5
    chances = np.diag(rho)
    mean = float(chances @ levels)
    return mean, float(chances @ levels**2 - mean**2)


def _exponential(generator: Floats) -> Floats:
    """Of an antisymmetric matrix, from the eigenvalues of i times it."""
    values, vectors = np.linalg.eigh(1j * generator)
    return np.asarray(((vectors * np.exp(-1j * values)) @ vectors.conj().T).real)


def energies(
    apart: float = 0.25, quantum: Callable[[float, float, float], tuple[float, float]] = number_state_energy
) -> Check:
    """Gaussian states: equal mean energies, variances apart by hbar^2/4; that of the vacuum is 0 and hbar^2/4.

    So over the ontic states of the vacuum the energy is no single value: it has all values above 0.
    """
    wrong: dict[str, Any] | None = None
    cases = [(0.0, 0.0, 0.0), (0.4, 0.0, 0.0), (0.0, 0.5, 0.0), (0.0, 0.0, 1.5), (0.3, 0.2, 1.0)]
    for r, nbar, shift in cases:
        covariance = np.diag([np.exp(-2 * r), np.exp(2 * r)]) * (nbar + 0.5)
        toy, reference = liouville_energy(np.array([shift, 0.0]), covariance), quantum(r, nbar, shift)
        if wrong is None and not np.allclose([toy[0], toy[1] - apart], reference, atol=1e-8):
            wrong = {"squeezing, photons, shift": [r, nbar, shift], "Liouville": toy, "number basis": reference}
    scope = f"{len(cases)} Gaussian states in {LEVELS} levels"
    return decided("energies", "sampled", scope, len(cases), wrong)
