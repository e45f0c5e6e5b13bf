"""One run of an experiment followed step by step: what is known after each, with the outcomes chosen.

The state is a mixture of epistemic states, as noise makes them; without noise there is one. A measurement has
three ensembles: before it, given the outcome (knowledge that no observer may keep), and after the disturbance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from toytheory.backend import DISCRETE_STEPS
from toytheory.discrete.backends.epistemic import latent_outcomes
from toytheory.discrete.epistemic import EpistemicState
from toytheory.discrete.measurements import Measurement
from toytheory.discrete.transformations import SymplecticMap
from toytheory.errors import CannotRun, InputError
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Step, Transform
from toytheory.language.writing import format_experiment
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import coordinates_of
from toytheory.phase_space.variables import coefficient_matrix

from .ensembles import Ensemble, affine_set

Mixture = Mapping[EpistemicState, Fraction]

LARGEST_MIXTURE = 4096
"""States that noise may spread over."""


@dataclass(frozen=True)
class Moment:
    """What is known after a step.

    Attributes
    ----------
    statement : the step in notation.
    told : what happened in this run: outcomes with their probability, displacements with their values.
    before, after : what was known before the step, and after it.
    given : what fits the outcomes before the disturbance of a measurement; None for other steps.
    outcomes : of this run, by name: those that there are.
    """

    statement: str
    told: str
    before: Mixture
    after: Mixture
    given: Ensemble | None = None
    outcomes: Mapping[str, int] = field(default_factory=dict)


def telling(value: int) -> tuple[bool, int]:
    """A key that puts 1 before 0 and these before the others: a run in which all is 0 hides corrections and errors.

    >>> sorted(range(4), key=telling)
    [1, 0, 2, 3]
    """
    return value != 1, value


def chosen_outcomes(experiment: Experiment, given: Mapping[str, int]) -> dict[str, int]:
    r"""The outcomes that are followed: those given, and of the others 1 where it can occur, else the smallest that can.

    Raises
    ------
    InputError : for names that are no outcomes, and for outcomes that cannot occur together.

    >>> from toytheory.language.reading import parse_experiment
    >>> chosen_outcomes(parse_experiment("system 1 trit\nmeasure X as a\nmeasure 2X as b\ncondition b = 1"), {})
    {'a': 2, 'b': 1}
    """
    names = experiment.outcomes
    for name in given:
        if name not in names:
            raise InputError(f"there is no outcome named {name}", f"the outcomes are {', '.join(names) or 'none'}")
    law = latent_outcomes(experiment)

    def possible(fixed: Mapping[str, int]) -> bool:
        pairs = [(names.index(name), value) for name, value in fixed.items()]
        try:
            return law.distribution([*experiment.conditions, *pairs]).condition_probability > 0
        except CannotRun as reason:
            raise InputError(f"no outcome can be chosen: {reason}", "draw a shorter experiment") from None

    fixed = {name: value % experiment.d for name, value in given.items()}
    if not possible(fixed):
        told = ", ".join(f"{name} = {value}" for name, value in given.items())
        conditions = " and ".join(f"{names[i]} = {value}" for i, value in experiment.conditions)
        under = f" under the condition {conditions}" if conditions else ""
        raise InputError(
            f"{told} cannot occur{under}" if told else f"the condition {conditions} cannot be met",
            "choose outcomes that `toytheory run` lists",
            None if told else experiment.place_of_conditions(),
        )
    for name in names:
        if name not in fixed:
            values = sorted(range(experiment.d), key=telling)
            fixed[name] = next(v for v in values if possible({**fixed, name: v}))
    return {name: fixed[name] for name in names}


def follow(experiment: Experiment, given: Mapping[str, int] | None = None) -> list[Moment]:
    r"""The moments of one run of a discrete experiment; InputError where an outcome given cannot occur.

    Of branches the one that this run takes is followed; of rounds each.

    >>> from toytheory.language.reading import parse_experiment
    >>> moments = follow(parse_experiment("system 1 trit\nprepare X = 1\nmeasure P as p"), {"p": 2})
    >>> [(m.statement, m.told, [str(s) for s in m.after]) for m in moments]
    [('prepare X1 = 1', '', ['X1 = 1']), ('measure P1 as p', 'p = 2, probability 1/3', ['P1 = 2'])]
    """
    if {type(step) for step in experiment.steps} - DISCRETE_STEPS:
        from .adaptive import follow_adaptive

        return follow_adaptive(experiment, given or {})
    run = Run(experiment, chosen_outcomes(experiment, given or {}))
    statements = format_experiment(experiment).splitlines()[1:]
    return [run.step(step, text) for step, text in zip(experiment.steps, statements, strict=True)]


class Run:
    """A run that is being followed: what is known so far, and the outcomes, some of them still to come.

    Attributes
    ----------
    mixture : the epistemic states with their probabilities.
    outcomes : by name, of this run.
    """

    def __init__(self, experiment: Experiment, outcomes: Mapping[str, int]) -> None:
        self.d, self.n, self.outcomes = experiment.d, experiment.n, outcomes
        self.mixture: Mixture = {EpistemicState.unknown(self.d, self.n): Fraction(1)}
        self.handlers: dict[type[Step], Callable[[Any], tuple[str, Ensemble | None]]] = {
            Prepare: self._prepare,
            Transform: self._transform,
            Measure: self._measure,
            Displace: self._displace,
            Noise: self._noise,
            Condition: lambda step: (f"met: {step.name} = {step.value % self.d} in this run", None),
            Discard: self._discard,
        }

    def step(self, step: Step, statement: str) -> Moment:
        """The moment of a step of the core, which is then done."""
        before = self.mixture
        told, given = self.handlers[type(step)](step)
        return Moment(statement, told, before, self.mixture, given, self.outcomes)

    def _become(self, weighted: Iterable[tuple[EpistemicState, Fraction]]) -> None:
        total: dict[EpistemicState, Fraction] = {}
        for state, weight in weighted:
            total[state] = total.get(state, Fraction(0)) + weight
        if len(total) > LARGEST_MIXTURE:
            raise InputError(f"the noise spreads over {len(total)} states", "draw a shorter experiment")
        self.mixture = total

    def _prepare(self, step: Prepare) -> tuple[str, None]:
        values = [value - F.constant for F, value in zip(step.variables, step.values, strict=True)]
        rows = coefficient_matrix(step.variables, self.n)
        self._become((_reset(state, step.systems, rows, values), w) for state, w in self.mixture.items())
        return "", None

    def _discard(self, step: Discard) -> tuple[str, None]:
        nothing = np.zeros((0, 2 * self.n), dtype=np.int64)
        self._become((_reset(state, step.systems, nothing, []), w) for state, w in self.mixture.items())
        return "", None

    def _transform(self, step: Transform) -> tuple[str, None]:
        symplectic = SymplecticMap.from_step(step, self.d, self.n)
        self._become((state.transformed(symplectic), w) for state, w in self.mixture.items())
        return "", None

    def _shifted(self, shift: Matrix) -> list[tuple[EpistemicState, Fraction]]:
        symplectic = SymplecticMap.displacement(shift, self.d)
        return [(state.transformed(symplectic), w) for state, w in self.mixture.items()]

    def _displace(self, step: Displace) -> tuple[str, None]:
        shift = np.zeros(2 * self.n, dtype=np.int64)
        told = []
        for index, expression in step.shifts:
            shift[index] = expression(self.outcomes, self.d)
            if expression.terms:
                told.append(str(shift[index]))
        self._become(self._shifted(shift))
        return f"in this run by {', '.join(told)}" if told else "", None

    def _noise(self, step: Noise) -> tuple[str, None]:
        spread = []
        for by, probability in step.weights:
            if probability:
                shift = np.zeros(2 * self.n, dtype=np.int64)
                shift[list(step.coordinates)] = by
                spread += [(state, w * probability) for state, w in self._shifted(shift)]
        self._become(spread)
        return "", None

    def _measure(self, step: Measure) -> tuple[str, Ensemble]:
        measurement = Measurement.of(step.variables, self.n)
        values = [self.outcomes[name] for name in step.names]
        likely = {s: w * p for s, w in self.mixture.items() if (p := measurement.probability(s, values))}
        total = sum(likely.values(), Fraction(0))
        given = self._given(measurement, values, likely, total)
        self._become((measurement.update(state, values), w / total) for state, w in likely.items())
        told = ", ".join(f"{name} = {value}" for name, value in zip(step.names, values, strict=True))
        return f"{told}, probability {total}" if total != 1 else f"{told}, certain", given

    def _given(self, measurement: Measurement, values: Sequence[int], likely: Mixture, total: Fraction) -> Ensemble:
        """Bayes' rule alone: what was possible before and gives the outcome."""
        wanted = np.array(values, dtype=np.int64) - measurement.constants
        fits = [
            (
                weight / total,
                affine_set(np.vstack([state.known, measurement.rows]), [*state.values, *wanted], self.d),
            )
            for state, weight in likely.items()
        ]
        return Ensemble(self.d, self.n, tuple((weight, fitting) for weight, fitting in fits if fitting is not None))


def _reset(state: EpistemicState, systems: Sequence[int], rows: Matrix, values: Sequence[int]) -> EpistemicState:
    """What is known of the other systems alone, and `rows` of these, (k, 2n), to have `values`."""
    others = [system for system in range(state.n) if system not in systems]
    if not others:
        return EpistemicState.of(rows, values, state.d, state.n)
    rest = state.marginal(others)
    kept = np.zeros((len(rest.known), 2 * state.n), dtype=np.int64)
    kept[:, coordinates_of(others)] = rest.known
    return EpistemicState.of(
        np.vstack([kept, rows]), np.concatenate([rest.values, np.array(values, dtype=np.int64)]), state.d, state.n
    )
