"""What is known at the end of an experiment, together with its outcomes: the state in each run, all runs at once.

After a run the state is (V, v) with v an affine function of chance. What depends on chance that no outcome shows is,
to whoever sees the outcomes, unknown: it is taken out of V. What is left, V' with values that are functions of the
outcomes and of noise, says everything about the ensemble: outcomes, and the state that goes with each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Measure, Noise, Prepare
from toytheory.outcomes.distributions import (
    LISTED,
    AffineSet,
    Distribution,
    LatentNoise,
    LatentOutcomes,
    uniform_affine,
)
from toytheory.phase_space.elimination import product
from toytheory.phase_space.modular import Matrix, howell, kernel
from toytheory.phase_space.variables import Variable

from .backends.epistemic import EpistemicBackend, Followed
from .backends.knowledge import Knowledge
from .epistemic import EpistemicState


@dataclass(frozen=True)
class FinalState:
    """Outcomes and what is known at the end, as functions of chance.

    Attributes
    ----------
    d, n : of the systems.
    known : V' in Howell form, (k, 2n).
    joint : the m outcomes, then the values of the k rows of V'.
    conditions : (position among the outcomes, value).
    """

    d: int
    n: int
    known: Matrix
    joint: LatentOutcomes
    conditions: tuple[tuple[int, int], ...]

    @property
    def variables(self) -> tuple[Variable, ...]:
        """What is known."""
        return tuple(Variable.from_vector(row, self.d) for row in self.known)

    def distribution(self) -> Distribution:
        """The exact joint distribution; CannotRun where noise leaves too much to be listed."""
        return self.joint.distribution(self.conditions)


def final_state(experiment: Experiment) -> FinalState:
    r"""The end of an experiment of core steps; CannotRun where it is too large.

    >>> from toytheory.language.reading import parse_experiment
    >>> end = final_state(parse_experiment("system 2 trits\nprepare X1 - X2 = 0, P1 + P2 = 0\nmeasure X1 as a"))
    >>> [str(F) for F in end.variables], end.distribution().probabilities[1, 1, 1]
    (['X1', 'X2'], Fraction(1, 3))
    """
    reason = EpistemicBackend().can_run(experiment)
    if reason is not True:
        raise CannotRun(reason)
    d, n = experiment.d, experiment.n
    steps = tuple(step for step in experiment.steps if not isinstance(step, Condition))
    run = Followed(steps, n, d, Knowledge)
    rows, values = run.knowledge.known()
    table, uniform = run.forms()
    width = 1 + run.knowledge.latents
    outcomes = np.zeros((width, table.shape[1]), dtype=np.int64)
    outcomes[: len(table)] = table
    known, told = _told(rows, values.T, outcomes, uniform, d)
    names = tuple(name for step in steps if isinstance(step, Measure) for name in step.names)
    everything = np.hstack([outcomes, told])
    shifts = iter(np.delete(everything[1:], uniform, axis=0))
    noise = tuple(
        LatentNoise(np.array([next(shifts) for _ in step.coordinates]), step.weights)
        for step in steps
        if isinstance(step, Noise)
    )
    state_names = tuple(f"state_{i}" for i in range(1, len(known) + 1))
    joint = LatentOutcomes(d, (*names, *state_names), everything[0], everything[1 + uniform], noise)
    position = {name: i for i, name in enumerate(names)}
    met = tuple((position[s.name], s.value) for s in experiment.steps if isinstance(s, Condition))
    return FinalState(d, n, known, joint, met)


def state_after(experiment: Experiment, systems: int | None = None) -> tuple[EpistemicState, list[int]] | None:
    r"""What is known at the end, given the conditions, to whoever sees no other outcome; and of which systems.

    None where noise leads out of the states (V, v), where the conditions cannot be met, and where nothing is left (or
    where noise leads to more states than are listed).

    Parameters
    ----------
    experiment : of core steps.
    systems : the first of them only. Discarded systems are left out as well, with their places kept: unknown.

    >>> from toytheory.language.reading import parse_experiment
    >>> pair = "system 2 trits\nprepare X1 - X2 = 0, P1 + P2 = 0\nmeasure X1 as a\n"
    >>> [str(state_after(parse_experiment(pair + more))[0]) for more in ("", "condition a = 2", "discard 1")]
    ['X1 - X2 = 0', 'X1 = 2, X2 = 2', 'nothing known']
    """
    end = final_state(experiment)
    d, n = experiment.d, experiment.n
    found = _values(end)
    if found is None:
        return None
    certain = kernel(found.directions, d, columns=len(end.known))
    rows, known = product(certain, end.known, d), product(certain, found.offset[:, None], d)[:, 0]
    state = EpistemicState.of(rows, known, d, n)
    kept = _kept(experiment, n if systems is None else systems)
    if not kept:
        return None
    return state.marginal(kept).placed(kept, n if systems is None else systems), kept


def _values(end: FinalState) -> AffineSet | None:
    """The affine set on which the values of the rows of V' are uniform, given the conditions; None where they are not.

    Noise may leave them uniform: it may be uniform itself, undone, or settled by a condition on what it did.
    """
    front = len(end.conditions)
    columns = [place for place, _ in end.conditions] + list(
        range(len(end.joint.names) - len(end.known), len(end.joint.names))
    )
    joint = LatentOutcomes(
        end.d,
        tuple(str(i) for i in range(len(columns))),
        end.joint.offset[columns],
        end.joint.uniform[:, columns],
        tuple(LatentNoise(noise.shifts[:, columns], noise.weights) for noise in end.joint.noise),
    )
    try:
        found = joint.distribution([(i, value) for i, (_, value) in enumerate(end.conditions)], LISTED)
    except CannotRun:  # it spreads over more cosets than there are outcomes to be listed
        return None
    affine = found.affine or uniform_affine(found.probabilities or {}, end.d)
    return None if affine is None else AffineSet.of(affine.offset[front:], affine.directions[:, front:], end.d)


def _kept(experiment: Experiment, systems: int) -> list[int]:
    """The systems that are not discarded at the end."""
    gone: set[int] = set()
    for step in experiment.steps:
        if isinstance(step, Discard):
            gone.update(step.systems)
        elif isinstance(step, Prepare):
            gone.difference_update(step.systems)
    return [system for system in range(systems) if system not in gone]


def _told(rows: Matrix, values: Matrix, outcomes: Matrix, uniform: Matrix, d: int) -> tuple[Matrix, Matrix]:
    """The rows of V whose values the outcomes tell, and these values.

    A combination c of rows is told where its dependence on uniform chance is that of a combination of outcomes.
    """
    if not uniform.size or not len(rows):
        return rows, values
    chance = np.hstack([values[1 + uniform], outcomes[1 + uniform]])  # (latents, k + m)
    if not chance[:, : len(rows)].any():
        return rows, values
    combinations = kernel(chance, d, columns=chance.shape[1])[:, : len(rows)]
    kept = howell(np.hstack([product(combinations, rows, d), product(combinations, values.T, d)]), d,
                  pivot_columns=rows.shape[1])  # fmt: skip
    kept = kept[kept[:, : rows.shape[1]].any(axis=1)]
    return kept[:, : rows.shape[1]], kept[:, rows.shape[1] :].T
