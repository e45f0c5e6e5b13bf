from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from harness_backends import Draws, Says, affine, listed, out_of_reach, raises

from equivalence.comparison.answers import ask
from toytheory.backend import Capabilities
from toytheory.language.reading import parse_experiment
from toytheory.outcomes.distributions import Distribution

ONE = parse_experiment("system 1 trit\nmeasure X as a")
TWO = parse_experiment("system 2 trits\nmeasure X1, X2 as a, b")
GIVEN = parse_experiment("system 2 trits\nmeasure X1, X2 as a, b\ncondition a = 4")
NOTHING = parse_experiment("system 1 bit")
THIRD = listed(3, ("a",), _0="1/3", _1="1/3", _2="1/3")
HALF = Fraction(1, 2)


def answer(experiment, value, side="toy"):
    return ask("b", Says(side, value), experiment, 10, 0)


def drawn(experiment, value, shots=10):
    return ask("b", Draws("toy", lambda experiment, shots, seed: value), experiment, shots, 4)


def test_a_sound_answer_is_taken_as_it_is():
    result = answer(ONE, THIRD)
    assert result.record() == {
        "backend": "b",
        "side": "toy",
        "probabilities": {"0": "1/3", "1": "1/3", "2": "1/3"},
        "condition_probability": "1",
    }


def test_zeros_are_left_out_integers_are_fractions_and_keys_are_sorted():
    result = answer(ONE, Distribution(3, ("a",), {(np.int64(2),): 1, (0,): Fraction(0)}))
    assert result.distribution == Distribution(3, ("a",), {(2,): Fraction(1)})
    assert result.record()["probabilities"] == {"2": "1"}


def test_nothing_measured_gives_the_empty_outcome_with_certainty():
    assert answer(NOTHING, Distribution(2, (), {(): Fraction(1)})).record()["probabilities"] == {"": "1"}


def test_small_affine_sets_are_listed_and_large_listings_become_affine_sets():
    assert answer(ONE, affine(3, ("a",), [1], [[2]])).distribution == THIRD
    many = parse_experiment("system 13 bits\nmeasure " + ", ".join(f"X{k}" for k in range(1, 14)))
    names = many.outcomes
    large = affine(2, names, [0] * 13, np.eye(13, dtype=int))
    keys = [tuple(int(b) for b in f"{k:013b}") for k in range(2**13)]
    table = Distribution(2, names, dict.fromkeys(keys, Fraction(1, 2**13)))
    assert answer(many, table).distribution == answer(many, large).distribution == large
    assert answer(many, large).record()["affine"]["directions"] == np.eye(13, dtype=int).tolist()
    uneven = {**dict.fromkeys(keys[:-1], Fraction(1, 2**13)), keys[-1]: Fraction(1, 2**14), keys[0]: Fraction(3, 2**14)}
    assert "not equally likely" in answer(many, Distribution(2, names, uneven)).skipped


def test_conditions_that_cannot_be_met_leave_no_outcomes():
    result = answer(GIVEN, Distribution(3, ("a", "b"), {}, None, Fraction(0)))
    assert result.record()["probabilities"] == {}
    assert result.record()["condition_probability"] == "0"


@pytest.mark.parametrize(
    ("experiment", "value", "fault"),
    [
        (ONE, {"0": 1}, "returned a dict"),
        (ONE, None, "returned a NoneType"),
        (ONE, listed(2, ("a",), _0="1"), "its outcomes are a at d = 2, not a at d = 3"),
        (ONE, listed(3, ("b",), _0="1"), "its outcomes are b at d = 3, not a"),
        (ONE, Distribution(3, (), {(): Fraction(1)}), "its outcomes are none"),
        (ONE, Distribution(3, ("a",), {(0, 0): Fraction(1)}), "(0, 0) is not a tuple of 1 integers"),
        (ONE, Distribution(3, ("a",), {0: Fraction(1)}), "0 is not a tuple"),
        (ONE, Distribution(3, ("a",), {(3,): Fraction(1)}), "(3,) is not a tuple"),
        (ONE, Distribution(3, ("a",), {(-1,): Fraction(1)}), "(-1,) is not"),
        (ONE, Distribution(3, ("a",), {("0",): Fraction(1)}), "is not a tuple"),
        (ONE, Distribution(3, ("a",), {(0,): 1.0}), "is not exact: a float"),
        (ONE, listed(3, ("a",), _0="3/2", _1="-1/2"), "of '1' is negative: -1/2"),
        (ONE, listed(3, ("a",), _0="1/3", _1="1/3"), "add up to 2/3, not 1"),
        (ONE, Distribution(3, ("a",), {}), "add up to 0, not 1"),
        (ONE, listed(3, ("a",), HALF, _0="1"), "nothing is conditioned on"),
        (ONE, Distribution(3, ("a",), {(0,): Fraction(1)}, None, 0.5), "not an exact number from 0 to 1"),
        (GIVEN, Distribution(3, ("a", "b"), {(1, 1): Fraction(1)}, None, Fraction(2)), "not an exact number"),
        (GIVEN, listed(3, ("a", "b"), HALF, _00="1"), "without a = 1, the condition"),
        (GIVEN, listed(3, ("a", "b"), 0, _10="1"), "add up to 1, not 0 although the conditions cannot be met"),
        (GIVEN, affine(3, ("a", "b"), [1, 0], [[0, 1]], 0), "although the conditions cannot be met"),
        (GIVEN, affine(3, ("a", "b"), [1, 0], [[1, 1]], HALF), "without a = 1"),
        (ONE, affine(3, ("a",), [0, 0], [[1, 1]]), "has shapes (2,) and (1, 2) for 1 outcomes"),
    ],
)
def test_a_malformed_distribution_is_an_error_that_says_what_is_wrong(experiment, value, fault):
    result = answer(experiment, value)
    assert fault in result.error
    assert result.record() == {"backend": "b", "side": "toy", "error": result.error}


def test_a_large_affine_set_that_ignores_a_condition_is_an_error():
    text = "system 13 bits\nmeasure " + ", ".join(f"X{k}" for k in range(1, 14)) + "\ncondition m1 = 0"
    experiment = parse_experiment(text)
    value = affine(2, experiment.outcomes, [0] * 13, np.eye(13, dtype=int), HALF)
    assert "without m1 = 0" in answer(experiment, value).error


@pytest.mark.parametrize("entries", [[[4, 1]], [[-1, 0]], [[0.5, 0.5]]])
def test_an_affine_set_with_entries_outside_of_the_ring_is_an_error(entries):
    from toytheory.outcomes.distributions import AffineSet

    value = Distribution(3, ("a", "b"), None, AffineSet(3, np.array([0, 0]), np.array(entries)))
    assert "not integers from 0 to 2" in answer(TWO, value).error


@pytest.mark.parametrize(
    ("experiment", "rows", "fault"),
    [
        (ONE, np.zeros(10, dtype=int), "shape (10,), not (runs, 1)"),
        (ONE, np.zeros((10, 2), dtype=int), "shape (10, 2)"),
        (ONE, np.zeros((11, 1), dtype=int), "11 runs of 10"),
        (ONE, np.zeros((9, 1), dtype=int), "9 runs of 10, but nothing is conditioned on"),
        (ONE, np.zeros((10, 1)), "float64, not integers"),
        (ONE, np.full((10, 1), 3), "values outside 0 to 2"),
        (ONE, np.full((10, 1), -1), "values outside 0 to 2"),
        (GIVEN, np.zeros((3, 2), dtype=int), "without a = 1"),
        (ONE, None, "shape ()"),
        (ONE, "text", "shape ()"),
    ],
)
def test_malformed_samples_are_an_error_that_says_what_is_wrong(experiment, rows, fault):
    assert fault in drawn(experiment, rows).error


def test_sound_samples_are_counted():
    rows = np.array([[2], [0], [2]], dtype=np.uint8)
    assert drawn(ONE, rows, 3).record() == {
        "backend": "b",
        "side": "toy",
        "counts": {"0": 1, "2": 2},
        "shots": 3,
        "seed": 4,
    }
    assert drawn(NOTHING, np.zeros((3, 0), dtype=int), 3).record()["counts"] == {"": 3}
    assert drawn(GIVEN, np.zeros((0, 2), dtype=int)).record()["counts"] == {}


def test_a_backend_that_raises_is_an_error_with_the_place():
    assert answer(ONE, raises).error.startswith("it raised KeyError: 'planted'\n  at ")
    assert "SystemExit" in answer(ONE, lambda experiment: exit(3)).error


def test_running_out_of_memory_and_finding_out_late_are_reasons_to_skip():
    def hungry(experiment):
        raise MemoryError

    assert answer(ONE, hungry).skipped == "it ran out of memory"
    assert answer(ONE, out_of_reach).skipped == "found out while running"


def test_reasons_not_to_run_are_told():
    assert ask("b", Says("toy", THIRD, "does only bits"), ONE, 1, 0).skipped == "does only bits"
    assert ask("b", "cannot be loaded", ONE, 1, 0).record() == {"backend": "b", "skipped": "cannot be loaded"}


@pytest.mark.parametrize("can", ["", False, None, np.True_, 1])
def test_an_answer_to_can_run_that_is_neither_true_nor_a_reason_is_an_error(can):
    assert "neither True nor a reason" in ask("b", Says("toy", THIRD, can), ONE, 1, 0).error


@pytest.mark.parametrize("side", ["classical", None])
def test_a_backend_of_no_side_is_an_error(side):
    result = answer(ONE, THIRD, side)
    assert "neither 'toy' nor 'quantum'" in result.error
    assert "side" not in result.record()


class Both(Says):
    capabilities = Capabilities(exact=True, samples=True)

    def sample(self, experiment, shots, seed):
        return np.zeros((shots, 1), dtype=int)


def test_a_backend_that_offers_both_samples_where_it_cannot_compute():
    assert ask("b", Both("toy", THIRD), ONE, 5, 0).distribution == THIRD
    assert ask("b", Both("toy", out_of_reach), ONE, 5, 0).samples.counts() == {(0,): 5}


def test_a_backend_that_offers_nothing_is_an_error():
    class Nothing:
        side = "toy"

        def can_run(self, experiment):
            return True

    assert "neither `distribution` nor `sample`" in ask("b", Nothing(), ONE, 5, 0).error


def test_what_a_backend_prints_does_not_reach_standard_output(capsys):
    def loud(experiment):
        print("hello")
        return THIRD

    assert answer(ONE, loud).distribution == THIRD
    assert capsys.readouterr().out == ""
