"""Valid reversible transformations: symplectic affine maps m -> S m + a.

Slide "Valid reversible transformations". Row i of S is the new value of coordinate i as a
functional of the old ones, so `X2 -> X1 + X2` is the row (1, 0, 1, 0).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from toytheory.errors import InputError
from toytheory.language.maps.discrete import named_transform
from toytheory.language.steps import Transform
from toytheory.phase_space.modular import Matrix, check_dimension
from toytheory.phase_space.shown import Shown
from toytheory.phase_space.space import bracket_rows, coordinates_of, symplectic_form
from toytheory.phase_space.variables import Variable


@dataclass(frozen=True, eq=False)
class SymplecticMap(Shown):
    """A symplectic affine map of n systems; InputError where a bracket is not kept.

    Attributes
    ----------
    d : values of a coordinate.
    matrix : S, (2n, 2n).
    shift : a, (2n,).

    >>> fourier = SymplecticMap.named("fourier", [0], d=3, n=1)
    >>> fourier([1, 2]).tolist()                     # X -> P, P -> -X
    [2, 2]
    >>> (fourier @ fourier @ fourier @ fourier) == SymplecticMap.identity(3, 1)
    True
    """

    d: int
    matrix: Matrix
    shift: Matrix

    def __post_init__(self) -> None:
        d = check_dimension(self.d)
        matrix = np.mod(np.asarray(self.matrix, dtype=np.int64), d)
        shift = np.mod(np.asarray(self.shift, dtype=np.int64), d)
        size = matrix.shape[0]
        if matrix.ndim != 2 or matrix.shape != (size, size) or size % 2 or not size or shift.shape != (size,):
            raise InputError(
                f"shapes {matrix.shape} and {shift.shape} make no map of phase space", "give (2n, 2n) and (2n,)"
            )
        wrong = (bracket_rows(matrix, matrix) - symplectic_form(size // 2)) % d
        if wrong.any():
            i, j = (int(k) for k in np.argwhere(wrong)[0])
            raise InputError(
                f"the map is not symplectic: rows {i} and {j} do not keep the bracket of coordinates {i} and {j}",
                "rows must have the brackets of the coordinates that they replace",
            )
        object.__setattr__(self, "matrix", matrix)
        object.__setattr__(self, "shift", shift)

    @classmethod
    def identity(cls, d: int, n: int) -> SymplecticMap:
        """The map that changes nothing."""
        return cls(d, np.eye(2 * n, dtype=np.int64), np.zeros(2 * n, dtype=np.int64))

    @classmethod
    def displacement(cls, shift: ArrayLike, d: int) -> SymplecticMap:
        """m -> m + a, the Heisenberg-Weyl part."""
        vector = np.asarray(shift, dtype=np.int64)
        return cls(d, np.eye(vector.size, dtype=np.int64), vector)

    @classmethod
    def from_step(cls, step: Transform, d: int, n: int) -> SymplecticMap:
        """The map of a `Transform` step on n systems; systems that it does not touch stay."""
        where = coordinates_of(step.systems)
        matrix, shift = np.eye(2 * n, dtype=np.int64), np.zeros(2 * n, dtype=np.int64)
        matrix[np.ix_(where, where)] = np.array(step.matrix, dtype=np.int64)
        shift[where] = np.array(step.shift, dtype=np.int64)
        return cls(d, matrix, shift)

    @classmethod
    def parse(cls, text: str, d: int, n: int) -> SymplecticMap:
        """A map from its notation: new values, a named map, a displacement, or several with semicolons between them.

        >>> str(SymplecticMap.parse("fourier 1; displace X1 by 1", 3, 1))
        'X1 -> P1 + 1, P1 -> -X1'
        """
        from toytheory.language.notation import parse_map
        from toytheory.language.steps import Displace

        total = cls.identity(d, n)
        for step in parse_map(text, d, n):
            if isinstance(step, Displace):
                if step.uses:
                    problem = f"a displacement by the outcome {step.uses[0]} is no map of a state"
                    raise InputError(problem, "displace by numbers")
                shift = np.zeros(2 * n, dtype=np.int64)
                for index, expression in step.shifts:
                    shift[index] += expression.constant
                total = cls.displacement(shift, d) @ total
            elif isinstance(step, Transform):
                total = cls.from_step(step, d, n) @ total
        return total

    @classmethod
    def named(cls, name: str, systems: Sequence[int], d: int, n: int, parameter: int | None = None) -> SymplecticMap:
        """A named map (`fourier`, `phase`, `sum`, `cphase`, `swap`, `multiply`) on systems counted from 0."""
        return cls.from_step(named_transform(name, tuple(systems), d, parameter), d, n)

    @property
    def n(self) -> int:
        """Number of systems."""
        return len(self.matrix) // 2

    def __call__(self, points: ArrayLike) -> Matrix:
        """Where ontic states (..., 2n) go."""
        moved: Matrix = (np.asarray(points, dtype=np.int64) @ self.matrix.T + self.shift) % self.d
        return moved

    def pull_back(self, variable: Variable) -> Variable:
        """F after the map, as a functional of the state before it: F(S m + a) (the Heisenberg picture)."""
        vector = variable.vector(self.n)
        constant = variable.constant + int(vector @ self.shift % self.d)
        return Variable.from_vector(vector @ self.matrix % self.d, self.d, constant)

    def __matmul__(self, first: SymplecticMap) -> SymplecticMap:
        """The composition: `(g @ f)(m) = g(f(m))`."""
        if (first.d, first.n) != (self.d, self.n):
            raise InputError(
                f"maps on different phase spaces: d = {first.d}, n = {first.n} and d = {self.d}, n = {self.n}",
                "compose maps of one phase space",
            )
        return SymplecticMap(self.d, self.matrix @ first.matrix, self.matrix @ first.shift + self.shift)

    def inverse(self) -> SymplecticMap:
        """The inverse map; its matrix is B S^T B^T with B the symplectic form.

        >>> m = SymplecticMap(5, [[1, 0], [2, 1]], [3, 1])
        >>> m.inverse() @ m == SymplecticMap.identity(5, 1)
        True
        """
        form = symplectic_form(self.n)
        back = (form @ self.matrix.T @ form.T) % self.d
        return SymplecticMap(self.d, back, -back @ self.shift)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, SymplecticMap)
            and self.d == other.d
            and np.array_equal(self.matrix, other.matrix)
            and np.array_equal(self.shift, other.shift)
        )

    def __hash__(self) -> int:
        return hash((self.d, self.matrix.tobytes(), self.shift.tobytes()))

    def __str__(self) -> str:
        """The map in notation, coordinates that stay left out.

        >>> str(SymplecticMap.named("sum", [0, 1], d=3, n=2))
        'P1 -> P1 - P2, X2 -> X1 + X2'
        """
        parts = []
        for index, (row, constant) in enumerate(zip(self.matrix, self.shift, strict=True)):
            new = Variable.from_vector(row, self.d, int(constant))
            old = Variable.of({index: 1}, self.d)
            if new != old:
                parts.append(f"{old} -> {new}")
        return ", ".join(parts) or "X1 -> X1"
