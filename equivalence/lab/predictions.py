"""What both theories predict for an experiment, outcome by outcome, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from equivalence.comparison.answers import Result, ask_here
from equivalence.comparison.certain import check_certain
from equivalence.comparison.compare import compare
from equivalence.comparison.run import refuse_impossible
from equivalence.figures.mode_predictions import law
from equivalence.report.continuous import density_numbers
from equivalence.report.experiment import relations
from toytheory.backend import Backend, backend_points, loaded
from toytheory.language.experiment import Experiment
from toytheory.outcomes.distributions import Distribution

from .limits import CURVES, ROWS

ASKED: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "discrete": (("epistemic",), ("hilbert", "stim", "wigner")),
    "modes": (("liouville",), ("strawberryfields", "fock", "piquasso")),
}
"""The toy backends, then the quantum ones: of each side the first that answers is believed here."""


@cache
def backend(name: str) -> Backend | str:
    """A backend in this process, or why it cannot be loaded."""
    point = backend_points([name]).get(name, "is not installed")
    return point if isinstance(point, str) else loaded(point)


def predictions(experiment: Experiment) -> dict[str, Any]:
    r"""The distributions of both theories and the verdict.

    InputError where the conditions cannot be met in either theory.

    >>> from toytheory.language.reading import parse_experiment
    >>> made = predictions(parse_experiment("system 1 trit\nprepare X = 1\nmeasure X as a"))
    >>> made["verdict"], made["rows"]
    ('agree', [{'outcome': '1', 'values': [1], 'toy': '1', 'quantum': '1', 'toy_share': 1.0, 'quantum_share': 1.0}])
    """
    check_certain(experiment)
    sides = ASKED["modes" if experiment.system.kind == "modes" else "discrete"]
    results, skipped = [], []
    for names in sides:
        for result in _answers(experiment, names):
            if result.answered:
                results.append(result)
                break
            skipped.append({"backend": result.backend, "reason": result.skipped or result.error or "no answer"})
    refuse_impossible(experiment, results)
    found = compare(results)
    by_side = {str(result.side): result for result in results}
    shown = _modes(by_side, experiment) if experiment.system.kind == "modes" else _discrete(by_side, experiment)
    return {
        "outcomes": list(experiment.outcomes),
        "verdict": found.verdict,
        "witness": dict(found.witness) if found.witness is not None else None,
        "backends": {side: result.backend for side, result in by_side.items()},
        "skipped": [] if len(by_side) == 2 else skipped,
        **shown,
    }


def _answers(experiment: Experiment, names: Sequence[str]) -> Iterator[Result]:
    """The answers of some backends, each asked only when its turn comes."""
    for name in names:
        found = backend(name)
        yield Result(name, None, skipped=found) if isinstance(found, str) else ask_here(name, found, experiment, 1, 0)


def _discrete(by_side: Mapping[str, Result], experiment: Experiment) -> dict[str, Any]:
    listed: dict[str, dict[tuple[int, ...], Any]] = {}
    words: dict[str, list[str]] = {}
    conditions: dict[str, str] = {}
    for side, result in by_side.items():
        distribution = result.distribution
        if not isinstance(distribution, Distribution):
            continue
        if experiment.conditions:
            conditions[side] = str(distribution.condition_probability)
        if distribution.probabilities is not None:
            listed[side] = dict(distribution.probabilities)
        elif distribution.affine is not None:
            words[side] = relations(distribution.affine, experiment.outcomes)
    keys = sorted({key for each in listed.values() for key in each})
    rows = []
    for key in keys[:ROWS]:
        row: dict[str, Any] = {"outcome": ",".join(map(str, key)), "values": list(key)}
        shares = {side: each.get(key, 0) for side, each in listed.items()}
        row |= {side: str(share) for side, share in shares.items()}
        row |= {f"{side}_share": float(share) for side, share in shares.items()}
        rows.append(row)
    more = max(0, len(keys) - ROWS)
    return {"rows": rows, "more": more, "words": words, "conditions": conditions, "numbers": [], "curves": []}


def _modes(by_side: Mapping[str, Result], experiment: Experiment) -> dict[str, Any]:
    cells = {
        side: density_numbers(result.density, experiment)
        for side, result in by_side.items()
        if result.density is not None
    }
    labels = list(dict.fromkeys(label for each in cells.values() for label in each))
    rows = [{"label": label, **{side: each.get(label, "") for side, each in cells.items()}} for label in labels[:ROWS]]
    more = max(0, len(labels) - ROWS)
    curves = _curves(by_side, experiment)
    return {"rows": [], "more": more, "words": {}, "conditions": {}, "numbers": rows, "curves": curves}


def _curves(by_side: Mapping[str, Result], experiment: Experiment) -> list[dict[str, Any]]:
    """Of each outcome its mean and deviation in both theories: densities are normal; null where all are alike."""
    possible = {side: r.density for side, r in by_side.items() if r.density is not None and r.density.possible}
    return [
        {"outcome": name, **{side: law(density, name) for side, density in possible.items()}}
        for name in experiment.outcomes[:CURVES]
        if possible
    ]
