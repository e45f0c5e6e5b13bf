"""A circuit on other wires that the package moves to its own."""

from __future__ import annotations

from .circuit_question import CircuitQuestion, unchanged
from .compiled import draw

QUESTION = CircuitQuestion("moved", "a circuit that the package moved to other wires", unchanged, draw)
