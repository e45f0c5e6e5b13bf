"""Circuits of modes: the toy side against Strawberry Fields, measured side by side.

Strawberry Fields needs minutes for the large circuit, so that a piece of it is timed (one layer of gates, and a few
homodyne measurements at the full number of modes) and scaled: gates in proportion to the layers, measurements to the
modes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.measure import Row, best
from quantum_ref.strawberryfields.circuit import SFCircuit
from quantum_ref.strawberryfields.steps import apply_step
from toytheory.backend import load_backends
from toytheory.language.experiment import Experiment
from toytheory.language.maps.modes import mode_transform
from toytheory.language.steps import Measure, PrepareVacuum, Step, System
from toytheory.phase_space.variables import Variable

MODES, LAYERS = 200, 20
FEW, SAMPLES = 10, 100_000
MEASURED = 5
"""Homodyne measurements of Strawberry Fields that are timed at 200 modes."""


def layer(n: int, number: int, rng: np.random.Generator) -> list[Step]:
    """A squeezer on every mode, a beam splitter on every other pair of neighbours."""
    steps: list[Step] = [mode_transform("squeeze", (k,), float(rng.uniform(-0.3, 0.3))) for k in range(n)]
    return steps + [
        mode_transform("beamsplitter", (k, k + 1), float(rng.uniform(0, 6))) for k in range(number % 2, n - 1, 2)
    ]


def circuit(n: int, layers: int) -> Experiment:
    """Layers on the vacuum, the x of every mode measured."""
    rng = np.random.default_rng(0)
    steps: list[Step] = [PrepareVacuum(tuple(range(n)))]
    for number in range(layers):
        steps += layer(n, number, rng)
    measured = Measure(tuple(Variable.of({2 * k: 1.0}, None) for k in range(n)), tuple(f"m{k}" for k in range(n)))
    return Experiment(System("modes", n, None, 1.0), (*steps, measured))


def _once(call: Any) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _gates(simulator: SFCircuit, steps: tuple[Step, ...] | list[Step]) -> None:
    for step in steps:
        apply_step(simulator, step, 0)


def large_circuit() -> Iterator[Row]:
    """Means and covariance of 200 outcomes, against one sample of each by Strawberry Fields."""
    what = f"{MODES} modes, {LAYERS} layers, all measured"
    experiment = circuit(MODES, LAYERS)
    liouville: Any = load_backends(["liouville"])["liouville"]
    ours = best(lambda: liouville.distribution(experiment))
    simulator = SFCircuit(MODES, 1.0)
    gates = _once(lambda: _gates(simulator, layer(MODES, 0, np.random.default_rng(0))))
    sample = simulator.ops.MeasureHomodyne(0)
    measured = _once(lambda: [simulator.apply(sample, k) for k in range(MEASURED)])
    theirs = LAYERS * gates + MODES / MEASURED * measured
    yield Row(what, "Strawberry Fields (scaled)", 1, theirs)
    yield Row(what, "liouville", 1, ours, theirs / ours)


def many_samples() -> Iterator[Row]:
    """Samples of 10 outcomes; Strawberry Fields has no shots, so that each is a run of the circuit."""
    what = f"homodyne samples, {FEW} modes"
    experiment = circuit(FEW, 4)
    ontic: Any = load_backends(["liouville-ontic"])["liouville-ontic"]
    ours = best(lambda: ontic.sample(experiment, SAMPLES, 0))
    few = 20

    def draw() -> None:
        for _ in range(few):
            simulator = SFCircuit(FEW, 1.0)
            _gates(simulator, experiment.steps[1:-1])
            for k in range(FEW):
                simulator.apply(simulator.ops.MeasureHomodyne(0), k)

    theirs = best(draw)
    yield Row(what, "Strawberry Fields", few, theirs)
    yield Row(what, "liouville-ontic", SAMPLES, ours, (theirs / few) / (ours / SAMPLES))


def peers() -> Iterator[Row]:
    """Both."""
    yield from large_circuit()
    yield from many_samples()
