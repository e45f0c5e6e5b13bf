"""The `hilbert` backend: states and operators in floats, every probability snapped to the exact one.

Runs branch at measurements, depth first. A run holds its state as a mixture of few stabilizer states with
exact weights: noise with the values a, b, ... makes of each state its displaced copies, weighted with the given
fractions, and equal states are put together (so there are at most d^n of them for pure states, however often there is
noise). Hence floats never meet the weights. In each stabilizer state a value of a variable has a probability
that is a multiple of 1/d; the float is replaced by the nearest one, and CannotRun reports an error beyond 1e-9. The
probability of a run is the product of these, with the weights of the noise: exact, whatever their denominators.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from quantum_ref.conventions import no_counterpart
from quantum_ref.operators.densities import LARGEST, state_record
from quantum_ref.operators.qutip_bridge import as_operator, to_qobj
from quantum_ref.plan.parts import kept_systems, known_blocks
from toytheory.backend import Capabilities, Side
from toytheory.errors import CannotRun, InputError
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Step, Transform
from toytheory.outcomes.distributions import Distribution, Key
from toytheory.phase_space.space import coordinates_of
from toytheory.phase_space.variables import Variable

from .density import FactoredState
from .questions import ASKED, answered
from .unitaries import displacement, transform_operators

LARGEST_SPACE = 8192
"""Largest d^n: 13 bits, 8 trits. Pure states take seconds there; bounds on mixtures are met on the way."""

FOLLOWED = 2**14
"""Most runs with different outcomes that are followed, one by one."""

FOLLOWED_FOR_STATE = 512
"""Most runs whose states are added up to tell the state at the end."""

LARGEST_MIXTURE = 512
"""Most states that noise may leave in one run."""

TOLERANCE = 1e-9
"""Largest difference between a computed probability and the multiple of 1/d that it stands for."""

Mixture = list[tuple[Fraction, FactoredState]]
"""Weights and states; the weights add up to the probability of the run so far."""


def snapped(probability: float, d: int) -> Fraction:
    """The nearest multiple of 1/d; CannotRun, with the error, where it is not near.

    >>> snapped(0.33333333333, 3)
    Fraction(1, 3)
    """
    exact = Fraction(round(probability * d), d)
    error = abs(probability - float(exact))
    if error > TOLERANCE:
        raise CannotRun(f"the probability {probability:.12g} is {error:.1e} away from the nearest multiple of 1/{d}")
    return exact


def merged(mixture: Mixture) -> Mixture:
    """The mixture with equal states put together; CannotRun where too many are left."""
    distinct: Mixture = []
    for weight, state in mixture:
        place = next((i for i, (_, other) in enumerate(distinct) if state.same_as(other)), None)
        if place is None:
            distinct.append((weight, state))
            if len(distinct) > LARGEST_MIXTURE:
                raise CannotRun(f"noise leaves a mixture of more than {LARGEST_MIXTURE} states")
        else:
            distinct[place] = (distinct[place][0] + weight, distinct[place][1])
    return distinct


@dataclass(frozen=True)
class Run:
    """One run, or several that have seen the same: what was found so far, and the state given that."""

    outcomes: dict[str, int]
    mixture: Mixture


def after(step: Step, run: Run, d: int) -> Run:
    """The run after a step other than a measurement."""
    mixture = [(weight, state.with_unknown(_needed(step))) for weight, state in run.mixture]
    match step:
        case Prepare():
            blocks = known_blocks(step)
            mixture = [(w, state.without(step.systems)) for w, state in mixture]
            for block in blocks:
                mixture = [(w, state.with_known(block)) for w, state in mixture]
            mixture = merged(mixture)
        case Discard():
            mixture = merged([(w, state.without(step.systems)) for w, state in mixture])
        case Transform():
            for systems, unitary in transform_operators(step, d):
                mixture = [(w, state.applied(unitary, systems)) for w, state in mixture]
        case Displace():
            shifts = [(index, expression(run.outcomes, d)) for index, expression in step.shifts]
            mixture = [(w, _displaced(state, shifts)) for w, state in mixture]
        case Noise():
            mixture = merged(
                [
                    (w * weight, _displaced(state, list(zip(step.coordinates, values, strict=True))))
                    for w, state in mixture
                    for values, weight in step.weights
                    if weight
                ]
            )
        case Condition():
            pass  # met when its outcome was measured
        case _:  # a step that passes silently would be a wrong answer
            raise CannotRun(f"does not know the step {type(step).__name__}")
    return Run(run.outcomes, mixture)


def _needed(step: Step) -> list[int]:
    return [] if isinstance(step, (Prepare, Discard)) else list(step.touched)


def _displaced(state: FactoredState, shifts: list[tuple[int, int]]) -> FactoredState:
    by: dict[int, list[int]] = {}
    for index, value in shifts:
        by.setdefault(index // 2, [0, 0])[index % 2] = value % state.d
    for system, (q, p) in by.items():
        if q or p:
            state = state.applied(displacement(q, p, state.d), [system])
    return state


def measured(variable: Variable, run: Run, d: int) -> Iterator[tuple[int, Mixture]]:
    """The values that a variable can have, each with the mixture that is left."""
    left: dict[int, Mixture] = {}
    for weight, before in run.mixture:
        state = before.with_unknown(variable.systems)
        whole = variable.vector(1 + max(state.systems, default=0))
        parts, probabilities = state.parts(whole[coordinates_of(state.systems)])
        for value in range(d):
            share = snapped(float(probabilities[value]), d)
            if share:
                part = state.collapsed(parts[value], float(share))
                left.setdefault((value + variable.constant) % d, []).append((weight * share, part))
    for value in sorted(left):
        yield value, merged(left[value])


def _ends(experiment: Experiment) -> Iterator[Run]:
    """Every run that meets the conditions, at its end, depth first."""
    d, steps = experiment.d, experiment.steps
    wanted: dict[str, set[int]] = {}
    for step in steps:
        if isinstance(step, Condition):
            wanted.setdefault(step.name, set()).add(step.value % d)
    waiting = [(0, 0, Run({}, [(Fraction(1), FactoredState.empty(d))]))]  # step, variable of it, run
    while waiting:
        number, item, run = waiting.pop()
        if number == len(steps):
            yield run
            continue
        step = steps[number]
        if not isinstance(step, Measure):
            waiting.append((number + 1, 0, after(step, run, d)))
            continue
        if item == len(step.variables):
            waiting.append((number + 1, 0, run))
            continue
        name = step.names[item]
        for value, mixture in measured(step.variables[item], run, d):
            if wanted.get(name, {value}) == {value}:  # runs that will miss a condition are not followed
                waiting.append((number, item + 1, Run({**run.outcomes, name: value}, mixture)))


LONGEST = 2**31
"""Multiplications for one measured variable."""


def _too_long(experiment: Experiment) -> str | None:
    """The reason why a measurement would take too long: d projectors on D dimensions cost d D^2 multiplications."""
    d = experiment.d
    for step in experiment.steps:
        if isinstance(step, Measure):
            for variable in step.variables:
                work = d ** (1 + 2 * len(variable.systems))
                if work > LONGEST:
                    return f"{d} projectors for {variable} would take {work:.2g} multiplications; at most {LONGEST:.2g}"
    return None


class HilbertBackend:
    """Dense simulation of experiments on systems with d = 2 or odd d, prime or not.

    >>> from toytheory.language.maps.discrete import named_transform
    >>> from toytheory.language.steps import System
    >>> X1, P1 = Variable.of({0: 1}, 3), Variable.of({1: 1}, 3)
    >>> steps = (Prepare((X1,), (1,), (0,)), named_transform("fourier", (0,), 3), Measure((P1,), ("a",)))
    >>> dict(HilbertBackend().distribution(Experiment(System("trits", 1, 3), steps)).probabilities)
    {(2,): Fraction(1, 1)}
    """

    name = "hilbert"
    side: Side = "quantum"
    capabilities = Capabilities(largest_space=LARGEST_SPACE)

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """True, or the reason why not."""
        reason = self.capabilities.reason_against(experiment)
        return reason or no_counterpart(experiment.d) or _too_long(experiment) or True

    def distribution(self, experiment: Experiment) -> Distribution:
        """The exact distribution; CannotRun where it is out of reach, or where floats are not good enough."""
        self._check(experiment)
        joint: dict[Key, Fraction] = {}
        for run in _ends(experiment):
            if len(joint) == FOLLOWED:
                raise CannotRun(f"more than {FOLLOWED} runs with different outcomes; they are followed one by one")
            weight = sum((weight for weight, _ in run.mixture), Fraction(0))
            joint[tuple(run.outcomes[name] for name in experiment.outcomes)] = weight
        return Distribution.from_joint(experiment.d, experiment.outcomes, joint)

    def known_at_end(self, experiment: Experiment, systems: int) -> dict[str, Any] | None:
        """What is known at the end of the first systems, given the conditions, to whoever sees no other outcome.

        From the density operator of all runs together; None where it is no state (V, v), or out of reach.
        """
        self._check(experiment)
        kept = kept_systems(experiment, systems)
        if not kept or experiment.d ** len(kept) > LARGEST:
            return None
        total: Any = 0
        for followed, run in enumerate(_ends(experiment)):
            if followed == FOLLOWED_FOR_STATE:
                return None
            total = total + sum(float(weight) * state.with_unknown(kept).matrix(kept) for weight, state in run.mixture)
        trace = float(np.trace(np.asarray(total)).real) if np.ndim(total) else 0.0
        return state_record(total / trace, experiment.d, kept) if trace > TOLERANCE else None

    def state(self, experiment: Experiment, initial: Any = None) -> Any:
        """The state after an experiment without measurements, as a QuTiP density operator.

        Parameters
        ----------
        initial : a QuTiP ket or density operator of all systems to begin with; by default nothing is known.

        Returns
        -------
        qutip.Qobj on the systems that have not been discarded, in their order.

        >>> from toytheory.language.steps import System
        >>> state = HilbertBackend().state(Experiment(System("trits", 1, 3)))
        >>> state.dims, round(state.purity(), 3)
        ([[3], [3]], 0.333)
        """
        return to_qobj(self._density(experiment, initial), experiment.d)

    def questions(self) -> tuple[str, ...]:
        """Names of the questions that `answer` takes."""
        return ASKED

    def answer(self, question: str, experiment: Experiment, *arguments: Any) -> Any:
        """About the state after an experiment without measurements; see `quantum_ref.hilbert.questions`."""
        return answered(question, self._density(experiment), experiment.d, *arguments)

    def answers(self, experiment: Experiment, asked: Sequence[tuple[str, tuple[Any, ...]]]) -> list[Any]:
        """Answers about one state, to questions with their arguments."""
        rho = self._density(experiment)
        return [answered(name, rho, experiment.d, *arguments) for name, arguments in asked]

    def _density(self, experiment: Experiment, initial: Any = None) -> NDArray[np.complex128]:
        """The density matrix of the systems that have not been discarded."""
        self._check(experiment)
        if experiment.outcomes:
            raise InputError("an experiment with measurements ends in one state for each outcome", "leave them out")
        d, everything = experiment.d, list(range(experiment.n))
        run = Run({}, [(Fraction(1), FactoredState.empty(d))])
        if initial is not None:
            matrix = as_operator(initial, d)
            if matrix.shape != (d**experiment.n,) * 2 or abs(np.trace(matrix) - 1) > TOLERANCE:
                raise InputError(
                    f"an initial state of shape {matrix.shape} and trace {np.trace(matrix).real:.6g}",
                    f"give a state of all {experiment.n} system(s) with trace 1",
                )
            run = Run({}, [(Fraction(1), FactoredState.of_matrix(matrix, everything, d))])
        there = set(everything)
        for step in experiment.steps:
            run = after(step, run, d)
            there = there - set(step.systems) if isinstance(step, Discard) else there | set(step.touched)
        kept = sorted(there)
        if not kept:
            raise InputError("every system has been discarded", "keep one")
        parts = [float(weight) * state.with_unknown(kept).matrix(kept) for weight, state in run.mixture]
        return np.asarray(sum(parts), dtype=np.complex128)

    def _check(self, experiment: Experiment) -> None:
        reason = self.can_run(experiment)
        if reason is not True:
            raise CannotRun(reason)
