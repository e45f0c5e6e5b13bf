"""What is decided of two experiments in one theory: whether they are the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

THEOREM = "the equivalence theorem for odd d (docs/proof.md)"
"""By what the answer of the toy theory is that of quantum theory."""

Answer = Literal["same", "different", "not-decided"]


@dataclass(frozen=True)
class Sameness:
    """What was decided in one theory.

    Attributes
    ----------
    answer : "same", "different" or "not-decided".
    by : the backend that decided, or the reason why none did.
    witness : of a difference: JSON-ready; for operations an input to prepare and a variable to measure.
    """

    answer: Answer
    by: str
    witness: Mapping[str, Any] | None = None
