"""Gaussian channels as classical maps with a classical environment that is forgotten.

Each is m -> X m + noise, where the noise has a covariance Y that the environment brings: an environment in an
epistemic state that obeys the uncertainty principle gives X and Y with 2Y + i hbar (J - X J X^T) >= 0, which `Channel`
checks (Bartlett, Rudolph, Spekkens, arXiv:1111.5057; for quantum channels: Holevo and Werner, quant-ph/9912067).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from toytheory.errors import InputError
from toytheory.language.steps import Amplify, GaussianNoise, Loss, Step, ThermalLoss
from toytheory.outcomes.densities import Floats, Moments
from toytheory.phase_space.space import symplectic_form

from .flows import Flow
from .moments import joined, pushed


@dataclass(frozen=True, eq=False)
class Channel:
    """m -> X m + noise of mean 0 and covariance Y, on k modes.

    Attributes
    ----------
    matrix : X, (2k, 2k).
    noise : Y, (2k, 2k), symmetric.
    hbar : for which it is a channel.

    InputError where 2Y + i hbar (J - X J X^T) is not positive: no environment can do that.

    >>> Channel(np.eye(2) * 2, np.zeros((2, 2)), hbar=1.0)
    Traceback (most recent call last):
    ...
    toytheory.errors.InputError: the noise is too small: 2Y + i hbar (J - X J X^T) has the eigenvalue -3
      mend: add more noise, as an environment that obeys the uncertainty principle does
    """

    matrix: Floats
    noise: Floats
    hbar: float

    def __post_init__(self) -> None:
        X, Y = np.asarray(self.matrix, dtype=np.float64), np.asarray(self.noise, dtype=np.float64)
        if X.shape != Y.shape or X.ndim != 2 or X.shape[0] != X.shape[1] or len(X) % 2:
            raise InputError(f"a channel of shapes {X.shape} and {Y.shape}", "give two 2k x 2k matrices")
        if not (np.isfinite(X).all() and np.isfinite(Y).all() and np.allclose(Y, Y.T)):
            raise InputError("noise that is not finite and symmetric", "give a covariance")
        form = symplectic_form(len(X) // 2)
        least = np.linalg.eigvalsh(Y + 0.5j * self.hbar * (form - X @ form @ X.T))[0]
        if least < -1e-9 * max(self.hbar, float(np.abs(Y).max())):
            raise InputError(
                f"the noise is too small: 2Y + i hbar (J - X J X^T) has the eigenvalue {2 * least:.6g}",
                "add more noise, as an environment that obeys the uncertainty principle does",
            )

    def __call__(self, moments: Moments) -> Moments:
        """What becomes of the moments of the k modes."""
        noise = Moments.of(np.zeros(len(self.noise)), self.noise)
        return pushed(joined(moments, noise), np.hstack([self.matrix, np.eye(len(self.noise))]))


def loss(transmission: float, hbar: float, nbar: float = 0.0) -> Channel:
    """sqrt(T) m plus sqrt(1 - T) times an environment of variance (2 nbar + 1) hbar/2.

    >>> loss(0.25, hbar=1.0).noise.tolist()
    [[0.375, 0.0], [0.0, 0.375]]
    """
    if not 0 <= transmission <= 1 or not 0 <= nbar < math.inf:
        raise InputError(f"a loss with T = {transmission}, nbar = {nbar}", "give T from 0 to 1 and nbar >= 0")
    variance = (1 - transmission) * (2 * nbar + 1) * hbar / 2
    return Channel(math.sqrt(transmission) * np.eye(2), variance * np.eye(2), hbar)


def amplification(gain: float, hbar: float) -> Channel:
    """sqrt(G) m plus sqrt(G - 1) times a vacuum with its p reversed."""
    if not 1 <= gain < math.inf:
        raise InputError(f"an amplification with G = {gain}", "give G >= 1")
    return Channel(math.sqrt(gain) * np.eye(2), (gain - 1) * hbar / 2 * np.eye(2), hbar)


def added_noise(variance_x: float, variance_p: float, hbar: float) -> Channel:
    """Independent noise on x and p."""
    if not (0 <= variance_x < math.inf and 0 <= variance_p < math.inf):
        raise InputError(f"noise of variances {variance_x}, {variance_p}", "give finite numbers that are not negative")
    return Channel(np.eye(2), np.diag([float(variance_x), float(variance_p)]), hbar)


def loss_with_environment(transmission: float) -> Flow:
    """The map of mode and environment behind `loss`: a beam splitter with cos^2 t = T; forget the second mode.

    >>> Flow.named("beamsplitter", (0, 1), 2, np.pi / 3).matrix.round(9).tolist() == (
    ...     loss_with_environment(0.25).matrix.round(9).tolist())
    True
    """
    return Flow.named("beamsplitter", (0, 1), 2, math.acos(math.sqrt(transmission)))


def amplification_with_environment(gain: float) -> Flow:
    """The map behind `amplification`: a two-mode squeezer with ch^2 r = G; forget the second mode."""
    return Flow.named("two-mode-squeeze", (0, 1), 2, math.acosh(math.sqrt(gain)))


def channel_of_step(step: Step, hbar: float) -> tuple[int, Channel]:
    """(system, channel) of a step; noise on several systems is several steps' worth and is refused here."""
    match step:
        case Loss():
            return step.system, loss(step.transmission, hbar)
        case ThermalLoss():
            return step.system, loss(step.transmission, hbar, step.nbar)
        case Amplify():
            return step.system, amplification(step.gain, hbar)
        case GaussianNoise() if len({index // 2 for index, _ in step.variances}) == 1:
            variances = {index % 2: variance for index, variance in step.variances}
            return step.variances[0][0] // 2, added_noise(variances.get(0, 0.0), variances.get(1, 0.0), hbar)
    raise InputError(f"{type(step).__name__} is no channel on one mode", "use loss, amplification or noise on one mode")
