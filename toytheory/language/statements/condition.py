"""`condition a = 0`: keep only the runs in which an earlier outcome has this value.

Items of a step: the outcome.
"""

from __future__ import annotations

from typing import Any

from toytheory.language.advice import NOT_INTEGER, Advice, Hint
from toytheory.language.grammar import parts
from toytheory.language.so_far import SoFar
from toytheory.language.steps import Condition, Step

from .statement import Language, Line, Record, Statement

RULES = r"""
condition    = ~r"condition\s*" equations end
"""

COMBINATION = Hint(
    r"[\w\]]\s*",
    r"[+*<>!-]",
    "a condition is on one outcome",
    "measure the combination and write for instance `condition a = 0`",
)


def _read(line: Line, node: Any) -> list[Step]:
    steps: list[Step] = []
    for equation in parts(node, "equation"):
        name, _, value = equation.children
        columns = (line.reader.column(name),)
        steps.append(Condition(name.match["name"], line.reader.value(value), place=line.place, columns=columns))
    return steps


def _check(so_far: SoFar, step: Condition) -> None:
    """The outcome exists (on modes: the value is finite)."""
    so_far.outcome(step, 0, step.name)
    if so_far.d is None:
        so_far.number(step, 0, step.value, f"the value of {step.name}")


CONDITION = Language(
    over={
        "Z": (
            Statement(
                ("condition",),
                "condition",
                RULES,
                {"condition": Advice("condition a = 0", (NOT_INTEGER, COMBINATION))},
                _read,
            ),
        ),
        "R": (
            Statement(
                ("condition",), "condition", RULES, {"condition": Advice("condition a = 0.5", (COMBINATION,))}, _read
            ),
        ),
    },
    records={
        Condition: Record(
            _check,
            lambda step, ring: f"condition {step.name} = {ring.shown(step.value)}",
            lambda step, ring: Condition(step.name, ring.number(step.value)),
        )
    },
)
