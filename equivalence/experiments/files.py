"""Experiments in files, whatever they are written in: `.toy` texts and `.stim` circuits; and written again."""

from __future__ import annotations

from pathlib import Path

from equivalence.engine.output import STANDARD, standard_input
from toytheory.errors import InputError, Place
from toytheory.language.bookkeeping import Flip, Random, When, flat
from toytheory.language.experiment import Experiment
from toytheory.language.reading import MAX_BYTES, format_experiment, load_experiment, parse_experiment
from toytheory.language.steps import Condition, Noise

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

    from quantum_ref.stim.reading import from_stim

    place = Place(1, 1, file)
    try:
        content = Path(file).read_bytes()
        if len(content) > MAX_BYTES:
            raise InputError(f"larger than {MAX_BYTES} bytes", "split the circuit into smaller ones", place)
        circuit = stim.Circuit(content.decode("utf-8-sig"))
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror}", "name a readable .stim file") from None
    except UnicodeDecodeError:
        raise InputError("not UTF-8 text", "save the circuit as plain UTF-8 text", place) from None
    except (ValueError, IndexError) as error:  # what Stim says of text that is no circuit
        told = " ".join(str(error).split())
        raise InputError(f"not a Stim circuit: {told}", "write a circuit that Stim reads", place) from None
    try:
        return from_stim(circuit, prepared=prepared)
    except InputError as error:
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
    from quantum_ref.stim.circuits import to_stim
    from quantum_ref.stim.qasm import to_qasm

    if experiment.system.d != 2:
        kind = f"{experiment.system.kind}"
        raise InputError(f"{kind} have no circuit of qubits", "write a .toy file", experiment_place(experiment))
    if form == "stim":
        return f"{to_stim(experiment)}\n"
    for step in flat(experiment.steps):
        if isinstance(step, Noise | Flip | Random | Condition | When):
            what = {Flip: "a wrong record", When: "a branch"}.get(type(step), f"`{type(step).__name__.lower()}`")
            raise InputError(
                f"{what} has no counterpart in OpenQASM", "leave it out, or write a .stim file", step.place
            )
    return to_qasm(to_stim(experiment))


def experiment_place(experiment: Experiment) -> Place | None:
    """Where an experiment that was read begins."""
    return Place(1, 1, experiment.source) if experiment.source else None
