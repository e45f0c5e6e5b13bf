"""The battery: silent on what is sound, a smallest experiment for what is not, the search goes on around it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from itertools import islice
from types import SimpleNamespace

import pytest
from conform_backends import Few, Leaking, ModesChanged, NoSeed, Phaseless, Repeating, SameSeed, Sampling, Slow

from equivalence.conform.battery import Battery, checks, conform, scopes, selected
from equivalence.conform.feature import Scope, features
from equivalence.conform.ingredients import contains, essence, ingredients
from equivalence.conform.shares import share_told
from equivalence.engine.verdict import Context
from toytheory.backend import Capabilities
from toytheory.continuous.backends.ontic import LiouvilleOnticBackend
from toytheory.errors import InputError
from toytheory.language.reading import parse_experiment

DISCRETE = [name for name, feature in features().items() if not feature.modes]
MODES = [name for name, feature in features().items() if feature.modes]


@pytest.mark.parametrize(
    "name",
    [n for n in DISCRETE if n not in ("chains", "shots-many", "seeds-threads") and not n.startswith(("ask-", "even-"))],
)
def test_a_sound_backend_of_systems_agrees(name):
    sampler = features()[name].fits is not features()["prepare-x"].fits and name.startswith(("shots", "seeds"))
    checks = conform(Sampling() if sampler else Few(), name, size=0.25)
    assert {check.status for check in checks} == {"holds"}, checks
    assert all(check.cases for check in checks)


@pytest.mark.parametrize("name", [n for n in MODES if n not in ("modes-shots", "modes-seeds-equal")])
def test_a_sound_backend_of_modes_agrees(name):
    assert {check.status for check in conform(ModesChanged(), name, size=0.3)} == {"holds"}


def test_what_is_not_offered_has_a_reason():
    (check,) = conform(Few(), "modes-vacuum")
    assert (check.status, check.reason) == ("skipped", "does not do modes")
    (check,) = conform(Few(), "shots-many")
    assert check.reason == "computes, and draws nothing"


def test_a_fault_is_shrunk_to_what_it_needs():
    (check,) = conform(Phaseless(), "map-phase")
    assert check.status == "fails"
    experiment = parse_experiment(check.witness["toy_file"])
    assert experiment.n == 1
    assert len(experiment.steps) == 3
    assert check.witness["needs"] == ["map phase", *sorted(check.witness["needs"])[1:]]
    assert check.witness["expected"] != check.witness["found"]


def test_the_search_goes_on_around_a_fault():
    """Maps in sequence: two are broken, and both are told, once each."""
    checks = conform(Phaseless(), "map-sequence", size=2)
    needs = [set(check.witness["needs"]) for check in checks]
    assert sum("map phase" in each for each in needs) >= 1
    assert sum("map sum" in each for each in needs) >= 1
    assert len({tuple(sorted(each)) for each in needs}) == len(needs)
    assert "set aside" in checks[0].scope


def test_what_is_not_offered_takes_no_place_of_what_is():
    class NoFourier(Few):
        def can_run(self, experiment):
            named = {getattr(step, "name", None) for step in experiment.steps}
            return "has no Fourier gate" if "fourier" in named else super().can_run(experiment)

    (check,) = conform(NoFourier(), "map-sequence")
    assert (check.status, check.cases) == ("holds", 24)
    assert "not offered" in check.scope
    (none,) = conform(NoFourier(), "map-fourier")
    assert (none.status, none.reason) == ("skipped", "d = 3: has no Fourier gate")
    assert "16 not offered" in none.scope


def test_the_time_of_a_backend_is_shared_by_what_it_is_asked():
    from equivalence.conform.battery import _offered

    every = Battery(names=("x",), budget=10.0)
    sampling, modes = Sampling().capabilities, ModesChanged().capabilities
    assert _offered(every, sampling, "toy") == len(DISCRETE)
    assert _offered(every, Few().capabilities, "toy") == len(
        [n for n in DISCRETE if not n.startswith(("shots", "seeds"))]
    )
    assert _offered(every, modes, "quantum") < len(MODES)
    assert _offered(Battery(names=("x",), chosen=("map-phase", "modes-vacuum")), sampling, "toy") == 1


def test_shrinking_does_not_lead_from_one_crash_to_another():
    class Crashing(Few):
        def distribution(self, experiment):
            if len(experiment.steps) < 3:
                raise IndexError("too short")
            if "phase" in {getattr(step, "name", None) for step in experiment.steps}:
                raise ValueError("no phase")
            return super().distribution(experiment)

    checks = conform(Crashing(), "map-phase")
    assert {check.status for check in checks} == {"error"}
    assert all("ValueError" in check.reason and "phase 1" in check.witness["toy_file"] for check in checks)


def test_what_leaks_from_run_to_run_is_seen():
    checks = conform(Leaking(), "asked-again", size=0.5)
    assert {check.status for check in checks} == {"error"}


@pytest.mark.parametrize(
    ("backend", "name"),
    [(SameSeed, "seeds-different"), (NoSeed, "seeds-equal"), (Repeating, "seeds-different"), (SameSeed, "shots-one")],
)
def test_seeds_that_are_not_what_they_should_be_are_seen(backend, name):
    assert {check.status for check in conform(backend(), name)} == {"fails"}


def test_a_sampler_of_modes_gives_equal_samples_for_equal_seeds():
    class Fresh(LiouvilleOnticBackend):
        def sample(self, experiment, shots, seed):
            return super().sample(experiment, shots, seed + next(calls))

    calls = itertools.count()
    assert {check.status for check in conform(LiouvilleOnticBackend(), "modes-seeds-equal")} == {"holds"}
    assert {check.status for check in conform(Fresh(), "modes-seeds-equal")} == {"fails"}


def test_equal_seeds_find_the_same():
    first, second = (conform(Phaseless(), "map-sequence", seed=3) for _ in range(2))
    assert first == second


def test_the_name_of_a_feature_chooses_it_alone():
    assert all([feature.name for feature in selected([name])] == [name] for name in features())


def test_a_name_that_no_feature_has_is_a_beginning():
    for beginning in ("map", "map-", "ask-inverse-", "noise-"):
        whole = f"{beginning.removesuffix('-')}-"
        chosen = [feature.name for feature in selected([beginning])]
        assert chosen == [name for name in features() if name.startswith(whole)]
        assert len(chosen) > 1
    assert [feature.name for feature in selected(["noise-", "noise"])] == ["noise", "noise-alike", "noise-channels"]
    assert selected([]) == list(features().values())
    for wrong in ("mapp", "ma", "map-phase-", "", "-"):
        with pytest.raises(InputError, match="no feature"):
            selected([wrong])


def test_what_is_asked_of_an_object_is_chosen_in_the_same_way():
    assert {check.status for check in conform(ModesChanged(), "conditions", size=0.1)} == {"skipped"}
    assert len(conform(Few(), "conditions", size=0.1)) == 1
    assert len(conform(Few(), "prepare", size=0.1)) == 5


def test_systems_are_those_that_a_backend_declares_and_of_which_an_answer_is_known():
    every = Capabilities()
    assert [scope.d for scope in scopes(every, "toy", False)] == [2, 3, 4, 5, 6, 7, 9, 15]
    assert [scope.d for scope in scopes(every, "quantum", False)] == [2, 3, 5, 7, 9, 15]
    small = Capabilities(kinds=frozenset({"trits", "dits"}), largest_space=81, dimensions=frozenset({3, 9}))
    assert [(scope.d, scope.largest_n) for scope in scopes(small, "quantum", False)] == [(3, 4), (9, 2)]
    assert scopes(Capabilities(odd_only=True, dimensions=frozenset({2})), "quantum", False) == []


def test_a_budget_cuts_the_search_short_and_says_so():
    battery = Battery(names=("x",), chosen=("prepare-x",), budget=1e-6)
    (feature,) = selected(["prepare-x"])
    (check,) = checks(Few(), feature, Context(0), battery)
    assert check.status == "skipped" or "cut short" in check.scope


def test_a_fault_is_recognised_by_what_it_needs():
    fault = essence(parse_experiment("system 1 trit\nprepare X = 1\nphase 1\nmeasure P"))
    assert "map phase" in fault
    assert "prepare X" not in fault
    assert contains(parse_experiment("system 1 trit\nprepare X = 1\nphase 1\nfourier 1\nmeasure P, P + 1"), [fault])
    assert not contains(parse_experiment("system 1 trit\nprepare X = 1\nfourier 1\nmeasure P"), [fault])
    plain = parse_experiment("system 1 trit\nprepare X = 1\nmeasure X")
    assert set(essence(plain)) == {"prepare X", "measure X"}
    wide = ingredients(parse_experiment("system 65 bits\nprepare X65 = 1\nmeasure X65"))
    assert "n >= 64" in wide
    assert "n >= 128" not in wide


def test_of_many_d_the_smallest_get_all_cases_a_composite_half_and_the_others_the_next_ones():
    class Many(Few):
        capabilities = Capabilities(dimensions=frozenset({3, 5, 7, 9, 11, 15}), largest_n=3)

    asked = []

    class Noting(Many):
        def distribution(self, experiment):
            asked.append(experiment)
            return super().distribution(experiment)

    checks = conform(Noting(), "prepare-x")
    assert [check.cases for check in checks] == [16, 16, 16, 8, 3, 3]
    assert [sum(e.d == d for e in asked) for d in (3, 5, 7, 9, 11, 15)] == [16, 16, 16, 8, 3, 3]
    assert [e.n for e in asked if e.d > 9] == [1, 2, 3, 1, 2, 3]  # numbers 0, 1, 2, then 3, 4, 5


def test_a_slow_simulator_is_asked_the_share_that_it_declares():
    slow, full = Slow(), Slow()
    full.capabilities = Few.capabilities
    for name, cases in (("map-sequence", 24), ("prepare-x", 16), ("asked-again", 8)):
        (check,), (whole,) = conform(slow, name), conform(full, name)
        assert (check.cases, whole.cases) == (cases // 4, cases)
        assert share_told(check.scope) == 0.25
        assert share_told(whole.scope) is None
    assert conform(slow, "map-sequence", size=0.01)[0].cases == 1
    assert conform(slow, "map-sequence", size=2)[0].cases == 12


def test_the_share_is_of_all_kinds_of_experiments():
    """The first quarter of the powers would be of a few maps, and of n in turn; each seed asks about others."""
    asked, whole = [], list(islice(features()["map-powers"].experiments(Scope(3, None, 70), 0), 24))
    for seed in range(8):
        slow = Slow()
        conform(slow, "map-powers", seed=seed)
        asked.append({step.name for experiment in slow.asked for step in experiment.steps if hasattr(step, "name")})
        if not seed:
            assert all(experiment in whole for experiment in slow.asked)
            assert slow.asked != whole[: len(slow.asked)]
    assert len({frozenset(names) for names in asked}) > 1


def test_what_is_not_offered_takes_no_place_of_what_is_asked_of_a_slow_simulator():
    class NoFourier(Slow):
        def can_run(self, experiment):
            named = {getattr(step, "name", None) for step in experiment.steps}
            return "has no Fourier gate" if "fourier" in named else super().can_run(experiment)

    (check,) = conform(NoFourier(), "map-sequence")
    assert (check.status, check.cases) == ("holds", 6)
    (none,) = conform(NoFourier(), "map-fourier")
    assert (none.status, share_told(none.scope)) == ("skipped", None)


def test_a_budget_and_a_replay_ask_a_slow_simulator_everything(monkeypatch):
    ticks = itertools.count()
    clock = SimpleNamespace(monotonic=lambda: next(ticks) / 100)  # as slow as the machine may be
    for module in ("battery", "search"):
        monkeypatch.setattr(f"equivalence.conform.{module}.time", clock)
    (feature,) = selected(["prepare-x"])
    (check,) = checks(Slow(), feature, Context(0), Battery(chosen=("prepare-x",), budget=0.5))
    assert check.cases > 16
    assert share_told(check.scope) is None
    battery = Battery(chosen=("prepare-x",), replay="system 1 trit\nprepare X = 1\nmeasure X")
    (check,) = checks(Slow(), feature, Context(0), battery)
    assert check.cases == 1
    assert share_told(check.scope) is None


def test_single_features_may_have_a_share_of_their_own():
    slow = Slow()
    slow.capabilities = replace(Few.capabilities, shares={"map-sequence": 0.5})
    assert [check.cases for name in ("map-sequence", "prepare-x") for check in conform(slow, name)] == [12, 16]
    slow.capabilities = replace(Few.capabilities, shares={"map-sequence": 1.0}, share=0.25)
    assert [check.cases for name in ("map-sequence", "prepare-x") for check in conform(slow, name)] == [24, 4]


def test_a_fault_of_a_slow_simulator_is_shrunk_by_fewer_tries(monkeypatch):
    tries = []
    monkeypatch.setattr("equivalence.conform.search.shrink", lambda whole, fails, budget: tries.append(budget) or whole)
    for share in (1.0, 0.5, 0.01):
        wrong = Phaseless()
        wrong.capabilities = replace(Few.capabilities, share=share)
        assert {check.status for check in conform(wrong, "map-phase")} == {"fails"}
    assert set(tries) == {250, 125, 20}


@pytest.mark.parametrize("share", [0, -0.5, 1.5, float("nan")])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(InputError, match="share"):
        Capabilities(share=share)
    with pytest.raises(InputError, match="share"):
        Capabilities(shares={"map-phase": share})


@pytest.mark.parametrize("largest", [1, 2, 3])
def test_experiments_have_no_more_systems_than_there_is_room_for(largest):
    for feature in features().values():
        scope = Scope(None, 1.0, largest) if feature.modes else Scope(4 if feature.even else 3, None, largest)
        assert all(experiment.n <= largest for experiment in islice(feature.experiments(scope, 0), 12)), feature.name
