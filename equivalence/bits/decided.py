"""Checks and small conveniences that the modules about bits share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.verdict import Check, Evidence
from toytheory.modular import Matrix
from toytheory.variables import Variable

Report = Callable[[int, int], None]
"""Called with (done, total)."""


def silent(done: int, total: int) -> None:
    """A report that nobody reads."""


def decided(
    name: str,
    evidence: Evidence,
    scope: str,
    cases: int,
    wrong: Mapping[str, Any] | None,
    example: Mapping[str, Any] | None = None,
) -> Check:
    """A check that fails with the witness `wrong` or holds, with an example where the claim is one of a difference."""
    return Check(
        evidence, scope, cases, "holds" if wrong is None else "fails", name, example if wrong is None else wrong
    )


def first_true(wrong: NDArray[np.bool_]) -> tuple[int, ...] | None:
    """The index of the first True, or None.

    >>> first_true(np.array([[False, False], [False, True]])), first_true(np.array([False]))
    ((1, 1), None)
    """
    where = np.flatnonzero(wrong)
    return tuple(int(k) for k in np.unravel_index(where[0], wrong.shape)) if where.size else None


def notation(row: Matrix) -> str:
    """A variable of bits as the talk writes it."""
    return str(Variable.from_vector(row, 2))


def known_text(rows: Matrix, values: Matrix) -> str:
    """Known variables and their values, as after `prepare`.

    >>> known_text(np.array([[1, 0, 1, 0], [0, 1, 0, 1]]), np.array([0, 1]))
    'X1 + X2 = 0, P1 + P2 = 1'
    """
    return ", ".join(f"{notation(row)} = {int(value)}" for row, value in zip(rows, values, strict=True))
