"""The routines that the checks of odd d examine, gathered so that one can be exchanged for a broken one.

A check takes an `OddToy` and an `OddQuantum` and calls nothing else of either theory. The defaults are
the real routines; a test plants a fault with ``OddToy(kernel=broken)`` and asks which check notices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantum_ref.operators.clifford import named_unitary, symplectic_unitaries
from quantum_ref.operators.cyclotomic import Integers
from quantum_ref.operators.monomial import Monomial
from quantum_ref.operators.phase_matrix import PhaseMatrix
from quantum_ref.operators.phase_points import parity_phase_points
from quantum_ref.operators.stabilizer import joint_projectors
from quantum_ref.operators.weyl import weyl_operators
from quantum_ref.operators.wigner_functions import wigner_exact
from toytheory.discrete.epistemic import EpistemicState
from toytheory.discrete.measurements import Measurement
from toytheory.discrete.transformations import SymplecticMap
from toytheory.outcomes.distributions import AffineSet
from toytheory.phase_space.modular import Matrix


def images(matrices: Matrix, shifts: Matrix, points: Matrix, d: int) -> Matrix:
    """Where ontic states (N, 2n) go under many maps, matrices (B, 2n, 2n) and shifts (B, 2n): (B, N, 2n).

    >>> images(np.array([[[0, 1], [2, 0]]]), np.array([[0, 0]]), np.array([[1, 2]]), 3).tolist()
    [[[2, 2]]]
    """
    rows = matrices.reshape(-1, points.shape[-1]).astype(np.float64)  # a product of floats is exact below 2^53
    moved = (rows @ points.T.astype(np.float64)).reshape(*matrices.shape[:2], len(points))
    result: Matrix = (moved.astype(np.int64) + shifts[:, :, None]) % d
    return result.swapaxes(1, 2)


@dataclass(frozen=True)
class OddToy:
    """What the toy theory says.

    Attributes
    ----------
    possible : which ontic states (N, 2n) a state leaves possible, (N,) bool: evaluates what is known.
    support : the possible ontic states, listed.
    act : where ontic states go under many maps at once, as `images`.
    apply : where ontic states go under one map.
    outcomes : the possible outcomes of a measurement in a state, all equally likely.
    kernel : the update of distributions over ontic states by an outcome, (numerators, denominator).
    update : the state after an outcome; InputError where that is impossible.
    """

    possible: Callable[[EpistemicState, Matrix], NDArray[Any]] = EpistemicState.is_possible
    support: Callable[[EpistemicState], Matrix] = EpistemicState.support
    act: Callable[[Matrix, Matrix, Matrix, int], Matrix] = images
    apply: Callable[[SymplecticMap, Matrix], Matrix] = SymplecticMap.__call__
    outcomes: Callable[[Measurement, EpistemicState], AffineSet] = Measurement.outcomes
    kernel: Callable[[Measurement, Any], tuple[Matrix, int]] = Measurement.kernel
    update: Callable[[Measurement, EpistemicState, Any], EpistemicState] = Measurement.update


@dataclass(frozen=True)
class OddQuantum:
    """What quantum theory says, from operators over the cyclotomic integers.

    Attributes
    ----------
    projectors : d^k times the projectors on all joint values of k commuting variables.
    wigner : Tr(B A(m)) of a stack of operators B, for all m.
    phase_points : the phase-point operators A(m).
    weyl : the operators that displace by phase-space vectors.
    unitaries : those of symplectic maps, matrices (B, 2n, 2n) and shifts (2n,).
    named : the unitary of a named map.
    """

    projectors: Callable[[Matrix, int], Integers] = joint_projectors
    wigner: Callable[[Integers, int], Integers] = wigner_exact
    phase_points: Callable[[Matrix, int], Monomial] = parity_phase_points
    weyl: Callable[[Matrix, int], Monomial] = weyl_operators
    unitaries: Callable[[Matrix, Matrix, int], PhaseMatrix] = symplectic_unitaries
    named: Callable[[str, int, int | None], PhaseMatrix] = named_unitary


TOY = OddToy()
QUANTUM = OddQuantum()
"""The real routines."""
