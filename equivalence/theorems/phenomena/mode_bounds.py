"""Modes: what brackets and the uncertainty principle leave to copies and to listeners, for every linear machine and
every state.

The talk's restriction, covariance + i hbar/2 B >= 0 with B the matrix of brackets, says for two linear forms that
Var(F) Var(G) >= (hbar/2)^2 [F, G]^2: the quadratic form at F + itG is Var(F) + t^2 Var(G) - t hbar [F, G] >= 0 for
all t (`uncertain`).

*Copies.* Two copies of a mode with the same means, x_1 = x + n_1, p_2 = p + n_2 and so on with noise n that has no
bracket with x, p: [x_1, p_2] = 0, so [n_1, n_2] = -1, so Var(n_1) Var(n_2) >= hbar^2/4. An amplifier of gain 2 and a
beam splitter reach it. *Listeners.* If E estimates X_A by X_A - G and B estimates P_A by P_A - H, G of E and H of B,
these errors have the bracket 1: Var(X_A - G) Var(P_A - H) >= hbar^2/4.
"""

from __future__ import annotations

from typing import Any

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check


def _bracket(u: Any, v: Any) -> Any:
    return sum(u[2 * i] * v[2 * i + 1] - u[2 * i + 1] * v[2 * i] for i in range(len(u) // 2))


def uncertain(sign: int = 1) -> list[Any]:
    """What is left of the quadratic form at F + itG less its three terms, for two modes and a symbolic covariance.

    Parameters
    ----------
    sign : of the term with the bracket; -1 is a planted fault.
    """
    import sympy

    u, v = sympy.Matrix(sympy.symbols("u:4", real=True)), sympy.Matrix(sympy.symbols("v:4", real=True))
    t, hbar = sympy.symbols("t hbar", real=True)
    entries = sympy.symbols("c:16", real=True)
    covariance = sympy.Matrix(4, 4, lambda i, j: entries[4 * min(i, j) + max(i, j)])
    B = sympy.Matrix([[0, 1, 0, 0], [-1, 0, 0, 0], [0, 0, 0, 1], [0, 0, -1, 0]])
    form = (u + sympy.I * t * v).T * (covariance + sympy.I * hbar / 2 * B) * (u - sympy.I * t * v)
    wanted = (u.T * covariance * u)[0] + t**2 * (v.T * covariance * v)[0] + sign * t * hbar * _bracket(u, v)
    return [sympy.expand(form[0] - wanted)]


def copies(gain: int = 2) -> Check:
    """Two copies of a mode: noises with the bracket -1, and a machine that adds hbar/2 to X and to P of both.

    Parameters
    ----------
    gain : of the amplifier; another one than 2 is a planted fault.
    """
    import sympy

    root, half = sympy.sqrt(gain), sympy.sqrt(2) / 2
    # amplifier: x sqrt(G) + x_e sqrt(G - 1), p sqrt(G) - p_e sqrt(G - 1); then a balanced splitter with the vacuum w
    more = sympy.sqrt(gain - 1)
    x = [[half * root, 0, half * more, 0, s * half, 0] for s in (-1, 1)]
    p = [[0, half * root, 0, -half * more, 0, s * half] for s in (-1, 1)]
    means = [x[0][0] - 1, p[1][1] - 1]
    noise = [_bracket([0, 0, *x[0][2:]], [0, 0, *p[1][2:]]) + 1, _bracket(x[0], p[1])]
    added = [sum(c**2 for c in row[2:]) - 1 for row in (x[0], p[1])]  # of vacua, in units of hbar/2
    left = [sympy.simplify(value) for value in (*uncertain(), *means, *noise, *added)]
    wrong = {"left over": [str(value) for value in left]} if any(left) else None
    scope = (
        "modes: the uncertainty of two forms, the bracket of the noises of copies, and a machine that reaches the bound"
    )
    return decided("copies-of-modes", "theorem", scope, len(left), wrong)


def listeners(sign: int = 1) -> Check:
    """The errors of E's estimate of X_A and of B's estimate of P_A have the bracket 1.

    Parameters
    ----------
    sign : as in `uncertain`.
    """
    import sympy

    g1, g2, h1, h2 = sympy.symbols("g1 g2 h1 h2")
    bracket = _bracket([1, 0, 0, 0, -g1, -g2], [0, 1, -h1, -h2, 0, 0]) - 1
    left = [sympy.expand(value) for value in (*uncertain(sign), bracket)]
    wrong = {"left over": [str(value)[:200] for value in left]} if any(left) else None
    scope = "modes, every state of A, B, E and all linear estimates: the uncertainty of two forms and one bracket"
    return decided("listeners-of-modes", "theorem", scope, len(left), wrong)
