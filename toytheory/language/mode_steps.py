"""The steps that only modes have, as typed records; the shared vocabulary of continuous experiments.

Modes also use the steps of `steps`, with finite floats for numbers: `Prepare` (quadrature states),
`Transform` (named maps are built by `mode_maps`), `Measure`, `Displace`, `Condition`, `Discard`.
Variances, means and covariances are in units in which [X, P] has the bracket 1 and hbar is that of the
`System`; covariances are in the talk's order x1, p1, x2, p2, ... of the systems of the step.
"""

from __future__ import annotations

from dataclasses import dataclass

from .steps import Condition, Discard, Displace, Measure, Prepare, Step, Transform

Reals = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PrepareVacuum(Step):
    """Prepare each of `systems` with means 0, covariance hbar/2 times the identity."""

    systems: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PrepareGaussian(Step):
    """Prepare `systems` in a Gaussian state.

    Attributes
    ----------
    systems : the k systems, in the order of the means.
    means : 2k numbers.
    covariance : 2k x 2k rows (the talk's gamma is twice this).
    """

    systems: tuple[int, ...]
    means: Reals
    covariance: tuple[Reals, ...]


@dataclass(frozen=True, slots=True)
class Loss(Step):
    """Mix with a vacuum environment: m -> sqrt(T) m + sqrt(1 - T) e, T the transmitted fraction of energy."""

    system: int
    transmission: float


@dataclass(frozen=True, slots=True)
class ThermalLoss(Step):
    """`Loss` into an environment of mean excitation nbar, that is of variance (2 nbar + 1) hbar/2."""

    system: int
    transmission: float
    nbar: float


@dataclass(frozen=True, slots=True)
class Amplify(Step):
    """Phase-insensitive amplification: x -> sqrt(G) x + sqrt(G - 1) ex, p -> sqrt(G) p - sqrt(G - 1) ep, e vacuum."""

    system: int
    gain: float


@dataclass(frozen=True, slots=True)
class GaussianNoise(Step):
    """Add to each coordinate an independent normal number of mean 0 and this variance."""

    variances: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Heterodyne(Step):
    """Noisy joint measurement of x and p, each with hbar/2 of added variance; nothing is known of the mode afterwards.

    Attributes
    ----------
    system : the mode.
    names : of the outcomes for x and p.
    """

    system: int
    names: tuple[str, ...]


MODE_STEPS: frozenset[type[Step]] = frozenset(
    {
        Prepare, PrepareVacuum, PrepareGaussian, Transform, Displace, Loss, ThermalLoss, Amplify, GaussianNoise,
        Measure, Heterodyne, Condition, Discard,
    }
)  # fmt: skip
"""Every step of the language on modes."""
