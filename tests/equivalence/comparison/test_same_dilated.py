"""Measurements, feed-forward, branches and discards compared at once: as the general way, with witnesses, at scale."""

from __future__ import annotations

import numpy as np
import pytest
from compared_pairs import pair
from conditioned_pairs import conditioned_pair

from equivalence.comparison import same as general
from equivalence.comparison import same_dilated
from equivalence.comparison.alike import alike
from equivalence.comparison.same import same
from quantum_ref.stim import dilated as by_tableaus
from quantum_ref.stim import ways as by_ways
from toytheory.backend import load_backends
from toytheory.discrete import dilated, ways
from toytheory.errors import CannotRun
from toytheory.language.reading import parse_experiment

BACKENDS = load_backends(["hilbert", "stim"])


def answers(both, as_maps):
    return {side: each.answer for side, each in same(*both, BACKENDS, as_maps=as_maps).items()}


def decided(first, second, **options):
    return same(parse_experiment(first), parse_experiment(second), BACKENDS, **options)


@pytest.mark.parametrize("as_maps", [False, True])
@pytest.mark.parametrize(("d", "n", "count"), [(2, 1, 12), (2, 2, 9), (3, 1, 6)])
def test_verdicts_are_those_of_the_general_way(monkeypatch, d, n, count, as_maps):
    monkeypatch.setattr(same_dilated, "FEW", 0)
    monkeypatch.setattr(general, "_circuits", lambda *both: None)
    seen = set()
    for seed in range(count):
        both = pair(seed, d, n)
        quick = answers(both, as_maps)
        with monkeypatch.context() as slow:
            slow.setattr(general, "of_dilations", lambda *all: None)
            assert quick == answers(both, as_maps)
        seen.update(quick.values())
    assert seen == {"same", "different"}


@pytest.mark.parametrize(("d", "count"), [(4, 9), (9, 4)])
def test_the_engine_of_the_toy_theory_is_right_for_modules_too(monkeypatch, d, count):
    for seed in range(count):
        both = pair(seed, d, 1)
        theirs = same(*both, {}, as_maps=True)["toy"].answer
        ours = same_dilated._decided(alike(*both), (0,), True, ways, dilated.Dilated, "")
        assert ours.answer == theirs


FED = "system 3 bits\nprepare X1 + X2 = 0, P1 + P2 = 1\nmeasure X1 + X3, P1 + P3 as a, b\ndisplace X2 by a, P2 by b\n"
"""A teleportation from 3 to 2 with a wrong sign in what is prepared."""


def test_a_difference_is_told_with_an_input_to_prepare_and_a_variable_to_measure():
    right = FED.replace("P1 + P2 = 1", "P1 + P2 = 0")
    found = decided(FED, right, as_maps=True)
    for each in found.values():
        assert each.answer == "different"
        assert each.witness["first"] != each.witness["second"]
        assert each.witness["prepare"] == "X3 = 0" or each.witness["prepare"].startswith(("P3", "X3 + P3"))
    assert "given" not in found["toy"].witness


def test_a_difference_behind_a_branch_tells_which_runs():
    text = "system 2 bits\nprepare X1 = 0, X2 = 0\nfourier 1\nmeasure X1 as a\nwhen a = 1\n  displace X2 by 1\nend\n"
    found = decided(text, text.replace("a = 1", "a = 0"))
    for each in found.values():
        assert each.answer == "different"
        assert each.witness["given"] == "a = 0"
        assert each.witness["known"].startswith("X2 = ")
    biased = decided(text, text.replace("fourier 1\n", ""))
    assert biased["toy"].witness == {"outcome": "a = 0", "first": "1/2", "second": "1"}
    assert decided(text.replace("fourier 1\n", ""), text.replace("fourier 1\n", ""))["quantum"].answer == "same"


def test_outcomes_that_are_related_in_one_only_are_a_witness_without_a_variable():
    text = "system 2 bits\nprepare X1 + X2 = 0\nmeasure X1 as a\nmeasure X2 as b\ndiscard 1, 2"
    other = text.replace("prepare X1 + X2 = 0", "prepare X1 + P2 = 0")
    for each in decided(text, other).values():
        assert each.witness == {"known": "a + b", "only in": "first"}
    for each in decided(other, text, as_maps=True).values():
        assert each.witness["only in"] == "second"
        assert each.witness["measure"] == "nothing"


def test_what_is_prepared_together_and_a_sign_that_only_quantum_theory_has():
    one = "system 2 bits\nprepare X1 + X2 = 0, P1 + P2 = 0\nmeasure X1 + P1 + X2 + P2 as a"
    two = one.replace("P1 + P2 = 0", "X1 + P1 + X2 + P2 = 0")
    found = decided(one, two)
    assert (found["toy"].answer, found["quantum"].answer) == ("same", "different")


def test_outcomes_that_decide_have_the_probabilities_of_every_backend():
    """Two outcomes that are related by a sign, neither of them certain."""
    text = "system 1 bit\nprepare X = 0\nmeasure X + P as a\nphase 1\nmeasure P + 1 as b"
    for values in ({"a": 0}, {"a": 0, "b": 0}, {"a": 0, "b": 1}, {"a": 1, "b": 0}, {"b": 1}):
        asked = ", ".join(f"{name} = {value}" for name, value in values.items())
        experiment = parse_experiment(text)
        conditioned = parse_experiment(f"{text}\ncondition {asked}")
        for name, kind in (("epistemic", dilated.Dilated), ("stim", by_tableaus.DilatedQubits)):
            (backend,) = load_backends([name]).values()
            assert kind(experiment).probability(values) == backend.distribution(conditioned).condition_probability


def test_what_is_too_large_or_decided_by_too_much_goes_another_way(monkeypatch):
    text = "system 2 bits\nmeasure X1, X2 as a, b\nwhen a = 1, b = 0\n  fourier 1\nend"
    both = alike(*[parse_experiment(text)] * 2)
    assert same_dilated.of_dilations(both, (), BACKENDS, False)["toy"].answer == "same"
    monkeypatch.setattr(same_dilated, "LISTED", 3)
    assert same_dilated.of_dilations(both, (), BACKENDS, False) is None
    monkeypatch.undo()
    assert same_dilated.of_dilations(both, (), {}, False) is None
    monkeypatch.setattr(dilated, "CELLS", 5)
    with pytest.raises(CannotRun, match="too many to be followed"):
        dilated.Dilated(parse_experiment("system 2 bits\nmeasure X1"))
    monkeypatch.setattr(by_tableaus, "LARGEST", 2)
    with pytest.raises(CannotRun, match="too many for one tableau"):
        by_tableaus.DilatedQubits(parse_experiment("system 2 bits\nmeasure X1"))
    for kind in (dilated.Dilated, by_tableaus.DilatedQubits):
        with pytest.raises(CannotRun, match="does not know the step Random"):
            kind(parse_experiment("system 1 bit\nrandom a"))


def long(n, depth, seed, *, rewritten=False, fault=False, d=2, prepared=True):
    """A circuit on many systems with measurements that are fed forward, and a branch."""
    rng = np.random.default_rng(seed)
    lines = [f"system {n} {'bits' if d == 2 else 'trits'}", *([f"prepare X1..X{n} = 0"] if prepared else [])]
    for layer in range(depth):
        lines += [f"{('fourier', 'phase')[int(rng.integers(2))]} {k + 1}" for k in range(n)]
        order = (rng.permutation(n) + 1).tolist()
        for j, k in zip(order[::2], order[1::2], strict=False):
            three = [f"fourier {k}"] * 3 if d > 2 else [f"fourier {k}"]
            lines += [f"fourier {k}", f"sum {j} {k}", *three] if rewritten else [f"cphase {j} {k}"]
        lines += [f"measure X{order[0]} as a{layer}", f"displace P{order[1]} by a{layer}"]
    branches = ["when a0 = 1", "  fourier 1", "otherwise", "  phase 2", "end"]
    rest = [
        f"when a0 = {v}\n  phase 2" if v == 0 else f"otherwise when a0 = {v}\n  phase 2" for v in range(d) if v != 1
    ]
    lines += [*rest, "otherwise", "  fourier 1", "end"] if rewritten else branches
    return parse_experiment("\n".join([*lines, f"displace X{n} by 1"][: None if fault else -1]))


@pytest.mark.parametrize(("d", "n"), [(2, 150), (3, 60)])
def test_long_circuits_with_measurements(d, n):
    first = long(n, 4, 5, d=d)
    assert set(answers((first, long(n, 4, 5, d=d, rewritten=True)), False).values()) == {"same"}
    assert set(answers((first, long(n, 4, 5, d=d, rewritten=True, fault=True)), False).values()) == {"different"}


def test_faults_in_either_route_are_seen_by_the_other(monkeypatch):
    """What is fed forward and what a measurement disturbs, each left out on one side."""
    text = "system 2 bits\nprepare X1 = 0, P2 = 0\nmeasure P1 as a\ndisplace P2 by a\nmeasure X1 as b"
    other = text.replace("displace P2 by a\n", "") + "\ndisplace P2 by a"
    assert {s.answer for s in decided(text, other).values()} == {"same"}
    wrong = text.replace("displace P2 by a\n", "")
    assert {s.answer for s in decided(text, wrong).values()} == {"different"}
    for kind in (dilated.Dilated, by_tableaus.DilatedQubits):
        with monkeypatch.context() as planted:
            planted.setattr(kind, "displace", lambda self, step: None)
            assert {s.answer for s in decided(text, wrong).values()} == {"same", "different"}


@pytest.mark.parametrize("as_maps", [False, True])
@pytest.mark.parametrize(("d", "n", "count"), [(2, 2, 10), (3, 1, 6)])
def test_conditions_are_compared_as_in_the_general_way(monkeypatch, d, n, count, as_maps):
    monkeypatch.setattr(same_dilated, "FEW", 0)
    seen = set()
    for seed in range(count):
        both = conditioned_pair(seed, d, n)
        quick = answers(both, as_maps)
        with monkeypatch.context() as slow:
            slow.setattr(general, "of_dilations", lambda *all: None)
            assert quick == answers(both, as_maps)
        seen.update(quick.values())
    assert seen == {"same", "different"}


def test_conditions_are_told():
    text = "system 2 bits\nprepare X1 = 0, X2 = 0\nfourier 1\nmeasure X1 as a\nmeasure P2 as b\ncondition a = 1"
    found = decided(text, text.replace("fourier 1\n", ""))
    assert found["toy"].witness == {"condition_probability": {"first": "1/2", "second": "0"}}
    for each in decided(text, text.replace("condition a", "condition b")).values():
        assert each.witness == {"known": "a", "only in": "first"}
    never = text.replace("fourier 1\n", "")
    assert {each.answer for each in decided(never, f"{never}\ndisplace X2 by 1").values()} == {"same"}


def test_a_branch_is_what_is_fed_forward():
    """One of the two has a branch and the other none; or both have, on other systems."""
    head = "system 3 bits\nprepare X1 = 0, P2 = 0\nmeasure P1 as a\nsum 2 3\n"
    fed, rest = f"{head}displace X3 by a, P2 by a\n", "phase 3\nsum 1 2\n"
    branch = f"{head}when a = 1\n  displace X3 by 1\nend\nwhen a = 0\notherwise\n  displace P2 by 1\nend\n"
    more = f"{head}when a = 1\n  displace X3 by 1, P2 by 1\n  fourier 1\n  fourier 1\nend\n"
    for one, two in ((fed, branch), (branch, more), (more, fed)):
        for as_maps in (False, True):
            assert {s.answer for s in decided(one + rest, two + rest, as_maps=as_maps).values()} == {"same"}
            wrong = two.replace("X3 by", "P3 by") + rest
            assert {s.answer for s in decided(one + rest, wrong, as_maps=as_maps).values()} == {"different"}


@pytest.mark.parametrize("n", [62, 64, 65])
def test_ways_at_the_edges_of_words(n):
    for as_maps in (False, True):
        text = long(n, 2, 5, prepared=not as_maps)
        for fault, answer in ((False, "same"), (True, "different")):
            other = long(n, 2, 5, rewritten=True, fault=fault, prepared=not as_maps)
            assert set(answers((text, other), as_maps).values()) == {answer}


def test_a_closed_branch_without_its_sign_is_seen(monkeypatch):
    """phase twice in a branch is a sign on qubits; Bell pairs that lose signs lose that one with them."""
    head = "system 1 bit\nmeasure X1 as a\nprepare X1 + P1 = 0\nwhen a = 1\n  "
    one, two = (f"{head}{body}\nend\nmeasure X1 + P1 as b" for body in ("fourier 1", "displace X1 by 1, P1 by 1"))
    assert decided(one, two)["quantum"].answer == "different"
    joined = by_ways.on_bell_pairs

    def signless(products, kept, count):
        found = joined(products, kept, count)
        found.phases[:] = np.bitwise_count(found.xs & found.zs).sum(axis=1)
        return found

    monkeypatch.setattr(by_ways, "on_bell_pairs", signless)
    assert decided(one, two)["quantum"].answer == "same"
