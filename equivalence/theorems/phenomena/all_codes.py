"""Every isotropic module of a few systems as a code: n, k and distance, all at once.

On a set S of systems there is an undetected displacement that does something exactly if the complement of V has more
variables on S alone than V has. By the cleaning lemma these are d^(2|S| - r(S)) and d^(m - r(S')), m the rank of V,
r(S) that of its restriction to S, and S' the other systems: so 2^n ranks give the distance.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from quantum_ref.operators.weyl import observable
from toytheory.discrete.enumeration import isotropic_count
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace, coordinates_of, flow

from .all_states import Operators

Modules = NDArray[Any]
"""Matrices of many modules at once, in a small integer type."""

PIECE = 4096
"""Modules that are extended at a time."""

BEST: dict[int, dict[tuple[int, int], int]] = {
    2: {(1, 1): 1, (2, 1): 1, (2, 2): 1, (3, 1): 1, (3, 2): 1, (3, 3): 1, (4, 1): 2, (4, 2): 2, (4, 3): 1, (4, 4): 1},
    3: {(1, 1): 1, (2, 1): 1, (2, 2): 1, (3, 1): 2, (3, 2): 1, (3, 3): 1, (4, 1): 2, (4, 2): 2, (4, 3): 1, (4, 4): 1},
}
"""The largest distances of codes of n systems that hold k, from tables (codetables.de for qubits) and known bounds."""


@lru_cache(maxsize=8)
def all_modules(d: int, n: int) -> tuple[Modules, ...]:
    """All isotropic subspaces by rank, in reduced echelon form, (M, rank, 2n) each; prime d.

    >>> [len(modules) for modules in all_modules(3, 2)]
    [1, 40, 40]
    """
    width = 2 * n
    level: dict[tuple[int, ...], Modules] = {(): np.zeros((1, 0, width), dtype=np.int8)}
    found = [level[()]]
    for rank in range(1, n + 1):
        larger: dict[tuple[int, ...], list[Modules]] = {}
        for taken, modules in level.items():
            for pivot in range(min(taken, default=width)):
                free = [c for c in range(pivot + 1, width) if c not in taken]
                rows = np.zeros((d ** len(free), width), dtype=np.int8)
                rows[:, pivot] = 1
                rows[:, free] = np.arange(len(rows))[:, None] // d ** np.arange(len(free)) % d
                flows = flow(rows.astype(np.float32))
                for start in range(0, len(modules), PIECE):
                    piece = modules[start : start + PIECE]
                    brackets = (piece.reshape(-1, width).astype(np.float32) @ flows.T) % d
                    free_of_all = ~brackets.reshape(len(piece), rank - 1, len(rows)).any(axis=1)
                    which, extra = np.nonzero(free_of_all)
                    together = np.concatenate([rows[extra][:, None, :], piece[which]], axis=1)
                    larger.setdefault((pivot, *taken), []).append(together)
        level = {pivots: np.concatenate(parts) for pivots, parts in larger.items()}
        found.append(np.concatenate(list(level.values())))
    return tuple(found)


def ranks(rows: Modules, d: int) -> Matrix:
    """Ranks of many matrices over Z_d, prime d: (M, k, c) -> (M,).

    >>> ranks(np.array([[[1, 2], [2, 1]], [[1, 0], [0, 1]]]), 3).tolist()
    [1, 2]
    """
    left = rows.astype(np.int8) % d
    inverses = np.array([0, *(pow(a, -1, d) for a in range(1, d))], dtype=np.int8)
    rank = np.zeros(len(left), dtype=np.int64)
    if not left.shape[1]:
        return rank
    each = np.arange(len(left))
    for column in range(left.shape[2]):
        entries = left[:, :, column]
        at = (entries != 0).argmax(axis=1)
        lead = left[each, at]
        scaled = lead * inverses[lead[:, column]][:, None] % d  # 0 where the column is 0
        left = (left - entries[:, :, None] * scaled[:, None, :]) % d
        rank += scaled.any(axis=1)
    return rank


def distances(modules: Modules, d: int) -> Matrix:
    """The distance of each code (M, m, 2n), 0 where nothing is encoded: (M,)."""
    n = modules.shape[2] // 2
    m = modules.shape[1]
    found = np.zeros(len(modules), dtype=np.int64)
    if m == n:
        return found
    of_set = {
        S: ranks(modules[:, :, coordinates_of(S)], d) for size in range(n + 1) for S in combinations(range(n), size)
    }
    for size in range(1, n + 1):
        for S in combinations(range(n), size):
            others = tuple(k for k in range(n) if k not in S)
            acts = 2 * size - of_set[S] > m - of_set[others]
            found[acts & (found == 0)] = size
    return found


def distances_by_lists(modules: Modules, d: int, heaviest: int) -> Matrix:
    """The same by moving ontic states: which displacements change no known variable, and some that commutes: (M,).

    Parameters
    ----------
    heaviest : displacements of more systems are not tried; beyond, `heaviest` + 1.
    """
    n = modules.shape[2] // 2
    points = PhaseSpace(d, n).points()
    weights = (points.reshape(-1, n, 2) != 0).any(axis=2).sum(axis=1)
    light = points[(weights > 0) & (weights <= heaviest)]
    weight_of = weights[(weights > 0) & (weights <= heaviest)]
    found = []
    for V in modules.astype(np.int64):
        undetected = ~(light @ V.T % d).any(axis=1)
        commuting = points[~(points @ flow(V).T % d).any(axis=1)]
        acts = undetected & (light @ commuting.T % d).any(axis=1)
        found.append(int(weight_of[acts].min()) if acts.any() else heaviest + 1 if len(V) < n else 0)
    return np.array(found)


def distances_of_projectors(modules: Modules, d: int, heaviest: int, operators: Operators | None = None) -> Matrix:
    """The same in quantum theory: the lightest Weyl operator E with PEP no multiple of P, P the code's projector: (M,).

    PEP is cP exactly if Tr(PEPE^dagger) Tr P = |Tr PE|^2 (Cauchy and Schwarz).

    Parameters
    ----------
    heaviest : no operators on more systems are tried; beyond, `heaviest` + 1.
    operators : the operators of all variables, in place of those of quantum theory.
    """
    n = modules.shape[2] // 2
    space = PhaseSpace(d, n)
    points = space.points()
    T = observable(points, d) if operators is None else operators
    weights = (points.reshape(-1, n, 2) != 0).any(axis=2).sum(axis=1)
    light = np.flatnonzero((weights > 0) & (weights <= heaviest))
    found = np.full(len(modules), heaviest + 1)
    for start in range(0, len(modules), 256):
        P = _projectors(modules[start : start + 256], d, T)
        sizes = np.trace(P, axis1=1, axis2=2).real
        for e in light[np.argsort(-weights[light], kind="stable")]:
            turned = T[e] @ P @ T[e].conj().T
            inside = np.einsum("mij,mji->m", P, turned).real
            parts = np.abs(np.einsum("mij,ji->m", P, T[e])) ** 2
            found[start : start + 256][np.abs(inside * sizes - parts) > 1e-9] = weights[e]
        found[start : start + 256][sizes < 1.5] = 0
    return found


def _projectors(modules: Modules, d: int, operators: Operators) -> Operators:
    """The projectors on the values 0 of all rows, (M, D, D): of bits the operator of a sum is the product."""
    index = PhaseSpace(d, modules.shape[2] // 2).index
    size = operators.shape[-1]
    found = np.broadcast_to(np.eye(size, dtype=np.complex128), (len(modules), size, size))
    for row in range(modules.shape[1]):
        one = operators[index(modules[:, row].astype(np.int64))]
        power, total = one, np.eye(size) + one
        for _ in range(d - 2):
            power = power @ one
            total = total + power
        found = found @ total / d
    return found


def table(d: int, n: int) -> Counter[tuple[int, int]]:
    """(k, distance) -> how many modules; distance 0 where nothing is encoded."""
    found: Counter[tuple[int, int]] = Counter()
    for m, modules in enumerate(all_modules(d, n)):
        for start in range(0, len(modules), 2**16):
            values, counts = np.unique(distances(modules[start : start + 2**16], d), return_counts=True)
            found.update({(n - m, int(v)): int(c) for v, c in zip(values, counts, strict=True)})
    return found


def every_code(d: int, n: int, best: dict[tuple[int, int], int] | None = None) -> Check:
    """All isotropic modules of n systems: as many as the closed formula says, the Singleton bound, and the best
    distances.

    Parameters
    ----------
    best : (n, k) -> the largest distance; `BEST` by default.
    """
    found = table(d, n)
    best = BEST[d] if best is None else best
    wrong = None
    for k in range(n + 1):
        count = sum(c for (held, _), c in found.items() if held == k)
        largest = max(D for held, D in found if held == k)
        if count != isotropic_count(d, n, n - k):
            wrong = wrong or {"k": k, "modules": count, "formula": isotropic_count(d, n, n - k)}
        if k and (2 * (largest - 1) > n - k or largest != best[(n, k)]):
            wrong = wrong or {"k": k, "distance": largest, "expected": best[(n, k)]}
    told = ", ".join(f"[[{n},{k},{D}]]: {found[(k, D)]}" for k, D in sorted(found) if k)
    scope = f"d = {d}, n = {n}: all {sum(found.values())} modules; {told}"
    return decided(f"codes-{d}-{n}", "exhaustive", scope, sum(found.values()), wrong)


def both_theories(
    d: int, n: int, heaviest: int, ranks_of: tuple[int, ...], operators: Operators | None = None
) -> Check:
    """All codes of n systems with so many checks: the distance by ranks, by lists of displacements and by projectors.

    Parameters
    ----------
    heaviest : distances are compared as far as displacements of so many systems show them.
    ranks_of : how many independent checks.
    operators : the operators of all variables, in place of those of quantum theory.
    """
    wrong, count, far = None, 0, 0
    for modules in (all_modules(d, n)[rank] for rank in ranks_of):
        quantum = distances_of_projectors(modules, d, heaviest, operators)
        routes = [np.minimum(distances(modules, d), heaviest + 1), distances_by_lists(modules, d, heaviest), quantum]
        at = np.flatnonzero((routes[0] != routes[1]) | (routes[1] != routes[2]))
        count += len(modules)
        far += int((quantum > 1).sum())
        if at.size and wrong is None:
            i = int(at[0])
            wrong = {"checks": modules[i].tolist(), "ranks, lists, projectors": [int(route[i]) for route in routes]}
    scope = f"d = {d}, n = {n}: all {count} codes with {', '.join(map(str, ranks_of))} checks, {far} of distance 2 or "
    scope += f"more, by displacements of {heaviest} at most and the conditions of Knill and Laflamme"
    return decided(f"distances-{d}-{n}", "exhaustive", scope, count, wrong)
