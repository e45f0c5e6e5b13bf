"""How long things take: claims one by one, backends on experiments, and peers on the same work."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.workloads import chain, experiments
from equivalence.comparison.answers import ask
from equivalence.engine.runner import run_claims
from equivalence.engine.verdict import Claim
from equivalence.engine.workers import Task
from toytheory.backend import load_backends

SHOTS = 10_000
AT_LEAST = 0.2
"""Seconds that a short measurement is repeated for."""


@dataclass(frozen=True)
class Row:
    """One measurement: so many cases in so many seconds; `ratio` to a peer's speed where there is one.

    `goal` is the ratio that is aimed at, `note` says what bounds the time, or why there is none (seconds None).
    """

    what: str
    by: str
    cases: int
    seconds: float | None
    ratio: float | None = None
    goal: float | None = None
    note: str = ""

    @property
    def speed(self) -> float:
        """Cases per second."""
        return self.cases / max(self.seconds or 0.0, 1e-9)


def best(call: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds of the fastest of several calls, the first of which warms caches."""
    call()
    taken, start = [], clock()
    while not taken or clock() - start < AT_LEAST:
        began = clock()
        call()
        taken.append(clock() - began)
    return min(taken)


def claims(chosen: Sequence[Claim], full: bool) -> Iterator[Row]:
    """Each claim by itself in this process."""
    for claim in chosen:
        (verdict,) = run_claims([claim], Task(full=full)).verdicts
        yield Row(claim.id, verdict.status, verdict.cases, verdict.seconds)


def backends() -> Iterator[Row]:
    """Each backend on each experiment: an exact answer is one case, a run of a sampler is one."""
    installed = load_backends()
    for what, experiment in experiments():
        for name, backend in installed.items():
            result = ask(name, backend, experiment, SHOTS, 0)
            if result.answered:
                seconds = best(lambda b=backend, n=name, e=experiment: ask(n, b, e, SHOTS, 0))
                yield Row(what, name, 1 if result.samples is None else SHOTS, seconds)


def peers() -> Iterator[Row]:
    """The toy theory's sampler against Stim's on the same experiment, in runs per second."""
    from quantum_ref.stim.circuits import to_stim

    ontic = load_backends(["ontic"])["ontic"]
    for n in (100, 1000):
        experiment = chain("bits", n)
        sampler = to_stim(experiment).compile_sampler(seed=0)
        theirs = best(lambda s=sampler: s.sample(SHOTS))
        ours = best(lambda e=experiment: ask("ontic", ontic, e, SHOTS, 0))
        yield Row(f"samples, chain of {n} bits", "stim.CompiledMeasurementSampler", SHOTS, theirs)
        yield Row(f"samples, chain of {n} bits", "ontic", SHOTS, ours, theirs / ours)
    from benchmarks import modes, reading, tableaus

    yield from tableaus.peers()
    yield from modes.peers()
    yield from reading.peers()
