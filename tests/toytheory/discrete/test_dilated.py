"""What is known at the end, with branches too, against all that can happen by enumeration."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from compared_pairs import branching
from ontic_supports import support

from toytheory.discrete.dilated import Dilated
from toytheory.discrete.ways import Ways, both_know
from toytheory.language.bookkeeping import When, flat
from toytheory.language.reading import parse_experiment
from toytheory.phase_space.modular import howell


def zeros(rows, d):
    """The points where functions [coefficients | constant] vanish."""
    points = np.array(list(product(range(d), repeat=rows.shape[1] - 1)), dtype=np.int64)
    points = np.hstack([points, np.ones((len(points), 1), dtype=np.int64)])
    return {tuple(point[:-1].tolist()) for point in points[~(points @ rows.T % d).any(axis=1)]}


def flattened(points):
    return {(*labels, *point, *outcomes) for labels, point, outcomes in points}


def deciding(experiment):
    whens = [step for step in flat(experiment.steps) if isinstance(step, When)]
    return sorted({name for when in whens for branch in when.branches for name, _ in branch.conditions})


def drawn(d, n, seed, *, branches):
    """Small enough to be enumerated."""
    for attempt in range(100):
        rng = np.random.default_rng([d, n, seed, attempt])
        experiment = branching(rng, d, n)
        if d ** (4 * n + len(experiment.made)) <= 20000 and branches == bool(deciding(experiment)):
            return experiment
    raise AssertionError("nothing small was drawn")


@pytest.mark.parametrize(("d", "n", "count"), [(2, 1, 8), (2, 2, 6), (3, 1, 6), (4, 1, 5), (6, 1, 3)])
def test_what_vanishes_at_the_end_vanishes_where_ontic_states_can_be(d, n, count):
    for seed in range(count):
        experiment = drawn(d, n, seed, branches=False)
        for inputs in ((), tuple(range(n))):
            known = Dilated(experiment, inputs)
            assert zeros(known.common, d) == flattened(support(experiment, inputs))


@pytest.mark.parametrize(("d", "n", "count"), [(2, 1, 8), (2, 2, 6), (3, 1, 4), (4, 1, 4)])
def test_on_every_way_through_the_branches(d, n, count):
    for seed in range(count):
        experiment = drawn(d, n, seed, branches=True)
        names = sorted(experiment.made)
        possible = support(experiment, (0,))
        ways = Ways(Dilated(experiment, [0]), Dilated(experiment, [0]))
        for values in product(range(d), repeat=len(deciding(experiment))):
            given = dict(zip(deciding(experiment), values, strict=True))
            rows = np.vstack([ways.shared, ways.known(0, given), ways.asking(list(given.items()))])
            met = {each for each in possible if all(each[2][names.index(k)] == v for k, v in given.items())}
            assert zeros(rows, d) == flattened(met)
            chances, apart = ways.compared(given)
            assert chances[0] == chances[1]
            assert bool(chances[0]) == bool(met)
            assert apart is None


def test_an_opening_that_is_closed_wrongly_is_seen(monkeypatch):
    experiment = parse_experiment("system 1 bit\nmeasure X as a\nwhen a = 1\n  displace X by 1\nend")
    possible = {each for each in support(experiment) if each[2] == (1,)}
    for fault in (False, True):
        if fault:
            monkeypatch.setattr("toytheory.discrete.ways.chosen_steps", lambda steps, given, d: [])
        ways = Ways(Dilated(experiment), Dilated(experiment))
        rows = np.vstack([ways.shared, ways.known(0, {"a": 1}), ways.asking([("a", 1)])])
        assert (zeros(rows, 2) == flattened(possible)) is not fault


def test_probabilities_of_outcomes_are_shares_of_what_can_happen():
    """Of uniform sets, so that shares are counts."""
    experiment = parse_experiment("system 2 dits d=4\nprepare 2X1 = 0, 2P1 = 2\nmeasure X1 as a\nmeasure 2P1 as b")
    points = support(experiment)
    known = Dilated(experiment)
    for a, b in product(range(4), repeat=2):
        met = [each for each in points if each[2] == (a, b)]
        assert known.probability({"a": a, "b": b}) * len(points) == len(met)
    assert known.probability({}) == 1


def test_what_is_known_of_outcomes_that_are_hidden_is_known_no_more():
    experiment = parse_experiment("system 1 trit\nprepare X = 1\nmeasure P as a\ndisplace X by a\nmeasure X as b")
    known = Dilated(experiment)
    known.hide(["a"])
    assert zeros(known.common, 3) == {(*point, b) for _, point, (_, b) in support(experiment)}


@pytest.mark.parametrize("d", [2, 3, 5])
@pytest.mark.parametrize("width", [1, 5, 64, 65])
def test_what_two_forms_span_both(d, width):
    rng = np.random.default_rng([d, width])
    for rows, shared in ((0, 0), (2, 1), (4, 3), (4, 4)):
        common = rng.integers(0, d, (shared, width))
        one, two = (howell(np.vstack([common, rng.integers(0, d, (rows - shared, width))]), d) for _ in range(2))
        found = both_know(one, two, d)
        assert len(found) == len(one) + len(two) - len(howell(np.vstack([one, two]), d))
        for form in (one, two):
            assert np.array_equal(howell(np.vstack([form, found]), d), form)
