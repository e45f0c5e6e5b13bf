"""How well a displacement can be read: all states of one and two systems, and a bound for all states of modes.

A displacement m of some systems moves the value of F by F(m), so states that differ by displacements are equal or share
no ontic state: m and m' are told apart exactly where some known F has F(m) != F(m').
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from quantum_ref.operators.weyl import weyl
from toytheory.discrete.enumeration import lagrangian_modules
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace

from .stabilizer_states import EXACT, pure_densities

Floats = NDArray[np.float64]


def told_by_supports(known: Matrix, d: int, points: Matrix, shifts: Matrix) -> int:
    """How many displacements a state tells apart, from the sets of ontic states that it may be in afterwards."""
    n = points.shape[1] // 2
    base = points[~(points @ known.T % d).any(axis=1)]
    space = PhaseSpace(d, n)
    moved = {tuple(np.sort(space.index(base + shift)).tolist()) for shift in shifts}
    return len(moved)


def told_by_operators(d: int, n: int, shifts: Matrix) -> list[int]:
    """The same of every pure stabilizer state, from Tr(rho w rho w^dagger), which must be 0 or 1."""
    operators = weyl(shifts, d)
    states = pure_densities(d, n)
    moved = np.einsum("mab,sbc,mdc->smad", operators, states, operators.conj(), optimize=True)
    overlap = np.einsum("sab,smba->sm", states, moved).real
    if np.abs(overlap - np.rint(overlap)).max() > EXACT:
        raise ArithmeticError("displaced states that are neither equal nor perfectly told apart")
    return [len(shifts) // int(row.sum()) for row in np.rint(overlap)]


def told_apart(d: int, partner: bool, modules: Callable[[int, int], Any] = lagrangian_modules) -> Check:
    """Of the d^2 displacements of a system d are told apart without a partner; with one up to d^2, in both theories.

    With equally likely displacements the best guess is right in (number told apart) / d^2 of the runs.

    >>> told_apart(3, partner=False).status
    'holds'
    """
    n = 2 if partner else 1
    points = PhaseSpace(d, n).points()
    shifts = np.zeros((d * d, 2 * n), dtype=np.int64)
    shifts[:, :2] = PhaseSpace(d, 1).points()
    toy = [told_by_supports(known, d, points, shifts) for known in modules(d, n)]
    quantum = told_by_operators(d, n, shifts)
    counts = {k: toy.count(k) * d**n for k in sorted(set(toy))}
    # of the (d^2 + 1)(d + 1) modules of two systems (d + 1)^2 are products, the other d (d^2 - 1) correlate maximally
    expected = {d: (d + 1) ** 2 * d**2, d * d: d * (d * d - 1) * d**2} if partner else {d: (d + 1) * d}
    wrong = None
    if counts != expected or {k: quantum.count(k) for k in sorted(set(quantum))} != counts:
        wrong = {"toy": counts, "quantum": {k: quantum.count(k) for k in sorted(set(quantum))}, "expected": expected}
    scope = f"d = {d}: all {len(quantum)} pure states of {n} system{'s' if partner else ''}, all {d * d} displacements"
    return decided(
        "told-apart-with-partner" if partner else "told-apart-alone", "exhaustive", scope, len(quantum), wrong
    )


def no_partner_no_more(systems: int = 3) -> Check:
    """Without a partner k systems tell d^k displacements apart, whatever they are correlated with among themselves.

    The values that move are those of V, so the number is |V| <= d^k, as [F, G] = 0 within V; with partners it is the
    size of V restricted to the probes, where brackets need not vanish. Here for all states of two and three bits.
    """
    wrong = None
    cases = 0
    for n in range(2, systems + 1):
        for known in lagrangian_modules(2, n):
            cases += 1
            points = PhaseSpace(2, n).points()
            if told_by_supports(known, 2, points, points) != 2**n:
                wrong = wrong or {"known": known.tolist()}
    scope = f"d = 2: all pure modules of 2 to {systems} systems, all displacements of all of them"
    return decided("no-partner", "exhaustive", scope, cases, wrong)


def best_variance(covariance: Floats) -> float:
    """The least variance with which a common displacement of all positions is read off one linear measurement.

    The least of F covariance F over F with F(1, 0, 1, 0, ...) = 1: 1 / (e covariance^-1 e) (Gauss, Markov).
    """
    common = np.zeros(len(covariance))
    common[0::2] = 1
    return float(1 / (common @ np.linalg.solve(covariance, common)))


def bound(n: int, energy: float, hbar: float = 1.0) -> float:
    """hbar (sqrt(N + 1) - sqrt N)^2 / 2n, N the energy above the vacuum in units of hbar."""
    return hbar * float(np.sqrt(energy + 1) - np.sqrt(energy)) ** 2 / (2 * n)


def modes_bound() -> Check:
    """No state of n modes with energy N above the vacuum reads a common displacement better than the bound; one does.

    Proof, for every state with second moments. F with F(e) = 1, e the common displacement of the positions, has
    [F, G] = 1 with G the sum of the momenta, so Var F >= hbar^2 / (4 Var G). G is sqrt(n) times the momentum of one
    mode (of the mean); the other n - 1 modes have at least the energy of the vacuum, so that mode has at most N + 1/2,
    that is v + u <= hbar (2N + 1) for its variances v of momentum and u >= hbar^2/4v of position: v is at most hbar
    e^(2r)/2 with cosh 2r = 2N + 1. Equality: that mode squeezed, the others in their vacuum, no other correlation.
    Modes that are not correlated weigh in with 1/Var F = sum of 1/Var F_i <= (2/hbar) sum of e^(2 r_i), which is
    concave in the energies: equal shares N/n are best. With energy nbar for each mode, so N = n nbar, the bound lies
    between hbar/(4n(2n nbar + 1)) and twice that, and that of uncorrelated modes is hbar e^(-2r)/2n with a fixed r.
    """
    import sympy

    b = sympy.Symbol("b", positive=True)
    N, a = b**2, sympy.sqrt(1 + b**2)
    squeezed, growth = (a - b) ** 2, (a + b) ** 2  # e^(-2r) and e^(2r)
    left = [
        squeezed * growth - 1,
        squeezed + growth - 2 * (2 * N + 1),  # cosh 2r
        4 * (N**2 + N) - (2 * N + 1) ** 2 + 1,  # f = sqrt(N^2 + N) has f'' = -1/4f^3 < 0: concave
        growth - (2 * N + 1) - 2 * a * b,  # between 2N + 1 and 4N + 2: Var F falls as 1/nN
    ]
    over = [str(form) for form in (sympy.expand(form) for form in left) if form != 0]
    wrong = {"left over": over} if over else None
    scope = "every n, every energy, every state with second moments: the proof's four identities"
    return decided("modes-bound", "theorem", scope, len(left), wrong)


def random_covariance(n: int, rng: np.random.Generator) -> Floats:
    """A pure Gaussian state of n modes (hbar = 1): squeezed modes behind a random interferometer."""
    unitary, _ = np.linalg.qr(rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n)))
    passive = np.zeros((2 * n, 2 * n))
    passive[0::2, 0::2], passive[1::2, 1::2] = unitary.real, unitary.real
    passive[0::2, 1::2], passive[1::2, 0::2] = -unitary.imag, unitary.imag
    squeezed = np.exp(np.stack([-(r := rng.normal(size=n)), r], axis=1).reshape(-1) * 2) / 2
    covariance: Floats = (passive * squeezed) @ passive.T
    return covariance


def modes_sampled(
    rng: np.random.Generator, trials: int, state: Callable[[int, np.random.Generator], Floats] = random_covariance
) -> Check:
    """Random Gaussian states of one to six modes obey the bound, and the state that reaches it does.

    >>> modes_sampled(np.random.default_rng(0), 5).status
    'holds'
    """
    wrong: dict[str, Any] | None = None
    for trial in range(trials):
        n = trial % 6 + 1
        covariance = state(n, rng)
        energy = float(np.trace(covariance) / 2 - n / 2)
        if wrong is None and best_variance(covariance) < bound(n, energy) * (1 - EXACT):
            wrong = {"modes": n, "energy": energy, "variance": best_variance(covariance), "bound": bound(n, energy)}
        direction = np.ones(n) / np.sqrt(n)
        share = np.outer(direction, direction)
        reaching = np.zeros((2 * n, 2 * n))
        reaching[0::2, 0::2] = (np.eye(n) - share + share * 2 * n * bound(n, energy)) / 2
        reaching[1::2, 1::2] = np.linalg.inv(reaching[0::2, 0::2]) / 4
        if wrong is None and not np.isclose(best_variance(reaching), bound(n, energy), rtol=EXACT, atol=0):
            wrong = {"modes": n, "energy": energy, "reached": best_variance(reaching), "bound": bound(n, energy)}
    scope = f"{trials} random pure Gaussian states of 1 to 6 modes"
    return decided("modes-sampled", "sampled", scope, trials, wrong)
