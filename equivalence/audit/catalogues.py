"""The catalogues of bits and trits: grids, variables, commuting sets, what the pictures know, and measurements."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, product
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.parts import theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.restrictions.supports import all_supports
from toytheory.discrete.enumeration import epistemic_states, isotropic_modules, state_count, valuations
from toytheory.language.notation import parse_variable
from toytheory.phase_space.brackets import commute
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace
from toytheory.phase_space.variables import Variable
from toytheory.restrictions import classical_complementarity

from .entry import Entry
from .transcription import table, transcription

Commute = Callable[[Variable, Variable], bool]


def grid(block: str, d: int, text: str | None = None) -> Check:
    """The printed grid has a row for each value of X, falling, and a column for each value of P, rising."""
    cells = table(transcription()[block].text if text is None else text)
    rows = [row[1] for row in cells if len(row) > 1 and row[1] and not any(row[2:])]
    columns = next(([cell for cell in row if cell] for row in cells if not any(row[:2]) and any(row[2:])), [])
    sides = {row[0] for row in cells if row[0]}
    found = {"rows": rows, "columns": columns, "side": sorted(sides)}
    expected = {
        "rows": [str(x) for x in reversed(range(d))],
        "columns": [str(p) for p in range(d)],
        "side": ["X"],
    }
    cases = len(set(product(rows, columns)))
    wrong = None if found == expected and cases == d * d else {"printed": found, "expected": expected}
    return decided("grid", "exhaustive", f"the printed grid against the {d * d} ontic states", max(cases, 1), wrong)


def variables_listed(d: int, text: str) -> Check:
    """The printed variables are, up to multiples, all variables of one system but 0; printed equalities hold."""
    plain = re.sub(r"[$_]", "", text)
    equalities = re.findall(r"([^,(]+)\(= ([^)]+)\)", plain)
    names = [re.sub(r"\(=.*?\)", "", part).strip() for part in plain.split(",")]
    listed = [parse_variable(name, d, 1) for name in names]
    multiples = [str(variable * k) for variable in listed for k in range(1, d)]
    every = [str(Variable.from_vector(row, d)) for row in PhaseSpace(d, 1).points()[1:]]
    wrong: dict[str, Any] | None = None
    if sorted(multiples) != sorted(every):
        wrong = {"listed with multiples": multiples, "variables": every}
    for left, right in equalities:
        if wrong is None and parse_variable(left, d, 1) != parse_variable(right, d, 1):
            wrong = {"equality": f"{left.strip()} = {right}"}
    told = ", ".join(f"{left.strip()} = {right}" for left, right in equalities)
    scope = f"d = {d}: {', '.join(names)} and their multiples against all {len(every)} variables; {told}"
    return decided("variables", "exhaustive", scope, len(every) + len(equalities), wrong)


def commuting_sets(d: int, names: Sequence[str], of: Commute = commute) -> Check:
    """Of the sets of printed variables the empty one and the singletons commute, and no others."""
    listed = [parse_variable(name, d, 1) for name in names]
    subsets = [chosen for size in range(len(listed) + 1) for chosen in combinations(listed, size)]
    found = [chosen for chosen in subsets if all(of(a, b) for a, b in combinations(chosen, 2))]
    wrong: dict[str, Any] | None = None
    if [len(chosen) for chosen in found] != [0] + [1] * len(listed):
        wrong = {"commuting": [[str(v) for v in chosen] for chosen in found]}
    example = {"also commuting": ["X1", "2X1"]} if d > 2 else None
    scope = f"d = {d}: all {len(subsets)} sets of the printed variables"
    return decided("commuting-sets", "exhaustive", scope, len(subsets), wrong, example)


def known_sets(block: str) -> list[list[str]]:
    """What the pictures of a pair know, from their captions.

    >>> known_sets("bit-pair")[2]
    ['X1', 'P2']
    """
    lines = [re.sub(r"[$_]", "", line) for line in transcription()[block].lines]
    captions = [line.removesuffix(" known") for line in lines if re.match(r"[XP]\d.* known$", line)]
    return [caption.split(" and ") for caption in captions]


def pictured_states(d: int, known: Sequence[Sequence[str]], decide: Any = classical_complementarity) -> Check:
    """What is known in each picture commutes; with every value it is a valid state, decided from its distribution."""
    points = PhaseSpace(d, 2).points()
    wrong: dict[str, Any] | None = None
    cases = 0
    for names in known:
        variables = [parse_variable(name, d, 2) for name in names]
        for values in product(range(d), repeat=len(names)):
            weights = np.all([v(points) == x for v, x in zip(variables, values, strict=True)], axis=0).astype(np.int64)
            decision = decide(weights, d, 2)
            cases += 1
            if wrong is None and not (decision.allowed and weights.sum() == d ** (4 - len(names))):
                wrong = {"known": list(names), "values": list(values), "because": decision.reason}
    scope = f"d = {d}: {'; '.join(', '.join(names) for names in known)}, with all values"
    return decided("pictures", "exhaustive", scope, cases, wrong)


def partitions(d: int, n: int) -> Check:
    """Every commuting set divides the ontic states into equal cells, one an outcome, each the support of a state."""
    points = PhaseSpace(d, n).points()
    supports = {state.is_possible(points).tobytes() for state in epistemic_states(d, n)}
    wrong: dict[str, Any] | None = None
    cells = 0
    for V in isotropic_modules(d, n):
        seen = points @ V.T % d
        parts = [(seen == values).all(axis=1) for values in valuations(V, d)]
        cells += len(parts)
        if (wrong is None and not (sum(parts) == 1).all()) or any(part.tobytes() not in supports for part in parts):
            wrong = {"measured": [str(Variable.from_vector(row, d)) for row in V]}
    if wrong is None and cells != state_count(d, n):
        wrong = {"cells": cells, "states": state_count(d, n)}
    count = len(isotropic_modules(d, n))
    scope = f"d = {d}, n = {n}: the {count} partitions, with {cells} cells in all (one of them is trivial)"
    return decided("partitions", "exhaustive", scope, cells, wrong)


def pure_pairs(d: int) -> dict[str, int]:
    """How many pure states of a pair are uncorrelated and correlated, by their distributions.

    >>> pure_pairs(2)
    {'uncorrelated': 36, 'correlated': 24}
    """
    points = PhaseSpace(d, 2).points()
    found = {"uncorrelated": 0, "correlated": 0}
    for state in epistemic_states(d, 2, pure=True):
        weights = state.is_possible(points).reshape(d * d, d * d).astype(np.int64)
        apart = np.array_equal(weights * weights.sum(), np.outer(weights.sum(axis=1), weights.sum(axis=0)))
        found["uncorrelated" if apart else "correlated"] += 1
    return found


def pure_pairs_counted(d: int, expected: dict[str, int], count: Callable[[int], dict[str, int]] = pure_pairs) -> Check:
    """The numbers of pure pairs are those of their formulas: d^2 (d+1)^2 and d^2 |SL(2, d)|."""
    found = count(d)
    wrong = None if found == expected else {"found": found, "expected": expected}
    scope = f"d = {d}: {found['uncorrelated']} uncorrelated and {found['correlated']} correlated pure states"
    return decided("pure-pairs", "exhaustive", scope, sum(found.values()), wrong)


def row_and_column_permutations(moves: Sequence[Matrix] | None = None) -> Check:
    """From one uncorrelated and one correlated pure state of two bits, permutations of rows and columns give all 60."""
    points = PhaseSpace(2, 2).points()
    states = {s.is_possible(points).tobytes() for s in epistemic_states(2, 2, pure=True)}
    if moves is None:
        swap, turn = np.array([1, 0, 2, 3]), np.array([1, 2, 3, 0])
        cells = np.arange(16).reshape(4, 4)
        moves = [cells[swap].ravel(), cells[turn].ravel(), cells[:, swap].ravel(), cells[:, turn].ravel()]
    sizes, left = [], set(states)
    while left:
        start = min(left)
        orbit, queue = {start}, [start]
        while queue:
            support = np.frombuffer(queue.pop(), dtype=bool)
            for move in moves:
                image = support[move].tobytes()
                if image not in orbit:
                    orbit.add(image)
                    queue.append(image)
        sizes.append(len(orbit & states))
        left -= orbit
    outside = len(orbit - states)
    wrong = None if sorted(sizes) == [24, 36] and not outside else {"orbits": sorted(sizes), "not states": outside}
    scope = (
        "two bits: the orbits of all 60 pure states under permutations of the 4 rows and of the 4 columns: 36 and 24"
    )
    return decided("orbits", "exhaustive", scope, len(states), wrong)


def _trit_variables(ctx: Context) -> Iterator[Check]:
    yield variables_listed(3, transcription()["trit-variables"].lines[2])


def _bit_variables(ctx: Context) -> Iterator[Check]:
    yield variables_listed(2, transcription()["bit-variables"].lines[2])


def _bit_states(ctx: Context) -> Iterator[Check]:
    yield all_supports(2, 1)
    yield commuting_sets(2, ["X", "P", "X + P"])


def _trit_states(ctx: Context) -> Iterator[Check]:
    yield all_supports(3, 1)
    yield commuting_sets(3, ["X", "P", "X + P", "X - P"])


def _trit_pair(ctx: Context) -> Iterator[Check]:
    yield pictured_states(3, known_sets("trit-pair"))
    yield pictured_states(3, [["X1", "P2"], ["X1 - X2", "P1 + P2"]])


def _bit_pair(ctx: Context) -> Iterator[Check]:
    yield pictured_states(2, known_sets("bit-pair"))


def _trit_measurements(ctx: Context) -> Iterator[Check]:
    for n in (1, 2):
        yield partitions(3, n)


def _trit_pairs(ctx: Context) -> Iterator[Check]:
    yield pure_pairs_counted(3, {"uncorrelated": 144, "correlated": 216})


def _orbits(ctx: Context) -> Iterator[Check]:
    yield all_supports(2, 1)
    yield pure_pairs_counted(2, {"uncorrelated": 36, "correlated": 24})
    yield row_and_column_permutations()


PICTURES = "The pictures themselves are not in the talk's text; reports/figures holds them redrawn."

ENTRIES = (
    Entry(
        "trit-grid",
        "trit-grid",
        "One trit is a 3 x 3 grid: X upwards, P to the right.",
        lambda ctx: [grid("trit-grid", 3)],
        parts=(theory("the printed grid", "grid"),),
    ),
    Entry(
        "trit-variables",
        "trit-variables",
        "The variables of one trit are X, P, X + P, X - P, and X - P is X + 2P.",
        _trit_variables,
        reading="Up to multiples, which are known together: 2X is a variable too.",
        parts=(theory("all variables", "variables"),),
    ),
    Entry(
        "trit-states",
        "trit-variables",
        "The commuting sets of one trit are the singletons and the empty set: 12 states of maximal knowledge and one "
        "of none.",
        _trit_states,
        reading="Sets of variables up to multiples: {X, 2X} commutes too, and is the same knowledge as {X}.",
        parts=(
            theory("all supports", "all-supports"),
            theory("all sets of the printed variables", "commuting-sets"),
        ),
    ),
    Entry(
        "trit-pair",
        "trit-pair",
        "X1, P2, X1 - X2 and P1 + P2 can be known of two trits, and {X1 - X2, P1 + P2} together.",
        _trit_pair,
        note=PICTURES,
        parts=(theory("what the pictures know, with all values", "pictures"),),
    ),
    Entry(
        "trit-measurements",
        "trit-measurements",
        "A single trit has four reproducible measurements, a pair 80, apart from the trivial one.",
        _trit_measurements,
        note=PICTURES + " The text prints no number.",
        parts=(theory("all partitions", "partitions"),),
    ),
    Entry(
        "bit-grid",
        "bit-grid",
        "One bit is a 2 x 2 grid: X upwards, P to the right.",
        lambda ctx: [grid("bit-grid", 2)],
        parts=(theory("the printed grid", "grid"),),
    ),
    Entry(
        "bit-variables",
        "bit-variables",
        "The variables of one bit are X, P, X + P, and X + P is X - P.",
        _bit_variables,
        parts=(theory("all variables", "variables"),),
    ),
    Entry(
        "bit-states",
        "bit-variables",
        "One bit has six states of maximal knowledge, and one in which nothing is known.",
        _bit_states,
        note=PICTURES,
        parts=(
            theory("all supports", "all-supports"),
            theory("all sets of the printed variables", "commuting-sets"),
        ),
    ),
    Entry(
        "bit-pair",
        "bit-pair",
        "X1; P2; X1 and P2; X1 - X2; P1 + P2; X1 - X2 and P1 + P2 can be known of two bits.",
        _bit_pair,
        note=PICTURES,
        parts=(theory("what the pictures know, with all values", "pictures"),),
    ),
    Entry(
        "qutrit-grid",
        "qutrit-grid",
        "The grid of one trit again.",
        lambda ctx: [grid("qutrit-grid", 3)],
        note='"C" and "\\mathbb{C}_3" below the grid are labels of a picture; one qutrit has the Hilbert space C^3.',
        parts=(theory("the printed grid", "grid"),),
    ),
    Entry(
        "qubit-grid",
        "qubit-grid",
        "The grid of one bit again.",
        lambda ctx: [grid("qubit-grid", 2)],
        parts=(theory("the printed grid", "grid"),),
    ),
    Entry(
        "balance-catalogue",
        "balance-catalogue",
        "The states of two bits that knowledge balance allows are those of two pictures, up to permutations of rows "
        "and "
        "columns.",
        _orbits,
        note="The pure ones: 36 uncorrelated and 24 correlated. " + PICTURES,
        elsewhere=("restrictions.bits",),
        parts=(
            theory("one bit", "all-supports"),
            theory("how many pairs there are", "pure-pairs"),
            theory("their orbits", "orbits"),
        ),
    ),
    Entry(
        "trit-pair-catalogue",
        "trit-pair-catalogue",
        "The pure states of two trits are 144 uncorrelated and 216 correlated ones.",
        _trit_pairs,
        note="The text prints no numbers. " + PICTURES,
        parts=(theory("all pure states, counted", "pure-pairs"),),
    ),
    Entry(
        "trit-measurements-again",
        "trit-measurements-again",
        "The reproducible measurements of trits again.",
        _trit_measurements,
        note=PICTURES,
        parts=(theory("all partitions", "partitions"),),
    ),
    Entry(
        "trit-catalogue-again",
        "trit-catalogue-again",
        "The uncorrelated and correlated pure states of two trits again.",
        _trit_pairs,
        note=PICTURES,
        parts=(theory("all pure states, counted", "pure-pairs"),),
    ),
)
