"""What a command is doing, shown where it takes long: a status on a terminal, plain lines elsewhere."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from types import TracebackType
from typing import TextIO

PATIENCE = 2.0
"""Seconds after which it is shown, and then again where it has changed."""


class Waiting:
    """`with Waiting(stream) as told: told("asking stim")` shows what was told last, once all takes longer.

    Parameters
    ----------
    stream : to show it on; nothing else should be written there meanwhile.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self._doing = self._shown = ""
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._show, daemon=True)

    def __enter__(self) -> Waiting:
        self._watch.start()
        return self

    def __call__(self, doing: str) -> None:
        """Say what is done now."""
        self._doing = doing

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._watch.join()

    def _show(self) -> None:
        with ExitStack() as shown:
            while not self._over.wait(PATIENCE):
                if self._doing == self._shown:
                    continue
                self._shown = self._doing
                if not self.stream.isatty():
                    self.stream.write(f"{self._doing} ...\n")
                    self.stream.flush()
                else:
                    from rich.console import Console

                    shown.pop_all().close()
                    shown.enter_context(Console(file=self.stream).status(f"{self._doing} ..."))
