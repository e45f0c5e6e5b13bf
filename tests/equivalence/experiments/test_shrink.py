from __future__ import annotations

from fractions import Fraction
from itertools import islice

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from equivalence.comparison.run import run_experiment
from equivalence.experiments.complexity import complexity
from equivalence.experiments.drafts import mended
from equivalence.experiments.random_discrete import Shape, random_experiment
from equivalence.experiments.shrink import price, shrink
from equivalence.experiments.simplify import MOVES, merged, with_fewer_known, without_linear_parts, without_maps
from equivalence.experiments.strategies import experiments
from equivalence.mutants import BROKEN
from toytheory.backend import load_backends
from toytheory.errors import InputError
from toytheory.language.experiment import Experiment
from toytheory.language.reading import format_experiment, normal_form, parse_experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, System, Transform
from toytheory.phase_space.variables import Variable

RICH = """\
system 4 dits d=5
prepare X1 + 2P2 = 3, X4 = 1
noise X1, P2 by 0,0: 1/2, 1,3: 1/3, 2,2: 1/6
transform X4 -> X4 + 2P4 + 3, P4 -> P4, X2 -> X2 + 1
sum 1 4
multiply 2 by 3
measure X1 + 2X4 + 4, P2 as m1, m2
displace X2 by 2m1 - m2 + 3, P4 by m2, P1 by 2
condition m1 = 2
cphase 2 3
measure P3 + X2, X4 as later, last
condition last = 0
discard 1, 2
"""


def holds(kind, test=lambda step: True):
    return lambda experiment: any(isinstance(step, kind) and test(step) for step in experiment.steps)


def shrunk(text, wanted, **more):
    return format_experiment(shrink(parse_experiment(text), wanted, **more))


def test_a_judge_that_is_always_content_leaves_nothing():
    assert shrunk(RICH, lambda e: True) == "system 1 dit d=5\n"


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        (holds(Prepare), ["prepare X1 = 0"]),
        (holds(Prepare, lambda s: len(s.variables) == 2), ["prepare X1 = 0, X2 = 0"]),
        (holds(Prepare, lambda s: max(s.values) >= 2), ["prepare X1 = 2"]),
        (holds(Measure), ["measure X1 as a"]),
        (holds(Measure, lambda s: len(s.variables[0].terms) == 2), ["measure X1 + P1 as a"]),
        (holds(Measure, lambda s: len(s.names) == 2), ["measure X1, X2 as a, b"]),
        (holds(Transform), ["fourier 1"]),
        (holds(Transform, lambda s: len(s.systems) == 2), ["swap 1 2"]),
        (holds(Transform, lambda s: s.name == "multiply"), ["multiply 1 by 1"]),
        (holds(Transform, lambda s: s.name is None), ["transform X1 -> X1"]),
        (holds(Transform, lambda s: s.name is None and any(s.shift)), ["transform X1 -> X1 + 1"]),
        (holds(Displace), ["displace X1 by 1"]),
        (holds(Displace, lambda s: any(e.terms for _, e in s.shifts)), ["measure X1 as a", "displace X1 by a"]),
        (holds(Noise), ["noise X1 by 0: 1"]),
        (holds(Noise, lambda s: any(x for x, w in s.weights for x in x if w)), ["noise X1 by 1: 1"]),
        (holds(Noise, lambda s: len(s.weights) >= 2), ["noise X1 by 0: 1/2, 1: 1/2"]),
        (holds(Condition), ["measure X1 as a", "condition a = 0"]),
        (holds(Condition, lambda s: s.value == 2), ["measure X1 as a", "condition a = 2"]),
        (holds(Discard), ["discard 1"]),
        (lambda e: e.n >= 3 and bool(e.steps), ["prepare X1 = 0"]),
    ],
)
def test_shrinking_reaches_the_simplest_experiment_with_a_property(wanted, lines):
    systems = {"swap 1 2": 2, "measure X1, X2 as a, b": 2, "prepare X1 = 0, X2 = 0": 2}.get(lines[0], 1)
    found = shrink(parse_experiment(RICH), wanted)
    assert wanted(found)
    if wanted(parse_experiment(f"system {systems} dit{'s' * (systems > 1)} d=5\n" + "\n".join(lines))):
        assert found.n == systems
    assert format_experiment(found).splitlines()[1:] == lines


def test_names_and_systems_are_put_in_order():
    text = "system 3 trits\nmeasure P3, X2 as second, first\ncondition first = 1\n"

    def wanted(e):
        return bool(e.conditions) and len(e.outcomes) == 2 and str(e.steps[0].variables[0])[0] == "P"

    assert shrunk(text, wanted) == "system 2 trits\nmeasure P1, X2 as a, b\ncondition b = 0\n"


def test_neighbouring_preparations_and_measurements_are_merged():
    text = "system 2 trits\nprepare X1 = 0\nprepare X2 = 0\nmeasure X1 as a\nmeasure X2 as b\n"

    def wanted(e):
        known = sum(len(s.variables) for s in e.steps if isinstance(s, Prepare))
        return known == 2 and len(e.outcomes) == 2

    assert shrunk(text, wanted) == "system 2 trits\nprepare X1 = 0, X2 = 0\nmeasure X1, X2 as a, b\n"


def test_other_coordinates_are_tried_where_they_make_an_experiment_plainer():
    text = "system 1 trit\nprepare X1 + 2P1 = 0\nmeasure X1 + 2P1 as a\n"

    def wanted(e):  # the measured variable is the prepared one
        kinds = [type(step) for step in e.steps]
        return kinds == [Prepare, Measure] and e.steps[0].variables == e.steps[1].variables

    assert shrunk(text, wanted) == "system 1 trit\nprepare X1 = 0\nmeasure X1 as a\n"


def test_a_product_of_maps_loses_its_factors():
    text = "system 2 trits\ntransform X1 -> X1 + P1 + X2, P1 -> P1, P2 -> P2 - P1\n"  # P -> P + X is only one factor
    experiment = parse_experiment(text)

    def wanted(e):  # X1 still depends on P1
        return any(isinstance(s, Transform) and s.name is None and s.matrix[0][1] for s in e.steps)

    assert format_experiment(shrink(experiment, wanted)) == "system 1 trit\ntransform X1 -> X1 + P1\n"


def test_places_and_sources_of_the_original_are_forgotten():
    found = shrink(parse_experiment(RICH, "rich.toy"), holds(Measure))
    assert found.source is None
    assert all(step.place is None for step in found.steps)


def test_the_result_is_minimal_for_every_single_move():
    wanted = holds(Noise, lambda s: any(shift[0] == 2 for shift, _ in s.weights))
    found = shrink(parse_experiment(RICH), wanted)
    simpler = [mended(found, draft) for move in MOVES for draft in move(found)]
    assert any(s is not None for s in simpler)
    assert not any(s is not None and complexity(s) < complexity(found) and wanted(normal_form(s)) for s in simpler)


def test_the_budget_bounds_the_questions_and_the_best_so_far_comes_back():
    asked = []

    def wanted(e):
        asked.append(e)
        return bool(e.outcomes)

    found = shrink(parse_experiment(RICH), wanted, budget=5)
    assert len(asked) == 5
    assert found.outcomes
    assert complexity(found) <= complexity(parse_experiment(RICH))


def test_no_experiment_is_asked_about_twice():
    asked = []

    def wanted(e):
        asked.append(e)
        return bool(e.conditions)

    shrink(parse_experiment(RICH), wanted)
    assert len(set(asked)) == len(asked)


def test_what_does_not_fail_is_refused():
    with pytest.raises(InputError, match="does not fail"):
        shrink(parse_experiment(RICH), lambda e: False)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(experiments(4, largest_n=2, most_steps=6))
def test_every_draft_is_valid_or_no_experiment_and_its_text_gives_it_back(experiment):
    for move in MOVES:
        for draft in move(experiment):
            candidate = mended(experiment, draft)
            if candidate is not None:
                assert parse_experiment(format_experiment(candidate)) == normal_form(candidate)


def test_noise_on_fewer_coordinates_is_the_marginal():
    text = "system 2 bits\nnoise X1, X2 by 0,0: 1/2, 1,0: 1/4, 1,1: 1/4\n"
    experiment = parse_experiment(text)
    drafts = [steps[0] for move in MOVES for _, steps in move(experiment) if steps]
    weights = {step.weights for step in drafts if len(step.coordinates) == 1}
    assert (((0,), Fraction(1, 2)), ((1,), Fraction(1, 2))) in weights
    assert (((0,), Fraction(3, 4)), ((1,), Fraction(1, 4))) in weights


def test_mismatches_on_bits_shrink_to_few_steps_on_few_systems():
    pair = load_backends(["epistemic", "stim"])

    def differ(e):
        try:
            return run_experiment(e, pair, whole=False).comparison.verdict == "disagree"
        except InputError:
            return False

    rng = np.random.default_rng(0)
    found = [e for e in (random_experiment(rng, Shape(2, 3, 8)) for _ in range(60)) if differ(e)]
    assert len(found) >= 3
    small = [shrink(experiment, differ) for experiment in found[:4]]
    assert all(map(differ, small))
    assert all(len(e.steps) <= 4 for e in small)
    assert 2 * sum(len(e.steps) <= 3 and e.n <= 2 for e in small) >= len(small)
    assert small[0] == shrink(found[0], differ)


@pytest.mark.parametrize("name", ["shift-dropped", "fourier-sign", "valuation-dropped"])
def test_a_planted_fault_on_five_trits_is_shown_on_two_at_most(name):
    sound = load_backends(["epistemic"])["epistemic"]
    faulty = next(mutant for mutant in BROKEN if mutant.name == name).plant(sound)

    def differ(e):
        return sound.distribution(e) != faulty.distribution(e)

    rng = np.random.default_rng(1)
    drawn = (random_experiment(rng, Shape(3, 5, 10)) for _ in range(40))
    found = [shrink(e, differ) for e in islice((e for e in drawn if differ(e)), 2)]
    assert len(found) == 2
    assert all(differ(e) and e.n <= 2 and len(e.steps) <= 3 for e in found)


# large experiments


def test_maps_are_left_out_at_once_and_what_follows_is_pulled_back():
    text = "system 2 trits\nmeasure X1 as a\nsum 1 2\nfourier 1\ndisplace X1 by 2a + 1\ndiscard 2\nmeasure X1 as b\n"
    ((n, steps),) = without_maps(parse_experiment(text))
    experiment = mended(parse_experiment(text), (n, steps))
    # X1 after both maps is P1 - P2 before; a displacement of X1 by c after them is one of P1 by c before
    assert format_experiment(experiment) == (
        "system 2 trits\nmeasure X1 as a\ndisplace P1 by -a + 1\nmeasure P1 - P2 as b\n"
    )
    assert list(without_maps(experiment)) == []


def test_leaving_out_maps_keeps_what_a_toy_experiment_predicts():
    toy = load_backends(["epistemic"])["epistemic"]
    for seed in range(60):
        parts = random_experiment(np.random.default_rng(seed), Shape(5, 2)).steps
        first = [s for s in parts[:1] if isinstance(s, Prepare)]
        later = [s for s in parts if isinstance(s, Transform | Displace | Measure)]
        kept = Experiment(System.of_dimension(5, 2), (*first, *later))
        for draft in without_maps(kept):
            assert toy.distribution(mended(kept, draft)) == toy.distribution(kept)


def test_maps_that_add_something_are_left_what_they_add():
    text = "system 2 trits\nsum 1 2\ntransform X1 -> P1 + 1, P1 -> -X1\nmeasure X1 + X2 as a\ndiscard 1\n"
    ((n, steps),) = without_linear_parts(parse_experiment(text))
    # X1 + X2 is afterwards P1 - P2 + 1 + X1 + X2 of before; 1 is added to X1, that is to P1 of before the maps
    assert format_experiment(mended(parse_experiment(text), (n, steps))) == (
        "system 2 trits\ntransform P1 -> P1 + 1\nmeasure X1 + P1 + X2 - P2 as a\n"
    )


@pytest.mark.parametrize("move", [without_linear_parts, merged])
def test_moves_that_only_write_otherwise_keep_what_a_toy_experiment_predicts(move):
    toy, asked = load_backends(["epistemic"])["epistemic"], 0
    for seed in range(100):
        steps = random_experiment(np.random.default_rng(seed), Shape(5, 2)).steps
        maps = [s for s in steps if isinstance(s, Transform)]
        last = [s for s in steps if isinstance(s, Measure)][:1]
        first = Prepare((Variable.of({0: 1, 3: 2}, 5), Variable.of({2: 1, 1: 2}, 5)), (1, 2), (0, 1))
        whole = Experiment(System.of_dimension(5, 2), (first, *maps, *last))
        for draft in move(whole):
            asked += 1
            assert toy.distribution(mended(whole, draft)) == toy.distribution(whole)
    assert asked > 50


def test_knowing_less_is_to_know_a_sum():
    text = "system 1 dit d=5\nprepare X1 = 1\n"
    assert list(with_fewer_known(parse_experiment(text))) == []
    experiment = parse_experiment("system 2 trits\nprepare X1 = 1, X2 = 2\n")
    told = {format_experiment(mended(experiment, draft)).splitlines()[1] for draft in with_fewer_known(experiment)}
    assert told == {"prepare X1 + X2 = 0", "prepare X1 - X2 = 2", "prepare -X1 + X2 = 1"}


def test_a_large_experiment_shrinks_to_its_core():
    # 40 systems prepared, mixed by maps, and a variable measured that is the sum of all that is known
    n = 40
    lines = [f"system {n} trits", *(f"prepare X{k} = 1" for k in range(1, n + 1))]
    lines += [f"sum {k} {k + 1}" for k in range(1, n)]
    lines += ["measure X1 as m1", f"measure {' + '.join(f'X{k}' for k in range(1, n + 1))} as m2"]
    experiment = parse_experiment("\n".join(lines) + "\n")
    toy = load_backends(["epistemic"])["epistemic"]

    def certain(e):  # some outcome is known and not 0, and something was prepared
        found = toy.distribution(e)
        return bool(e.outcomes) and len(found.probabilities or {}) == 1 and any(next(iter(found.probabilities)))

    asked = []
    found = shrink(experiment, lambda e: asked.append(e) or certain(e))
    assert format_experiment(found) == "system 1 trit\nprepare X1 = 1\nmeasure X1 as a\n"
    assert len(asked) < 200


def test_large_experiments_cost_more_than_small_ones():
    assert price(parse_experiment(RICH)) == 1
    assert price(parse_experiment("system 500 bits\n" + "fourier 1\n" * 100)) == 1001
