"""Experiments on modes from text, for tests."""

from __future__ import annotations

from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment


def modes(n: int, *lines: str, hbar: float = 1.0) -> Experiment:
    """An experiment on n modes."""
    return parse_experiment("\n".join([f"system {n} modes (hbar={hbar})", *lines]))


ASYMMETRIC = (
    "prepare gaussian 1, 2 means 0.7, -0.4, 1.1, 0.3 covariance "
    "{0}, {1}, {2}, 0; {1}, {3}, 0, {4}; {2}, 0, {5}, {6}; 0, {4}, {6}, {7}"
)


def asymmetric(hbar: float) -> str:
    """Two unequal, correlated, displaced modes, in units of hbar."""
    return ASYMMETRIC.format(*(x * hbar for x in (0.8, 0.15, 0.2, 1.3, -0.25, 0.6, -0.1, 1.9)))
