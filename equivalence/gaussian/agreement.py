"""Experiments on modes, every toy backend against every quantum one that can run them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from equivalence.gaussian.apart import first_difference
from equivalence.gaussian.samples import sample_difference
from equivalence.verdict import Check
from toytheory.backend import Backend
from toytheory.densities import ContinuousDistribution
from toytheory.errors import CannotRun
from toytheory.experiment import Experiment
from toytheory.language import format_experiment

Backends = Mapping[str, Backend | str]

SHOTS = 4000
"""Runs that a sampling backend draws of each experiment."""

FALSE_ALARM = 1e-9
"""The chance that one check blames correct samples."""


def agree(
    name: str,
    what: str,
    experiments: Iterable[Experiment],
    backends: Backends,
    seed: int,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> Check:
    """One check: all answers to each experiment are the same within their stated tolerances.

    Parameters
    ----------
    name : of the check.
    what : the experiments in words.
    backends : by name; those that cannot run an experiment, or only with a reason, are passed over.

    "skipped" where no experiment ran on both sides.
    """
    ran, silences, worst = Counter[tuple[str, str]](), Counter[str](), 0.0
    listed = list(experiments)
    agreed = 0
    for done, experiment in enumerate(listed):
        answers, drawn = _ask(experiment, backends, seed + done, silences)
        difference = _compare(answers, drawn, FALSE_ALARM / len(listed))
        for backend in (*answers, *drawn):
            ran[_side(backends[backend]), backend] += 1
        report(done + 1, len(listed))
        if difference is not None:
            witness = {"toy_file": format_experiment(experiment), **difference}
            return Check("sampled", _scope(what, ran, worst, seed), agreed + 1, "fails", name, witness)
        sides = {_side(backends[backend]) for backend in (*answers, *drawn)}
        agreed += sides == {"toy", "quantum"}
        worst = max([worst, *(answer.tolerance for answer in answers.values())])
    scope = _scope(what, ran, worst, seed)
    if not agreed:
        reasons = "; ".join(reason for reason, _ in silences.most_common(6)) or "there are no backends for modes"
        return Check("sampled", scope, 0, "skipped", name, reason=f"no experiment ran on both sides: {reasons}")
    return Check("sampled", scope, agreed, "holds", name)


def _side(backend: Backend | str) -> str:
    return str(getattr(backend, "side", ""))


def _ask(
    experiment: Experiment, backends: Backends, seed: int, silences: Counter[str]
) -> tuple[dict[str, ContinuousDistribution], dict[str, Any]]:
    """Exact answers, and samples, by backend."""
    answers: dict[str, ContinuousDistribution] = {}
    drawn: dict[str, Any] = {}
    for name, backend in backends.items():
        if isinstance(backend, str):
            silences[f"{name} {backend}"] += 1
            continue
        able = backend.can_run(experiment)
        if able is not True:
            silences[f"{name} {able}"] += 1
            continue
        try:
            if hasattr(backend, "distribution") and backend.capabilities.exact:
                answers[name] = backend.distribution(experiment)
            elif experiment.outcomes:
                drawn[name] = backend.sample(experiment, SHOTS, seed)  # type: ignore[attr-defined]
        except CannotRun as reason:
            silences[f"{name} {reason}"] += 1
    return answers, drawn


def _compare(
    answers: Mapping[str, ContinuousDistribution], drawn: Mapping[str, Any], false_alarm: float
) -> dict[str, Any] | None:
    """The first difference between any two, with the names of the backends."""
    names = sorted(answers)
    for i, left in enumerate(names):
        for right in names[i + 1 :]:
            difference = first_difference(answers[left], answers[right])
            if difference is not None:
                return {"backends": [left, right], **difference}
    if names:
        stated = min(answers.items(), key=lambda item: item[1].tolerance)
        for name, rows in drawn.items():
            if stated[1].possible:
                difference = sample_difference(np.asarray(rows), stated[1].outcomes, false_alarm / len(drawn))
                if difference is not None:
                    return {"backends": [stated[0], name], **difference}
    return None


def _scope(what: str, ran: Counter[tuple[str, str]], worst: float, seed: int) -> str:
    sides = []
    for side in ("toy", "quantum"):
        names = [f"{name} {number}" for (s, name), number in sorted(ran.items()) if s == side]
        sides.append(f"{side}: {', '.join(names) or 'none'}")
    tolerance = f"10^{math.ceil(math.log10(worst))}" if worst else "0"
    return (
        f"{what}, seed {seed}; {'; '.join(sides)}; equal within the stated tolerances, none above {tolerance}; "
        f"samples are tested with a chance of false alarm of at most {FALSE_ALARM:g} in total"
    )
