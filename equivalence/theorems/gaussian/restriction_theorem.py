"""The classical uncertainty principle allows exactly the Gaussian quantum states, for every number of modes.

Williamson: a positive C is S D S^T with S symplectic and D = diag(nu_1, nu_1, nu_2, nu_2, ...). Then C + i hbar J / 2
= S (D + i hbar J / 2) S^T, and the principle says nu_j >= hbar/2. The map S is the motion of a quadratic Hamiltonian
in both theories (`moyal-is-poisson`), so it is enough to look at normal modes one by one: for nu >= hbar/2 the
Gaussian is the Wigner function of a thermal state; for nu < hbar/2 its overlap with that of one excitation would be a
negative probability. That the state of largest entropy with given moments is the Gaussian is in `docs/continuous.md`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from equivalence.engine.verdict import Check

from .blocks import blocks


def congruence_holds() -> bool:
    """S (D + c J) S^T = S D S^T + c J if S J S^T = J; matrices of any size."""
    moved = blocks("S") * blocks("D + c J") * blocks("S'")
    return not (moved - blocks("S D S' + c J")).given({"S J S'": "J"}).terms


def normal_mode_bound() -> bool:
    """The eigenvalues of the block [[nu, i hbar/2], [-i hbar/2, nu]] are nu - hbar/2 and nu + hbar/2."""
    import sympy as sp

    nu, hbar = sp.symbols("nu hbar", positive=True)
    block = sp.Matrix([[nu, sp.I * hbar / 2], [-sp.I * hbar / 2, nu]])
    return set(block.eigenvals()) == {nu - hbar / 2, nu + hbar / 2}


def laguerre_sum() -> bool:
    """sum t^k L_k(x) = exp(-x t / (1 - t)) / (1 - t): it obeys what the recurrence of the L_k says of the sum.

    (k + 1) L_k+1 = (2k + 1 - x) L_k - k L_k-1 is (1 - t)^2 dG/dt = (1 - x - t) G, and G(0) = L_0 = 1.
    """
    import sympy as sp

    x, t = sp.symbols("x t")
    log_G = -x * t / (1 - t) - sp.log(1 - t)
    return bool(sp.cancel((1 - t) ** 2 * sp.diff(log_G, t) - (1 - x - t)) == 0 and log_G.subs(t, 0) == 0)


def thermal_is_gaussian(variance: Any = None) -> bool:
    """(1 - q) sum q^k W_k is the Gaussian of variance nu = hbar/2 (1 + q)/(1 - q), W_k that of k excitations.

    W_k = (-1)^k L_k(2 r^2/hbar) exp(-r^2/hbar) / (pi hbar) with r^2 = x^2 + p^2. q from 0 to 1 gives every nu from
    hbar/2 on.
    """
    import sympy as sp

    q, r, hbar = sp.symbols("q r hbar", positive=True)
    t, x = -q, 2 * r**2 / hbar
    exponent, factor = -x * t / (1 - t) - r**2 / hbar, (1 - q) / (1 - t) / (sp.pi * hbar)
    nu = (hbar / 2 if variance is None else variance(hbar)) * (1 + q) / (1 - q)
    return bool(sp.cancel(exponent + r**2 / (2 * nu)) == 0 and sp.cancel(factor * 2 * sp.pi * nu) == 1)


def antiderivative() -> Any:
    """f(r) exp(-a r^2) has the derivative 2 pi r (2 r^2/hbar - 1) exp(-a r^2) and vanishes at infinity; this is f."""
    import sympy as sp

    hbar, r, a = sp.symbols("hbar r a", positive=True)
    return -sp.pi / a * (2 * (r**2 + 1 / a) / hbar - 1)


def antiderivative_holds() -> bool:
    """What `antiderivative` says of itself."""
    import sympy as sp

    hbar, r, a = sp.symbols("hbar r a", positive=True)
    f = antiderivative()
    return bool(sp.expand(sp.diff(f, r) - 2 * a * r * f - 2 * sp.pi * r * (2 * r**2 / hbar - 1)) == 0)


def overlap_with_one_excitation() -> Any:
    """2 pi hbar int W_nu W_1: (nu - hbar/2) hbar / (nu + hbar/2)^2, times 1.

    >>> import sympy as sp
    >>> nu, hbar = sp.symbols("nu hbar", positive=True)
    >>> sp.simplify(overlap_with_one_excitation() - hbar * (nu - hbar / 2) / (nu + hbar / 2) ** 2)
    0
    """
    import sympy as sp

    nu, hbar, r, a = sp.symbols("nu hbar r a", positive=True)
    integral = -antiderivative().subs(r, 0).subs(a, 1 / hbar + 1 / (2 * nu))  # over all radii
    factor = 2 * sp.pi * hbar / (sp.pi * hbar * 2 * sp.pi * nu)
    return sp.cancel(factor * integral)


@lru_cache(maxsize=4)
def restriction_theorem(variance: Any = None) -> Check:
    """Allowed covariances belong to quantum states, refused ones to none."""
    import sympy as sp

    nu, hbar = sp.symbols("nu hbar", positive=True)
    sign = sp.factor(overlap_with_one_excitation() / (nu - hbar / 2))
    steps = {
        "the principle is invariant": congruence_holds(),
        "it bounds each normal mode": normal_mode_bound(),
        "the sum over excitations": laguerre_sum(),
        "thermal states are Gaussian": thermal_is_gaussian(variance),
        "the overlap's integral": antiderivative_holds(),
        "below the bound a probability is negative": bool(sign.is_positive),
    }
    failed = [name for name, holds in steps.items() if not holds]
    scope = (
        "all n, by normal modes (cited: Williamson's theorem, the Wigner functions of number states, and that the "
        "Gaussian has the largest entropy)"
    )
    if failed:
        return Check("theorem", scope, len(steps), "fails", "restriction-theorem", {"not so": failed})
    return Check("theorem", scope, len(steps), "holds", "restriction-theorem")
