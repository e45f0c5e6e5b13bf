"""The form of continuous answers: what is flat, JSON without infinities, scales of tolerances."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from toytheory.errors import InputError
from toytheory.outcomes.densities import (
    ContinuousDistribution,
    Moments,
    covariance_scale,
    log_density_scale,
    mean_scale,
    relations,
)

NOTHING = Moments.of([], np.zeros((0, 0)))


def answer(outcomes: Moments, **more: object) -> ContinuousDistribution:
    names = tuple("abcdef"[: outcomes.size])
    return ContinuousDistribution(names, outcomes, (), NOTHING, 1.0, 1e-12, **more)  # type: ignore[arg-type]


def test_any_representative_gives_the_same_moments() -> None:
    flat = np.array([[1.0, 2.0, 0.0]])
    left = Moments.of([1, 2, 3], np.eye(3), flat)
    right = Moments.of([1 + 5, 2 + 10, 3], np.eye(3) + 7 * flat.T @ flat, -3 * flat)
    np.testing.assert_allclose(left.means, right.means, atol=1e-12)
    np.testing.assert_allclose(left.covariance, right.covariance, atol=1e-12)
    assert left.unknown.tolist() == [True, True, False]
    assert (left.known([2, -1, 0]), left.known([1, 0, 0]), left.known([0, 0, 1])) == (True, False, True)
    assert left.mean([2, -1, 0]) == pytest.approx(0)
    assert left.variance([2, -1, 0]) == pytest.approx(5)


def test_json_has_null_for_what_is_flat_and_lists_relations() -> None:
    record = answer(Moments.of([0.5, 0, 3], np.diag([0.0, 0.0, 2.0]), [[1, 1, 0]])).record()
    text = json.dumps(record, allow_nan=False)
    assert json.loads(text) == record
    assert record["means"] == [None, None, 3.0]
    assert record["covariance"][2] == [None, None, 2.0]
    assert record["unknown"] == ["a", "b"]
    assert record["relations"]["combinations"] == [[1.0, -1.0, 0.0]]
    assert record["relations"]["means"] == [pytest.approx(0.5)]
    assert record["state"] == {"systems": [], "means": [], "covariance": []}
    assert set(record) == {"means", "covariance", "relations", "state", "unknown", "tolerance"}


def test_relations_are_told_only_where_there_are_some() -> None:
    assert relations(Moments.of([1.0], [[1.0]])) == {}
    assert relations(Moments.of([0, 0], np.eye(2), np.eye(2))) == {}
    three = relations(Moments.of([0] * 3, np.zeros((3, 3)), [[1, 1, 1]]))["relations"]
    assert three["combinations"] == [[1.0, 0.0, -1.0], [0.0, 1.0, -1.0]]
    unused = relations(Moments.of([0] * 3, np.zeros((3, 3)), [[1, 1, 0]]))["relations"]
    assert unused["combinations"] == [[1.0, -1.0, 0.0]]


def test_densities_of_conditions() -> None:
    one = Moments.of([1.0], [[0.0]])
    for log_density, density, possible in (
        (-1.0, math.exp(-1), True),
        (-math.inf, 0.0, False),
        (None, None, True),
        (800.0, None, True),
    ):
        found = answer(one, condition_log_density=log_density)
        assert (found.possible, found.condition_density) == (possible, density)
        json.dumps(found.record(), allow_nan=False)
    assert answer(one, condition_log_density=-1.0).record()["condition_log_density"] == -1.0
    assert "condition_density" not in answer(one).record()
    assert answer(one, condition_log_density=None).record()["condition_density"] is None


def test_shapes_must_fit() -> None:
    with pytest.raises(InputError, match="moments for 0 outcomes"):
        ContinuousDistribution((), Moments.of([1.0], [[1.0]]), (), NOTHING, 1.0, 0.0)
    with pytest.raises(InputError, match="moments for 1 modes"):
        ContinuousDistribution((), NOTHING, (0,), Moments.of([1.0], [[1.0]]), 1.0, 0.0)
    with pytest.raises(InputError, match="not finite"):
        Moments.of([math.inf], [[1.0]])


def test_scales_have_hbar_for_unit() -> None:
    moments = Moments.of([10, 0, 0], np.diag([1.0, 1e6, 1e-8]))
    assert mean_scale(moments, 4.0).tolist() == [10, 1000, 2]
    assert covariance_scale(moments, 4.0)[1].tolist() == [1000, 1e6, 4]
    assert log_density_scale(3, -2.0) == 90
