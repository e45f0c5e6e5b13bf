"""`discard 2`: forget systems.

Items of a step: systems.
"""

from __future__ import annotations

from typing import Any

from toytheory.language.advice import Advice
from toytheory.language.so_far import SoFar
from toytheory.language.steps import Discard, Step

from .prepare import written_systems
from .statement import Language, Line, Record, Statement, both

RULES = r"""
discard      = ~r"discard\s*" numbers end
"""


def _read(line: Line, node: Any) -> list[Step]:
    systems, numbers = line.reader.systems(node)
    return [Discard(systems, place=line.place, columns=line.columns(numbers))]


def _check(so_far: SoFar, step: Discard) -> None:
    """The systems are there to be discarded, each named once."""
    if step.systems:
        so_far.usable(step, step.systems)
    so_far.distinct(step, step.systems, "discarded twice", "no system to be discarded")
    so_far.discarded |= set(step.systems)


DISCARD = Language(
    both(Statement(("discard",), "discard", RULES, {"discard": Advice("discard 2")}, _read)),
    records={Discard: Record(_check, lambda step, ring: f"discard {written_systems(step.systems)}")},
)
