"""Marginals and conditionals of Gaussian Wigner functions for any number of modes, by identities of blocks.

The wave function is exp(-x A x / 2 + b x) with A = R + iJ symmetric, R > 0, and b complex. Vectors and matrices are
symbols that do not commute, so that nothing is said of their sizes; a number equals its transpose. With
s = k - J x - p / hbar (k the imaginary part of b) the exponent of the Wigner function's integrand is

    -x R x + 2 Re(b) x - s R^-1 s - (y - 2i R^-1 s) R (y - 2i R^-1 s) / 4,

so that W is proportional to exp(-x R x + 2 Re(b) x - s R^-1 s). Integrated over some of the p, that is of the s, the
last term becomes that of the Schur complement of R^-1, which is (R_22)^-1: the Wigner function of the other modes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from equivalence.engine.verdict import Check

Integrand = Callable[[Mapping[str, Any]], Any]


def symbols() -> dict[str, Any]:
    """Matrices R, J, the inverse T of R, and vectors with their transposes (`xt` of `x`)."""
    import sympy as sp

    names = ["R", "J", "T", *(name + t for name in "xypbk" for t in ("", "t"))]
    return {name: sp.Symbol(name, commutative=False) for name in names} | {"hbar": sp.Symbol("hbar", positive=True)}


def integrand(s: Mapping[str, Any]) -> Any:
    """Exponent of psi(x + y/2) psi*(x - y/2) exp(-i p y / hbar)."""
    import sympy as sp

    def log(sign: int) -> Any:
        """log psi(x + y/2), or the complex conjugate at x - y/2."""
        q, qt = s["x"] + sign * s["y"] / 2, s["xt"] + sign * s["yt"] / 2
        return -qt * (s["R"] + sign * sp.I * s["J"]) * q / 2 + (s["bt"] + sign * sp.I * s["kt"]) * q

    return log(1) + log(-1) - sp.I * s["pt"] * s["y"] / s["hbar"]


def completed(s: Mapping[str, Any]) -> Any:
    """The exponent as it is claimed to be, with a complete square in y."""
    import sympy as sp

    shifted = s["k"] - s["J"] * s["x"] - s["p"] / s["hbar"]
    shifted_t = s["kt"] - s["xt"] * s["J"] - s["pt"] / s["hbar"]
    square = (s["yt"] - 2 * sp.I * shifted_t * s["T"]) * s["R"] * (s["y"] - 2 * sp.I * s["T"] * shifted)
    return -s["xt"] * s["R"] * s["x"] + 2 * s["bt"] * s["x"] - shifted_t * s["T"] * shifted - square / 4


def is_zero(number: Any, s: Mapping[str, Any]) -> bool:
    """Whether a sum of products of symbols vanishes: R T = T R = 1, and a product is its transpose.

    >>> s = symbols()
    >>> is_zero(s["xt"] * s["R"] * s["y"] - s["yt"] * s["R"] * s["x"], s)
    True
    """
    import sympy as sp

    transposed = {s[name]: s[name[:-1] if name.endswith("t") else name + "t"] for name in s if name[0] in "xypbk"}
    number = sp.expand(sp.expand(number).subs(s["R"] * s["T"], 1).subs(s["T"] * s["R"], 1))
    total: dict[str, Any] = {}
    for term in sp.Add.make_args(number):
        factors, word = term.args_cnc()
        backwards = [transposed.get(symbol, symbol) for symbol in reversed(word)]
        key = min(" ".join(map(str, word)), " ".join(map(str, backwards)))
        total[key] = total.get(key, 0) + sp.Mul(*factors)
    return all(sp.simplify(coefficient) == 0 for coefficient in total.values())


def schur_complement_of_the_inverse() -> bool:
    """T_22 - T_21 T_11^-1 T_12 = R_22^-1 for blocks of any sizes, from R T = 1."""
    import sympy as sp

    R21, R22, T11, T12, T21, T22, inverse = sp.symbols("R21 R22 T11 T12 T21 T22 inverse", commutative=False)
    product = sp.expand(R22 * (T22 - T21 * inverse * T12))
    product = product.subs(R22 * T22, 1 - R21 * T12).subs(R22 * T21, -R21 * T11)  # the second row of R T = 1
    return bool(sp.expand(sp.expand(product).subs(T11 * inverse, 1)) == 1)


def factors_match() -> bool:
    """(2 pi hbar)^-n, the integrals over y and over k of the p: together the factor for the n - k other modes."""
    import sympy as sp

    n, k, hbar, R, R22 = sp.symbols("n k hbar R R22", positive=True)  # the last two are determinants
    T11 = R22 / R  # Jacobi: a minor of the inverse
    before = (2 * sp.pi * hbar) ** -n * sp.sqrt((4 * sp.pi) ** n / R)
    integrated = hbar**k * sp.sqrt(sp.pi**k / T11)
    after = (2 * sp.pi * hbar) ** (k - n) * sp.sqrt((4 * sp.pi) ** (n - k) / R22)
    return bool(sp.simplify(sp.expand_log(sp.log(before * integrated / after), force=True)) == 0)


def n_modes(function: Integrand = integrand) -> list[str]:
    """What is not so of the three steps; empty."""
    s = symbols()
    steps = {
        "the square is completed": is_zero(function(s) - completed(s), s),
        "the Schur complement of the inverse": schur_complement_of_the_inverse(),
        "the factors": factors_match(),
    }
    return [name for name, holds in steps.items() if not holds]


def marginals_of_n_modes(function: Integrand = integrand) -> Check:
    """Integrated over all p, W is |psi(x)|^2: log |psi|^2 is what is left of the exponent, at y = 0 without p."""
    s = symbols()
    failed = n_modes(function)
    at_zero = {s["y"]: 0, s["yt"]: 0, s["p"]: 0, s["pt"]: 0}
    density = -s["xt"] * s["R"] * s["x"] + 2 * s["bt"] * s["x"]
    if not is_zero(function(s).subs(at_zero) - density, s):
        failed.append("the density")
    return _check(
        "wigner-marginals-n-modes", "all n, every pure Gaussian state, positions of all or some modes", failed
    )


def conditional_wave(sign: int = -1) -> bool:
    """psi(a, x_2) is a wave function of x_2 with A_22 and b_2 - A_21 a, times its value at x_2 = 0; so W is as claimed.

    Parameters
    ----------
    sign : of the second term of the new b.
    """
    import sympy as sp

    names = "R11 R12 R21 R22 J11 J12 J21 J22 a at x2 x2t b1t b2t k1t k2t b2 k2 p2".split()
    R11, R12, R21, R22, J11, J12, J21, J22, a, at, x2, x2t, b1t, b2t, k1t, k2t, b2, k2, p2 = (
        sp.Symbol(n, commutative=False) for n in names
    )
    hbar, i = sp.Symbol("hbar", positive=True), sp.I
    quadratic = at * (R11 + i * J11) * a + at * (R12 + i * J12) * x2 + x2t * (R21 + i * J21) * a
    whole = -(quadratic + x2t * (R22 + i * J22) * x2) / 2 + (b1t + i * k1t) * a + (b2t + i * k2t) * x2
    new_b_t = (b2t + i * k2t) + sign * at * (R12 + i * J12)
    conditional = -x2t * (R22 + i * J22) * x2 / 2 + new_b_t * x2
    difference = sp.expand(whole - conditional - whole.subs({x2: 0, x2t: 0}))
    for block, transposed in ((R21, R12), (J21, J12)):  # a number equals its transpose
        difference = difference.subs(x2t * block * a, at * transposed * x2)
    # the s of the others is a block of the whole s: k is the imaginary part of b
    new_b = (b2 + i * k2) + sign * (R21 + i * J21) * a
    new_k = sp.expand((new_b - new_b.subs(sp.I, -sp.I)) / (2 * i))
    block_of_s = k2 - (J21 * a + J22 * x2) - p2 / hbar
    return bool(sp.expand(difference) == 0 and sp.expand(block_of_s - (new_k - J22 * x2 - p2 / hbar)) == 0)


def conditionals_of_n_modes(function: Integrand = integrand, sign: int = -1) -> Check:
    """At x_1 = a and integrated over p_1, W is the Wigner function of psi(a, .): any k of n modes measured."""
    failed = n_modes(function)
    if not conditional_wave(sign):
        failed.append("the wave function of the others")
    scope = "all n, every pure Gaussian state, positions of any modes measured: density and state at once"
    return _check("wigner-conditionals-n-modes", scope, failed)


def _check(name: str, scope: str, failed: list[str]) -> Check:
    if failed:
        return Check("theorem", scope, 4, "fails", name, {"not so": failed})
    return Check("theorem", scope, 4, "holds", name)
