"""All short experiments on one system, in both theories: which are the shortest on which they differ.

A letter is a statement with an outcome: prepare a known variable, an affine map, measure a variable. In each theory
it is a 4 x 4 matrix - on distributions over ontic states, on expectations of Pauli matrices - so that every word of a
given length is decided by products of matrices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.parts import Evidence
from equivalence.engine.verdict import Check
from equivalence.experiments.agreement import SHOTS, answers
from toytheory.backend import Backend
from toytheory.discrete.measurements import Measurement
from toytheory.discrete.transformations import SymplecticMap
from toytheory.language.reading import parse_experiment
from toytheory.outcomes.distributions import Key
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.variables import Variable

from .notation import notation
from .one_system import Y, group, is_odd
from .operators import (
    Operators,
    characters,
    expectations,
    heisenberg,
    pauli_products,
    positions,
    prepared,
    toy_distributions,
    unitaries,
    variables,
)

WITNESS = "system 1 bit\nprepare X1 + P1 = 0\nfourier 1\nmeasure X1 + P1 as a\n"
"""One of the shortest experiments on one system on which the theories differ: toy 0, quantum 1."""

WITNESS_OF_TWO = "system 2 bits\nmeasure X1 + X2, P1 + P2, X1 + P1 + X2 + P2 as a, b, c\n"
"""A single statement on two systems on which they differ: a + b + c is 0 in the toy theory, 1 in quantum theory."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Letter:
    """A statement with an outcome.

    Attributes
    ----------
    text : the statement.
    toy, quantum : what it does in either theory, (4, 4); what is lost of the weight is the outcome's improbability.
    known : the variable that it makes known, of a preparation or a measurement.
    matrix : of a map.
    """

    text: str
    toy: Floats
    quantum: Floats
    known: Matrix | None = None
    matrix: Matrix | None = None


def alphabet(counterparts: Callable[[Matrix], Operators] = unitaries) -> list[Letter]:
    """Every preparation of a known variable, every affine map, every measurement of a variable with either outcome.

    >>> len(alphabet())
    36
    """
    points, letters = variables(1), []
    for row, value in product(points[1:], (0, 1)):
        state, fresh = prepared(row[None])[value], toy_distributions(row[None], points)[value]
        quantum = np.outer(expectations(state), [1.0, 0.0, 0.0, 0.0])
        letters.append(Letter(f"prepare {notation(row)} = {value}", np.outer(fresh, np.ones(4)), quantum, row))
    for matrix, move in zip(group(), heisenberg(counterparts(group())), strict=True):
        for shift, signs in zip(points, characters(1), strict=True):
            moved = positions((points @ matrix.T + shift) % 2)
            text = f"transform {SymplecticMap(2, matrix, shift)}"
            letters.append(Letter(text, np.eye(4)[:, moved], (signs[:, None] * move).astype(np.float64), None, matrix))
    for row, value in product(points[1:], (0, 1)):
        numerators, denominator = Measurement.of([Variable.from_vector(row, 2)], 1).kernel([value])
        letters.append(Letter(f"measure {notation(row)}", numerators / denominator, _collapse(row, value), row))
    return letters


def _collapse(row: Matrix, value: int) -> Floats:
    """rho -> Pi rho Pi on expectations."""
    projector = prepared(row[None])[value]
    return expectations(projector @ pauli_products(1) @ projector) / 2.0


def _words(letters: list[Letter], length: int) -> tuple[Floats, Floats]:
    """Probabilities of all words of a length in either theory, (36, ..., 36) each; nothing is known at first.

    Every entry of a letter is a multiple of 1/4, so those of a word are multiples of 4^-(length + 1) up to 1: exact.
    """
    toy, quantum = np.full(4, 0.25), np.array([1.0, 0.0, 0.0, 0.0])
    for _ in range(length):
        toy = np.einsum("lij,...j->...li", np.stack([letter.toy for letter in letters]), toy)
        quantum = np.einsum("lij,...j->...li", np.stack([letter.quantum for letter in letters]), quantum)
    return toy.sum(axis=-1), quantum[..., 0]


def expected_mismatches(letters: list[Letter]) -> set[tuple[str, ...]]:
    """A statement makes a variable known, an odd map turns it into X + P, and that is measured."""
    found: set[tuple[str, ...]] = set()
    odd = [letter for letter in letters if letter.matrix is not None and is_odd(letter.matrix)]
    for first, middle in product(letters, odd):
        if first.known is not None and np.array_equal(Y @ middle.matrix % 2, first.known):
            found.add((first.text, middle.text, f"measure {notation(Y)}"))
    return found


def shortest_mismatches(letters: Callable[[], list[Letter]] = alphabet) -> Check:
    """Experiments of one or two statements never differ; those of three differ exactly where expected."""
    spelled = letters()
    differing = []
    for length in (1, 2, 3):
        toy, quantum = _words(spelled, length)
        differing.append({tuple(spelled[k].text for k in word) for word in np.argwhere(toy != quantum)})
    expected: list[set[tuple[str, ...]]] = [set(), set(), expected_mismatches(spelled)]
    wrong = [word for found, right in zip(differing, expected, strict=True) for word in sorted(found ^ right)]
    statements = len({letter.text for letter in spelled})
    scope = (
        f"n = 1: all experiments of up to 3 statements, {statements} to choose from; "
        f"they differ on {', '.join(str(len(words)) for words in differing)} of those with 1, 2, 3"
    )
    cases = sum(statements**length for length in (1, 2, 3))
    example = {"toy_file": WITNESS, "toy": {"0": "1"}, "quantum": {"1": "1"}}
    return decided(
        "shortest-mismatches", "exhaustive", scope, cases, {"statements": wrong[0]} if wrong else None, example
    )


def shortest_on_backends(
    backends: Mapping[str, Backend | str], texts: Sequence[str] = (WITNESS, WITNESS_OF_TWO)
) -> Check:
    """The outcomes of the shortest mismatches always add up to 0 on each toy backend, and to 1 on each quantum one."""
    wrong: dict[str, Any] | None = None
    answered: list[str] = []
    failing: list[str] = []
    drawn: set[str] = set()
    for text in texts:
        experiment = parse_experiment(text)
        for result in answers(experiment, backends, 0):
            found: Iterable[Key] = ()
            if result.distribution is not None:
                found = result.distribution.probabilities or {}
            elif result.samples is not None:
                found = result.samples.counts()
                drawn.add(result.backend)
            answered += [f"{result.backend} ({result.side})"] if result.answered else []
            sums = {sum(key) % 2 for key in found}
            right = sums == {int(result.side == "quantum")} if result.answered else result.error is None
            failing += [result.backend] * (not right)
            if wrong is None and not right:
                wrong = {"toy_file": text, "backend": result.backend, "answer": result.record()}
    scope = f"the shortest mismatches on one and two systems, on {', '.join(dict.fromkeys(answered)) or 'no backend'}"
    scope += f"; {SHOTS} runs, seed 0, of {', '.join(sorted(drawn))}" if drawn else ""
    if not answered and wrong is None:
        return Check("exhaustive", scope, 0, "skipped", "shortest-on-backends", reason="no backend runs them")
    odd = failing[0] if len(set(failing)) == 1 else None
    level: Evidence = "sampled" if drawn else "exhaustive"
    return decided("shortest-on-backends", level, scope, max(1, len(answered)), wrong, backend=odd)
