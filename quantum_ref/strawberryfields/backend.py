"""The `strawberryfields` backend: modes, on Strawberry Fields' Gaussian simulator.

The joint distribution of the outcomes is asked of the simulator. Before each measurement its state tells the mean
and the variance of the outcome for given values of the earlier ones; the mean is affine in these, so one run for each
of them and one more are enough. Outcomes that nothing depends on are read off the final state.

What is approximate: homodyne projects on a state of finite squeezing (`sf_circuit.EPS`), and what was measured or
prepared as a quadrature and is used again is put in such a state. The error is proportional to EPS^2; it is measured by
running the experiment with another EPS, and stated in `tolerance`.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

import numpy as np

from quantum_ref.plan.chain import Block, Joint, conditioned, joint
from quantum_ref.plan.measurements import Planned, plan
from quantum_ref.plan.rounding import of_projection, relative
from toytheory.backend import MODE_STEPS, MODES, Capabilities, Side, declared
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Prepare
from toytheory.outcomes.densities import (
    ContinuousDistribution,
    Floats,
    Moments,
    covariance_scale,
    log_density_scale,
    mean_scale,
)

from .circuit import EPS, SFCircuit, generator_kept
from .run import Run
from .runs import measured_names, runs

LARGEST_N = 400
"""Modes; the simulator's gates take a time proportional to their number."""

MEASURED = 200
"""Outcomes measured in turn; each takes a run of the experiment."""

COARSER = 3.0
"""The other EPS, relative to the first: the results then differ by 8 times the error of the finer."""

WORST = 0.01
"""A relative error beyond this is no answer."""

UNDECIDED = "a coordinate depends so little on what is unknown that rounding does not tell whether it does"
"""A reason."""

LEAST = 1e-9
"""The smallest tolerance that is stated."""


class StrawberryFieldsBackend:
    """Means and covariances of experiments on modes, from Strawberry Fields' Gaussian backend.

    Parameters
    ----------
    eps : of homodyne and of what stands for quadrature states, in units of the vacuum's deviation.
    read_off : False to measure every outcome where it stands, though nothing may depend on it.

    >>> from toytheory.language.reading import parse_experiment
    >>> lines = ["system 1 mode", "prepare vacuum 1", "squeeze 1 by 0.5", "measure X1 as a"]
    >>> answer = StrawberryFieldsBackend().distribution(parse_experiment(chr(10).join(lines)))
    >>> answer.outcomes.covariance.round(6).tolist()        # exp(-1) / 2
    [[0.18394]]
    """

    name = "strawberryfields"
    side: Side = "quantum"
    capabilities = Capabilities(kinds=MODES, steps=MODE_STEPS, largest_n=LARGEST_N, needs="strawberryfields")

    def __init__(self, eps: float = EPS, read_off: bool = True) -> None:
        self.eps, self.read_off = eps, read_off

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """True, or the reason why not."""
        return declared(self, experiment)

    def distribution(self, experiment: Experiment) -> ContinuousDistribution:
        """Means and covariances; CannotRun where the experiment depends on what no state describes."""
        reason = self.can_run(experiment)
        if reason is not True:
            raise CannotRun(reason)
        planned = plan(experiment, self.read_off)
        if sum(len(measured_names(step)) for step in planned) > MEASURED:
            raise CannotRun(f"more than {MEASURED} outcomes are used before the end; each takes a run")
        with np.errstate(all="ignore"), generator_kept():
            return self._with_tolerance(experiment, planned)

    def wigner_function(
        self, means: Floats, covariance: Floats, hbar: float, mode: int, x: Floats, p: Floats
    ) -> Floats:
        """(len(p), len(x)) Wigner function of one mode of the Gaussian state with these moments, on a grid."""
        circuit = SFCircuit(len(means) // 2, hbar)
        circuit.prepare(range(circuit.modes), means, covariance)
        return circuit.wigner(mode, x, p)

    def _with_tolerance(self, experiment: Experiment, planned: list[Planned]) -> ContinuousDistribution:
        """The answer with its error; CannotRun where that leaves no digits."""
        found, rounding = _answer(experiment, planned, self.eps)
        tolerance = LEAST + rounding
        if any(measured_names(step) or isinstance(step, Prepare) for step in planned):
            coarse, _ = _answer(experiment, planned, COARSER * self.eps)
            tolerance += _difference(found, coarse)
        if not tolerance <= WORST:
            raise CannotRun(f"rounding and finite squeezing leave no digits: the error would be about {tolerance:.1g}")
        return replace(found, tolerance=tolerance)


def _answer(experiment: Experiment, planned: list[Planned], eps: float) -> tuple[ContinuousDistribution, float]:
    """The distribution for one eps, and the error by rounding."""
    hbar = float(experiment.system.hbar or 0.0)
    base, moved, units = runs(experiment, planned, eps)
    wrong = np.max([other.errors[0] for other in (base, *moved)], axis=0)
    missed = np.max([other.errors[1] for other in (base, *moved)], axis=0)
    together = joint(_blocks(base, moved, units), wrong, missed)
    if not all(np.isfinite(part).all() for part in (together.means, together.covariance, wrong, missed)):
        raise CannotRun("numbers grow beyond what floats can hold")
    order = [*base.names, *base.read_names]
    positions = [order.index(name) for name in experiment.outcomes]
    positions += range(len(order), len(together.means))
    conditions = experiment.conditions
    _must_be_resolved(experiment, base, eps)
    given = conditioned(
        _permuted(together, positions), [position for position, _ in conditions], [float(v) for _, v in conditions]
    )
    means, covariance, log_density = given.means, given.covariance, given.log_density
    m = len(experiment.outcomes)
    answer = ContinuousDistribution(
        experiment.outcomes,
        Moments.of(means[:m], covariance[:m, :m]),
        experiment.unmeasured,
        Moments.of(means[m:], covariance[m:, m:], base.flat),
        hbar,
        LEAST,
        log_density,
    )
    state = means[m:], covariance[m:, m:]
    slopes = np.sqrt(given.missed) if moved else np.zeros(len(means))  # differences of means show dependences
    rounding = relative(given.wrong, np.sqrt(given.missed), covariance, means, hbar, slopes)
    if conditions and math.isfinite(log_density):
        rounding = max(rounding, given.doubt / log_density_scale(m, log_density))
    if answer.state.undecided:
        raise CannotRun(UNDECIDED)
    return answer, rounding + of_projection(state, base.unmasked, answer.state, hbar, base.angle)


def _permuted(numbers: Joint, positions: list[int]) -> Joint:
    return Joint(
        numbers.means[positions], numbers.covariance[np.ix_(positions, positions)], numbers.wrong[positions],
        numbers.missed[positions],
    )  # fmt: skip


def _blocks(base: Run, moved: list[Run], units: Floats) -> list[Block]:
    blocks, done = [], 0
    for i, (means, covariance) in enumerate(zip(base.means, base.covariances, strict=True)):
        slopes = [(other.means[i] - means) / unit for other, unit in zip(moved[:done], units, strict=False)]
        blocks.append(Block(means, np.array(slopes).reshape(done, len(means)).T, covariance))
        done += len(means)
    means, covariance = base.read
    slopes = [(other.read[0] - means) / unit for other, unit in zip(moved, units, strict=True)]
    blocks.append(Block(means, np.array(slopes).reshape(done, len(means)).T, covariance))
    return blocks


def _must_be_resolved(experiment: Experiment, base: Run, eps: float) -> None:
    """A conditioned outcome whose variance is that of a quadrature state may be certain; the simulator cannot tell."""
    hbar = float(experiment.system.hbar or 0.0)
    variances = np.concatenate([np.zeros(0), *(np.diagonal(c) for c in base.covariances)])
    for position, _ in experiment.conditions:
        name = experiment.outcomes[position]
        if name in base.names and variances[base.names.index(name)] <= 100 * eps**2 * hbar:
            raise CannotRun(f"{name} is certain, or nearly: with finite squeezing its density cannot be told")


def _difference(fine: ContinuousDistribution, coarse: ContinuousDistribution) -> float:
    """The largest difference between two answers, in units of what a tolerance multiplies."""
    worst = 0.0
    for left, right in ((fine.outcomes, coarse.outcomes), (fine.state, coarse.state)):
        if left.size:
            worst = max(worst, float((np.abs(left.means - right.means) / mean_scale(left, fine.hbar)).max()))
            apart = np.abs(left.covariance - right.covariance) / covariance_scale(left, fine.hbar)
            worst = max(worst, float(apart.max()))
    if fine.condition_log_density and coarse.condition_log_density and math.isfinite(fine.condition_log_density):
        worst = max(worst, abs(fine.condition_log_density - coarse.condition_log_density))
    return worst
