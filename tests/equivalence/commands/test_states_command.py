"""`toytheory states`: what may be known, counted as the closed formulas count it."""

from __future__ import annotations

import json
import shutil

import pytest

from equivalence import cli
from toytheory.discrete.enumeration import epistemic_states, isotropic_count_one_system, pure_state_count, state_count
from toytheory.discrete.epistemic import EpistemicState
from toytheory.errors import InputError
from toytheory.restrictions import KNOWLEDGE_BALANCE
from toytheory.restrictions.catalogue import MOST_STATES, Known, counts, known_sets, listed_states


@pytest.fixture
def command(capsys):
    def run(*arguments):
        code = cli.execute(["states", *map(str, arguments)])
        return code, *capsys.readouterr()

    return run


@pytest.mark.parametrize(("d", "n"), [(2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (5, 1), (7, 1)])
def test_counts_are_those_of_the_formulas(d, n):
    sets = known_sets(d, n)
    assert sum(known.states for known in sets) == state_count(d, n)
    assert sum(known.states for known in sets if known.pure) == pure_state_count(d, n)
    assert all(known.commutes for known in sets)


def test_composite_d_has_modules():
    modules, pure, states = isotropic_count_one_system(9)
    sets = known_sets(9, 1)
    assert (len(sets), sum(k.pure for k in sets), sum(k.states for k in sets)) == (modules, pure, states)


@pytest.mark.parametrize(("d", "n"), [(2, 2), (3, 2), (4, 1)])
def test_every_listed_state_can_be_prepared_and_none_is_listed_twice(d, n):
    listed = listed_states(known_sets(d, n))
    states = {EpistemicState.from_known(text, d, n) for text in listed if text != "nothing known"}
    assert len(states) + 1 == len(listed) == len(set(listed))
    assert states | {EpistemicState.unknown(d, n)} == set(epistemic_states(d, n))


@pytest.mark.parametrize(("d", "expected"), [(2, (36, 24)), (3, (144, 216))])
def test_correlated_states_are_those_that_are_no_product(d, expected):
    pure = [known for known in known_sets(d, 2) if known.pure]
    found = [sum(known.states for known in pure if known.correlated == wanted) for wanted in (False, True)]
    assert tuple(found) == expected


def test_knowledge_balance_allows_more_trits_and_says_which_have_no_quantum_state():
    sets = known_sets(3, 2, KNOWLEDGE_BALANCE)
    pure = [known for known in sets if known.pure]
    assert (len(pure), sum(not known.commutes for known in pure)) == (64, 24)
    assert len(known_sets(2, 2, KNOWLEDGE_BALANCE)) == len(known_sets(2, 2))
    assert len(known_sets(2, 3, KNOWLEDGE_BALANCE)) == 1 + 63 + 351 + 135


def test_kinds_are_counted():
    assert counts(known_sets(2, 2)) == [
        {"known": 1, "pure": False, "correlated": False, "sets": 1, "states": 1},
        {"known": 2, "pure": False, "correlated": False, "sets": 6, "states": 12},
        {"known": 2, "pure": False, "correlated": True, "sets": 9, "states": 18},
        {"known": 4, "pure": True, "correlated": False, "sets": 9, "states": 36},
        {"known": 4, "pure": True, "correlated": True, "sets": 6, "states": 24},
    ]
    assert counts([]) == []


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda: known_sets(2, 6), "too many to list"),
        (lambda: known_sets(9, 2), "too many to list"),
        (lambda: known_sets(3, 4, KNOWLEDGE_BALANCE), "too many to try"),
        (lambda: known_sets(7, 3, KNOWLEDGE_BALANCE), "too many to try"),
        (lambda: known_sets(9, 1, KNOWLEDGE_BALANCE), "not prime"),
        (lambda: known_sets(3, 1, "entropy"), "no restriction"),
        (lambda: listed_states(known_sets(2, 1) * (MOST_STATES // 7 + 1)), "too many to list"),
    ],
)
def test_what_is_too_much_or_not_defined_is_refused(call, problem):
    with pytest.raises(InputError, match=problem):
        call()


# the command


def test_the_example_of_the_issue(command):
    code, out, _ = command("--bits", 2, "--pure", "--correlated")
    assert code == 0
    assert out.startswith("2 bits, classical complementarity, pure and correlated states: 24 states\n")
    assert "X1 + X2, P1 + P2" in out
    assert len(out.strip().split("\n")) == 1 + 1 + 1 + 1 + 6


def test_values_are_listed_state_by_state(command):
    _, out, _ = command("--trits", 1, "--mixed", "--values")
    assert out.split("\n\n")[-1] == "nothing known\n"
    _, out, _ = command("--trits", 1, "--pure", "--values")
    assert out.split("\n\n")[-1].splitlines()[:3] == ["X1 = 0", "X1 = 1", "X1 = 2"]


def test_nothing_left_is_no_error(command):
    code, out, _ = command("--bits", 1, "--correlated")
    assert (code, out.splitlines()[0]) == (0, "1 bit, classical complementarity, correlated states: 0 states")


@pytest.mark.parametrize("options", [("--dits", 5, 1), ("--d", 5, "--n", 1), ("--d", 5)])
def test_dits_are_named_in_several_ways(command, options):
    code, out, _ = command(*options, "--uncorrelated")
    assert (code, out.splitlines()[0]) == (
        0,
        "1 dit with d = 5, classical complementarity, uncorrelated states: 31 states",
    )


def test_states_without_a_quantum_counterpart_are_marked(command):
    _, out, _ = command("--trits", 2, "--restriction", "knowledge-balance", "--pure")
    assert out.count("(no quantum state)") == 24
    assert "X1 - X2, P1 - P2" in next(line for line in out.splitlines() if line.startswith("X1 - X2, P1 - P2"))


def test_json_has_counts_sets_and_states(command, tmp_path):
    code, out, _ = command("--bits", 2, "--json")
    record = json.loads(out)
    assert code == 0
    assert list(record) == ["format", "system", "restriction", "counts", "known", "states"]
    assert record["format"] == "toytheory/states-1"
    assert record["system"] == {"kind": "bits", "d": 2, "n": 2}
    assert (record["counts"]["sets"], record["counts"]["states"]) == (31, 91)
    assert len(record["states"]) == 91
    file = tmp_path / "states.json"
    assert command("--bits", 2, "--json", file)[:2] == (0, "")
    assert json.loads(file.read_text()) == record


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--bits", 1, "--trits", 1),
        ("--n", 2),
        ("--bits", 1, "--n", 1),
        ("--d", 3, "--trits", 1),
        ("--dits", 3, 1, "--n", 1),
    ],
)
def test_systems_are_named_once(command, options):
    code, _, error = command(*options)
    assert code == 2
    assert "which systems?" in error


@pytest.mark.parametrize(
    "options", [("--bits", 0), ("--bits", "x"), ("--d", 1), ("--bits", 1, "-o", "x.txt"), ("--bits", 6)]
)
def test_bad_usage_ends_with_2(command, options):
    assert command(*options)[0] == 2


@pytest.mark.parametrize("restriction", ["classical-complementarity", "knowledge-balance"])
def test_a_sheet_of_pictures(command, tmp_path, restriction):
    file = tmp_path / "states.svg"
    code, out, error = command("--trits", 1, "--restriction", restriction, "-o", file)
    assert (code, out) == (0, "")
    assert error == f"wrote {file}\n"
    assert file.read_text(encoding="utf-8").count("X − P = ") >= 1
    shutil.rmtree(tmp_path)


def test_too_many_pictures_are_refused_before_they_are_drawn(command, tmp_path):
    code, _, error = command("--bits", 3, "-o", tmp_path / "x.svg")
    assert code == 2
    assert "do not fit on a page" in error
    assert command("--bits", 1, "--correlated", "-o", tmp_path / "x.svg")[0] == 2


def test_known_is_told_in_notation():
    known = next(k for k in known_sets(3, 2) if k.variables == ("X1 - X2", "P1 + P2"))
    assert isinstance(known, Known)
    assert next(known.told()) == "X1 - X2 = 0, P1 + P2 = 0"
