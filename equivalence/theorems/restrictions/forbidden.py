"""The state that the talk forbids, X2 = 0 and X1 + P2 = 0: its chain of reasoning run as an experiment.

Slide "Knowledge balance vs. classical complementarity". Both marginals are at most half known, and so is the whole; but
who measures X1 on system 1 knows X2 and P2 of system 2, which nobody touched.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.discrete.measurements import Measurement
from toytheory.errors import InputError
from toytheory.language.reading import parse_experiment
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace
from toytheory.phase_space.variables import Variable
from toytheory.restrictions import Decision, classical_complementarity, knowledge_balance

from .quantum import no_common_state

ROWS = np.array([[0, 0, 1, 0], [1, 0, 0, 1]])
"""X2 and X1 + P2."""

ALLOWED = {2: np.array([[1, 0, 1, 0], [0, 1, 0, 1]]), 3: np.array([[1, 0, 2, 0], [0, 1, 0, 1]])}
"""X1 - X2 and P1 + P2, to compare with."""

Kernel = Callable[[Measurement, list[int]], tuple[Matrix, int]]
Decide = Callable[..., Decision]


def known_weights(rows: Matrix, d: int) -> Matrix:
    """1 on the ontic states of two systems where the variables (k, 4) are 0, else 0: (d^4,)."""
    points = PhaseSpace(d, 2).points()
    return np.asarray((points @ rows.T % d == 0).all(axis=1), dtype=np.int64)


def after(weights: Matrix, d: int, variable: list[int], kernel: Kernel = Measurement.kernel) -> list[dict[str, Any]]:
    """What system 2 is like once a variable of system 1 is measured, for each outcome.

    Returns
    -------
    For each outcome its "chance", and the ontic states (x2, p2) of system 2 that are "possible" then.

    >>> [entry["possible"] for entry in after(known_weights(ROWS, 2), 2, [1, 0, 0, 0])]
    [[[0, 0]], [[0, 1]]]
    """
    measurement = Measurement.of([Variable.from_vector(variable, d)], 2)
    points, found = PhaseSpace(d, 1).points(), []
    for value in range(d):
        numerators, denominator = kernel(measurement, [value])
        left = numerators @ weights
        second = left.reshape(d * d, d * d).sum(axis=0)
        found.append(
            {
                "outcome": value,
                "chance": f"{left.sum() // denominator}/{weights.sum()}",
                "possible": points[second > 0].tolist(),
                "second": second,
                "denominator": denominator,
            }
        )
    return found


def chain(d: int, kernel: Kernel = Measurement.kernel, balance: Decide = knowledge_balance) -> Check:
    """Marginals and whole pass, measurements of system 1 do not touch system 2, and that of X1 tells all about it."""
    weights = known_weights(ROWS, d)
    steps: list[dict[str, Any]] = []
    wrong: dict[str, Any] | None = None
    before = weights.reshape(d * d, d * d).sum(axis=0)
    if not balance(weights, d, 2, locality=False).allowed:
        wrong = {"marginals": balance(weights, d, 2, locality=False).reason}
    for variable in PhaseSpace(d, 1).points()[1:]:
        entries = after(weights, d, [*variable.tolist(), 0, 0], kernel)
        told = sum(entry["second"] // entry["denominator"] for entry in entries)
        if wrong is None and (told != before).any():
            wrong = {"touched by": str(Variable.from_vector(variable, d)), "system 2": told.tolist()}
        reveals = variable[1] == 0
        for entry in entries:
            expected = 1 if reveals else d
            if wrong is None and len(entry["possible"]) != expected:
                wrong = {"measured": str(Variable.from_vector(variable, d)), "possible": entry["possible"]}
            if variable.tolist() == [1, 0] and entry["possible"]:
                x2, p2 = entry["possible"][0]
                steps.append({"X1 found": entry["outcome"], "chance": entry["chance"], "then X2": x2, "and P2": p2})
    decision = balance(weights, d, 2)
    if wrong is None and decision.premise != "locality":
        wrong = {"balance": decision.reason}
    example = {"bound": "1 of the 2 questions about system 2", "steps": steps, "balance says": decision.reason}
    scope = f"d = {d}: X2 = 0 and X1 + P2 = 0, all variables of system 1 measured, all outcomes"
    return decided("chain", "exhaustive", scope, (d * d - 1) * d, wrong, example)


def refused(d: int, complementarity: Decide = classical_complementarity) -> Check:
    """Complementarity refuses the state for its bracket, so does the language, and no density matrix has it."""
    decision = complementarity(known_weights(ROWS, d), d, 2)
    kind = {2: "bits", 3: "trits"}[d]
    try:
        parse_experiment(f"system 2 {kind}\nprepare X2 = 0, X1 + P2 = 0")
        said = ""
    except InputError as error:
        said = error.problem
    wrong: dict[str, Any] | None = no_common_state(ROWS, d)
    if decision.premise != "commuting":
        wrong = {"complementarity": decision.reason}
    elif "cannot be known together" not in said:
        wrong = {"language": said or "accepted"}
    scope = f"d = {d}: decided from the distribution, refused as a `prepare`, and impossible as a density matrix"
    return decided("refused", "exhaustive", scope, 3, wrong, {"complementarity says": decision.reason})


def contrast(d: int, kernel: Kernel = Measurement.kernel) -> Check:
    """In the allowed state X1 - X2 = 0, P1 + P2 = 0 each measurement of system 1 tells one question about system 2."""
    weights = known_weights(ALLOWED[d], d)
    wrong: dict[str, Any] | None = None
    variables = PhaseSpace(d, 1).points()[1:]
    for variable in variables:
        for entry in after(weights, d, [*variable.tolist(), 0, 0], kernel):
            if wrong is None and len(entry["possible"]) != d:
                wrong = {"measured": str(Variable.from_vector(variable, d)), "possible": entry["possible"]}
    decisions = [decide(weights, d, 2) for decide in (knowledge_balance, classical_complementarity)]
    if wrong is None and not all(decision.allowed for decision in decisions):
        wrong = {"forbidden": [decision.reason for decision in decisions]}
    scope = f"d = {d}: X1 - X2 = 0 and P1 + P2 = 0, all variables of system 1 measured, all outcomes"
    return decided("contrast", "exhaustive", scope, len(variables) * d, wrong)
