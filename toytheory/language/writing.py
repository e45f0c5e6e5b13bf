"""Experiments written in the experiment language, in one fixed way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from toytheory.errors import InputError

from .bookkeeping import Flip
from .experiment import Experiment
from .ring import Ring
from .statements.statement import Record
from .statements.system import write_system
from .statements.table import RECORDS
from .steps import Step


def _record(step: Step) -> Record:
    record = RECORDS.get(type(step))
    if record is None:
        problem = f"the language has no statement for the step {type(step).__name__}"
        raise InputError(problem, "use steps of the language")
    return record


def plain_steps(steps: Iterable[Step], ring: Ring) -> tuple[Step, ...]:
    """Steps as `parse_experiment` makes them."""
    return tuple(_record(step).plain(step, ring) for step in steps)


def normal_form(experiment: Experiment) -> Experiment:
    r"""The same experiment with its records as `parse_experiment` makes them.

    Integers are reduced modulo d (on modes numbers become floats), systems ascend (except in named maps,
    discards), repeated outcomes in an expression are added up. Experiments read from a text are in this form already.

    >>> from toytheory.language.reading import parse_experiment
    >>> experiment = parse_experiment("system 2 bits\nsum 2 1\nmeasure X1")
    >>> normal_form(experiment) == experiment
    True
    """
    return replace(experiment, steps=plain_steps(experiment.steps, Ring.of(experiment.system)))


def written_lines(steps: Iterable[Step], ring: Ring) -> Iterator[str]:
    """The lines of steps in plain form; a flip goes behind its measurement."""
    waiting: str | None = None
    for step in steps:
        text = _record(step).write(step, ring)
        if isinstance(step, Flip):
            waiting = f"{waiting} {text}"
            continue
        if waiting is not None:
            yield from waiting.split("\n")
        waiting = text
    if waiting is not None:
        yield from waiting.split("\n")


def format_experiment(experiment: Experiment) -> str:
    r"""The text of an experiment: what `parse_experiment` reads back as its normal form.

    Named maps are written by name, coordinates that a map keeps are left out, every outcome is named.

    Raises
    ------
    InputError : where a step is none of the language's.

    >>> from toytheory.language.reading import parse_experiment
    >>> experiment = parse_experiment("system 1 trit\nprepare X = -1\nfourier 1\nmeasure P + 2X")
    >>> print(format_experiment(experiment), end="")
    system 1 trit
    prepare X1 = 2
    fourier 1
    measure -X1 + P1 as m1
    """
    lines = written_lines(normal_form(experiment).steps, Ring.of(experiment.system))
    return "\n".join([write_system(experiment.system), *lines]) + "\n"
