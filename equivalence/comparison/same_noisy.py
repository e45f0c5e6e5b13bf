"""Experiments with noise compared at once, whatever their size: by what is known up to noise, and by the noise's law.

Noise is displacement by random numbers. With these numbers as outcomes the experiment is one map (`dilated`), and what
is known at its end are equations F = c + t.e: a variable F of what is told, in terms of the numbers e that the noise
drew. Two experiments that know the same F are the same exactly if c + t.e has the same law in both, all F together.
The law falls into blocks of F that share no noise. In quantum theory on bits the constants c are signs, asked of Stim's
tableaus, which also confirm every equation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain, combinations, product
from typing import Any

import numpy as np

from toytheory.backend import Backend, Side
from toytheory.discrete.dilated import Dilated
from toytheory.discrete.ways import Difference
from toytheory.errors import CannotRun
from toytheory.language.bookkeeping import When, flat
from toytheory.language.steps import Condition, Noise
from toytheory.outcomes.marginals import GROUP, joint_weights, moves_of
from toytheory.phase_space.modular import Matrix, howell, remainder

from .alike import Core
from .same_dilated import told_of
from .sameness import THEOREM, Sameness

Law = dict[tuple[int, ...], Fraction]


def of_noisy(
    cores: Sequence[Core], inputs: Sequence[int], backends: Mapping[str, Backend | str], as_maps: bool
) -> dict[Side, Sameness] | None:
    """Whether two experiments with noise are the same, in each theory.

    None where they have no noise, where they have conditions or branches, and where they are too large.

    Parameters
    ----------
    inputs : the systems that come in, where they are compared as operations.
    """
    kinds = {type(step) for core in cores for step in flat(core.experiment.steps)}
    if Noise not in kinds or kinds & {When, Condition}:
        return None
    try:
        known = [Known.of(core, cores[0].told, inputs) for core in cores]
    except CannotRun:
        return None
    toy = _compared(known, [each.constants for each in known], "toy engine", as_maps)
    d = known[0].d
    if d % 2:
        return {
            "toy": toy,
            "quantum": Sameness(toy.answer, toy.by if toy.answer == "not-decided" else THEOREM, toy.witness),
        }
    stim = backends.get("stim")
    if d > 2 or stim is None or isinstance(stim, str):
        return {"toy": toy, "quantum": Sameness("not-decided", "there is no quantum side for this")}
    try:
        signs = [_signs(core, each, inputs) for core, each in zip(cores, known, strict=True)]
        return {"toy": toy, "quantum": _compared(known, signs, "stim", as_maps)}
    except CannotRun as reason:
        return {"toy": toy, "quantum": Sameness("not-decided", f"stim {reason}")}


@dataclass(frozen=True)
class Known:
    """What is known at the end of an experiment in terms of its noise: variables = constants + moves @ noise.

    Attributes
    ----------
    d, n : values of a coordinate, systems.
    told : the outcomes behind the coordinates of the systems in `variables`.
    variables : (k, 2n + m + labels), in Howell form.
    constants : (k,).
    moves : (k, w), a column for every number that noise draws.
    names : of these numbers.
    noises : (which columns, their weights).
    """

    d: int
    n: int
    told: tuple[str, ...]
    variables: Matrix
    constants: Matrix
    moves: Matrix
    names: tuple[str, ...]
    noises: tuple[tuple[tuple[int, ...], Any], ...]

    @classmethod
    def of(cls, core: Core, told: tuple[str, ...], inputs: Sequence[int]) -> Known:
        """Of an experiment without branches and conditions."""
        experiment = core.experiment
        whole = Dilated(experiment, inputs)
        even = [names for names, weights in whole.noises if _is_uniform(weights, experiment.d)]
        whole.hide([*core.hidden, *chain(*even)])  # what is displaced by anything at all is not known
        drawn = [(names, weights) for names, weights in whole.noises if names not in even]
        names = tuple(chain(*(names for names, _ in drawn)))
        rows = whole.told()
        at = {name: 2 * whole.n + i for i, name in enumerate(whole.records)}
        seen = [*range(2 * whole.n), *(at[name] for name in told)]
        seen += range(2 * whole.n + len(whole.records), rows.shape[1] - 1)
        noise = [at[name] for name in names]
        form = howell(rows[:, [*seen, *noise, rows.shape[1] - 1]], experiment.d, pivot_columns=len(seen))
        column = {name: i for i, name in enumerate(names)}
        return cls(
            experiment.d,
            experiment.n,
            told,
            form[:, : len(seen)],
            -form[:, -1] % experiment.d,
            -form[:, len(seen) : -1] % experiment.d,
            names,
            tuple((tuple(column[name] for name in names), weights) for names, weights in drawn),
        )

    @cached_property
    def owners(self) -> Matrix:
        """Which noise draws the number of a column, (w,)."""
        return np.repeat(np.arange(len(self.noises)), [len(columns) for columns, _ in self.noises])

    def reached(self, rows: Sequence[int]) -> Counter[Any]:
        """What the noises do to these variables together, with how often."""
        found: Counter[Any] = Counter()
        for number in np.unique(self.owners[self.moves[rows].any(axis=0)]).tolist():
            columns, weights = self.noises[number]
            keys = np.array([shifts for shifts, _ in weights], dtype=np.int64)
            law = moves_of(self.moves[np.ix_(rows, columns)].T, keys, [p for _, p in weights], self.d)
            if law is not None:
                found[law] += 1
        return found

    def law(self, rows: Sequence[int], constants: Matrix) -> Law:
        """The joint law of these variables; CannotRun where they have too many values."""
        nothing: Matrix = np.zeros((0, len(rows)), dtype=np.int64)
        weights, total = joint_weights(constants[list(rows)], nothing, self.reached(rows), self.d)
        return {tuple(map(int, at)): Fraction(w) / total for at, w in np.ndenumerate(weights) if w}


def _is_uniform(weights: Any, d: int) -> bool:
    shares = {p for _, p in weights if p}
    return len(shares) == 1 and len({tuple(s % d for s in shifts) for shifts, p in weights if p}) == d ** len(
        weights[0][0]
    )


def _compared(known: Sequence[Known], constants: Sequence[Matrix], by: str, as_maps: bool) -> Sameness:
    one, two = known
    if one.variables.shape != two.variables.shape or (one.variables != two.variables).any():
        return _known_in_one(known, constants, by, as_maps)
    apart = []
    for rows in _blocks(known):
        if len(rows) == 1 or one.d ** len(rows) <= GROUP:
            laws = [each.law(rows, c) for each, c in zip(known, constants, strict=True)]
            same = laws[0] == laws[1]
        else:
            same = one.reached(rows) == two.reached(rows) and not ((constants[0] - constants[1])[rows] % one.d).any()
        if not same:
            apart.append(rows)
    if not apart:
        return Sameness("same", by)
    for rows in apart:
        for factors in _functionals(rows, one.d):
            laws = [_law_of(each, factors, c) for each, c in zip(known, constants, strict=True)]
            if laws[0] != laws[1]:
                return Sameness("different", by, _witness(one, factors, laws, as_maps))
    return Sameness("not-decided", f"noise on {max(map(len, apart))} variables together is written in two ways")


def _known_in_one(known: Sequence[Known], constants: Sequence[Matrix], by: str, as_maps: bool) -> Sameness:
    """A variable that has some law in one experiment and is uniform in the other."""
    for where, other in ((0, 1), (1, 0)):
        rest = remainder(known[where].variables, known[other].variables, known[0].d)
        for row in np.flatnonzero(rest.any(axis=1)).tolist():
            law = known[where].law([row], constants[where])
            if len(law) < known[0].d or len(set(law.values())) > 1:
                told = _witness(known[where], {row: 1}, (law, law), as_maps)
                return Sameness("different", by, {**told, "only in": ("first", "second")[where]})
    return Sameness("not-decided", "noise that leaves nothing of a variable is written in two ways")


def _law_of(known: Known, factors: Mapping[int, int], constants: Matrix) -> Law:
    """The law of a combination of the variables."""
    rows, times = list(factors), np.array([*factors.values()], dtype=np.int64)
    alone = Known(
        known.d, known.n, known.told, known.variables[:0], constants[:0],
        (times @ known.moves[rows] % known.d)[None, :], known.names, known.noises,
    )  # fmt: skip
    return alone.law([0], np.array([times @ constants[rows] % known.d]))


def _functionals(rows: Sequence[int], d: int) -> Any:
    """Combinations of variables that are tried as witnesses: one, two, and all where these are not many."""
    yield from ({row: 1} for row in rows)
    for pair in combinations(rows[:200], 2):
        for factor in range(1, min(d, 8)):
            yield {pair[0]: 1, pair[1]: factor}
    if d ** len(rows) <= GROUP:
        for factors in product(range(d), repeat=len(rows)):
            if any(factors):
                yield {row: c for row, c in zip(rows, factors, strict=True) if c}


def _blocks(known: Sequence[Known]) -> list[list[int]]:
    """The variables in groups that no noise of either experiment connects."""
    home = list(range(len(known[0].variables)))

    def root(i: int) -> int:
        while home[i] != i:
            home[i] = home[home[i]]
            i = home[i]
        return i

    for each in known:
        for columns, _ in each.noises:
            rows = np.flatnonzero(each.moves[:, list(columns)].any(axis=1)).tolist()
            for row in rows[1:]:
                home[root(row)] = root(rows[0])
    groups: dict[int, list[int]] = {}
    for i in range(len(home)):
        groups.setdefault(root(i), []).append(i)
    return list(groups.values())


def _witness(known: Known, factors: Mapping[int, int], laws: Sequence[Law], as_maps: bool) -> dict[str, Any]:
    """What is known up to noise, and the two laws of its value."""
    row = np.array([*factors.values()]) @ known.variables[list(factors)] % known.d
    m, n = len(known.told), known.n
    outcomes = {name: int(c) for name, c in zip(known.told, row[2 * n : 2 * n + m], strict=True) if c}
    variable, labels = row[: 2 * n], row[2 * n + m :]
    told = told_of(Difference(0, variable, outcomes, labels, 0, True), known.d, as_maps)
    del told["only in"]
    shown = [", ".join(f"{key[0]}: {_chance(p)}" for key, p in sorted(law.items())[:9]) for law in laws]
    return told | ({"first": shown[0], "second": shown[1]} if laws[0] != laws[1] else {"value": shown[0]})


def _chance(p: Fraction) -> str:
    """Exactly where that is short."""
    return text if len(text := str(p)) <= 40 else f"about {float(p):.12g}"


def _signs(core: Core, known: Known, inputs: Sequence[int]) -> Matrix:
    """The constants in quantum theory, (k,); CannotRun where the tableau does not know the same products."""
    from quantum_ref.stim.dilated import DilatedQubits
    from quantum_ref.stim.products import Products

    whole = DilatedQubits(core.experiment, inputs)
    whole.hide([*core.hidden, *(set(chain(*(names for names, _ in whole.noises))) - set(known.names))])
    if len(whole.common) != len(known.variables):
        raise CannotRun("knows other variables")
    renamed = dict(zip(known.told, core.told, strict=True))
    n, m = known.n, len(known.told)
    xs, zs = np.zeros((2, len(known.variables), whole.count + len(whole.paired)), dtype=np.bool_)
    zs[:, whole.qubits], xs[:, whole.qubits] = known.variables[:, : 2 * n : 2], known.variables[:, 1 : 2 * n : 2]
    zs[:, [whole.records[renamed[name]] for name in known.told]] = known.variables[:, 2 * n : 2 * n + m]
    zs[:, [whole.records[name] for name in known.names]] = known.moves
    labels = range(whole.count, whole.count + len(whole.paired))
    zs[:, labels], xs[:, labels] = known.variables[:, 2 * n + m :: 2], known.variables[:, 2 * n + m + 1 :: 2]
    products = Products.signed(xs, zs, np.zeros(len(xs), dtype=np.bool_))
    left = whole.form.remainder(products)
    if left.xs.any() or left.zs.any():
        raise CannotRun("finds random what is known")
    return left.negative().astype(np.int64)
