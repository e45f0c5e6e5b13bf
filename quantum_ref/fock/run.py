"""One run of an experiment on one or two modes in a truncated number basis.

Named maps are exponentials of quadratic Hamiltonians, loss and amplification have Kraus operators, added noise is a
loss of coherence between eigenvectors of the conjugate quadrature. An outcome that is conditioned on is projected on.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quantum_ref.plan.measurements import Dual, Homodyne, Planned
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import (
    Amplify,
    Condition,
    Discard,
    Displace,
    GaussianNoise,
    Loss,
    Prepare,
    PrepareGaussian,
    PrepareVacuum,
    Step,
    ThermalLoss,
    Transform,
)
from toytheory.outcomes.densities import Floats

from . import states as fock

SPILL = 1e-3
"""The largest population of the two highest number states of a mode."""


def hamiltonian_form(name: str, t: float) -> list[tuple[Floats, float]]:
    """The quadratic Hamiltonians (form, time) that give a named map, one after the other: exp(-i time H / hbar).

    dA/dt = i [H, A] / hbar; `swap` is a beam splitter and a rotation, `fourier` a rotation by -pi/2.
    """
    rotate = -np.eye(2)
    single = {
        "rotate": (rotate, t),
        "fourier": (rotate, -math.pi / 2),
        "squeeze": (np.array([[0.0, -1.0], [-1.0, 0.0]]), t),
        "shear": (np.array([[-1.0, 0.0], [0.0, 0.0]]), t),
    }
    if name in single:
        return [single[name]]
    form = np.zeros((4, 4))  # x1, p1, x2, p2
    match name:
        case "beamsplitter" | "swap":
            form[0, 3] = form[3, 0] = 1.0
            form[1, 2] = form[2, 1] = -1.0
        case "two-mode-squeeze":
            form[0, 3] = form[3, 0] = form[1, 2] = form[2, 1] = 1.0
        case "sum":
            form[0, 3] = form[3, 0] = 1.0
        case "cphase":
            form[0, 2] = form[2, 0] = -1.0
        case _:
            raise CannotRun(f"does not know the map {name}")
    if name == "swap":
        turn = np.zeros((4, 4))
        turn[:2, :2] = rotate
        return [(form, math.pi / 2), (turn, math.pi)]
    return [(form, t)]


class FockRun:
    """The density matrix of n modes with `cutoff` number states each, after the steps of an experiment.

    CannotRun where a step is out of reach, or where a mode needs more number states.
    """

    def __init__(self, experiment: Experiment, planned: Sequence[Planned], cutoff: int) -> None:
        self.n, self.hbar, self.cutoff = experiment.n, float(experiment.system.hbar or 0.0), cutoff
        self.values = {step.name: float(step.value) for step in experiment.steps if isinstance(step, Condition)}
        vacuum = np.zeros((cutoff, cutoff), dtype=complex)
        vacuum[0, 0] = 1
        self.vacuum, self.rho = vacuum, fock.product([vacuum] * self.n)
        self.prepared: set[int] = set()
        self.log_density, self.spill = 0.0, 0.0
        self.history: list[tuple[Floats, Floats]] = []  # means and covariance of each mode after each step
        self.forms: list[tuple[str, Floats, float, float]] = []  # name, coefficients, constant, added variance
        for step in planned:
            self._step(step)
            self._check_spill()
            self._remember()

    def _step(self, step: Planned) -> None:
        match step:
            case PrepareVacuum():
                for system in step.systems:
                    self._reset(system)
            case PrepareGaussian():
                self._gaussian(step)
            case Transform():
                self._need(step.systems)
                self._transform(step)
            case Displace():
                self._need(step.touched)
                for coordinate, expression in step.shifts:
                    if any(name not in self.values for name, _ in expression.terms):
                        raise CannotRun("feeds forward only outcomes that are conditioned on")
                    shift = expression.constant + sum(c * self.values[name] for name, c in expression.terms)
                    x, p = (0.0, shift) if coordinate % 2 else (shift, 0.0)
                    move = fock.displacement(x, p, self.cutoff, self.hbar)
                    self._conjugate(move, coordinate // 2)
            case Loss() | ThermalLoss() | Amplify():
                self._need((step.system,))
                self._channel(step)
            case GaussianNoise():
                self._need(step.touched)
                for coordinate, variance in step.variances:
                    self._noise(coordinate, variance)
            case Homodyne() | Dual():
                self._measure(step)
            case Discard():
                self.prepared.difference_update(step.systems)
            case Prepare():
                raise CannotRun("quadrature states have no vector in the number basis")
            case _:
                raise CannotRun(f"does not know the step {type(step).__name__}")

    def _need(self, systems: Sequence[int]) -> None:
        if not self.prepared.issuperset(systems):
            raise CannotRun("depends on a mode that is unprepared or was measured")

    # one mode of several

    def _tensor(self) -> Any:
        return self.rho.reshape([self.cutoff] * (2 * self.n))

    def _conjugate(self, K: Any, mode: int) -> None:
        """Replace rho by K rho K^dagger, K acting on one mode."""
        part = np.moveaxis(np.tensordot(K, self._tensor(), axes=(1, mode)), 0, mode)
        whole = np.moveaxis(np.tensordot(K.conj(), part, axes=(1, self.n + mode)), 0, self.n + mode)
        self.rho = whole.reshape(self.rho.shape)

    def _reset(self, mode: int, state: Any = None) -> None:
        """Forget a mode and put a state, the vacuum by default, in its place."""
        state = self.vacuum if state is None else state
        if self.n == 1:
            self.rho = state * np.trace(self.rho)
        else:
            other = np.trace(self._tensor(), axis1=mode, axis2=2 + mode)
            self.rho = np.kron(state, other) if mode == 0 else np.kron(other, state)
        self.prepared.add(mode)

    def _project(self, bra: Any, mode: int) -> None:
        """Replace rho by <b| rho |b> for a bra of a mode, times the vacuum there; not normalised."""
        self._conjugate(np.outer(np.eye(self.cutoff)[0], bra), mode)

    def _check_spill(self) -> None:
        populations = np.einsum("ii->i", self.rho).real.reshape([self.cutoff] * self.n)
        self.spill = max(self.spill, abs(1 - float(populations.sum())))  # channels may lead out of what is kept
        for mode in range(self.n):
            others = tuple(k for k in range(self.n) if k != mode)
            self.spill = max(self.spill, float(populations.sum(axis=others)[-2:].sum()))
        if not self.spill <= SPILL:
            raise CannotRun(f"a mode needs more than the {self.cutoff} number states that are kept")

    def _remember(self) -> None:
        operators = fock.quadratures(1, self.cutoff, self.hbar)
        for mode in range(self.n):
            self.history.append(fock.moments(operators, fock.reduced(self._tensor(), (mode,))))

    # steps

    def _gaussian(self, step: PrepareGaussian) -> None:
        if len(step.systems) not in (1, self.n):
            raise CannotRun("prepares one mode or all of them")
        state = fock.gaussian_state(np.array(step.covariance), self.cutoff, self.hbar)
        if len(step.systems) == 1:
            self._reset(step.systems[0], state)
        else:
            if step.systems[0] > step.systems[1]:
                state = state.reshape([self.cutoff] * 4).transpose(1, 0, 3, 2).reshape(state.shape)
            self.rho = state * np.trace(self.rho)
            self.prepared.update(step.systems)
        for system, x, p in zip(step.systems, step.means[0::2], step.means[1::2], strict=True):
            self._conjugate(fock.displacement(x, p, self.cutoff, self.hbar), system)

    def _transform(self, step: Transform) -> None:
        if step.name is None:
            raise CannotRun("knows named maps only: a written map has no Hamiltonian given with it")
        t = float(step.parameter or 0.0)
        if step.name in ("rotate", "beamsplitter"):
            t = math.atan2(math.sin(t), math.cos(t))  # of many turns the last: phases have only so many digits
        for form, time in hamiltonian_form(step.name, t):
            if len(form) == 2:
                gate = fock.unitary(fock.quadratic(form, self.cutoff, self.hbar) * time / self.hbar)
                self._conjugate(gate, step.systems[0])
                continue
            order = [2 * step.systems.index(i // 2) + i % 2 for i in range(4)]
            hamiltonian = fock.quadratic(form[np.ix_(order, order)], self.cutoff, self.hbar)
            self.rho = fock.evolved(hamiltonian * time / self.hbar, self.rho)

    def _channel(self, step: Step) -> None:
        match step:
            case Loss():
                self._lower(self._loss(step.transmission), step.system)
            case Amplify():
                self._raise(self._gain(step.gain), step.system)
            case ThermalLoss():  # loss, then a gain that brings back the amplitude and adds the excitations
                gain = 1 + (1 - step.transmission) * step.nbar
                self._lower(self._loss(step.transmission / gain), step.system)
                self._raise(self._gain(gain), step.system)

    def _loss(self, T: float) -> dict[int, Floats]:
        """k -> the entries |m><m + k| of the Kraus operators sqrt((1 - T)^k / k!) T^(N/2) a^k."""
        return {
            k: math.sqrt((1 - T) ** k) * math.sqrt(T) ** np.arange(self.cutoff - k) * power
            for k, power in enumerate(fock.powers(self.cutoff))
        }

    def _gain(self, G: float) -> dict[int, Floats]:
        """k -> the entries |m + k><m| of the Kraus operators sqrt((1 - 1/G)^k / (k! G)) a^dagger^k G^(-N/2)."""
        return {
            k: math.sqrt((1 - 1 / G) ** k / G) * power * G ** (-np.arange(self.cutoff - k) / 2)
            for k, power in enumerate(fock.powers(self.cutoff))
        }

    def _lower(self, kraus: dict[int, Floats], mode: int) -> None:
        self._shift(kraus, mode, lambda k: (slice(self.cutoff - k), slice(k, None)))

    def _raise(self, kraus: dict[int, Floats], mode: int) -> None:
        self._shift(kraus, mode, lambda k: (slice(k, None), slice(self.cutoff - k)))

    def _shift(self, kraus: dict[int, Floats], mode: int, where: Callable[[int], tuple[slice, slice]]) -> None:
        """Replace rho by the sum of K rho K^dagger, where K moves number states of a mode by k, with these entries."""
        kraus = {k: entries for k, entries in kraus.items() if entries.max() > 1e-10}
        if not kraus:
            raise CannotRun(f"a mode needs more than the {self.cutoff} number states that are kept")
        tensor = np.moveaxis(self._tensor(), (mode, self.n + mode), (-2, -1))
        total = np.zeros_like(tensor)
        for k, entries in kraus.items():
            to, of = where(k)
            total[..., to, to] += np.outer(entries, entries) * tensor[..., of, of]
        self.rho = np.moveaxis(total, (-2, -1), (mode, self.n + mode)).reshape(self.rho.shape)

    def _noise(self, coordinate: int, variance: float) -> None:
        """A random shift of one quadrature: coherence between values c, c' of the other decays by their distance."""
        X, P = fock.quadratures(1, self.cutoff, self.hbar)
        values, vectors = np.linalg.eigh(X if coordinate % 2 else P)
        decay = np.exp(-variance * np.subtract.outer(values, values) ** 2 / (2 * self.hbar**2))
        mode = coordinate // 2
        self._conjugate(vectors.conj().T, mode)
        axes = [1] * (2 * self.n)
        axes[mode] = axes[self.n + mode] = self.cutoff
        self.rho = (self._tensor() * decay.reshape(axes)).reshape(self.rho.shape)
        self._conjugate(vectors, mode)

    # measurements

    def _measure(self, step: Homodyne | Dual) -> None:
        systems = step.variable.systems if isinstance(step, Homodyne) else (step.system,)
        self._need(systems)
        if not step.measured:
            self._read_off(step)
            return
        names = (step.name,) if isinstance(step, Homodyne) else step.names
        if any(name not in self.values for name in names):
            raise CannotRun("measures in the middle only what is conditioned on")
        if len(systems) != 1:
            raise CannotRun("conditions on variables of one mode only")
        if isinstance(step, Homodyne):
            x, p = step.variable.vector(self.n)[2 * systems[0] : 2 * systems[0] + 2]
            length = math.hypot(x, p)
            value = (self.values[step.name] - float(step.variable.constant)) / length
            bra = self._position_bra(value, math.atan2(p, x)) / math.sqrt(length)
        else:
            bra = self._coherent_bra(*(self.values[name] for name in names))
        self._project(bra, systems[0])
        probability = float(np.trace(self.rho).real)
        if probability <= 1e-12:
            raise CannotRun("the conditions are so improbable that the truncated state has no digits for them")
        self.rho = self.rho / probability
        self.log_density += math.log(probability)
        self.prepared.discard(systems[0])

    def _read_off(self, step: Homodyne | Dual) -> None:
        if isinstance(step, Homodyne):
            form = np.asarray(step.variable.vector(self.n), dtype=np.float64)
            self.forms.append((step.name, form, float(step.variable.constant), 0.0))
            return
        for c, name in enumerate(step.names):  # the outcomes' moments are those in antinormal order: hbar/2 more
            form = np.zeros(2 * self.n)
            form[2 * step.system + c] = 1
            self.forms.append((name, form, 0.0, self.hbar / 2))

    def _position_bra(self, value: float, angle: float) -> Any:
        """<x cos + p sin = value| in the number basis: Hermite functions with the phases of a rotation."""
        s = value / math.sqrt(self.hbar)
        wave = np.zeros(self.cutoff)
        wave[0] = (math.pi * self.hbar) ** -0.25 * math.exp(-s * s / 2)
        wave[1] = math.sqrt(2) * s * wave[0]
        for k in range(1, self.cutoff - 1):
            wave[k + 1] = math.sqrt(2 / (k + 1)) * s * wave[k] - math.sqrt(k / (k + 1)) * wave[k - 1]
        return wave * np.exp(-1j * angle * np.arange(self.cutoff))

    def _coherent_bra(self, x: float, p: float) -> Any:
        """<alpha| with the norm of a density in x and p: completeness is int |alpha><alpha| dx dp / (2 pi hbar)."""
        alpha = complex(x, p) / math.sqrt(2 * self.hbar)
        bra = np.zeros(self.cutoff, dtype=complex)
        bra[0] = math.exp(-(abs(alpha) ** 2) / 2)
        for k in range(1, self.cutoff):
            bra[k] = bra[k - 1] * alpha.conjugate() / math.sqrt(k)
        return bra / math.sqrt(2 * math.pi * self.hbar)

    def moments(self) -> tuple[Floats, Floats]:
        """Means and covariance of x1, p1, x2, p2, ..."""
        return fock.moments_of_modes(self.rho / np.trace(self.rho).real, self.n, self.cutoff, self.hbar)
