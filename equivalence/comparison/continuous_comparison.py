"""Where answers about modes disagree: densities with densities, samples with densities, samples with samples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from .densities import Apart, largest_difference
from .draws import Oddity, against_density, between_draws
from .samples import FALSE_ALARM

if TYPE_CHECKING:
    from .answers import Result


def continuous_witness(results: Sequence[Result]) -> dict[str, Any] | None:
    """The first disagreement: within the toy side, within the quantum side, across, then of samples; None without one.

    Where three or more answered and all but one of them agree, that one is named: ``odd_one_out``. All tests of samples
    together raise a false alarm with a chance of at most 1e-9.
    """
    answered = [r for r in results if r.density is not None or r.draws is not None]
    found = next(_disagreements(answered), None)
    if found is None:
        return None
    left, right, apart = found
    odd = odd_one_out(answered)
    if isinstance(apart, Oddity):
        return _oddity_witness(left, right, apart, odd)
    return _exact_witness(left, right, apart, odd)


def odd_one_out(answered: Sequence[Result]) -> Result | None:
    """The one answer without which all others, two at least, agree; None where there is no such one, or more than one.

    A test of samples that finds nothing counts as agreement.
    """
    if len(answered) < 3:
        return None
    apart = [{left.backend, right.backend} for left, right, _ in _disagreements(answered, every_pair=True)]
    suspects = [r for r in answered if apart and all(r.backend in pair for pair in apart)]
    return suspects[0] if len(suspects) == 1 else None


def _disagreements(
    answered: Sequence[Result], every_pair: bool = False
) -> Iterator[tuple[Result, Result, Apart | Oddity]]:
    """Pairs that disagree, in the order in which they are told.

    Parameters
    ----------
    every_pair : also test samplers against more than one density each, and against each other beside densities.
    """
    exact = [r for r in answered if r.density is not None]
    for left, right in sorted(combinations(exact, 2), key=lambda p: _rank(p[0], p[1])):
        if left.density is not None and right.density is not None:
            apart = largest_difference(left.density, right.density)
            if apart is not None and not apart.ratio <= 1:
                yield left, right, apart
    drawn = [r for r in answered if r.draws is not None]
    tested = [(reference, sampler) for sampler in drawn for reference in _references(sampler, exact, every_pair)]
    for reference, sampler in tested:
        if reference.density is not None and sampler.draws is not None:
            oddity = against_density(sampler.draws, reference.density, FALSE_ALARM / len(tested))
            if oddity is not None:
                yield reference, sampler, oddity
    if exact and not every_pair:
        return
    pairs = list(combinations(drawn, 2))
    for left, right in pairs:
        if left.draws is not None and right.draws is not None:
            oddity = between_draws(left.draws, right.draws, FALSE_ALARM / len(pairs))
            if oddity is not None:
                yield left, right, oddity


def _references(sampler: Result, exact: Sequence[Result], every_one: bool) -> list[Result]:
    """Densities that samples are tested against: of the own side, if there is one."""
    ordered = sorted(exact, key=lambda r: r.side != sampler.side)
    return ordered if every_one else ordered[:1]


def _rank(left: Result, right: Result) -> int:
    if left.side == right.side:
        return 0 if left.side == "toy" else 1
    return 2


def _exact_witness(left: Result, right: Result, apart: Apart, odd: Result | None) -> dict[str, Any]:
    times = f"{apart.ratio:.3g} times what their tolerances allow" if apart.ratio < 1e300 else "beyond any tolerance"
    names = [left.backend, right.backend]
    reason = f"they differ {times}"
    if left.side == right.side:
        reason = f"the {left.side} backends {' and '.join(names)} differ in the {apart.quantity}, {times}"
    return _witness(left, right, apart.quantity, (apart.left, apart.right), reason, odd)


def _oddity_witness(reference: Result, sampler: Result, oddity: Oddity, odd: Result | None) -> dict[str, Any]:
    reason = f"{sampler.backend}: {oddity.reason}"
    return _witness(reference, sampler, oddity.quantity, (oddity.expected, oddity.observed), reason, odd)


def _witness(
    left: Result,
    right: Result,
    quantity: str,
    values: tuple[float | None, float | None],
    reason: str,
    odd: Result | None,
) -> dict[str, Any]:
    shown = [None if value is None else f"{value:.12g}" for value in values]
    by_side: dict[str, str | None] = {"toy": None, "quantum": None}
    for result, value in ((right, shown[1]), (left, shown[0])):
        by_side[result.side or "toy"] = value
    names = [left.backend, right.backend]
    if odd is not None:
        reason += f"; all others agree without {odd.backend}"
    witness: dict[str, Any] = {"outcome": quantity, **by_side, "backends": names, "reason": reason}
    if odd is not None:
        witness["odd_one_out"] = odd.backend
    return witness | ({"values": dict(zip(names, shown, strict=True))} if left.side == right.side else {})
