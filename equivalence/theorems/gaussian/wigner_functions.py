"""The density of a Gaussian epistemic state is the Wigner function of the quantum state.

Three routes: Strawberry Fields' own Wigner function, QuTiP's from the number basis, and the toy theory's density.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from equivalence.engine.verdict import Check
from equivalence.experiments.random_modes import random_covariance, uniform
from toytheory.continuous.liouville import LiouvilleState
from toytheory.outcomes.densities import Floats

CUTOFF = 40
"""Number states."""

Density = Callable[[LiouvilleState, Floats], Floats]


def toy_density(state: LiouvilleState, points: Floats) -> Floats:
    """The phase-space density at points (..., 2n)."""
    return state.density(points)


def by_strawberry_fields(rng: np.random.Generator, seed: int, count: int, density: Density = toy_density) -> Check:
    """The reduced density of every mode of random states, on grids that are not square."""
    from quantum_ref.strawberryfields.circuit import SFCircuit

    cases, worst = 0, 0.0
    for i in range(count):
        n, hbar = 1 + i % 3, (0.5, 1.0, 2.0)[i % 3]
        covariance = random_covariance(rng, n, hbar)
        means = np.array([uniform(rng, -1, 1) for _ in range(2 * n)])
        circuit = SFCircuit(n, hbar)
        circuit.prepare(range(n), means, covariance)
        for mode in range(n):
            x, p = np.linspace(-1.5, 2, 5) * math.sqrt(hbar), np.linspace(-1, 2.5, 4) * math.sqrt(hbar)
            theirs = circuit.wigner(mode, x, p)
            where = slice(2 * mode, 2 * mode + 2)
            reduced = LiouvilleState.gaussian(means[where], covariance[where, where], hbar)
            points = np.stack(np.meshgrid(x, p), axis=-1)
            ours = density(reduced, points)
            apart = float(np.abs(ours - theirs).max() * math.pi * hbar)
            worst, cases = max(worst, apart), cases + 1
            if not apart <= 1e-9:
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


def by_number_basis(rng: np.random.Generator, seed: int, count: int, density: Density = toy_density) -> Check:
    """One mode from the number basis: displaced, rotated, squeezed thermal states and QuTiP's Wigner function."""
    from quantum_ref.fock.states import displacement, gaussian_state, moments, quadratures, wigner_function

    for i in range(count):
        hbar = (0.5, 1.0, 2.0)[i % 3]
        means = np.array([uniform(rng, -0.6, 0.6), uniform(rng, -0.6, 0.6)]) * math.sqrt(hbar)
        move = displacement(means[0], means[1], CUTOFF, hbar)
        rho = move @ gaussian_state(_gentle_covariance(rng, hbar), CUTOFF, hbar) @ move.conj().T
        covariance = moments(quadratures(1, CUTOFF, hbar), rho)[1]
        x, p = np.linspace(-1.5, 2, 5) * math.sqrt(hbar), np.linspace(-1, 2.5, 4) * math.sqrt(hbar)
        theirs = wigner_function(rho, x, p, hbar)
        ours = density(LiouvilleState.gaussian(means, covariance, hbar), np.stack(np.meshgrid(x, p), axis=-1))
        if not np.abs(ours - theirs).max() * math.pi * hbar <= 1e-6:
            witness = {"means": means.tolist(), "covariance": covariance.tolist(), "hbar": hbar}
            return Check("sampled", f"seed {seed}", i + 1, "fails", "wigner-number-basis", witness)
    scope = f"{count} random states of one mode, {CUTOFF} number states, hbar = 0.5, 1, 2, seed {seed}; to 1e-6"
    return Check("sampled", scope, count, "holds", "wigner-number-basis")


def _gentle_covariance(rng: np.random.Generator, hbar: float) -> Floats:
    """Of one mode with few excitations, turned by a generic angle."""
    nu, r, t = hbar / 2 * rng.uniform(1, 1.6), rng.uniform(-0.6, 0.6), rng.uniform(-3, 3)
    turn = np.array([[math.cos(t), -math.sin(t)], [math.sin(t), math.cos(t)]])
    covariance: Floats = turn @ np.diag([nu * math.exp(-r), nu * math.exp(r)]) @ turn.T
    return covariance
