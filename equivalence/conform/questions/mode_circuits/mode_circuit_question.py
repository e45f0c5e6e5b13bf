"""A question about what a package does to a circuit of modes as a whole, and the steps that must come of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from toytheory.language.steps import Displace, Transform

Circuit = list[Transform | Displace]


@dataclass(frozen=True)
class ModeCircuitQuestion:
    """A question: the answer has means, then the covariance row by row, of all modes after preparations and what comes.

    Attributes
    ----------
    name : by which a backend says that it answers it.
    says : what is asked, in words.
    rewritten : the maps and displacements that follow the preparations -> those that do what comes of the operation.
    """

    name: str
    says: str
    rewritten: Callable[[Sequence[Transform | Displace]], Circuit]
