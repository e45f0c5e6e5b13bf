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
    assert list(record) == ["format", "system", "outcomes", "results", "verdict", "sides", "witness"]
    assert record["format"] == "toytheory/run-1"
    assert record["sides"] == {"toy": "not-compared", "quantum": "not-compared"}
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


# each side within itself


def test_a_wrong_sampler_is_named_where_the_theories_differ_as_well():
    coin = Draws("quantum", drawer(THIRD))
    found = compared(epistemic=toy(listed(3, ("a",), _0="1")), hilbert=quantum(SURE), coin=coin)
    assert (found.verdict, found.sides) == ("disagree", {"toy": "not-compared", "quantum": "disagree"})
    assert (found.witness["backends"], found.witness["faulty"]) == (["hilbert", "coin"], ["coin"])
    assert found.across == {"outcome": "0", "toy": "1", "quantum": "0", "backends": ["epistemic", "hilbert"]}


def test_each_side_has_a_verdict_of_its_own():
    both = {"t": toy(THIRD), "u": toy(THIRD), "q": quantum(SURE), "r": quantum(SURE)}
    assert compared(**both).sides == {"toy": "agree", "quantum": "agree"}
    assert compared(**both).verdict == "disagree"
    assert compared(t=toy(THIRD), q=quantum(THIRD)).sides == {"toy": "not-compared", "quantum": "not-compared"}
    assert compared(**both | {"r": quantum(raises)}).sides == {"toy": "agree", "quantum": "disagree"}
    nobody = compared(x="no", y=Says("nobody's", THIRD))
    assert (nobody.verdict, nobody.sides) == ("disagree", {"toy": "not-compared", "quantum": "not-compared"})


@pytest.mark.parametrize("side", ["toy", "quantum"])
def test_the_odd_one_out_of_three_is_named_wherever_it_stands(side):
    for odd in range(3):
        answers = {f"b{k}": Says(side, TILTED if k == odd else THIRD) for k in range(3)}
        witness = compared(**answers).witness
        assert witness["faulty"] == [f"b{odd}"]
        assert witness["values"] == {witness["backends"][0]: "1/3", f"b{odd}": "1/2"}


def test_two_that_differ_are_a_pair_until_a_sampler_decides():
    pair = {"q": quantum(THIRD), "r": quantum(TILTED)}
    assert "faulty" not in compared(**pair).witness
    assert compared(**pair, s=Draws("quantum", drawer(THIRD))).witness["faulty"] == ["r"]
    assert compared(**pair, s=Draws("quantum", drawer(TILTED))).witness["faulty"] == ["q"]
    assert compared(**pair, s=Draws("quantum", drawer(SURE))).witness["backends"] == ["q", "r"]
    assert "faulty" not in compared(**pair, s=Draws("quantum", drawer(SURE))).witness


def test_what_is_exact_stands_over_samples_but_not_over_more_samplers_that_agree():
    exact, wrong = {"q": quantum(THIRD)}, Draws("quantum", drawer(TILTED))
    assert compared(**exact, s=wrong).witness["faulty"] == ["s"]
    assert "faulty" not in compared(**exact, s=wrong, t=wrong).witness
    assert compared(**exact, s=wrong, t=Draws("quantum", drawer(SURE))).witness["faulty"] == ["s", "t"]
    assert compared(**exact, p=quantum(THIRD), s=wrong, t=wrong).witness["faulty"] == ["s", "t"]


def test_samplers_alone_name_the_odd_one_of_three():
    good, bad = drawer(THIRD), drawer(TILTED)
    three = {name: Draws("toy", draw) for name, draw in (("s", good), ("t", bad), ("u", good))}
    found = compared(**three)
    assert (found.witness["faulty"], found.sides["toy"]) == (["t"], "disagree")
    two = compared(s=three["s"], t=three["t"])
    assert (two.witness["backends"], "faulty" in two.witness) == (["s", "t"], False)


def test_where_the_theories_predict_the_same_the_odd_one_of_both_sides_is_named():
    found = compared(t=toy(THIRD), q=quantum(TILTED), r=quantum(THIRD))
    assert (found.witness["backends"], found.witness["faulty"]) == (["q", "r"], ["q"])
    found = compared(t=toy(TILTED), q=quantum(THIRD), r=quantum(THIRD))
    assert (found.witness["backends"], found.witness["faulty"]) == (["t", "q"], ["t"])
    assert found.across is found.witness
    two_and_two = compared(t=toy(TILTED), u=toy(TILTED), q=quantum(THIRD), r=quantum(THIRD))
    assert "faulty" not in two_and_two.witness
    bit = parse_experiment("system 1 bit\nmeasure X as a")
    zero, one = listed(2, ("a",), _0="1"), listed(2, ("a",), _1="1")
    for answers in ((zero, one, one), (zero, one, zero)):  # bits and qubits may differ: no majority of both sides
        named = {"t": toy(answers[0]), "q": quantum(answers[1]), "r": quantum(answers[2])}
        assert "faulty" not in compared(bit, **named).witness


def test_a_side_is_represented_by_what_stands_on_it():
    found = compared(t=toy(TILTED), u=toy(THIRD), v=toy(THIRD), q=quantum(THIRD))
    assert (found.witness["faulty"], found.across) == (["t"], None)
    found = compared(t=toy(THIRD), q=quantum(TILTED), r=quantum(THIRD))
    assert (found.witness["backends"], found.across) == (["q", "r"], None)  # undecided, so nothing is said across


def test_samplers_of_one_side_are_held_against_the_other_where_theirs_has_nothing_exact():
    exact, drawn = toy(THIRD), {n: Draws("quantum", drawer(a)) for n, a in (("s", THIRD), ("w", THIRD))}
    assert compared(t=exact, **drawn).verdict == "agree"
    found = compared(t=toy(SURE), **drawn)
    assert (found.verdict, found.sides["quantum"], found.witness["backends"]) == ("disagree", "agree", ["t", "s"])
