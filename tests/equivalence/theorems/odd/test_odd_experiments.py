from __future__ import annotations

import numpy as np
import pytest
from odd_backends import FAULTY, HARMLESS, Enumerating, Raising, Rewriting, Silent, Steps

from equivalence.comparison.compare import compare
from equivalence.engine.verdict import Check
from equivalence.experiments.agreement import SHOTS, answers, experiments_agree
from equivalence.experiments.random_discrete import Shape, random_experiment
from quantum_ref.wigner.backend import WignerBackend
from toytheory.backend import Backend
from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.discrete.backends.ontic import OnticBackend
from toytheory.language.experiment import Experiment
from toytheory.language.reading import normal_form, parse_experiment
from toytheory.language.steps import Prepare

SHAPES = [Shape(3, 1, steps=6), Shape(3, 2, steps=6, outcomes=3)]


def run(backends: dict[str, Backend | str], count: int = 20, shapes: list[Shape] = SHAPES) -> Check:
    return experiments_agree(shapes, count, backends, np.random.default_rng(5), 5)


def real(**others: Backend | str) -> dict[str, Backend | str]:
    return {"epistemic": EpistemicBackend(), "wigner": WignerBackend(), **others}


def test_the_real_backends_agree_and_the_scope_says_who_answered() -> None:
    seen: list[tuple[int, int]] = []
    found = experiments_agree(
        SHAPES, 20, real(ontic=OnticBackend()), np.random.default_rng(1), 1, lambda *done: seen.append(done)
    )
    assert (found.name, found.status, found.cases, found.evidence) == ("experiments", "holds", 20, "sampled")
    assert "toy: epistemic 20, ontic (samples) 20; quantum: wigner 20" in found.scope
    assert "seed 1" in found.scope
    assert "2e-08 in total" in found.scope
    assert seen[-1] == (20, 20)


@pytest.mark.parametrize("fault", list(FAULTY))
@pytest.mark.parametrize("side", ["toy", "quantum"])
def test_a_broken_backend_is_caught_with_an_experiment_that_replays(fault: str, side: str) -> None:
    backends = real()
    backends["epistemic" if side == "toy" else "wigner"] = Rewriting(
        FAULTY[fault], "toy" if side == "toy" else "quantum"
    )
    found = run(backends, 60)
    assert (found.name, found.status) == ("experiments", "fails")
    assert found.witness is not None
    smallest = parse_experiment(found.witness["toy_file"])
    assert len(smallest.steps) <= 4
    assert set(found.witness["backends"]) <= set(backends)
    assert compare(answers(smallest, backends, 0)).verdict == "disagree"
    assert compare(answers(smallest, real(), 0)).verdict == "agree"


def test_two_toy_backends_that_differ_are_caught_without_any_quantum_one() -> None:
    found = run({"epistemic": EpistemicBackend(), "broken": Rewriting(FAULTY["fourier inverted"])}, 40)
    assert found.status == "fails"


def test_a_measurement_that_does_not_disturb_is_caught() -> None:
    shapes = [Shape(3, 1, steps=6, outcomes=3, noises=1)]
    assert run(real(enumerating=Enumerating(disturbs=False)), 30, shapes).status == "fails"


def test_following_every_ontic_state_agrees() -> None:
    shapes = [Shape(3, 1, steps=5, outcomes=2, noises=1)]
    found = run(real(enumerating=Enumerating(disturbs=True)), 12, shapes)
    assert "enumerating 12" in found.scope or found.status == "holds"


def test_a_sampler_with_a_fault_is_caught() -> None:
    broken = Rewriting(FAULTY["values dropped"], "toy", OnticBackend())
    found = run(real(broken=broken))
    assert found.status == "fails"
    assert found.witness is not None
    assert any(isinstance(step, Prepare) for step in parse_experiment(found.witness["toy_file"]).steps)
    assert SHOTS > 1000


@pytest.mark.parametrize("rewrite", list(HARMLESS))
def test_rewrites_that_change_nothing_are_not_reported(rewrite: str) -> None:
    assert run(real(other=Rewriting(HARMLESS[rewrite]), more=Rewriting(HARMLESS[rewrite], "quantum"))).status == "holds"


def test_a_loopback_passes() -> None:
    found = run({"one": EpistemicBackend(), "other": Rewriting(HARMLESS["nothing changed"], "quantum")})
    assert (found.status, found.cases) == ("holds", 20)


def test_a_side_that_is_silent_is_skipped_with_its_reason() -> None:
    found = run({"epistemic": EpistemicBackend(), "silent": Silent(), "absent": "cannot be loaded"})
    assert (found.status, found.cases) == ("skipped", 0)
    assert found.reason is not None
    assert "silent is in no mood to" in found.reason
    assert "absent cannot be loaded" in found.reason
    assert run({}).reason == "no experiment ran on both sides: there are no backends"


def test_experiments_that_only_some_backends_run_count_once() -> None:
    found = run(
        {"enumerating": Enumerating(disturbs=True), "wigner": WignerBackend()},
        6,
        [Shape(3, 1, 3, 2), Shape(3, 2, 3, 2)],
    )
    assert (found.status, found.cases) == ("holds", 3)


def test_a_backend_that_raises_is_a_failure() -> None:
    found = run(real(raising=Raising()))
    assert found.status == "fails"
    assert found.witness is not None
    assert "ZeroDivisionError" in found.witness["reason"]


def test_a_disagreement_that_does_not_come_back_is_still_told() -> None:
    turns = iter([True])

    def fails_once(experiment: Experiment) -> Steps:
        if next(turns, False):
            raise ZeroDivisionError("by hand")
        return experiment.steps

    experiment = random_experiment(np.random.default_rng(0), SHAPES[0])
    found = experiments_agree(SHAPES[:1], 1, real(other=Rewriting(fails_once)), np.random.default_rng(0), 0)
    assert found.status == "fails"
    assert found.witness is not None
    assert parse_experiment(found.witness["toy_file"]) == normal_form(experiment)
