"""Key distribution: what who listens in can know and what she disturbs, for every state; interception exactly.

**Theorem.** For every d and every state (V, v) of A, B and E, and so for every mixture of such states, H(X_A | E) +
H(P_A | B) >= log d. *Proof.* Let I be the multiples cX_A that are known together with something of E, J the multiples
c'P_A that are known together with something of B. The two known variables have the bracket cc' (`overlap`), so cc' =
0 for all of them. If I = gZ_d, then J lies in (d/g)Z_d, so |I| |J| <= d; and H(X_A | E) = log d - log |I|, H(P_A | B)
= log d - log |J|, as what is not determined is uniform. Conditional entropy is concave. So who knows X of everything
that is sent makes P useless to the receiver: for prime d each bit of knowledge is one of disturbance (entropic form:
Renes and Boileau, Berta et al.).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from quantum_ref.operators.cyclotomic import to_complex
from quantum_ref.operators.stabilizer import joint_projectors
from toytheory.discrete.enumeration import isotropic_modules
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace, flow

from .all_states import Bools, Operators
from .monogamy import matrices_of_modules, reduced, supports


def overlap(commuting: bool = False) -> Check:
    """[cX_A + G_E, c'P_A + H_B] = cc', by an identity over the integers.

    Parameters
    ----------
    commuting : a planted fault, X_A asked for both times.
    """
    import sympy

    c, k, g1, g2, h1, h2 = sympy.symbols("c k g1 g2 h1 h2")
    left = [c, 0, 0, 0, g1, g2]
    right = [k, 0, h1, h2, 0, 0] if commuting else [0, k, h1, h2, 0, 0]
    bracket = sum(left[2 * i] * right[2 * i + 1] - left[2 * i + 1] * right[2 * i] for i in range(3))
    rest = sympy.expand(bracket - c * k)
    wrong = None if rest == 0 else {"left over": str(rest)}
    scope = "every d, every state of A, B and E and every mixture of states: one identity over the integers"
    return decided("bound", "theorem", scope, 1, wrong)


def toy_ignorance(possible: Bools, d: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """H(X_A | E) and H(P_A | B) in units of log d, by counting ontic states of A, B, E: (M,) each."""
    cells = possible.reshape(-1, d, d, d * d, d * d)  # x and p of A, then B, E
    found = []
    for kept, other in (((2, 3), 4), ((1, 4), 3)):  # forget p and B; forget x and E
        joint = cells.any(axis=kept)
        alone = cells.any(axis=(1, 2, 7 - other))
        counts = [array.reshape(len(cells), -1).sum(axis=1) for array in (joint, alone)]
        found.append(np.rint(np.log(counts[0] / counts[1]) / np.log(d)).astype(np.int64))
    return found[0], found[1]


def quantum_ignorance(matrices: Operators, d: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The same by entropies of density matrices, X or P of A measured: (M,) each."""
    found = []
    for variable, part in (([1, 0], (0, 2)), ([0, 1], (0, 1))):
        projectors = to_complex(joint_projectors([variable], d), d)
        pair = reduced(matrices, part, d).reshape(-1, d, d, d, d)
        branches = np.einsum("vab,mbxay->mvxy", projectors, pair)
        joint = np.linalg.eigvalsh(branches).reshape(len(matrices), -1)
        alone = np.linalg.eigvalsh(branches.sum(axis=1))
        found.append((_entropy(joint) - _entropy(alone)) / np.log(d))
    return found[0], found[1]


def _entropy(values: NDArray[np.float64]) -> NDArray[np.float64]:
    safe = np.maximum(values, 1e-12)
    total: NDArray[np.float64] = np.where(values > 1e-12, -safe * np.log(safe), 0).sum(axis=1)
    return total


def every_state(
    d: int, quantum: bool = True, possible: Bools | None = None, matrices: Operators | None = None
) -> Check:
    """Every state of A, B and E, one system each: the bound, and the ignorances equal in both theories.

    Parameters
    ----------
    possible, matrices : what the two theories say, in place of what is computed here.
    """
    modules = isotropic_modules(d, 3)
    of_x, of_p = toy_ignorance(supports(d, 3) if possible is None else possible, d)
    bad = of_x + of_p < 1
    if quantum:
        theirs = quantum_ignorance(matrices_of_modules(d, 3) if matrices is None else matrices, d)
        bad |= (np.abs(theirs[0] - of_x) > 1e-9) | (np.abs(theirs[1] - of_p) > 1e-9)
    at = np.flatnonzero(bad)
    wrong = {"known": modules[int(at[0])].tolist(), "toy": [int(of_x[at[0]]), int(of_p[at[0]])]} if at.size else None
    tight = int((of_x + of_p == 1).sum())
    scope = f"d = {d}: the {len(modules)} sets of known variables of three systems, {tight} of them with equality"
    return decided(f"states-{d}" if quantum else f"states-toy-{d}", "exhaustive", scope, len(modules), wrong)


# interception


def bases(d: int) -> Matrix:
    """The variables X, P, X + P, ..., X + (d - 1) P of one system, (d + 1, 2)."""
    return np.array([[1, 0], [0, 1], *([1, k] for k in range(1, d))], dtype=np.int64)


def toy_error(sent: Matrix, intercepted: Matrix, d: int, disturbs: bool = True) -> Fraction:
    """The chance that a value is read wrongly after a measurement in between, by counting ontic states and kicks."""
    points = PhaseSpace(d, 1).points()
    possible = points[points @ sent % d == 0]
    kicks = np.arange(d)[:, None] * flow(intercepted) if disturbs else np.zeros((1, 2), dtype=np.int64)
    after = (possible[:, None, :] + kicks[None, :, :]).reshape(-1, 2)
    return Fraction(int((after @ sent % d != 0).sum()), len(after))


def quantum_error(sent: Matrix, intercepted: Matrix, d: int) -> Fraction:
    """The same by projectors."""
    send, middle = (to_complex(joint_projectors([F], d), d) for F in (sent, intercepted))
    after = sum(E @ send[0] @ E for E in middle)
    chance = 1 - float(np.trace(send[0] @ after).real)
    found = Fraction(round(chance * d * d), d * d)
    if abs(chance - found) > 1e-9:
        raise ArithmeticError("a probability that is no multiple of 1/d^2")
    return found


Errors = Callable[[Matrix, Matrix, int], Fraction]


def interception(toy: Errors = toy_error, quantum: Errors = quantum_error) -> Check:
    """Intercepting and resending in one of k complementary bases: (k - 1)(d - 1)/(k d) of the sifted key is wrong.

    Parameters
    ----------
    toy, quantum : the chance of an error for a variable that is sent and one that is measured in between.
    """
    wrong: dict[str, Any] | None = None
    rates, count = [], 0
    for d in (2, 3, 5):
        tables = []
        for theory in (toy, quantum):
            tables.append(np.array([[theory(F, G, d) for G in bases(d)] for F in bases(d)], dtype=object))
        count += tables[0].size
        for k in range(2, d + 2):
            rate = Fraction((k - 1) * (d - 1), k * d)
            found = [table[:k, :k].sum() / Fraction(k * k) for table in tables]
            if found != [rate, rate] and wrong is None:
                wrong = {"d": d, "bases": k, "formula": str(rate), "toy": str(found[0]), "quantum": str(found[1])}
            if k in (2, d + 1):
                rates.append(f"{rate} (d = {d}, {k} bases)")
    scope = "d = 2, 3, 5, two to d + 1 bases, all pairs of a basis that is sent and one that is intercepted: "
    return decided("interception", "exhaustive", scope + ", ".join(rates), count, wrong)
