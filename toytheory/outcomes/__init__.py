"""What an experiment answers: exact distributions and samples over Z_d, densities and samples on modes."""

from __future__ import annotations

from .densities import ContinuousDistribution, ContinuousSamples, Moments
from .distributions import AffineSet, Distribution, LatentNoise, LatentOutcomes, Samples

__all__ = [
    "AffineSet", "ContinuousDistribution", "ContinuousSamples", "Distribution", "LatentNoise", "LatentOutcomes",
    "Moments", "Samples",
]  # fmt: skip
