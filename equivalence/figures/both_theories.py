"""Numbers of experiments on modes by one backend of each theory, for pictures."""

from __future__ import annotations

from equivalence.comparison.answers import ask_all
from equivalence.comparison.run import chosen_backends
from toytheory.errors import InputError
from toytheory.language.reading import parse_experiment
from toytheory.outcomes.densities import ContinuousDistribution

SIDES = ("liouville", "strawberryfields")
"""One backend of each theory: drawn as lines, and as points."""


def densities(experiment: str) -> dict[str, ContinuousDistribution]:
    """Backend -> its answer; InputError where one of the two is not there."""
    found = {}
    for result in ask_all(chosen_backends(SIDES), parse_experiment(experiment), 1, 0):
        if result.density is None:
            why = result.skipped or result.error
            raise InputError(f"the backend {result.backend} does not answer: {why}", "install it")
        found[result.backend] = result.density
    return found
