"""A process that answers questions one by one, each within a limit; a newer question takes an older one's place.

The process listens while it works: when its time is over, or a newer question of the same page came, it breaks off and
says so. One that does not listen, because something that is not Python runs, is ended and started anew.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import signal
import time
from collections import OrderedDict
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any, Literal

from equivalence.engine.processes import Gone, Process, live_alone

from .limits import GRACE, LEAST, MEMORY, PATIENCE, SECONDS, SESSIONS

Kind = Literal["pictures", "predictions", "modes"]

LOADING = {"state": "loading", "reason": "the simulators are being loaded"}
BUSY = {"state": "busy", "reason": "another page is being answered"}
SUPERSEDED = {"state": "superseded", "reason": "a newer question was asked"}
TOO_LONG = {
    "state": "failed",
    "reason": f"this takes longer than {SECONDS:g} seconds; `toytheory run` has no such limit",
}


class Desk:
    """The process and the order of its questions.

    Parameters
    ----------
    kind : which questions it answers.
    """

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self._process: Process | None = None
        self._ready = False
        self._lock = asyncio.Lock()
        self._latest: OrderedDict[str, int] = OrderedDict()
        self._working: str | None = None

    def open(self) -> None:
        """Start the process, unless it runs."""
        if self._process is None:
            self._process, self._ready = Process(serve, self.kind), False

    def close(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.end()
            self._process = None

    async def ask(self, page: str, text: str, outcomes: dict[str, float], until: float = math.inf) -> dict[str, Any]:
        """The answer to a question of a page, or why there is none; an older one of the same page is broken off.

        Parameters
        ----------
        until : when the answer has to be there, by `time.monotonic`.
        """
        number = self._latest.pop(page, 0) + 1
        self._latest[page] = number
        while len(self._latest) > SESSIONS:
            self._latest.popitem(last=False)
        if self._working == page and self._process is not None and self._ready:  # one that loads cannot be interrupted
            self._process.interrupt()
        try:
            await asyncio.wait_for(self._lock.acquire(), min(PATIENCE, max(0.0, until - time.monotonic())))
        except TimeoutError:
            return BUSY
        try:
            if self._latest.get(page) != number:
                return SUPERSEDED
            left = until - time.monotonic() - GRACE
            if left < LEAST:
                return BUSY
            self._working = page
            return await asyncio.to_thread(self._answer, text, outcomes, min(SECONDS, left))
        finally:
            self._working = None
            self._lock.release()

    def _answer(self, text: str, outcomes: dict[str, float], seconds: float) -> dict[str, Any]:
        self.open()
        process = self._process
        assert process is not None
        try:
            if not self._ready:
                try:
                    process.receive(0.05)
                except TimeoutError:
                    return LOADING
                self._ready = True
            process.send((text, outcomes, seconds))
            found: dict[str, Any] = process.receive(seconds + GRACE)
            return found
        except TimeoutError:
            self.close()
            self.open()
            return TOO_LONG
        except Gone as how:
            self._process = None
            self.open()
            return {"state": "failed", "reason": f"the process that worked on it {how}"}


class Stop(BaseException):
    """Work is broken off; the argument is the answer."""


def serve(pipe: Connection, kind: Kind) -> None:
    """The life of the process: load what it needs, then answer until the pipe is closed."""
    live_alone()
    _bounded()
    from .answering import answer, load

    working = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal working
        if working:
            working = False  # once: a second signal would break off what is done about the first
            raise Stop(SUPERSEDED if number == signal.SIGUSR1 else TOO_LONG)

    signal.signal(signal.SIGUSR1, stop)
    signal.signal(signal.SIGALRM, stop)
    load(kind)
    pipe.send("ready")
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            text, outcomes, seconds = pipe.recv()
            try:
                working = True
                signal.setitimer(signal.ITIMER_REAL, seconds)
                found = answer(kind, text, outcomes)
                working = False
            except Stop as stopped:
                found = stopped.args[0]
            finally:
                working = False
                signal.setitimer(signal.ITIMER_REAL, 0)
            pipe.send(found)


def _bounded() -> None:
    """No more memory than `MEMORY`: what needs more fails here, and not the machine."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
