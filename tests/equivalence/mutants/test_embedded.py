from __future__ import annotations

import numpy as np
import pytest

from equivalence.experiments.embedded import among_others, embedded_alike, places_around
from equivalence.experiments.random_discrete import Shape
from equivalence.mutants import Silent
from toytheory.backend import load_backends
from toytheory.language.reading import format_experiment, parse_experiment

SOUND = load_backends()
SHAPES = [Shape(2, 1), Shape(2, 2)]


def run(backends, count=6, shapes=SHAPES):
    return embedded_alike(shapes, count, backends, np.random.default_rng(0), 0)


def test_sound_backends_do_not_mind_idle_systems():
    check = run({name: SOUND[name] for name in ("epistemic", "ontic", "stim", "hilbert")})
    assert (check.name, check.status, check.cases) == ("embedded", "holds", 18)
    assert "epistemic 6, ontic 6, stim 6;" in check.scope  # hilbert cannot hold them
    assert "around 64, 128, 512" in check.scope


def test_backends_that_hold_few_systems_leave_nothing_decided():
    check = run({"hilbert": SOUND["hilbert"], "gone": "cannot be loaded", "silent": Silent()})
    assert (check.status, check.cases) == ("skipped", 0)
    assert check.reason == "no backend holds so many systems"


def test_a_backend_that_breaks_down_when_systems_are_many_fails():
    class Breaks:
        name, side, capabilities = "breaks", "toy", SOUND["epistemic"].capabilities

        def can_run(self, experiment):
            return True

        def distribution(self, experiment):
            if experiment.n > 64:
                raise IndexError("word 1")
            return SOUND["epistemic"].distribution(experiment)

    check = run({"breaks": Breaks()})
    assert check.status == "fails"
    assert "IndexError: word 1" in check.witness["reason"]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_places_lie_on_both_sides_of_the_border(count):
    for seed in range(10):
        places = places_around(64, count, np.random.default_rng(seed))
        assert len(set(places)) == count
        assert 64 in places
        assert count == 1 or 63 in places
        assert max(places) < 66


def test_an_experiment_is_moved_whole():
    text = (
        "system 2 trits\nprepare X1 + P2 = 1\nsum 2 1\nmeasure X2 as a\nnoise P1 by 0: 1/2, 1: 1/2\n"
        "displace X1 by a\ndiscard 2\n"
    )
    moved = among_others(parse_experiment(text), [64, 3], 66)
    assert format_experiment(moved) == (
        "system 66 trits\nprepare P4 + X65 = 1\nsum 4 65\nmeasure X4 as a\nnoise P65 by 0: 1/2, 1: 1/2\n"
        "displace X65 by a\ndiscard 4\n"
    )
