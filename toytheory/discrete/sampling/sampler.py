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
        return self._joined(shots, seed, packed=False)

    def sample_bit_packed(self, shots: int, seed: int) -> NDArray[np.uint8]:
        """The same with ceil(log2 d) bits a value, least bit first, every run padded to bytes: (kept, bytes).

        For bits this is Stim's format b8.
        """
        return self._joined(shots, seed, packed=True)

    def chunks(self, shots: int, seed: int, packed: bool = False) -> Iterator[NDArray[Any]]:
        """The same rows as `sample`, some at a time, in order; memory is bounded."""
        return (rows for rows, _ in self.counted_chunks(shots, seed, packed))

    def counted_chunks(self, shots: int, seed: int, packed: bool = False) -> Iterator[tuple[NDArray[Any], int]]:
        """`chunks`, each with the number of runs that it was made from."""
        if shots < 0 or seed < 0:
            raise InputError(f"{shots} shots with seed {seed}", "give numbers that are not negative")
        size, runs = max(1, len(self.names)) * self.engine.dtype.itemsize, self.engine.runs
        blocks = max(1, CHUNK // (size * runs))
        total = -(-shots // runs)
        for first in range(0, total, blocks):
            last = min(first + blocks, total)
            yield self._blocks(range(first, last), shots, seed, packed), min(last * runs, shots) - first * runs

    def _joined(self, shots: int, seed: int, packed: bool) -> NDArray[Any]:
        made = list(self.chunks(shots, seed, packed))
        if len(made) == 1:
            return made[0]
        width = -(-len(self.names) * bits_of(self.d) // 8) if packed else len(self.names)
        dtype = np.dtype(np.uint8) if packed else self.engine.dtype
        return np.concatenate([np.zeros((0, width), dtype=dtype), *made])

    def _blocks(self, blocks: range, shots: int, seed: int, packed: bool) -> NDArray[Any]:
        from .philox import key_of

        key, threads = key_of(seed), max(1, min(self.threads, len(blocks)))

        def some(which: range) -> list[NDArray[Any]]:
            worker = self.engine.worker(key)
            return [self._block(worker, block, shots, packed) for block in which]

        parts = [blocks[i * len(blocks) // threads : (i + 1) * len(blocks) // threads] for i in range(threads)]
        if threads == 1:
            return np.concatenate(some(blocks))
        with ThreadPoolExecutor(threads) as pool:
            return np.concatenate([rows for done in pool.map(some, parts) for rows in done])

    def _block(self, worker: Worker, block: int, shots: int, packed: bool) -> NDArray[Any]:
        engine, program = self.engine, self.program
        runs = min(engine.runs, shots - block * engine.runs)
        worker.run(block)
        if packed and self.d == 2:
            made: NDArray[Any] = worker.packed(program.outputs, runs)
        else:
            made = worker.values(program.outputs, runs)
            made = pack(made, self.d) if packed else made
        if program.conditions:
            rows, wanted = np.array(program.conditions, dtype=np.int64).T
            made = made[(worker.values(np.ascontiguousarray(rows), runs) == wanted).all(axis=1)]
        return made


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
