"""What a principle says of a distribution, and the distributions that principles are asked about."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from toytheory.errors import InputError
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace


@dataclass(frozen=True)
class Decision:
    """Whether a distribution is allowed.

    Attributes
    ----------
    principle : by which principle.
    allowed : whether it is.
    reason : why, in words; for a forbidden one, the first condition that it breaks.
    premise : which part of the principle forbids it: "commuting" or "ignorance" of classical complementarity, "whole",
        "marginal" or "locality" of knowledge balance; empty where it is allowed.
    """

    principle: str
    allowed: bool
    reason: str
    premise: str = ""


def whole_weights(weights: ArrayLike, d: int, n: int) -> Matrix:
    """A distribution as integers without common denominator, (d^(2n),), in the order of `PhaseSpace.points`.

    Parameters
    ----------
    weights : (d^(2n),) integers or Fractions, not necessarily adding up to one. InputError for anything else.

    >>> whole_weights([Fraction(1, 2), Fraction(1, 2), 0, 0], 2, 1).tolist()
    [1, 1, 0, 0]
    """
    size = PhaseSpace(d, n).size
    array = np.asarray(weights)
    if array.shape != (size,):
        raise InputError(f"weights of shape {array.shape}", f"give one for each of the {size} ontic states")
    if array.dtype.kind not in "iubO":
        raise InputError("weights that are not exact", "give integers or Fractions")
    exact: list[Any] = [Fraction(w) for w in array.tolist()]
    if any(w < 0 for w in exact) or not any(exact):
        raise InputError("weights that are negative, or all zero", "give a distribution, normalised or not")
    common = lcm(*(w.denominator for w in exact))
    numbers = [int(w * common) for w in exact]
    if sum(numbers) >= 2**40:
        raise InputError("weights with a common denominator of more than 40 bits", "give simpler ones")
    return np.array(numbers, dtype=np.int64)
