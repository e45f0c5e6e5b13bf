"""Samplers side by side: ours against Stim and other packages on the same circuits, and trits against our own bits.

Processor time of one thread, the best of several runs taken in turns, so that a busy machine disturbs both sides alike.
Packages that are not installed here run in environments of their own (`elsewhere`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import stim

from benchmarks.bounds import in_turns, note
from benchmarks.elsewhere import timed
from benchmarks.measure import Row
from equivalence.sampling.stim_program import CircuitProgram
from toytheory.discrete.sampling.certainty import events
from toytheory.discrete.sampling.lowering import compiled
from toytheory.discrete.sampling.program import around
from toytheory.discrete.sampling.sampler import sampler_of
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import named_transform
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Measure, Prepare, Step, System
from toytheory.phase_space.variables import Variable

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


def packages(what: str, circuit: dict[str, Any], names: dict[str, float | None], ours: float) -> Iterator[Row]:
    """Rows of other packages on the same circuit; our ratio to each, and what it should be."""
    for package, goal in names.items():
        found = timed(package, circuit)
        if isinstance(found, str):
            yield Row(what, package, circuit["shots"], None, None, goal, found)
        else:
            yield Row(what, package, circuit["shots"], found["sampling"])
            yield Row(what, f"ours, to {package}", circuit["shots"], ours, found["sampling"] / ours, goal)


def measurements(shots: int = 10_000) -> Iterator[Row]:
    """1,000 systems, depth 20, all measured: bits against Stim, trits against our bits and against other packages."""
    n, gates = 1000, random_gates(1000, 20)
    circuit, what = circuit_of(n, gates), "1,000 {}, depth 20, all measured"
    bits, trits = (sampler_of(compiled(experiment_of(d, n, gates)), threads=1) for d in (2, 3))
    theirs = circuit.compile_sampler(seed=0)
    of_stim, of_bits, of_trits = in_turns(
        lambda: theirs.sample(shots), lambda: bits.sample(shots, 0), lambda: trits.sample(shots, 0)
    )
    yield Row(what.format("bits"), "Stim", shots, of_stim)
    yield Row(what.format("bits"), "ours, to Stim", shots, of_bits, of_stim / of_bits, 1, note(bits, shots, of_bits))
    packed_stim, packed = in_turns(lambda: theirs.sample_bit_packed(shots), lambda: bits.sample_bit_packed(shots, 0))
    yield Row(what.format("bits") + ", packed", "Stim", shots, packed_stim)
    yield Row(what.format("bits") + ", packed", "ours, to Stim", shots, packed, packed_stim / packed, 1)
    text = {"stim": str(circuit), "shots": shots}
    yield from packages(what.format("bits") + ", packed", text, {"symft": None, "clifft": None}, packed)
    yield Row(what.format("trits"), "ours, to our bits", shots, of_trits, of_bits / of_trits, 1 / 3,
              note(trits, shots, of_trits))  # fmt: skip
    shape = {"d": 3, "n": n, "gates": gates, "shots": shots}
    yield from packages(what.format("trits"), shape, {"sdim": 1000, "quickqudits": None}, of_trits)
    yield from _compiling(what, circuit, *(experiment_of(d, n, gates) for d in (2, 3)))


def _compiling(what: str, circuit: stim.Circuit, *experiments: Experiment) -> Iterator[Row]:
    calls = [lambda e=e: sampler_of(compiled(e)).engine for e in experiments]
    theirs, *ours = in_turns(circuit.compile_sampler, *calls)
    yield Row(what.format("bits") + ", compiling", "Stim", 1, theirs)
    for kind, taken in zip(("bits", "trits"), ours, strict=True):
        yield Row(what.format(kind) + ", compiling", "ours, to Stim on bits", 1, taken, theirs / taken, 1 / 5)


def larger_dimensions(shots: int = 10_000) -> Iterator[Row]:
    """100 qudits, depth 100; the frames engine, which follows every step, beside what is chosen."""
    gates = random_gates(100, 100)
    for d in (5, 7, 9):
        what, shape = f"100 qudits d = {d}, depth 100", {"d": d, "n": 100, "gates": gates, "shots": shots}
        program = compiled(experiment_of(d, 100, gates))
        chosen, frames = (sampler_of(program, engine, threads=1) for engine in (None, "frames"))
        ours, stepwise = in_turns(lambda s=chosen: s.sample(shots, 0), lambda s=frames: s.sample(shots, 0))
        yield Row(what, "ours", shots, ours, note=note(chosen, shots, ours))
        yield Row(what, "ours, frames", shots, stepwise, ours / stepwise, note=note(frames, shots, stepwise))
        yield from packages(what, shape, {"sdim": 100} | ({} if d == 9 else {"quickqudits": None}), ours)


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
            yield Row(what, "affine, to Stim", shots, of_affine, of_stim / of_affine, 4)
            yield Row(what, "frames, to Stim", shots, of_frames, of_stim / of_frames)
            if distance == 7:
                text = {"stim": str(circuit), "shots": shots}
                yield from packages(what, text, {"symft": None, "clifft": None}, of_affine)
        ours, model, plain = in_turns(
            lambda c=circuit: sampler_of(around(CircuitProgram(c).detector_program(), {}), "affine").engine,
            circuit.detector_error_model,
            circuit.compile_detector_sampler,
        )
        what = f"surface code d = {distance}, compiling"
        yield Row(what, "Stim's detector sampler", 1, plain, note="keeps the circuit as it is")
        yield Row(what, "Stim's error model", 1, model)
        yield Row(what, "affine, to the error model", 1, ours, model / ours, 1 / 5, "reading the circuit in Python")


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
    what = f"grid of {size} x {size} with {size} rounds of checks, noise 1 %, detectors"
    for engine in ("frames", "affine"):
        bits, trits = (
            sampler_of(events(compiled(parse_experiment(code_text(kind, size)), detectors=True)), engine, threads=1)
            for kind in ("bits", "trits")
        )
        of_bits, of_trits = in_turns(lambda s=bits: s.sample(shots, 0), lambda s=trits: s.sample(shots, 0))
        yield Row(what, f"bits, {engine}", shots, of_bits)
        yield Row(what, f"trits, {engine}, to our bits", shots, of_trits, of_bits / of_trits, 1 / 3)


def rows() -> Iterator[Row]:
    """All."""
    yield from measurements()
    yield from larger_dimensions()
    yield from detectors()
    yield from same_code()
