"""Worker processes that decide claims: each is sent an id, answers with progress and a verdict.

Processes are spawned, not forked, so that they behave the same on every platform and whatever
threads the parent runs. A worker that dies costs its claim, not the run.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait

from toytheory.backend import Backend

from .decide import InstalledBackends, decide, error_check
from .events import ClaimFinished, ClaimProgress, ClaimStarted, Consumer
from .verdict import Claim, Context, Registry, Verdict

CLAIMS = "equivalence.claims:registry"
"""Where workers find the claims: "module:function", since a check need not survive a pipe."""

INTERVAL = 0.1
"""Seconds between two reports of progress of one claim, at least."""

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


@dataclass(frozen=True)
class Task:
    """What every worker is told: where the claims are, and what goes into their contexts."""

    source: str = CLAIMS
    seed: int = 0
    full: bool = False
    backends: Mapping[str, Backend | str] | None = None

    def registry(self) -> Registry:
        """The claims, from `source`."""
        module, _, name = self.source.partition(":")
        found: Registry = getattr(importlib.import_module(module), name)()
        return found

    def context(self, report: Callable[[int, int], None]) -> Context:
        """A context for one claim, with the installed backends unless others are given."""
        backends = InstalledBackends() if self.backends is None else self.backends
        return Context(self.seed, self.full, backends, throttled(report))


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
    registry = task.registry()
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            verdict = decide(registry[pipe.recv()], task.context(lambda *done: pipe.send(("progress", *done))))
            pipe.send(("verdict", verdict.checks, verdict.seconds))


class Worker:
    """A process and the claim that it decides, or decided last."""

    def __init__(self, task: Task, claim: Claim) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, task), daemon=True)
        self.process.start()
        theirs.close()
        self.start(claim)

    def start(self, claim: Claim) -> None:
        """Send a claim."""
        self.claim, self.busy = claim, True
        with contextlib.suppress(OSError):  # a process that is no more is noticed when it is listened to
            self.pipe.send(claim.id)

    def listen(self) -> ClaimProgress | ClaimFinished:
        """What comes next from the process; its death is a verdict too."""
        try:
            kind, *content = self.pipe.recv()
        except (EOFError, OSError):
            self.process.join()
            kind, content = "verdict", [(error_check(_death(self.process.exitcode or 0)),), 0.0]
        if kind == "progress":
            return ClaimProgress(self.claim, *content)
        self.busy = False
        return ClaimFinished(Verdict(self.claim, *content))

    def stop(self) -> None:
        """End the process: an idle one leaves by itself, a busy one is made to."""
        self.pipe.close()
        if self.busy:
            self.process.terminate()
        self.process.join()


def _death(code: int) -> str:
    how = f"was ended by signal {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
    return f"the process that checked this claim {how}"


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
    """Decide claims in `jobs` processes, started in the order given; emits what happens to each."""
    waiting = deque(claims)
    workers: list[Worker] = []
    try:
        while waiting or workers:
            while waiting and len(workers) < jobs:
                claim = waiting.popleft()
                with few_threads(jobs):
                    workers.append(Worker(task, claim))
                emit(ClaimStarted(claim))
            ready = set(wait([worker.pipe for worker in workers]))
            for worker in [worker for worker in workers if worker.pipe in ready]:
                emit(worker.listen())
                if not worker.busy and waiting and worker.process.is_alive():
                    claim = waiting.popleft()
                    worker.start(claim)
                    emit(ClaimStarted(claim))
                elif not worker.busy:
                    workers.remove(worker)
                    worker.stop()
    finally:
        for worker in workers:
            worker.stop()
