"""Samples asked of a backend as such, also of one that computes: its `sample`, checked and judged."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction

import numpy as np

from equivalence.comparison.answers import Result
from equivalence.comparison.densities import well_formed_draws
from equivalence.comparison.isolated import Isolated
from equivalence.comparison.well_formed import Malformed, well_formed
from toytheory.language.experiment import Experiment
from toytheory.outcomes.densities import Floats
from toytheory.outcomes.distributions import Distribution
from toytheory.phase_space.modular import Matrix

from .judging import ALARM, SHOTS, Judge, Judged, Subject, against, fault_of


def drawn(subject: Subject, experiment: Experiment, shots: int, seed: int) -> Result:
    """A sample; where there is none, the reason or what went wrong."""
    backend = subject.backend
    reason = backend.capabilities.reason_against(experiment)
    if reason is not None:
        return Result(backend.name, backend.side, skipped=reason)
    returned = subject.call("sample", experiment, shots, seed)
    if returned.skipped is not None or returned.error is not None:
        return Result(backend.name, backend.side, skipped=returned.skipped, error=returned.error, fate=returned.fate)
    try:
        if experiment.system.kind == "modes":
            draws = well_formed_draws(returned.value, experiment, shots, seed)
            return Result(backend.name, backend.side, draws=draws)
        samples = well_formed(returned.value, experiment, shots, seed)
    except Malformed as fault:
        return Result(backend.name, backend.side, error=str(fault))
    return Result(backend.name, backend.side, samples=samples)


FEWER = 10
"""By what the number of runs is divided where so many take too long: a simulator that is slow is not wrong."""


def sampled(shots: int) -> Judge:
    """A judge of samples of so many runs, or a share of them (`Subject`); of fewer, down to a hundredth,
    where it does not come to an end.
    """

    def judge(subject: Subject, experiment: Experiment, seed: int) -> Judged:
        most = max(SHOTS, round(shots * subject.share))
        result = drawn(subject, experiment, most, seed)
        for count in (most // FEWER, most // FEWER**2):
            if result.fate == "late":
                result = drawn(subject, experiment, count, seed)
        return against(subject, experiment, result)

    return judge


def one_by_one(subject: Subject, experiment: Experiment, seed: int) -> Judged:
    """Samples of one run each, with different seeds, put together."""
    results = [drawn(subject, experiment, 1, seed + k) for k in range(60)]
    for result in results:
        fault = fault_of(result)
        if fault is not None:
            return fault
    kept = [result.samples for result in results if result.samples is not None]
    if not kept:
        return Judged("silent", {"reason": "asked of bits, trits and dits"})
    rows = np.vstack([samples.outcomes for samples in kept])
    return against(subject, experiment, replace(results[0], samples=replace(kept[0], outcomes=rows, shots=len(kept))))


def same_again(subject: Subject, experiment: Experiment, seed: int) -> Judged:
    """Equal seeds give equal samples: at once, after a sample of another seed, and now and then in another process."""
    results = [drawn(subject, experiment, shots, seed + k) for k, shots in ((0, 50), (1, 7), (0, 50))]
    if isinstance(subject.backend, Isolated) and seed % 4 == 0:
        subject.backend.restart()
        results.append(drawn(subject, experiment, 50, seed))
    for result in results:
        fault = fault_of(result)
        if fault is not None:
            return fault
    first, _, *again = (_rows(result) for result in results)
    if all(np.array_equal(first, rows) for rows in again):
        return Judged("agrees", drawn=True)
    return Judged("differs", {"reason": "equal seeds gave different samples"}, True)


THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS")
"""What libraries are told their number of threads by, in the environment of a process that starts."""


def other_threads(subject: Subject, experiment: Experiment, seed: int) -> Judged:
    """Equal seeds give equal samples in processes of one thread and of two."""
    backend = subject.backend
    if not isinstance(backend, Isolated):
        return Judged("silent", {"reason": "is asked in a process of its own only"})
    results = []
    for threads in ("1", "2"):
        with _environment(dict.fromkeys(THREADS, threads)):
            backend.restart()
            results.append(drawn(subject, experiment, 2000, seed))
    backend.restart()
    for result in results:
        fault = fault_of(result)
        if fault is not None:
            return fault
    one, two = (_rows(result) for result in results)
    if np.array_equal(one, two):
        return Judged("agrees", drawn=True)
    return Judged("differs", {"reason": "equal seeds gave different samples under one thread and under two"}, True)


@contextmanager
def _environment(settings: Mapping[str, str]) -> Iterator[None]:
    """Settings lent to processes that start meanwhile."""
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def independent(subject: Subject, experiment: Experiment, seed: int) -> Judged:
    """Runs of one sample, and of samples of different seeds, agree as often as independent ones do.

    The experiment has outcomes of which each is uniform; two independent values are equal with probability 1/d.
    """
    from scipy.stats import binomtest

    expected = subject.oracle.answer(experiment).distribution
    names = experiment.outcomes[:1]
    if expected is None or not names or experiment.conditions or not _uniform(expected.marginal(names)):
        return Judged("silent", {"reason": "the first outcome is not uniform"})
    shots = 2000
    pair = [drawn(subject, experiment, shots, seed + k) for k in range(2)]
    for result in pair:
        fault = fault_of(result)
        if fault is not None:
            return fault
    first, second = (_rows(result)[:, 0] for result in pair)
    d = experiment.system.dimension
    compared = {f"a run and the one {lag} later": (first[lag:], first[:-lag]) for lag in (1, 2, 3, 64)}
    compared["the same run under two seeds"] = first, second
    for what, (left, right) in compared.items():
        equal = int((left == right).sum())
        if binomtest(equal, len(left), 1 / d).pvalue < ALARM:
            reason = f"{what} have equal outcomes in {equal} of {len(left)} cases; independent ones in one of {d}"
            return Judged("differs", {"reason": reason}, True)
    return Judged("agrees", drawn=True)


def _uniform(distribution: Distribution) -> bool:
    if distribution.affine is not None:
        return distribution.affine.size == distribution.d
    return set((distribution.probabilities or {}).values()) == {Fraction(1, distribution.d)}


def _rows(result: Result) -> Matrix | Floats:
    samples = result.samples or result.draws
    assert samples is not None
    return samples.outcomes
