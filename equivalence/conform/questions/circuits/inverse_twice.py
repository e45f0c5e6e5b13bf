"""The package's inverse of its inverse of a gate, or of a circuit of several."""

from __future__ import annotations

from .circuit_question import CircuitQuestion, unchanged

QUESTION = CircuitQuestion("inverse-twice", "the inverse of the inverse of a gate, or of a circuit", unchanged)
