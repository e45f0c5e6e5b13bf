"""The excess of knowledge balance over complementarity, for every prime d at once (docs/restrictions.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.discrete.subspaces import subspaces
from toytheory.phase_space.modular import Matrix
from toytheory.restrictions import balanced, commuting

from .planes import Balanced, allowed

KINDS: Mapping[tuple[int, int], Matrix] = {
    (2, 0): np.array([[1, 0, 0, 0], [0, 1, 0, 0]]),
    (0, 2): np.array([[0, 0, 1, 0], [0, 0, 0, 1]]),
    (1, 1): np.array([[1, 0, 0, 0], [0, 0, 1, 0]]),
    (1, 0): np.array([[1, 0, 0, 0], [0, 1, 1, 0]]),
    (0, 1): np.array([[0, 0, 1, 0], [1, 0, 0, 1]]),
    (0, 0): np.array([[1, 0, 1, 0], [0, 1, 0, 1]]),
}
"""One plane of each kind: the dimensions that it has in common with the planes E_1 and E_2 of the two systems.

All planes of a kind are images of one by invertible maps of the systems, and balance asks of dimensions alone.
"""

ALLOWED = frozenset({(1, 1), (0, 0)})
"""The kinds that balance allows; of these complementarity allows (1, 1), and of (0, 0) those with det = -1."""


def sizes(d: Any) -> dict[tuple[int, int], Any]:
    """How many planes there are of each kind, as polynomials in d.

    (1, 1): a line in each. (0, 0): graphs of invertible maps, (d^2 - 1)(d^2 - d). (1, 0): a line u of E_1 and a vector
    w + z with w in E_1 / u and z in E_2, neither of them 0, up to a factor.

    >>> sizes(3)
    {(2, 0): 1, (0, 2): 1, (1, 1): 16, (1, 0): 32, (0, 1): 32, (0, 0): 48}
    """
    mixed = (d + 1) * (d * d - 1)
    return {
        (2, 0): 1,
        (0, 2): 1,
        (1, 1): (d + 1) ** 2,
        (1, 0): mixed,
        (0, 1): mixed,
        (0, 0): (d * d - 1) * (d * d - d),
    }


def kind_of(planes: Matrix, d: int) -> Matrix:
    """The dimensions that planes have in common with E_1 and with E_2, (K, 2, 4) -> (K, 2), by counting elements."""
    factors = np.array([[a, b] for a in range(d) for b in range(d)])
    points = factors @ planes % d
    inside = [~points[:, :, 2:].any(axis=-1), ~points[:, :, :2].any(axis=-1)]
    counts = np.stack([mask.sum(axis=1) for mask in inside], axis=1)
    # counts are 1, d or d^2: the quotient is far closer to 0, 1 or 2 than to a half
    return np.asarray(np.round(np.log(counts) / np.log(d)).astype(np.int64))


def graphs_commute(determinant: int = -1) -> Check:
    """[F, G] + [phi F, phi G] = (1 + det phi) [F, G]: the graph of phi commutes exactly if det phi = -1."""
    import sympy

    a, b, c, e, x, p, y, q = sympy.symbols("a b c e x p y q")
    phi = sympy.Matrix([[a, b], [c, e]])
    F, G = sympy.Matrix([x, p]), sympy.Matrix([y, q])

    def bracket(left: Any, right: Any) -> Any:
        return left[0] * right[1] - left[1] * right[0]

    defect = sympy.expand(bracket(F, G) + bracket(phi * F, phi * G) - (1 - determinant * phi.det()) * bracket(F, G))
    wrong = None if defect == 0 else {"left over": str(defect)}
    scope = "two systems, every prime d: the graph of an invertible map commutes exactly if its determinant is -1"
    return decided("graphs-commute", "theorem", scope, 1, wrong)


def excess_for_every_prime(
    count: Callable[[Any], Mapping[tuple[int, int], Any]] = sizes, balance: Balanced = balanced
) -> Check:
    """Balance allows d(d^2-1)(d-2) planes more than complementarity, for every prime d: by kinds of planes, counted.

    The kinds are all planes there are: their sizes add up to (d^2+1)(d^2+d+1). Balance allows (1, 1) and (0, 0),
    complementarity (1, 1) and the graphs with det = -1 (`graphs_commute`), of which there are d(d^2-1): a first row
    that is not 0, and a second one that solves an equation. The decisions of balance about one plane of each kind are
    those of its kind, whatever d; for d = 2, 3, 5 every plane is asked, and the sizes are counted.
    """
    import sympy

    d = sympy.Symbol("d")
    number = count(d)
    graphs = (d * d - 1) * d
    identities = {
        "all planes": sum(number.values()) - (d * d + 1) * (d * d + d + 1),
        "excess": sum(number[kind] for kind in ALLOWED) - number[1, 1] - graphs - d * (d * d - 1) * (d - 2),
    }
    failed = [name for name, left in identities.items() if sympy.expand(left) != 0]
    wrong: dict[str, Any] | None = {"identities": failed} if failed else None
    for kind, plane in KINDS.items():
        if wrong is None and bool(allowed(plane[None], 5, balance)[0]) != (kind in ALLOWED):
            wrong = {"kind": list(kind), "allowed by balance": kind not in ALLOWED}
    for prime in (2, 3, 5):
        planes = subspaces(prime, 4, 2)
        kinds = [tuple(int(k) for k in row) for row in kind_of(planes, prime)]
        by_kind = np.array([kind in ALLOWED for kind in kinds])
        counted = {kind: kinds.count(kind) for kind in KINDS}
        if wrong is None and counted != {kind: int(n) for kind, n in count(prime).items()}:
            wrong = {"d": prime, "sizes": {str(kind): n for kind, n in counted.items()}}
        if wrong is None and (allowed(planes, prime, balance) != by_kind).any():
            wrong = {"d": prime, "balance": "decides otherwise than by kind"}
        commute = commuting(planes, prime)
        if wrong is None and (commute & ~by_kind).any():
            wrong = {"d": prime, "complementarity": "allows what balance does not"}
    scope = "two systems, every prime d: the excess is d(d^2-1)(d-2); the kinds of planes counted as polynomials in d"
    return decided("excess", "theorem", scope, len(identities) + len(KINDS), wrong)
