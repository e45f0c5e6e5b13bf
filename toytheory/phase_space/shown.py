"""How things show themselves in a notebook: a picture, and formulas, worked out when somebody looks.

The pictures stand above all theories, in `toytheory.drawing`; so they are found by name at that moment, and what shows
itself here depends on none of it.
"""

from __future__ import annotations

import re
from importlib import import_module

_COORDINATE = re.compile(r"\b([XP])(\d+)\b")


class Shown:
    """Something with a picture; `str` of it is notation."""

    __slots__ = ()

    def _repr_svg_(self) -> str | None:
        """The picture, or None of what is too large to be drawn."""
        return picture(self)

    def _repr_latex_(self) -> str:
        """The notation as a formula."""
        return f"${latex(str(self))}$"


def picture(thing: object) -> str | None:
    """The picture of a thing as SVG, or None of what is too large to be drawn."""
    return import_module("toytheory.drawing.notebook").svg(thing)  # type: ignore[no-any-return]


def latex(notation: str) -> str:
    r"""Notation as a formula; the index is left out where there is one system.

    >>> latex("X1 - X2 = 0, P1 + P2 = 0"), latex("X1 -> P1, P1 -> -X1")
    ('X_{1} - X_{2} = 0,\\; P_{1} + P_{2} = 0', 'X \\mapsto P,\\; P \\mapsto -X')
    >>> latex("nothing known")
    '\\text{nothing known}'
    """
    if not _COORDINATE.search(notation):
        return rf"\text{{{notation}}}"
    alone = {number for _, number in _COORDINATE.findall(notation)} == {"1"}
    named = _COORDINATE.sub(r"\1" if alone else r"\1_{\2}", notation)
    return named.replace("->", r"\mapsto").replace(", ", r",\; ").replace(" ± ", r" \pm ")
