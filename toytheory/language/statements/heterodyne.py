"""`heterodyne 1 as b, c`, `general-dyne 1 covariance 0.5, 0; 0, 0.5 as b, c`, `homodyne 1 at pi/4 as a`: on modes only.

Items of a step: the system, then (of a general-dyne measurement) the covariance row by row, then names.
"""

from __future__ import annotations

import math
from typing import Any

from toytheory.errors import InputError
from toytheory.language.advice import END, NUMBERS, Advice
from toytheory.language.bookkeeping import GeneralDyne
from toytheory.language.grammar import parts
from toytheory.language.ring import Ring
from toytheory.language.so_far import LARGEST, SoFar
from toytheory.language.steps import Heterodyne, Measure, Step
from toytheory.phase_space.uncertainty import check_covariance
from toytheory.phase_space.variables import Variable

from .prepare import check_matrix, written_rows
from .statement import Language, Line, Record, Statement

RULES = r"""
heterodyne   = ~r"heterodyne\s*" numbers (as names)? end
general_dyne = ~r"general-dyne\s*" numbers seed matrix (as names)? end
homodyne     = ~r"homodyne\s*" numbers at value (as names)? end
seed         = ~r"covariance\b\s*"
at           = ~r"at\b\s*"
"""


def _one_system(line: Line, node: Any, name: str) -> tuple[int, list[Any]]:
    systems, numbers = line.reader.systems(node)
    if len(systems) != 1:
        line.reader.refuse(numbers[-1], f"{name} takes one system, not {len(systems)}", "name one system")
    return systems[0], numbers


def _two_names(line: Line, node: Any, example: str) -> tuple[tuple[str, ...], list[Any]]:
    names, named = line.names(node, 2)
    if len(names) != 2:
        problem = f"{len(names)} name{'s' * (len(names) > 1)} for x and p"
        line.reader.refuse(named[0], problem, f"give two names, as in `{example}`")
    return names, named


def _read_heterodyne(line: Line, node: Any) -> list[Step]:
    system, numbers = _one_system(line, node, "heterodyne")
    names, named = _two_names(line, node, _HETERODYNE)
    return [Heterodyne(system, names, place=line.place, columns=line.columns(numbers + named))]


def _read_general(line: Line, node: Any) -> list[Step]:
    system, numbers = _one_system(line, node, "general-dyne")
    (matrix,) = parts(node, "matrix")
    rows, entries = [], []
    for row in parts(matrix, "values"):
        values, nodes = line.reader.numbers(row)
        rows.append(tuple(map(float, values)))
        entries += nodes
    names, named = _two_names(line, node, _GENERAL)
    columns = line.columns(numbers + entries + named)
    return [GeneralDyne(system, tuple(rows), names, place=line.place, columns=columns)]


def _read_homodyne(line: Line, node: Any) -> list[Step]:
    """The quadrature cos t X + sin t P, as a measurement."""
    system, _ = _one_system(line, node, "homodyne")
    (angle,), nodes = line.reader.numbers(node)
    if abs(angle) > LARGEST:
        line.reader.refuse(nodes[0], f"the angle is {angle:g}", f"give a number up to {LARGEST:g}")
    c, s = (_exact(f(angle), angle) for f in (math.cos, math.sin))
    variable = Variable.of({2 * system: c, 2 * system + 1: s}, None)
    names, named = line.names(node, 1)
    if len(names) != 1:
        line.reader.refuse(named[1], f"{len(names)} names for one outcome", "give one name")
    return [Measure((variable,), names, place=line.place, columns=line.columns(nodes + named))]


def _exact(number: float, angle: float) -> float:
    """The cosine or sine of an angle; 0 or 1 where only the rounding of pi speaks against it.

    At pi/2 the measured variable is P, without 6e-17 of an X that may be unknown.
    """
    return round(number) if abs(angle) > 1 and abs(number - round(number)) < 1e-15 * abs(angle) else number


def _check_heterodyne(so_far: SoFar, step: Heterodyne) -> None:
    """The system can be used; both outcomes have new names."""
    so_far.usable(step, [step.system])
    _names(so_far, step, step.names, 1, _HETERODYNE)


def _names(so_far: SoFar, step: Step, names: tuple[str, ...], item: int, example: str) -> None:
    if len(names) != 2:
        named = "1 name" if len(names) == 1 else f"{len(names)} names"
        raise InputError(f"{named} for x and p", f"give two names, as in `{example}`", step.item_place(item))
    so_far.new_outcomes(step, names, item)


def _check_general(so_far: SoFar, step: GeneralDyne) -> None:
    """The seed is a state; the system can be used; both outcomes have new names."""
    so_far.usable(step, [step.system])
    check_matrix(so_far, step, step.covariance, 2, 1, "the covariance", "a covariance")
    try:
        check_covariance(step.covariance, so_far.hbar)
    except InputError as error:
        raise error.at(step.item_place(1)) from None
    _names(so_far, step, step.names, 5, _GENERAL)


def _write_general(step: GeneralDyne, ring: Ring) -> str:
    rows = written_rows(step.covariance, ring)
    return f"general-dyne {step.system + 1} covariance {rows} as {', '.join(step.names)}"


_HETERODYNE = "heterodyne 1 as a, b"
_GENERAL = "general-dyne 1 covariance 0.5, 0; 0, 0.5 as b, c"
_DECLARE = "declare modes, as in `system 2 modes (hbar=1)`"

HETERODYNE = Language(
    over={
        "Z": (),
        "R": (
            Statement(
                ("heterodyne",),
                "heterodyne",
                RULES,
                {"heterodyne": Advice("heterodyne 1 as b, c", (), f"`as` or {END}")},
                _read_heterodyne,
                elsewhere={"heterodyne": _DECLARE},
            ),
            Statement(
                ("general-dyne",),
                "general_dyne",
                "",
                {"general-dyne": Advice(_GENERAL, NUMBERS, f"`,`, `;`, `as` or {END}", {"seed": "`covariance`"})},
                _read_general,
                elsewhere={"general-dyne": _DECLARE},
            ),
            Statement(
                ("homodyne",),
                "homodyne",
                "",
                {"homodyne": Advice("homodyne 1 at pi/4 as a", NUMBERS, f"`as` or {END}")},
                _read_homodyne,
                elsewhere={"homodyne": f"write `measure X1 + P1 as a`, or {_DECLARE}"},
            ),
        ),
    },
    records={
        Heterodyne: Record(
            _check_heterodyne,
            lambda step, ring: f"heterodyne {step.system + 1} as {', '.join(step.names)}",
            only_modes=True,
        ),
        GeneralDyne: Record(
            _check_general,
            _write_general,
            lambda step, ring: GeneralDyne(step.system, tuple(map(ring.numbers, step.covariance)), step.names),
            only_modes=True,
        ),
    },
)
