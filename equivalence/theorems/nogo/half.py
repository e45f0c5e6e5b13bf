"""Which identities of the equivalence theorem (docs/proof.md) fail for bits, and where the failure first shows.

Literally, `weyl.composition` fails: w(m) w(g) = omega^(-h [m,g]) w(m+g) for both orders of two conjugate operators
needs 2h = 1, and 2 is no unit modulo 2. Nor is there a parity to build phase points on: |-x> = |x>, so `point.trace`
and `point.orthogonality` fail for A(0) = the parity. With the usual replacement A(0) = 2^-n times the sum of all
Hermitian Pauli products, the identities of points, displacements, `swap` and measurements of X come back, and exactly
four are lost: `clifford.fourier`, `.phase`, `.sum`, `.cphase`. docs/nogo.md, "The identity that fails".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from equivalence.comparison.compare import compare
from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from equivalence.experiments.agreement import answers
from equivalence.theorems.bits.operators import generating_lists
from quantum_ref.operators.clifford import displacement_unitary, named_unitary
from quantum_ref.operators.cyclotomic import Integers, adjoint, equal, integers, matmul, multiply, trace, trace_products
from quantum_ref.operators.phase_matrix import PhaseMatrix
from quantum_ref.operators.phase_points import parity, phase_points
from quantum_ref.operators.stabilizer import joint_projectors
from quantum_ref.operators.weyl import weyl_operators
from toytheory.backend import Backend
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import NAMED_MAPS
from toytheory.language.reading import format_experiment
from toytheory.language.steps import Measure, System
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace, flow
from toytheory.phase_space.variables import Variable

from .kochen_specker import all_contexts
from .observables import name_of, rows_of, sign_of_product

LOST = frozenset({"clifford.fourier", "clifford.phase", "clifford.sum", "clifford.cphase"})
"""What fails with the replacement for A(0)."""


def halves(d: int) -> list[int]:
    """The h with 2h = 1 modulo d.

    >>> halves(3), halves(2)
    ([2], [])
    """
    return [h for h in range(d) if 2 * h % d == 1 % d]


def composition_exponents() -> list[int]:
    """The h for which w(m) w(g) is (-1)^(h [m,g]) w(m+g) up to a phase that depends on m + g alone, for bits.

    Tried on m, g = (1,0), (0,1) in both orders, with [m,g] = 1 and -1: the quotient of the two products is (-1)^(2h) on
    the right, whatever the phases of Weyl operators, and -1 on the left.
    """
    w = weyl_operators([[1, 0], [0, 1]], 2)
    one, other = w[0] @ w[1], w[1] @ w[0]
    return [h for h in range(2) if bool(one.equals(other * (4 * h)))]  # zeta = i, so (-1)^(2h) is i^(4h)


def literal() -> dict[str, bool]:
    """The identities that need 1/2 or the parity, as docs/proof.md words them, at d = 2."""
    translated = [(w := weyl_operators(m, 2)) @ parity(2, 1) @ w.adjoint() for m in PhaseSpace(2, 1).points()]
    points = np.stack([point.to_cyclotomic() for point in translated])
    with_origin = integers(trace_products(points[:1], points))[0]
    return {
        "weyl.composition": bool(composition_exponents()),
        "point.trace": bool((integers(trace(points)) == 1).all()),
        "point.orthogonality": with_origin.tolist() == [2, 0, 0, 0],
    }


def covariant(name: str, unitary: PhaseMatrix, matrix: Matrix, shift: Matrix) -> bool:
    """Whether U A(m) U^dagger = A(S m + a) at every ontic state, exactly."""
    space = PhaseSpace(2, len(shift) // 2)
    points = space.points()
    A = phase_points(points, 2)
    U = unitary.to_cyclotomic()
    moved = matmul(matmul(np.broadcast_to(U, A.shape), A), np.broadcast_to(adjoint(U), A.shape))
    goal = A[space.index(points @ matrix.T + shift)]
    return bool(equal(moved, int(unitary.norms) * goal).all())


def replaced() -> dict[str, bool]:
    """All identities of docs/proof.md at d = 2 with A(0) = 2^-n times the sum of all Hermitian Pauli products."""
    points = PhaseSpace(2, 1).points()
    A = phase_points(points, 2)  # twice the phase-point operators
    products = integers(trace_products(A, A))
    pairs = phase_points(PhaseSpace(2, 2).points(), 2)
    found = {
        "point.hermitian": bool(equal(A, adjoint(A)).all()),
        "point.trace": bool((integers(trace(A)) == 2).all()),
        "point.orthogonality": bool((products == 8 * np.eye(4, dtype=np.int64)).all()),
        "point.factor": bool(equal(pairs, _tensor(A, A)).all()),
        "discard": bool(equal(np.trace(pairs.reshape(4, 4, 2, 2, 2, 2, 4), axis1=3, axis2=5), 2 * A[:, None]).all()),
    }
    for axis, name in enumerate(("x", "p")):
        step = np.eye(2, dtype=np.int64)[axis]
        found[f"clifford.displace-{name}"] = covariant(
            name, displacement_unitary(step, 2), np.eye(2, dtype=np.int64), step
        )
    found["point.translation"] = found["clifford.displace-x"] and found["clifford.displace-p"]
    for name, named in NAMED_MAPS.items():
        if not named.takes_parameter:  # 1 is the only unit
            matrix = np.array(named.rows(2, 0), dtype=np.int64)
            found[f"clifford.{name}"] = covariant(name, named_unitary(name, 2), matrix, np.zeros(len(matrix), np.int64))
    return found | measured(np.array([1, 0]))


def measured(row: Matrix) -> dict[str, bool]:
    """`effect` and `update` for the variable with these coefficients, for both values and every ontic state.

    >>> measured(np.array([1, 0])), measured(np.array([1, 0, 1, 0]))
    ({'effect': True, 'update': True}, {'effect': True, 'update': False})
    """
    space = PhaseSpace(2, len(row) // 2)
    points = space.points()
    A = phase_points(points, 2)  # 2^n times the phase-point operators
    twice = joint_projectors(row[None], 2)  # twice the projectors on 0 and 1
    effects = integers(trace_products(twice, A))
    hit = (points @ row % 2) == np.arange(2)[:, None]
    kicked = A + A[space.index(points + flow(row))]  # twice the average
    update = True
    for value in (0, 1):
        pi = np.broadcast_to(twice[value], A.shape)
        sides = matmul(matmul(pi, A), pi)  # 4 Pi A Pi
        update &= bool(equal(sides, 2 * kicked * hit[value][:, None, None, None]).all())
    return {"effect": bool((effects == 2 * 2**space.n * hit).all()), "update": update}


def _tensor(left: Integers, right: Integers) -> Integers:
    """All tensor products of two stacks of operators on one system, in the order of pairs."""
    product = multiply(left[:, None, :, None, :, None], right[None, :, None, :, None, :])
    return product.reshape(len(left) * len(right), 4, 4, -1)


def failing_identities(find: Callable[[], Mapping[str, bool]] = replaced) -> Check:
    """Literally the identities with 1/2 or the parity fail; with the replacement exactly `LOST`."""
    fails = {name for name, holds in literal().items() if not holds}
    found = find()
    lost = {name for name, holds in found.items() if not holds}
    joint = measured(np.array([1, 0, 1, 0]))
    wrong: dict[str, Any] | None = None
    if fails != {"weyl.composition", "point.trace", "point.orthogonality"} or lost != LOST or joint["update"]:
        wrong = {"literally": sorted(fails), "replaced": sorted(lost), "joint": joint}
    example = {
        "identity": "weyl.composition",
        "needs": "2h = 1 modulo d",
        "h modulo 2": halves(2),
        "lost with A(0) = 2^-n times the sum of all Pauli products": sorted(LOST),
    }
    scope = f"d = 2: the {len(found)} identities of docs/proof.md on one and two systems, every ontic state"
    return decided("identities", "exhaustive", scope, len(found) + len(fails), wrong, example)


JOINT = "system 2 bits\nmeasure X1 + X2, P1 + P2, X1 + P1 + X2 + P2 as a, b, c\n"
"""On two bits one statement is enough: the outcomes add up to 0 in the toy theory and to 1 in quantum theory."""


def one_statement(backends: Mapping[str, Backend | str]) -> Check:
    """Two bits, one statement: of all joint measurements exactly three differ, contexts with sign -."""
    wrong: dict[str, Any] | None = None
    cases, differing, answered = 0, 0, set()
    lists = [rows for rows in generating_lists(2) if len(rows)]
    dependent = [rows_of(context) for context in all_contexts()]
    for rows in (*lists, *dependent):
        experiment = joint_measurement(rows)
        results = [r for r in answers(experiment, backends, 0) if not r.drawn]
        comparison = compare(results)
        if comparison.verdict == "not-compared":
            continue
        cases += 1
        answered |= {r.backend for r in results if r.answered}
        names = [name_of(row) for row in rows]
        expected = len(rows) == 3 and sign_of_product(names) == 1
        differing += comparison.verdict == "disagree"
        if wrong is None and (comparison.verdict == "disagree") != expected:
            wrong = {"toy_file": format_experiment(experiment)}
    scope = (
        f"n = 2: one statement, all {len(lists)} lists of independent variables and all {len(dependent)} contexts "
        f"measured, on {', '.join(sorted(answered)) or 'no backend'}; {differing} differ"
    )
    if not cases:
        return Check(
            "exhaustive", scope, 0, "skipped", "one-statement", reason="no exact backend of both sides runs them"
        )
    if wrong is None and differing != 3:
        wrong = {"differing": differing}
    return decided("one-statement", "exhaustive", scope, cases, wrong, {"toy_file": JOINT})


def joint_measurement(rows: Matrix) -> Experiment:
    """One statement: measure these variables together, of two systems of which nothing is known."""
    variables = tuple(Variable.from_vector(row, 2) for row in rows)
    step = Measure(variables, tuple("abc"[: len(rows)]))
    return Experiment(System.of_dimension(2, 2), (step,))
