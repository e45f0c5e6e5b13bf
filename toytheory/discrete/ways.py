"""Whether two experiments are the same, on every way through their branches.

What is known around the branches is found once (`dilated`). For the outcomes that decide, the functions of what goes
into a branch and comes out of it are joined with those that vanish in the branch itself, and two experiments are the
same where these few, up to those that both know on every way, are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from toytheory.language.one_way import chosen_steps
from toytheory.language.steps import Condition
from toytheory.phase_space.modular import Matrix, howell, is_prime, pivots, remainder
from toytheory.phase_space.space import coordinates_of

from .dilated import Dilated, Opening, Part, conditioned, from_column


@dataclass(frozen=True)
class Difference:
    """Where two experiments differ.

    Attributes
    ----------
    only_in : the one (0 or 1) in which `variable` is certain.
    variable : of the systems at the end, (2n,).
    outcomes : outcome -> coefficient in what is certain, beside the variable.
    labels : of the inputs, (2n,): what is certain is the variable plus these coordinates of the inputs.
    value : of the sum in that experiment.
    random : whether the sum is random in the other; else it has another value there.
    """

    only_in: int
    variable: Matrix
    outcomes: dict[str, int]
    labels: Matrix
    value: int
    random: bool


class Ways:
    r"""Two experiments with the same inputs and names of outcomes.

    >>> from toytheory.language.reading import parse_experiment
    >>> one = parse_experiment("system 2 trits\nmeasure X1 as a\ndisplace X2 by a")
    >>> two = parse_experiment("system 2 trits\nsum 1 2\nmeasure X1 as a")
    >>> Ways(Dilated(one, [0, 1]), Dilated(two, [0, 1])).compared()      # controlled by what is measured
    ([Fraction(1, 1), Fraction(1, 1)], None)
    """

    def __init__(self, first: Dilated, second: Dilated) -> None:
        self.pair, self.d = (first, second), first.d
        self.inside: dict[tuple[int, int, tuple[int, ...]], Matrix] = {}
        one, two = first.common, second.common
        self.shared, self.own = one[:0], [one, two]
        if is_prime(self.d) and np.array_equal(one, two):
            self.shared, self.own = one, [one[:0], two[:0]]
        elif is_prime(self.d) and (first.openings or second.openings):
            self.shared = both_know(one, two, self.d)
            self.own = [howell(self.beyond(form), self.d) for form in (one, two)]
        self.linked = [whole.form[: len(whole.form) - len(whole.common)] for whole in self.pair]
        self.asked: dict[tuple[str, int], Matrix] = {}

    def beyond(self, rows: Matrix) -> Matrix:
        """Rows up to what both know on every way."""
        return remainder(rows, self.shared, self.d) if len(self.shared) else rows

    def known(self, which: int, given: Mapping[str, int]) -> Matrix:
        """What one of the two knows on a way, up to what both know on every way, in Howell form.

        Parameters
        ----------
        given : every outcome that decides.
        """
        whole = self.pair[which]
        if not whole.openings:
            return self.own[which]
        rows, at = [self.linked[which]], 0
        for number, opening in enumerate(whole.openings):
            rows.append(self.within(which, number, opening, at, given))
            at += 2 * len(opening.into)
        joined = howell(np.vstack(rows), self.d)
        return howell(np.vstack([self.own[which], from_column(joined, whole.width)]), self.d)

    def within(self, which: int, number: int, opening: Opening, at: int, given: Mapping[str, int]) -> Matrix:
        """What vanishes in the branch that is chosen, as rows like those of `form`."""
        whole = self.pair[which]
        steps = chosen_steps((opening.step,), given, self.d)
        key = (which, number, tuple(map(id, steps)))
        if key not in self.inside:
            place = {k: i for i, k in enumerate(opening.systems)}
            moved = tuple(step.with_systems(place) for step in steps)
            part = Dilated(Part(self.d, len(place), moved), range(len(place)))
            size = len(opening.into)
            rows = np.zeros((len(part.common), len(whole.order)), dtype=np.int64)
            rows[:, at : at + 2 * size] = part.common[:, : 2 * size]
            names = sorted(whole.records)
            places = [len(whole.order) - 1 - len(names) + names.index(name) for name in sorted(part.records)]
            rows[:, [*places, -1]] = part.common[:, 2 * size :]
            rows[:, whole.width :] = self.beyond(rows[:, whole.width :])
            self.inside[key] = rows
        return self.inside[key]

    def conditions(self, which: int, given: Mapping[str, int]) -> list[tuple[str, int]]:
        """What one of the two keeps on a way only."""
        whole = self.pair[which]
        branches = chosen_steps([each.step for each in whole.openings], given, self.d)
        inside = [(step.name, int(step.value) % self.d) for step in branches if isinstance(step, Condition)]
        return whole.conditions + inside

    def asking(self, wanted: Sequence[tuple[str, int]]) -> Matrix:
        """Outcomes with these values, as rows."""
        for name, value in wanted:
            if (name, value) not in self.asked:
                self.asked[name, value] = self.beyond(self.pair[0].asking({name: value}))
        return np.vstack([self.shared[:0], *(self.asked[item] for item in wanted)])

    def compared(self, given: Mapping[str, int] | None = None) -> tuple[list[Fraction], Difference | None]:
        """The probability of these outcomes in each, and where the runs with them differ, if they can occur in both."""
        given = given or {}
        conditioned_on = [
            conditioned(self.known(which, given), self.asking([*given.items(), *self.conditions(which, given)]), self.d)
            for which in (0, 1)
        ]
        chances, forms = [chance for chance, _ in conditioned_on], [form for _, form in conditioned_on]
        if not all(chances) or np.array_equal(forms[0], forms[1]):
            return chances, None
        where, beyond = 0, remainder(forms[0], forms[1], self.d)
        if not beyond.any():
            where, beyond = 1, remainder(forms[1], forms[0], self.d)
        wrong = np.flatnonzero(beyond.any(axis=1))
        random = beyond[wrong, :-1].any(axis=1)
        at = int(wrong[int(random.argmin())])  # a value that differs tells more
        return chances, self._difference(where, forms[where][at], bool(random.min()))

    def _difference(self, where: int, row: Matrix, random: bool) -> Difference:
        one, d = self.pair[where], self.d
        inputs, n = len(one.labels), one.n
        outcomes = {
            name: int(c) for name, c in zip(sorted(one.records), row[inputs + 2 * n : -1], strict=True) if c
        }  # fmt: skip
        labels = np.zeros(2 * n, dtype=np.int64)
        labels[coordinates_of(tuple(one.inputs))] = -row[:inputs] % d
        return Difference(where, row[inputs : inputs + 2 * n], outcomes, labels, int(-row[-1] % d), random)


def both_know(one: Matrix, two: Matrix, d: int) -> Matrix:
    """The rows that two forms span both, d prime.

    >>> both_know(np.array([[1, 0, 0], [0, 1, 0]]), np.array([[1, 1, 0], [0, 0, 1]]), 2).tolist()
    [[1, 1, 0]]
    """
    beyond = remainder(one, two, d)
    key = beyond[:, [column for column, _ in pivots(howell(beyond, d))]]
    found = howell(np.hstack([key, one]), d, pivot_columns=key.shape[1])
    return howell(found[~found[:, : key.shape[1]].any(axis=1), key.shape[1] :], d)
