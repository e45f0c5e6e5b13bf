"""The third form of the consistent states, {m | P_V m = v}: right over R, and over Z_d only for some V.

P_V is the projector onto V that the dot product gives, with kernel V^perp, and v in V* is taken to lie in Omega. Over R
every V has one. Over Z_d a V that meets V^perp has none: its Gram matrix V V^T is singular, and a valuation that is not
0 on the intersection is F -> F^T v for no v in V.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check, Context
from toytheory.discrete.enumeration import isotropic_modules, valuations
from toytheory.language.notation import parse_variable
from toytheory.phase_space.modular import Matrix, elements, howell, pivots, solve
from toytheory.phase_space.space import PhaseSpace, bracket_rows
from toytheory.phase_space.variables import Variable, coefficient_matrix

from .entry import Entry, Erratum
from .transcription import correlated_pairs

Projector = Callable[[Matrix, int], Matrix | None]


def euclidean_projector(rows: Matrix, d: int) -> Matrix | None:
    """V^T (V V^T)^-1 V modulo prime d, or None where the Gram matrix has no inverse.

    >>> euclidean_projector(np.array([[1, 0]]), 3).tolist(), euclidean_projector(np.array([[1, 1]]), 2)
    ([[1, 0], [0, 0]], None)
    """
    gram = rows @ rows.T % d
    columns = [solve(gram, unit, d) for unit in np.eye(len(rows), dtype=np.int64)]
    if any(column is None for column in columns):
        return None
    inverse = np.array(columns, dtype=np.int64).T.reshape(len(rows), len(rows))
    return np.asarray(rows.T @ inverse @ rows % d)


def oblique_projector(rows: Matrix, d: int) -> Matrix:
    """A projector with kernel V^perp, prime d: m -> the values of V's reduced rows, put at their pivots.

    Its image is a complement of V^perp; over Z_d any complement will do, and there is always one.

    >>> oblique_projector(np.array([[1, 1]]), 2).tolist()
    [[1, 1], [0, 0]]
    """
    form = howell(rows, d) if len(rows) else rows
    matrix = np.zeros((rows.shape[1], rows.shape[1]), dtype=np.int64)
    for row, (column, _) in zip(form, pivots(form), strict=True):
        matrix[column] = row
    return matrix


def idempotents(d: int) -> Matrix:
    """All 2 x 2 matrices over Z_d with P P = P, (K, 2, 2).

    >>> len(idempotents(2))
    8
    """
    matrices = np.array(list(product(range(d), repeat=4))).reshape(-1, 2, 2)
    return np.asarray(matrices[(matrices @ matrices % d == matrices).all(axis=(1, 2))])


def any_projector(d: int) -> Check:
    """For one system: every projector onto every V of rank one, with every v in V, tried for every valuation."""
    points = PhaseSpace(d, 1).points()
    projectors = idempotents(d)
    wrong: dict[str, Any] | None = None
    cases = 0
    for V in isotropic_modules(d, 1):
        inside = elements(V, d) if len(V) else points[:1]
        onto = [P for P in projectors if {tuple(m) for m in points @ P.T % d} == {tuple(m) for m in inside}]
        for values in valuations(V, d):
            wanted = (points @ V.T % d == values).all(axis=1)
            cases += len(onto) * len(inside)
            fits = any(((points @ P.T % d == v).all(axis=1) == wanted).all() for P in onto for v in inside)
            if wrong is None and not fits:
                wrong = {"V": told(V, d), "values": values.tolist(), "projectors onto V": len(onto)}
    scope = f"d = {d}, n = 1: every projector onto every isotropic V, whatever its kernel, with every v in V"
    return decided("any-projector", "exhaustive", scope, cases, wrong)


def as_printed(d: int, n: int, projector: Projector = euclidean_projector) -> Check:
    """{m | P_V m = v} with P_V onto V and v in V, against {m | F(m) = v(F)}, for every isotropic V and valuation."""
    points = PhaseSpace(d, n).points()
    affected, cases = [], 0
    for V in isotropic_modules(d, n):
        P = projector(V, d)
        inside = elements(V, d)
        fits = True
        for values in valuations(V, d):
            vectors = inside[(inside @ V.T % d == values).all(axis=1)] if len(V) else inside[:1]
            wanted = (points @ V.T % d == values).all(axis=1)
            fits &= P is not None and len(vectors) == 1
            fits = fits and bool(((points @ P.T % d == vectors[0]).all(axis=1) == wanted).all())  # type: ignore[union-attr]
            cases += 1
        if not fits:
            affected.append(V)
    wrong: dict[str, Any] | None = None
    if affected:
        smallest = min(affected, key=lambda V: (len(V), int(np.count_nonzero(V))))
        value = next(v for v in valuations(smallest, d) if v.any())
        wrong = {
            "V": told(smallest, d),
            "no v in V has": ", ".join(f"{told(row[None], d)} = {x}" for row, x in zip(smallest, value, strict=True)),
            "affected": f"{len(affected)} of {len(isotropic_modules(d, n))} subspaces",
        }
    scope = f"d = {d}, n = {n}: all {len(isotropic_modules(d, n))} isotropic V with all valuations"
    return decided("projector", "exhaustive", scope, cases, wrong)


def corrected(cases_of: tuple[tuple[int, int], ...] = ((2, 1), (2, 2), (3, 1), (3, 2), (5, 1))) -> Check:
    """{m | P m = P v} for a projector P with kernel V^perp, onto any complement, and any v with F^T v = v(F)."""
    wrong: dict[str, Any] | None = None
    cases = 0
    for d, n in cases_of:
        points = PhaseSpace(d, n).points()
        for V in isotropic_modules(d, n):
            P = oblique_projector(V, d)
            idempotent = (P @ P % d == P).all()
            for values in valuations(V, d):
                wanted = (points @ V.T % d == values).all(axis=1)
                v = points[wanted][-1]
                cases += 1
                if wrong is None and not (idempotent and ((points @ P.T % d == P @ v % d).all(axis=1) == wanted).all()):
                    wrong = {"d": d, "V": told(V, d), "values": values.tolist()}
    return decided(
        "projector-corrected", "exhaustive", "d = 2, 3 with n = 1, 2 and d = 5: all V, all valuations", cases, wrong
    )


def over_the_reals() -> Check:
    """Over R: P_V = V^T (V V^T)^-1 V exists and {P_V m = v}, v in V, is {F(m) = v(F)}; coefficients -1, 0, 1, exactly.

    Scaled by the determinant g of the Gram matrix everything is an integer: V (g P) = g V and g P = V^T adj V.
    """
    wrong: dict[str, Any] | None = None
    cases = 0
    for n in (1, 2):
        vectors = np.array([v for v in product((-1, 0, 1), repeat=2 * n) if any(v)])
        lines = [vector[None] for vector in vectors]
        pairs = [np.stack([u, w]) for u in vectors for w in vectors] if n == 2 else []
        for V in [*lines, *(pair for pair in pairs if not bracket_rows(pair, pair).any())]:
            gram = V @ V.T
            adjugate = (
                np.array([[1]]) if len(V) == 1 else np.array([[gram[1, 1], -gram[0, 1]], [-gram[1, 0], gram[0, 0]]])
            )
            g = int((gram @ adjugate)[0, 0])
            if np.linalg.matrix_rank(V) < len(V):
                continue
            P = V.T @ adjugate @ V
            cases += 1
            if wrong is None and (g <= 0 or (g * V != V @ P).any() or (g * P != P @ P).any()):
                wrong = {"V": V.tolist(), "gram": gram.tolist()}
    scope = "over R: all independent commuting V of one and two variables with coefficients -1, 0, 1, n = 1, 2"
    return decided("projector-real", "exhaustive", scope, cases, wrong)


def examples_affected(projector: Projector = euclidean_projector) -> Check:
    """Whether all examples that the talk draws or lists have such a projector."""
    bits = {text: [parse_variable(part, 2, 2) for part in text.split(", ")] for text in BITS}
    trits = {
        ", ".join(pair): [parse_variable(text.removesuffix("=0"), 3, 2) for text in pair] for pair in correlated_pairs()
    }
    without = [
        [text for text, known in examples.items() if projector(howell(coefficient_matrix(known, 2), d), d) is None]
        for d, examples in ((2, bits), (3, trits))
    ]
    told_of = ["; ".join(f"{{{text}}}" for text in texts) for texts in without]
    wrong = {"bits": told_of[0], "trits": told_of[1]} if any(without) else None
    scope = "the talk's examples of two bits, and its list of correlated trits"
    return decided("examples", "exhaustive", scope, len(bits) + len(trits), wrong)


BITS = ("X1", "P2", "X1, P2", "X1 - X2", "P1 + P2", "X1 - X2, P1 + P2")
"""What the talk's pictures of two bits know."""


def told(rows: Matrix, d: int) -> str:
    """Variables in notation."""
    return ", ".join(str(Variable.from_vector(row, d)) for row in rows) or "nothing"


def _discrete(ctx: Context) -> Iterator[Check]:
    for d, n in ((2, 1), (5, 1), (2, 2), (3, 2)):
        yield as_printed(d, n)
    for d in (2, 5):
        yield any_projector(d)
    yield examples_affected()


ENTRIES = (
    Entry(
        "projector-real",
        "consistent-states",
        "Over R the consistent states are also {m | P_V m = v}.",
        lambda ctx: [over_the_reals()],
        reading="P_V is the orthogonal projector onto V and v lies in V, Omega and its dual identified by the dot "
        "product.",
    ),
    Entry(
        "projector",
        "consistent-states",
        "Over Z_d the consistent states are also {m | P_V m = v}.",
        _discrete,
        erratum=Erratum(
            "{m | P_V m = v} as an equivalent form, for R and Z_d alike",
            "Over Z_d no projector onto V with kernel V^perp exists where V meets V^perp, and no v in V has the "
            "values. The "
            "smallest cases are X + P = 1 of one bit, X + 2P = 1 at d = 5 and X1 + P1 + X2 = 1 of two trits (one trit "
            "has "
            "none). The talk's correlated bits are among them, and some of its correlated trits; {X1, P2} and {X1, X2} "
            "are not.",
            "Leave the form out for Z_d; or, for prime d, {m | P m = P v} with any projector P whose kernel is V^perp "
            "and "
            "any v with F^T v = v(F). Over R the form stands.",
            corrected,
        ),
    ),
)
