"""Colours for the experiment language on the site."""

from __future__ import annotations

from pygments.lexer import RegexLexer, words
from pygments.token import Comment, Keyword, Name, Number, Operator, Text
from sphinx.application import Sphinx

from toytheory.language.statements.table import STATEMENTS

KEYWORDS = sorted({word for table in STATEMENTS.values() for word in table} | {"as", "by", "when", "otherwise", "end"})


class ToyLexer(RegexLexer):
    """Statements, coordinates, numbers, comments."""

    name = "toy"
    aliases = ("toy",)
    tokens = {  # noqa: RUF012
        "root": [
            (r"#.*$", Comment.Single),
            (words(KEYWORDS, prefix=r"\b", suffix=r"\b"), Keyword),
            (r"\b(bits?|trits?|dits?|modes?|vacuum|gaussian)\b", Keyword.Type),
            (r"\b[XP]\d*\b", Name.Variable),
            (r"\d+(\.\d+)?", Number),
            (r"[-+*/=<>]+", Operator),
            (r"\s+|.", Text),
        ]
    }


def setup(app: Sphinx) -> dict[str, bool]:
    """Register it for ```toy blocks."""
    app.add_lexer("toy", ToyLexer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
