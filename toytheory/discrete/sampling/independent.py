"""Mechanisms of bits as independent errors, each of which either happens or does not.

A law on a group of parities is a convolution of such errors exactly where the numbers below come out between 0 and 1/2:
the Walsh transform turns convolutions into products. For depolarising noise they do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from toytheory.errors import CannotRun

from .mechanisms import Added, Mechanism, total

ROUNDING = 1e-12
"""A probability below zero by no more than this is zero, computed in floats."""


def independent_errors(mechanisms: Sequence[Mechanism], approximate: bool = False) -> dict[Added, float]:
    """Probabilities of independent errors, by what they flip, in the order of the outputs.

    Parameters
    ----------
    approximate : take exclusive errors that are no such convolution as if they were independent (right to first order).

    Errors: CannotRun for such errors if they are not to be approximated.

    >>> from fractions import Fraction
    >>> x, z = ((0, 1),), ((1, 1),)
    >>> depolarised = Mechanism(tuple((s, Fraction(1, 8)) for s in (x, ((0, 1), (1, 1)), z)), 1)
    >>> [round(p, 6) for p in independent_errors([depolarised]).values()]
    [0.146447, 0.146447, 0.146447]
    """
    found: dict[Added, float] = {}
    for mechanism in mechanisms:
        errors = _decomposed(mechanism)
        if errors is None:
            if not approximate:
                what = ", ".join("*".join(str(output) for output, _ in added) for added, _ in mechanism.law)
                raise CannotRun(f"exclusive errors (outputs {what}) that are no independent errors")
            errors = {added: float(p) for added, p in mechanism.law}
        for added, p in errors.items():
            q = found.get(added, 0.0)
            found[added] = p * (1 - q) + q * (1 - p)
    return {added: found[added] for added in sorted(found) if found[added] > 0}


def _decomposed(mechanism: Mechanism) -> dict[Added, float] | None:
    law = dict(mechanism.law)
    if len(law) == 1:
        return {added: float(p) for added, p in law.items()}
    basis, elements = _span(list(law))
    chances = [float(law.get(element, 0)) for element in elements]
    chances[0] = float(1 - sum(law.values()))
    transform = _walsh(chances)
    if min(transform) <= 0:
        return None
    logarithms = _walsh([math.log(x) for x in transform])
    errors: dict[Added, float] = {}
    for number in range(1, len(elements)):
        p = -math.expm1(-logarithms[number] / 2 ** (len(basis) - 1)) / 2
        if p < -ROUNDING:
            return None
        errors[elements[number]] = max(p, 0.0)
    return errors


def _span(effects: list[Added]) -> tuple[list[Added], list[Added]]:
    """Independent ones among effects, and all their sums: element number n is the sum of those at the bits of n."""
    basis: list[Added] = []
    elements: list[Added] = [()]
    known: set[Added] = {()}
    for effect in effects:
        if effect not in known:
            basis.append(effect)
            elements += [total(element, effect, 2) for element in elements]
            known = set(elements)
    return basis, elements


def _walsh(values: list[float]) -> list[float]:
    """Sum over m of (-1)^(common bits of n and m) values[m], for every n."""
    result, step = list(values), 1
    while step < len(result):
        for first in range(0, len(result), 2 * step):
            for i in range(first, first + step):
                a, b = result[i], result[i + step]
                result[i], result[i + step] = a + b, a - b
        step *= 2
    return result
