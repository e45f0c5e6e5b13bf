"""A circuit on Strawberry Fields' Gaussian backend: its operations applied one by one, its state read off.

Values go in and come out in the talk's order and in the experiment's hbar; Strawberry Fields has its own hbar, a
setting of the whole process (`strawberryfields.hbar`, 2 unless somebody changed it), which is left as it is.
"""

from __future__ import annotations

import contextlib
import copy
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from quantum_ref.conventions import blocks_from_talk, hbar_scale, talk_from_blocks
from toytheory.outcomes.densities import Floats

from .loading import strawberry_fields

EPS = 3e-4
"""Homodyne projects on a state whose quadrature has deviation EPS sqrt(hbar / 2) (Strawberry Fields' default: 2e-4)."""


class SFCircuit:
    """Modes from 0, all of them vacuum at first.

    Parameters
    ----------
    modes : how many.
    hbar : of all numbers that go in and come out.
    eps : deviation of the state that homodyne projects on, in units of the vacuum's.

    >>> circuit = SFCircuit(2, hbar=1.0)
    >>> circuit.displace(1, 0.3, -0.5)
    >>> circuit.means().round(9).tolist(), circuit.covariance()[0, 0].round(9).item()
    ([0.0, 0.0, 0.3, -0.5], 0.5)
    """

    def __init__(self, modes: int, hbar: float, eps: float = EPS) -> None:
        sf = strawberry_fields()
        self.modes, self.hbar, self.eps = modes, hbar, eps
        self.unit = hbar_scale(sf.hbar, hbar)
        self.ops: Any = sf.ops
        self._primitives = sf.compilers.Gaussian.primitives
        self._registers = [sf.program_utils.RegRef(i) for i in range(modes)]
        self._backend = sf.backends.gaussianbackend.GaussianBackend()
        self._backend.begin_circuit(modes)

    def copy(self) -> SFCircuit:
        """Another circuit in the same state, exactly; what is done to one of them does nothing to the other.

        >>> one = SFCircuit(1, hbar=1.0)
        >>> other = one.copy()
        >>> other.displace(0, 0.5, 0.0)
        >>> one.means().tolist(), other.means().round(9).tolist()
        ([0.0, 0.0], [0.5, 0.0])
        """
        twin = copy.copy(self)  # its registers may be shared: what they hold of measured values nothing reads
        twin._backend = copy.deepcopy(self._backend)
        return twin

    def apply(self, operation: Any, *modes: int, **options: Any) -> None:
        """Apply an operation of `strawberryfields.ops`, decomposed as Strawberry Fields does for this backend."""
        self._apply(operation, [self._registers[mode] for mode in modes], **options)

    def _apply(self, operation: Any, registers: Sequence[Any], **options: Any) -> None:
        if type(operation).__name__ in self._primitives:
            operation.apply(registers, self._backend, **options)
        else:
            for command in operation.decompose(registers):
                self._apply(command.op, command.reg, **options)

    def displace(self, mode: int, x: float, p: float) -> None:
        """Add x and p to the means of a mode."""
        self.apply(self.ops.Xgate(x / self.unit), mode)
        self.apply(self.ops.Zgate(p / self.unit), mode)

    def prepare(self, modes: Sequence[int], means: Floats, covariance: Floats) -> None:
        """Prepare modes in a Gaussian state, given in the talk's order."""
        order = list(blocks_from_talk(len(modes)))
        matrix = covariance[np.ix_(order, order)] / self.unit**2
        # Not decomposed: Gaussian(...) loses the sign of the squeezing of diagonal covariances (reports/BUGS_FOUND.md).
        state = self.ops.Gaussian(matrix, means[order] / self.unit, decomp=False)
        self.apply(state, *modes)

    def homodyne(self, mode: int, angle: float, value: float) -> None:
        """Measure x cos(angle) + p sin(angle) with this outcome; the mode is left in the vacuum."""
        with _unrandom():
            self.apply(self.ops.MeasureHomodyne(angle, select=value / self.unit), mode, eps=self.eps)

    def sharpen(self, mode: int, angle: float, value: float) -> None:
        """Prepare a mode with x cos(angle) + p sin(angle) at this value, up to the deviation of `eps`."""
        self.apply(self.ops.Squeezed(-math.log(self.eps), 2 * angle), mode)
        self.displace(mode, value * math.cos(angle), value * math.sin(angle))

    def heterodyne(self, mode: int, x: float, p: float) -> None:
        """Measure x and p together with these outcomes; the mode is left in the vacuum."""
        amplitude = complex(x, p) / math.sqrt(2 * self.hbar)
        with _unrandom():
            self.apply(self.ops.MeasureHeterodyne(select=amplitude), mode)

    def excitations(self) -> Floats:
        """(modes,) mean numbers of excitations, displacements left out: rounding errors are proportional to them."""
        numbers: Floats = np.abs(self._backend.circuit.nmat.diagonal())
        return numbers

    def means(self) -> Floats:
        """(2 modes,) of x1, p1, x2, p2, ..."""
        amplitudes = self._backend.circuit.mean
        means: Floats = math.sqrt(2 * self.hbar) * np.stack([amplitudes.real, amplitudes.imag], axis=1).reshape(-1)
        return means

    def covariance(self) -> Floats:
        """(2 modes, 2 modes) in the talk's order."""
        order = list(talk_from_blocks(self.modes))
        covariance: Floats = self._state().cov()[np.ix_(order, order)] * self.unit**2
        return covariance

    def moments(self) -> tuple[Floats, Floats]:
        """Means and covariance."""
        order, state = list(talk_from_blocks(self.modes)), self._state()
        return state.means()[order] * self.unit, state.cov()[np.ix_(order, order)] * self.unit**2

    def heterodyne_covariance(self, mode: int) -> Floats:
        """(2, 2) covariance of what heterodyne of a mode finds: that of its Husimi function."""
        q = self._backend.circuit.qmat([mode])
        n, m = q[0, 0].real, q[1, 0]
        rows = np.array([[n + m.real, m.imag], [m.imag, n - m.real]])
        covariance: Floats = rows * self.hbar
        return covariance

    def wigner(self, mode: int, x: Floats, p: Floats) -> Floats:
        """(len(p), len(x)) the Wigner function of a mode on a grid, in the experiment's units."""
        values: Floats = self._state().wigner(mode, x / self.unit, p / self.unit)
        return np.reshape(values, (len(p), len(x))) / self.unit**2  # which leaves out axes of one point

    def _state(self) -> Any:
        with np.errstate(all="ignore"):  # the state object computes a determinant, which may overflow and is not used
            return self._backend.state()


@contextlib.contextmanager
def _unrandom() -> Iterator[None]:
    """Post-selected homodyne draws the conjugate from NumPy's global generator, to no effect beyond EPS."""
    state = np.random.get_state()
    np.random.seed(0)
    try:
        yield
    finally:
        np.random.set_state(state)
