"""Drafts of smaller experiments, and how their loose ends are tied up.

A move of `simplify` may leave outcomes that nothing makes any more, branches without a condition, records that are
flipped and gone. `mended` ties them up, or says that no valid experiment is left.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from toytheory.errors import InputError
from toytheory.language.bookkeeping import (
    Branch,
    Derived,
    Flip,
    GaussianChannel,
    Repeat,
    Report,
    When,
    flat,
    indexed,
    made,
)
from toytheory.language.experiment import Experiment
from toytheory.language.steps import (
    Condition,
    Discard,
    Displace,
    GaussianNoise,
    Measure,
    Noise,
    OutcomeExpression,
    Prepare,
    PrepareGaussian,
    PrepareVacuum,
    Step,
    System,
)

Steps = tuple[Step, ...]
Draft = tuple[System, Sequence[Step]]
"""Systems and steps of what may become an experiment."""


def of_size(system: System, n: int) -> System:
    """So many systems of the same kind."""
    return replace(system, n=n)


def base(name: str) -> str:
    """The name without its indices.

    >>> base("s[2][1]"), base("a")
    ('s', 'a')
    """
    return name.partition("[")[0]


def base_names(steps: Sequence[Step]) -> tuple[str, ...]:
    """What steps make, of several rounds once each, without indices and without making all names."""
    leaves = (s for s in flat(steps) if not isinstance(s, When | Repeat))
    return tuple(dict.fromkeys(base(name) for step in leaves for name in step.makes))


def blocks(
    steps: Steps, put: Callable[[Steps], Steps] = lambda inner: inner
) -> Iterator[tuple[Steps, Callable[[Steps], Steps]]]:
    """The steps themselves and those inside of branches and rounds, each with what puts others in their place."""
    yield steps, put
    for i, step in enumerate(steps):
        if isinstance(step, Repeat):

            def again(inner: Steps, i: int = i, step: Repeat = step) -> Steps:
                return put((*steps[:i], replace(step, steps=inner), *steps[i + 1 :]))

            yield from blocks(step.steps, again)
        elif isinstance(step, When):
            for j, branch in enumerate(step.branches):

                def there(inner: Steps, i: int = i, step: When = step, j: int = j, branch: Branch = branch) -> Steps:
                    changed = (*step.branches[:j], replace(branch, steps=inner), *step.branches[j + 1 :])
                    return put((*steps[:i], replace(step, branches=changed), *steps[i + 1 :]))

                yield from blocks(branch.steps, there)


def changed_everywhere(steps: Sequence[Step], change: Callable[[Step], Step | None]) -> Steps:
    """Each step that is no block replaced by what `change` makes of it, left out where that is None."""
    found: list[Step] = []
    for step in steps:
        if isinstance(step, Repeat):
            found.append(replace(step, steps=changed_everywhere(step.steps, change)))
        elif isinstance(step, When):
            branches = (replace(b, steps=changed_everywhere(b.steps, change)) for b in step.branches)
            found.append(replace(step, branches=tuple(branches)))
        elif (other := change(step)) is not None:
            found.append(other)
    return tuple(found)


def mended(experiment: Experiment, draft: Draft) -> Experiment | None:
    """The draft as an experiment; None where it cannot be one.

    Terms and conditions on outcomes that are gone are dropped, and so are steps that say nothing any more.
    """
    system, steps = draft
    try:
        return Experiment(system, _tied(steps, set(), system.d))
    except InputError:
        return None


def without_outcomes(steps: Sequence[Step], gone: Collection[str]) -> Steps:
    """Without what makes outcomes of these names (without indices); two that are made together go together."""

    def less(step: Step) -> Step | None:
        if isinstance(step, Measure):
            pairs = [(F, a) for F, a in zip(step.variables, step.names, strict=True) if base(a) not in gone]
            return Measure(tuple(F for F, _ in pairs), tuple(a for _, a in pairs))
        return None if any(base(name) in gone for name in step.makes) else step

    return changed_everywhere(steps, less)


def _tied(steps: Sequence[Step], known: set[str], d: int | None) -> Steps:
    """The steps without loose ends; what they make becomes known."""
    kept: list[Step] = []
    for step in steps:
        whole: Step | None
        if isinstance(step, When):
            whole = _tied_branches(step, known, d)
            if isinstance(whole, When) and not whole.branches[0].conditions:  # only `otherwise` is left of it
                kept += whole.branches[0].steps
                known.update(whole.makes)
                continue
        elif isinstance(step, Repeat):
            whole = _tied_rounds(step, known, d)
        elif isinstance(step, Flip):
            whole = _fitted(step, kept[-1] if kept else None)
        else:
            whole = _tied_up(step, known, d)
        if whole is not None:
            kept.append(whole)
            known.update(whole.makes)
    return tuple(kept)


def _tied_branches(step: When, known: set[str], d: int | None) -> When | None:
    """Branches that still ask for something; only the outcomes that all of them make."""
    branches: list[Branch] = []
    for branch in step.branches:
        conditions = tuple((name, value) for name, value in branch.conditions if name in known)
        if conditions or not branch.conditions:
            branches.append(Branch(conditions, branch.steps))
    if not branches:
        return None
    while True:
        branches = [replace(b, steps=_tied(b.steps, set(known), d)) for b in branches]
        made_by = [set(base_names(b.steps)) for b in branches]
        if branches[-1].conditions:
            made_by.append(set())
        loose = {name for names in made_by for name in names if not all(name in each for each in made_by)}
        if not loose:
            return When(tuple(branches))
        branches = [replace(b, steps=without_outcomes(b.steps, loose)) for b in branches]


def _tied_rounds(step: Repeat, known: set[str], d: int | None) -> Repeat | None:
    """Only what asks for outcomes that the rounds, or the round before, still make."""
    steps = step.steps
    while True:
        before = made(steps)
        steps = _tied(steps, {*known, *(indexed(name, -1) for name in before)}, d)
        if made(steps) == before:
            return replace(step, steps=steps) if steps else None


def _fitted(flip: Flip, measured: Step | None) -> Flip | None:
    """Of the measurement just before: the marginal on the records that are left of it, others right."""
    if not isinstance(measured, Measure):
        return None
    where = {name: i for i, name in enumerate(flip.names)}
    if not where.keys() & set(measured.names):
        return None
    weights: dict[tuple[int, ...], Fraction] = {}
    for move, weight in flip.weights:
        key = tuple(move[where[name]] if name in where else 0 for name in measured.names)
        weights[key] = weights.get(key, Fraction(0)) + weight
    return Flip(measured.names, tuple(weights.items()))


def _tied_up(step: Step, known: Collection[str], d: int | None) -> Step | None:
    """One step that is no block."""
    match step:
        case Displace(shifts=shifts):
            told = ((c, _of_known(e, known, d)) for c, e in shifts)
            said = tuple((c, e) for c, e in told if e.terms or e.constant)
            return Displace(said) if said else None
        case Derived():
            return replace(step, expression=_of_known(step.expression, known, d))
        case Condition(name=name):
            return step if name in known else None
        case Report(names=names):
            listed = tuple(dict.fromkeys(name for name in names if name in known))
            return Report(listed) if listed else None
        case Prepare(variables=items) | Measure(variables=items) | Noise(coordinates=items):
            return step if items else None
        case GaussianNoise(variances=variances):
            return step if variances else None
        case Discard() | PrepareVacuum() | PrepareGaussian() | GaussianChannel():
            return step if step.systems else None
    return step


def _of_known(expression: OutcomeExpression, known: Collection[str], d: int | None) -> OutcomeExpression:
    terms: dict[str, int | float] = {}
    for name, factor in expression.terms:
        if name in known:
            terms[name] = terms.get(name, 0) + factor if d is None else (terms.get(name, 0) + factor) % d
    return OutcomeExpression(tuple((name, k) for name, k in terms.items() if k), expression.constant)
