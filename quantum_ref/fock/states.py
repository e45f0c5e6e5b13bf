"""Modes in a truncated number basis (QuTiP): quadrature operators, Gaussian states, Wigner functions.

x = sqrt(hbar/2) (a + a^dagger), p = -i sqrt(hbar/2) (a - a^dagger), so that [x, p] = i hbar up to the truncation.
Products of quadratures are formed with two more number states and then cut, so that they are right up to the last one.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from toytheory.outcomes.densities import Floats
from toytheory.phase_space.space import symplectic_form

SPARE = 2
"""Number states beyond the cutoff that products of two quadratures reach."""


@lru_cache(maxsize=16)
def ladder(cutoff: int) -> Any:
    """QuTiP's annihilation operator as a matrix (cutoff, cutoff).

    >>> ladder(3).real.round(3).tolist()
    [[0.0, 1.0, 0.0], [0.0, 0.0, 1.414], [0.0, 0.0, 0.0]]
    """
    import qutip

    matrix = qutip.destroy(cutoff).full()
    matrix.flags.writeable = False
    return matrix


def quadratures(n: int, cutoff: int, hbar: float) -> list[Any]:
    """x1, p1, x2, p2, ... of n modes as matrices (cutoff^n, cutoff^n)."""
    a, one, unit = ladder(cutoff), np.eye(cutoff), math.sqrt(hbar / 2)
    single = [unit * (a + a.conj().T), -1j * unit * (a - a.conj().T)]
    return [product([single[c] if mode == k else one for mode in range(n)]) for k in range(n) for c in range(2)]


def product(factors: list[Any]) -> Any:
    """The tensor product, system 1 most significant."""
    whole = factors[0]
    for factor in factors[1:]:
        whole = np.kron(whole, factor)
    return whole


def quadratic(form: Floats, cutoff: int, hbar: float) -> Any:
    """sum_ij m_i form_ij m_j / 2 with a symmetric form (2n, 2n), as a Hermitian matrix (cutoff^n, cutoff^n)."""
    n = len(form) // 2
    m = quadratures(n, cutoff + SPARE, hbar)
    total = sum(form[i, j] / 2 * (m[i] @ m[j]) for i in range(2 * n) for j in range(2 * n) if form[i, j])
    inside = np.arange(cutoff + SPARE) < cutoff
    keep = np.flatnonzero(product([inside] * n)) if n > 1 else np.flatnonzero(inside)
    matrix = np.asarray(total, dtype=complex)[np.ix_(keep, keep)]
    return (matrix + matrix.conj().T) / 2


def unitary(hamiltonian: Any) -> Any:
    """exp(-i H) of a Hermitian matrix."""
    values, vectors = np.linalg.eigh(hamiltonian)
    return (vectors * np.exp(-1j * values)) @ vectors.conj().T


def displacement(x: float, p: float, cutoff: int, hbar: float) -> Any:
    """The unitary of one mode that adds x and p: exp(i (p X - x P) / hbar)."""
    X, P = quadratures(1, cutoff, hbar)
    return unitary((x * P - p * X) / hbar)


def gaussian_state(covariance: Floats, cutoff: int, hbar: float) -> Any:
    """The density matrix (cutoff^n, cutoff^n) with means 0 and this covariance.

    Of the normal modes y = S^-1 m, with covariance nu_j for each, N_j = (y_x^2 + y_p^2) / (2 hbar) - 1/2 counts the
    excitations, and the state is the product of (1 - q_j) q_j^(N_j) with q_j = (nu_j - hbar/2) / (nu_j + hbar/2).

    >>> rho = gaussian_state(np.diag([0.3, 1.2]), 40, 1.0)        # nu = 0.6
    >>> X, P = quadratures(1, 40, 1.0)
    >>> np.round([np.trace(rho @ X @ X).real, np.trace(rho @ P @ P).real], 6).tolist()
    [0.3, 1.2]
    """
    back, nu = normal_modes(covariance)
    rho: Any = 1.0
    for j, value in enumerate(nu.tolist()):
        y = back[2 * j : 2 * j + 2]
        values, vectors = np.linalg.eigh(quadratic(y.T @ y / hbar, cutoff, hbar))
        q = max((value - hbar / 2) / (value + hbar / 2), 0.0)
        weights = (1 - q) * np.power(q, np.maximum(values - 0.5, 0.0)) if q > 1e-12 else (values < 1.0) * 1.0
        factor = (vectors * weights) @ vectors.conj().T
        rho = factor if j == 0 else rho @ factor
    return (rho + rho.conj().T) / 2


def normal_modes(covariance: Floats) -> tuple[Floats, Floats]:
    """S^-1 (2n, 2n) and nu (n,): y = S^-1 m is canonical and has the variances nu1, nu1, nu2, nu2, ..."""
    values, vectors = np.linalg.eigh(covariance)
    root = (vectors * np.sqrt(values)) @ vectors.T
    n = len(covariance) // 2
    nu, planes = np.linalg.eigh(1j * root @ symplectic_form(n) @ root)
    nu, planes = nu[n:], planes[:, n:] * math.sqrt(2)
    rows = np.empty_like(covariance)
    rows[0::2], rows[1::2] = planes.real.T, -planes.imag.T
    back: Floats = np.sqrt(np.repeat(nu, 2))[:, None] * (rows @ np.linalg.inv(root))
    return back, nu


def moments(operators: list[Any], rho: Any) -> tuple[Floats, Floats]:
    """Means (k,) and symmetrised covariance (k, k) of operators in a state."""
    products = [operator @ rho for operator in operators]
    means = np.array([np.trace(product).real for product in products])
    second = np.array([[np.vdot(f.conj().T, product).real for product in products] for f in operators])
    return means, (second + second.T) / 2 - np.outer(means, means)


def wigner_function(rho: Any, x: Floats, p: Floats, hbar: float) -> Floats:
    """(len(p), len(x)) QuTiP's Wigner function of a density matrix, converted: its convention is hbar = 2 / g^2.

    >>> vacuum = np.diag([1.0, 0, 0, 0])
    >>> round(float(wigner_function(vacuum, np.array([0.0]), np.array([0.0]), 2.0)[0, 0]) * 2 * math.pi, 9)
    1.0
    """
    import qutip

    values: Floats = qutip.wigner(qutip.Qobj(np.asarray(rho, dtype=complex)), x, p, g=math.sqrt(2 / hbar))
    return values
