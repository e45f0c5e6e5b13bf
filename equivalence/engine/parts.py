"""What a claim's sentence rests on: its parts, and for each the checks that show it (docs/verdicts.md, "Badges").

A part is about the theories or about the programs. It is shown in one way or in several; a way is one check, or all
checks of one name, and shows the whole part by itself. A part is as strong as the best of its ways, a way as weak as
the weakest of its checks, and a badge as weak as the weakest of its parts. Claims declare all of this; nothing is
inferred from what a check happens to be called or to reach.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

About = Literal["theory", "code"]
Evidence = Literal["formal", "theorem", "certified", "exhaustive", "sampled"]

STRENGTH: tuple[Evidence, ...] = ("formal", "theorem", "certified", "exhaustive", "sampled")
"""Strongest first."""


@dataclass(frozen=True)
class Part:
    """A part of a claim's sentence and the checks that show it.

    Attributes
    ----------
    about : the theories, or the programs.
    says : the part, in words.
    ways : names of checks, with the wildcards of `fnmatch`; all checks that one of them matches are one way.
    needed : whether the sentence needs it. What is not needed may fail the claim and never makes its badge.
    """

    about: About
    says: str
    ways: tuple[str, ...]
    needed: bool = True

    def way_of(self, name: str) -> str | None:
        """The way that a check of this name belongs to, or None."""
        return next((way for way in self.ways if fnmatchcase(name, way)), None)


def theory(says: str, *ways: str) -> Part:
    """A part about the theories.

    >>> theory("for every n", "theorem", "certificate").way_of("certificate")
    'certificate'
    """
    return Part("theory", says, ways)


def code(says: str, *ways: str) -> Part:
    """A part about what the programs do.

    >>> code("the maps of one trit", "maps-*").way_of("maps-3")
    'maps-*'
    """
    return Part("code", says, ways)


def beside(about: About, says: str, *ways: str) -> Part:
    """Checks that the sentence does not need: what a reading warns of, a contrast, a step further.

    >>> beside("theory", "what else there is", "unsharp").needed
    False
    """
    return Part(about, says, ways, needed=False)


def strongest(levels: Iterable[Evidence]) -> Evidence | None:
    """The strongest of some levels, None of none.

    >>> strongest(["sampled", "theorem"])
    'theorem'
    """
    return min(levels, key=STRENGTH.index, default=None)


def weakest(levels: Iterable[Evidence]) -> Evidence | None:
    """The weakest of some levels, None of none.

    >>> weakest(["sampled", "theorem"]), weakest([])
    ('sampled', None)
    """
    return max(levels, key=STRENGTH.index, default=None)
