"""A Dask cluster that does what processes here would do (`distributed`, an optional extra).

Each thread of a worker of the cluster has a process of its own for the claims, the same as `-j` starts, so a claim
that kills its process, or a backend that shares nothing between threads, behaves as it does here.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from toytheory.errors import InputError

from .decide import error_check
from .events import ClaimFinished, ClaimStarted, Consumer
from .verdict import Check, Claim, Verdict
from .workers import Task, Worker, few_threads


@contextmanager
def connected(scheduler: str) -> Iterator[Any]:
    """A client of the cluster at an address; InputError where there is none, or `distributed` is not installed."""
    try:
        from distributed import Client
    except ImportError:
        mend = "install the extra: pip install 'toytheory[cluster]'"
        raise InputError("`distributed`, which speaks to a Dask cluster, is not installed", mend) from None
    try:
        client = Client(scheduler, timeout="10s")
    except (OSError, ValueError) as error:
        raise InputError(f"no scheduler at {scheduler}: {error}", "start one with `dask scheduler`") from None
    with client:
        yield client


def run_on_cluster(claims: Sequence[Claim], task: Task, scheduler: str, emit: Consumer) -> None:
    """Decide claims on the cluster, in the order given; emits each that is finished, as it comes."""
    with connected(scheduler) as client:
        from distributed import as_completed

        begun = {}
        for place, claim in enumerate(claims):
            begun[client.submit(decided, task, claim.id, pure=False, priority=-place)] = claim
        try:
            for future in as_completed(list(begun)):
                claim, failure = begun[future], future.exception()
                if failure is None:
                    checks, seconds = future.result()
                else:
                    checks, seconds = (error_check(f"the cluster did not decide this claim: {failure}"),), 0.0
                emit(ClaimStarted(claim))
                emit(ClaimFinished(Verdict(claim, checks, seconds)))
        finally:
            client.cancel(list(begun))
            client.run(end_processes)


_WORKERS: dict[int, tuple[Task, Worker]] = {}
"""By thread of this worker of the cluster: the process that decides its claims, and what it was told."""

_STARTING = threading.Lock()
"""What is lent to a process while it starts is of the whole worker."""


def decided(task: Task, claim: str) -> tuple[tuple[Check, ...], float]:
    """On a worker of the cluster: the checks of the claim of this id, and the seconds that they took."""
    thread = threading.get_ident()
    told, worker = _WORKERS.pop(thread, (None, None))
    named = task.registry()[claim]
    if worker is not None and told == task and worker.process.alive:
        worker.start(named)
    else:
        if worker is not None:
            worker.stop()
        with _STARTING, few_threads(multiprocessing.cpu_count()), _free_to_start():
            worker = Worker(task, named, on_modes=False)
    while True:
        event = worker.listen()
        if isinstance(event, ClaimFinished):
            _WORKERS[thread] = task, worker
            return event.verdict.checks, event.verdict.seconds


@contextmanager
def _free_to_start() -> Iterator[None]:
    """A worker that its nanny watches is a daemon, which may start no process; for a moment it is none."""
    here = multiprocessing.current_process()
    before = here.daemon
    if before:
        here.daemon = False
    try:
        yield
    finally:
        if before:
            here.daemon = True


def end_processes() -> None:
    """On a worker of the cluster: end what `decided` started."""
    while _WORKERS:
        _, (_, worker) = _WORKERS.popitem()
        worker.stop()
