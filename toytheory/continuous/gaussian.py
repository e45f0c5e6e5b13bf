"""Gaussian epistemic states: means and covariance, and nothing else known.

A Liouville distribution mu is allowed if its covariance obeys gamma + i hbar J >= 0 (gamma = 2 covariance;
`uncertainty` says why one is refused) *and* it has the largest entropy that goes with its means and covariance. That
second clause singles out the Gaussian: for g the Gaussian with the moments of mu, log g is quadratic, so that its
average is the same over mu as over g, and S(mu) = -int mu log mu = -int mu log g - D(mu||g) = S(g) - D(mu||g) <= S(g),
with equality for mu = g alone. Slide "The classical uncertainty principle"; Bartlett, Rudolph, Spekkens
(arXiv:1111.5057).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from toytheory.errors import InputError
from toytheory.outcomes.densities import Floats
from toytheory.phase_space.space import symplectic_form
from toytheory.phase_space.uncertainty import check_covariance, symplectic_eigenvalues

from .liouville import LiouvilleState


def williamson(covariance: ArrayLike) -> tuple[Floats, Floats]:
    """(S, nu) with S symplectic and covariance = S diag(nu1, nu1, nu2, nu2, ...) S^T, nu ascending.

    Parameters
    ----------
    covariance : (2n, 2n), positive definite. InputError where it is not.

    With R the positive root, R J R is antisymmetric; its canonical form R J R = O diag(nu J1) O^T gives
    S = R O diag(nu)^(-1/2).

    >>> S, nu = williamson([[2, 0], [0, 8]])
    >>> nu.round(12).tolist(), (S @ np.diag([4, 4]) @ S.T).round(12).tolist()
    ([4.0], [[2.0, 0.0], [0.0, 8.0]])
    """
    matrix = np.asarray(covariance, dtype=np.float64)
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    if values[0] <= 0:
        problem = "a covariance that is not positive definite has no normal form"
        raise InputError(problem, "make every variance positive")
    root = (vectors * np.sqrt(values)) @ vectors.T
    form = symplectic_form(len(matrix) // 2)
    eigenvalues, unitary = np.linalg.eigh(1j * (root @ form @ root))
    n = len(matrix) // 2
    nu = eigenvalues[n:]
    upper = unitary[:, n:] * math.sqrt(2)  # i R J R u = nu u: real and imaginary parts span the planes
    planes = np.empty_like(matrix)
    planes[:, 0::2], planes[:, 1::2] = upper.real, -upper.imag
    S: Floats = root @ planes / np.sqrt(np.repeat(nu, 2))
    return S, nu


def entropy(covariance: ArrayLike) -> float:
    """The differential entropy -int mu log mu of the Gaussian, in nats: the largest that this covariance allows.

    >>> round(entropy(np.eye(2) / 2), 9) == round(math.log(math.pi * math.e), 9)
    True
    """
    matrix = np.asarray(covariance, dtype=np.float64)
    variances = np.diagonal(matrix)
    unit = np.sqrt(np.where(variances > 0, variances, 1.0))
    sign, log_determinant = np.linalg.slogdet(2 * math.pi * math.e * matrix / np.outer(unit, unit))
    if sign <= 0 or not (variances > 0).all():
        raise InputError("a covariance that is not positive definite has no entropy", "make every variance positive")
    return 0.5 * float(log_determinant) + float(np.log(unit).sum())


def purity(covariance: ArrayLike, hbar: float) -> float:
    """(2 pi hbar)^n int mu^2 = prod (hbar/2)/nu: 1 for states of maximal knowledge, less for others.

    >>> purity(np.eye(2), hbar=1.0)
    0.5
    """
    return float(np.prod(hbar / 2 / symplectic_eigenvalues(covariance)))


def overlap(left: LiouvilleState, right: LiouvilleState) -> float:
    """(2 pi hbar)^n int mu nu of two Gaussian states: the counterpart of tr(rho sigma), the fidelity if one is pure.

    >>> round(overlap(LiouvilleState.vacuum(1), coherent(1.0, 0.0)), 9) == round(math.exp(-0.5), 9)
    True
    """
    if left.hbar != right.hbar or left.n != right.n or len(left.moments.flat) or len(right.moments.flat):
        raise InputError("states that cannot be compared", "use Gaussian states of as many modes with the same hbar")
    both = LiouvilleState.gaussian(
        np.zeros(2 * left.n), left.moments.covariance + right.moments.covariance, left.hbar
    )  # the density of the difference, at 0
    return float((2 * math.pi * left.hbar) ** left.n * both.density(left.moments.means - right.moments.means))


def coherent(x: float, p: float, hbar: float = 1.0) -> LiouvilleState:
    """A displaced vacuum."""
    return LiouvilleState.gaussian([x, p], hbar / 2 * np.eye(2), hbar)


def thermal(nbar: float, hbar: float = 1.0) -> LiouvilleState:
    """Variances (2 nbar + 1) hbar/2."""
    return LiouvilleState.gaussian(np.zeros(2), (2 * nbar + 1) * hbar / 2 * np.eye(2), hbar)


def squeezed_vacuum(r: float, angle: float = 0.0, hbar: float = 1.0) -> LiouvilleState:
    """Variance hbar e^(-2r)/2 of cos(angle) X + sin(angle) P, hbar e^(2r)/2 of its conjugate."""
    c, s = math.cos(angle), math.sin(angle)
    rows = np.array([[c, s], [-s, c]]) * np.array([[math.exp(-r)], [math.exp(r)]])
    return LiouvilleState.gaussian(np.zeros(2), hbar / 2 * rows.T @ rows, hbar)


def two_mode_squeezed_vacuum(r: float, hbar: float = 1.0) -> LiouvilleState:
    """X1 - X2 and P1 + P2 have variance hbar e^(-2r), X1 + X2 and P1 - P2 hbar e^(2r)."""
    ch, sh = math.cosh(2 * r), math.sinh(2 * r)
    covariance = hbar / 2 * np.array([[ch, 0, sh, 0], [0, ch, 0, -sh], [sh, 0, ch, 0], [0, -sh, 0, ch]])
    return LiouvilleState.gaussian(np.zeros(4), covariance, hbar)


def reason_against(means: ArrayLike, covariance: ArrayLike, hbar: float) -> str | None:
    """Why means and covariance are those of no Gaussian state, in words; None where they are.

    >>> reason_against([0, 0], [[0.1, 0], [0, 0.1]], hbar=1.0)
    'the uncertainty principle is violated: symplectic eigenvalue 0.1 is below hbar/2 = 0.5'
    """
    try:
        matrix = check_covariance(covariance, hbar)
    except InputError as error:
        return error.problem
    mean = np.asarray(means, dtype=np.float64)
    if mean.shape != (len(matrix),):
        return f"means of shape {mean.shape} for {len(matrix) // 2} modes"
    return None if np.isfinite(mean).all() else "means that are not finite"
