"""Arithmetic of moments with flat directions: linear maps, independent additions, conditioning on linear forms.

A distribution is a Gaussian across its flat directions (see `densities.Moments`); every operation here keeps that form
exactly, without large numbers in place of infinite variances. Rank decisions are relative, to `RANK`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from toytheory.errors import InputError
from toytheory.outcomes.densities import Floats, Moments

RANK = 1e-10
"""Singular values below this, relative to the largest, are zero."""


def row_space(rows: Floats) -> Floats:
    """Orthonormal rows that span the rows, of which those of negligible length are left out.

    >>> row_space(np.array([[2.0, 0.0], [4.0, 0.0]])).shape
    (1, 2)
    """
    if not rows.size:
        return np.zeros((0, rows.shape[1]))
    _, values, vectors = np.linalg.svd(rows, full_matrices=False)
    basis: Floats = vectors[values > RANK * max(values[0], np.finfo(float).tiny)]
    return basis


def pushed(moments: Moments, matrix: ArrayLike, shift: Floats | float = 0.0) -> Moments:
    """The distribution of `matrix` x + `shift`; matrix (l, k) of any rank.

    >>> free = Moments.of([0, 0], np.eye(2), flat=[[0, 1]])
    >>> pushed(free, [[1, 0], [1, 1]]).unknown.tolist()
    [False, True]
    """
    m = np.asarray(matrix, dtype=np.float64)
    if m.ndim != 2 or m.shape[1] != moments.size:
        raise InputError(f"a matrix of shape {m.shape} for {moments.size} numbers", f"give {moments.size} columns")
    lengths = np.linalg.norm(m, axis=1)
    unit = np.where(lengths > 0, lengths, 1.0)  # rows of one length, so that units do not decide on ranks
    flat = row_space(moments.flat @ (m / unit[:, None]).T) * unit
    return Moments.of(m @ moments.means + shift, m @ moments.covariance @ m.T, flat)


def joined(left: Moments, right: Moments) -> Moments:
    """The distribution of two independent lists of numbers, one after the other."""
    a, b = left.size, right.size
    covariance = np.zeros((a + b, a + b))
    covariance[:a, :a], covariance[a:, a:] = left.covariance, right.covariance
    flat = np.zeros((len(left.flat) + len(right.flat), a + b))
    flat[: len(left.flat), :a], flat[len(left.flat) :, a:] = left.flat, right.flat
    return Moments(np.concatenate([left.means, right.means]), covariance, flat)


def conditioned(moments: Moments, forms: ArrayLike, values: ArrayLike) -> tuple[Moments, float | None]:
    """The distribution given that linear forms (c, k) have these values, and the log density of that.

    Returns
    -------
    moments : given the values.
    log density : of the values; certain ones count 1. None where one of the forms is flat, -inf where a certain
        form has another value (then the moments are returned as they were).

    >>> joint = Moments.of([0, 0], [[1, 0.5], [0.5, 1]])
    >>> given, log_density = conditioned(joint, [[0, 1]], [2])
    >>> given.means.round(9).tolist(), given.covariance.round(9).tolist()
    ([1.0, 2.0], [[0.75, 0.0], [0.0, 0.0]])
    """
    A, y = np.asarray(forms, dtype=np.float64), np.asarray(values, dtype=np.float64)
    if A.ndim != 2 or A.shape[1] != moments.size or y.shape != (len(A),):
        raise InputError(f"{A.shape} forms with {y.shape} values", f"give rows of {moments.size} and one value each")
    if not len(A):
        return moments, 0.0
    L = moments.flat
    U, s, Wt = np.linalg.svd(A @ L.T)
    rank = int(np.count_nonzero(s > RANK * max(np.linalg.norm(A), np.finfo(float).tiny)))
    solve = L.T @ Wt[:rank].T @ (U[:, :rank] / s[:rank]).T  # flat numbers, from the forms that they decide
    means = moments.means + solve @ (y - A @ moments.means)
    keep = np.eye(moments.size) - solve @ A
    covariance = keep @ moments.covariance @ keep.T
    rest = U[:, rank:].T @ A  # forms that no flat number enters
    given = Moments.of(means, covariance, Wt[rank:] @ L)
    given, log_density = _gaussian_condition(given, rest, U[:, rank:].T @ y)
    return given, None if rank and log_density > -math.inf else log_density


def _gaussian_condition(moments: Moments, forms: Floats, values: Floats) -> tuple[Moments, float]:
    """One form after the other, so that the density is that of each given those before it."""
    means, covariance, log_density = moments.means, moments.covariance, 0.0
    for form, value in zip(forms, values, strict=True):
        across = covariance @ form
        variance, missing = float(form @ across), float(value - form @ means)
        if variance > RANK * float(np.abs(form) @ np.abs(moments.covariance) @ np.abs(form)):
            means = means + across * (missing / variance)
            covariance = covariance - np.outer(across, across) / variance
            log_density -= 0.5 * (missing**2 / variance + math.log(2 * math.pi * variance))
        elif abs(missing) > 1e-7 * (abs(value) + float(np.abs(form) @ np.abs(means))) + 1e-7 * math.sqrt(abs(variance)):
            return moments, -math.inf
    return Moments.of(means, covariance, moments.flat), log_density
