"""`displace X2 by a - b, P2 by 1`: constants and feed-forward.

Items of a step: coordinates, then outcomes.
"""

from __future__ import annotations

import re
from typing import Any

from toytheory.errors import Place
from toytheory.language.advice import COORDINATES, NOT_INTEGER, RESIDUES, Advice, Hint
from toytheory.language.grammar import parts
from toytheory.language.plain_lines import COORDINATE, PART, SPACE, Text, listed, pieces, summed, whole
from toytheory.language.ring import Ring
from toytheory.language.so_far import SoFar
from toytheory.language.steps import Displace, Step
from toytheory.phase_space.space import coordinate_name

from .statement import Language, Line, Record, Statement

RULES = r"""
displace     = ~r"displace\s*" shift (comma shift)* end
"""

_LETTER_BEHIND = r"\*|\^|[A-Za-z_]"
HINTS = {
    "Z": (
        Hint(r"\w\s*", _LETTER_BEHIND, "a product is not linear", "write a sum such as a - 2b + 1"),
        Hint(r"\w\s*", r"/", "division of an outcome", RESIDUES),
        Hint(r"", r"[(\[{]", "brackets are not part of the notation", "multiply out, as in 2a - 2b"),
    ),
    "R": (
        Hint(r"", r"[(\[{]", "brackets are not part of the notation", "multiply out"),
        Hint(r"\w\s*", _LETTER_BEHIND, "a product is not linear", "write a sum: a/2 - b + 1"),
        Hint(r"\w\s*", r"/\s*[A-Za-z_]", "a quotient is not linear", "divide by a number: a/2"),
        Hint(r"\d\s*", r"\.", "a number with two points", "write for instance 0.5"),
    ),
}
"""Mistakes in expressions."""


def only_single(listed: str) -> Hint:
    """The mistake of displacing a sum."""
    return Hint(r"[XP]\d*\s*", r"[+*-]", "only single coordinates are displaced", f"list them, as in {listed}")


def _read(line: Line, node: Any) -> list[Step]:
    shifts, coordinates, outcomes = [], [], []
    for shift in parts(node, "shift"):
        coordinate, _, expression = shift.children
        read, first = line.reader.expression(expression)
        coordinates.append(coordinate)
        outcomes += first
        shifts.append((line.reader.coordinate(coordinate), read))
    return [Displace(tuple(shifts), place=line.place, columns=line.columns(coordinates + outcomes))]


_PLAIN = whole(rf"displace{SPACE}({listed(f'{COORDINATE}{SPACE}by{SPACE}{summed(PART)}')})")
_SHIFT = re.compile(rf"([XP])([0-9]+){SPACE}by{SPACE}")


def _plain_line(text: Text, line: str, place: Place) -> list[Step] | None:
    found = _PLAIN.match(line)
    if found is None:
        return None
    shifts, columns, first = [], [], list[int]()
    for column, piece in pieces(found, 1):
        head = _SHIFT.match(piece)
        assert head is not None  # it is how each piece begins
        index = text.coordinate(head[1], head[2])
        expression = text.expression(piece[head.end() :], first, column + head.end())
        if index < 0 or expression is None:
            return None
        shifts.append((index, expression))
        columns.append(column)
    return [Displace(tuple(shifts), place=place, columns=(*columns, *first))]


def _check(so_far: SoFar, step: Displace) -> None:
    """Coordinates exist and are named once; expressions use outcomes that exist, with finite numbers."""
    so_far.coordinates(step, [index for index, _ in step.shifts])
    item = len(step.shifts)
    for _, expression in step.shifts:
        item = so_far.expression(step, expression, item)


def _plain(step: Displace, ring: Ring) -> Displace:
    return Displace(tuple((index, ring.expression(e)) for index, e in step.shifts))


def _write(step: Displace, ring: Ring) -> str:
    return "displace " + ", ".join(f"{coordinate_name(i)} by {ring.written(e)}" for i, e in step.shifts)


DISPLACE = Language(
    over={
        "Z": (
            Statement(
                ("displace",),
                "displace",
                RULES,
                {
                    "displace": Advice(
                        "displace X2 by a - b, P2 by 1",
                        (
                            NOT_INTEGER,
                            *COORDINATES,
                            only_single("`displace X1 by 1, P1 by 2` or `noise X1, P1 by 0,0: 1/2, 1,2: 1/2`"),
                            *HINTS["Z"],
                        ),
                    )
                },
                _read,
                plain=_plain_line,
            ),
        ),
        "R": (
            Statement(
                ("displace",),
                "displace",
                RULES,
                {
                    "displace": Advice(
                        "displace X2 by 1.414a - b, P2 by 1",
                        (
                            only_single("`displace X1 by 1, P1 by 2` or `noise X1 variance 0.1, P1 variance 0.2`"),
                            *HINTS["R"],
                            *COORDINATES,
                        ),
                    )
                },
                _read,
            ),
        ),
    },
    records={Displace: Record(_check, _write, _plain)},
)
