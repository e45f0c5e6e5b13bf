"""Dilations: what irreversible maps and unsharp measurements are made of, for classes that are defined first.

*Channels* are the operations of one system that happen for certain (`operations`): known variables V of what goes out
together with what came in, no variable of what came in alone, values v; k of them independent. *Dilation*: e ancillas
in pure states, a map of all, the ancillas forgotten.

*Measurements with an ancilla* are sharp measurements of commuting variables W of the system and ancillas in a pure
state V0. For outcome w the system's response function is uniform on the ontic states with G(m) = w' for the variables
G of the system with G + (something known of the ancilla) in W: the same G for all outcomes. So they read a commuting
set G of the system sharply, and random numbers beside it, and a mixture of readings of X and of P, by a coin, is not
among them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from quantum_ref.operators.clifford import symplectic_unitaries
from toytheory.discrete.enumeration import isotropic_modules, symplectic_group, symplectic_order
from toytheory.phase_space.modular import Matrix, elements, howell, kernel
from toytheory.phase_space.space import PhaseSpace

from .operations import channel_count
from .stabilizer_states import EXACT, densities


def tables(maps: Matrix, d: int) -> Matrix:
    """For each map of a system and an ancilla with X = 0: F of what goes out -> F in terms of what came in, or -1.

    -1 where F depends on the ancilla's P and so is not known; (maps, d^2) codes of the incoming variable.
    """
    variables = PhaseSpace(d, 1).points()
    images = variables @ maps[:, :2, :].astype(np.int64) % d
    return np.where(images[..., 3] == 0, images[..., 0] * d + images[..., 1], -1)


def one_ancilla(d: int) -> Check:
    """All maps of a system and one ancilla: every channel with a known variable comes about, and no other.

    Without ancilla there are only the reversible ones; that of which nothing is known needs two (`two_ancillas`). In
    general n systems with k known variables need 2n - k: the entropy of Choi's state is that of what is
    forgotten.

    >>> one_ancilla(2).status
    'holds'
    """
    maps = symplectic_group(d, 2)
    distinct, where = np.unique(tables(maps, d), axis=0, return_index=True)
    known = (distinct >= 0).sum(axis=1)  # |V| = d or d^2
    # values of the known variables are set by displacing what goes out
    found = int(known.sum()) + 1
    expected = channel_count(d, 1)
    counts = {int(k): int((known == k).sum()) for k in np.unique(known)}
    wrong: dict[str, Any] | None = None
    if found != expected or counts != {d: (d + 1) * d * d, d * d: symplectic_order(d, 1)}:
        wrong = {"channels": found, "expected": expected, "with so many known variables": counts}
    for index, table in zip(where, distinct, strict=True):
        if wrong is None and not _realised(maps[index].astype(np.int64), table, d):
            wrong = {"map": maps[index].tolist()}
    scope = (
        f"d = {d}: all {len(maps)} maps of a system and one ancilla, {found} channels; {len(where)} on density matrices"
    )
    return decided("one-ancilla", "exhaustive", scope, len(maps), wrong, {"channels": found})


def two_ancillas(d: int, correlated: bool = True) -> Check:
    """The operation of which nothing is known: swapped with half of a maximally correlated pair, in both theories.

    Parameters
    ----------
    correlated : False is a planted fault: two ancillas with known X.

    >>> two_ancillas(3).status
    'holds'
    """
    rows = np.array([[1, 0, d - 1, 0], [0, 1, 0, 1]] if correlated else [[1, 0, 0, 0], [0, 0, 1, 0]])
    points = PhaseSpace(d, 2).points()
    inside = points[~(points @ rows.T % d).any(axis=1)]  # what system 1 is swapped with, whatever it was before
    counts = np.bincount(PhaseSpace(d, 1).index(inside[:, :2]), minlength=d * d)
    goes_out = np.trace(densities(rows, d)[0].reshape(d, d, d, d), axis1=1, axis2=3)
    flat = set(counts.tolist()) == {1} and np.abs(goes_out - np.eye(d) / d).max() < EXACT
    wrong = None if flat else {"ontic states": counts.tolist(), "purity": float(np.trace(goes_out @ goes_out).real)}
    scope = f"d = {d}: what goes out after a swap with half of a pair, whatever came in"
    return decided("two-ancillas", "exhaustive", scope, d * d, wrong)


def _realised(matrix: Matrix, table: Matrix, d: int) -> bool:
    """Whether the unitary, with an ancilla |0> that is traced out, gives a channel with a Choi state of this V."""
    unitary = symplectic_unitaries(matrix, np.zeros(4, dtype=np.int64), d).to_complex().reshape(d, d, d, d)
    kraus = unitary[:, :, :, 0]  # out, environment, in
    choi = np.einsum("aei,bej->aibj", kraus, kraus.conj()).reshape(d * d, d * d) / d
    rows = []
    for F, code in zip(PhaseSpace(d, 1).points(), table, strict=True):
        if F.any() and code >= 0:
            back = divmod(int(code), d)
            rows.append([*F, -back[0], back[1]])  # F goes out as G came in: F - G, the partner's P mirrored
    states = densities(howell(np.array(rows), d), d)
    return bool(np.abs(states - choi).max(axis=(1, 2)).min() < EXACT)


def read_of_system(read: Matrix, d: int) -> Matrix:
    """The variables G of system 1 with G + c X2 in the measured module W, the ancilla having X2 = 0."""
    inside = kernel(read[:, 3:].T, d, columns=len(read)) @ read % d
    return howell(inside[:, :2], d)


def with_ancilla(d: int) -> Check:
    """All sharp measurements of a system and an ancilla: response functions and effects of every outcome.

    >>> with_ancilla(2).status
    'holds'
    """
    points = PhaseSpace(d, 1).points()
    ancilla = np.stack([np.zeros(d, dtype=np.int64), np.arange(d)], axis=1)
    both = np.concatenate([np.repeat(points, d, axis=0), np.tile(ancilla, (d * d, 1))], axis=1)
    zero = densities(np.array([[1, 0]]), d)[0]
    wrong: dict[str, Any] | None = None
    cases = 0
    for read in isotropic_modules(d, 2):
        if not len(read):
            continue
        sharp = read_of_system(read, d)
        outcomes = elements(np.eye(len(read), dtype=np.int64), d)
        values = (both @ read.T % d).reshape(d * d, d, -1)
        system = points @ sharp.T % d
        operators = densities(read, d) * d ** (2 - len(read))
        effects = np.einsum("saebf,fe->sab", operators.reshape(-1, d, d, d, d), zero)
        for outcome, effect in zip(outcomes, effects, strict=True):
            cases += 1
            response = (values == outcome).all(axis=2).mean(axis=1)
            levels = np.unique(response)
            alike = len(levels) <= 2 and _is_function_of(response > 0, system)
            expected = _as_effect(response, sharp, system, d) if alike else None
            if wrong is None and (expected is None or np.abs(expected - _spectrum(effect)).max() > EXACT):
                wrong = {"read": read.tolist(), "outcome": outcome.tolist(), "response": response.tolist()}
    scope = (
        f"d = {d}: all {len(isotropic_modules(d, 2)) - 1} sharp measurements of a system and an ancilla, all outcomes"
    )
    return decided("with-ancilla", "exhaustive", scope, cases, wrong)


def _is_function_of(possible: Any, system: Matrix) -> bool:
    """Whether an outcome is possible for exactly one value of what is read; for all or none if nothing is read."""
    if not system.shape[1]:
        return bool(possible.all() or not possible.any())
    values = {tuple(row) for row in system[possible].tolist()}
    return len(values) <= 1 and all(
        (tuple(row) in values) == bool(p) for row, p in zip(system.tolist(), possible, strict=True)
    )


def _as_effect(response: Any, sharp: Matrix, system: Matrix, d: int) -> Any:
    """The spectrum of the effect that has this response function: its weight, on one level or on all."""
    weight = float(response.max())
    rank = d // max(1, d ** len(sharp))
    return np.sort(np.array([weight] * rank + [0.0] * (d - rank)))


def _spectrum(effect: Any) -> Any:
    return np.sort(np.linalg.eigvalsh(effect))


def mixed_bases(d: int, listed: Callable[[int, int], Any] = isotropic_modules) -> Check:
    """A coin that decides between reading X and reading P is no sharp measurement with an ancilla of the theory.

    Its response functions depend on X for some outcomes and on P for others; those of a sharp measurement depend on one
    commuting set, also when outcomes are put together. No isotropic module has both X and P.
    """
    modules = listed(d, 1)
    both = [rows.tolist() for rows in modules if {(1, 0), (0, 1)} <= set(map(tuple, elements(rows, d).tolist()))]
    wrong = {"module": both[0]} if both else None
    scope = f"d = {d}: all {len(modules)} modules that a sharp measurement with an ancilla can read"
    return decided("mixed-bases", "exhaustive", scope, len(modules), wrong)
