"""The closeness criterion against states and distributions, and the exact fractions of equal pairs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.language.reading import format_experiment
from toytheory.phase_space.modular import Matrix

from .closeness import Bases, Table, bases, equal_by_elements, equal_by_generators, natural_signs, signs_under
from .joint import joint_measurement
from .notation import known_text, notation
from .operators import Operators, all_values, expectations, prepared, toy_distributions, variables, whole

Criterion = Callable[[Bases, Matrix], Table]

NATURAL = {1: (9, 9), 2: (213, 174), 3: (15987, 6732)}
"""Equal pairs under the natural signs: (generators, elements); docs/bits.md has the fractions."""


def outcome_tables(n: int, states: Callable[[Matrix], Operators] = prepared) -> tuple[Matrix, Matrix]:
    """2^n times the probability of values w of W's generators in the state (V, v), by both theories.

    Two arrays (N, 2^n, N, 2^n) indexed [V, v, W, w]: from density matrices, and from distributions over ontic states.
    """
    found = bases(n)
    rho = states(found.generators).reshape(-1, 4**n)
    quantum = whole(rho @ rho.conj().T * 2**n)
    points = variables(n)
    toy = np.concatenate([toy_distributions(rows, points) for rows in found.generators])
    shape = (found.count, 2**n, found.count, 2**n)
    return quantum.reshape(shape), whole(toy @ (toy > 0).T * 2**n).reshape(shape)


def simulated(n: int, states: Callable[[Matrix], Operators] = prepared) -> tuple[Table, Table]:
    """Which pairs (V, W) are equal by simulation, (N, N) each: (a) generators of W measured, (b) all its elements."""
    found = bases(n)
    quantum, toy = outcome_tables(n, states)
    by_generators = (quantum == toy).all(axis=(1, 3))
    # the values of all elements as one number; (-1)^value is the expectation of T_F
    digits = 2 ** np.arange(2**n)
    means = np.take_along_axis(expectations(states(found.generators)), found.elements[:, None, :], 2)
    quantum_codes = (means < 0) @ digits
    toy_codes = (all_values(n) @ all_values(n).T % 2) @ digits
    by_elements = np.zeros_like(by_generators)
    for w in range(found.count):
        codes, where = np.unique(np.concatenate([quantum_codes[w], toy_codes]), return_inverse=True)
        tables = np.zeros((2, found.count, 2**n, len(codes)), dtype=np.int64)
        tables[0][..., where[: 2**n]], tables[1][..., where[2**n :]] = quantum[:, :, w], toy[:, :, w]
        by_elements[:, w] = (tables[0] == tables[1]).all(axis=(1, 2))
    return by_generators, by_elements


def criterion_against_simulation(
    n: int,
    generators: Criterion = equal_by_generators,
    elements: Criterion = equal_by_elements,
    states: Callable[[Matrix], Operators] = prepared,
) -> Check:
    """The criterion decides every pair (V, W) as the distributions do, for both ways to measure."""
    found = bases(n)
    t = signs_under(found, natural_signs(found))
    wrong: dict[str, Any] | None = None
    for table, rule, what in zip(simulated(n, states), (generators, elements), ("generators", "elements"), strict=True):
        apart = np.argwhere(table != rule(found, t))
        if wrong is None and len(apart):
            v, w = apart[0]
            wrong = {
                "prepared": known_text(found.generators[v], np.zeros(n, dtype=np.int64)),
                "measured": [notation(row) for row in found.generators[w]],
                "compared": what,
                "equal": bool(table[v, w]),
            }
    scope = f"n = {n}: all {found.count}^2 pairs, all {2**n} values, all joint outcomes of generators and of elements"
    return decided("closeness-criterion", "exhaustive", scope, 2 * found.pairs, wrong)


def natural_fractions(n: int, expected: tuple[int, int] | None = None) -> Check:
    """The number of equal pairs under the natural signs; the example is an unequal pair, generators compared."""
    found = bases(n)
    t = signs_under(found, natural_signs(found))
    counts = int(equal_by_generators(found, t).sum()), int(equal_by_elements(found, t).sum())
    right = NATURAL[n] if expected is None else expected
    scope = (
        f"n = {n}, natural signs: {counts[0]} of {found.pairs} pairs equal comparing generators, "
        f"{counts[1]} comparing all elements"
    )
    wrong = None if counts == right else {"counted": list(counts), "expected": list(right)}
    unequal = np.argwhere(~equal_by_generators(found, t))
    example = None
    if len(unequal):
        v, w = unequal[0]
        experiment = joint_measurement(found.generators[v], found.generators[w])
        example = {"toy_file": format_experiment(experiment)}
    return decided("natural-signs", "exhaustive", scope, 2 * found.pairs, wrong, example)
