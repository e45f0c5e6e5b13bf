"""Piquasso's simulator of pure states in the number basis, where what it cuts off cannot matter.

Its gates are unitaries whose elements beyond the cutoff are left out, so the norm of the state falls, gate by gate, by
the weight that is cut off. Where the weights lost are d_1, ..., d_k, the state is wrong by at most
sqrt(d_1) + ... + sqrt(d_k) <= sqrt(k (d_1 + ... + d_k)), and the sum is 1 - norm^2. An experiment in which that is more
than `LOST` is refused: ten gates make an error of 5e-7 then, in probabilities of 1e-6 at most. So is one that leaves
weight among the highest quarter of the numbers, lest a state that was normalised pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from toytheory.adapting.modes import ModeStep
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Displace, PrepareVacuum, Transform
from toytheory.outcomes.densities import Floats

from .piquasso import PiquassoGaussian, gate_lines, piquasso

CUTOFFS = {1: 80, 2: 36}
"""Photons of all modes together are fewer than this, by the number of modes."""

LOST = 2e-14

HIGH = 1e-9
"""Weight of the highest quarter of the numbers, at most."""


class PiquassoPureFock(PiquassoGaussian):
    """`PureFockSimulator`; not asked for samples, of which a thousand take seconds."""

    name = "piquasso-pure-fock"
    maps = frozenset({"rotate", "squeeze", "beamsplitter", "two-mode-squeeze", "shear"})
    steps = frozenset({PrepareVacuum, Displace, Transform})
    largest_n = 2
    tolerance = 1e-5
    asked = (
        "wigner", "mean-photon", "total-number", "quadrature", "number-probability", "reduced-number-probability",
        "density-matrix",
    )  # fmt: skip

    def made(self, steps: Sequence[ModeStep], n: int, hbar: float) -> Any:
        """A program, executed; CannotRun where the cutoff matters."""
        pq = piquasso()
        _, _, operations = self.words(steps, n, hbar)
        with pq.Program() as program:
            pq.Q(*range(n)) | pq.Vacuum()
            for name, arguments, modes in operations:
                pq.Q(*modes) | getattr(pq, name)(*arguments)
        config = pq.Config(hbar=hbar, cutoff=CUTOFFS[n], validate=False)
        state = pq.PureFockSimulator(d=n, config=config).execute(program).state
        weights = np.abs(state.get_tensor_representation()) ** 2
        high = np.indices(weights.shape).sum(axis=0) >= 0.75 * CUTOFFS[n]
        if 1 - weights.sum() > LOST or weights[high].sum() > HIGH:
            raise CannotRun(f"of {n} modes it holds fewer than {CUTOFFS[n]} photons")
        return state

    def script(self, experiment: Experiment) -> str:
        """The program in Piquasso's own words; prints the probabilities of up to two photons of all modes together."""
        hbar, n = float(experiment.system.hbar or 0), experiment.n
        lines = [
            "import numpy as np",
            "import piquasso as pq",
            "",
            "with pq.Program() as program:",
            f"    pq.Q(*range({n})) | pq.Vacuum()",
            *gate_lines(self.words(self.elementary(experiment)[0], n, hbar)[2]),
            f"simulator = pq.PureFockSimulator(d={n}, config=pq.Config(hbar={hbar:g}, cutoff={CUTOFFS[n]}))",
            "found = simulator.execute(program).state.fock_probabilities_map",
            "print({key: round(float(p), 6) for key, p in found.items() if sum(key) < 3})",
        ]
        return "\n".join(lines) + "\n"

    def moments(self, state: Any, n: int, hbar: float) -> tuple[Floats, Floats]:
        """Of its amplitudes: <r> and the real part of <r r> for r = (x1, p1, ...) applied to the state."""
        psi = np.asarray(state.get_tensor_representation())
        psi = np.pad(psi, 1)[(slice(1, None),) * n]  # a photon more has room
        applied = []
        for k in range(n):
            front = np.moveaxis(psi, k, 0)
            root = np.sqrt(np.arange(1, len(front))).reshape(-1, *[1] * (n - 1))
            down, up = np.zeros_like(front), np.zeros_like(front)
            down[:-1], up[1:] = root * front[1:], root * front[:-1]
            for part in (down + up, 1j * (up - down)):
                applied.append(np.sqrt(hbar / 2) * np.moveaxis(part, 0, k).ravel())
        rows = np.array(applied)
        means = (rows @ psi.ravel().conj()).real
        return means, (rows.conj() @ rows.T).real - np.outer(means, means)

    def mean_photon(self, state: Any, experiment: Experiment, mode: int) -> Any:
        """Of one mode alone, since it tells of all modes together."""
        return self.total_number(state, experiment, (mode,))

    def total_number(self, state: Any, experiment: Experiment, modes: tuple[int, ...]) -> Any:
        """`mean_photon_number` and `variance_photon_number`."""
        if len(modes) < experiment.n:
            raise CannotRun("tells this of all modes together")
        return np.array([state.mean_photon_number(), state.variance_photon_number()])

    def quadrature(self, state: Any, experiment: Experiment, mode: int, angle: float) -> Any:
        """`quadratures_mean_variance`."""
        return np.array(state.quadratures_mean_variance((mode,), angle))

    def reduced_number_probability(
        self, state: Any, experiment: Experiment, modes: tuple[int, ...], numbers: tuple[int, ...]
    ) -> Any:
        """`get_particle_detection_probability_on_modes`."""
        return float(state.get_particle_detection_probability_on_modes(np.array(numbers), modes))

    def density_matrix(self, state: Any, experiment: Experiment, mode: int) -> Any:
        """`density_matrix` of the reduced state."""
        return np.asarray(state.reduced((mode,)).density_matrix)[:4, :4]
