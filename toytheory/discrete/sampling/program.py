"""A program: rows of numbers modulo d, one number a run, and linear operations on whole rows.

Rows hold coordinates, records, named values and masks alike. Whatever is linear is an `ADD`; a record with a wrong
value is a row with noise; a branch is an operation with a mask. Runs differ in what `RANDOM` and `NOISE` draw, and in
masks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from toytheory.errors import CannotRun

from .noise import Sites

Ops = NDArray[np.int64]
"""(N, 5): operation, row, other, factor, mask (a row, or -1 for all runs)."""

ADD = 0
"""row += factor other"""
SET = 1
"""row = factor other"""
SCALE = 2
"""row *= factor, a unit of Z_d"""
SHIFT = 3
"""row += factor"""
FILL = 4
"""row = factor"""
RANDOM = 5
"""row = a uniform number; `factor` is the number of the draw, different for every operation that draws"""
NOISE = 6
"""noise at the sites from `row` to `other` (excluded); `factor` is the number of the draw"""
EQUAL = 7
"""the mask row = 1 where `other` is factor, otherwise 0"""
BOTH = 8
"""the mask row = row and other (factor 1), or row and not other (factor 0)"""

WIDTH = 5


@dataclass(frozen=True, eq=False)
class Program:
    """Operations, and what is asked of the rows at the end.

    Attributes
    ----------
    d : modulus.
    rows : how many rows; all are 0 at first.
    ops : the operations.
    sites : of noise.
    names : of the outputs.
    outputs : (m,) their rows.
    conditions : (row, value): runs that do not meet them at the end are rejected.
    causes : of each draw, by its number, in words: where the random numbers come from.

    >>> from .noise import collected
    >>> ops = np.array([[RANDOM, 0, 0, 0, -1], [ADD, 1, 0, 2, -1]])
    >>> Program(3, 2, ops, collected({}, [], [], []), ("a",), np.array([1]), ()).has_branches
    False
    """

    d: int
    rows: int
    ops: Ops
    sites: Sites
    names: tuple[str, ...]
    outputs: NDArray[np.int64]
    conditions: tuple[tuple[int, int], ...]
    causes: tuple[str, ...] = ()

    @property
    def has_branches(self) -> bool:
        """Whether some operation is for some runs only."""
        return bool((self.ops[:, 4] >= 0).any())


def around(program: Program, reference: Mapping[int, int]) -> Program:
    """The program in which rows have the values of a reference where nothing random happens; 0 where none is given.

    All constants are taken off, which leaves how runs differ from each other; then the reference is added. This is how
    outcomes are drawn in a theory in which they differ from the program's by constants.

    Raises
    ------
    CannotRun : there are branches, so that constants matter elsewhere.
    """
    if program.has_branches:
        raise CannotRun("what happens depends on outcomes (`when`), so that one run is no reference for the others")
    ops = program.ops[program.ops[:, 0] != SHIFT].copy()
    ops[ops[:, 0] == FILL, 3] = 0
    return replace(program, ops=with_shifts(ops, {row: value % program.d for row, value in reference.items()}))


def with_shifts(ops: Ops, by: Mapping[int, int]) -> Ops:
    """The operations, and constants added to rows at the end."""
    shifts = [(SHIFT, row, 0, value, -1) for row, value in by.items() if value]
    return np.concatenate([ops, np.array(shifts, dtype=np.int64).reshape(-1, WIDTH)])
