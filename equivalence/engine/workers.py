"""Worker processes that decide claims: each is sent an id, answers with progress and a verdict.

A worker that dies costs its claim, not the run.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from toytheory.backend import Backend

from .decide import decide, error_check
from .events import ClaimFinished, ClaimProgress, ClaimStarted, Consumer
from .processes import GRACE, TIMEOUT, Gone, Process, collect_seldom, end_with_parent
from .schedule import Waiting
from .verdict import Claim, Context, Registry, Verdict

CLAIMS = "equivalence.claims:registry"
"""Where workers find the claims: "module:function", since a check need not survive a pipe."""

BACKENDS = "equivalence.comparison.installed:InstalledBackends"
"""Where workers find the installed backends; called with the time limit."""

INTERVAL = 0.1
"""Seconds between two reports of progress of one claim, at least."""

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


@dataclass(frozen=True)
class Task:
    """What every worker is told: where the claims are, and what goes into their contexts.

    Attributes
    ----------
    source : of the claims.
    seed, full : for the contexts.
    backends : by name; None for those that are installed.
    timeout : seconds that an installed backend in a process of its own may take for one experiment.
    """

    source: str = CLAIMS
    seed: int = 0
    full: bool = False
    backends: Mapping[str, Backend | str] | None = None
    timeout: float = TIMEOUT

    @property
    def settings(self) -> dict[str, object]:
        """What else must be equal for verdicts of two runs to belong together."""
        return {}

    def registry(self) -> Registry:
        """The claims, from `source`."""
        found: Registry = _named(self.source)()
        return found

    def context(self, report: Callable[[int, int], None]) -> Context:
        """A context for one claim, with the installed backends unless others are given."""
        backends = _named(BACKENDS)(self.timeout) if self.backends is None else self.backends
        return Context(self.seed, self.full, backends, throttled(report))


def _named(source: str) -> Any:
    """What "module:name" names."""
    module, _, name = source.partition(":")
    return getattr(importlib.import_module(module), name)


def throttled(report: Callable[[int, int], None]) -> Callable[[int, int], None]:
    """The same report, passed on at most every INTERVAL seconds (the last call always)."""
    last = float("-inf")

    def passed_on(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= INTERVAL or done == total:
            last = now
            report(int(done), int(total))

    return passed_on


def serve(pipe: Connection, task: Task) -> None:
    """The life of a worker: decide the claims whose ids arrive, until the other end of the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    end_with_parent()
    registry = task.registry()
    collect_seldom()
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            verdict = decide(registry[pipe.recv()], task.context(lambda *done: pipe.send(("progress", *done))))
            pipe.send(("verdict", verdict.checks, verdict.seconds))


class Worker:
    """A process and the claim that it decides, or decided last.

    Attributes
    ----------
    on_modes : whether it is the one that takes claims about modes first.
    """

    def __init__(self, task: Task, claim: Claim, on_modes: bool) -> None:
        self.process, self.on_modes = Process(serve, task), on_modes
        self.start(claim)

    @property
    def pipe(self) -> Connection:
        """To the process."""
        return self.process.pipe

    def start(self, claim: Claim) -> None:
        """Send a claim."""
        self.claim, self.busy = claim, True
        self.process.send(claim.id)

    def listen(self) -> ClaimProgress | ClaimFinished:
        """What comes next from the process; its death is a verdict too."""
        try:
            kind, *content = self.process.receive()
        except Gone as how:
            reason = f"the process that checked this claim {how}"
            kind, content = "verdict", [(error_check(reason),), 0.0]
        if kind == "progress":
            return ClaimProgress(self.claim, *content)
        self.busy = False
        return ClaimFinished(Verdict(self.claim, *content))

    def stop(self) -> None:
        """End the process: an idle one leaves by itself, a busy one is made to."""
        self.process.end(0.0 if self.busy else GRACE)


@contextlib.contextmanager
def few_threads(jobs: int) -> Iterator[None]:
    """Let processes started inside share the cores instead of each taking all for its linear algebra."""
    share = str(max(1, (os.cpu_count() or 1) // jobs))
    added = [name for name in THREADS if name not in os.environ]
    os.environ.update(dict.fromkeys(added, share))
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)


def run_in_processes(claims: Iterable[Claim], task: Task, jobs: int, emit: Consumer) -> None:
    """Decide claims in `jobs` processes, in the order given but for what `Waiting` says; emits what happens to each."""
    waiting = Waiting(claims)
    workers: list[Worker] = []
    try:
        while waiting or workers:
            while waiting and len(workers) < jobs:
                on_modes = not any(worker.on_modes for worker in workers)
                claim = waiting.take(on_modes)
                with few_threads(jobs):
                    workers.append(Worker(task, claim, on_modes))
                emit(ClaimStarted(claim))
            ready = set(wait([worker.pipe for worker in workers]))
            for worker in [worker for worker in workers if worker.pipe in ready]:
                emit(worker.listen())
                if not worker.busy and waiting and worker.process.alive:
                    claim = waiting.take(worker.on_modes)
                    worker.start(claim)
                    emit(ClaimStarted(claim))
                elif not worker.busy:
                    workers.remove(worker)
                    worker.stop()
    finally:
        for worker in workers:
            worker.stop()
