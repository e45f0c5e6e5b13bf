"""Results of campaigns in a CSV file, in the form that Sinter reads and writes.

A line is a batch, written with one call and forced to the disk. A process that is killed leaves at most the beginning
of a line, which is cut off when the file is opened again.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from toytheory.errors import InputError

HEAD = ("shots", "errors", "discards", "seconds", "decoder", "strong_id", "json_metadata", "custom_counts")

CONFIDENCE = 0.95
"""Of intervals."""


@dataclass(frozen=True)
class Counts:
    """Runs, how many of them were errors, how many did not meet the conditions, and the processor time it took."""

    shots: int = 0
    errors: int = 0
    discards: int = 0
    seconds: float = 0.0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.shots + other.shots,
            self.errors + other.errors,
            self.discards + other.discards,
            self.seconds + other.seconds,
        )

    @property
    def kept(self) -> int:
        """Runs that met the conditions."""
        return self.shots - self.discards

    @property
    def rate(self) -> float:
        """Errors among the kept runs; not a number where there are none."""
        return self.errors / self.kept if self.kept else float("nan")

    def interval(self, confidence: float = CONFIDENCE) -> tuple[float, float]:
        """Within which the probability of an error lies: the exact one of Clopper and Pearson.

        >>> low, high = Counts(100, 0).interval()
        >>> low, round(high, 4)
        (0.0, 0.0362)
        """
        from scipy.special import betaincinv

        k, n, tail = self.errors, self.kept, (1 - confidence) / 2
        low = float(betaincinv(k, n - k + 1, tail)) if k else 0.0
        high = float(betaincinv(k + 1, n - k, 1 - tail)) if k < n else 1.0
        return low, high


class Ledger:
    """What is known of each task, in a file or in memory alone.

    Parameters
    ----------
    stream : of the file, at whose end lines are written.
    """

    def __init__(self, stream: BinaryIO | None = None) -> None:
        self._stream = stream
        self._known: dict[str, Counts] = {}

    @classmethod
    @contextmanager
    def opened(cls, path: str | None) -> Iterator[Ledger]:
        """A ledger on a file, which is made if there is none and belongs to one process at a time.

        Errors: InputError where the file is no such file, cannot be written, or is being written by another process.
        """
        if path is None:
            yield cls()
            return
        try:
            stream = Path(path).open("a+b", buffering=0)  # noqa: SIM115 - closed below
        except OSError as error:
            problem = f"{path} cannot be written: {error.strerror}"
            raise InputError(problem, "name a file that you may write") from None
        with stream:
            _lock(stream, path)
            ledger = cls(stream)
            ledger._read(path)
            yield ledger

    def _read(self, path: str) -> None:
        assert self._stream is not None
        self._stream.seek(0)
        content = self._stream.read()
        whole = content[: content.rfind(b"\n") + 1]
        if len(whole) < len(content):
            self._stream.truncate(len(whole))
        rows = list(csv.reader(io.StringIO(whole.decode("utf-8", errors="replace"))))
        if not rows:
            self._write(",".join(HEAD))
            return
        if tuple(cell.strip() for cell in rows[0]) != HEAD:
            raise InputError(f"{path} holds something else than results", "name a new file, or one of a campaign")
        for number, row in enumerate(rows[1:], start=2):
            try:
                counts = Counts(int(row[0]), int(row[1]), int(row[2]), float(row[3]))
                name = row[5]
            except (ValueError, IndexError):
                raise InputError(f"line {number} of {path} is no result", "take the line out") from None
            self._known[name] = self.of(name) + counts

    def of(self, name: str) -> Counts:
        """What is known of a task, by its id."""
        return self._known.get(name, Counts())

    def add(self, counts: Counts, decoder: str, name: str, facts: Mapping[str, Any]) -> None:
        """Remember a batch, on the disk before this returns."""
        if self._stream is not None:
            line = io.StringIO()
            numbers = [
                f"{counts.shots:>10}",
                f"{counts.errors:>10}",
                f"{counts.discards:>10}",
                f"{counts.seconds:8.3f}",
            ]
            about = json.dumps(dict(facts), separators=(",", ":"), sort_keys=True)
            csv.writer(line, lineterminator="").writerow([*numbers, decoder, name, about, ""])
            self._write(line.getvalue())
        self._known[name] = self.of(name) + counts

    def _write(self, line: str) -> None:
        assert self._stream is not None
        self._stream.write(line.encode() + b"\n")
        os.fsync(self._stream.fileno())


def _lock(stream: BinaryIO, path: str) -> None:
    """Given back when the process ends, however it ends."""
    import fcntl

    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise InputError(f"another process writes to {path}", "wait for it, or name another file") from None
