"""Density operators in factored form, rho = A A^dagger: one column for a pure state, more for a mixture.

Operators act on A from the left alone, so a pure state costs d^n numbers and not d^(2n). Systems of which nothing is
known and nothing has been asked are left out until they are used.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toytheory.errors import CannotRun
from toytheory.modular import Matrix
from toytheory.variables import coefficient_matrix

from .blocks import KnownBlock
from .spectral import Tensor, apply_local, joint_eigenspace, multiplicity, spectral_parts

LARGEST_FACTOR = 2**22
"""Most numbers in A: 64 MiB."""

NEGLIGIBLE = 1e-12
"""A diagonal entry of rho below this is rounding; true ones are multiples of d^(-2n) > 10^-8 for states met here."""

SAME = 1e-9
"""Squared distance below which two states are one; different ones that are met are at least 2/d^n apart."""


@dataclass(frozen=True, eq=False)
class FactoredState:
    """A state of trace 1 of some systems.

    Attributes
    ----------
    d : levels of a system.
    systems : which systems the axes belong to, in their order.
    factor : A, (d,)*k + (columns,).

    >>> state = FactoredState.empty(3).with_unknown([0, 1])
    >>> state.matrix([1]).real.round(3).tolist()
    [[0.333, 0.0, 0.0], [0.0, 0.333, 0.0], [0.0, 0.0, 0.333]]
    """

    d: int
    systems: tuple[int, ...]
    factor: Tensor

    @classmethod
    def empty(cls, d: int) -> FactoredState:
        """The state of no system."""
        return cls(d, (), np.ones((1,), dtype=np.complex128))

    @classmethod
    def of_matrix(cls, matrix: NDArray[np.complex128], systems: Sequence[int], d: int) -> FactoredState:
        """From a density operator (D, D), systems in the order of its factors."""
        values, vectors = np.linalg.eigh(matrix)
        kept = values > NEGLIGIBLE
        factor = vectors[:, kept] * np.sqrt(values[kept])
        return cls(d, tuple(systems), factor.reshape((d,) * len(systems) + (-1,)))

    def _axes(self, systems: Sequence[int]) -> list[int]:
        return [self.systems.index(system) for system in systems]

    def joined(self, systems: Sequence[int], basis: Tensor) -> FactoredState:
        """The product with the uniform mixture of orthonormal states of further systems, (d,)*k + (rank,)."""
        if self.factor.size * basis.size > LARGEST_FACTOR:
            raise CannotRun(f"a mixed state with more than {LARGEST_FACTOR} numbers")
        count, levels = len(self.systems), (self.d,) * (len(self.systems) + len(systems))
        together = np.tensordot(self.factor, basis / math.sqrt(basis.shape[-1]), axes=0)
        return FactoredState(self.d, (*self.systems, *systems), np.moveaxis(together, count, -2).reshape((*levels, -1)))

    def with_unknown(self, systems: Sequence[int]) -> FactoredState:
        """With those of the systems that are not there yet, maximally mixed."""
        state = self
        for system in dict.fromkeys(systems):
            if system not in state.systems:
                state = state.joined([system], np.eye(self.d, dtype=np.complex128))
        return state

    def with_known(self, block: KnownBlock) -> FactoredState:
        """With fresh systems of which just the block's variables are known."""
        if not block.variables:
            return self.with_unknown(block.systems)
        count, place = len(block.systems), {system: i for i, system in enumerate(block.systems)}
        rank = multiplicity(block.variables, count, self.d)
        if self.factor.size * self.d**count * rank > LARGEST_FACTOR:
            raise CannotRun(f"a mixed state with more than {LARGEST_FACTOR} numbers")
        local = [
            type(v).of([(2 * place[c // 2] + c % 2, a) for c, a in v.terms], self.d, v.constant)
            for v in block.variables
        ]
        values = [value - v.constant for v, value in zip(local, block.values, strict=True)]
        return self.joined(block.systems, joint_eigenspace(coefficient_matrix(local, count), values, rank, self.d))

    def without(self, systems: Sequence[int]) -> FactoredState:
        """The partial trace over those of the systems that are there, in as few columns as it needs."""
        gone = [system for system in systems if system in self.systems]
        if not gone:
            return self
        kept = tuple(system for system in self.systems if system not in gone)
        columns = np.moveaxis(self.factor, self._axes(kept), range(len(kept))).reshape(self.d ** len(kept), -1)
        return FactoredState(self.d, kept, compressed(columns).reshape((self.d,) * len(kept) + (-1,)))

    def applied(self, operator: Tensor, systems: Sequence[int]) -> FactoredState:
        """After a unitary on some systems."""
        return FactoredState(self.d, self.systems, apply_local(operator, self.factor, self._axes(systems)))

    def parts(self, vector: Matrix) -> tuple[Tensor, NDArray[np.float64]]:
        """The parts of A that belong to each value of a variable, and their probabilities, (d, ...) and (d,).

        `vector` holds the coefficients of the systems in the order of `systems`.
        """
        if self.factor.size > LARGEST_FACTOR // self.d:
            raise CannotRun(f"{self.d} parts of a state with more than {LARGEST_FACTOR} numbers together")
        parts = spectral_parts(vector, self.factor, self.d)
        return parts, np.sum(np.abs(parts.reshape(self.d, -1)) ** 2, axis=1)

    def overlap(self, other: FactoredState) -> float:
        """Tr(rho sigma), systems in the same order."""
        mine, others = (s.factor.reshape(-1, s.factor.shape[-1]) for s in (self, other))
        return float(np.sum(np.abs(mine.conj().T @ others) ** 2))

    def same_as(self, other: FactoredState) -> bool:
        """Whether Tr (rho - sigma)^2 is 0 up to rounding."""
        return self.overlap(self) + other.overlap(other) - 2 * self.overlap(other) < SAME

    def matrix(self, systems: Sequence[int]) -> NDArray[np.complex128]:
        """The density operator of some of the systems, (D, D), the first one most significant."""
        state = self.without([system for system in self.systems if system not in systems])
        columns = np.moveaxis(state.factor, state._axes(systems), range(len(systems))).reshape(
            self.d ** len(systems), -1
        )
        return columns @ columns.conj().T


def compressed(columns: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """B with as few columns as possible and B B^dagger = A A^dagger: Cholesky with the largest pivots first.

    >>> compressed(np.array([[1, 1, 0], [0, 0, 0]], dtype=complex)).round(3).real.tolist()
    [[1.414], [0.0]]
    """
    left = np.sum(np.abs(columns) ** 2, axis=1)
    found = np.empty((columns.shape[0], min(columns.shape)), dtype=np.complex128)
    rank = 0
    while rank < found.shape[1] and left.max() > NEGLIGIBLE:
        pivot = int(left.argmax())
        column = columns @ columns[pivot].conj() - found[:, :rank] @ found[pivot, :rank].conj()
        found[:, rank] = column / math.sqrt(left[pivot])
        left = left - np.abs(found[:, rank]) ** 2
        rank += 1
    return found[:, :rank]
