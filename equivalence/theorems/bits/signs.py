"""The sign functions beta and sigma against matrices: everything else about bits follows from these."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided, first_true
from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import symplectic_group
from toytheory.phase_space.modular import Matrix

from .notation import notation
from .operators import TOLERANCE, Operators, heisenberg, pauli_products, positions, unitaries, variables
from .pauli import image_sign, phase

PhaseRule = Callable[[Matrix, Matrix], Matrix]
ListRule = Callable[[Matrix, Matrix], tuple[Matrix, Matrix]]
ImageRule = Callable[[Matrix, Matrix], tuple[Matrix, Matrix]]


def sign_function(n: int, rule: PhaseRule = phase, operators: Callable[[int], Operators] = pauli_products) -> Check:
    """T_F T_G = i^phase(F, G) T_(F+G) for every pair of variables of n bits.

    With the proof in docs/bits.md, one system is enough: T_F of n systems are tensor products of 4, and phases add up.
    """
    rows, products = variables(n), operators(n)
    left, right = rows[:, None, :], rows[None, :, :]
    found = products[:, None] @ products[None, :]
    expected = np.array([1, 1j, -1, -1j])[rule(left, right)][..., None, None] * products[positions(left ^ right)]
    wrong: NDArray[np.bool_] = np.abs(found - expected).max(axis=(-1, -2)) > TOLERANCE
    index = first_true(wrong)
    witness = None if index is None else {"F": notation(rows[index[0]]), "G": notation(rows[index[1]])}
    pairs = f"all {4**n}^2 pairs of variables"
    scope = f"n = {n}: {pairs}" + (", of which those of more systems are tensor products" if n == 1 else "")
    return decided("sign-function", "exhaustive", scope, 16**n, witness)


def map_signs(
    n: int,
    rule: ImageRule = image_sign,
    counterparts: Callable[[Matrix], Operators] = unitaries,
) -> Check:
    """U^dagger T_G U = (-1)^sigma T_(G S) for every symplectic map S of n bits and every variable G."""
    rows, maps = variables(n), symplectic_group(2, n).astype(np.int64)
    images, signs = rule(maps[:, None], rows[None])
    found = heisenberg(counterparts(maps))
    expected = np.zeros_like(found)
    np.put_along_axis(expected, positions(images)[..., None], (1 - 2 * signs)[..., None], -1)
    index = first_true((found != expected).any(axis=-1))
    witness: dict[str, Any] | None = None
    if index is not None:
        witness = {"map": maps[index[0]], "variable": notation(rows[index[1]])}
    scope = f"n = {n}: all {len(maps)} symplectic maps, all {4**n} variables"
    return decided("map-signs", "exhaustive", scope, len(maps) * 4**n, witness)
