from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from harness_backends import Draws, Loopback, Says, Vacuous, affine, drawer, listed, out_of_reach, raises

from equivalence.comparison import exact as differences
from equivalence.comparison.answers import ask
from equivalence.comparison.compare import compare
from equivalence.comparison.exact import first_difference, first_points, smallest_outside
from equivalence.comparison.run import run_experiment
from toytheory.errors import InputError
from toytheory.language.reading import parse_experiment
from toytheory.outcomes.distributions import AffineSet, Distribution

ONE = parse_experiment("system 1 trit\nmeasure X as a")
GIVEN = parse_experiment("system 1 trit\nmeasure X as a\n  condition a = 1", "given.toy")
THIRD = listed(3, ("a",), _0="1/3", _1="1/3", _2="1/3")
SURE = listed(3, ("a",), _1="1")
TILTED = listed(3, ("a",), _0="1/2", _1="1/4", _2="1/4")
NEVER = Distribution(3, ("a",), {}, None, Fraction(0))


def given(condition):
    return listed(3, ("a",), Fraction(condition), _1="1")


def toy(answer):
    return Says("toy", answer)


def quantum(answer):
    return Says("quantum", answer)


def compared(experiment=ONE, **backends):
    return compare([ask(name, backend, experiment, 10_000, 0) for name, backend in backends.items()])


def test_equal_answers_agree():
    comparison = compared(t=toy(THIRD), u=toy(THIRD), q=quantum(THIRD))
    assert (comparison.verdict, comparison.witness) == ("agree", None)


def test_the_witness_is_the_outcome_with_the_largest_difference_and_the_smallest_key_on_ties():
    assert compared(t=toy(THIRD), q=quantum(SURE)).witness == {
        "outcome": "1",
        "toy": "1/3",
        "quantum": "1",
        "backends": ["t", "q"],
    }
    flipped = listed(3, ("a",), _0="1/2", _2="1/2")
    assert compared(t=toy(flipped), q=quantum(listed(3, ("a",), _0="1/2", _1="1/2"))).witness["outcome"] == "1"


def test_toy_backends_that_differ_among_themselves_disagree_even_without_a_quantum_side():
    comparison = compared(t=toy(THIRD), u=toy(TILTED))
    assert comparison.verdict == "disagree"
    assert comparison.witness == {
        "outcome": "0",
        "toy": "1/3",
        "quantum": None,
        "backends": ["t", "u"],
        "reason": "the toy backends t and u differ",
        "values": {"t": "1/3", "u": "1/2"},
    }
    assert compared(t=toy(THIRD), u=toy(TILTED), q=quantum(THIRD)).witness["quantum"] == "1/3"


def test_quantum_backends_that_differ_among_themselves_disagree():
    witness = compared(t=toy(THIRD), q=quantum(THIRD), r=quantum(TILTED)).witness
    assert (witness["toy"], witness["quantum"], witness["backends"]) == ("1/3", "1/3", ["q", "r"])
    assert "the quantum backends q and r differ" in witness["reason"]


def test_a_side_without_an_answer_is_not_compared():
    assert compared(t=toy(THIRD)).verdict == "not-compared"
    assert compared(q=quantum(THIRD), t=Vacuous("toy")).verdict == "not-compared"
    assert compared(t=toy(THIRD), q=quantum(out_of_reach)).verdict == "not-compared"


def test_a_vacuous_backend_makes_nothing_agree():
    assert compared(t=Vacuous("toy"), q=Vacuous("quantum")).verdict == "not-compared"
    assert compared(t=toy(THIRD), q=Vacuous("quantum")).verdict == "not-compared"
    never = Draws("quantum", lambda experiment, shots, seed: np.zeros((0, 1), dtype=int))
    assert compared(GIVEN, q=never, t=Draws("toy", never.draw)).verdict == "not-compared"


def test_a_loopback_backend_passes_everything():
    for answer in (THIRD, TILTED, SURE):
        assert compared(t=toy(answer), q=Loopback(Says("toy", lambda experiment, a=answer: a))).verdict == "agree"


def test_a_backend_that_fails_where_it_said_that_it_can_run_is_a_disagreement():
    for wrong in (quantum(raises), quantum({"0": 1}), quantum(listed(3, ("a",), _0="1/2"))):
        comparison = compared(t=toy(THIRD), q=wrong, r=quantum(THIRD))
        assert comparison.verdict == "disagree"
        assert comparison.witness["backends"] == ["q"]
        assert comparison.witness["outcome"] is None
        assert comparison.witness["reason"].startswith("q: ")


def test_a_condition_impossible_on_one_side_only_is_a_disagreement():
    witness = compared(GIVEN, t=toy(given("1/3")), q=quantum(NEVER)).witness
    assert (witness["outcome"], witness["toy"], witness["quantum"]) == ("1", "1", "0")


def test_different_probabilities_of_the_conditions_are_a_disagreement():
    witness = compared(GIVEN, t=toy(given("1/3")), q=quantum(given("1/9"))).witness
    assert witness == {
        "outcome": None,
        "toy": "1/3",
        "quantum": "1/9",
        "backends": ["t", "q"],
        "reason": "the sides differ in the probability that the conditions are met",
    }
    inside = compared(GIVEN, t=toy(given("1/3")), u=toy(given("1/9")), q=quantum(given("1/3"))).witness
    assert inside["reason"] == "the toy backends t and u differ in the probability that the conditions are met"
    assert inside["quantum"] is None


def test_a_condition_impossible_on_all_sides_is_refused_with_its_place():
    with pytest.raises(InputError, match="neither theory") as refused:
        run_experiment(GIVEN, {"t": toy(NEVER), "q": quantum(NEVER)})
    assert str(refused.value.place) == "given.toy, line 3, column 3"
    assert run_experiment(GIVEN, {"t": toy(NEVER), "q": quantum(given("1/3"))}).comparison.verdict == "disagree"
    kept = Draws("quantum", lambda experiment, shots, seed: np.ones((1, 1), dtype=int))
    assert run_experiment(GIVEN, {"t": toy(NEVER), "q": kept}).comparison.verdict == "disagree"
    assert run_experiment(GIVEN, {"t": toy(NEVER), "q": quantum(raises)}).comparison.verdict == "disagree"


def test_an_experiment_that_no_toy_backend_can_hold_is_refused_with_the_reasons():
    backends = {"t": Vacuous("toy"), "q": quantum(THIRD)}
    with pytest.raises(InputError, match="t: does nothing"):
        run_experiment(ONE, backends)
    assert run_experiment(ONE, backends, whole=False).comparison.verdict == "not-compared"
    with pytest.raises(InputError, match="none is installed"):
        run_experiment(ONE, {"q": quantum(THIRD)})


def test_the_record_is_as_the_format_says_with_the_toy_side_first():
    report = run_experiment(ONE, {"q": quantum(SURE), "x": "no", "t": toy(THIRD)})
    record = report.record()
    assert list(record) == ["format", "system", "outcomes", "results", "verdict", "witness"]
    assert record["format"] == "toytheory/run-1"
    assert record["system"] == {"kind": "trits", "d": 3, "n": 1}
    assert [entry["backend"] for entry in record["results"]] == ["t", "q", "x"]
    assert record["results"][2] == {"backend": "x", "skipped": "no"}


# where distributions differ: against all outcomes, one by one


def brute_force(left, right):
    d, m = left.d, len(left.names)
    keys = [tuple(int(c) for c in np.base_repr(k, d).zfill(m)[-m:]) for k in range(d**m)]
    table = [(abs(differences.probability(left, k) - differences.probability(right, k)), k) for k in keys]
    largest = max(gap for gap, _ in table)
    return min(k for gap, k in table if gap == largest) if largest else None


@pytest.mark.parametrize("d", [2, 3, 4, 6, 9])
def test_affine_sets_differ_most_where_brute_force_says(d):
    rng = np.random.default_rng(d)
    m = 3 if d < 5 else 2
    names = ("a", "b", "c")[:m]
    for _ in range(100):
        sets = []
        for _ in range(2):
            rows = rng.integers(0, d, (rng.integers(0, m + 1), m)) * rng.choice([1, 1, 2, 3])
            sets.append(affine(d, names, rng.integers(0, d, m), rows))
        if rng.random() < 0.5:  # one inside of the other
            rows = np.vstack([sets[0].affine.directions, rng.integers(0, d, (1, m))])
            sets[1] = affine(d, names, sets[0].affine.offset, rows)
        found = first_difference(*sets)
        assert (None if found is None else found.outcome) == brute_force(*sets)
        points = {tuple(p) for p in sets[0].affine.points().tolist()}
        outside = sorted(points - {tuple(p) for p in sets[1].affine.points().tolist()})
        assert smallest_outside(sets[0].affine, sets[1].affine) == (outside[0] if outside else None)
        assert first_points(sets[0].affine, 5)[:5] == sorted(points)[:5]


@pytest.mark.parametrize("d", [2, 3, 4])
def test_a_listing_and_an_affine_set_differ_most_where_brute_force_says(d):
    rng = np.random.default_rng(d)
    for _ in range(100):
        rows = rng.integers(0, d, (rng.integers(0, 3), 3))
        uniform = affine(d, ("a", "b", "c"), rng.integers(0, d, 3), rows)
        keys = {tuple(map(int, rng.integers(0, d, 3))): int(rng.integers(1, 4)) for _ in range(rng.integers(1, 6))}
        total = sum(keys.values())
        table = Distribution(d, ("a", "b", "c"), {k: Fraction(w, total) for k, w in keys.items()})
        for pair in ((uniform, table), (table, uniform)):
            found = first_difference(*pair)
            assert (None if found is None else found.outcome) == brute_force(*pair)


def test_large_affine_sets_are_compared_without_listing_them():
    names = tuple(f"m{k}" for k in range(200))
    everything = affine(2, names, [0] * 200, np.eye(200, dtype=int))
    even = np.eye(200, dtype=int)[:199]
    even[:, 199] = 1
    found = first_difference(everything, affine(2, names, [0] * 200, even))
    assert found.outcome == (0,) * 200
    assert (found.left, found.right) == (Fraction(1, 2**200), Fraction(1, 2**199))
    assert smallest_outside(everything.affine, AffineSet.of([0] * 200, even, 2)) == (*(0,) * 199, 1)


# samplers


def test_a_faithful_sampler_agrees_and_the_verdict_needs_both_sides():
    sampler = Draws("quantum", drawer(TILTED))
    assert compared(t=toy(TILTED), q=sampler).verdict == "agree"
    assert compared(q=sampler).verdict == "not-compared"


def test_an_unfaithful_sampler_disagrees_on_either_side():
    witness = compared(t=toy(THIRD), q=Draws("quantum", drawer(TILTED))).witness
    assert (witness["outcome"], witness["toy"], witness["backends"]) == ("0", "1/3", ["t", "q"])
    assert abs(float(Fraction(witness["quantum"])) - 0.5) < 0.05
    assert "expected 3333.3" in witness["reason"]
    own = compared(t=toy(THIRD), u=Draws("toy", drawer(TILTED)), q=quantum(THIRD)).witness
    assert own["values"].keys() == {"t", "u"}
    assert own["toy"] == own["values"]["t"] == own["quantum"] == "1/3"


def test_a_sampler_is_tested_against_the_other_side_where_its_own_has_nothing_exact():
    witness = compared(t=Draws("toy", drawer(TILTED)), q=quantum(THIRD)).witness
    assert witness["backends"] == ["q", "t"]
    assert witness["quantum"] == "1/3"


def test_samplers_alone_are_compared_with_each_other():
    same = compared(t=Draws("toy", drawer(TILTED)), q=Draws("quantum", drawer(TILTED)))
    assert same.verdict == "agree"
    other = compared(t=Draws("toy", drawer(THIRD)), q=Draws("quantum", drawer(TILTED)))
    assert other.verdict == "disagree"
    assert other.witness["outcome"] == "0"


def test_samplers_that_reject_at_different_rates_disagree():
    often = Draws("quantum", drawer(given("1/3"), 0.5))
    assert compared(GIVEN, t=toy(given("1/3")), q=often).verdict == "disagree"
    assert compared(GIVEN, t=toy(given("1/3")), q=Draws("quantum", drawer(given("1/3"), 1 / 3))).verdict == "agree"
    assert compared(GIVEN, t=Draws("toy", drawer(given("1/3"), 1 / 3)), q=often).verdict == "disagree"
