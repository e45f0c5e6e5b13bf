"""Why Gaussian operations distil nothing: a short proof for both theories, and random protocols.

*Statement.* From any number of two-mode squeezed pairs with squeezing r, Gaussian operations of two parties who talk to
each other, keeping only wanted outcomes, make no state whose partial transpose has a symplectic eigenvalue below
e^(-2r) hbar/2. *Proof* (after G. Giedke, J. I. Cirac, quant-ph/0204085). Call p of a covariance the largest p <= 1 with
covariance >= p (A + B), A and B covariances allowed to the parties by themselves. Two-mode squeezed pairs have p >=
e^(-2r): their eigenvalues are e^(+-2r) hbar/2, and A, B may be those of vacua; many pairs have no less, side by side.
Local maps, more modes in local states, noise and forgetting modes keep such an inequality. So does a measurement with a
Gaussian seed G >= p G of one party: the covariance that is left is the Schur complement, x S(M) x = min over y of (x,
y) M (x, y), which is monotone in M and homogeneous, and S of A + G is again allowed. Displacements by outcomes change
no covariance. At the end partial transposition keeps A + B allowed, so symplectic eigenvalues are at least p hbar/2.
Both theories have these covariances, these maps and this update.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.phase_space.uncertainty import symplectic_eigenvalues

Floats = NDArray[np.float64]
Seed = Callable[[np.random.Generator], Floats]


def identities() -> Check:
    """The proof's two calculations: the Schur complement as a minimum, the eigenvalues of a squeezed pair."""
    import sympy

    a, b, c, x, y, r = sympy.symbols("a b c x y r")
    square = (a - b**2 / c) * x**2 + c * (y + b * x / c) ** 2 - (a * x**2 + 2 * b * x * y + c * y**2)
    ch, sh = (sympy.exp(2 * r) + sympy.exp(-2 * r)) / 2, (sympy.exp(2 * r) - sympy.exp(-2 * r)) / 2
    left = [square, (ch - sh) - sympy.exp(-2 * r), (ch + sh) - sympy.exp(2 * r)]
    over = [str(form) for form in map(sympy.expand, left) if form != 0]
    scope = "every number of pairs, every Gaussian protocol: the proof's identities (docstring of this module)"
    return decided("gaussian-no-go", "theorem", scope, len(left), {"left over": over} if over else None)


def squeezed_pair(r: float) -> Floats:
    """Covariance of a two-mode squeezed pair, hbar = 1."""
    ch, sh = np.cosh(2 * r) / 2, np.sinh(2 * r) / 2
    flip = np.diag([1.0, -1.0])
    return np.block([[ch * np.eye(2), sh * flip], [sh * flip, ch * np.eye(2)]])


def random_seed(rng: np.random.Generator) -> Floats:
    """Covariance of a pure one-mode state that a measurement projects on."""
    turn, squeeze = rng.uniform(0, np.pi), np.exp(rng.normal())
    c, s = np.cos(turn), np.sin(turn)
    rotation = np.array([[c, -s], [s, c]])
    return np.asarray(rotation @ np.diag([squeeze, 1 / squeeze]) @ rotation.T / 2)


def random_local(modes: int, rng: np.random.Generator) -> Floats:
    """A symplectic matrix of some modes: interferometer, squeezers, interferometer."""

    def passive() -> Floats:
        unitary, _ = np.linalg.qr(rng.normal(size=(modes, modes)) + 1j * rng.normal(size=(modes, modes)))
        return np.asarray(np.kron(unitary.real, np.eye(2)) + np.kron(unitary.imag, np.array([[0, -1], [1, 0]])))

    r = rng.normal(size=modes) / 2
    return np.asarray(passive() @ np.diag(np.exp(np.stack([r, -r], axis=1).reshape(-1))) @ passive())


def kept_pair(r: float, copies: int, rng: np.random.Generator, seed: Seed = random_seed) -> Floats:
    """What is left of one pair after random local maps on all copies and measurements of all other modes."""
    total = np.kron(np.eye(copies), squeezed_pair(r))  # a1 b1 a2 b2 ...
    order = [4 * k + c for k in range(copies) for c in (0, 1)] + [4 * k + c for k in range(copies) for c in (2, 3)]
    total = total[np.ix_(order, order)]
    half = 2 * copies
    local = np.zeros_like(total)
    local[:half, :half], local[half:, half:] = random_local(copies, rng), random_local(copies, rng)
    total = local @ total @ local.T
    kept = [0, 1, half, half + 1]
    read = [i for i in range(2 * half) if i not in kept]
    noise = np.zeros((len(read), len(read)))
    for k in range(0, len(read), 2):
        noise[k : k + 2, k : k + 2] = seed(rng)
    cross = total[np.ix_(kept, read)]
    left: Floats = total[np.ix_(kept, kept)] - cross @ np.linalg.solve(total[np.ix_(read, read)] + noise, cross.T)
    return left


def smallest_transposed(covariance: Floats) -> float:
    """The smallest symplectic eigenvalue of the partial transpose of two modes (one each)."""
    mirror = np.diag([1.0, 1.0, 1.0, -1.0])
    return float(symplectic_eigenvalues(mirror @ covariance @ mirror)[0])


def protocols(rng: np.random.Generator, trials: int, seed: Seed = random_seed) -> Check:
    """Random protocols on two and three pairs leave nothing more squeezed than a pair was.

    >>> protocols(np.random.default_rng(0), 10).status
    'holds'
    """
    wrong: dict[str, Any] | None = None
    best = np.inf
    for trial in range(trials):
        r = float(rng.uniform(0.1, 1))
        found = smallest_transposed(kept_pair(r, 2 + trial % 2, rng, seed)) / (np.exp(-2 * r) / 2)
        best = min(best, found)
        if wrong is None and found < 1 - 1e-7:
            wrong = {"squeezing": r, "pairs": 2 + trial % 2, "eigenvalue over that of a pair": found}
    scope = f"{trials} random protocols on 2 and 3 pairs; the best left {best:.4g} of a pair's eigenvalue"
    return decided("gaussian-protocols", "sampled", scope, trials, wrong)
