"""Statements of the experiment language turned into steps: one reader each.

A reader takes the parse tree of its line and gives steps with the columns of their items, so that
`validation` can say where something is wrong. What a step *means* is not known here.

The items of a step, in the order of its columns: prepare - variables; transform - systems, then
(unless it is a named map) new values in the order of the matrix; displace - coordinates, then
outcomes; measure - variables, then names; noise - coordinates, then displacements; condition - name;
discard - systems.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from toytheory.errors import InputError, Place
from toytheory.language.advice import shorten
from toytheory.language.checking import MAX_SYSTEMS
from toytheory.language.grammar import parts
from toytheory.language.maps.discrete import named_transform
from toytheory.language.notation import Reader, real_number, residue, sign_of
from toytheory.language.steps import (
    Condition,
    Discard,
    Displace,
    Kind,
    Measure,
    Noise,
    OutcomeExpression,
    Step,
    System,
    Transform,
)
from toytheory.phase_space.modular import MAX_D
from toytheory.phase_space.variables import Variable

MAX_DIGITS = 1000
"""Digits of a probability; sums of longer ones would take for ever."""

_KINDS: dict[str, tuple[Kind, int | None]] = {
    "bit": ("bits", 2),
    "trit": ("trits", 3),
    "dit": ("dits", None),
    "mode": ("modes", None),
}


def read_system(reader: Reader, node: Any) -> System:
    """What a `system` line declares."""
    count, kind, *assignment = parts(node, "count", "kind", "assignment")
    n = _bounded(count.match["digits"], MAX_SYSTEMS)
    if n > MAX_SYSTEMS:
        reader.refuse(count, f"{shorten(count.match['digits'])} systems are too many", f"have at most {MAX_SYSTEMS}")
    word, d = _KINDS[kind.match["kind"]]
    hbar = 1.0 if word == "modes" else None
    if assignment:
        parameter, _, real = assignment[0].children
        number = real.match["number"]
        if parameter.match["name"] == "hbar":
            hbar = float(real_number(number))
        elif not number.isdecimal() or _bounded(number, MAX_D) > MAX_D:
            mend = f"choose an integer from 2 to {MAX_D}, such as d=5"
            reader.refuse(parameter, f"d = {shorten(number)} is no dimension", mend)
        else:
            d = int(number)
    if word == "dits" and d is None:
        reader.refuse(kind, "dits need their d", f"write for instance `system {n} dits d=5`")
    try:
        return System(word, n, d, hbar)
    except InputError as error:
        raise error.at(reader.place(assignment[0] if assignment and n else count)) from None


def _bounded(digits: str, limit: int) -> int:
    """The integer, or limit + 1 where it is larger than the limit."""
    short = digits.lstrip("0") or "0"
    return min(int(short), limit + 1) if len(short) < 19 else limit + 1


@dataclass(frozen=True, slots=True)
class Line:
    """A statement to be turned into steps.

    Attributes
    ----------
    reader : of its coordinates, variables and numbers.
    place : of the statement.
    unnamed : numbers for outcomes without a name, shared by all lines of a text.
    d : values of a coordinate.
    """

    reader: Reader
    place: Place
    unnamed: Iterator[int]
    d: int


def _columns(line: Line, nodes: list[Any]) -> tuple[int, ...]:
    return tuple(line.reader.column(node) for node in nodes)


def _prepare(line: Line, node: Any) -> list[Step]:
    return [line.reader.prepare(node, line.place)]


Images = tuple[tuple[int, ...], tuple[tuple[Any, ...], ...], tuple[Any, ...], tuple[int, ...]]


def read_images(reader: Reader, place: Place, node: Any) -> Images:
    """(systems, matrix, shift, columns) of a map that is written out, over Z_d or R."""
    first_named: dict[int, int] = {}  # system -> column
    images: dict[int, tuple[Any, int]] = {}
    for image in parts(node, "image", "mode_image"):
        left, _, right = image.children
        index = reader.coordinate(left)
        if index in images:
            name = left.text.strip()
            reader.refuse(left, f"{name} is given two new values", "give each coordinate one new value")
        variable, named = reader.variable(right)
        images[index] = variable, reader.column(left)
        first_named.setdefault(index // 2, reader.column(left))
        for system, column in named.items():
            first_named.setdefault(system, column)
    systems = sorted(first_named)
    position = {2 * s + side: 2 * k + side for k, s in enumerate(systems) for side in (0, 1)}
    rows, shift, columns = [], [], []
    for index, row in position.items():
        values = [0] * len(position)
        variable, column = images.get(index, (None, place.column))
        if variable is None:
            values[row] = 1
        else:
            for old, coefficient in variable.terms:
                values[position[old]] = coefficient
        rows.append(tuple(values))
        shift.append(0 if variable is None else variable.constant)
        columns.append(column)
    places = (*(first_named[s] for s in systems), *columns)
    return tuple(systems), tuple(rows), tuple(shift), places


def _transform(line: Line, node: Any) -> list[Step]:
    systems, rows, shift, columns = read_images(line.reader, line.place, node)
    return [Transform(systems, rows, shift, place=line.place, columns=columns)]


def _map(line: Line, node: Any) -> list[Step]:
    reader = line.reader
    numbers = list(parts(node, "number"))
    parameters = list(parts(node, "integer"))
    name = node.children[0].match["name"]
    systems = tuple(reader.system(number, number.match["digits"]) for number in numbers)
    blamed = numbers[-1] if len(set(systems)) < len(systems) or not parameters else parameters[0]
    try:
        step = named_transform(name, systems, line.d, reader.integer(parameters[0]) if parameters else None)
    except InputError as error:
        raise error.at(reader.place(blamed)) from None
    return [
        Transform(
            step.systems, step.matrix, step.shift, name, step.parameter,
            place=line.place, columns=_columns(line, numbers),
        )
    ]  # fmt: skip


def _displace(line: Line, node: Any) -> list[Step]:
    reader, shifts = line.reader, []
    coordinates, outcomes = [], []
    for shift in parts(node, "shift"):
        coordinate, _, expression = shift.children
        terms: dict[str, int] = {}
        constant, sign = 0, 1
        for part in parts(expression, "sign", "part"):
            if part.expr_name == "sign":
                sign = sign_of(part.text)
                continue
            name, factor, alone = part.match.group("name", "factor", "constant")
            if name is None:
                constant += sign * residue(alone, line.d)
            else:
                if name not in terms:
                    outcomes.append(part)
                terms[name] = (terms.get(name, 0) + sign * (residue(factor, line.d) if factor else 1)) % line.d
            sign = 1
        coordinates.append(coordinate)
        shifts.append((reader.coordinate(coordinate), OutcomeExpression(tuple(terms.items()), constant % line.d)))
    return [Displace(tuple(shifts), place=line.place, columns=_columns(line, coordinates + outcomes))]


Measured = tuple[tuple[Variable, ...], tuple[str, ...], tuple[int, ...]]


def read_measured(reader: Reader, unnamed: Iterator[int], node: Any) -> Measured:
    """(variables, names, columns) of a measurement, over Z_d or R."""
    variables = list(parts(node, "variable", "real_variable"))
    named = list(parts(node, "name"))
    names = [name.match["name"] for name in named] or [f"m{next(unnamed)}" for _ in variables]
    read = []
    for node_of_variable in variables:
        variable, systems = reader.variable(node_of_variable)
        if not systems:
            text = shorten(node_of_variable.text.strip())
            reader.refuse(node_of_variable, f"{text} is a number, not a variable", "name coordinates, such as X1")
        read.append(variable)
    return tuple(read), tuple(names), tuple(reader.column(each) for each in variables + named)


def _measure(line: Line, node: Any) -> list[Step]:
    variables, names, columns = read_measured(line.reader, line.unnamed, node)
    return [Measure(variables, names, place=line.place, columns=columns)]


def _probability(reader: Reader, node: Any) -> Fraction:
    top, bottom, decimal = node.match.group("top", "bottom", "decimal")
    if max(len(number or "") for number in (top, bottom, decimal)) > MAX_DIGITS:
        reader.refuse(node, "a probability with too many digits", f"use at most {MAX_DIGITS} digits")
    if bottom is not None and not int(bottom):
        reader.refuse(node, "a probability with denominator 0", "write a fraction such as 1/10")
    value = Fraction(decimal) if bottom is None else Fraction(int(top), int(bottom))
    return -value if node.match["sign"] else value


def _noise(line: Line, node: Any) -> list[Step]:
    reader = line.reader
    coordinates = list(parts(node, "coordinate"))
    listed = list(parts(node, "weight"))
    weights = []
    for weight in listed:
        shifts, _, probability = weight.children
        displacement = tuple(reader.integer(i) for i in parts(shifts, "integer"))
        weights.append((displacement, _probability(reader, probability)))
    read = tuple(reader.coordinate(c) for c in coordinates)
    return [Noise(read, tuple(weights), place=line.place, columns=_columns(line, coordinates + listed))]


def read_condition(reader: Reader, place: Place, node: Any) -> list[Step]:
    """One step a condition, over Z_d or R."""
    steps: list[Step] = []
    for equation in parts(node, "equation", "real_equation"):
        name, _, value = equation.children
        columns = (reader.column(name),)
        steps.append(Condition(name.match["name"], reader.integer(value), place=place, columns=columns))
    return steps


def read_discard(reader: Reader, place: Place, node: Any) -> list[Step]:
    """The step that forgets systems."""
    numbers = list(parts(node, "number"))
    systems = tuple(reader.system(number, number.match["digits"]) for number in numbers)
    return [Discard(systems, place=place, columns=tuple(reader.column(number) for number in numbers))]


READERS: dict[str, Callable[[Line, Any], list[Step]]] = {
    "prepare": _prepare,
    "transform": _transform,
    "map": _map,
    "displace": _displace,
    "measure": _measure,
    "noise": _noise,
    "condition": lambda line, node: read_condition(line.reader, line.place, node),
    "discard": lambda line, node: read_discard(line.reader, line.place, node),
}
"""Rule of the grammar -> what turns its parse tree into steps."""
