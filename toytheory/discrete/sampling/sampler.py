"""Samplers compiled from experiments: the public door of this folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from toytheory.errors import InputError
from toytheory.language.experiment import Experiment

from .engine import Engine, Worker
from .lowering import compiled
from .program import Program

EngineName = Literal["frames", "affine"]

CHUNK = 2**26
"""Bytes of samples that are made at once where chunks are asked for."""


@dataclass(frozen=True, eq=False)
class CompiledSampler:
    """Draws the outputs of a program.

    Attributes
    ----------
    program : what is run.
    threads : how many threads; all processors by default. The samples do not depend on it.
    """

    program: Program
    threads: int = field(default_factory=lambda: os.cpu_count() or 1)

    @property
    def names(self) -> tuple[str, ...]:
        """Of the outputs."""
        return self.program.names

    @property
    def d(self) -> int:
        """Values of an output."""
        return self.program.d

    @cached_property
    def engine(self) -> Engine:
        """The program made ready to run."""
        return Engine(self.program)

    def sample(self, shots: int, seed: int) -> NDArray[Any]:
        """Outputs of the runs that met the conditions, (kept, m) uint8 (uint64 beyond d = 256).

        Errors: InputError for a negative number of shots or seed.
        """
        return self._whole(shots, seed, packed=False)

    def sample_bit_packed(self, shots: int, seed: int) -> NDArray[np.uint8]:
        """The same with ceil(log2 d) bits a value, least bit first, every run padded to bytes: (kept, bytes).

        For bits this is Stim's format b8.
        """
        return self._whole(shots, seed, packed=True)

    def chunks(self, shots: int, seed: int, packed: bool = False) -> Iterator[NDArray[Any]]:
        """The same rows as `sample`, some at a time, in order; memory is bounded."""
        return (rows for rows, _ in self.counted_chunks(shots, seed, packed))

    def counted_chunks(self, shots: int, seed: int, packed: bool = False) -> Iterator[tuple[NDArray[Any], int]]:
        """`chunks`, each with the number of runs that it was made from."""
        self._checked(shots, seed)
        size, runs = max(1, len(self.names)) * self.engine.dtype.itemsize, self.engine.runs
        step = runs * max(1, CHUNK // (size * runs))
        for first in range(0, shots, step):
            last = min(first + step, shots)
            yield self._runs(first, last, seed, packed), last - first

    def _checked(self, shots: int, seed: int) -> None:
        if shots < 0 or seed < 0:
            raise InputError(f"{shots} shots with seed {seed}", "give numbers that are not negative")

    def runs(self, first: int, last: int, seed: int) -> NDArray[Any]:
        """The runs from `first` to `last` (excluded) of those that `sample` draws, without those before.

        Errors: InputError for a negative number of runs or seed.
        """
        self._checked(min(first, last - first), seed)
        begin = first // self.engine.runs * self.engine.runs
        if self.program.conditions and begin < first:
            return self._runs(begin, last, seed, False)[len(self._runs(begin, first, seed, False)) :]
        return self._runs(begin, last, seed, False)[first - begin :]

    def _whole(self, shots: int, seed: int, packed: bool) -> NDArray[Any]:
        self._checked(shots, seed)
        return self._runs(0, shots, seed, packed)

    def _runs(self, first: int, last: int, seed: int, packed: bool) -> NDArray[Any]:
        """The kept ones of the runs from `first`, which begins a block, to `last` (excluded).

        Every thread writes into its own part of the result.
        """
        from .philox import key_of

        per, conditions, m = self.engine.runs, self.program.conditions, len(self.names)
        width = -(-m * bits_of(self.d) // 8) if packed else m
        made: NDArray[Any] = np.empty((last - first, width), dtype=np.uint8 if packed else self.engine.dtype)
        kept = np.ones(last - first if conditions else 0, dtype=np.bool_)
        blocks = range(first // per, -(-last // per))
        key, threads = key_of(seed), max(1, min(self.threads, len(blocks)))

        def some(which: range) -> None:
            worker = self.engine.worker(key)
            for block in which:
                here = slice(block * per - first, min((block + 1) * per, last) - first)
                worker.run(block, here.stop - here.start)
                self._write(worker, made[here], packed)
                if conditions:
                    kept[here] = self._met(worker, here.stop - here.start)

        parts = [blocks[i * len(blocks) // threads : (i + 1) * len(blocks) // threads] for i in range(threads)]
        if threads == 1:
            some(blocks)
        else:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(some, parts))
        return made[kept] if conditions else made

    def _write(self, worker: Worker, out: NDArray[Any], packed: bool) -> None:
        """The outputs of the first runs of a block."""
        outputs = self.program.outputs
        if not packed:
            worker.values(outputs, out)
        elif self.d == 2:
            worker.packed(outputs, out)
        else:
            values: NDArray[Any] = np.empty((len(out), outputs.size), dtype=self.engine.dtype)
            worker.values(outputs, values)
            out[:] = pack(values, self.d)

    def _met(self, worker: Worker, runs: int) -> NDArray[np.bool_]:
        """Which of the first runs of a block meet the conditions."""
        rows, wanted = np.array(self.program.conditions, dtype=np.int64).T
        values: NDArray[Any] = np.empty((runs, len(rows)), dtype=self.engine.dtype)
        worker.values(np.ascontiguousarray(rows), values)
        met: NDArray[np.bool_] = (values == wanted).all(axis=1)
        return met


def bits_of(d: int) -> int:
    """Bits that a value takes where values are packed.

    >>> [bits_of(d) for d in (2, 3, 5)]
    [1, 2, 3]
    """
    return (d - 1).bit_length()


def pack(values: NDArray[Any], d: int) -> NDArray[np.uint8]:
    """(n, m) values -> (n, bytes) with ceil(log2 d) bits a value, least bit first.

    >>> pack(np.array([[1, 2, 0]]), 3).tolist()
    [[9]]
    """
    digits = (values[:, :, None] >> np.arange(bits_of(d), dtype=values.dtype)) & values.dtype.type(1)
    return np.packbits(digits.reshape(len(values), -1).astype(np.uint8), axis=1, bitorder="little")


def compile_sampler(
    experiment: Experiment, engine: EngineName | None = None, threads: int | None = None
) -> CompiledSampler:
    r"""A sampler of the outcomes of a discrete experiment in the toy theory.

    Parameters
    ----------
    engine : "frames" follows every step, "affine" draws what outcomes depend on; by default what needs less.
    threads : all processors by default.

    Errors: CannotRun for modes, and where the affine engine is forced on an experiment with branches.

    >>> from toytheory.language.reading import parse_experiment
    >>> sampler = compile_sampler(parse_experiment("system 1 trit\nprepare X = 2\nmeasure X as a"))
    >>> sampler.sample(3, seed=0).tolist()
    [[2], [2], [2]]
    """
    return sampler_of(compiled(experiment), engine, threads)


def compile_detector_sampler(
    experiment: Experiment, engine: EngineName | None = None, threads: int | None = None
) -> CompiledSampler:
    r"""A sampler of detection events and flips of observables: by how much each differs from its certain value.

    They are the same in the toy theory and in quantum theory, where only the certain values may differ.

    Errors: InputError where a detector or observable is not certain without noise; CannotRun as for `compile_sampler`.

    >>> from toytheory.language.reading import parse_experiment
    >>> text = "system 1 trit\nprepare X = 2\nnoise X by 1: 1\nmeasure X as a\ndetector a as d"
    >>> compile_detector_sampler(parse_experiment(text)).sample(2, seed=0).tolist()
    [[1], [1]]
    """
    from .certainty import events

    return sampler_of(events(compiled(experiment, detectors=True)), engine, threads)


def sampler_of(program: Program, engine: EngineName | None = None, threads: int | None = None) -> CompiledSampler:
    """A sampler of a program."""
    from .affine import affine_program, cheaper_program

    if engine == "affine":
        program = affine_program(program)
    elif engine is None:
        program = cheaper_program(program)
    return CompiledSampler(program, threads or os.cpu_count() or 1)
