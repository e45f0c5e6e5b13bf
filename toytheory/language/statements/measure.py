"""`measure P1, X2 as b, c`: a reproducible measurement; `measure X1 as a flip 1: 0.02`, whose record may be wrong.

Items of a step: variables, then names; of a flip: the tuples.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from numbers import Rational
from typing import Any

from toytheory.errors import InputError, Place
from toytheory.language.advice import END, INDEX, VARIABLES, Advice, Hint, shorten
from toytheory.language.bookkeeping import Flip
from toytheory.language.grammar import parts
from toytheory.language.plain_lines import NAME, SPACE, TERM, Text, listed, pieces, summed, whole
from toytheory.language.ring import Ring
from toytheory.language.so_far import SoFar, Words
from toytheory.language.steps import Measure, Step
from toytheory.phase_space.variables import Variable

from .noise import PROBABILITY, written_weights
from .statement import Language, Line, Record, Statement

RULES = {
    "Z": r"""
measure      = ~r"measure\s*" variables (as names)? flip? end
flip         = ~r"flip\b\s*" weights
""",
    "R": r"""
measure      = ~r"measure\s*" variables (as names)? end
""",
}

Weights = tuple[tuple[tuple[int, ...], Fraction], ...]

_FLIP = Hint(
    r"\bflip\s*",
    r"(?![\d\s+-])",
    "a flip lists changes of the records with their probabilities",
    "write for instance `measure X1 as a flip 1: 0.02`",
)
_INDEX = replace(INDEX, before=r"\bas\b.*")
HINTS = (
    Hint(r"\bas\b.*", r"as\b", "a second `as`", "name all outcomes at the end, as in `measure P1, X2 as b, c`"),
    Hint(
        r"",
        r"=",
        "a measurement has no value",
        "write `measure X1 as a` and then `condition a = 0` to keep the runs with one value",
    ),
)
_NOT_ON_MODES = Hint(
    r"",
    r"flip\b",
    "records of modes are not flipped",
    "add noise before the measurement, as in `noise X1 variance 0.1`",
)
WORDS = Words(
    "a flip",
    "change of the records",
    "records",
    "give one integer for each outcome, as in `measure P1, X2 as b, c flip 1,0: 0.01`",
    "add noise before the measurement, as in `noise X1 variance 0.1`",
)


def _read(line: Line, node: Any) -> list[Step]:
    (listed,) = parts(node, "variables")
    variables: list[Variable] = []
    nodes: list[Any] = []
    for several in parts(listed, "several"):
        read, systems = line.reader.several(several)
        if not systems:
            text = shorten(several.text.strip())
            line.reader.refuse(several, f"{text} is a number, not a variable", "name coordinates, such as X1")
        variables += read
        nodes += [several] * len(read)
    names, named = line.names(node, len(variables))
    columns = line.columns(nodes + named)
    steps: list[Step] = [Measure(tuple(variables), names, place=line.place, columns=columns)]
    for flip in parts(node, "flip"):
        weights, tuples = line.reader.weights(flip)
        given = _with_the_right_record(weights, len(names))
        tuples = [tuples[0]] * (len(given) - len(weights)) + tuples
        steps.append(Flip(names, given, place=line.place, columns=line.columns(tuples)))
    return steps


_PLAIN = whole(rf"measure{SPACE}({listed(summed(TERM))})(?:{SPACE}as{SPACE}({listed(NAME)}))?+")


def _plain_line(text: Text, line: str, place: Place) -> list[Step] | None:
    found = _PLAIN.match(line)
    if found is None:
        return None
    variables, columns = [], []
    for column, piece in pieces(found, 1):
        variable = text.variable(piece)
        if variable is None:
            return None
        variables.append(variable)
        columns.append(column)
    if found[2] is None:
        names = [text.numbered("m") for _ in variables]
    else:
        names = []
        for column, name in pieces(found, 2):
            names.append(name)
            columns.append(column)
    return [Measure(tuple(variables), tuple(names), place=place, columns=tuple(columns))]


def _check(so_far: SoFar, step: Measure) -> None:
    """Variables commute; every outcome has a new name."""
    if not step.variables:
        raise InputError("a measurement of no variable", "measure at least one")
    so_far.variables(step, step.variables)
    count = len(step.variables)
    if len(step.names) != count:
        named = "1 name" if len(step.names) == 1 else f"{len(step.names)} names"
        measured = "1 variable" if count == 1 else f"{count} variables"
        raise InputError(f"{named} for {measured}", "give every variable one name", step.item_place(count))
    so_far.new_outcomes(step, step.names, count)
    so_far.commuting(step, step.variables, "measured", "measure them one after the other instead")


def _check_flip(so_far: SoFar, step: Flip) -> None:
    """It stands right behind the measurement of these records; probabilities are those of tuples of their number."""
    if not isinstance(so_far.before, Measure) or so_far.before.names != step.names:
        mend = "put it right behind the measurement of just these outcomes"
        raise InputError(f"a flip of {', '.join(step.names)} that stands elsewhere", mend)
    for item, (values, weight) in enumerate(step.weights):
        if any(values) and isinstance(weight, Rational) and weight < 0:
            problem = f"the probability {weight} is not between 0 and 1"
            raise InputError(problem, "give numbers from 0 to 1", step.item_place(item))
    if step.weights and not step.weights[0][1] >= 0 and not any(step.weights[0][0]):
        problem = f"the probabilities add up to {1 - step.weights[0][1]}, more than 1"
        raise InputError(problem, "what is left of 1 is the probability of a right record", step.item_place(0))
    so_far.weights(step, len(step.names), step.weights, 0, WORDS)


def _write(step: Measure, ring: Ring) -> str:
    variables = (str(v) if v.terms else f"0X1 + {v.constant}" for v in step.variables)
    return f"measure {', '.join(variables)} as {', '.join(step.names)}"


def _with_the_right_record(weights: Weights, count: int) -> Weights:
    """The weights with the tuple of zeros among them: if it is not listed it comes first, with what is left of 1."""
    if any(not any(values) for values, _ in weights):
        return weights
    return (((0,) * count, 1 - sum((weight for _, weight in weights), Fraction(0))), *weights)


def _plain_flip(step: Flip, ring: Ring) -> Flip:
    weights = tuple((ring.numbers(values), weight) for values, weight in step.weights)
    return Flip(step.names, _with_the_right_record(weights, len(step.names)))


MEASURE = Language(
    over={
        "Z": (
            Statement(
                ("measure",),
                "measure",
                RULES["Z"],
                {
                    "measure": Advice(
                        "measure P1, X2 as b, c",
                        (_INDEX, _FLIP, *VARIABLES["Z"], *HINTS, PROBABILITY),
                        f"`,`, `as` or {END}",
                        dict.fromkeys(
                            ("weights", "weight"), "a change of the record and its probability, such as 1: 0.1"
                        ),
                    )
                },
                _read,
                plain=_plain_line,
            ),
        ),
        "R": (
            Statement(
                ("measure",),
                "measure",
                RULES["R"],
                {
                    "measure": Advice(
                        "measure X1 - X2, P1 + P2 as b, c",
                        (_INDEX, *VARIABLES["R"], *HINTS, _NOT_ON_MODES),
                        f"`,`, `as` or {END}",
                    )
                },
                _read,
            ),
        ),
    },
    records={
        Measure: Record(
            _check, _write, lambda step, ring: Measure(tuple(map(ring.variable, step.variables)), step.names)
        ),
        Flip: Record(_check_flip, lambda step, ring: f"flip {written_weights(step.weights)}", _plain_flip),
    },
)
