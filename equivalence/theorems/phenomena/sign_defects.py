"""Where bits and qubits differ in an experiment of a phenomenon, the sign defect says by what (docs/bits.md)."""

from __future__ import annotations

from collections.abc import Mapping

from equivalence.comparison.answers import ask_here
from equivalence.engine.verdict import Check
from equivalence.experiments.shipped import example
from equivalence.theorems.bits.defect import sign_defect
from equivalence.theorems.bits.prediction import shifted_conditions, translated
from toytheory.backend import Backend
from toytheory.language.reading import load_experiment
from toytheory.outcomes.distributions import Distribution


def as_predicted(file: str, backends: Mapping[str, Backend | str], toy: str = "epistemic") -> Check:
    """Each exact quantum answer is the toy answer translated by the defect, which is not 0.

    Only experiments of the core language have one (`equivalence.theorems.bits.defect`).
    """
    path = example(f"phenomena/{file}")
    experiment = load_experiment(path)
    defect = sign_defect(experiment)
    scope = f"{file}: the sign defect is {defect.tolist()}"
    answers: dict[str, Distribution] = {}
    for name, backend in backends.items():
        result = ask_here(name, backend, shifted_conditions(experiment, defect) if name == toy else experiment, 1, 0)
        if result.distribution is not None and (name == toy or result.side == "quantum"):
            answers[name] = result.distribution
    quantum = {name: answer for name, answer in answers.items() if name != toy}
    if toy not in answers or not quantum:
        return Check("sampled", scope, 0, "skipped", "sign-defect", reason="no exact backend of each side ran it")
    expected = translated(answers[toy], defect).probabilities
    wrong = {name: str(answer.probabilities) for name, answer in quantum.items() if answer.probabilities != expected}
    if wrong or not defect.any():
        witness = {"toy_file": path.read_text(encoding="utf-8"), "expected": str(expected), **wrong}
        return Check("sampled", scope, len(quantum), "fails", "sign-defect", witness)
    return Check("sampled", scope, len(quantum), "holds", "sign-defect")
