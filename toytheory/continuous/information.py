"""How much is not known of modes, and where: entropies, correlations, overlaps of Gaussian states.

As for discrete systems these are the numbers of the quantum counterpart, in nats: a normal mode with the symplectic
eigenvalue nu has the entropy (nu/hbar + 1/2) log(nu/hbar + 1/2) - (nu/hbar - 1/2) log(nu/hbar - 1/2). They follow from
the covariance alone. Where something is flat or certain they are infinite: such states are asked as quadrature states,
which count modes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from toytheory.errors import InputError
from toytheory.outcomes.densities import Floats, Moments
from toytheory.phase_space.space import coordinates_of, symplectic_form
from toytheory.phase_space.uncertainty import symplectic_eigenvalues

if TYPE_CHECKING:
    from .liouville import LiouvilleState

CERTAIN = 1e-9
"""Correlations below this part of the product of two deviations are rounding."""


def covariance_of(state: LiouvilleState, systems: Sequence[int] | None = None) -> Floats:
    """Of some modes, by default all; InputError where something is flat or certain, or for wrong modes."""
    chosen = list(range(state.n)) if systems is None else [int(k) for k in systems]
    if len(set(chosen)) != len(chosen) or not set(chosen) <= set(range(state.n)):
        raise InputError(f"{chosen} is no list of different modes", f"use modes 0 to {state.n - 1}")
    where = coordinates_of(chosen)
    covariance = state.moments.covariance[np.ix_(where, where)]
    if len(state.moments.flat) or not (np.diagonal(covariance) > 0).all():
        mend = "take a Gaussian state, or ask the `QuadratureState`, which counts modes"
        raise InputError("a state in which something is flat or certain has no finite entropies", mend)
    return covariance


def _normal_modes(covariance: Floats, hbar: float) -> Floats:
    """Symplectic eigenvalues in units of hbar, those of pure modes exactly 1/2."""
    if not covariance.size:
        return np.zeros(0)
    nu = symplectic_eigenvalues(covariance) / hbar
    return np.where(nu < 0.5 * (1 + CERTAIN), 0.5, nu)


def entropy(state: LiouvilleState, systems: Sequence[int] | None = None) -> float:
    """The entropy in nats of some modes (from 0), by default of all; 0 for pure states.

    >>> from toytheory.continuous.liouville import LiouvilleState
    >>> round(entropy(LiouvilleState.gaussian([0, 0], [[1.5, 0], [0, 1.5]])), 6)      # one excitation: 2 log 2
    1.386294
    """
    nu = _normal_modes(covariance_of(state, systems), state.hbar)
    return _entropy_of(nu[nu > 0.5])


def limiting_entropy(moments: Moments, hbar: float = 1.0) -> float:
    """The entropy in nats where some coordinates may be certain and those conjugate to them flat.

    The limit of ever more squeezing: what is certain and its conjugate count nothing, the normal modes of the rest
    count as in `entropy`. Infinite where more is flat than that.

    >>> limiting_entropy(Moments.of([1, 0], np.zeros((2, 2)), flat=[[0, 1]]))
    0.0
    >>> limiting_entropy(Moments.of([1, 0], np.diag([0.5, 0]), flat=[[0, 1]]))
    inf
    """
    omega, flat = symplectic_form(moments.size // 2), moments.flat
    certain = flat @ omega
    least = CERTAIN * max(hbar, float(np.abs(moments.covariance).max(initial=0.0)))
    if (np.abs(certain @ flat.T) > CERTAIN).any() or (np.abs(certain @ moments.covariance @ certain.T) > least).any():
        return float("inf")
    taken = np.vstack([flat, certain])
    rest = np.linalg.svd(taken, full_matrices=True)[2][len(taken) :] if len(taken) else np.eye(moments.size)
    values, vectors = np.linalg.eigh(rest @ moments.covariance @ rest.T)
    root = (vectors * np.sqrt(np.clip(values, 0.0, None))) @ vectors.T
    nu = np.abs(np.linalg.eigvalsh(1j * (root @ rest @ omega @ rest.T @ root)))[len(rest) // 2 :] / hbar
    return _entropy_of(nu[nu > 0.5 * (1 + CERTAIN)])


def _entropy_of(nu: Floats) -> float:
    return float(((nu + 0.5) * np.log(nu + 0.5) - (nu - 0.5) * np.log(nu - 0.5)).sum())


def mutual_information(state: LiouvilleState, left: Sequence[int], right: Sequence[int]) -> float:
    """What two groups of modes without one in common tell of each other, in nats: S(left) + S(right) - S(both).

    >>> from toytheory.continuous.liouville import LiouvilleState
    >>> pair = LiouvilleState.vacuum(2).transformed("two-mode-squeeze 1 2 by 0.5")
    >>> round(mutual_information(pair, [0], [1]) - 2 * entropy(pair, [0]), 9)
    0.0
    """
    if set(left) & set(right):
        raise InputError("the two groups have a mode in common", "name different modes")
    return entropy(state, left) + entropy(state, right) - entropy(state, [*left, *right])


def logarithmic_negativity(state: LiouvilleState, systems: Sequence[int]) -> float:
    """How far the state is from having no correlations but classical ones across a split, in nats: 2r for a pair.

    The momenta of one side change sign; each symplectic eigenvalue nu < hbar/2 of what results counts -log(2 nu/hbar).
    (Vidal, Werner, Phys. Rev. A 65, 032314, 2002. No Gaussian state with a value of 0 of one mode against others is
    entangled; with several modes on both sides some are.)

    >>> from toytheory.continuous.liouville import LiouvilleState
    >>> pair = LiouvilleState.vacuum(2).transformed("two-mode-squeeze 1 2 by 0.5")
    >>> round(logarithmic_negativity(pair, [0]), 9)
    1.0
    """
    covariance_of(state, systems)
    signs = np.ones(2 * state.n)
    signs[[2 * k + 1 for k in systems]] = -1.0
    nu = symplectic_eigenvalues(covariance_of(state) * np.outer(signs, signs)) / state.hbar
    below = nu[nu < 0.5 * (1 - CERTAIN)]
    return float(-np.log(2 * below).sum())


def is_product(state: LiouvilleState, systems: Sequence[int]) -> bool:
    """Whether these modes (from 0) and the others tell nothing of each other: no correlation between them."""
    covariance_of(state, systems)
    covariance, deviation = state.moments.covariance, np.sqrt(np.diagonal(state.moments.covariance))
    here = coordinates_of(systems)
    there = np.setdiff1d(np.arange(2 * state.n), here)
    across = covariance / np.outer(deviation, deviation)
    return bool((np.abs(across[np.ix_(here, there)]) <= CERTAIN).all())


def overlap(state: LiouvilleState, other: LiouvilleState) -> float:
    """(2 pi hbar)^n times the integral of the product of the two densities: the trace of the product of the operators.

    1 for a pure state with itself, |<a|b>|^2 for two pure states.

    >>> from toytheory.continuous.liouville import LiouvilleState
    >>> vacuum = LiouvilleState.vacuum(1)
    >>> round(overlap(vacuum, vacuum.transformed("displace X1 by 2")), 6)           # exp(-2)
    0.135335
    """
    if state.n != other.n or state.hbar != other.hbar:
        raise InputError("states of different modes do not overlap", "compare states with one n and one hbar")
    together = covariance_of(state) + covariance_of(other)
    apart = state.moments.means - other.moments.means
    unit = np.sqrt(np.diagonal(together))
    scaled = together / np.outer(unit, unit)
    distance = float((apart / unit) @ np.linalg.solve(scaled, apart / unit))
    log_volume = np.linalg.slogdet(scaled)[1] + np.log(unit**2 / state.hbar).sum()
    return float(np.exp(-0.5 * (distance + log_volume)))


def purification(state: LiouvilleState) -> Moments:
    """Moments of a pure state of twice as many modes, of which this is the marginal of the first half.

    Each normal mode (Williamson, Am. J. Math. 58, 141, 1936) is one half of a two-mode squeezed pair.
    """
    covariance, n, hbar = covariance_of(state), state.n, state.hbar
    frame, nu = _williamson(covariance)
    between = np.zeros((2 * n, 2 * n))
    strength = np.sqrt(np.maximum(nu**2 - hbar**2 / 4, 0.0))
    between[np.arange(2 * n), np.arange(2 * n)] = np.repeat(strength, 2) * np.tile([1.0, -1.0], n)
    whole = np.zeros((4 * n, 4 * n))
    whole[: 2 * n, : 2 * n], whole[2 * n :, 2 * n :] = covariance, np.diag(np.repeat(np.maximum(nu, hbar / 2), 2))
    whole[: 2 * n, 2 * n :] = frame @ between
    whole[2 * n :, : 2 * n] = whole[: 2 * n, 2 * n :].T
    return Moments.of(np.concatenate([state.moments.means, np.zeros(2 * n)]), whole)


def _williamson(covariance: Floats) -> tuple[Floats, Floats]:
    """A symplectic S (2n, 2n) and nu (n,) with covariance = S diag(nu, nu) S^T."""
    values, vectors = np.linalg.eigh(covariance)
    root, inverse = (vectors * np.sqrt(values)) @ vectors.T, (vectors / np.sqrt(values)) @ vectors.T
    n = len(covariance) // 2
    skew = inverse @ symplectic_form(n) @ inverse
    found, modes = np.linalg.eigh(1j * skew)  # pairs -1/nu, 1/nu
    upper = np.flatnonzero(found > 0)
    turn = np.empty((2 * n, 2 * n))
    turn[:, 0::2], turn[:, 1::2] = np.sqrt(2) * modes[:, upper].real, np.sqrt(2) * modes[:, upper].imag
    nu = 1 / found[upper]
    frame = root @ turn / np.sqrt(np.repeat(nu, 2))
    if (frame @ symplectic_form(n) @ frame.T)[0, 1] * symplectic_form(n)[0, 1] < 0:  # x and p in the other order
        frame = frame.reshape(2 * n, n, 2)[:, :, ::-1].reshape(2 * n, 2 * n)
    return frame, nu
