"""The claims that run experiments, on sound backends, broken ones, and none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from equivalence.comparison.compare import Comparison
from equivalence.experiments.random_discrete import Shape
from equivalence.mutants import BEYOND_A_WORD
from equivalence.theorems.bits.defect import sign_defect
from equivalence.theorems.bits.search import Trial, experiments_as_predicted, probed, probing_experiments, tried
from equivalence.theorems.bits.short import WITNESS, WITNESS_OF_TWO, shortest_on_backends
from equivalence.theorems.bits.shrunk import shrunk_mismatches
from equivalence.theorems.bits.wide import wide_experiment, wide_experiments
from toytheory.backend import load_backends
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Displace, Measure, OutcomeExpression
from toytheory.outcomes.distributions import Distribution

SOUND = load_backends(["epistemic", "ontic", "hilbert", "stim"])
SHAPES = [Shape(2, 1), Shape(2, 2, outcomes=3)]


def drawn(count=12, seed=0):
    return list(probing_experiments(np.random.default_rng(seed), SHAPES, count))


def zero_defect(experiment):
    return 0 * sign_defect(experiment)


class Instead:
    """A backend that runs another experiment in the place of each."""

    def __init__(self, original, rewrite):
        self.name, self.side, self.capabilities = original.name, original.side, original.capabilities
        self.original, self.rewrite = original, rewrite

    def can_run(self, experiment):
        return self.original.can_run(experiment)

    def distribution(self, experiment):
        return self.original.distribution(self.rewrite(experiment))


class Sampling:
    """An exact backend that only samples."""

    def __init__(self, original):
        self.name, self.side = original.name, original.side
        self.capabilities = replace(original.capabilities, exact=False, samples=True)
        self.original = original

    def can_run(self, experiment):
        return self.original.can_run(experiment)

    def sample(self, experiment, shots, seed):
        found = self.original.distribution(experiment)
        rng = np.random.default_rng(seed)
        keys = list(found.probabilities)
        if not keys:
            return np.zeros((0, len(found.names)), dtype=np.int64)
        kept = int(rng.binomial(shots, float(found.condition_probability)))
        chosen = rng.choice(len(keys), kept, p=[float(p) for p in found.probabilities.values()])
        return np.array(keys, dtype=np.int64).reshape(len(keys), len(found.names))[chosen]


def phase_turned_round(experiment):
    """S in place of S^dagger, which is `phase` followed by Z, a displacement of P."""
    steps = []
    for step in experiment.steps:
        steps.append(step)
        if getattr(step, "name", None) == "phase":
            steps.append(Displace(((2 * step.systems[0] + 1, OutcomeExpression((), 1)),)))
    return replace(experiment, steps=tuple(steps))


def test_random_experiments_go_as_predicted():
    check = experiments_as_predicted(drawn(30), SOUND, 0)
    assert (check.status, check.name, check.evidence, check.cases) == ("holds", "random-experiments", "sampled", 30)
    assert "ontic (samples) 30" in check.scope
    assert "false alarm" in check.scope
    assert "differ on 0 of" not in check.scope


def test_a_prediction_without_signs_is_refuted_by_a_small_experiment():
    check = experiments_as_predicted(drawn(30), SOUND, 0, zero_defect)
    assert (check.status, check.name) == ("fails", "random-experiments")
    experiment = parse_experiment(check.witness["toy_file"])
    assert len(experiment.steps) <= 4
    assert sign_defect(experiment).any()


def test_a_prediction_of_too_much_is_refuted():
    def too_much(experiment):
        return 1 - 0 * sign_defect(experiment)

    check = experiments_as_predicted(drawn(30), SOUND, 0, too_much)
    assert (check.status, check.name) == ("fails", "random-experiments")


@pytest.mark.parametrize("name", ["hilbert", "stim"])
def test_a_phase_gate_turned_round_is_caught(name):
    broken = {**SOUND, name: Instead(SOUND[name], phase_turned_round)}
    check = experiments_as_predicted(drawn(40), broken, 0)
    assert (check.status, check.name) == ("fails", "random-experiments")
    assert "phase" in check.witness["toy_file"]


def test_a_quantum_backend_that_is_the_toy_theory_is_caught():
    imposter = Instead(SOUND["epistemic"], lambda experiment: experiment)
    imposter.side = "quantum"
    check = experiments_as_predicted(drawn(40), {"epistemic": SOUND["epistemic"], "imposter": imposter}, 0)
    assert check.status == "fails"
    assert check.witness["backends"] == ["epistemic", "imposter"]


def test_a_backend_that_only_samples_is_tested():
    backends = {"epistemic": SOUND["epistemic"], "stim": Sampling(SOUND["stim"])}
    assert experiments_as_predicted(drawn(20), backends, 0).status == "holds"
    assert experiments_as_predicted(drawn(40), backends, 0, zero_defect).status == "fails"


def test_without_backends_the_check_is_skipped_with_a_reason():
    check = experiments_as_predicted(drawn(3), {"epistemic": SOUND["epistemic"], "stim": "is not installed"}, 0)
    assert (check.status, check.cases) == ("skipped", 0)
    assert "stim is not installed" in check.reason


def test_a_trial_surprises_if_what_is_predicted_to_agree_differs():
    agree, disagree = Comparison("agree"), Comparison("disagree")
    assert not Trial(disagree, agree, True, ()).surprising
    assert not Trial(agree, agree, False, ()).surprising
    assert not Trial(agree, agree, None, ()).surprising
    assert Trial(disagree, agree, False, ()).surprising
    assert Trial(agree, agree, True, ()).surprising
    assert Trial(agree, disagree, None, ()).surprising


class Contrary:
    """Says the converse of a sound backend, and so differs where it should agree."""

    def __init__(self, original):
        self.name, self.side, self.capabilities = original.name, original.side, original.capabilities
        self.original = original

    def can_run(self, experiment):
        return self.original.can_run(experiment)

    def distribution(self, experiment):
        found = self.original.distribution(experiment)
        turned = {tuple(1 - v for v in key): p for key, p in found.probabilities.items()}
        return Distribution(2, found.names, dict(sorted(turned.items())), None, found.condition_probability)


def test_a_contrary_backend_is_caught_with_its_answer():
    check = experiments_as_predicted(drawn(10), {**SOUND, "stim": Contrary(SOUND["stim"])}, 0)
    assert check.status == "fails"
    assert check.witness["translated"] is True


def test_the_witness_of_a_wrong_prediction_says_what_was_predicted(monkeypatch):
    def surprising(experiment, backends, seed, defect=sign_defect):
        return Trial(Comparison("disagree", {"outcome": "0"}), Comparison("agree"), False, ())

    monkeypatch.setattr("equivalence.theorems.bits.search.tried", surprising)
    check = experiments_as_predicted(drawn(1), SOUND, 0)
    assert check.status == "fails"
    assert check.witness["predicted_to_differ"] is False


@pytest.mark.parametrize("mutant", BEYOND_A_WORD, ids=lambda mutant: mutant.name)
def test_faults_beyond_the_64th_system_are_caught(mutant, monkeypatch):
    monkeypatch.setattr("equivalence.theorems.bits.search.BUDGET", 1)  # the witness need not be small here
    backends = {"epistemic": SOUND["epistemic"], "stim": mutant.plant(SOUND["stim"])}
    wide = list(wide_experiments(np.random.default_rng(0), (66,), 2))
    check = experiments_as_predicted(wide, backends, 0, name="wide-experiments")
    assert (check.status, check.name) == ("fails", "wide-experiments")


# shortest and shrunk


def test_the_shortest_mismatches_on_backends():
    check = shortest_on_backends(SOUND)
    assert (check.status, check.name) == ("holds", "shortest-on-backends")
    assert check.cases == 2 * len(SOUND)
    for text in (WITNESS, WITNESS_OF_TWO):
        assert tried(parse_experiment(text), SOUND, 0).raw.verdict == "disagree"


def test_a_backend_on_the_wrong_side_is_noticed():
    imposter = Instead(SOUND["epistemic"], lambda experiment: experiment)
    imposter.side = "quantum"
    check = shortest_on_backends({"imposter": imposter})
    assert (check.status, check.name) == ("fails", "shortest-on-backends")
    assert check.witness["backend"] == "imposter"


def test_the_shortest_mismatches_without_backends_are_skipped():
    check = shortest_on_backends({"stim": "is not installed"})
    assert (check.status, check.reason) == ("skipped", "no backend runs them")


def test_a_backend_that_raises_is_noticed():
    def refuse(experiment):
        raise RuntimeError("out of order")

    check = shortest_on_backends({"stim": Instead(SOUND["stim"], refuse)})
    assert check.status == "fails"
    assert "out of order" in check.witness["answer"]["error"]


def test_random_mismatches_shrink_to_predicted_ones():
    check = shrunk_mismatches(SHAPES, 3, SOUND, np.random.default_rng(0), 0)
    assert (check.status, check.name, check.cases) == ("holds", "shrunk-mismatches", 3)
    assert tried(parse_experiment(check.witness["toy_file"]), SOUND, 0).raw.verdict == "disagree"


def test_shrunk_mismatches_need_a_prediction():
    check = shrunk_mismatches(SHAPES, 2, SOUND, np.random.default_rng(0), 0, zero_defect)
    assert (check.status, check.name) == ("fails", "shrunk-mismatches")


def test_shrunk_mismatches_that_are_too_short_are_noticed():
    """A broken backend differs on less than the least that sound ones differ on."""
    broken = {**SOUND, "stim": Contrary(SOUND["stim"])}
    check = shrunk_mismatches([Shape(2, 1)], 2, broken, np.random.default_rng(0), 0)
    assert check.status == "fails"


def test_without_judges_or_mismatches_nothing_is_shrunk():
    rng = np.random.default_rng(0)
    assert shrunk_mismatches(SHAPES, 1, {"stim": SOUND["stim"]}, rng, 0).status == "skipped"
    same = {"epistemic": SOUND["epistemic"], "stim": SOUND["epistemic"]}
    check = shrunk_mismatches([Shape(2, 1, steps=2)], 1, same, rng, 0)
    assert (check.status, check.reason) == ("skipped", "no mismatch was drawn")


# experiments that are drawn


def test_probed_experiments_end_with_what_is_known():
    experiment = parse_experiment("system 2 bits\nprepare X1 + X2 = 0, P1 + P2 = 0\nsum 1 2")
    probe = probed(experiment, np.random.default_rng(0))
    assert isinstance(probe.steps[-1], Measure)
    found = SOUND["epistemic"].distribution(probe)
    assert len(found.probabilities) == 1


def test_where_nothing_is_known_nothing_is_probed():
    experiment = parse_experiment("system 1 bit\nfourier 1")
    assert probed(experiment, np.random.default_rng(0)) is experiment


def test_wide_experiments_come_in_the_sizes_asked_for():
    assert [e.n for e in wide_experiments(np.random.default_rng(0), (2, 5), 3)] == [2, 5, 2]
    assert wide_experiment(np.random.default_rng(7), 40) == wide_experiment(np.random.default_rng(7), 40)
