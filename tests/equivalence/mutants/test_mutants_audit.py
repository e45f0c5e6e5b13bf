from __future__ import annotations

import os
from dataclasses import replace
from functools import cache

import pytest
from made_once import Remembering, remember

from equivalence.engine.verdict import Claim, Context
from equivalence.mutants import ALL, BROKEN, EQUIVALENT, Loopback, Silent, Vacuous, audit, experiment_claims, table
from equivalence.mutants.composite import AT_COMPOSITE_D
from equivalence.mutants.deciding import IN_DECISIONS
from equivalence.mutants.planting import Audited, planted
from equivalence.mutants.wide import BEYOND_A_WORD
from toytheory.backend import load_backends
from toytheory.errors import InputError


def caught_by(mutant, original):
    """The checks of which one must catch the mutant."""
    if mutant in BEYOND_A_WORD:
        return {"bits.experiments/embedded" if original == "stim" else "trits.experiments/embedded"}
    if mutant in AT_COMPOSITE_D:
        return {"dits.experiments/mixed-divisors", "dits.experiments/mixed-divisors-of-two-primes"}
    if mutant in IN_DECISIONS:
        return (
            {"bits.adaptive/adaptive"} if original == "stim" else {"trits.adaptive/adaptive", "dits.adaptive/adaptive"}
        )
    if original == "stim":
        return {"bits.experiments/random-experiments"}
    if mutant.name == "multiplier-inverted":  # 2 is its own inverse modulo 3
        return {"dits.experiments/experiments"}
    if mutant.name == "reset-missing":  # seldom shows
        return {"trits.experiments/experiments", "dits.experiments/experiments"}
    return {"trits.experiments/experiments"}


def grid():
    """Every fault in one of its originals, in turn; in all of them by hand or nightly."""
    if os.environ.get("HYPOTHESIS_PROFILE") == "explore":
        return [(m, o) for m in BROKEN for o in m.originals]
    return [(m, m.originals[i % len(m.originals)]) for i, m in enumerate(BROKEN)]


@pytest.fixture(scope="module", autouse=True)
def what_no_fault_changes_is_made_once():
    with pytest.MonkeyPatch.context() as patch:
        remember(patch)
        yield


@cache
def sound():
    loaded = load_backends()
    return loaded | {name: Remembering(loaded[name]) for name in ("epistemic", "hilbert", "stim")}


def claim(name):
    return next(c for c in experiment_claims() if c.id == name)


@pytest.mark.parametrize(
    ("mutant", "original"),
    [pytest.param(m, o, id=f"{m.name} in {o}") for m, o in grid()],
)
def test_every_planted_fault_is_caught_by_a_named_check_and_for_what_it_does(mutant, original):
    expected = caught_by(mutant, original)
    claims = [c for c in experiment_claims() if any(check.startswith(c.id) for check in expected)]
    (found,) = audit(sound(), 0, [replace(mutant, originals=(original,))], claims)
    assert len(found.caught) == 1
    assert set(found.caught) <= expected
    assert found.as_it_should_be
    assert "raised" not in found.witness.get("reason", "")  # a mutant that breaks down proves nothing
    assert found.witness["toy_file"].startswith("system ")
    assert original in str(found.witness["backends"])


@pytest.mark.parametrize("mutant", AT_COMPOSITE_D, ids=lambda m: m.name)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_faults_at_composite_d_show_within_the_toy_theory_too(mutant, seed):
    (found,) = audit(sound(), seed, [mutant], [claim("toy.experiments")])
    assert set(found.caught) <= {"toy.experiments/experiments", "toy.experiments/mixed-divisors"}
    assert found.as_it_should_be
    assert set(found.witness["backends"]) == {"dense", "epistemic"}


def test_a_mutant_of_a_simulator_is_not_asked_about_the_toy_theory_alone():
    (found,) = audit(sound(), 0, [replace(BROKEN[0], originals=("hilbert",))], [claim("toy.experiments")])
    assert found.asked == found.caught == ()


def test_rewritings_that_change_nothing_are_passed_over_in_silence():
    # all of them at once, beside the sound backends, under names of their own
    together = {name: sound()[name] for name in ("epistemic", "hilbert")}
    together |= {f"{o} {m.name}": m.plant(sound()[o]) for m in EQUIVALENT for o in ("epistemic", "hilbert")}
    checks = claim("dits.experiments").check(Context(0, backends=together))
    found = next(check for check in checks if check.name == "experiments")  # what comes after it is not asked for
    assert found.status == "holds", found.witness
    assert all(name in found.scope for name in together)


def test_qubits_do_not_see_the_rewritings_that_are_equivalent_for_them_either():
    together = {name: sound()[name] for name in ("epistemic", "stim")}
    together |= {f"stim {m.name}": m.plant(sound()["stim"]) for m in EQUIVALENT if not m.odd_only}
    checks = claim("bits.experiments").check(Context(0, backends=together))
    found = next(check for check in checks if check.name == "random-experiments")
    assert found.status == "holds", found.witness
    assert all(name in found.scope for name in together)


def test_branches_written_otherwise_are_passed_over_in_silence():
    (nested,) = (m for m in EQUIVALENT if m.name == "chains-nested")
    for found in audit(sound(), 0, [nested], [claim("trits.adaptive"), claim("bits.adaptive")]):
        assert found.as_it_should_be, found.witness


@pytest.mark.parametrize("mutant", [m for m in EQUIVALENT if m.odd_only], ids=lambda m: m.name)
def test_what_is_equivalent_for_odd_d_alone_is_caught_on_qubits(mutant):
    asked_about_bits = replace(mutant, originals=("stim",), odd_only=False, broken=True)
    (found,) = audit(sound(), 0, [asked_about_bits], [claim("bits.experiments")])
    assert found.caught == ("bits.experiments/random-experiments",)


@pytest.mark.parametrize("mutant", [EQUIVALENT[0], EQUIVALENT[-1]], ids=lambda m: m.name)
def test_an_equivalent_mutant_is_as_it_should_be_when_it_was_asked_and_not_caught(mutant):
    for found in audit(sound(), 0, [replace(mutant, originals=("hilbert",))], [claim("dits.experiments")]):
        assert (found.caught, found.asked, found.as_it_should_be) == ((), ("dits.experiments",), True)
    assert not Audited(mutant, "hilbert", (), ()).as_it_should_be
    assert not Audited(mutant, "hilbert", ("trits.experiments/experiments",), ("trits.experiments",)).as_it_should_be
    assert not Audited(BROKEN[0], "hilbert", (), ("trits.experiments",)).as_it_should_be


def statuses(backends, *names):
    checks = [check for name in names for check in claim(name).check(Context(0, backends=backends))]
    return {check.status for check in checks if check.name == "experiments"}


def test_a_loopback_passes_everything_where_the_theories_agree():
    toy, quantum = sound()["epistemic"], sound()["hilbert"]
    assert statuses({"epistemic": toy, "loopback": Loopback(toy)}, "trits.experiments", "dits.experiments") == {"holds"}
    assert statuses({"hilbert": quantum, "loopback": Loopback(quantum)}, "dits.experiments") == {"holds"}


@pytest.mark.parametrize("side", ["toy", "quantum"])
def test_a_vacuous_backend_fails_and_a_silent_one_leaves_nothing_decided(side):
    other = {"toy": "hilbert", "quantum": "epistemic"}[side]
    assert statuses({other: sound()[other], "vacuous": Vacuous(side)}, "dits.experiments") == {"fails"}
    assert statuses({other: sound()[other], "silent": Silent(side)}, "dits.experiments") == {"skipped"}
    with pytest.raises(NotImplementedError):
        Silent(side).distribution(None)


def test_a_mutant_takes_its_originals_place_opposite_a_sound_backend():
    together = planted(BROKEN[0], "hilbert", sound())
    assert list(together) == ["hilbert", "epistemic"]
    assert together["epistemic"] is sound()["epistemic"]
    assert together["hilbert"] is not sound()["hilbert"]
    with pytest.raises(InputError, match="no backend hilbert to plant fourier-sign in"):
        planted(BROKEN[0], "hilbert", {"hilbert": "cannot be loaded", "epistemic": sound()["epistemic"]})


def test_claims_on_bits_are_not_asked_about_what_is_a_fault_for_bits():
    asked = []
    blind = Claim("bits.experiments", "", "", lambda ctx: asked.append(ctx) or [])
    odd_only = next(m for m in EQUIVALENT if m.odd_only)
    assert all(found.asked == () for found in audit(sound(), 0, [odd_only], [blind]))
    assert asked == []


def test_a_backend_of_bits_is_not_asked_about_trits():
    asked = []
    blind = Claim("trits.experiments", "", "", lambda ctx: asked.append(ctx) or [])
    audit(sound(), 0, [replace(BROKEN[0], originals=("stim",))], [blind])
    assert asked == []


def test_the_table_says_what_catches_each_mutant():
    first, last = BROKEN[0], EQUIVALENT[-1]
    text = table([
        Audited(first, "epistemic", ("trits.experiments/experiments",), ("trits.experiments",)),
        Audited(first, "hilbert", (), ("trits.experiments",)),
        Audited(last, "hilbert", (), ("trits.experiments",)),
    ])  # fmt: skip
    assert text.splitlines()[2:] == [
        f"| `{first.name}` | {first.says} | trits.experiments/experiments (epistemic); missed (hilbert) |",
        f"| `{last.name}` | {last.says} | silent (hilbert) |",
    ]


def test_mutants_have_names_of_their_own_and_say_what_they_do():
    assert len({m.name for m in ALL}) == len(ALL)
    assert len({m.says for m in ALL}) == len(ALL)
    assert all(m.broken for m in BROKEN)
    assert not any(m.broken for m in EQUIVALENT)
