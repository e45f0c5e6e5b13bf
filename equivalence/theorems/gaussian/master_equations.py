"""Loss and gain by their master equations, a second route to the channels: no environment, an arbitrary state.

d rho/dt = D[a] rho, with D[L] rho = L rho L^dagger - (L^dagger L rho + rho L^dagger L) / 2 and a = (x + ip) /
sqrt(2 hbar), is loss, D[a^dagger] gain, and (nbar + 1) D[a] + nbar D[a^dagger] thermal loss. With the operators of
`bopp_operators` each is a differential equation of W: a drift and a diffusion, as of a classical particle with friction
(or its opposite) and noise. At time t it has taken the characteristic function chi(xi) to chi(root xi) exp(-noise xi^2
/ 2), the root and the noise those of the channel with T = e^-t, or G = e^t.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from equivalence.engine.verdict import Check

Noises = Mapping[str, Callable[[Any, Any, Any], Any]]
Dissipator = Callable[[Any, Any, Any, Any, int], Any]

NOISES: Noises = {
    "loss": lambda T, nbar, hbar: (1 - T) * hbar / 2,
    "thermal loss": lambda T, nbar, hbar: (1 - T) * (2 * nbar + 1) * hbar / 2,
    "amplify": lambda G, nbar, hbar: (G - 1) * hbar / 2,
}
"""What the channels add, of T or G, as the documentation says."""


def dissipator(W: Any, x: Any, p: Any, hbar: Any, sign: int) -> Any:
    """2 hbar D[L] rho on W, for L = x + i sign p over sqrt(2 hbar): sign 1 is a, -1 is its adjoint."""
    import sympy as sp

    def multiplied(f: Any, side: int, conjugate: int) -> Any:
        """By x + i conjugate p from the left (side 1) or from the right (side -1)."""
        half = side * sp.I * hbar / 2
        return x * f + half * sp.diff(f, p) + sp.I * conjugate * (p * f - half * sp.diff(f, x))

    between = multiplied(multiplied(W, 1, sign), -1, -sign)
    left = multiplied(multiplied(W, 1, sign), 1, -sign)
    right = multiplied(multiplied(W, -1, -sign), -1, sign)
    return between - (left + right) / 2


@lru_cache(maxsize=8)
def drift_and_diffusion(sign: int, operator: Dissipator = dissipator) -> bool:
    """D on W is sign/2 div(m W) + hbar/4 Laplacian of W."""
    import sympy as sp

    hbar, (x, p) = sp.Symbol("hbar", positive=True), sp.symbols("x p", real=True)
    W = sp.Function("W")(x, p)
    drift = sp.Rational(sign, 2) * (sp.diff(x * W, x) + sp.diff(p * W, p))
    diffusion = hbar / 4 * (sp.diff(W, x, 2) + sp.diff(W, p, 2))
    return bool(sp.expand((operator(W, x, p, hbar, sign) / (2 * hbar) - drift - diffusion).doit()) == 0)


def solved(sign: int, nbar: Any, noise: Callable[[Any, Any, Any], Any]) -> bool:
    """chi(root xi) exp(-noise xi^2 / 2) solves d chi/dt = -sign/2 xi d chi/dxi - hbar/4 (2 nbar + 1) xi^2 chi.

    For every chi. That is the equation of W transformed; along xi, since both terms are the same in all directions.
    """
    import sympy as sp

    hbar, t, xi = sp.symbols("hbar t xi", positive=True)
    root = sp.exp(-sign * t / 2)
    exponent = -noise(root**2, nbar, hbar) * xi**2 / 2
    # chi and its derivative are arbitrary, so each has its own equation
    of_its_derivative = sp.diff(root * xi, t) + sp.Rational(sign, 2) * xi * sp.diff(root * xi, xi)
    rest = sp.Rational(sign, 2) * xi * sp.diff(exponent, xi) + hbar / 4 * (2 * nbar + 1) * xi**2
    begins = exponent.subs(t, 0) == 0
    return bool(begins and sp.expand(of_its_derivative) == 0 and sp.expand(sp.diff(exponent, t) + rest) == 0)


def master_equations(noises: Noises = NOISES, operator: Dissipator = dissipator) -> Check:
    """Loss, thermal loss and amplification are what their master equations lead to."""
    import sympy as sp

    nbar = sp.Symbol("nbar", nonnegative=True)
    steps = {
        "the equation of loss": drift_and_diffusion(1, operator),
        "the equation of gain": drift_and_diffusion(-1, operator),
        "loss": solved(1, sp.Integer(0), noises["loss"]),
        "thermal loss": solved(1, nbar, noises["thermal loss"]),
        "amplify": solved(-1, sp.Integer(0), noises["amplify"]),
    }
    failed = [name for name, holds in steps.items() if not holds]
    scope = "one mode of any number in an arbitrary state: loss, thermal loss, amplification; every T > 0, nbar, G"
    if failed:
        return Check("theorem", scope, len(steps), "fails", "master-equations", {"not so": failed})
    return Check("theorem", scope, len(steps), "holds", "master-equations")
