"""Checking claims from Python: what `toytheory verify` does, without a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from .events import Report
from .runner import run_claims
from .selection import select
from .workers import CLAIMS, Task


def verify(selectors: Sequence[str] = (), *, seed: int = 0, full: bool = False, jobs: int = 1) -> Report:
    """Check claims and report.

    Parameters
    ----------
    selectors : ids, or the beginning of ids up to a dot; all claims without any.
    seed : of everything that is sampled.
    full : larger sizes and more cases.
    jobs : number of processes.

    Errors: InputError for an unknown selector.

    >>> [verdict.status for verdict in verify(["bits.bell-parity"]).verdicts]
    ['holds']
    """
    task = Task(CLAIMS, seed, full)
    return run_claims(select(task.registry(), selectors), task, jobs)
