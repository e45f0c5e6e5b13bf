"""A question about what a package does to a circuit as a whole, and the maps that must come of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from toytheory.adapting.adapter import Part
from toytheory.language.steps import Transform

Maps = list[Transform]

Draw = Callable[[np.random.Generator, int], tuple[Any, ...]]
"""(generator, d) -> arguments."""

Rewriting = Callable[..., Maps]
"""(maps, d, *arguments) -> maps, whose counterparts one after the other are what the package's operation gives."""


@dataclass(frozen=True)
class CircuitQuestion:
    """A question.

    Attributes
    ----------
    name : by which a backend says that it answers it; it is an `operation` of `toytheory.adapting.Block`, too.
    says : what is asked, in words.
    rewritten : the maps that do what comes of the operation.
    draw : its arguments.
    part : what of an experiment is written out in gates to find the cause of a wrong answer; "circuit" where the
        package is free to do the operation to preparations as well.
    cases : experiments of its feature; more where a package has many ways to answer.
    """

    name: str
    says: str
    rewritten: Rewriting
    draw: Draw = lambda rng, d: ()
    part: Part = "maps"
    cases: int = 24


def unchanged(maps: Sequence[Transform], d: int, *way: int) -> Maps:
    """The maps themselves, whichever way the package goes."""
    return list(maps)
