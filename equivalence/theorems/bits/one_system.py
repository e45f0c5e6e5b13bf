"""One system: no mismatch without a map between two statements about it, and one already with that.

A map of one bit permutes X, P and X + P. Its counterpart on the qubit permutes the Pauli matrices Z, X, Y up to signs;
+ signs for Z and X force the sign of Y to be that of the permutation. So the sign of what is known flips whenever an
odd map makes X + P known, and no choice of signs avoids that (docs/bits.md, "One system").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import symplectic_group
from toytheory.language.reading import format_experiment
from toytheory.language.steps import Transform
from toytheory.phase_space.modular import Matrix

from .defect import SignLedger
from .one_map import simple_experiment
from .operators import (
    Operators,
    characters,
    expectations,
    generating_lists,
    heisenberg,
    positions,
    prepared,
    toy_distributions,
    unitaries,
    variables,
)

Y = np.array([1, 1])


def group() -> Matrix:
    """The six symplectic maps of one bit."""
    return symplectic_group(2, 1).astype(np.int64)


def is_odd(matrix: Matrix) -> bool:
    """Whether a map of one bit exchanges two of X, P, X + P.

    >>> [is_odd(np.array(m)) for m in ([[1, 0], [0, 1]], [[0, 1], [1, 0]], [[0, 1], [1, 1]])]
    [False, True, False]
    """
    moved = positions(variables(1)[1:] @ matrix % 2)
    return bool(sum(moved[i] > moved[j] for i in range(3) for j in range(i + 1, 3)) % 2)


def flips(matrices: Sequence[Matrix], measured: Matrix) -> int:
    """The predicted sign of a sequence of maps: how often an odd one makes X + P the variable followed, modulo 2."""
    followed, sign = measured, 0
    for matrix in reversed(matrices):
        sign ^= int(np.array_equal(followed, Y) and is_odd(matrix))
        followed = followed @ matrix % 2
    return sign


def differing_sequences(length: int) -> int:
    """How many of the 6 * 6^k cases of a preparation, k maps and what is then known differ: each map flips one in six.

    >>> [differing_sequences(k) for k in range(4)]
    [0, 6, 60, 456]
    """
    return int(3 * (6**length - 4**length))


def map_sequences(
    longest: int,
    ledger: Callable[[int], SignLedger] = SignLedger,
    counterparts: Callable[[Matrix], Operators] = unitaries,
    rule: Callable[[Sequence[Matrix], Matrix], int] = flips,
    formula: Callable[[int], int] = differing_sequences,
) -> Check:
    """Prepare, any sequence of at most `longest` maps, measure: the theories differ exactly where predicted.

    Predicted twice: by the ledger that walks through any experiment (`defect`), and by `rule`.
    """
    maps, points, signs = group(), variables(1), characters(1)
    steps = [Transform((0,), tuple(tuple(row) for row in matrix.tolist()), (0, 0)) for matrix in maps]
    moves = heisenberg(counterparts(maps))
    pushes = positions(points @ maps.swapaxes(1, 2) % 2)

    @cache
    def ruled(sequence: tuple[int, ...], g: int) -> int:
        return rule([maps[k] for k in sequence], points[g])

    cases, counts = 0, [0] * (longest + 1)
    witness: dict[str, Any] | None = None
    for rows in generating_lists(1):
        start = ledger(1)
        start.know(rows)
        here: list[tuple[tuple[int, ...], SignLedger, Matrix, Matrix]] = [
            ((), start, expectations(prepared(rows)), np.arange(4))
        ]
        toy = toy_distributions(rows, points)
        for length in range(longest + 1):
            for sequence, walk, quantum, where in here:
                means = toy @ signs[where]
                for g in (1, 2, 3):
                    shift = walk.copy().measure(points[g])
                    cases += len(toy)
                    counts[length] += len(toy) * int((quantum[:, g] != means[:, g]).any())
                    agreed = shift == ruled(sequence, g) or not means[:, g].any()
                    if witness is None and not (agreed and (quantum[:, g] == means[:, g] * (1 - 2 * shift)).all()):
                        experiment = simple_experiment(
                            rows, np.zeros(len(rows), dtype=np.int64), maps[list(sequence)], points[g]
                        )
                        witness = {
                            "toy_file": format_experiment(experiment),
                            "toy_mean": means[0, g],
                            "quantum_mean": quantum[0, g],
                            "predicted_sign": shift,
                        }
            if length < longest:
                here = [
                    ((*sequence, k), _after(walk, steps[k]), quantum @ moves[k].T, pushes[k][where])
                    for sequence, walk, quantum, where in here
                    for k in range(len(maps))
                ]
    expected = [formula(length) for length in range(longest + 1)]
    if witness is None and counts != expected:
        witness = {"differing": counts, "closed_formula": expected}
    many = ", ".join(f"{count} with {length}" for length, count in enumerate(counts))
    scope = f"n = 1: all 7 states, all sequences of up to {longest} of the 6 maps, all 3 variables; they differ: {many}"
    return decided("map-sequences", "exhaustive", scope, cases, witness)


def _after(walk: SignLedger, step: Transform) -> SignLedger:
    moved = walk.copy()
    moved.follow(step)
    return moved


def composites(n: int, counterparts: Callable[[Matrix], Operators] = unitaries, maps: Matrix | None = None) -> Check:
    """Counterparts of two maps in sequence against the counterpart of the composite, for every pair of a group of maps.

    `maps` is the group, all of Sp(2n, 2) by default.
    Holds where they differ by signs alone, for some pairs and not for others; the scope says for how many.
    """
    maps = symplectic_group(2, n).astype(np.int64) if maps is None else maps
    generators = positions(np.eye(2 * n, dtype=np.int64))
    moves = heisenberg(counterparts(maps))
    image, sign = np.abs(moves).argmax(axis=2), np.sign(moves.sum(axis=2))
    of_generators, sign_of_generators = image[:, generators], sign[:, generators]
    rows, moved = positions(maps), positions(variables(n) @ maps % 2)  # moved[map, F]: where F S stands
    weights = (4**n) ** np.arange(2 * n)
    code = rows @ weights  # a number for each map
    order = np.argsort(code)
    ranked = code[order]
    differ = 0
    wrong: dict[str, Any] | None = None
    example: dict[str, Any] | None = None
    for second in range(len(maps)):
        whole_map = order[np.searchsorted(ranked, moved[:, rows[second]] @ weights)]
        middle = of_generators[second]  # U2^dagger T U2 of the generators T, then U1^dagger of that
        in_turn = sign_of_generators[second] * sign[:, middle]
        bad = (image[:, middle] != of_generators[whole_map]).any(axis=1)
        apart = (in_turn != sign_of_generators[whole_map]).any(axis=1)
        differ += int(np.count_nonzero(apart))
        if wrong is None and bad.any():
            wrong = {"first": maps[int(bad.argmax())], "second": maps[second]}
        if example is None and apart.any():
            example = {"first": maps[int(apart.argmax())], "second": maps[second]}
    total = len(maps) ** 2
    if wrong is None and not 0 < differ < total:
        wrong = {"pairs that differ": differ}
    scope = f"n = {n}: all {len(maps)}^2 pairs of maps; {differ} in sequence are not the counterpart of the composite"
    return decided("composites", "exhaustive", scope, total, wrong, example)


def sign_choices(counterparts: Callable[[Matrix], Operators] = unitaries) -> Check:
    """However signs are given to the Pauli matrices, no unitary does what an odd map does; for even maps one does.

    A unitary that permutes Z, X, Y up to signs is, up to a phase and signs of two of them, the map's counterpart
    times a Pauli matrix; all are tried.
    """
    maps = group()
    moves, points = heisenberg(counterparts(maps)), variables(1)
    displaced = characters(1)[:, None, :, None] * moves[None]  # [displacement, map, G, F]
    possible: dict[bool, list[bool]] = {False: [], True: []}
    for signs in product((1, -1), repeat=3):
        chosen = np.array([1, *signs])  # of 1, X, Z, Y in the order of `variables`
        seen = chosen[:, None] * displaced * chosen[None, :]
        works = (seen >= 0).all(axis=(2, 3)).any(axis=0)
        for matrix, found in zip(maps, works, strict=True):
            possible[is_odd(matrix)].append(bool(found))
    holds = all(possible[False]) and not any(possible[True])
    scope = "n = 1: all 8 sign functions, all 6 maps, all 4 displacements; the 3 odd maps have no counterpart under any"
    wrong = None if holds else {"even maps realised": sum(possible[False]), "odd maps realised": sum(possible[True])}
    return decided("sign-choices", "exhaustive", scope, 8 * 6 * len(points), wrong)
