"""What a notebook shows of states, maps, measurements and experiments."""

from __future__ import annotations

from typing import Any

from toytheory.errors import ToyTheoryError


def svg(thing: Any) -> str | None:
    """The picture of a thing; None where it is too large to be drawn, or has none.

    >>> from toytheory import EpistemicState
    >>> svg(EpistemicState.from_known("X1 = 1", 3, 1))[:4], svg(EpistemicState.unknown(11, 1))
    ('<svg', None)
    """
    from . import page_of
    from .vector import page_svg

    try:
        return page_svg(page_of(thing))
    except ToyTheoryError:
        return None
