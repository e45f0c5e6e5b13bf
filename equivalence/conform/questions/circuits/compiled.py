"""What the package's compiler, or its passes that optimise, make of a circuit."""

from __future__ import annotations

from .circuit_question import CircuitQuestion, unchanged

QUESTION = CircuitQuestion(
    "compiled", "a circuit that the package compiled or optimised", unchanged, part="circuit", displaced=True
)
