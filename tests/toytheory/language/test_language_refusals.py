"""Every malformed text is refused at the right place, for the right reason, with a mend."""

from __future__ import annotations

import pytest
from language_cases import GROUPS
from refused import Refused

from toytheory.errors import InputError
from toytheory.language import reader
from toytheory.language.reading import parse_experiment

CASES = [pytest.param(case, id=f"{group}-{k}") for group, cases in GROUPS.items() for k, case in enumerate(cases)]


def misplaced(case: Refused) -> str | None:
    """What is wrong with how a text is refused; None where it is as expected."""
    try:
        parse_experiment(case.text, "some.toy")
    except InputError as error:
        told = str(error)
        if error.place is None or error.place.source != "some.toy":
            return "no place"
        if (error.place.line, error.place.column) != (case.line, case.column):
            return f"placed at {error.place}"
        if case.problem not in error.problem:
            return f"problem: {error.problem}"
        if case.mend not in error.mend:
            return f"mend: {error.mend}"
        wanted = f"some.toy, line {case.line}, column {case.column}: "
        return None if told.startswith(wanted) and "\n  mend: " in told else f"told as {told}"
    return "accepted"


@pytest.mark.parametrize("case", CASES)
def test_a_malformed_text_is_refused_with_place_reason_and_mend(case: Refused) -> None:
    assert misplaced(case) is None


@pytest.mark.parametrize(
    ("case", "fault"),
    [
        (Refused("system 1 bit", 1, 1, "", ""), "accepted"),
        (Refused("system 1 bit\nfourier 2", 2, 8, "no system", "system 1"), "placed at"),
        (Refused("system 1 bit\nfourier 2", 2, 9, "no outcome", "system 1"), "problem"),
        (Refused("system 1 bit\nfourier 2", 2, 9, "no system", "system 2"), "mend"),
    ],
)
def test_a_wrong_expectation_is_noticed(case: Refused, fault: str) -> None:
    assert (misplaced(case) or "").startswith(fault)


def test_no_message_shows_more_than_a_line_or_so() -> None:
    for cases in GROUPS.values():
        for case in cases:
            with pytest.raises(InputError) as caught:
                parse_experiment(case.text)
            assert len(caught.value.problem) < 160
            assert caught.value.problem.isprintable()


def test_the_first_of_several_wrong_lines_is_told_syntax_before_sense() -> None:
    with pytest.raises(InputError) as caught:
        parse_experiment("system 1 bit\nfourier 1\nmeasure Y\nmesure X")
    assert caught.value.place is not None
    assert caught.value.place.line == 3


def test_ranges_cannot_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "system 9 bits\nmeasure X1..X9 as a1..a9\ndiscard 1..9\nprepare X1..X9 = 0\nfourier 1..2\nphase 1..9"
    monkeypatch.setattr(reader, "MAX_WRITTEN", 47)
    parse_experiment(text)
    monkeypatch.setattr(reader, "MAX_WRITTEN", 46)
    case = Refused(text, 6, 7, "ranges write out more than 46 numbers", "write less in ranges")
    assert misplaced(case) is None
