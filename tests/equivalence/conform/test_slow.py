"""A simulator that takes long for many runs is not wrong for that; one that takes long for few is told."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from equivalence.comparison.calls import Returned
from equivalence.conform.drawing import sampled
from equivalence.conform.judging import Subject
from equivalence.conform.oracle import Oracle
from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.language.reading import parse_experiment

EXPERIMENT = parse_experiment("system 1 bit\nprepare P = 0\nmeasure X as a")


class Slow(Subject):
    """Answers in time up to so many runs; `told` is the value of every outcome, where it is given."""

    def call(self, method, *arguments):
        (experiment, shots, seed), backend = arguments, self.backend
        asked.append(shots)
        if shots > backend.most:
            return Returned(error="no answer within 60 seconds", fate="late")
        samples = np.random.default_rng(seed).integers(0, 2, (shots, len(experiment.outcomes)))
        return Returned(value=samples if backend.told is None else np.full_like(samples, backend.told))


asked: list[int] = []


@pytest.mark.parametrize(
    ("most", "told", "how", "counts"),
    [
        (20_000, None, "agrees", [20_000]),
        (2_500, None, "agrees", [20_000, 2_000]),
        (250, None, "agrees", [20_000, 2_000, 200]),
        (250, 1, "differs", [20_000, 2_000, 200]),
        (50, None, "crashes", [20_000, 2_000, 200]),
    ],
)
def test_fewer_runs_are_asked_of_a_slow_simulator(most, told, how, counts):
    asked.clear()
    backend = SimpleNamespace(
        name="slow", side="toy", capabilities=EpistemicBackend().capabilities, most=most, told=told
    )
    judged = sampled(20_000)(Slow(backend, Oracle("toy")), EXPERIMENT, 0)
    assert (judged.how, asked) == (how, counts)


@pytest.mark.parametrize(
    ("share", "most", "counts"),
    [(0.25, 20_000, [5_000]), (0.25, 2_500, [5_000, 500]), (0.001, 20_000, [100])],
)
def test_a_share_is_one_of_runs_too_and_leaves_as_many_as_other_experiments_draw(share, most, counts):
    asked.clear()
    capabilities = EpistemicBackend().capabilities
    backend = SimpleNamespace(name="slow", side="toy", capabilities=capabilities, most=most, told=None)
    judged = sampled(20_000)(Slow(backend, Oracle("toy"), share), EXPERIMENT, 0)
    assert (judged.how, asked) == ("agrees", counts)
