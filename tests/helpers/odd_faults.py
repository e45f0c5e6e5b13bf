"""Planted faults, each a routine with one thing wrong, and rewrites that change nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from equivalence.theorems.odd.routines import QUANTUM, TOY, OddQuantum, OddToy, images
from quantum_ref.operators.clifford import named_unitary, symplectic_unitaries
from quantum_ref.operators.phase_matrix import PhaseMatrix
from quantum_ref.operators.phase_points import parity_phase_points
from quantum_ref.operators.stabilizer import joint_projectors
from quantum_ref.operators.weyl import weyl_operators
from quantum_ref.operators.wigner_functions import wigner_exact
from toytheory.discrete.epistemic import EpistemicState
from toytheory.discrete.measurements import Measurement
from toytheory.discrete.transformations import SymplecticMap
from toytheory.outcomes.distributions import AffineSet
from toytheory.phase_space.space import PhaseSpace, symplectic_form


def swapped_xp(points: Any) -> Any:
    return points[..., np.arange(points.shape[-1]) ^ 1]


def permuted_systems(points: Any) -> Any:
    n = points.shape[-1] // 2
    return points.reshape(*points.shape[:-1], n, 2)[..., ::-1, :].reshape(points.shape)


def rearranged(values: Any, moved: Any, d: int) -> Any:
    """A function on phase space (..., N, m) read at other points."""
    n = moved.shape[1] // 2
    return values[..., PhaseSpace(d, n).index(moved), :]


def points_of(operators: Any, d: int) -> Any:
    return PhaseSpace(d, round(np.log(operators.shape[-2]) / np.log(d))).points()


# the toy side


def valuation_dropped(state: EpistemicState, points: Any) -> Any:
    return (points @ state.known.T % state.d == 0).all(axis=-1)


def value_sign_flipped(state: EpistemicState, points: Any) -> Any:
    return ((points @ state.known.T + state.values) % state.d == 0).all(axis=-1)


def nothing_possible(state: EpistemicState, points: Any) -> Any:
    return np.zeros(len(points), dtype=bool)


def one_state_wrong(state: EpistemicState, points: Any) -> Any:
    found = state.is_possible(points)
    return ~found if str(state).startswith("X1 - P1 = 2") else found


def support_without_its_last(state: EpistemicState) -> Any:
    return state.support()[: max(1, state.size - 1)]


def inverse_maps(matrices: Any, shifts: Any, points: Any, d: int) -> Any:
    form = symplectic_form(matrices.shape[-1] // 2)
    back = form @ np.swapaxes(matrices.astype(np.int64), -1, -2) @ form.T % d
    return images(back, shifts, points, d)


def shift_sign_flipped(matrices: Any, shifts: Any, points: Any, d: int) -> Any:
    return images(matrices, -shifts, points, d)


def applied_inverse(symplectic: SymplecticMap, points: Any) -> Any:
    return symplectic.inverse()(points)


def outcomes_without_offset(measurement: Measurement, state: EpistemicState) -> AffineSet:
    return AffineSet.of(measurement.constants, state.directions @ measurement.rows.T, state.d)


def outcomes_without_constants(measurement: Measurement, state: EpistemicState) -> AffineSet:
    return AffineSet.of(measurement.rows @ state.valuation_vector, state.directions @ measurement.rows.T, state.d)


def outcomes_all_certain(measurement: Measurement, state: EpistemicState) -> AffineSet:
    found = measurement.outcomes(state)
    return AffineSet.of(found.offset, found.directions[:0], state.d)


def kernel_without_disturbance(measurement: Measurement, values: Any) -> Any:
    points = PhaseSpace(measurement.d, measurement.n).points()
    hit = ((points @ measurement.rows.T + measurement.constants - values) % measurement.d == 0).all(axis=1)
    return np.diag(hit.astype(np.int64)), 1


def kernel_along_the_variable(measurement: Measurement, values: Any) -> Any:
    """Kicks X where it should kick P."""
    numerators, denominator = measurement.kernel(values)
    space = PhaseSpace(measurement.d, measurement.n)
    order = space.index(swapped_xp(space.points()))
    return numerators[order], denominator


def kernel_of_twice_the_rate(measurement: Measurement, values: Any) -> Any:
    numerators, denominator = measurement.kernel(values)
    return 2 * numerators, denominator


def update_without_disturbance(measurement: Measurement, state: EpistemicState, values: Any) -> EpistemicState:
    measurement.update(state, values)  # refuses impossible outcomes
    return state


def update_that_forgets(measurement: Measurement, state: EpistemicState, values: Any) -> EpistemicState:
    measurement.update(state, values)
    return EpistemicState.of(measurement.rows, values - measurement.constants, state.d, state.n)


def update_without_constants(measurement: Measurement, state: EpistemicState, values: Any) -> EpistemicState:
    after = measurement.update(state, values)
    wrong = (values + measurement.constants) % state.d if len(measurement.constants) == 1 else values
    return EpistemicState.of(measurement.rows, wrong, state.d, state.n) if len(wrong) == 1 else after


def update_that_allows_everything(measurement: Measurement, state: EpistemicState, values: Any) -> EpistemicState:
    possible = measurement.outcomes(state)
    return measurement.update(state, values if values in possible else possible.offset)


TOY_FAULTS: dict[str, OddToy] = {
    "valuation dropped": replace(TOY, possible=valuation_dropped),
    "sign of values flipped": replace(TOY, possible=value_sign_flipped),
    "x and p swapped": replace(TOY, possible=lambda s, m: s.is_possible(swapped_xp(m))),
    "systems permuted": replace(TOY, possible=lambda s, m: s.is_possible(permuted_systems(m))),
    "nothing possible": replace(TOY, possible=nothing_possible),
    "one state wrong": replace(TOY, possible=one_state_wrong),
    "support short of one": replace(TOY, support=support_without_its_last),
    "maps inverted": replace(TOY, act=inverse_maps),
    "maps one by one inverted": replace(TOY, apply=applied_inverse),
    "shift's sign flipped": replace(TOY, act=shift_sign_flipped),
    "outcomes without offset": replace(TOY, outcomes=outcomes_without_offset),
    "outcomes without constants": replace(TOY, outcomes=outcomes_without_constants),
    "outcomes all certain": replace(TOY, outcomes=outcomes_all_certain),
    "kernel without disturbance": replace(TOY, kernel=kernel_without_disturbance),
    "kernel kicks x for p": replace(TOY, kernel=kernel_along_the_variable),
    "kernel not normalised": replace(TOY, kernel=kernel_of_twice_the_rate),
    "update without disturbance": replace(TOY, update=update_without_disturbance),
    "update forgets": replace(TOY, update=update_that_forgets),
    "update without constants": replace(TOY, update=update_without_constants),
    "update allows everything": replace(TOY, update=update_that_allows_everything),
}


# the quantum side


def wigner_transposed(operators: Any, d: int) -> Any:
    return wigner_exact(operators.swapaxes(-2, -3), d)


def wigner_without_half(operators: Any, d: int) -> Any:
    points = points_of(operators, d)
    return rearranged(wigner_exact(operators, d), points * np.tile([1, 2], points.shape[1] // 2), d)


def wigner_systems_permuted(operators: Any, d: int) -> Any:
    return rearranged(wigner_exact(operators, d), permuted_systems(points_of(operators, d)), d)


def wigner_turned(operators: Any, d: int) -> Any:
    """Multiplied by omega: no longer real."""
    return np.roll(wigner_exact(operators, d), 1, axis=-1)


def reordered_values(projectors: Any, values: Any, d: int) -> Any:
    digits = d ** np.arange(values.shape[1] - 1, -1, -1)
    return projectors[np.mod(values, d) @ digits]


def all_values(d: int, count: int) -> Any:
    digits = d ** np.arange(count - 1, -1, -1, dtype=np.int64)
    return np.arange(d**count)[:, None] // digits % d


def projectors_without_half(rows: Any, d: int) -> Any:
    """omega^F without the phase omega^(-ab/2): its values are off by ab/2."""
    rows = np.asarray(rows)
    off = (d + 1) // 2 * (rows[:, 0::2] * rows[:, 1::2]).sum(axis=1)
    return reordered_values(joint_projectors(rows, d), all_values(d, len(rows)) + off, d)


def projectors_conjugated(rows: Any, d: int) -> Any:
    return joint_projectors(rows, d).swapaxes(-2, -3)


def projectors_values_negated(rows: Any, d: int) -> Any:
    return reordered_values(joint_projectors(rows, d), -all_values(d, len(rows)), d)


def projectors_values_shifted(rows: Any, d: int) -> Any:
    return np.roll(joint_projectors(rows, d), 1, axis=0)


def projectors_all_zero(rows: Any, d: int) -> Any:
    return 0 * joint_projectors(rows, d)


def unitaries_inverted(matrices: Any, shifts: Any, d: int) -> PhaseMatrix:
    found = symplectic_unitaries(matrices, shifts, d)
    turned = np.where(found.exponents < 0, -1, -found.exponents % d).swapaxes(-1, -2)
    return PhaseMatrix(turned, found.norms, found.order)


def unitary_with_one_wrong_phase(matrices: Any, shifts: Any, d: int) -> PhaseMatrix:
    found = symplectic_unitaries(matrices, shifts, d)
    exponents = found.exponents.copy()
    entry = exponents[-1] if exponents.ndim > 2 else exponents
    row = int(np.argmax(entry[:, 0] >= 0))
    entry[row, 0] = (entry[row, 0] + 1) % d
    return PhaseMatrix(exponents, found.norms, found.order)


def unitary_with_a_zero(matrices: Any, shifts: Any, d: int) -> PhaseMatrix:
    found = symplectic_unitaries(matrices, shifts, d)
    exponents = found.exponents.copy()
    exponents[..., 0, :] = -1
    return PhaseMatrix(exponents, found.norms, found.order)


def fourier_inverted(name: str, d: int, parameter: int | None = None) -> PhaseMatrix:
    found = named_unitary(name, d, parameter)
    return found.adjoint() if name == "fourier" else found


def sum_the_other_way(name: str, d: int, parameter: int | None = None) -> PhaseMatrix:
    found = named_unitary(name, d, parameter)
    if name != "sum":
        return found
    order = np.arange(d * d).reshape(d, d).T.reshape(-1)
    return PhaseMatrix(found.exponents[order][:, order], found.norms, found.order)


def weyl_momentum_negated(points: Any, d: int) -> Any:
    return weyl_operators(np.asarray(points) * np.tile([1, -1], np.shape(points)[-1] // 2), d)


def phase_points_momentum_negated(points: Any, d: int) -> Any:
    return parity_phase_points(np.asarray(points) * np.tile([1, -1], np.shape(points)[-1] // 2), d)


QUANTUM_FAULTS: dict[str, OddQuantum] = {
    "Wigner function transposed": replace(QUANTUM, wigner=wigner_transposed),
    "Wigner function without 1/2": replace(QUANTUM, wigner=wigner_without_half),
    "Wigner function of permuted systems": replace(QUANTUM, wigner=wigner_systems_permuted),
    "Wigner function not real": replace(QUANTUM, wigner=wigner_turned),
    "Weyl phase without 1/2": replace(QUANTUM, projectors=projectors_without_half),
    "projectors conjugated": replace(QUANTUM, projectors=projectors_conjugated),
    "values negated": replace(QUANTUM, projectors=projectors_values_negated),
    "values off by one": replace(QUANTUM, projectors=projectors_values_shifted),
    "no states at all": replace(QUANTUM, projectors=projectors_all_zero),
    "unitaries inverted": replace(QUANTUM, unitaries=unitaries_inverted),
    "one phase of one unitary wrong": replace(QUANTUM, unitaries=unitary_with_one_wrong_phase),
    "a row of zeros": replace(QUANTUM, unitaries=unitary_with_a_zero),
    "fourier inverted": replace(QUANTUM, named=fourier_inverted),
    "sum the other way": replace(QUANTUM, named=sum_the_other_way),
    "displacement of p negated": replace(QUANTUM, weyl=weyl_momentum_negated),
    "phase points with p negated": replace(QUANTUM, phase_points=phase_points_momentum_negated),
}


# rewrites that change nothing


def possible_by_other_generators(state: EpistemicState, points: Any) -> Any:
    mixed = np.cumsum(state.known[::-1], axis=0)
    values = np.cumsum(state.values[::-1])
    return ((points @ mixed.T - values) % state.d == 0).all(axis=-1)


def projectors_by_other_generators(rows: Any, d: int) -> Any:
    rows = np.asarray(rows)
    turn = np.tril(np.ones((len(rows), len(rows)), dtype=np.int64))[::-1]
    return reordered_values(joint_projectors(turn @ rows % d, d), all_values(d, len(rows)) @ turn.T, d)


def unitaries_with_another_phase(matrices: Any, shifts: Any, d: int) -> PhaseMatrix:
    found = symplectic_unitaries(matrices, shifts, d)
    return PhaseMatrix(np.where(found.exponents < 0, -1, (found.exponents + 1) % d), found.norms, found.order)


def named_with_another_phase(name: str, d: int, parameter: int | None = None) -> PhaseMatrix:
    found = named_unitary(name, d, parameter)
    return PhaseMatrix(np.where(found.exponents < 0, -1, (found.exponents + 2) % d), found.norms, found.order)


def images_one_by_one(matrices: Any, shifts: Any, points: Any, d: int) -> Any:
    return np.array([[(s.astype(int) @ m + a) % d for m in points] for s, a in zip(matrices, shifts, strict=True)])


def kernel_over_a_larger_denominator(measurement: Measurement, values: Any) -> Any:
    numerators, denominator = measurement.kernel(values)
    return 6 * numerators, 6 * denominator


def wigner_with_all_roots_added(operators: Any, d: int) -> Any:
    return wigner_exact(operators, d) + 5  # 1 + omega + ... + omega^(d-1) is zero


def update_through_other_generators(measurement: Measurement, state: EpistemicState, values: Any) -> EpistemicState:
    after = measurement.update(state, values)
    return EpistemicState.of(after.known[::-1] * 2, after.values[::-1] * 2, after.d, after.n)


SAME_TOY = OddToy(
    possible=possible_by_other_generators,
    support=lambda state: state.support()[::-1],
    act=images_one_by_one,
    apply=lambda symplectic, points: symplectic.inverse().inverse()(points),
    outcomes=lambda m, state: AffineSet.of(m.outcomes(state).points()[-1], 2 * m.outcomes(state).directions, state.d),
    kernel=kernel_over_a_larger_denominator,
    update=update_through_other_generators,
)
SAME_QUANTUM = replace(
    QUANTUM,
    projectors=projectors_by_other_generators,
    wigner=wigner_with_all_roots_added,
    unitaries=unitaries_with_another_phase,
    named=named_with_another_phase,
    weyl=lambda points, d: weyl_operators(points, d) * 1,
)
