"""docs/language.md is true: its examples run, its refusals are refused for the reason that it gives."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from language_generated import experiments
from ontic_by_hand import distribution, runs_of
from places import ROOT

from equivalence.comparison.branches import LARGEST as MOST_BRANCHES
from equivalence.comparison.certain import check_certain
from toytheory.errors import InputError
from toytheory.language.bookkeeping import MAX_OUTCOMES, MAX_ROUNDS
from toytheory.language.experiment import Experiment
from toytheory.language.lowering.unroll import LARGEST as LARGEST_WRITTEN
from toytheory.language.reader import MAX_DIGITS, MAX_WRITTEN
from toytheory.language.reading import MAX_BYTES, parse_experiment
from toytheory.language.so_far import KEYWORDS, MAX_DEPTH
from toytheory.language.statements.table import ADVICE, STATEMENTS, words
from toytheory.language.steps import MAX_SYSTEMS, System

TEXT = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toy\n(.*?)```", TEXT, re.DOTALL)
REFUSALS = TEXT.split("## What is refused")[1:]
CONTEXTS = ["system 2 trits\nmeasure X1 as a\n", "system 2 modes\nmeasure X1 as a\n"]
CONTEXT = CONTEXTS[0]
ROWS = [
    (context, statement, reason)
    for context, section in zip(CONTEXTS, REFUSALS, strict=True)
    for _, statement, reason in re.findall(r"^\| (.+?) \| `([^`]+)` \| (.+?) \|$", section, re.MULTILINE)
]


@pytest.mark.parametrize("block", BLOCKS)
def test_an_example_is_an_experiment(block: str) -> None:
    parse_experiment(block)


@pytest.mark.parametrize("block", [block for block in BLOCKS if "modes" not in block and "mode " not in block])
def test_the_detectors_of_an_example_are_certain_without_noise(block: str) -> None:
    check_certain(parse_experiment(block))


def test_every_statement_has_an_example() -> None:
    used = {line.split()[0] for block in BLOCKS for line in block.splitlines()}
    assert used == {*words("Z"), *words("R")}
    assert all(word in ADVICE[over] for over in STATEMENTS for word in words(over))


@pytest.mark.parametrize(("context", "statement", "reason"), ROWS)
def test_a_refusal_is_for_the_reason_given(context: str, statement: str, reason: str) -> None:
    several = [] if "covariance" in statement or "matrix" in statement else statement.split("; ")
    lines = several if len(several) > 1 else [statement]
    with pytest.raises(InputError) as caught:
        parse_experiment(context + "\n".join(lines))
    assert reason in str(caught.value)
    assert caught.value.place is not None
    assert 3 <= caught.value.place.line < 3 + len(lines)


def test_the_table_of_refusals_is_read_whole() -> None:
    assert len(ROWS) == sum(section.count("\n| ") for section in REFUSALS) - 3  # the heads have no code in them


def test_the_message_shown_is_the_message_told() -> None:
    (shown,) = re.findall(r"```text\n(bell\.toy.*?)\n```", TEXT, re.DOTALL)
    with pytest.raises(InputError) as caught:
        parse_experiment("system 2 trits\nprepare X1 = 0, P1 = 0", "bell.toy")
    assert str(caught.value) == shown


def test_the_limits_are_as_documented() -> None:
    assert f"{MAX_SYSTEMS:,} systems" in TEXT
    assert f"up to {MAX_ROUNDS:,} rounds, which together make up to\n{MAX_OUTCOMES:,} outcomes" in TEXT
    assert f"list {MAX_WRITTEN:,} things" in TEXT
    assert f"nested more than {MAX_DEPTH} deep" in TEXT
    assert f"more than {LARGEST_WRITTEN:,} steps once rounds are written out, more than {MOST_BRANCHES:,}\n" in TEXT
    assert f"{MAX_BYTES // 2**20} MiB" in TEXT
    assert f"more than {MAX_DIGITS} digits" in TEXT


def test_preparing_one_half_of_a_pair_breaks_its_correlations() -> None:
    pair = "system 2 bits\nprepare X1 + X2 = 0, P1 + P2 = 0\n"
    kept, _ = distribution(parse_experiment(pair + "prepare P1 = 0\nmeasure X1 + X2"))
    assert kept == {(0,): 0.5, (1,): 0.5}
    named, _ = distribution(parse_experiment(pair + "prepare X1 + 0X2 = 0\nmeasure P2"))
    assert named == {(0,): 0.5, (1,): 0.5}


def test_a_forgotten_measurement_makes_what_does_not_commute_unknown() -> None:
    outcomes, _ = distribution(parse_experiment("system 1 trit\nprepare X = 1\nmeasure P\nmeasure X as x"))
    assert len({x for _, x in outcomes}) == 3


SMALL = st.sampled_from([(2, 1), (2, 2), (3, 1), (4, 1)]).map(lambda dn: System.of_dimension(*dn))


def known_to_be_isotropic(experiment: Experiment) -> bool:
    """Whether, outcomes forgotten, ontic states are uniform on an affine set as wide as complementarity asks."""
    d = experiment.d
    weight: dict[tuple[int, ...], Fraction] = defaultdict(Fraction)
    for (state, _), p in runs_of(experiment).items():
        weight[state] += p
    if not weight:  # the conditions exclude each other
        return True
    first = next(iter(weight))
    moves = {tuple((x - y) % d for x, y in zip(state, first, strict=True)) for state in weight}
    affine = all(tuple((x + y) % d for x, y in zip(a, b, strict=True)) in moves for a in moves for b in moves)
    variables = itertools.product(range(d), repeat=len(first))
    known = [f for f in variables if all(sum(c * x for c, x in zip(f, m, strict=True)) % d == 0 for m in moves)]
    brackets = (sum(f[i] * g[i + 1] - f[i + 1] * g[i] for i in range(0, len(f), 2)) for f in known for g in known)
    return len(set(weight.values())) == 1 and affine and not any(value % d for value in brackets)


@settings(max_examples=40)
@given(experiments(SMALL, noisy=False))
def test_without_noise_every_state_is_of_the_talks_form_whatever_is_forgotten(experiment: Experiment) -> None:
    assert known_to_be_isotropic(experiment)


def test_noise_leads_out_of_the_form() -> None:
    assert not known_to_be_isotropic(parse_experiment("system 1 trit\nprepare X = 0\nnoise X by 0: 9/10, 1: 1/10"))


TOPICS = [(over, topic, advice.example) for over in ADVICE for topic, advice in ADVICE[over].items()]
MADE = {"Z": "system 2 trits\nmeasure X1, X2 as a, b\n", "R": "system 2 modes\nmeasure X1, X2 as a, b\n"}
INSIDE = {"otherwise": ("when a = 0", "end"), "end": ("repeat 2", ""), "repeat": ("", "end"), "when": ("", "end")}


@pytest.mark.parametrize(("over", "topic", "example"), TOPICS)
def test_the_examples_that_mends_give_are_right(over: str, topic: str, example: str) -> None:
    around = INSIDE.get(topic, ("", ""))
    context = MADE[over].replace("a, b", "a, q") if "as b" in example else MADE[over]
    if "as a" in example or "random a" in example:
        context = context.replace("as a", "as z")
    whole = {
        "system": example,
        "whole_variable": f"{MADE[over]}measure {example}",
        "whole_knowns": f"{MADE[over]}prepare {example}",
    }
    parse_experiment(whole.get(topic, "\n".join([context, around[0], example, around[1]])))


def test_the_words_of_the_first_edition_are_reserved() -> None:
    later = set("random let when otherwise report channel interferometer homodyne general-dyne".split())
    listed = {part for over in ADVICE for word in words(over) if word not in later for part in word.split("-")}
    assert listed - {"mode", "two"} <= KEYWORDS
