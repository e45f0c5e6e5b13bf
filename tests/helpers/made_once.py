"""What many planted faults are tried on, and no fault changes: made once, and remembered."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from equivalence.claims import bits
from equivalence.experiments import random_discrete
from equivalence.theorems.bits import search
from toytheory.language.experiment import Experiment
from toytheory.outcomes.distributions import Distribution

ASKING_NO_BACKEND = ("products_of_every_n", "sign_function", "map_signs", "prepare_map_measure", "joint_measurements")
"""Checks of `bits.experiments`."""


class Remembering:
    """A sound backend that computes the distribution of an experiment once."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend
        self._known: dict[Experiment, Distribution] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)

    def distribution(self, experiment: Experiment) -> Distribution:
        if experiment not in self._known:
            self._known[experiment] = self._backend.distribution(experiment)
        return self._known[experiment]


def remember(patch: pytest.MonkeyPatch) -> None:
    """Random discrete experiments of equal seeds are written once; so is what asks no backend decided once."""
    written = random_discrete.random_experiment
    known: dict[Any, Any] = {}

    def random_experiment(rng: np.random.Generator, shape: random_discrete.Shape) -> Experiment:
        key = str(rng.bit_generator.state), shape
        if key not in known:
            known[key] = written(rng, shape), rng.bit_generator.state
        experiment, rng.bit_generator.state = known[key]
        return experiment

    patch.setattr(random_discrete, "random_experiment", random_experiment)
    patch.setattr(search, "random_experiment", random_experiment)
    for name in ASKING_NO_BACKEND:
        patch.setattr(bits, name, cache(getattr(bits, name)))
