"""Correlations of one system with two others: what they leave of each other, for every state of A, B, C.

**Theorem.** For every d, all numbers of systems and every state (V, v) of A, B and C, pure or not,
I(A:B) + I(A:C) <= 2 S(A), and E(A:B) + E(A:C) <= E(A:BC), E the number of maximally correlated pairs (half the rank of
the brackets that known variables have on A alone). A state of A and B alone that is pure has E(A:B) = S(A).

*Proof.* Let R_B be the A-parts of known variables of A and B alone, R_C those of A and C. As F in V_AB and G in V_AC
have only A in common, [F, G] = [F_A, G_A] (`only_on_a`), and this is 0: R_C lies in the complement of R_B, so |R_B|
|R_C| <= d^(2a), a the number of systems of A. With |R_B| = |V_AB| / |V_B| and S(X) = log(d^x / |V_X|) this is S(B) +
S(C) <= S(AB) + S(AC), the first inequality. R_B + R_C lies in R_BC, its brackets are those of R_B and of R_C beside
each other, and the rank of a part is at most that of the whole: the second. Of a pure state of A and B alone the
radical of R_B is what is known of A alone, and |R_B| is the size of its complement in A: E = S(A).

Mixtures of such states obey the first inequality too: it says S(A|B) + S(A|C) >= 0, and conditional entropy is concave.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from quantum_ref.operators.weyl import observable
from toytheory.discrete.enumeration import isotropic_modules
from toytheory.phase_space.modular import Matrix, elements
from toytheory.phase_space.space import PhaseSpace

from .all_states import Bools, Operators

SUBSETS = ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2))
Numbers = NDArray[np.int64]
Table = dict[tuple[int, ...], Numbers]


def only_on_a(on_other: bool = False) -> Check:
    """[F, G] = [F_A, G_A] for F of A and B, G of A and C, by an identity over the integers.

    Parameters
    ----------
    on_other : a planted fault: G of B too.
    """
    import sympy

    f, g = sympy.symbols("fa1 fa2 fb1 fb2"), sympy.symbols("ga1 ga2 gb1 gb2 gc1 gc2")
    left = [*f, 0, 0]
    right = [*g[:2], *(g[2:4] if on_other else (0, 0)), *g[4:]]

    def bracket(u: Any, v: Any) -> Any:
        return sum(u[2 * i] * v[2 * i + 1] - u[2 * i + 1] * v[2 * i] for i in range(len(u) // 2))

    rest = sympy.expand(bracket(left, right) - bracket(f[:2], g[:2]))
    scope = "every d, all numbers of systems in A, B, C, every state: one identity over the integers"
    return decided("brackets", "theorem", scope, 1, None if rest == 0 else {"left over": str(rest)})


def supports(d: int, n: int) -> Bools:
    """Which ontic states are possible where all known variables are 0, for every isotropic module, (M, d^(2n))."""
    space = PhaseSpace(d, n)
    zero = space.points() @ space.points().T % d == 0  # [variable, ontic state]
    return np.array([zero[where].all(axis=0) for where in map(space.index, isotropic_modules(d, n))])


def toy_entropies(possible: Bools, d: int) -> Table:
    """S of every part of three systems in units of log d, from how many ontic states of the part are possible."""
    cells = possible.reshape(-1, d * d, d * d, d * d)
    found: Table = {}
    for part in SUBSETS:
        others = tuple(1 + k for k in range(3) if k not in part)
        counts = cells.any(axis=others).reshape(len(cells), -1).sum(axis=1)
        found[part] = np.rint(np.log(counts) / np.log(d)).astype(np.int64) - len(part)
    return found


def toy_pairs_of(entropies: Table) -> Table:
    """E of A with a part: 1 where two variables of A, so all, are known together with some of the part, otherwise 0."""
    known = {part: len(part) - s for part, s in entropies.items()} | {(): np.int64(0) * entropies[(0,)]}
    return {(a, *b): (known[_sorted(a, *b)] - known[b] == 2).astype(np.int64) for a, b in _splits()}


def _sorted(*systems: int) -> tuple[int, ...]:
    return tuple(sorted(systems))


def _splits() -> list[tuple[int, tuple[int, ...]]]:
    return [(a, b) for a in range(3) for b in SUBSETS if a not in b and len(b) < 3]


def matrices_of_modules(d: int, n: int) -> Operators:
    """Density matrices in which all known variables of a module are 0, (M, D, D): sums of their operators.

    For bits the operator of a sum of generators is the product of theirs, so that there is such a state.
    """
    points = PhaseSpace(d, n).points()
    operators = observable(points, d)
    index = PhaseSpace(d, n).index
    found = []
    for V in isotropic_modules(d, n):
        if d == 2:
            product = np.eye(d**n, dtype=np.complex128)
            for row in V:
                product = product @ (np.eye(d**n) + operators[index(row)]) / 2
            found.append(product)
        else:
            found.append(operators[index(elements(V, d))].mean(axis=0))
    matrices = np.array(found)
    normalised: Operators = matrices / np.trace(matrices, axis1=1, axis2=2)[:, None, None]
    return normalised


def reduced(matrices: Operators, part: tuple[int, ...], d: int) -> Operators:
    """Partial traces of three systems to a part, (M, d^3, d^3) -> (M, d^k, d^k)."""
    tensor = matrices.reshape(-1, *[d] * 6)
    for gone in sorted(set(range(3)) - set(part), reverse=True):
        half = (tensor.ndim - 1) // 2
        tensor = np.trace(tensor, axis1=1 + gone, axis2=1 + half + gone)
    size = d ** len(part)
    return tensor.reshape(-1, size, size)


def quantum_entropies(matrices: Operators, d: int) -> Table:
    """S of every part of three systems in units of log d, from eigenvalues."""
    found: Table = {}
    for part in SUBSETS:
        values = np.linalg.eigvalsh(reduced(matrices, part, d))
        terms = np.where(values > 1e-12, -values * np.log(np.maximum(values, 1e-12)), 0)
        found[part] = _whole(terms.sum(axis=1) / np.log(d))
    return found


def quantum_pairs_of(matrices: Operators, d: int) -> Table:
    """The logarithmic negativity of A with a part, from the eigenvalues of the partial transpose, in units of log d."""
    found = {}
    for a, b in _splits():
        part = _sorted(a, *b)
        tensor = reduced(matrices, part, d).reshape(-1, *[d] * (2 * len(part)))
        row = 1 + part.index(a)
        turned = tensor.swapaxes(row, row + len(part)).reshape(-1, d ** len(part), d ** len(part))
        found[(a, *b)] = _whole(np.log(np.abs(np.linalg.eigvalsh(turned)).sum(axis=1)) / np.log(d))
    return found


def _whole(values: NDArray[np.float64]) -> Numbers:
    rounded = np.rint(values)
    if np.abs(values - rounded).max() > 1e-9:
        raise ArithmeticError("an entropy of a stabilizer state that is no whole multiple of log d")
    return rounded.astype(np.int64)


def violated(entropies: Table, pairs: Table) -> str | None:
    """The first inequality that some state violates, or None."""
    S, E = entropies, pairs
    for a, b, c in ((0, 1, 2), (1, 0, 2), (2, 0, 1)):
        ab, ac = _sorted(a, b), _sorted(a, c)
        told = [S[(a,)] + S[(x,)] - S[_sorted(a, x)] for x in (b, c)]
        if (told[0] + told[1] > 2 * S[(a,)]).any():
            return f"I({a}:{b}) + I({a}:{c}) <= 2 S({a})"
        if (E[(a, b)] + E[(a, c)] > E[(a, *_sorted(b, c))]).any():
            return f"E({a}:{b}) + E({a}:{c}) <= E({a}:{b}{c})"
        if ((told[0] == 2) & (S[ab] + S[(c,)] != S[(0, 1, 2)])).any() or ((told[1] == 2) & (S[ac] != 0)).any():
            return f"a maximally correlated pair with {a} tells nothing of the third"
        pure = S[(0, 1, 2)] == 0
        if (pure & (S[(a,)] != E[(a, *_sorted(b, c))])).any():
            return f"E({a}:{b}{c}) = S({a}) of pure states"
    return None


def three_systems(
    d: int, quantum: bool = True, matrices: Operators | None = None, possible: Bools | None = None
) -> Check:
    """Every state of three systems: all inequalities, and entropies and pairs equal in both theories.

    Parameters
    ----------
    quantum : whether density matrices are looked at too; otherwise the toy theory alone.
    matrices, possible : what the two theories say, in place of what is computed here.
    """
    modules = isotropic_modules(d, 3)
    entropies = toy_entropies(supports(d, 3) if possible is None else possible, d)
    pairs = toy_pairs_of(entropies)
    broken = violated(entropies, pairs)
    wrong: dict[str, Any] | None = {"violated": broken} if broken else None
    if quantum and wrong is None:
        matrices = matrices_of_modules(d, 3) if matrices is None else matrices
        other = quantum_entropies(matrices, d)
        negativities = quantum_pairs_of(matrices, d)
        for told, found in ((entropies, other), (pairs, negativities)):
            for part in told:
                at = np.flatnonzero(told[part] != found[part])
                if at.size and wrong is None:
                    V: Matrix = modules[int(at[0])]
                    wrong = {"known": V.tolist(), "part": list(part), "toy": int(told[part][at[0]])}
    pure = int((entropies[(0, 1, 2)] == 0).sum())
    states = int(sum(d ** len(V) for V in modules))
    scope = f"d = {d}: all {states} states of three systems, {len(modules)} modules of which {pure} are of pure states "
    scope += f"(values displace single systems); supports{' and density matrices' if quantum else ''}"
    name = f"three-{d}" if quantum else f"three-toy-{d}"
    return decided(name, "exhaustive", scope, len(modules), wrong)
