"""What the states of bits and of qubits have in common: numbers, purities, what is known, overlaps up to translation.

The states of V with values v are 2^k in number in both theories. |Tr(rho T_F)| is the modulus of the toy mean of
(-1)^F, so both know the same variables, of every part of the systems too. Tr(rho sigma) of (V, v) and (W, w) is 2^n
times the overlap sum p p' of the toy states (V, v + epsilon) and (W, w), with epsilon fixed by the lists of V and W: by
the signs q_V + q_W on the intersection (docs/bits.md, "What agrees").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import isotropic_modules, pure_state_count, state_count
from toytheory.phase_space.modular import Matrix, howell

from .notation import known_text
from .operators import (
    Operators,
    all_values,
    characters,
    expectations,
    generating_lists,
    prepared,
    toy_distributions,
    variables,
    whole,
)
from .pauli import list_signs

States = Callable[[Matrix], Operators]
Floats = NDArray[np.float64]


def both(n: int, states: States = prepared) -> list[tuple[Matrix, Operators, Floats]]:
    """Reduced lists (M, k, 2n) of each rank, density matrices (M, 2^k, D, D) and distributions (M, 2^k, 4^n)."""
    points, found = variables(n), []
    for rank in range(n + 1):
        rows = np.stack(isotropic_modules(2, n, rank))
        found.append((rows, states(rows), np.stack([toy_distributions(r, points) for r in rows])))
    return found


def state_counts(n: int, states: States = prepared) -> Check:
    """As many stabilizer states as valid epistemic states, in all and pure; each list prepares one of them."""
    every: set[bytes] = set()
    pure = 0
    for rank, (_, rho, _) in enumerate(both(n, states)):
        distinct = {row.tobytes() for row in expectations(rho).reshape(-1, 4**n)}
        every |= distinct
        pure += len(distinct) if rank == n else 0
    wrong: dict[str, Any] | None = None
    if (len(every), pure) != (state_count(2, n), pure_state_count(2, n)):
        wrong = {"states": len(every), "pure": pure}
    scope = f"n = {n}: {len(every)} stabilizer states, {pure} of them pure, as many as epistemic states"
    return decided("state-counts", "exhaustive", scope, len(every), wrong)


def known_variables(n: int, states: States = prepared) -> Check:
    """|Tr(rho T_F)| is the modulus of the toy mean of (-1)^F, for every state and every variable."""
    wrong: dict[str, Any] | None = None
    cases = 0
    for rows, rho, p in both(n, states):
        apart = np.argwhere(np.abs(expectations(rho)) != np.abs(whole(p @ characters(n))))
        cases += rho[..., 0, 0].size
        if wrong is None and len(apart):
            b, v, _ = apart[0]
            wrong = {"state": known_text(rows[b], all_values(rows.shape[1])[v])}
    scope = f"n = {n}: all {cases} states and all {4**n} variables"
    return decided("known-variables", "exhaustive", scope, cases, wrong)


def _reduced(rho: Operators, kept: Sequence[int], n: int) -> Operators:
    """Partial traces (M, V, D, D) -> (M, V, D', D')."""
    lost = [k for k in range(n) if k not in kept]
    tensor = rho.reshape(*rho.shape[:2], *[2] * (2 * n))
    axes = [*kept, *(n + k for k in kept), *lost, *(n + k for k in lost)]
    tensor = tensor.transpose(0, 1, *(a + 2 for a in axes))
    size, rest = 2 ** len(kept), 2 ** len(lost)
    reduced: Operators = np.trace(tensor.reshape(*rho.shape[:2], size, size, rest, rest), axis1=4, axis2=5)
    return reduced


def _marginal(p: Floats, kept: Sequence[int], n: int) -> Floats:
    """Distributions over ontic states of some systems, (M, V, 4^n) -> (M, V, 4^|kept|)."""
    table = p.reshape(*p.shape[:2], *[4] * n)
    lost = tuple(2 + k for k in range(n) if k not in kept)
    return table.sum(axis=lost).reshape(*p.shape[:2], -1)  # type: ignore[no-any-return]


def purities(n: int, states: States = prepared) -> Check:
    """Tr rho^2 is 2^n times the sum of squared probabilities, for every state and its marginals on any n systems."""
    wrong: dict[str, Any] | None = None
    subsets = [kept for size in range(1, n + 1) for kept in combinations(range(n), size)]
    cases = 0
    for rows, rho, p in both(n, states):
        for kept in subsets:
            part, share = _reduced(rho, kept, n), _marginal(p, kept, n)
            quantum = whole(np.sum(np.abs(part) ** 2, axis=(2, 3)) * 2**n)
            toy = whole(np.sum(share**2, axis=2) * 2 ** (n + len(kept)))
            cases += quantum.size
            if wrong is None and (quantum != toy).any():
                b, v = np.argwhere(quantum != toy)[0]
                state = known_text(rows[b], all_values(rows.shape[1])[v])
                wrong = {"state": state, "systems": [k + 1 for k in kept]}
    scope = f"n = {n}: all {cases // len(subsets)} states, each on all {len(subsets)} sets of systems"
    return decided("purities", "exhaustive", scope, cases, wrong)


def _entries(rho: Operators) -> Floats:
    """Real and imaginary parts of Hermitian matrices (M, V, D, D), whose scalar products are the traces of products."""
    flat = rho.reshape(len(rho) * rho.shape[1], -1)
    return np.hstack([flat.real, flat.imag])


def overlaps(n: int, states: States = prepared) -> Check:
    """Tr(rho sigma) of (V, v), (W, w) is the toy overlap of (V, v + epsilon), (W, w), with epsilon fixed by V and W."""
    groups = both(n, states)
    wrong: dict[str, Any] | None = None
    pairs, moved, pure_moved = 0, 0, 0
    for (rows, rho, p), (others, sigma, r) in ((a, b) for a in groups for b in groups):
        k, j = rows.shape[1], others.shape[1]
        shape = (len(rows), 2**k, len(others), 2**j)
        quantum = whole(_entries(rho) @ _entries(sigma).T * 2**n).reshape(shape)
        toy = whole(p.reshape(-1, 4**n) @ r.reshape(-1, 4**n).T * 4**n).reshape(shape)
        table = quantum.transpose(0, 2, 1, 3)  # [V, W, v, w]
        epsilon = (table[..., 0] > 0).argmax(axis=2)  # the first v that overlaps with w = 0; 0 is one in the toy theory
        where = epsilon[:, :, None] ^ np.arange(2**k)
        expected = np.take_along_axis(toy.transpose(0, 2, 1, 3), where[..., None], 2)
        apart = np.argwhere((table != expected).any(axis=(2, 3)))
        pairs += epsilon.size
        moved += int(np.count_nonzero(epsilon))
        pure_moved += int(np.count_nonzero(epsilon)) if k == j == n else 0
        if wrong is None and len(apart):
            zero = np.zeros(n, dtype=np.int64)
            wrong = {"V": known_text(rows[apart[0][0]], zero[:k]), "W": known_text(others[apart[0][1]], zero[:j])}
    count = sum(len(rows) for rows, _, _ in groups)
    total = len(groups[-1][0]) ** 2
    scope = (
        f"n = {n}: all {count}^2 pairs of isotropic subspaces, all values; epsilon is not 0 for {moved} of them, "
        f"{pure_moved} of the {total} pairs of Lagrangian ones"
    )
    return decided("overlaps", "exhaustive", scope, pairs, wrong)


def counterparts_of_lists(n: int, states: States = prepared) -> Check:
    """A toy state written with another list of known variables has another counterpart exactly where q is not 0.

    The values follow from one list to the other as in the toy theory: all are 0 here.
    """
    seen: dict[bytes, tuple[Matrix, dict[bytes, Matrix]]] = {}
    lists = 0
    every = [rows for rows in generating_lists(n) if len(rows)]
    for rank in range(1, n + 1):
        rows = np.stack([generators for generators in every if len(generators) == rank])
        lists += len(rows)
        for generators, means in zip(rows, expectations(states(rows)[:, 0]), strict=True):
            form = howell(generators, 2)
            _, found = seen.setdefault(form.tobytes(), (form, {}))
            found.setdefault(means.tobytes(), generators)
    wrong: dict[str, Any] | None = None
    several = []
    for form, found in seen.values():
        curved = bool(list_signs(form, all_values(len(form)))[1].any())
        several += [list(found.values())] if len(found) > 1 else []
        if wrong is None and curved != (len(found) > 1):
            wrong = {"known": known_text(form, 0 * form[:, 0]), "counterparts": len(found), "q is not 0": curved}
    example = None
    if several:
        first, second = several[0][:2]
        zero = np.zeros(len(first), dtype=np.int64)
        example = {"list": known_text(first, zero), "other list": known_text(second, zero)}
    scope = f"n = {n}: all {lists} lists; {len(several)} of {len(seen)} isotropic subspaces have several counterparts"
    return decided("counterparts-of-lists", "exhaustive", scope, lists, wrong, example)
