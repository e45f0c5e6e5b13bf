"""Answers about modes: believed only if well formed, and compared to the tolerances that they state."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.outcomes.densities import (
    ContinuousDistribution,
    ContinuousSamples,
    Floats,
    Moments,
    covariance_scale,
    log_density_scale,
    mean_scale,
)

from .well_formed import Malformed

LOOSEST = 0.1
"""A backend that states a larger relative tolerance says nothing."""

SPAN = 1e-6
"""Flat directions are the same if their projectors differ by less."""


def canonical_density(answer: Any, experiment: Experiment) -> ContinuousDistribution:
    """The answer, checked: names, modes, shapes, symmetry, positivity, conditions met; Malformed where it is not so."""
    if not isinstance(answer, ContinuousDistribution):
        raise Malformed(f"`distribution` returned a {type(answer).__name__}, not a ContinuousDistribution")
    if tuple(answer.names) != experiment.outcomes:
        listed = ", ".join(answer.names) or "none"
        raise Malformed(f"its outcomes are {listed}, not {', '.join(experiment.outcomes) or 'none'}")
    if tuple(answer.systems) != experiment.unmeasured:
        listed, wanted = (", ".join(str(s + 1) for s in systems) or "none" for systems in
                          (answer.systems, experiment.unmeasured))  # fmt: skip
        raise Malformed(f"it gives the state of modes {listed}; those not measured are {wanted}")
    if answer.hbar != experiment.system.hbar:
        raise Malformed(f"its hbar is {answer.hbar}, not {experiment.system.hbar}")
    if not 0 <= answer.tolerance <= LOOSEST:
        raise Malformed(f"its tolerance is {answer.tolerance}, not a number from 0 to {LOOSEST}")
    log_density = answer.condition_log_density
    if log_density is not None and (math.isnan(log_density) or log_density == math.inf):
        raise Malformed(f"the logarithm of the conditions' density is {log_density}")
    if not experiment.conditions and log_density != 0:
        raise Malformed(f"the logarithm of the conditions' density is {log_density}, but nothing is conditioned on")
    if answer.possible:
        _moments_well_formed(answer.outcomes, "outcomes", answer)
        _moments_well_formed(answer.state, "state", answer)
        _conditions_met(answer, experiment)
    return answer


def _moments_well_formed(moments: Moments, what: str, answer: ContinuousDistribution) -> None:
    means, covariance, flat = (np.asarray(part) for part in (moments.means, moments.covariance, moments.flat))
    k = means.size
    if means.shape != (k,) or covariance.shape != (k, k) or flat.ndim != 2 or flat.shape[1] != k:
        shapes = f"{means.shape}, {covariance.shape} and {flat.shape}"
        raise Malformed(f"the {what} have means, covariance and flat directions of shapes {shapes}")
    if not all(np.isfinite(part).all() for part in (means, covariance, flat)):
        raise Malformed(f"the {what} have numbers that are not finite")
    if not k:
        return
    slack = (answer.tolerance + 1e-9) * covariance_scale(moments, answer.hbar)
    if (np.abs(covariance - covariance.T) > slack).any():
        raise Malformed(f"the covariance of the {what} is not symmetric")
    unit = np.sqrt(np.diagonal(covariance_scale(moments, answer.hbar)))
    least = float(np.linalg.eigvalsh((covariance + covariance.T) / 2 / np.outer(unit, unit))[0])
    if least < -k * (answer.tolerance + 1e-9):
        raise Malformed(f"the covariance of the {what} is not positive: in units of its variances, {least:.3g}")


def _conditions_met(answer: ContinuousDistribution, experiment: Experiment) -> None:
    scale = mean_scale(answer.outcomes, answer.hbar)
    for position, value in experiment.conditions:
        name = experiment.outcomes[position]
        mean, variance = answer.outcomes.means[position], answer.outcomes.covariance[position, position]
        if answer.outcomes.unknown[position] or abs(mean - value) > (answer.tolerance + 1e-9) * scale[position]:
            raise Malformed(f"it gives {name} the mean {mean:.9g} although {name} = {value:g} is a condition")
        if variance > (answer.tolerance + 1e-9) * max(answer.hbar, value**2):
            raise Malformed(f"it gives {name} the variance {variance:.3g} although {name} = {value:g} is a condition")


def well_formed_draws(rows: Any, experiment: Experiment, shots: int, seed: int) -> ContinuousSamples:
    """The samples as floats; Malformed where they are not (shots, m) finite numbers that meet the conditions.

    No rows at all stand for conditions that cannot be met.
    """
    m = len(experiment.outcomes)
    array = np.asarray(rows)
    if array.ndim != 2 or array.shape[1] != m:
        raise Malformed(f"its samples have shape {array.shape}, not (runs, {m})")
    if array.shape[0] != shots and (array.shape[0] or not experiment.conditions):
        raise Malformed(f"it returned {array.shape[0]} runs of {shots}; conditions on densities select none")
    if array.dtype.kind not in "fiu":
        raise Malformed(f"its samples are {array.dtype}, not numbers")
    array = array.astype(np.float64)
    if not np.isfinite(array).all():
        raise Malformed("its samples have numbers that are not finite")
    for position, value in experiment.conditions:
        unit = math.sqrt(experiment.system.hbar or 1.0)
        if (np.abs(array[:, position] - value) > 1e-6 * max(unit, abs(value))).any():
            raise Malformed(f"it kept runs without {experiment.outcomes[position]} = {value:g}, the condition")
    return ContinuousSamples(experiment.outcomes, array, shots, seed)


def draws_record(samples: ContinuousSamples) -> dict[str, Any]:
    """Samples as JSON data: their means and covariance."""
    kept, m = len(samples.outcomes), len(samples.names)
    means: Any = samples.outcomes.mean(axis=0).tolist() if kept else None
    covariance: Any = None
    if kept > 1:
        apart = samples.outcomes - samples.outcomes[0]  # so that what is certain varies by exactly 0
        apart = apart - apart.mean(axis=0)
        covariance = (apart.T @ apart / (kept - 1)).reshape(m, m).tolist()
    sampled = {"sample_means": means, "sample_covariance": covariance}
    return sampled | {"kept": kept, "shots": samples.shots, "seed": samples.seed}


@dataclass(frozen=True)
class Apart:
    """Where two answers differ most, beyond their tolerances.

    Attributes
    ----------
    quantity : what it is, in words: "mean of a", "covariance of X1 and P2", ...
    left, right : its values; None for what has none.
    ratio : the difference, in units of the sum of both tolerances.
    """

    quantity: str
    left: float | None
    right: float | None
    ratio: float


def largest_difference(left: ContinuousDistribution, right: ContinuousDistribution) -> Apart | None:
    """The quantity with the largest difference relative to what both tolerances allow; None where nothing differs.

    A difference is beyond the tolerances if its ratio exceeds 1. Both answers are of one experiment, in canonical form.
    """
    if left.possible != right.possible:
        densities = left.condition_density, right.condition_density
        return Apart("density of the conditions", *densities, math.inf)
    if not left.possible:
        return None
    allowed = left.tolerance + right.tolerance
    found = [
        *_moments_apart(left.names, left.outcomes, right.outcomes, left.hbar, allowed),
        *_moments_apart(left.coordinates, left.state, right.state, left.hbar, allowed),
        *_density_apart(left, right, allowed),
    ]
    return max(found, key=lambda apart: apart.ratio, default=None)


def _moments_apart(names: Sequence[str], left: Moments, right: Moments, hbar: float, allowed: float) -> list[Apart]:
    if not names:
        return []
    known = [~moments.unknown for moments in (left, right)]
    for i, name in enumerate(names):
        if known[0][i] != known[1][i]:
            first, second = (float(m.means[i]) if k[i] else None for m, k in ((left, known[0]), (right, known[1])))
            return [Apart(f"mean of {name}, unknown on one side", first, second, math.inf)]
    if left.flat.shape != right.flat.shape or np.abs(left.flat.T @ left.flat - right.flat.T @ right.flat).max() > SPAN:
        return [Apart(f"what is known of {', '.join(np.array(names)[~known[0]])} together", None, None, math.inf)]
    means = np.abs(left.means - right.means) / (allowed * np.maximum(mean_scale(left, hbar), mean_scale(right, hbar)))
    scale = np.maximum(covariance_scale(left, hbar), covariance_scale(right, hbar))
    covariances = np.abs(left.covariance - right.covariance) / (allowed * scale)
    if len(left.flat) == np.count_nonzero(~known[0]):  # what is flat by itself has no moments, nor anything else of it
        means, covariances = means * known[0], covariances * np.outer(known[0], known[0])
    i = int(np.argmax(means))
    j, k = (int(x) for x in np.unravel_index(int(np.argmax(covariances)), covariances.shape))
    pair = f"variance of {names[j]}" if j == k else f"covariance of {names[j]} and {names[k]}"
    return [
        Apart(f"mean of {names[i]}", float(left.means[i]), float(right.means[i]), float(means[i])),
        Apart(pair, float(left.covariance[j, k]), float(right.covariance[j, k]), float(covariances[j, k])),
    ]


def _density_apart(left: ContinuousDistribution, right: ContinuousDistribution, allowed: float) -> list[Apart]:
    values = left.condition_log_density, right.condition_log_density
    what = "logarithm of the density of the conditions"
    if values[0] is None or values[1] is None:
        return [] if values[0] is values[1] else [Apart(what, *values, math.inf)]
    slack = allowed * log_density_scale(len(left.names), values[0])
    return [Apart(what, *values, abs(values[0] - values[1]) / slack)] if values[0] != values[1] else []


def known_rows(moments: Moments) -> Floats:
    """Linear forms of which something is known, as rows: single numbers where they can be, else combinations."""
    single = np.eye(moments.size)[~moments.unknown]
    if not len(moments.flat):
        return single
    from toytheory.outcomes.densities import relations

    combined = relations(moments).get("relations", {}).get("combinations", [])
    return np.vstack([single, np.array(combined, dtype=np.float64).reshape(-1, moments.size)])
