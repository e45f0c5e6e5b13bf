"""Observables: what can be measured or known jointly, and the slide "Quadrature quantum mechanics"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.parts import beside, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.restrictions.planes import two_systems_as_distributions
from quantum_ref.operators.monomial import Monomial
from quantum_ref.operators.weyl import observable_operators
from toytheory.phase_space.space import PhaseSpace, bracket_rows

from .entry import Entry

Operators = Callable[[Any, int], Monomial]


def operators_commute_with_brackets(d: int, n: int, operators: Operators = observable_operators) -> Check:
    """Two spectral observables commute as matrices exactly if their variables commute: all pairs of variables."""
    points = PhaseSpace(d, n).points()
    stack = operators(points, d)
    wrong: dict[str, Any] | None = None
    for f in range(len(points)):
        left = stack[f][None]
        commute = np.asarray((left @ stack).equals(stack @ left))
        expected = bracket_rows(points[[f]], points)[0] % d == 0
        if wrong is None and (commute != expected).any():
            wrong = {"F": points[f].tolist(), "G": points[int((commute != expected).argmax())].tolist()}
    scope = f"d = {d}, n = {n}: all {len(points) ** 2:,} pairs of variables, exact matrices"
    return decided("commutators", "exhaustive", scope, len(points) ** 2, wrong)


def unsharp_pair(eta: Fraction = Fraction(7, 10)) -> Check:
    """What the reading warns of: (1 +- eta Z)/2 and (1 +- eta X)/2 do not commute and are jointly measurable.

    (1 + eta (a Z + b X))/4 with a, b = +-1 is positive where 2 eta^2 <= 1, and has these as its marginals.
    """
    Z, X = np.array([[1, 0], [0, -1]]), np.array([[0, 1], [1, 0]])
    joint = {(a, b): a * Z + b * X for a in (1, -1) for b in (1, -1)}
    marginals = all((joint[a, 1] + joint[a, -1] == 2 * a * Z).all() for a in (1, -1))
    positive = 2 * eta**2 <= 1  # (a Z + b X)^2 = 2
    commute = (Z @ X == X @ Z).all()
    wrong = None if positive and marginals and not commute else {"positive": positive, "marginals": marginals}
    example = {"observables": f"(1 +- {eta} Z)/2 and (1 +- {eta} X)/2", "commute": False, "jointly measurable": True}
    return decided("unsharp", "exhaustive", f"one qubit, eta = {eta}", 4, wrong, example)


def commutator_of_quadratures(momentum_sign: int = -1) -> Check:
    """[F, G] of operators is i hbar times the Poisson bracket, on every smooth function of two coordinates."""
    import sympy

    hbar = sympy.Symbol("hbar", positive=True)
    x = sympy.symbols("x1 x2", real=True)
    f, g = sympy.symbols("a1 b1 a2 b2", real=True), sympy.symbols("c1 d1 c2 d2", real=True)
    psi = sympy.Function("psi")(*x)

    def apply(row: Any, state: Any) -> Any:
        position = sum(row[2 * i] * x[i] * state for i in (0, 1))
        return position + sum(row[2 * i + 1] * momentum_sign * sympy.I * hbar * sympy.diff(state, x[i]) for i in (0, 1))

    found = sympy.expand(apply(f, apply(g, psi)) - apply(g, apply(f, psi)))
    expected = sum(f[i] * g[i + 1] - f[i + 1] * g[i] for i in (0, 2)) * sympy.I * hbar * psi
    left = sympy.simplify(sympy.expand(found - expected))
    wrong = None if left == 0 else {"left over": str(left)}
    return decided("commutator", "theorem", "all real coefficients, every smooth function, n = 2", 1, wrong)


def eigenfunctions() -> Check:
    """aX + bP has the eigenfunction exp(i (v x - a x^2 / 2) / (hbar b)), of constant modulus: no vector of L^2."""
    import sympy

    hbar, b = sympy.symbols("hbar b", positive=True)
    a, v, x = sympy.symbols("a v x", real=True)
    psi = sympy.exp(sympy.I * (v * x - a * x**2 / 2) / (hbar * b))
    equation = sympy.simplify((a * x * psi - sympy.I * hbar * b * sympy.diff(psi, x) - v * psi) / psi)
    modulus = sympy.simplify(psi * sympy.conjugate(psi))
    wrong = None if (equation, modulus) == (0, 1) else {"equation": str(equation), "modulus": str(modulus)}
    return decided("eigenfunctions", "theorem", "one degree of freedom, b > 0, all a and v", 1, wrong)


def only_valuation_vector_in_V() -> Check:
    """Over R exactly one v in V has F^T v = v(F) for all F in V: the Gram matrix of independent vectors is positive."""
    from .projector import over_the_reals

    return over_the_reals()


def _measurable(ctx: Context) -> Iterator[Check]:
    for d, n in ((2, 1), (2, 2), (3, 1), (3, 2), (5, 1)):
        yield operators_commute_with_brackets(d, n)
    yield unsharp_pair()


def _knowable(ctx: Context) -> Iterator[Check]:
    yield two_systems_as_distributions(2)
    yield two_systems_as_distributions(3)


ENTRIES = (
    Entry(
        "measurable",
        "measurable",
        "Observables can be measured jointly exactly if they commute.",
        _measurable,
        reading="Sharp observables, with projectors. Unsharp ones can be measured jointly without commuting.",
        parts=(
            theory("observables of linear variables commute exactly if the variables do", "commutators"),
            beside("theory", "unsharp observables need not commute", "unsharp"),
        ),
        over="d = 2 and 3 with one and two systems, d = 5 with one",
    ),
    Entry(
        "knowable",
        "knowable",
        "Variables can be known jointly exactly if they commute.",
        _knowable,
        note="This is the restriction that the talk puts, for canonical (linear) variables; run: both principles as "
        "code "
        "on all planes of variables.",
        elsewhere=("restrictions.bits", "restrictions.trits"),
        parts=(theory("all planes and lines of variables, with all values, by both principles", "distributions"),),
        over="two bits and two trits",
    ),
    Entry(
        "commutator",
        "quadrature-operators",
        "The commutator of quadrature operators is i hbar times the Poisson bracket, so the same sets commute.",
        lambda ctx: [commutator_of_quadratures()],
        reading="The operators are unbounded: Hermitian on a dense domain, not maps of all of L^2 to itself.",
        parts=(theory("any two quadratures", "commutator"),),
    ),
    Entry(
        "quadrature-states",
        "quadrature-states",
        "Quadrature states are eigenstates of commuting quadrature operators, given by V and a valuation vector.",
        lambda ctx: [eigenfunctions(), only_valuation_vector_in_V()],
        reading="Eigenstates in the generalised sense, limits of squeezed states. v in V where another slide has v in "
        "V*: over "
        "R the dot product identifies the two, and there is exactly one such v; over Z_d not "
        "(`talk.projector-orthogonal`).",
        elsewhere=("liouville.quadrature",),
        parts=(
            theory("eigenfunctions", "eigenfunctions"),
            theory("the valuation vector in V", "projector-real"),
        ),
        over="one degree of freedom, and V with coefficients -1, 0, 1",
    ),
)
