"""Experiments in files, whatever they are written in: `.toy` texts and `.stim` circuits; and written again."""

from __future__ import annotations

from pathlib import Path

from equivalence.engine.output import STANDARD, standard_input
from toytheory.errors import CannotRun, InputError, Place
from toytheory.language.bookkeeping import Flip, Random, When, flat
from toytheory.language.experiment import Experiment
from toytheory.language.reading import MAX_BYTES, format_experiment, load_experiment, parse_experiment
from toytheory.language.steps import Condition, Noise, Step

from .shipped import found

FORMS = ("toy", "stim", "qasm")
"""What an experiment can be written as."""


def read_experiment(file: str, *, prepared: bool = True) -> Experiment:
    """The experiment in a file (`.stim`: a Stim circuit), on standard input, or an example of this name; InputError
    where there is none.
    """
    if file == STANDARD:
        try:
            text = standard_input().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise InputError("standard input is not UTF-8 text", "write the experiment as plain UTF-8 text") from None
        return parse_experiment(text, "standard input")
    if file.endswith(".stim"):
        return read_circuit(file, prepared=prepared)
    return load_experiment(found(file))


def read_circuit(file: str, *, prepared: bool = True) -> Experiment:
    """The experiment on bits that a Stim circuit in a file describes; `prepared` as for `from_stim`."""
    import stim

    from quantum_ref.stim.lines import refused_place, told_places, unread_place
    from quantum_ref.stim.reading import CircuitReader, from_stim

    text = circuit_source(file)
    try:
        circuit = stim.Circuit(text)
    except (ValueError, IndexError) as error:  # what Stim says of text that is no circuit
        told = " ".join(str(error).split())
        mend = "write a circuit that Stim reads"
        raise InputError(f"not a Stim circuit: {told}", mend, unread_place(text, file)) from None
    try:
        return from_stim(circuit, prepared=prepared, places=told_places(circuit, text, file))
    except InputError as error:
        reader = CircuitReader(circuit.num_qubits)
        raise error.at(refused_place(text, file, error.problem, reader.read_all)) from None


def circuit_source(file: str) -> str:
    """The text of a Stim circuit in a file."""
    place = Place(1, 1, file)
    try:
        content = Path(file).read_bytes()
        if len(content) > MAX_BYTES:
            raise InputError(f"larger than {MAX_BYTES} bytes", "split the circuit into smaller ones", place)
        return content.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror}", "name a readable .stim file") from None
    except UnicodeDecodeError:
        raise InputError("not UTF-8 text", "save the circuit as plain UTF-8 text", place) from None


def converted(file: str, form: str) -> str:
    """The experiment in a file as text of one of `FORMS`; a refusal names the line of the file, circuits included."""
    experiment = read_experiment(file)
    try:
        return written(experiment, form)
    except InputError as error:
        if not file.endswith(".stim") or error.place is not None:
            raise
        from quantum_ref.stim.lines import refused_place
        from quantum_ref.stim.reading import from_stim

        place = refused_place(circuit_source(file), file, error.problem, lambda line: written(from_stim(line), form))
        raise error.at(place) from None


def written(experiment: Experiment, form: str) -> str:
    r"""The experiment as text of one of `FORMS`; InputError at what has no counterpart there.

    >>> print(written(parse_experiment("system 1 bit\nprepare P = 0\nmeasure P as a"), "stim"), end="")
    RX 0
    MX 0
    """
    if form == "toy":
        return format_experiment(experiment)
    if form not in FORMS:
        raise InputError(f"there is no form {form!r}", f"choose among {', '.join(FORMS)}")
    from quantum_ref.stim.circuits import circuit_of
    from quantum_ref.stim.qasm import to_qasm
    from quantum_ref.stim.text import circuit_text

    if experiment.system.d != 2:
        kind = f"{experiment.system.kind}"
        raise InputError(f"{kind} have no circuit of qubits", "write a .toy file", experiment_place(experiment))
    if form == "qasm":
        for step in flat(experiment.steps):
            if (what := _unsaid(step)) is not None:
                mend = "leave it out" if isinstance(step, Condition | When) else "leave it out, or write a .stim file"
                raise InputError(f"{what} in OpenQASM", mend, step.place)
    try:
        circuit = circuit_of(experiment)
    except CannotRun as reason:  # a step on too many systems at once
        raise InputError(f"no circuit is made of it: {reason}", "write it on fewer systems", reason.place) from None
    return to_qasm(circuit.circuit, circuit.inverted) if form == "qasm" else circuit_text(circuit.circuit)


def _unsaid(step: Step) -> str | None:
    """That a step is not said, or None where it is."""
    match step:
        case Noise() | Condition():
            return f"`{type(step).__name__.lower()}` has no counterpart"
        case Flip():
            return "a wrong record has no counterpart"
        case Random() if step.weights:
            return "`random` with weights has no counterpart"
        case When():
            return "branches are not written"
    return None


def experiment_place(experiment: Experiment) -> Place | None:
    """Where an experiment that was read begins."""
    return Place(1, 1, experiment.source) if experiment.source else None
