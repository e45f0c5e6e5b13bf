"""The whole language asked of a backend that takes a part of it: lowered to its steps, read back from its answer.

A backend declares the kinds of steps that it takes. What it does not declare it is never given: it is lowered,
followed branch by branch, or a reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from toytheory.backend import DISCRETE_STEPS, MODE_STEPS
from toytheory.errors import CannotRun
from toytheory.language.bookkeeping import Detector, Let, Observable, Repeat, Report, When, flat
from toytheory.language.experiment import Experiment
from toytheory.language.lowering.lower import Lowered, lower
from toytheory.language.steps import OutcomeExpression, Step
from toytheory.outcomes.distributions import Distribution, Key, Samples
from toytheory.outcomes.readout import mixed, read_out, read_out_rows

from .branches import leaves
from .well_formed import Malformed, canonical, compact, told_of, well_formed

MOST_PARTS = 4096
"""Outcomes that are told one by one, at most."""

Part = Distribution | Samples


@dataclass(frozen=True)
class Parts:
    """What is told of single outcomes: of detectors, of observables, of all others where jointly they are too many."""

    detectors: Mapping[str, Part] = field(default_factory=dict)
    observables: Mapping[str, Part] = field(default_factory=dict)
    marginals: Mapping[str, Part] = field(default_factory=dict)

    @property
    def all(self) -> dict[str, Part]:
        """By name."""
        return {**self.detectors, **self.observables, **self.marginals}

    def __bool__(self) -> bool:
        return bool(self.all)


@dataclass(frozen=True)
class Whole:
    """An answer about the experiment as it was written.

    Attributes
    ----------
    joint : of `Experiment.outcomes`; None where they are too many.
    parts : of single outcomes.
    lowered : statement -> how often it was lowered for this backend.
    """

    joint: Distribution | Samples | None
    parts: Parts
    lowered: Mapping[str, int]


def native_steps(backend: Any, experiment: Experiment) -> frozenset[type[Step]]:
    """The kinds of steps that a backend declares; the core of the first edition where it declares none."""
    core = MODE_STEPS if experiment.system.kind == "modes" else DISCRETE_STEPS
    steps = getattr(getattr(backend, "capabilities", None), "steps", core)
    return frozenset(steps)


def _whole(backend: Any, experiment: Experiment) -> Lowered | None:
    """The experiment as it is, for a sampler that follows branches: everything made is asked for. None for others."""
    capabilities = getattr(backend, "capabilities", None)
    adaptive = any(isinstance(step, When) for step in flat(experiment.steps))
    if not (adaptive and getattr(capabilities, "branches", False)):
        return None
    whole = replace(experiment, steps=_as_values(experiment.steps))
    _check(backend.can_run(whole))
    return Lowered(whole, {name: OutcomeExpression(((name, 1),)) for name in whole.made}, {})


def _as_values(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps with detectors and observables as named values, and without a report."""
    found: list[Step] = []
    for step in steps:
        if isinstance(step, Repeat):
            found.append(replace(step, steps=_as_values(step.steps)))
        elif isinstance(step, When):
            found.append(When(tuple(replace(b, steps=_as_values(b.steps)) for b in step.branches), place=step.place))
        elif isinstance(step, Detector | Observable):
            found.append(Let(step.name, step.expression, place=step.place))
        elif not isinstance(step, Report):
            found.append(step)
    return tuple(found)


def _check(can: object) -> None:
    """CannotRun with the reason that `can_run` gave."""
    if isinstance(can, str) and can:
        raise CannotRun(can)
    if can is not True:
        raise Malformed(f"can_run answered {can!r}, neither True nor a reason")


def lowered_for(backend: Any, experiment: Experiment) -> Lowered:
    """The experiment as the backend can be asked; CannotRun with its reason, or with steps that it does not take."""
    native = native_steps(backend, experiment)
    found = lower(experiment, native)
    unknown = {type(step) for step in flat(found.core.steps)} - native
    if unknown:
        raise CannotRun(f"does not know the step {', '.join(sorted(kind.__name__ for kind in unknown))}")
    _check(backend.can_run(found.core))
    return found


# exact answers


def computed(backend: Any, experiment: Experiment) -> Whole:
    """An exact answer; CannotRun where there is none."""
    kinds = {type(step) for step in flat(experiment.steps)}
    if When in kinds and not kinds <= native_steps(backend, experiment):
        return _followed(backend, experiment)
    lowered = lowered_for(backend, experiment)
    asking = _Asking(backend, lowered)
    joint = asking.joint(experiment.outcomes, alone=experiment.reported is not None)
    groups = _told_apart(experiment, joint)
    asking.tell([name for names in groups for name in names])
    parts = Parts(*({name: asking.part(name) for name in names} for names in groups))
    return Whole(None if joint is None else compact(joint), parts, lowered.count)


def _told_apart(experiment: Experiment, joint: Distribution | None) -> tuple[tuple[str, ...], ...]:
    """The outcomes to be told one by one: detectors, observables and, without a joint distribution, all others."""
    told = {*experiment.detectors, *experiment.observables}
    others = () if joint is not None else tuple(name for name in experiment.made if name not in told)
    if len(told) + len(others) > MOST_PARTS:
        raise CannotRun(f"more than {MOST_PARTS} outcomes, which are too many jointly, and to be told one by one")
    return experiment.detectors, experiment.observables, others


class _Asking:
    """One backend asked for outcomes of one lowered experiment; what it computed once is kept."""

    def __init__(self, backend: Any, lowered: Lowered) -> None:
        self.backend = backend
        self.lowered = lowered
        self.tells_parts = hasattr(backend, "marginals")
        self.whole: Distribution | None = None
        self.reason: CannotRun | None = None
        self.told: dict[str, Distribution] = {}

    def expressions(self, names: Sequence[str]) -> list[OutcomeExpression]:
        return [self.lowered.readout[name] for name in names]

    def all(self) -> Distribution | None:
        """The distribution of all outcomes of the core; None where they are too many."""
        if self.whole is None and self.reason is None:
            core = self.lowered.core
            try:
                self.whole = canonical(self.backend.distribution(core), core)
            except CannotRun as reason:
                self.reason = reason
        return self.whole

    def joint(self, names: Sequence[str], *, alone: bool) -> Distribution | None:
        """Of these outcomes. `alone`: nothing else is asked, so no other outcomes need to be computed."""
        reason: CannotRun | None = None
        if alone and self.tells_parts:
            try:
                return self._marginals([names])[0]
            except CannotRun as too_many:  # to be told of alone; the joint distribution of all may be a simple one
                reason = too_many
        whole = self.all()
        if whole is None:
            if self.tells_parts and not alone:
                return self._few(names)
            assert self.reason is not None
            raise reason or self.reason
        return read_out(whole, names, self.expressions(names))

    def _few(self, names: Sequence[str]) -> Distribution | None:
        """Of outcomes with few values, where too many values stand behind them, as records do that may be wrong."""
        d = self.lowered.core.system.d
        if d is None or d ** len(names) > MOST_PARTS:
            return None
        try:
            return self._marginals([names])[0]
        except CannotRun:
            return None

    def tell(self, names: Sequence[str]) -> None:
        """Ask for these outcomes one by one, all at once where the backend can and they are not known already."""
        left = [name for name in names if not self.in_whole(name)]
        if left and self.tells_parts:
            self.told.update(zip(left, self._marginals([(name,) for name in left]), strict=True))

    def in_whole(self, name: str) -> bool:
        """Whether it can be read off the joint distribution: not a detector that the backend takes as it is."""
        return self.whole is not None and set(self.lowered.readout[name].uses) <= set(self.whole.names)

    def part(self, name: str) -> Distribution:
        """Of one outcome."""
        if name in self.told:
            return self.told[name]
        whole = self.all()
        if whole is None:
            assert self.reason is not None
            raise self.reason
        if not self.in_whole(name):
            raise CannotRun(f"takes {name} as it is written, and has no `marginals` to tell it by itself")
        return read_out(whole, (name,), self.expressions([name]))

    def _marginals(self, groups: Sequence[Sequence[str]]) -> list[Distribution]:
        asked = [(tuple(names), self.expressions(names)) for names in groups]
        found = list(self.backend.marginals(self.lowered.core, asked))
        named = [*zip(found, [names for names, _ in asked], strict=False)]
        if len(found) != len(asked) or not all(isinstance(p, Distribution) and p.names == names for p, names in named):
            raise Malformed("`marginals` did not return one distribution for each group of names, in their order")
        return [told_of(each, self.lowered.core) for each in found]


def _followed(backend: Any, experiment: Experiment) -> Whole:
    """The weighted sum of what the backend answers to every branch."""

    def chances(prefix: Experiment) -> dict[Key, Fraction]:
        joint = computed(backend, prefix).joint
        assert isinstance(joint, Distribution)
        if joint.affine is not None:
            raise CannotRun("too many branches can occur")
        return dict(joint.probabilities or {})

    followed = [_Asking(backend, lowered_for(backend, leaf)) for leaf in leaves(experiment, chances)]
    try:
        joint = _sum_of([asking.joint(experiment.outcomes, alone=True) for asking in followed], experiment)
    except CannotRun:
        if experiment.reported is not None:
            raise
        joint = None
    groups = _told_apart(experiment, joint)
    for asking in followed:
        asking.tell([name for names in groups for name in names])
    parts = (
        {name: _sum_of([asking.part(name) for asking in followed], experiment, name) for name in names}
        for names in groups
    )
    count = Counter(when=len(followed))
    count["repeat"] = sum(type(step) is Repeat for step in flat(experiment.steps))
    for asking in followed:
        count.update({sugar: number for sugar, number in asking.lowered.count.items() if sugar != "report"})
    count["report"] = int(experiment.reported is not None)
    return Whole(None if joint is None else compact(joint), Parts(*parts), dict(+count))


def _sum_of(answers: Sequence[Distribution | None], experiment: Experiment, name: str | None = None) -> Distribution:
    """Of all branches together, each with the probability that its conditions are met."""
    weighted = [(answer.condition_probability, answer) for answer in answers if answer is not None]
    return mixed(weighted, experiment.d, experiment.outcomes if name is None else (name,))


# samples


def drawn(backend: Any, experiment: Experiment, shots: int, seed: int) -> Whole:
    """A drawn answer; CannotRun where there is none."""
    lowered = _whole(backend, experiment) or lowered_for(backend, experiment)
    core = lowered.core
    samples = well_formed(backend.sample(core, shots, seed), core, shots, seed)

    def told(names: Sequence[str]) -> Samples:
        asked = [lowered.readout[name] for name in names]
        rows = read_out_rows(samples.outcomes, core.outcomes, asked, experiment.d)
        return replace(samples, names=tuple(names), outcomes=rows)

    parts = [{name: told((name,)) for name in names} for names in (experiment.detectors, experiment.observables)]
    return Whole(told(experiment.outcomes), Parts(parts[0], parts[1]), lowered.count)
