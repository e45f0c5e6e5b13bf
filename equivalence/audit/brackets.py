"""The slides on phase space and Poisson brackets, continuous and discrete."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.parts import beside, code, theory
from equivalence.engine.verdict import Check, Context
from toytheory.phase_space.brackets import bracket, canonical_symbols, difference_bracket, symbolic_bracket
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace, bracket_rows, coordinate_name
from toytheory.phase_space.variables import Variable

from .entry import Entry
from .transcription import transcription

Bracket = Callable[[Any, Any, Any], Any]


def coordinates(block: str, name: Callable[[int], str] = coordinate_name) -> Check:
    """X_k(m) = x_k and P_k(m) = p_k, with coordinates in the printed order."""
    printed = re.search(r"\\ni \((x_1, p_1[^)]*)\) \\equiv m", transcription()[block].text)
    names = re.findall(r"([xp])_(\d)", printed[1] if printed else "")
    order = [f"{letter.upper()}{number}" for letter, number in names]
    wrong: dict[str, Any] | None = None
    if order != [name(i) for i in range(4)]:
        wrong = {"printed": order, "used": [name(i) for i in range(4)]}
    cases = 0
    for d in (2, 3, 5):
        points = PhaseSpace(d, 2).points()
        for index in range(4):
            values = Variable.of({index: 1}, d)(points)
            cases += len(points)
            if wrong is None and (values != points[:, index]).any():
                wrong = {"functional": name(index), "d": d}
    for index in range(4):  # over R a linear functional is known by its values on the unit vectors
        values = Variable.of({index: 1}, None)(np.eye(4))
        cases += 4
        if wrong is None and (values != np.eye(4)[index]).any():
            wrong = {"functional": name(index), "over": "R"}
    scope = "the printed order of coordinates, two systems: d = 2, 3, 5 at all ontic states, R at the unit vectors"
    return decided("coordinates", "exhaustive", scope, cases, wrong)


def poisson(bracket_of: Bracket = symbolic_bracket) -> Check:
    """The displayed derivatives make a Poisson bracket: antisymmetric, a derivation, with Jacobi's identity.

    For two systems: each term of these identities differentiates by the coordinates of two systems at most.
    """
    import sympy

    symbols = canonical_symbols(2)
    X, P = symbols[:2]
    F, G, H = (sympy.Function(name)(*symbols) for name in "FGH")

    def of(left: Any, right: Any) -> Any:
        return bracket_of(left, right, symbols)

    identities = {
        "antisymmetry": of(F, G) + of(G, F),
        "derivation": of(F * G, H) - F * of(G, H) - of(F, H) * G,
        "Jacobi": of(F, of(G, H)) + of(G, of(H, F)) + of(H, of(F, G)),
        "conjugates": of(X, P) - 1,
    }
    failed = [name for name, expression in identities.items() if sympy.expand(expression.doit()) != 0]
    wrong = {"identities": failed} if failed else None
    scope = "all smooth functionals of two systems, symbolically; more systems add up, two at a time"
    return decided("poisson-bracket", "theorem", scope, len(identities), wrong)


def linear_continuous(bracket_of: Bracket = symbolic_bracket) -> Check:
    """[F, G] = sum (a_i d_i - b_i c_i) for all real coefficients, and no coordinate is left in it."""
    import sympy

    wrong: dict[str, Any] | None = None
    for n in (1, 2, 3):
        symbols = canonical_symbols(n)
        left, right = (sympy.symbols(f"{name}1:{2 * n + 1}", real=True) for name in ("f", "g"))
        F, G = (sum(c * s for c, s in zip(row, symbols, strict=True)) for row in (left, right))
        found = bracket_of(F, G, symbols)
        displayed = sum(left[i] * right[i + 1] - left[i + 1] * right[i] for i in range(0, 2 * n, 2))
        if wrong is None and (sympy.expand(found - displayed) != 0 or found.free_symbols & set(symbols)):
            wrong = {"n": n, "left over": str(sympy.expand(found - displayed))}
    scope = "all real coefficients, n = 1, 2, 3 symbolically (systems add up)"
    return decided("linear-bracket", "theorem", scope, 3, wrong)


def displayed_bracket(left: Matrix, right: Matrix, d: int, n: int) -> Matrix:
    """The slide's sum of products of differences, written out: functionals as tables over `PhaseSpace.points`."""
    space = PhaseSpace(d, n)
    points = space.points()
    moved = [space.index(points + np.eye(2 * n, dtype=np.int64)[i]) for i in range(2 * n)]
    total = np.zeros(len(points), dtype=np.int64)
    for i in range(n):
        x, p = moved[2 * i], moved[2 * i + 1]
        total += (left[x] - left) * (right[p] - right)
        total -= (left[p] - left) * (right[x] - right)
    return np.asarray(total % d)


def discrete_formula(of: Callable[..., Matrix] = difference_bracket) -> Check:
    """The bracket of the engine is the displayed one, on every pair of functionals of one bit."""
    space = PhaseSpace(2, 1)
    points = space.points()
    tables = np.array(list(product(range(2), repeat=4)))
    wrong: dict[str, Any] | None = None
    for left, right in product(tables, repeat=2):
        found = of(lambda m, t=left: t[space.index(m)], lambda m, t=right: t[space.index(m)], points, space)
        if wrong is None and (found != displayed_bracket(left, right, 2, 1)).any():
            wrong = {"F": left.tolist(), "G": right.tolist(), "bracket": found.tolist()}
    return decided("difference-bracket", "exhaustive", "one bit: all 256 pairs of functionals", len(tables) ** 2, wrong)


def not_a_derivation() -> Check:
    """What the reading warns of: on one trit [X^2, P] is 2X + 1 and not 2X; the discrete bracket is no derivation."""
    x = PhaseSpace(3, 1).points()[:, 0]
    found = displayed_bracket(x**2 % 3, PhaseSpace(3, 1).points()[:, 1], 3, 1)
    holds = (found == (2 * x + 1) % 3).all() and (found != 2 * x % 3).all()
    wrong = None if holds else {"[X^2, P]": found.tolist()}
    return decided(
        "nonlinear", "exhaustive", "one trit: [X^2, P] at all ontic states", 9, wrong, {"[X^2, P]": "2X + 1"}
    )


def linear_discrete(d: int, n: int, of: Callable[[Matrix, Matrix, int, int], Matrix] = displayed_bracket) -> Check:
    """Both displayed expressions, at every ontic state, for every pair of linear functionals (no constants)."""
    points = PhaseSpace(d, n).points()
    tables = points @ points.T % d  # [F, m]
    unit = PhaseSpace(d, n).index(np.eye(2 * n, dtype=np.int64))
    at_units = tables[:, unit]  # F(e_x1), F(e_p1), ...
    sums = bracket_rows(points, points) % d
    by_units = (at_units[:, 0::2] @ at_units[:, 1::2].T - at_units[:, 1::2] @ at_units[:, 0::2].T) % d
    wrong: dict[str, Any] | None = None
    for f, left in enumerate(tables):
        values = np.array([of(left, right, d, n) for right in tables])
        bad = (values != sums[f][:, None]).any(axis=1) | (by_units[f] != sums[f])
        if wrong is None and bad.any():
            g = int(bad.argmax())
            pair = [str(Variable.from_vector(points[k], d)) for k in (f, g)]
            wrong = {"F, G": pair, "bracket": values[g].tolist(), "sum": int(sums[f, g])}
    scope = f"d = {d}, n = {n}: all {len(points) ** 2:,} pairs of linear functionals at all {len(points)} ontic states"
    return decided("linear-bracket", "exhaustive", scope, len(points) ** 2, wrong)


def linear_differences(sign: int = -1) -> Check:
    """Both displayed expressions for linear functionals, for every d, n and ontic state: an identity of integers.

    F(m + e) - F(m) = F(e) whatever m is, and F(e_xi) = a_i, F(e_pi) = b_i; systems add up. Two systems, all
    coefficients and coordinates as symbols; what holds of integers holds modulo every d.
    """
    import sympy

    F, G, m = (sympy.symbols(f"{name}1:5", integer=True) for name in ("f", "g", "m"))

    def value(row: Any, point: Any) -> Any:
        return sum(c * x for c, x in zip(row, point, strict=True))

    def step(row: Any, index: int) -> Any:
        moved = [x + int(i == index) for i, x in enumerate(m)]
        return value(row, moved) - value(row, m)

    by_differences = sum(step(F, i) * step(G, i + 1) + sign * step(F, i + 1) * step(G, i) for i in (0, 2))
    units = np.eye(4, dtype=int).tolist()
    at_units = [(value(F, unit), value(G, unit)) for unit in units]
    by_units = sum(at_units[i][0] * at_units[i + 1][1] - at_units[i + 1][0] * at_units[i][1] for i in (0, 2))
    displayed = sum(F[i] * G[i + 1] - F[i + 1] * G[i] for i in (0, 2))
    left = [sympy.expand(by_differences - displayed), sympy.expand(by_units - displayed)]
    wrong = None if left == [0, 0] else {"left over": [str(expression) for expression in left]}
    scope = "every d and n, every ontic state: coefficients and coordinates as symbols, two systems (systems add up)"
    return decided("linear-differences", "theorem", scope, 2, wrong)


def constants_spoil_the_values_at_units() -> Check:
    """What the reading warns of: with constants the expression in F(e_x), F(e_p) is not the bracket."""
    X, P = Variable.of({0: 1}, 3, 1), Variable.of({1: 1}, 3, 1)
    x, p = np.eye(2, dtype=np.int64)
    value = (X(x) * P(p) - X(p) * P(x)) % 3
    right = bracket(X, P)
    wrong = None if (value, right) == (0, 1) else {"at units": value, "bracket": right}
    example = {"F, G": "X + 1, P + 1", "F(e_x) G(e_p) - F(e_p) G(e_x)": 0, "bracket": 1}
    return decided("constants", "exhaustive", "one trit: X + 1 and P + 1", 1, wrong, example)


def _continuous(ctx: Context) -> Iterator[Check]:
    yield poisson()


def _discrete(ctx: Context) -> Iterator[Check]:
    yield discrete_formula()
    yield not_a_derivation()


def _linear_discrete(ctx: Context) -> Iterator[Check]:
    yield linear_differences()
    for d, n in ((2, 1), (3, 1), (5, 1), (2, 2)) + (((3, 2),) if ctx.full else ()):
        yield linear_discrete(d, n)
    yield constants_spoil_the_values_at_units()


ENTRIES = (
    Entry(
        "continuous-space",
        "continuous-space",
        "Phase space has the order x1, p1, x2, p2, ..., and X_k, P_k read off its coordinates.",
        lambda ctx: [coordinates("continuous-space")],
        parts=(theory("the order, and what the functionals read", "coordinates"),),
        over="two systems",
    ),
    Entry(
        "continuous-bracket",
        "continuous-bracket",
        "The displayed derivatives are a Poisson bracket.",
        _continuous,
        parts=(theory("antisymmetric, a derivation, Jacobi's identity, conjugates", "poisson-bracket"),),
    ),
    Entry(
        "continuous-linear",
        "continuous-linear",
        "The bracket of real linear functionals is the sum of a_i d_i - b_i c_i, the same at every point.",
        lambda ctx: [linear_continuous()],
        note="The sign printed before the sum is that of a definition; it is a consequence of the line above it.",
        parts=(theory("the sum, and that no coordinate is left in it", "linear-bracket"),),
    ),
    Entry(
        "discrete-space",
        "discrete-space",
        "Discrete phase space has the same order, and X_k, P_k read off its coordinates.",
        lambda ctx: [coordinates("discrete-space")],
        parts=(theory("the order, and what the functionals read", "coordinates"),),
        over="two systems with d = 2, 3, 5",
    ),
    Entry(
        "discrete-bracket",
        "discrete-bracket",
        "The displayed differences define a bracket of functionals on discrete phase space.",
        _discrete,
        reading="The sum extends over both lines, and the value is taken modulo d. It deserves the name of Poisson's "
        "bracket for linear functionals only: for others it depends on the point and obeys no product rule.",
        parts=(
            code("the engine's bracket is the displayed one", "difference-bracket"),
            beside("theory", "it is no derivation", "nonlinear"),
        ),
        over="all functionals of one bit",
    ),
    Entry(
        "discrete-linear",
        "discrete-linear",
        "The discrete bracket of linear functionals is given by their values at unit vectors and by their "
        "coefficients, the same at every point.",
        _linear_discrete,
        reading="F and G without constants: the first displayed expression is wrong for X + 1 and P + 1.",
        parts=(
            theory("both expressions, at every ontic state, for every d and n", "linear-differences"),
            beside("theory", "the same by enumeration, small d and n", "linear-bracket"),
            beside("theory", "with constants the first expression is wrong", "constants"),
        ),
    ),
)
