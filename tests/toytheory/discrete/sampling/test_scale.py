"""Work and memory at scale, counted in operations and bytes: linear in gates and systems, blocks of bounded size."""

from __future__ import annotations

import numpy as np
import pytest

import toytheory.discrete.sampling.engine as module
import toytheory.discrete.sampling.sampler as sampling
from toytheory.discrete.sampling import compile_sampler
from toytheory.discrete.sampling.builder import ProgramBuilder
from toytheory.discrete.sampling.elementary import elementary
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import named_transform
from toytheory.language.steps import Measure, Prepare, System
from toytheory.phase_space.variables import Variable

GATES = 2
"""Of each system: a fourier, and its part in a sum."""


def layered(d, n, depth=1):
    """Fourier on all systems and sums of neighbours, all measured."""
    X = tuple(Variable.of({2 * k: 1}, d) for k in range(n))
    steps = [Prepare(X, (0,) * n, tuple(range(n)))]
    for _ in range(depth):
        steps += [named_transform("fourier", (k,), d) for k in range(n)]
        steps += [named_transform("sum", (k, k + 1), d) for k in range(0, n - 1, 2)]
    return Experiment(System.of_dimension(d, n), (*steps, Measure(X, tuple(f"m{k}" for k in range(n)))))


def sizes(d, n, depth=1):
    """Operations; bytes of the rows of a block, and of its runs."""
    engine = compile_sampler(layered(d, n, depth), "frames", threads=1).engine
    width = engine.words * engine.planes or engine.runs
    return len(engine.ops), engine.program.rows * width * engine.kind.itemsize, engine.runs


@pytest.mark.parametrize("d", [2, 3, 5])
def test_operations_grow_with_gates_and_rows_with_systems(d):
    few, many = sizes(d, 500), sizes(d, 5_000)
    assert many[0] == pytest.approx(10 * few[0], rel=0.01)
    deep = sizes(d, 500, depth=9)
    assert deep[0] - few[0] <= 8 * 500 * 2 * GATES  # a gate is a few operations, whatever the size
    assert deep[1] == few[1]  # depth takes no memory
    assert max(few[1], many[1]) <= 2 * module.MEMORY


def test_a_hundred_thousand_trits_stay_within_the_memory_of_a_block():
    n, d = 100_000, 3
    builder = ProgramBuilder(d, n, known=True)
    turned = elementary(((0, 1), (2, 0)), d)
    for k in range(n):
        builder.transform((2 * k, 2 * k + 1), turned, ())
    for k in range(0, n, 2):
        builder.displace(2 * k, [(builder.where[2 * k + 2], 1)])
    rows = [builder.where[2 * k] for k in range(n)]
    sampler = sampling.sampler_of(builder.program([""] * n, rows, ()), threads=1)
    engine = sampler.engine
    assert engine.runs >= 64 * module.NARROWEST
    worker = engine.worker(np.uint64(0))
    assert worker.rows.nbytes <= 2 * module.MEMORY  # rows of what is not looked at again are there, untouched
    assert len(engine.ops) <= 2 * GATES * n
    few = sampler.sample(3, seed=0)
    assert few.shape == (3, n)
    assert abs(np.bincount(few.reshape(-1), minlength=3) - n).max() < 6 * np.sqrt(3 * n * 2 / 9)


def test_chunks_are_bounded_whatever_is_asked_for(monkeypatch):
    sampler = compile_sampler(layered(3, 300), threads=1)
    monkeypatch.setattr(sampling, "CHUNK", 2**20)
    first = next(iter(sampler.chunks(10**9, seed=0)))
    assert first.nbytes <= max(2**20, 300 * sampler.engine.runs)
