"""A circuit written out in a format of the package, and read again."""

from __future__ import annotations

from .circuit_question import CircuitQuestion, unchanged

QUESTION = CircuitQuestion("reimport", "a circuit that is written out and read again", unchanged, part="circuit")
