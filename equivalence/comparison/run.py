"""Runs one experiment on every backend and compares: what `toytheory run` decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import numpy as np

from equivalence.engine.processes import TIMEOUT
from equivalence.engine.selection import near
from toytheory.backend import Backend, backend_names
from toytheory.errors import InputError
from toytheory.language.experiment import Experiment

from .answers import Asking, Result, ask_all
from .certain import check_certain
from .compare import Comparison, compare
from .installed import installed_backends
from .states import state_told

FORMAT = "toytheory/run-1"
SHOTS = 10_000
ROWS = 40
"""Outcomes that a notebook shows."""


@dataclass(frozen=True)
class ExperimentReport:
    """What every backend answered to an experiment, toy side first, and how the answers compare."""

    experiment: Experiment
    results: tuple[Result, ...]
    comparison: Comparison

    def _repr_html_(self) -> str:
        """For a notebook: the verdict, and what each backend answers of each outcome."""
        answered = [result for result in self.results if result.answered]
        columns = [(f"{result.side}<br>{escape(result.backend)}", shown(result)) for result in answered]
        rows = list(dict.fromkeys(label for _, cells in columns for label in cells))[:ROWS]
        names = escape(", ".join(self.experiment.outcomes)) or "outcome"
        head = "".join(f"<th>{title}</th>" for title, _ in columns)
        body = "".join(
            f"<tr><th>{escape(label) or 'certain'}</th>"
            + "".join(f"<td>{escape(cells.get(label, '0'))}</td>" for _, cells in columns)
            + "</tr>"
            for label in rows
        )
        verdict = self.comparison.verdict.replace("-", " ")
        return f"<p><b>{verdict}</b></p><table><tr><th>{names}</th>{head}</tr>{body}</table>"

    def record(self) -> dict[str, Any]:
        """The JSON object of `toytheory run --json`, format ``toytheory/run-1``."""
        system = self.experiment.system
        record: dict[str, Any] = {
            "format": FORMAT,
            "system": {"kind": system.kind, "d": system.d, "n": system.n},
            "outcomes": list(self.experiment.outcomes),
            "results": [result.record() for result in self.results],
            "verdict": self.comparison.verdict,
            "sides": dict(self.comparison.sides),
        }
        if system.hbar is not None:
            record["system"]["hbar"] = system.hbar
        if self.comparison.witness is not None:
            record["witness"] = dict(self.comparison.witness)
        return record


def shown(result: Result) -> dict[str, str]:
    """Outcome -> probability, or number of runs, of an answer; of modes the means and deviations."""
    if result.distribution is not None and result.distribution.probabilities is not None:
        return {",".join(map(str, key)): str(p) for key, p in result.distribution.probabilities.items()}
    if result.samples is not None:
        total = len(result.samples.outcomes)
        return {",".join(map(str, key)): f"{count:,} of {total:,}" for key, count in result.samples.counts().items()}
    if result.density is not None:
        moments = result.density.outcomes
        deviations = np.sqrt(np.clip(np.diagonal(moments.covariance), 0.0, None))
        told = zip(result.density.names, moments.means, deviations, moments.unknown, strict=True)
        return {name: "unknown" if flat else f"{mean + 0.0:.6g} ± {spread:.6g}" for name, mean, spread, flat in told}
    if result.draws is not None and len(result.draws.outcomes):
        drawn = result.draws.outcomes
        means, spreads = drawn.mean(axis=0), drawn.std(axis=0)
        return {name: f"{means[k]:.4g} ± {spreads[k]:.4g}" for k, name in enumerate(result.draws.names)}
    return {}


def chosen_backends(names: Sequence[str] = (), timeout: float = TIMEOUT) -> dict[str, Backend | str]:
    """The installed backends of these names, all of them without names; InputError for an unknown name.

    Parameters
    ----------
    timeout : seconds that one in a process of its own may take for an experiment.
    """
    installed = backend_names()
    for name in names:
        if name not in installed:
            raise InputError(f"no backend is called {name!r}", near(name, installed))
    return installed_backends(names or None, timeout)


def run_experiment(
    experiment: Experiment,
    backends: Mapping[str, Backend | str],
    shots: int = SHOTS,
    seed: int = 0,
    *,
    whole: bool = True,
    told: Asking = lambda name: None,
) -> ExperimentReport:
    """Ask every backend and compare the answers.

    Parameters
    ----------
    backends : by name; a text in place of one is the reason why it is skipped.
    shots, seed : for backends that sample.
    whole : whether these are all backends that there are, so that a toy side without an answer means
        that the experiment is out of reach altogether.
    told : called with the name of the backend that is asked.

    InputError where the conditions cannot be met in either theory, and where no toy backend can hold the experiment.
    """
    check_certain(experiment)
    results = ask_all(backends, experiment, shots, seed, told)
    results.sort(key=lambda result: {"toy": 0, "quantum": 1}.get(result.side or "", 2))
    refuse_impossible(experiment, results)
    if whole and not any(r.side == "toy" and r.skipped is None for r in results):
        reasons = "; ".join(f"{r.backend}: {r.skipped}" for r in results if r.side != "quantum")
        raise InputError(
            f"no toy backend can hold this experiment ({reasons or 'none is installed'})",
            "measure fewer variables, or use fewer systems or less noise",
        )
    if experiment.system.kind != "modes":
        states = {r.backend: state_told(backends[r.backend], experiment) for r in results if r.exact}
        results = [replace(result, state=states.get(result.backend)) for result in results]
    return ExperimentReport(experiment, tuple(results), compare(results))


def refuse_impossible(experiment: Experiment, results: Sequence[Result]) -> None:
    """InputError where every exact answer says that the conditions cannot be met, and no sampler met them."""
    exact = [bool(r.distribution.condition_probability) for r in results if r.distribution is not None]
    exact += [r.density.possible for r in results if r.density is not None]
    met = any(len(drawn.outcomes) for r in results if (drawn := r.samples or r.draws) is not None)
    wrong = any(r.error is not None for r in results)
    if exact and not met and not wrong and not any(exact):
        raise InputError(
            "the conditions can be met in neither theory: their probability is 0",
            "condition on outcomes that can occur",
            experiment.place_of_conditions(),
        )
