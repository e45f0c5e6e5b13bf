"""Every list prepared, then all elements of every isotropic subspace measured jointly: the translation, as a whole.

A measured set may be dependent; the outcomes of F, G and F + G then add up in the toy theory, and add up to
beta(F, G) more in quantum theory. Distributions come from products of spectral projectors and from ontic states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import isotropic_modules
from toytheory.language.experiment import Experiment
from toytheory.language.reading import format_experiment
from toytheory.language.steps import Measure, Prepare, Step, System
from toytheory.phase_space.modular import Matrix, elements
from toytheory.phase_space.variables import Variable

from .defect import sign_defect
from .operators import (
    Operators,
    generating_lists,
    pauli_products,
    positions,
    prepared,
    toy_distributions,
    variables,
    whole,
)


def joint_measurement(generators: Matrix, measured: Matrix) -> Experiment:
    """Prepare a list (k, 2n) with values 0, measure variables (r, 2n) jointly."""
    return Experiment(System.of_dimension(2, measured.shape[1] // 2), (*_preparing(generators), _measuring(measured)))


def _preparing(generators: Matrix) -> tuple[Step, ...]:
    known = tuple(Variable.from_vector(row, 2) for row in generators)
    systems = sorted({s for variable in known for s in variable.systems})
    return (Prepare(known, (0,) * len(known), tuple(systems)),) if known else ()


def _measuring(measured: Matrix) -> Step:
    names = tuple(f"m{k + 1}" for k in range(len(measured)))
    return Measure(tuple(Variable.from_vector(row, 2) for row in measured), names)


def _outcome_operators(measured: Matrix) -> tuple[Operators, Matrix]:
    """Products of spectral projectors for all joint outcomes (2^r, D, D); which ontic states give which (2^r, 4^n)."""
    n = measured.shape[1] // 2
    unit = np.eye(2**n)
    operators: Operators = unit[None].astype(np.complex128)
    found = np.zeros(4**n, dtype=np.int64)
    for row, product in zip(measured, pauli_products(n)[positions(measured)], strict=True):
        halves = np.stack([unit + product, unit - product]) / 2
        operators = (operators[:, None] @ halves[None]).reshape(-1, 2**n, 2**n)
        found = 2 * found + variables(n) @ row % 2
    return operators, (found[None] == np.arange(len(operators))[:, None]).astype(np.int64)


def joint_measurements(
    n: int,
    lists: Iterable[Matrix] | None = None,
    subspaces: Iterable[Matrix] | None = None,
    defect: Callable[[Experiment], Matrix] = sign_defect,
    states: Callable[[Matrix], Operators] = prepared,
) -> Check:
    """Quantum distributions over joint outcomes are toy distributions translated by the defect, for all values.

    Parameters
    ----------
    lists : what is prepared; every list by default.
    subspaces : Howell forms of those whose elements are measured; every isotropic subspace by default.
    """
    chosen = list(generating_lists(n) if lists is None else lists)
    forms = [form for form in isotropic_modules(2, n) if len(form)] if subspaces is None else subspaces
    each = [elements(form, 2)[1:] for form in forms]
    asked = [(len(measured), _measuring(measured), *_outcome_operators(measured)) for measured in each]
    system = System.of_dimension(2, n)
    cases, differ = 0, 0
    wrong: dict[str, Any] | None = None
    example: dict[str, Any] | None = None
    for rows in chosen:
        preparation, rho, p = _preparing(rows), states(rows), toy_distributions(rows, variables(n))
        for count, question, operators, possible in asked:
            traces = np.einsum("vij,oji->vo", rho, operators) * 4**n
            quantum, toy = whole(traces), whole(p @ possible.T * 4**n)
            experiment = Experiment(system, (*preparation, question))
            shift = int(defect(experiment) @ 2 ** np.arange(count - 1, -1, -1))
            cases += len(toy)
            apart = int(np.count_nonzero((quantum != toy).any(axis=1)))
            differ += apart
            if example is None and apart:
                example = {"toy_file": format_experiment(experiment), "predicted_defect": shift}
            if wrong is None and (quantum != toy[:, np.arange(toy.shape[1]) ^ shift]).any():
                wrong = {"toy_file": format_experiment(experiment), "predicted_defect": shift}
    scope = (
        f"n = {n}: {len(chosen)} lists with all values, all elements of each of {len(asked)} isotropic subspaces "
        f"measured jointly; the theories differ on {differ} of {cases}"
    )
    return decided("joint-measurements", "exhaustive", scope, cases, wrong, example)
