"""Experiments with noise compared at once, whatever their size: by what is known up to noise, and by the noise's law.

Noise is displacement by random numbers. With these numbers as outcomes the experiment is one map (`dilated`), and what
is known at its end are equations F = c + t.e: a variable F of what is told, in terms of the numbers e that the noise
drew. Two experiments that know the same F are the same exactly if c + t.e has the same law in both, all F together.
The law falls into blocks of F that share no noise. Conditions, and the outcomes that branches ask for, are equations
too: where they tell of the noise alone they bind it, which is a condition on its law. Branches are followed one way
after the other. In quantum theory on bits the constants c are signs, asked of Stim's tableaus, which also confirm every
equation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import numpy as np

from toytheory.backend import Backend, Side
from toytheory.discrete.ways import Difference
from toytheory.errors import CannotRun
from toytheory.language.bookkeeping import flat
from toytheory.language.experiment import Experiment
from toytheory.language.one_way import chosen
from toytheory.language.steps import Condition, Noise
from toytheory.outcomes.distributions import LISTED
from toytheory.outcomes.marginals import GROUP
from toytheory.phase_space.modular import Matrix, remainder

from .alike import Core
from .noisy_law import Known, Law
from .same_dilated import deciding, told_of
from .sameness import THEOREM, Sameness


def of_noisy(
    cores: Sequence[Core], inputs: Sequence[int], backends: Mapping[str, Backend | str], as_maps: bool
) -> dict[Side, Sameness] | None:
    """Whether two experiments with noise are the same, in each theory.

    Or with conditions beside outcomes that nobody sees; None where they have neither, and where they are too large.

    Parameters
    ----------
    inputs : the systems that come in, where they are compared as operations.
    """
    kinds = {type(step) for core in cores for step in flat(core.experiment.steps)}
    if Noise not in kinds and not (Condition in kinds and any(core.hidden for core in cores)):
        return None
    names = list(dict.fromkeys(name for core in cores for name in deciding(core.experiment)))
    d = cores[0].experiment.d
    stim = backends.get("stim")
    asked = d == 2 and stim is not None and not isinstance(stim, str)
    if d ** len(names) > LISTED:
        return None
    found: list[tuple[Sameness, Sameness]] = []
    for values in product(range(d), repeat=len(names)):
        given = dict(zip(names, values, strict=True))
        ways = [chosen(core.experiment, given) for core in cores]
        try:
            known = [
                Known.of(way, cores[0].told, core.hidden, inputs, given) for way, core in zip(ways, cores, strict=True)
            ]
        except CannotRun:
            return None
        toy = _compared(
            known, [each.constants for each in known], [each.possible for each in known], "toy engine", as_maps
        )
        found.append((toy, _by_tableaus(ways, cores, known, inputs, as_maps) if asked else toy))
    toy, quantum = (
        _all(answers, by) for answers, by in zip(zip(*found, strict=True), ("toy engine", "stim"), strict=True)
    )
    if d % 2:
        quantum = replace(toy, by=toy.by if toy.answer == "not-decided" else THEOREM)
    elif not asked:
        quantum = Sameness("not-decided", "there is no quantum side for this")
    return {"toy": toy, "quantum": quantum}


def _all(answers: Sequence[Sameness], by: str) -> Sameness:
    """All ways together: different on one of them, or not decided on one."""
    odd = [each for answer in ("different", "not-decided") for each in answers if each.answer == answer]
    return odd[0] if odd else Sameness("same", by)


def _by_tableaus(
    ways: Sequence[Experiment], cores: Sequence[Core], known: Sequence[Known], inputs: Sequence[int], as_maps: bool
) -> Sameness:
    """The same with the constants of Stim's tableaus."""
    try:
        signs = [_signs(way, core, each, inputs) for way, core, each in zip(ways, cores, known, strict=True)]
        return _compared(
            known, [constants for constants, _ in signs], [possible for _, possible in signs], "stim", as_maps
        )
    except CannotRun as reason:
        return Sameness("not-decided", f"stim {reason}")


def _compared(
    known: Sequence[Known], constants: Sequence[Matrix], possible: Sequence[bool], by: str, as_maps: bool
) -> Sameness:
    one, two = known
    try:
        chances = [
            each.chance(c) if can else Fraction(0) for each, c, can in zip(known, constants, possible, strict=True)
        ]
    except CannotRun as reason:
        return Sameness("not-decided", f"what is kept binds too much noise together: {reason}")
    if chances[0] != chances[1]:
        shown = {"first": _chance(chances[0]), "second": _chance(chances[1])}
        if dict(one.kept) == dict(two.kept):
            return Sameness("different", by, {"outcome": _kept(one), **shown})
        return Sameness("different", by, {"condition_probability": shown})
    if not chances[0]:
        return Sameness("same", by)
    if one.variables.shape != two.variables.shape or (one.variables != two.variables).any():
        return _known_in_one(known, constants, by, as_maps)
    apart = []
    for rows in _blocks(known):
        every = [each.with_bound(rows) for each in known]
        if len(rows) == 1 or max(one.d ** len(each) for each in every) <= GROUP:
            try:
                laws = [each.law(rows, c) for each, c in zip(known, constants, strict=True)]
            except CannotRun as reason:
                return Sameness("not-decided", f"what is kept binds too much noise together: {reason}")
            same = laws[0] == laws[1]
        else:
            same = _written_alike(known, every, constants)
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


def _written_alike(known: Sequence[Known], every: Sequence[list[int]], constants: Sequence[Matrix]) -> bool:
    """Whether variables and what binds them are moved alike, one by one."""
    values = [c[rows] for c, rows in zip(constants, every, strict=True)]
    if len(every[0]) != len(every[1]) or ((values[0] - values[1]) % known[0].d).any():
        return False
    return known[0].reached(every[0]) == known[1].reached(every[1])


def _kept(known: Known) -> str:
    return ", ".join(f"{name} = {value}" for name, value in known.kept)


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
    rows, times, bound = list(factors), np.array([*factors.values()], dtype=np.int64), len(known.variables)
    alone = replace(
        known,
        variables=known.variables[:1],
        moves=np.vstack([times @ known.moves[rows] % known.d, known.moves[bound:]]),
    )
    return alone.law([0], np.array([times @ constants[rows] % known.d, *constants[bound:]]))


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
        count = len(each.variables)
        for noises, _ in each.sources:
            columns = np.isin(each.owners, list(noises))
            rows = np.flatnonzero(each.moves[:count, columns].any(axis=1)).tolist()
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
    if known.kept:
        told["given"] = _kept(known)
    shown = [", ".join(f"{key[0]}: {_chance(p)}" for key, p in sorted(law.items())[:9]) for law in laws]
    return told | ({"first": shown[0], "second": shown[1]} if laws[0] != laws[1] else {"value": shown[0]})


def _chance(p: Fraction) -> str:
    """Exactly where that is short."""
    return text if len(text := str(p)) <= 40 else f"about {float(p):.12g}"


def _signs(way: Experiment, core: Core, known: Known, inputs: Sequence[int]) -> tuple[Matrix, bool]:
    """The constants in quantum theory, and whether what is kept can occur; CannotRun where other products are known."""
    from quantum_ref.stim.dilated import DilatedQubits
    from quantum_ref.stim.products import Products, echelon

    whole = DilatedQubits(way, inputs)
    drawn = {name for names, _ in whole.noises for name in names}
    whole.hide([*(core.hidden - {name for name, _ in known.kept}), *(drawn - set(known.names))])
    asked = [whole.asking({name: value}) for name, value in known.kept]
    form = echelon(whole.common.and_also(*asked), whole.order)
    n, m = known.n, len(known.told)
    xs, zs = np.zeros((2, len(known.moves), whole.count + len(whole.paired)), dtype=np.bool_)
    zs[:, [whole.records[name] for name in known.names]] = known.moves
    wide = slice(len(known.variables))
    zs[wide, whole.qubits], xs[wide, whole.qubits] = known.variables[:, : 2 * n : 2], known.variables[:, 1 : 2 * n : 2]
    zs[wide, [whole.records[name] for name in known.told]] = known.variables[:, 2 * n : 2 * n + m]
    labels = range(whole.count, whole.count + len(whole.paired))
    zs[wide, labels], xs[wide, labels] = known.variables[:, 2 * n + m :: 2], known.variables[:, 2 * n + m + 1 :: 2]
    left = form.remainder(Products.signed(xs, zs, np.zeros(len(xs), dtype=np.bool_)))
    if len(whole.common) != known.rank:
        raise CannotRun("knows other variables")
    if left.xs.any() or left.zs.any():
        raise CannotRun("finds random what is known")
    return left.negative().astype(np.int64), not form.rest.negative().any()
