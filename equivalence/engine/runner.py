"""Runs claims, here, in several processes or on a cluster, and emits events; what reports make of them is theirs.

The verdicts do not depend on how many processes there are, nor on which claims run beside them:
every claim gets a context of its own, whose generators depend on the seed and its labels alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toytheory.backend import backend_names

from .decide import decide
from .events import ClaimFinished, ClaimProgress, ClaimStarted, Consumer, Event, Report, RunFinished, RunStarted
from .resume import Resume
from .schedule import longest_first, measured
from .verdict import Claim, Verdict
from .version import project_version
from .workers import Task, run_in_processes


def run_claims(
    claims: Sequence[Claim],
    task: Task | None = None,
    jobs: int = 1,
    consumers: Sequence[Consumer] = (),
    resume: Path | None = None,
    scheduler: str | None = None,
) -> Report:
    """Decide claims and report.

    Parameters
    ----------
    claims : in the order of the report.
    task : seed, form and backends; with `jobs` > 1 also where the other processes find the claims.
    jobs : number of processes; 1 decides everything in this one.
    consumers : called with every event, in this process, in turn.
    resume : file that keeps verdicts as they come, and from which those found earlier are taken.
    scheduler : the address of a Dask cluster that decides instead of processes here.

    Returns
    -------
    Report, equal for equal seeds but for the seconds. InputError where `resume` belongs to another run.

    >>> from equivalence.engine.parts import theory
    >>> from equivalence.engine.verdict import Check
    >>> checks = [Check("exhaustive", "2", 1, "holds", "two")]
    >>> claim = Claim("x.y", "Two is even.", "None", lambda context: checks, parts=(theory("two", "two"),))
    >>> [verdict.status for verdict in run_claims([claim]).verdicts]
    ['holds']
    """
    task = Task() if task is None else task
    version = project_version()
    kept = None if resume is None else Resume.open(resume, _identity(version, task))
    verdicts: dict[str, Verdict] = {}

    def emit(event: Event) -> None:
        if isinstance(event, ClaimFinished):
            verdicts[event.verdict.claim.id] = event.verdict
            if kept is not None and not event.resumed:
                kept.keep(event.verdict)
        for consumer in consumers:
            consumer(event)

    emit(RunStarted(tuple(claims), task.seed, task.full, jobs))
    for claim in claims:
        earlier = kept.verdict(claim) if kept is not None else None
        if earlier is not None:
            emit(ClaimFinished(earlier, resumed=True))
    left = [claim for claim in claims if claim.id not in verdicts]
    if scheduler is not None:
        from .cluster import run_on_cluster

        run_on_cluster(longest_first(left, measured(task.full)), task, scheduler, emit)
    elif jobs > 1 and len(left) > 1:
        run_in_processes(longest_first(left, measured(task.full)), task, min(jobs, len(left)), emit)
    else:
        _run_here(left, task, emit)
    report = Report(version, task.seed, task.full, tuple(verdicts[claim.id] for claim in claims))
    emit(RunFinished(report))
    return report


def _run_here(claims: Sequence[Claim], task: Task, emit: Consumer) -> None:
    for claim in claims:
        emit(ClaimStarted(claim))

        def progress(done: int, total: int, claim: Claim = claim) -> None:
            emit(ClaimProgress(claim, done, total))

        emit(ClaimFinished(decide(claim, task.context(progress))))


def _identity(version: str, task: Task) -> dict[str, object]:
    """What must be equal for verdicts to belong together."""
    names = backend_names() if task.backends is None else sorted(task.backends)
    return {"version": version, "seed": task.seed, "full": task.full, "backends": names, **task.settings}
