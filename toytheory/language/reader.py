"""From the parse tree of a line to variables, numbers and systems, each refused where it stands."""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NoReturn

from toytheory.errors import InputError, Place
from toytheory.phase_space.space import p_index, x_index
from toytheory.phase_space.variables import Variable

from .advice import shorten
from .grammar import parts
from .steps import MAX_SYSTEMS, OutcomeExpression, Prepare

MAX_WRITTEN = 2**21
"""What all ranges of a text may write out together."""

MAX_DIGITS = 1000
"""Digits of a probability; sums of longer ones would take for ever."""

_NUMBERED = re.compile(r"(.*?)(0|[1-9][0-9]{0,8})(\]?)\Z")

_CHUNK = 4000  # digits; Python converts no more than 4300 at once


def residue(digits: str, d: int) -> int:
    """A decimal integer of any length, reduced modulo d.

    >>> residue("1" + "0" * 9999, 7) == pow(10, 9999, 7)
    True
    """
    value = int(digits[:_CHUNK]) % d
    for start in range(_CHUNK, len(digits), _CHUNK):
        chunk = digits[start : start + _CHUNK]
        value = (value * pow(10, len(chunk), d) + int(chunk)) % d
    return value


def real_number(text: str) -> int | float:
    """A decimal or a fraction as an int (where it is written as one and fits) or a float; inf where it is too large.

    `pi` may be a factor.

    >>> real_number("3"), real_number("1/4"), real_number("1e-3"), real_number("2*pi/4") == math.pi / 2
    (3, 0.25, 0.001, True)
    """
    factor, pi, divisor = text.partition("pi")
    if pi:
        value = math.pi * (real_number(factor.replace("*", "")) if factor else 1)
        below = float(divisor.replace("/", "")) if divisor else 1.0
        return value / below if below else math.inf
    if len(text) <= sys.float_info.dig and text.isdecimal():
        return int(text)
    top, _, bottom = text.partition("/")
    if not bottom:
        return float(top)
    return float(top) / float(bottom) if float(bottom) else math.inf


def sign_of(text: str) -> int:
    """-1 where a run of signs has an odd number of minuses."""
    return -1 if text.count("-") % 2 else 1


class Room:
    """How much ranges such as 1..5 may still write out, in all lines of a text together."""

    def __init__(self) -> None:
        self.left = MAX_WRITTEN

    def take(self, count: int) -> bool:
        """Whether there is room for so many more."""
        self.left -= count
        return self.left >= 0


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the parse trees of one line.

    Attributes
    ----------
    d : the coefficients' ring Z_d, or None for real coefficients.
    n : how many systems there are; None where it is not known.
    origin : the place of the line's first character.
    room : for what ranges write out.
    """

    d: int | None
    n: int | None
    origin: Place
    room: Room = field(default_factory=Room)

    def place(self, node: Any) -> Place:
        """Where a node stands."""
        return Place(self.origin.line, self.column(node), self.origin.source)

    def column(self, node: Any) -> int:
        """The column of a node."""
        return self.origin.column + int(node.start)

    def refuse(self, node: Any, problem: str, mend: str) -> NoReturn:
        """Raise an InputError at a node."""
        raise InputError(problem, mend, self.place(node))

    def range(self, node: Any, first: int, last: int, step: int = 1) -> range:
        """first, first + step, ..., last; InputError where ranges write out too much."""
        written = range(first, last + 1, step)
        if not self.room.take(len(written)):
            self.refuse(node, f"ranges write out more than {MAX_WRITTEN} numbers", "write less in ranges")
        return written

    def system(self, node: Any, digits: str) -> int:
        """The system (from 0) that digits name; InputError where there is none."""
        short = digits.lstrip("0")
        limit = MAX_SYSTEMS if self.n is None else self.n
        number = int(short) if 0 < len(short) < 19 else 0
        if not 1 <= number <= limit:
            allowed = f"the experiment has systems 1 to {limit}" if limit > 1 else "the experiment has only system 1"
            mend = f"systems are numbered from 1 to {limit}" if self.n is None else allowed
            self.refuse(node, f"there is no system {shorten(digits)}", mend)
        return number - 1

    def coordinate(self, node: Any) -> int:
        """The coordinate (from 0) that a `coordinate` or `term` node names; X alone is X1 where n = 1."""
        letter, digits = node.match.group("letter", "system")
        if not digits:
            if self.n is not None and self.n > 1:
                self.refuse(node, f"{letter} of which of the {self.n} systems?", f"write {letter}1 to {letter}{self.n}")
            digits = "1"
        system = self.system(node, digits)
        return x_index(system) if letter == "X" else p_index(system)

    def number(self, node: Any, text: str) -> Any:
        """A coefficient: reduced modulo d, or real and finite."""
        if self.d is not None:
            return residue(text, self.d)
        value = real_number(text)
        if not math.isfinite(value):
            self.refuse(node, f"{shorten(text)} is not a finite number", "write a smaller one")
        return value

    def factor(self, node: Any, factor: str | None, divisor: str | None) -> Any:
        """What stands in front of a name or a coordinate and, over R, below it."""
        number = self.number(node, factor) if factor else 1
        if divisor is None:
            return number
        below = self.number(node, divisor)
        if not below:
            self.refuse(node, "division by 0", "divide by another number")
        return number / below

    def value(self, node: Any) -> Any:
        """A `value`: an integer reduced modulo d, or a real number."""
        groups = node.match.groupdict()
        value = sign_of(groups["signs"]) * self.number(node, groups.get("digits") or groups["number"])
        return value if self.d is None else value % self.d

    def variable(self, node: Any) -> tuple[Variable, dict[int, int]]:
        """A `variable` node, and the systems that it names (with coefficient 0 too) with their first columns."""
        terms: list[tuple[int, Any]] = []
        named: dict[int, int] = {}
        constant: Any = 0
        sign, bare = 1, None
        for part in parts(node, "sign", "term"):
            if part.expr_name == "sign":
                sign = sign_of(part.text)
                continue
            if part.match["constant"] is not None:
                constant += sign * self.number(part, part.match["constant"])
            else:
                if not part.match["system"]:
                    bare = part
                groups = part.match.groupdict()
                index = self.coordinate(part)
                terms.append((index, sign * self.factor(part, groups["factor"], groups.get("divisor"))))
                named.setdefault(index // 2, self.column(part))
            sign = 1
        if bare is not None and list(named) != [0]:
            self.refuse(bare, f"{bare.match['letter']} of which system?", f"write {bare.match['letter']}1")
        variable = Variable.of(terms, self.d, constant)
        if self.d is None and not all(math.isfinite(c) for c in (variable.constant, *dict(variable.terms).values())):
            self.refuse(node, "the coefficients add up to no finite number", "write smaller ones")
        return variable, named

    def several(self, node: Any) -> tuple[list[Variable], dict[int, int]]:
        """A `several` node: one variable, or those of a range of coordinates; and the systems it names."""
        left, more = node.children
        variable, named = self.variable(left)
        ends = list(parts(more, "coordinate"))
        if not ends:
            return [variable], named
        first, last = variable.terms[0][0] if variable.terms else -1, self.coordinate(ends[0])
        if variable != Variable.of({first: 1}, self.d) if first >= 0 else True:
            self.refuse(left, "a range begins with a coordinate", "write for instance X1..X5")
        if first % 2 != last % 2 or last < first:
            problem = f"{left.text.strip()}..{ends[0].text.strip()} is no range of coordinates"
            self.refuse(left, problem, "write for instance X1..X5, both X or both P, the lower number first")
        indices = self.range(left, first, last, 2)
        return [Variable.of({i: 1}, self.d) for i in indices], dict.fromkeys(
            (i // 2 for i in indices), self.column(left)
        )

    def prepare(self, node: Any, place: Place) -> Prepare:
        """The `Prepare` step that known variables (`knowns`) ask for."""
        variables: list[Variable] = []
        values: list[Any] = []
        columns: list[int] = []
        systems: set[int] = set()
        for known in parts(node, "known"):
            left, _, right = known.children
            read, named = self.several(left)
            variables += read
            values += [self.value(right)] * len(read)
            columns += [self.column(left)] * len(read)
            systems.update(named)
        return Prepare(tuple(variables), tuple(values), tuple(sorted(systems)), place=place, columns=tuple(columns))

    def systems(self, node: Any) -> tuple[tuple[int, ...], list[Any]]:
        """The systems that `numbers` list, ranges such as 1..5 written out, and the node of each."""
        systems: list[int] = []
        nodes: list[Any] = []
        for listed in parts(node, "range"):
            ends = list(parts(listed, "number"))
            first, last = (self.system(end, end.match["digits"]) for end in (ends[0], ends[-1]))
            if last < first:
                problem = f"the range {first + 1}..{last + 1} is empty"
                self.refuse(listed, problem, f"write {last + 1}..{first + 1}")
            systems += self.range(listed, first, last)
            nodes += [ends[0]] * (last + 1 - first)
        return tuple(systems), nodes

    def numbers(self, node: Any) -> tuple[tuple[Any, ...], list[Any]]:
        """The numbers that a part of a statement lists, and their nodes."""
        nodes = list(parts(node, "value"))
        return tuple(self.value(value) for value in nodes), nodes

    def expression(self, node: Any) -> tuple[OutcomeExpression, list[Any]]:
        """An `expression` in earlier outcomes, and where each of them stands first."""
        terms: dict[str, Any] = {}
        first: list[Any] = []
        constant: Any = 0 if self.d else 0.0
        sign = 1
        for part in parts(node, "sign", "part"):
            if part.expr_name == "sign":
                sign = sign_of(part.text)
                continue
            groups = part.match.groupdict()
            name = groups["name"]
            if name is None:
                constant += sign * self.number(part, groups["constant"])
            else:
                if name not in terms:
                    first.append(part)
                factor = self.factor(part, groups["factor"], groups.get("divisor"))
                terms[name] = terms.get(name, 0 if self.d else 0.0) + sign * factor
            sign = 1
        if self.d:
            return OutcomeExpression(tuple((n, c % self.d) for n, c in terms.items()), constant % self.d), first
        return OutcomeExpression(tuple(terms.items()), constant), first

    def probability(self, node: Any) -> Fraction:
        """A `probability`, exactly."""
        top, bottom, decimal = node.match.group("top", "bottom", "decimal")
        if max(len(number or "") for number in (top, bottom, decimal)) > MAX_DIGITS:
            self.refuse(node, "a probability with too many digits", f"use at most {MAX_DIGITS} digits")
        if bottom is not None and not int(bottom):
            self.refuse(node, "a probability with denominator 0", "write a fraction such as 1/10")
        value = Fraction(decimal) if bottom is None else Fraction(int(top), int(bottom))
        return -value if node.match["sign"] else value

    def weights(self, node: Any) -> tuple[tuple[tuple[tuple[int, ...], Fraction], ...], list[Any]]:
        """The `weights` of tuples, and their nodes."""
        listed = list(parts(node, "weight"))
        weights = []
        for weight in listed:
            values, _, probability = weight.children
            weights.append((tuple(self.value(i) for i in parts(values, "value")), self.probability(probability)))
        return tuple(weights), listed


@dataclass(frozen=True, slots=True)
class Line:
    """A statement to be turned into steps.

    Attributes
    ----------
    reader : of its coordinates, variables and numbers.
    place : of the statement.
    unnamed : how many outcomes got which letter and a number, for want of a name; shared by all lines of a text.
    """

    reader: Reader
    place: Place
    unnamed: Counter[str]

    def columns(self, nodes: list[Any]) -> tuple[int, ...]:
        """Where nodes stand in the line."""
        return tuple(self.reader.column(node) for node in nodes)

    def names(self, node: Any, count: int) -> tuple[tuple[str, ...], list[Any]]:
        """The names that a statement gives, ranges such as a1..a5 written out, or numbered ones; and their nodes."""
        names, nodes = self.listed(node, "named", "name")
        return names or tuple(self.numbered("m") for _ in range(count)), nodes

    def listed(self, node: Any, item: str, name: str) -> tuple[tuple[str, ...], list[Any]]:
        """The names in the items of a list, ranges such as a1..a5 written out; and their nodes."""
        names: list[str] = []
        nodes: list[Any] = []
        for named in parts(node, item):
            ends = list(parts(named, name))
            listed = [ends[0].match["name"]] if len(ends) == 1 else self._range(ends)
            names += listed
            nodes += [ends[0]] * len(listed)
        return tuple(names), nodes

    def numbered(self, letter: str) -> str:
        """The next name for an outcome without one."""
        self.unnamed[letter] += 1
        return f"{letter}{self.unnamed[letter]}"

    def _range(self, ends: list[Any]) -> list[str]:
        first, last = (_NUMBERED.match(end.match["name"]) for end in ends)
        alike = first and last and (first[1], first[3]) == (last[1], last[3])
        if first and last and alike and int(first[2]) <= int(last[2]) < int(first[2]) + MAX_SYSTEMS:
            numbers = self.reader.range(ends[0], int(first[2]), int(last[2]))
            return [f"{first[1]}{number}{first[3]}" for number in numbers]
        problem = f"{ends[0].text.strip()}..{ends[1].text.strip()} is no range of names"
        self.reader.refuse(ends[0], problem, "write for instance a1..a5")
