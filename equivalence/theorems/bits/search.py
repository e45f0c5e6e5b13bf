"""Random experiments with everything the language has: the theories differ exactly when predicted, and as predicted.

Every toy backend's answer, translated by the sign defect, is compared with every quantum backend's answer; and the
untranslated answers must differ exactly when the toy distribution is not the translated one. A random
experiment seldom measures what it knows, so each one ends with a measurement of known variables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from equivalence.comparison.answers import Result
from equivalence.comparison.compare import Comparison, compare
from equivalence.comparison.exact import first_difference
from equivalence.engine.checks import Report, silent
from equivalence.engine.verdict import Check
from equivalence.experiments.agreement import Backends, Tally, answers
from equivalence.experiments.odd_one_out import odd_one_out
from equivalence.experiments.random_discrete import Shape, random_experiment
from toytheory.language.experiment import Experiment
from toytheory.language.reading import format_experiment
from toytheory.language.steps import Measure
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.variables import Variable

from .defect import SignLedger, sign_defect
from .prediction import shifted_conditions, translated_result

Predictor = Callable[[Experiment], Matrix]

BUDGET = 400
"""Experiments tried at most to make a surprising one smaller."""


TRIED = 16
"""Known variables from which the last measurement is chosen."""


def probed(experiment: Experiment, rng: np.random.Generator, most: int = 2) -> Experiment:
    """The experiment with a last measurement of up to `most` variables that are known at its end.

    Of some random ones; every second time those that have a defect are taken first.
    """
    walk = SignLedger(experiment.n)
    for step in experiment.steps:
        walk.follow(step)
    chosen = rng.integers(0, 2, (TRIED, len(walk.rows)))
    known, defects = walk.products(chosen[chosen.any(axis=1)])
    if not len(known):
        return experiment
    order = np.argsort(1 - defects, kind="stable") if rng.random() < 0.5 else np.arange(len(known))
    constants = rng.integers(0, 2, most)
    rows = known[order[:most]]
    variables = tuple(Variable.from_vector(row, 2, int(c)) for row, c in zip(rows, constants, strict=False))
    last = Measure(variables, tuple(f"known{k + 1}" for k in range(len(variables))))
    return replace(experiment, steps=(*experiment.steps, last))


def probing_experiments(rng: np.random.Generator, shapes: Sequence[Shape], count: int) -> Iterator[Experiment]:
    """`count` random experiments of the shapes in turn, each with a last measurement of known variables.

    >>> shapes = [Shape(2, 1), Shape(2, 2)]
    >>> [experiment.n for experiment in probing_experiments(np.random.default_rng(0), shapes, 4)]
    [1, 2, 1, 2]
    """
    for k in range(count):
        yield probed(random_experiment(rng, shapes[k % len(shapes)]), rng)


@dataclass(frozen=True)
class Trial:
    """One experiment on all backends, with the prediction.

    Attributes
    ----------
    raw : how the answers of all backends compare.
    translated : how they compare when toy answers are translated by the defect.
    differs : whether the prediction is that the theories differ; None unless both sides have exact answers, since
        samples need not show a small difference.
    results : the answers.
    joined : the answers that were compared as translated.
    """

    raw: Comparison
    translated: Comparison
    differs: bool | None
    results: Sequence[Result]
    joined: Sequence[Result] = ()

    @property
    def surprising(self) -> bool:
        """Whether translated answers disagree, or untranslated ones differ though predicted not to, or the reverse."""
        return self.translated.verdict == "disagree" or (
            self.differs is not None and (self.raw.verdict == "disagree") != self.differs
        )


def tried(experiment: Experiment, backends: Backends, seed: int, defect: Predictor = sign_defect) -> Trial:
    """Run an experiment on all backends and hold the prediction against it."""
    shift = defect(experiment)
    results = answers(experiment, backends, seed)
    other = shifted_conditions(experiment, shift)
    toy = {name: b for name, b in backends.items() if getattr(b, "side", None) == "toy"}
    again = [r for r in results if r.side == "toy"] if other is experiment else answers(other, toy, seed)
    moved = [translated_result(r, shift) for r in again]
    differs = None
    if any(r.side == "quantum" and r.distribution is not None for r in results):
        pairs = zip((r for r in results if r.side == "toy"), moved, strict=True)
        exact = [(r.distribution, m.distribution) for r, m in pairs]
        differs = next((first_difference(p, q) is not None for p, q in exact if p is not None and q is not None), None)
    joined = [*moved, *(r for r in results if r.side != "toy")]
    return Trial(compare(results), compare(joined), differs, results, joined)


def experiments_as_predicted(
    experiments: Sequence[Experiment],
    backends: Backends,
    seed: int,
    defect: Predictor = sign_defect,
    report: Report = silent,
    name: str = "random-experiments",
) -> Check:
    """Run experiments on all backends: "skipped" where none ran on both sides."""
    differing, tally = 0, Tally(seed)
    wrong: dict[str, Any] | None = None
    odd: str | None = None
    for k, experiment in enumerate(experiments):
        trial = tried(experiment, backends, seed + k, defect)
        tally.note(trial.results, trial.translated)
        report(k + 1, len(experiments))
        if trial.surprising:
            odd = odd_one_out(trial.joined)
            wrong = _witness(experiment, backends, seed + k, defect)
            break
        differing += bool(trial.differs)
    sizes = ", ".join(str(n) for n in sorted({experiment.n for experiment in experiments}))
    scope = tally.scope(f"n = {sizes}: {len(experiments)} random experiments", 2 * len(experiments))
    scope += f"; the theories differ on {differing} of {tally.agreed}"
    return tally.check(name, scope, wrong, odd)


def _witness(experiment: Experiment, backends: Backends, seed: int, defect: Predictor) -> dict[str, Any]:
    """The smallest experiment found that does not go as predicted, and how."""
    from equivalence.experiments.shrink import shrink

    smallest = shrink(experiment, lambda smaller: tried(smaller, backends, seed, defect).surprising, BUDGET)
    trial = tried(smallest, backends, seed, defect)
    found = {"toy_file": format_experiment(smallest), "predicted_defect": defect(smallest).tolist()}
    if trial.translated.verdict == "disagree":
        return found | {"translated": True, **(trial.translated.witness or {})}
    return found | {"predicted_to_differ": trial.differs, **(trial.raw.witness or {})}
