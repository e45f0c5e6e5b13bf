"""What both theories say of a phenomenon's experiments, by one exact backend each, in rows for pages and terminals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from equivalence.comparison.answers import Result, ask_all
from toytheory.backend import Backend, Side
from toytheory.outcomes.densities import ContinuousDistribution

from .phenomenon import SHOTS, Phenomenon, Run

DISCRETE: Mapping[Side, tuple[str, ...]] = {"toy": ("epistemic",), "quantum": ("hilbert", "stim")}
MODES: Mapping[Side, tuple[str, ...]] = {"toy": ("liouville",), "quantum": ("strawberryfields",)}
"""Backends by side; the first that answers exactly is told."""

MOST = 12
"""So many outcomes are told."""


@dataclass(frozen=True)
class Row:
    """A number that both theories give.

    Attributes
    ----------
    label : of what, such as "a = 0, b = 1" or "variance of x".
    told : side -> the number as text, "" where that side does not answer.
    values : side -> a probability, None where it is none.
    """

    label: str
    told: Mapping[Side, str]
    values: Mapping[Side, Fraction | None]


def backends_for(phenomenon: Phenomenon) -> list[str]:
    """The names of the backends that are asked about its experiments."""
    kinds = {run.experiment.system.kind == "modes" for run in phenomenon.runs}
    return [name for modes in sorted(kinds) for names in (MODES if modes else DISCRETE).values() for name in names]


def predicted(run: Run, backends: Mapping[str, Backend | str]) -> dict[Side, Result]:
    """The exact answer of each side, where it has one."""
    experiment = run.experiment
    by_side = MODES if experiment.system.kind == "modes" else DISCRETE
    found: dict[Side, Result] = {}
    for side, names in by_side.items():
        for name in names:
            if side not in found and name in backends:
                (result,) = ask_all({name: backends[name]}, experiment, SHOTS, 0)
                if result.exact:
                    found[side] = result
    return found


def rows(run: Run, answers: Mapping[Side, Result]) -> list[Row]:
    """Both theories' numbers side by side: probabilities of outcomes; of modes, means, variances and covariances."""
    cells = {
        side: _cells(result, run.experiment.outcomes, bool(run.experiment.conditions))
        for side, result in answers.items()
    }
    labels = list(dict.fromkeys(label for told in cells.values() for label in told))
    labels.sort(key=lambda label: label.startswith("the conditions"))
    nothing: tuple[str, Fraction | None] = ("0", Fraction(0))
    table = []
    for label in labels:
        both = {side: told.get(label, nothing) for side, told in cells.items()}
        table.append(
            Row(label, {s: text for s, (text, _) in both.items()}, {s: value for s, (_, value) in both.items()})
        )
    return table


def _cells(result: Result, names: Sequence[str], conditions: bool) -> dict[str, tuple[str, Fraction | None]]:
    if result.density is not None:
        return {label: (text, None) for label, text in _moments(result.density, names)}
    if result.distribution is None:
        return {}
    distribution = result.distribution
    listed = {} if distribution.probabilities is None else dict(sorted(distribution.probabilities.items()))
    told: dict[str, tuple[str, Fraction | None]] = {
        ", ".join(f"{name} = {value}" for name, value in zip(names, key, strict=True)): (str(p), p)
        for key, p in listed.items()
    }
    if conditions:
        told["the conditions are met"] = (str(distribution.condition_probability), distribution.condition_probability)
    return told


def _moments(density: ContinuousDistribution, names: Sequence[str]) -> list[tuple[str, str]]:
    """(label, number) of every mean, variance and covariance that is not flat."""
    if not density.possible:
        return [("the conditions are met", "0")]
    moments = density.outcomes
    flat = moments.unknown
    told = []
    for i, name in enumerate(names):
        told.append((f"mean of {name}", "unknown" if flat[i] else short(float(moments.means[i]))))
        told.append((f"variance of {name}", "unknown" if flat[i] else short(float(moments.covariance[i, i]))))
    for i, j in combinations(range(len(names)), 2):
        value = short(float(moments.covariance[i, j]))
        if value != "0" and not (flat[i] or flat[j]):
            told.append((f"covariance of {names[i]} and {names[j]}", value))
    return told


def short(number: float) -> str:
    """Four significant digits; what rounding leaves of nothing is 0.

    >>> short(0.25), short(-1e-17), short(1.0)
    ('0.25', '0', '1')
    """
    return "0" if math.isclose(number, 0.0, abs_tol=1e-6) else f"{number:.4g}"
