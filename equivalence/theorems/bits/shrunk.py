"""The smallest experiments to which random mismatches shrink."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from equivalence.comparison.compare import compare
from equivalence.engine.checks import Report, decided, silent
from equivalence.engine.verdict import Check
from equivalence.experiments.agreement import Backends, answers
from equivalence.experiments.random_discrete import Shape
from toytheory.backend import Backend
from toytheory.language.experiment import Experiment
from toytheory.language.reading import format_experiment

from .defect import sign_defect
from .search import Predictor, probing_experiments

JUDGES = ("epistemic", "stim")
"""The backends, one of each side, whose disagreement is shrunk: exact and fast ones."""


def statements(experiment: Experiment) -> int:
    """Number of statements after the `system` line."""
    return len(experiment.steps)


def shrunk_mismatches(
    shapes: Sequence[Shape],
    count: int,
    backends: Backends,
    rng: np.random.Generator,
    seed: int,
    defect: Predictor = sign_defect,
    report: Report = silent,
) -> Check:
    """Random mismatches shrink to ones that are predicted too, none smaller than the smallest there are.

    On one system these have three statements (`short.shortest_mismatches`), on more systems there is no lower bound.
    """
    from equivalence.experiments.shrink import shrink

    judges: dict[str, Backend] = {n: b for n in JUDGES if not isinstance(b := backends.get(n, ""), str)}
    scope = f"n = {', '.join(str(s.n) for s in shapes)}: {count} random mismatches, seed {seed}"
    if len(judges) < len(JUDGES):
        return Check("sampled", scope, 0, "skipped", "shrunk-mismatches", reason=f"needs {' and '.join(JUDGES)}")

    def differ(experiment: Experiment) -> bool:
        return compare(answers(experiment, judges, seed)).verdict == "disagree"

    sizes: Counter[int] = Counter()
    smallest: Experiment | None = None
    wrong: dict[str, Any] | None = None
    drawn = probing_experiments(rng, shapes, 100 * count)
    mismatches = (experiment for experiment in drawn if sign_defect(experiment).any() and differ(experiment))
    for experiment, _ in zip(mismatches, range(count), strict=False):
        found = shrink(experiment, differ)
        sizes[statements(found)] += 1
        report(sum(sizes.values()), count)
        if smallest is None or statements(found) < statements(smallest):
            smallest = found
        if wrong is None and (not defect(found).any() or (found.n == 1 and statements(found) < 3)):
            wrong = {"toy_file": format_experiment(found), "predicted_defect": defect(found).tolist()}
    example = None if smallest is None else {"toy_file": format_experiment(smallest)}
    scope += f"; they shrink to {', '.join(f'{sizes[k]} with {k} statements' for k in sorted(sizes)) or 'nothing'}"
    if not sizes:
        return Check("sampled", scope, 0, "skipped", "shrunk-mismatches", reason="no mismatch was drawn")
    return decided("shrunk-mismatches", "sampled", scope, sum(sizes.values()), wrong, example)
