"""A program as an experiment again: a statement an instruction, each wire a system that is prepared with X = 0.

In these words a fault of a simulator is one of its gates, whatever the statements were that led there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import named_transform
from toytheory.language.steps import Displace, Measure, Noise, OutcomeExpression, Prepare, Step, System, Transform
from toytheory.phase_space.variables import Variable

from .inverses import inverse_step
from .lowering import Offers, block_program
from .program import Block, Program, Read, Reset, Scatter, Shift, Sum
from .words import Gate


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


def maps_in_gates(experiment: Experiment, offers: Offers) -> Experiment:
    r"""The experiment with the maps that end it written as the gates that they are lowered to; CannotRun for others.

    >>> from toytheory.language.reading import format_experiment, parse_experiment
    >>> text = "system 2 trits\nprepare P1 = 0, X2 = 1\ncphase 1 2"
    >>> print(format_experiment(maps_in_gates(parse_experiment(text), Offers())).replace("\n", "; ").rstrip())
    system 2 trits; prepare P1 = 0, X2 = 1; fourier 2; fourier 2; fourier 2; sum 1 2; sum 1 2; fourier 2;
    """
    instructions = block_program(experiment, offers, "reimport").instructions
    (block,) = (each for each in instructions if isinstance(each, Block))
    maps = [step for step in experiment.steps if isinstance(step, Transform)]
    before = experiment.steps[: len(experiment.steps) - len(maps)]
    if any(isinstance(step, Transform) for step in before):
        raise CannotRun("something follows the maps")
    prepared = [system for step in before for system in step.resets]
    if len(set(prepared)) < len(prepared):
        raise CannotRun("a system that is prepared again may be on another wire")
    steps = [written for each in block.instructions for written in _in_block(each, experiment.d)]
    return Experiment(experiment.system, (*before, *steps))


def circuit_of_maps(program: Program) -> Experiment:
    r"""The experiment whose systems are at X = 0 and then go through the gates of a program, all of them maps.

    >>> from toytheory.language.reading import format_experiment, parse_experiment
    >>> from toytheory.adapting import state_program
    >>> program = state_program(parse_experiment("system 1 trit\nprepare P = 1"), Offers())
    >>> print(format_experiment(circuit_of_maps(program)).replace("\n", "; ").rstrip())
    system 1 trit; prepare X1 = 0; transform X1 -> X1 + 1; fourier 1; fourier 1; fourier 1;
    """
    steps = [written for each in program.instructions for written in _in_block(each, program.d)]
    zero = [_at_zero(wire, program.d) for wire in range(program.wires)]
    return Experiment(System.of_dimension(program.d, program.wires), (*zero, *steps))


def _in_block(instruction: object, d: int) -> Iterator[Step]:
    match instruction:
        case Shift(wire=wire, side=side, constant=constant, terms=()):
            yield Transform((wire,), ((1, 0), (0, 1)), (0, constant) if side == "P" else (constant, 0))
        case Gate():
            yield from _gate(instruction, d)
        case _:
            raise CannotRun("maps are gates and displacements")


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
    """The named map; an inverse gate is its map written out, which is lowered to it again."""
    name = gate.name.removesuffix("-inverse")
    step = (
        named_transform(name, gate.wires, d, gate.parameter) if name == gate.name else inverse_step(name, gate.wires, d)
    )
    yield from [step] * gate.times
