"""Files to be sampled, `.toy` and `.stim`, read as samplers of what is asked for in the theory that is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from equivalence.engine.output import read_text
from toytheory.errors import CannotRun, InputError

if TYPE_CHECKING:
    from toytheory.discrete.sampling.program import Program
    from toytheory.discrete.sampling.sampler import CompiledSampler, EngineName
    from toytheory.language.experiment import Experiment

Theory = Literal["toy", "quantum"]


@dataclass(frozen=True, eq=False)
class Source:
    """What a file asks for, as a program.

    Attributes
    ----------
    program : its outputs are outcomes, or detectors and then observables.
    detectors : how many of the outputs are detectors; None where they are outcomes.
    coordinates : of those detectors that have some, by number.
    """

    program: Program
    detectors: int | None = None
    coordinates: Mapping[int, Sequence[float]] = field(default_factory=dict)

    def sampler(self, engine: EngineName | None, threads: int | None = None) -> CompiledSampler:
        """A sampler; InputError where the engine cannot do it."""
        from toytheory.discrete.sampling.sampler import sampler_of

        try:
            return sampler_of(self.program, engine, threads)
        except CannotRun as error:
            raise InputError(f"the engine {engine} cannot be used: {error}", "leave --engine out") from None


def source_of(experiment: Experiment, theory: Theory, detectors: bool) -> Source:
    """The program of an experiment.

    Outcomes of bits in quantum theory are those of one run, from Stim's tableau, and how runs differ, from the toy
    theory; with branches, one run on each path through them. Detection events are the same in both theories. For odd d
    both theories are.

    Raises
    ------
    InputError : the experiment cannot be sampled: modes; even d > 2 in quantum theory; bits in quantum theory with more
        than 4,096 paths through branches; no detectors, or one that is not certain without noise.
    """
    from toytheory.discrete.sampling.certainty import events
    from toytheory.discrete.sampling.lowering import compiled

    try:
        if theory == "quantum" and experiment.system.d is not None and experiment.d % 2 == 0:
            program = _with_signs(experiment, detectors)
        else:
            program = compiled(experiment, detectors)
    except CannotRun as error:
        raise InputError(f"the experiment cannot be sampled: {error}", "see `toytheory sample --help`") from None
    if not detectors:
        return Source(program)
    if not program.names:
        raise NOTHING
    return Source(events(program), len(experiment.detectors), _coordinates(experiment))


NOTHING = InputError("there are no detectors or observables", "leave --detectors out")


def _coordinates(experiment: Experiment) -> dict[int, Sequence[float]]:
    from toytheory.language.bookkeeping import Detector, flat
    from toytheory.language.lowering.unroll import unrolled

    at = {step.name: step.at for step in flat(unrolled(experiment.steps)) if isinstance(step, Detector)}
    return {number: at[name] for number, name in enumerate(experiment.detectors) if at[name]}


def _with_signs(experiment: Experiment, detectors: bool) -> Program:
    """The program of an experiment on bits in quantum theory."""
    from quantum_ref.stim.reference import reference_run
    from toytheory.discrete.sampling.lowering import compiled
    from toytheory.discrete.sampling.signs import signed
    from toytheory.language.bookkeeping import When, flat

    if experiment.d > 2:
        raise CannotRun(f"even d = {experiment.d} has no quantum counterpart here")
    if any(isinstance(step, When) for step in flat(experiment.steps)):
        return signed(experiment, reference_run, detectors)
    return compiled(experiment, detectors, reference_run(experiment))


def circuit_source(file: str, theory: Theory, detectors: bool) -> Source:
    """The program of a Stim file; InputError where it cannot be read or sampled."""
    return _of_circuit(read_text(Path(file)), file, theory, detectors)


def source_of_text(text: str, name: str, circuit: bool) -> Source:
    """The detectors and observables of a text, which is a Stim circuit or an experiment."""
    from toytheory.language.reading import parse_experiment

    if circuit:
        return _of_circuit(text, name, "quantum", detectors=True)
    return source_of(parse_experiment(text, name), "toy", detectors=True)


def _of_circuit(text: str, file: str, theory: Theory, detectors: bool) -> Source:
    import stim

    from quantum_ref.stim.lines import grown_place, unread_place
    from toytheory.discrete.sampling.program import around

    from .stim_program import CircuitProgram

    try:
        circuit = stim.Circuit(text)
    except (ValueError, IndexError) as error:
        problem = f"not a Stim circuit: {' '.join(str(error).split())}"
        raise InputError(problem, "write a circuit that Stim reads", unread_place(text, file)) from None
    try:
        read = CircuitProgram(circuit)
    except InputError as error:
        raise error.at(grown_place(text, file, error.problem, CircuitProgram)) from None
    if detectors:
        program = read.detector_program()
        if not program.names:
            raise NOTHING
        coordinates = {number: at for number, at in circuit.get_detector_coordinates().items() if at}
        return Source(around(program, {}), len(read.detectors), coordinates)
    program = read.program()
    if theory == "quantum":
        reference = circuit.reference_sample().astype(int).tolist()
        program = around(program, dict(zip(read.records, reference, strict=True)))
    return Source(program)
