"""Small helpers that the checks of every group share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.parts import Evidence
from equivalence.engine.verdict import Check

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
    backend: str | None = None,
) -> Check:
    """A check that fails with the witness `wrong` or holds, with an example where the claim is one of a difference.

    Parameters
    ----------
    backend : the one that is to blame where it fails.
    """
    if wrong is None:
        return Check(evidence, scope, cases, "holds", name, example)
    return Check(evidence, scope, cases, "fails", name, wrong, backend=backend)


def first_true(wrong: NDArray[np.bool_]) -> tuple[int, ...] | None:
    """The index of the first True, or None.

    >>> first_true(np.array([[False, False], [False, True]])), first_true(np.array([False]))
    ((1, 1), None)
    """
    where = np.flatnonzero(wrong)
    return tuple(int(k) for k in np.unravel_index(where[0], wrong.shape)) if where.size else None


def missed(count: int, what: str = "pairs") -> str:
    """What a sample of this size says about faults that it did not meet.

    >>> missed(300)
    'a fault in a fraction f of such pairs is missed with probability (1-f)^300, 0.01 at f = 0.0152'
    """
    fraction = 1 - 0.01 ** (1 / count)
    return (
        f"a fault in a fraction f of such {what} is missed with probability (1-f)^{count}, 0.01 at f = {fraction:.3g}"
    )
