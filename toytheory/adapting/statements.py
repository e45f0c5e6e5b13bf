"""A program as an experiment again: a statement an instruction, each wire a system that is prepared with X = 0.

In these words a fault of a simulator is one of its gates, whatever the statements were that led there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import named_transform
from toytheory.language.steps import Displace, Measure, Noise, OutcomeExpression, Prepare, Step, System, Transform
from toytheory.phase_space.space import symplectic_form
from toytheory.phase_space.variables import Variable

from .program import Program, Read, Reset, Scatter, Shift, Sum
from .words import Gate, order


def statements_of(program: Program) -> Experiment:
    r"""The experiment whose outcomes are the readings of a program; CannotRun where it selects runs.

    >>> from toytheory.language.reading import format_experiment, parse_experiment
    >>> from toytheory.adapting import program_of
    >>> text = "system 1 trit\nprepare P = 0\nmeasure X as a"
    >>> print(format_experiment(statements_of(program_of(parse_experiment(text)))), end="")
    system 1 trit
    prepare X1 = 0
    fourier 1
    fourier 1
    fourier 1
    measure X1 as m1
    """
    if program.conditions:
        raise CannotRun("of a program that selects runs not all readings are kept")
    names = {name: f"m{k + 1}" for k, name in enumerate(program.reads)}
    steps: list[Step] = [_at_zero(wire, program.d) for wire in range(program.wires)]
    for instruction in program.instructions:
        steps += _written(instruction, program.d, names)
    return Experiment(System.of_dimension(program.d, program.wires), tuple(steps))


def _at_zero(wire: int, d: int) -> Prepare:
    return Prepare((Variable.of({2 * wire: 1}, d),), (0,), (wire,))


def _written(instruction: object, d: int, names: Mapping[str, str]) -> Iterator[Step]:
    match instruction:
        case Gate():
            yield from _gate(instruction, d)
        case Shift(wire=wire, side=side, constant=constant, terms=terms):
            yield Displace(((2 * wire + (side == "P"), OutcomeExpression(_renamed(terms, names), constant)),))
        case Read(wire=wire, name=name):
            yield Measure((Variable.of({2 * wire: 1}, d),), (names[name],))
        case Reset(wire=wire):
            yield _at_zero(wire, d)
        case Scatter(coordinates=coordinates, weights=weights):
            yield Noise(coordinates, weights)
        case _:
            raise CannotRun(f"no statement does what {type(instruction).__name__} does")


def _renamed(terms: Sum, names: Mapping[str, str]) -> Sum:
    return tuple((names[name], factor) for name, factor in terms)


def _gate(gate: Gate, d: int) -> Iterator[Transform]:
    """The named map; an inverse gate is its map written out, which is lowered to it again, on bits a power."""
    name = gate.name.removesuffix("-inverse")
    step = named_transform(name, gate.wires, d, gate.parameter)
    if name == gate.name:
        yield from [step] * gate.times
    elif d == 2:
        yield from [step] * (order(name, d) - 1) * gate.times
    else:
        form = symplectic_form(len(step.systems))
        back = -form @ np.array(step.matrix, dtype=np.int64).T @ form % d  # S^T B S = B and B^2 = -1
        rows = tuple(tuple(row) for row in back.tolist())
        yield from [Transform(step.systems, rows, (0,) * len(rows))] * gate.times
