"""The answers to an experiment on modes for a person: means and deviations in rows, backends in columns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from equivalence.comparison.answers import Result
from equivalence.comparison.run import ExperimentReport
from toytheory.outcomes.densities import Moments, relations

if TYPE_CHECKING:
    from rich.console import Console

NUMBERS = 12
"""Of so many outcomes and coordinates all covariances are shown; of more, means and deviations alone."""

ROWS = 60


def print_moments(console: Console, report: ExperimentReport) -> None:
    """Print the table of means, deviations and covariances."""
    from rich import box
    from rich.table import Table

    answered = [r for r in report.results if r.density is not None or r.draws is not None]
    if not answered:
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("mean ± deviation", no_wrap=True)
    columns = []
    for result in answered:
        table.add_column(f"{result.side}\n{result.backend}", justify="right", no_wrap=True)
        columns.append(_cells(result, report))
    labels = list(dict.fromkeys(label for cells in columns for label in cells))
    for label in labels[:ROWS]:
        table.add_row(label, *(cells.get(label, "") for cells in columns))
    console.print(table)
    if len(labels) > ROWS:
        console.print(f"... and {len(labels) - ROWS} more numbers; `--json -` lists all", markup=False)


def _cells(result: Result, report: ExperimentReport) -> dict[str, str]:
    """Label -> text of one column; densities are normal, so means, deviations and covariances say all."""
    names = report.experiment.outcomes
    if result.draws is not None:
        if not len(result.draws.outcomes):
            return {"conditions": "not met"}
        covariance = np.cov(result.draws.outcomes.T, ddof=0).reshape(len(names), len(names))
        return _numbers(names, Moments.of(result.draws.outcomes.mean(axis=0), covariance))
    density = result.density
    if density is None or not density.possible:
        return {"conditions": "cannot be met"}
    cells = _numbers(names, density.outcomes) | _numbers(density.coordinates, density.state, "state ")
    if report.experiment.conditions:
        log_density = density.condition_log_density
        if log_density is None:
            cells["density of conditions"] = "flat"
        elif abs(log_density) < 50:
            cells["density of conditions"] = f"{math.exp(log_density):.6g}"
        else:
            cells["log density of conditions"] = f"{log_density:.6g}"
    return cells


def _numbers(names: tuple[str, ...], moments: Moments, prefix: str = "") -> dict[str, str]:
    cells: dict[str, str] = {}
    unknown = moments.unknown
    deviations = np.sqrt(np.clip(np.diagonal(moments.covariance), 0.0, None))
    for name, mean, deviation, flat in zip(names, moments.means, deviations, unknown, strict=True):
        cells[prefix + name] = "unknown" if flat else f"{_short(mean)} ± {_short(deviation)}"
    listed = relations(moments).get("relations")
    if listed is not None:
        for row, mean, variances in zip(listed["combinations"], listed["means"], listed["covariance"], strict=True):
            position = len([label for label in cells if label.startswith(f"{prefix}  ")])
            deviation = math.sqrt(max(variances[position], 0.0))
            cells[f"{prefix}  {_combination(row, names)}"] = f"{_short(mean)} ± {_short(deviation)}"
    if len(names) <= NUMBERS:
        for i, j in zip(*np.tril_indices(len(names), -1), strict=True):
            value = float(moments.covariance[i, j])
            if not (unknown[i] or unknown[j]) and abs(value) > 1e-12 * max(
                float(deviations[i] * deviations[j]), 1e-300
            ):
                cells[f"{prefix}cov {names[j]}, {names[i]}"] = _short(value)
    return cells


def _short(number: float) -> str:
    return f"{number + 0.0:.6g}" if abs(number) > 1e-14 else "0"


def _combination(row: list[float], names: tuple[str, ...]) -> str:
    terms = []
    for factor, name in zip(row, names, strict=True):
        if factor:
            terms.append(f"{'-' if factor < 0 else '+'} {'' if abs(factor) == 1 else f'{abs(factor):.4g}'}{name}")
    return " ".join(terms).removeprefix("+ ")
