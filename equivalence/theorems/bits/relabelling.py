"""Whether exchanging outcomes can turn the toy's tables of correlations into the quantum ones.

For two systems it can, if they do it differently: then odd rows become even. It cannot where all systems are
treated alike, nor for three systems, nor for all correlated states of two (docs/bits.md, "The Bell states").
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import lagrangian_modules
from toytheory.phase_space.modular import Matrix

from .bell_table import BELL_ROWS, COLUMNS, TOY_ROWS
from .operators import Operators, characters, expectations, positions, prepared, toy_distributions, variables, whole


def correlation_tables(states: Callable[[Matrix], Operators] = prepared) -> tuple[Matrix, Matrix]:
    """Correlations of all correlated pure states of two systems, quantum and toy: (24, 3, 3) each of -1, 0, 1.

    Entry [c, e] is the expectation of (-1)^(F + G), F the c-th variable of system 1 and G the e-th of system 2.
    """
    columns = np.array([[[*f, *g] for g in COLUMNS] for f in COLUMNS])
    quantum, toy = [], []
    for rows in lagrangian_modules(2, 2):
        seen = expectations(states(rows))[:, positions(columns)]
        if np.count_nonzero(seen[0]) == 3:  # a product state has one correlation in this table
            quantum.append(seen)
            toy.append(whole(toy_distributions(rows, variables(2)) @ characters(2))[:, positions(columns)])
    return np.concatenate(quantum), np.concatenate(toy)


def _flips(systems: int) -> Matrix:
    """Every way to exchange the outcomes of the three variables of some systems, (8^systems, systems, 3) of -1, 1."""
    bits = np.arange(8**systems)[:, None] >> np.arange(3 * systems) & 1
    return 1 - 2 * bits.reshape(-1, systems, 3)


def _rows_match(flips: Matrix) -> NDArray[np.bool_]:
    """Whether the toy rows, columns multiplied by flips (..., 3), are the talk's Bell rows in some order."""
    signs = {"C": 1, "A": -1}
    quantum = {tuple(signs[c] for c in row) for row in BELL_ROWS.values()}
    toy = np.array([[signs[c] for c in row] for row in TOY_ROWS])
    moved = flips[..., None, :] * toy
    flat = moved.reshape(-1, 4, 3)
    found = [{tuple(row) for row in table} == quantum for table in flat.tolist()]
    return np.array(found).reshape(flips.shape[:-1])


def relabellings(match: Callable[[Matrix], NDArray[np.bool_]] = _rows_match) -> Check:
    """Exchanging outcomes turns the toy's table into the talk's for two systems, not if all do the same, not for three.

    Two systems may exchange differently: a column is inverted where just one of them exchanges. Of 64 ways 32 do it,
    those that invert an odd number of columns. If all systems exchange alike nothing changes, and three systems
    cannot do it for all their pairs: each column is inverted for an even number of the three pairs.
    """
    two, three = _flips(2), _flips(3)
    works = match(two[:, 0] * two[:, 1])
    inverts = np.prod(two[:, 0] * two[:, 1], axis=1) == -1
    alike = (two[:, 0] == two[:, 1]).all(axis=1)
    pairs = [match(three[:, i] * three[:, j]) for i, j in ((0, 1), (0, 2), (1, 2))]
    wrong: dict[str, Any] | None = None
    if (works != inverts).any() or works[alike].any():
        wrong = {"systems": 2, "flips": two[np.argmax((works != inverts) | (works & alike))]}
    elif np.logical_and.reduce(pairs).any():
        wrong = {"systems": 3, "flips": three[np.argmax(np.logical_and.reduce(pairs))]}
    scope = (
        f"all {len(two)} relabellings of outcomes of two systems, {int(works.sum())} of which work, none of the "
        f"{int(alike.sum())} that treat both alike; all {len(three)} of three systems, none works for every pair"
    )
    return decided("relabellings", "exhaustive", scope, len(two) + len(three), wrong)


def all_correlated_states(states: Callable[[Matrix], Operators] = prepared) -> Check:
    """Of the 24 correlated pure states, any relabelling makes exactly 12 toy tables equal to quantum ones."""
    quantum, toy = correlation_tables(states)
    flips, known = _flips(2), {table.tobytes() for table in np.ascontiguousarray(quantum)}
    matches = []
    for first, second in flips:
        moved = np.ascontiguousarray(toy * first[:, None] * second[None, :])
        matches.append(sum(table.tobytes() in known for table in moved))
    complete = len(known) == len({table.tobytes() for table in np.ascontiguousarray(toy)}) == 24
    wrong = None if complete and set(matches) == {12} else {"tables": len(known), "matches": sorted(set(matches))}
    scope = f"all 24 correlated pure states of two systems, all {len(flips)} relabellings: 12 tables in common for each"
    return decided("correlated-states", "exhaustive", scope, 24 * len(flips), wrong)
