"""What the `hilbert` backend answers besides outcomes: about the state at the end, from its density matrix."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantum_ref.operators.weyl import observable
from toytheory.errors import CannotRun

ASKED = (
    "basis-probabilities",
    "deterministic",
    "expectation",
    "reduced-density-matrix",
    "state-vector",
    "sum-expectation",
)
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
        case "basis-probabilities":
            return reduced(rho, d, *arguments).diagonal().real
        case "deterministic":
            return bool(reduced(rho, d, arguments).diagonal().real.max() > 1 - CERTAIN)
        case "expectation":
            return complex(np.trace(observable(arguments[0], d) @ rho))
        case "reduced-density-matrix":
            return reduced(rho, d, *arguments)
        case "sum-expectation":
            return np.array([sum(w * _mean_of_product(rho, d, f) for w, f in terms) for terms in arguments[0]])
        case "state-vector":
            values, vectors = np.linalg.eigh(rho)
            if values[-1] < 1 - CERTAIN:
                raise CannotRun("a mixed state has no state vector")
            return vectors[:, -1]
    raise CannotRun(f"does not answer {question}")


def _mean_of_product(rho: Numbers, d: int, factors: Sequence[tuple[int, int, int]]) -> complex:
    """Of unitaries of single systems (system, a, b): of their tensor product in the state of these systems."""
    matrix: Numbers = np.eye(1, dtype=np.complex128)
    for _, a, b in factors:
        matrix = np.kron(matrix, observable((a, b), d)).astype(np.complex128)
    return complex(np.trace(matrix @ reduced(rho, d, [system for system, _, _ in factors])))


def reduced(rho: Numbers, d: int, systems: Sequence[int]) -> Numbers:
    """The partial trace over all other systems, (d^k, d^k), the systems in the order given."""
    n = next(n for n in itertools.count() if d**n >= len(rho))
    rest = [k for k in range(n) if k not in systems]
    order = [*systems, *rest]
    parts = rho.reshape((d,) * (2 * n)).transpose([*order, *(n + k for k in order)])
    size, gone = d ** len(systems), d ** len(rest)
    found: Numbers = np.einsum("ajbj->ab", parts.reshape(size, gone, size, gone))
    return found
