"""The classical uncertainty principle against the set of Gaussian quantum states.

Allowed covariances become states of a simulator by construction (thermal modes and a symplectic map). To a
refused one with a Gaussian W belongs no state: there is a quantum state phi, a squeezed one-excitation state, whose
probability (2 pi hbar)^n int W W_phi would be negative. Every covariance that is drawn is decided in one of these
ways.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from equivalence.engine.verdict import Check
from equivalence.experiments.random_modes import random_channel, random_covariance, random_maps
from toytheory.backend import Backend
from toytheory.continuous.gaussian import reason_against, williamson
from toytheory.errors import CannotRun
from toytheory.language.steps import PrepareGaussian, PrepareVacuum, Step, Transform
from toytheory.outcomes.densities import Floats
from toytheory.phase_space.space import coordinates_of

from .simulated import covariance_made, not_told

Reason = Callable[[Floats, float], str | None]

MARGIN = 1e-6
"""Draws so near the bound that rounding decides are moved away from it by this relative amount."""


def refused(covariance: Floats, hbar: float) -> str | None:
    """Why the toy theory refuses a covariance, or None."""
    return reason_against(np.zeros(len(covariance)), covariance, hbar)


def drawn_covariance(rng: np.random.Generator, n: int, hbar: float) -> Floats:
    """A positive matrix (2n, 2n) on either side of the bound: random maps of modes of random variances, one near it."""
    covariance = random_covariance(rng, n, hbar, mixed=True)
    S, nu = williamson(covariance)
    nu[0] = hbar / 2 * (1 + rng.choice([-1, 1]) * 10 ** rng.uniform(np.log10(MARGIN), -0.1))
    matrix: Floats = (S * np.repeat(nu, 2)) @ S.T
    return (matrix + matrix.T) / 2


def quantum_state_of(covariance: Floats, hbar: float, simulator: Backend | str) -> Floats | None:
    """The covariance of the state that a simulator makes of thermal modes and a map, None if one has no state."""
    S, nu = williamson(covariance)
    if nu.min() < hbar / 2 * (1 - 1e-12):
        return None
    n, thermal = len(nu), np.maximum(nu, hbar / 2)
    modes = tuple(range(n))
    steps: list[Step] = [
        *(PrepareGaussian((k,), (0.0, 0.0), ((v, 0.0), (0.0, v))) for k, v in enumerate(thermal.tolist())),
        Transform(modes, tuple(map(tuple, S.tolist())), (0.0,) * (2 * n)),
    ]
    return covariance_made(simulator, n, hbar, steps)


def negative_probability(covariance: Floats, hbar: float) -> float | None:
    """The factor of (2 pi hbar)^n int W W_phi that carries its sign, for the phi below; None if it is not negative.

    phi has one excitation in the mode of the lowest symplectic eigenvalue: W_phi is proportional to
    (2 |u|^2 / hbar - 1) exp(-|u|^2 / hbar - ...) with u = S^-1 m, so the sign is that of a second moment.
    """
    S, _ = williamson(covariance)
    vacuum = hbar / 2 * S @ S.T
    product = np.linalg.inv(np.linalg.inv(covariance) + np.linalg.inv(vacuum))  # of the two Gaussians
    back = np.linalg.inv(S)[:2]
    factor = 2 / hbar * float(np.trace(back @ product @ back.T)) - 1
    return factor if factor < 0 else None


def every_covariance_is_decided(
    rng: np.random.Generator, seed: int, count: int, simulator: Backend | str, reason: Reason = refused
) -> Check:
    """Allowed ones are quantum states, refused ones are not: no counterexample among those drawn."""
    allowed = impossible = 0
    for i in range(count):
        n, hbar = 1 + i % 4, (0.5, 1.0, 2.0)[i % 3]
        covariance = drawn_covariance(rng, n, hbar)
        why = reason(covariance, hbar)
        if why is None:
            try:
                made = quantum_state_of(covariance, hbar, simulator)
            except CannotRun as none:
                return not_told("restriction-is-quantum", simulator, none)
            agrees = made is not None and bool(np.abs(made - covariance).max() <= 1e-6 * np.abs(covariance).max())
            allowed += 1
        else:
            agrees = negative_probability(covariance, hbar) is not None
            impossible += 1
        if not agrees:
            witness = {"covariance": covariance.tolist(), "hbar": hbar, "refused": why}
            return Check("sampled", f"seed {seed}", i + 1, "fails", "restriction-is-quantum", witness)
    scope = (
        f"{count} random covariances of 1 to 4 modes near the bound, hbar = 0.5, 1, 2, seed {seed}: {allowed} allowed, "
        f"each made on a simulator to 1e-6; {impossible} refused, each with a negative probability"
    )
    return Check("sampled", scope, count, "holds", "restriction-is-quantum")


def quantum_states_are_allowed(
    rng: np.random.Generator, seed: int, count: int, simulator: Backend | str, reason: Reason = refused
) -> Check:
    """Whatever gates and channels make of the vacuum on a simulator obeys the classical uncertainty principle."""
    for i in range(count):
        n, hbar = 1 + i % 4, (0.5, 1.0, 2.0)[i % 3]
        steps: list[Step] = [PrepareVacuum(tuple(range(n)))]
        for step in random_maps(rng, n, 3 * n):
            steps += [step, random_channel(rng, n)] if rng.random() < 0.2 else [step]
        try:
            covariance = covariance_made(simulator, n, hbar, steps)
        except CannotRun as none:
            return not_told("quantum-is-allowed", simulator, none)
        why = reason(covariance, hbar)
        if why is not None:
            witness = {"covariance": covariance.tolist(), "hbar": hbar, "refused": why}
            return Check("sampled", f"seed {seed}", i + 1, "fails", "quantum-is-allowed", witness)
    scope = (
        f"{count} random circuits of gates and channels on 1 to 4 modes, hbar = 0.5, 1, 2, seed {seed}; no false alarm"
    )
    return Check("sampled", scope, count, "holds", "quantum-is-allowed")


def invariant(rng: np.random.Generator, seed: int, count: int, reason: Reason = refused) -> Check:
    """A symplectic map leaves allowed covariances allowed and refused ones refused."""
    for i in range(count):
        n, hbar = 1 + i % 5, (0.5, 1.0, 2.0)[i % 3]
        before = drawn_covariance(rng, n, hbar)
        after = before.copy()
        for step in random_maps(rng, n, 2):
            where, rows = coordinates_of(step.systems), np.array(step.matrix, dtype=np.float64)
            after[where] = rows @ after[where]
            after[:, where] = after[:, where] @ rows.T
        if (reason(before, hbar) is None) != (reason((after + after.T) / 2, hbar) is None):
            witness: dict[str, Any] = {"before": before.tolist(), "after": after.tolist(), "hbar": hbar}
            return Check("sampled", f"seed {seed}", i + 1, "fails", "restriction-is-invariant", witness)
    scope = f"{count} random covariances of 1 to 5 modes near the bound under random maps, seed {seed}; no false alarm"
    return Check("sampled", scope, count, "holds", "restriction-is-invariant")
