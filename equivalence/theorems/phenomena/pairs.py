"""How many maximally correlated pairs a state of two parties is worth, and what local operations do to that number.

*Normal form* (prime d). A pure module V of A's and B's systems has parts V_A, V_B of variables of one party alone. V_A
is isotropic, and V_A^perp / V_A within A's variables is a symplectic space of 2k dimensions, k = n_A - dim V_A; V pairs
it with that of B, brackets reversed, since brackets within V vanish. Symplectic bases (Gram-Schmidt) on either side
are local maps to k pairs X - X', P + P', all other systems with known X. So k is the only invariant.

*What can be done.* Measuring W at B leaves V' = (V cap W^perp) + W, which still has V_A, as variables of A commute with
those of B; for a pure state k is the same seen from both parties. So no branch of any local protocol, however unlikely,
has more pairs, and what is possible with some chance is possible with certainty: drop pairs (measure them), and
prepare other local states. D. Fattal et al., quant-ph/0406168, have this for qubits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import isotropic_modules, lagrangian_modules
from toytheory.discrete.transformations import SymplecticMap
from toytheory.phase_space.modular import Matrix, howell, kernel
from toytheory.phase_space.space import bracket_rows

from .stabilizer_states import EXACT, densities, partial_trace

Update = Callable[[Matrix, Matrix, int], Matrix]


def measured(known: Matrix, read: Matrix, d: int) -> Matrix:
    """(V cap W^perp) + W: what is known after a measurement."""
    kept = kernel(bracket_rows(known, read).T, d, columns=len(known)) @ known
    return howell(np.concatenate([kept, read]), d)


def local(rows: Matrix, first: int, n: int) -> Matrix:
    """Variables of some systems placed among those of n, from system `first` on."""
    placed = np.zeros((len(rows), 2 * n), dtype=np.int64)
    placed[:, 2 * first : 2 * first + rows.shape[1]] = rows
    return placed


def pairs_by_entropy(known: Matrix, left: int, d: int) -> int:
    """k = n_A - dim V_A of a pure module, prime d."""
    inside = kernel(known[:, 2 * left :].T, d, columns=len(known)) @ known
    return left - len(howell(inside, d))


def pairs_by_brackets(known: Matrix, left: int, d: int) -> int:
    """Half the rank of the brackets of what is known, cut off at the split; for any module, prime d."""
    cut = known[:, : 2 * left]
    return len(howell(bracket_rows(cut, cut), d)) // 2 if len(cut) else 0


def local_maps(sizes: Sequence[int], d: int) -> list[Matrix]:
    """Generators of the symplectic maps of each party."""
    n = sum(sizes)
    texts = []
    for first, size in zip(np.cumsum([0, *sizes[:-1]]), sizes, strict=True):
        for i in range(first + 1, first + size + 1):
            texts += [f"fourier {i}", f"phase {i}"] + [
                f"sum {i} {j}" for j in range(first + 1, first + size + 1) if j != i
            ]
    return [SymplecticMap.parse(text, d, n).matrix for text in texts]


def orbits(modules: Iterable[Matrix], maps: Sequence[Matrix], d: int) -> list[list[Matrix]]:
    """Modules that maps lead into each other."""
    left = {rows.tobytes(): rows for rows in modules}
    found = []
    while left:
        _, start = left.popitem()
        orbit, queue = [start], [start]
        while queue:
            rows = queue.pop()
            for matrix in maps:
                moved = howell(rows @ matrix, d)
                if left.pop(moved.tobytes(), None) is not None:
                    orbit.append(moved)
                    queue.append(moved)
        found.append(orbit)
    return found


def normal_forms(d: int, left: int, right: int) -> Check:
    """Local maps lead exactly those pure states into each other that are worth the same number of pairs.

    >>> normal_forms(3, 1, 1).status
    'holds'
    """
    modules = lagrangian_modules(d, left + right)
    found = orbits(modules, local_maps((left, right), d), d)
    worths = [{pairs_by_entropy(rows, left, d) for rows in orbit} for orbit in found]
    wrong: dict[str, Any] | None = None
    if sorted(map(sorted, worths)) != [[k] for k in range(min(left, right) + 1)]:
        wrong = {"orbits": [[len(orbit), sorted(k)] for orbit, k in zip(found, worths, strict=True)]}
    for rows in modules:
        if wrong is None and pairs_by_entropy(rows, left, d) != pairs_by_brackets(rows, left, d):
            wrong = {"known": rows.tolist()}
    scope = f"d = {d}, {left} and {right} systems: all {len(modules)} pure modules, {len(found)} orbits of local maps"
    return decided("normal-forms", "exhaustive", scope, len(modules), wrong)


def flat_spectra(d: int, left: int, right: int) -> Check:
    """On qudits the reduced state has d^k equal eigenvalues: Tr rho^2 = Tr rho^3 / Tr rho^2 = d^-k."""
    wrong = None
    modules = lagrangian_modules(d, left + right)
    for rows in modules:
        rho = partial_trace(densities(rows, d)[0], d**left, d**right)
        square = float(np.trace(rho @ rho).real)
        cube = float(np.trace(rho @ rho @ rho).real)
        expected = float(d) ** -pairs_by_entropy(rows, left, d)
        if wrong is None and (abs(square - expected) > EXACT or abs(cube - expected**2) > EXACT):
            wrong = {"known": rows.tolist(), "Tr rho^2": square, "Tr rho^3": cube, "expected": expected}
    scope = f"d = {d}, {left} and {right} systems: the reduced states of all {len(modules)} modules (one value each)"
    return decided("flat-spectra", "exhaustive", scope, len(modules), wrong)


def never_more(d: int, left: int, right: int, *, pure: bool = True, update: Update = measured) -> Check:
    """No outcome of a measurement of one party leaves more pairs, whatever is known before.

    Of mixed states (`pure` False) too: cut off at the split, V' is within V, so the rank of its brackets is no larger.
    """
    n, wrong, cases = left + right, None, 0
    modules = lagrangian_modules(d, n) if pure else isotropic_modules(d, n)
    reads = [local(rows, left, n) for rows in isotropic_modules(d, right) if len(rows)]
    reads += [local(rows, 0, n) for rows in isotropic_modules(d, left) if len(rows)]
    for rows in modules:
        before = pairs_by_brackets(rows, left, d)
        for read in reads:
            cases += 1
            after = pairs_by_brackets(update(rows, read, d), left, d)
            if after > before:
                wrong = wrong or {"known": rows.tolist(), "read": read.tolist(), "pairs": [before, after]}
    kind = "pure" if pure else "isotropic"
    scope = f"d = {d}, {left} and {right} systems: all {len(modules)} {kind} modules, all measurements of one party"
    return decided("never-more" if pure else "never-more-mixed", "exhaustive", scope, cases, wrong)


def never_more_on_qudits(d: int, left: int, right: int) -> Check:
    """The same from projections of density matrices: the purity d^-k of the reduced state never falls."""
    n, wrong, cases = left + right, None, 0
    reads = [local(rows, left, n) for rows in lagrangian_modules(d, right)]
    projectors = np.concatenate([densities(read, d) * float(d) ** left for read in reads])
    for rows in lagrangian_modules(d, n):
        rho = densities(rows, d)[0]
        after = projectors @ rho @ projectors
        chances = np.trace(after, axis1=1, axis2=2).real
        after = after[chances > EXACT] / chances[chances > EXACT, None, None]
        reduced = partial_trace(after, d**left, d**right)
        least = float(np.einsum("sab,sba->s", reduced, reduced).real.min())
        before = partial_trace(rho, d**left, d**right)
        cases += len(after)
        if wrong is None and least < float(np.trace(before @ before).real) - EXACT:
            wrong = {"known": rows.tolist(), "purity after": least}
    scope = f"d = {d}, {left} and {right} systems: all pure modules, all outcomes of all complete measurements of one"
    return decided("never-more-on-qudits", "exhaustive", scope, cases, wrong)


def variables_of_others_commute() -> Check:
    """The proof's one calculation: a variable of A and one of B have bracket 0, so V_A survives what B measures.

    Coefficients are symbols; systems add up, so one system of each party is like any number, for every d.
    """
    import sympy

    a, b, c, e = sympy.symbols("a b c e")
    left, right = np.array([[a, b, 0, 0]], dtype=object), np.array([[0, 0, c, e]], dtype=object)
    value = sympy.expand(bracket_rows(left, right)[0, 0])
    wrong = None if value == 0 else {"bracket": str(value)}
    scope = "every d, every number of systems: the identity of the proof in this module's docstring"
    return decided("monotone", "theorem", scope, 1, wrong)
