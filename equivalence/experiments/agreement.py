"""Ask all backends about experiments, compare what they answer, count, and tell: the one place where this is done.

An experiment that they disagree on is given as the text of a `.toy` file, shrunk.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from equivalence.comparison.answers import Result, ask_all
from equivalence.comparison.compare import Comparison, compare
from equivalence.comparison.samples import FALSE_ALARM
from equivalence.engine.checks import Report, missed, silent
from equivalence.engine.verdict import Check
from toytheory.backend import Backend, Side
from toytheory.language.experiment import Experiment
from toytheory.language.reading import format_experiment

from . import random_adaptive
from .odd_one_out import odd_one_out
from .random_discrete import Shape, random_experiments
from .shrink import shrink

Backends = Mapping[str, Backend | str]

SHOTS = 2000
"""Runs that a sampling backend draws of each experiment of a check."""

SHRINKING = 1000
"""Smaller experiments tried at most, once one has failed."""

SHRINKING_MODES = 300
"""The same on modes, where simulators take longer."""

REASONS = 8
"""So many reasons of those that did not answer are told, the most frequent ones."""


def answers(experiment: Experiment, backends: Backends, seed: int) -> list[Result]:
    """What every backend says about one experiment."""
    return ask_all(backends, experiment, SHOTS, seed)


@dataclass
class Tally:
    """What became of the experiments of a check.

    Attributes
    ----------
    seed : of the check.
    alone : the one side whose backends are compared with each other; None for both sides.
    ran : how many experiments each backend answered, by (side, backend).
    silences : the reasons of those that did not answer.
    asked, agreed : how many experiments there were, and on how many of them both sides (two backends of the one side)
        answered, and the same.
    worst : the largest tolerance that an answer about modes stated; None before there was one.
    """

    seed: int
    alone: Side | None = None
    ran: Counter[tuple[str, str]] = field(default_factory=Counter)
    silences: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    agreed: int = 0
    worst: float | None = None

    def note(self, results: Sequence[Result], comparison: Comparison) -> None:
        """Count an experiment."""
        self.ran.update((str(r.side), _described(r)) for r in results if r.answered)
        self.silences.update(f"{r.backend} {r.skipped}" for r in results if r.skipped is not None)
        self.asked += 1
        self.agreed += (comparison.verdict if self.alone is None else comparison.sides[self.alone]) == "agree"
        tolerances = [r.density.tolerance for r in results if r.density is not None]
        self.worst = max([*tolerances, *([] if self.worst is None else [self.worst])], default=None)

    @property
    def who(self) -> str:
        """How many experiments each backend answered, side by side."""
        sides = []
        for side in ("toy", "quantum"):
            names = [f"{name} {number}" for (s, name), number in sorted(self.ran.items()) if s == side]
            sides.append(f"{side}: {', '.join(names) or 'none'}")
        return "; ".join(sides)

    def scope(self, what: str, tests: int) -> str:
        """What was done, by whom and how well: `what` in words, and how many comparisons of samples at most."""
        how = "exact answers are compared exactly, so no false alarm"
        if self.worst is not None:
            tolerance = f"10^{math.ceil(math.log10(self.worst))}" if self.worst else "0"
            how = f"equal within the stated tolerances, none above {tolerance}"
        scope = f"{what}, seed {self.seed}; {self.who}; {how}"
        if any(name.endswith("(samples)") for _, name in self.ran):
            scope += f"; samples are tested with a chance of false alarm of at most {tests * FALSE_ALARM:.2g} in total"
        return scope

    def check(self, name: str, scope: str, wrong: Mapping[str, Any] | None, odd: str | None = None) -> Check:
        """The check: "fails" with a witness and whose fault it is; "skipped" where no experiment ran on both sides."""
        if wrong is not None:
            return Check("sampled", scope, self.agreed + 1, "fails", name, wrong, backend=odd)
        if not self.agreed:
            reasons = "; ".join(reason for reason, _ in self.silences.most_common(REASONS)) or "there are no backends"
            where = "on both sides" if self.alone is None else f"on two {self.alone} backends"
            return Check("sampled", scope, 0, "skipped", name, reason=f"no experiment ran {where}: {reasons}")
        return Check("sampled", scope, self.agreed, "holds", name)


def _described(result: Result) -> str:
    return f"{result.backend} (samples)" if result.drawn else result.backend


def agree(
    name: str,
    what: str,
    experiments: Iterable[Experiment],
    backends: Backends,
    seed: int,
    report: Report = silent,
    more: str = "",
    alone: Side | None = None,
) -> Check:
    """One check: all answers to each experiment are the same, exactly or within their stated tolerances.

    Parameters
    ----------
    name : of the check.
    what : the experiments in words.
    backends : by name; one that gives a reason instead of an answer is passed over.
    more : what else the scope has to say.
    alone : ask the backends of this side only, about experiments of which the other side has no counterpart.

    "skipped" where no experiment ran on both sides.
    """
    if alone is not None:
        backends = {key: b for key, b in backends.items() if not isinstance(b, str) and b.side == alone}
    listed, tally = list(experiments), Tally(seed, alone)
    wrong: dict[str, Any] | None = None
    odd: str | None = None
    for done, experiment in enumerate(listed):
        results = answers(experiment, backends, seed + done)
        comparison = compare(results)
        tally.note(results, comparison)
        report(done + 1, len(listed))
        if comparison.verdict == "disagree":
            wrong = witness(experiment, comparison, backends, seed + done)
            odd = odd_one_out(results)
            break
    return tally.check(name, tally.scope(what, len(listed)) + more, wrong, odd)


def experiments_agree(
    shapes: Sequence[Shape],
    count: int,
    backends: Backends,
    rng: np.random.Generator,
    seed: int,
    report: Report = silent,
) -> Check:
    """Run random experiments of these shapes, in turn, on all backends, and compare what they answer."""
    sizes = ", ".join(sorted({f"d = {shape.d}, n = {shape.n}" for shape in shapes}))
    what = f"{sizes}: {count} random experiments"
    drawn = random_experiments(rng, shapes, count)
    return agree("experiments", what, drawn, backends, seed, report, f"; {missed(count, 'experiments')}")


def adaptive_agree(
    shapes: Sequence[random_adaptive.Shape],
    count: int,
    backends: Backends,
    rng: np.random.Generator,
    seed: int,
    report: Report = silent,
) -> Check:
    """The same of random experiments of the whole language: branches, rounds, random numbers, wrong records."""
    sizes = ", ".join(sorted({f"d = {shape.d}, n = {shape.n}" for shape in shapes}))
    what = f"{sizes}: {count} random experiments of the whole language"
    drawn = random_adaptive.random_adaptives(rng, shapes, count)
    return agree("adaptive", what, drawn, backends, seed, report, f"; {missed(count, 'experiments')}")


def witness(experiment: Experiment, comparison: Comparison, backends: Backends, seed: int) -> dict[str, Any]:
    """The smallest experiment found on which the backends that disagreed still do, and how."""
    told = comparison.witness or {}
    smallest = experiment
    involved = {name: backends[name] for name in told.get("backends", ()) if name in backends} or backends

    def compared(smaller: Experiment) -> Comparison:
        return compare(answers(smaller, involved, seed))

    if compared(experiment).verdict == "disagree":
        budget = SHRINKING if experiment.system.d is not None else SHRINKING_MODES
        smallest = shrink(experiment, lambda smaller: compared(smaller).verdict == "disagree", budget=budget)
        told = {**(compared(smallest).witness or told), **({"faulty": told["faulty"]} if "faulty" in told else {})}
    return {"toy_file": format_experiment(smallest), **told}
