"""Plain lines are read by patterns to what the grammar reads: the same records, places, columns and refusals."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from language_cases import GROUPS
from language_generated import experiments, near_statements, near_texts
from places import ROOT

from toytheory.errors import InputError, Place
from toytheory.language import reading
from toytheory.language.bookkeeping import flat
from toytheory.language.experiment import Experiment
from toytheory.language.plain_lines import Text
from toytheory.language.reading import format_experiment, parse_experiment
from toytheory.language.statements.table import STATEMENTS

PLAIN = {word: statement for word, statement in STATEMENTS["Z"].items() if statement.plain is not None}
GRAMMAR = {**STATEMENTS, "Z": {word: replace(s, plain=None) for word, s in STATEMENTS["Z"].items()}}


def read(text: str) -> Any:
    """Everything that reading a text gives, whatever `==` thinks of it."""
    try:
        experiment = parse_experiment(text, "some.toy")
    except InputError as error:
        return str(error)
    return experiment, [(repr(step), step.place, step.columns) for step in flat(experiment.steps)]


def read_by_grammar(text: str) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "STATEMENTS", GRAMMAR)
        return read(text)


class Counting:
    """Counts the lines that patterns read."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.lines = 0
        counted = {word: replace(s, plain=self.counting(s.plain)) for word, s in PLAIN.items()}
        patch.setattr(reading, "STATEMENTS", {**STATEMENTS, "Z": {**STATEMENTS["Z"], **counted}})

    def counting(self, plain: Any) -> Any:
        def read(*given: Any) -> Any:
            found = plain(*given)
            self.lines += found is not None
            return found

        return read


def test_the_statements_that_files_are_full_of_have_patterns() -> None:
    assert set(PLAIN) == set("prepare fourier phase multiply sum cphase swap displace noise measure".split())


EXAMPLES = sorted((ROOT / "examples").glob("*.toy"))
BLOCKS = re.findall(r"```toy\n(.*?)```", (ROOT / "docs" / "language.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("text", [*(path.read_text(encoding="utf-8") for path in EXAMPLES), *BLOCKS])
def test_examples_are_read_alike(text: str) -> None:
    assert read(text) == read_by_grammar(text)


@pytest.mark.parametrize("group", GROUPS)
def test_refusals_are_alike(group: str) -> None:
    for case in GROUPS[group]:
        assert read(case.text) == read_by_grammar(case.text)


@given(experiments(second=True))
def test_what_is_written_is_read_alike(experiment: Experiment) -> None:
    text = format_experiment(experiment)
    assert read(text) == read_by_grammar(text)


@given(near_texts)
def test_any_text_is_read_alike(text: str) -> None:
    assert read(text) == read_by_grammar(text)


WORDS = (
    *"X1 P2 X3 X0 X P01 2X1 -P2 0X2 12345678901X1 X1X2 a b 2a -b 0a as a[1] a[-1] c1 1 2 3 0 -1 1234567890".split(),
    *"0.5 1/2 9/10 .5 1. 1/0 , + - = : ; .. -> flip each by \u2212".split(),
    *(", ", " , ", " + ", " - ", " = ", ": ", " by ", " as ", " ", "  ", "\t", "\u00a0", "# x", "1 2", "1, 2", "2 1"),
    *("0,0: 1", "1: 1"),
)
SPLIT = st.lists(st.sampled_from(WORDS), max_size=9).map("".join)


@given(st.sampled_from(sorted(PLAIN)), SPLIT, st.sampled_from(["", "  ", "\t"]), st.sampled_from([2, 3, 9]))
def test_lines_that_are_nearly_plain_are_read_alike(word: str, rest: str, indent: str, d: int) -> None:
    text = f"system 2 dits d={d}\nmeasure X1, X2 as a, b\n{indent}{word} {rest}\nmeasure P1\nmeasure P2, X2"
    assert read(text) == read_by_grammar(text)


TEMPLATES = {
    "displace": "displace {C} by {E}, {C} by {E}",
    "measure": "measure {V}, {V} as {N}, {N}",
    "prepare": "prepare {V} = {I}, {V} = {I}",
    "noise": "noise {C}, {C} by {I},{I}: 1/2, {I},{I} : 0.5",
    "multiply": "multiply {S} by {I}",
    "cphase": "cphase {S}{B}{S}",
}
FILLINGS = {
    "C": ["X1", "P1", "X2", "P02", "X3", "P"],
    "E": ["1", "a", "-a", "2a - b", "a + 1", "- 2a+b -3", "0a", "a - a", "1 + 1", "2 a", "12345678901", "as", "2as"],
    "V": ["X1", "-X2", "2P1", "X1 + X2", "X1 - 2P2", "X1 - X1", "0X1 + P2", "X1 + 1", "X1+P1", "3X1", "- P2", "X1 X2"],
    "N": ["c", "d", "c_1", "as", "X1", "m1", "flip", "c1..c2"],
    "I": ["0", "1", "-1", "- 1", "2", "+1", "30", "1234567890"],
    "S": ["1", "2", "02", "3", "X1"],
    "B": [" ", ", ", ",", "  ", " , ", " to "],
}  # fmt: skip


@given(st.sampled_from(sorted(TEMPLATES)), st.data())
def test_lines_with_one_thing_wrong_are_read_alike(word: str, data: st.DataObject) -> None:
    line = re.sub(r"\{(.)\}", lambda m: data.draw(st.sampled_from(FILLINGS[m[1]])), TEMPLATES[word])
    text = f"system 2 trits\nmeasure X1, X2 as a, b\n{line}\nmeasure P1"
    assert read(text) == read_by_grammar(text)


def test_plain_lines_are_indeed_not_read_by_the_grammar(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = """\
prepare X1 - X2 = 0, P1 + P2 = -1
prepare P1 = 0
fourier 1
phase 2
multiply 1 by 2
sum 1 2
cphase 2, 1
swap 1 2
measure X1
measure X1 - 2P2, 2X1 - P2 as a, b
displace X1 by a - 2b + 1, P2 by -1
noise X1 by 0: 0.9, 1: 0.1
noise X1, P1 by 0,0: 9/10, 1,2 : 1/10"""
    counting = Counting(monkeypatch)
    parse_experiment("system 2 dits d=5\n" + lines)
    assert counting.lines == lines.count("\n") + 1


LONG = (
    *("X1 + " * 20000, "X1, " * 20000, " " * 50000, "1" * 50000, "1," * 20000 + ":", "a - " * 20000),
    *("X1 by a + " * 10000, "X1 = 0, " * 10000, "0,0: 1/2, " * 10000, "X1 by 0,0: 1/2, " + "0,0: 1/2, " * 9999),
)


@pytest.mark.parametrize("word", PLAIN)
def test_patterns_do_not_try_again_and_again(word: str) -> None:
    """Long lines that do not fit are given up at once; tried in every way they would take for ever."""
    plain = PLAIN[word].plain
    assert plain is not None
    for rest in LONG:
        assert plain(Text(3, 1000, Counter()), f"{word} {rest}!", Place(1)) is None


# a reader that is wrong is caught


def wrong_column(plain: Any) -> Any:
    def read(*given: Any) -> Any:
        found = plain(*given)
        return found and [replace(step, columns=tuple(c + 1 for c in step.columns)) for step in found]

    return read


@pytest.mark.parametrize("word", PLAIN)
def test_a_wrong_column_is_caught(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = {
        "prepare": "prepare X1 = 0",
        "displace": "displace X1 by 1",
        "noise": "noise X1 by 0: 1",
        "measure": "measure X1",
        "multiply": "multiply 1 by 2",
    }
    text = f"system 2 trits\n{lines.get(word, f'{word} 1' if word in ('fourier', 'phase') else f'{word} 1 2')}"
    assert read(text) == read_by_grammar(text)
    wrong = {word: replace(PLAIN[word], plain=wrong_column(PLAIN[word].plain))}
    monkeypatch.setattr(reading, "STATEMENTS", {**STATEMENTS, "Z": {**STATEMENTS["Z"], **wrong}})
    assert read(text) != read_by_grammar(text)


@given(st.lists(near_statements, max_size=3))
def test_comments_and_blanks_do_not_matter(lines: list[str]) -> None:
    text = "system 2 trits\n" + "".join(f"  {line}  # {line}\n\n" for line in lines)
    assert read(text) == read_by_grammar(text)


LINES = (
    "system 2 trits;  system 1 bit;system\t12  bits\t;system 1 trits;system 0 bits;system 2 trits d=3;system;"
    "system 1048577 bits;system 3 dits d=5;system 2 modes;system 2 bit s;system 01 bits;system 2trits;system 2 qubits"
).split(";")


@pytest.mark.parametrize("line", LINES)
def test_plain_lines_of_systems_are_read_as_the_grammar_does(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> object:
        try:
            return parse_experiment(line).system
        except InputError as error:
            return str(error)

    plain = told()
    monkeypatch.setattr(reading, "plain_system", lambda line: None)
    assert told() == plain


def test_files_of_plain_lines_need_no_grammar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "parse_rule", None)
    assert parse_experiment("system 2 trits\nprepare X1 = 0\nsum 1 2\nmeasure X2 as a").outcomes == ("a",)
