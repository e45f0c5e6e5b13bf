"""Operators applied to a few systems of a tensor, and the spectral projectors of canonical variables.

A tensor has one axis of length d for each of k systems, and a last axis that numbers its columns. Nothing here
writes down an operator on all systems: the unitary omega^F of a variable is a product of one-system operators,
and the projector on F = v is (1/d) sum_t omega^(-vt) (omega^F)^t, which is right for composite odd d too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from quantum_ref.operators.weyl import observable
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.variables import Variable

Tensor = NDArray[np.complex128]

SLICES = 64
"""Up to so many slices of a tensor, small products one by one are quicker than to reorder it for one large product."""


def apply_local(operator: Tensor, tensor: Tensor, axes: Sequence[int]) -> Tensor:
    """An operator (d^k, d^k) applied to k axes of a tensor; the first of them is its most significant factor."""
    count = len(axes)
    levels = tensor.shape[axes[0]]
    before = math.prod(tensor.shape[: axes[0]])
    if count == 1 and before <= SLICES:
        return (operator @ tensor.reshape(before, levels, -1)).reshape(tensor.shape)
    moved = np.tensordot(operator.reshape((levels,) * (2 * count)), tensor, (range(count, 2 * count), axes))
    return np.moveaxis(moved, range(count), axes)


@lru_cache(maxsize=1024)
def _one_system(a: int, b: int, d: int) -> Tensor:
    return observable([a, b], d)


def apply_variable(vector: Matrix, tensor: Tensor, d: int) -> Tensor:
    """omega^F applied to a tensor, F given by (2k,) coefficients; for bits the Pauli product with sign +."""
    for axis, (a, b) in enumerate(vector.reshape(-1, 2).tolist()):
        if a or b:
            tensor = apply_local(_one_system(a, b, d), tensor, [axis])
    return tensor


def spectral_parts(vector: Matrix, tensor: Tensor, d: int) -> Tensor:
    """The d parts of a tensor that belong to the values 0, ..., d-1 of a variable, (d, ...).

    >>> parts = spectral_parts(np.array([1, 0]), np.ones((2, 1), dtype=complex), 2)
    >>> parts[:, :, 0].real.tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    powers = [tensor]
    for _ in range(d - 1):
        powers.append(apply_variable(vector, powers[-1], d))
    parts: Tensor = np.fft.fft(np.stack(powers), axis=0) / d  # over t, with omega^(-vt)
    return parts


def multiplicity(variables: Sequence[Variable], count: int, d: int) -> int:
    """Dimension of the joint eigenspaces of independent variables of `count` systems.

    >>> multiplicity([Variable.of({0: 3}, 9)], 1, 9)
    3
    """
    values = math.prod(d // math.gcd(d, *(c for _, c in variable.terms)) for variable in variables)
    return int(d**count) // values


def joint_eigenspace(vectors: Matrix, values: Sequence[int], rank: int, d: int) -> Tensor:
    """An orthonormal basis of the states in which variables have given values.

    Parameters
    ----------
    vectors : (m, 2k) coefficients of commuting variables without constants.
    rank : dimension of the space, as from `multiplicity`.

    Returns
    -------
    (d,)*k + (rank,). The projectors are applied to as many generic vectors, which are then made orthonormal.

    >>> bell = joint_eigenspace(np.array([[1, 0, 1, 0], [0, 1, 0, 1]]), [0, 0], 1, 2)
    >>> np.abs(bell[:, :, 0]).round(3).tolist()
    [[0.707, 0.0], [0.0, 0.707]]
    """
    count = vectors.shape[1] // 2
    generic = np.random.default_rng(0).normal(size=(2, d**count, rank))
    tensor: Tensor = (generic[0] + 1j * generic[1]).reshape((d,) * count + (rank,))
    for vector, value in zip(vectors, values, strict=True):
        tensor = spectral_parts(vector, tensor, d)[value % d]
    basis, _ = np.linalg.qr(tensor.reshape(-1, rank))
    return basis.reshape(tensor.shape)
