"""What is known at the end of an experiment with noise, in terms of the numbers that noise drew, and its law."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np

from toytheory.discrete.dilated import Dilated
from toytheory.language.experiment import Experiment
from toytheory.outcomes.marginals import joint_weights, moves_of
from toytheory.phase_space.modular import Matrix, howell, module_size, pivots

Law = dict[tuple[int, ...], Fraction]


@dataclass(frozen=True)
class Known:
    """What is known in terms of the noise, in the runs that are kept: variables = constants + moves @ noise.

    Attributes
    ----------
    d, n : values of a coordinate, systems.
    told : the outcomes behind the coordinates of the systems in `variables`.
    variables : (k, 2n + m + labels), in Howell form.
    constants : (k + b,).
    moves : (k + b, w), a column for every number that noise draws; the last b combinations are 0 in the runs kept.
    names : of these numbers.
    noises : (which columns, their weights).
    share : the probability of the outcomes that are kept, where noise allows them.
    possible : whether it does for some noise, as far as constants tell.
    kept : the outcomes with their values.
    rank : how many independent functions are known without them.
    """

    d: int
    n: int
    told: tuple[str, ...]
    variables: Matrix
    constants: Matrix
    moves: Matrix
    names: tuple[str, ...]
    noises: tuple[tuple[tuple[int, ...], Any], ...]
    share: Fraction
    possible: bool
    kept: tuple[tuple[str, int], ...]
    rank: int

    @classmethod
    def of(
        cls,
        experiment: Experiment,
        told: tuple[str, ...],
        hidden: frozenset[str],
        inputs: Sequence[int],
        given: Mapping[str, int],
    ) -> Known:
        """Of an experiment without branches, in the runs with the given outcomes that meet its conditions."""
        d = experiment.d
        whole = Dilated(experiment, inputs)
        kept = tuple(dict.fromkeys([*given.items(), *whole.conditions]))
        pinned = sorted(hidden & {name for name, _ in kept})
        even = [names for names, weights in whole.noises if _is_uniform(weights, d)]
        whole.hide([*sorted(hidden - set(pinned)), *chain(*even)])  # displaced by anything at all is not known
        drawn = [(names, weights) for names, weights in whole.noises if names not in even]
        names = tuple(chain(*(names for names, _ in drawn)))
        labels, size = len(whole.labels), 2 * whole.n
        at = {name: labels + size + i for i, name in enumerate(sorted(whole.records))}
        seen = [*(at[name] for name in pinned), *range(labels, labels + size), *(at[name] for name in told)]
        seen += range(labels)
        order = [*seen, *(at[name] for name in names), whole.common.shape[1] - 1]
        asked = [whole.asking({name: value}) for name, value in kept]
        form = howell(np.vstack([whole.common, *asked])[:, order], d, pivot_columns=len(seen))
        leading = np.array([column for column, _ in pivots(form)], dtype=np.int64)
        bound = howell(form[leading >= len(seen)][:, len(seen) :], d)
        possible = not any(column == len(names) for column, _ in pivots(bound))
        inside = form[leading < len(seen)]
        share = Fraction(module_size(whole.common, d), module_size(inside, d))
        rows = inside[leading[leading < len(seen)] >= len(pinned)]
        tails = np.vstack([rows[:, len(seen) :], bound[: len(bound) - (not possible)]])
        column = {name: i for i, name in enumerate(names)}
        return cls(
            d,
            experiment.n,
            told,
            rows[:, len(pinned) : len(seen)],
            -tails[:, -1] % d,
            -tails[:, :-1] % d,
            names,
            tuple((tuple(column[name] for name in names), weights) for names, weights in drawn),
            share,
            possible,
            kept,
            len(whole.common),
        )

    @cached_property
    def owners(self) -> Matrix:
        """Which noise draws the number of a column, (w,)."""
        return np.repeat(np.arange(len(self.noises)), [len(columns) for columns, _ in self.noises])

    def touching(self, rows: Sequence[int]) -> set[int]:
        """The noises that move any of these."""
        return set(np.unique(self.owners[self.moves[rows].any(axis=0)]).tolist())

    @cached_property
    def sources(self) -> list[tuple[set[int], list[int]]]:
        """Noises that are independent in the runs kept: sets of noises, with the combinations that bind each set."""
        found: list[tuple[set[int], list[int]]] = []
        for row in range(len(self.variables), len(self.moves)):
            noises, rows = self.touching([row]), [row]
            apart = []
            for others, bound in found:
                if others & noises:
                    noises, rows = noises | others, bound + rows
                else:
                    apart.append((others, bound))
            found = [*apart, (noises, rows)]
        bound_ones = set(chain(*(noises for noises, _ in found)))
        return found + [({i}, []) for i in range(len(self.noises)) if i not in bound_ones]

    def reached(self, rows: Sequence[int]) -> Counter[Any]:
        """What the noises do to these together, with how often."""
        found: Counter[Any] = Counter()
        for number in sorted(self.touching(rows)):
            columns, weights = self.noises[number]
            keys = np.array([shifts for shifts, _ in weights], dtype=np.int64)
            law = moves_of(self.moves[np.ix_(rows, columns)].T, keys, [p for _, p in weights], self.d)
            if law is not None:
                found[law] += 1
        return found

    def with_bound(self, rows: Sequence[int]) -> list[int]:
        """These, and behind them the combinations that bind their noises."""
        noises = self.touching(rows)
        return [*rows, *(row for others, bound in self.sources if others & noises for row in bound)]

    def law(self, rows: Sequence[int], constants: Matrix) -> Law:
        """The joint law of these variables in the runs kept; CannotRun where they have too many values."""
        return self._conditioned(rows, self.with_bound(rows), constants)[0]

    def chance(self, constants: Matrix) -> Fraction:
        """The probability of the runs kept; CannotRun where too much is bound together."""
        total = self.share
        for _, bound in self.sources:
            total *= self._conditioned([], bound, constants)[1] if bound else 1
        return total

    def _conditioned(self, rows: Sequence[int], every: Sequence[int], constants: Matrix) -> tuple[Law, Fraction]:
        nothing: Matrix = np.zeros((0, len(every)), dtype=np.int64)
        weights, total = joint_weights(constants[list(every)], nothing, self.reached(every), self.d)
        where: Any = (..., *[0] * (len(every) - len(rows)))
        kept = np.asarray(weights)[where]
        found = {tuple(map(int, at)): Fraction(w) for at, w in np.ndenumerate(kept) if w}
        met = sum(found.values(), start=Fraction(0))
        return {at: w / met for at, w in found.items()}, met / total


def _is_uniform(weights: Any, d: int) -> bool:
    shares = {p for _, p in weights if p}
    return len(shares) == 1 and len({tuple(s % d for s in shifts) for shifts, p in weights if p}) == d ** len(
        weights[0][0]
    )
