"""Mean of a Pauli product after the rotation by an eighth of a turn about another: exp(-i pi/4 F).

For d > 2, where T_F is not Hermitian, the rotation is exp(-i pi/8 (T_F + T_F^dagger)).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..question import Question
from .expectation import draw as variable
from .state import Stabilized, weyl


def draw(rng: np.random.Generator, state: Stabilized) -> tuple[Any, ...]:
    """Coefficients of F, at random, and of a G whose mean after the rotation is mostly not 0."""
    about = rng.integers(0, state.d, 2 * state.n)
    if not about.any():
        about[0] = 1
    (asked,) = variable(rng, state)
    if rng.random() < 0.5:  # -i G F has the value of G where G and F do not commute
        asked = tuple(int(x) for x in (np.array(asked) + about) % state.d)
    return tuple(int(x) for x in about), asked


def right(state: Stabilized, about: tuple[int, ...], asked: tuple[int, ...]) -> complex:
    """Tr(U rho U^dagger T_G)."""
    unitary = weyl(about, state.d)
    values, vectors = np.linalg.eigh((unitary + unitary.conj().T) / 2)
    rotation = (vectors * np.exp(-0.25j * np.pi * values)) @ vectors.conj().T
    mean = np.trace(rotation @ state.matrix() @ rotation.conj().T @ weyl(asked, state.d))
    return complex(np.round(mean, 12))


QUESTION = Question("rotated-mean", "mean of a Pauli product after exp(-i pi/4 F) of another", draw, right)
