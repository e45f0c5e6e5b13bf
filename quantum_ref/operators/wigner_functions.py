"""Characteristic and Wigner functions of operators, exactly and in floats, and the way back.

chi(m) = Tr(rho w(m)^dagger), W(m) = d^-n Tr(rho A(m)) = d^-2n sum_a omega^[m, a] chi(a), [m, a] = q a_p - p a_q;
rho = sum_m W(m) A(m) = d^-n sum_m chi(m) w(m). Slide "Wigner representation of quantum mechanics" (whose exponents
have other signs: see docs/conventions.md); Gross, quant-ph/0602001, section IV.

Functions run over phase space in the order of `PhaseSpace.points`, the talk's. Operators come in stacks; nothing
is summed one by one: entries are gathered, then a character sum does the rest.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quantum_ref.conventions import basis_labels, half, place_values, root_order, roots_of_unity, systems_of
from toytheory.errors import InputError
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace

from . import phase_points
from .characters import character_sum, character_transform
from .cyclotomic import Integers, times_root
from .qutip_bridge import as_operator

Complex = NDArray[np.complex128]


def _index(labels: Matrix, d: int) -> Matrix:
    return np.mod(labels, d) @ place_values(d, labels.shape[-1])


@lru_cache(maxsize=16)
def _entries(d: int, n: int, centred: bool) -> Matrix:
    """(D * D,) flat positions of the entries that belong to (q, y): rho[y+q, y], or centred rho[q+y, q-y]."""
    labels = basis_labels(d, n)
    q, y = labels[:, None, :], labels[None, :, :]
    row, column = (q + y, q - y) if centred else (q + y, y + 0 * q)
    entries: Matrix = (_index(row, d) * len(labels) + _index(column, d)).reshape(-1)
    return entries


@lru_cache(maxsize=16)
def talk_order(d: int, n: int, factor: int) -> Matrix:
    """(D * D,) position of (q, factor p) in blocks, for every point (q, p) in the talk's order."""
    points = PhaseSpace(d, n).points()
    order: Matrix = _index(points[:, 0::2], d) * d**n + _index(factor * points[:, 1::2], d)
    return order


@lru_cache(maxsize=16)
def _weyl_phases(d: int, n: int) -> Matrix:
    """(D * D,) the exponent of zeta by which w(q, p)|x> differs from omega^(px) |x+q>."""
    points = PhaseSpace(d, n).points()
    overlap = np.sum(points[:, 0::2] * points[:, 1::2], axis=-1)
    phases: Matrix = overlap if d == 2 else half(d) * overlap % d
    return phases


def _stack(operators: Integers, d: int) -> tuple[Integers, int]:
    """(B, D * D, m) and n."""
    size, m = operators.shape[-2:]
    if operators.ndim < 3 or operators.shape[-3] != size or m != root_order(d):
        raise InputError(f"an array of shape {operators.shape} as operators", f"give (..., D, D, {root_order(d)})")
    return operators.reshape(-1, size * size, m), systems_of(size, d)


# exactly


def characteristic_exact(operators: Integers, d: int) -> Integers:
    """chi(m) = Tr(rho w(m)^dagger) of a stack of operators over the cyclotomic integers.

    Parameters
    ----------
    operators : (..., D, D, m) elements of Z[zeta_m].

    Returns
    -------
    (..., d^2n, m), in the order of `PhaseSpace.points`.

    >>> from quantum_ref.operators.cyclotomic import integers
    >>> from quantum_ref.operators.monomial import Monomial
    >>> integers(characteristic_exact(Monomial.identity(3, 3).to_cyclotomic(), 3)).tolist()
    [3, 0, 0, 0, 0, 0, 0, 0, 0]
    """
    stack, n = _stack(operators, d)
    size, m = d**n, operators.shape[-1]
    gathered = stack[:, _entries(d, n, False)].reshape(-1, size, m)
    sums = character_sum(gathered, d, n, -1).reshape(-1, size * size, m)[:, talk_order(d, n, 1)]
    return times_root(sums, -_weyl_phases(d, n)).reshape(*operators.shape[:-3], size * size, m)


def wigner_from_characteristic_exact(characteristic: Integers, d: int) -> Integers:
    """The sum over a of omega^[m, a] chi(a), which is d^2n W(m): (..., d^2n, m) -> (..., d^2n, m)."""
    points, m = characteristic.shape[-2:]
    n = systems_of(points, d * d)
    sums = character_sum(characteristic, d, 2 * n)  # at k: sum of omega^(k.a); [m, a] = (-p, q).a
    return sums[..., _dual(d, n), :].reshape(*characteristic.shape[:-2], points, m)


@lru_cache(maxsize=16)
def _dual(d: int, n: int) -> Matrix:
    """(d^2n,) position of the k with k.a = [m, a], for every m."""
    points = PhaseSpace(d, n).points()
    dual = np.stack([-points[:, 1::2], points[:, 0::2]], axis=-1).reshape(points.shape)
    return PhaseSpace(d, n).index(dual)


def wigner_scale(d: int, n: int) -> int:
    """The integer N for which `wigner_exact` returns N W(m): d^n for odd d, 4^n for bits.

    >>> wigner_scale(3, 1), wigner_scale(2, 1)
    (3, 4)
    """
    return int(d**n) * phase_points.scale(d, n)


def wigner_exact(operators: Integers, d: int) -> Integers:
    """N W(m) = N d^-n Tr(rho A(m)) of a stack of operators, N = `wigner_scale(d, n)`.

    Parameters
    ----------
    operators : (..., D, D, m) elements of Z[zeta_m], Hermitian or not.

    Returns
    -------
    (..., d^2n, m) elements of Z[zeta_m], in the order of `PhaseSpace.points`; see `cyclotomic.integers`.

    >>> from quantum_ref.operators.cyclotomic import constant, integers
    >>> integers(wigner_exact(constant(np.diag([1, 0]), 2 * 2), 2)).tolist()      # |0>: 1/2 where X = 0
    [2, 2, 0, 0]
    """
    if d == 2:
        return wigner_from_characteristic_exact(characteristic_exact(operators, d), d)
    stack, n = _stack(operators, d)
    size, m = d**n, operators.shape[-1]
    gathered = stack.take(_entries(d, n, True), axis=1).reshape(-1, size, m)
    # A(q, p) has omega^(-2py) at (row q-y, column q+y); the factor -2 is put into the order of p
    sums = character_sum(gathered, d, n).reshape(-1, size * size, m).take(talk_order(d, n, -2), axis=1)
    return sums.reshape(*operators.shape[:-3], size * size, m)


def operator_exact(values: Integers, d: int) -> Integers:
    """s times the operator with a given Wigner function, s = `phase_points.scale(d, n)`.

    Parameters
    ----------
    values : (..., d^2n, m) elements of Z[zeta_m]: W(m), in the order of `PhaseSpace.points`.

    Returns
    -------
    (..., D, D, m): the sum of W(m) s A(m).
    """
    points, m = values.shape[-2:]
    n = systems_of(points, d * d)
    size = d**n
    blocks = np.empty((*values.shape[:-2], points, m), dtype=np.int64)
    result = np.empty_like(blocks)
    if d == 2:  # chi(a) = sum_m omega^-[m, a] W(m), and rho = 2^-n sum_a chi(a) w(a)
        chi = character_sum(values, d, 2 * n)[..., _dual(d, n), :]
        blocks[..., talk_order(d, n, 1), :] = times_root(chi, _weyl_phases(d, n))
    else:
        blocks[..., talk_order(d, n, -2), :] = values
    sums = character_sum(blocks.reshape(*values.shape[:-2], size, size, m), d, n, 1 if d == 2 else -1)
    result[..., _entries(d, n, d != 2), :] = sums.reshape(blocks.shape)
    return result.reshape(*values.shape[:-2], size, size, m)


# in floats


def characteristic_transform(operator: object, d: int) -> Complex:
    """chi(m) = Tr(rho w(m)^dagger) in floats: (..., D, D) or a QuTiP object -> (..., d^2n) complex128."""
    stack, n = _float_stack(operator, d)
    size = d**n
    gathered = stack.reshape(-1, size * size)[:, _entries(d, n, False)].reshape(-1, size)
    sums = character_transform(gathered, d, n, -1).reshape(-1, size * size)[:, talk_order(d, n, 1)]
    phases = roots_of_unity(root_order(d))[-_weyl_phases(d, n) % root_order(d)]
    values: Complex = (sums * phases).reshape(*stack.shape[:-2], size * size)
    return values


def wigner_transform(operator: object, d: int) -> Complex:
    """d^-n Tr(B A(m)) of any operator in floats: (..., D, D) or a QuTiP object -> (..., d^2n) complex128."""
    stack, n = _float_stack(operator, d)
    size = d**n
    if d == 2:
        chi = characteristic_transform(stack, d)
        values: Complex = character_transform(chi, d, 2 * n)[..., _dual(d, n)] / size**2
        return values
    gathered = stack.reshape(-1, size * size)[:, _entries(d, n, True)].reshape(-1, size)
    sums = character_transform(gathered, d, n).reshape(-1, size * size)[:, talk_order(d, n, -2)]
    values = sums.reshape(*stack.shape[:-2], size * size) / size
    return values


def wigner_function(state: object, d: int) -> NDArray[np.float64]:
    """The Wigner function of Hermitian operators in floats.

    Parameters
    ----------
    state : (..., D, D) density matrices, or a QuTiP ket, bra or operator.
    d : values of a coordinate, 2 or odd.

    Returns
    -------
    (..., d^2n) float64 in the order of `PhaseSpace.points`. InputError for operators that are not Hermitian
    (`wigner_transform` takes those).

    >>> wigner_function(np.diag([0, 1, 0]), 3).reshape(3, 3).round(3).tolist()       # x = 1
    [[0.0, 0.0, 0.0], [0.333, 0.333, 0.333], [0.0, 0.0, 0.0]]
    """
    values = wigner_transform(state, d)
    if values.size and np.abs(values.imag).max() > 1e-9 * max(1.0, float(np.abs(values).max())):
        raise InputError("an operator that is not Hermitian", "use wigner_transform")
    return values.real.copy()


def operator_from_wigner(values: ArrayLike, d: int) -> Complex:
    """The operators with these Wigner functions: (..., d^2n) -> (..., D, D) complex128.

    >>> operator_from_wigner([1/2, 1/2, 0, 0], 2).real.tolist()
    [[1.0, 0.0], [0.0, 0.0]]
    """
    array = np.asarray(values)
    n = systems_of(array.shape[-1], d * d)
    size = d**n
    blocks = np.empty(array.shape, dtype=np.complex128)
    result = np.empty_like(blocks)
    if d == 2:
        chi = character_transform(array, d, 2 * n)[..., _dual(d, n)] / size
        blocks[..., talk_order(d, n, 1)] = chi * roots_of_unity(4)[_weyl_phases(d, n) % 4]
    else:
        blocks[..., talk_order(d, n, -2)] = array
    sums = character_transform(blocks.reshape(*array.shape[:-1], size, size), d, n, 1 if d == 2 else -1)
    result[..., _entries(d, n, d != 2)] = sums.reshape(blocks.shape)
    return result.reshape(*array.shape[:-1], size, size)


def _float_stack(operator: object, d: int) -> tuple[Complex, int]:
    array = as_operator(operator, d)
    if array.ndim < 2 or array.shape[-1] != array.shape[-2]:
        raise InputError(f"an array of shape {array.shape} as operators", "give (..., D, D)")
    return array, systems_of(array.shape[-1], d)
