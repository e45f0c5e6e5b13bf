"""Backends that test the harness itself: one that must pass everything, two that must pass nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

from toytheory.backend import Capabilities, Side
from toytheory.language.experiment import Experiment
from toytheory.outcomes.distributions import Distribution


class Loopback:
    """The answers of a backend, declared as those of the other side. Passes where the theories are said to agree."""

    def __init__(self, backend: Any) -> None:
        self.backend = backend
        self.name = f"loopback-{backend.name}"
        self.side: Side = "quantum" if backend.side == "toy" else "toy"
        self.capabilities: Capabilities = backend.capabilities

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """As the backend."""
        reason: Literal[True] | str = self.backend.can_run(experiment)
        return reason

    def distribution(self, experiment: Experiment) -> Distribution:
        """As the backend."""
        found: Distribution = self.backend.distribution(experiment)
        return found


class Vacuous:
    """Runs everything and says that every outcome is what was asked for, and otherwise 0. Must not pass."""

    name = "vacuous"
    capabilities = Capabilities()

    def __init__(self, side: Side = "quantum") -> None:
        self.side = side

    def can_run(self, experiment: Experiment) -> Literal[True]:
        """Always."""
        return True

    def distribution(self, experiment: Experiment) -> Distribution:
        """One outcome, certain."""
        wanted = dict(experiment.conditions)
        key = tuple(wanted.get(i, 0) for i in range(len(experiment.outcomes)))
        return Distribution(experiment.d, experiment.outcomes, {key: Fraction(1)})


class Silent:
    """Runs nothing. A check that has only this on one side is skipped; it must not hold."""

    name = "silent"
    capabilities = Capabilities()

    def __init__(self, side: Side = "quantum") -> None:
        self.side = side

    def can_run(self, experiment: Experiment) -> str:
        """Never."""
        return "is silent"

    def distribution(self, experiment: Experiment) -> Distribution:
        """Never asked for."""
        raise NotImplementedError("a silent backend runs nothing")
