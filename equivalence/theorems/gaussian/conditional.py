"""Marginals and conditionals of Gaussian Wigner functions: the quantum densities and conditional states, symbolically.

The wave function is exp(-x A x / 2 + b x) with A complex symmetric of positive real part and b complex: every pure
Gaussian state, displaced in x and p. All integrals are of the form int exp(-y M y / 2 + j y + c) dy =
sqrt(det(2 pi M^-1)) exp(j M^-1 j / 2 + c), applied to symbols.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from equivalence.engine.verdict import Check


def integrated(exponent: Any, variables: Sequence[Any]) -> tuple[Any, Any]:
    """(exponent, factor squared) after integrating exp(exponent), quadratic in the variables, over them."""
    import sympy as sp

    variables = list(variables)
    zero = dict.fromkeys(variables, 0)
    M = -sp.hessian(exponent, variables)
    j = sp.Matrix([sp.diff(exponent, v).subs(zero) for v in variables])
    determinant = M.det()
    rest = exponent.subs(zero) + (j.T * M.adjugate() * j)[0] / (2 * determinant)
    return sp.cancel(rest), (2 * sp.pi) ** len(variables) / determinant


def wave(n: int) -> tuple[Any, Any, list[Any]]:
    """log psi and its complex conjugate as functions of n positions (callables), and symbols for the positions."""
    import sympy as sp

    x = list(sp.symbols(f"x1:{n + 1}", real=True))
    R = sp.Matrix(n, n, lambda i, j: sp.Symbol(f"R{min(i, j)}{max(i, j)}", positive=i == j, real=True))
    J = sp.Matrix(n, n, lambda i, j: sp.Symbol(f"J{min(i, j)}{max(i, j)}", real=True))
    b = sp.Matrix([sp.Symbol(f"b{i}", real=True) for i in range(n)])
    k = sp.Matrix([sp.Symbol(f"k{i}", real=True) for i in range(n)])

    def log(positions: Sequence[Any], sign: int) -> Any:
        q = sp.Matrix(positions)
        return -(q.T * (R + sign * sp.I * J) * q)[0] / 2 + ((b + sign * sp.I * k).T * q)[0]

    return (lambda q: log(q, 1)), (lambda q: log(q, -1)), x


def wigner(
    log: Callable[[Any], Any], conjugate: Callable[[Any], Any], x: Sequence[Any], p: Sequence[Any]
) -> tuple[Any, Any]:
    """(exponent, factor squared) of (2 pi hbar)^-n int dy exp(-i p y / hbar) psi(x + y/2) psi*(x - y/2)."""
    import sympy as sp

    hbar = sp.Symbol("hbar", positive=True)
    y = list(sp.symbols(f"y1:{len(x) + 1}", real=True))
    exponent = log([a + c / 2 for a, c in zip(x, y, strict=True)]) + conjugate(
        [a - c / 2 for a, c in zip(x, y, strict=True)]
    )
    exponent -= sp.I * sum(a * c for a, c in zip(p, y, strict=True)) / hbar
    rest, factor = integrated(sp.expand(exponent), y)
    return rest, factor / (2 * sp.pi * hbar) ** (2 * len(x))


Wigner = Callable[[Any, Any, Any, Any], tuple[Any, Any]]


def marginals(function: Wigner = wigner) -> Check:
    """Integrated over all momenta, the Wigner function is |psi(x)|^2; over all positions, the density of momentum."""
    import sympy as sp

    hbar = sp.Symbol("hbar", positive=True)
    failed = []
    for n in (1, 2):
        log, conjugate, x = wave(n)
        p = list(sp.symbols(f"p1:{n + 1}", real=True))
        exponent, factor = function(log, conjugate, x, p)
        found, more = integrated(exponent, p)
        if not _equal((found, factor * more), (log(x) + conjugate(x), sp.Integer(1))):
            failed.append(f"positions of {n} modes")
        if n == 1:  # psi~(p) = (2 pi hbar)^-1/2 int exp(-i p x / hbar) psi(x) dx
            found, more = integrated(exponent, x)
            up, a = integrated(log(x) - sp.I * p[0] * x[0] / hbar, x)
            down, c = integrated(conjugate(x) + sp.I * p[0] * x[0] / hbar, x)
            if not _equal((found, factor * more), (up + down, a * c / (2 * sp.pi * hbar) ** 2)):
                failed.append("momentum of one mode")
    return _check("wigner-marginals", "one and two modes, every pure Gaussian state", 3, failed)


def conditionals(function: Wigner = wigner) -> Check:
    """At x1 = a and integrated over p1, W is the density of the outcome times W of the conditional state psi(a, .)."""
    import sympy as sp

    log, conjugate, x = wave(2)
    p = list(sp.symbols("p1:3", real=True))
    a = sp.Symbol("a", real=True)
    exponent, factor = function(log, conjugate, x, p)
    found, more = integrated(exponent.subs(x[0], a), p[:1])
    left = wigner(lambda q: log([a, *q]), lambda q: conjugate([a, *q]), x[1:], p[1:])
    failed = [] if _equal((found, factor * more), left) else ["x1 = a"]
    scope = "two modes, every pure Gaussian state, one quadrature measured: density and state at once"
    return _check("wigner-conditionals", scope, 1, failed)


def _equal(left: tuple[Any, Any], right: tuple[Any, Any]) -> bool:
    import sympy as sp

    differences = (left[0] - right[0], left[1] / right[1] - 1)
    return all(sp.expand(sp.fraction(sp.together(difference))[0]) == 0 for difference in differences)


def _check(name: str, scope: str, cases: int, failed: list[str]) -> Check:
    if failed:
        return Check("theorem", scope, cases, "fails", name, {"not so for": failed})
    return Check("theorem", scope, cases, "holds", name)
