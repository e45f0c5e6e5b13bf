"""Modes: linear codes do not make equal Gaussian noise smaller.

n modes get independent displacements of variance s in every coordinate; checks s_1, ..., s_m of a linear code are
read exactly and the best linear correction is made. What is left of the logical X and P, u and v with [u, v] = 1, are
the parts of their noise that the checks do not tell: u and v less a combination of the checks. Checks commute with
both and with each other, so the bracket is still 1, and with J the matrix of brackets |v|^2 (|u|^2 |v|^2 - (u.v)^2 -
(u.Jv)^2) = | |v|^2 u - (u.v) v - (u.Jv) Jv |^2 >= 0, so the noise left has s^2 (|u|^2 |v|^2 - (u.v)^2) >= s^2: not
less than that of one mode without a code. What X gains P loses. This is one noise and one kind of code; that no
Gaussian operation corrects Gaussian errors is the theorem of Niset, Fiurasek and Cerf.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check

Floats = NDArray[np.float64]


def area_bounds_bracket(modes: tuple[int, ...] = (1, 2), factor: int = 1) -> Check:
    """The identity above, with the coordinates of u and v as symbols.

    It uses v.Jv = 0, |Jv| = |v| and bilinearity alone, which hold for every number of modes.

    Parameters
    ----------
    factor : of the bracket; 2 is a planted fault.
    """
    import sympy

    wrong = None
    for n in modes:
        u, v = sympy.Matrix(sympy.symbols(f"u:{2 * n}")), sympy.Matrix(sympy.symbols(f"v:{2 * n}"))
        turned = sympy.Matrix([w for k in range(n) for w in (factor * v[2 * k + 1], -factor * v[2 * k])])
        uu, vv, uv, bracket = u.dot(u), v.dot(v), u.dot(v), u.dot(turned)
        rest = vv * u - uv * v - bracket * turned
        left = sympy.expand(vv * (uu * vv - uv**2 - bracket**2) - rest.dot(rest))
        if left != 0 and wrong is None:
            wrong = {"modes": n, "left over": str(left)[:200]}
    scope = (
        f"independent displacements of equal variance, linear codes with exact checks: the identity for {modes} modes"
    )
    return decided("linear-codes", "theorem", scope, len(modes), wrong)


def left_over(code: Floats) -> float:
    """The determinant of the noise left on the first mode, in units of s^2: modes 2 to n start with X = 0 exactly.

    Parameters
    ----------
    code : the symplectic matrix (2n, 2n) that encodes. Noise m + e is decoded to code^-1 e: of it X2..Xn are read.
    """
    decoded = np.linalg.inv(code)
    logical, checks = decoded[:2], decoded[2::2]
    noise, told, between = logical @ logical.T, checks @ checks.T, logical @ checks.T
    return float(np.linalg.det(noise - between @ np.linalg.solve(told, between.T)))


def drawn_codes(rng: np.random.Generator, count: int = 200) -> Check:
    """Codes drawn at random: squeezers, rotations and beam splitters of three modes, none of them below 1."""
    found = [left_over(_drawn(rng)) for _ in range(count)]
    least = min(found)
    wrong = {"determinant": least} if least < 1 - 1e-6 else None
    return decided("drawn-codes", "sampled", f"{count} linear codes of three modes, smallest {least:.4f}", count, wrong)


def _drawn(rng: np.random.Generator) -> Floats:
    """A symplectic matrix of three modes: two networks of beam splitters with squeezers between them."""
    networks = []
    for _ in range(2):
        q, _ = np.linalg.qr(rng.normal(size=(3, 3)) + 1j * rng.normal(size=(3, 3)))
        blocks = np.stack([np.stack([q.real, -q.imag], axis=-1), np.stack([q.imag, q.real], axis=-1)], axis=1)
        networks.append(blocks.reshape(6, 3, 2).reshape(6, 6))
    r = rng.normal(size=3)
    squeezers = np.diag(np.stack([np.exp(-r), np.exp(r)], axis=1).reshape(-1))
    matrix: Floats = networks[0] @ squeezers @ networks[1]
    return matrix
