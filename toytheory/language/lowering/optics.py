"""Sugar of modes as core steps: normal numbers, general-dyne measurements and Gaussian channels, by modes beside.

A channel is dilated to a symplectic map of the modes and of an environment in the vacuum, which is then forgotten:
with Z Z^dagger = N + i hbar/2 (J - M J M^T) and Z = A + iC, the rows [M | B], B = sqrt(2/hbar) (A, -C), are symplectic
and add the covariance N. They are completed to a whole symplectic matrix on the symplectic complement of their span.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from toytheory.language.bookkeeping import GaussianChannel, GeneralDyne, RandomNormal
from toytheory.language.steps import (
    Discard,
    GaussianNoise,
    Measure,
    PrepareGaussian,
    PrepareVacuum,
    Step,
    System,
    Transform,
)
from toytheory.phase_space.space import symplectic_form

from .spare import Spare

Floats = NDArray[np.float64]

SUGAR: dict[type[Step], str] = {RandomNormal: "random", GeneralDyne: "general-dyne", GaussianChannel: "channel"}
"""What is lowered here -> its statement; a kind of step that is derived from one of them is another."""


def lowered_random(step: RandomNormal, spare: Spare, hbar: float) -> list[Step]:
    """X of a mode beside that has this mean and variance; its P is as uncertain as it has to be."""
    (mode,) = spare.take(1)
    measure = Measure((spare.variable({2 * mode: 1}),), (step.name,))
    if step.variance and 1e-30 < step.variance / hbar < 1e30:
        covariance = ((step.variance, 0.0), (0.0, hbar * hbar / 4 / step.variance))
        return [PrepareGaussian((mode,), (step.mean, 0.0), covariance), measure]
    spread: list[Step] = [GaussianNoise(((2 * mode, step.variance),))] if step.variance else []
    return [spare.known([mode], 0, step.mean), *spread, measure]


def lowered_dyne(step: GeneralDyne, spare: Spare) -> list[Step]:
    """X and P against a mode beside in the seed state, mirrored: X1 - X2 and P1 + P2 commute."""
    (mode,) = spare.take(1)
    (xx, xp), (_, pp) = step.covariance
    x, p = 2 * step.system, 2 * mode
    variables = (spare.variable({x: 1, p: -1}), spare.variable({x + 1: 1, p + 1: 1}))
    seed = PrepareGaussian((mode,), (0.0, 0.0), ((xx, -xp), (-xp, pp)))
    return [seed, Measure(variables, step.names), Discard((mode,))]


def lowered_channel(step: GaussianChannel, spare: Spare, hbar: float) -> list[Step]:
    """The dilation."""
    k = len(step.systems)
    environment = spare.take(2 * k)
    matrix = dilation(np.array(step.matrix), np.array(step.noise), hbar)
    rows = tuple(map(tuple, matrix.tolist()))
    zeros = (0.0,) * len(rows)
    return [
        PrepareVacuum(environment),
        Transform((*step.systems, *environment), rows, zeros),
        Discard(environment),
    ]


def dilation(matrix: Floats, noise: Floats, hbar: float) -> Floats:
    """A symplectic matrix, (6k, 6k), whose first 2k rows make the channel m -> M m + N of an environment in the vacuum.

    >>> S = dilation(np.eye(2) * 0.5, np.eye(2) * 0.375, 1.0)
    >>> S.shape, bool(np.allclose(S[:2, 2:] @ S[:2, 2:].T / 2, np.eye(2) * 0.375))
    ((6, 6), True)
    """
    size = len(matrix)
    form = symplectic_form(size // 2).astype(float)
    spread = noise + 0.5j * hbar * (form - matrix @ form @ matrix.T)
    values, vectors = np.linalg.eigh((spread + spread.conj().T) / 2)
    root = vectors * np.sqrt(np.maximum(values, 0))
    rows = np.zeros((size, 3 * size))
    rows[:, :size] = matrix
    rows[:, size::2] = root.real * np.sqrt(2 / hbar)
    rows[:, size + 1 :: 2] = -root.imag * np.sqrt(2 / hbar)
    return np.vstack([rows, _completion(rows)])


def _completion(rows: Floats) -> Floats:
    """Canonical pairs of the symplectic complement of the span of rows."""
    width = rows.shape[1]
    form = symplectic_form(width // 2).astype(float)
    _, _, basis = np.linalg.svd(rows @ form)
    rest = basis[len(rows) :]  # orthonormal: everything whose bracket with the rows is 0
    inner = rest @ form @ rest.T
    # i times an antisymmetric matrix is Hermitian: its eigenvalues come in pairs +-w, with conjugate eigenvectors
    values, vectors = np.linalg.eigh(1j * inner)
    pairs = []
    for value, vector in zip(values, vectors.T, strict=True):
        if value > 0:
            x, p = vector.real @ rest, vector.imag @ rest
            bracket = float(x @ form @ p)
            scale = np.sqrt(abs(bracket))
            pairs += [x / scale, np.sign(bracket) * p / scale]
    return np.array(pairs)


def lowered_optics(steps: Iterable[Step], system: System, native: frozenset[type[Step]]) -> tuple[list[Step], Spare]:
    """The steps of modes that are not native as core steps, and the modes beside."""
    spare, hbar = Spare(system), float(system.hbar or 1.0)
    result: list[Step] = []
    for step in steps:
        if type(step) in native or type(step) not in SUGAR:
            result.append(step)
        elif isinstance(step, RandomNormal):
            result += lowered_random(step, spare, hbar)
        elif isinstance(step, GeneralDyne):
            result += lowered_dyne(step, spare)
        elif isinstance(step, GaussianChannel):
            result += lowered_channel(step, spare, hbar)
    return result, spare
