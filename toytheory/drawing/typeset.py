"""The language's notation as print has it: X₁ for X1, a minus sign for the hyphen, an arrow for ->."""

from __future__ import annotations

import re

_COORDINATE = re.compile(r"(?<![A-Za-z_])([XP])(\d+)(?!\w)")
_MINUS = re.compile(r"(?<![\w)])-(?=[\w(])|(?<= )-(?= )")
_LONG = re.compile(r"(?<![\w.])\d+\.\d{5,}")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def typeset(text: str, *, lone: bool = False) -> str:
    """A text with its coordinates, signs and arrows set for print; hyphens in words stay, long decimals are rounded.

    Parameters
    ----------
    lone : there is only one system: its coordinates are X and P.

    >>> typeset("X1 -> X1 - 2P2, P1 -> -1"), typeset("fourier 1: X1 -> P1", lone=True)
    ('X₁ → X₁ − 2P₂, P₁ → −1', 'fourier 1: X → P')
    >>> typeset("displace X3 by 1.4142135623730951a")
    'displace X₃ by 1.414a'
    """
    text = _LONG.sub(lambda found: f"{float(found[0]):.4g}", _MINUS.sub("−", text.replace("->", "→")))
    return _COORDINATE.sub(lambda found: found[1] + ("" if lone else found[2].translate(_SUBSCRIPTS)), text)
