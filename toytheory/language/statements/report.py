"""`report diff, logical`: only these outcomes are compared and told, jointly; the last statement.

Items of a step: outcomes.
"""

from __future__ import annotations

from typing import Any

from toytheory.errors import InputError
from toytheory.language.advice import Advice
from toytheory.language.bookkeeping import Report
from toytheory.language.so_far import SoFar
from toytheory.language.steps import Step

from .statement import Language, Line, Record, Statement, both

RULES = r"""
report       = ~r"report\s*" references end
"""


def _read(line: Line, node: Any) -> list[Step]:
    names, nodes = line.listed(node, "told", "reference")
    return [Report(names, place=line.place, columns=line.columns(nodes))]


def _check(so_far: SoFar, step: Report) -> None:
    """It stands outside of branches and rounds; outcomes exist and are named once. Nothing may follow."""
    if so_far.depth:
        raise InputError("a `report` inside of a branch or of rounds", "report at the end, behind the last `end`")
    if not step.names:
        raise InputError("a report of no outcome", "name at least one")
    seen: set[str] = set()
    for item, name in enumerate(step.names):
        so_far.outcome(step, item, name)
        if name in seen:
            raise InputError(f"{name} is reported twice", "name it once", step.item_place(item))
        seen.add(name)
    so_far.reported = True


REPORT = Language(
    both(Statement(("report",), "report", RULES, {"report": Advice("report a, b")}, _read)),
    records={Report: Record(_check, lambda step, ring: f"report {', '.join(step.names)}")},
)
