"""Stabilizer states as operators: joint spectral projectors of commuting variables, exactly.

The projector on F_1 = v_1, ..., F_k = v_k is the average over c in (Z_d)^k of omega^(-c.v) (omega^F_1)^c_1 ...
(omega^F_k)^c_k: a sum of products of monomial matrices, so it is found without floats and without eigenvectors.
For composite odd d some values are impossible (3X = 1 at d = 9); their projector comes out as 0.
Slide "Valid epistemic states" on the toy side; Gross, quant-ph/0602001, section III.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from quantum_ref.conventions import root_order, systems_of
from toytheory.errors import InputError

from .cyclotomic import Integers, integers, trace
from .monomial import Monomial
from .weyl import observable_operators

_PORTION = 2**15  # entries added up at once: as many as stay in a processor's cache


def products_of_powers(operators: Monomial, d: int) -> Monomial:
    """All U_1^c_1 ... U_k^c_k, c in (Z_d)^k with c_1 the most significant digit: batch (..., k) -> (..., d^k).

    InputError unless the operators commute and U^d = 1.
    """
    count = operators.shape[-1]
    powers_of = operators.powers(d + 1)
    if not np.all(powers_of[..., d, :].equals(powers_of[..., 0, :])):
        raise InputError(f"an operator whose power {d} is not 1", "give operators omega^F of variables F")
    for i in range(count):
        for j in range(i):
            a, b = operators[..., i, :], operators[..., j, :]
            if not np.all((a @ b).equals(b @ a)):
                raise InputError(
                    f"the operators {j + 1} and {i + 1} do not commute", "give variables whose bracket vanishes"
                )
    batch, size = operators.shape[:-1], operators.dimension
    total = Monomial(
        np.broadcast_to(np.arange(size), (*batch, 1, size)),
        np.zeros((*batch, 1, size), dtype=np.int64),
        operators.order,
    )
    for i in range(count):
        powers = powers_of[..., i, :d, :]
        outer = Monomial(total.targets[..., :, None, :], total.exponents[..., :, None, :], total.order)
        inner = Monomial(powers.targets[..., None, :, :], powers.exponents[..., None, :, :], powers.order)
        total = (outer @ inner).reshape(*batch, d ** (i + 1))
    return total


def joint_projectors(generators: ArrayLike, d: int) -> Integers:
    """d^k times the projectors on all joint values of k commuting variables, exactly.

    Parameters
    ----------
    generators : (..., k, 2n) coefficients of the variables, in the talk's order; k may be 0. For bits the variable's
        operator is the Hermitian Pauli product with sign +, and value 1 the eigenvalue -1.
    d : 2 or odd, prime or not.

    Returns
    -------
    (..., d^k, D, D, m) elements of Z[zeta_m], the values (v_1, ..., v_k) in lexicographic order. The normalised state
    is the projector over its trace (`joint_traces`). Memory: d^k D^2 m integers for each of the batch.

    >>> from quantum_ref.operators.cyclotomic import to_complex
    >>> to_complex(joint_projectors([[1, 0]], 2), 2).real.tolist()
    [[[1.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 1.0]]]
    """
    vectors = np.asarray(generators, dtype=np.int64)
    m = root_order(d)
    if vectors.ndim < 2 or vectors.shape[-1] == 0 or vectors.shape[-1] % 2:
        raise InputError(f"an array of shape {vectors.shape} as generators", "give (..., k, 2n) coefficients")
    count, n = vectors.shape[-2], vectors.shape[-1] // 2
    batch, size, each = vectors.shape[:-2], d**n, d ** (2 * n) * m
    powers = products_of_powers(observable_operators(vectors, d), d).reshape(-1, d**count)
    labels = np.arange(d**count)[:, None] // d ** np.arange(count - 1, -1, -1) % d
    turns = (m // d) * (labels @ labels.T)  # [v, c]: the exponent of zeta in omega^(c.v)
    places = (powers.targets * size + np.arange(size)) * m  # [batch, c, column]: where that column has its entry
    total = np.empty((powers.shape[0], d**count, each), dtype=np.int64)
    portion = max(1, _PORTION // max(1, powers.targets.size))
    for start in range(0, d**count, portion):
        some = turns[start : start + portion]
        exponents = (powers.exponents[:, None] - some[:, :, None]) % m  # [batch, v, c, column]
        begins = np.arange(0, len(total) * len(some) * each, each).reshape(len(total), len(some), 1, 1)
        entries = (begins + places[:, None] + exponents).reshape(-1)
        counts = np.bincount(entries, minlength=begins.size * each)
        total[:, start : start + portion] = counts.reshape(len(total), len(some), each)
    return total.reshape(*batch, d**count, size, size, m)


def joint_traces(projectors: Integers, d: int) -> Integers:
    """The traces of exact projectors (..., D, D, m), as integers (...): 0 where a value is impossible.

    Given d^k times a projector, the quotient by d^k is its rank.

    >>> joint_traces(joint_projectors([[3, 0]], 9), 9).tolist()      # 3X is 0, 3 or 6, each on three levels
    [27, 0, 0, 27, 0, 0, 27, 0, 0]
    """
    systems_of(projectors.shape[-2], d)
    return integers(trace(projectors))


def joint_eigenvectors(operators: Monomial, d: int) -> tuple[Integers, Integers]:
    """The joint eigenvectors with all eigenvalues 1 of complete commuting sets, as phases.

    Parameters
    ----------
    operators : batch (..., k) of commuting monomial matrices with U^d = 1.

    Returns
    -------
    exponents : (..., D), entries zeta^e over the square root of the norm, -1 for zero; the first that is not zero is 1.
    norms : (...), the number of nonzero entries.

    A column of the projector is collected from all products of powers; InputError unless it has rank one.

    >>> joint_eigenvectors(observable_operators([[0, 1]], 3), 3)[0].tolist()       # P = 0
    [0, 0, 0]
    """
    powers = products_of_powers(operators, d)
    batch, size, m = powers.shape[:-1], powers.dimension, powers.order
    targets, exponents = (a.reshape(-1, *a.shape[-2:]) for a in (powers.targets, powers.exponents))
    fixed = targets == np.arange(size)  # (B, d^k, D): products with an entry on the diagonal
    weight = np.stack([np.sum(fixed & (exponents == e), axis=1) for e in range(m)], axis=-1)  # (B, D, m)
    on_diagonal = integers(weight)  # d^k times the diagonal of the projector
    total = powers.shape[-1]
    column = (on_diagonal != 0).argmax(axis=1)
    rows = np.arange(len(column))
    share = on_diagonal[rows, column]
    if not np.all(on_diagonal.sum(axis=1) == total):
        raise InputError("the operators have no single joint eigenvector", "give n independent variables for n systems")
    where, turned = targets[rows, :, column], exponents[rows, :, column]
    counts = np.zeros((len(column), size * m), dtype=np.int64)
    np.add.at(counts, (rows[:, None], where * m + turned), 1)
    found = counts.reshape(-1, size, m)
    # products that lead to one row differ by one that fixes |column>, where the state is not zero: their phases agree
    phases = np.where(found.any(axis=-1), found.argmax(axis=-1), -1)
    return phases.reshape(*batch, size), (total // share).reshape(batch)
