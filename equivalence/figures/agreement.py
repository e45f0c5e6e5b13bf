"""How often bits and qubits agree: overlaps of all pairs of pure states of one, two and three systems."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from equivalence.theorems.bits.operators import prepared, toy_distributions, variables, whole
from toytheory.discrete.enumeration import lagrangian_modules
from toytheory.drawing.painting import shown, styled
from toytheory.drawing.palette import WRONG

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

AGREE = "#d5e3f2"


@dataclass(frozen=True, eq=False)
class Agreement:
    """Of n systems.

    Attributes
    ----------
    same : (V, W): whether the overlaps of all their states are equal in both theories.
    pairs, equal : pairs of pure states, and how many of them have the same overlap.
    """

    same: NDArray[np.bool_]
    pairs: int
    equal: int


@lru_cache(maxsize=3)
def agreement(n: int) -> Agreement:
    """All pairs of pure states, each prepared by the reduced list of its known variables.

    The quantum overlap is Tr(rho sigma), from the density matrices; the toy one 2^n sum p p', from the distributions.

    >>> bool(agreement(1).same.all()), agreement(2).pairs, agreement(2).equal
    (True, 3600, 3408)
    """
    rows = np.stack(lagrangian_modules(2, n))
    count = len(rows)
    rho = prepared(rows).reshape(count * 2**n, -1)
    p = np.stack([toy_distributions(r, variables(n)) for r in rows]).reshape(count * 2**n, -1)
    quantum = whole((rho.real @ rho.real.T + rho.imag @ rho.imag.T) * 2**n)
    toy = whole(p @ p.T * 4**n)
    equal = quantum == toy
    blocks = equal.reshape(count, 2**n, count, 2**n).all(axis=(1, 3))
    return Agreement(blocks, equal.size, int(equal.sum()))


def agreement_of_bits() -> Figure:
    """A panel each for n = 1, 2, 3, with the numbers of pairs."""
    from matplotlib.colors import ListedColormap
    from matplotlib.figure import Figure

    with styled():
        made = Figure(figsize=(10.4, 4.0), dpi=150, facecolor="white", layout="constrained")
        for n, axes in zip((1, 2, 3), made.subplots(1, 3), strict=True):
            found = agreement(n)
            axes.imshow(found.same, cmap=ListedColormap([WRONG, AGREE]), vmin=0, vmax=1, interpolation="nearest")
            share = found.equal / found.pairs
            told = f"n = {n}: {found.equal:,} of {found.pairs:,} pairs of states agree ({share:.1%})"
            axes.set_title(told, fontsize=8)
            axes.set(xticks=[], yticks=[])
            axes.set_xlabel(f"{len(found.same)} sets of known variables")
        made.get_axes()[0].set_ylabel("the same sets")
    return shown(made)
