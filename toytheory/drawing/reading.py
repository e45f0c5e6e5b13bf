"""What a picture is to be drawn of, read from the talk's notation.

The number of systems is inferred where it is not given: the largest system that the text names.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from toytheory.discrete.measurements import Measurement
from toytheory.discrete.transformations import SymplecticMap
from toytheory.errors import InputError, Place
from toytheory.language.advice import shorten
from toytheory.language.experiment import Experiment
from toytheory.language.grammar import STATEMENT_RULES, first_word, parse_rule, plain
from toytheory.language.notation import Reader, parse_prepare
from toytheory.language.statements.table import READERS, Line
from toytheory.language.steps import Displace, Measure, Prepare, Step, System, Transform
from toytheory.phase_space.variables import Variable

NOTHING = "nothing known"
"""How the state without known variables is written."""

LARGEST = 500
"""Systems of a map; more would make large matrices for nothing."""

Known = list[tuple[Variable, int]]


def _systems(named: Sequence[int], n: int | None) -> int:
    return n if n is not None else 1 + max(named, default=0)


def is_nothing(text: str) -> bool:
    """Whether a text is that of the state without known variables."""
    return plain(text).strip().lower() in (NOTHING, "")


def read_known(text: str, d: int, n: int | None = None) -> tuple[Known, int]:
    """Known variables with their values, and the number of systems; whether they commute is not asked.

    >>> known, n = read_known("X1 - X2 = 0, P1 + P2 = -1", 3)
    >>> [(str(F), value) for F, value in known], n
    ([('X1 - X2', 0), ('P1 + P2', 2)], 2)
    """
    if is_nothing(text):
        return [], _systems([], n)
    step = parse_prepare(text, d, n)
    return list(zip(step.variables, step.values, strict=True)), _systems(step.systems, n)


def read_map(text: str, d: int, n: int | None = None) -> SymplecticMap:
    """A map from its new values, from a named map or a constant displacement, or from several, one after the other.

    >>> str(read_map("X2 -> X1 + X2, P1 -> P1 - P2", 3)), str(read_map("fourier 1; displace X1 by 1", 3))
    ('P1 -> P1 - P2, X2 -> X1 + X2', 'X1 -> P1 + 1, P1 -> -X1')
    """
    steps = _map_steps(text, d, n)
    experiment = _experiment(steps, d, n)
    if experiment.n > LARGEST:
        raise InputError(f"{experiment.n} systems are too many to be drawn", "number the systems from 1")
    total = SymplecticMap.identity(d, experiment.n)
    for step in steps:
        total = _as_map(step, d, experiment.n) @ total
    return total


def read_measurement(text: str, d: int, n: int | None = None) -> Measurement:
    """A measurement of the variables listed.

    >>> read_measurement("X1 + P2, X2 + P1", 2).n
    2
    """
    steps = _measure_steps(text, d, n)
    experiment = _experiment(steps, d, n)
    return Measurement.of([F for step in steps if isinstance(step, Measure) for F in step.variables], experiment.n)


def read_two_steps(known: str, then: str, d: int, n: int | None = None, *, measure: bool = False) -> Experiment:
    """A preparation, and then a map or a measurement, as an experiment.

    >>> len(read_two_steps("X = 1", "fourier 1", 3).steps)
    2
    """
    first: list[Step] = [] if is_nothing(known) else [parse_prepare(known, d, n)]
    return _experiment([*first, *(_measure_steps if measure else _map_steps)(then, d, n)], d, n)


def _map_steps(text: str, d: int, n: int | None) -> list[Step]:
    steps: list[Step] = []
    start = 0
    for part in plain(text).split(";"):
        blanks = len(part) - len(part.lstrip())
        word = first_word(part, blanks)
        rule = STATEMENT_RULES.get(word)
        if rule in ("map", "displace", "transform"):
            steps += _statement(part, rule, word, d, n, Place(1, 1 + start))
        elif "->" in part or "→" in part or "↦" in part:
            steps += _statement(f"transform {part}", "transform", "transform", d, n, Place(1, 1 + start - 10))
        else:
            place = Place(1, 1 + start + blanks)
            mend = "write for instance `X -> P, P -> -X`, `fourier 1` or `sum 1 2`"
            raise InputError(f"`{shorten(word)}` is no map" if word else "expected a map", mend, place)
        start += len(part) + 1
    return steps


def _measure_steps(text: str, d: int, n: int | None) -> list[Step]:
    return _statement(f"measure {text}", "measure", "measure", d, n, Place(1, 1 - 8))


def _experiment(steps: Sequence[Step], d: int, n: int | None) -> Experiment:
    """The steps on as many systems as they name; InputError, with its reason, where they are not valid."""
    number = _systems([system for step in steps for system in _touched(step)], n)
    return Experiment(System.of_dimension(d, number), tuple(steps))


def _statement(line: str, rule: str, topic: str, d: int, n: int | None, origin: Place) -> list[Step]:
    text = plain(line)
    start = len(text) - len(text.lstrip())
    tree = parse_rule(rule, text, origin, start, topic=topic)
    return READERS[rule](Line(Reader(d, n, origin), Place(1), count(1), d), tree)


def _touched(step: Step) -> Sequence[int]:
    match step:
        case Transform() | Prepare():
            return step.systems
        case Displace():
            return [index // 2 for index, _ in step.shifts]
    measured = step.variables if isinstance(step, Measure) else ()
    return [system for F in measured for system in F.systems]


def _as_map(step: Step, d: int, n: int) -> SymplecticMap:
    if isinstance(step, Transform):
        return SymplecticMap.from_step(step, d, n)
    shift = [0] * (2 * n)
    for index, expression in step.shifts if isinstance(step, Displace) else ():
        shift[index] = expression({}, d)
    return SymplecticMap.displacement(shift, d)
