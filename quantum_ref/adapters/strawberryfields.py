"""Strawberry Fields as it is: programs on its gaussian and its bosonic backend, and what their states tell."""

from __future__ import annotations

import contextlib
import math
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from quantum_ref.conventions import blocks_from_talk, talk_from_blocks
from quantum_ref.strawberryfields.loading import strawberry_fields
from toytheory.adapting.ladders import is_interferometer, passive_and_active
from toytheory.adapting.modes import ModeAdapter, ModeStep, Selected, Undone
from toytheory.backend import MODE_STEPS
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import (
    Amplify,
    Discard,
    Displace,
    GaussianNoise,
    Loss,
    Prepare,
    PrepareGaussian,
    PrepareVacuum,
    ThermalLoss,
    Transform,
)
from toytheory.outcomes.densities import ContinuousDistribution, Floats

from .seeded import seeded


@dataclass(frozen=True)
class Operation:
    """An operation of `strawberryfields.ops`, its arguments and its modes; perhaps the inverse of it, `.H`."""

    name: str
    arguments: tuple[Any, ...]
    modes: tuple[int, ...]
    inverse: bool = False

    def made(self) -> Any:
        """The operation."""
        sf: Any = strawberry_fields()
        make = getattr(sf.ops, self.name)
        if self.name == "Del":
            return make
        if self.name == "MeasureHomodyne":
            return make(self.arguments[0], select=self.arguments[1])
        if self.name == "MeasureHeterodyne":
            return make(select=self.arguments[0])
        if self.name == "Interferometer":
            return make(self.arguments[0], mesh=self.arguments[1])
        made = make(*self.arguments)
        return made.H if self.inverse else made

    @property
    def text(self) -> str:
        """A line of a program."""
        texts = [f"np.array({a.tolist()})" if isinstance(a, np.ndarray) else repr(a) for a in self.arguments]
        if self.name.startswith("Measure"):
            texts[-1] = f"select={texts[-1]}"
        if self.name == "Interferometer":
            texts[-1] = f"mesh={texts[-1]}"
        arguments = "" if self.name == "Del" else f"({', '.join(texts)})"
        modes = ", ".join(f"q[{k}]" for k in self.modes)
        return f"    ops.{self.name}{arguments}{'.H' if self.inverse else ''} | [{modes}]"


GATES = {
    "rotate": "Rgate",
    "squeeze": "Sgate",
    "beamsplitter": "BSgate",
    "two-mode-squeeze": "S2gate",
    "shear": "Pgate",
    "sum": "CXgate",
    "cphase": "CZgate",
    "fourier": "Fouriergate",
}


def operations(steps: Sequence[ModeStep], hbar: float, mesh: str = "rectangular") -> list[Operation]:
    """The program, in Strawberry Fields' own words; numbers in its hbar, which is set to the experiment's.

    Parameters
    ----------
    mesh : of `Interferometer`, to which orthogonal written maps go; others go to `GaussianTransform`.
    """
    return [operation for step in steps for operation in _operations(step, hbar, mesh)]


def _operations(step: ModeStep, hbar: float, mesh: str) -> list[Operation]:
    match step:
        case PrepareVacuum():
            return [Operation("Vacuum", (), (k,)) for k in step.systems]
        case PrepareGaussian():
            order = list(blocks_from_talk(len(step.systems)))
            matrix = np.array(step.covariance)[np.ix_(order, order)]
            return [Operation("Gaussian", (matrix, np.array(step.means)[order]), step.systems)]
        case Transform(name=None) if is_interferometer(step):
            return [Operation("Interferometer", (passive_and_active(step)[0], mesh), step.systems)]
        case Transform(name=None):
            order = list(blocks_from_talk(len(step.systems)))
            return [Operation("GaussianTransform", (np.array(step.matrix)[np.ix_(order, order)],), step.systems)]
        case Transform(name="fourier"):  # X -> P, P -> -X; Fouriergate is X -> -P, P -> X
            return [Operation("Fouriergate", (), step.systems, inverse=True)]
        case Transform():
            angle = (0.0,) if step.name in ("squeeze", "beamsplitter", "two-mode-squeeze") else ()
            return [Operation(GATES[str(step.name)], (float(step.parameter or 0.0), *angle), step.systems)]
        case Displace():
            return [
                Operation("Zgate" if coordinate % 2 else "Xgate", (float(by.constant),), (coordinate // 2,))
                for coordinate, by in step.shifts
            ]
        case Undone(step=Transform(name=None)):
            raise CannotRun("has no inverse of GaussianTransform and Interferometer")
        case Undone():
            return [replace(each, inverse=not each.inverse) for each in _operations(step.step, hbar, mesh)[::-1]]
        case Loss():
            return [Operation("LossChannel", (step.transmission,), (step.system,))]
        case ThermalLoss():
            return [Operation("ThermalLossChannel", (step.transmission, step.nbar), (step.system,))]
        case Selected(angle=None):
            amplitude = complex(*step.values) / math.sqrt(2 * hbar)
            return [Operation("MeasureHeterodyne", (amplitude,), (step.system,))]
        case Selected():
            return [Operation("MeasureHomodyne", (step.angle, step.values[0]), (step.system,))]
        case Discard():
            return [Operation("Del", (), (k,)) for k in step.systems]
    raise CannotRun(f"does not know the step {type(step).__name__}")


@contextlib.contextmanager
def _settings(experiment: Experiment) -> Iterator[None]:
    """The experiment's hbar, a setting of the whole process, lent; what the package warns of is not ours to judge."""
    sf: Any = strawberry_fields()
    before = sf.hbar
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sf.hbar = float(experiment.system.hbar or 0)
        try:
            yield
        finally:
            sf.hbar = before


def _ascending(modes: tuple[int, ...]) -> None:
    if list(modes) != sorted(modes):
        raise CannotRun("takes modes in ascending order only")


class StrawberryFieldsGaussian(ModeAdapter):
    """The gaussian backend."""

    name = "strawberryfields-gaussian"
    maps = frozenset(GATES)
    steps = MODE_STEPS - {Prepare, Amplify, GaussianNoise}
    selects = frozenset({"homodyne", "heterodyne"})
    tolerance = 2e-5  # homodyne projects on a squeezed state whose deviation is 2e-4 of the vacuum's
    largest_n = 20
    needs = "strawberryfields"
    interferometers = True
    written = True
    deletes = True
    engine = "gaussian"
    mesh = "rectangular"
    through = "program"  # what the engine runs, in a script
    asked: tuple[str, ...] = (
        "reduced-state", "is-pure", "fidelity-vacuum", "fidelity-coherent", "parity", "wigner", "mean-photon",
        "quadrature", "number-product", "displacement", "number-probability", "density-matrix", "squeezing",
        "polynomial", "polynomial-variance", "adjoint",
    )  # fmt: skip

    def distribution(self, experiment: Experiment) -> ContinuousDistribution:
        """Moments, in the experiment's hbar."""
        with _settings(experiment):
            return super().distribution(experiment)

    def answers(self, experiment: Experiment, asked: Sequence[tuple[str, tuple[Any, ...]]]) -> list[Any]:
        """Answers to questions, in the experiment's hbar."""
        with _settings(experiment):
            return super().answers(experiment, asked)

    def made(self, steps: Sequence[ModeStep], n: int, hbar: float) -> Any:
        """A program run on a new engine."""
        return self.run(self.program(n, operations(self.kept(steps), hbar, self.mesh)))

    def kept(self, steps: Sequence[ModeStep]) -> Sequence[ModeStep]:
        """The steps that a program has."""
        return steps

    def program(self, n: int, done: Sequence[Operation]) -> Any:
        """A program of n modes, or one that goes on after another (`n`)."""
        sf: Any = strawberry_fields()
        program = sf.Program(n)
        with program.context as q:
            for operation in done:
                operation.made() | tuple(q[k] for k in operation.modes)
        return program

    def run(self, program: Any) -> Any:
        """The state after it."""
        sf: Any = strawberry_fields()
        return sf.Engine(self.engine).run(program).state

    def moments(self, state: Any, n: int, hbar: float) -> tuple[Floats, Floats]:
        """As it tells them, put into the talk's order."""
        order = list(talk_from_blocks(n))
        return np.asarray(state.means())[order], np.asarray(state.cov())[np.ix_(order, order)]

    def reduced_state(self, state: Any, experiment: Experiment, modes: tuple[int, ...]) -> Floats:
        """`reduced_gaussian`, which takes modes in ascending order only."""
        _ascending(modes)
        order = list(talk_from_blocks(len(modes)))
        means, covariance = state.reduced_gaussian(list(modes))
        return np.concatenate([np.asarray(means)[order], np.asarray(covariance)[np.ix_(order, order)].ravel()])

    def purity(self, state: Any, experiment: Experiment) -> Any:
        """`purity`."""
        return state.purity()

    def is_pure(self, state: Any, experiment: Experiment) -> Any:
        """`is_pure`."""
        return bool(state.is_pure)

    def fidelity_vacuum(self, state: Any, experiment: Experiment) -> Any:
        """`fidelity_vacuum`."""
        return state.fidelity_vacuum()

    def fidelity_coherent(self, state: Any, experiment: Experiment, amplitudes: tuple[complex, ...]) -> Any:
        """`fidelity_coherent`."""
        return state.fidelity_coherent(list(amplitudes))

    def parity(self, state: Any, experiment: Experiment, modes: tuple[int, ...]) -> Any:
        """`parity_expectation`."""
        return state.parity_expectation(list(modes))

    def wigner(self, state: Any, experiment: Experiment, mode: int, xs: Any, ps: Any) -> Any:
        """`wigner`."""
        return state.wigner(mode, np.array(xs), np.array(ps))

    def mean_photon(self, state: Any, experiment: Experiment, mode: int) -> Any:
        """`mean_photon`."""
        return np.array(state.mean_photon(mode))

    def quadrature(self, state: Any, experiment: Experiment, mode: int, angle: float) -> Any:
        """`quad_expectation`."""
        return np.array(state.quad_expectation(mode, angle))

    def number_product(self, state: Any, experiment: Experiment, modes: tuple[int, ...]) -> Any:
        """The mean of `number_expectation`."""
        return state.number_expectation(list(modes))[0]

    def displacement(self, state: Any, experiment: Experiment, modes: tuple[int, ...]) -> Any:
        """`displacement`."""
        return np.array(state.displacement(list(modes)))

    def number_probability(self, state: Any, experiment: Experiment, numbers: tuple[int, ...]) -> Any:
        """`fock_prob`."""
        return state.fock_prob(list(numbers))

    def density_matrix(self, state: Any, experiment: Experiment, mode: int) -> Any:
        """`reduced_dm`, which normalises what it cuts off; not offered where that shows with fewer levels."""
        fewer, found = (np.asarray(state.reduced_dm(mode, cutoff=levels))[:4, :4] for levels in (45, 60))
        if np.abs(found - fewer).max() > 1e-8:
            raise CannotRun("needs more than 60 levels for this state")
        return found

    def squeezing(self, state: Any, experiment: Experiment, mode: int) -> Any:
        """`squeezing`."""
        ((size, angle),) = state.squeezing([mode])
        return np.array([size * np.exp(1j * angle)])

    def polynomial(self, state: Any, experiment: Experiment, A: Any, b: Any, c: float) -> Any:
        """The mean of `poly_quad_expectation`."""
        return self._polynomial(state, A, b, c)[0]

    def polynomial_variance(self, state: Any, experiment: Experiment, A: Any, b: Any, c: float) -> Any:
        """The variance of `poly_quad_expectation`."""
        return self._polynomial(state, A, b, c)[1]

    def _polynomial(self, state: Any, A: Any, b: Any, c: float) -> Any:
        order = list(talk_from_blocks(len(b) // 2))
        back = list(np.argsort(order))  # from x1, p1, x2, p2, ... to x1, ..., xn, p1, ..., pn
        return state.poly_quad_expectation(np.array(A)[np.ix_(back, back)], np.array(b)[back], c)

    def script(self, experiment: Experiment) -> str:
        """The program in Strawberry Fields' own words; prints means and covariance (x1, ..., xn, p1, ..., pn)."""
        hbar = float(experiment.system.hbar or 0)
        lines = [
            "import numpy as np",
            "import scipy.integrate",
            "",
            'if not hasattr(scipy.integrate, "simps"):  # Strawberry Fields 0.23 imports it from SciPy',
            "    scipy.integrate.simps = scipy.integrate.simpson",
            "import strawberryfields as sf",
            "from strawberryfields import ops",
            "",
            f"sf.hbar = {hbar:g}",
            f"program = sf.Program({experiment.n})",
            "with program.context as q:",
        ]
        done = operations(self.kept(self.elementary(experiment)[0]), hbar, self.mesh)
        lines += [operation.text for operation in done] or ["    pass"]
        lines += [
            f'state = sf.Engine("{self.engine}").run({self.through}).state',
            "print(state.means())",
            "print(state.cov())",
        ]
        return "\n".join(lines) + "\n"


class StrawberryFieldsBosonic(StrawberryFieldsGaussian):
    """The bosonic backend, whose states are sums of Gaussians in the order x1, p1, x2, p2, ...; here of one."""

    name = "strawberryfields-bosonic"
    shares = MappingProxyType({"modes-ask-homodyne-samples": 0.1, "modes-ask-number-probability": 0.25})
    engine = "bosonic"
    interferometers = False
    written = False
    asked: tuple[str, ...] = (
        "reduced-state", "purity", "is-pure", "fidelity-vacuum", "fidelity-coherent", "parity", "wigner", "mean-photon",
        "quadrature", "displacement", "number-probability", "density-matrix", "marginal", "adjoint",
        "homodyne-samples",
    )  # fmt: skip

    def moments(self, state: Any, n: int, hbar: float) -> tuple[Floats, Floats]:
        """The moments of the mixture."""
        weights, means, covs = (np.asarray(part) for part in (state.weights(), state.means(), state.covs()))
        mean = np.einsum("w,wi->i", weights, means)
        second = np.einsum("w,wij->ij", weights, covs + means[:, :, None] * means[:, None, :])
        return mean.real, (second - np.outer(mean, mean)).real

    def reduced_state(self, state: Any, experiment: Experiment, modes: tuple[int, ...]) -> Floats:
        """`reduced_bosonic`, which takes modes in ascending order only."""
        _ascending(modes)
        _, means, covs = state.reduced_bosonic(list(modes))
        return np.concatenate([np.asarray(means)[0].real, np.asarray(covs)[0].real.ravel()])

    def marginal(self, state: Any, experiment: Experiment, mode: int, angle: float, values: tuple[float, ...]) -> Any:
        """`marginal`."""
        return state.marginal(mode, np.array(values), angle)

    def homodyne_samples(
        self, state: Any, experiment: Experiment, modes: tuple[int, ...], angle: float, shots: int
    ) -> Any:
        """Samples of `MeasureHomodyne` of each mode, at the end of the program."""
        sf: Any = strawberry_fields()
        done = operations(self.elementary(experiment)[0], float(experiment.system.hbar or 0), self.mesh)
        measured = [Operation("MeasureHomodyne", (angle, None), (k,)) for k in modes]
        with seeded(0):
            run = sf.Engine(self.engine).run(self.program(experiment.n, [*done, *measured]), shots=shots)
        found = run.samples_dict
        return np.array([np.ravel(found[k][0]) for k in modes]).T
