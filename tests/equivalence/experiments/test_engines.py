"""The compiled engine against the transparent one: they agree, and an engine that is wrong is caught."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from equivalence.experiments.engines import engines_agree
from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.language.steps import Displace


class Wrong(EpistemicBackend):
    """Leaves out one kind of step where there are many systems, or everywhere."""

    def __init__(self, forgotten, among):
        super().__init__(compiled=True)
        self.forgotten, self.among = forgotten, among

    def distribution(self, experiment):
        if experiment.system.n >= self.among:
            steps = tuple(step for step in experiment.steps if not isinstance(step, self.forgotten))
            experiment = replace(experiment, steps=steps)
        return super().distribution(experiment)


def test_they_agree():
    check = engines_agree(42, np.random.default_rng(7), 7)
    assert (check.status, check.cases, check.evidence) == ("holds", 42, "sampled")


@pytest.mark.parametrize("among", [1, 64])
def test_an_engine_that_is_wrong_is_caught_and_named(among):
    check = engines_agree(42, np.random.default_rng(7), 7, compiled=Wrong(Displace, among))
    assert (check.status, check.name) == ("fails", "engines")
    assert "compiled" in str(check.witness)


def test_one_that_does_not_answer_is_no_agreement():
    class Silent(EpistemicBackend):
        def can_run(self, experiment):
            return "is silent"

    check = engines_agree(7, np.random.default_rng(7), 7, compiled=Silent())
    assert check.status == "skipped"
