"""Modes: what a pair squeezed by r, and not perfectly correlated, adds in teleportation and swapping, and the limit."""

from __future__ import annotations

from typing import Any

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check


def squeezed_pair(q: Any, hbar: Any) -> Any:
    """The covariance of two modes in the vacuum after two-mode-squeeze by r, (4, 4), with q = e^r."""
    import sympy

    c, s = (q + 1 / q) / 2, (q - 1 / q) / 2
    flow = sympy.Matrix([[c, 0, s, 0], [0, c, 0, -s], [s, 0, c, 0], [0, -s, 0, c]])
    return flow * flow.T * hbar / 2


def finite_pairs(sign: int = 1) -> Check:
    """X3 - X2 and P3 + P2 are what teleportation adds: variance hbar e^(-2r) each, which goes to 0 with r.

    After displacing by a = X1 - X2 and b = P1 + P2 the far mode has X1 + (X3 - X2) and P1 + (P3 + P2). A coherent
    state so has the fidelity hbar / (hbar + added) = 1 / (1 + e^(-2r)), 1/2 without a pair; swapping adds two such
    terms.

    Parameters
    ----------
    sign : -1 is a planted fault: P taken off with the wrong sign.
    """
    import sympy

    q, hbar = sympy.symbols("q hbar", positive=True)
    covariance = squeezed_pair(q, hbar)
    forms = [sympy.Matrix([-1, 0, 1, 0]), sympy.Matrix([0, sign, 0, 1])]
    added = [sympy.cancel((form.T * covariance * form)[0]) for form in forms]
    left = [sympy.cancel(value - hbar / q**2) for value in added]
    limits = [sympy.limit(value, q, sympy.oo) for value in added]
    fidelity = sympy.cancel(hbar / (hbar + added[0]) - 1 / (1 + 1 / q**2))
    wrong = None
    if any(left) or any(limits) or fidelity:
        wrong = {"added": [str(value) for value in added], "limits": [str(value) for value in limits]}
    scope = "modes, every r and hbar: the variances added, their limit 0, and the fidelity of coherent states"
    return decided("finite-pairs", "theorem", scope, 5, wrong)
