"""What the `hilbert` backend answers besides outcomes: about the state at the end, from its density matrix."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantum_ref.hilbert.unitaries import displacement, named_unitary
from quantum_ref.operators.weyl import observable
from toytheory.errors import CannotRun

ASKED = (
    "amplitudes", "basis-probabilities", "common-elements", "deterministic", "diagonal-mean", "equal-when-joined",
    "expectation", "gates-are-diagonal", "hermitian-mean", "hermitian-variance", "permuted-mean",
    "reduced-density-matrix", "rotated-mean", "state-vector", "string-probabilities", "sum-expectation", "variance",
    "weyl-product",
)  # fmt: skip
"""Names of questions, as of the modules of `equivalence.conform.questions.qudits`."""

CERTAIN = 1e-9
"""How near a probability is to 1 where it is 1."""

Numbers = NDArray[np.complex128]


def answered(question: str, rho: Numbers, d: int, *arguments: Any) -> Any:
    """The answer about a density matrix (d^n, d^n); CannotRun for another question.

    >>> answered("deterministic", np.diag([0, 1.0, 0]), 3, 0), answered("expectation", np.diag([0, 1.0]), 2, (1, 0))
    (True, (-1+0j))
    """
    match question:
        case "amplitudes":
            return [answered("state-vector", rho, d)[place_of(string, d)] for string in arguments[0]]
        case "basis-probabilities":
            return reduced(rho, d, *arguments).diagonal().real
        case "common-elements":
            return [len(_all_products(one, d) & _all_products(other, d)) for one, other in arguments[0]]
        case "deterministic":
            return bool(reduced(rho, d, arguments).diagonal().real.max() > 1 - CERTAIN)
        case "diagonal-mean":
            systems, quarters, _, coefficients = arguments
            strings = itertools.product(range(d), repeat=len(coefficients) // 2)
            places = [place_of([string[k] for k in systems], d) for string in strings]
            gate = np.diag(1j ** np.array(quarters)[places])
            return complex(np.trace(gate @ rho @ gate.conj().T @ observable(coefficients, d)))
        case "equal-when-joined":
            joined, whole = (np.kron(rho, np.diag(np.eye(d)[value])) for value in arguments)
            return bool(np.allclose(joined, whole))
        case "expectation":
            return complex(np.trace(observable(arguments[0], d) @ rho))
        case "gates-are-diagonal":
            return _diagonal(d, next(n for n in itertools.count() if d**n >= len(rho)), *arguments)
        case "hermitian-mean" | "hermitian-variance":
            systems, rows = arguments
            matrix = np.array(rows)
            mean, square = (np.einsum("ij,ji", reduced(rho, d, systems), m).real for m in (matrix, matrix @ matrix))
            return mean if question == "hermitian-mean" else square - mean**2
        case "permuted-mean":
            permutation, coefficients = arguments
            there = reduced(rho, d, np.argsort(permutation).tolist())
            return complex(np.trace(there @ observable(coefficients, d)))
        case "reduced-density-matrix":
            return reduced(rho, d, *arguments)
        case "rotated-mean":
            about, asked = (observable(coefficients, d) for coefficients in arguments)
            from scipy.linalg import expm

            rotation = expm(-0.125j * np.pi * (about + about.conj().T))
            return complex(np.trace(rotation @ rho @ rotation.conj().T @ asked))
        case "sum-expectation":
            return np.array([sum(w * _mean_of_product(rho, d, f) for w, f in terms) for terms in arguments[0]])
        case "state-vector":
            values, vectors = np.linalg.eigh(rho)
            if values[-1] < 1 - CERTAIN:
                raise CannotRun("a mixed state has no state vector")
            return vectors[:, -1]
        case "string-probabilities":
            return [float(rho[place_of(string, d)][place_of(string, d)].real) for string in arguments[0]]
        case "variance":
            return 1 - abs(np.trace(observable(arguments[0], d) @ rho)) ** 2
        case "weyl-product":
            phases = [np.exp(-2j * np.pi * value / d) for value, _ in arguments[0]]
            return np.prod(phases) * functools.reduce(np.dot, [observable(row, d) for _, row in arguments[0]])
    raise CannotRun(f"does not answer {question}")


def _mean_of_product(rho: Numbers, d: int, factors: Sequence[tuple[int, int, int]]) -> complex:
    """Of unitaries of single systems (system, a, b): the mean of their tensor product in the state of these."""
    matrix: Numbers = np.eye(1, dtype=np.complex128)
    for _, a, b in factors:
        matrix = np.kron(matrix, observable((a, b), d)).astype(np.complex128)
    return complex(np.trace(matrix @ reduced(rho, d, [system for system, _, _ in factors])))


def _diagonal(d: int, n: int, side: str, gates: Sequence[tuple[str, Sequence[int]]]) -> bool:
    """Whether the product of gates is diagonal: it maps each basis state, of X or of P, to a multiple of itself."""
    basis: Numbers = np.eye(1, dtype=np.complex128)
    for _ in range(n):
        basis = np.kron(basis, named_unitary("fourier", d) if side == "P" else np.eye(d)).astype(np.complex128)
    columns = basis
    for name, systems in gates:
        matrix = displacement(*((1, 0) if name == "X" else (0, 1)), d) if name in "XP" else named_unitary(name, d)
        k = len(systems)
        there = np.tensordot(
            np.asarray(matrix).reshape((d,) * (2 * k)), columns.reshape((d,) * n + (-1,)), (range(k, 2 * k), systems)
        )
        columns = np.moveaxis(there, range(k), systems).reshape(d**n, -1)
    return bool(np.allclose(np.abs((basis.conj() * columns).sum(axis=0)), 1))


def _all_products(factors: Sequence[tuple[int, Sequence[int]]], d: int) -> set[bytes]:
    """Matrices of a group of Weyl operators, each as the bytes of its entries, which are few enough to be rounded."""
    made = [np.exp(-2j * np.pi * value / d) * observable(row, d) for value, row in factors]
    one = np.eye(len(made[0]), dtype=np.complex128)
    found, fresh = {_rounded(one)}, [one]
    while fresh:
        matrix = fresh.pop()
        for generator in made:
            more = matrix @ generator
            if (key := _rounded(more)) not in found:
                found.add(key)
                fresh.append(more)
    return found


def _rounded(matrix: Numbers) -> bytes:
    return (np.round(np.stack([matrix.real, matrix.imag]) * 1000).astype(np.int16)).tobytes()


def place_of(string: Sequence[int], d: int) -> int:
    """Where a basis state is in a state vector."""
    return sum(x * d**k for k, x in enumerate(reversed(string)))


def reduced(rho: Numbers, d: int, systems: Sequence[int]) -> Numbers:
    """The partial trace over all other systems, (d^k, d^k), the systems in the order given."""
    n = next(n for n in itertools.count() if d**n >= len(rho))
    rest = [k for k in range(n) if k not in systems]
    order = [*systems, *rest]
    parts = rho.reshape((d,) * (2 * n)).transpose([*order, *(n + k for k in order)])
    size, gone = d ** len(systems), d ** len(rest)
    found: Numbers = np.einsum("ajbj->ab", parts.reshape(size, gone, size, gone))
    return found
