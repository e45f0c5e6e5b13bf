"""Whose disagreement it is: the one backend that differs from all others, if there is one."""

from __future__ import annotations

from collections.abc import Sequence

from equivalence.comparison.answers import Result
from equivalence.comparison.compare import compare


def odd_one_out(results: Sequence[Result]) -> str | None:
    """The backend without which all others agree, on both sides; None if there is none, or more than one.

    A backend in error is the odd one if it is the only one. Where only one backend of a side answered, nothing tells
    its fault from a difference of the theories, and nobody is named.
    """
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
