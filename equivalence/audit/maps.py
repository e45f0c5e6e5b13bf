"""The slides "Valid reversible transformations" and "Valid reproducible measurements"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.parts import beside, theory
from equivalence.engine.verdict import Check, Context
from toytheory.discrete.enumeration import (
    epistemic_states,
    isotropic_modules,
    symplectic_group,
    symplectic_order,
    valuations,
)
from toytheory.discrete.measurements import Measurement
from toytheory.discrete.transformations import SymplecticMap
from toytheory.errors import InputError
from toytheory.language.notation import parse_variable
from toytheory.phase_space.modular import Matrix, howell
from toytheory.phase_space.space import PhaseSpace, bracket_rows, symplectic_form
from toytheory.phase_space.variables import Variable, coefficient_matrix

from .entry import Entry
from .transcription import arrows, transcription

Group = Callable[[int, int], Matrix]


def maps_keep_states(d: int, n: int, group: Group = symplectic_group) -> Check:
    """Every m -> S m + a with S symplectic sends valid states onto valid states, ontic state by ontic state."""
    space = PhaseSpace(d, n)
    points = space.points()
    supports = {state.is_possible(points).tobytes() for state in epistemic_states(d, n)}
    masks = np.array([np.frombuffer(row, dtype=bool) for row in sorted(supports)])
    wrong: dict[str, Any] | None = None
    matrices = group(d, n).astype(np.int64)
    for S in matrices:
        for a in points if n == 1 else points[:: max(1, len(points) // 3)]:
            target = space.index(points @ S.T + a)
            moved = np.empty_like(masks)
            moved[:, target] = masks
            if wrong is None and {row.tobytes() for row in moved} != supports:
                wrong = {"S": S.tolist(), "a": a.tolist()}
    if wrong is None and len(matrices) != symplectic_order(d, n):
        wrong = {"matrices": len(matrices), "expected": symplectic_order(d, n)}
    which = "all displacements" if n == 1 else "three displacements"
    scope = f"d = {d}, n = {n}: all {len(matrices)} symplectic S with {which}, on all {len(masks)} states"
    return decided("maps", "exhaustive", scope, len(matrices) * len(masks), wrong)


def a_group(d: int, n: int, group: Group = symplectic_group) -> Check:
    """Products and inverses of symplectic affine maps are symplectic affine maps; [Su, Sv] = [u, v] for all u, v."""
    matrices = group(d, n).astype(np.int64)
    known = {S.tobytes() for S in matrices}
    products = (matrices[:, None] @ matrices[None] % d).reshape(-1, 2 * n, 2 * n)
    form = symplectic_form(n)
    kept = ((np.swapaxes(matrices, 1, 2) @ form @ matrices - form) % d == 0).all(axis=(1, 2))
    identity = np.eye(2 * n, dtype=np.int64)
    inverses = (products.reshape(len(matrices), -1, 2 * n, 2 * n) == identity).all(axis=(2, 3)).any(axis=1)
    closed = all(P.tobytes() in known for P in products)
    wrong = None if closed and kept.all() and inverses.all() else {"closed": closed, "kept": bool(kept.all())}
    scope = f"d = {d}, n = {n}: all pairs of {len(matrices)} matrices; displacements follow, S a being a displacement"
    return decided("group", "exhaustive", scope, len(products), wrong)


@lru_cache(maxsize=4)
def _permutations(points: int) -> NDArray[np.int8]:
    every = np.zeros((1, 0), dtype=np.int8)
    for k in range(points):
        every = np.concatenate([np.insert(every, place, k, axis=1) for place in range(k + 1)])
    return every


def permutations_that_keep(d: int) -> dict[str, int]:
    """Of all permutations of one system's ontic states: those that keep states, of them the affine and the symplectic.

    Also those that keep the discrete bracket of X and P at every ontic state, whether they keep states or not.

    >>> permutations_that_keep(2)
    {'states': 24, 'affine': 24, 'symplectic': 24, 'bracket of X and P': 24}
    """
    space = PhaseSpace(d, 1)
    points = space.points()
    every = _permutations(len(points))
    code = (1 << np.arange(len(points))).astype(np.int32)
    valid = np.zeros(1 << len(points), dtype=bool)
    lines = [state.is_possible(points) for state in epistemic_states(d, 1, pure=True)]
    valid[[int(code[line].sum()) for line in lines]] = True
    bits = code[every]
    keeps = np.logical_and.reduce([valid[bits[:, line].sum(axis=1)] for line in lines])
    images = points[every[keeps]]
    origin, e_x, e_p = (space.index(np.array(m)) for m in ([0, 0], [1, 0], [0, 1]))
    columns = np.stack([images[:, e_x] - images[:, origin], images[:, e_p] - images[:, origin]], axis=2)
    predicted = (np.einsum("kij,mj->kmi", columns, points) + images[:, [origin]]) % d
    affine = (predicted == images).all(axis=(1, 2))
    determinant = (columns[:, 0, 0] * columns[:, 1, 1] - columns[:, 0, 1] * columns[:, 1, 0]) % d
    x, p = points.astype(np.int8).T[:, every]  # products of differences stay below 16
    right, up = space.index(points + np.array([1, 0])), space.index(points + np.array([0, 1]))
    brackets = ((x[:, right] - x) * (p[:, up] - p) - (x[:, up] - x) * (p[:, right] - p)) % d
    return {
        "states": int(keeps.sum()),
        "affine": int(affine.sum()),
        "symplectic": int((affine & (determinant == 1)).sum()),
        "bracket of X and P": int((brackets == 1).all(axis=1).sum()),
    }


EXPECTED = {
    2: {"states": 24, "affine": 24, "symplectic": 24, "bracket of X and P": 24},
    3: {"states": 432, "affine": 432, "symplectic": 216, "bracket of X and P": 3024},
}


def all_permutations(d: int, count: Callable[[int], dict[str, int]] = permutations_that_keep) -> Check:
    """What the reading warns of: keeping the states of one system, or the bracket of X and P, does not suffice."""
    found = count(d)
    wrong = None if found == EXPECTED[d] else {"found": found, "expected": EXPECTED[d]}
    total = len(_permutations(d * d))
    scope = f"d = {d}, n = 1: all {total:,} permutations of ontic states; " + ", ".join(
        f"{number} keep {what}" if what not in ("affine", "symplectic") else f"{number} of these are {what}"
        for what, number in found.items()
    )
    return decided("permutations", "exhaustive", scope, total, wrong)


def reflection_of_one_of_two() -> Check:
    """P1 -> -P1 keeps all states of one trit and not those of two: X1 - X2 = 0, P1 + P2 = 0 becomes forbidden."""
    rows = np.array([[1, 0, 2, 0], [0, 1, 0, 1]])
    moved = rows * [1, 2, 1, 1] % 3
    single = {state.known.tobytes() for state in epistemic_states(3, 1)}
    reflected = isotropic_modules(3, 1)
    kept = all(howell(V * [1, 2], 3).tobytes() in single for V in reflected)
    bracket = int(bracket_rows(moved[:1], moved[1:])[0, 0] % 3)
    wrong = None if kept and bracket else {"kept on one trit": kept, "bracket on two": bracket}
    example = {"map": "P1 -> -P1", "turns": "X1 - X2, P1 + P2", "into": "X1 - X2, P1 - P2", "bracket": bracket}
    scope = "one trit, alone and as half of a pair"
    return decided("reflection", "exhaustive", scope, len(reflected) + 1, wrong, example)


def shear_by_a_square() -> Check:
    """On R^2 X -> X, P -> P + X^2 keeps Poisson brackets and is not affine; on Z_3^2 it keeps [X, P] = 1."""
    import sympy

    from toytheory.phase_space.brackets import canonical_symbols, symbolic_bracket

    X, P = canonical_symbols(1)
    continuous = sympy.expand(symbolic_bracket(X, P + X**2, (X, P)))
    wrong = None if continuous == 1 else {"bracket": str(continuous)}
    example = {"map": "X -> X, P -> P + X^2", "bracket": 1, "affine": False}
    return decided("quadratic", "theorem", "one degree of freedom, symbolically", 1, wrong, example)


def reproducible(d: int, n: int, kernel: Callable[..., Any] = Measurement.kernel) -> Check:
    """Measured again at once, every commuting set gives the values just found, and the second time changes nothing."""
    wrong: dict[str, Any] | None = None
    cases = 0
    for V in isotropic_modules(d, n):
        if not len(V):
            continue
        measurement = Measurement.of([Variable.from_vector(row, d) for row in V], n)
        matrices = [kernel(measurement, [int(v) for v in values]) for values in valuations(V, d)]
        for i, (first, weight) in enumerate(matrices):
            for j, (second, _) in enumerate(matrices):
                again = second @ first
                cases += 1
                if wrong is None and (again != (weight * first if i == j else 0)).any():
                    wrong = {"measured": str([str(v) for v in measurement.variables]), "outcomes": [i, j]}
    scope = f"d = {d}, n = {n}: all commuting sets, all pairs of successive outcomes, all ontic states"
    return decided("reproducible", "exhaustive", scope, cases, wrong)


def others_refused(d: int, n: int) -> Check:
    """A set that does not commute is refused as a measurement: every pair of variables."""
    points = PhaseSpace(d, n).points()
    wrong: dict[str, Any] | None = None
    for f in points:
        for g in points:
            try:
                Measurement.of([Variable.from_vector(f, d), Variable.from_vector(g, d)], n)
                refused = False
            except InputError:
                refused = True
            if wrong is None and refused != bool(bracket_rows(f[None], g[None])[0, 0] % d):
                wrong = {"pair": [f.tolist(), g.tolist()], "refused": refused}
    return decided("refused", "exhaustive", f"d = {d}, n = {n}: all {len(points) ** 2} pairs", len(points) ** 2, wrong)


def printed_map(systems: int, lines: slice, text: str | None = None) -> Check:
    """A printed example is symplectic, read as new variables in terms of old ones or as motion of vectors."""
    printed = arrows(transcription()["trit-maps"].text if text is None else text)[lines]
    wrong: dict[str, Any] | None = None
    cases = 0
    for d in (2, 3, 5, None):
        rows = coefficient_matrix([parse_variable(new, d or 7, systems) for _, new in printed], systems)
        if d is None:
            rows = np.where(rows > 3, rows - 7, rows)
        order = [parse_variable(old, d or 7, systems).terms[0][0] for old, _ in printed]
        S = rows[np.argsort(order)]
        form = symplectic_form(systems)
        for name, matrix in (("new in terms of old", S), ("columns", S.T)):
            defect = matrix @ form @ matrix.T - form
            cases += 1
            if wrong is None and (defect if d is None else defect % d).any():
                wrong = {"d": d or "R", "read as": name, "S": S.tolist()}
        if wrong is None and d is not None:
            SymplecticMap(d, S, np.zeros(2 * systems, dtype=np.int64))
    shown = ", ".join(f"{old} -> {new}" for old, new in printed)
    return decided("symplectic", "exhaustive", f"{shown}, over R and for d = 2, 3, 5, read both ways", cases, wrong)


def _transformations(ctx: Context) -> Iterator[Check]:
    for d in (2, 3, 5):
        yield maps_keep_states(d, 1)
        yield a_group(d, 1)
    yield maps_keep_states(2, 2)
    yield all_permutations(2)
    yield all_permutations(3)
    yield reflection_of_one_of_two()
    yield shear_by_a_square()


def _measurements(ctx: Context) -> Iterator[Check]:
    for d, n in ((2, 1), (3, 1), (2, 2)):
        yield reproducible(d, n)
        yield others_refused(d, n)


def _maps(ctx: Context) -> Iterator[Check]:
    yield printed_map(1, slice(0, 2))
    yield printed_map(2, slice(2, 6))


ENTRIES = (
    Entry(
        "transformations",
        "transformations",
        "The valid transformations are the symplectic affine maps, which form a group.",
        _transformations,
        reading="Not the only maps that keep Poisson brackets: P -> P + X^2 does, on R and on Z_3. Nor do "
        "displacements keep "
        "omega(m, m') of points, only of differences. Valid are the maps that take valid states to valid ones, also as "
        "parts of larger systems: P -> -P keeps the states of one trit, and not of two. For odd d the group is the "
        "Clifford group up to phases; for bits the counterparts do not multiply like the maps (`bits.one-system`).",
        elsewhere=("trits.transformations", "dits.transformations", "bits.one-system"),
        parts=(
            theory("symplectic affine maps keep the valid states", "maps"),
            theory("they are a group", "group"),
            theory(
                "of one bit and one trit no other permutation keeps them, once parts of pairs are asked too",
                "permutations",
            ),
            theory("what remains of one trit, the reflection, fails on half of a pair", "reflection"),
            beside("theory", "a map that keeps the bracket and is not affine", "quadratic"),
        ),
        over="d = 2, 3, 5 with one system; that states are kept, also for two bits; that there are no other maps, for "
        "one bit and one trit",
    ),
    Entry(
        "measurements",
        "measurements",
        "Any commuting set of canonical variables can be measured reproducibly.",
        _measurements,
        elsewhere=("trits.measurements", "trits.updates"),
        parts=(
            theory("the same outcome again, nothing else disturbed", "reproducible"),
            theory("what does not commute is refused", "refused"),
        ),
        over="one bit, one trit and two bits",
    ),
    Entry(
        "trit-maps",
        "trit-maps",
        "X -> P, P -> -X of one trit and the printed map of two trits are valid.",
        _maps,
        elsewhere=("trits.transformations",),
        parts=(theory("both printed maps, read both ways", "symplectic"),),
        over="R and d = 2, 3, 5",
    ),
)
