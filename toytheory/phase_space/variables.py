"""Canonical variables: linear functionals F = a1 X1 + b1 P1 + ... (+ a constant) on phase space.

Slides "Continuous degrees of freedom" and "Discrete degrees of freedom". A variable is stored
sparsely, so that X1 is the same object whether there are two systems or two thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toytheory.errors import InputError

from .modular import Matrix
from .space import coordinate_name


def _signed(coefficient: Any, d: int | None) -> Any:
    """The representative that notation prints: -1 rather than d - 1."""
    if d is not None and d > 2 and 2 * coefficient > d:
        return coefficient - d
    return coefficient


def tidy(number: Any) -> int | float:
    """A real number as an int where it is whole, which is written without a point.

    >>> tidy(2.0), tidy(-0.0), tidy(0.1), tidy(1e300)
    (2, 0, 0.1, 1e+300)
    """
    value = float(number)
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


@dataclass(frozen=True, slots=True)
class Variable:
    """A linear functional with a constant, over Z_d (d an integer) or R (d is None).

    Attributes
    ----------
    terms : (coordinate, coefficient) pairs, ascending, coefficients nonzero and reduced modulo d.
        Coordinates count in the talk's order from 0: X1, P1, X2, P2, ...
    constant : added to the linear part.

    >>> F = Variable.from_vector([1, 0, 0, 1], d=3, constant=1)
    >>> str(F), F.systems, F([2, 0, 0, 2])
    ('X1 + P2 + 1', (0, 1), 2)
    """

    terms: tuple[tuple[int, Any], ...]
    constant: Any = 0
    d: int | None = None

    @classmethod
    def of(cls, terms: Mapping[int, Any] | Iterable[tuple[int, Any]], d: int | None, constant: Any = 0) -> Variable:
        """From coordinate -> coefficient, reduced and sorted; repeated coordinates add up."""
        total: dict[int, Any] = {}
        for index, coefficient in terms.items() if isinstance(terms, Mapping) else terms:
            total[index] = total.get(index, 0) + coefficient
        if d is not None:
            total = {index: int(c) % d for index, c in total.items()}
            constant = int(constant) % d
        return cls(tuple(sorted((i, c) for i, c in total.items() if c != 0)), constant, d)

    @classmethod
    def from_vector(cls, vector: ArrayLike, d: int | None, constant: Any = 0) -> Variable:
        """From dense coefficients (a1, b1, a2, b2, ...)."""
        array = np.asarray(vector)
        where = np.flatnonzero(array)
        return cls.of(((int(i), array[i].item()) for i in where), d, constant)

    @property
    def systems(self) -> tuple[int, ...]:
        """The systems (from 0) on which the variable depends."""
        return tuple(sorted({index // 2 for index, _ in self.terms}))

    def vector(self, n: int) -> Matrix:
        """Dense coefficients, (2n,) int64 (float64 over R); the constant is left out."""
        dense = np.zeros(2 * n, dtype=np.float64 if self.d is None else np.int64)
        for index, coefficient in self.terms:
            if index >= 2 * n:
                raise InputError(
                    f"{coordinate_name(index)} belongs to system {index // 2 + 1} of {n}", f"use systems 1 to {n}"
                )
            dense[index] = coefficient
        return dense  # type: ignore[return-value]

    def __call__(self, points: ArrayLike) -> Any:
        """The value on ontic states (..., 2n) -> (...)."""
        array: NDArray[Any] = np.asarray(points)
        total = sum((c * array[..., i] for i, c in self.terms), np.zeros(array.shape[:-1], dtype=array.dtype))
        value = total + self.constant
        value = value if self.d is None else np.mod(value, self.d)
        return value.item() if np.ndim(value) == 0 else value

    def _combine(self, other: Variable, sign: int) -> Variable:
        if self.d != other.d:
            raise InputError(f"variables over different rings: d = {self.d} and d = {other.d}", "use one d")
        scaled = [(i, sign * c) for i, c in other.terms]
        return Variable.of([*self.terms, *scaled], self.d, self.constant + sign * other.constant)

    def __add__(self, other: Variable) -> Variable:
        return self._combine(other, 1)

    def __sub__(self, other: Variable) -> Variable:
        return self._combine(other, -1)

    def __mul__(self, factor: Any) -> Variable:
        return Variable.of([(i, factor * c) for i, c in self.terms], self.d, factor * self.constant)

    __rmul__ = __mul__

    def __neg__(self) -> Variable:
        return self * -1

    def __str__(self) -> str:
        """The talk's notation; parsing it gives the variable back.

        >>> str(Variable.from_vector([1, 0, 0, 3], d=5))
        'X1 - 2P2'
        """
        parts: list[str] = []
        for index, coefficient in self.terms:
            number = _signed(coefficient, self.d)
            size = "" if abs(number) == 1 else str(abs(number))
            parts.append(("- " if number < 0 else "+ ") + size + coordinate_name(index))
        if self.constant != 0 or not parts:
            parts.append(("- " if self.constant < 0 else "+ ") + str(abs(self.constant)))
        text = " ".join(parts)
        return text[2:] if text.startswith("+ ") else "-" + text[2:]


def coefficient_matrix(variables: Iterable[Variable], n: int) -> Matrix:
    """The linear parts of variables over Z_d as rows, (k, 2n) int64."""
    rows = [variable.vector(n) for variable in variables]
    return np.array(rows, dtype=np.int64).reshape(len(rows), 2 * n)
