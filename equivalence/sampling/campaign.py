"""Campaigns: runs drawn, decoded and counted until there are enough, on this machine or on many.

What is counted is a prefix of the runs of a seed, in batches whose ends depend on nothing else. So the sums are the
same wherever the batches are done and however often the campaign was interrupted.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from toytheory.errors import CannotRun, InputError

from .ledger import Counts, Ledger

if TYPE_CHECKING:
    from toytheory.discrete.decoding import Decoder
    from toytheory.discrete.sampling.sampler import CompiledSampler

BATCH = 1024
"""Runs of the first batches; later ones are an eighth of what was done before."""

NO_DECODER = "none"
"""Nothing is decoded: a run is an error where an observable was moved."""


@dataclass(frozen=True)
class Task:
    """An experiment with detectors and observables, and how it is decoded.

    Attributes
    ----------
    name : of the file, for people.
    text : what is in it.
    circuit : whether that is a Stim circuit.
    seed : of the runs.
    decoder : its name, "none", or None for what suits the experiment.
    """

    name: str
    text: str
    circuit: bool = False
    seed: int = 0
    decoder: str | None = None

    @property
    def id(self) -> str:
        """Of everything but the name: what is counted under one id belongs together."""
        facts = {key: value for key, value in asdict(self).items() if key != "name"}
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Prepared:
    """A task made ready; the sampler has the detectors first, then the observables."""

    sampler: CompiledSampler
    detectors: int
    decoder: Decoder | None


@lru_cache(maxsize=16)
def prepared(task: Task) -> Prepared:
    """Read, compiled, and with its decoder; InputError where that cannot be."""
    from toytheory.discrete.decoding import ErrorModel, decoder_of
    from toytheory.discrete.sampling.sampler import sampler_of

    from .sources import source_of_text

    source = source_of_text(task.text, task.name, task.circuit)
    detectors = source.detectors or 0
    if detectors == len(source.program.names):
        raise InputError(f"{task.name} has no observable, so that there are no errors to count", "add an observable")
    decoder = None
    if task.decoder != NO_DECODER:
        try:
            decoder = decoder_of(ErrorModel.of(source.program, detectors), task.decoder)
        except CannotRun as error:
            raise InputError(f"{task.name} cannot be decoded: {error}", f"use the decoder {NO_DECODER}") from None
    return Prepared(sampler_of(source.program, threads=1), detectors, decoder)


def count(task: Task, first: int, last: int) -> Counts:
    r"""What happens in the runs of a task from `first` to `last` (excluded).

    >>> text = "system 1 bit\nprepare X = 0\nnoise X by 0: 3/4, 1: 1/4\nmeasure X as a\nobservable a as l"
    >>> count(Task("one.toy", text, decoder="none"), 0, 1024).errors
    246
    """
    ready, began = prepared(task), time.process_time()
    rows = ready.sampler.runs(first, last, task.seed)
    events, moved = rows[:, : ready.detectors], rows[:, ready.detectors :]
    guessed = np.zeros_like(moved) if ready.decoder is None else ready.decoder.decode(events)
    errors = int((guessed != moved).any(axis=1).sum())
    return Counts(last - first, errors, last - first - len(rows), time.process_time() - began)


def batch_end(done: int, most: int) -> int:
    """Where the batch that begins after so many runs ends.

    >>> batch_end(0, 10**6), batch_end(1024 * 100, 10**6), batch_end(999_000, 10**6)
    (1024, 114688, 1000000)
    """
    return min(most, done + BATCH * max(1, done // (8 * BATCH)))


Ahead = Callable[[Task, int, int], Callable[[], Counts]]
"""Begins a batch and gives what waits for its result."""


@contextmanager
def workers(scheduler: str | None) -> Iterator[tuple[Ahead, int]]:
    """Who does batches, and how many are begun before the first is done: this process, or a Dask cluster."""
    if scheduler is None:
        yield lambda task, first, last: lambda: count(task, first, last), 1
        return
    from equivalence.engine.cluster import connected

    with connected(scheduler) as client:

        def begin(task: Task, first: int, last: int) -> Callable[[], Counts]:
            result: Callable[[], Counts] = client.submit(count, task, first, last, pure=False).result
            return result

        yield begin, 2 * max(1, len(client.ncores()))


def collect(
    tasks: Sequence[Task],
    shots: int,
    errors: int | None = None,
    save: str | None = None,
    scheduler: str | None = None,
    advance: Callable[[Task, Counts], Any] = lambda task, counts: None,
) -> list[Counts]:
    r"""Count each task until it has so many runs, or the batch ends in which it has so many errors.

    Parameters
    ----------
    save : a CSV file, in Sinter's form, whose runs count as done and to which every batch is appended.
    scheduler : the address of a Dask scheduler (`distributed`, an optional extra).
    advance : is told every batch.

    Errors: InputError for what cannot be read, compiled, decoded or written.

    >>> text = "system 1 bit\nprepare X = 0\nnoise X by 0: 3/4, 1: 1/4\nmeasure X as a\nobservable a as l"
    >>> (counts,) = collect([Task("one.toy", text, decoder="none")], shots=10**6, errors=500)
    >>> counts.shots, counts.errors
    (3072, 742)
    """
    named = [replace(task, decoder=named_decoder(task)) for task in tasks]
    with Ledger.opened(save) as ledger, workers(scheduler) as (begin, ahead):
        for task in dict.fromkeys(named):
            facts = {"file": task.name, "seed": task.seed}
            for counts in _batches(task, ledger.of(task.id), shots, errors, begin, ahead):
                ledger.add(counts, task.decoder or "", task.id, facts)
                advance(task, counts)
        return [ledger.of(task.id) for task in named]


def named_decoder(task: Task) -> str:
    """The decoder that is used."""
    decoder = prepared(task).decoder
    return NO_DECODER if decoder is None else decoder.name


def _batches(task: Task, done: Counts, shots: int, errors: int | None, begin: Ahead, ahead: int) -> Iterator[Counts]:
    """In order, whoever is done first: so that what was counted is a prefix at every moment."""
    begun: deque[Callable[[], Counts]] = deque()
    next_, total = done.shots, done
    while total.shots < shots and (errors is None or total.errors < errors):
        while next_ < shots and len(begun) < ahead:
            end = batch_end(next_, shots)
            begun.append(begin(task, next_, end))
            next_ = end
        counts = begun.popleft()()
        total += counts
        yield counts
