"""The slide "Wigner representation of quantum mechanics", its formulas as printed, on trits exactly.

On trits the printed exponentials are powers of omega: w(q, p) = omega^(-(qP + pX)), kernel omega^(-[m, a]). What is
printed has two faults. chi_rho(m) stands under the sum where chi_rho(a) belongs. And with chi_rho(a) W comes out with
all momenta reflected: the printed w(q, p) displaces by (q, -p). `wigner_gaussian` finds the same for continuous
systems.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.parts import theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.odd.states import wigner_functions
from quantum_ref.operators.cyclotomic import Integers, adjoint, integers, matmul, multiply, roots, trace_products
from quantum_ref.operators.stabilizer import joint_projectors
from quantum_ref.operators.weyl import observable_operators
from toytheory.discrete.enumeration import isotropic_modules
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace, bracket_rows
from toytheory.phase_space.variables import Variable

from .entry import Entry, Erratum
from .wigner_gaussian import displaced_gaussian, weyl_displacement

Exponent = Callable[[Matrix, Matrix], tuple[Matrix, Matrix]]
"""(q, p) -> coefficients of X and of P in the exponent of w(q, p) = omega^(...)."""


def printed_exponent(q: Matrix, p: Matrix) -> tuple[Matrix, Matrix]:
    """-(qP + pX)."""
    return -p, -q


def displacing_exponent(q: Matrix, p: Matrix) -> tuple[Matrix, Matrix]:
    """-(qP - pX): displaces by (q, p)."""
    return p, -q


def one_sign_changed(q: Matrix, p: Matrix) -> tuple[Matrix, Matrix]:
    """-(-qP + pX): one sign changed, displaces by (-q, -p)."""
    return -p, q


def wigner(operators: Integers, d: int, exponent: Exponent, sign: int, argument: str = "a") -> tuple[Matrix, Matrix]:
    """W(m) = d^-2n sum_a omega^(sign [m, a]) chi(a), chi(a) = Tr(rho w(a)^dagger), of operators over their traces.

    Parameters
    ----------
    operators : (B, D, D, m) over Z[zeta].
    argument : "a", or "m" for chi(m) under the sum.

    Returns
    -------
    Numerators (B, D^2) and denominators (B, 1).
    """
    n = round(np.log(operators.shape[1]) / np.log(d))
    points = PhaseSpace(d, n).points()
    a, b = exponent(points[:, 0::2], points[:, 1::2])
    weyl = observable_operators(np.stack([a, b], axis=-1).reshape(len(points), -1), d).to_cyclotomic()
    chi = trace_products(operators, adjoint(weyl))  # (B, N, m)
    turns = roots(sign * bracket_rows(points, points), d)  # [m, a]
    sums = matmul(chi, turns.swapaxes(0, 1)) if argument == "a" else multiply(chi, turns.sum(axis=1))
    totals = integers(trace_products(operators, np.eye(operators.shape[1], dtype=np.int64)[None, ..., None] * _one(d)))
    return integers(sums), totals * len(points)


def _one(d: int) -> Matrix:
    return np.asarray(np.eye(d, dtype=np.int64)[0])


def states_come_out(name: str, exponent: Exponent, sign: int, argument: str = "a", n: int = 1, d: int = 3) -> Check:
    """Whether the formulas give every stabilizer state the distribution of its epistemic state, 1/N on V^perp + v."""
    points = PhaseSpace(d, n).points()
    modules = isotropic_modules(d, n)
    states = [(V, values) for V in modules for values in product(range(d), repeat=len(V))]
    supports = np.array([(points @ V.T % d == values).all(axis=1) for V, values in states])
    operators = np.concatenate([joint_projectors(V, d) for V in modules])
    found, scale = wigner(operators, d, exponent, sign, argument)
    right = (found * supports.sum(axis=1, keepdims=True) == supports * scale).all(axis=1)
    wrong: dict[str, Any] | None = None
    if not right.all():
        wrong = {"states that come out right": f"{int(right.sum())} of {len(states)}"}
        k = next((k for k, (V, _) in enumerate(states) if len(V) and not right[k]), int(right.argmin()))
        known = ", ".join(f"{Variable.from_vector(F, d)} = {v}" for F, v in zip(*states[k], strict=True))
        where, due = points[found[k] != 0].tolist(), points[supports[k]].tolist()
        wrong = {"state": known, "W not 0 at": where, "right": due, **wrong}
    scope = f"d = {d}, n = {n}: all {len(states)} states at all {len(points)} ontic states"
    return decided(name, "exhaustive", scope, len(states), wrong)


def weyl_displaces(exponent: Exponent = printed_exponent, by: int = -1, d: int = 3) -> Check:
    """The printed w(q, p) displaces x by q and p by -p: w^dagger omega^F w = omega^(F + F(q, -p)) for all F."""
    points = PhaseSpace(d, 1).points()
    a, b = exponent(points[:, :1], points[:, 1:])
    weyl = observable_operators(np.stack([a, b], axis=-1).reshape(len(points), 2), d)
    wrong: dict[str, Any] | None = None
    for F in points:
        operator = observable_operators(F, d)[None]
        for w, (q, p) in enumerate(points):
            shift = int(F @ np.array([q, by * p])) % d
            moved = weyl[[w]].adjoint() @ operator @ weyl[[w]]
            if wrong is None and not np.all(moved.equals(observable_operators(F, d, shift)[None])):
                wrong = {"F": str(Variable.from_vector(F, d)), "q, p": [int(q), int(p)]}
    scope = f"d = {d}: all {len(points)} Weyl operators on all {len(points)} variables, exactly"
    return decided("displacement", "exhaustive", scope, len(points) ** 2, wrong)


def _weyl(ctx: Context) -> Iterator[Check]:
    yield weyl_displaces()
    yield weyl_displacement(1, -1)


def _argument(ctx: Context) -> Iterator[Check]:
    yield states_come_out("chi-of-m", printed_exponent, -1, "m")


def _sign(ctx: Context) -> Iterator[Check]:
    yield states_come_out("reflected", printed_exponent, -1)
    yield states_come_out("with-printed-J", printed_exponent, 1)
    yield displaced_gaussian("reflected-gaussian", 1, -1)


@lru_cache(maxsize=1)
def corrected() -> Check:
    """Both corrections, the project's and that of one sign, on all states of one and two trits and on a Gaussian."""
    checks = [
        states_come_out("corrected", displacing_exponent, 1, n=1),
        states_come_out("corrected", displacing_exponent, 1, n=2),
        states_come_out("corrected", one_sign_changed, -1, n=1),
        weyl_displaces(displacing_exponent, 1),
        displaced_gaussian("corrected", -1, 1),
        weyl_displacement(-1, 1),
    ]
    failed = next((check.witness for check in checks if check.status != "holds"), None)
    scope = "d = 3 with n = 1, 2: all states, both corrected pairs of signs; a squeezed, displaced Gaussian, exactly"
    return decided("wigner-corrected", "exhaustive", scope, sum(check.cases for check in checks), failed)


def _states(ctx: Context) -> Iterator[Check]:
    for n in (1, 2):
        yield wigner_functions(3, n)


ENTRIES = (
    Entry(
        "weyl",
        "wigner",
        "The Weyl operators displace in phase space.",
        _weyl,
        reading="The exponent is -i times the whole sum over i (and over hbar). As printed w(q, p) displaces by (q, "
        "-p), a "
        "definition one may choose, but then the formula for W needs another sign (`talk.wigner-sign`).",
        parts=(
            theory("trits", "displacement"),
            theory("continuous systems", "displacement-continuous"),
        ),
        over="one trit and one continuous degree of freedom",
    ),
    Entry(
        "wigner-argument",
        "wigner",
        "The Wigner function is the displayed sum of chi_rho(m).",
        _argument,
        erratum=Erratum(
            "W_rho(m) = sum_a e^(-i[m,a]) chi_rho(m)",
            "The summed variable is missing from chi: as printed W is chi_rho(m) times sum_a e^(-i[m,a]), which is 0 "
            "for all m "
            "other than 0, whatever the state.",
            "chi_rho(a) under the sum; divided by d^(2n), or integrated with (2 pi)^(-2n) for continuous a, W adds up "
            "to one.",
            corrected,
        ),
        parts=(theory("all states", "chi-of-m"),),
    ),
    Entry(
        "wigner-sign",
        "wigner",
        "With chi_rho(a) under the sum the displayed formulas give the Wigner function.",
        _sign,
        erratum=Erratum(
            "w(m) = e^(-i sum_i q_i P_i + p_i X_i) together with W_rho(m) = sum_a e^(-i[m,a]) chi_rho(a)",
            "All momenta come out reflected, because the printed w(q, p) displaces by (q, -p): the state X + P = 1 of "
            "a trit "
            "gets the distribution of X - P = 1, and a Gaussian with mean momentum k gets -k. With [m, a] taken from "
            "the "
            "printed J, whose sign is the other one, positions come out reflected instead.",
            "w(m) = e^(-i sum_i (q_i P_i - p_i X_i)), which displaces by m, with e^(+i[m,a]) (the convention of this "
            "project); "
            "or, with one sign changed, w(m) = e^(-i sum_i (p_i X_i - q_i P_i)) and e^(-i[m,a]).",
            corrected,
        ),
        parts=(
            theory("with the printed sum", "reflected"),
            theory("with the printed J", "with-printed-J"),
            theory("a Gaussian state", "reflected-gaussian"),
        ),
    ),
    Entry(
        "wigner-states",
        "wigner-states",
        "The Wigner function of the state of V and v is uniform on V^perp + v.",
        _states,
        reading="With the signs corrected. Run for stabilizer states of one and two trits; for quadrature states, "
        "whose "
        "distribution is improper, as the limit of squeezed ones.",
        elsewhere=("liouville.quadrature", "trits.states", "dits.states"),
        parts=(theory("all states", "wigner-functions"),),
        over="one and two trits",
    ),
)
