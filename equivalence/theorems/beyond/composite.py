"""Composite d: a gate that is no Clifford gate and leaves operators alone that the Clifford group only permutes.

With it the Clifford group generates no dense group, let alone all unitaries (docs/beyond.md, theorem 4).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.phase_space.modular import is_prime, prime_factors

from .discrete import not_dense

Gate = Callable[[int, int], int]
"""(x, e) -> the exponent of omega that the gate gives |x>."""

COMPOSITES = tuple(d for d in range(9, 100, 2) if not is_prime(d))


def marks_multiples(x: int, e: int) -> int:
    """1 where e divides x: the gate of theorem 4."""
    return int(x % e == 0)


def every_composite(gate: Gate = marks_multiples) -> Check:
    """For every composite odd d = pe the gate commutes with w(em) for all m, and is no Clifford gate.

    It is diagonal, and its exponent f has the period e: so it commutes with the clock and with the shift by e. Were it
    a Clifford gate, g(x) = f(x) - f(x - 1) would be linear modulo d; but e >= 3, so g(0), g(1), g(2) are 1, -1, 0,
    whose second difference is 3, and d > 3.
    """
    wrong: dict[str, Any] | None = None
    for d in COMPOSITES:
        e = d // prime_factors(d)[0]
        exponents = [gate(x, e) for x in range(-1, d)]
        periodic = all((gate(x + e, e) - gate(x, e)) % d == 0 for x in range(-1, d))
        first = [b - a for a, b in pairwise(exponents[:4])]
        if wrong is None and (not periodic or (first[0] - 2 * first[1] + first[2]) % d == 0):
            wrong = {"d": d, "e": e, "period": periodic, "f(x) - f(x - 1) for x = 0, 1, 2": first}
        if wrong is None and first != [1, -1, 0]:
            wrong = {"d": d, "f(x) - f(x - 1) for x = 0, 1, 2": first, "expected": [1, -1, 0]}
    scope = (
        "every composite odd d, one system: the exponents of the gate at -1, 0, 1, 2 and their second difference 3, "
        f"which d does not divide; period and exponents also one by one for d = 9 to {COMPOSITES[-1]}"
    )
    return decided("every-composite", "theorem", scope, 1 + len(COMPOSITES), wrong)


def leaves_alone(gate: Gate = marks_multiples) -> Check:
    """The talk's sentence, refuted: with this gate the group is not even dense, for any composite odd d.

    `every_composite` and, on the operators of d = 9, `not_dense`; inconclusive where either does not hold.
    """
    general, exact = every_composite(gate), not_dense(9)
    if general.status != "holds" or exact.status != "holds":
        return Check(
            "theorem", general.scope, 1, "inconclusive", "leaves-alone", reason="the gate may be a Clifford gate"
        )
    witness = {
        "d": 9,
        "gate": "|x> -> exp(2 pi i / 9) |x> where 3 divides x, other |x> unchanged",
        "is a Clifford gate": False,
        "commutes with": "w(3m) for all m, eight operators other than 1",
        "which the Clifford group": "permutes, up to phases",
        "so the group takes w(3, 0) to": "finitely many operators; a dense one would come near to infinitely many",
    }
    return Check("theorem", general.scope, general.cases + exact.cases, "fails", "leaves-alone", witness)
