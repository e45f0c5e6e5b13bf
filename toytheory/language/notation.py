"""The talk's notation read: `X1 - 2P2 + 1`, and known variables `X1 - X2 = 0, P1 + P2 = 0`.

Printing is `str(Variable)`; reading what it prints gives the variable back. Slides "Continuous
degrees of freedom", "Discrete degrees of freedom" and "Correlated pure epistemic states".
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import Any, NoReturn

from toytheory.errors import InputError, Place
from toytheory.phase_space.modular import check_dimension
from toytheory.phase_space.space import p_index, x_index
from toytheory.phase_space.variables import Variable

from .advice import shorten
from .checking import MAX_SYSTEMS
from .grammar import parse_rule, parts, plain
from .steps import Prepare

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


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the parse trees of one line.

    Attributes
    ----------
    d : the coefficients' ring Z_d, or None for real coefficients.
    n : how many systems there are; None where it is not known.
    origin : the place of the line's first character.
    """

    d: int | None
    n: int | None
    origin: Place

    def place(self, node: Any) -> Place:
        """Where a node stands."""
        return Place(self.origin.line, self.column(node), self.origin.source)

    def column(self, node: Any) -> int:
        """The column of a node."""
        return self.origin.column + int(node.start)

    def refuse(self, node: Any, problem: str, mend: str) -> NoReturn:
        """Raise an InputError at a node."""
        raise InputError(problem, mend, self.place(node))

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

    def integer(self, node: Any) -> Any:
        """An `integer` (reduced modulo d) or a `signed_real`."""
        groups = node.match.groupdict()
        value = sign_of(groups["signs"]) * self.number(node, groups.get("digits") or groups["number"])
        return value if self.d is None else value % self.d

    def variable(self, node: Any) -> tuple[Variable, dict[int, int]]:
        """A `variable` node, and the systems that it names (with coefficient 0 too) with their first columns."""
        terms: list[tuple[int, Any]] = []
        named: dict[int, int] = {}
        constant: Any = 0
        sign, bare = 1, None
        for part in parts(node, "sign", "term", "real_term"):
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

    def prepare(self, node: Any, place: Place) -> Prepare:
        """The `Prepare` step that known variables (`knowns`) ask for."""
        variables: list[Variable] = []
        values: list[Any] = []
        columns: list[int] = []
        systems: set[int] = set()
        for known in parts(node, "known", "real_known"):
            left, _, right = known.children
            variable, named = self.variable(left)
            variables.append(variable)
            values.append(self.integer(right))
            columns.append(self.column(left))
            systems.update(named)
        return Prepare(tuple(variables), tuple(values), tuple(sorted(systems)), place=place, columns=tuple(columns))


def _reader(d: int | None, n: int | None, place: Place | None) -> Reader:
    if d is not None:
        check_dimension(d)
    return Reader(d, n, place or Place(1))


def _one_line(text: str, origin: Place) -> str:
    for start, character in enumerate(text):
        if character in "\r\n\0":
            place = Place(origin.line, origin.column + start, origin.source)
            raise InputError("notation stands on one line", "separate known variables by commas", place)
    return plain(text)


def _leading_blanks(text: str) -> int:
    return len(text) - len(text.lstrip())


def parse_variable(text: str, d: int | None, n: int | None = None, place: Place | None = None) -> Variable:
    """The variable that notation stands for: `X1 - 2P2 + 1`, `2*P1`, `-X`.

    Parameters
    ----------
    text : a sum of coordinates with coefficients in front, and of constants.
    d : integers are reduced modulo d; None for real coefficients (decimals and fractions, as floats).
    n : number of systems; `X` means X1 where n is 1 or None.
    place : where the text begins, for messages.

    Raises
    ------
    InputError : what is not linear, systems that do not exist; with the column.

    >>> parse_variable("X1 - 2P2 + 1", 5)
    Variable(terms=((0, 1), (3, 3)), constant=1, d=5)
    >>> str(parse_variable("2*P1 + 2X1", 3)), str(parse_variable("X - 0.5P", None))
    ('-X1 - P1', 'X1 - 0.5P1')
    """
    reader = _reader(d, n, place)
    rule = "whole_variable" if d is not None else "whole_real_variable"
    line = _one_line(text, reader.origin)
    return reader.variable(parse_rule(rule, line, reader.origin, _leading_blanks(line)).children[0])[0]


def parse_prepare(text: str, d: int | None, n: int | None = None, place: Place | None = None) -> Prepare:
    """The `Prepare` step for known variables; its systems are those that the text names, even with coefficient 0.

    Parameters and errors are those of `parse_variable`. Whether the variables can be known together is
    `Experiment`'s to say.

    >>> parse_prepare("X2 + 2X1 = 1", 2).systems
    (0, 1)
    """
    reader = _reader(d, n, place)
    rule = "whole_knowns" if d is not None else "whole_real_knowns"
    line = _one_line(text, reader.origin)
    return reader.prepare(parse_rule(rule, line, reader.origin, _leading_blanks(line)), reader.origin)


def parse_known(
    text: str, d: int | None, n: int | None = None, place: Place | None = None
) -> list[tuple[Variable, Any]]:
    """Known variables and their values, as the slides write them.

    >>> [(str(F), v) for F, v in parse_known("X1 - X2 = 0, P1 + P2 = -1", 3)]
    [('X1 - X2', 0), ('P1 + P2', 2)]
    """
    step = parse_prepare(text, d, n, place)
    return list(zip(step.variables, step.values, strict=True))
