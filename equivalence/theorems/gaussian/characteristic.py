"""Expectation values of exp(i (a x + b p)) are the characteristic function of the Wigner function, for every state.

D(a, b) = exp(i (a x + b p)) takes psi(u) to exp(i a u + i hbar a b / 2) psi(u + hbar b): that is the solution of the
flow of a x + b p. So D(a, b) D(c, d) = exp(-i hbar/2 (a d - b c)) D(a + c, b + d), without a phase where the bracket
vanishes. And tr(rho D(a, b)) is the integral over x of exp(i a x) rho(x + y/2, x - y/2) at y = hbar b, which is that of
W(x, p) exp(i (a x + b p)) over x and p. With n modes D is a product over the modes, whose factors commute; so one mode
with an arbitrary psi and rho is enough. Expanded in (a, b): the moments of W are the symmetrised quantum ones.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from equivalence.engine.verdict import Check

Weyl = Callable[[Any, Any, Any, Any], tuple[Any, Any]]


def weyl(a: Any, b: Any, u: Any, hbar: Any) -> tuple[Any, Any]:
    """(exponent, where): D(a, b) takes psi(u) to exp(exponent) psi(where)."""
    import sympy as sp

    return sp.I * a * u + sp.I * hbar * a * b / 2, u + hbar * b


@lru_cache(maxsize=4)
def characteristic_function(operator: Weyl = weyl) -> Check:
    """D is the exponential, products of two add up to a phase, and its expectation values are those of W."""
    import sympy as sp

    hbar = sp.Symbol("hbar", positive=True)
    a, b, c, d, t, u, x = sp.symbols("a b c d t u x", real=True)
    exponent, where = operator(t * a, t * b, u, hbar)
    # i (a x + b p) is i a u + hbar b d/du; psi and its derivative are arbitrary, so each has its own equation
    of_psi = sp.diff(exponent, t) - sp.I * a * u - hbar * b * sp.diff(exponent, u)
    of_its_derivative = sp.diff(where, t) - hbar * b * sp.diff(where, u)
    first, at = operator(c, d, u, hbar)
    second, then = operator(a, b, u, hbar)
    both = (second + first.subs(u, then), at.subs(u, then))
    once = operator(a + c, b + d, u, hbar)
    phase = -sp.I * hbar / 2 * (a * d - b * c)
    middle = {u: x - hbar * b / 2}
    steps = {
        "the flow of a x + b p": sp.expand(of_psi) == 0 and sp.expand(of_its_derivative) == 0,
        "it begins with 1": (exponent.subs(t, 0), where.subs(t, 0)) == (0, u),
        "the product of two": sp.expand(both[0] - once[0] - phase) == 0 and sp.expand(both[1] - once[1]) == 0,
        "the transform of the Wigner function": sp.expand(second.subs(middle) - sp.I * a * x) == 0
        and sp.expand(then.subs(middle) - x - hbar * b / 2) == 0,
    }
    failed = [name for name, holds in steps.items() if not holds]
    scope = "all n, by factors: an arbitrary wave function and an arbitrary rho of one mode"
    if failed:
        return Check("theorem", scope, len(steps), "fails", "characteristic-function", {"not so": failed})
    return Check("theorem", scope, len(steps), "holds", "characteristic-function")
