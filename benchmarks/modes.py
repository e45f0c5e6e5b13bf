"""Circuits of modes: homodyne of all by the toy theory, Strawberry Fields and Piquasso, measured side by side.

The two need minutes for the large circuit, so that a piece is timed and scaled. Of Strawberry Fields: one layer of
gates, and a few homodyne measurements at the full number of modes; it has no shots, so that each run is one of the
circuit. Of Piquasso: one shot and a few more, in proportion.
"""

from __future__ import annotations

import importlib
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from benchmarks.measure import Row, best
from quantum_ref.piquasso.backend import instructions
from quantum_ref.strawberryfields.circuit import SFCircuit
from quantum_ref.strawberryfields.steps import apply_step
from toytheory.backend import is_installed
from toytheory.continuous.backends.ontic import LiouvilleOnticBackend
from toytheory.language.experiment import Experiment
from toytheory.language.maps.modes import mode_transform
from toytheory.language.steps import Measure, PrepareVacuum, Step, System
from toytheory.phase_space.variables import Variable

MODES, FEW, LAYERS = 200, 10, 4
SAMPLES = 100_000
MEASURED = 5
"""Homodyne measurements of Strawberry Fields that are timed at 200 modes."""

SHOTS = 3
"""Of Piquasso that are timed at 200 modes beyond the first."""


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


def _once(call: Callable[[], Any]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def _gates(simulator: SFCircuit, steps: tuple[Step, ...] | list[Step]) -> None:
    for step in steps:
        apply_step(simulator, step, 0)


def strawberryfields_run(n: int, measured: int) -> float:
    """Seconds of one run; a layer and so many measurements are timed."""
    simulator = SFCircuit(n, 1.0)
    gates = _once(lambda: _gates(simulator, layer(n, 0, np.random.default_rng(0))))
    sample = simulator.ops.MeasureHomodyne(0)
    taken = _once(lambda: [simulator.apply(sample, k) for k in range(measured)])
    return LAYERS * gates + n / measured * taken


def piquasso_runs(experiment: Experiment, shots: int, few: int) -> float:
    """Seconds of so many runs, from one and a few."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pq = importlib.import_module("piquasso")
        modes = range(experiment.n)
        with pq.Program() as program:
            pq.Q(*modes) | pq.Vacuum()
            for gate, where in instructions(pq, experiment):
                pq.Q(*where) | gate
            pq.Q(*modes) | pq.HomodyneMeasurement()
        run = pq.GaussianSimulator(d=experiment.n).execute
        run(program, shots=1)
        first = _once(lambda: run(program, shots=1))
        if shots == 1:
            return first
        return first + max(_once(lambda: run(program, shots=1 + few)) - first, 0.0) * (shots - 1) / few


def compared(what: str, n: int, shots: int, ours_of: int, goals: tuple[float, float]) -> Iterator[Row]:
    """So many runs by each; of ours `ours_of` are drawn and divided."""
    experiment = circuit(n, LAYERS)
    ontic = LiouvilleOnticBackend(compiled=True)
    ours = best(lambda: ontic.sample(experiment, ours_of, 0), time.process_time) * shots / ours_of
    bound = "reading the steps in Python four tenths, trying what rounding does as much" if shots == 1 else ""
    theirs = strawberryfields_run(n, min(n, MEASURED)) * shots
    yield Row(what, "Strawberry Fields (scaled)", shots, theirs)
    yield Row(what, "ours, to Strawberry Fields", shots, ours, theirs / ours, goals[0], bound)
    if not is_installed("piquasso"):
        yield Row(what, "piquasso", shots, None, None, goals[1], "not installed here: pip install toytheory[piquasso]")
        return
    theirs = piquasso_runs(experiment, shots, SHOTS if n > 100 else 200)
    yield Row(what, "Piquasso" + " (scaled)" * (shots > 1), shots, theirs)
    yield Row(what, "ours, to Piquasso", shots, ours, theirs / ours, goals[1], bound)


def peers() -> Iterator[Row]:
    """One run and a thousand of the large circuit, samples of the small one."""
    for runs in (1, 1_000):
        what = f"{MODES} modes, {LAYERS} layers, homodyne of all, {runs:,} run{'s' * (runs > 1)}"
        yield from compared(what, MODES, runs, runs, (300, 50))
    yield from compared(f"{FEW} modes, homodyne samples", FEW, SAMPLES, SAMPLES, (10_000, 500))
