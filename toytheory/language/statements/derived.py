"""`let diff = a - b + 1`, `detector a - b as d at 1, 2, 0`, `observable b as logical`: what follows from outcomes.

Items of a step: the name, then outcomes.
"""

from __future__ import annotations

from typing import Any

from toytheory.errors import InputError
from toytheory.language.advice import END, INDEX, NOT_INTEGER, Advice, Hint
from toytheory.language.bookkeeping import Detector, Let, Observable
from toytheory.language.grammar import parts
from toytheory.language.reader import real_number
from toytheory.language.ring import Ring
from toytheory.language.so_far import SoFar
from toytheory.language.steps import OutcomeExpression, Step
from toytheory.phase_space.variables import tidy

from .displace import HINTS
from .statement import Language, Line, Record, Statement

LET = r"""
let          = ~r"let\s*" name equals expression end
"""
CERTAIN = r"""
detector     = ~r"detector\s*" expression (as name)? where? end
observable   = ~r"observable\s*" expression (as name)? end
where        = ~r"at\b\s*" position (comma position)*
position     = ~r"(?P<sign>-?)\s*(?P<number>@DECIMAL)\s*"
"""

_COORDINATE = Hint(r"", r"[XP]\d*\b", "a coordinate, not an outcome", "measure it first and use its outcome")
_HINTS = {"Z": (NOT_INTEGER, INDEX, *HINTS["Z"], _COORDINATE), "R": (INDEX, *HINTS["R"], _COORDINATE)}
_WHERE = Hint(
    r"\bat\s.*",
    r"[^\d\s,.-]",
    "the coordinates of a detector are decimal numbers",
    "write for instance `detector a - b as d at 1, 2, 0`",
)
_NOWHERE = Hint(r"", r"at\b", "an observable has no coordinates", "leave them out; `detector` has them")
_MEASURED = {"name": "a name", "where": "`at`", "position": "a number"}


def _read_let(line: Line, node: Any) -> list[Step]:
    _, name, _, expression, _ = node.children
    read, outcomes = line.reader.expression(expression)
    return [Let(name.match["name"], read, place=line.place, columns=line.columns([name, *outcomes]))]


def _read_certain(line: Line, node: Any) -> list[Step]:
    kind = Detector if node.expr_name == "detector" else Observable
    (expression,) = parts(node, "expression")
    read, outcomes = line.reader.expression(expression)
    named = [child for part in node.children[2:] for child in parts(part, "name")]
    name = named[0].match["name"] if named else line.numbered("d" if kind is Detector else "l")
    columns = line.columns([named[0] if named else expression, *outcomes])
    if kind is Observable:
        return [Observable(name, read, place=line.place, columns=columns)]
    at = tuple(float(real_number(p.match["number"])) * (-1 if p.match["sign"] else 1) for p in parts(node, "position"))
    return [Detector(name, read, at, place=line.place, columns=columns)]


def _check(so_far: SoFar, step: Let | Detector | Observable) -> None:
    """The outcomes exist; the name is new."""
    so_far.expression(step, step.expression, 1)
    so_far.new_outcomes(step, [step.name], 0)


def _check_certain(so_far: SoFar, step: Detector | Observable) -> None:
    if so_far.d is None:
        kind = "a detector" if isinstance(step, Detector) else "an observable"
        raise InputError(f"{kind} is not for modes", "write `let` for a linear combination of outcomes")
    if isinstance(step, Detector):
        for number in step.at:
            so_far.number(step, 0, number, "a coordinate of the detector")
    _check(so_far, step)


def _expression(ring: Ring, expression: OutcomeExpression) -> OutcomeExpression:
    return ring.expression(expression)


def _write_detector(step: Detector, ring: Ring) -> str:
    at = f" at {', '.join(str(tidy(x)) for x in step.at)}" if step.at else ""
    return f"detector {ring.written(step.expression)} as {step.name}{at}"


_ELSEWHERE = "write `let` for a linear combination of outcomes, or declare bits, trits or dits in the `system` line"


def _let(over: Any, example: str) -> Statement:
    return Statement(("let",), "let", LET, {"let": Advice(example, _HINTS[over], END)}, _read_let)


DERIVED = Language(
    over={
        "Z": (
            _let("Z", "let diff = a - b + 1"),
            Statement(
                ("detector",),
                "detector",
                CERTAIN,
                {
                    "detector": Advice(
                        "detector a - b as d at 1, 2, 0", (_WHERE, *_HINTS["Z"]), f"`as`, `at` or {END}", _MEASURED
                    )
                },
                _read_certain,
                elsewhere={"detector": _ELSEWHERE},
            ),
            Statement(
                ("observable",),
                "observable",
                "",
                {
                    "observable": Advice(
                        "observable a - b as logical", (_NOWHERE, *_HINTS["Z"]), f"`as` or {END}", _MEASURED
                    )
                },
                _read_certain,
                elsewhere={"observable": _ELSEWHERE},
            ),
        ),
        "R": (_let("R", "let diff = a/2 - b + 1"),),
    },
    records={
        Let: Record(
            _check,
            lambda step, ring: f"let {step.name} = {ring.written(step.expression)}",
            lambda step, ring: Let(step.name, _expression(ring, step.expression)),
        ),
        Detector: Record(
            _check_certain,
            _write_detector,
            lambda step, ring: Detector(step.name, _expression(ring, step.expression), tuple(map(float, step.at))),
        ),
        Observable: Record(
            _check_certain,
            lambda step, ring: f"observable {ring.written(step.expression)} as {step.name}",
            lambda step, ring: Observable(step.name, _expression(ring, step.expression)),
        ),
    },
)
