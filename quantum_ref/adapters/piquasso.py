"""Piquasso's Gaussian simulator as it is, and what its states tell.

Its covariances are twice this project's, its amplitudes those of coherent states. Modes are prepared at the beginning.
"""

from __future__ import annotations

import importlib
import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from toytheory.adapting.ladders import is_interferometer, passive_and_active
from toytheory.adapting.modes import ModeAdapter, ModeStep
from toytheory.backend import MODE_STEPS
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import (
    Amplify,
    Condition,
    Displace,
    GaussianNoise,
    Loss,
    Prepare,
    PrepareGaussian,
    PrepareVacuum,
    ThermalLoss,
    Transform,
)
from toytheory.outcomes.densities import Floats
from toytheory.phase_space.space import coordinates_of

GATES = {
    "rotate": "Phaseshifter",
    "squeeze": "Squeezing",
    "beamsplitter": "Beamsplitter",
    "two-mode-squeeze": "Squeezing2",
    "shear": "QuadraticPhase",
    "sum": "ControlledX",
    "cphase": "ControlledZ",
}

Operation = tuple[str, tuple[Any, ...], tuple[int, ...]]
"""An instruction of Piquasso, its arguments and its modes."""


PHOTONS = 30
"""Photons of a mode that are counted, at most; `measurement_cutoff`."""


def gate_lines(operations: Sequence[Operation]) -> list[str]:
    """Of a script, in a program."""
    lines = []
    for name, arguments, modes in operations:
        texts = [f"np.array({a.tolist()})" if isinstance(a, np.ndarray) else repr(a) for a in arguments]
        lines.append(f"    pq.Q({', '.join(map(str, modes))}) | pq.{name}({', '.join(texts)})")
    return lines


def piquasso() -> Any:
    """The package."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("piquasso")


class PiquassoGaussian(ModeAdapter):
    """`GaussianSimulator`."""

    name = "piquasso-gaussian"
    maps = frozenset(GATES)
    steps = MODE_STEPS - {Prepare, Condition, Amplify, GaussianNoise}
    largest_n = 20
    needs = "piquasso"
    interferometers = True
    written = True
    prepares_again = False
    asked: tuple[str, ...] = (
        "reduced-state", "purity", "is-pure", "fidelity-vacuum", "fidelity-coherent", "parity", "wigner", "mean-photon",
        "quadrature", "number-product", "displacement", "number-probability", "density-matrix",
        "homodyne-samples", "heterodyne-samples", "photon-samples", "click-samples",
        "polynomial", "clicks", "joint-wigner", "phase-shift", "total-number",
        "reduced-number-probability", "reduced-polynomial",
    )  # fmt: skip

    def words(self, steps: Sequence[ModeStep], n: int, hbar: float) -> tuple[Floats, Floats, list[Operation]]:
        """Means and covariance at the beginning, and the gates, in Piquasso's words and units."""
        means, covariance = np.zeros(2 * n), hbar / 2 * np.eye(2 * n)
        found: list[Operation] = []
        for step in steps:
            match step:
                case PrepareVacuum():
                    pass
                case PrepareGaussian():
                    where = coordinates_of(step.systems)
                    means[where], covariance[np.ix_(where, where)] = step.means, step.covariance
                case Transform(name=None) if is_interferometer(step):
                    found.append(("Interferometer", (passive_and_active(step)[0],), step.systems))
                case Transform(name=None):
                    found.append(("GaussianTransform", passive_and_active(step), step.systems))
                case Transform():
                    found.append((GATES[str(step.name)], (float(step.parameter or 0.0),), step.systems))
                case Displace():
                    for coordinate, expression in step.shifts:
                        name = "MomentumDisplacement" if coordinate % 2 else "PositionDisplacement"
                        amount = float(expression.constant) / math.sqrt(2 * hbar)
                        found.append((name, (amount,), (coordinate // 2,)))
                case Loss() | ThermalLoss():
                    angle = math.acos(math.sqrt(step.transmission))
                    found.append(("Attenuator", (angle, float(getattr(step, "nbar", 0.0))), (step.system,)))
                case _:
                    raise CannotRun(f"does not know the step {type(step).__name__}")
        return means / math.sqrt(hbar), 2 * covariance / hbar, found

    def made(self, steps: Sequence[ModeStep], n: int, hbar: float) -> Any:
        """A program, executed."""
        pq = piquasso()
        means, covariance, operations = self.words(steps, n, hbar)
        with pq.Program() as program:
            if np.any(means) or not np.allclose(covariance, np.eye(2 * n)):
                pq.Q(*range(n)) | pq.Mean(means)
                pq.Q(*range(n)) | pq.Covariance(covariance)
            else:
                pq.Q(*range(n)) | pq.Vacuum()
            for name, arguments, modes in operations:
                pq.Q(*modes) | getattr(pq, name)(*arguments)
        config = pq.Config(hbar=hbar, cutoff=4)
        return pq.GaussianSimulator(d=n, config=config).execute(program).state

    def moments(self, state: Any, n: int, hbar: float) -> tuple[Floats, Floats]:
        """As it tells them; its covariance is twice."""
        return np.asarray(state.xpxp_mean_vector), np.asarray(state.xpxp_covariance_matrix) / 2

    def reduced_state(self, state: Any, experiment: Experiment, modes: tuple[int, ...]) -> Any:
        """`reduced`."""
        means, covariance = self.moments(state.reduced(modes), len(modes), 0)
        return np.concatenate([means, covariance.ravel()])

    def purity(self, state: Any, experiment: Experiment) -> Any:
        """`get_purity`."""
        return float(state.get_purity())

    def is_pure(self, state: Any, experiment: Experiment) -> Any:
        """`is_pure`."""
        return bool(state.is_pure())

    def fidelity_vacuum(self, state: Any, experiment: Experiment) -> Any:
        """`fidelity` with the vacuum."""
        return self.fidelity_coherent(state, experiment, (0j,) * experiment.n)

    def fidelity_coherent(self, state: Any, experiment: Experiment, amplitudes: tuple[complex, ...]) -> Any:
        """`fidelity` with displaced vacua."""
        pq = piquasso()
        with pq.Program() as program:
            pq.Q(*range(experiment.n)) | pq.Vacuum()
            for k, amplitude in enumerate(amplitudes):
                pq.Q(k) | pq.Displacement(r=abs(amplitude), phi=float(np.angle(amplitude)))
        config = pq.Config(hbar=float(experiment.system.hbar or 0), cutoff=4)
        other = pq.GaussianSimulator(d=experiment.n, config=config).execute(program).state
        return float(state.fidelity(other))

    def parity(self, state: Any, experiment: Experiment, modes: tuple[int, ...]) -> Any:
        """`get_parity_operator_expectation_value` of the reduced state."""
        return float(state.reduced(modes).get_parity_operator_expectation_value())

    def wigner(self, state: Any, experiment: Experiment, mode: int, xs: Any, ps: Any) -> Any:
        """`wigner_function`, a row a momentum."""
        return np.asarray(state.wigner_function([[x] for x in xs], [[p] for p in ps], modes=(mode,)))

    def mean_photon(self, state: Any, experiment: Experiment, mode: int) -> Any:
        """`mean_photon_number` and `variance_photon_number`."""
        return np.array([state.mean_photon_number((mode,)), state.variance_photon_number((mode,))])

    def quadrature(self, state: Any, experiment: Experiment, mode: int, angle: float) -> Any:
        """`xpxp_reduced_rotated_mean_and_covariance`."""
        means, covariance = state.xpxp_reduced_rotated_mean_and_covariance((mode,), angle)
        return np.array([means[0], covariance[0, 0] / 2])

    def displacement(self, state: Any, experiment: Experiment, modes: tuple[int, ...]) -> Any:
        """`complex_displacement`, its first half."""
        return np.asarray(state.complex_displacement)[list(modes)]

    def number_probability(self, state: Any, experiment: Experiment, numbers: tuple[int, ...]) -> Any:
        """`get_particle_detection_probability`."""
        return float(state.get_particle_detection_probability(np.array(numbers)))

    def density_matrix(self, state: Any, experiment: Experiment, mode: int) -> Any:
        """`density_matrix` of the reduced state."""
        return np.asarray(state.reduced((mode,)).density_matrix)

    def number_product(self, state: Any, experiment: Experiment, modes: tuple[int, ...]) -> Any:
        """`get_ladder_string_moment` of a^dagger a of each mode."""
        n = experiment.n
        return complex(state.get_ladder_string_moment([i for k in modes for i in (k + n, k)])).real

    def homodyne_samples(
        self, state: Any, experiment: Experiment, modes: tuple[int, ...], angle: float, shots: int
    ) -> Any:
        """Samples of `HomodyneMeasurement`, x of each mode; it tells a p beside it, of no meaning."""
        return self._samples(state, experiment, modes, shots, "HomodyneMeasurement", angle)[:, ::2]

    def heterodyne_samples(self, state: Any, experiment: Experiment, modes: tuple[int, ...], shots: int) -> Any:
        """Samples of `HeterodyneMeasurement`."""
        return self._samples(state, experiment, modes, shots, "HeterodyneMeasurement")

    def photon_samples(self, state: Any, experiment: Experiment, modes: tuple[int, ...], shots: int) -> Any:
        """Samples of `ParticleNumberMeasurement`, which normalises what it cuts off; not offered where that matters."""
        if state.mean_photon_number(modes) > PHOTONS / 3:
            raise CannotRun(f"counts up to {PHOTONS} photons")
        return self._samples(state, experiment, modes, shots, "ParticleNumberMeasurement")

    def click_samples(self, state: Any, experiment: Experiment, modes: tuple[int, ...], shots: int) -> Any:
        """Samples of `ThresholdMeasurement`."""
        return self._samples(state, experiment, modes, shots, "ThresholdMeasurement")

    def _samples(
        self,
        state: Any,
        experiment: Experiment,
        modes: tuple[int, ...],
        shots: int,
        measurement: str,
        *arguments: float,
    ) -> Floats:
        pq = piquasso()
        with pq.Program() as program:
            pq.Q(*modes) | getattr(pq, measurement)(*arguments)
        hbar = float(experiment.system.hbar or 0)
        config = pq.Config(hbar=hbar, cutoff=4, seed_sequence=0, measurement_cutoff=PHOTONS)
        simulator = pq.GaussianSimulator(d=experiment.n, config=config)
        return np.asarray(simulator.execute(program, shots=shots, initial_state=state).samples)

    def polynomial(self, state: Any, experiment: Experiment, A: Any, b: Any, c: float) -> Any:
        """`quadratic_polynomial_expectation`."""
        return float(state.quadratic_polynomial_expectation(np.array(A), np.array(b), c))

    def clicks(self, state: Any, experiment: Experiment, pattern: tuple[int, ...]) -> Any:
        """`get_threshold_detection_probability`."""
        return float(state.get_threshold_detection_probability(pattern))

    def joint_wigner(self, state: Any, experiment: Experiment, xs: tuple[float, ...], ps: tuple[float, ...]) -> Any:
        """`wigner_function` at one position vector and one momentum vector."""
        return float(np.asarray(state.wigner_function([list(xs)], [list(ps)]))[0, 0])

    def phase_shift(self, state: Any, experiment: Experiment, angles: tuple[float, ...]) -> Any:
        """`get_phaseshifter_expectation_value`."""
        return complex(state.get_phaseshifter_expectation_value(list(angles)))

    def reduced_number_probability(
        self, state: Any, experiment: Experiment, modes: tuple[int, ...], numbers: tuple[int, ...]
    ) -> Any:
        """`get_particle_detection_probability` of the reduced state."""
        return float(state.reduced(modes).get_particle_detection_probability(np.array(numbers)))

    def reduced_polynomial(
        self, state: Any, experiment: Experiment, modes: tuple[int, ...], A: Any, b: Any, c: float
    ) -> Any:
        """`quadratic_polynomial_expectation` of the reduced state."""
        return self.polynomial(state.reduced(modes), experiment, A, b, c)

    def total_number(self, state: Any, experiment: Experiment, modes: tuple[int, ...]) -> Any:
        """`mean_photon_number` and `variance_photon_number` of these modes."""
        return np.array([state.mean_photon_number(modes), state.variance_photon_number(modes)])

    def script(self, experiment: Experiment) -> str:
        """The program in Piquasso's own words; prints means and covariance (x1, p1, x2, p2, ...)."""
        hbar, n = float(experiment.system.hbar or 0), experiment.n
        means, covariance, operations = self.words(self.elementary(experiment)[0], n, hbar)
        lines = [
            "import numpy as np",
            "import piquasso as pq",
            "",
            "with pq.Program() as program:",
            f"    pq.Q(*range({n})) | pq.Mean(np.array({means.tolist()}))",
            f"    pq.Q(*range({n})) | pq.Covariance(np.array({covariance.tolist()}))",
            *gate_lines(operations),
            f"simulator = pq.GaussianSimulator(d={n}, config=pq.Config(hbar={hbar:g}))",
            "state = simulator.execute(program).state",
            "print(state.xpxp_mean_vector)",
            "print(state.xpxp_covariance_matrix)",
        ]
        return "\n".join(lines) + "\n"
