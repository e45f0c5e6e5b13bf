"""States of modes as Gaussian states of Strawberry Fields, and back; order and hbar are converted."""

from __future__ import annotations

from typing import Any

import numpy as np

from quantum_ref.conventions import blocks_from_talk, hbar_scale, talk_from_blocks
from quantum_ref.strawberryfields.loading import strawberry_fields
from toytheory.continuous.liouville import LiouvilleState
from toytheory.errors import InputError


def to_strawberryfields_state(state: LiouvilleState) -> Any:
    """A `BaseGaussianState` in Strawberry Fields' order and hbar; InputError where something is flat.

    >>> to_strawberryfields_state(LiouvilleState.vacuum(1)).fidelity_vacuum().round(9).item()
    1.0
    """
    if len(state.moments.flat):
        raise InputError("nothing is known along some direction: no density operator is flat", "squeeze it instead")
    sf = strawberry_fields()
    order = list(blocks_from_talk(state.n))
    scale = hbar_scale(state.hbar, sf.hbar)
    means = state.moments.means[order] * scale
    covariance = state.moments.covariance[np.ix_(order, order)] * scale**2
    return sf.backends.states.BaseGaussianState((means, covariance), state.n)


def from_strawberryfields_state(found: Any, hbar: float = 1.0) -> LiouvilleState:
    """The state of modes with the means and covariances of a Gaussian state of Strawberry Fields.

    Parameters
    ----------
    found : a `BaseGaussianState`, such as `result.state` of its Gaussian engine.
    hbar : of the state that is made.

    InputError where it is not Gaussian.

    >>> vacuum = to_strawberryfields_state(LiouvilleState.vacuum(1))
    >>> from_strawberryfields_state(vacuum).moments.covariance.round(9).tolist()
    [[0.5, 0.0], [0.0, 0.5]]
    """
    if not (hasattr(found, "means") and hasattr(found, "cov")):
        raise InputError(f"a {type(found).__name__} is no Gaussian state", "run it on the Gaussian backend")
    means = np.asarray(found.means(), dtype=np.float64)
    order = list(talk_from_blocks(len(means) // 2))
    scale = hbar_scale(float(found.hbar), hbar)
    covariance = np.asarray(found.cov(), dtype=np.float64)[np.ix_(order, order)] * scale**2
    return LiouvilleState.gaussian(means[order] * scale, covariance, hbar)
