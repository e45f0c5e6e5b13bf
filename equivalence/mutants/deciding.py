"""Planted faults in what follows from outcomes: branches, records, random numbers, rounds.

Backends never see these statements unless they declare them, because the harness lowers them. A mutant here declares
all of them, so that it gets experiments as they were written, and runs another one in the place of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Literal

from toytheory.backend import BOOKKEEPING
from toytheory.errors import CannotRun
from toytheory.language.bookkeeping import Branch, Flip, Let, Random, Repeat, When, made
from toytheory.language.experiment import Experiment
from toytheory.language.steps import OutcomeExpression, Step
from toytheory.outcomes.distributions import Distribution

from .mutant import Mutant, Rewrite

Deep = Callable[[Step], Iterable[Step]]
"""What is done in place of a step that stands anywhere, in branches and rounds too."""


class Deciding:
    """A backend that takes every statement, and runs another experiment than the one that it is given.

    Parameters
    ----------
    backend : the sound one, exact, asked for the other experiment as the harness asks it.
    rewrite : the given experiment -> the one that is run; it has the same outcomes.
    """

    def __init__(self, backend: Any, rewrite: Rewrite) -> None:
        self.backend, self.rewrite = backend, rewrite
        self.name, self.side = backend.name, backend.side
        self.capabilities = replace(backend.capabilities, steps=backend.capabilities.steps | BOOKKEEPING)

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """By declaration; what the sound backend cannot run is said when it is asked."""
        return self.capabilities.reason_against(experiment) or True

    def distribution(self, experiment: Experiment) -> Distribution:
        """The joint distribution of the other experiment."""
        return self.marginals(experiment, [(experiment.outcomes, ())])[0]

    def marginals(
        self, experiment: Experiment, asked: Sequence[tuple[Sequence[str], Sequence[OutcomeExpression]]]
    ) -> list[Distribution]:
        """Of these outcomes of the other experiment, each group of them the joint ones or a single one."""
        from equivalence.comparison.whole import computed

        found = computed(self.backend, self.rewrite(experiment))
        told = [found.joint if names == experiment.outcomes else found.parts.all.get(names[0]) for names, _ in asked]
        if not all(isinstance(each, Distribution) for each in told):
            raise CannotRun("too many outcomes")
        return [each for each in told if isinstance(each, Distribution)]


def everywhere(change: Deep) -> Rewrite:
    """A rewriting of every step, from the inside of branches and rounds to their outside."""

    def inside(steps: Iterable[Step]) -> tuple[Step, ...]:
        found: list[Step] = []
        for step in steps:
            if isinstance(step, When):
                step = replace(step, branches=tuple(replace(b, steps=inside(b.steps)) for b in step.branches))
            elif isinstance(step, Repeat):
                step = replace(step, steps=inside(step.steps))
            found += change(step)
        return tuple(found)

    return lambda experiment: replace(experiment, steps=inside(experiment.steps))


def next_branch(step: Step) -> Iterator[Step]:
    """Every branch does what the one after it should, the last one what the first should."""
    if isinstance(step, When):
        whole = step.branches if not step.branches[-1].conditions else (*step.branches, Branch((), ()))
        bodies = [branch.steps for branch in whole]
        turned = zip(whole, [*bodies[1:], bodies[0]], strict=True)
        yield replace(step, branches=tuple(replace(branch, steps=body) for branch, body in turned))
    else:
        yield step


def otherwise_forgotten(step: Step) -> Iterator[Step]:
    """Nothing happens where no condition holds; the outcomes that would have been made are 0."""
    if isinstance(step, When) and not step.branches[-1].conditions:
        *others, last = step.branches
        nothing = tuple(Let(name, OutcomeExpression()) for name in made(last.steps))
        yield replace(step, branches=(*others, replace(last, steps=nothing)))
    else:
        yield step


def flips_ignored(step: Step) -> Iterator[Step]:
    """Every record is right."""
    if not isinstance(step, Flip):
        yield step


def weights_ignored(step: Step) -> Iterator[Step]:
    """Every random number is uniform."""
    yield replace(step, weights=None) if isinstance(step, Random) else step


def chains_nested(step: Step) -> Iterator[Step]:
    """`otherwise when` as a `when` inside of an `otherwise`."""
    if isinstance(step, When) and len(step.branches) > 1 and step.branches[1].conditions:
        first, *others = step.branches
        (rest,) = chains_nested(replace(step, branches=tuple(others)))
        yield replace(step, branches=(first, Branch((), (rest,))))
    else:
        yield step


def deciding(name: str, says: str, change: Deep, *, broken: bool) -> Mutant:
    """The mutant that changes every step so."""
    return Mutant(name, says, broken, partial(Deciding, rewrite=everywhere(change)))


IN_DECISIONS: tuple[Mutant, ...] = (
    deciding("wrong-branch", "a branch does what the next one should", next_branch, broken=True),
    deciding("otherwise-forgotten", "nothing happens where no condition holds", otherwise_forgotten, broken=True),
    deciding("flips-ignored", "records are always right", flips_ignored, broken=True),
    deciding("weights-ignored", "random numbers are uniform", weights_ignored, broken=True),
)

CHAINS_NESTED = deciding("chains-nested", "`otherwise when` nested in `otherwise`", chains_nested, broken=False)
