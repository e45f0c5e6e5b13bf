"""Catalysis where it exists: quantum states whose Schmidt coefficients are not all equal (D. Jonathan, M. Plenio).

Pure states of two parties can be transformed by local operations and communication exactly if the Schmidt coefficients
of the target majorize those of the source (M. Nielsen, Phys. Rev. Lett. 83, 436). Of equal coefficients only their
number counts, numbers are multiplied by a lent state, and a common factor cancels.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check

SOURCE = (Fraction(2, 5), Fraction(2, 5), Fraction(1, 10), Fraction(1, 10))
TARGET = (Fraction(1, 2), Fraction(1, 4), Fraction(1, 4))
LENT = (Fraction(3, 5), Fraction(2, 5))


def leads_to(source: Sequence[Fraction], target: Sequence[Fraction]) -> bool:
    """Whether partial sums of the ordered target are nowhere smaller.

    >>> leads_to([Fraction(1, 2)] * 2, [Fraction(1)]), leads_to([Fraction(1)], [Fraction(1, 2)] * 2)
    (True, False)
    """
    length = max(len(source), len(target))
    sums = [accumulate([*sorted(spectrum, reverse=True), *[Fraction(0)] * (length - len(spectrum))])
            for spectrum in (source, target)]  # fmt: skip
    return all(a <= b for a, b in zip(*sums, strict=True))


def beside(spectrum: Sequence[Fraction], lent: Sequence[Fraction]) -> list[Fraction]:
    """Schmidt coefficients of two states side by side."""
    return [p * q for p in spectrum for q in lent]


def jonathan_plenio(lent: Sequence[Fraction] = LENT) -> Check:
    """(0.4, 0.4, 0.1, 0.1) does not lead to (0.5, 0.25, 0.25), with (0.6, 0.4) lent it does: exact fractions."""
    found = (leads_to(SOURCE, TARGET), leads_to(beside(SOURCE, lent), beside(TARGET, lent)))
    told = {"alone": found[0], "with the lent state": found[1]}
    scope = "one source, target and lent state; none has equal coefficients, so none is in the theories"
    return decided("jonathan-plenio", "exhaustive", scope, 2, None if found == (False, True) else told, told)


def flat_cancels(largest: int = 12) -> Check:
    """Equal coefficients: m lead to n exactly if m >= n, and no lent state with equal ones changes that."""
    wrong, cases = None, 0
    flat = [[Fraction(1, m)] * m for m in range(1, largest + 1)]
    for source in flat:
        for target in flat:
            for lent in flat[:4]:
                cases += 1
                with_lent = leads_to(beside(source, lent), beside(target, lent))
                if wrong is None and not with_lent == leads_to(source, target) == (len(source) >= len(target)):
                    wrong = {"from": len(source), "to": len(target), "lent": len(lent)}
    return decided("flat-cancels", "exhaustive", f"numbers up to {largest}, lent up to 4", cases, wrong)
