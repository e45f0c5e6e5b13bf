"""The register of known variables against the set of all known variables, listed one by one."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from toy_cases import SIZES, random_experiment

from toytheory.discrete.backends.knowledge import Knowledge
from toytheory.discrete.backends.preparation import Part, independent_parts
from toytheory.errors import InputError
from toytheory.language.steps import Discard, Measure, Prepare, Transform
from toytheory.phase_space.elimination import reduced
from toytheory.phase_space.modular import elements
from toytheory.phase_space.space import bracket_rows, coordinates_of
from toytheory.phase_space.variables import Variable


def as_set(rows):
    return {tuple(row) for row in np.asarray(rows).tolist()}


def spanned(points, row, d):
    return {tuple((np.array(p) + t * row) % d) for p in points for t in range(d)}


def inverse_of(matrix, d):
    """By search among powers: the maps are of finite order."""
    power = matrix
    while not np.array_equal(power @ matrix % d, np.eye(len(matrix), dtype=int)):
        power = power @ matrix % d
    return power


def known_after(points, step, n, d):
    """What the step makes of the set of known variables, as the talk says it."""
    if isinstance(step, Prepare | Discard):
        where = coordinates_of(step.systems)
        points = {p for p in points if not np.array(p)[where].any()}
        for variable in getattr(step, "variables", ()):
            points = spanned(points, variable.vector(n), d)
    elif isinstance(step, Transform):
        where = coordinates_of(step.systems)
        back = inverse_of(np.array(step.matrix), d)
        rows = np.array(sorted(points))
        rows[:, where] = rows[:, where] @ back % d
        points = as_set(rows)
    elif isinstance(step, Measure):
        for variable in step.variables:
            row = variable.vector(n)
            rows = np.array(sorted(points))
            commuting = rows[bracket_rows(rows, row[None, :])[:, 0] % d == 0]
            points = spanned(as_set(commuting), row, d)
    return points


@pytest.mark.parametrize(("d", "n"), [size for size in SIZES if size[0] ** size[1] <= 27])
def test_what_is_known_follows_the_rules_of_the_theory(d, n):
    for seed in range(6):
        experiment = random_experiment(seed, d, n)
        knowledge, points = Knowledge(d, n), {(0,) * (2 * n)}
        for step in experiment.steps:
            points = known_after(points, step, n, d)
            if isinstance(step, Prepare):
                knowledge.prepare(step)
            elif isinstance(step, Discard):
                knowledge.discard(step.systems)
            elif isinstance(step, Transform):
                knowledge.transform(step)
            elif isinstance(step, Measure):
                for variable in step.variables:
                    outcome = knowledge.measure(variable)
                    again = knowledge.measure(variable)
                    assert outcome.tolist() == again.tolist()  # reproducible, and known from then on
            form, values = knowledge.known()
            assert as_set(elements(form, d)) == points
            assert not (bracket_rows(form, form) % d).any()
            assert values.shape == (len(form), 1 + knowledge.latents)


def test_prepared_values_are_the_values_of_known_variables():
    d = 9
    knowledge = Knowledge(d, 2)
    first = Variable.of({0: 3, 3: 3}, d, 1)
    knowledge.prepare(Prepare((first, Variable.of({1: 3}, d)), (7, 6), (0, 1)))
    form, values = knowledge.known()
    assert form.tolist() == [[3, 0, 0, 3], [0, 3, 0, 0]]
    assert values.tolist() == [[6], [6]]


def test_contradictory_values_are_refused():
    X = Variable.of({0: 3}, 9)
    with pytest.raises(InputError, match="contradict"):
        Knowledge(9, 1).prepare(Prepare((X,), (1,), (0,)))


def test_latent_variables_grow_beyond_the_first_few():
    knowledge = Knowledge(2, 1)
    X, P = Variable.of({0: 1}, 2), Variable.of({1: 1}, 2)
    forms = [knowledge.measure(F) for _ in range(10) for F in (X, P)]
    assert knowledge.latents == len(knowledge.uniform) == 20
    assert [int(np.flatnonzero(form)[-1]) for form in forms] == list(range(1, 21))


def test_noise_is_told_apart_from_what_is_uniform():
    knowledge = Knowledge(3, 1)
    X = Variable.of({0: 1}, 3)
    knowledge.prepare(Prepare((X,), (1,), (0,)))
    assert knowledge.add_noise([0, 1]) == [0, 1]
    assert knowledge.measure(2 * X + X.of({}, 3, 1)).tolist() == [0, 2, 0]
    assert knowledge.uniform == []
    knowledge.displace(0, np.array([2, 0, 1]))
    assert knowledge.measure(X).tolist() == [0, 1, 1]


def test_the_parts_of_a_preparation_share_no_system_and_lose_nothing():
    d = 5
    names = [Variable.of({2 * k: 1}, d) for k in range(7)]
    step = Prepare(
        (names[0] - names[4], names[6] + Variable.of({}, d, 1), names[4] + names[2]), (1, 1, 3), tuple(range(7))
    )
    parts = list(independent_parts(step, d))
    groups = [part.coordinates.tolist() for part in parts]
    assert sorted(c for group in groups for c in group) == list(range(14))
    assert [0, 1, 4, 5, 8, 9] in groups
    for part in parts:
        point, directions = part.states(d)
        found = {tuple(reduced(point + row, d)) for row in elements(directions, d)}
        wanted = {
            m
            for m in product(range(d), repeat=2)
            if part.coordinates.size == 2 and not ((part.rows @ np.array(m) - part.values) % d).any()
        }
        if part.coordinates.size == 2:
            assert found == wanted
        else:
            assert len(found) == d**4
            assert all(not ((part.rows @ np.array(m) - part.values) % d).any() for m in found)


def test_a_part_of_which_nothing_is_known_may_be_anything():
    point, directions = Part(np.array([2, 3]), np.zeros((0, 2), dtype=int), np.zeros(0, dtype=int)).states(4)
    assert point.tolist() == [0, 0]
    assert directions.tolist() == [[1, 0], [0, 1]]
