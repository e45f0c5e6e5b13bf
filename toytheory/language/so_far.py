"""What earlier steps presuppose: which outcomes exist, which systems are gone; and the checks that rest on it.

Each refusal is an InputError with a place (where the step came from a file) and a mend. The items of a step, by which
a place is found, are counted as its statement's file says.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from numbers import Rational
from typing import Any

from toytheory.errors import InputError
from toytheory.phase_space.brackets import first_noncommuting_pair, first_real_noncommuting_pair
from toytheory.phase_space.space import coordinate_name
from toytheory.phase_space.variables import Variable

from .bookkeeping import before
from .steps import OutcomeExpression, Step, System

LARGEST = 1e100
"""Numbers of modes beyond this would overflow when they are multiplied."""

MAX_DEPTH = 100
"""Branches and rounds may be nested so deep."""

KEYWORDS = frozenset(
    "system bits bit trits trit dits dit modes mode hbar prepare transform fourier phase sum cphase swap multiply "
    "displace by measure as noise condition discard vacuum gaussian means covariance variance rotate squeeze "
    "beamsplitter shear loss thermal amplify heterodyne repeat end detector observable".split()
)
"""Words that cannot name an outcome: those of the first edition. Later ones stay free: no old file is refused."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]*\Z")
_ROUND = re.compile(r"([A-Za-z_][A-Za-z_0-9]*)((?:\[[0-9]+\])+)\Z")
_COORDINATE_LIKE = re.compile(r"[XP][0-9]*\Z")
_NUMBER_LIKE = re.compile(r"(?:[eE][0-9]*|pi)\Z")


def check_outcome_name(name: str) -> None:
    """InputError unless the name is an identifier, no keyword and no word like X1; an index such as [2] may follow.

    >>> check_outcome_name("m1")
    """
    base = name.partition("[")[0]
    if not _NAME.match(name) and not _ROUND.match(name):
        raise InputError(f"{name!r} cannot name an outcome", "use a letter followed by letters, digits or _")
    if base in KEYWORDS:
        raise InputError(f"the keyword {base!r} cannot name an outcome", f"choose another name, such as {base}1")
    if _COORDINATE_LIKE.match(base):
        raise InputError(f"{base!r} is a coordinate and cannot name an outcome", "choose a name such as a or m1")


class SoFar:
    """Walks through steps and remembers what they presuppose: outcomes made, systems discarded.

    Attributes
    ----------
    system : of the experiment; `d` and `hbar` are its own (d None for modes).
    outcomes : names made so far, ordered as in the file.
    rounds : base name -> how many rounds of how many nested `repeat`s made it.
    discarded : systems that cannot be used before they are prepared.
    depth : how many branches and rounds are open around the step that is being checked.
    before : the step before it, in the same block.
    reported : whether a `report` has ended the experiment.
    repeating : the names of the rounds that are being checked, innermost last.
    right : lists of probabilities that were found to be in order, with the length of their tuples, by identity.
    check : checks a step, whatever its kind; set by `checking`.
    """

    def __init__(self, system: System, check: Callable[[SoFar, Step], None]) -> None:
        self.system = system
        self.d = system.d
        self.hbar = float(system.hbar or 0.0)
        self.outcomes: dict[str, None] = {}
        self.rounds: dict[str, tuple[int, ...]] = {}
        self.discarded: set[int] = set()
        self.depth = -1
        self.before: Step | None = None
        self.reported = False
        self.repeating: list[frozenset[str]] = []
        self.right: dict[int, tuple[int, object]] = {}
        self.check = check

    def check_all(self, steps: Iterable[Step]) -> None:
        """InputError at the first step that is not valid."""
        self.depth += 1
        before: Step | None = None
        for step in steps:
            if self.depth > MAX_DEPTH:
                raise InputError(f"statements nested more than {MAX_DEPTH} deep", "nest less deeply", step.place)
            if self.reported:
                raise InputError("a statement behind `report`", "put `report` last, and once", step.place)
            self.before = before
            try:
                self.check(self, step)
            except InputError as error:
                raise error.at(step.place) from None
            before = step
        self.depth -= 1

    # systems and variables

    def exist(self, step: Step, systems: Sequence[int], item: int | None = None) -> None:
        """The experiment has these systems."""
        for offset, system in enumerate(systems):
            if not 0 <= system < self.system.n:
                place = step.item_place(offset if item is None else item)
                many = "systems 1 to" if self.system.n > 1 else "only system"
                raise InputError(
                    f"there is no system {system + 1}", f"the experiment has {many} {self.system.n}", place
                )

    def usable(self, step: Step, systems: Sequence[int], item: int | None = None) -> None:
        """They exist and have not been discarded."""
        self.exist(step, systems, item)
        if not self.discarded:
            return
        for offset, system in enumerate(systems):
            if system in self.discarded:
                place = step.item_place(offset if item is None else item)
                raise InputError(f"system {system + 1} has been discarded", "prepare it before using it again", place)

    def distinct(self, step: Step, systems: Sequence[int], done: str, nothing: str) -> None:
        """They are named once each, and there are some."""
        if not systems:
            raise InputError(nothing, "name at least one system")
        seen: set[int] = set()
        for item, system in enumerate(systems):
            if system in seen:
                raise InputError(f"system {system + 1} is {done}", "name it once", step.item_place(item))
            seen.add(system)

    def prepared(self, step: Step, systems: Sequence[int]) -> None:
        """They exist, are named once, and can be used from here on."""
        if not systems:
            raise InputError("a preparation of no system", "name at least one")
        self.exist(step, systems)
        self.distinct(step, systems, "prepared twice at once", "a preparation of no system")
        self.discarded.difference_update(systems)

    def variables(self, step: Step, variables: Sequence[Variable]) -> None:
        """They are over the numbers of the experiment and of systems that can be used."""
        for item, variable in enumerate(variables):
            if variable.d != self.d:
                mend = f"use d = {self.d}" if self.d is not None else "give it real coefficients (d=None)"
                raise InputError(f"{variable} is a variable for d = {variable.d}", mend)
            if self.d is None:
                for number in (variable.constant, *dict(variable.terms).values()):
                    self.number(step, item, number, f"a coefficient of {variable}")
            self.usable(step, variable.systems, item)

    def commuting(self, step: Step, variables: Sequence[Variable], verb: str, mend: str) -> None:
        """Every bracket of two of them is 0 (on modes: up to rounding)."""
        if len(variables) < 2:
            return
        pair = first_noncommuting_pair(variables) if self.d else first_real_noncommuting_pair(variables)
        if pair is not None:
            i, j, value = pair
            shown = str(value) if self.d else f"{value:.9g}"
            raise InputError(
                f"{variables[i]} and {variables[j]} cannot be {verb} together: "
                f"[{variables[i]}, {variables[j]}] = {shown}, not 0",
                mend,
                step.item_place(j),
            )

    def coordinates(self, step: Step, coordinates: Sequence[int]) -> None:
        """There are some, of systems that can be used, each named once."""
        if not coordinates:
            raise InputError("a displacement of no coordinate", "name at least one coordinate")
        seen: set[int] = set()
        for item, index in enumerate(coordinates):
            self.usable(step, [index // 2], item)
            if index in seen:
                raise InputError(f"{coordinate_name(index)} is named twice", "name it once", step.item_place(item))
            seen.add(index)

    # numbers

    def number(self, step: Step, item: int, value: Any, what: str) -> float:
        """A finite number of modes."""
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if not math.isfinite(number):
            raise InputError(f"{what} is {value!r}, not a finite number", "give a finite number", step.item_place(item))
        if abs(number) > LARGEST:
            raise InputError(f"{what} is {number:g}", f"give a number up to {LARGEST:g}", step.item_place(item))
        return number

    def weights(
        self, step: Step, width: int, weights: Sequence[tuple[tuple[int, ...], Fraction]], item: int, words: Words
    ) -> None:
        """Tuples of this width, listed once, with exact probabilities that add up to one.

        Parameters
        ----------
        item : the number of the first tuple among the step's items.
        words : what a tuple is called.
        """
        if self.d is None:
            raise InputError(f"{words.what} with listed probabilities is not for modes", words.on_modes)
        if self.right.get(id(weights), (0, ()))[0] == width:
            return
        seen = set()
        for number, (values, weight) in enumerate(weights, start=item):
            place = step.item_place(number)
            listed = ", ".join(map(str, values))
            if len(values) != width:
                raise InputError(f"the {words.one} {listed} has {len(values)} of {width} {words.of}", words.mend, place)
            reduced = tuple(value % self.d for value in values)
            if reduced in seen:
                raise InputError(f"the {words.one} {listed} is listed twice", "list it once", place)
            seen.add(reduced)
            if not isinstance(weight, Rational):
                raise InputError(f"the probability {weight!r} is not exact", "give a Fraction or an int", place)
            if not 0 <= weight <= 1:
                mend = "give numbers from 0 to 1 that add up to 1"
                raise InputError(f"the probability {_shown(Fraction(weight))} is not between 0 and 1", mend, place)
        total = sum((Fraction(weight) for _, weight in weights), Fraction(0))
        if total != 1:
            raise InputError(
                f"the probabilities add up to {_shown(total)}, not 1",
                f"make them add up to 1 exactly; {words.many} that are not listed have probability 0",
            )
        self.right[id(weights)] = width, weights  # which keeps them, so that no others get this number

    # outcomes

    def new_outcomes(self, step: Step, names: Sequence[str], item: int) -> None:
        """They can name outcomes and name none yet; they do from here on."""
        for number, name in enumerate(names, start=item):
            try:
                self._new_outcome(name)
            except InputError as error:
                raise error.at(step.item_place(number)) from None

    def _new_outcome(self, name: str) -> None:
        check_outcome_name(name)
        if self.d is None and _NUMBER_LIKE.match(name):
            raise InputError(f"{name!r} reads as a number and cannot name an outcome", "choose a name such as a or m1")
        if name in self.outcomes or name in self.rounds:
            raise InputError(f"an outcome named {name} exists already", f"choose another name, such as {name}_2")
        self.outcomes[name] = None

    def outcome(self, step: Step, item: int, name: str) -> None:
        """There is an outcome of this name."""
        if name in self.outcomes or self._of_a_round(name):
            return
        place = step.item_place(item)
        if _COORDINATE_LIKE.match(name):
            raise InputError(f"{name} is a coordinate, not an outcome", "measure it first and use its outcome", place)
        self._not_of_a_round(name, place)
        known = list(self.outcomes)
        near = difflib.get_close_matches(name[:40], known[-100:], n=1)
        mend = f"outcomes so far: {', '.join(known[:8]) or 'none'}{', ...' if len(known) > 8 else ''}"
        raise InputError(
            f"there is no outcome named {name} at this point",
            f"did you mean {near[0]}? {mend}" if near else mend,
            place,
        )

    def _of_a_round(self, name: str) -> bool:
        earlier = before(name)
        if earlier is not None:
            return any(earlier in names for names in self.repeating)
        found = _ROUND.match(name)
        if not found or found[1] not in self.rounds:
            return False
        counts = self.rounds[found[1]]
        indices = [int(index) if len(index) < 9 else 0 for index in found[2][1:-1].split("][")]
        return len(indices) == len(counts) and all(1 <= i <= n for i, n in zip(indices, counts, strict=True))

    def _not_of_a_round(self, name: str, place: Any) -> None:
        base, _, index = name.partition("[")
        if index.startswith("-1]"):
            problem = f"{name} asks for the round before, but {before(name)} is not made in the rounds of this `repeat`"
            raise InputError(problem, "use it inside of `repeat`, of an outcome that is made there", place)
        if "-" in index:
            mend = f"keep the one before that: `let {base}_before = {base}[-1]`, of which there is {base}_before[-1]"
            raise InputError(f"{name}: only the round just before can be asked for, as {base}[-1]", mend, place)
        if base in self.rounds:
            counts = self.rounds[base]
            first, last = (base + "".join(f"[{k}]" for k in which) for which in ((1,) * len(counts), counts))
            raise InputError(f"there is no outcome {name}: rounds made {first} to {last}", "name one of them", place)

    def expression(self, step: Step, expression: OutcomeExpression, item: int) -> int:
        """Its outcomes exist and its numbers are finite; the number of the item behind it."""
        for number, name in enumerate(expression.uses, start=item):
            self.outcome(step, number, name)
        if self.d is None:
            for value in (expression.constant, *(c for _, c in expression.terms)):
                self.number(step, item, value, "a number of the expression")
        return item + len(expression.uses)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What happens inside may not happen: afterwards outcomes and discarded systems are as before."""
        counts = len(self.outcomes), len(self.rounds)
        discarded, self.discarded = self.discarded, set(self.discarded)
        yield
        while len(self.outcomes) > counts[0]:  # names are only added, each once: what is new stands last
            self.outcomes.popitem()
        while len(self.rounds) > counts[1]:
            self.rounds.popitem()
        self.discarded = discarded


class Words:
    """How tuples with probabilities are spoken of."""

    def __init__(self, what: str, one: str, of: str, mend: str, on_modes: str) -> None:
        self.what, self.one, self.of, self.mend, self.on_modes = what, one, of, mend, on_modes
        first, blank, rest = one.partition(" ")
        self.many = f"{first}s{blank}{rest}"


def _shown(number: Fraction) -> str:
    """A fraction for a message: exact where that is short."""
    if number.numerator.bit_length() + number.denominator.bit_length() < 200:
        return str(number)
    return f"about {float(number):.12g}" if abs(number) < 10**15 else "of more than 15 digits"
