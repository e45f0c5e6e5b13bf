"""What operations do to Wigner functions: the kernels Tr(A(m') E(A(m))) / D, computed from operators.

The new Wigner function is sum_m K(m', m) W(m). For odd d the kernel of a Clifford unitary is a permutation and all
entries are >= 0; nothing here assumes so, and for bits neither is true. Entries are exact, kept where not zero.
Gross, quant-ph/0602001, section IV; slide "Restricted statistical theory of trits = Stabilizer theory for qutrits".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantum_ref.conventions import basis_labels, half, place_values, root_order, systems_of
from quantum_ref.operators import phase_points
from quantum_ref.operators import wigner_functions as wigner
from quantum_ref.operators.characters import character_sum
from quantum_ref.operators.cyclotomic import (
    Integers,
    adjoint,
    constant,
    exact_matmul,
    integers,
    is_zero,
    magnitude,
    matmul,
    roots,
    times_root,
    trace,
)
from quantum_ref.operators.monomial import Monomial
from quantum_ref.operators.phase_matrix import PhaseMatrix
from quantum_ref.operators.phase_points import parity_phase_points
from quantum_ref.operators.weyl import observable_operators
from quantum_ref.operators.wigner_functions import wigner_exact, wigner_scale
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace

from .conjugation import conjugation

_STACK = 2**18  # so many integers of phase-point operators are held at once


@dataclass(frozen=True, eq=False)
class Kernel:
    """A sparse rational matrix on functions over phase space, row m', column m in the order of `PhaseSpace.points`.

    Attributes
    ----------
    size : d^2k for operations on k systems.
    rows : (r,) the rows with entries, ascending.
    starts : (r,) where each row's entries begin in the next two.
    columns, numerators : (entries,).
    denominator : of all entries.
    """

    size: int
    rows: Matrix
    starts: Matrix
    columns: Matrix
    numerators: Matrix
    denominator: int

    @classmethod
    def of(cls, size: int, rows: Matrix, columns: Matrix, numerators: Matrix, denominator: int) -> Kernel:
        """From entries in any order, each position once; zeros are dropped."""
        kept = np.flatnonzero(numerators)
        kept = kept[np.lexsort((columns[kept], rows[kept]))]
        distinct, starts = np.unique(rows[kept], return_index=True)
        shared = int(np.gcd.reduce(numerators[kept], initial=denominator))
        return cls(size, distinct, starts, columns[kept], numerators[kept] // shared, denominator // shared)

    @cached_property
    def _widest(self) -> int:
        """The largest sum of absolute values of a row."""
        return int(np.add.reduceat(np.abs(self.numerators), self.starts).max()) if self.rows.size else 0

    def __call__(self, values: NDArray[Any]) -> NDArray[Any]:
        """`denominator` times the image of integer values (size, rest), in Python integers where int64 is too small."""
        numerators: NDArray[Any] = self.numerators
        if values.dtype == object or self._widest * magnitude(values) >= 2**62:
            values, numerators = values.astype(object), numerators.astype(object)
        result = np.zeros_like(values)
        if self.rows.size:
            result[self.rows] = np.add.reduceat(numerators[:, None] * values[self.columns], self.starts, axis=0)
        return result

    def dense(self) -> Matrix:
        """`denominator` times the matrix, (size, size) int64."""
        matrix = np.zeros((self.size, self.size), dtype=np.int64)
        lengths = np.diff(np.append(self.starts, self.columns.size))
        matrix[np.repeat(self.rows, lengths), self.columns] = self.numerators
        return matrix

    def to_array(self) -> NDArray[np.object_]:
        """The matrix, (size, size) of Fractions."""
        exact = np.frompyfunc(lambda value: Fraction(int(value), self.denominator), 1, 1)
        fractions: NDArray[np.object_] = exact(self.dense())
        return fractions


def operator_kernel(operator: Integers, d: int, divisor: int = 1) -> Kernel:
    """The kernel of rho -> K rho K^dagger / divisor, for one operator on k systems.

    Parameters
    ----------
    operator : (D, D, m) elements of Z[zeta_m], such as d^k times a projector.
    divisor : such as (d^k)^2.

    Cost: 2 d^2k products of cyclotomic matrices of d^k dimensions. InputError where the kernel is not rational.

    >>> from quantum_ref.operators.stabilizer import joint_projectors
    >>> K = operator_kernel(joint_projectors([[0, 1]], 3)[0], 3, 9).to_array()      # P = 0 is kept, its X lost
    >>> [str(entry) for entry in K[0]]
    ['1/3', '0', '0', '1/3', '0', '0', '1/3', '0', '0']
    """
    size, m = operator.shape[-2:]
    k = systems_of(size, d)
    points, turned = PhaseSpace(d, k).points(), adjoint(operator)

    def images(some: Matrix) -> _Entries:
        return _nonzero(wigner_exact(matmul(matmul(operator, phase_points.phase_points(some, d)), turned), d))

    return _by_columns(points, size * size * m, images, divisor * wigner_scale(d, k) * phase_points.scale(d, k))


def unitary_kernel(unitary: PhaseMatrix, d: int) -> Kernel:
    """The kernel of rho -> U rho U^dagger, for one unitary on k systems.

    Cost: that of `operator_kernel`; for odd d only d^3k steps where U or all U A(m) U^dagger are monomial.

    >>> from quantum_ref.operators.clifford import named_unitary
    >>> K = unitary_kernel(named_unitary("fourier", 3), 3)
    >>> K.columns.tolist(), K.denominator       # a permutation: (x, p) -> (p, -x)
    ([0, 6, 3, 1, 7, 4, 2, 8, 5], 1)
    """
    moved = None if d == 2 else _moved(unitary, d)
    if moved is None:
        return operator_kernel(unitary.to_cyclotomic(), d, int(unitary.norms))
    size = unitary.dimension
    points = PhaseSpace(d, systems_of(size, d)).points()

    def images(some: Matrix) -> _Entries:
        return _monomial_wigner(moved(some), d)

    return _by_columns(points, size * unitary.order, images, size)


def _moved(unitary: PhaseMatrix, d: int) -> Callable[[Matrix], Monomial] | None:
    """U A(m) U^dagger for ontic states m, odd d; None where these are not monomial."""
    if int(unitary.norms) > 1:
        return conjugation(unitary, d)
    monomial = unitary.to_monomial()
    return lambda some: monomial @ parity_phase_points(some, d) @ monomial.adjoint()


def _by_columns(points: Matrix, each: int, images: Callable[[Matrix], _Entries], denominator: int) -> Kernel:
    """From the images of the phase-point operators, in portions; each of them takes so many integers."""
    chunk = max(1, _STACK // each)
    parts = []
    for start in range(0, len(points), chunk):
        entries = images(points[start : start + chunk])
        parts.append((entries.rows, entries.columns + start, integers(entries.values)))
    rows, columns, numerators = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Kernel.of(len(points), rows, columns, numerators, denominator)


def reset_kernel(d: int) -> Kernel:
    """The kernel of one system's rho -> Tr(rho) 1 / d.

    >>> reset_kernel(3).to_array()[0, 0]
    Fraction(1, 9)
    """
    unit = constant(np.eye(d, dtype=np.int64), root_order(d))
    points = PhaseSpace(d, 1).points()
    mixed = integers(wigner_exact(unit, d))  # N d W of the maximally mixed state
    traces = integers(trace(phase_points.phase_points(points, d)))
    row, column = np.indices((d * d, d * d)).reshape(2, -1)
    denominator = d * wigner_scale(d, 1) * phase_points.scale(d, 1)
    return Kernel.of(d * d, row, column, np.outer(mixed, traces).reshape(-1), denominator)


@dataclass(frozen=True, eq=False)
class _Entries:
    """Entries of a cyclotomic matrix: rows, columns, coefficients (entries, m); or of several, (..., entries, m)."""

    rows: Matrix
    columns: Matrix
    values: Integers

    def tensor(self, other: _Entries, size: int) -> _Entries:
        """The tensor product with a matrix of this size, or one by one with as many."""
        values = matmul(self.values[..., :, None, :], other.values[..., None, :, :])
        return _Entries(
            (self.rows[:, None] * size + other.rows).reshape(-1),
            (self.columns[:, None] * size + other.columns).reshape(-1),
            values.reshape(*self.values.shape[:-2], -1, self.values.shape[-1]),
        )


def _nonzero(images: Integers) -> _Entries:
    """From the Wigner functions of the images of the points, (column, row, m)."""
    column, row = np.nonzero(~is_zero(images))
    return _Entries(row, column, images[column, row])


def _monomial_wigner(images: Monomial, d: int) -> _Entries:
    """The same for monomial images, odd d, without dense matrices: only rows of entries that exist are summed up."""
    size, m = images.dimension, images.order
    n = systems_of(size, d)
    labels = basis_labels(d, n)
    middle = np.mod(half(d) * (labels[images.targets] + labels), d) @ place_values(d, n)  # the entry is at row q + y,
    apart = np.mod(half(d) * (labels[images.targets] - labels), d) @ place_values(d, n)  # column q - y
    lines, of_line = np.unique(np.arange(len(middle))[:, None] * size + middle, return_inverse=True)
    block = np.zeros((lines.size, size, m), dtype=np.int64)
    block[of_line.reshape(middle.shape), apart, images.exponents] = 1
    sums = character_sum(block, d, n)
    line, p = np.nonzero(~is_zero(sums))
    return _Entries(_talk_position(d, n)[lines[line] % size * size + p], lines[line] // size, sums[line, p])


@lru_cache(maxsize=16)
def _talk_position(d: int, n: int) -> Matrix:
    """(D * D,) the talk's position of every (q, -2p) in blocks."""
    position: Matrix = np.argsort(wigner.talk_order(d, n, -2))
    return position


@lru_cache(maxsize=64)
def _one_system(a: int, b: int, d: int) -> list[_Entries]:
    """N s times Tr(A(m') U^c A(m) U^c') / d on one system, U = omega^(aX + bP), as `_pairs` has the powers."""
    powers, points = observable_operators([a, b], d).powers(d), PhaseSpace(d, 1).points()
    if d == 2:
        dense, stack = powers.to_cyclotomic(), phase_points.phase_points(points, d)
        found = [_nonzero(wigner_exact(matmul(matmul(dense[c], stack), dense[e]), d)) for ((c, e),) in _pairs(d)]
        return [_Entries(entries.rows, entries.columns, entries.values[None]) for entries in found]
    return _by_powers(powers, parity_phase_points(points, d), d)


def _pairs(d: int) -> list[list[tuple[int, int]]]:
    """The powers (c, c') of U on the left and on the right, together those whose entries are at the same places.

    For odd d the places depend on c - c'.
    """
    if d == 2:
        return [[(c, e)] for c in range(2) for e in range(2)]
    return [[(c, (c - difference) % d) for c in range(d)] for difference in range(d)]


def _by_powers(powers: Monomial, points: Monomial, d: int) -> list[_Entries]:
    """The entries of U^c A(m) U^c', odd d: those of U^(c - c') A(m), by which it differs in phases only."""
    every, base = powers[:, None, None] @ points @ powers[None, :, None], powers[:, None] @ points
    apart = (np.arange(d)[:, None] - np.arange(d)) % d
    near = base[apart]
    phases = (every.exponents - near.exponents)[..., 0] % every.order  # (c, c', m)
    if not (near * phases).equals(every).all():
        raise RuntimeError("the phase-point operators do not invert Weyl operators up to phases")
    found = _monomial_wigner(base.reshape(d**3), d)  # one column for every c and m
    power, column = np.divmod(found.columns, d * d)
    kernels = []
    for difference, pairs in enumerate(_pairs(d)):
        where = np.flatnonzero(power == difference)
        left, right = np.transpose(pairs)
        turned = phases[left, right][:, column[where]]
        kernels.append(_Entries(found.rows[where], column[where], times_root(found.values[where], turned)))
    return kernels


def measurement_kernels(vector: tuple[int, ...], d: int) -> tuple[Kernel, ...]:
    """The kernels of rho -> Pi_f rho Pi_f for the values f = 0, ..., d - 1 of a variable of k systems.

    Parameters
    ----------
    vector : (2k,) coefficients (a1, b1, ...), in the talk's order.

    Pi_f is the average of omega^(-fc) U^c over c, and U = omega^F a tensor product, so that the kernel is a sum of d^2
    tensor products of kernels of one system. For bits f = 1 is the eigenvalue -1.

    >>> [K.to_array()[0, 0] for K in measurement_kernels((0, 1), 3)]      # P = 0 is kept, its X lost
    [Fraction(1, 3), Fraction(0, 1), Fraction(0, 1)]
    """
    m, k = root_order(d), len(vector) // 2
    size = d ** (2 * k)
    factors = [_one_system(vector[2 * i] % d, vector[2 * i + 1] % d, d) for i in range(k)]
    products = [reduce(lambda left, right: left.tensor(right, d * d), parts) for parts in zip(*factors, strict=True)]
    places = np.concatenate([product.rows * size + product.columns for product in products])
    distinct, which = np.unique(places, return_inverse=True)
    ends = np.cumsum([len(product.rows) for product in products])
    terms = np.zeros((distinct.size, d, m), dtype=np.int64)  # of every power of U on both sides together
    for product, pairs, entries in zip(products, _pairs(d), np.split(which, ends[:-1]), strict=True):
        together = np.sum(pairs, axis=1) % d  # all different, as are the entries
        terms[entries, together[:, None]] += product.values
    power, f, s = np.ogrid[:d, :d, :m]  # zeta^u becomes zeta^s with u = s + (m / d) f c, the factor omega^(-fc)
    turn = roots(s + (m // d) * f * power, m).transpose(0, 3, 1, 2)
    totals = exact_matmul(terms.reshape(-1, d * m), turn.reshape(d * m, d * m)).reshape(-1, d, m)
    denominator = d * d * (wigner_scale(d, 1) * phase_points.scale(d, 1)) ** k
    kernels = [
        Kernel.of(size, distinct // size, distinct % size, integers(totals[:, value]), denominator)
        for value in range(d)
    ]
    return tuple(kernels)
