"""Statements on modes turned into steps: one reader each; items as `mode_validation` counts them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from toytheory.errors import InputError, Place
from toytheory.language.maps.modes import mode_transform
from toytheory.language.statements.table import read_condition, read_discard, read_images, read_measured

from .advice import shorten
from .grammar import parts
from .mode_steps import Amplify, GaussianNoise, Heterodyne, Loss, PrepareGaussian, PrepareVacuum, ThermalLoss
from .notation import Reader, sign_of
from .steps import Displace, Measure, OutcomeExpression, Step, Transform


@dataclass(frozen=True, slots=True)
class ModeLine:
    """A statement on modes to be turned into steps.

    Attributes
    ----------
    reader : of its coordinates, variables and numbers.
    place : of the statement.
    unnamed : numbers for outcomes without a name, shared by all lines of a text.
    """

    reader: Reader
    place: Place
    unnamed: Iterator[int]

    def columns(self, nodes: list[Any]) -> tuple[int, ...]:
        """Where nodes stand in the line."""
        return tuple(self.reader.column(node) for node in nodes)

    def systems(self, node: Any) -> tuple[tuple[int, ...], list[Any]]:
        """The systems that a statement lists, and their nodes."""
        numbers = list(parts(node, "number"))
        return tuple(self.reader.system(number, number.match["digits"]) for number in numbers), numbers

    def reals(self, node: Any) -> tuple[tuple[float, ...], list[Any]]:
        """The numbers that a part of a statement lists, and their nodes."""
        numbers = list(parts(node, "signed_real"))
        return tuple(float(self.reader.integer(number)) for number in numbers), numbers


def _prepare(line: ModeLine, node: Any) -> list[Step]:
    (chosen,) = parts(node, "vacuum", "gaussian", "mode_knowns")
    if chosen.expr_name == "mode_knowns":
        return [line.reader.prepare(chosen, line.place)]
    systems, numbers = line.systems(chosen)
    if chosen.expr_name == "vacuum":
        return [PrepareVacuum(systems, place=line.place, columns=line.columns(numbers))]
    listed, matrix = parts(chosen, "reals", "matrix")
    means, mean_nodes = line.reals(listed)
    rows, nodes = [], numbers + mean_nodes
    for row in parts(matrix, "reals"):
        values, entries = line.reals(row)
        rows.append(values)
        nodes += entries
    return [PrepareGaussian(systems, means, tuple(rows), place=line.place, columns=line.columns(nodes))]


def _transform(line: ModeLine, node: Any) -> list[Step]:
    systems, rows, shift, columns = read_images(line.reader, line.place, node)
    matrix = tuple(tuple(float(c) for c in row) for row in rows)
    return [Transform(systems, matrix, tuple(float(c) for c in shift), place=line.place, columns=columns)]


def _map(line: ModeLine, node: Any) -> list[Step]:
    systems, numbers = line.systems(node)
    values, reals = line.reals(node)
    name = node.children[0].match["name"]
    blamed = numbers[-1] if len(set(systems)) < len(systems) or not reals else reals[0]
    try:
        step = mode_transform(name, systems, values[0] if values else None)
    except InputError as error:
        raise error.at(line.reader.place(blamed)) from None
    columns = line.columns(numbers + reals)
    return [Transform(systems, step.matrix, step.shift, name, step.parameter, place=line.place, columns=columns)]


_CHANNELS: dict[str, tuple[Callable[..., Step], tuple[str, ...]]] = {
    "loss": (Loss, ("the transmitted fraction T",)),
    "thermal-loss": (ThermalLoss, ("the transmitted fraction T", "nbar")),
    "amplify": (Amplify, ("the gain G",)),
}


def _channel(line: ModeLine, node: Any) -> list[Step]:
    name = node.children[0].match["name"]
    make, wanted = _CHANNELS[name]
    systems, numbers = line.systems(node)
    values, reals = line.reals(node)
    if len(systems) != 1:
        line.reader.refuse(numbers[-1], f"{name} takes one system, not {len(systems)}", "name one system")
    if len(values) != len(wanted):
        listed = "1 number" if len(wanted) == 1 else f"{len(wanted)} numbers"
        problem = f"{name} takes {listed} ({' and '.join(wanted)}), not {len(values)}"
        line.reader.refuse(reals[min(len(reals), len(wanted) + 1) - 1], problem, f"give {listed} after `by`")
    return [make(systems[0], *values, place=line.place, columns=line.columns(numbers + reals))]


def _displace(line: ModeLine, node: Any) -> list[Step]:
    reader, shifts = line.reader, []
    coordinates, outcomes = [], []
    for shift in parts(node, "mode_shift"):
        coordinate, _, expression = shift.children
        terms: dict[str, float] = {}
        constant, sign = 0.0, 1
        for part in parts(expression, "sign", "real_part"):
            if part.expr_name == "sign":
                sign = sign_of(part.text)
                continue
            name, factor, alone = part.match.group("name", "factor", "constant")
            if name is None:
                constant += sign * reader.number(part, alone)
            else:
                if name not in terms:
                    outcomes.append(part)
                terms[name] = terms.get(name, 0.0) + sign * reader.factor(part, factor, part.match["divisor"])
            sign = 1
        coordinates.append(coordinate)
        shifts.append((reader.coordinate(coordinate), OutcomeExpression(tuple(terms.items()), constant)))
    return [Displace(tuple(shifts), place=line.place, columns=line.columns(coordinates + outcomes))]


def _noise(line: ModeLine, node: Any) -> list[Step]:
    variances, coordinates, numbers = [], [], []
    for variance in parts(node, "variance"):
        coordinate, _, number = variance.children
        variances.append((line.reader.coordinate(coordinate), float(line.reader.integer(number))))
        coordinates.append(coordinate)
        numbers.append(number)
    return [GaussianNoise(tuple(variances), place=line.place, columns=line.columns(coordinates + numbers))]


def _measure(line: ModeLine, node: Any) -> list[Step]:
    variables, names, columns = read_measured(line.reader, line.unnamed, node)
    return [Measure(variables, names, place=line.place, columns=columns)]


def _heterodyne(line: ModeLine, node: Any) -> list[Step]:
    systems, numbers = line.systems(node)
    if len(systems) != 1:
        line.reader.refuse(numbers[-1], f"heterodyne takes one system, not {len(systems)}", "name one system")
    named = list(parts(node, "name"))
    names = tuple(name.match["name"] for name in named) or tuple(f"m{next(line.unnamed)}" for _ in range(2))
    for name in named:
        if len(named) != 2:
            problem = f"{shorten(str(len(named)))} name{'s' * (len(named) > 1)} for x and p"
            line.reader.refuse(name, problem, "give two names, as in `heterodyne 1 as a, b`")
    return [Heterodyne(systems[0], names, place=line.place, columns=line.columns(numbers + named))]


MODE_READERS: dict[str, Callable[[ModeLine, Any], list[Step]]] = {
    "mode_prepare": _prepare,
    "mode_transform": _transform,
    "mode_map": _map,
    "channel": _channel,
    "mode_displace": _displace,
    "mode_noise": _noise,
    "mode_measure": _measure,
    "heterodyne": _heterodyne,
    "mode_condition": lambda line, node: read_condition(line.reader, line.place, node),
    "discard": lambda line, node: read_discard(line.reader, line.place, node),
}
"""Rule of the grammar -> what turns its parse tree into steps."""
