"""Whose disagreement it is: the one backend that is at fault, if that can be told."""

from __future__ import annotations

from collections.abc import Sequence

from equivalence.comparison.answers import Result
from equivalence.comparison.compare import compare


def odd_one_out(results: Sequence[Result]) -> str | None:
    """The backend that is wrong by itself; None if there is none, more than one, or no telling.

    It is the one that the others of its side outvote (`compare`), or the one without which all others agree, on both
    sides. Where one backend of a side answered alone, nothing tells its fault from a difference of the theories.
    """
    faulty = (compare(results).witness or {}).get("faulty", ())
    if len(faulty) == 1:
        return str(faulty[0])
    failed = [result.backend for result in results if result.error is not None]
    if failed:
        return failed[0] if len(failed) == 1 else None
    answered = [result for result in results if result.answered]
    odd = [
        result.backend
        for result in answered
        if compare([other for other in answered if other is not result]).verdict == "agree"
    ]
    return odd[0] if len(odd) == 1 else None
