"""An experiment on bits as a sequence of Stim's operations.

`translate` decides what happens; a `Sink` decides how it is written down: as a circuit to be sampled
(`stim_circuits`), or with every source of chance on record (`stim_frames`).
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Protocol

import stim

from quantum_ref.plan.parts import KnownBlock, known_blocks, map_blocks
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Step, Transform
from toytheory.phase_space.variables import Variable

from .paulis import gate_of, letters, synthesised

KICKS = {"Z": "X", "X": "Z", "Y": "X"}
"""A Pauli operator that flips the sign of an eigenstate of another one."""


class Sink(Protocol):
    """Where the operations go; qubits count from 0.

    Attributes
    ----------
    circuit : Clifford gates, Pauli operators and feedback are appended here.
    """

    circuit: stim.Circuit

    def prepare(self, blocks: Sequence[KnownBlock], used: Container[int]) -> None:
        """Reset the systems of all blocks, then know the variables; of a system by itself, with the value 0.

        `used` holds the systems that may be in another state than |0>.
        """
        ...

    def measure(self, variables: Sequence[Variable], names: Sequence[str]) -> None:
        """Measure a commuting set; each value becomes the next outcome."""
        ...

    def noise(self, step: Noise) -> None:
        """Apply a random displacement."""
        ...

    def record(self, outcome: int) -> stim.GateTarget:
        """An earlier outcome, by position, as a target of feedback at this point."""
        ...


def alone(block: KnownBlock) -> str | None:
    """The Pauli letter of the variable, where the block is one system with one variable."""
    if len(block.systems) > 1 or not block.variables:
        return None
    return letters(block.variables[0])[0][1]


def unknown_systems(experiment: Experiment) -> list[int]:
    """The systems that are used before anything is known of them, in the order of their use."""
    seen: dict[int, bool] = {}
    for step in experiment.steps:
        for system in step.touched:
            seen.setdefault(system, not isinstance(step, Prepare))
    return [system for system, unknown in seen.items() if unknown]


def translate(experiment: Experiment, sink: Sink) -> None:
    """Send every step of an experiment on bits to the sink; conditions are left to the caller."""
    unknown = unknown_systems(experiment)
    if unknown:
        sink.prepare([KnownBlock((system,), (), ()) for system in unknown], ())
    used = set(unknown)
    position = {name: i for i, name in enumerate(experiment.outcomes)}
    for step in experiment.steps:
        try:
            _send(step, sink, used, position)
        except CannotRun as reason:
            reason.place = step.place
            raise


def _send(step: Step, sink: Sink, used: set[int], position: dict[str, int]) -> None:
    match step:
        case Prepare():
            _prepare(step, sink, used)
            used.update(step.systems)
        case Transform():
            _transform(step, sink.circuit)
        case Measure():
            sink.measure(step.variables, step.names)
        case Displace():
            _displace(step, sink, position)
        case Noise():
            sink.noise(step)
        case Condition() | Discard():
            pass  # what is forgotten stays in the tableau; conditions are for the caller
        case _:
            raise CannotRun(f"does not know the step {type(step).__name__}")


def gates_of(steps: Sequence[Step], places: Sequence[int] | None = None) -> stim.Circuit:
    """Maps and displacements by constants as Clifford gates; CannotRun for other steps.

    Parameters
    ----------
    places : the qubit of each system, if not the same.

    >>> from toytheory.language.maps.discrete import named_transform
    >>> gates_of([named_transform("sum", (0, 1), 2)])
    stim.Circuit('''
        CX 0 1
    ''')
    """
    lines: list[str] = []
    templates: dict[tuple[object, ...], list[tuple[str, tuple[int, ...]]]] = {}
    for step in steps:
        match step:
            case Transform():
                key = (step.name, step.matrix, step.shift)
                if key not in templates:
                    templates[key] = _template(step)
                names = [str(k if places is None else places[k]) for k in step.systems]
                lines += [f"{gate} {' '.join([names[i] for i in local])}" for gate, local in templates[key]]
            case Displace() if not step.uses:
                for index, by in step.shifts:
                    if by.constant % 2:
                        k = index // 2
                        lines.append(f"{'XZ'[index % 2]} {k if places is None else places[k]}")
            case _:
                raise CannotRun(f"takes {type(step).__name__} for no gate")
    return stim.Circuit("\n".join(lines))  # which Stim reads faster than it takes gates one by one


def _template(step: Transform) -> list[tuple[str, tuple[int, ...]]]:
    """A map as gates on the positions of its systems."""
    circuit = stim.Circuit()
    _transform(step.with_systems({k: i for i, k in enumerate(step.systems)}), circuit)
    return [(each.name, tuple(t.value for t in group)) for each in circuit for group in each.target_groups()]


def _prepare(step: Prepare, sink: Sink, used: Container[int]) -> None:
    blocks = known_blocks(step)
    sink.prepare(blocks, used)
    for block in blocks:
        letter = alone(block)
        if letter is not None and (block.values[0] - block.variables[0].constant) % 2:
            sink.circuit.append(KICKS[letter], block.systems)


def _transform(step: Transform, circuit: stim.Circuit) -> None:
    gate = gate_of(step.name, step.matrix, step.shift)
    if gate is not None:
        circuit.append(gate, step.systems)
        return
    for block in map_blocks(step, 2):
        circuit += synthesised(block)


def _displace(step: Displace, sink: Sink, position: dict[str, int]) -> None:
    for index, expression in step.shifts:
        letter, qubit = "XZ"[index % 2], index // 2
        if expression.constant % 2:
            sink.circuit.append(letter, [qubit])
        for name, coefficient in expression.terms:
            if coefficient % 2:
                sink.circuit.append("C" + letter, [sink.record(position[name]), qubit])
