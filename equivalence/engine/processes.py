"""A process of its own for what may die or hang: started fresh, spoken to through a pipe, its end told in words.

Processes are spawned, not forked, so that they behave the same on every platform and whatever threads the parent runs.
They are no daemons: what runs in them may start processes itself.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import io
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.util import Finalize
from pathlib import Path
from types import ModuleType
from typing import Any

TIMEOUT = 300.0
"""Seconds that a backend in a process of its own may take for one experiment, by default."""

GRACE = 5.0
"""Seconds that a process is given to end once its pipe is closed; then it is made to."""


class Gone(Exception):
    """A process ended, or closed its pipe, instead of answering; the text says how, `killed` whether by SIGKILL."""

    def __init__(self, how: str, killed: bool = False) -> None:
        super().__init__(how)
        self.killed = killed


class Process:
    """A process that runs `target(pipe, *arguments)`, where `target` is found by its module and name.

    Attributes
    ----------
    pipe : to it.
    """

    def __init__(self, target: Callable[..., None], *arguments: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=target, args=(theirs, *arguments))
        with _main_left_alone(target, *arguments):
            self._process.start()
        theirs.close()
        # None is left behind when this process ends, whatever it is doing then.
        self._last_resort = Finalize(self, _end, args=(self.pipe, self._process, 0.0), exitpriority=0)

    def send(self, message: Any) -> None:
        """Send a message; a process that is no more is noticed when it is listened to."""
        with contextlib.suppress(OSError):
            self.pipe.send(message)

    def receive(self, limit: float | None = None) -> Any:
        """What comes next from the process.

        Parameters
        ----------
        limit : seconds to wait, None for ever.

        Raises
        ------
        Gone : where it ends instead.
        TimeoutError : where nothing comes.
        """
        try:
            if not self.pipe.poll(limit):
                raise TimeoutError
            content = self.pipe.recv_bytes()
        except (EOFError, OSError) as error:
            if isinstance(error, TimeoutError):
                raise
            raise self._gone() from None
        return pickle.loads(content)

    def _gone(self) -> Gone:
        _wait(self._process, GRACE)
        code = self._process.exitcode
        self.end()
        if code is None:
            return Gone("closed its connection")
        if code >= 0:
            return Gone(f"ended with exit code {code}")
        return Gone(f"was ended by signal {signal.Signals(-code).name}", killed=-code == signal.SIGKILL)

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.is_alive()

    def interrupt(self) -> None:
        """Send SIGUSR1, for which the process has to have a handler; one that is no more does not mind."""
        if self._process.pid is not None and self.alive:
            with contextlib.suppress(OSError):
                os.kill(self._process.pid, signal.SIGUSR1)

    def end(self, patience: float = 0.0) -> None:
        """End the process: in `patience` seconds an idle one leaves by itself, then it is made to."""
        if self._last_resort.still_active():
            self._last_resort.cancel()
            _end(self.pipe, self._process, patience)


@contextlib.contextmanager
def _main_left_alone(*sent: Any) -> Iterator[None]:
    """Keep a new process from running the user's script again, which it does to find what is defined there.

    A script without `if __name__ == "__main__":` would start itself in every process, and end with an error about it.
    Where something sent is defined in the script itself, the script is needed, and so is that line.
    """
    if b"__main__" in pickle.dumps(sent):
        yield
        return
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _end(pipe: Connection, process: Any, patience: float) -> None:
    pipe.close()
    _wait(process, patience)
    if process.is_alive():
        process.kill()
        process.join()


def _wait(process: Any, patience: float) -> None:
    """Wait for the end of a process; `join` would wait for ever for one that closed the pipe by which it is watched."""
    deadline = time.monotonic() + patience
    while process.is_alive() and time.monotonic() < deadline:
        time.sleep(0.005)


def live_alone() -> None:
    """What a process does first that runs code of others: nothing of it gets into the reports, and it ends with us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    with contextlib.suppress(OSError):
        os.dup2(2, 1)  # what is printed, by whatever library, goes to standard error
    sys.stdout = sys.stderr
    sys.stdin = io.StringIO()  # nobody answers a question
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    end_with_parent()


def end_with_parent() -> None:
    """Let this process end as soon as the one that started it is no more, however that came about."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def collect_seldom() -> None:
    """Let the garbage collector look for cycles seldom, and never among what is loaded by now.

    Checks make many small objects and few cycles: looking for these took a tenth of the time.
    """
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


@contextlib.contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """End this process after so many seconds, even where nothing of Python runs any more: the parent may be gone."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
