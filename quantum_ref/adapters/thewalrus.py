"""The Walrus: its symplectic matrices and channels, and its functions of Gaussian states, in the order x1, ..., p1."""

from __future__ import annotations

import importlib
import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from quantum_ref.conventions import talk_from_blocks
from toytheory.adapting.ladders import passive_and_active
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

from .seeded import seeded

PHOTONS = 15
"""Photons of a mode that are counted, at most; `cutoff`."""

DISTRIBUTION = 20
"""Photons of all modes that are told of, at most."""

FEW = 2
"""The largest mean of the photon numbers of which samples are drawn: what is cut off does not matter then."""

State = tuple[Floats, Floats]
"""Means and covariance."""


def walrus(module: str) -> Any:
    """A module of it; what its import warns of is not ours to judge."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module(f"thewalrus.{module}")


def hbar_of(experiment: Experiment) -> float:
    """The experiment's."""
    return float(experiment.system.hbar or 0)


class WalrusGaussian(ModeAdapter):
    """`thewalrus.symplectic` and `thewalrus.quantum`."""

    name = "thewalrus"
    maps = frozenset({"rotate", "squeeze", "beamsplitter", "two-mode-squeeze"})
    steps = MODE_STEPS - {Prepare, Condition, Amplify, GaussianNoise}
    largest_n = 20
    needs = "thewalrus"
    interferometers = True
    prepares_again = False
    asked = (
        "reduced-state", "is-pure", "fidelity-vacuum", "fidelity-coherent", "mean-photon", "number-product",
        "displacement", "number-probability", "density-matrix", "entropy",
        "total-number", "log-negativity", "clicks", "reduced-number-probability",
        "photon-samples", "click-samples", "distribution-of-total",
    )  # fmt: skip

    def made(self, steps: Sequence[ModeStep], n: int, hbar: float) -> State:
        """Vacuum, and each step by a function."""
        symplectic = walrus("symplectic")
        means, covariance = symplectic.vacuum_state(n, hbar=hbar)
        for step in steps:
            match step:
                case PrepareVacuum():
                    pass
                case PrepareGaussian():
                    where = [k + side * n for k in step.systems for side in (0, 1)]
                    means[where], covariance[np.ix_(where, where)] = step.means, step.covariance
                case Transform():
                    gate = symplectic.expand(self.matrix(step), list(step.systems), n)
                    means, covariance = gate @ means, gate @ covariance @ gate.T
                case Displace():
                    for coordinate, expression in step.shifts:
                        amount = float(expression.constant) / math.sqrt(2 * hbar) * (1j if coordinate % 2 else 1)
                        moved = symplectic.expand_vector(amount, coordinate // 2, n, hbar=hbar)
                        means = means + np.real(moved)  # of type complex, for a complex amount
                case Loss() | ThermalLoss():
                    nbar = float(getattr(step, "nbar", 0.0))
                    means, covariance = symplectic.loss(means, covariance, step.transmission, step.system, nbar, hbar)
                case _:
                    raise CannotRun(f"does not know the step {type(step).__name__}")
        return means, covariance

    def matrix(self, step: Transform) -> Any:
        """Of a named map, or of an interferometer."""
        symplectic = walrus("symplectic")
        if step.name is None:
            return symplectic.interferometer(passive_and_active(step)[0])
        t = float(step.parameter or 0.0)
        match step.name:
            case "rotate":
                return symplectic.rotation(t)
            case "squeeze":
                return symplectic.squeezing(t, 0.0)
            case "beamsplitter":
                return symplectic.beam_splitter(t, 0.0)
        return symplectic.two_mode_squeezing(t, 0.0)

    def moments(self, state: State, n: int, hbar: float) -> State:
        """In the talk's order."""
        order = list(talk_from_blocks(n))
        return state[0][order], state[1][np.ix_(order, order)]

    def reduced_state(self, state: State, experiment: Experiment, modes: tuple[int, ...]) -> Floats:
        """`symplectic.reduced_state`."""
        symplectic = walrus("symplectic")
        part = symplectic.reduced_state(*state, list(modes))
        means, covariance = self.moments(part, len(modes), hbar_of(experiment))
        return np.concatenate([means, covariance.ravel()])

    def is_pure(self, state: State, experiment: Experiment) -> bool:
        """`is_pure_cov`."""
        quantum = walrus("quantum")
        return bool(quantum.is_pure_cov(state[1], hbar=hbar_of(experiment)))

    def fidelity_vacuum(self, state: State, experiment: Experiment) -> float:
        """`fidelity` with the vacuum."""
        return self.fidelity_coherent(state, experiment, (0j,) * experiment.n)

    def fidelity_coherent(self, state: State, experiment: Experiment, amplitudes: tuple[complex, ...]) -> float:
        """`fidelity` with a displaced vacuum."""
        quantum, symplectic = walrus("quantum"), walrus("symplectic")
        hbar = hbar_of(experiment)
        _, vacuum = symplectic.vacuum_state(experiment.n, hbar=hbar)
        means = math.sqrt(2 * hbar) * np.array([*np.real(amplitudes), *np.imag(amplitudes)])
        return float(quantum.fidelity(*state, means, vacuum, hbar=hbar))

    def mean_photon(self, state: State, experiment: Experiment, mode: int) -> Floats:
        """`photon_number_mean` and `photon_number_covar` of a mode with itself."""
        quantum = walrus("quantum")
        hbar = hbar_of(experiment)
        mean = quantum.photon_number_mean(*state, mode, hbar=hbar)
        return np.array([mean, quantum.photon_number_covar(*state, mode, mode, hbar=hbar)])

    def number_product(self, state: State, experiment: Experiment, modes: tuple[int, ...]) -> float:
        """`photon_number_expectation`."""
        quantum = walrus("quantum")
        return float(np.real(quantum.photon_number_expectation(*state, list(modes), hbar=hbar_of(experiment))))

    def displacement(self, state: State, experiment: Experiment, modes: tuple[int, ...]) -> Any:
        """`complex_to_real_displacements`, which is documented to tell complex ones from the means; its first half."""
        quantum = walrus("quantum")
        return np.asarray(quantum.complex_to_real_displacements(state[0], hbar=hbar_of(experiment)))[list(modes)]

    def number_probability(self, state: State, experiment: Experiment, numbers: tuple[int, ...]) -> float:
        """`density_matrix_element` on the diagonal."""
        quantum = walrus("quantum")
        k = list(numbers)
        return float(np.real(quantum.density_matrix_element(*state, k, k, hbar=hbar_of(experiment))))

    def reduced_number_probability(
        self, state: State, experiment: Experiment, modes: tuple[int, ...], numbers: tuple[int, ...]
    ) -> float:
        """The same of the reduced state."""
        part = walrus("quantum").reduced_gaussian(*state, list(modes))
        return self.number_probability((part[0], part[1]), experiment, numbers)

    def density_matrix(self, state: State, experiment: Experiment, mode: int) -> Any:
        """`density_matrix` of the reduced state."""
        quantum = walrus("quantum")
        means, covariance = quantum.reduced_gaussian(*state, [mode])
        return np.asarray(quantum.density_matrix(means, covariance, cutoff=4, hbar=hbar_of(experiment)))

    def entropy(self, state: State, experiment: Experiment, modes: tuple[int, ...]) -> float:
        """`vonneumann_entropy` of the reduced state."""
        quantum = walrus("quantum")
        _, covariance = quantum.reduced_gaussian(*state, list(modes))
        return float(quantum.vonneumann_entropy(covariance, hbar=hbar_of(experiment)))

    def total_number(self, state: State, experiment: Experiment, modes: tuple[int, ...]) -> Floats:
        """`photon_number_mean_vector` and `photon_number_covmat` of the reduced state, added up."""
        quantum = walrus("quantum")
        part, hbar = quantum.reduced_gaussian(*state, list(modes)), hbar_of(experiment)
        mean = np.sum(quantum.photon_number_mean_vector(*part, hbar=hbar))
        return np.array([mean, np.sum(quantum.photon_number_covmat(*part, hbar=hbar))])

    def distribution_of_total(self, state: State, experiment: Experiment) -> Any:
        """`pure_state_distribution`, which is of states without displacement."""
        if np.any(state[0]):
            raise CannotRun("tells this of states that are not displaced")
        found = walrus("quantum").pure_state_distribution(state[1], cutoff=DISTRIBUTION, hbar=hbar_of(experiment))
        return np.asarray(found)[:4]

    def log_negativity(self, state: State, experiment: Experiment, mode: int) -> float:
        """`log_negativity`; of one mode alone there is none."""
        quantum = walrus("quantum")
        if experiment.n == 1:
            return 0.0
        return float(quantum.log_negativity(state[1], [mode], hbar=hbar_of(experiment)))

    def clicks(self, state: State, experiment: Experiment, pattern: tuple[int, ...]) -> float:
        """`threshold_detection_prob`."""
        function = importlib.import_module("thewalrus").threshold_detection_prob
        return float(np.real(function(*state, np.array(pattern), hbar=hbar_of(experiment))))

    def photon_samples(self, state: State, experiment: Experiment, modes: tuple[int, ...], shots: int) -> Any:
        """`samples.hafnian_sample_state`."""
        draw = walrus("samples").hafnian_sample_state
        means, covariance = self._of_few_photons(state, experiment, modes)
        with seeded(0):
            return draw(
                covariance, shots, mean=means, hbar=hbar_of(experiment), cutoff=PHOTONS, max_photons=4 * PHOTONS
            )

    def click_samples(self, state: State, experiment: Experiment, modes: tuple[int, ...], shots: int) -> Any:
        """`samples.torontonian_sample_state`."""
        draw = walrus("samples").torontonian_sample_state
        means, covariance = self._of_few_photons(state, experiment, modes)
        with seeded(0):
            return draw(covariance, shots, mu=means, hbar=hbar_of(experiment))

    def _of_few_photons(self, state: State, experiment: Experiment, modes: tuple[int, ...]) -> Any:
        part = walrus("symplectic").reduced_state(*state, list(modes))
        if walrus("quantum").photon_number_mean_vector(*part, hbar=hbar_of(experiment)).sum() > FEW:
            raise CannotRun(f"draws samples of at most {FEW} photons on the average")
        return part
