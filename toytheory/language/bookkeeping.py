"""Steps about outcomes: randomness, faulty records, named values, branches and rounds; and what is to be told.

Classical bookkeeping, the same in every theory. A backend need not know any of it: `lowering` turns each into the
core steps of `steps`, exactly. Two further records, for modes, are sugar for measurements and maps of the core.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Self

from .steps import OnSystem, OnSystems, OutcomeExpression, Reals, Step, Value

MAX_ROUNDS = 2**20
"""The largest number of rounds of a `repeat`, nested ones multiplied."""

MAX_OUTCOMES = 2**20
"""The largest number of outcomes, those of all rounds together."""


@dataclass(frozen=True, slots=True)
class Random(Step):
    """A classical random number: an outcome that no system has to do with.

    Attributes
    ----------
    name : of the outcome.
    weights : value -> probability, exact; values not listed have probability 0. None: uniform in Z_d.
    """

    name: str
    weights: tuple[tuple[int, Fraction], ...] | None = None

    @property
    def makes(self) -> tuple[str, ...]:
        """The number."""
        return (self.name,)

    def with_names(self, names: Mapping[str, str]) -> Self:
        """The same under another name."""
        return replace(self, name=names.get(self.name, self.name))


@dataclass(frozen=True, slots=True)
class RandomNormal(Step):
    """A normal random number of this mean and variance (on modes)."""

    name: str
    mean: float
    variance: float

    @property
    def makes(self) -> tuple[str, ...]:
        """The number."""
        return (self.name,)

    def with_names(self, names: Mapping[str, str]) -> Self:
        """The same under another name."""
        return replace(self, name=names.get(self.name, self.name))


@dataclass(frozen=True, slots=True)
class Flip(Step):
    """The records of the measurement just before are wrong: a random tuple, drawn from `weights`, is added to them.

    The systems are not affected. Tuples not listed take what is left to a sum of one as the tuple of zeros.

    Attributes
    ----------
    names : the outcomes of the measurement before, in its order.
    weights : tuples with their probabilities, the tuple of zeros among them; they add up to one.
    """

    names: tuple[str, ...]
    weights: tuple[tuple[tuple[int, ...], Fraction], ...]

    @property
    def uses(self) -> tuple[str, ...]:
        """The records."""
        return self.names

    def with_names(self, names: Mapping[str, str]) -> Self:
        """The same under other names."""
        return replace(self, names=tuple(names.get(name, name) for name in self.names))


@dataclass(frozen=True, slots=True)
class Derived(Step):
    """A value that follows from earlier outcomes, by an affine expression.

    Attributes
    ----------
    name : of the value, from here on an outcome like any other.
    expression : over Z_d, or over R on modes.
    """

    name: str
    expression: OutcomeExpression

    @property
    def makes(self) -> tuple[str, ...]:
        """The value."""
        return (self.name,)

    @property
    def uses(self) -> tuple[str, ...]:
        """The outcomes in the expression."""
        return self.expression.uses

    def with_names(self, names: Mapping[str, str]) -> Self:
        """The same under other names."""
        return replace(self, name=names.get(self.name, self.name), expression=self.expression.with_names(names))


@dataclass(frozen=True, slots=True)
class Let(Derived):
    """A named value."""


@dataclass(frozen=True, slots=True)
class Detector(Derived):
    """A value that is certain where no noise happens; `at` are coordinates for drawings, of any meaning."""

    at: Reals = ()


@dataclass(frozen=True, slots=True)
class Observable(Derived):
    """A value that is certain where no noise happens, and that a decoder has to predict."""


@dataclass(frozen=True, slots=True)
class Report(Step):
    """Compare and tell the joint distribution of these outcomes only, in this order; the last step."""

    names: tuple[str, ...]

    @property
    def uses(self) -> tuple[str, ...]:
        """The outcomes."""
        return self.names

    def with_names(self, names: Mapping[str, str]) -> Self:
        """The same under other names."""
        return replace(self, names=tuple(names.get(name, name) for name in self.names))


@dataclass(frozen=True, slots=True)
class Branch:
    """Steps of the runs in which every one of `conditions`, (outcome, value), holds; without any: of all others."""

    conditions: tuple[tuple[str, Value], ...]
    steps: tuple[Step, ...]


def _distinct(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(items))


@dataclass(frozen=True, slots=True)
class When(Step):
    """The first branch whose conditions hold happens; nothing, where none does.

    A branch without conditions (`otherwise`) can only be the last. Every branch makes the same outcomes.
    """

    branches: tuple[Branch, ...]

    @property
    def inner(self) -> Iterator[Step]:
        """The steps of all branches."""
        return (step for branch in self.branches for step in branch.steps)

    @property
    def touched(self) -> tuple[int, ...]:
        """The systems of any branch."""
        return _distinct(k for step in self.inner for k in step.touched)

    @property
    def measured(self) -> tuple[int, ...]:
        """The systems that any branch measures."""
        return _distinct(k for step in self.inner for k in step.measured)

    @property
    def makes(self) -> tuple[str, ...]:
        """The outcomes of every branch, in the order of the first."""
        return made(self.branches[0].steps)

    @property
    def uses(self) -> tuple[str, ...]:
        """The outcomes that decide, and those that the branches use without making them."""
        inside = set(self.makes)
        asked = (name for branch in self.branches for name, _ in branch.conditions)
        return _distinct((*asked, *(n for step in self.inner for n in step.uses if n not in inside)))

    def with_systems(self, order: Mapping[int, int]) -> Self:
        """The same on the systems order[k]."""
        return self._mapped(lambda step: step.with_systems(order), {})

    def with_names(self, names: Mapping[str, str]) -> Self:
        """The same under other names."""
        return self._mapped(lambda step: step.with_names(names), names)

    def _mapped(self, change: Any, names: Mapping[str, str]) -> Self:
        return replace(
            self,
            branches=tuple(
                Branch(tuple((names.get(n, n), v) for n, v in b.conditions), tuple(map(change, b.steps)))
                for b in self.branches
            ),
        )


@dataclass(frozen=True, slots=True)
class Repeat(Step):
    """Rounds: the same steps `count` times.

    An outcome a made inside is called a[1], ..., a[count] outside. Inside, a is this round's and a[-1] that of the
    round before, which is 0 in the first. Of nested rounds the outer index comes first: a[2][1], and a[-1][1].
    """

    count: int
    steps: tuple[Step, ...]

    @property
    def touched(self) -> tuple[int, ...]:
        """The systems of a round."""
        return _distinct(k for step in self.steps for k in step.touched)

    @property
    def measured(self) -> tuple[int, ...]:
        """The systems that a round measures."""
        return _distinct(k for step in self.steps for k in step.measured)

    @property
    def makes(self) -> tuple[str, ...]:
        """All rounds' outcomes, round by round."""
        inside = made(self.steps)
        return tuple(indexed(name, number) for number in range(1, self.count + 1) for name in inside)

    @property
    def uses(self) -> tuple[str, ...]:
        """The outcomes from before the rounds."""
        inside = set(made(self.steps))
        return _distinct(n for step in self.steps for n in step.uses if n not in inside and before(n) not in inside)

    def with_systems(self, order: Mapping[int, int]) -> Self:
        """The same on the systems order[k]."""
        return replace(self, steps=tuple(step.with_systems(order) for step in self.steps))

    def with_names(self, names: Mapping[str, str]) -> Self:
        """The same under other names; names made inside are given without an index."""
        inside = dict(names)
        for name in made(self.steps):
            base, bracket, index = name.partition("[")
            if base in names:
                inside[name] = f"{names[base]}{bracket}{index}"
                inside[indexed(name, -1)] = indexed(inside[name], -1)
        return replace(self, steps=tuple(step.with_names(inside) for step in self.steps))


def made(steps: Iterable[Step]) -> tuple[str, ...]:
    """Names of the outcomes that steps make, in their order.

    >>> made([Random("a"), Repeat(2, (Random("b"),))])
    ('a', 'b[1]', 'b[2]')
    """
    return tuple(name for step in steps for name in step.makes)


def how_many(steps: Iterable[Step]) -> int:
    """The length of `made`, counted without making the names.

    >>> how_many([Random("a"), Repeat(10**6, (Random("b"),))])
    1000001
    """
    total = 0
    for step in steps:
        if isinstance(step, Repeat):
            total += step.count * how_many(step.steps)
        elif isinstance(step, When):
            total += how_many(step.branches[0].steps)
        else:
            total += len(step.makes)
    return total


def rounds(steps: Iterable[Step]) -> dict[str, tuple[int, ...]]:
    """What steps make, by its name without an index: how many rounds of how many nested `repeat`s make it.

    >>> rounds([Random("a"), Repeat(2, (Random("b"),))])
    {'a': (), 'b': (2,)}
    """
    found: dict[str, tuple[int, ...]] = {}
    for step in steps:
        if isinstance(step, Repeat):
            found.update({name: (step.count, *counts) for name, counts in rounds(step.steps).items()})
        elif isinstance(step, When):
            found.update(rounds(step.branches[0].steps))
        else:
            found.update(dict.fromkeys(step.makes, ()))
    return found


def indexed(name: str, number: int) -> str:
    """The name outside of the round with this number, counted from 1.

    >>> indexed("s", 2), indexed("s[3]", 2)
    ('s[2]', 's[2][3]')
    """
    base, bracket, rest = name.partition("[")
    return f"{base}[{number}]{bracket}{rest}"


_BEFORE = re.compile(r"([^\[]*)\[-1\](.*)\Z")


def before(name: str) -> str | None:
    """a where the name is a[-1], of the round before; else None.

    >>> before("s[-1]"), before("s[-1][2]"), before("s[1]")
    ('s', 's[2]', None)
    """
    found = _BEFORE.match(name)
    return f"{found[1]}{found[2]}" if found else None


# sugar for modes


@dataclass(frozen=True, slots=True)
class GeneralDyne(OnSystem):
    """A joint measurement of x and p with a Gaussian seed state of this covariance, which is added to the outcomes'.

    The vacuum's covariance makes it a `Heterodyne`. Nothing is known of the mode afterwards.

    Attributes
    ----------
    system : the mode.
    covariance : 2 x 2 rows.
    names : of the outcomes for x and p.
    """

    covariance: tuple[Reals, ...]
    names: tuple[str, ...]

    @property
    def measured(self) -> tuple[int, ...]:
        """The mode."""
        return (self.system,)

    @property
    def makes(self) -> tuple[str, ...]:
        """Two outcomes."""
        return self.names

    def with_names(self, names: Mapping[str, str]) -> Self:
        """The same under other names."""
        return replace(self, names=tuple(names.get(name, name) for name in self.names))


@dataclass(frozen=True, slots=True)
class GaussianChannel(OnSystems):
    """m -> M m + e with e normal of mean 0 and covariance N, for a matrix M that need not be symplectic.

    Physical where N + i hbar/2 (J - M J M^T) >= 0 with J the matrix of brackets.

    Attributes
    ----------
    systems : the k systems, in the order of the matrix.
    matrix, noise : 2k x 2k rows, M and N.
    """

    matrix: tuple[Reals, ...]
    noise: tuple[Reals, ...]


def flat(steps: Iterable[Step]) -> Iterator[Step]:
    """All steps, those inside of branches and rounds too (each once), from left to right.

    >>> [type(step).__name__ for step in flat([Repeat(2, (Random("b"),))])]
    ['Repeat', 'Random']
    """
    for step in steps:
        yield step
        if isinstance(step, When):
            yield from flat(step.inner)
        elif isinstance(step, Repeat):
            yield from flat(step.steps)
