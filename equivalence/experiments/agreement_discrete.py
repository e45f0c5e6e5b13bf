"""Random experiments with everything the language has, every toy backend against every quantum one.

An experiment that they disagree on is shrunk and given as the text of a `.toy` file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from equivalence.comparison.answers import Result, ask
from equivalence.comparison.compare import Comparison, compare
from equivalence.comparison.samples import FALSE_ALARM
from equivalence.engine.checks import Report, missed, silent
from equivalence.engine.verdict import Check
from toytheory.backend import Backend, Side
from toytheory.language.experiment import Experiment
from toytheory.language.reading import format_experiment

from .random_discrete import Shape, random_experiments
from .shrink import shrink

Backends = Mapping[str, Backend | str]

SHOTS = 2000
"""Runs that a sampling backend draws of each experiment."""

SHRINKING = 1000
"""Smaller experiments tried at most, once one has failed."""


def answers(experiment: Experiment, backends: Backends, seed: int) -> list[Result]:
    """What every backend says about one experiment."""
    return [ask(name, backend, experiment, SHOTS, seed) for name, backend in backends.items()]


def experiments_agree(
    shapes: Sequence[Shape],
    count: int,
    backends: Backends,
    rng: np.random.Generator,
    seed: int,
    report: Report = silent,
) -> Check:
    """Run random experiments of these shapes, in turn, on all backends, and compare what they answer.

    Experiments that a side has no backend for are not counted; "skipped" where that is all of them.
    """
    sizes = ", ".join(sorted({f"d = {shape.d}, n = {shape.n}" for shape in shapes}))
    what = f"{sizes}: {count} random experiments"
    return listed_agree("experiments", what, list(random_experiments(rng, shapes, count)), backends, seed, report)


def listed_agree(
    name: str,
    what: str,
    experiments: Sequence[Experiment],
    backends: Backends,
    seed: int,
    report: Report = silent,
    alone: Side | None = None,
) -> Check:
    """The same for given experiments, in words `what`.

    Parameters
    ----------
    alone : ask the backends of this side only, and compare them with each other (experiments that the other side has
        no counterpart of); "skipped" where there are not two of them.
    """
    if alone is not None:
        backends = {key: b for key, b in backends.items() if not isinstance(b, str) and b.side == alone}
    count = len(experiments)
    agreed, ran, silences = 0, Counter[tuple[str, str]](), Counter[str]()
    witness: dict[str, Any] | None = None
    for done, experiment in enumerate(experiments):
        results = answers(experiment, backends, seed + done)
        comparison = compare(results)
        ran.update((str(r.side), _described(r)) for r in results if r.answered)
        silences.update(f"{r.backend} {r.skipped}" for r in results if r.skipped is not None)
        together = alone is not None and comparison.verdict != "disagree" and sum(r.answered for r in results) > 1
        agreed += together or comparison.verdict == "agree"
        report(done + 1, count)
        if comparison.verdict == "disagree":
            witness = _witness(experiment, comparison, backends, seed + done)
            break
    scope = (
        f"{what}, seed {seed}; {_who(ran)}; exact answers are compared exactly, so no "
        f"false alarm; {missed(count, 'experiments')}"
    )
    if any(described.endswith("(samples)") for _, described in ran):
        scope += f"; samples are tested with a chance of false alarm of at most {count * FALSE_ALARM:.2g} in total"
    if witness is not None:
        return Check("sampled", scope, agreed + 1, "fails", name, witness)
    if not agreed:
        reasons = "; ".join(reason for reason, _ in silences.most_common(8)) or "there are no backends"
        where = "on both sides" if alone is None else "on two backends"
        return Check("sampled", scope, 0, "skipped", name, reason=f"no experiment ran {where}: {reasons}")
    return Check("sampled", scope, agreed, "holds", name)


def _described(result: Result) -> str:
    return result.backend if result.distribution is not None else f"{result.backend} (samples)"


def _who(ran: Counter[tuple[str, str]]) -> str:
    """How many experiments each backend answered, side by side."""
    sides = []
    for side in ("toy", "quantum"):
        names = [f"{name} {number}" for (s, name), number in sorted(ran.items()) if s == side]
        sides.append(f"{side}: {', '.join(names) or 'none'}")
    return "; ".join(sides)


def _witness(experiment: Experiment, comparison: Comparison, backends: Backends, seed: int) -> dict[str, Any]:
    """The smallest experiment found on which the backends that disagreed still do, and how."""
    told = comparison.witness or {}
    involved = {name: backends[name] for name in told.get("backends", ()) if name in backends} or backends

    def compared(smaller: Experiment) -> Comparison:
        return compare(answers(smaller, involved, seed))

    smallest = experiment
    if compared(experiment).verdict == "disagree":
        smallest = shrink(experiment, lambda smaller: compared(smaller).verdict == "disagree", budget=SHRINKING)
        told = compared(smallest).witness or told
    return {"toy_file": format_experiment(smallest), **told}
