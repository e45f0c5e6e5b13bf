"""The third form of the consistent states, {m | P_V m = v}: right with v in V*, and over Z_d not with v in V.

The slide takes v in V*, as a subspace of Omega. P_V is then the projector onto V* along V^perp, and V* any complement
of V^perp; over Z_d, d prime, there always is one. With v in V and P_V the projector that the dot product gives, as the
slide on quadrature quantum mechanics suggests for R, the form is right over R alone: over Z_d a V that meets V^perp has
no such projector, its Gram matrix V V^T is singular, and a valuation that is not 0 on the intersection is F -> F^T v
for no v in V.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.parts import beside, theory
from equivalence.engine.verdict import Check, Context
from toytheory.discrete.enumeration import isotropic_modules, valuations
from toytheory.language.notation import parse_variable
from toytheory.phase_space.modular import Matrix, elements, howell, kernel, pivots, solve
from toytheory.phase_space.space import PhaseSpace, bracket_rows
from toytheory.phase_space.variables import Variable, coefficient_matrix

from .entry import Entry
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


def complements(rows: Matrix, d: int) -> Matrix:
    """Every V* with its dual basis, prime d: all B with V B = 1, columns spanning a complement of V^perp, (M, 2n, k).

    B V is the projector onto the columns of B along V^perp, and B v(F) the v in V* with F^T v = v(F).

    >>> complements(np.array([[1, 1]]), 2)[..., 0].tolist()      # two lines of one bit other than <(1, 1)>
    [[1, 0], [0, 1]]
    """
    form = howell(rows, d) if len(rows) else rows
    rank, width = form.shape
    first = np.zeros((width, rank), dtype=np.int64)
    for k, (column, _) in enumerate(pivots(form)):
        first[column, k] = 1
    along = kernel(form, d, columns=width)
    choices = np.array(list(product(range(d), repeat=len(along) * rank)), dtype=np.int64)
    return np.asarray((first + along.T @ choices.reshape(len(choices), len(along), rank)) % d)


def idempotents(d: int) -> Matrix:
    """All 2 x 2 matrices over Z_d with P P = P, (K, 2, 2).

    >>> len(idempotents(2))
    8
    """
    matrices = np.array(list(product(range(d), repeat=4))).reshape(-1, 2, 2)
    return np.asarray(matrices[(matrices @ matrices % d == matrices).all(axis=(1, 2))])


def any_projector(d: int) -> Check:
    """With v in V no projector onto V helps: all of them, with every v in V, tried on all V of one system."""
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
    if wrong is None:
        return decided("any-projector", "exhaustive", scope, cases, {"fits": "some projector, every valuation"})
    return decided("any-projector", "exhaustive", scope, cases, None, {"fits nothing": wrong})


def orthogonal(d: int, n: int, projector: Projector = euclidean_projector) -> Check:
    """With v in V and P_V orthogonal the form holds exactly for the V whose Gram matrix has an inverse; all counted."""
    points = PhaseSpace(d, n).points()
    affected: list[Matrix] = []
    wrong: dict[str, Any] | None = None
    cases = 0
    for V in isotropic_modules(d, n):
        fits, tried = _fits(V, d, points, projector)
        cases += tried
        gram = round(float(np.linalg.det((V @ V.T).astype(float)))) if len(V) else 1
        if wrong is None and fits != bool(gram % d):
            wrong = {"V": told(V, d), "determinant of the Gram matrix": gram % d, "the form holds": fits}
        affected += [] if fits else [V]
    example: dict[str, Any] | None = None
    if affected:
        smallest = min(affected, key=lambda V: (len(V), int(np.count_nonzero(V))))
        value = next(v for v in valuations(smallest, d) if v.any())
        known = ", ".join(f"{told(row[None], d)} = {x}" for row, x in zip(smallest, value, strict=True))
        example = {"V": told(smallest, d), "no v in V has": known}
    total = len(isotropic_modules(d, n))
    scope = f"d = {d}, n = {n}: all {total} isotropic V with all valuations; the form fails for {len(affected)} of them"
    return decided("orthogonal", "exhaustive", scope, cases, wrong, example)


def _fits(V: Matrix, d: int, points: Matrix, projector: Projector) -> tuple[bool, int]:
    """Whether {m | P m = v} with v in V is right for every valuation, and how many there are."""
    P, inside = projector(V, d), elements(V, d)
    fits, cases = True, 0
    for values in valuations(V, d):
        vectors = inside[(inside @ V.T % d == values).all(axis=1)] if len(V) else inside[:1]
        wanted = (points @ V.T % d == values).all(axis=1)
        cases += 1
        fits = fits and P is not None and len(vectors) == 1
        fits = fits and bool(((points @ P.T % d == vectors[0]).all(axis=1) == wanted).all())  # type: ignore[union-attr]
    return fits, cases


PRIME_CASES = ((2, 1), (2, 2), (3, 1), (3, 2), (5, 1))


def as_read(
    cases_of: tuple[tuple[int, int], ...] = PRIME_CASES,
    duals: Callable[[Matrix, int], Matrix] = complements,
) -> Check:
    """{m | P_V m = v} with v in V*, P_V onto V* along V^perp: every V, every V*, every valuation, every ontic state."""
    wrong: dict[str, Any] | None = None
    cases = projectors = 0
    for d, n in cases_of:
        points = PhaseSpace(d, n).points()
        for V in isotropic_modules(d, n):
            rows = howell(V, d) if len(V) else V
            B = duals(V, d)
            P = B @ rows % d
            idempotent = bool((P @ P % d == P).all())
            projectors += len(P)
            images = np.einsum("kij,mj->kmi", P, points) % d
            for values in valuations(rows, d):
                v = B @ values % d
                found = (images == v[:, None]).all(axis=2)
                wanted = (points @ rows.T % d == values).all(axis=1)
                cases += 1
                if wrong is None and not (idempotent and (found == wanted).all()):
                    wrong = {"d": d, "V": told(V, d), "values": values.tolist(), "projectors": len(P)}
    scope = f"d = 2, 3 with n = 1, 2 and d = 5: all V with all valuations, for each V every V*, {projectors:,} in all"
    return decided("projector", "exhaustive", scope, cases, wrong)


def always_right(sign: int = -1) -> Check:
    """For every V*: P_V m = v says that m - v lies in the kernel of P_V, which is V^perp: the identity V B = 1.

    With P = B V and v = B u, u the values: P m - v = B (V m - u), and V (P m - v) = V m - u, so the two vanish
    together. Symbolically for k = 1, 2 known variables of two systems; d, and n, do not enter.
    """
    import sympy

    wrong: dict[str, Any] | None = None
    for k in (1, 2):
        V, C = (sympy.Matrix(k, 4 - k, sympy.symbols(f"{name}0:{k * (4 - k)}")) for name in "vc")
        rows = sympy.eye(k).row_join(V)
        B = (sympy.eye(k) + sign * V * C.T).col_join(C.T)  # every right inverse of the rows has this form
        m, u = (sympy.Matrix(size, 1, sympy.symbols(f"{name}0:{size}")) for name, size in (("m", 4), ("u", k)))
        apart = sympy.expand(rows * (B * rows * m - B * u) - (rows * m - u))
        if wrong is None and (sympy.expand(rows * B - sympy.eye(k)) != sympy.zeros(k) or apart != sympy.zeros(k, 1)):
            wrong = {"k": k, "left over": str(apart.T.tolist())}
    scope = "every d for which V^perp has a complement V*: V (P m - v) = V m - u, entries as symbols"
    return decided("projector-identity", "theorem", scope, 4, wrong)


def none_for_composite(d: int = 9) -> Check:
    """What the reading warns of: for composite d V* need not exist; <3X> at d = 9 has no projector along V^perp."""
    points = PhaseSpace(d, 1).points()
    V = np.array([[3, 0]])
    perpendicular = {tuple(m) for m in points[(points @ V.T % d == 0).all(axis=1)]}
    idempotent = idempotents(d)
    along = [P for P in idempotent if {tuple(m) for m in points[(points @ P.T % d == 0).all(axis=1)]} == perpendicular]
    wrong = {"projector": along[0].tolist()} if along else None
    return decided(
        "composite", "exhaustive", f"d = {d}, n = 1: all {len(idempotent)} projectors", len(idempotent), wrong
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
    """Which examples that the talk draws or lists have no orthogonal projector: as many as their Gram matrices say."""
    bits = {text: [parse_variable(part, 2, 2) for part in text.split(", ")] for text in BITS}
    trits = {
        ", ".join(pair): [parse_variable(text.removesuffix("=0"), 3, 2) for text in pair] for pair in correlated_pairs()
    }
    without = [
        [text for text, known in examples.items() if projector(howell(coefficient_matrix(known, 2), d), d) is None]
        for d, examples in ((2, bits), (3, trits))
    ]
    told_of = ["; ".join(f"{{{text}}}" for text in texts) for texts in without]
    affected = {"bits": told_of[0], "trits": told_of[1]}
    wrong = None if all(without) else {"without a projector": affected}
    scope = "the talk's examples of two bits, and its list of correlated trits"
    return decided("examples", "exhaustive", scope, len(bits) + len(trits), wrong, affected)


BITS = ("X1", "P2", "X1, P2", "X1 - X2", "P1 + P2", "X1 - X2, P1 + P2")
"""What the talk's pictures of two bits know."""


def told(rows: Matrix, d: int) -> str:
    """Variables in notation."""
    return ", ".join(str(Variable.from_vector(row, d)) for row in rows) or "nothing"


def _discrete(ctx: Context) -> Iterator[Check]:
    yield always_right()
    yield as_read()
    yield none_for_composite()


def _orthogonal(ctx: Context) -> Iterator[Check]:
    for d, n in PRIME_CASES:
        yield orthogonal(d, n)
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
        parts=(theory("over R", "projector-real"),),
        over="V of one and two variables with coefficients -1, 0, 1, one and two systems",
    ),
    Entry(
        "projector",
        "consistent-states",
        "Over Z_d, d prime, the consistent states are also {m | P_V m = v}, with v in V*.",
        _discrete,
        reading="v lies in V*, as the slide on (V, v) prints it, V* being a subspace of Omega: any complement of "
        "V^perp. "
        "P_V is the projector onto V* along V^perp, and v the vector of V* with F^T v = v(F). For composite d there "
        "need be "
        "no V*: <3X> at d = 9 has none.",
        parts=(
            theory("for every V and V*", "projector-identity"),
            beside("theory", "every V and every V* one by one, d = 2, 3, 5", "projector"),
            beside("theory", "a module without any V*, d = 9", "composite"),
        ),
    ),
    Entry(
        "projector-orthogonal",
        "consistent-states",
        "Over Z_d, d prime, the form fails with v in V and P_V orthogonal, exactly for the V whose Gram matrix is "
        "singular.",
        _orthogonal,
        note='v in V is what the slide "Quadrature quantum mechanics" prints, for R, where it is right. Over Z_d V may '
        "meet V^perp; then there is no such projector, no projector onto V will do, and no v in V has the values. The "
        "smallest cases are X + P = 1 of one bit, X + 2P = 1 at d = 5 and X1 + P1 + X2 = 1 of two trits (one trit has "
        "none). The talk's correlated bits are among them, and some of its correlated trits; {X1, P2} and {X1, X2} are "
        "not.",
        parts=(
            theory("exactly where the Gram matrix is singular", "orthogonal"),
            beside("theory", "other projectors onto V do not help, one system", "any-projector"),
            beside("theory", "which of the talk's examples are affected", "examples"),
        ),
        over="d = 2 and 3 with one and two systems, d = 5 with one",
    ),
)
