"""Two pairs of bits and a joint measurement in between, written down in all ways: which signs are wrong on qubits.

A pair of bits has three correlations, of X, of P and of Y = X + P; any two say the whole in the toy theory. On qubits
two that are 0 make the third 1, so a pair, or the result of a measurement, has one wrong sign, and what was written
down decides which. Systems 1 and 2 are a pair, 3 and 4 another, 2 and 3 are measured, system 4 is moved; then X1 + X4
and P1 + P4 are looked at. With system 1 kept as a reference this is teleportation of system 2 to system 4; otherwise
entanglement swapping.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations, product

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from quantum_ref.operators.weyl import observable
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace

from .all_states import Operators

LETTERS: Mapping[str, tuple[int, int]] = {"X": (1, 0), "P": (0, 1), "Y": (1, 1)}
WAYS = tuple("".join(pair) for pair in combinations(LETTERS, 2))
"""The ways to write down a pair, or a measurement of one: XP, XY, PY."""


def correlation(letter: str, j: int, k: int) -> Matrix:
    """F_j + F_k as a variable of four bits, (8,)."""
    row = np.zeros(8, dtype=np.int64)
    for system in (j, k):
        row[2 * system : 2 * system + 2] = LETTERS[letter]
    return row


def move(measured: str, outcomes: tuple[int, ...]) -> tuple[int, int]:
    """By how much X and P of the last system are moved: x2 - x3 and p2 + p3, from what was measured, in the toy theory.

    >>> move("XY", (1, 1)), move("PY", (1, 0))
    ((1, 0), (1, 1))
    """
    found = dict(zip(measured, outcomes, strict=True))
    x = found["X"] if "X" in found else found["P"] ^ found["Y"]
    return x, (found["P"] if "P" in found else x ^ found["Y"])


def in_toy_theory(first: str, second: str, measured: str) -> set[tuple[int, int]]:
    """The values of (X1 + X4, P1 + P4) at the end, over all ontic states of four bits."""
    points = PhaseSpace(2, 4).points()
    rows = [correlation(F, 0, 1) for F in first] + [correlation(F, 2, 3) for F in second]
    possible = points[~(points @ np.array(rows).T % 2).any(axis=1)]
    told = possible @ np.array([correlation(F, 1, 2) for F in measured]).T % 2
    moved = np.array([move(measured, tuple(pair)) for pair in told.tolist()])
    ends = (possible[:, 0:2] + possible[:, 6:8] + moved) % 2  # measuring kicks systems 2 and 3 alone
    return {(int(x), int(p)) for x, p in np.unique(ends, axis=0)}


@cache
def _operator(F: str, j: int, k: int) -> Operators:
    return observable(correlation(F, j, k), 2)


def on_qubits(first: str, second: str, measured: str) -> set[tuple[int, int]]:
    """The same by projectors on four qubits."""
    one = np.eye(16)

    def projector(F: str, j: int, k: int, value: int) -> Operators:
        return np.asarray((one + (-1) ** value * _operator(F, j, k)) / 2)

    state = one.astype(np.complex128)
    for F, (j, k) in [*((F, (0, 1)) for F in first), *((F, (2, 3)) for F in second)]:
        state = projector(F, j, k, 0) @ state
    column = state[:, int(np.abs(state).sum(axis=0).argmax())]
    found = set[tuple[int, int]]()
    for outcomes in product(range(2), repeat=2):
        after = column
        for F, value in zip(measured, outcomes, strict=True):
            after = projector(F, 1, 2, value) @ after
        x, p = move(measured, outcomes)
        shift = np.zeros(8, dtype=np.int64)
        shift[6:8] = p, x  # the Pauli product that flips X4 by x and P4 by p
        after = observable(shift, 2) @ after
        chances = {
            (a, b): np.linalg.norm(projector("X", 0, 3, a) @ projector("P", 0, 3, b) @ after) ** 2
            for a, b in product(range(2), repeat=2)
        }
        found |= {ends for ends, chance in chances.items() if chance > 1e-9 * sum(chances.values())}
    return found


def table(teleported: bool) -> Iterator[tuple[tuple[str, str, str], set[tuple[int, int]], set[tuple[int, int]]]]:
    """For every way of writing it down what both theories find at the end; the reference of a teleportation is XP."""
    for ways in product(("XP",) if teleported else WAYS, WAYS, WAYS):
        yield ways, in_toy_theory(*ways), on_qubits(*ways)


def wrong_sign(ways: tuple[str, str, str]) -> tuple[int, int]:
    """What qubits find at the end: a pair or measurement has the sign wrong that it leaves out, and signs add up.

    >>> wrong_sign(("XP", "XP", "XP")), wrong_sign(("XP", "XY", "XP"))
    ((0, 0), (0, 1))
    """
    return sum("X" not in way for way in ways) % 2, sum("P" not in way for way in ways) % 2


def signs(teleported: bool) -> Check:
    """Toy theory: always (0, 0). Qubits: as `wrong_sign` says, so right where X and P are left out an even number of
    times.
    """
    count, right, wrong, example = 0, 0, None, None
    for ways, toy, quantum in table(teleported):
        count += 1
        right += quantum == {(0, 0)}
        if wrong is None and (toy != {(0, 0)} or quantum != {wrong_sign(ways)}):
            wrong = {"pairs": list(ways[:2]), "measured": ways[2], "toy": sorted(toy), "quantum": sorted(quantum)}
        if example is None and quantum != {(0, 0)}:
            example = {"pairs": list(ways[:2]), "measured": ways[2], "quantum": sorted(quantum)}
    scope = f"bits: all {count} ways to write down the pairs and the measurement; {right} of them are right on qubits"
    return decided("signs", "exhaustive", scope, count, wrong, example)
