"""What the talk prints, in the HTML report: every formula as MathML, nothing lost, nothing foreign let in."""

from __future__ import annotations

import re

import pytest

from equivalence.audit.transcription import transcription
from equivalence.report import html
from equivalence.report.html import raised
from equivalence.report.printed import mathml, pieces, tidy

BLOCKS = list(transcription().values())


def formulas(text):
    for piece in pieces(text):
        yield from [piece.text] if piece.kind == "formula" else piece.parts[1::2]


def test_every_formula_of_the_talk_can_be_shown():
    """As many as there are between dollar signs, counted by the audit's own reader."""
    found = [formula for block in BLOCKS for formula in formulas(block.text)]
    between = [each for block in BLOCKS for each in re.findall(r"\$\$(.+?)\$\$|\$([^$\n]+)\$", block.text, re.S)]
    assert len(found) == len(between) > 100
    assert [formula for formula in found if mathml(formula) is None] == []


def test_nothing_that_is_printed_is_lost():
    """Letters and digits of every block are in its pieces, in their order."""
    for block in BLOCKS:
        told = "".join(piece.text for piece in pieces(block.text))
        known = re.sub(r"\\(begin|end)\{(aligned|split)\}|\\simeq|≃", "", block.text)
        told = re.sub(r"\\(begin|end)\{(aligned|split)\}|\\simeq|≃", "", told)
        assert re.findall(r"\w", told) == re.findall(r"\w", known), block.key


def test_lines_that_are_aligned_become_rows():
    rows = mathml(tidy(r"\begin{aligned} a &= b \\ &= c \end{aligned}"))
    assert rows.count("<mtr>") == 2
    assert "&amp;" not in rows
    broken = mathml(tidy(r"a = b \\ + c \\ + d"))
    assert broken.count("<mtr>") == 3


@pytest.mark.parametrize(
    "formula",
    [
        r"\text{<script>alert(1)</script>}",
        r"\text{<img src=x onerror=alert(1)>}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{position:fixed}{x}",
        r"\class{claim}{x}",
        r"a \\ b",
        r"\begin{gathered} a & b \end{gathered}",
        r"\unknownmacro",
        r"\frac{",
        "{" * 5000,
    ],
)
def test_what_is_no_formula_stays_as_it_is(formula):
    assert mathml(formula) is None


def test_the_report_shows_words_and_formulas_and_survives_any_text():
    shown = html._printed(r"Where $a < b$:" + "\n" + r"$$\text{<script>}$$" + "\n<b>plain</b>\n" + r"$$\frac{1}{2}$$")
    assert [kind for kind, _ in shown] == ["words", "words", "words", "formula"]
    marked = [part for _, parts in shown for part in parts if hasattr(part, "__html__")]
    assert len(marked) == 2
    assert all(part.startswith("<math") for part in marked)
    assert shown[2] == ("words", ["<b>plain</b>"])


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("d^(k(k+3)/2) of d^2n", "d<sup>k(k+3)/2</sup> of d<sup>2n</sup>"),
        ("e^(-2r), d^-n", "e<sup>\u22122r</sup>, d<sup>\u2212n</sup>"),
        ("V^perp", "V<sup>\u22a5</sup>"),
        ("a ^ b, a^, (a^(b", "a ^ b, a^, (a^(b"),
        ("<i>^<b>", "&lt;i&gt;^&lt;b&gt;"),
    ],
)
def test_exponents_of_a_sentence_are_raised_and_nothing_else(text, page):
    assert str(raised(text)) == page
