"""The slide "Valid epistemic states": variables with values, subspaces with valuation vectors, and their examples."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.parts import theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.restrictions.supports import all_supports
from toytheory.discrete.enumeration import isotropic_modules, valuations
from toytheory.language.notation import parse_variable
from toytheory.phase_space.brackets import bracket
from toytheory.phase_space.modular import Matrix, howell, module_size
from toytheory.phase_space.space import PhaseSpace, bracket_rows
from toytheory.phase_space.variables import Variable
from toytheory.restrictions import classical_complementarity

from .entry import Entry
from .transcription import sets, transcription

Values = Callable[[Matrix, int], Matrix]
"""(points, d) -> value of variable F at m, as [F, m]."""


def evaluate(points: Matrix, d: int) -> Matrix:
    """F(m) of all linear variables at all points."""
    return np.asarray(points @ points.T % d)


def valuations_of_pairs(d: int, n: int, value: Values = evaluate) -> Check:
    """A commuting pair can have those values that extend linearly to its span, and no others."""
    points = PhaseSpace(d, n).points()
    values = value(points, d)
    wrong: dict[str, Any] | None = None
    cases, possible = 0, 0
    for f, g in np.argwhere(bracket_rows(points, points) % d == 0):
        if f > g:
            continue
        attained = np.zeros((d, d), dtype=bool)
        attained[values[f], values[g]] = True
        cases += d * d
        possible += int(attained.sum())
        if wrong is None and int(attained.sum()) != module_size(howell(points[[f, g]], d), d):
            pair = [str(Variable.from_vector(points[k], d)) for k in (f, g)]
            wrong = {"pair": pair, "possible": np.argwhere(attained).tolist()}
    example = {"variables": "X1, 2X1", "values": "1, 1", "ontic states": "none"} if d > 2 else None
    scope = f"d = {d}, n = {n}: all commuting pairs with all values; {possible:,} of {cases:,} occur, the linear ones"
    return decided("valuations", "exhaustive", scope, cases, wrong, example)


def valuation_vectors(d: int, n: int, vectors_of: Values = evaluate) -> Check:
    """Every linear valuation of an isotropic V is F -> F^T v for some v in Omega, unique up to V^perp."""
    points = PhaseSpace(d, n).points()
    values_of = vectors_of(points, d)
    index = PhaseSpace(d, n).index
    wrong: dict[str, Any] | None = None
    cases = 0
    for V in isotropic_modules(d, n):
        expected = len(points) // module_size(V, d)
        seen = values_of[index(V)] if len(V) else np.zeros((0, len(points)), dtype=np.int64)
        for values in valuations(V, d):
            fitting = int((seen == values[:, None]).all(axis=0).sum())
            cases += 1
            if wrong is None and fitting != expected:
                wrong = {"V": V.tolist(), "values": values.tolist(), "vectors": fitting, "expected": expected}
    scope = f"d = {d}, n = {n}: all {cases:,} pairs of an isotropic V and a linear valuation"
    return decided("valuation-vectors", "exhaustive", scope, cases, wrong)


def spans_commute(d: int, n: int) -> Check:
    """A set commutes exactly if its span is isotropic: every pair of variables and all their combinations."""
    points = PhaseSpace(d, n).points()
    brackets = bracket_rows(points, points) % d
    wrong: dict[str, Any] | None = None
    coefficients = PhaseSpace(d, 1).points()
    for f, g in np.argwhere(np.triu(np.ones_like(brackets))):
        span = PhaseSpace(d, n).index(coefficients @ points[[f, g]])
        isotropic = not brackets[np.ix_(span, span)].any()
        if wrong is None and isotropic != (brackets[f, g] == 0):
            wrong = {"pair": [str(Variable.from_vector(points[k], d)) for k in (f, g)]}
    count = len(points) * (len(points) + 1) // 2
    return decided("spans", "exhaustive", f"d = {d}, n = {n}: the spans of all {count:,} pairs", count, wrong)


def example_state(block: str, of: Callable[[Variable, Variable], Any] = bracket) -> Check:
    """The variables of a worked example commute; with the printed values they are an epistemic state."""
    text = transcription()[block].text
    names = sets(text)[0]
    printed = {f"{name}{k}": int(v) for name, k, v in re.findall(r"v\(([XP])_(\d)\) = (\d)", text)}
    wrong: dict[str, Any] | None = None
    if set(names) != set(printed):
        wrong = {"variables": names, "values": printed}
    for d in (None, 3, 5, 7):
        variables = [parse_variable(name, d, 2) for name in names]
        if wrong is None and of(variables[0], variables[1]) != 0:
            wrong = {"variables": names, "bracket": of(variables[0], variables[1])}
        if wrong is None and d is not None:
            points = PhaseSpace(d, 2).points()
            weights = np.all([v(points) == printed[name] for v, name in zip(variables, names, strict=True)], axis=0)
            decision = classical_complementarity(weights.astype(np.int64), d, 2)
            if not decision.allowed or weights.sum() != d * d:
                wrong = {"d": d, "decision": decision.reason}
    known = ", ".join(f"{name} = {value}" for name, value in printed.items())
    scope = f"{known} over R and for d = 3, 5, 7, decided from the distribution"
    return decided("example", "exhaustive", scope, 4, wrong)


def _complementarity(ctx: Context) -> Iterator[Check]:
    yield all_supports(2, 1)
    yield all_supports(3, 1)


def _known(ctx: Context) -> Iterator[Check]:
    for d, n in ((2, 1), (2, 2), (3, 1), (3, 2), (5, 1)):
        yield valuations_of_pairs(d, n)


def _subspace(ctx: Context) -> Iterator[Check]:
    for d, n in ((2, 2), (3, 1), (5, 1)):
        yield spans_commute(d, n)
    for d, n in ((2, 1), (2, 2), (3, 1), (3, 2), (5, 1), (9, 1)):
        yield valuation_vectors(d, n)


ENTRIES = (
    Entry(
        "complementarity",
        "complementarity",
        "The principle allows the distributions that are uniform where a commuting set of variables has given values.",
        _complementarity,
        elsewhere=("restrictions.bits", "restrictions.trits"),
        parts=(theory("all supports, by the principle's definition", "all-supports"),),
        over="one bit and one trit",
    ),
    Entry(
        "known-variables",
        "known-variables",
        "A commuting set of variables and their values specify an epistemic state.",
        _known,
        reading="The valuation is linear on the span of the set, as values of ontic states are: v(X1) = 1 with v(2X1) "
        "= 1 is "
        "a valuation of a commuting set of trits, and no ontic state has it.",
        parts=(theory("which values a commuting pair can have", "valuations"),),
        over="pairs: d = 2 and 3 with one and two systems, d = 5 with one",
    ),
    Entry(
        "known-example",
        "known-example",
        "X1 = 2 and P2 = 2 is a valid epistemic state.",
        lambda ctx: [example_state("known-example")],
        reading="Over R, or for d > 2 (for bits 2 is 0).",
        parts=(theory("it commutes, and the principle allows its distribution", "example"),),
        over="R and d = 3, 5, 7",
    ),
    Entry(
        "subspace",
        "subspace",
        "An isotropic subspace and a valuation vector specify the same as a commuting set with values.",
        _subspace,
        reading="v is any vector of Omega with F^T v = v(F) for all F in V; it is unique up to V^perp. V* is a "
        "quotient of "
        "Omega, Omega/V^perp. Over R the dot product makes it the subspace V; over Z_d it need not "
        "(`talk.projector-orthogonal`), "
        "and a complement of V^perp has to be chosen. For composite d, V is a module.",
        parts=(
            theory("a set commutes exactly if its span does", "spans"),
            theory("every linear valuation is that of a vector", "valuation-vectors"),
        ),
        over="d = 2, 3, 5, 9 with one system, d = 2 and 3 with two",
    ),
)
