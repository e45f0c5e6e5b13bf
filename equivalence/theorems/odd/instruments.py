"""What each outcome does to Wigner functions, as a matrix over all ontic states: the toy update kernel.

Quantum: rho -> Pi rho Pi is the matrix Tr(A(m') Pi A(m) Pi) / D. Toy: keep the ontic states that have the outcome, then
displace at random along the flow of what was measured (`Measurement.kernel`). Equal matrices mean equal updates
of every state, by linearity. Slide "Valid reproducible measurements".
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import Report, first_true, missed, silent
from equivalence.engine.verdict import Check
from quantum_ref.operators.cyclotomic import Integers, in_floats, matmul
from quantum_ref.operators.monomial import Monomial
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace

from .exact import differs, shown
from .measured_sets import MeasuredSet, measured_sets
from .measurements import sampled_pairs
from .routines import QUANTUM, TOY, OddQuantum, OddToy

BATCH = 2**22
"""Integers held at a time while instruments are worked out."""


def times_phase_points(projectors: NDArray[Any], operators: Monomial) -> NDArray[Any]:
    """Pi A(m) for a stack of projectors and all m: (s, D, D, m) -> (s, N, D, D, m)."""
    m = operators.order
    turned = (np.arange(m) - operators.exponents[:, :, None]) % m  # [point, column, power]
    taken = projectors[:, :, operators.targets[:, :, None], turned]  # [s, row, point, column, power]
    return np.swapaxes(taken, 1, 2)


def instruments(projectors: Integers, d: int, operators: Monomial, quantum: OddQuantum) -> Integers:
    """Tr(A(m') Pi A(m) Pi) for a stack of operators Pi: (s, D, D, m) -> (s, m, m', m)."""
    whole = in_floats(projectors)
    turned = times_phase_points(whole, operators)
    count, points, size = turned.shape[:3]
    after = matmul(turned.reshape(count, points * size, size, -1), whole)  # one large product for each Pi
    return quantum.wigner(after.reshape(turned.shape), d)


def compare_instruments(
    measured: MeasuredSet, positions: Matrix, toy: OddToy, quantum: OddQuantum, operators: Monomial
) -> dict[str, Any] | None:
    """The first difference of an instrument's matrix from the toy kernel, at these joint values; or None."""
    d, n = measured.d, measured.n
    points, values = PhaseSpace(d, n).points(), measured.values()
    projectors, measurement = measured.projectors(quantum), measured.measurement()
    share = max(1, BATCH // (len(points) ** 2 * operators.order))
    for start in range(0, len(positions), share):
        part = positions[start : start + share]
        traces = instruments(projectors[part], d, operators, quantum)
        kernels = [toy.kernel(measurement, values[t]) for t in part]
        scale = d**n * d ** (2 * len(measured.rows))
        others = np.array([denominator for _, denominator in kernels])
        after_before = np.array([numerators for numerators, _ in kernels])
        numerators = np.swapaxes(after_before, 1, 2)
        index = first_true(differs(traces, scale, numerators, others[:, None, None]))
        if index is not None:
            t, before, after = index
            return {
                "d": d,
                "n": n,
                "measured": str(measured),
                "values": values[part[t]],
                "ontic_state_before": points[before],
                "ontic_state_after": points[after],
                "toy": f"{numerators[index]}/{others[t]}",
                "quantum": shown(traces[index], scale),
            }
    return None


def kernels(
    d: int,
    n: int,
    toy: OddToy = TOY,
    quantum: OddQuantum = QUANTUM,
    report: Report = silent,
) -> Check:
    """Every commuting set, every joint value: the instrument's matrix on Wigner functions is the toy kernel."""
    operators = quantum.phase_points(PhaseSpace(d, n).points(), d)
    sets, witness, cases = measured_sets(d, n), None, 0
    for done, measured in enumerate(sets):
        positions = measured.telling()
        witness = compare_instruments(measured, positions, toy, quantum, operators)
        cases += len(positions)
        report(done + 1, len(sets))
        if witness is not None:
            break
    scope = (
        f"d = {d}, n = {n}: all {len(sets) // 2} modules of variables measured through independent generators and "
        "through a dependent list, all possible joint values and as many impossible ones, as matrices over all "
        f"{d ** (2 * n)} ontic states: by linearity, every state"
    )
    return Check("exhaustive", scope, cases, "fails" if witness else "holds", "kernels", witness)


def sampled_kernels(
    d: int,
    n: int,
    count: int,
    rng: np.random.Generator,
    seed: int,
    toy: OddToy = TOY,
    quantum: OddQuantum = QUANTUM,
    report: Report = silent,
) -> Check:
    """Random measured modules, each with one random joint value: the instrument's matrix is the toy kernel."""
    operators = quantum.phase_points(PhaseSpace(d, n).points(), d)
    witness, cases = None, 0
    for done, (_, measured) in enumerate(sampled_pairs(d, n, count, rng)):
        position = int(rng.integers(d ** len(measured.rows)))
        witness = compare_instruments(measured, np.array([position]), toy, quantum, operators)
        cases += 1
        report(done + 1, count)
        if witness is not None:
            break
    scope = (
        f"d = {d}, n = {n}: {count} random pairs (measured module, joint value), as matrices over all {d ** (2 * n)} "
        f"ontic states; seed {seed}; comparisons are exact, so no false alarm; {missed(count)}"
    )
    return Check("sampled", scope, cases, "fails" if witness else "holds", "sampled-kernels", witness)
