"""What a restriction of a classical theory is: what it says of a distribution, and what may be known under it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from numpy.typing import ArrayLike

from toytheory.phase_space.modular import Matrix

from .decision import Decision


@dataclass(frozen=True)
class Restriction:
    """A principle. A new one is a file beside this and a row of `catalogue.RESTRICTIONS`.

    Attributes
    ----------
    name : in words; with hyphens it is the name on the command line.
    decide : (weights of all ontic states, d, n) -> whether the distribution is allowed, and why not.
    known : (d, n) -> everything that may be known, as modules of variables in Howell form; InputError where that is
        too much to list, or the principle is silent about d.
    """

    name: str
    decide: Callable[[ArrayLike, int, int], Decision]
    known: Callable[[int, int], Iterator[Matrix]]

    @property
    def slug(self) -> str:
        """Its name on the command line."""
        return self.name.replace(" ", "-")
