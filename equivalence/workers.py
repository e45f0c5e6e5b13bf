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
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from equivalence.decide import InstalledBackends, decide, error_check
from equivalence.events import ClaimFinished, ClaimProgress, ClaimStarted, Consumer
from equivalence.verdict import Claim, Context, Registry, Verdict
from toytheory.backend import Backend

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
    """A process and the claim that it is busy with."""

    def __init__(self, task: Task) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, task), daemon=True)
        self.process.start()
        theirs.close()
        self.claim: Claim | None = None

    def start(self, claim: Claim) -> None:
        """Send a claim."""
        self.claim = claim
        self.pipe.send(claim.id)

    def stop(self) -> None:
        """End the process, whatever it does."""
        self.process.terminate()
        self.process.join()
        self.pipe.close()


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


def run_in_processes(claims: Iterable[Claim], task: Task, jobs: int, emit: Consumer) -> dict[str, Verdict]:
    """Decide claims in `jobs` processes, started in the order given; verdicts by id."""
    waiting = list(claims)
    verdicts: dict[str, Verdict] = {}
    workers: list[Worker] = []

    def busy(worker: Worker) -> bool:
        if not waiting:
            return False
        worker.start(waiting.pop(0))
        emit(ClaimStarted(_claim(worker)))
        return True

    def finish(worker: Worker, verdict: Verdict) -> None:
        verdicts[verdict.claim.id] = verdict
        emit(ClaimFinished(verdict))
        worker.claim = None

    with few_threads(jobs):
        try:
            while waiting or workers:
                while waiting and len(workers) < jobs:
                    workers.append(Worker(task))
                    busy(workers[-1])
                for pipe in wait([worker.pipe for worker in workers]):
                    worker = next(w for w in workers if w.pipe is pipe)
                    message = _receive(worker)
                    if message is None:
                        finish(worker, Verdict(_claim(worker), (error_check(_death(worker)),)))
                    elif message[0] == "progress":
                        emit(ClaimProgress(_claim(worker), message[1], message[2]))
                    else:
                        finish(worker, Verdict(_claim(worker), message[1], message[2]))
                    if worker.claim is None and (message is None or not busy(worker)):
                        worker.stop()
                        workers.remove(worker)
        finally:
            for worker in workers:
                worker.stop()
    return verdicts


def _claim(worker: Worker) -> Claim:
    if worker.claim is None:
        raise RuntimeError("an idle worker sent a message")
    return worker.claim


def _receive(worker: Worker) -> tuple[Any, ...] | None:
    """The next message, or None from a worker that is no more."""
    try:
        message: tuple[Any, ...] = worker.pipe.recv()
        return message
    except (EOFError, OSError):
        return None


def _death(worker: Worker) -> str:
    worker.process.join()
    code = worker.process.exitcode or 0
    how = f"was ended by signal {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
    return f"the process that checked this claim {how}"
