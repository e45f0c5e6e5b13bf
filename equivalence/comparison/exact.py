"""Where two exact distributions differ most: the outcome that a person is shown.

Distributions are in canonical form (see `results.canonical`); affine sets are never listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from toytheory.outcomes.distributions import AffineSet, Distribution, Key

from .affine import first_points, smallest_outside


@dataclass(frozen=True)
class Difference:
    """Where two distributions differ most, and both values; `outcome` None: in the probability of the conditions."""

    outcome: Key | None
    left: Fraction
    right: Fraction


def probability(distribution: Distribution, outcome: Key) -> Fraction:
    """Of one outcome."""
    if distribution.affine is not None:
        return Fraction(1, distribution.affine.size) if outcome in distribution.affine else Fraction(0)
    return (distribution.probabilities or {}).get(outcome, Fraction(0))


def first_difference(left: Distribution, right: Distribution) -> Difference | None:
    """The outcome with the largest difference, the smallest such key on ties; None where both are equal."""
    if left == right:
        return None
    if left.affine is not None and right.affine is not None:
        candidates = _candidates(left.affine, right.affine)
    else:
        listed = {**(left.probabilities or {}), **(right.probabilities or {})}
        candidates = [*listed, *(p for d in (left, right) for p in _unlisted(d.affine, listed))]
    found = None
    for key in sorted(candidates):
        here = Difference(key, probability(left, key), probability(right, key))
        if here.left != here.right and (found is None or abs(here.left - here.right) > abs(found.left - found.right)):
            found = here
    if found is None and left.condition_probability != right.condition_probability:
        return Difference(None, left.condition_probability, right.condition_probability)
    return found


def _unlisted(affine: AffineSet | None, listed: Mapping[Key, Fraction]) -> list[Key]:
    """The smallest point of an affine set that is not listed."""
    if affine is None:
        return []
    return [point for point in first_points(affine, len(listed) + 1) if point not in listed][:1]


def _candidates(left: AffineSet, right: AffineSet) -> list[Key]:
    """Outcomes among which two uniform distributions on affine sets differ most."""
    points = [smallest_outside(left, right), smallest_outside(right, left), tuple(map(int, left.offset))]
    return [*(p for p in points if p is not None), tuple(map(int, right.offset))]
