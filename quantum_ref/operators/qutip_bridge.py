"""QuTiP objects in and out. QuTiP itself is imported only where one is made.

QuTiP's tensor order is the one here: its first factor is system 1 and the most significant.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quantum_ref.conventions import root_order, systems_of
from toytheory.errors import InputError


def is_qobj(value: object) -> bool:
    """Whether the value is a QuTiP object, found out without importing QuTiP."""
    return any(kind.__name__ == "Qobj" and kind.__module__.startswith("qutip") for kind in type(value).__mro__)


def as_operator(value: object, d: int) -> NDArray[np.complex128]:
    """An array of operators (..., D, D), or a QuTiP ket, bra or operator on systems of d levels, as complex128.

    Kets and bras become their projectors. InputError where the factors of a QuTiP object do not have d levels.

    >>> as_operator([[1, 0], [0, 0]], 2).dtype
    dtype('complex128')
    """
    root_order(d)
    if not is_qobj(value):
        return np.asarray(value, dtype=np.complex128)
    obj: Any = value
    matrix: NDArray[np.complex128] = np.asarray(obj.full(), dtype=np.complex128)
    if obj.isket:
        matrix, factors = matrix @ matrix.conj().T, obj.dims[0]
    elif obj.isbra:
        matrix, factors = matrix.conj().T @ matrix, obj.dims[1]
    elif obj.isoper and obj.dims[0] == obj.dims[1]:
        factors = obj.dims[0]
    else:
        raise InputError(f"a QuTiP object of type {obj.type} and dims {obj.dims}", "give a ket, bra or operator")
    if any(levels != d for levels in factors):
        raise InputError(f"a QuTiP object on factors of {factors} levels", f"give factors of d = {d} levels")
    return matrix


def to_qobj(matrix: ArrayLike, d: int) -> Any:
    """An operator (D, D), or a ket (D,), as a QuTiP object with n factors of d levels.

    >>> to_qobj([1, 0, 0, 0], 2).dims[0]
    [2, 2]
    """
    import qutip

    array = np.asarray(matrix, dtype=np.complex128)
    if array.ndim not in (1, 2) or array.shape[0] != array.shape[-1]:
        raise InputError(f"an array of shape {array.shape} as a QuTiP object", "give (D, D) or (D,)")
    levels = [d] * systems_of(array.shape[0], d)
    if array.ndim == 1:
        return qutip.Qobj(array[:, None], dims=[levels, [1]])
    return qutip.Qobj(array, dims=[levels, levels])
