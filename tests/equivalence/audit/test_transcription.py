"""The transcription is the talk's text, and the committed page shows it: nothing is corrected silently."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from places import ROOT

from equivalence.audit.transcription import (
    arrows,
    correlated_pairs,
    formulas,
    listed_items,
    matrix_rows,
    number_matrix,
    relations,
    sets,
    table,
    transcription,
    variable_names,
)
from equivalence.report.talk import printed_blocks

PAGE = ROOT / "reports" / "talk.md"
TALK = Path(os.environ.get("TOYTHEORY_TALK", ROOT.parent / "shared" / "talk.txt"))
FORMULA = re.compile(r"\$|\\[a-z]|\t")
TITLES = """Why the quantum? Insights from classical theories with a statistical restriction
Robert Spekkens Perimeter Institute July 23, 2010 QAMF workshop, UBC
In the sense of reproducing the operational predictions
i.e. quantum states emerge as statistical distributions (epistemic states)
Those arising in a restricted statistical classical theory
Those not arising in a restricted statistical classical theory
A research program Speculative possibility for an axiomatization of quantum theory
Principle 1: There is a fundamental restriction on observers capacities to know and control the systems around them
Principle 2: ??? (Some change to the classical picture of the world)
Joint work with Olaf Schreiber
“Heisenberg picture” and “Schrodinger picture”
(See S. van Enk, arxiv:0705.2742)
Long live Symplectic Structure!
(Bartlett, Rudolph, Spekkens, unpublished)
Discrete degrees of freedom $\\mathbb{Z}_d = \\{0, 1, \\dots, d-1\\}$"""
"""The cover, and remarks that assert nothing to be checked."""

needs_talk = pytest.mark.skipif(
    not TALK.exists(), reason="the talk's text is not beside the repository; TOYTHEORY_TALK=FILE names it"
)


def talk_lines():
    return [line.rstrip() for line in TALK.read_text(encoding="utf-8").split("\n") if line.strip()]


def place_of(lines, within, start):
    for place in range(start, len(within) - len(lines) + 1):
        if within[place : place + len(lines)] == list(lines):
            return place
    return None


@needs_talk
def test_every_block_stands_in_the_talk_line_by_line_and_in_order():
    talk, place = talk_lines(), 0
    for key, block in transcription().items():
        found = place_of(block.lines, talk, place)
        assert found is not None, key
        place = found


@needs_talk
def test_every_formula_and_table_of_the_talk_is_in_a_block():
    copied = {line for block in transcription().values() for line in block.lines}
    headings = {  # titles of slides, which blocks carry as their slide
        r"Discrete degrees of freedom $\mathbb{Z}_d = \{0, 1, \dots, d-1\}$",
        r"Restricted statistical theory of bits \simeq Stabilizer theory for qubits",
    }
    missing = [line for line in talk_lines() if FORMULA.search(line) and line not in copied | headings]
    assert missing == []


@needs_talk
def test_what_is_in_no_block_is_a_title_or_a_remark():
    copied = {line for block in transcription().values() for line in block.lines}
    titles = " ".join(block.slide for block in transcription().values()) + TITLES
    plain = re.sub(r"[^a-z]", "", titles.lower())
    left = [line for line in talk_lines() if line not in copied]
    assert [line for line in left if re.sub(r"simeq|[^a-z]", "", line.lower()) not in plain] == []


@needs_talk
def test_slides_are_named_as_the_talk_names_them():
    plain = " ".join(re.sub(r"\*|\$|\\simeq", "", " ".join(talk_lines())).replace("≃", "").split())
    for block in transcription().values():
        title = " ".join(block.slide.replace("≃", "").replace(" = ", " = ").split())
        assert title in plain, block.slide


def test_the_committed_page_shows_what_is_transcribed():
    shown = printed_blocks(PAGE.read_text(encoding="utf-8"))
    assert list(shown) == list(transcription())
    assert shown == {key: block.text for key, block in transcription().items()}


def test_what_the_page_shows_reads_as_the_checked_data():
    shown = printed_blocks(PAGE.read_text(encoding="utf-8"))
    listed = relations(shown["correlated-list"])
    assert list(zip(listed[::2], listed[1::2], strict=True)) == correlated_pairs()
    assert table(shown["bell-table"]) == table(transcription()["bell-table"].text)
    assert number_matrix(shown["symplectic-form"]).tolist() == [
        [0, -1, 0, 0],
        [1, 0, 0, 0],
        [0, 0, 0, -1],
        [0, 0, 1, 0],
    ]


def test_a_page_that_corrects_the_talk_is_caught():
    page = PAGE.read_text(encoding="utf-8").replace("$$X1-P1-X2-P2=0$$", "$$X1-P1-X2+P2=0$$", 1)
    assert printed_blocks(page)["correlated-list"] != transcription()["correlated-list"].text


def test_the_misprints_are_still_there():
    """What the errata are about, letter by letter."""
    blocks = transcription()
    assert correlated_pairs()[13] == ("X1+P1-X2=0", "X1-P1-X2-P2=0")
    assert correlated_pairs()[20] == ("X1+P1+P2=0", "P1-P2=0")
    assert r"\{X_1 + X_2, P_1 + P_2\}" in blocks["conjugate-pairs"].text
    assert r"\sum_a e^{-i[m,a]} \chi_\rho(m)" in blocks["wigner"].text
    assert r"e^{-i \sum_i q_i \hat{P}_i + p_i \hat{X}_i}" in blocks["wigner"].text
    assert "P_V m = v" in blocks["consistent-states"].text


def test_the_lists_have_their_printed_lengths():
    assert len(correlated_pairs()) == 24
    assert len(listed_items("includes")) == 19
    assert [len(listed_items(key)) for key in ("categories", "categories-again")] == [21, 20]
    assert "Key distribution" not in listed_items("categories-again")


@pytest.mark.parametrize(
    ("reader", "text", "found"),
    [
        (formulas, r"a $x$ b $$y$$", ["x", "y"]),
        (variable_names, "$a$, $X_{12} - P_2$", ["a", "X12 - P2"]),
        (sets, r"$\{X_1\}$ and $\{P_1, P_2\}$", [["X1"], ["P1", "P2"]]),
        (relations, "$$X1=0$$ $$a$$", ["X1=0"]),
        (arrows, r"$$X_1 \mapsto X_1$$ $$c$$", [("X1", "X1")]),
        (table, "a\tb\nno table\n\tc", [["a", "b"], ["", "c"]]),
        (
            matrix_rows,
            r"\begin{pmatrix} a & b & \dots \\ c & d & \\ \vdots & & \end{pmatrix}",
            [["a", "b"], ["c", "d"]],
        ),
    ],
)
def test_readers_change_notation_alone(reader, text, found):
    assert reader(text) == found
