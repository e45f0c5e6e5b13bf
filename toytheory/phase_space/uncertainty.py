"""The classical uncertainty principle for means and covariances: gamma + i hbar J >= 0, gamma = 2 covariance.

Slide "The classical uncertainty principle"; Bartlett, Rudolph, Spekkens (arXiv:1111.5057). Equivalent: every symplectic
eigenvalue of the covariance is at least hbar/2. The sign of J does not matter, the complex conjugate of a
positive matrix being positive.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toytheory.errors import InputError

from .space import coordinate_name, symplectic_form

Floats = NDArray[np.float64]

SLACK = 1e-9
"""A symplectic eigenvalue may be below hbar/2 by this relative amount: what decimals with ten digits need."""

ROUNDING = 1e-14
"""Correlations may be wrong by this (times the number of coordinates): what entries rounded to doubles need."""


def symplectic_eigenvalues(covariance: ArrayLike) -> Floats:
    """The n symplectic (Williamson) eigenvalues of a positive covariance, ascending; for covariances, not for gamma.

    Parameters
    ----------
    covariance : (2n, 2n) symmetric, in the talk's order. The vacuum has hbar/2 for all of them.

    Their absolute error is about 1e-16 times the largest entry.

    >>> symplectic_eigenvalues([[2, 0], [0, 8]]).round(12).tolist()
    [4.0]
    """
    matrix = np.asarray(covariance, dtype=np.float64)
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    root = (vectors * np.sqrt(np.clip(values, 0.0, None))) @ vectors.T
    skew = root @ symplectic_form(len(matrix) // 2) @ root
    eigenvalues: Floats = np.linalg.eigvalsh(1j * skew)[len(matrix) // 2 :]
    return np.abs(eigenvalues)


def check_covariance(covariance: ArrayLike, hbar: float) -> Floats:
    """The covariance as symmetric floats (2n, 2n); InputError that says why it is that of no epistemic state.

    Refused, in this order: wrong shape, numbers that are not finite, not symmetric, a negative variance in some
    direction, a symplectic eigenvalue below hbar/2.

    >>> check_covariance([[1, 0], [0, 0.16]], hbar=1.0)
    Traceback (most recent call last):
    ...
    toytheory.errors.InputError: the uncertainty principle is violated: symplectic eigenvalue 0.4 is below hbar/2 = 0.5
      mend: make it larger (gamma + i hbar J >= 0 with gamma twice the covariance)
    """
    matrix = np.array(covariance, dtype=np.float64)
    size = matrix.shape[0] if matrix.ndim else 0
    if matrix.shape != (size, size) or size % 2 or not size:
        problem = f"a covariance of shape {' x '.join(map(str, matrix.shape)) or 'of a number'}"
        raise InputError(problem, "give two rows and two columns for each mode, in the order x1, p1, x2, p2, ...")
    if not np.isfinite(matrix).all():
        raise InputError("a covariance with entries that are not finite", "give finite numbers")
    wrong = np.abs(matrix - matrix.T) > SLACK * np.maximum(np.abs(matrix), np.abs(matrix.T))
    if wrong.any():
        i, j = (int(k) for k in np.argwhere(wrong)[0])
        raise InputError(
            f"the covariance is not symmetric: entry {i + 1}, {j + 1} is {matrix[i, j]:.9g} "
            f"and entry {j + 1}, {i + 1} is {matrix[j, i]:.9g}",
            "make them equal",
        )
    matrix = (matrix + matrix.T) / 2
    _check_positive(matrix, hbar)
    return matrix


def _check_positive(matrix: Floats, hbar: float) -> None:
    """Positivity, then the uncertainty principle, both of correlations, so that units do not matter."""
    variances = np.diagonal(matrix)
    low = np.flatnonzero(variances <= 0)
    if low.size:
        i = int(low[0])
        if variances[i] < 0:
            problem = f"the covariance is not positive: the variance of {coordinate_name(i)} is {variances[i]:.6g}"
            raise InputError(problem, "make it positive")
        raise InputError(
            f"the variance of {coordinate_name(i)} is 0 and that of {coordinate_name(i ^ 1)} finite: the uncertainty "
            f"principle asks for a symplectic eigenvalue of hbar/2 = {hbar / 2:g}",
            f"give a positive variance, or prepare a quadrature state, as in `prepare {coordinate_name(i)} = 0`",
        )
    unit = 1 / np.sqrt(variances)
    correlations = matrix * np.outer(unit, unit)
    slack = ROUNDING * len(matrix)
    values, vectors = np.linalg.eigh(correlations)
    if values[0] < -slack:
        form = vectors[:, 0] * unit
        direction = " ".join(f"{c:+.3g}{coordinate_name(i)}" for i, c in enumerate(form) if abs(c) > SLACK)
        raise InputError(
            f"the covariance is not positive: the variance of {direction[:120]} is {values[0]:.3g}",
            "make every variance positive",
        )
    bound = hbar / 2 * (1 - SLACK) * symplectic_form(len(matrix) // 2) * np.outer(unit, unit)
    if np.linalg.eigvalsh(correlations + 1j * bound)[0] >= -slack:
        return
    eigenvalues = symplectic_eigenvalues(matrix)
    listed = ", ".join(f"{v:.6g}" for v in eigenvalues[eigenvalues < hbar / 2][:4]) or f"{eigenvalues[0]:.6g}"
    many = "eigenvalues" if "," in listed else "eigenvalue"
    raise InputError(
        f"the uncertainty principle is violated: symplectic {many} {listed} "
        f"{'are' if ',' in listed else 'is'} below hbar/2 = {hbar / 2:g}",
        "make it larger (gamma + i hbar J >= 0 with gamma twice the covariance)",
    )
