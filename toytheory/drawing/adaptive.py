"""One run of an experiment with branches, rounds, random numbers and faulty records, followed step by step.

What happens is searched for from left to right: outcomes that can occur and go with the conditions and with those
given, 1 before others. Of branches the one that this run takes is followed, and said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product

from toytheory.discrete.measurements import Measurement
from toytheory.errors import CannotRun, InputError
from toytheory.language.bookkeeping import Branch, Derived, Flip, Random, Report, When, flat
from toytheory.language.experiment import Experiment
from toytheory.language.lowering.unroll import before_the_first, unrolled
from toytheory.language.ring import Ring
from toytheory.language.steps import Condition, Measure, Step
from toytheory.language.writing import normal_form, written_lines

from .following import Moment, Run, telling

LONGEST = 400
"""Steps outside of branches, rounds written out; pages hold fewer."""

LARGEST_SEARCH = 20_000
"""Steps that are tried at most until a run that meets everything is found."""


@dataclass(frozen=True)
class Happening:
    """What a step does in one run.

    Attributes
    ----------
    records : the outcomes that it makes.
    found : of a measurement the values themselves, where records may be wrong.
    told : what is told of it.
    """

    records: Mapping[str, int] = field(default_factory=dict)
    found: Mapping[str, int] = field(default_factory=dict)
    told: str = ""


def follow_adaptive(experiment: Experiment, given: Mapping[str, int]) -> list[Moment]:
    r"""The moments of one run; InputError where no run goes with the conditions and with the outcomes given.

    >>> from toytheory.language.reading import parse_experiment
    >>> text = "system 1 bit\nrandom a\nwhen a = 1\n  prepare X = 1\nend\nmeasure X as b\ncondition b = 1"
    >>> [(m.statement, m.told) for m in follow_adaptive(parse_experiment(text), {"a": 1})][1:3]
    [('when a = 1', 'the branch of this run'), ('prepare X1 = 1', '')]
    """
    try:
        steps = unrolled(normal_form(experiment).steps)
    except CannotRun as reason:
        raise InputError(str(reason), "draw a shorter experiment") from None
    if len(steps) > LONGEST:
        raise InputError(f"{len(steps)} steps do not fit on a page", "draw fewer at a time")
    names = {name for step in flat(steps) if not isinstance(step, When) for name in step.makes}
    for name in given:
        if name not in names:
            known = ", ".join(sorted(name for name in names if "[0]" not in name))
            raise InputError(f"there is no outcome named {name}", f"the outcomes are {known or 'none'}")
    search = _Search(experiment, {name: value % experiment.d for name, value in given.items()})
    found = search.moments(tuple(steps))
    if found is None:
        told = ", ".join(f"{name} = {value}" for name, value in given.items())
        problem = f"{told} cannot occur" if told else "the conditions cannot be met"
        place = None if told else experiment.place_of_conditions()
        raise InputError(problem, "choose outcomes that `toytheory run` lists", place)
    return found


class _Search:
    def __init__(self, experiment: Experiment, given: Mapping[str, int]) -> None:
        self.d, self.given = experiment.d, given
        self.ring = Ring.of(experiment.system)
        self.run = Run(experiment, {})
        self.tried = 0

    def moments(self, steps: tuple[Step, ...]) -> list[Moment] | None:
        """The moments of these steps in a run that continues this one; None where there is none."""
        if not steps:
            return []
        self.tried += 1
        if self.tried > LARGEST_SEARCH:
            raise InputError(
                "no run was found that meets all conditions", "draw a shorter experiment, or give outcomes"
            )
        step, rest = steps[0], steps[1:]
        before = self.run.mixture, self.run.outcomes
        flip = rest[0] if isinstance(step, Measure) and rest and isinstance(rest[0], Flip) else None
        rest = rest[1:] if flip is not None else rest
        for happening in self.happenings(step, flip):
            if any(self.given.get(name, value) != value for name, value in happening.records.items()):
                continue
            first, inside = self.moment(step, flip, happening)
            behind = self.moments((*inside, *rest))
            if behind is not None:
                return [*first, *behind]
            self.run.mixture, self.run.outcomes = before
        return None

    def happenings(self, step: Step, flip: Flip | None) -> Iterator[Happening]:
        """What can happen, the most telling outcomes first."""
        seen = self.run.outcomes
        match step:
            case Random():
                weights = step.weights or tuple((value, Fraction(1, self.d)) for value in range(self.d))
                for value, weight in sorted(weights, key=lambda pair: telling(pair[0])):
                    if weight:
                        yield Happening({step.name: value}, told=f"{step.name} = {value}, {_probability(weight)}")
            case Derived():
                value = step.expression(seen, self.d)
                yield Happening({step.name: value}, told=f"{step.name} = {value}")
            case Measure():
                yield from self._measured(step, flip)
            case Condition():
                if seen[step.name] == step.value:
                    yield Happening()
            case _:
                yield Happening()

    def _measured(self, step: Measure, flip: Flip | None) -> Iterator[Happening]:
        """Values that can be found, and records of them."""
        right = (((0,) * len(step.names), Fraction(1)),)
        measurement = Measurement.of(step.variables, self.run.n)
        possible = [
            values
            for values in product(sorted(range(self.d), key=telling), repeat=len(step.names))
            if any(measurement.probability(state, values) for state in self.run.mixture)
        ]
        for move, weight in sorted(right if flip is None else flip.weights):  # right records first
            if weight:
                for values in possible:
                    found = dict(zip(step.names, values, strict=True))
                    records = {a: (v + x) % self.d for (a, v), x in zip(found.items(), move, strict=True)}
                    written = ", ".join(f"{a} = {v}" for a, v in records.items())
                    wrong = f"written down as {written}, {_probability(weight)}" if any(move) else ""
                    yield Happening(records, found, wrong)

    def moment(self, step: Step, flip: Flip | None, happening: Happening) -> tuple[list[Moment], tuple[Step, ...]]:
        """The moments of one step, which is then done, and what stands inside of it."""
        run, here = self.run, self.run.mixture
        if isinstance(step, When):
            taken = next((b for b in step.branches if all(run.outcomes[a] == v for a, v in b.conditions)), None)
            how = "the branch of this run" if taken is not None else "no branch holds in this run: nothing is done"
            return [
                Moment(_title(step, taken), how, here, here, outcomes=run.outcomes)
            ], () if taken is None else taken.steps
        text = " ".join(written_lines([step] if flip is None else [step, flip], self.ring))
        before = run.outcomes
        run.outcomes = {**before, **happening.records}
        if isinstance(step, Random | Derived | Report):
            return (
                [] if before_the_first(step) else [Moment(text, happening.told, here, here, outcomes=run.outcomes)]
            ), ()
        run.outcomes = {**before, **happening.found}
        moment = run.step(step, text)
        run.outcomes = {**before, **happening.records}
        told = "; ".join(filter(None, (moment.told, happening.told)))
        return [replace(moment, told=told, outcomes=run.outcomes)], ()


def _probability(weight: Fraction) -> str:
    return f"probability {weight}" if weight != 1 else "certain"


def _title(step: When, taken: Branch | None) -> str:
    first = ", ".join(f"{a} = {v}" for a, v in step.branches[0].conditions)
    if taken is None or taken is step.branches[0]:
        return f"when {first}"
    conditions = ", ".join(f"{a} = {v}" for a, v in taken.conditions)
    return f"otherwise when {conditions}" if conditions else f"otherwise (not {first})"
