"""Remote steering: every decomposition of a state by what is known is reached by a measurement far away.

**Theorem.** Let (V, v) be a state of systems B, for any d, and W a commuting set of variables of B that contains V.
Then (V, v) is the equal mixture of the states (W, w), w a continuation of v, and there is a state of B and as many
systems A, the same for all W, in which a measurement on A leaves B in (W, w), each w with the same probability.

*Proof.* Let G* be G with every P exchanged for -P. The brackets of G on B and G* on A cancel (`mirrored`), so all G +
G* with G in the complement of V, and V itself, commute: the state in which they are known. W* commutes as W does, and
W lies in the complement of V; measuring F* on A tells F on B, as F + F* is known. V commutes with what is measured
and stays known. Nothing on B has a bracket with anything on A, so B is not disturbed. Conversely any commuting set
measured on A leaves all conditional states of B with one module, which contains V: a decomposition of this kind.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from quantum_ref.operators.cyclotomic import to_complex
from quantum_ref.operators.stabilizer import joint_projectors
from toytheory.discrete.enumeration import isotropic_modules
from toytheory.discrete.epistemic import EpistemicState
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace, bracket_rows

from .all_states import Operators
from .stabilizer_states import densities


def mirrored(sign: int = -1) -> Check:
    """[F, G] + [F*, G*] = 0, and [F_A, G_B] = 0, by identities over the integers.

    Parameters
    ----------
    sign : of P in the mirror image; 1 is a planted fault.
    """
    import sympy

    a, b, c, e = sympy.symbols("a b c e")

    def bracket(u: Any, v: Any) -> Any:
        return sum(u[2 * i] * v[2 * i + 1] - u[2 * i + 1] * v[2 * i] for i in range(len(u) // 2))

    together = sympy.expand(bracket([a, b, a, sign * b], [c, e, c, sign * e]))
    apart = sympy.expand(bracket([a, b, 0, 0], [0, 0, c, e]))
    wrong = {"left over": [str(together), str(apart)]} if together or apart else None
    scope = "every d, every state and every decomposition by known variables: 2 identities over the integers"
    return decided("mirror", "theorem", scope, 2, wrong)


def mirror(rows: Matrix, d: int) -> Matrix:
    """P exchanged for -P."""
    turned = rows.copy()
    turned[:, 1::2] *= -1
    return np.asarray(turned % d)


def larger_modules(V: Matrix, d: int, n: int) -> list[Matrix]:
    """The modules of maximal knowledge that contain a module."""
    return [W for W in isotropic_modules(d, n, n) if not (bracket_rows(V, W) % d).any()]


def steered_toy(state: EpistemicState, measured: Matrix) -> list[frozenset[int]]:
    """The supports on the first half of the systems, one for each outcome on the second, by listing ontic states."""
    space = PhaseSpace(state.d, state.n // 2)
    points = state.support()
    outcomes = points[:, state.n :] @ measured.T % state.d
    where = space.index(points[:, : state.n])
    _, group = np.unique(outcomes, axis=0, return_inverse=True)
    return [frozenset(where[group.reshape(-1) == k].tolist()) for k in range(int(group.max()) + 1)]


def steered_quantum(state: EpistemicState, measured: Matrix) -> tuple[Operators, Operators]:
    """The normalised conditional states on the first half, and the reduced state, by projectors."""
    d, n = state.d, state.n // 2
    size = d**n
    values = state.values @ d ** np.arange(len(state.values) - 1, -1, -1)
    rho = to_complex(joint_projectors(state.known, d)[int(values)])  # not kept: the values of 2n systems are many
    rho = rho / np.trace(rho)
    projectors = densities(measured, d)  # of n variables of n systems
    tensor = rho.reshape(size, size, size, size)
    found = np.einsum("ajbk,mkj->mab", tensor, projectors)
    chances = np.trace(found, axis1=1, axis2=2).real
    kept = chances > 1e-9
    reduced = np.asarray(np.trace(tensor, axis1=1, axis2=3))
    if not np.allclose(chances[kept], chances[kept][0], atol=1e-9):
        raise ArithmeticError("conditional states of different probability")
    return found[kept] / chances[kept][:, None, None], reduced


def all_decompositions(d: int, n: int, turned: int = -1) -> Check:
    """Every state of n systems and every decomposition into pure states of one module: reached, in both theories.

    The values are 0; displacing B displaces all members. On bits the members of a decomposition are the same set of
    states, and which outcome goes with which is a matter of signs.

    Parameters
    ----------
    turned : 1 is a planted fault: W itself measured instead of its mirror image.
    """
    points = PhaseSpace(d, n).points()
    wrong, count = None, 0
    for V in isotropic_modules(d, n):
        state = EpistemicState.of(V, [0] * len(V), d, n)
        pair = state.purification()
        for W in larger_modules(V, d, n):
            count += 1
            measured = mirror(W, d) if turned == -1 else W
            told = points @ W.T % d
            inside = ~(points @ V.T % d).any(axis=1)
            cells = {
                frozenset(np.flatnonzero(inside & (told == w).all(axis=1)).tolist()) for w in np.unique(told, axis=0)
            }
            toy = steered_toy(pair, measured)
            members, reduced = steered_quantum(pair, measured)
            states = densities(W, d)
            flat = states.reshape(len(states), -1)
            matches = np.abs(members.reshape(len(members), -1).conj() @ flat.T) > 1 - 1e-9
            sound = (
                set(toy) == cells - {frozenset()}
                and len(toy) == len(members) == d ** (n - len(V))
                and (matches.sum(axis=1) == 1).all()
                and matches.any(axis=0).sum() == len(members)
                and np.allclose(members.mean(axis=0), reduced, atol=1e-9)
            )
            if not sound and wrong is None:
                wrong = {"state": str(state), "decomposed by": W.tolist(), "members": [len(toy), len(members)]}
    scope = f"d = {d}, n = {n}: {count} decompositions of the states of all {len(isotropic_modules(d, n))} modules"
    return decided(f"decompositions-{d}-{n}", "exhaustive", scope, count, wrong)


def conditional_modes(sign: int = 1) -> Check:
    """Modes squeezed by r: measuring X far away leaves X with hbar/(2 cosh 2r), measuring P leaves P with as much.

    Both are less than hbar/2, and which of them is small is decided far away; the mean of both stays the
    unconditional one.

    Parameters
    ----------
    sign : -1 is a planted fault: correlations added to the variance.
    """
    import sympy

    from .finite_pairs import squeezed_pair

    q, hbar = sympy.symbols("q hbar", positive=True)
    c = squeezed_pair(q, hbar)
    wanted = hbar / (q**2 + q**-2)
    left = [sympy.cancel(c[k + 2, k + 2] - sign * c[k, k + 2] ** 2 / c[k, k] - wanted) for k in (0, 1)]
    product = sympy.cancel(wanted * c[2, 2] - hbar**2 / 4)
    wrong = {"left over": [str(value) for value in (*left, product)]} if any(left) or product else None
    scope = "modes, every r and hbar: 3 identities for conditional variances"
    return decided("conditional-modes", "theorem", scope, 3, wrong)


def lossy_modes(noise: int = 1) -> Check:
    """With a fraction T left of the mode that is measured, and nbar thermal quanta mixed in: less than hbar/2 is left
    of X far away exactly if T > (1 - T)(2 nbar + 1), whatever r > 0 is; for loss alone, if more than half is left.

    With c = cosh 2r, m = 2 nbar + 1 and D = Tc + (1 - T)m the conditional variance less hbar/2 is hbar (c - 1)((1 -
    T)m - T) / 2D, likewise of P. With the loss on the far mode instead it is T hbar/2c + (1 - T)m hbar/2.

    Parameters
    ----------
    noise : times the noise that comes with loss; 0 is a planted fault.
    """
    import sympy

    c, s, T, m, hbar = sympy.symbols("c s T m hbar", positive=True)  # cosh 2r and sinh 2r
    near, far, between = T * c + noise * (1 - T) * m, c, sympy.sqrt(T) * s
    left = hbar / 2 * (far - between**2 / near)
    wanted = hbar * (c - 1) * ((1 - T) * m - T) / (2 * (T * c + (1 - T) * m))
    identities = [sympy.cancel((left - hbar / 2 - wanted).subs(s**2, c**2 - 1))]
    behind = hbar / 2 * (T * c + noise * (1 - T) * m - T * s**2 / c)
    identities.append(sympy.cancel((behind - T * hbar / (2 * c) - (1 - T) * m * hbar / 2).subs(s**2, c**2 - 1)))
    wrong = {"left over": [str(value) for value in identities]} if any(identities) else None
    scope = "modes, every r, transmitted fraction, temperature and hbar: 2 identities for conditional variances"
    return decided("lossy-modes", "theorem", scope, 2, wrong)
