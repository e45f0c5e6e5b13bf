"""Two answers to one experiment held against each other, whatever they are: exact or drawn, of systems or of modes.

Exact answers of discrete systems are equal or not; densities of modes are to be equal within the tolerances that both
state; samples are tested.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from toytheory.outcomes.distributions import Samples

from .answers import Result
from .densities import largest_difference
from .draws import Oddity, against_density, between_draws
from .exact import first_difference
from .samples import Finding, against_exact, between_samples
from .well_formed import joined


@dataclass(frozen=True)
class Contrast:
    """What two answers differ in.

    Attributes
    ----------
    outcome : the outcome (its values joined by commas), or for modes the quantity; None where neither is meant.
    left, right : what each says of it; None where it says nothing of the kind.
    detail : what else is to be told, in words; empty where the values say it all.
    """

    outcome: str | None
    left: Fraction | float | None
    right: Fraction | float | None
    detail: str = ""

    @property
    def shown(self) -> tuple[str | None, str | None]:
        """Both values as texts."""
        first, second = (None if x is None else f"{x:.12g}" if isinstance(x, float) else str(x)
                         for x in (self.left, self.right))  # fmt: skip
        return first, second

    def exchanged(self) -> Contrast:
        """The same with left and right exchanged."""
        return Contrast(self.outcome, self.right, self.left, self.detail)


def contrast(left: Result, right: Result, alpha: float) -> Contrast | None:
    """Where two answers cannot both be right; None where they may.

    Parameters
    ----------
    alpha : the chance of a false alarm that is allowed where one of them is drawn.
    """
    if left.drawn and right.exact:
        found = contrast(right, left, alpha)
        return None if found is None else found.exchanged()
    if left.density is not None or left.draws is not None:
        return _of_modes(left, right, alpha)
    shared = [name for name in left.parts.all if name in right.parts.all]
    found = _discrete(left, right, alpha / (1 + len(shared)))
    for name in shared if found is None else []:
        one, other = (_alone(result, name) for result in (left, right))
        found = _discrete(one, other, alpha / (1 + len(shared)))
        if found is not None:
            return replace(found, outcome=None if found.outcome is None else f"{name} = {found.outcome}")
    return found


def _alone(result: Result, name: str) -> Result:
    """What an answer says of one outcome."""
    part = result.parts.all[name]
    if isinstance(part, Samples):
        return Result(result.backend, result.side, samples=part)
    return Result(result.backend, result.side, distribution=part)


def _discrete(left: Result, right: Result, alpha: float) -> Contrast | None:
    finding: Finding | None = None
    if left.distribution is not None and right.distribution is not None:
        apart = first_difference(left.distribution, right.distribution)
        if apart is None:
            return None
        if apart.outcome is None:
            return Contrast(None, apart.left, apart.right, "in the probability that the conditions are met")
        return Contrast(joined(apart.outcome), apart.left, apart.right)
    if left.distribution is not None and right.samples is not None:
        finding = against_exact(right.samples, left.distribution, alpha)
    elif left.samples is not None and right.samples is not None:
        finding = between_samples(left.samples, right.samples, alpha)
    if finding is None:
        return None
    outcome = None if finding.outcome is None else joined(finding.outcome)
    return Contrast(outcome, finding.expected, finding.observed, finding.reason)


def _of_modes(left: Result, right: Result, alpha: float) -> Contrast | None:
    oddity: Oddity | None = None
    if left.density is not None and right.density is not None:
        apart = largest_difference(left.density, right.density)
        if apart is None or apart.ratio <= 1:  # a ratio that is no number is a difference
            return None
        times = (
            f"{apart.ratio:.3g} times what their tolerances allow" if apart.ratio < 1e300 else "beyond any tolerance"
        )
        return Contrast(apart.quantity, apart.left, apart.right, times)
    if left.density is not None and right.draws is not None:
        oddity = against_density(right.draws, left.density, alpha)
    elif left.draws is not None and right.draws is not None:
        oddity = between_draws(left.draws, right.draws, alpha)
    if oddity is None:
        return None
    return Contrast(oddity.quantity, float(oddity.expected), float(oddity.observed), oddity.reason)
