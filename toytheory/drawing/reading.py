"""What a picture is to be drawn of, read from the talk's notation.

The number of systems is inferred where it is not given: the largest system that the text names.
"""

from __future__ import annotations

from collections.abc import Sequence

from toytheory.discrete.measurements import Measurement
from toytheory.discrete.transformations import SymplecticMap
from toytheory.errors import InputError
from toytheory.language.experiment import Experiment
from toytheory.language.grammar import plain
from toytheory.language.notation import parse_map, parse_measure, parse_prepare
from toytheory.language.steps import Step, System
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
    steps = parse_map(text, d, n)
    experiment = _experiment(steps, d, n)
    if experiment.n > LARGEST:
        raise InputError(f"{experiment.n} systems are too many to be drawn", "number the systems from 1")
    return SymplecticMap.parse(text, d, experiment.n)


def read_measurement(text: str, d: int, n: int | None = None) -> Measurement:
    """A measurement of the variables listed.

    >>> read_measurement("X1 + P2, X2 + P1", 2).n
    2
    """
    step = parse_measure(text, d, n)
    return Measurement.of(step.variables, _experiment([step], d, n).n)


def read_two_steps(known: str, then: str, d: int, n: int | None = None, *, measure: bool = False) -> Experiment:
    """A preparation, and then a map or a measurement, as an experiment.

    >>> len(read_two_steps("X = 1", "fourier 1", 3).steps)
    2
    """
    first: list[Step] = [] if is_nothing(known) else [parse_prepare(known, d, n)]
    second: list[Step] = [parse_measure(then, d, n)] if measure else parse_map(then, d, n)
    return _experiment([*first, *second], d, n)


def _experiment(steps: Sequence[Step], d: int, n: int | None) -> Experiment:
    """The steps on as many systems as they name; InputError, with its reason, where they are not valid."""
    number = _systems([system for step in steps for system in step.touched], n)
    return Experiment(System.of_dimension(d, number), tuple(steps))
