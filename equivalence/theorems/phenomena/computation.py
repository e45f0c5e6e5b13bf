"""Which functions are computed for certain when everything classical is linear.

*Programs.* Inputs i in (Z_2)^k; systems in a state (V, v); system by system a variable is measured, which one may
depend on a sum of inputs and of earlier outcomes; displacements by such sums are allowed; the answer is a sum of
outcomes and inputs. A function is computed if the answer is certain for each input.

*The toy theory computes affine functions only*, any number of systems. Proof: the answer is certain, so it is the same
in those runs in which no measurement kicks. There the ontic state m moves by sums of inputs and outcomes only, and a
measured variable (1 - s) F + s G has the value F(m) + s (G - F)(m): affine in s. By induction every outcome is an
affine function of the inputs. For d values the same holds where the coefficients of the measured variable are such
sums.

*Qubits* compute all functions: with a GHZ state the answer is the OR of two inputs (J. Anders, D. Browne,
arXiv:0805.1002), and outcomes of one such program are inputs of the next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from quantum_ref.conventions import basis_labels
from toytheory.discrete.enumeration import lagrangian_modules
from toytheory.discrete.epistemic import EpistemicState
from toytheory.discrete.transformations import SymplecticMap
from toytheory.phase_space.modular import Matrix, remainder
from toytheory.phase_space.space import PhaseSpace

from .stabilizer_states import EXACT, all_observables, densities

Values = Callable[[Matrix, int], Matrix]

UNKNOWN = 2
"""In a table of values, beside 0 and 1."""


def choices(idle: bool = True) -> NDArray[np.int64]:
    """What one party may measure for the inputs 00, 01, 10, 11: codes a + 2b of aX + bP, (40, 4), or (21, 4).

    `idle` counts measuring nothing, code 0, among the choices.
    """
    forms = [(0, 0, 0, 0), (0, 0, 1, 1), (0, 1, 0, 1), (0, 1, 1, 0)]
    every = {tuple((f, g)[s] for s in form) for form in forms for f, g in product(range(1 - idle, 4), repeat=2)}
    return np.array(sorted(every))


def toy_values(rows: Matrix, n: int) -> Matrix:
    """Values of all variables of n bits where all of V have value 0, from membership in V, (4^n,)."""
    rest = remainder(PhaseSpace(2, n).points(), rows, 2)
    return np.where(rest.any(axis=1), UNKNOWN, 0)


def qubit_values(rows: Matrix, n: int) -> Matrix:
    """The same of the qubits on which the rows have value 0, from traces."""
    means = np.einsum("ab,fba->f", densities(rows, 2)[0], all_observables(2, n)).real
    if np.abs(means - np.rint(means)).max() > EXACT:
        raise ArithmeticError("a mean of a stabilizer state that is not -1, 0 or 1")
    return np.array([UNKNOWN if m == 0 else (1 - m) // 2 for m in np.rint(means).astype(np.int64)])


def not_affine(n: int, values: Values, idle: bool = True) -> tuple[int, int, int]:
    """(programs that answer for certain, of these not affine, modules with such a one), over all of n parties.

    Two inputs, measured variables chosen by sums of inputs, no adaption. Other values of V add sums of inputs only. A
    function of two bits is affine exactly if its four values add up to 0.
    """
    one = choices(idle)
    index = np.zeros((1, 4), dtype=np.int64)
    for _ in range(n):
        index = (index[:, None, :] * 4 + _order(one)[None, :, :]).reshape(-1, 4)
    index = np.ascontiguousarray(index.T)
    certain = crooked = modules = 0
    for rows in lagrangian_modules(2, n):
        table = values(rows, n).astype(np.int8)[index]
        answered = table.max(axis=0) < UNKNOWN
        odd = answered & (np.bitwise_xor.reduce(table, axis=0) == 1)
        certain, crooked, modules = certain + int(answered.sum()), crooked + int(odd.sum()), modules + bool(odd.any())
    return certain, crooked, modules


def _order(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Codes a + 2b as positions 2a + b in the order of phase space."""
    return np.array([0, 2, 1, 3])[codes]


def functions(values: Sequence[Values] = (toy_values, qubit_values), *, idle: bool = False) -> Check:
    """Two and three parties: only affine functions in the toy theory; on qubits others from three on, with GHZ states.

    54 of the 135 modules of three bits are no products. `idle`: some of three parties may measure nothing, too.
    """
    sides = list(zip(("toy", "qubits"), values, strict=True))
    found = {f"{side}, n = {n}": not_affine(n, table, idle or n == 2) for n in (2, 3) for side, table in sides}
    crooked = {key: counts[1:] for key, counts in found.items()}
    right = all(crooked[key] == (0, 0) for key in ("toy, n = 2", "toy, n = 3", "qubits, n = 2"))
    right = right and crooked["qubits, n = 3"][1] == 54 and all(counts[0] for counts in found.values())
    told = {key: list(counts) for key, counts in found.items()}
    cases = sum(counts[0] for counts in found.values())
    scope = f"two inputs, n = 2 and 3, all pure modules: {cases} programs that answer for certain"
    return decided("functions", "exhaustive", scope, cases, None if right else told, told)


def affine(kick: int = 0) -> Check:
    """The proof's step, with symbols: without kicks the outcome of (1 - s) F + s G is affine in what s is affine in.

    With a kick it need not be: X or P, then X or X + P of the same system has a term in the product of the choices.
    """
    import sympy

    x, p, i, j, r = sympy.symbols("x p i j r")
    first = (1 - i) * x + i * p
    moved = (x + kick * r * i, p - kick * r * (1 - i))  # along the flow of the first variable
    second = moved[0] + j * moved[1]  # X or X + P
    crooked = [sympy.expand(o).coeff(i, 1).coeff(j, 1) for o in (first, second)]
    crooked += [sympy.expand(o).coeff(v, 2) for o in (first, second) for v in (i, j)]
    over = [str(form) for form in crooked if form != 0]
    scope = "every number of systems and inputs: the step of the proof in this module's docstring"
    return decided("affine", "theorem", scope, len(crooked), {"not affine": over} if over else None)


def pushed_back(sign: int = -1) -> Check:
    """Every d and n: x, y -> x, y + s.x keeps brackets with P_k -> P_k - s_k P, so P = -1 tells s_k, by identities.

    Brackets add up over the register, so two systems of it stand for any number.

    Parameters
    ----------
    sign : of what is pushed back; 1 is a planted fault.
    """
    import sympy

    s, t = sympy.symbols("s t")
    # rows: new x1, p1, x2, p2, y, p in terms of the old ones
    S = sympy.eye(6)
    S[4, 0], S[4, 2], S[1, 5], S[3, 5] = s, t, sign * s, sign * t
    B = sympy.diag(*[sympy.Matrix([[0, 1], [-1, 0]])] * 3)
    left = [form for form in S * B * S.T - B if sympy.expand(form) != 0]
    after = S * sympy.Matrix([0, 0, 0, 0, 0, -1])
    left += [form for form in (after[1] - s, after[3] - t) if form != 0]
    wrong = {"left over": [str(form) for form in left]} if left else None
    return decided("query-of-the-theory", "theorem", "every d and n: brackets and two momenta", 38, wrong)


def one_query(d: int, n: int) -> Check:
    """The query x, y -> x, y + s.x tells s for certain, once asked, with momenta prepared; all s, in both theories.

    The target's momentum is pushed back into the register: P_k -> P_k - s_k P. E. Bernstein, U. Vazirani, SIAM J.
    Comput. 26, 1411.
    """
    wrong: dict[str, Any] | None = None
    labels = basis_labels(d, n + 1)
    wave = np.exp(2j * np.pi * np.outer(np.arange(d), np.arange(d)) / d) / np.sqrt(d)  # columns: P = p
    begin = ", ".join(f"P{k} = 0" for k in range(1, n + 1)) + f", P{n + 1} = {d - 1}"
    for secret in product(range(d), repeat=n):
        asked = SymplecticMap.identity(d, n + 1)
        for k, s in enumerate(secret):
            for _ in range(s):
                asked = SymplecticMap.named("sum", [k, n], d, n + 1) @ asked
        state = EpistemicState.from_known(begin, d, n + 1).transformed(asked)
        toy = tuple(state.value_of(f"P{k}") for k in range(1, n + 1))
        vector = np.array([1.0 + 0j])
        for p in [0] * n + [d - 1]:
            vector = np.kron(vector, wave[:, p])
        moved = labels.copy()
        moved[:, n] = (moved[:, n] + labels[:, :n] @ np.array(secret)) % d
        after = np.zeros_like(vector)
        after[moved @ d ** np.arange(n, -1, -1)] = vector
        expected = np.array([1.0 + 0j])
        for p in [*secret, d - 1]:
            expected = np.kron(expected, wave[:, p])
        if wrong is None and (toy != secret or abs(abs(np.vdot(expected, after)) - 1) > EXACT):
            wrong = {"secret": secret, "toy": toy, "overlap": float(abs(np.vdot(expected, after)))}
    return decided("one-query", "exhaustive", f"d = {d}, n = {n}: all {d**n} secrets", d**n, wrong)
