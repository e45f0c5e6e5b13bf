"""What the talk prints, taken apart into words and formulas; formulas as MathML, which browsers show by themselves.

The talk's text has its formulas in LaTeX. MathML is made when a page is written, so that it needs neither a script nor
a font from elsewhere to be read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

DISPLAYED = re.compile(r"(\$\$.*?\$\$)", re.S)
ALONE = re.compile(r"\s*\$([^$]+)\$\s*")
INLINE = re.compile(r"(\$[^$]*\$)")
BREAK = "\\\\"

TAGS = frozenset("math mfrac mi mn mo mover mrow mspace msqrt mstyle msub msubsup msup".split())
TAGS |= frozenset("mtable mtd mtext mtr munder munderover".split())
ATTRIBUTES = frozenset("xmlns display stretchy fence form accent width mathvariant displaystyle".split())
ATTRIBUTES |= frozenset("rowspacing columnspacing columnalign".split())
"""Of MathML: what would become anything else, or break lines where browsers do not, stays as printed."""

NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'  # pages of HTML need not say it
_TAG = re.compile(r'</?(\w+)((?: [\w:-]+="[^"<>]*")*) ?/?>')


@dataclass(frozen=True)
class Piece:
    """A stretch of what is printed.

    Attributes
    ----------
    kind : "words", one line or several; "formula", displayed; "line", words with formulas in them.
    text : of words and of a formula, without dollar signs.
    parts : of a line, words and formulas in turn, words first.
    """

    kind: Literal["words", "formula", "line"]
    text: str
    parts: tuple[str, ...] = ()


def pieces(printed: str) -> list[Piece]:
    r"""Taken apart, without marks of bold and with formulas in one line each.

    >>> [(piece.kind, piece.text, piece.parts) for piece in pieces("**A set**\n$$a = b$$\nwhere $a$ is")]
    [('words', 'A set', ()), ('formula', 'a = b', ()), ('line', 'where $a$ is', ('where ', 'a', ' is'))]
    """
    text = re.sub(r"\*{2,3}", "", printed)
    found: list[Piece] = []
    for stretch in DISPLAYED.split(text):
        if stretch.startswith("$$") and stretch.strip("$").strip():
            found.append(Piece("formula", tidy(stretch.strip("$"))))
            continue
        for formulas, lines in groupby(stretch.strip("\n").splitlines(), key=lambda line: "$" in line):
            if formulas:
                found += [_line(line) for line in lines]
            elif (words := "\n".join(lines)).strip():
                found.append(Piece("words", words.replace("\\simeq", "≃")))
    return found


def _line(line: str) -> Piece:
    alone = ALONE.fullmatch(line)
    if alone:
        return Piece("formula", tidy(alone[1]))
    parts = INLINE.split(line.strip())
    return Piece("line", line, tuple(tidy(part.strip("$")) if i % 2 else part for i, part in enumerate(parts)))


def tidy(formula: str) -> str:
    r"""A formula in one line; where it has several, each is aligned, at its left if the talk does not say how.

    >>> tidy("a = b + c" + BREAK + "+ d")
    '\\begin{split} & a = b + c \\\\ & + d \\end{split}'
    """
    told = " ".join(formula.split()).replace("{aligned}", "{split}")
    if BREAK in told and "\\begin" not in told:
        rows = f" {BREAK} ".join(f"& {row.strip()}" for row in told.split(BREAK))
        return f"\\begin{{split}} {rows} \\end{{split}}"
    return told


def mathml(formula: str, display: Literal["inline", "block"] = "inline") -> str | None:
    r"""A formula as MathML; None where it is none that can be shown.

    >>> mathml("2")
    '<math display="inline"><mrow><mn>2</mn></mrow></math>'
    >>> mathml(r"\text{<script>}"), mathml(r"\frac{"), mathml(r"a \\ b"), mathml(r"\begin{aligned} a & b \end{aligned}")
    (None, None, None, None)
    """
    from latex2mathml.converter import convert

    try:
        made: str = convert(formula, display=display)
    except Exception:  # its errors have no common base
        return None
    tags = list(_TAG.finditer(made))
    between = _TAG.sub("", made)
    if "<" in between or "\\" in between or re.search("&(?!#x?[0-9A-Fa-f]+;)", between):
        return None
    names = {tag[1] for tag in tags}
    given = {name for tag in tags for name in re.findall(r" ([\w:-]+)=", tag[2])}
    return made.replace(NAMESPACE, "", 1) if names <= TAGS and given <= ATTRIBUTES else None
