"""A circuit on Strawberry Fields' Gaussian backend: its operations applied one by one, its state read off.

Values go in and come out in the talk's order and in the experiment's hbar; Strawberry Fields has its own hbar, a
setting of the whole process (`strawberryfields.hbar`, 2 unless somebody changed it), which is left as it is.
"""

from __future__ import annotations

import contextlib
import copy
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
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
        for primitive, registers in taken_apart(operation, [self._registers[mode] for mode in modes]):
            primitive.apply(registers, self._backend, **options)

    def gate(self, name: str, *modes: int, by: tuple[Any, ...] = (), inverse: bool = False) -> None:
        """The same for an operation that is likely to come again, given by its name and its parameters.

        >>> circuit = SFCircuit(1, hbar=1.0)
        >>> circuit.gate("Sgate", 0, by=(0.5,))
        >>> circuit.covariance().diagonal().round(6).tolist()       # exp(-1) / 2, exp(1) / 2
        [0.18394, 1.359141]
        """
        for primitive, positions in gate_parts(name, by, inverse, len(modes)):
            primitive.apply([self._registers[modes[position]] for position in positions], self._backend)

    def displace(self, mode: int, x: float, p: float) -> None:
        """Add x and p to the means of a mode."""
        if x:
            self.apply(self.ops.Xgate(x / self.unit), mode)
        if p:
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
        with generator_kept():
            _seed()  # the simulator draws the conjugate from NumPy's generator, to no effect beyond EPS
            self.apply(self.ops.MeasureHomodyne(angle, select=value / self.unit), mode, eps=self.eps)

    def sharpen(self, mode: int, angle: float, value: float) -> None:
        """Prepare a mode with x cos(angle) + p sin(angle) at this value, up to the deviation of `eps`."""
        self.apply(self.ops.Squeezed(-math.log(self.eps), 2 * angle), mode)
        self.displace(mode, value * math.cos(angle), value * math.sin(angle))

    def heterodyne(self, mode: int, x: float, p: float) -> None:
        """Measure x and p together with these outcomes; the mode is left in the vacuum."""
        amplitude = complex(x, p) / math.sqrt(2 * self.hbar)
        self.apply(self.ops.MeasureHeterodyne(select=amplitude), mode)

    def excitations(self) -> Floats:
        """(modes,) mean numbers of excitations, displacements left out: rounding errors are proportional to them."""
        numbers: Floats = np.abs(self._backend.circuit.nmat.diagonal())
        return numbers

    def means(self) -> Floats:
        """(2 modes,) of x1, p1, x2, p2, ..."""
        pairs: Floats = np.ascontiguousarray(self._backend.circuit.mean).view(np.float64)  # real and imaginary parts
        return math.sqrt(2 * self.hbar) * pairs

    def covariance(self) -> Floats:
        """(2 modes, 2 modes) in the talk's order."""
        return self.moments()[1]

    def moments(self) -> tuple[Floats, Floats]:
        """Means and covariance; as the simulator's own state object has them, which computes more than is needed."""
        order = list(talk_from_blocks(self.modes))
        inside, unit = self._backend.circuit, hbar_scale(self._backend.circuit.hbar, self.hbar)
        return inside.smeanxp()[order] * unit, inside.scovmatxp()[np.ix_(order, order)] * unit**2

    def heterodyne_covariance(self, mode: int) -> Floats:
        """(2, 2) covariance of what heterodyne of a mode finds: that of its Husimi function."""
        q = self._backend.circuit.qmat([mode])
        n, m = q[0, 0].real, q[1, 0]
        rows = np.array([[n + m.real, m.imag], [m.imag, n - m.real]])
        covariance: Floats = rows * self.hbar
        return covariance

    def wigner(self, mode: int, x: Floats, p: Floats) -> Floats:
        """(len(p), len(x)) the Wigner function of a mode on a grid, in the experiment's units."""
        with np.errstate(all="ignore"):  # the state object computes a determinant, which may overflow and is not used
            state = self._backend.state()
        values: Floats = state.wigner(mode, x / self.unit, p / self.unit)
        return np.reshape(values, (len(p), len(x))) / self.unit**2  # which leaves out axes of one point


def taken_apart(operation: Any, registers: Sequence[Any]) -> Iterator[tuple[Any, Sequence[Any]]]:
    """What Strawberry Fields makes of an operation for this backend: primitives, and the registers of each."""
    if type(operation).__name__ in strawberry_fields().compilers.Gaussian.primitives:
        yield operation, registers
    else:
        for command in operation.decompose(registers):
            yield from taken_apart(command.op, command.reg)


@lru_cache(maxsize=1024)
def gate_parts(name: str, parameters: tuple[Any, ...], inverse: bool, n: int) -> list[tuple[Any, tuple[int, ...]]]:
    """The same for an operation on n modes by its name, kept: primitives, and on which of the modes.

    Parameters that are formulas of SymPy are evaluated once. An inverse gate becomes one with its first parameter
    negated, as Strawberry Fields has it: its own `apply` negates that in place for a while, and what is kept must not
    change. Of the operations that come here none depends on Strawberry Fields' hbar.

    Parameters
    ----------
    parameters : one that is a matrix is given as a tuple of its rows.
    """
    sf: Any = strawberry_fields()
    arrays = [np.array(value) if isinstance(value, tuple) else value for value in parameters]
    operation = getattr(sf.ops, name)(*arrays)
    kept = []
    registers = [sf.program_utils.RegRef(position) for position in range(n)]
    for made, on in taken_apart(operation.H if inverse else operation, registers):
        primitive = copy.copy(made)
        primitive.p = sf.parameters.par_evaluate(made.p)
        if getattr(primitive, "dagger", False):
            primitive.p[0], primitive.dagger = -primitive.p[0], False
        kept.append((primitive, tuple(register.ind for register in on)))
    return kept


_before: list[Any] | None = None


@contextlib.contextmanager
def generator_kept() -> Iterator[None]:
    """NumPy's global generator is left as it was, although homodyne is done inside; another within does nothing."""
    global _before
    if _before is not None:
        yield
        return
    _before = []
    try:
        yield
    finally:
        for state in _before:
            np.random.set_state(state)
        _before = None


def _seed() -> None:
    """Inside of `generator_kept`: the generator from its beginning. To keep its state takes long, and is done once."""
    assert _before is not None
    if not _before:
        _before.append(np.random.get_state())
    np.random.seed(0)
