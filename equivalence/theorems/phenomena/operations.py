"""Operations of one system and states of two: all of them, one to one, in both theories.

An operation in the toy theory is what happens to the ontic state, m -> m' with certain chances, if some outcomes are
kept: built from maps, displacements, preparing, measuring (reading X, kicking P), keeping or forgetting the outcome.
Every one turns out to be uniform on a *relation* between m and m'. On half of a maximally correlated pair (partner in
the mirror-image ontic state, P with the other sign) it leaves the state that is uniform on that relation: Choi's
state.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from quantum_ref.operators.clifford import named_unitary
from quantum_ref.operators.weyl import weyl
from toytheory.discrete.enumeration import (
    epistemic_states,
    isotropic_count,
    isotropic_modules,
    state_count,
    symplectic_order,
)
from toytheory.discrete.transformations import SymplecticMap
from toytheory.phase_space.modular import howell
from toytheory.phase_space.space import PhaseSpace

from .stabilizer_states import EXACT, Operators, densities

Relation = NDArray[np.bool_]


def composed(second: Relation, first: Relation) -> Relation:
    """m -> m'' through some m'."""
    found: Relation = (second.astype(np.float64) @ first.astype(np.float64)) > 0  # counts up to d^2, exact in floats
    return found


def elementary(d: int, *, disturbs: bool = True) -> list[Relation]:
    """What operations of one system are made of, as relations [m', m]; `disturbs` False leaves P when X is read."""
    points = PhaseSpace(d, 1).points()
    after, before = points[:, None, :], points[None, :, :]
    texts = ["fourier 1", "phase 1", "displace X1 by 1"] + [f"multiply 1 by {a}" for a in range(2, d - 1)]
    maps = [(SymplecticMap.parse(text, d, 1)(points)[None, :, :] == after).all(axis=2) for text in texts]
    same = after[..., 0] == before[..., 0]
    if not disturbs:
        same = same & (after[..., 1] == before[..., 1])
    read = same & (before[..., 0] == 0)
    prepared = np.broadcast_to(after[..., 0] == 0, same.shape)
    return [*maps, same, read, prepared, np.ones_like(same)]


def closure(
    parts: Any, start: Any, compose: Callable[[Any, Any], Any], keys: Callable[[Any], list[bytes]]
) -> list[Any]:
    """Everything that repeated parts (stacked) make of the start; what is impossible (all zero) left out."""
    seen, queue = dict(zip(keys(start[None]), [start], strict=True)), [start]
    while queue:
        further = compose(parts, queue.pop())
        further = further[further.any(axis=(1, 2))]
        for key, each in zip(keys(further), further, strict=True):
            if key not in seen:
                seen[key] = each
                queue.append(each)
    return list(seen.values())


def toy_operations(d: int, *, disturbs: bool = True) -> list[Relation]:
    """All operations of one system, as relations."""
    start = np.eye(d * d, dtype=np.bool_)
    return closure(np.stack(elementary(d, disturbs=disturbs)), start, composed, _packed)


def _packed(relations: Relation) -> list[bytes]:
    return [row.tobytes() for row in np.packbits(relations.reshape(len(relations), -1), axis=1)]


def relations_of_states(d: int) -> set[bytes]:
    """The states of two systems as relations: what goes out, and the mirror image of what comes in."""
    mirrored = PhaseSpace(d, 2).points() * [1, 1, 1, -1]
    return set(_packed(np.array([state.is_possible(mirrored) for state in epistemic_states(d, 2)])))


def channel_count(d: int, n: int) -> int:
    """How many operations of n systems (prime d) happen for certain: V has no variable of what comes in alone.

    Such a V is the graph of a map from some variables U of what goes out that keeps brackets. With R the radical of U,
    of dimension s, and U/R of dimension 2r: the number of U, times that of such maps, times d^(2r+s) values.

    >>> channel_count(2, 1), channel_count(3, 1), channel_count(5, 1) == 1 + 5**4 * 6
    (49, 325, True)
    """
    total = 0
    for s in range(n + 1):
        for r in range(n - s + 1):
            m = n - s
            spaces = isotropic_count(d, n, s) * _order(d, m) // (_order(d, r) * _order(d, m - r))
            frames = _order(d, n) // _order(d, n - r)
            isotropic = sum(
                isotropic_count(d, n - r, j) * prod(d**s - d**i for i in range(j)) for j in range(min(s, n - r) + 1)
            )
            total += spaces * frames * isotropic * d ** (2 * r + s)
    return total


def _order(d: int, n: int) -> int:
    return symplectic_order(d, n) if n else 1


def one_to_one(d: int, *, disturbs: bool = True) -> Check:
    """The relations of all operations of one system are those of all states of two; how many happen for certain.

    >>> one_to_one(2).status
    'holds'
    """
    made = toy_operations(d, disturbs=disturbs)
    certain = sum(len(set(relation.sum(axis=0).tolist())) == 1 for relation in made)
    reversible = sum(bool((relation.sum(axis=0) == 1).all() and (relation.sum(axis=1) == 1).all()) for relation in made)
    states = relations_of_states(d)
    same = set(_packed(np.array(made))) == states
    found = {"operations": len(made), "states": len(states), "certain": certain, "reversible": reversible}
    expected = (state_count(d, 2), state_count(d, 2), channel_count(d, 1), d * d * symplectic_order(d, 1))
    wrong = None if same and tuple(found.values()) == expected else {**found, "same": same, "expected": expected}
    scope = f"d = {d}: {len(made)} operations of one system made of elementary ones, {len(states)} states of two"
    return decided("one-to-one", "exhaustive", scope, len(made) + len(states), wrong, found)


def channels_of_two_bits() -> Check:
    """All isotropic modules of four bits: operations of two, and those that happen for certain, by their formulas."""
    wrong, operations, certain = None, 0, 0
    for rows in isotropic_modules(2, 4):
        operations += 2 ** len(rows)
        if len(howell(rows[:, :4], 2)) == len(rows):
            certain += 2 ** len(rows)
    if (operations, certain) != (state_count(2, 4), channel_count(2, 2)):
        wrong = {"operations": operations, "certain": certain, "formula": [state_count(2, 4), channel_count(2, 2)]}
    scope = f"two bits: {operations} operations, {certain} of them certain"
    return decided("two-bits", "exhaustive", scope, operations, wrong)


# quantum theory


def quantum_parts(d: int) -> list[Operators]:
    """The same elementary operations on density matrices, as matrices on their entries, (D^2, D^2)."""

    def by(*kraus: Operators) -> Operators:
        return np.asarray(sum(np.kron(k, k.conj()) for k in kraus))

    names: list[tuple[str, int | None]] = [
        ("fourier", None),
        ("phase", None),
        *(("multiply", a) for a in range(2, d - 1)),
    ]
    maps = [by(named_unitary(name, d, parameter).to_complex()) for name, parameter in names]
    units = np.eye(d, dtype=np.complex128)
    levels = [np.outer(units[x], units[x]) for x in range(d)]
    prepared = [np.outer(units[0], units[x]) for x in range(d)]
    mixing = [np.outer(units[y], units[x]) for x in range(d) for y in range(d)]
    return [*maps, by(weyl([1, 0], d)), by(*levels), by(levels[0]), by(*prepared), by(*mixing)]


def _scaled(parts: Operators, done: Operators) -> Operators:
    """Products, up to a factor; exactly 0 where they are impossible."""
    found = parts @ done
    largest = np.abs(found).max(axis=(1, 2), keepdims=True)
    return np.asarray(np.where(largest > EXACT, found / np.maximum(largest, EXACT), 0))


def _keys(operations: Operators) -> list[bytes]:
    largest = np.abs(operations).max(axis=(1, 2), keepdims=True)
    return [each.tobytes() for each in np.round(operations / largest, 6) + 0.0]


def choi_state(operation: Operators, d: int) -> Operators:
    """The operation on the first of sum |xx>, normalised: (D, D) with D = d^2."""
    moved = operation.reshape(d, d, d, d).transpose(0, 2, 1, 3).reshape(d * d, d * d)  # [out x in, out' x in']
    return np.asarray(moved / np.trace(moved))


def one_to_one_on_qudits(d: int) -> Check:
    """Operations on density matrices, up to their probability: as many, their Choi states all stabilizer states."""
    made = closure(np.stack(quantum_parts(d)), np.eye(d * d, dtype=np.complex128), _scaled, _keys)
    states = {key for rows in isotropic_modules(d, 2) for key in _keys(densities(rows, d))}
    found = [choi_state(operation, d) for operation in made]
    reduced = [np.trace(rho.reshape(d, d, d, d), axis1=0, axis2=2) for rho in found]
    certain = sum(bool(np.abs(part - np.eye(d) / d).max() < EXACT) for part in reduced)
    told = {"operations": len(made), "states": len(states), "certain": certain}
    right = set(_keys(np.array(found))) == states and certain == channel_count(d, 1) and len(made) == state_count(d, 2)
    scope = f"d = {d}: {len(made)} operations on density matrices, {len(states)} stabilizer states of two systems"
    return decided("one-to-one-on-qudits", "exhaustive", scope, len(made) + len(states), None if right else told, told)
