"""Experiments on modes, every toy backend against every quantum one that can run them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from equivalence.comparison.answers import Result, ask
from equivalence.comparison.compare import compare
from equivalence.comparison.samples import FALSE_ALARM
from equivalence.engine.verdict import Check
from toytheory.backend import Backend
from toytheory.language.experiment import Experiment
from toytheory.language.reading import format_experiment

from .odd_one_out import odd_one_out

Backends = Mapping[str, Backend | str]

SHOTS = 4000
"""Runs that a sampling backend draws of each experiment."""


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
    backends : by name; one that gives a reason instead of an answer is passed over.

    "skipped" where no experiment ran on both sides.
    """
    ran, silences, worst = Counter[tuple[str, str]](), Counter[str](), 0.0
    listed, agreed = list(experiments), 0
    for done, experiment in enumerate(listed):
        results = [ask(key, backend, experiment, SHOTS, seed + done) for key, backend in backends.items()]
        comparison = compare(results)
        ran.update((str(r.side), r.backend) for r in results if r.answered)
        silences.update(f"{r.backend} {r.skipped}" for r in results if r.skipped is not None)
        worst = max([worst, *(r.density.tolerance for r in results if r.density is not None)])
        report(done + 1, len(listed))
        if comparison.verdict == "disagree":
            witness = {"toy_file": format_experiment(experiment), **(comparison.witness or {})}
            scope = _scope(what, ran, worst, seed, len(listed))
            return Check("sampled", scope, done + 1, "fails", name, witness, backend=odd_one_out(results))
        agreed += _both(results)
    scope = _scope(what, ran, worst, seed, len(listed))
    if not agreed:
        reasons = "; ".join(reason for reason, _ in silences.most_common(6)) or "there are no backends"
        return Check("sampled", scope, 0, "skipped", name, reason=f"no experiment ran on both sides: {reasons}")
    return Check("sampled", scope, agreed, "holds", name)


def _both(results: list[Result]) -> bool:
    return {result.side for result in results if result.answered} == {"toy", "quantum"}


def _scope(what: str, ran: Counter[tuple[str, str]], worst: float, seed: int, count: int) -> str:
    sides = []
    for side in ("toy", "quantum"):
        names = [f"{name} {number}" for (s, name), number in sorted(ran.items()) if s == side]
        sides.append(f"{side}: {', '.join(names) or 'none'}")
    tolerance = f"10^{math.ceil(math.log10(worst))}" if worst else "0"
    return (
        f"{what}, seed {seed}; {'; '.join(sides)}; equal within the stated tolerances, none above {tolerance}; samples "
        f"are tested with a chance of false alarm of at most {count * FALSE_ALARM:.2g} in total"
    )
