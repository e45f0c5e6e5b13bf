"""The slide "Symplectic geometry": the inner product, its matrix, and the duality of variables and displacements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.parts import theory
from equivalence.engine.verdict import Check, Context
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import coordinate_name
from toytheory.phase_space.variables import Variable

from .entry import Entry, Erratum
from .transcription import number_matrix, transcription


def displayed_sum(left: Any, right: Any) -> Any:
    """sum_i (q_i p'_i - p_i q'_i) of vectors in the talk's order.

    >>> displayed_sum([1, 0], [0, 1])
    1
    """
    return sum(left[i] * right[i + 1] - left[i + 1] * right[i] for i in range(0, len(left), 2))


def printed_form() -> Matrix:
    """The two blocks of J that the slide prints."""
    return number_matrix(transcription()["symplectic-form"].text)


def matrix_gives_the_sum(form: Matrix, name: str = "matrix") -> Check:
    """m^T J m' = sum_i (q_i p'_i - p_i q'_i), symbolically, for a matrix of two systems."""
    import sympy

    left, right = sympy.symbols("q1 p1 q2 p2"), sympy.symbols("r1 s1 r2 s2")
    found = sympy.expand((sympy.Matrix([left]) * sympy.Matrix(form.tolist()) * sympy.Matrix(right))[0])
    wrong: dict[str, Any] | None = None
    if sympy.expand(found - displayed_sum(left, right)) != 0:
        x, p, *_ = np.eye(4, dtype=np.int64)
        wrong = {
            "m, m'": "e_x1, e_p1",
            "m^T J m'": int(x @ form @ p),
            "sum": int(displayed_sum(x, p)),
            "and in general": "m^T J m' is minus the sum"
            if sympy.expand(found + displayed_sum(left, right)) == 0
            else "",
        }
    return decided(name, "theorem", f"all vectors of two systems, J = {form.tolist()}", 1, wrong)


def inner_product(of: Callable[[Any, Any], Any] = displayed_sum) -> Check:
    """The displayed sum is bilinear, antisymmetric and not degenerate."""
    import sympy

    u, v, w = (sympy.symbols(f"{name}1:5") for name in "uvw")
    t = sympy.Symbol("t")
    combined = [t * a + b for a, b in zip(u, v, strict=True)]
    gram = sympy.Matrix(4, 4, lambda i, j: of([int(k == i) for k in range(4)], [int(k == j) for k in range(4)]))
    holds = {
        "antisymmetric": sympy.expand(of(u, v) + of(v, u)) == 0,
        "linear": sympy.expand(of(combined, w) - t * of(u, w) - of(v, w)) == 0,
        "not degenerate": gram.det() != 0,
    }
    failed = [name for name, held in holds.items() if not held]
    return decided("inner-product", "theorem", "all vectors of two systems", 3, {"not": failed} if failed else None)


def dual_basis(value: Callable[[int, int], Any] | None = None) -> Check:
    """Coordinate functional i takes the value 1 on unit vector i and 0 on the others."""
    of = value or (lambda i, j: Variable.of({i: 1}, None)(np.eye(4)[j]))
    table = np.array([[of(i, j) for j in range(4)] for i in range(4)])
    wrong = None
    if (table != np.eye(4)).any():
        i, j = (int(k) for k in np.argwhere(table != np.eye(4))[0])
        wrong = {"functional": coordinate_name(i), "on e of": coordinate_name(j), "value": float(table[i, j])}
    return decided("dual-basis", "exhaustive", "two systems: all pairs of a functional and a unit vector", 16, wrong)


def _form(ctx: Context) -> Iterator[Check]:
    yield matrix_gives_the_sum(printed_form())


def _bracket_is_form(ctx: Context) -> Iterator[Check]:
    from .brackets import linear_continuous

    yield linear_continuous()


ENTRIES = (
    Entry(
        "symplectic-form",
        "symplectic-form",
        "With the printed J, m^T J m' is the printed sum of q_i p'_i - p_i q'_i.",
        _form,
        erratum=Erratum(
            "omega(m, m') = m^T J m' with J = (0 -1; 1 0), 'thus' omega(m, m') = sum_i (q_i p'_i - p_i q'_i)",
            "The printed J gives minus the printed sum: for m = e_x1 and m' = e_p1 it is -1 and the sum is 1.",
            "J = (0 1; -1 0) on each system; or keep J and write omega(m, m') = m'^T J m. With the sum as it stands "
            "the form is the Poisson bracket, as the same slide says.",
            lambda: matrix_gives_the_sum(printed_form().T, "transposed"),
        ),
        parts=(theory("the printed matrix against the printed sum", "matrix"),),
    ),
    Entry(
        "symplectic-sum",
        "symplectic-form",
        "The displayed sum is a symplectic inner product.",
        lambda ctx: [inner_product()],
        note="The coordinates q_i are the x_i of the other slides.",
        parts=(theory("antisymmetric, linear, not degenerate", "inner-product"),),
        over="two systems",
    ),
    Entry(
        "dual-space",
        "dual-space",
        "The coordinate functionals are the dual basis of the unit vectors.",
        lambda ctx: [dual_basis()],
        parts=(theory("all pairs of a functional and a unit vector", "dual-basis"),),
        over="two systems",
    ),
    Entry(
        "bracket-is-form",
        "bracket-is-form",
        "The Poisson bracket of linear functionals is the symplectic inner product of their coefficients.",
        _bracket_is_form,
        note="With omega as the printed sum; with the printed J the sign would be the other one "
        "(`talk.symplectic-form`).",
        parts=(theory("the sum of both", "linear-bracket"),),
    ),
)
