"""Quadratic Hamiltonians: the Moyal bracket is the Poisson bracket, for every Wigner function; not so for cubic ones.

With W(x, p) = (2 pi hbar)^-n int dy exp(-i p y / hbar) rho(x + y/2, x - y/2), multiplying rho by an operator is
a differential operator on W (Bopp): x rho -> x + (i hbar/2) d/dp, p rho -> p - (i hbar/2) d/dx, and the conjugates for
rho x, rho p. So [H, rho] / (i hbar) becomes a differential operator on W, the Moyal bracket with H. A quadratic H is a
sum of products of two coordinates, which belong to at most two modes: identities for two modes, with W an arbitrary
function, are identities for any number of modes.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations_with_replacement
from typing import Any

from equivalence.engine.verdict import Check


def _symbols() -> tuple[Any, Any, list[Any], list[Any]]:
    """hbar, an arbitrary function of two modes and what else it depends on, the coordinates, and their conjugates.

    The sign s_i in m_i -> m_i + s_i (i hbar / 2) d/d(conjugate) is + for x and - for p.
    """
    import sympy as sp

    hbar = sp.Symbol("hbar", positive=True)
    x1, p1, x2, p2 = coordinates = list(sp.symbols("x1 p1 x2 p2", real=True))
    W = sp.Function("W")(*coordinates)
    return hbar, W, coordinates, [(p1, 1), (x1, -1), (p2, 1), (x2, -1)]


def _bopp(f: Any, i: int, side: int, hbar: Any, coordinates: list[Any], conjugates: list[Any]) -> Any:
    """The i-th coordinate's operator from the left (side 1) or from the right (side -1) of rho, on its function f."""
    import sympy as sp

    other, sign = conjugates[i]
    return coordinates[i] * f + side * sign * sp.I * hbar / 2 * sp.diff(f, other)


def poisson(H: Any, W: Any, coordinates: list[Any]) -> Any:
    """sum_i dH/dx_i dW/dp_i - dH/dp_i dW/dx_i: dW/dt for a Liouville distribution that flows with H."""
    import sympy as sp

    pairs = list(zip(coordinates[0::2], coordinates[1::2], strict=True))
    return sum(sp.diff(H, x) * sp.diff(W, p) - sp.diff(H, p) * sp.diff(W, x) for x, p in pairs)


def moyal(indices: tuple[int, ...], hbar: Any, W: Any, coordinates: list[Any], conjugates: list[Any]) -> Any:
    """[H, rho] / (i hbar) on W, for H the mean of a product of coordinates' operators over all orders of it."""
    from itertools import permutations

    import sympy as sp

    orders = list(permutations(indices))
    total = 0
    for order in orders:
        left = right = W
        for i in reversed(order):
            left = _bopp(left, i, 1, hbar, coordinates, conjugates)
        for i in order:
            right = _bopp(right, i, -1, hbar, coordinates, conjugates)
        total += left - right
    return sp.expand(total / (sp.I * hbar * len(orders)))


@lru_cache(maxsize=1)
def bopp_operators() -> Check:
    """The differential operators that stand for products with x and p, from the kernel of an arbitrary rho."""
    import sympy as sp

    hbar, (x, p, y) = sp.Symbol("hbar", positive=True), sp.symbols("x p y", real=True)
    u, v = sp.symbols("u v", real=True)
    rho = sp.Function("rho")
    wave = sp.exp(-sp.I * p * y / hbar)
    at = {u: x + y / 2, v: x - y / 2}

    def placed(f: Any) -> Any:
        return f.subs(at, simultaneous=True).doit()

    plain = placed(rho(u, v)) * wave
    failed = []
    for name, kernel, side in (
        ("x rho", u * rho(u, v), 1), ("rho x", v * rho(u, v), -1),
        ("p rho", -sp.I * hbar * sp.Derivative(rho(u, v), u), 1),
        ("rho p", sp.I * hbar * sp.Derivative(rho(u, v), v), -1),
    ):  # fmt: skip
        if "x" in name:
            claimed = x * plain + side * sp.I * hbar / 2 * sp.diff(plain, p)
            rest = placed(kernel) * wave - claimed
        else:
            claimed = p * plain - side * sp.I * hbar / 2 * sp.diff(plain, x)
            boundary = sp.diff(-sp.I * hbar * plain, y)  # a derivative by y, whose integral vanishes
            rest = placed(kernel) * wave - claimed - boundary
        if sp.simplify(sp.expand(rest.doit())) != 0:
            failed.append(name)
    return _check("bopp-operators", "products of x and p with an arbitrary rho, from either side", 4, failed)


@lru_cache(maxsize=4)
def quadratic_is_poisson(bracket: Any = moyal) -> Check:
    """For every quadratic and linear Hamiltonian, any Wigner function and any number of modes."""
    import sympy as sp

    hbar, W, coordinates, conjugates = _symbols()
    monomials = [(i,) for i in range(4)] + list(combinations_with_replacement(range(4), 2))
    failed = []
    for indices in monomials:
        H = sp.prod([coordinates[i] for i in indices])
        rest = bracket(indices, hbar, W, coordinates, conjugates) - poisson(H, W, coordinates)
        if sp.expand(rest.doit()) != 0:
            failed.append(str(H))
    scope = (
        "all n: the 14 products of at most two coordinates of two modes, for an arbitrary W; a quadratic Hamiltonian "
        "of any number of modes is a sum of such"
    )
    return _check("moyal-is-poisson", scope, len(monomials), failed)


def cubic_is_not() -> Check:
    """For each of the cubic products of one mode the difference is the term of order hbar^2, and it does not vanish."""
    import sympy as sp

    hbar, W, coordinates, conjugates = _symbols()
    x, p = coordinates[:2]
    failed, term = [], None
    for indices in combinations_with_replacement(range(2), 3):
        H = sp.prod([coordinates[i] for i in indices])
        rest = sp.expand(moyal(indices, hbar, W, coordinates, conjugates) - poisson(H, W, coordinates))
        third = sum(
            sp.binomial(3, k) * (-1) ** k * sp.diff(H, x, 3 - k, p, k) * sp.diff(W, p, 3 - k, x, k) for k in range(4)
        )
        if rest == 0 or sp.expand(rest + hbar**2 / 24 * third) != 0:
            failed.append(str(H))
        if indices == (0, 0, 0):
            term = str(sp.factor(rest))
    check = _check(
        "moyal-differs-for-cubic", "H = x^3, x^2 p, x p^2, p^3: minus hbar^2/24 H (d/dx d/dp)^3 W", 4, failed
    )
    return (
        check
        if failed
        else Check("theorem", check.scope, 4, "holds", check.name, {"H": "x^3", "difference": str(term)})
    )


def _check(name: str, scope: str, cases: int, failed: list[str]) -> Check:
    if failed:
        return Check("theorem", scope, cases, "fails", name, {"not so for": failed})
    return Check("theorem", scope, cases, "holds", name)
