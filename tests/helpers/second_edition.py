"""What is wrong with a backend's answer to an experiment of the second edition, by following its runs one by one."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from by_trees import Told
from quantum_trees import Quantum

from equivalence.comparison.whole import computed
from toytheory.language.experiment import Experiment
from toytheory.outcomes.distributions import Distribution


def followed(experiment: Experiment, side: str) -> Told:
    """Every run: on ontic states; on density matrices where quantum theory differs."""
    return Told(experiment, Quantum() if side == "quantum" and experiment.d == 2 else None)


def listed(found: Any) -> dict[tuple[int, ...], Any]:
    if found.affine is None:
        return dict(found.probabilities)
    return {tuple(map(int, row)): Fraction(1, found.affine.size) for row in found.affine.points()}


def apart(found: dict[Any, Any], wanted: dict[Any, Any]) -> bool:
    """Exact where both are; densities are floats."""
    if any(isinstance(p, float) for p in wanted.values()):
        return any(abs(float(found.get(k, 0)) - float(wanted.get(k, 0))) > 1e-9 for k in {*found, *wanted})
    return found != wanted


def wrong(experiment: Experiment, backend: Any, told: Told | None = None) -> str | None:
    """None where the joint distribution, all parts and the probability of the conditions are right."""
    told = followed(experiment, backend.side) if told is None else told
    whole = computed(backend, experiment)
    assert isinstance(whole.joint, Distribution)
    if abs(float(whole.joint.condition_probability) - float(told.condition_probability)) > 1e-9:
        return f"the conditions: {whole.joint.condition_probability}, not {told.condition_probability}"
    if not whole.joint.condition_probability:
        return None
    if whole.joint.names != experiment.outcomes or apart(listed(whole.joint), told.of(experiment.outcomes)):
        return f"the outcomes: {whole.joint}, not {told.of(experiment.outcomes)}"
    for name, part in whole.parts.all.items():
        if apart(listed(part), told.of((name,))):
            return f"{name}: {listed(part)}, not {told.of((name,))}"
    return None
