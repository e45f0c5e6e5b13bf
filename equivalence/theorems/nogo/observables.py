"""Pauli products of qubits by their letters, and what the exact operators of the project say about them.

`XIZ` is the observable of P1 + X3 (the variable X is Pauli Z). Signs are read off from monomial matrices over the
powers of i (`quantum_ref.operators.weyl`), so that nothing here repeats the formula of
`equivalence.theorems.bits.pauli`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from quantum_ref.operators.cyclotomic import constant, equal
from quantum_ref.operators.monomial import Monomial
from quantum_ref.operators.weyl import observable_operators
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.variables import Variable

LETTERS = "IZXY"
"""By a + 2b, for the variable aX + bP of one system."""

BASES = "ZXY"


def row_of(name: str) -> Matrix:
    """The variable of a product of Pauli matrices, (2n,).

    >>> row_of("XY").tolist()
    [0, 1, 1, 1]
    """
    codes = [LETTERS.index(letter) for letter in name]
    return np.array([bit for code in codes for bit in (code & 1, code >> 1)], dtype=np.int64)


def rows_of(names: Sequence[str]) -> Matrix:
    """Variables of several products, (k, 2n)."""
    return np.array([row_of(name) for name in names], dtype=np.int64)


def name_of(row: Matrix) -> str:
    """The letters of a variable.

    >>> name_of(np.array([0, 1, 1, 1]))
    'XY'
    """
    return "".join(LETTERS[int(a) + 2 * int(b)] for a, b in zip(row[0::2], row[1::2], strict=True))


def notation(name: str) -> str:
    """A product of Pauli matrices as the talk writes the variable.

    >>> notation("XY")
    'P1 + X2 + P2'
    """
    return str(Variable.from_vector(row_of(name), 2))


def operators(names: Sequence[str]) -> Monomial:
    """The exact operators, a batch."""
    return observable_operators(rows_of(names), 2)


def commuting(names: Sequence[str]) -> bool:
    """Whether the operators commute in pairs."""
    found = operators(names)
    left, right = found[:, None], found[None, :]
    return bool((left @ right).equals(right @ left).all())


def sign_of_product(names: Sequence[str]) -> int | None:
    """s where the product of the operators, in this order, is (-1)^s; None where it is no sign.

    >>> sign_of_product(["ZZ", "XX", "YY"]), sign_of_product(["Z", "X"])
    (1, None)
    """
    total = Monomial.identity(2 ** len(names[0]), 4)
    for k in range(len(names)):
        total = total @ operators(names)[k]
    unit = Monomial.identity(total.dimension, 4)
    return next((s for s in (0, 1) if bool(total.equals(unit * (2 * s)))), None)


def eigenvalue(name: str, state: Sequence[int]) -> int | None:
    """s where the operator times a vector of integers is (-1)^s times the vector, otherwise None.

    >>> eigenvalue("YY", [1, 0, 0, 1]), eigenvalue("ZX", [1, 0, 0, 1])
    (1, None)
    """
    vector = constant(np.array(state), 4)
    moved = operators([name])[0].on_vectors(vector)
    return next((s for s in (0, 1) if bool(equal(moved, (1 - 2 * s) * vector).all())), None)


def toy_value(name: str, point: Sequence[int]) -> int:
    """The value of the variable in an ontic state (x1, p1, x2, p2, ...).

    >>> toy_value("XY", [1, 1, 0, 1])
    0
    """
    return int(row_of(name) @ np.asarray(point) % 2)
