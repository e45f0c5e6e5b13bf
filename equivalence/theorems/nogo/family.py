"""Checks of the exact family: its theorem from the certificate, and the code that decides who belongs to it.

A theorem about the family says nothing about `fragment.inside`, so random members and random outsiders are run as well.
docs/nogo.md, "Where bits are exact".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, permutations, product
from typing import Any, Literal

import numpy as np

from equivalence.certificate import checker
from equivalence.certificate.checks import checked
from equivalence.comparison.compare import compare
from equivalence.engine.checks import Report, decided, silent
from equivalence.engine.verdict import Check
from equivalence.experiments.agreement import Tally, answers
from equivalence.experiments.odd_one_out import odd_one_out
from equivalence.experiments.random_discrete import Shape
from equivalence.theorems.bits.defect import sign_defect
from equivalence.theorems.bits.one_map import simple_experiment
from equivalence.theorems.bits.operators import generating_lists, variables
from equivalence.theorems.bits.search import probing_experiments
from toytheory.backend import Backend
from toytheory.discrete.enumeration import symplectic_group
from toytheory.discrete.transformations import SymplecticMap
from toytheory.language.experiment import Experiment
from toytheory.language.reading import format_experiment
from toytheory.phase_space.modular import Matrix

from .fragment import inside
from .random_inside import FamilyShape, random_family

Membership = Callable[[Experiment], Literal[True] | str]
Predictor = Callable[[Experiment], Matrix]


def certified(name: str, scope: str, certificate: Mapping[str, Any]) -> Check:
    """What the checker says of a certificate."""
    return checked(checker, name, "certified", scope, certificate, "docs/nogo.md")


def members_agree(
    shapes: Sequence[FamilyShape],
    count: int,
    backends: Mapping[str, Backend | str],
    rng: np.random.Generator,
    seed: int,
    member: Membership = inside,
    report: Report = silent,
) -> Check:
    """Random experiments of the family are inside, have no sign defect, and one distribution on all backends."""
    wrong: dict[str, Any] | None = None
    odd: str | None = None
    tally = Tally(seed)
    for k, experiment in enumerate(random_family(rng, shapes, count)):
        report(k + 1, count)
        reason = member(experiment)
        results = answers(experiment, backends, seed + k)
        comparison = compare(results)
        tally.note(results, comparison)
        if reason is not True or comparison.verdict == "disagree" or sign_defect(experiment).any():
            wrong = {"toy_file": format_experiment(experiment), "inside": reason, **(comparison.witness or {})}
            odd = odd_one_out(results) if comparison.verdict == "disagree" else None
            break
    sizes = ", ".join(str(n) for n in sorted({shape.n for shape in shapes}))
    scope = tally.scope(f"n = {sizes}: {count} random experiments of the family", count)
    return decided("members", "sampled", f"{scope}; {tally.agreed} of them compared", count, wrong, backend=odd)


def survey(
    experiments: Iterable[Experiment], member: Membership, defect: Predictor
) -> tuple[list[int], dict[str, Any] | None]:
    """([inside, outside and differing, outside and agreeing], an experiment inside that has a sign defect)."""
    counts = [0, 0, 0]
    for experiment in experiments:
        differs = bool(defect(experiment).any())
        if member(experiment) is not True:
            counts[1 if differs else 2] += 1
        elif differs:
            return counts, {"toy_file": format_experiment(experiment), "defect": defect(experiment).tolist()}
        else:
            counts[0] += 1
    return counts, None


def _surveyed(
    name: str,
    evidence: Literal["exhaustive", "sampled"],
    scope: str,
    experiments: Iterable[Experiment],
    member: Membership,
    defect: Predictor,
) -> Check:
    counts, wrong = survey(experiments, member, defect)
    found = f"{counts[0]} inside, {counts[1]} outside with a sign defect, {counts[2]} outside without"
    return decided(name, evidence, f"{scope}; {found}", sum(counts) + bool(wrong), wrong)


def random_outsiders(
    shapes: Sequence[Shape],
    count: int,
    rng: np.random.Generator,
    seed: int,
    member: Membership = inside,
    defect: Predictor = sign_defect,
) -> Check:
    """Of random experiments with everything the language has, none that is inside has a sign defect."""
    sizes = ", ".join(str(n) for n in sorted({shape.n for shape in shapes}))
    scope = f"n = {sizes}: {count} random experiments of the whole language, seed {seed}"
    return _surveyed("outsiders", "sampled", scope, probing_experiments(rng, shapes, count), member, defect)


def named_maps(n: int) -> Matrix:
    """The maps `fourier`, `phase`, `sum`, `cphase` and `swap` on all systems that they can take, (k, 2n, 2n).

    >>> len(named_maps(1)), len(named_maps(2))
    (2, 8)
    """
    single = [SymplecticMap.named(name, [k], 2, n) for name in ("fourier", "phase") for k in range(n)]
    both = [SymplecticMap.named("sum", pair, 2, n) for pair in permutations(range(n), 2)]
    both += [SymplecticMap.named(name, pair, 2, n) for name in ("cphase", "swap") for pair in combinations(range(n), 2)]
    return np.array([one.matrix for one in (*single, *both)])


def short_experiments(
    n: int,
    longest: int = 2,
    maps: Matrix | None = None,
    member: Membership = inside,
    defect: Predictor = sign_defect,
) -> Check:
    """Every list prepared, up to so many maps (all of them, or these), every variable measured.

    None that is inside has a sign defect.
    """
    chosen = symplectic_group(2, n).astype(np.int64) if maps is None else maps

    def every() -> Iterator[Experiment]:
        for rows, length, row in product(generating_lists(n), range(longest + 1), variables(n)[1:]):
            for sequence in product(chosen, repeat=length):
                yield simple_experiment(rows, np.zeros(len(rows), dtype=np.int64), sequence, row)

    which = f"all {len(chosen)} maps" if maps is None else f"{len(chosen)} named maps"
    scope = f"n = {n}: all lists prepared, up to {longest} of {which}, all variables measured"
    return _surveyed(f"short-{n}", "exhaustive", scope, every(), member, defect)
