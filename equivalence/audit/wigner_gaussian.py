"""The printed Weyl operator and Wigner function on one continuous degree of freedom, exactly (hbar = 1).

A Gaussian wave function with mean x0, mean momentum k0 and correlated x and p is Fourier transformed as the slide says.
W is again a Gaussian, and is compared with the density of the state's means and covariance.
"""

from __future__ import annotations

from typing import Any

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check


def acted(psi: Any, y: Any, q: Any, p: Any, s: int) -> Any:
    """(exp(-i (q P + s p X)) psi)(y) = exp(-i s p y + i s p q / 2) psi(y - q)."""
    import sympy

    return sympy.exp(-sympy.I * s * p * y + sympy.I * s * p * q / 2) * psi.subs(y, y - q)


def weyl_displacement(s: int, momentum: int) -> Check:
    """exp(-i (qP + s pX)) is as `acted` says, and displaces x by q and the momentum by `momentum` times p.

    The exponential: with t q, t p in place of q, p, its derivative in t is -i (qP + s pX) times it.
    """
    import sympy

    y, q, p, t = sympy.symbols("y q p t", real=True)
    psi = sympy.Function("psi")(y)

    def P(state: Any) -> Any:
        return -sympy.I * sympy.diff(state, y)

    at = acted(psi, y, t * q, t * p, s)
    identities = {
        "exponential": sympy.diff(at, t) + sympy.I * (q * P(at) + s * p * y * at),
        "x": y * acted(psi, y, q, p, s) - acted(y * psi, y, q, p, s) - q * acted(psi, y, q, p, s),
        "p": P(acted(psi, y, q, p, s)) - acted(P(psi), y, q, p, s) - momentum * p * acted(psi, y, q, p, s),
    }
    failed = [name for name, found in identities.items() if sympy.expand(found.doit()) != 0]
    wrong = {"identities": failed} if failed else None
    sign = "+" if s > 0 else "-"
    scope = f"e^(-i (qP {sign} pX)) on every smooth function, symbolically: displaces by (q, {'-' * (momentum < 0)}p)"
    return decided("displacement-continuous", "theorem", scope, len(identities), wrong)


def displaced_gaussian(name: str, s: int, sign: int) -> Check:
    """W(m) = sum_a e^(sign i [m, a]) Tr(rho w(a)^dagger), w = e^(-i (qP + s pX)), of a Gaussian state.

    Everything is a Gaussian integral: only the exponents matter, as polynomials with rational coefficients.
    """
    import sympy

    y, q, p, x, k = sympy.symbols("y q p x k", real=True)
    x0, k0 = sympy.Rational(3, 2), sympy.Rational(1, 3)
    alpha, beta = sympy.Integer(2), sympy.Rational(1, 2)

    def exponent(u: Any) -> Any:
        return -(alpha + sympy.I * beta) * (u - x0) ** 2 / 2 + sympy.I * k0 * u

    # chi(a) = integral of psi (w(a) psi)^*, up to a factor
    moved = -sympy.I * s * p * y + sympy.I * s * p * q / 2 + exponent(y - q)
    integrand = sympy.Poly(sympy.expand(exponent(y) + sympy.conjugate(moved)), y)
    quadratic, linear, constant = (integrand.coeff_monomial(y**i) for i in (2, 1, 0))
    chi = sympy.expand(constant - linear**2 / (4 * quadratic))
    chi = sympy.expand(chi - chi.subs({q: 0, p: 0}))  # chi(0) = 1
    variables = [q, p]
    M = -sympy.hessian(chi, variables)
    h = sympy.Matrix([sympy.diff(chi, v).subs({q: 0, p: 0}) for v in variables])
    phase = h + sympy.I * sign * sympy.Matrix([-k, x])  # [m, a] = x p - k q
    W = sympy.expand((phase.T * M.inv() * phase)[0] / 2)
    covariance = sympy.Matrix([[1, -beta], [-beta, alpha**2 + beta**2]]) / (2 * alpha)
    apart = sympy.Matrix([x - x0, k - k0])
    expected = sympy.expand(-(apart.T * covariance.inv() * apart)[0] / 2)
    wrong: dict[str, Any] | None = None
    if sympy.expand(W - expected) != 0:
        peak = sympy.solve([sympy.diff(W, v) for v in (x, k)], [x, k])
        mirrored = sympy.expand(W - expected.subs(k, -k)) == 0
        wrong = {
            "state's mean": f"({x0}, {k0})",
            "mean of W": f"({peak[x]}, {peak[k]})",
            "W is": "the density reflected in p" if mirrored else "another Gaussian",
        }
    scope = f"a Gaussian state with mean ({x0}, {k0}) and correlated x and p, exponents exactly"
    return decided(name, "exhaustive", scope, 1, wrong)
