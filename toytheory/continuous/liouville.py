"""Epistemic states of Liouville mechanics under the classical uncertainty principle, what is flat included.

One form holds all states that the talk's two restrictions allow and all that lies between: a Gaussian across a flat
subspace, with variance 0 where a value is certain. Quadrature states have variance 0 everywhere across it, Gaussian
states have nothing flat. Slides "Valid epistemic states" and "The classical uncertainty principle".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from toytheory.errors import InputError
from toytheory.outcomes.densities import Floats, Moments
from toytheory.phase_space.brackets import TOLERANCE
from toytheory.phase_space.space import bracket_rows, coordinates_of
from toytheory.phase_space.uncertainty import ROUNDING, check_covariance
from toytheory.phase_space.variables import Variable

from . import information
from .channels import Channel
from .flows import Flow
from .moments import joined, pushed

if TYPE_CHECKING:
    from .measurements import ModeMeasurement


@dataclass(frozen=True, eq=False)
class LiouvilleState:
    """What is known of n modes. Build with `of`, `gaussian`, `vacuum`, `unknown` or `QuadratureState.liouville`.

    Attributes
    ----------
    moments : of the coordinates x1, p1, x2, p2, ...
    hbar : of the uncertainty principle that it obeys.
    """

    moments: Moments
    hbar: float

    @classmethod
    def of(
        cls, means: ArrayLike, covariance: ArrayLike, flat: ArrayLike | None = None, hbar: float = 1.0
    ) -> LiouvilleState:
        """From moments (see `Moments.of`); InputError where they violate the uncertainty principle.

        For all variables that are not flat, 2 covariance + i hbar brackets must be positive.

        >>> LiouvilleState.of([2, 0], [[0, 0], [0, 0]], flat=[[0, 1]]).moments.unknown.tolist()   # X = 2, P unknown
        [False, True]
        """
        matrix = np.asarray(covariance, dtype=np.float64)
        if flat is None or not np.size(flat):
            check_covariance(matrix, hbar)
        moments = Moments.of(means, matrix, flat)
        if moments.size % 2 or not moments.size:
            raise InputError(f"{moments.size} coordinates are no modes", "give x and p of each mode")
        _check(moments, hbar)
        return cls(moments, hbar)

    @classmethod
    def gaussian(cls, means: ArrayLike, covariance: ArrayLike, hbar: float = 1.0) -> LiouvilleState:
        """A Gaussian state; nothing is flat."""
        return cls.of(means, covariance, None, hbar)

    @classmethod
    def vacuum(cls, n: int, hbar: float = 1.0) -> LiouvilleState:
        """Means 0, covariance hbar/2."""
        return cls.of(np.zeros(2 * n), hbar / 2 * np.eye(2 * n), None, hbar)

    @classmethod
    def unknown(cls, n: int, hbar: float = 1.0) -> LiouvilleState:
        """Nothing is known."""
        return cls(Moments.of(np.zeros(2 * n), np.zeros((2 * n, 2 * n)), np.eye(2 * n)), hbar)

    @property
    def n(self) -> int:
        """Number of modes."""
        return self.moments.size // 2

    def _same(self, hbar: float) -> None:
        if hbar != self.hbar:
            raise InputError(f"hbar = {hbar} together with hbar = {self.hbar}", "use one hbar")

    def product(self, other: LiouvilleState) -> LiouvilleState:
        """Independent modes, those of the other behind these."""
        self._same(other.hbar)
        return LiouvilleState(joined(self.moments, other.moments), self.hbar)

    def marginal(self, systems: Sequence[int]) -> LiouvilleState:
        """The state of some modes (from 0), in this order; the others are forgotten.

        >>> LiouvilleState.vacuum(3).marginal([2]).n
        1
        """
        selected = np.eye(2 * self.n)[coordinates_of(systems)]
        return LiouvilleState(pushed(self.moments, selected), self.hbar)

    def value_of(self, variable: Variable | str) -> float | None:
        """The value of a variable where it is certain, that is has variance 0; None where it is not."""
        (chosen,) = asked(variable, self.n)
        form = np.asarray(chosen.vector(self.n), dtype=np.float64)
        if not self.moments.known(form) or self.moments.variance(form) > 0:
            return None
        return self.moments.mean(form) + float(chosen.constant)

    def measure(self, variables: Sequence[Variable] | str) -> Moments:
        """What a joint measurement of a commuting set finds: means, covariance, and what is flat.

        >>> LiouvilleState.vacuum(1).measure("X + 2").means.tolist()
        [2.0]
        """
        chosen = asked(variables, self.n)
        found = _measurement(chosen, self.n).outcomes(self)
        return pushed(found, np.eye(len(chosen)), np.array([v.constant for v in chosen], dtype=np.float64))

    def measured(self, variables: Sequence[Variable] | str, outcomes: ArrayLike) -> LiouvilleState:
        """The state after a measurement with these outcomes; InputError where they cannot occur."""
        chosen = asked(variables, self.n)
        values = np.asarray(outcomes, dtype=np.float64) - np.array([v.constant for v in chosen], dtype=np.float64)
        return _measurement(chosen, self.n).updated(self, values)[0]

    def transformed(self, flow: Flow | str) -> LiouvilleState:
        """After a symplectic affine map of all modes (or its notation)."""
        flow = Flow.parse(flow, self.n) if isinstance(flow, str) else flow
        return LiouvilleState(pushed(self.moments, flow.matrix, flow.shift), self.hbar)

    def through(self, channel: Channel, systems: Sequence[int]) -> LiouvilleState:
        """After a channel on some modes (from 0)."""
        self._same(channel.hbar)
        where, k = coordinates_of(systems), len(channel.noise)
        matrix, adds = np.eye(2 * self.n), np.zeros((2 * self.n, k))
        matrix[np.ix_(where, where)] = channel.matrix
        adds[where] = np.eye(k)
        noise = Moments.of(np.zeros(k), channel.noise)
        return LiouvilleState(pushed(joined(self.moments, noise), np.hstack([matrix, adds])), self.hbar)

    # how much is known, and where

    def entropy(self, systems: Sequence[int] | None = None) -> float:
        """Of some modes (from 0), by default of all, in nats; see `information.entropy`."""
        return information.entropy(self, systems)

    def mutual_information(self, left: Sequence[int], right: Sequence[int]) -> float:
        """What two groups of modes tell of each other, in nats; see `information.mutual_information`."""
        return information.mutual_information(self, left, right)

    def logarithmic_negativity(self, systems: Sequence[int]) -> float:
        """Across the split between these modes and the others, in nats; see `information.logarithmic_negativity`."""
        return information.logarithmic_negativity(self, systems)

    def is_product(self, systems: Sequence[int]) -> bool:
        """Whether these modes (from 0) and the others tell nothing of each other."""
        return information.is_product(self, systems)

    def overlap(self, other: LiouvilleState) -> float:
        """The trace of the product of the two operators: 1 for a pure state with itself; see `information.overlap`."""
        return information.overlap(self, other)

    @property
    def purity(self) -> float:
        """The overlap with itself: 1 for pure states, the product of hbar/2 over symplectic eigenvalues for all."""
        return self.overlap(self)

    def purification(self) -> LiouvilleState:
        """A pure state of twice as many modes, of which this is the marginal of the first half.

        >>> hot = LiouvilleState.gaussian([1, 0], [[2, 0], [0, 3]])
        >>> pure = hot.purification()
        >>> round(pure.purity, 9), pure.marginal([0]).moments.covariance.round(9).tolist()
        (1.0, [[2.0, 0.0], [0.0, 3.0]])
        """
        return LiouvilleState(information.purification(self), self.hbar)

    def density(self, points: ArrayLike) -> Floats:
        """The phase-space density at ontic states (..., 2n); it is also the Wigner function of the quantum counterpart.

        InputError where something is flat or certain: then there is no density.

        >>> float(LiouvilleState.vacuum(1).density([0, 0]).round(6))     # 1 / (pi hbar)
        0.31831
        """
        C, mean = self.moments.covariance, self.moments.means
        unit = np.sqrt(np.diagonal(C))
        if len(self.moments.flat) or not unit.all():
            raise InputError("a state in which something is flat or certain has no density", "use Gaussian states")
        centred = (np.asarray(points, dtype=np.float64) - mean) / unit
        inverse = np.linalg.inv(C / np.outer(unit, unit))
        exponent = -0.5 * np.einsum("...i,ij,...j->...", centred, inverse, centred)
        sign, log_determinant = np.linalg.slogdet(2 * np.pi * C / np.outer(unit, unit))
        value: Floats = np.exp(exponent - 0.5 * log_determinant - np.log(unit).sum()) * (sign > 0)
        return value


def asked(variables: Variable | Sequence[Variable] | str, n: int) -> tuple[Variable, ...]:
    """Variables of n modes, or their notation.

    >>> [str(F) for F in asked("X1 + 0.5P2, X2", 2)]
    ['X1 + 0.5P2', 'X2']
    """
    if isinstance(variables, str):
        from toytheory.language.notation import parse_measured

        return parse_measured(variables, None, n)
    return (variables,) if isinstance(variables, Variable) else tuple(variables)


def _measurement(variables: Sequence[Variable], n: int) -> ModeMeasurement:
    from .measurements import measurement

    return measurement(variables, n)


def _check(moments: Moments, hbar: float) -> None:
    """The uncertainty principle on the variables that are not flat."""
    if not len(moments.flat):
        return
    known = np.linalg.svd(moments.flat)[2][len(moments.flat) :]
    spread = known @ moments.covariance @ known.T
    brackets = bracket_rows(known, known)
    least = np.linalg.eigvalsh(spread + 0.5j * hbar * brackets)[0] if len(known) else 0.0
    if least < -(TOLERANCE * hbar + ROUNDING * len(known) * float(np.abs(spread).max())):
        raise InputError(
            f"the uncertainty principle is violated among the variables that are not flat: {least:.6g} is below 0",
            "make conjugate variables less known (2 covariance + i hbar brackets >= 0)",
        )
