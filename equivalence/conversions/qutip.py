"""Epistemic states as density operators, of NumPy and of QuTiP."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantum_ref.conventions import root_order, systems_of
from quantum_ref.operators.qutip_bridge import as_operator, to_qobj
from quantum_ref.operators.weyl import observable
from toytheory.discrete.epistemic import EpistemicState
from toytheory.errors import InputError

LARGEST = 1024
"""The largest d^n of a density operator."""

VARIABLES = 6561
"""The most variables, d^(2n), that are tried when a density operator is read."""

CLOSE = 1e-9


def density_operator(state: EpistemicState) -> NDArray[np.complex128]:
    """The quantum counterpart, (d^n, d^n): the projector on the known values, divided by its trace.

    Raises
    ------
    InputError : for even d > 2, which has no counterpart, and for d^n above 1024.

    >>> np.abs(density_operator(EpistemicState.from_known("X1 = 1", 3, 1))).round(9).tolist()
    [[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]
    """
    d, size = state.d, state.d**state.n
    root_order(d)
    if size > LARGEST:
        raise InputError(f"a density operator of {size} x {size} numbers", f"convert states with d^n up to {LARGEST}")
    found = np.eye(size, dtype=np.complex128)
    for row, value in zip(state.known, state.values, strict=True):
        found = _projector(observable(row, d), int(value), d) @ found
    normed: NDArray[np.complex128] = found / np.trace(found).real
    return normed


def _projector(unitary: NDArray[np.complex128], value: int, d: int) -> NDArray[np.complex128]:
    """On the eigenspace of omega^value of a unitary whose d-th power is 1."""
    omega = np.exp(-2j * np.pi * value / d)
    power, total = np.eye(len(unitary), dtype=np.complex128), np.zeros_like(unitary)
    for k in range(d):
        total = total + omega**k * power
        power = power @ unitary
    return total / d


def to_qutip_state(state: EpistemicState) -> Any:
    """The quantum counterpart as a `qutip.Qobj`; errors as `density_operator`.

    >>> to_qutip_state(EpistemicState.from_known("X1 - X2 = 0, P1 + P2 = 0", 3, 2)).dims
    [[3, 3], [3, 3]]
    """
    return to_qobj(density_operator(state), state.d)


def from_density_operator(operator: object, d: int) -> EpistemicState:
    """The epistemic state whose counterpart a density operator is.

    Parameters
    ----------
    operator : a QuTiP ket or operator, or an array (d^n, d^n).

    Raises
    ------
    InputError : for other operators: they are no states of the toy theory.

    >>> import qutip
    >>> str(from_density_operator(qutip.basis(3, 2), 3))
    'X1 = 2'
    """
    matrix = as_operator(operator, d)
    n = systems_of(matrix.shape[-1], d)
    if d ** (2 * n) > VARIABLES:
        raise InputError(f"{d ** (2 * n)} variables to be tried", f"convert states with d^(2n) up to {VARIABLES}")
    rows, values = [], []
    for row in product(range(d), repeat=2 * n):
        expected = complex(np.sum(matrix * observable(row, d).T))
        if abs(abs(expected) - 1) < CLOSE:
            rows.append(row)
            values.append(round(np.angle(expected) * d / (2 * np.pi)) % d)
    mend = "only stabilizer states, and uniform mixtures of a basis of them, are states of the toy theory"
    try:
        state = EpistemicState.of(_independent(rows, d, n), _values(rows, values, d, n), d, n)
    except InputError:
        raise InputError("this operator is the counterpart of no epistemic state", mend) from None
    if not np.allclose(density_operator(state), matrix, atol=CLOSE):
        raise InputError("this operator is the counterpart of no epistemic state", mend)
    return state


def _chosen(rows: list[tuple[int, ...]], d: int, n: int) -> list[int]:
    """Which variables generate all: on bits signs do not add up, so those are taken that stay in Howell form."""
    from toytheory.phase_space.modular import howell

    form = howell(np.array(rows, dtype=np.int64).reshape(-1, 2 * n), d)
    places = {row: place for place, row in enumerate(rows)}
    return [places[tuple(int(x) for x in row)] for row in form]


def _independent(rows: list[tuple[int, ...]], d: int, n: int) -> NDArray[np.int64]:
    return np.array([rows[place] for place in _chosen(rows, d, n)], dtype=np.int64).reshape(-1, 2 * n)


def _values(rows: list[tuple[int, ...]], values: list[int], d: int, n: int) -> list[int]:
    return [values[place] for place in _chosen(rows, d, n)]
