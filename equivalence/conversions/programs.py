"""Experiments lowered to the gates of a package, with readings that are called as the outcomes."""

from __future__ import annotations

from dataclasses import replace

from toytheory.adapting.adapter import GateAdapter
from toytheory.adapting.program import Instruction, Program, Read, Shift
from toytheory.errors import CannotRun, InputError
from toytheory.language.experiment import Experiment


def program_for(adapter: GateAdapter, experiment: Experiment, package: str) -> Program:
    """The experiment as gates and readings of a package, each outcome one reading with its name.

    Raises
    ------
    InputError : for what the package has no words for, for conditions, and for outcomes that are sums of readings.
    """
    if experiment.has_conditions:
        problem = f"conditions have no counterpart in a circuit of {package}"
        raise InputError(
            problem, "leave them out, and keep the samples that meet them", experiment.place_of_conditions()
        )
    can = adapter.capabilities.reason_against(experiment)
    if can is not None:
        raise InputError(f"the experiment has no circuit of {package}: {can}", "convert a discrete experiment")
    try:
        program = adapter.program(experiment)
    except CannotRun as reason:
        raise InputError(f"the experiment has no circuit of {package}: {reason}", "write it with fewer means") from None
    names = {}
    for name, (constant, terms) in zip(program.names, program.values, strict=True):
        if constant % program.d or len(terms) != 1 or terms[0][1] % program.d != 1 or terms[0][0] in names:
            raise InputError(f"the outcome {name} is a sum of readings", "measure variables without constants")
        names[terms[0][0]] = name
    unseen = {read: f"unknown_{k}" for k, read in enumerate(read for read in program.reads if read not in names)}
    called = names | unseen
    return replace(
        program,
        instructions=tuple(_renamed(step, called) for step in program.instructions),
        reads=tuple(called[read] for read in program.reads),
    )


def _renamed(step: Instruction, called: dict[str, str]) -> Instruction:
    match step:
        case Read():
            return replace(step, name=called[step.name])
        case Shift():
            return replace(step, terms=tuple((called[name], factor) for name, factor in step.terms))
        case _:
            return step
