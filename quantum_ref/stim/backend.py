"""The `stim` backend: bits, exact joint distributions for thousands of qubits.

The outcomes of a stabilizer circuit are uniform on an affine set. Its directions come from Stim's Pauli frames,
a point of it from one run of Stim's tableau (see `stim_frames`). Every frame is sound by itself; that none is
missing is checked against the number of random results that the tableau counts. Noise enters as further frames, with
exact weights; no outcome is ever counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from toytheory.backend import Capabilities, Side, declared
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition
from toytheory.outcomes.distributions import LISTED, Distribution, LatentNoise, LatentOutcomes
from toytheory.outcomes.readout import Asked, read_out_latent

from .frames import FrameRecorder, one_run, propagate
from .gf2 import Bits, echelon
from .known import known_at_end
from .program import translate

LARGEST_TABLE = 2**26
"""The largest table of (sources of chance) x (results); about 2 GB at most, for 5,000 bits and more."""

NOISE_CELLS = 2**22
"""Cosets over which noise may spread, times outcomes: bounds the memory of the convolution."""


LARGEST_N = 2**14
"""Qubits of a tableau, which takes n^2 bytes and as long: it is dense, whatever is done to them."""


class StimBackend:
    """Exact distributions over the outcomes of experiments on bits, from Stim's tableau and Pauli frames.

    >>> from toytheory.language.steps import Measure, Prepare, System
    >>> from toytheory.phase_space.variables import Variable
    >>> X1, P1 = Variable.of({0: 1}, 2), Variable.of({1: 1}, 2)
    >>> steps = (Prepare((X1,), (1,), (0,)), Measure((X1,), ("a",)), Measure((P1,), ("b",)))
    >>> dict(StimBackend().distribution(Experiment(System("bits", 1, 2), steps)).probabilities)
    {(1, 0): Fraction(1, 2), (1, 1): Fraction(1, 2)}
    """

    name = "stim"
    side: Side = "quantum"
    capabilities = Capabilities(
        kinds=frozenset({"bits", "dits"}), dimensions=frozenset({2}), largest_n=LARGEST_N, needs="stim"
    )

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """True, or the reason why not."""
        return declared(self, experiment)

    def distribution(self, experiment: Experiment) -> Distribution:
        """The exact distribution; CannotRun where it is out of reach."""
        reason = self.can_run(experiment)
        if reason is not True:
            raise CannotRun(reason)
        outcomes = latent_outcomes(experiment)
        limit = max(LISTED, min(2**17, NOISE_CELLS // max(1, len(outcomes.names))))
        return outcomes.distribution(experiment.conditions, limit)

    def marginals(self, experiment: Experiment, asked: Sequence[Asked]) -> list[Distribution]:
        """The joint distribution of each group of expressions in outcomes, however many others there are."""
        reason = self.can_run(experiment)
        if reason is not True:
            raise CannotRun(reason)
        conditions = [(step.name, step.value) for step in experiment.steps if isinstance(step, Condition)]
        return read_out_latent(latent_outcomes(experiment), asked, conditions)

    def known_at_end(self, experiment: Experiment, systems: int) -> dict[str, Any] | None:
        """What is known at the end of the first systems, given the conditions, to whoever sees no other outcome."""
        reason = self.can_run(experiment)
        if reason is not True:
            raise CannotRun(reason)
        return known_at_end(experiment, systems)


def latent_outcomes(experiment: Experiment) -> LatentOutcomes:
    """The outcomes of an experiment on bits as an affine function of fair coins and noise.

    Raises
    ------
    CannotRun : too large.
    RuntimeError : Stim's frames and Stim's tableau do not have the same number of random results.

    >>> from toytheory.language.steps import Measure, System
    >>> from toytheory.phase_space.variables import Variable
    >>> X1, P1 = Variable.of({0: 1}, 2), Variable.of({1: 1}, 2)
    >>> steps = (Measure((X1,), ("a",)), Measure((X1,), ("b",)), Measure((P1,), ("c",)))
    >>> latent_outcomes(Experiment(System("bits", 1, 2), steps)).uniform.tolist()
    [[1, 1, 0], [0, 0, 1]]
    """
    recorder = FrameRecorder(experiment.n)
    translate(experiment, recorder)
    if recorder.latents * recorder.records > LARGEST_TABLE:
        raise CannotRun(
            f"{recorder.latents} sources of chance with {recorder.records} results; their product may be "
            f"at most {LARGEST_TABLE}"
        )
    flips = propagate(recorder)
    point, random = one_run(recorder)

    coins = np.ones(recorder.latents, dtype=np.bool_)
    for first, step in recorder.noises:
        coins[first : first + len(step.coordinates)] = False
    shown = np.array([*(position for position, _ in recorder.known), *recorder.outcomes], dtype=np.int64)
    rest = np.setdiff1d(np.arange(recorder.records), shown)
    form = echelon(flips[coins][:, np.concatenate([shown, rest])])
    if len(form.pivots) != random:
        raise RuntimeError(f"Stim's frames give {len(form.pivots)} random results, its tableau gives {random}")

    rows = form.rows[: sum(pivot < shown.size for pivot in form.pivots), : shown.size]
    wanted = np.array([value for _, value in recorder.known], dtype=np.bool_)
    visible = slice(wanted.size, None)  # known variables are independent coins, so they hold the first pivots
    shifts = _with_known_values(flips[:, shown], rows, np.zeros_like(wanted))[:, visible].astype(np.int64)
    return LatentOutcomes(
        2,
        experiment.outcomes,
        _with_known_values(point[None, shown], rows, wanted)[0, visible].astype(np.int64),
        rows[visible, visible].astype(np.int64),
        tuple(
            LatentNoise(shifts[first : first + len(step.coordinates)], step.weights) for first, step in recorder.noises
        ),
    )


def _with_known_values(results: Bits, rows: Bits, wanted: Bits) -> Bits:
    """The results that differ from these by coins alone and have the wanted values on the hidden record."""
    missing = results[:, : wanted.size] ^ wanted
    changed = missing.astype(np.float32) @ rows[: wanted.size].astype(np.float32)  # sums below 2^24 are exact
    return results ^ (changed.astype(np.int64) % 2).astype(np.bool_)
