"""The ontic states consistent with (V, v): the displayed forms, one by one, over Z_d and over R."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.parts import theory
from equivalence.engine.verdict import Check, Context
from toytheory.discrete.enumeration import epistemic_states
from toytheory.discrete.epistemic import EpistemicState
from toytheory.phase_space.modular import elements, kernel, remainder
from toytheory.phase_space.space import PhaseSpace
from toytheory.phase_space.variables import Variable

from .entry import Entry
from .transcription import transcription

SMALL = ((2, 1), (2, 2), (3, 1), (3, 2), (4, 1), (5, 1), (9, 1))
"""(d, n) whose states are all compared, prime d or not."""

Form = Callable[[EpistemicState], NDArray[np.bool_]]
"""Which ontic states are consistent, in the order of `PhaseSpace.points`."""


def first_form(state: EpistemicState) -> NDArray[np.bool_]:
    """{m | F(m) = v(F) for all known F}, variable by variable."""
    points = state.space.points()
    known = zip(state.known, state.values, strict=True)
    met = [Variable.from_vector(row, state.d)(points) == value for row, value in known]
    return np.asarray(np.all(met or [points[:, 0] >= 0], axis=0))


def second_form(state: EpistemicState) -> NDArray[np.bool_]:
    """{m | F^T m = F^T v for all F in V}, over all elements of V."""
    points, every = state.space.points(), elements(state.known, state.d)
    return np.asarray((points @ every.T % state.d == every @ _fitting_vector(state) % state.d).all(axis=1))


def last_form(state: EpistemicState) -> NDArray[np.bool_]:
    """V^perp + v with V^perp = {m | F^T m = 0 for all F in V}: membership of m - v in that module."""
    perpendicular = kernel(state.known, state.d, columns=2 * state.n)
    return np.asarray(~remainder(state.space.points() - _fitting_vector(state), perpendicular, state.d).any(axis=1))


def _fitting_vector(state: EpistemicState) -> NDArray[np.int64]:
    """The first v of all vectors with F^T v = v(F): found by trying them."""
    points = state.space.points()
    return np.asarray(points[(points @ state.known.T % state.d == state.values).all(axis=1)][0])


FORMS: Mapping[str, Form] = {"first": first_form, "second": second_form, "last": last_form}


def forms_agree(d: int, n: int, forms: Mapping[str, Form] = FORMS) -> Check:
    """The first, second and last displayed set are one, for every valid epistemic state."""
    wrong: dict[str, Any] | None = None
    cases = 0
    for state in epistemic_states(d, n):
        found = {name: form(state) for name, form in forms.items()}
        cases += 1
        for name, support in found.items():
            if wrong is None and (support != found["first"]).any():
                wrong = {"state": str(state), "form": name}
    return decided("forms", "exhaustive", f"d = {d}, n = {n}: all {cases:,} states", cases, wrong)


def normalised(d: int, n: int, support: Form = first_form) -> Check:
    """1/N times the indicator of V^perp + v adds up to one, with N = |V^perp|, the same for all values."""
    wrong: dict[str, Any] | None = None
    cases = 0
    for state in epistemic_states(d, n):
        size = len(elements(kernel(state.known, d, columns=2 * n), d))
        total = Fraction(int(support(state).sum()), size)
        cases += 1
        if wrong is None and total != 1:
            wrong = {"state": str(state), "sum": str(total)}
    return decided("normalised", "exhaustive", f"d = {d}, n = {n}: all {cases:,} states", cases, wrong)


def printed_support(d: int, template: str = "(1, s, 2, t)") -> Check:
    """{m | X1(m) = 1, X2(m) = 2} is {(1, s, 2, t)} for all s, t."""
    points = PhaseSpace(d, 2).points()
    X1, X2 = (Variable.of({i: 1}, d) for i in (0, 2))
    found = {tuple(m) for m in points[(X1(points) == 1) & (X2(points) == 2 % d)].tolist()}
    cells = template.strip("()").split(", ")
    listed = {
        tuple(int(c) % d if c.isdigit() else {"s": s, "t": t}[c] for c in cells) for s, t in product(range(d), repeat=2)
    }
    wrong = None if found == listed else {"only in one": sorted(found ^ listed)[:4]}
    scope = f"d = {d}: {template} for all s and t, against all {len(points):,} ontic states"
    return decided("support", "exhaustive", scope, len(points), wrong)


def printed_support_real(template: str = "(1, s, 2, t)") -> Check:
    """The same over R: the solutions of X1 = 1 and X2 = 2, symbolically."""
    import sympy

    s, t, *m = sympy.symbols("s t x1 p1 x2 p2", real=True)
    names = {"s": s, "t": t}
    solutions = sympy.linsolve([m[0] - 1, m[2] - 2], m)
    listed = sympy.Tuple(*(names[c] if c in names else sympy.Integer(c) for c in template.strip("()").split(", ")))
    found = next(iter(solutions)).subs({m[1]: s, m[3]: t})
    wrong = None if tuple(found) == tuple(listed) else {"solutions": str(found)}
    return decided("support", "theorem", f"R: {template} for all real s and t", 1, wrong)


def _printed_template() -> str:
    text = transcription()["support-example"].text
    return "(" + text.partition(r"\{(")[2].partition(r") \mid")[0] + ")"


def _forms(ctx: Context) -> Iterator[Check]:
    for d, n in SMALL:
        yield forms_agree(d, n)


def _distribution(ctx: Context) -> Iterator[Check]:
    for d, n in SMALL:
        yield normalised(d, n)


def _example(ctx: Context) -> Iterator[Check]:
    yield printed_support_real(_printed_template())
    for d in (3, 5, 7):
        yield printed_support(d, _printed_template())


ENTRIES = (
    Entry(
        "consistent-states",
        "consistent-states",
        "The sets {F(m) = v(F)}, {F^T m = F^T v} and V^perp + v are the same.",
        _forms,
        reading="V^perp is the annihilator {m | F^T m = 0 for all F in V}, not the symplectic complement, which for V "
        "= <X> "
        "would be <X> itself. The third printed form is an entry of its own.",
        parts=(theory("three forms, all states, all ontic states", "forms"),),
        over="d = 2 and 3 with one and two systems, d = 4, 5, 9 with one",
    ),
    Entry(
        "distribution",
        "distribution",
        "The distribution is uniform on V^perp + v.",
        _distribution,
        reading="N is the number of elements of V^perp. Over R V^perp is unbounded and the distribution improper: a "
        "limit, not "
        "a probability measure.",
        elsewhere=("liouville.quadrature",),
        parts=(theory("all states", "normalised"),),
        over="d = 2 and 3 with one and two systems, d = 4, 5, 9 with one",
    ),
    Entry(
        "support-example",
        "support-example",
        "X1 = 1 and X2 = 2 leave the states (1, s, 2, t).",
        _example,
        parts=(theory("over R symbolically, for d = 3, 5, 7 against all ontic states", "support"),),
    ),
)
