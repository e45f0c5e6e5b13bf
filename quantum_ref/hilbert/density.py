"""Density operators in factored form, rho = A A^dagger: one column for a pure state, more for a mixture.

Operators act on A from the left alone, so a pure state costs d^n numbers and not d^(2n). Systems of which nothing is
known and nothing has been asked are left out until they are used.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from quantum_ref.plan.parts import KnownBlock
from toytheory.errors import CannotRun
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.variables import Variable, coefficient_matrix

from .spectral import Tensor, apply_local, joint_eigenspace, multiplicity, spectral_parts

LARGEST_FACTOR = 2**22
"""Most numbers in A: 64 MiB."""

MANY_COLUMNS = 8
"""More columns than this are worth reducing after a measurement."""

NEGLIGIBLE = 1e-12
"""An eigenvalue of rho below this is rounding; true ones are at least 1/8192 for the states of experiments."""

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
        count = len(block.systems)
        if self.factor.size * self.d**count * multiplicity(block.variables, count, self.d) > LARGEST_FACTOR:
            raise CannotRun(f"a mixed state with more than {LARGEST_FACTOR} numbers")
        return self.joined(block.systems, known_basis(block, self.d))

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

    def collapsed(self, part: Tensor, probability: float) -> FactoredState:
        """The state that one of `parts` becomes, normalised, in fewer columns where that pays."""
        if part.shape[-1] > MANY_COLUMNS:
            part = compressed(part.reshape(-1, part.shape[-1])).reshape((self.d,) * len(self.systems) + (-1,))
        return FactoredState(self.d, self.systems, part / math.sqrt(probability))

    def overlap(self, other: FactoredState) -> float:
        """Tr(rho sigma), systems in the same order."""
        mine, others = (s.factor.reshape(-1, s.factor.shape[-1]) for s in (self, other))
        products = mine.conj().T @ others
        return float(np.vdot(products, products).real)

    @cached_property
    def purity(self) -> float:
        """Tr rho^2."""
        return self.overlap(self)

    def same_as(self, other: FactoredState) -> bool:
        """Whether Tr (rho - sigma)^2 is 0 up to rounding."""
        return self.purity + other.purity - 2 * self.overlap(other) < SAME

    def matrix(self, systems: Sequence[int]) -> NDArray[np.complex128]:
        """The density operator of some of the systems, (D, D), the first one most significant."""
        state = self.without([system for system in self.systems if system not in systems])
        columns = np.moveaxis(state.factor, state._axes(systems), range(len(systems))).reshape(
            self.d ** len(systems), -1
        )
        return columns @ columns.conj().T


@lru_cache(maxsize=256)
def known_basis(block: KnownBlock, d: int) -> Tensor:
    """An orthonormal basis of the states of the block's systems with the known values, (d,)*k + (rank,)."""
    count, place = len(block.systems), {system: i for i, system in enumerate(block.systems)}
    rank = multiplicity(block.variables, count, d)
    local = [
        Variable.of([(2 * place[index // 2] + index % 2, c) for index, c in variable.terms], d)
        for variable in block.variables
    ]
    values = [value - variable.constant for value, variable in zip(block.values, block.variables, strict=True)]
    return joint_eigenspace(coefficient_matrix(local, count), values, rank, d)


def compressed(columns: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """B with as few columns as possible and B B^dagger = A A^dagger, from the eigenvectors of the smaller product.

    >>> np.abs(compressed(np.array([[1, 1, 0], [0, 0, 0]], dtype=complex))).round(3).tolist()
    [[1.414], [0.0]]
    """
    wide = columns.shape[1] > columns.shape[0]
    gram = columns @ columns.conj().T if wide else columns.conj().T @ columns
    values, vectors = np.linalg.eigh(gram)
    kept = values > NEGLIGIBLE
    found: NDArray[np.complex128] = vectors[:, kept] * np.sqrt(values[kept]) if wide else columns @ vectors[:, kept]
    return found
