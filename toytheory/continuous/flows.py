"""Affine symplectic maps of R^(2n), m -> S m + a, and the flows of quadratic Hamiltonians.

Slides "Valid reversible transformations" and "Beyond classical complementarity"; the gates of Gaussian quantum
mechanics are such flows. New values are given in terms of the old ones, as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from toytheory.errors import InputError
from toytheory.language.maps.modes import mode_transform
from toytheory.language.steps import Transform
from toytheory.outcomes.densities import Floats
from toytheory.phase_space.brackets import TOLERANCE, symplectic_defects
from toytheory.phase_space.space import coordinate_name, coordinates_of, symplectic_form
from toytheory.phase_space.variables import Variable


@dataclass(frozen=True, eq=False)
class Flow:
    """An affine symplectic map.

    Attributes
    ----------
    matrix : (2n, 2n), row i the new value of coordinate i in terms of the old ones.
    shift : (2n,) constants.

    InputError where shapes do not fit, numbers are not finite, or a bracket is not kept (to a relative 1e-9).

    >>> turn = Flow.named("rotate", (0,), 1, np.pi / 2)
    >>> (turn @ turn)(np.array([1.0, 0.0])).round(12).tolist()
    [-1.0, 0.0]
    """

    matrix: Floats
    shift: Floats

    def __post_init__(self) -> None:
        S = np.array(self.matrix, dtype=np.float64)
        a = np.array(self.shift, dtype=np.float64)
        if S.ndim != 2 or S.shape != (a.size, a.size) or a.ndim != 1 or not a.size or a.size % 2:
            problem = f"a map with a matrix of shape {S.shape} and a shift of shape {a.shape}"
            raise InputError(problem, "give a 2n x 2n matrix and 2n constants")
        if not (np.isfinite(S).all() and np.isfinite(a).all()):
            raise InputError("a map with numbers that are not finite", "give finite numbers")
        wrong = np.argwhere(symplectic_defects(S) > TOLERANCE)
        if wrong.size:
            i, j = (int(k) for k in wrong[0])
            new = [Variable.from_vector(S[k], None) for k in (i, j)]
            raise InputError(
                f"the map is not symplectic: it does not keep the bracket of {coordinate_name(i)} and "
                f"{coordinate_name(j)}; their new values are {new[0]} and {new[1]}",
                "change them so that every bracket is kept",
            )
        object.__setattr__(self, "matrix", S)
        object.__setattr__(self, "shift", a)

    @classmethod
    def of(cls, matrix: ArrayLike, shift: ArrayLike | None = None) -> Flow:
        """From any arrays; no shift if none is given."""
        S = np.asarray(matrix, dtype=np.float64)
        a = np.zeros(len(S)) if shift is None else np.asarray(shift, dtype=np.float64)
        return cls(S, a)

    @classmethod
    def identity(cls, n: int) -> Flow:
        """Nothing moves."""
        return cls(np.eye(2 * n), np.zeros(2 * n))

    @classmethod
    def from_step(cls, step: Transform, n: int) -> Flow:
        """A step of an experiment as a map of all n modes."""
        where = coordinates_of(step.systems)
        matrix, shift = np.eye(2 * n), np.zeros(2 * n)
        matrix[np.ix_(where, where)] = step.matrix
        shift[where] = step.shift
        return cls(matrix, shift)

    @classmethod
    def parse(cls, text: str, n: int) -> Flow:
        """A map from its notation: new values, a named map, a displacement, or several with semicolons between them.

        >>> Flow.parse("fourier 1; displace X1 by 1.5", 1).shift.tolist()
        [1.5, 0.0]
        """
        from toytheory.language.notation import parse_map
        from toytheory.language.steps import Displace

        total = cls.identity(n)
        for step in parse_map(text, None, n):
            if isinstance(step, Displace):
                if step.uses:
                    problem = f"a displacement by the outcome {step.uses[0]} is no map of a state"
                    raise InputError(problem, "displace by numbers")
                shift = np.zeros(2 * n)
                for index, expression in step.shifts:
                    shift[index] += expression.constant
                total = cls.displacement(shift) @ total
            elif isinstance(step, Transform):
                total = cls.from_step(step, n) @ total
        return total

    @classmethod
    def named(cls, name: str, systems: Sequence[int], n: int, parameter: float | None = None) -> Flow:
        """A named map (see `mode_maps`) on modes counted from 0."""
        return cls.from_step(mode_transform(name, tuple(systems), parameter), n)

    @classmethod
    def displacement(cls, shift: ArrayLike) -> Flow:
        """m -> m + a."""
        a = np.asarray(shift, dtype=np.float64)
        return cls(np.eye(a.size), a)

    @classmethod
    def of_hamiltonian(cls, quadratic: ArrayLike, time: float = 1.0, linear: ArrayLike | None = None) -> Flow:
        """The flow of H = m^T Q m / 2 + l . m: the solution of dm/dt = [m, H] after a time.

        With B the matrix of the bracket, dm/dt = B (Q m + l), so S = exp(t B Q).

        Parameters
        ----------
        quadratic : (2n, 2n) symmetric Q.
        linear : (2n,) l.

        >>> Flow.of_hamiltonian(-np.eye(2), 0.3).matrix.round(6).tolist()   # rotate: generated by -(X^2 + P^2)/2
        [[0.955336, -0.29552], [0.29552, 0.955336]]
        """
        from scipy.linalg import expm

        Q = np.asarray(quadratic, dtype=np.float64)
        if Q.ndim != 2 or Q.shape[0] != Q.shape[1] or not len(Q) or len(Q) % 2 or not np.isfinite(Q).all():
            raise InputError(f"a quadratic form of shape {Q.shape}", "give a finite 2n x 2n matrix")
        if not np.allclose(Q, Q.T, rtol=1e-12, atol=0):
            raise InputError("a quadratic form that is not symmetric", "replace Q by (Q + its transpose) / 2")
        size = len(Q)
        form = symplectic_form(size // 2)
        generator = np.zeros((size + 1, size + 1))
        generator[:size, :size] = form @ Q
        if linear is not None:
            generator[:size, size] = form @ np.asarray(linear, dtype=np.float64)
        whole = expm(time * generator)
        return cls(whole[:size, :size], whole[:size, size])

    @property
    def n(self) -> int:
        """Number of modes."""
        return len(self.matrix) // 2

    def __call__(self, points: ArrayLike) -> Floats:
        """Where ontic states (..., 2n) go."""
        moved: Floats = np.asarray(points, dtype=np.float64) @ self.matrix.T + self.shift
        return moved

    def __matmul__(self, first: Flow) -> Flow:
        """First `first`, then this."""
        return Flow(self.matrix @ first.matrix, self.matrix @ first.shift + self.shift)

    def inverse(self) -> Flow:
        """The way back: the inverse of S is -B S^T B."""
        form = symplectic_form(self.n)
        back = -form @ self.matrix.T @ form
        return Flow(back, -back @ self.shift)

    def on_variable(self, variable: Variable) -> Variable:
        """The variable F' with F'(m) = F(S m + a): F read after the map, as a function of the state before it."""
        vector = variable.vector(self.n)
        return Variable.from_vector(vector @ self.matrix, None, variable.constant + float(vector @ self.shift))
