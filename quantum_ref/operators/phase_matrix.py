"""Matrices whose entries are zero or roots of unity, up to one positive number: what Clifford unitaries are.

(Mathematicians call the square ones Butson weighing matrices.) Stored as exponents, so a unitary of
27 dimensions takes 729 small integers and is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantum_ref.conventions import roots_of_unity
from toytheory.errors import InputError

from .cyclotomic import Integers, adjoint, constant, equal, matmul
from .monomial import Monomial


@dataclass(frozen=True, eq=False)
class PhaseMatrix:
    """A batch of matrices with entries zeta^e / sqrt(norm), or 0 where e = -1.

    Attributes
    ----------
    exponents : (..., D, D) integers from -1 to order - 1.
    norms : (...) positive integers: the number of nonzero entries in every column.
    order : m; zeta = exp(2 pi i / m).

    >>> fourier = PhaseMatrix(np.array([[0, 0], [0, 2]]), np.array(2), 4)
    >>> (fourier.to_complex() * 2**0.5).real.round(12).tolist()
    [[1.0, 1.0], [1.0, -1.0]]
    """

    exponents: Integers
    norms: Integers
    order: int

    @classmethod
    def from_monomial(cls, matrices: Monomial) -> PhaseMatrix:
        """The same matrices, of norm 1."""
        exponents = np.full((*matrices.targets.shape, matrices.dimension), -1, dtype=np.int64)  # (..., column, row)
        np.put_along_axis(exponents, matrices.targets[..., None], matrices.exponents[..., None], -1)
        return cls(exponents.swapaxes(-1, -2), np.ones(matrices.shape, dtype=np.int64), matrices.order)

    @property
    def dimension(self) -> int:
        """D."""
        return int(self.exponents.shape[-1])

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the batch."""
        return self.exponents.shape[:-2]

    def __getitem__(self, key: Any) -> PhaseMatrix:
        """Part of the batch."""
        return PhaseMatrix(self.exponents[key], self.norms[key], self.order)

    def adjoint(self) -> PhaseMatrix:
        """The conjugate transposes."""
        turned = np.where(self.exponents < 0, -1, -self.exponents % self.order)
        return PhaseMatrix(turned.swapaxes(-1, -2), self.norms, self.order)

    def to_monomial(self) -> Monomial:
        """The same matrices as a `Monomial`; InputError unless every norm is 1."""
        if np.any(self.norms != 1):
            raise InputError("columns with more than one entry", "use matrices of norm 1")
        rows = (self.exponents >= 0).argmax(axis=-2)
        phases = np.take_along_axis(self.exponents, rows[..., None, :], -2)[..., 0, :]
        return Monomial(rows, phases, self.order)

    def intertwines(self, left: Monomial, right: Monomial) -> NDArray[np.bool_]:
        """Whether L U = U R, exactly, for each of the batch: whether U^dagger L U = R where U is unitary.

        L moves row r to another, and R brings column c from another: U there, turned by R, is U at (r, c) turned by L.
        """
        self._same(left)
        self._same(right)
        entries = left.targets[..., :, None] * self.dimension + right.targets[..., None, :]
        # where each is among the flat entries of all: quicker than one axis at a time
        begins = np.arange(0, self.exponents.size, self.dimension**2).reshape(*self.shape, 1, 1)
        kind = np.min_scalar_type(-2 * self.order)  # gaps lie between -2 order and 2 order
        still = self.exponents.astype(kind)
        before, after = (np.mod(side.exponents, self.order).astype(kind) for side in (right, left))
        moved = still.take(begins + entries)
        gap = moved + before[..., None, :] - still - after[..., :, None]
        zero = still < 0
        turned = (gap == 0) | (gap == self.order) | (gap == -self.order)
        same = ((moved < 0) == zero) & (zero | turned)
        return same.all(axis=(-1, -2))  # type: ignore[no-any-return]

    def is_unitary(self) -> NDArray[np.bool_]:
        """Whether U^dagger U = 1, exactly, for each of the batch."""
        dense = self.to_cyclotomic()
        unit = constant(np.eye(self.dimension, dtype=np.int64), self.order) * self.norms[..., None, None, None]
        answer: NDArray[np.bool_] = np.all(equal(matmul(adjoint(dense), dense), unit), axis=(-1, -2))
        return answer

    def same_up_to_phase(self, other: PhaseMatrix) -> NDArray[np.bool_]:
        """Whether the matrices differ by a power of zeta only, for each of the batch."""
        self._same(other)
        apart = self.exponents - other.exponents
        where = self.exponents >= 0
        size = self.dimension**2
        flat, used = apart.reshape(*apart.shape[:-2], size) % self.order, where.reshape(*where.shape[:-2], size)
        first = np.take_along_axis(flat, used.argmax(axis=-1)[..., None], -1)
        answer: NDArray[np.bool_] = np.all((flat == first) | ~used, axis=-1)
        answer &= np.all(where == (other.exponents >= 0), axis=(-1, -2))
        return answer

    def to_cyclotomic(self) -> Integers:
        """sqrt(norm) times the matrices, (..., D, D, m) elements of Z[zeta_m]: see `cyclotomic`."""
        dense: Integers = (self.exponents[..., None] == np.arange(self.order)).astype(np.int64)
        return dense

    def to_complex(self) -> NDArray[np.complex128]:
        """Normalised floats, (..., D, D) complex128."""
        table = np.append(roots_of_unity(self.order), np.complex128(0))  # -1 picks the zero
        scale = np.sqrt(self.norms.astype(np.complex128))
        entries: NDArray[np.complex128] = table[self.exponents] / scale[..., None, None]
        return entries

    def _same(self, other: Monomial | PhaseMatrix) -> None:
        if (self.order, self.dimension) != (other.order, other.dimension):
            raise InputError(
                f"matrices over roots of order {self.order} on {self.dimension} dimensions "
                f"and of order {other.order} on {other.dimension}",
                "use one order and one dimension",
            )
