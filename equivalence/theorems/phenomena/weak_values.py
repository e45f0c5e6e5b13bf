"""Weak values of position with Gaussian states: a conditional mean and a disturbance.

A system in a pure Gaussian state meets a pointer (q, k), q -> q + g x, p -> p - g k, and is kept where then P = f. To
first order in g the pointer's q has moved by g times the real part of the weak value <f|X|psi> / <f|psi>, and k by 2 g
Var(k) times its imaginary part. In restricted Liouville mechanics the first is the mean of x given p = f, and the
second what is learnt of k, as p was kicked by it. A. Karanjai, E. Cavalcanti, S. Bartlett, T. Rudolph,
arXiv:1503.05203.
"""

from __future__ import annotations

from typing import Any

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check


def pointer(
    g: Any, f: Any, means: tuple[Any, Any], covariance: tuple[Any, Any, Any], k_variance: Any
) -> tuple[Any, Any]:
    """Means of the pointer's q and k given the last outcome, for every g: conditional means of a Gaussian distribution.

    Parameters
    ----------
    means, covariance : (x0, p0) and (Var x, Cov(x, p), Var p) of the system; the pointer has means 0, q and k
    uncorrelated.

    >>> pointer(0.1, 2.0, (1.0, 0.0), (1.0, 0.5, 0.5), 0.5)[0] < 0.3
    True
    """
    x0, p0 = means
    _, xp, pp = covariance
    spread = pp + g**2 * k_variance  # of p - g k
    return g * (x0 + xp / spread * (f - p0)), -g * k_variance / spread * (f - p0)


def weak_values(disturbs: bool = True) -> Check:
    """First order in g: the toy pointer's means are those of the complex weak value, for all pure Gaussian states.

    The weak value is found from the momentum wave function exp(-a (p - p0)^2 - i x0 p), a = (1 + ib)/4 Var p, on which
    X is i d/dp; Cov(x, p) = b/2 is the mean of the symmetrised product, by moments of |psi|^2 (hbar = 1). `disturbs`
    False leaves p unkicked.
    """
    import sympy

    p, p0, x0, f, b, g = sympy.symbols("p p0 x0 f b g", real=True)
    pp, kk = sympy.symbols("v w", positive=True)
    exponent = -(1 + sympy.I * b) / (4 * pp) * (p - p0) ** 2 - sympy.I * x0 * p
    position = sympy.expand(sympy.I * sympy.diff(exponent, p))  # X psi / psi
    weak = position.subs(p, f)
    moments = sympy.Poly(sympy.expand((position * (p - p0)).subs(p, p0 + g)), g)  # g for p - p0 here
    correlation = sympy.re(sum(c * {0: 1, 1: 0, 2: pp}[k] for (k,), c in moments.terms()))
    variance_x = (1 + b**2) / (4 * pp)
    q_mean, k_mean = pointer(g, f, (x0, p0), (variance_x, correlation, pp), kk if disturbs else 0)
    left = [
        sympy.diff(q_mean, g).subs(g, 0) - sympy.re(weak),
        sympy.diff(k_mean, g).subs(g, 0) - 2 * kk * sympy.im(weak),
        variance_x * pp - correlation**2 - sympy.Rational(1, 4),  # pure
    ]
    over = [str(form) for form in (sympy.simplify(form) for form in left) if form != 0]
    wrong = {"left over": over} if over else None
    scope = "all pure Gaussian states, all pointers, all outcomes: three identities"
    return decided("weak-values", "theorem", scope, len(left), wrong)
