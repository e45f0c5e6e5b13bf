"""A strip of modes with the densities that both theories predict for its outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from equivalence.comparison.answers import Result, ask
from equivalence.comparison.compare import compare
from equivalence.comparison.installed import installed_backends
from toytheory.drawing.curves import Curves, Law
from toytheory.drawing.mode_strips import draw_experiment
from toytheory.language.experiment import Experiment
from toytheory.outcomes.densities import ContinuousDistribution

from .predictions import THEORIES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BACKENDS = (("liouville",), ("strawberryfields", "fock", "piquasso"))
"""Of each side the first that answers is believed; that those of a side agree is what `toytheory run` checks."""

MOST = 12
"""Outcomes whose densities are drawn."""

CERTAIN = 1e-7
"""A deviation below this part of the mean, or of 1, is rounding."""


def predicted_strip(experiment: Experiment, outcomes: Mapping[str, float] | None = None) -> Figure:
    """The strip, and below it the density of each outcome in both theories; errors as `draw_experiment`."""
    if not experiment.outcomes:
        return draw_experiment(experiment, outcomes)
    found = [next(filter(None, (_answer(name, experiment) for name in names)), None) for names in BACKENDS]
    curves, remarks = beside(experiment, found)
    return draw_experiment(experiment, outcomes, curves, remarks)


def _answer(name: str, experiment: Experiment) -> Result | None:
    result = ask(name, installed_backends([name])[name], experiment, 0, 0)
    return result if result.density is not None else None


def beside(experiment: Experiment, found: list[Result | None]) -> tuple[list[Curves], list[str]]:
    """The curves of answers, the toy theory's and the quantum theory's, and what is to be said of them."""
    known = [
        (theory, result.density)
        for theory, result in zip(THEORIES, found, strict=True)
        if result is not None and result.density is not None
    ]
    possible = [(theory, density) for theory, density in known if density.possible]
    curves = [
        Curves(name, tuple((theory, law(density, name)) for theory, density in possible))
        for name in experiment.outcomes[:MOST]
        if possible
    ]
    remarks = [f"The conditions cannot be met in the {theory}." for theory, density in known if not density.possible]
    missing = [theory for theory, result in zip(THEORIES, found, strict=True) if result is None]
    remarks += [f"No backend of the {theory} answers." for theory in missing]
    if not missing:
        verdict = compare([result for result in found if result is not None]).verdict
        same = "The two theories predict the same, also of the state that is left."
        remarks.append(same if verdict == "agree" else "The two theories predict different things of this experiment.")
    return curves, remarks


def law(density: ContinuousDistribution, name: str) -> Law:
    """Of one outcome.

    >>> from toytheory.outcomes.densities import Moments
    >>> law(ContinuousDistribution(("a",), Moments.of([1], [[4]]), (), Moments.of([], np.zeros((0, 0))), 1.0, 0.0), "a")
    (1.0, 2.0)
    """
    place = density.names.index(name)
    if density.outcomes.unknown[place]:
        return None
    mean = float(density.outcomes.means[place])
    deviation = float(np.sqrt(max(density.outcomes.covariance[place, place], 0.0)))
    return mean, deviation if deviation > CERTAIN * max(1.0, abs(mean)) else 0.0
