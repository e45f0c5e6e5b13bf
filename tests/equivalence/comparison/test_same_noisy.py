"""Noise, faulty records, unreported outcomes and named values compared: as the general way, by hand, and at scale."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from noisy_pairs import noisy_pair
from noisy_ways import noisy_ways

from equivalence.comparison import noisy_law, same_dilated, same_noisy
from equivalence.comparison import same as general
from equivalence.comparison.alike import alike
from equivalence.comparison.same import same
from quantum_ref.stim import dilated as by_tableaus
from toytheory.backend import load_backends
from toytheory.discrete import dilated
from toytheory.errors import CannotRun
from toytheory.language.reading import parse_experiment

BACKENDS = load_backends(["hilbert", "stim"])


def decided(first, second, **options):
    return same(parse_experiment(first), parse_experiment(second), BACKENDS, **options)


def answers(first, second, **options):
    found = decided(first, second, **options)
    assert found["toy"].answer == found["quantum"].answer
    return found["toy"].answer


@pytest.mark.parametrize("as_maps", [False, True])
@pytest.mark.parametrize(
    ("d", "n", "seeds"),
    [(2, 1, (0, 1, 2, 3, 21, 22)), (2, 2, (0, 2, 3, 13, 17)), (3, 1, range(8)), (4, 1, (0, 1, 4, 15))],
)
def test_verdicts_are_those_of_the_general_way(monkeypatch, d, n, seeds, as_maps):
    seen = set()
    for seed in seeds:
        both = noisy_pair(seed, d, n)
        quick = same(*both, BACKENDS, as_maps=as_maps)
        with monkeypatch.context() as slow:
            slow.setattr(general, "of_noisy", lambda *all: None)
            wanted = same(*both, BACKENDS, as_maps=as_maps)
        for side, each in wanted.items():
            if each.answer != "not-decided":
                assert quick[side].answer == each.answer, (seed, side)
                seen.add(each.answer)
    assert seen == {"same", "different"}


FLIP = "noise X1 by 0: 0.9, 1: 0.1\n"


@pytest.mark.parametrize(
    ("first", "second", "answer"),
    [
        ("measure X1 as a flip 1: 0.1", f"{FLIP}measure X1 as a\n{FLIP}", "different"),  # the record is not the system
        ("measure X1 as a flip 1: 0.1\nprepare X1 = 0", f"{FLIP}measure X1 as a\nprepare X1 = 0", "same"),
        (f"{FLIP}{FLIP}", "noise X1 by 0: 0.82, 1: 0.18", "same"),
        (FLIP, "noise X1 by 0: 0.8, 1: 0.2", "different"),
        (f"{FLIP}fourier 1", "fourier 1\nnoise P1 by 0: 0.9, 1: 0.1", "same"),
        ("noise X1 by 0: 1/2, 1: 1/2", "measure P1\nreport", "same"),
        ("noise X1, P1 by 0,0: 1/4, 0,1: 1/4, 1,0: 1/4, 1,1: 1/4",
         "discard 1\nprepare X1 = 0\nmeasure P1 as a\nreport", "same"),
        ("noise X1 by 1: 1", "displace X1 by 1", "same"),
        ("random a\nrandom b by 0: 0.9, 1: 0.1", "random a\nrandom b", "different"),
        ("measure X1 as a\nlet c = a + 1", "measure X1 as a\nlet c = a", "different"),
        ("measure X1 as a\nlet c = a + 1", "measure X1 as a\nmeasure X1 + 1 as c", "same"),
        ("measure P1 as b\nmeasure X1 as a\nreport b", "measure P1 as b\nnoise P1 by 0: 1/2, 1: 1/2", "same"),
        ("measure X1 as a\nmeasure P1 as b\nreport a", "measure X1 as a", "different"),
        (f"prepare X1 = 0\n{FLIP}measure X1 as a\ndetector a as z", f"prepare X1 = 0\n{FLIP}measure X1 as z\nlet a = z",
         "same"),
    ],
)  # fmt: skip
def test_by_hand(first, second, answer):
    first, second = (f"system 1 bit\n{text}" for text in (first, second))
    if second.endswith("report"):  # an outcome that nobody sees
        first, second = f"{first}\nrandom r by 0: 1", second.replace("report", "random r by 0: 1\nreport r")
    assert answers(first, second, as_maps=True) == answers(second, first, as_maps=True) == answer


def test_a_difference_is_told_with_both_laws_and_as_an_operation():
    found = decided(f"system 2 bits\n{FLIP}sum 1 2", "system 2 bits\nnoise X1 by 0: 0.7, 1: 0.3\nsum 1 2", as_maps=True)
    for side in found.values():
        assert side.witness["first"] == "0: 9/10, 1: 1/10"
        assert side.witness["second"] == "0: 7/10, 1: 3/10"
        assert side.witness["prepare"] == "X1 = 0"
        assert side.witness["measure"] == "X1"
    gone = decided(FLIP.join(("system 1 bit\n", "")), "system 1 bit\nnoise X1 by 0: 1/2, 1: 1/2", as_maps=True)
    assert gone["toy"].witness["only in"] == "first"
    assert gone["toy"].witness["value"] == "0: 9/10, 1: 1/10"


def test_a_sign_on_qubits_is_seen_through_noise():
    """phase twice is a sign on qubits and nothing on bits."""
    phases = "system 1 bit\nprepare P1 = 0\nnoise P1 by 0: 0.9, 1: 0.1\nphase 1\nphase 1\nmeasure P1 as a"
    plain = phases.replace("phase 1\nphase 1\n", "")
    found = decided(phases, plain)
    assert (found["toy"].answer, found["quantum"].answer) == ("same", "different")
    assert found["quantum"].witness["first"] == "0: 1/10, 1: 9/10"


@pytest.mark.parametrize("kind", ["bits", "trits"])
def test_noise_of_two_systems_together_is_more_than_of_each(kind):
    together = f"system 2 {kind}\nprepare X1..X2 = 0\nnoise X1, X2 by 0,0: 0.8, 1,1: 0.2\nmeasure P1, P2 as a, b"
    apart = together.replace("X1, X2 by 0,0: 0.8, 1,1: 0.2", "each X of 1..2 by 0: 0.8, 1: 0.2")
    assert answers(together, apart) == "same"  # the measurements leave nothing of it
    together, apart = (text.rpartition("\n")[0] for text in (together, apart))
    found = decided(together, apart)
    assert found["toy"].answer == found["quantum"].answer == "different"
    assert found["toy"].witness["known"] == "X1 + X2"
    assert answers(together, together) == "same"


def test_noise_of_three_systems_together():
    head = "system 3 bits\nprepare X1..X3 = 0\nnoise X1, X2, X3 by "
    even = head + "0,0,0: 1/4, 0,1,1: 1/4, 1,0,1: 1/4, 1,1,0: 1/4"
    odd = head + "1,1,1: 1/4, 0,0,1: 1/4, 0,1,0: 1/4, 1,0,0: 1/4"
    found = decided(even, odd)
    assert found["toy"].witness["known"] == found["quantum"].witness["known"] == "X1 + X2 + X3"
    assert (found["toy"].witness["first"], found["toy"].witness["second"]) == ("0: 1", "1: 1")


def test_one_law_written_in_two_ways_on_many_variables_is_not_decided(monkeypatch):
    twice = "system 2 bits\nprepare X1..X2 = 0\n" + 2 * "noise X1, X2 by 0,0: 0.8, 1,1: 0.2\n"
    once = "system 2 bits\nprepare X1..X2 = 0\nnoise X1, X2 by 0,0: 0.68, 1,1: 0.32\n"
    assert answers(twice, once) == "same"
    monkeypatch.setattr(same_noisy, "GROUP", 2)
    found = decided(twice, once)["toy"]
    assert (found.answer, found.by) == ("not-decided", "noise on 2 variables together is written in two ways")
    monkeypatch.undo()
    even = "system 2 bits\nprepare X1..X2 = 0\nnoise X1, X2 by 0,0: 1/2, 1,1: 1/2\nrandom r by 0: 1\nreport r"
    drawn = "system 2 bits\nprepare X1..X2 = 0\nrandom q\nrandom r by 0: 1\ndisplace X1 by q, X2 by q\nreport r"
    assert decided(even, drawn)["toy"].by == "noise that leaves nothing of a variable is written in two ways"


def test_what_is_too_large_goes_the_general_way(monkeypatch):
    text = f"system 1 bit\nprepare X1 = 0\n{FLIP}measure X1 as a"
    monkeypatch.setattr(dilated, "CELLS", 10)
    assert answers(text, text) == "same"
    monkeypatch.undo()
    monkeypatch.setattr(by_tableaus, "LARGEST", 2)
    found = decided(text, text)
    assert (found["toy"].answer, found["quantum"].answer) == ("same", "not-decided")


def test_hidden_outcomes_keep_out_of_the_way_of_names():
    one = "system 1 bit\nmeasure X1 as a\nrandom b\nreport b"
    two = "system 1 bit\nmeasure X1 as b\nrandom a\nlet c = a\nreport c"
    assert answers(one, two) == answers(two, one) == "same"


def surface(n, fault=0.01):
    """A ring of parities of many noisy systems, with faulty records."""
    return "\n".join(
        [
            f"system {n} bits",
            f"prepare X1..X{n} = 0",
            f"noise each X of 1..{n - 1} by 0: 0.99, 1: 0.01",
            f"noise X{n} by 0: {1 - fault}, 1: {fault}",
            *(f"measure X{k} + X{k + 1} as s{k} flip 1: 0.02" for k in range(1, n)),
        ]
    )


def test_hundreds_of_noisy_systems():
    assert answers(surface(80), surface(80)) == "same"
    assert answers(surface(80), surface(80, fault=0.02)) == "different"


def test_long_fractions_are_shortened_in_what_is_told():
    once = "system 1 bit\nprepare X1 = 0\nnoise X1 by 0: 0.876544, 1: 0.123456\n"
    twenty = once + "noise X1 by 0: 0.99999, 1: 0.00001\n" * 20
    assert decided(once, twenty)["toy"].witness["second"].startswith("0: about 0.87639")


@pytest.mark.parametrize("what", ["constants", "moves"])
def test_a_planted_fault_shows(monkeypatch, what):
    text = parse_experiment(f"system 1 trit\nprepare X1 = 1\n{FLIP}measure X1 as a")
    assert same(text, text, {})["toy"].answer == "same"
    right, times = same_noisy.Known.of, iter(range(2))

    def wrong(*given):
        found = right(*given)
        return replace(found, **{what: (getattr(found, what) * 2 + next(times)) % 3})

    monkeypatch.setattr(same_noisy.Known, "of", wrong)
    assert same(text, text, {})["toy"].answer == "different"


def test_what_tableaus_do_not_confirm_is_not_decided(monkeypatch):
    text = parse_experiment(f"system 2 bits\nprepare X1 = 0\n{FLIP}sum 1 2\nmeasure X1 as a")
    right = same_noisy.Known.of

    def wrong(*given):
        found = right(*given)
        return replace(found, moves=np.zeros_like(found.moves))

    monkeypatch.setattr(same_noisy.Known, "of", wrong)
    found = same(text, text, BACKENDS)["quantum"]
    assert (found.answer, found.by) == ("not-decided", "stim finds random what is known")


def test_what_is_not_compared_says_why():
    hidden = "system 1 dit d=4\nmeasure X1 as a\nmeasure P1 as b\nreport b"
    with pytest.raises(CannotRun, match="outcomes that nobody sees"):
        decided(hidden, hidden)
    branches = "system 1 bit\nmeasure X1 as a\nwhen a = 1\n  fourier 1\nend\nmeasure X1 as b\nreport b"
    with pytest.raises(CannotRun):
        decided(branches, branches)
    even = f"system 1 dit d=4\n{FLIP}"
    assert same(parse_experiment(even), parse_experiment(even), {})["quantum"].answer == "not-decided"


@pytest.mark.parametrize("as_maps", [False, True])
@pytest.mark.parametrize(("d", "n", "seeds"), [(2, 1, range(8)), (2, 2, range(6)), (3, 1, range(4, 10))])
def test_noise_beside_branches_and_conditions_as_in_the_general_way(monkeypatch, d, n, seeds, as_maps):
    monkeypatch.setattr(same_dilated, "FEW", 0)
    seen = set()
    for seed in seeds:
        both = noisy_ways(seed, d, n)
        quick = same(*both, BACKENDS, as_maps=as_maps)
        with monkeypatch.context() as slow:
            slow.setattr(general, "of_noisy", lambda *all: None)
            slow.setattr(general, "of_dilations", lambda *all: None)
            wanted = same(*both, BACKENDS, as_maps=as_maps)
        for side, each in wanted.items():
            assert each.answer in ("not-decided", quick[side].answer)
            seen.add(each.answer)
    assert {"same", "different"} <= seen


SYNDROME = """system 2 bits
prepare X1..X2 = 0
noise each X of 1..2 by 0: 0.9, 1: 0.1
measure X1 + X2 as s
"""

POSTSELECTED = """system 2 bits
prepare X1..X2 = 0
random s by 0: 0.82, 1: 0.18
noise X1, X2 by 0,0: 81/82, 1,1: 1/82
"""


def test_what_is_kept_binds_the_noise(monkeypatch):
    for end in ("condition s = 0", "condition s = 0\nmeasure X1 as a", "condition s = 0\ndiscard 2"):
        assert answers(SYNDROME + end, POSTSELECTED + end) == "same"
    wrong = decided(
        f"{SYNDROME}condition s = 0",
        POSTSELECTED.replace("81/82", "80/82").replace("1,1: 1", "1,1: 2") + "condition s = 0",
    )
    for side in wrong.values():
        assert side.witness["given"] == "s = 0"
        assert (side.witness["first"], side.witness["second"]) == ("0: 81/82, 1: 1/82", "0: 40/41, 1: 1/41")
    rarer = decided(
        f"{SYNDROME}condition s = 0", POSTSELECTED.replace("0.82, 1: 0.18", "0.81, 1: 0.19") + "condition s = 0"
    )
    for side in rarer.values():
        assert side.witness == {"outcome": "s = 0", "first": "41/50", "second": "81/100"}
    monkeypatch.setattr(noisy_law.Known, "with_bound", lambda self, rows: list(rows))
    assert answers(f"{SYNDROME}condition s = 0", f"{POSTSELECTED}condition s = 0") == "different"


def test_corrections_that_a_branch_makes():
    """A branch that corrects where the syndrome says so, and the same fed forward; or on the other system."""
    branch = f"{SYNDROME}when s = 1\n  displace X1 by 1\nend"
    assert answers(branch, f"{SYNDROME}displace X1 by s") == "same"
    assert answers(branch, f"{SYNDROME}displace X2 by s") == "same"  # errors of both are alike
    found = decided(
        branch.replace("0.1", "0.1").replace("each X of 1..2 by 0: 0.9, 1: 0.1", "X1 by 0: 0.9, 1: 0.1"),
        f"{SYNDROME}displace X2 by s".replace("each X of 1..2 by 0: 0.9, 1: 0.1", "X1 by 0: 0.9, 1: 0.1"),
    )
    for side in found.values():
        assert side.answer == "different"
        assert side.witness["given"] == "s = 1"


def test_conditions_on_what_nobody_sees():
    one = f"{SYNDROME}condition s = 0\nmeasure X1 as a\nreport a"
    two = POSTSELECTED.replace("random s", "random t") + "condition t = 0\nmeasure X1 as a\nreport a"
    assert answers(one, two) == "same"
    assert answers(one, two.replace("81/82", "82/82").replace(", 1,1: 1/82", "")) == "different"
    found = decided(one, two.replace("0.82, 1: 0.18", "0.8, 1: 0.2"))
    assert found["toy"].witness == {"condition_probability": {"first": "41/50", "second": "4/5"}}


def test_runs_that_never_happen_are_the_same():
    never = "system 1 bit\nprepare X1 = 0\nmeasure X1 as a\ncondition a = 1\nnoise P1 by 0: 0.9, 1: 0.1"
    assert answers(never, f"{never}\nfourier 1") == "same"


def test_noise_that_is_bound_together_too_much_is_not_decided(monkeypatch):
    text = f"{SYNDROME}condition s = 0"
    for most in (1, 2):  # what binds by itself, and with a variable
        monkeypatch.setattr("toytheory.outcomes.marginals.GROUP", most)
        found = decided(text, text)
        assert "binds too much noise together" in found["toy"].by
        assert found["quantum"].answer == "not-decided"
    monkeypatch.setattr(same_noisy, "LISTED", 1)
    branch = parse_experiment(f"{SYNDROME}when s = 1\n  displace X1 by 1\nend")
    assert same_noisy.of_noisy(alike(branch, branch), (), BACKENDS, False) is None
