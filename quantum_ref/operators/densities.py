"""Entropies, correlations and what is certain, from density operators: eigenvalues and traces, nothing else.

Logarithms are in units of log d. Systems count from 0, the first one most significant.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quantum_ref.conventions import systems_of
from quantum_ref.operators.weyl import observable_operators
from toytheory.errors import CannotRun, InputError
from toytheory.phase_space.modular import Matrix, howell
from toytheory.phase_space.variables import Variable

Complex = NDArray[np.complex128]

NEGLIGIBLE = 1e-12
"""Eigenvalues below this are rounding."""

CERTAIN = 1e-9
"""What is certain has an expectation of modulus 1 up to this."""

LARGEST = 128
"""Largest d^n of which every variable is asked: there are d^(2n)."""


def _matrix(rho: ArrayLike, d: int) -> tuple[Complex, int]:
    matrix = np.asarray(rho, dtype=np.complex128)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise InputError(f"a density operator of shape {matrix.shape}", "give a square matrix")
    return matrix, systems_of(len(matrix), d)


def reduced(rho: ArrayLike, systems: Sequence[int], d: int) -> Complex:
    """The density operator of some systems, in their order; the others are traced out.

    >>> reduced(np.diag([0.5, 0, 0, 0.5]), [0], 2).real.tolist()
    [[0.5, 0.0], [0.0, 0.5]]
    """
    matrix, n = _matrix(rho, d)
    kept = [int(k) for k in systems]
    if len(set(kept)) != len(kept) or not set(kept) <= set(range(n)):
        raise InputError(f"{kept} is no list of different systems", f"use systems 0 to {n - 1}")
    others = [k for k in range(n) if k not in kept]
    order = [*kept, *others, *(n + k for k in kept), *(n + k for k in others)]
    size, rest = d ** len(kept), d ** len(others)
    tensor = matrix.reshape((d,) * (2 * n)).transpose(order).reshape(size, rest, size, rest)
    return np.asarray(np.einsum("irjr->ij", tensor), dtype=np.complex128)


def entropy(rho: ArrayLike, d: int, systems: Sequence[int] | None = None) -> float:
    """The von Neumann entropy, of some systems or of all, in units of log d.

    >>> round(entropy(np.eye(9) / 9, 3), 12)
    2.0
    """
    matrix = _matrix(rho, d)[0] if systems is None else reduced(rho, systems, d)
    values = np.linalg.eigvalsh(matrix)
    values = values[values > NEGLIGIBLE]
    return float(-(values * np.log(values)).sum() / math.log(d))


def mutual_information(rho: ArrayLike, left: Sequence[int], right: Sequence[int], d: int) -> float:
    """S(left) + S(right) - S(both), in units of log d."""
    return entropy(rho, d, left) + entropy(rho, d, right) - entropy(rho, d, [*left, *right])


def logarithmic_negativity(rho: ArrayLike, systems: Sequence[int], d: int) -> float:
    """The logarithm of the trace norm of the partial transpose on these systems, in units of log d.

    >>> bell = np.zeros((4, 4)); bell[np.ix_([0, 3], [0, 3])] = 0.5
    >>> round(logarithmic_negativity(bell, [0], 2), 12)
    1.0
    """
    matrix, n = _matrix(rho, d)
    order = list(range(2 * n))
    for k in systems:
        order[k], order[n + k] = n + k, k
    turned = matrix.reshape((d,) * (2 * n)).transpose(order).reshape(matrix.shape)
    return float(math.log(np.abs(np.linalg.eigvalsh(turned)).sum()) / math.log(d))


def overlap(rho: ArrayLike, sigma: ArrayLike) -> float:
    """The trace of the product.

    >>> overlap(np.diag([1, 0]), np.full((2, 2), 0.5))
    0.5
    """
    return float(np.real(np.einsum("ij,ji->", np.asarray(rho), np.asarray(sigma))))


def certain_variables(rho: ArrayLike, d: int) -> tuple[Matrix, Matrix] | None:
    """All variables that are certain, (k, 2n), with their values (k,); None where the state says more than they do.

    A variable F is certain where the operator omega^F has an expectation of modulus 1. The state is the one that
    is given by these exactly if the trace of its square is k / d^n. CannotRun beyond d^n = `LARGEST`.

    >>> rows, values = certain_variables(np.diag([0, 1]), 2)
    >>> rows.tolist(), values.tolist()
    ([[0, 0], [1, 0]], [0, 1])
    """
    matrix, n = _matrix(rho, d)
    if len(matrix) > LARGEST:
        raise CannotRun(f"asks every variable up to d^n = {LARGEST} only")
    rows = np.stack(np.unravel_index(np.arange(d ** (2 * n)), (d,) * (2 * n)), axis=1)
    expected = np.concatenate([_expectations(matrix, part, d) for part in np.array_split(rows, -(-len(rows) // 1024))])
    known = np.abs(expected) > 1 - CERTAIN
    square = float(np.real(np.einsum("ij,ji->", matrix, matrix)))
    if abs(square - int(known.sum()) / d**n) > CERTAIN:
        return None
    values = np.round(np.angle(expected[known]) * d / (2 * np.pi)).astype(np.int64) % d
    return rows[known], values


def _expectations(matrix: Complex, rows: Matrix, d: int) -> Complex:
    """Tr(rho omega^F) of the variables with these coefficients."""
    operators = observable_operators(rows, d)
    phases = np.exp(2j * np.pi * operators.exponents / operators.order)
    columns = np.arange(len(matrix))
    return np.asarray((phases * matrix[columns, operators.targets]).sum(axis=-1), dtype=np.complex128)


def state_record(rho: ArrayLike, d: int, systems: Sequence[int]) -> dict[str, Any] | None:
    """What is known in a state of these systems, as `toytheory run --json` tells it; None where it is no (V, v).

    Generators are in Howell form, each with the value that its own operator has (on qubits the values of sums are
    not the sums of values).

    >>> state_record(np.diag([0, 1]), 2, [0])
    {'known': ['X1 = 1'], 'entropy': 0, 'pure': True}
    """
    found = certain_variables(rho, d)
    return None if found is None else known_record(*found, d, systems)


def known_record(rows: Matrix, values: Matrix, d: int, systems: Sequence[int]) -> dict[str, Any]:
    """The same where all that is certain is known: variables (k, 2n), all of them, and their values (k,).

    >>> known_record(np.array([[0, 0], [1, 0]]), np.array([0, 1]), 2, [2])
    {'known': ['X3 = 1'], 'entropy': 0, 'pure': True}
    """
    told = {row.tobytes(): int(value) for row, value in zip(rows, values, strict=True)}
    known = []
    for row in howell(rows, d):
        if row.any():
            terms = [(2 * systems[i // 2] + i % 2, int(row[i])) for i in np.flatnonzero(row).tolist()]
            known.append(f"{Variable.of(terms, d)} = {told[np.ascontiguousarray(row, dtype=np.int64).tobytes()]}")
    return {
        "known": known,
        "entropy": _units(d ** len(systems) // len(rows), d),
        "pure": len(rows) == d ** len(systems),
    }


def _units(count: int, d: int) -> int | str:
    """log count in units of log d: a whole number, or text."""
    for below in range(1, d.bit_length() + 1):  # d = p^k has roots up to the k-th
        for above in range(count.bit_length() * below + 1):
            if d**above == count**below:
                share = Fraction(above, below)
                return int(share) if share.denominator == 1 else str(share)
    return f"log_{d} {count}"
