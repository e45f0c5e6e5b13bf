from __future__ import annotations

from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings

from equivalence.comparison.answers import ask
from equivalence.comparison.compare import compare
from equivalence.comparison.well_formed import canonical
from equivalence.experiments import random_adaptive
from equivalence.experiments.mixed_divisors import mixed_experiments
from equivalence.experiments.random_discrete import Shape, random_experiment
from equivalence.experiments.strategies import experiments
from equivalence.mutants import BROKEN, EQUIVALENT, Rewritten
from equivalence.mutants.answers import biased, columns_shuffled
from equivalence.mutants.deciding import IN_DECISIONS
from equivalence.mutants.equivalent import displaced_later, in_two_maps, other_generators
from equivalence.mutants.mutant import stepwise
from equivalence.mutants.uncollapsed import Projecting, Uncollapsed
from equivalence.mutants.undisturbed import Engine
from equivalence.mutants.wide import BEYOND_A_WORD
from toytheory.backend import load_backends
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.reading import format_experiment, parse_experiment
from toytheory.language.steps import Step, System

SOUND = load_backends()
TOY, QUANTUM, STIM = SOUND["epistemic"], SOUND["hilbert"], SOUND["stim"]
SAMPLE = [
    random_experiment(np.random.default_rng(k), Shape(d, n)) for d, n in ((3, 2), (5, 2), (2, 2)) for k in range(25)
]
SAMPLE += mixed_experiments([(6, 1), (9, 1)], 20, np.random.default_rng(0))  # variables with several divisors

WHOLE = list(random_adaptive.random_adaptives(np.random.default_rng(2), [random_adaptive.Shape(3, 1, outcomes=3)], 20))


def answer(backend, experiment):
    try:
        return canonical(backend.distribution(experiment), experiment)
    except CannotRun:
        return None


@cache
def sound_answer(original, experiment):
    return answer(SOUND[original], experiment)


@cache
def sound_told(experiment):
    return ask("epistemic", TOY, experiment, 0, 0)


@cache
def sound_draws(experiment):
    return SOUND["ontic"].sample(experiment, 50, 0)


def probabilities(backend, text):
    found = answer(backend, parse_experiment(text))
    return {key: str(p) for key, p in found.probabilities.items()}


def named(name):
    return next(m for m in (*BROKEN, *EQUIVALENT) if m.name == name)


# equivalent ones


@settings(max_examples=30)
@given(experiments(3, most_steps=8))
def test_equivalent_mutants_answer_as_their_original_for_trits(experiment):
    wanted = answer(TOY, experiment)
    for mutant in EQUIVALENT:
        found = answer(mutant.plant(TOY), experiment)
        assert found is None or found == wanted, mutant.name


@settings(max_examples=20)
@given(experiments(6, largest_n=2, most_steps=6))
def test_equivalent_mutants_answer_as_their_original_for_composite_d(experiment):
    wanted = answer(TOY, experiment)
    for mutant in EQUIVALENT:
        found = answer(mutant.plant(TOY), experiment)
        assert found is None or found == wanted, mutant.name


@settings(max_examples=30)
@given(experiments(2, most_steps=8))
def test_most_equivalent_mutants_are_equivalent_for_qubits_too(experiment):
    wanted = answer(STIM, experiment)
    for mutant in EQUIVALENT:
        if not mutant.odd_only:
            found = answer(mutant.plant(STIM), experiment)
            assert found is None or found == wanted, mutant.name


@pytest.mark.parametrize(
    ("name", "text"),
    [
        # products of commuting Pauli operators have signs that sums of variables do not show
        ("other-generators", "system 2 bits\nprepare X1 + X2 = 0, P1 + P2 = 0\nmeasure X1 + P1 + X2 + P2 as a\n"),
        ("in-two-maps", "system 1 bit\nprepare X1 + P1 = 0\nfourier 1\nmeasure X1 + P1 as a\n"),
        ("done-and-undone", "system 1 bit\nprepare P1 = 0\nmeasure P1 as a\n"),
    ],
)
def test_what_is_equivalent_for_odd_d_alone_differs_for_qubits_and_not_for_bits(name, text):
    mutant, experiment = named(name), parse_experiment(text)
    assert mutant.odd_only
    assert answer(mutant.plant(TOY), experiment) == answer(TOY, experiment)
    if name != "in-two-maps":  # its two maps happen to compose well here
        assert answer(mutant.plant(STIM), experiment) != answer(STIM, experiment)


@pytest.mark.parametrize("mutant", EQUIVALENT, ids=lambda m: m.name)
def test_no_equivalent_mutant_is_silent_for_want_of_doing_something(mutant):
    rewrite = mutant.plant(TOY).rewrite
    assert any(rewrite(e) != e for e in (*SAMPLE, *WHOLE))


def test_maps_in_two_and_moved_displacements_are_what_they_say():
    text = "system 1 trit\nmeasure X1 as a\ndisplace X1 by a + 1\nphase 1\n"
    assert format_experiment(displaced_later(parse_experiment(text))) == (
        "system 1 trit\nmeasure X1 as a\nphase 1\ndisplace X1 by a + 1, P1 by a + 1\n"
    )
    assert format_experiment(stepwise(in_two_maps)(parse_experiment("system 1 trit\nphase 1\n"))) == (
        "system 1 trit\nfourier 1\ntransform X1 -> -P1, P1 -> X1 - P1\n"
    )
    assert format_experiment(
        stepwise(other_generators)(parse_experiment("system 2 trits\nprepare X1 = 1, P2 = 2\n"))
    ) == ("system 2 trits\nprepare X1 = 1, X1 + P2 = 0\n")


# broken ones


@pytest.mark.parametrize(
    "mutant", [m for m in BROKEN if m not in (*BEYOND_A_WORD, *IN_DECISIONS)], ids=lambda m: m.name
)
def test_broken_mutants_answer_something_well_formed_and_wrong(mutant):
    wrong = 0
    for original in mutant.originals:
        plant = mutant.plant(SOUND[original])
        for experiment in SAMPLE:
            if plant.can_run(experiment) is True:
                if original == "ontic":
                    drawn = plant.sample(experiment, 50, 0)
                    assert drawn.shape[1] == len(experiment.outcomes)
                    wrong += not np.array_equal(drawn, sound_draws(experiment))
                else:
                    found = answer(plant, experiment)  # raises where it is malformed
                    wrong += found is not None and found != sound_answer(original, experiment)
    assert wrong


@pytest.mark.parametrize("mutant", IN_DECISIONS, ids=lambda m: m.name)
def test_faults_behind_outcomes_are_well_formed_and_wrong_and_silent_where_nothing_decides(mutant):
    told = [[sound_told(e), ask("epistemic", mutant.plant(TOY), e, 0, 0)] for e in WHOLE]
    assert all(result.exact for pair in told for result in pair)
    assert any(compare(pair).verdict == "disagree" for pair in told)
    plain = parse_experiment("system 1 trit\nprepare X = 1\nmeasure X as a\nlet b = 2a\nmeasure P as c")
    assert ask("", mutant.plant(TOY), plain, 0, 0).distribution == ask("", TOY, plain, 0, 0).distribution


def test_a_mutant_of_branches_says_what_it_cannot_tell():
    wide = parse_experiment("system 9 trits\nmeasure X1..X9 as a1..a9 flip 1,0,0,0,0,0,0,0,0: 1/3")
    plant = named("wrong-branch").plant(TOY)
    with pytest.raises(CannotRun, match="too many outcomes"):
        plant.distribution(wide)


@pytest.mark.parametrize("mutant", BEYOND_A_WORD, ids=lambda m: m.name)
def test_word_size_faults_do_not_show_up_to_64_systems(mutant):
    text = "prepare X{k} = 1\nfourier {k}\ndisplace P{k} by 1\nmeasure P{k} + 1, X{k} + P{k} as a, b\n"
    text = text.replace(", X{k} + P{k} as a, b", " as a")
    for system, right in ((64, True), (65, False)):
        experiment = parse_experiment("system 70 bits\n" + text.format(k=system))
        assert (answer(mutant.plant(TOY), experiment) == answer(TOY, experiment)) is right


FAULTS = {
    "fourier-sign": ("prepare P1 = 1\nfourier 1\nmeasure X1 as a", 2),
    "phase-inverted": ("prepare X1 = 1\nphase 1\nmeasure X1 as a", 1),
    "valuation-dropped": ("prepare X1 + 2 = 1\nmeasure X1 as a", 0),
    "constants-dropped": ("prepare X1 = 1\nmeasure X1 + 1 as a", 1),
    "shift-dropped": ("prepare X1 = 1\ntransform X1 -> X1 + 1\nmeasure X1 as a", 1),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_the_one_that_its_name_says(name):
    text, value = FAULTS[name]
    assert probabilities(named(name).plant(QUANTUM), f"system 1 trit\n{text}\n") == {(value,): "1"}


def test_noise_is_left_out_or_doubled():
    text = "system 1 bit\nprepare X1 = 0\nnoise X1 by 0: 3/4, 1: 1/4\nmeasure X1 as a\n"
    assert probabilities(named("noise-ignored").plant(TOY), text) == {(0,): "1"}
    assert probabilities(named("noise-twice").plant(TOY), text) == {(0,): "5/8", (1,): "3/8"}


def test_ignored_conditions_are_only_written_into_the_outcomes():
    text = "system 1 trit\nprepare P1 = 0\nmeasure X1, X1 as a, b\ncondition a = 1\n"
    found = named("conditions-ignored").plant(TOY).distribution(parse_experiment(text))
    assert found.condition_probability == 1
    assert {key: str(p) for key, p in found.probabilities.items()} == {(1, 0): "1/3", (1, 1): "1/3", (1, 2): "1/3"}


def test_ignored_conditions_on_an_affine_set_are_left_as_they_are():
    many = ", ".join(f"X{k}" for k in range(1, 14))
    experiment = parse_experiment(f"system 13 bits\nmeasure {many}\ncondition m1 = 0\n")
    assert named("conditions-ignored").plant(TOY).distribution(experiment).affine is not None


def test_a_preparation_that_projects_steers_what_it_was_correlated_with():
    text = "system 2 trits\nprepare X1 - X2 = 0, P1 + P2 = 0\nprepare X1 = 2\nmeasure X2 as a\n"
    assert probabilities(Projecting(QUANTUM), text) == {(2,): "1"}
    assert probabilities(QUANTUM, text) == {(0,): "1/3", (1,): "1/3", (2,): "1/3"}
    again = "system 1 trit\nprepare X1 = 0\nprepare X1 = 2\nmeasure X1 as a\n"  # a projection that cannot succeed
    assert probabilities(Projecting(QUANTUM), again) == {(2,): "1"}


def test_without_disturbance_what_does_not_commute_is_known_together():
    text = "system 1 trit\nprepare X1 = 1\nmeasure P1 as a\nmeasure X1, X1 + 1 as b, c\n"
    assert set(probabilities(Engine(TOY, disturbs=False), text)) == {(a, 1, 2) for a in range(3)}
    assert len(probabilities(TOY, text)) == 9


def test_without_collapse_outcomes_are_not_reproduced_and_feed_forward_still_works():
    text = "system 1 trit\nprepare P1 = 0\nmeasure X1 as a\nmeasure X1 as b\ncondition a = 1\n"
    found = Uncollapsed(QUANTUM).distribution(parse_experiment(text))
    assert {key: str(p) for key, p in found.probabilities.items()} == {(1, b): "1/3" for b in range(3)}
    assert found.condition_probability == Fraction(1, 3)
    moved = "system 1 trit\nprepare X1 = 1\nmeasure X1 as a\ndisplace X1 by a\nmeasure X1 as b\n"
    assert probabilities(Uncollapsed(QUANTUM), moved) == {(1, 2): "1"}
    for impossible in ("condition a = 0", "condition a = 1\ncondition a = 2"):
        experiment = parse_experiment(f"system 1 trit\nprepare X1 = 1\nmeasure X1 as a\n{impossible}\n")
        assert Uncollapsed(QUANTUM).distribution(experiment).condition_probability == 0


@settings(max_examples=40)
@given(experiments(6, largest_n=2, most_steps=8))
def test_the_engine_with_its_disturbance_is_a_sound_backend(experiment):
    # so the disturbance alone is the fault
    assert answer(Engine(TOY, disturbs=True), experiment) == answer(TOY, experiment)


def test_the_engine_refuses_steps_that_it_does_not_know():
    class Unknown(Step):
        pass

    with pytest.raises(CannotRun, match="Unknown"):
        Engine(TOY, disturbs=True).distribution(Experiment(System.of_dimension(3, 1), (Unknown(),)))


def test_one_count_is_moved_and_nothing_else():
    mutant = named("one-count-off").plant(TOY)
    assert probabilities(mutant, "system 1 trit\nprepare X1 = 1\nmeasure X1 as a\n") == {(1,): "2/3", (2,): "1/3"}
    assert probabilities(mutant, "system 1 trit\nprepare P1 = 1\n") == {(): "1"}
    conditioned = "system 1 trit\nmeasure X1 as a\ncondition a = 1\n"
    assert probabilities(mutant, conditioned) == {(1,): "1"}


def test_spoiled_samples_have_the_right_marginals_or_a_small_bias():
    rng = np.random.default_rng(0)
    pairs = np.repeat(np.arange(3), 400)[:, None] * np.array([1, 1])
    shuffled = columns_shuffled(pairs, 3, rng)
    assert [np.bincount(column).tolist() for column in shuffled.T] == [[400] * 3] * 2
    assert (shuffled[:, 0] != shuffled[:, 1]).mean() > 0.5
    off = biased(pairs, 3, rng) != pairs
    assert 0.03 < off[:, 1].mean() < 0.07
    assert not off[:, 0].any()
    assert biased(np.zeros((5, 0), dtype=np.int64), 3, rng).shape == (5, 0)


def test_a_rewritten_backend_is_as_able_as_its_original_is_for_both_experiments():
    wide = parse_experiment("system 40 trits\n")
    narrow = parse_experiment("system 1 trit\n")
    assert Rewritten(QUANTUM, lambda e: narrow).can_run(wide) is not True
    assert Rewritten(QUANTUM, lambda e: wide).can_run(narrow) is not True
    assert Rewritten(QUANTUM, lambda e: narrow).can_run(narrow) is True
    for backend in (Projecting(QUANTUM), Uncollapsed(QUANTUM), Engine(QUANTUM, disturbs=True)):
        assert backend.can_run(wide) is not True
