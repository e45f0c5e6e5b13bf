"""Identities of matrices whose sizes are left open, so that they hold for every number of modes.

A `Blocks` is a sum of products. Names with a capital letter are matrices and do not commute, other names are numbers;
X' is the transpose of X, the empty product the identity. What is known of the matrices is given as rules that rewrite
a product, such as {"S J S'": "J"} for a symplectic S.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

Product = tuple[tuple[str, ...], tuple[str, ...]]
"""Numbers in alphabetic order, matrices in theirs."""

MOST = 10_000
"""Rewritten products at most: rules that turn in circles are an error, not a wait."""


@dataclass(frozen=True)
class Blocks:
    """A sum of products with rational coefficients; none of them is 0."""

    terms: Mapping[Product, Fraction]

    def __add__(self, other: Blocks) -> Blocks:
        """The sum."""
        return _summed([*self.terms.items(), *other.terms.items()])

    def __neg__(self) -> Blocks:
        """Minus this."""
        return Blocks({product: -factor for product, factor in self.terms.items()})

    def __sub__(self, other: Blocks) -> Blocks:
        """The difference."""
        return self + (-other)

    def __mul__(self, other: Blocks) -> Blocks:
        """The product of matrices, in this order."""
        return _summed(
            [
                ((tuple(sorted(a + b)), x + y), f * g)
                for (a, x), f in self.terms.items()
                for (b, y), g in other.terms.items()
            ]
        )

    @property
    def transpose(self) -> Blocks:
        """The transpose; that of J is -J.

        >>> str(blocks("2 c A J B").transpose)
        "- 2 c B' J A'"
        """
        found = []
        for (numbers, matrices), factor in self.terms.items():
            turned = tuple(_transposed(name) for name in reversed(matrices))
            found.append(((numbers, turned), factor * (-1) ** turned.count("J")))
        return _summed(found)

    def given(self, rules: Mapping[str, str | Blocks]) -> Blocks:
        """The same with every product that a rule names replaced by what the rule says, until none is left.

        >>> str(blocks("S J S' + 2 c c").given({"S J S'": "J", "c c": "1 - s s"}))
        '2 + J - 2 s s'
        """
        known = [(next(iter(blocks(left).terms)), blocks(right)) for left, right in rules.items()]
        done: list[tuple[Product, Fraction]] = []
        waiting = list(self.terms.items())
        for _ in range(MOST):
            if not waiting:
                return _summed(done)
            product, factor = waiting.pop()
            for left, right in known:
                found = _replaced(product, left, right)
                if found is not None:
                    waiting += [(p, factor * f) for p, f in found.terms.items()]
                    break
            else:
                done.append((product, factor))
        raise ValueError(f"the rules {', '.join(rules)} turn in circles")

    def __str__(self) -> str:
        """As `blocks` reads it."""
        written = []
        for (numbers, matrices), factor in sorted(self.terms.items()):
            names = " ".join((*numbers, *matrices))
            size = str(abs(factor)) if abs(factor) != 1 or not names else ""
            written.append(f"{'-' if factor < 0 else '+'} {' '.join(filter(None, (size, names)))}")
        return " ".join(written).removeprefix("+ ") or "0"


def blocks(text: str | Blocks) -> Blocks:
    """Read a sum of products: names and rational coefficients with blanks between them.

    >>> str(blocks("A B - 1/2 hbar + 0"))
    'A B - 1/2 hbar'
    """
    return text if isinstance(text, Blocks) else _read(text)


@lru_cache(maxsize=256)
def _read(text: str) -> Blocks:
    found: list[tuple[Product, Fraction]] = []
    for sign, written in re.findall(r"([+-]?)\s*([^+-]+)", text):
        factor = Fraction(-1 if sign == "-" else 1)
        numbers: list[str] = []
        matrices: list[str] = []
        for name in written.split():
            if name[0].isdigit():
                factor *= Fraction(name)
            else:
                (matrices if name[0].isupper() else numbers).append(name)
        found.append(((tuple(sorted(numbers)), tuple(matrices)), factor))
    return _summed(found)


def _summed(terms: Sequence[tuple[Product, Fraction]]) -> Blocks:
    total: dict[Product, Fraction] = {}
    for product, factor in terms:
        total[product] = total.get(product, Fraction(0)) + factor
    return Blocks({product: factor for product, factor in total.items() if factor})


def _transposed(name: str) -> str:
    return name if name == "J" else name[:-1] if name.endswith("'") else name + "'"


def _replaced(product: Product, left: Product, right: Blocks) -> Blocks | None:
    """The product with one occurrence of `left` replaced, or None where it has none."""
    rest = Counter(product[0])
    rest.subtract(left[0])
    if min(rest.values(), default=0) < 0:
        return None
    numbers, matrices, width = tuple(rest.elements()), product[1], len(left[1])
    for start in range(len(matrices) - width + 1):
        if matrices[start : start + width] == left[1]:
            before = Blocks({(numbers, matrices[:start]): Fraction(1)})
            return before * right * Blocks({((), matrices[start + width :]): Fraction(1)})
    return None
