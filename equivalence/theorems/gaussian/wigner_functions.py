"""The density of a Gaussian epistemic state is the Wigner function of the quantum state.

Three routes: Strawberry Fields' own Wigner function, QuTiP's from the number basis, and the toy theory's density.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from equivalence.engine.verdict import Check
from equivalence.experiments.random_modes import random_covariance, uniform
from toytheory.backend import Backend
from toytheory.continuous.liouville import LiouvilleState
from toytheory.errors import CannotRun
from toytheory.outcomes.densities import Floats

from .simulated import not_told, wigner_function

Density = Callable[[LiouvilleState, Floats], Floats]


def toy_density(state: LiouvilleState, points: Floats) -> Floats:
    """The phase-space density at points (..., 2n)."""
    return state.density(points)


def mode_by_mode(
    rng: np.random.Generator, seed: int, count: int, simulator: Backend | str, density: Density = toy_density
) -> Check:
    """The reduced density of every mode of random states, on grids that are not square."""
    cases = 0
    for i in range(count):
        n, hbar = 1 + i % 3, (0.5, 1.0, 2.0)[i % 3]
        covariance = random_covariance(rng, n, hbar)
        means = np.array([uniform(rng, -1, 1) for _ in range(2 * n)])
        for mode in range(n):
            try:
                apart = _apart(simulator, means, covariance, hbar, mode, density)
            except CannotRun as none:
                return not_told("wigner-strawberryfields", simulator, none)
            cases += 1
            if not apart <= 1e-9:
                where = slice(2 * mode, 2 * mode + 2)
                witness = {
                    "means": means[where].tolist(),
                    "covariance": covariance[where, where].tolist(),
                    "hbar": hbar,
                }
                return Check("sampled", f"seed {seed}", cases, "fails", "wigner-strawberryfields", witness)
    scope = (
        f"{cases} modes of {count} random states of 1 to 3 modes, hbar = 0.5, 1, 2, seed {seed}; to 1e-9 of the bound"
    )
    return Check("sampled", scope, cases, "holds", "wigner-strawberryfields")


def by_number_basis(
    rng: np.random.Generator, seed: int, count: int, simulator: Backend | str, density: Density = toy_density
) -> Check:
    """One mode from the number basis: displaced, rotated, squeezed thermal states and QuTiP's Wigner function."""
    for i in range(count):
        hbar = (0.5, 1.0, 2.0)[i % 3]
        means = np.array([uniform(rng, -0.6, 0.6), uniform(rng, -0.6, 0.6)]) * math.sqrt(hbar)
        covariance = _gentle_covariance(rng, hbar)
        try:
            apart = _apart(simulator, means, covariance, hbar, 0, density)
        except CannotRun as none:
            return not_told("wigner-number-basis", simulator, none)
        if not apart <= 1e-6:
            witness = {"means": means.tolist(), "covariance": covariance.tolist(), "hbar": hbar}
            return Check("sampled", f"seed {seed}", i + 1, "fails", "wigner-number-basis", witness)
    scope = f"{count} random states of one mode in the number basis, hbar = 0.5, 1, 2, seed {seed}; to 1e-6"
    return Check("sampled", scope, count, "holds", "wigner-number-basis")


def _apart(
    simulator: Backend | str, means: Floats, covariance: Floats, hbar: float, mode: int, density: Density
) -> float:
    """The largest difference on a grid of a mode's density from its Wigner function, in units of the bound."""
    x, p = np.linspace(-1.5, 2, 5) * math.sqrt(hbar), np.linspace(-1, 2.5, 4) * math.sqrt(hbar)
    theirs = wigner_function(simulator, means, covariance, hbar, mode, x, p)
    where = slice(2 * mode, 2 * mode + 2)
    ours = density(
        LiouvilleState.gaussian(means[where], covariance[where, where], hbar), np.stack(np.meshgrid(x, p), axis=-1)
    )
    return float(np.abs(ours - theirs).max() * math.pi * hbar)


def _gentle_covariance(rng: np.random.Generator, hbar: float) -> Floats:
    """Of one mode with few excitations, turned by a generic angle."""
    nu, r, t = hbar / 2 * rng.uniform(1, 1.6), rng.uniform(-0.6, 0.6), rng.uniform(-3, 3)
    turn = np.array([[math.cos(t), -math.sin(t)], [math.sin(t), math.cos(t)]])
    covariance: Floats = turn @ np.diag([nu * math.exp(-r), nu * math.exp(r)]) @ turn.T
    return covariance
