"""Unitaries of maps in floats: named ones from their definitions, written ones from the operators they produce.

U^dagger A U is the new value of the observable A (Heisenberg picture). For a written map the images of omega^(X_i) and
omega^(P_i) under U^dagger . U are given Weyl operators (bits: Pauli products, constants give the signs). Hence
U^dagger|0> is the joint eigenvector of the images of the X_i, and the images of the shifts take it to U^dagger|x>.
That fixes U up to a phase. Slide "Valid reversible transformations".
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from quantum_ref.conventions import basis_labels, half, place_values, root_order, roots_of_unity
from quantum_ref.plan.parts import map_blocks
from toytheory.errors import CannotRun
from toytheory.language.maps.discrete import NAMED_MAPS, Rows
from toytheory.language.steps import Transform

from .spectral import Tensor, apply_variable, joint_eigenspace

LARGEST_MAP = 2048
"""Largest d^k of a map on k systems that does not fall into parts."""

Local = tuple[tuple[int, ...], NDArray[np.complex128]]
"""Systems, and the operator on them."""


@lru_cache(maxsize=256)
def named_unitary(name: str, d: int, parameter: int | None = None) -> Tensor:
    """The unitary of a named map, (d^k, d^k), from its definition on the computational basis.

    `fourier` has <p|U|x> = omega^(-px) / sqrt(d), so that it takes |P = p> to |X = p>; `phase` is diag(omega^(x^2/2))
    for odd d and S^dagger for bits; `sum`, `cphase`, `swap` and `multiply` are as their names say.

    >>> named_unitary("phase", 2).diagonal().tolist()
    [(1+0j), (-0-1j)]
    """
    m = root_order(d)
    zeta = roots_of_unity(m)
    labels = basis_labels(d, NAMED_MAPS[name].systems)
    x = labels[:, 0]
    match name:
        case "fourier":
            fourier: Tensor = zeta[-np.outer(x, x) * (m // d) % m] / np.sqrt(d)
            return fourier
        case "phase":
            return np.diag(zeta[-x * x % m if d == 2 else half(d) * x * x % m])
        case "cphase":
            return np.diag(zeta[x * labels[:, 1] * (m // d) % m])
        case "sum":
            images = np.stack([x, x + labels[:, 1]], axis=1)
        case "swap":
            images = labels[:, ::-1]
        case _:
            images = labels * (parameter or 0)
    unitary = np.zeros((len(labels), len(labels)), dtype=np.complex128)
    unitary[images % d @ place_values(d, labels.shape[1]), np.arange(len(labels))] = 1
    return unitary


@lru_cache(maxsize=64)
def written_unitary(rows: Rows, shift: tuple[int, ...], d: int) -> Tensor:
    """The unitary of the map m -> S m + a, (d^k, d^k), up to a phase; CannotRun where d^k is too large.

    >>> np.abs(written_unitary(((0, 1), (1, 0)), (0, 0), 2)).round(3).tolist()      # H
    [[0.707, 0.707], [0.707, 0.707]]
    """
    matrix = np.array(rows, dtype=np.int64)
    count = len(shift) // 2
    size = d**count
    if size > LARGEST_MAP:
        raise CannotRun(f"a map on {count} systems that does not fall into parts; d^k may be at most {LARGEST_MAP}")
    columns = joint_eigenspace(matrix[0::2], [-a for a in shift[0::2]], 1, d)
    omega = np.exp(2j * np.pi / d)
    for vector, constant in zip(matrix[1::2][::-1], shift[1::2][::-1], strict=True):
        shifted = [columns]
        for _ in range(d - 1):  # the shift is omega^(-P); the inverse of omega^F is omega^(-F), for bits too
            shifted.append(apply_variable(-vector % d, shifted[-1], d) * omega**-constant)
        columns = np.concatenate(shifted, axis=-1)
    return np.ascontiguousarray(columns.reshape(size, size).conj().T)


@lru_cache(maxsize=1024)
def displacement(q: int, p: int, d: int) -> Tensor:
    """Add q to X and p to P of one system: a power of the clock after one of the shift, (d, d).

    >>> displacement(1, 0, 3).real.astype(int).tolist()
    [[0, 0, 1], [1, 0, 0], [0, 1, 0]]
    """
    shifted = np.roll(np.eye(d), q, axis=0)
    moved: Tensor = np.exp(2j * np.pi * p * np.arange(d) / d)[:, None] * shifted
    return moved


def transform_operators(step: Transform, d: int) -> list[Local]:
    """The unitaries of a map, on systems that they do not share; together they are its unitary up to a phase."""
    named = NAMED_MAPS.get(step.name or "")
    if named is not None and not any(step.shift) and step.matrix == named.rows(d, step.parameter or 0):
        return [(step.systems, named_unitary(named.name, d, step.parameter))]
    return [
        (
            block.systems,
            written_unitary(tuple(map(tuple, block.matrix.tolist())), tuple(block.shift.tolist()), d),
        )
        for block in map_blocks(step, d)
    ]
