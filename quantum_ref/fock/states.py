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


def powers(cutoff: int) -> list[Floats]:
    """For k = 0, ..., cutoff - 1 the entries |m><m + k| of a^k / sqrt(k!), (cutoff - k,); it has no others.

    >>> [row.round(3).tolist() for row in powers(3)]
    [[1.0, 1.0, 1.0], [1.0, 1.414], [1.0]]
    """
    roots, rows = np.diagonal(ladder(cutoff), 1).real, [np.ones(cutoff)]
    for k in range(cutoff - 1):
        rows.append(rows[-1][:-1] * roots[k:] / math.sqrt(k + 1))
    return rows


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
    """sum_ij m_i form_ij m_j / 2 with a symmetric form (2n, 2n), as a Hermitian matrix (cutoff^n, cutoff^n).

    Each mode's part is cut by itself: what is cut of a product of modes is the product of what is cut.
    """
    n, one = len(form) // 2, np.eye(cutoff)
    single = quadratures(1, cutoff + SPARE, hbar)
    cut = [m[:cutoff, :cutoff] for m in single]
    total: Any = np.zeros((cutoff**n, cutoff**n), dtype=complex)
    for j in range(n):
        own = sum(form[2 * j + c, 2 * j + d] / 2 * (single[c] @ single[d]) for c in (0, 1) for d in (0, 1))
        total += product([own[:cutoff, :cutoff] if mode == j else one for mode in range(n)])
        for k in range(j):
            for c in (0, 1):
                other = form[2 * j + c, 2 * k] * cut[0] + form[2 * j + c, 2 * k + 1] * cut[1]
                if other.any():
                    total += product([cut[c] if mode == j else other if mode == k else one for mode in range(n)])
    return (total + total.conj().T) / 2


def spectrum(hamiltonian: Any) -> list[tuple[Any, Floats, Any]]:
    """Eigenvalues and eigenvectors of a Hermitian matrix, apart for each set of states that it leads among.

    Quadratic Hamiltonians conserve parities or numbers of excitations, so that these sets are small: indices (k,) of
    the states, values (k,), vectors (k, k).

    >>> [where.tolist() for where, _, _ in spectrum(np.array([[1.0, 0, 1], [0, 2, 0], [1, 0, 0]]))]
    [[0, 2], [1]]
    """
    leads, left, sets = hamiltonian != 0, np.ones(len(hamiltonian), dtype=bool), []
    while left.any():
        inside = np.arange(len(left)) == left.argmax()
        new = inside
        while new.any():
            new = leads[new].any(axis=0) & ~inside
            inside = inside | new
        sets.append(np.flatnonzero(inside))
        left &= ~inside
    return [(where, *np.linalg.eigh(hamiltonian[np.ix_(where, where)])) for where in sets]


def unitary(hamiltonian: Any) -> Any:
    """exp(-i H) of a Hermitian matrix."""
    whole = np.zeros(hamiltonian.shape, dtype=complex)
    for where, block in _evolution(hamiltonian):
        whole[np.ix_(where, where)] = block
    return whole


def _evolution(hamiltonian: Any) -> list[tuple[Any, Any]]:
    """The blocks of exp(-i H), and the states that each is among."""
    return [
        (where, (vectors * np.exp(-1j * values)) @ vectors.conj().T) for where, values, vectors in spectrum(hamiltonian)
    ]


def evolved(hamiltonian: Any, rho: Any) -> Any:
    """exp(-i H) rho exp(i H).

    >>> rho, H = np.array([[0.5, 0.5], [0.5, 0.5]]), np.diag([0.0, math.pi])
    >>> evolved(H, rho).real.round(12).tolist()
    [[0.5, -0.5], [-0.5, 0.5]]
    """
    blocks = _evolution(hamiltonian)
    half = np.empty(rho.shape, dtype=complex)
    for where, block in blocks:
        half[where] = block @ rho[where]
    whole = np.empty_like(half)
    for where, block in blocks:
        whole[:, where] = half[:, where] @ block.conj().T
    return whole


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
        q = max((value - hbar / 2) / (value + hbar / 2), 0.0)
        factor = np.zeros((cutoff ** len(nu),) * 2, dtype=complex)
        for where, values, vectors in spectrum(quadratic(y.T @ y / hbar, cutoff, hbar)):
            weights = (1 - q) * np.power(q, np.maximum(values - 0.5, 0.0)) if q > 1e-12 else (values < 1.0) * 1.0
            factor[np.ix_(where, where)] = (vectors * weights) @ vectors.conj().T
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


def moments_of_modes(rho: Any, n: int, cutoff: int, hbar: float) -> tuple[Floats, Floats]:
    """The same of x1, p1, x2, p2, ... for a density matrix of n modes, from those of one mode and of pairs.

    >>> vacuum = np.diag([1.0, 0, 0])
    >>> moments_of_modes(product([vacuum, vacuum]), 2, 3, 2.0)[1].diagonal().round(9).tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    operators, tensor = quadratures(1, cutoff, hbar), rho.reshape([cutoff] * (2 * n))
    means, covariance = np.zeros(2 * n), np.zeros((2 * n, 2 * n))
    for j in range(n):
        own = slice(2 * j, 2 * j + 2)
        means[own], covariance[own, own] = moments(operators, reduced(tensor, (j,)))
        for k in range(j):
            pair = reduced(tensor, (k, j))
            seen = np.einsum("aik,ijkl->ajl", np.array(operators).conj(), pair)  # of the first, Hermitian, in each way
            second = np.einsum("bjl,ajl->ba", np.array(operators).conj(), seen).real
            other = slice(2 * k, 2 * k + 2)
            covariance[own, other] = second - np.outer(means[own], means[other])
            covariance[other, own] = covariance[own, other].T
    return means, covariance


def reduced(tensor: Any, modes: tuple[int, ...]) -> Any:
    """The density matrix of some modes, in rising order, as a tensor: kets of each, then bras of each.

    Parameters
    ----------
    tensor : of all modes, in the same form.
    """
    n = tensor.ndim // 2
    for mode in reversed(range(n)):
        if mode not in modes:
            tensor = np.trace(tensor, axis1=mode, axis2=tensor.ndim // 2 + mode)
    return tensor


def wigner_function(rho: Any, x: Floats, p: Floats, hbar: float) -> Floats:
    """(len(p), len(x)) QuTiP's Wigner function of a density matrix, converted: its convention is hbar = 2 / g^2.

    >>> vacuum = np.diag([1.0, 0, 0, 0])
    >>> round(float(wigner_function(vacuum, np.array([0.0]), np.array([0.0]), 2.0)[0, 0]) * 2 * math.pi, 9)
    1.0
    """
    import qutip

    values: Floats = qutip.wigner(qutip.Qobj(np.asarray(rho, dtype=complex)), x, p, g=math.sqrt(2 / hbar))
    return values
