"""The cubic gate for every odd prime d at once: a negative Wigner function, infinite order, one orbit, hence density.

docs/beyond.md, "Discrete systems", has the lemmas; here are their finitely many identities, with d, n or the entries of
a column as symbols, and each beside exact numbers for the first primes as a second route.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from quantum_ref.operators.cyclotomic import to_complex
from toytheory.discrete.transformations import SymplecticMap
from toytheory.phase_space.modular import is_prime

from .discrete import cubic, infinite_order, negative_wigner, wigner_values

PRIMES = tuple(d for d in range(7, 62) if is_prime(d))
"""For which valuations are also computed one by one."""

Exponent = Callable[[int, int], int]
"""(x, d) -> the exponent of omega in the trace of an element of the group, times sqrt(d)."""


def cubic_and_linear(x: int, d: int) -> int:
    """x^3 for d = 1 modulo 3, otherwise x^3 + x.

    The trace of fourier times diag(omega^(x^3 + cx + x^2)) is the sum of omega^(x^3 + cx) over sqrt(d);
    diag(omega^(x^2)) and diag(omega^(cx)) are Clifford gates.
    """
    return x**3 + (x if d % 3 == 2 else 0)


def valuation(d: int, exponent: Exponent = cubic_and_linear) -> int | None:
    """The power of pi = 1 - omega in S = sum_x omega^exponent(x), for prime d; None if it is d - 1 or more.

    omega^k = (1 - pi)^k, so S = sum_j (-pi)^j sum_x binomial(k_x, j); d is pi^(d-1) times a unit, so the first j whose
    inner sum is no multiple of d is the valuation.

    >>> valuation(7), valuation(11), valuation(7, lambda x, d: x * x)
    (2, 4, 3)
    """
    exponents = [exponent(x, d) % d for x in range(d)]
    return next((j for j in range(d - 1) if sum(math.comb(k, j) for k in exponents) % d), None)


def predicted(d: int) -> int:
    """(d - 1)/3 or (d + 1)/3: the first j for which binomial(x^3 + cx, j) has a term in x^(d-1)."""
    return (d + 1) // 3


def infinite_order_for_every_prime(exponent: Exponent = cubic_and_linear) -> Check:
    """Some g of the group has an |Tr g|^2 that is no algebraic integer, so no power of g is a phase: every odd prime d.

    |Tr g|^2 = |S|^2 / d is an algebraic integer only if the valuation of S is at least (d - 1)/2, since d has the
    valuation d - 1. Modulo d, sum_x x^m is 0 unless d - 1 divides m > 0. For d = 1 modulo 3, j = (d - 1)/3, the term of
    degree 3j = d - 1 in binomial(x^3, j) has the coefficient 1/j!; for d = 2 modulo 3, j = (d + 1)/3, that of degree
    3j - 2 = d - 1 has j/j!, and no smaller power reaches this degree. Both are less than (d - 1)/2 for d > 5. For
    d = 3 and 5 the numbers themselves are looked at.
    """
    import sympy

    d, j, x, c = sympy.symbols("d j x c", positive=True)
    q = sympy.symbols("q", integer=True, positive=True)
    term = sympy.expand_func(sympy.binomial(j, 1)) * (x**3) ** (j - 1) * (c * x)  # of the binomial theorem
    identities = {
        "coefficient": sympy.simplify(term / (j * c * x ** (3 * j - 2))) - 1,
        "degree for d = 3q + 1": (3 * j).subs(j, (3 * q + 1 - 1) / 3) - (3 * q + 1 - 1),
        "degree for d = 3q + 2": (3 * j - 2).subs(j, (3 * q + 2 + 1) / 3) - (3 * q + 2 - 1),
        "margin for d = 3q + 1": sympy.expand(3 * (d - 1) - 2 * (d - 1) - (d - 1)),
        "margin for d = 3q + 2": sympy.expand(3 * (d - 1) - 2 * (d + 1) - (d - 5)),
    }
    wrong: dict[str, Any] | None = None
    failed = [name for name, left in identities.items() if sympy.simplify(left) != 0]
    if failed:
        wrong = {"identities": failed}
    for prime in PRIMES:
        found = valuation(prime, exponent)
        if wrong is None and (found != predicted(prime) or not 2 * found < prime - 1):
            wrong = {"d": prime, "valuation": found, "predicted": predicted(prime), "less than": f"{prime - 1}/2"}
    for prime in (3, 5):
        small = infinite_order(prime)
        if wrong is None and small.status != "holds":
            wrong = {"d": prime, **(small.witness or {})}
    scope = (
        f"every odd prime d and every n (tensored with 1): {len(identities)} identities in d; d = 3, 5 by their "
        "traces; "
        f"valuations also computed for d = 7 to {PRIMES[-1]}"
    )
    return decided("infinite-order", "theorem", scope, len(identities) + len(PRIMES) + 2, wrong)


# Transitivity


def symbolic_maps() -> dict[str, Any]:
    """`fourier`, `phase` k times and `multiply` by a of one system; `sum` k times, both ways, of two; as matrices."""
    import sympy

    k, a = sympy.symbols("k a")
    return {
        "fourier": sympy.Matrix([[0, 1], [-1, 0]]),
        "phase": sympy.Matrix([[1, 0], [k, 1]]),
        "multiply": sympy.Matrix([[a, 0], [0, 1 / a]]),
        "sum": sympy.Matrix([[1, 0, 0, 0], [0, 1, 0, -k], [k, 0, 1, 0], [0, 0, 0, 1]]),
        "sum back": sympy.Matrix([[1, 0, k, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, -k, 0, 1]]),
    }


def one_orbit(maps: Callable[[], dict[str, Any]] = symbolic_maps) -> Check:
    """Every nonzero point can be carried to e_x1 by generators, over any field: five identities in its entries.

    Within a system (x, p) with x != 0 goes to (x, 0) by `phase`, to (1, 0) by `multiply`; `fourier` makes x of p.
    Between systems that are (1, 0) or (0, 0) `sum` fills the first and clears the others, two at a time.
    """
    import sympy

    x, p, k, a = sympy.symbols("x p k a", nonzero=True)
    named = maps()
    found = {name: matrix.subs(dict(zip(sympy.symbols("k a"), (k, a), strict=True))) for name, matrix in named.items()}
    steps = {
        "(0, p)": (found["fourier"] * sympy.Matrix([0, p]), [p, 0]),
        "(x, p)": (found["phase"].subs(k, -p / x) * sympy.Matrix([x, p]), [x, 0]),
        "(x, 0)": (found["multiply"].subs(a, 1 / x) * sympy.Matrix([x, 0]), [1, 0]),
        "(1, 0, 1, 0)": (found["sum"].subs(k, -1) * sympy.Matrix([1, 0, 1, 0]), [1, 0, 0, 0]),
        "(0, 0, 1, 0)": (found["sum back"].subs(k, 1) * sympy.Matrix([0, 0, 1, 0]), [1, 0, 1, 0]),
    }
    failed = [name for name, (left, right) in steps.items() if sympy.simplify(left - sympy.Matrix(right)).norm() != 0]
    wrong: dict[str, Any] | None = {"from": failed} if failed else None
    for name, matrix in found.items():
        if wrong is None and not _is_the_named_map(name, matrix, (k, a)):
            wrong = {"not the map of the language": name}
    scope = f"every n, every prime d: {len(steps)} steps that carry a nonzero point to X1, entries as symbols"
    return decided("one-orbit", "theorem", scope, len(steps), wrong)


def _is_the_named_map(name: str, matrix: Any, symbols: tuple[Any, Any], d: int = 7, value: int = 3) -> bool:
    """Whether a symbolic matrix is that of the language's map, its power 3, or its multiplier 3, at d = 7."""
    import sympy

    numbers = matrix.subs(dict.fromkeys(symbols, sympy.Integer(value)))
    entries = [int(e.p) * pow(int(e.q), -1, d) % d for e in map(sympy.Rational, numbers)]
    found = np.array(entries).reshape(matrix.shape)
    systems = {"sum": [0, 1], "sum back": [1, 0]}.get(name, [0])
    one = SymplecticMap.named(
        name.removesuffix(" back"), systems, d, len(set(systems)), *[value] * (name == "multiply")
    )
    power = 1 if name in ("fourier", "multiply") else value
    return bool((np.linalg.matrix_power(one.matrix.astype(np.int64), power) % d == found).all())


# Negative Wigner functions


def negative_for_every_prime(exponents: Sequence[int] = (0, 1, 8)) -> Check:
    """The cubic gate makes a Wigner function of P = 0 negative, for every odd prime d.

    W(0, p) is, up to a positive factor, the Fourier transform of u(y) = omega^(y^3/4). Were it nowhere negative, the
    matrix of the u(t_i - t_j) would be positive for t = 0, y, y + z; its determinant is -|u(y)u(z) - u(y+z)|^2 for u of
    modulus 1. So u(2) = u(1)^2, that is 8/4 = 2/4 modulo d, and d divides 6. For d = 3 the numbers are looked at.

    Parameters
    ----------
    exponents : four times the exponent of u at y = 0, 1, 2.
    """
    import sympy

    a, b, c = sympy.symbols("a b c", nonzero=True)  # u(y), u(z), u(y + z), and 1/a is the complex conjugate of a
    gram = sympy.Matrix([[1, 1 / a, 1 / c], [a, 1, 1 / b], [c, b, 1]])
    defect = sympy.expand(gram.det() + (a * b - c) * (1 / (a * b) - 1 / c))
    apart = exponents[2] - 2 * exponents[1]
    wrong: dict[str, Any] | None = None
    if defect != 0 or apart == 0 or any(apart % d == 0 for d in (5, *PRIMES)):
        wrong = {"left over": str(defect), "u(2) and u(1)^2 apart by": f"{apart}/4"}
    small = negative_wigner()
    if wrong is None and small.status != "holds":
        wrong = dict(small.witness or {})
    for d in (5, 7, 11, 13):
        lowest = float(to_complex(wigner_values(cubic(d))).real.min()) / d**2
        if wrong is None and lowest > -1e-6:
            wrong = {"d": d, "smallest W": lowest}
    scope = "every odd prime d: a determinant and 6 modulo d; d = 3 in Z[zeta_9]; d = 5 to 13 also as numbers"
    return decided("negative-wigner", "theorem", scope, 7, wrong, small.witness)
