"""An experiment on bits as a sequence of Stim's operations.

`translate` decides what happens; a `Sink` decides how it is written down: as a circuit to be sampled
(`stim_circuits`), or with every source of chance on record (`stim_frames`).
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Protocol

import stim

from toytheory.experiment import Experiment
from toytheory.steps import Discard, Displace, Measure, Noise, Prepare, Transform
from toytheory.variables import Variable

from .blocks import KnownBlock, known_blocks, map_blocks
from .stim_paulis import gate_of, letters, synthesised

KICKS = {"Z": "X", "X": "Z", "Y": "X"}
"""A Pauli operator that flips the sign of an eigenstate of another one."""


class Sink(Protocol):
    """Where the operations go; qubits count from 0.

    Attributes
    ----------
    circuit : Clifford gates, Pauli operators and feedback are appended here.
    """

    circuit: stim.Circuit

    def reset(self, qubit: int, letter: str, used: bool) -> None:
        """Bring a qubit into the eigenstate +1 of X, Y or Z; `used` says whether it can hold anything yet."""
        ...

    def mix(self, qubit: int, used: bool) -> None:
        """Make a qubit maximally mixed."""
        ...

    def know(self, block: KnownBlock, used: Container[int]) -> None:
        """Bring qubits into the state in which the block's variables, and nothing else, are known."""
        ...

    def measure(self, variables: Sequence[Variable]) -> None:
        """Measure a commuting set; each value becomes the next outcome."""
        ...

    def noise(self, step: Noise) -> None:
        """Apply a random displacement."""
        ...

    def record(self, outcome: int) -> stim.GateTarget:
        """An earlier outcome, by position, as a target of feedback at this point."""
        ...


def translate(experiment: Experiment, sink: Sink) -> None:
    """Send every step of an experiment on bits to the sink; conditions are left to the caller.

    Systems of which nothing is known yet become maximally mixed when they are first used.
    """
    used: set[int] = set()
    position = {name: i for i, name in enumerate(experiment.outcomes)}

    def use(systems: Sequence[int]) -> None:
        for system in systems:
            if system not in used:
                sink.mix(system, False)
                used.add(system)

    for step in experiment.steps:
        match step:
            case Prepare():
                _prepare(step, sink, used)
            case Transform():
                use(step.systems)
                _transform(step, sink)
            case Measure():
                use([system for variable in step.variables for system in variable.systems])
                sink.measure(step.variables)
            case Displace():
                use([index // 2 for index, _ in step.shifts])
                _displace(step, sink, position)
            case Noise():
                use([index // 2 for index in step.coordinates])
                sink.noise(step)
            case Discard():
                use(step.systems)


def _prepare(step: Prepare, sink: Sink, used: set[int]) -> None:
    for block in known_blocks(step):
        qubit = block.systems[0]
        if not block.variables:
            sink.mix(qubit, qubit in used)
        elif len(block.systems) == 1:
            ((_, letter),) = letters(block.variables[0])
            sink.reset(qubit, letter, qubit in used)
            if (block.values[0] - block.variables[0].constant) % 2:
                sink.circuit.append(KICKS[letter], [qubit])
        else:
            sink.know(block, used)
        used.update(block.systems)


def _transform(step: Transform, sink: Sink) -> None:
    gate = gate_of(step.name, step.matrix, step.shift)
    if gate is not None:
        sink.circuit.append(gate, step.systems)
        return
    for block in map_blocks(step, 2):
        sink.circuit += synthesised(block)


def _displace(step: Displace, sink: Sink, position: dict[str, int]) -> None:
    for index, expression in step.shifts:
        letter, qubit = "XZ"[index % 2], index // 2
        if expression.constant % 2:
            sink.circuit.append(letter, [qubit])
        for name, coefficient in expression.terms:
            if coefficient % 2:
                sink.circuit.append("C" + letter, [sink.record(position[name]), qubit])
