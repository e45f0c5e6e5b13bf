"""The best choice of signs when generators are compared: an exact maximum by branch and bound.

A pair (V, W) is equal exactly when t_V = t_W on the intersection. t_V + t_W is linear there, so where a pair differs
it differs on half of the intersection; the number of unequal pairs is a weighted sum, over pairs and common variables
F, of [t_V(F) != t_W(F)], and t_V(F) is a parity of values of s. So a sum of weighted parities is to be minimised.

Branch and bound. Coordinates are parities chosen greedily; once the first k of them are fixed, terms that are the same
parity of the others are added up with their signs, and of each such group at least the smaller share of its weight is
lost. All partial choices of one length are kept side by side; those whose bound exceeds the best known sum are dropped.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from toytheory.errors import CannotRun
from toytheory.phase_space.modular import Matrix, solve

from .closeness import Bases
from .operators import all_values

Weights = NDArray[np.int16]

PIECE = 1024
"""Partial choices extended at a time, so that the tables stay in a processor's cache."""


@dataclass(frozen=True, eq=False)
class Parities:
    """(constant + sum_t weights[t] (-1)^(parity of s on masks[t])) / scale, to be minimised.

    Attributes
    ----------
    masks : sets of variables, bit x for the variable at position x; none is empty.
    weights : integers.
    constant : integer.
    scale : what a unit is of an unordered unequal pair.
    """

    masks: list[int]
    weights: list[int]
    constant: int
    scale: int

    def value(self, choice: Matrix) -> int:
        """scale times the number of unequal unordered pairs under a sign function (4^n,)."""
        chosen = sum(1 << int(x) for x in np.flatnonzero(choice))
        signs = (1 - 2 * ((mask & chosen).bit_count() % 2) for mask in self.masks)
        return self.constant + sum(w * sign for w, sign in zip(self.weights, signs, strict=True))


def unequal_pairs(found: Bases) -> Parities:
    """The number of unordered pairs that differ when generators are compared, as a sum of parities."""
    coefficients = all_values(found.n)
    units = found.elements[:, 2 ** np.arange(found.n - 1, -1, -1)]
    through: dict[int, list[tuple[int, int, int]]] = defaultdict(list)  # F -> (V, mask, constant) with t_V(F)
    for v in range(found.count):
        for c, (x, q) in enumerate(zip(found.elements[v].tolist(), found.signs[v].tolist(), strict=True)):
            mask = 1 << x
            for unit in units[v][coefficients[c] == 1].tolist():
                mask ^= 1 << unit
            if x:
                through[x].append((v, mask, q))
    members = [set(row) for row in found.elements.tolist()]
    scale = 2**found.n  # a term is half of [t_V(F) != t_W(F)], and that counts for 2 / |intersection|
    weights: dict[int, int] = defaultdict(int)
    constant = 0
    for planes in through.values():
        for (v, one, p), (w, other, q) in combinations(planes, 2):
            weight = scale // len(members[v] & members[w])
            constant += weight
            weights[one ^ other] -= weight * (1 - 2 * (p ^ q))
    constant += weights.pop(0, 0)
    kept = {mask: weight for mask, weight in weights.items() if weight}
    return Parities(list(kept), list(kept.values()), constant, scale)


def greedy_coordinates(problem: Parities) -> tuple[list[int], dict[int, int]]:
    """(basis, coordinates): independent masks, and each mask of the problem as a set of them (bit k: the k-th).

    Each next one is the heaviest group of masks that are equal up to those before it.
    """
    basis: list[int] = []
    coordinates = dict.fromkeys(problem.masks, 0)
    rest = {mask: mask for mask in problem.masks}  # what is left of it
    heavy = {mask: abs(weight) for mask, weight in zip(problem.masks, problem.weights, strict=True)}
    while True:
        groups: dict[int, int] = defaultdict(int)
        for mask, left in rest.items():
            if left:
                groups[left] += heavy[mask]
        if not groups:
            return basis, coordinates
        best = max(groups, key=lambda left: (groups[left], -left))
        top = best.bit_length() - 1
        for mask, left in rest.items():
            if left >> top & 1:
                rest[mask] = left ^ best
                coordinates[mask] |= 1 << len(basis)
        basis.append(best)


@dataclass(frozen=True, eq=False)
class _Front:
    """Partial choices side by side: the first k coordinates of each, and what remains to be decided.

    Attributes
    ----------
    prefixes : (S,) the coordinates fixed so far, as bits.
    fixed : (S,) the sum of all terms decided so far.
    groups : (G,) parities of the coordinates to come, ascending; bit 0 is the next coordinate.
    table : (G, S) the weights of the groups, with the signs that the fixed coordinates give them.
    """

    prefixes: Matrix
    fixed: Matrix
    groups: Matrix
    table: Weights

    def extended(self, k: int, at_most: int) -> _Front:
        """Both values of coordinate k for every choice, without those whose bound exceeds `at_most`."""
        later = np.unique(self.groups >> 1)
        even, odd = (_rows(self.groups, 2 * later + bit) for bit in (0, 1))
        decides = int(later[0] == 0)  # a group that holds the next coordinate alone
        parts = []
        for start in range(0, len(self.prefixes), PIECE):
            piece = slice(start, start + PIECE)
            padded = np.vstack([self.table[:, piece], np.zeros_like(self.table[:1, piece])])
            kept, flipped = padded[even], padded[odd]
            for bit in (0, 1):
                child = kept - flipped if bit else kept + flipped
                fixed = self.fixed[piece] + (child[0] if decides else 0)
                child = child[decides:]
                good = fixed - np.abs(child).sum(axis=0, dtype=np.int16) <= at_most  # all weights fit together
                parts.append((self.prefixes[piece][good] | bit << k, fixed[good], child.compress(good, axis=1)))
        chosen, sums, tables = zip(*parts, strict=True)
        return _Front(np.concatenate(chosen), np.concatenate(sums), later[decides:], np.hstack(tables))


def minimum(problem: Parities, at_most: int) -> tuple[int, Matrix]:
    """The least value, if it is `at_most` that large, and every choice that has it.

    Returns
    -------
    least : scale times the number of unequal unordered pairs; at_most + 1 where every value is larger.
    choices : (r, highest variable + 1) of 0 and 1, one representative of those that give all parities the same values.
    """
    basis, coordinates = greedy_coordinates(problem)
    weights: dict[int, int] = defaultdict(int)
    for mask, weight in zip(problem.masks, problem.weights, strict=True):
        weights[coordinates[mask]] += weight
    groups = np.array(sorted(weights), dtype=np.int64)
    if sum(map(abs, weights.values())) >= 2**15:
        raise CannotRun("the weights do not fit into 16 bits")
    table: Weights = np.array([[weights[g]] for g in groups.tolist()], dtype=np.int16)
    front = _Front(np.zeros(1, dtype=np.int64), np.full(1, problem.constant, dtype=np.int64), groups, table)
    for k in range(len(basis)):
        front = front.extended(k, at_most)
        if not len(front.prefixes):
            return at_most + 1, np.zeros((0, max(basis).bit_length()), dtype=np.int64)
    least = int(front.fixed.min())
    return least, _choices(basis, front.prefixes[front.fixed == least])


def _choices(basis: list[int], prefixes: Matrix) -> Matrix:
    """Values of the variables that give the parities in the basis the values in the prefixes."""
    width = max(basis).bit_length()
    rows = np.array([[mask >> x & 1 for x in range(width)] for mask in basis], dtype=np.int64)
    found = [solve(rows, prefix >> np.arange(len(basis)) & 1, 2) for prefix in prefixes]
    return np.array(found, dtype=np.int64)


def _rows(groups: Matrix, wanted: Matrix) -> Matrix:
    """Where the wanted groups stand; one past the last where there is none."""
    where = np.minimum(np.searchsorted(groups, wanted), len(groups) - 1)
    return np.where(groups[where] == wanted, where, len(groups))
