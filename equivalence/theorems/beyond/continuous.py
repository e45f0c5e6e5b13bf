"""Continuous systems: quadratic Hamiltonians close, one cubic Hamiltonian leads to every degree.

Polynomials of degree at most 2 in x1, p1, ..., xn, pn are closed under Poisson brackets; they have the dimension
n(2n+1) + 2n + 1, and displacements, rotations, squeezing and beam splitters generate them. With x^3 all degrees are
reached. Symbolically, with SymPy (docs/beyond.md, "Continuous systems"). Slide "Beyond classical complementarity:
could a different statistical restriction get us closer to quantum theory?"
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations, combinations_with_replacement, product
from typing import Any

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check

Polynomial = Any
"""An element of a SymPy polynomial ring over the rationals in x1, p1, ..., xn, pn."""


def phase_ring(n: int) -> tuple[Any, tuple[Polynomial, ...]]:
    """The ring, and its generators in the talk's order."""
    from sympy import QQ, ring

    names = [f"{kind}{k + 1}" for k in range(n) for kind in "xp"]
    created = ring(names, QQ)
    return created[0], tuple(created[1:])


def poisson(f: Polynomial, g: Polynomial) -> Polynomial:
    """The talk's bracket, sum_i (df/dx_i dg/dp_i - df/dp_i dg/dx_i).

    >>> R, (x, p) = phase_ring(1)
    >>> poisson(x**2, p**2)
    4*x1*p1
    """
    symbols = f.ring.gens
    pairs = zip(symbols[0::2], symbols[1::2], strict=True)
    return sum((f.diff(x) * g.diff(p) - f.diff(p) * g.diff(x) for x, p in pairs), f.ring.zero)


def degree(f: Polynomial) -> int:
    """The total degree; -1 for 0."""
    return max((sum(monomial) for monomial in f.monoms()), default=-1)


def monomials(n: int, degrees: Sequence[int]) -> list[Polynomial]:
    """All monomials of these degrees."""
    R, symbols = phase_ring(n)
    found = []
    for k in degrees:
        for chosen in combinations_with_replacement(symbols, k):
            term = R.one
            for symbol in chosen:
                term *= symbol
            found.append(term)
    return found


def rank(polynomials: Sequence[Polynomial]) -> int:
    """The dimension of the span."""
    return len(span(polynomials))


def span(polynomials: Sequence[Polynomial], basis: Sequence[Polynomial] = ()) -> list[Polynomial]:
    """A basis in echelon form, by leading monomials; `basis` is one already."""
    rows = {f.LM: f for f in basis}
    for f in polynomials:
        while f and f.LM in rows:
            f = f - f.LC * rows[f.LM]
        if f:
            rows[f.LM] = f.monic()
    return list(rows.values())


def quadratic_dimension(n: int) -> int:
    """n(2n+1) + 2n + 1.

    >>> [quadratic_dimension(n) for n in (1, 2, 3)]
    [6, 15, 28]
    """
    return n * (2 * n + 1) + 2 * n + 1


def structure_constants(basis: Sequence[Polynomial]) -> dict[tuple[int, int], dict[int, Fraction]]:
    """Brackets of all pairs of a basis of monomials, in that basis.

    ArithmeticError where a bracket is not in their span: the text names the pair and the bracket.

    >>> structure_constants(monomials(1, (0, 1, 2)))[1, 2]        # [x, p] = 1
    {0: Fraction(1, 1)}
    """
    where = {f.LM: i for i, f in enumerate(basis)}
    table: dict[tuple[int, int], dict[int, Fraction]] = {}
    for (i, f), (j, g) in combinations(enumerate(basis), 2):
        bracket = poisson(f, g)
        if any(monomial not in where for monomial in bracket.monoms()):
            raise ArithmeticError(f"the bracket of {f} and {g} is {bracket}, outside of the span")
        table[i, j] = {where[monomial]: Fraction(str(c)) for monomial, c in bracket.terms()}
    return table


def closes(n: int, extra: Sequence[Polynomial] = ()) -> Check:
    """Monomials of degree at most 2 (and more) close under brackets, with the dimension of the formula."""
    basis = [*monomials(n, (0, 1, 2)), *extra]
    wrong: dict[str, Any] | None = None
    try:
        structure_constants(basis)
    except ArithmeticError as reason:
        wrong = {"leaves": str(reason)}
    dimension = rank(basis)
    if wrong is None and dimension != quadratic_dimension(n):
        wrong = {"dimension": dimension, "formula": quadratic_dimension(n)}
    cases = len(basis) * (len(basis) - 1) // 2
    scope = f"n = {n}: structure constants of all {cases} pairs, dimension {dimension}"
    return decided(f"closes-{n}", "exhaustive", scope, cases, wrong)


def dimension_formula() -> Check:
    """For every n: n(2n+1) + 2n + 1 monomials of degree at most 2; brackets of degrees a and b have degree a + b - 2.

    Degrees: a bracket of monomials differentiates each of them once; the identity is that of one mode, with exponents
    as symbols, and other modes are factors. Numbers: binomial(2n+1, 2) of degree 2, 2n, and 1.
    """
    from sympy import binomial, diff, expand, expand_func, simplify, symbols

    n = symbols("n")
    total = expand_func(binomial(2 * n + 1, 2)) + 2 * n + 1
    apart = expand(total - (n * (2 * n + 1) + 2 * n + 1))
    x, p, a, b, c, e = symbols("x p a b c e", positive=True)
    f, g = x**a * p**b, x**c * p**e
    bracket = diff(f, x) * diff(g, p) - diff(f, p) * diff(g, x)
    left = simplify(bracket / (x ** (a + c - 1) * p ** (b + e - 1)) - (a * e - b * c))
    wrong = None if (apart, left) == (0, 0) else {"difference": str(apart), "bracket": str(left)}
    return decided("dimension-formula", "theorem", "every n: monomials of degree at most 2, counted", 2, wrong)


def named_hamiltonians(n: int) -> dict[str, list[Polynomial]]:
    """Displacements, rotations, squeezers of each mode, beam splitters of neighbours."""
    R, symbols = phase_ring(n)
    x, p = symbols[0::2], symbols[1::2]
    half = R.domain(1) / 2
    return {
        "displacements": list(symbols),
        "rotations": [half * (a**2 + b**2) for a, b in zip(x, p, strict=True)],
        "squeezing": [a * b for a, b in zip(x, p, strict=True)],
        "beam splitters": [x[k] * p[k + 1] - p[k] * x[k + 1] for k in range(n - 1)],
    }


def generated(start: Sequence[Polynomial]) -> list[Polynomial]:
    """The Lie algebra that some polynomials generate, as a basis; it must be of finite dimension."""
    basis = span(start)
    todo = list(basis)
    while todo:
        f = todo.pop()
        for g in start:
            more = span([poisson(f, g)], basis)
            if len(more) > len(basis):
                basis = more
                todo.append(more[-1])
    return basis


def generators_suffice(n: int, left_out: str = "") -> Check:
    """The named Hamiltonians generate all quadratic ones; left out: one kind of them, for which they do not."""
    kinds = {name: f for name, f in named_hamiltonians(n).items() if name != left_out}
    size = len(generated([f for kind in kinds.values() for f in kind]))
    wrong = None if size == quadratic_dimension(n) else {"without": left_out, "dimension": size}
    scope = f"n = {n}: {', '.join(name for name, f in kinds.items() if f)} generate dimension {size}"
    return decided(f"generate-{n}", "exhaustive", scope, size, wrong)


def generators_of_every_n(step: Callable[[Polynomial, Polynomial], Polynomial] = poisson) -> Check:
    """The named Hamiltonians of any number of modes generate all quadratic ones: an induction over neighbours.

    By `generators_suffice(2)` those of two neighbours generate all quadratic ones of the two. And for modes i, j, k the
    bracket of u_i x_k with p_k v_j is u_i v_j, for u and v one of x and p: so what couples i to k and k to j gives
    what couples i to j. A quadratic polynomial is a sum of products of at most two modes.
    """
    _, (x1, p1, x2, p2, x3, p3) = phase_ring(3)
    wrong: dict[str, Any] | None = None
    for n in (1, 2):
        pair = generators_suffice(n)
        if wrong is None and pair.status != "holds":
            wrong = dict(pair.witness or {})
    for u, v in product((x1, p1), (x3, p3)):
        if wrong is None and step(u * x2, p2 * v) != u * v:
            wrong = {"bracket": f"{u * x2}, {p2 * v}", "is": str(step(u * x2, p2 * v))}
    scope = (
        "every n: two neighbours, whose algebra is computed, and four brackets that lead from neighbours to all pairs"
    )
    return decided("generate-every-n", "theorem", scope, 6, wrong)


def beam_splitters_needed(n: int) -> Check:
    """Displacements, rotations and squeezing of single modes alone generate dimension 5n + 1 only."""
    kinds = named_hamiltonians(n)
    size = len(generated([f for name, kind in kinds.items() if name != "beam splitters" for f in kind]))
    wrong = None if size == 5 * n + 1 < quadratic_dimension(n) else {"dimension": size}
    scope = f"n = {n}: without beam splitters dimension {size} of {quadratic_dimension(n)}"
    return decided(f"beam-splitters-{n}", "exhaustive", scope, size, wrong)


def cubic_leaves() -> Check:
    """One cubic: brackets with it and quadratics reach every degree, by an induction with identities in k.

    {x^3, p^k} = 3k x^2 p^(k-1) has degree k + 1, and two brackets with p^2/2 turn it into 6k p^(k+1): so with p^k the
    algebra has p^(k+1), beginning with k = 2.
    """
    from sympy import diff, expand, simplify, symbols

    x, p = symbols("x p", positive=True)
    k = symbols("k", integer=True, positive=True)

    def bracket(f: Any, g: Any) -> Any:
        return diff(f, x) * diff(g, p) - diff(f, p) * diff(g, x)

    first = bracket(x**3, p**k)
    last = bracket(bracket(first, p**2 / 2), p**2 / 2)
    apart = [simplify(expand(first - 3 * k * x**2 * p ** (k - 1))), simplify(expand(last - 6 * k * p ** (k + 1)))]
    wrong = None if apart == [0, 0] else {"differences": [str(f) for f in apart]}
    return decided("cubic-leaves", "theorem", "every degree k >= 2, symbolically; every n contains one mode", 2, wrong)


def every_degree(n: int, largest: int, cubic: Polynomial | None = None) -> Check:
    """All polynomials up to a degree are reached: brackets with x1^3, then with quadratics, span each degree."""
    symbols = phase_ring(n)[1]
    seed = symbols[0] ** 3 if cubic is None else cubic
    quadratic = monomials(n, (2,))
    reached, wrong = list(quadratic), None
    for k in range(3, largest + 1):
        start = [seed] if k == 3 else [poisson(seed, f) for f in reached]
        homogeneous = span([f for f in start if degree(f) == k])
        todo = list(homogeneous)
        while todo:
            f = todo.pop()
            for g in quadratic:
                more = span([poisson(f, g)], homogeneous)
                if len(more) > len(homogeneous):
                    homogeneous = more
                    todo.append(more[-1])
        reached = homogeneous
        expected = len(monomials(n, (k,)))
        if len(reached) != expected:
            wrong = {"degree": k, "dimension": len(reached), "of": expected}
            break
    scope = f"n = {n}: all homogeneous polynomials of degree 3 to {largest}"
    return decided(f"every-degree-{n}", "exhaustive", scope, largest - 2, wrong)


def moyal_differs() -> Check:
    """{x^3, p^3}: the Moyal bracket has the term -3 hbar^2 / 2 in addition to the Poisson bracket 9 x^2 p^2."""
    from sympy import diff, expand, symbols

    x, p, hbar = symbols("x p hbar")
    f, g = x**3, p**3
    third = sum((-1) ** j * c * diff(f, x, 3 - j, p, j) * diff(g, p, 3 - j, x, j) for j, c in enumerate((1, 3, 3, 1)))
    bracket = expand(diff(f, x) * diff(g, p) - diff(f, p) * diff(g, x) - hbar**2 / 24 * third)
    wrong = None if expand(bracket - 9 * x**2 * p**2 + 3 * hbar**2 / 2) == 0 else {"Moyal bracket": str(bracket)}
    return decided("moyal", "exhaustive", "x^3 and p^3, with hbar a symbol", 1, wrong)
