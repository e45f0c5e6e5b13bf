"""The unitaries of symplectic affine maps, exactly, from operators alone.

Two ways. `named_unitary` writes down each named map's operator (the discrete Fourier transform, diag(omega^(x^2/2)),
...). `symplectic_unitaries` takes any map X_i -> ..., P_i -> ... and finds the U with U^dagger omega^X_i U and
U^dagger omega^P_i U the operators of the right-hand sides: U^dagger |0> is the state on which all the new X_i are 0,
found from its projector, and U^dagger |x> is reached from there by the images of the shifts. It is fixed up to a
phase. For bits the operators are Pauli products with sign + and constants give signs.
Slide "Valid reversible transformations" (the talk's "Clifford group"); Gross, quant-ph/0602001, section III.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quantum_ref.conventions import basis_labels, half, place_values, root_order
from toytheory.errors import InputError
from toytheory.language.steps import Transform
from toytheory.phase_space.modular import inverse

from .cyclotomic import Integers
from .monomial import Monomial
from .phase_matrix import PhaseMatrix
from .stabilizer import joint_eigenvectors
from .weyl import observable_operators, weyl_operators


def _diagonal(exponents: Integers, d: int) -> PhaseMatrix:
    return PhaseMatrix.from_monomial(Monomial.of(np.arange(exponents.size), exponents, root_order(d)))


def _permutation(labels: Integers, d: int) -> PhaseMatrix:
    """|x> -> |labels[x]>."""
    targets = np.mod(labels, d) @ place_values(d, labels.shape[-1])
    return PhaseMatrix.from_monomial(Monomial.of(targets, np.zeros_like(targets), root_order(d)))


def _fourier(d: int, _: int) -> PhaseMatrix:
    x = np.arange(d)  # sum_x |x><P = x|: row x is the conjugate of the momentum state
    m = root_order(d)
    return PhaseMatrix(-(m // d) * np.outer(x, x) % m, np.array(d, dtype=np.int64), m)


def _phase(d: int, _: int) -> PhaseMatrix:
    x = np.arange(d)
    return _diagonal(-x % 4 if d == 2 else half(d) * x * x % d, d)  # bits: S^dagger, which sends Pauli X to +Y


def _multiply(d: int, factor: int) -> PhaseMatrix:
    inverse(factor, d)
    return _permutation(factor * basis_labels(d, 1), d)


def _sum(d: int, _: int) -> PhaseMatrix:
    x = basis_labels(d, 2)
    return _permutation(np.stack([x[:, 0], x[:, 0] + x[:, 1]], axis=-1), d)


def _cphase(d: int, _: int) -> PhaseMatrix:
    x = basis_labels(d, 2)
    return _diagonal(root_order(d) // d * x[:, 0] * x[:, 1], d)


def _swap(d: int, _: int) -> PhaseMatrix:
    return _permutation(basis_labels(d, 2)[:, ::-1], d)


NAMED_UNITARIES: dict[str, Callable[[int, int], PhaseMatrix]] = {
    "fourier": _fourier,
    "phase": _phase,
    "multiply": _multiply,
    "sum": _sum,
    "cphase": _cphase,
    "swap": _swap,
}
"""(d, parameter) -> unitary on the systems that the map names, the first the most significant."""


def named_unitary(name: str, d: int, parameter: int | None = None) -> PhaseMatrix:
    """The unitary of a named map, from its definition as an operator; d = 2 or odd.

    fourier: d^(-1/2) sum omega^(-xy) |x><y| (bits: H). phase: diag(omega^(x^2/2)) (bits: S^dagger). multiply by a:
    |x> -> |ax>. sum: |x, y> -> |x, x+y> (bits: CX). cphase: omega^(xy) (bits: CZ). swap.

    >>> named_unitary("phase", 5).exponents.diagonal().tolist()      # x^2/2 with 1/2 = 3
    [0, 3, 2, 2, 3]
    """
    root_order(d)
    if name not in NAMED_UNITARIES:
        raise InputError(f"there is no map named {name}", f"use one of {', '.join(sorted(NAMED_UNITARIES))}")
    if (name == "multiply") != (parameter is not None):
        raise InputError(f"{name} with multiplier {parameter}", "only multiply takes one, and it needs it")
    return NAMED_UNITARIES[name](d, 1 if parameter is None else parameter)


def displacement_unitary(shift: ArrayLike, d: int) -> PhaseMatrix:
    """The unitaries that displace by phase-space vectors, (..., 2n) -> batch (...): the Weyl operators.

    >>> displacement_unitary([1, 0], 2).to_complex().real.tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    return PhaseMatrix.from_monomial(weyl_operators(shift, d))


def heisenberg_images(matrices: ArrayLike, shifts: ArrayLike, d: int) -> tuple[Monomial, Monomial]:
    """The operators of the right-hand sides of X_i -> ... and of P_i -> ..., batches (..., n).

    Parameters
    ----------
    matrices : (..., 2n, 2n); row i gives the new coordinate i in terms of the old ones.
    shifts : (..., 2n) constants.
    """
    rows, constants = np.asarray(matrices, dtype=np.int64), np.asarray(shifts, dtype=np.int64)
    if (
        rows.ndim < 2
        or rows.shape[-1] != rows.shape[-2]
        or rows.shape[-1] % 2
        or constants.shape[-1:] != rows.shape[-1:]
    ):
        raise InputError(f"matrices {rows.shape} and shifts {constants.shape}", "give (..., 2n, 2n) and (..., 2n)")
    constants = np.broadcast_to(constants, rows.shape[:-1])
    return (
        observable_operators(rows[..., 0::2, :], d, constants[..., 0::2]),
        observable_operators(rows[..., 1::2, :], d, constants[..., 1::2]),
    )


def symplectic_unitaries(matrices: ArrayLike, shifts: ArrayLike, d: int) -> PhaseMatrix:
    """The unitaries of symplectic affine maps m -> S m + a, exactly, each up to a phase.

    Parameters
    ----------
    matrices : (..., 2n, 2n) the S; row i gives the new value of coordinate i in terms of the old ones.
    shifts : (..., 2n) the a.
    d : 2 or odd, prime or not.

    Returns
    -------
    PhaseMatrix with batch (...): U^dagger omega^X_i U = omega^(row of X_i + a), P_i likewise, which is checked
    before it is returned. InputError where no unitary does that: the map is not symplectic.

    >>> swap = symplectic_unitaries(np.eye(4, dtype=int)[[2, 3, 0, 1]], [0, 0, 0, 0], 3)
    >>> bool(swap.same_up_to_phase(named_unitary("swap", 3)))
    True
    """
    positions, momenta = images = heisenberg_images(matrices, shifts, d)
    batch, n = positions.shape[:-1], positions.shape[-1]
    try:
        vacuum, norms = joint_eigenvectors(positions, d)
    except InputError as error:
        raise InputError("the map is not symplectic, or not invertible", "keep every bracket") from error
    size, m = positions.dimension, positions.order
    # the shifts lead from |0> to |x>, and omega^P shifts back: U^dagger |x> = prod (new omega^P)^-x U^dagger |0>
    # row x of U is the conjugate of that, and <v| V^x has at y the entry of <v| that V^x takes y to, times its phase
    rows = np.where(vacuum < 0, -1, -vacuum % m)[..., None, :]
    for i in reversed(range(n)):  # system 1 is the most significant digit of x, so it comes last
        powers = momenta[..., i, :].powers(d)
        known = rows.shape[-2]
        begins = np.arange(0, rows.size, size).reshape(*batch, 1, known, 1)
        reached = rows.take(begins + powers.targets[..., :, None, :])
        rows = np.where(reached < 0, -1, (reached + powers.exponents[..., :, None, :]) % m)
        rows = rows.reshape(*batch, d * known, size)
    unitaries = PhaseMatrix(rows, norms, m)
    if not np.all(_take_back(unitaries, images, d)):
        raise InputError("the map is not symplectic", "keep every bracket")
    return unitaries


def realises(unitaries: PhaseMatrix, matrices: ArrayLike, shifts: ArrayLike, d: int) -> NDArray[np.bool_]:
    """Whether U^dagger omega^X_i U and U^dagger omega^P_i U are the operators of the right-hand sides, exactly, (...).

    >>> bool(realises(named_unitary("fourier", 3), [[0, 1], [2, 0]], [0, 0], 3))      # X -> P, P -> -X
    True
    >>> bool(realises(named_unitary("fourier", 3), [[0, 2], [1, 0]], [0, 0], 3))      # the inverse
    False
    """
    return _take_back(unitaries, heisenberg_images(matrices, shifts, d), d)


def _take_back(unitaries: PhaseMatrix, images: tuple[Monomial, Monomial], d: int) -> NDArray[np.bool_]:
    """Whether the unitaries take omega^X_i and omega^P_i back to these operators."""
    n = images[0].shape[-1]
    answer: NDArray[np.bool_] = np.ones(unitaries.shape, dtype=np.bool_)
    for i in range(n):
        unit = np.zeros(2 * n, dtype=np.int64)
        for kind in (0, 1):
            unit[:] = 0
            unit[2 * i + kind] = 1
            answer = answer & unitaries.intertwines(observable_operators(unit, d), images[kind][..., i, :])
    return answer


def transform_unitary(step: Transform, d: int) -> PhaseMatrix:
    """The unitary of a Transform step on the systems that it touches: a named map's own, otherwise the general one.

    >>> from toytheory.language.maps.discrete import named_transform
    >>> int(transform_unitary(named_transform("fourier", (0,), 3), 3).norms)
    3
    """
    if step.name in NAMED_UNITARIES and not any(step.shift):
        return named_unitary(step.name, d, step.parameter)
    return symplectic_unitaries(step.matrix, step.shift, d)
