"""Monomial matrices: one root of unity in every row and column. Weyl operators are such.

A monomial matrix sends the basis vector |x> to zeta^e(x) |t(x)>; it is stored as the arrays t and e.
Leading axes are a batch and broadcast as NumPy's do. All arithmetic is on integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quantum_ref.conventions import roots_of_unity
from toytheory.errors import InputError

from .cyclotomic import Integers, times_root


@dataclass(frozen=True, eq=False)
class Monomial:
    """A batch of monomial matrices with entries among the powers of zeta = exp(2 pi i / order).

    Attributes
    ----------
    targets : (..., D) integers; column x has its entry in row targets[..., x]: a permutation of 0..D-1.
    exponents : (..., D) integers modulo order; that entry is zeta^exponents[..., x].
    order : m.

    >>> shift, clock = Monomial.of([1, 2, 0], [0, 0, 0], 3), Monomial.of([0, 1, 2], [0, 1, 2], 3)
    >>> (clock @ shift).exponents.tolist(), (shift @ clock).exponents.tolist()     # ZX = omega XZ
    ([1, 2, 0], [0, 1, 2])
    """

    targets: Integers
    exponents: Integers
    order: int

    @classmethod
    def of(cls, targets: ArrayLike, exponents: ArrayLike, order: int) -> Monomial:
        """Checked: InputError unless targets are permutations of the right size."""
        rows = np.asarray(targets, dtype=np.int64)
        phases = np.mod(np.asarray(exponents, dtype=np.int64), order)
        rows, phases = np.broadcast_arrays(rows, phases)
        if rows.ndim == 0 or not np.array_equal(
            np.sort(rows, axis=-1), np.broadcast_to(np.arange(rows.shape[-1]), rows.shape)
        ):
            raise InputError("the targets are not a permutation", "name each row from 0 to D - 1 once")
        return cls(rows, phases, order)

    @classmethod
    def identity(cls, dimension: int, order: int) -> Monomial:
        """The identity on `dimension` dimensions."""
        return cls(np.arange(dimension, dtype=np.int64), np.zeros(dimension, dtype=np.int64), order)

    @property
    def dimension(self) -> int:
        """D."""
        return int(self.targets.shape[-1])

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the batch."""
        return self.targets.shape[:-1]

    def __getitem__(self, key: Any) -> Monomial:
        """Part of the batch."""
        return Monomial(self.targets[key], self.exponents[key], self.order)

    def reshape(self, *shape: int) -> Monomial:
        """The same matrices with another shape of the batch."""
        size = (*shape, self.dimension)
        return Monomial(self.targets.reshape(size), self.exponents.reshape(size), self.order)

    def __matmul__(self, other: Monomial) -> Monomial:
        """The product, batches broadcast against each other; InputError where sizes or orders differ."""
        if (self.order, self.dimension) != (other.order, other.dimension):
            raise InputError(
                f"a product of monomial matrices of order {self.order} on {self.dimension} dimensions "
                f"and of order {other.order} on {other.dimension}",
                "use one order and one dimension",
            )
        begins = np.arange(0, self.targets.size, self.dimension).reshape(*self.shape, 1)
        # where each is among the flat entries of self: quicker than one axis at a time
        entries = begins + other.targets
        return Monomial(
            self.targets.take(entries), (self.exponents.take(entries) + other.exponents) % self.order, self.order
        )

    def __mul__(self, exponent: ArrayLike) -> Monomial:
        """Multiplied by zeta^exponent, an integer array that broadcasts against the batch."""
        phases = (self.exponents + np.asarray(exponent, dtype=np.int64)[..., None]) % self.order
        return Monomial(np.broadcast_to(self.targets, phases.shape), phases, self.order)

    def adjoint(self) -> Monomial:
        """The inverse, which is the conjugate transpose."""
        rows = np.argsort(self.targets, axis=-1)
        return Monomial(rows, -np.take_along_axis(self.exponents, rows, -1) % self.order, self.order)

    def powers(self, count: int) -> Monomial:
        """The powers 0, ..., count - 1 on a new last axis of the batch, by repeated products."""
        unmoved = np.broadcast_to(np.arange(self.dimension, dtype=np.int64), self.targets.shape)
        result = [Monomial(unmoved, np.zeros_like(self.exponents), self.order)]
        for _ in range(1, count):
            result.append(self @ result[-1])
        return Monomial(
            np.stack([r.targets for r in result], -2), np.stack([r.exponents for r in result], -2), self.order
        )

    def tensor(self, other: Monomial) -> Monomial:
        """The tensor product, `self` the more significant factor; batches broadcast."""
        if self.order != other.order:
            raise InputError(f"roots of orders {self.order} and {other.order}", "use one order")
        targets = self.targets[..., :, None] * other.dimension + other.targets[..., None, :]
        phases = (self.exponents[..., :, None] + other.exponents[..., None, :]) % self.order
        size = (*targets.shape[:-2], self.dimension * other.dimension)
        return Monomial(targets.reshape(size), phases.reshape(size), self.order)

    def on_vectors(self, vectors: Integers) -> Integers:
        """L v for cyclotomic vectors (..., D, m), batches broadcast."""
        back = self.adjoint()
        return times_root(_taken(vectors, back.targets[..., :, None], -2), -back.exponents)

    def on_matrices(self, matrices: Integers) -> Integers:
        """L M for cyclotomic matrices (..., D, D', m), batches broadcast."""
        back = self.adjoint()
        return times_root(_taken(matrices, back.targets[..., :, None, None], -3), -back.exponents[..., :, None])

    def conjugating(self, matrices: Integers) -> Integers:
        """L M L^dagger for cyclotomic matrices (..., D, D, m), batches broadcast: what a unitary does to states.

        >>> shift, state = Monomial.of([1, 2, 0], [0, 0, 0], 3), np.zeros((3, 3, 3), dtype=int)
        >>> state[0, 0, 0] = 1
        >>> shift.conjugating(state)[1, 1].tolist()
        [1, 0, 0]
        """
        back = self.adjoint()
        columns = _taken(self.on_matrices(matrices), back.targets[..., None, :, None], -2)
        return times_root(columns, back.exponents[..., None, :])

    def equals(self, other: Monomial) -> NDArray[np.bool_]:
        """Which matrices of the batch are equal, exactly."""
        same = (self.targets == other.targets) & ((self.exponents - other.exponents) % self.order == 0)
        result: NDArray[np.bool_] = np.all(same, axis=-1)
        return result if self.order == other.order else result & False

    def to_complex(self) -> NDArray[np.complex128]:
        """Dense floats, (..., D, D) complex128."""
        matrix = np.zeros((*self.targets.shape, self.dimension), dtype=np.complex128)  # (..., column, row)
        np.put_along_axis(matrix, self.targets[..., None], roots_of_unity(self.order)[self.exponents][..., None], -1)
        return matrix.swapaxes(-1, -2)

    def to_cyclotomic(self) -> Integers:
        """Dense and exact, (..., D, D, order): see `cyclotomic`."""
        size = self.dimension
        matrix = np.zeros((*self.targets.shape, size * self.order), dtype=np.int64)  # (..., column, row and power)
        np.put_along_axis(matrix, (self.targets * self.order + self.exponents)[..., None], 1, -1)
        return matrix.reshape(*self.shape, size, size, self.order).swapaxes(-2, -3)


def _taken(values: Integers, indices: Integers, axis: int) -> Integers:
    """Entries along an axis; all other axes broadcast."""
    shape = list(np.broadcast_shapes(values.shape, indices.shape))
    shape[axis] = values.shape[axis]
    wide = np.broadcast_to(values, shape)
    shape[axis] = indices.shape[axis]
    return np.take_along_axis(wide, np.broadcast_to(indices, shape), axis)


def tensor_all(factors: Sequence[Monomial]) -> Monomial:
    """The tensor product of one or more factors, the first the most significant."""
    product = factors[0]
    for factor in factors[1:]:
        product = product.tensor(factor)
    return product
