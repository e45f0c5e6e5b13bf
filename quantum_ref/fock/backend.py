"""The `fock` backend: one or two modes in a truncated number basis, by operators.

Slow and small, and the route that shares nothing with the others: no covariance matrix is ever moved. Every experiment
is run with two cutoffs; four times what they differ by, at the end or on the way, the population of the highest number
states, and what is lost beyond them are the stated tolerance. An experiment that needs more number states is refused.
One outcome after another is not followed: outcomes are read off the final state, or projected on where they are
conditioned on.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

import numpy as np

from quantum_ref.plan.measurements import Planned, plan
from toytheory.backend import MODE_STEPS, MODES, Capabilities, Side, declared
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import PrepareGaussian
from toytheory.outcomes.densities import ContinuousDistribution, Floats, Moments, covariance_scale, mean_scale
from toytheory.phase_space.space import coordinates_of

from .run import FockRun
from .states import displacement, gaussian_state, moments, quadratures, wigner_function

CUTOFFS = {1: (50, 64), 2: (15, 19)}
"""Number of modes -> the two cutoffs."""

EXCITATIONS = {1: 8.0, 2: 1.6}
"""Mean excitations of a mode that is prepared, at most."""

WORST = 1e-3
"""Larger tolerances are no answer."""

LEAST = 1e-8
"""The smallest tolerance that is stated."""


class FockBackend:
    """Means and covariances of experiments on one or two modes, from density matrices in the number basis.

    >>> from toytheory.language.reading import parse_experiment
    >>> lines = ["system 1 mode", "prepare vacuum 1", "squeeze 1 by 0.5", "measure X1 as a"]
    >>> answer = FockBackend().distribution(parse_experiment(chr(10).join(lines)))
    >>> answer.outcomes.covariance.round(6).tolist()        # exp(-1) / 2
    [[0.18394]]
    """

    name = "fock"
    side: Side = "quantum"
    capabilities = Capabilities(kinds=MODES, steps=MODE_STEPS, largest_n=2, needs="qutip")

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """True, or the reason why not."""
        reason = declared(self, experiment)
        if reason is not True:
            return reason
        hbar = float(experiment.system.hbar or 1.0)
        for step in experiment.steps:
            if isinstance(step, PrepareGaussian):
                squares = np.diagonal(np.array(step.covariance)) + np.square(step.means)
                excitations = squares.reshape(-1, 2).sum(axis=1) / (2 * hbar) - 0.5
                most = EXCITATIONS[experiment.n]
                if excitations.max() > most:
                    return f"a state with {excitations.max():.3g} excitations of a mode; at most {most} fit the cutoff"
        return True

    def distribution(self, experiment: Experiment) -> ContinuousDistribution:
        """Means and covariances; CannotRun where the number states do not suffice, or for outcomes in the middle."""
        reason = self.can_run(experiment)
        if reason is not True:
            raise CannotRun(reason)
        planned = plan(experiment)
        few, many = CUTOFFS[experiment.n]
        coarse, before = _answer(experiment, planned, few)
        fine, run = _answer(experiment, planned, many)
        if contradictory(experiment):
            return replace(fine, condition_log_density=-math.inf)
        on_the_way = _history_difference(run, before)
        tolerance = LEAST + run.spill + 4 * max(_difference(fine, coarse), on_the_way)
        if not tolerance <= WORST:
            raise CannotRun(f"with {few} and {many} number states the answers differ by {tolerance:.1g}")
        return replace(fine, tolerance=tolerance)

    def wigner_function(
        self, means: Floats, covariance: Floats, hbar: float, mode: int, x: Floats, p: Floats
    ) -> Floats:
        """(len(p), len(x)) Wigner function of a Gaussian state of one mode (`mode` 0) on a grid, from number states.

        CannotRun where the number states do not suffice for its moments, or for more modes.
        """
        if (len(means), mode) != (2, 0):
            raise CannotRun("Wigner functions in the number basis are those of one mode")
        cutoff = CUTOFFS[1][0]
        move = displacement(means[0], means[1], cutoff, hbar)
        rho = move @ gaussian_state(covariance, cutoff, hbar) @ move.conj().T
        found, spread = moments(quadratures(1, cutoff, hbar), rho)
        if not max(np.abs(found - means).max() ** 2, np.abs(spread - covariance).max()) <= WORST * hbar:
            raise CannotRun(f"{cutoff} number states do not hold this state")
        return wigner_function(rho, x, p, hbar)


def contradictory(experiment: Experiment) -> bool:
    """Whether an outcome is to have two values."""
    values: dict[int, float] = {}
    return any(values.setdefault(position, value) != value for position, value in experiment.conditions)


def _answer(experiment: Experiment, planned: list[Planned], cutoff: int) -> tuple[ContinuousDistribution, FockRun]:
    """The distribution for one cutoff, and the run."""
    run = FockRun(experiment, planned, cutoff)
    means, covariance = run.moments()
    listed = {name: (form, constant, added) for name, form, constant, added in run.forms}
    zero = np.zeros(2 * experiment.n)
    chosen = [listed.get(name, (zero, run.values.get(name, 0.0), 0.0)) for name in experiment.outcomes]
    forms = np.array([form for form, *_ in chosen]).reshape(len(chosen), 2 * experiment.n)
    constants = np.array([constant for _, constant, _ in chosen])
    added = np.diag([extra for *_, extra in chosen]).reshape(len(chosen), len(chosen))
    left = coordinates_of(experiment.unmeasured)
    unknown = [i for i, index in enumerate(left.tolist()) if index // 2 not in run.prepared]
    answer = ContinuousDistribution(
        experiment.outcomes,
        Moments.of(forms @ means + constants, forms @ covariance @ forms.T + added),
        experiment.unmeasured,
        Moments.of(means[left], covariance[np.ix_(left, left)], np.eye(len(left))[unknown]),
        float(experiment.system.hbar or 1.0),
        LEAST,
        run.log_density,
    )
    return answer, run


def _history_difference(fine: FockRun, coarse: FockRun) -> float:
    """How far the modes were apart on the way: a state that needed more number states may have come back."""
    worst = 0.0
    for (means, covariance), (other_means, other) in zip(fine.history, coarse.history, strict=True):
        moments = Moments.of(means, covariance)
        worst = max(worst, float((np.abs(means - other_means) / mean_scale(moments, fine.hbar)).max()))
        worst = max(worst, float((np.abs(covariance - other) / covariance_scale(moments, fine.hbar)).max()))
    return worst


def _difference(fine: ContinuousDistribution, coarse: ContinuousDistribution) -> float:
    worst = abs((fine.condition_log_density or 0.0) - (coarse.condition_log_density or 0.0))
    for left, right in ((fine.outcomes, coarse.outcomes), (fine.state, coarse.state)):
        if left.size:
            worst = max(worst, float((np.abs(left.means - right.means) / mean_scale(left, fine.hbar)).max()))
            apart = np.abs(left.covariance - right.covariance) / covariance_scale(left, fine.hbar)
            worst = max(worst, float(apart.max()))
    return worst
