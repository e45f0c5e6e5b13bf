"""QuTiP's modes: kets in a truncated number basis, and its functions of them and of two-mode covariances."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from toytheory.adapting.modes import ModeAdapter, ModeStep
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Displace, PrepareVacuum, Transform
from toytheory.outcomes.densities import Floats

LEVELS = {1: 50, 2: 18}
"""Number states, by the number of modes."""

SPILL = 1e-9
"""The weight of each of the highest quarter of them, at most."""


def scale(experiment: Experiment) -> float:
    """QuTiP's g: a = g (x + ip)/2, hbar = 2/g^2."""
    return math.sqrt(2 / float(experiment.system.hbar or 0))


class QutipModes(ModeAdapter):
    """`squeeze`, `squeezing`, `displace` and exponentials of ladder operators; asked by QuTiP's own functions."""

    name = "qutip-modes"
    maps = frozenset({"rotate", "squeeze", "beamsplitter", "two-mode-squeeze"})
    steps = frozenset({PrepareVacuum, Displace, Transform})
    largest_n = 2
    needs = "qutip"
    share = 0.25
    prepares_again = False
    tolerance = 1e-5
    asked = (
        "wigner", "density-matrix", "fidelity-vacuum", "fidelity-coherent", "number-probability", "entropy",
        "log-negativity", "mean-photon",
    )  # fmt: skip

    def ladders(self, n: int) -> list[Any]:
        """Annihilation operators."""
        import qutip

        if n > self.largest_n:
            raise CannotRun(f"holds at most {self.largest_n} modes")
        one = qutip.qeye(LEVELS[n])
        return [
            qutip.tensor([qutip.destroy(LEVELS[n]) if j == k else one for j in range(n)])
            if n > 1
            else qutip.destroy(LEVELS[n])
            for k in range(n)
        ]

    def unitary(self, step: Transform | Displace, a: Sequence[Any], hbar: float) -> Any:
        """Of a map."""
        import qutip

        if isinstance(step, Displace):
            move = 0 * a[0]
            for coordinate, expression in step.shifts:
                size = float(expression.constant) / math.sqrt(2 * hbar) * (1j if coordinate % 2 else 1)
                ladder = a[coordinate // 2]
                move = move + size * ladder.dag() - np.conj(size) * ladder
            return move.expm()
        t, modes = float(step.parameter or 0.0), [a[k] for k in step.systems]
        match step.name:
            case "rotate":
                return (1j * t * modes[0].dag() * modes[0]).expm()
            case "squeeze":
                return qutip.squeezing(modes[0], modes[0], t)
            case "beamsplitter":
                return (t * (modes[1].dag() * modes[0] - modes[0].dag() * modes[1])).expm()
        return qutip.squeezing(modes[0], modes[1], -2 * t)

    def made(self, steps: Sequence[ModeStep], n: int, hbar: float) -> Any:
        """A ket; CannotRun where the number states do not hold it."""
        import qutip

        a = self.ladders(n)
        ket = qutip.tensor([qutip.basis(LEVELS[n], 0)] * n) if n > 1 else qutip.basis(LEVELS[n], 0)
        for step in steps:
            if isinstance(step, PrepareVacuum):
                continue
            if not isinstance(step, Transform | Displace):
                raise CannotRun(f"does not know the step {type(step).__name__}")
            ket = self.unitary(step, a, hbar) * ket
            weights = np.abs(ket.full().reshape((LEVELS[n],) * n)) ** 2
            if np.argwhere(weights > SPILL).max(initial=0) > 0.75 * LEVELS[n]:
                raise CannotRun(f"needs more than {LEVELS[n]} number states")
        return ket

    def moments(self, ket: Any, n: int, hbar: float) -> tuple[Floats, Floats]:
        """By `expect` of x and p, and `covariance_matrix`."""
        import qutip

        operators = []
        for a in self.ladders(n):
            operators += [math.sqrt(hbar / 2) * (a + a.dag()), -1j * math.sqrt(hbar / 2) * (a - a.dag())]
        means = np.array([qutip.expect(f, ket) for f in operators]).real
        return means, np.asarray(qutip.covariance_matrix(operators, qutip.ket2dm(ket))).real

    def _part(self, ket: Any, mode: int) -> Any:
        return ket.ptrace(mode) if len(ket.dims[0]) > 1 else ket.proj()

    def wigner(self, ket: Any, experiment: Experiment, mode: int, xs: Sequence[float], ps: Sequence[float]) -> Any:
        """`wigner` of the reduced state."""
        import qutip

        return qutip.wigner(self._part(ket, mode), np.array(xs), np.array(ps), g=scale(experiment))

    def density_matrix(self, ket: Any, experiment: Experiment, mode: int) -> Any:
        """`ptrace`."""
        return self._part(ket, mode).full()[:4, :4]

    def fidelity_vacuum(self, ket: Any, experiment: Experiment) -> float:
        """`fidelity`, squared."""
        return self.fidelity_coherent(ket, experiment, (0j,) * experiment.n)

    def fidelity_coherent(self, ket: Any, experiment: Experiment, amplitudes: Sequence[complex]) -> float:
        """`fidelity` with `coherent`, squared."""
        import qutip

        kets = [qutip.coherent(LEVELS[experiment.n], z) for z in amplitudes]
        return float(qutip.fidelity(ket, qutip.tensor(kets) if len(kets) > 1 else kets[0]) ** 2)

    def number_probability(self, ket: Any, experiment: Experiment, numbers: Sequence[int]) -> float:
        """`overlap` with `fock`."""
        import qutip

        return float(abs(qutip.fock([LEVELS[experiment.n]] * experiment.n, list(numbers)).overlap(ket)) ** 2)

    def entropy(self, ket: Any, experiment: Experiment, modes: Sequence[int]) -> float:
        """`entropy_vn` of `ptrace`."""
        import qutip

        return float(qutip.entropy_vn(ket if len(modes) == experiment.n else self._part(ket, modes[0])))

    def log_negativity(self, ket: Any, experiment: Experiment, mode: int) -> float:
        """`logarithmic_negativity` of `wigner_covariance_matrix`; of one mode alone there is none."""
        import qutip

        if experiment.n == 1:
            return 0.0
        g = scale(experiment)
        covariance = qutip.wigner_covariance_matrix(*self.ladders(2), rho=qutip.ket2dm(ket), g=g)
        with np.errstate(invalid="ignore"):  # a root of a number that rounding makes negative
            return float(qutip.logarithmic_negativity(covariance, g=g))

    def mean_photon(self, ket: Any, experiment: Experiment, mode: int) -> Any:
        """`expect` and `variance` of `num`."""
        import qutip

        a = self.ladders(experiment.n)[mode]
        return np.array([qutip.expect(a.dag() * a, ket), qutip.variance(a.dag() * a, ket)])
