"""Modes in a truncated number basis: quadrature operators, Gaussian unitaries and states, Wigner functions (QuTiP).

x = sqrt(hbar/2) (a + a^dagger), p = -i sqrt(hbar/2) (a - a^dagger), so that [x, p] = i hbar up to the truncation.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from toytheory.densities import Floats


@lru_cache(maxsize=8)
def ladder(cutoff: int) -> Floats:
    """The annihilation operator, (cutoff, cutoff).

    >>> ladder(3).round(3).tolist()
    [[0.0, 1.0, 0.0], [0.0, 0.0, 1.414], [0.0, 0.0, 0.0]]
    """
    a: Floats = np.diag(np.sqrt(np.arange(1, cutoff, dtype=np.float64)), 1)
    a.flags.writeable = False
    return a


def quadratures(cutoff: int, hbar: float) -> tuple[Any, Any]:
    """x and p as matrices (cutoff, cutoff)."""
    a = ladder(cutoff)
    unit = math.sqrt(hbar / 2)
    return unit * (a + a.T), -1j * unit * (a - a.T)


def unitary(hamiltonian: Any) -> Any:
    """exp(-i H) of a Hermitian matrix."""
    values, vectors = np.linalg.eigh(hamiltonian)
    return (vectors * np.exp(-1j * values)) @ vectors.conj().T


def gaussian_state(
    means: Floats, nbar: float, r: float, angle: float, hbar: float, cutoff: int
) -> tuple[Any, Floats]:
    """A thermal state squeezed, rotated and displaced: density matrix (cutoff, cutoff), and its covariance (2, 2).

    The covariance is measured on the density matrix.

    >>> rho, covariance = gaussian_state(np.array([0.3, -0.2]), 0.1, 0.2, 0.5, 1.0, cutoff=30)
    >>> round(float(np.linalg.det(covariance)), 9)       # (0.1 + 1/2)^2
    0.36
    """
    x, p = quadratures(cutoff, hbar)
    levels = np.arange(cutoff)
    weights = (nbar / (1 + nbar)) ** levels / (1 + nbar)
    squeeze = unitary(r * (x @ p + p @ x) / (2 * hbar))  # x -> e^r x here; the sign is that of the covariance found
    rotate = unitary(np.diag(angle * levels).astype(complex))
    move = unitary((means[0] * p - means[1] * x) / hbar)
    whole = move @ rotate @ squeeze
    rho = (whole * weights) @ whole.conj().T
    return rho, moments((x, p), rho)[1]


def moments(operators: tuple[Any, ...], rho: Any) -> tuple[Floats, Floats]:
    """Means (k,) and symmetrised covariance (k, k) of operators in a state."""
    products = [operator @ rho for operator in operators]
    means = np.array([np.trace(product).real for product in products])
    second = np.array([[np.vdot(f.conj().T, product).real for product in products] for f in operators])
    return means, (second + second.T) / 2 - np.outer(means, means)


def wigner_function(rho: Any, x: Floats, p: Floats, hbar: float) -> Floats:
    """(len(p), len(x)) QuTiP's Wigner function of a density matrix, converted: its convention is hbar = 2 / g^2.

    >>> vacuum = np.zeros((5, 5)); vacuum[0, 0] = 1
    >>> round(float(wigner_function(vacuum, np.array([0.0]), np.array([0.0]), 2.0)[0, 0]) * 2 * math.pi, 9)
    1.0
    """
    import qutip

    values: Floats = qutip.wigner(qutip.Qobj(np.asarray(rho, dtype=complex)), x, p, g=math.sqrt(2 / hbar))
    return values
