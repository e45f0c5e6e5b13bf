"""Path and fringe with a marker: distinguishability, visibility, the eraser, for every coupling and every marker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import lagrangian_modules, symplectic_group, valuations
from toytheory.phase_space.modular import Matrix

from .small import TOLERANCE, Quantum, Reals, Toy, decided, differ, unitaries, variables

Maker = Callable[[int, int], Any]

PATH = (1, 0, 0, 0)


def fringes(d: int) -> Matrix:
    """The variables P1 + cX1, which a phase turns into each other: (d, 4)."""
    c = np.arange(d)
    return np.stack([c, np.ones(d, dtype=np.int64), 0 * c, 0 * c], axis=1)


def markers(d: int) -> Matrix:
    """The variables of system 2 up to multiples, (k, 4)."""
    return np.hstack([np.zeros((len(variables(d, 1)), 2), dtype=np.int64), variables(d, 1)])


def couplings(d: int) -> Matrix:
    """The symplectic maps of a pair that keep X1, the path: (k, 4, 4)."""
    group = symplectic_group(d, 2).astype(np.int64)
    kept: Matrix = group[np.all(group[:, 0] == PATH, axis=1)]
    return kept


def visibility(theory: Any, state: Any) -> float:
    """The largest contrast of a fringe, (d max p - 1)/(d - 1): 0 uniform, 1 certain."""
    peaks = [float(theory.joint(state, [row]).max()) for row in fringes(theory.d)]
    return float((theory.d * max(peaks) - 1) / (theory.d - 1))


def distinguishability(theory: Any, state: Any) -> float:
    """How much better than chance the path is guessed from the best variable of the marker, from 0 to 1."""
    guessed = [float(theory.joint(state, [row, PATH]).max(axis=1).sum()) for row in markers(theory.d)]
    return float((theory.d * max(guessed) - 1) / (theory.d - 1))


def trade_off(d: int, toy: Maker = Toy, maps: Callable[[int], Matrix] = couplings) -> Check:
    """Every coupling that keeps the path, every pure marker: one of D and V is 1 and the other 0, in both theories.

    System 1 comes with P1 = 0, the path unknown.

    >>> trade_off(2).status
    'holds'
    """
    classical, hilbert, found = toy(d, 2), Quantum(d, 2), maps(d)
    pure = [(rows, values) for rows in lagrangian_modules(d, 1) for values in valuations(rows, d)]
    joint_rows = [np.vstack([[0, 1, 0, 0], np.hstack([[0, 0], rows[0]])]) for rows, _ in pure]
    prepared = [(rows, [0, *values]) for rows, (_, values) in zip(joint_rows, pure, strict=True)]
    numbers = {
        "toy": _of_points(classical, [classical.state(*each) for each in prepared], found),
        "quantum": _of_vectors(hilbert, [hilbert.state(*each) for each in prepared], found),
    }
    witness = None
    for side, (seen, told) in numbers.items():
        wrong = np.argwhere((np.abs(seen + told - 1) > TOLERANCE) | (np.minimum(seen, told) > TOLERANCE))
        if len(wrong) and witness is None:
            k, s = wrong[0]
            numbers_there = {"visibility": float(seen[k, s]), "distinguishability": float(told[k, s])}
            witness = {"theory": side, "map": found[k].tolist(), "marker": prepared[s][0].tolist(), **numbers_there}
    scope = f"d = {d}, both theories: all {len(found)} maps of a pair that keep the path, all {len(pure)} pure markers"
    return decided("exhaustive", f"trade-off-{d}", scope, 2 * len(found) * len(pure), witness)


def _of_points(toy: Any, states: list[Matrix], maps: Matrix) -> tuple[Reals, Reals]:
    """Visibility and distinguishability by counting ontic states, (maps, states) each."""
    d, count = toy.d, int(states[0].sum())
    points = np.stack([toy.points[np.flatnonzero(state)] for state in states])
    moved = np.einsum("kij,smj->ksmi", maps, points) % d
    contrast = np.stack([_largest_share(moved @ row % d, d) for row in fringes(d)]).max(axis=0) / count
    guesses = []
    for row in markers(d):
        pairs = (moved @ row % d) * d + moved[..., 0]
        table = np.stack([(pairs == value).sum(axis=-1) for value in range(d * d)], axis=-1)
        guesses.append(table.reshape(*table.shape[:-1], d, d).max(axis=-1).sum(axis=-1))
    guessed = np.stack(guesses).max(axis=0) / count
    return (d * contrast - 1) / (d - 1), (d * guessed - 1) / (d - 1)


def _largest_share(values: Matrix, d: int) -> Matrix:
    found: Matrix = np.stack([(values == value).sum(axis=-1) for value in range(d)]).max(axis=0)
    return found


def _of_vectors(quantum: Any, states: list[Any], maps: Matrix) -> tuple[Reals, Reals]:
    """The same by projectors on state vectors."""
    d = quantum.d
    vectors = np.stack([np.linalg.eigh(state)[1][:, -1] for state in states])
    operators = unitaries(maps, np.zeros((len(maps), 4), dtype=np.int64), d)
    moved = np.einsum("kij,sj->ksi", operators, vectors)
    contrast = np.stack([_weights(quantum.projectors(row), moved).max(axis=0) for row in fringes(d)]).max(axis=0)
    guesses = []
    for row in markers(d):
        both = np.einsum("hij,xjl->hxil", quantum.projectors(row), quantum.projectors(PATH))
        weights = _weights(both.reshape(-1, d * d, d * d), moved).reshape(d, d, *moved.shape[:2])
        guesses.append(weights.max(axis=1).sum(axis=0))
    guessed = np.stack(guesses).max(axis=0)
    return (d * contrast - 1) / (d - 1), (d * guessed - 1) / (d - 1)


def _weights(projectors: Any, vectors: Any) -> Reals:
    found: Reals = (np.abs(np.einsum("vij,ksj->vksi", projectors, vectors)) ** 2).sum(axis=-1)
    return found


def mixed_markers(toy: Maker = Toy, quantum: Maker = Quantum) -> Check:
    """A bit's marker that is sharp in X2 with the weight q and else in P2: D = q and V = 1 - q, in both theories.

    D and V are convex in the state, so D + V is at most 1 for every mixture of pure markers; these reach 1.

    >>> mixed_markers().status
    'holds'
    """
    witness: dict[str, Any] | None = None
    sum_map = np.array([[1, 0, 0, 0], [0, 1, 0, -1], [1, 0, 1, 0], [0, 0, 0, 1]])
    theories: dict[str, Any] = {"toy": toy(2, 2), "quantum": quantum(2, 2)}
    for side, theory in theories.items():
        ends = [theory.moved(theory.state([[0, 1, 0, 0], row], [0, 0]), sum_map, np.zeros(4)) for row in markers(2)[:2]]
        blurred, sharp = ends if distinguishability(theory, ends[0]) < TOLERANCE else ends[::-1]
        for eighth in range(9):
            state = (8 - eighth) * blurred + eighth * sharp
            state = state if side == "toy" else state / 8
            found = (distinguishability(theory, state), visibility(theory, state))
            if differ(found, (eighth / 8, 1 - eighth / 8)):
                witness = witness or {"theory": side, "q": eighth / 8, "D and V": list(found)}
    scope = "a bit and a qubit, both theories: q = 0, 1/8, ..., 1"
    return decided("exhaustive", "mixed", scope, 18, witness)


def outside() -> Check:
    """A qubit's marker at an angle, outside of the theory: D^2 + V^2 = 1, so D + V above 1.

    >>> outside().status
    'holds'
    """
    wrong: list[list[float]] = []
    for k in range(1, 8):
        angle = np.pi * k / 32
        marked = np.array([[1.0, 0.0], [np.cos(2 * angle), np.sin(2 * angle)]]) / np.sqrt(2)  # rows: path
        seen = 2 * abs(float(marked[0] @ marked[1]))
        sides = np.outer(marked[0], marked[0]) - np.outer(marked[1], marked[1])
        told = float(np.abs(np.linalg.eigvalsh(sides)).sum())
        if abs(seen**2 + told**2 - 1) > TOLERANCE or seen + told <= 1:
            wrong.append([seen, told])
    scope = "one qubit as path, one as marker: 7 angles of the marker's states"
    return decided("exhaustive", "outside", scope, 7, {"V and D": wrong} if wrong else None)


def erasers(d: int, toy: Maker = Toy, quantum: Maker = Quantum) -> Check:
    """The path marked by `sum`: every variable of the marker reads the path, or is an eraser with its own fringe.

    Given its outcome, either the path is certain and all fringes are uniform, or one of d fringes is certain, at d
    different values for the d outcomes, and the path uniform. Without the outcome everything of system 1 is uniform. It
    does not matter which of the two is measured first.

    >>> erasers(3).status, erasers(3, toy=lambda d, n: Toy(d, n, learns=False)).status
    ('holds', 'fails')
    """
    theories: dict[str, Any] = {"toy": toy(d, 2), "quantum": quantum(d, 2)}
    seen: dict[tuple[str, tuple[int, ...]], Any] = {}
    witness: dict[str, Any] | None = None
    cases = 0
    for side, theory in theories.items():
        state = theory.state([[1, 0, -1, 0], [0, 1, 0, 1]], [0, 0])
        for row in markers(d):
            tables = [theory.joint(state, [row, each]) for each in (PATH, *fringes(d))]
            late = [theory.joint(state, [each, row]).T for each in (PATH, *fringes(d))]
            seen[side, tuple(row.tolist())] = tables
            sharp = [i for i, t in enumerate(tables) if not differ(np.sort(t, axis=1)[:, -1], 1 / d)]
            moving = [i for i in sharp if not differ(tables[i].max(axis=0), 1 / d)]
            flat = all(not differ(t, 1 / d**2) for i, t in enumerate(tables) if i not in sharp)
            reads = row[3] % d == 0
            cases += len(tables)
            if len(sharp) != 1 or sharp != moving or not flat or (sharp == [0]) != reads or differ(tables, late):
                witness = witness or {"theory": side, "marker": row.tolist(), "certain": sharp}
    for row in markers(d) if d > 2 else ():
        if witness is None and differ(seen["toy", tuple(row.tolist())], seen["quantum", tuple(row.tolist())]):
            witness = {"marker": row.tolist(), "theories": "differ"}
    scope = f"d = {d}, both theories: all {d + 1} variables of the marker, the path, all {d} fringes, in either order"
    return decided("exhaustive", f"erasers-{d}", scope, cases, witness)


def erased(correlated: bool = True) -> Check:
    """Every d, and modes: with X1 - X2 and P1 + P2 known, aX2 + bP2 tells aX1 - bP1, the path or a fringe.

    >>> erased().status, erased(correlated=False).status
    ('holds', 'fails')
    """
    import sympy

    x1, p1, x2, p2, a, b = sympy.symbols("x1 p1 x2 p2 a b")
    pair = {x2: x1, p2: -p1} if correlated else {}
    left = sympy.expand(((a * x1 - b * p1) - (a * x2 + b * p2)).subs(pair))
    wrong = {"left over": str(left)} if left else None
    return decided("theorem", "erased", "every d, and modes with a perfect marker: 1 identity in a and b", 1, wrong)


def sign_of_the_fringe(quantum: Maker = Quantum) -> Check:
    """On a qubit the eraser X2 + P2 has the fringe X1 + P1 at the other values, as the sign defect says.

    >>> sign_of_the_fringe().status
    'holds'
    """
    from equivalence.theorems.bits.defect import sign_defect
    from toytheory.language.reading import parse_experiment

    toy, other = Toy(2, 2), quantum(2, 2)
    wrong: list[dict[str, Any]] = []
    names = {(1, 0): "X{0}", (0, 1): "P{0}", (1, 1): "X{0} + P{0}"}
    for variable, name in names.items():
        text = "system 2 bits\nprepare X1 - X2 = 0, P1 + P2 = 0\n"
        text += f"measure {name.format(2)} as marker\nmeasure {name.format(1)} as seen"
        predicted = int(sign_defect(parse_experiment(text)).sum() % 2)
        row, each = np.array([0, 0, *variable]), np.array([*variable, 0, 0])
        tables = [t.joint(t.state([[1, 0, 1, 0], [0, 1, 0, 1]], [0, 0]), [row, each]) for t in (toy, other)]
        found = 0 if not differ(*tables) else 1 if not differ(tables[0], tables[1][:, ::-1]) else None
        if found != predicted or predicted != int(variable == (1, 1)):
            wrong.append({"variable": list(variable), "predicted": predicted, "found": found})
    return decided(
        "exhaustive", "sign", "two bits: the 3 variables of the marker", 3, {"wrong": wrong} if wrong else None
    )
