from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from by_hand import measured_distribution, pauli

from equivalence.comparison.compare import compare
from equivalence.experiments.agreement import answers
from equivalence.theorems.bits.best_signs import Parities, greedy_coordinates, minimum, unequal_pairs
from equivalence.theorems.bits.closeness import (
    bases,
    equal_by_elements,
    equal_by_generators,
    natural_signs,
    signs_under,
)
from equivalence.theorems.bits.closeness_best import BEST, CONSISTENT, all_sign_functions, counts, plainest
from equivalence.theorems.bits.consistent import (
    COORDINATES,
    extensions,
    lines_of,
    orbit,
    quadric,
    quadric_choices,
    subspaces,
    transvected,
)
from equivalence.theorems.bits.operators import all_values, variables
from toytheory.backend import load_backends
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Measure, Prepare, System
from toytheory.phase_space.modular import elements
from toytheory.phase_space.variables import Variable

TABLES = {n: signs_under(bases(n), natural_signs(bases(n))) for n in (1, 2, 3)}


def as_words(choices):
    return (choices * (1 << np.arange(choices.shape[1], dtype=object))).sum(axis=1).astype(np.uint64)


def as_bits(words):
    return (words[:, None] >> np.arange(64, dtype=np.uint64) & np.uint64(1)).astype(np.int64)


def test_pairs_of_two_systems_as_experiments_on_backends():
    backends = load_backends(["epistemic", "stim"])
    found = bases(2)
    for compared, table in (
        (lambda rows: rows, equal_by_generators(found, TABLES[2])),
        (lambda rows: elements(rows, 2)[1:], equal_by_elements(found, TABLES[2])),
    ):
        for v, w in product(range(found.count), repeat=2):
            known = tuple(Variable.from_vector(row, 2) for row in found.generators[v])
            asked = tuple(Variable.from_vector(row, 2) for row in compared(found.generators[w]))
            steps = (Prepare(known, (0, 1), (0, 1)), Measure(asked, tuple(f"m{k}" for k in range(len(asked)))))
            experiment = Experiment(System.of_dimension(2, 2), steps)
            equal = compare(answers(experiment, backends, 0)).verdict == "agree"
            assert equal == table[v, w], (v, w)


def test_three_systems_by_hand_on_some_pairs():
    found, rng = bases(3), np.random.default_rng(0)
    by_generators, by_elements = equal_by_generators(found, TABLES[3]), equal_by_elements(found, TABLES[3])
    for v, w in rng.integers(0, found.count, (12, 2)):
        rho = np.eye(8) / 8
        for row in found.generators[v]:
            projector = (np.eye(8) + pauli(row)) / 2
            rho = 2 * projector @ rho @ projector
        points = variables(3)
        possible = points[~(points @ found.generators[v].T % 2).any(axis=1)]
        for rows, table in ((found.generators[w], by_generators), (elements(found.generators[w], 2)[1:], by_elements)):
            values, number = np.unique(possible @ rows.T % 2, axis=0, return_counts=True)
            toy = {tuple(map(int, k)): c / len(possible) for k, c in zip(values, number, strict=True)}
            quantum = {k: float(p) for k, p in measured_distribution(rho, rows).items()}
            assert (toy == quantum) == table[v, w]


def test_linear_sign_functions_change_nothing():
    rng, points = np.random.default_rng(1), variables(3)
    choice, linear = rng.integers(0, 2, 64), points @ rng.integers(0, 2, 6) % 2
    choice[0] = 0
    assert (counts(3, choice[None]) == counts(3, (choice ^ linear)[None])).all()
    assert (counts(3, linear[None]) == counts(3, np.zeros((1, 64), dtype=int))).all()


def test_two_systems_have_a_contradiction_for_every_sign_function():
    """Peres and Mermin: nobody finds 15 consistent contexts of two systems, nor 13."""
    assert counts(2, all_sign_functions(2))[:, 2].max() == 12 == CONSISTENT[2]


@pytest.mark.parametrize("n", [2, 3])
def test_the_sum_of_parities_counts_unequal_pairs(n):
    rng, problem = np.random.default_rng(2), unequal_pairs(bases(n))
    for choice in rng.integers(0, 2, (10, 4**n)):
        choice[0] = 0
        equal = counts(n, choice[None])[0, 0]
        assert bases(n).pairs - 2 * problem.value(choice) // problem.scale == equal


def test_branch_and_bound_finds_every_minimum_of_small_problems():
    rng = np.random.default_rng(3)
    for _ in range(30):
        masks = sorted({int(m) for m in rng.integers(1, 2**7, 12)})
        problem = Parities(masks, [int(w) for w in rng.integers(-5, 6, len(masks))], 40, 1)
        values = [problem.value(np.array(bits)) for bits in product((0, 1), repeat=7)]
        rank = len(greedy_coordinates(problem)[0])
        least, choices = minimum(problem, 100)
        assert least == min(values)
        assert {problem.value(choice) for choice in choices} == {least}
        assert len(choices) * 2 ** (7 - rank) == values.count(least)
        assert minimum(problem, least - 1)[0] == least  # nothing below: one more than allowed
        assert len(minimum(problem, least - 1)[1]) == 0


def test_coordinates_give_the_masks_back():
    problem = unequal_pairs(bases(2))
    basis, coordinates = greedy_coordinates(problem)
    for mask, chosen in coordinates.items():
        total = 0
        for k, vector in enumerate(basis):
            total ^= vector if chosen >> k & 1 else 0
        assert total == mask


def test_weights_that_do_not_fit_are_refused():
    with pytest.raises(CannotRun, match="16 bits"):
        minimum(Parities([1], [2**15], 0, 1), 0)


def test_the_plainest_choice_has_fewest_signs():
    points = variables(2)
    linear = points @ np.array([1, 0, 0, 0]) % 2
    assert plainest(2, linear[None]) == []
    one = (np.arange(16) == 5).astype(int)
    assert plainest(2, (one ^ linear)[None]) == ["P1 + P2"]


# consistent subspaces of three systems


def test_quadrics_are_36_and_each_subspace_lies_in_8():
    found = [quadric(k) for k in range(64)]
    hyperbolic = [q for q in found if len(q) == 35]
    assert len(hyperbolic) == 36
    assert {len(q) for q in found} == {35, 27}
    assert {sum(s <= q for q in hyperbolic) for s in subspaces()} == {8}
    assert {sum(s <= q for s in subspaces()) for q in hyperbolic} == {30}


def test_transvections_move_every_quadric_to_the_first():
    def moved(q, v):
        points = variables(3)
        bracket = (points[:, 0::2] @ points[v, 1::2] + points[:, 1::2] @ points[v, 0::2]) % 2
        return frozenset(x ^ (v if bracket[x] else 0) for x in q)

    reached, fresh = {quadric()}, {quadric()}
    while fresh:
        fresh = {moved(q, v) for q in fresh for v in range(1, 64)} - reached
        reached |= fresh
    assert len(reached) == 36


def test_transvected_choices_are_what_the_unitary_makes_of_the_operators():
    rng, points = np.random.default_rng(4), variables(3)
    products = np.array([pauli(row) for row in points])
    for v in (1, 22, 63):
        choice = rng.integers(0, 2, 64)
        choice[[0, *COORDINATES]] = 0
        unitary = (np.eye(8) + 1j * products[v]) / np.sqrt(2)
        signed = (1 - 2 * choice)[:, None, None] * products
        moved = unitary @ signed @ unitary.conj().T
        traces = np.einsum("xij,yji->xy", moved, products).real / 8
        where, sign = np.abs(traces).argmax(axis=1), np.rint(traces.sum(axis=1)).astype(int)
        expected = np.zeros(64, dtype=int)
        expected[where] = (1 - sign) // 2
        linear = sum(expected[unit] * (np.arange(64) & unit > 0) for unit in COORDINATES)
        assert np.array_equal(as_bits(transvected(as_words(choice[None]), v))[0], (expected + linear) % 2)


def test_extensions_find_what_trying_everything_finds():
    contexts = [s for s in subspaces() if s <= quadric()][:6]
    points = sorted(set().union(*contexts))
    known = [x for x in points if x in COORDINATES]
    free = [x for x in points if x not in known][:9]
    inside = [s for s in contexts if s <= {*known, *free}]
    lines = lines_of(inside)
    assert lines == sorted({line for s in inside for line in lines_of([s])})
    choices, broken = extensions(np.zeros(1, dtype=np.uint64), known, free, contexts[:0], 0)
    assert len(choices) == 2 ** len(free)
    assert not broken.any()


def test_at_most_16_of_30_in_a_quadric_and_72_of_135_in_all(consistent):
    choices, numbers = quadric_choices(15)
    assert (len(choices), numbers.max()) == (3840, 16)
    words, found = consistent
    assert len(words) == 240
    assert set(found.tolist()) == {72}
    assert (counts(3, as_bits(words))[:, 2] == 72).all()
    assert len(orbit(words[:1], range(1, 64))) == 240


def test_random_sign_functions_never_beat_the_best():
    choices = np.random.default_rng(5).integers(0, 2, (60, 64))
    choices[:, 0] = 0
    table = counts(3, choices)
    assert table[:, 0].max() <= BEST[3][0]
    assert table[:, 1].max() <= BEST[3][1]
    assert table[:, 2].max() <= CONSISTENT[3]


def test_elements_stand_in_the_order_of_their_coefficients():
    for n in (1, 2, 3):
        found = bases(n)
        rebuilt = all_values(n) @ found.generators % 2
        assert np.array_equal(variables(n)[found.elements], rebuilt)
