"""A circuit that was given to the package's compiler, or to its passes: what comes of it is left aside."""

from __future__ import annotations

from .circuit_question import CircuitQuestion, unchanged
from .compiled import draw

QUESTION = CircuitQuestion(
    "kept-when-compiled",
    "a circuit itself after the package compiled or optimised it",
    unchanged,
    draw,
    part="circuit",
)
