"""Where answers about modes disagree: densities with densities, samples with densities, samples with samples."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from .densities import Apart, largest_difference
from .draws import Oddity, against_density, between_draws
from .samples import FALSE_ALARM

if TYPE_CHECKING:
    from .answers import Result


def continuous_witness(results: Sequence[Result]) -> dict[str, Any] | None:
    """The first disagreement: within the toy side, within the quantum side, across, then of samples; None without one.

    All tests of samples together raise a false alarm with a chance of at most 1e-9.
    """
    exact = [r for r in results if r.density is not None]
    pairs = sorted(combinations(exact, 2), key=lambda p: _rank(p[0], p[1]))
    for left, right in pairs:
        if left.density is None or right.density is None:
            continue
        apart = largest_difference(left.density, right.density)
        if apart is not None and not apart.ratio <= 1:
            return _exact_witness(left, right, apart)
    drawn = [r for r in results if r.draws is not None]
    if exact:
        return _against_exact(drawn, exact)
    for left, right in (tests := list(combinations(drawn, 2))):
        if left.draws is not None and right.draws is not None:
            oddity = between_draws(left.draws, right.draws, FALSE_ALARM / len(tests))
            if oddity is not None:
                return _oddity_witness(left, right, oddity)
    return None


def _rank(left: Result, right: Result) -> int:
    if left.side == right.side:
        return 0 if left.side == "toy" else 1
    return 2


def _exact_witness(left: Result, right: Result, apart: Apart) -> dict[str, Any]:
    times = f"{apart.ratio:.3g} times what their tolerances allow" if apart.ratio < 1e300 else "beyond any tolerance"
    names = [left.backend, right.backend]
    if left.side == right.side:
        reason = f"the {left.side} backends {' and '.join(names)} differ in the {apart.quantity}, {times}"
        return _witness(left, right, apart.quantity, apart.left, apart.right, reason)
    return _witness(left, right, apart.quantity, apart.left, apart.right, f"they differ {times}")


def _against_exact(drawn: Sequence[Result], exact: Sequence[Result]) -> dict[str, Any] | None:
    for sampler in drawn:
        reference = min(exact, key=lambda r: r.side != sampler.side)
        if reference.density is not None and sampler.draws is not None:
            oddity = against_density(sampler.draws, reference.density, FALSE_ALARM / len(drawn))
            if oddity is not None:
                return _oddity_witness(reference, sampler, oddity)
    return None


def _oddity_witness(reference: Result, sampler: Result, oddity: Oddity) -> dict[str, Any]:
    reason = f"{sampler.backend}: {oddity.reason}"
    return _witness(reference, sampler, oddity.quantity, oddity.expected, oddity.observed, reason)


def _witness(
    left: Result, right: Result, quantity: str, first: float | None, second: float | None, reason: str
) -> dict[str, Any]:
    shown = [None if value is None else f"{value:.12g}" for value in (first, second)]
    by_side: dict[str, str | None] = {"toy": None, "quantum": None}
    for result, value in ((right, shown[1]), (left, shown[0])):
        by_side[result.side or "toy"] = value
    names = [left.backend, right.backend]
    witness = {"outcome": quantity, **by_side, "backends": names, "reason": reason}
    return witness | ({"values": dict(zip(names, shown, strict=True))} if left.side == right.side else {})
