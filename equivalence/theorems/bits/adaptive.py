"""Adaptive experiments on bits: quantum theory gives each record the toy probability of the record less its defect.

A record decides which branches are taken, so it leads to one experiment without branches, which has a sign defect.
Asked branch by branch, the translated toy backends (`prediction.Translated`) say what every quantum backend must say.
A random experiment seldom measures what it knows, so each one ends with steps in which a sign decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from equivalence.comparison.answers import ask
from equivalence.comparison.compare import compare
from equivalence.engine import checks
from equivalence.engine.verdict import Check
from equivalence.experiments.agreement import Backends, agree
from equivalence.experiments.random_adaptive import Shape, random_adaptives
from toytheory.backend import ExactBackend
from toytheory.discrete.random_objects import random_isotropic, random_symplectic
from toytheory.language.bookkeeping import Branch, Report, When, flat
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Discard, Measure, Prepare, Step, Transform
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import coordinates_of
from toytheory.phase_space.variables import Variable

from .defect import SignLedger
from .prediction import Translated

TRIED = 16
"""Known variables from which the one to measure is chosen."""


def deciding_by_signs(experiment: Experiment, rng: np.random.Generator) -> Experiment:
    """The experiment followed by signs that decide: something is known, an outcome chooses a map, a known variable is
    measured, of those of one branch one with a defect if there is one, and its value chooses the last measurement.

    Systems that any branch discards are left alone; where none is left the experiment stays as it is.
    """
    gone = {k for step in flat(experiment.steps) if isinstance(step, Discard) for k in step.systems}
    systems = tuple(k for k in range(experiment.n) if k not in gone)
    if not systems or not experiment.made:
        return experiment
    k, where = len(systems), coordinates_of(systems)

    def on_them(rows: Matrix) -> Matrix:
        whole = np.zeros((len(rows), 2 * experiment.n), dtype=np.int64)
        whole[:, where] = rows
        return whole

    known = on_them(random_isotropic(2, k, k, rng))
    maps = []
    for drawn in (random_symplectic(2, k, rng), random_symplectic(2, k, rng)):
        maps.append(Transform(systems, tuple(map(tuple, drawn.matrix.tolist())), tuple(drawn.shift.tolist())))
    ledger = SignLedger(experiment.n)
    ledger.know(known)
    ledger.transform(maps[int(rng.integers(2))])
    chosen = rng.integers(0, 2, (TRIED, len(known)))
    products, defects = ledger.products(chosen[chosen.any(axis=1)])
    if not len(products):
        return experiment
    asked = experiment.made[int(rng.integers(len(experiment.made)))]
    last = [(Measure((Variable.from_vector(row, 2),), ("last",)),) for row in on_them(rng.integers(0, 2, (2, 2 * k)))]
    more: list[Step] = [
        Prepare(
            tuple(Variable.from_vector(row, 2) for row in known),
            tuple(rng.integers(0, 2, len(known)).tolist()),
            systems,
        ),
        When((Branch(((asked, int(rng.integers(2))),), (maps[0],)), Branch((), (maps[1],)))),
        Measure((Variable.from_vector(products[np.argmax(defects)], 2),), ("known",)),
        When((Branch((("known", 0),), last[0]), Branch((), last[1]))),
    ]
    steps = [step for step in experiment.steps if not isinstance(step, Report)]
    if experiment.reported is not None:
        more.append(Report((*experiment.reported, "known", "last")))
    return replace(experiment, steps=(*steps, *more))


def adaptive_as_predicted(
    shapes: Sequence[Shape],
    count: int,
    backends: Backends,
    rng: np.random.Generator,
    seed: int,
    report: checks.Report = checks.silent,
) -> Check:
    """Random experiments of the whole language on quantum backends and on translated toy backends.

    "skipped" where none ran on both.
    """
    predicted = {
        f"{name}, translated": Translated(backend)
        for name, backend in backends.items()
        if not isinstance(backend, str) and backend.side == "toy" and isinstance(backend, ExactBackend)
    }
    others = {name: b for name, b in backends.items() if isinstance(b, str) or b.side != "toy"}
    drawn = [deciding_by_signs(experiment, rng) for experiment in random_adaptives(rng, shapes, count)]
    sizes = ", ".join(map(str, sorted({shape.n for shape in shapes})))
    what = f"n = {sizes}: {count} random experiments of the whole language"
    more = f"; {checks.missed(count, 'experiments')}; the theories differ on {_differing(drawn, predicted.values())}"
    return agree("adaptive", what, drawn, {**predicted, **others}, seed, report, more)


def _differing(experiments: Iterable[Experiment], predicted: Iterable[Translated]) -> int:
    """On how many the first of the toy backends that answers is changed by the translation."""
    changed = 0
    for experiment in experiments:
        for each in predicted:
            pair = [ask(backend.name, backend, experiment, 0, 0) for backend in (each.toy, each)]
            if all(result.exact for result in pair):
                changed += compare(pair).sides["toy"] == "disagree"
                break
    return changed
