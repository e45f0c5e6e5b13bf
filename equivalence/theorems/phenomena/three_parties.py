"""Pure states of three parties with one system each: five kinds, and what a measurement makes of them.

Kinds are told by the pairs that each party shares with the two others together: (0, 0, 0) for products, (1, 1, 0) and
its like for a pair and a system by itself, (1, 1, 1) for the states of Greenberger, Horne and Zeilinger.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import isotropic_modules, lagrangian_modules
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import coordinates_of

from .pairs import Update, local, local_maps, measured, orbits, pairs_by_brackets

Kind = tuple[int, int, int]


def kind(known: Matrix, d: int) -> Kind:
    """The pairs of each party with the others.

    >>> import numpy as np
    >>> kind(np.array([[1, 0, 2, 0, 0, 0], [0, 1, 0, 1, 0, 0], [0, 0, 0, 0, 1, 0]]), 3)
    (1, 1, 0)
    """
    first, second, third = (
        pairs_by_brackets(known[:, coordinates_of([k, *(i for i in range(3) if i != k)])], 1, d) for k in range(3)
    )
    return first, second, third


def counts(d: int) -> dict[Kind, int]:
    """Modules of each kind (prime d): (d + 1)^3 products, (d + 1) d (d^2 - 1) of each with a pair, the others of three.

    >>> counts(2)[1, 1, 1], counts(3)[1, 1, 1]
    (54, 768)
    """
    products, one_pair = (d + 1) ** 3, (d + 1) * d * (d * d - 1)
    every = (d + 1) * (d * d + 1) * (d**3 + 1)
    pairs: dict[Kind, int] = {(0, 1, 1): one_pair, (1, 0, 1): one_pair, (1, 1, 0): one_pair}
    return {(0, 0, 0): products, **pairs, (1, 1, 1): every - products - 3 * one_pair}


def three_parties(d: int, update: Update = measured) -> Check:
    """Local maps have five orbits, the kinds; a measurement leads from three to a pair or none, from a pair to none.

    >>> three_parties(2).status
    'holds'
    """
    modules = lagrangian_modules(d, 3)
    kinds = {rows.tobytes(): kind(rows, d) for rows in modules}
    found = Counter(kinds.values())
    joined = [{kinds[rows.tobytes()] for rows in orbit} for orbit in orbits(modules, local_maps((1, 1, 1), d), d)]
    steps: set[tuple[Kind, Kind]] = set()
    reads = [local(rows, k, 3) for k in range(3) for rows in isotropic_modules(d, 1, 1)]
    for rows in modules:
        steps |= {(kinds[rows.tobytes()], kinds[update(rows, read, d).tobytes()]) for read in reads}
    expected = {(a, b) for a in counts(d) for b in counts(d) if _possible(a, b)}
    wrong: dict[str, Any] | None = None
    if dict(found) != counts(d) or sorted(map(len, joined)) != [1] * 5 or steps != expected:
        wrong = {"kinds": {str(k): n for k, n in found.items()}, "orbits": len(joined)}
        wrong |= {"unexpected": sorted(map(str, steps ^ expected))}
    scope = f"d = {d}: all {len(modules)} pure modules of three systems, all measurements of one of them"
    return decided("three-parties", "exhaustive", scope, len(modules) * len(reads), wrong)


def _possible(before: Kind, after: Kind) -> bool:
    """Nobody has more pairs; the one who measures has none left, so that three cannot stay."""
    return all(a >= b for a, b in zip(before, after, strict=True)) and after != (1, 1, 1)
