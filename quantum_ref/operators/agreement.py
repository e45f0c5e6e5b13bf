"""How far the floating-point functions are from the exact ones: the chart that a test keeps below 1e-9.

Floats and cyclotomic integers go different ways (complex sums there, integer products here), so a fault of one shows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quantum_ref.conventions import hilbert_dimension, root_order, roots_of_unity
from toytheory.phase_space.space import PhaseSpace

from . import clifford, cyclotomic, phase_points, stabilizer
from . import wigner_functions as wigner
from .weyl import observable


def chart(d: int, n: int, seed: int = 0) -> dict[str, float]:
    """The largest |float - exact| of each function on n systems, for random operators over Z[zeta], not Hermitian ones.

    Parameters
    ----------
    d, n : 2 or odd; d^2n phase-point operators are held at once.
    seed : of the random operators and variables.

    >>> all(distance < 1e-9 for distance in chart(3, 1).values())
    True
    """
    rng = np.random.default_rng([seed, d, n])
    size, m = hilbert_dimension(d, n), root_order(d)
    exact = rng.integers(-3, 4, (3, size, size, m))
    floats = cyclotomic.to_complex(exact)
    values = wigner.wigner_exact(exact, d)
    scale = wigner.wigner_scale(d, n)
    points = PhaseSpace(d, n).points()
    vector = rng.integers(0, d, 2 * n)
    delta = np.eye(len(points))
    return {
        "characteristic function": _distance(
            wigner.characteristic_transform(floats, d), cyclotomic.to_complex(wigner.characteristic_exact(exact, d))
        ),
        "Wigner function": _distance(wigner.wigner_transform(floats, d), cyclotomic.to_complex(values, scale)),
        "operator of a Wigner function": _distance(
            wigner.operator_from_wigner(cyclotomic.to_complex(values, scale), d),
            cyclotomic.to_complex(wigner.operator_exact(values, d), scale * phase_points.scale(d, n)),
        ),
        "phase-point operators": _distance(wigner.operator_from_wigner(delta, d), phase_points.phase_point(points, d)),
        "projectors": _distance(
            _spectral_projectors(vector, d), cyclotomic.to_complex(stabilizer.joint_projectors(vector[None], d), d)
        ),
        "unitaries": max(_heisenberg_distance(name, d) for name in ("fourier", "phase")),
    }


def _distance(left: NDArray[np.complex128], right: NDArray[np.complex128]) -> float:
    return float(np.abs(left - right).max())


def _spectral_projectors(vector: NDArray[np.int64], d: int) -> NDArray[np.complex128]:
    """From powers of the dense unitary, one for each value."""
    U = observable(vector, d)
    powers = np.array([np.linalg.matrix_power(U, c) for c in range(d)])
    omega = roots_of_unity(d)
    averages = omega[-np.outer(np.arange(d), np.arange(d)) % d] / d
    return np.tensordot(averages, powers, axes=1)


def _heisenberg_distance(name: str, d: int) -> float:
    """Between U^dagger (omega^X, omega^P) U in floats and what the language states of a map of one system."""
    U = clifford.named_unitary(name, d).to_complex()
    rows = {"fourier": [[0, 1], [-1, 0]], "phase": [[1, 0], [1, 1]]}[name]
    return _distance(U.conj().T @ observable(np.eye(2, dtype=np.int64), d) @ U, observable(rows, d))
