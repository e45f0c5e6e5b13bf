"""Experiments on modes made smaller: fewer modes and steps, rounder numbers, and it ends."""

from __future__ import annotations

import numpy as np
import pytest

from equivalence.conform.smaller_modes import shrink_modes
from equivalence.experiments.random_modes import Shape, random_experiment
from toytheory.errors import InputError
from toytheory.language.reading import format_experiment, parse_experiment
from toytheory.language.steps import Heterodyne, Loss, Transform


def has(experiment, kind, name=None):
    return any(isinstance(s, kind) and (name is None or getattr(s, "name", None) == name) for s in experiment.steps)


@pytest.mark.parametrize(
    ("kind", "name"), [(Transform, "squeeze"), (Transform, "beamsplitter"), (Loss, None), (Heterodyne, None)]
)
def test_what_is_left_is_what_the_fault_needs(kind, name):
    drawn = (
        random_experiment(np.random.default_rng(k), Shape(3, hbar=0.5, maps=8, condition=True)) for k in range(100)
    )
    experiment = next(each for each in drawn if has(each, kind, name))
    found = shrink_modes(experiment, lambda e: has(e, kind, name))
    assert len(found.steps) <= 2
    assert found.n <= 2
    assert found.system.hbar == 1.0
    assert has(found, kind, name)
    assert parse_experiment(format_experiment(found)) == found


def test_one_that_does_not_fail_is_refused():
    with pytest.raises(InputError, match="does not fail"):
        shrink_modes(parse_experiment("system 1 mode\nprepare vacuum 1"), lambda e: False)


def test_a_budget_is_kept():
    asked = []
    experiment = random_experiment(np.random.default_rng(0), Shape(3))
    shrink_modes(experiment, lambda e: bool(asked.append(1)) or True, budget=5)
    assert len(asked) == 5
