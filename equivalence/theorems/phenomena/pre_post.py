"""Pre- and post-selection: which questions in between have certain answers, and whether these fit together.

A question is a variable measured alone between the two selections (the rule of Aharonov, Bergmann and Lebowitz). A
logical paradox is a commuting pair F, G such that F, G and F + G are each answered with certainty and the third answer
is not what the two others make it, on qubits with the sign of T_F T_G = (-1)^beta T_(F+G).

On bits and qubits such pairs are all there is to find: where F and G commute and both are certain, so is F + G. (F = A
+ B and G = C + D, A, C known before and B, D after, [A, B] = 0 = [C, D]: from [F, G] = 0 follows [A, D] = [C, B], so A
+ C commutes with B + D.) A set of certain answers that no values satisfy violates the product of some commuting
questions, and so, adding them one by one, of a pair.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.verdict import Check
from equivalence.theorems.bits.pauli import beta
from toytheory.discrete.enumeration import lagrangian_modules, valuations
from toytheory.phase_space.modular import Matrix, elements
from toytheory.phase_space.space import PhaseSpace, bracket_rows

from .small import TOLERANCE, Operators, Quantum, Toy, decided
from .stabilizer_states import all_observables

Maker = Callable[[int, int], Any]
Answers = NDArray[np.int8]

NONE = -1
"""In the place of an answer that is not certain."""


def selections(d: int, n: int) -> list[tuple[Matrix, Matrix]]:
    """Every pure state, as known variables and their values."""
    return [(rows, values) for rows in lagrangian_modules(d, n) for values in valuations(rows, d)]


def triples(d: int, n: int) -> Matrix:
    """Positions of commuting F, G and of F + G among all variables, none of them 0: (k, 3), for bits each set once."""
    points, space = PhaseSpace(d, n).points(), PhaseSpace(d, n)
    brackets = bracket_rows(points, points) % d
    first, second = np.nonzero(np.triu(brackets == 0))
    third = space.index((points[first] + points[second]) % d)
    kept = (first > 0) & (third > (second if d == 2 else 0))
    found: Matrix = np.stack([first, second, third], axis=1)[kept]
    return found


def toy_answers(toy: Any, listed: list[tuple[Matrix, Matrix]]) -> Answers:
    """Answers by counting ontic states: (variables, posts, pres), `NONE` where they are not certain."""
    states = np.stack([toy.state(*each) for each in listed])
    posts = states.astype(float)
    answers = np.full((len(toy.points), len(states), len(states)), NONE, dtype=np.int8)
    for at, variable in enumerate(toy.points):
        counts = np.stack([posts @ after.T.astype(float) for after in toy.parts(states, variable)])
        certain = (counts > 0).sum(axis=0) == 1
        answers[at] = np.where(certain, counts.argmax(axis=0), NONE)
    return answers


def quantum_answers(d: int, n: int, vectors: Operators) -> Answers:
    """The same by amplitudes <post| Pi_f |pre>, from those of the powers of omega^F."""
    operators = all_observables(d, n)
    answers = np.full((len(operators), len(vectors), len(vectors)), NONE, dtype=np.int8)
    for at, operator in enumerate(operators):
        power, amplitudes = vectors.T, []
        for _ in range(d):
            amplitudes.append(np.conj(vectors) @ power)
            power = operator @ power
        weights = np.abs(np.fft.fft(np.stack(amplitudes), axis=0) / d) ** 2  # over t, with omega^(-vt)
        certain = (weights > TOLERANCE).sum(axis=0) == 1
        answers[at] = np.where(certain, weights.argmax(axis=0), NONE)
    return answers


def paradoxes(answers: Answers, found: Matrix, signs: Matrix, d: int) -> Matrix:
    """How many triples are paradoxes, for every pair of selections: (posts, pres)."""
    count = np.zeros(answers.shape[1:], dtype=np.int64)
    for (first, second, third), sign in zip(found.tolist(), signs.tolist(), strict=True):
        f, g, both = answers[first], answers[second], answers[third]
        count += (f != NONE) & (g != NONE) & (both != NONE) & ((f + g + np.int8(sign) - both) % d != 0)
    return count


def state_vectors(d: int, n: int, listed: list[tuple[Matrix, Matrix]]) -> Operators:
    """A vector of each state, (k, d^n)."""
    quantum, vectors = Quantum(d, n), []
    for rows, values in listed:
        density = quantum.state(rows, values)
        column = density[:, int(np.diag(density).real.argmax())]
        vectors.append(column / np.linalg.norm(column))
    return np.stack(vectors)


def predicted(rows: Matrix, other: Matrix, found: Matrix) -> int:
    """How many paradoxes a pair of selections has on qubits, by the signs of products alone, whatever the values.

    F is certain where F = A + B with A known before, B after, and [A, B] = 0; then its answer has the defect
    beta(A, B), on top of those of the known values. No operator is formed.
    """
    n = rows.shape[1] // 2
    points, space = PhaseSpace(2, n).points(), PhaseSpace(2, n)
    before, after = elements(rows, 2), elements(other, 2)
    i, j = np.nonzero(bracket_rows(before, after) % 2 == 0)
    a, b = np.full(len(points), NONE), np.full(len(points), NONE)
    where = space.index((before[i] + after[j]) % 2)
    a[where], b[where] = space.index(before[i]), space.index(after[j])
    asked = found[np.all(a[found] != NONE, axis=1)]
    a1, a2, b1, b2 = a[asked[:, 0]], a[asked[:, 1]], b[asked[:, 0]], b[asked[:, 1]]
    a3, b3 = space.index((points[a1] + points[a2]) % 2), space.index((points[b1] + points[b2]) % 2)
    pairs = [(a1, a2), (b1, b2), (a1, b1), (a2, b2), (a3, b3), (asked[:, 0], asked[:, 1])]
    signs = np.stack([beta(points[f], points[g]) for f, g in pairs])
    return int((signs.sum(axis=0) % 2).sum())


def search(n: int, toy: Maker = Toy, signed: bool = True) -> Check:
    """All pairs of pure states of n bits: qubits have paradoxes, exactly where the signs say, toy bits have none.

    >>> search(1).status, search(2).status
    ('holds', 'holds')
    """
    listed, found = selections(2, n), triples(2, n)
    points, classical = PhaseSpace(2, n).points(), toy(2, n)
    signs = beta(points[found[:, 0]], points[found[:, 1]]) if signed else np.zeros(len(found), dtype=np.int64)
    vectors, modules = state_vectors(2, n, listed), lagrangian_modules(2, n)
    table = np.array([[predicted(one, other, found) for one in modules] for other in modules])
    classical_answers = toy_answers(classical, listed)
    of_bits = paradoxes(classical_answers, found, np.zeros_like(signs), 2)
    answers = quantum_answers(2, n, vectors)
    of_qubits = paradoxes(answers, found, signs, 2)
    met = answers[0] != NONE  # of the variable 0: whether both selections can be met with nothing in between
    place = np.arange(len(listed)) // 2**n
    witness: dict[str, Any] | None = None
    left_open = np.zeros_like(met)  # of a commuting pair and its sum exactly two are certain
    for answer in (answers, classical_answers):
        for triple in found:
            left_open |= (answer[triple] != NONE).sum(axis=0) == 2
    wrongs = {"toy": of_bits > 0, "quantum": of_qubits != table[np.ix_(place, place)] * met, "both": left_open & met}
    for side, wrong in wrongs.items():
        if wrong.any() and witness is None:
            post, pre = np.argwhere(wrong)[0]
            witness = {"theory": side, "pre": _told(listed[pre]), "post": _told(listed[post])}
    seen = {"toy": int((of_bits > 0).sum()), "quantum": int((of_qubits > 0).sum())}
    told = f"{seen['quantum']:,} have a paradox on qubits, {seen['toy']} on bits"
    scope = f"n = {n}: all {len(listed)}^2 pairs of pure states; {told}"
    return decided("exhaustive", f"search-{n}", scope, 2 * len(listed) ** 2, witness)


def odd(d: int, n: int, toy: Maker = Toy) -> Check:
    """All pairs of pure states at odd d: both theories give the same answers, and there is no paradox.

    >>> odd(3, 1).status
    'holds'
    """
    listed, found, classical = selections(d, n), triples(d, n), toy(d, n)
    one, other = toy_answers(classical, listed), quantum_answers(d, n, state_vectors(d, n, listed))
    wrong = np.any(one != other, axis=0) | (paradoxes(one, found, np.zeros(len(found), dtype=np.int64), d) > 0)
    witness: dict[str, Any] | None = None
    if wrong.any():
        post, pre = np.argwhere(wrong)[0]
        witness = {"pre": _told(listed[pre]), "post": _told(listed[post])}
    scope = f"d = {d}, n = {n}, both theories: all {len(listed)}^2 pairs of pure states, all {len(found)} triples"
    return decided("exhaustive", f"odd-{d}-{n}", scope, len(listed) ** 2, witness)


def _told(selection: tuple[Matrix, Matrix]) -> dict[str, Any]:
    rows, values = selection
    return {"known": rows.tolist(), "values": values.tolist()}


def no_paradox(kicked: bool = True) -> Check:
    """Why the toy theory has none, for every d and n: identities in the kick s along F and a step t along K.

    One of the kicks is none. If some ontic state is in both selections, it meets them whatever is asked, so certain
    answers are its values, which fit together. If none is, some K has different known values before and after; where
    F commutes with K the kick leaves K and nothing meets both; where it does not, a step along K keeps both selections
    and the kick, and moves F by t [F, K]: no answer is certain.

    >>> no_paradox().status, no_paradox(kicked=False).status
    ('holds', 'fails')
    """
    import sympy

    x, p, a, b, c, d, s, t = sympy.symbols("x p a b c d s t")
    by = t if kicked else 0
    left = [
        a * (x + s * b) + b * (p - s * a) - (a * x + b * p),
        c * (x + s * b) + d * (p - s * a) - (c * x + d * p) - s * (c * b - d * a),
        a * (x + by * d) + b * (p - by * c) - (a * x + b * p) - t * (a * d - b * c),
        c * (x + by * d) + d * (p - by * c) - (c * x + d * p),
    ]
    left = [sympy.expand(form) for form in left]
    wrong = {"left over": [str(form) for form in left]} if any(left) else None
    return decided("theorem", "no-paradox", "every d and n, every pair of states: 4 identities", 4, wrong)


def three_boxes(pretend: bool = False) -> Check:
    """The three-box paradox: its last state is no qutrit stabilizer state, and no pair of these has the paradox.

    A box question is "in box k or not". With the usual states two boxes are each opened with certainty; among all pairs
    of the 12 stabilizer states no two boxes are.

    >>> three_boxes().status, three_boxes(pretend=True).status
    ('holds', 'fails')
    """
    vectors = state_vectors(3, 1, selections(3, 1))
    before, after = np.array([1, 1, 1]) / np.sqrt(3), np.array([1, 1, -1]) / np.sqrt(3)
    stabilizer = [float((np.abs(np.conj(vectors) @ state) ** 2).max()) for state in (before, after)]
    usual = _boxes_for_certain(before[None], after[None]).sum()
    listed = np.vstack([vectors, after[None]]) if pretend else vectors
    among = int(_boxes_for_certain(listed, listed).sum(axis=-1).max())
    right = abs(stabilizer[0] - 1) < TOLERANCE and stabilizer[1] < 1 - TOLERANCE and usual == 2 and among == 1
    told = {"largest overlaps": stabilizer, "boxes for certain": int(usual), "among stabilizer states": among}
    scope = f"one qutrit: all 12^2 pairs of stabilizer states; the usual last state overlaps by {stabilizer[1]:.3f}"
    return decided("exhaustive", "three-boxes", scope, 144, None if right else told)


def _boxes_for_certain(before: Any, after: Any) -> Any:
    """Which boxes hold the particle for certain, each asked alone: (posts, pres, 3)."""
    terms = np.conj(after)[:, None, :] * before[None]
    rest = terms.sum(axis=-1, keepdims=True) - terms
    return (np.abs(terms) > TOLERANCE) & (np.abs(rest) < TOLERANCE)
