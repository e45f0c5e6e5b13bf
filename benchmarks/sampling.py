"""Samplers side by side: ours against Stim on bits, sdim on odd d where it is installed, and our own bits.

Processor time of one thread, the best of several runs taken in turns, so that a busy machine disturbs both sides alike.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import stim

from benchmarks.measure import Row
from equivalence.sampling.stim_program import CircuitProgram
from toytheory.discrete.sampling.lowering import compiled
from toytheory.discrete.sampling.program import around
from toytheory.discrete.sampling.sampler import CompiledSampler, sampler_of
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import named_transform
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Measure, Prepare, Step, System
from toytheory.phase_space.variables import Variable

ROUNDS = 5
"""How often each side is measured."""

GATES = {"fourier": "H", "phase": "P", "sum": "CNOT"}
"""Named maps as gates of sdim; `phase` there differs by a displacement."""


def seconds(call: Callable[[], Any]) -> float:
    """Processor time of this thread."""
    began = time.thread_time()
    call()
    return time.thread_time() - began


def in_turns(*calls: Callable[[], Any]) -> list[float]:
    """The best processor time of each, after one run to warm up."""
    for call in calls:
        call()
    taken = [[seconds(call) for call in calls] for _ in range(ROUNDS)]
    return [min(column) for column in zip(*taken, strict=True)]


Gates = list[tuple[str, tuple[int, ...]]]


def random_gates(n: int, depth: int) -> Gates:
    """Layers of gates on single systems and on pairs in turn, on all systems."""
    rng = np.random.default_rng(0)
    gates: Gates = []
    for layer in range(depth):
        if layer % 2:
            gates += [("sum", (a, b)) for a, b in rng.permutation(n)[: n // 2 * 2].reshape(-1, 2).tolist()]
        else:
            gates += [(("fourier", "phase")[int(rng.integers(2))], (k,)) for k in range(n)]
    return gates


def experiment_of(d: int, n: int, gates: Gates) -> Experiment:
    """X = 0 everywhere, the gates, every X measured."""
    X = tuple(Variable.of({2 * k: 1}, d) for k in range(n))
    steps: list[Step] = [Prepare(X, (0,) * n, tuple(range(n)))]
    steps += [named_transform(name, systems, d) for name, systems in gates]
    return Experiment(System.of_dimension(d, n), (*steps, Measure(X, tuple(f"m{k}" for k in range(n)))))


def circuit_of(n: int, gates: Gates) -> stim.Circuit:
    """The same for Stim."""
    circuit = stim.Circuit()
    circuit.append("R", range(n))
    for name, systems in gates:
        circuit.append({"fourier": "H", "phase": "S_DAG", "sum": "CX"}[name], systems)
    circuit.append("M", range(n))
    return circuit


def sdim_program(d: int, n: int, gates: Gates) -> Any:
    """The same for sdim; None where it is not installed."""
    try:
        from sdim import Circuit, Program
    except ImportError:
        return None
    circuit = Circuit(n, d)
    for name, systems in gates:
        circuit.add_gate(GATES[name], *systems)
    circuit.add_gate("M", list(range(n)))
    return Program(circuit)


def measurements(shots: int = 10_000) -> Iterator[Row]:
    """1,000 systems, depth 20, all measured: bits against Stim, trits against our bits and against sdim."""
    n, gates = 1000, random_gates(1000, 20)
    circuit, what = circuit_of(n, gates), "1,000 {}, depth 20, all measured"
    bits, trits = (sampler_of(compiled(experiment_of(d, n, gates)), threads=1) for d in (2, 3))
    theirs = circuit.compile_sampler(seed=0)
    of_stim, of_bits, of_trits = in_turns(
        lambda: theirs.sample(shots), lambda: bits.sample(shots, 0), lambda: trits.sample(shots, 0)
    )
    yield Row(what.format("bits"), "Stim", shots, of_stim)
    yield Row(what.format("bits"), "frames", shots, of_bits, of_stim / of_bits)
    yield Row(what.format("trits"), "frames (to our bits)", shots, of_trits, of_bits / of_trits)
    packed_stim, packed = in_turns(lambda: theirs.sample_bit_packed(shots), lambda: bits.sample_bit_packed(shots, 0))
    yield Row(what.format("bits") + ", packed", "Stim", shots, packed_stim)
    yield Row(what.format("bits") + ", packed", "frames", shots, packed, packed_stim / packed)
    yield from _compiling(what.format("bits"), circuit, experiment_of(2, n, gates))
    yield from _against_sdim(what.format("trits"), 3, n, gates, shots)


def _compiling(what: str, circuit: stim.Circuit, experiment: Experiment) -> Iterator[Row]:
    theirs, ours = in_turns(circuit.compile_sampler, lambda: CompiledSampler(compiled(experiment)).engine)
    yield Row(what + ", compiling", "Stim", 1, theirs)
    yield Row(what + ", compiling", "frames", 1, ours, theirs / ours)


def _against_sdim(what: str, d: int, n: int, gates: Gates, shots: int) -> Iterator[Row]:
    program = sdim_program(d, n, gates)
    if program is None:
        return
    sampler = sampler_of(compiled(experiment_of(d, n, gates)), threads=1)
    program.simulate(shots=2)
    theirs, ours = seconds(lambda: program.simulate(shots=shots)), in_turns(lambda: sampler.sample(shots, 0))[0]
    yield Row(what, "sdim", shots, theirs)
    yield Row(what, "frames", shots, ours, theirs / ours)


def larger_dimensions(shots: int = 10_000) -> Iterator[Row]:
    """100 qudits, depth 100."""
    gates = random_gates(100, 100)
    for d in (5, 7, 9):
        yield from _against_sdim(f"100 qudits d = {d}, depth 100", d, 100, gates, shots)


def surface_code(distance: int, p: float) -> stim.Circuit:
    """A rotated surface code with as many rounds as its distance."""
    return stim.Circuit.generated(
        "surface_code:rotated_memory_z", distance=distance, rounds=distance, after_clifford_depolarization=p,
        before_measure_flip_probability=p, after_reset_flip_probability=p,
    )  # fmt: skip


def detectors(shots: int = 100_000) -> Iterator[Row]:
    """Detection events and observables of surface codes, packed."""
    for distance in (3, 7, 11, 15):
        for p in (0.001, 0.01):
            circuit, what = surface_code(distance, p), f"surface code d = {distance}, noise {p:.1%}, detectors"
            program = around(CircuitProgram(circuit).detector_program(), {})
            affine, frames = (sampler_of(program, engine, threads=1) for engine in ("affine", "frames"))
            theirs = circuit.compile_detector_sampler(seed=0)
            of_stim, of_affine, of_frames = in_turns(
                lambda s=theirs: s.sample(shots, bit_packed=True, append_observables=True),
                lambda s=affine: s.sample_bit_packed(shots, 0),
                lambda s=frames: s.sample_bit_packed(shots, 0),
            )
            yield Row(what, "Stim", shots, of_stim)
            yield Row(what, "affine", shots, of_affine, of_stim / of_affine)
            yield Row(what, "frames", shots, of_frames, of_stim / of_frames)
        ours, model = in_turns(
            lambda c=circuit: sampler_of(around(CircuitProgram(c).detector_program(), {}), "affine").engine,
            circuit.detector_error_model,
        )
        yield Row(f"surface code d = {distance}, compiling", "Stim's error model", 1, model)
        yield Row(f"surface code d = {distance}, compiling", "affine", 1, ours, model / ours)


def code_text(kind: str, size: int) -> str:
    """A code for every d: a grid of systems, the difference of each pair of neighbours in a row checked in rounds."""
    number = {(r, c): r * size + c + 1 for r in range(size) for c in range(size)}
    pairs = [(number[r, c], number[r, c + 1]) for r in range(size) for c in range(size - 1)]
    n, checks = size * size, len(pairs)
    lines = [
        f"system {n + checks} {kind}",
        "prepare " + ", ".join(f"X{k} = 0" for k in range(1, n + 1)),
        f"repeat {size}",
    ]
    lines += [f"  noise each X, P of 1..{n} by 0,0: 0.99, 1,0: 0.005, 1,1: 0.005"]
    lines += ["  prepare " + ", ".join(f"X{n + k} = 0" for k in range(1, checks + 1))]
    for k, (a, b) in enumerate(pairs, start=1):
        lines += [f"  sum {a} {n + k}", f"  multiply {n + k} by -1", f"  sum {b} {n + k}"]
    for k in range(1, checks + 1):
        lines += [f"  measure X{n + k} as s{k} flip 1: 0.01", f"  detector s{k} - s{k}[-1] as d{k}"]
    return "\n".join([*lines, "end"])


def same_code(shots: int = 100_000, size: int = 8) -> Iterator[Row]:
    """The same code on trits and on bits."""
    from toytheory.discrete.sampling.certainty import events

    what = f"grid of {size} x {size} with {size} rounds of checks, noise 1 %, detectors"
    for engine in ("frames", "affine"):
        bits, trits = (
            sampler_of(events(compiled(parse_experiment(code_text(kind, size)), detectors=True)), engine, threads=1)
            for kind in ("bits", "trits")
        )
        of_bits, of_trits = in_turns(lambda s=bits: s.sample(shots, 0), lambda s=trits: s.sample(shots, 0))
        yield Row(what, f"bits, {engine}", shots, of_bits)
        yield Row(what, f"trits, {engine} (to bits)", shots, of_trits, of_bits / of_trits)


def rows() -> Iterator[Row]:
    """All."""
    yield from measurements()
    yield from larger_dimensions()
    yield from detectors()
    yield from same_code()
