"""Answers about modes for a person: means, deviations and covariances in rows, backends in columns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from equivalence.comparison.answers import Result
from equivalence.comparison.run import ExperimentReport
from toytheory.language.experiment import Experiment
from toytheory.outcomes.densities import ContinuousDistribution, ContinuousSamples, Moments, mean_scale, relations

from .columns import Column, heading, print_columns

if TYPE_CHECKING:
    from rich.console import Console

NUMBERS = 12
"""Of so many outcomes and coordinates all covariances are shown; of more, means and deviations alone."""

ROWS = 60

SIX_DIGITS = 1e-6
"""Six digits are shown; fewer where the tolerance that an answer states is coarser than that."""


def print_moments(console: Console, report: ExperimentReport) -> None:
    """Print the table of means, deviations and covariances."""
    from .experiment import drawn

    answered = [r for r in report.results if r.density is not None or r.draws is not None]
    if not answered:
        return
    groups: list[tuple[list[Result], dict[str, str]]] = []
    for result in answered:
        cells = _cells(result, report)
        alike = (g for g in groups if result.draws is None and g[0][0].side == result.side and g[1] == cells)
        found = next(alike, None)
        if found is None:
            groups.append(([result], cells))
        else:
            found[0].append(result)
    columns = [
        Column(heading(str(group[0].side), [r.backend for r in group], *drawn(group[0].draws)), cells)
        for group, cells in groups
    ]
    labels = list(dict.fromkeys(label for column in columns for label in column.cells))
    print_columns(console, "", labels[:ROWS], columns)
    if any(result.draws is not None for result in answered):
        console.print("±: standard error of what was drawn", style="dim", markup=False)
    if len(labels) > ROWS:
        console.print(f"... and {len(labels) - ROWS} more numbers; `--json -` lists all", markup=False)


def _cells(result: Result, report: ExperimentReport) -> dict[str, str]:
    """Label -> text of one column; densities are normal, so means, deviations and covariances say all."""
    if result.draws is not None:
        return drawn_numbers(result.draws) if len(result.draws.outcomes) else {"conditions": "not met"}
    return density_numbers(result.density, report.experiment)


def density_numbers(density: ContinuousDistribution | None, experiment: Experiment) -> dict[str, str]:
    """Label -> number of a density and of the state that is left; digits beyond its tolerance are not shown."""
    if density is None or not density.possible:
        return {"conditions": "cannot be met"}
    cells = _numbers(experiment.outcomes, density.outcomes, density)
    cells |= _numbers(density.coordinates, density.state, density, "state ")
    if experiment.conditions:
        log_density = density.condition_log_density
        if log_density is None:
            cells["density of conditions"] = "flat"
        elif abs(log_density) < 50:
            cells["density of conditions"] = f"{math.exp(log_density):.6g}"
        else:
            cells["log density of conditions"] = f"{log_density:.6g}"
    return cells


def drawn_numbers(draws: ContinuousSamples) -> dict[str, str]:
    """Means, deviations and covariances of what was drawn, each with its standard error, whatever the distribution."""
    outcomes, names = draws.outcomes, draws.names
    means = outcomes.mean(axis=0)
    centred = outcomes - means
    runs = len(outcomes)
    cells: dict[str, str] = {}
    deviations = np.sqrt((centred**2).mean(axis=0))
    deviations[deviations <= 1e-14 * np.abs(means)] = 0.0  # of equal numbers, rounding leaves as much
    for k, name in enumerate(names):
        cells[f"mean of {name}"] = with_error(means[k], deviations[k] / math.sqrt(runs))
        spread = (centred[:, k] ** 2).std() / math.sqrt(runs)
        cells[f"deviation of {name}"] = with_error(
            deviations[k], spread / (2 * deviations[k]) if deviations[k] > 0 else 0.0
        )
    if len(names) <= NUMBERS:
        for i, j in zip(*np.tril_indices(len(names), -1), strict=True):
            products = centred[:, i] * centred[:, j]
            cells[f"covariance of {names[j]}, {names[i]}"] = with_error(
                products.mean(), products.std() / math.sqrt(runs)
            )
    return cells


def with_error(value: float, error: float) -> str:
    """A number with its error, to the second digit of the error.

    >>> with_error(0.70819, 0.00481), with_error(1234.5, 30.0), with_error(0.5, 0.0)
    ('0.7082 ± 0.0048', '1234 ± 30', '0.5 ± 0')
    """
    if not error > 1e-14 * abs(value):
        return f"{value:.6g} ± 0"
    digits = 1 - math.floor(math.log10(error))
    if not -5 < digits <= 9:
        return f"{value:.6g} ± {error:.2g}"
    return f"{value:.{max(0, digits)}f} ± {error:.{max(0, digits)}f}"


def _numbers(
    names: tuple[str, ...], moments: Moments, answer: ContinuousDistribution, prefix: str = ""
) -> dict[str, str]:
    cells: dict[str, str] = {}
    unknown = moments.unknown
    deviations = np.sqrt(np.clip(np.diagonal(moments.covariance), 0.0, None))
    unit = math.sqrt(answer.hbar)
    slack = answer.tolerance if answer.tolerance > SIX_DIGITS else 0.0
    scale = mean_scale(moments, answer.hbar)
    for name, mean, deviation, flat, of in zip(names, moments.means, deviations, unknown, scale, strict=True):
        cells[f"mean of {prefix}{name}"] = "unknown" if flat else short(mean, unit, slack * of)
        cells[f"deviation of {prefix}{name}"] = "unknown" if flat else short(deviation, unit)
    listed = relations(moments).get("relations")
    if listed is not None:
        for place, (row, mean) in enumerate(zip(listed["combinations"], listed["means"], strict=True)):
            deviation = math.sqrt(max(listed["covariance"][place][place], 0.0))
            combined = f"({_combination(row, names)})"
            cells[f"mean of {prefix}{combined}"] = short(mean, unit)
            cells[f"deviation of {prefix}{combined}"] = short(deviation, unit)
    if len(names) <= NUMBERS:
        for i, j in zip(*np.tril_indices(len(names), -1), strict=True):
            value, size = float(moments.covariance[i, j]), float(deviations[i] * deviations[j])
            if not (unknown[i] or unknown[j]) and abs(value) > max(1e-12, slack) * size:
                cells[f"covariance of {prefix}{names[j]}, {names[i]}"] = short(value, unit**2, slack * size)
    return cells


def short(number: float, unit: float, error: float = 0.0) -> str:
    """Six digits of a number.

    Parameters
    ----------
    unit : what is 1e-14 of it, as rounding leaves it, is 0: sqrt(hbar) for coordinates, hbar for covariances.
    error : how wrong the number may be, at most; digits below it are not shown.

    >>> short(1 / 3, 1.0), short(2e-15, 1.0), short(2e-15, 1e-15), short(0.7082813, 1.0, 3e-5)
    ('0.333333', '0', '2e-15', '0.7083')
    """
    if abs(number) <= 1e-14 * unit:
        return "0"
    if error > 0:
        digits = -math.ceil(math.log10(error))
        number = round(number, digits) + 0.0
    return f"{number:.6g}"


def _combination(row: list[float], names: tuple[str, ...]) -> str:
    terms = []
    for factor, name in zip(row, names, strict=True):
        if factor:
            terms.append(f"{'-' if factor < 0 else '+'} {'' if abs(factor) == 1 else f'{abs(factor):.4g}'}{name}")
    return " ".join(terms).removeprefix("+ ")
