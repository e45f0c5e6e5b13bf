"""What can go wrong: independent mechanisms, each a choice of what it adds to detectors and observables, for every d.

A site of noise is one choice among exclusive displacements, and what each adds to the outputs is linear. Sites whose
displacements add the same things, a group, are one mechanism together: the convolution of their laws.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, product

from .affine import each_site
from .forms import forms_of
from .program import Program

Added = tuple[tuple[int, int], ...]
"""((output, by how much), ...), ascending, nothing that is 0."""

Law = Mapping[Added, Fraction]
"""What is added, never nothing, with its probability; with what is left nothing happens."""

LARGEST = 256
"""Sites with more different effects than this are not merged with others."""


@dataclass(frozen=True)
class Mechanism:
    """One independent source of errors.

    Attributes
    ----------
    law : exclusive effects with their probabilities, those of the least outputs first.
    sites : how many places of the experiment it comes from.
    """

    law: tuple[tuple[Added, Fraction], ...]
    sites: int


def total(first: Added, second: Added, d: int) -> Added:
    """Both added.

    >>> total(((0, 1), (2, 2)), ((2, 1), (5, 1)), 3)
    ((0, 1), (5, 1))
    """
    sums = dict(first)
    for output, by in second:
        sums[output] = (sums.get(output, 0) + by) % d
    return tuple(sorted((output, by) for output, by in sums.items() if by))


def closed(effects: Iterable[Added], d: int) -> bool:
    """Whether effects, and nothing, are a group."""
    known = {(), *effects}
    return len(known) <= LARGEST and all(total(a, b, d) in known for a, b in product(known, repeat=2))


def convolved(first: Law, second: Law, d: int) -> dict[Added, Fraction]:
    """The law of both, independently.

    >>> flip = {((0, 1),): Fraction(1, 10)}
    >>> convolved(flip, flip, 2)
    {((0, 1),): Fraction(9, 50)}
    """
    result: dict[Added, Fraction] = {}
    for (a, p), (b, q) in product(_whole(first), _whole(second)):
        both = total(a, b, d)
        result[both] = result.get(both, Fraction(0)) + p * q
    result.pop((), None)
    return result


def _whole(law: Law) -> list[tuple[Added, Fraction]]:
    return [((), 1 - sum(law.values(), Fraction(0))), *law.items()]


def site_laws(program: Program) -> list[dict[Added, Fraction]]:
    """The law of every site that adds something to the outputs, in their order; for programs without branches."""
    from .liveness import live

    forms = forms_of(program, live(program), program.outputs)
    laws = []
    for kind, pattern, sizes, column, value in each_site(program.sites, program.d, forms.slots, program.outputs.size):
        ends = accumulate(sizes)
        pairs = list(zip(column, value, strict=True))
        effects = [tuple(pairs[end - size : end]) for size, end in zip(sizes, ends, strict=True)]
        law = dict.fromkeys(effects, Fraction(0))
        for (_, p), number in zip(program.sites.kinds[kind], pattern, strict=True):
            if number:
                law[effects[number - 1]] += p
        laws.append(law)
    return laws


def mechanisms(program: Program) -> list[Mechanism]:
    r"""Independent mechanisms, merged where the sets of what they add are the same group, in the order of the outputs.

    Raises
    ------
    CannotRun : there are branches.

    >>> from toytheory.language.reading import parse_experiment
    >>> from .lowering import compiled
    >>> text = "system 1 trit\nprepare X = 0\nnoise X by 0: 0.9, 1: 0.1\nnoise X by 0: 0.8, 1: 0.1, 2: 0.1\n"
    >>> for found in mechanisms(compiled(parse_experiment(text + "measure X as a\ndetector a as d"), detectors=True)):
    ...     print([(added, str(p)) for added, p in found.law])
    [(((0, 1),), '1/10')]
    [(((0, 1),), '1/10'), (((0, 2),), '1/10')]
    """
    merged: dict[frozenset[Added], tuple[dict[Added, Fraction], int]] = {}
    alone: list[Mechanism] = []
    groups: dict[frozenset[Added], bool] = {}
    for law in site_laws(program):
        key = frozenset(law)
        if key not in groups:
            groups[key] = closed(key, program.d)
        if not groups[key]:
            alone.append(Mechanism(tuple(sorted(law.items())), 1))
        elif key in merged:
            before, count = merged[key]
            merged[key] = convolved(before, law, program.d), count + 1
        else:
            merged[key] = law, 1
    found = [Mechanism(tuple(sorted(law.items())), count) for law, count in merged.values()]
    return sorted([*alone, *found], key=lambda mechanism: [added for added, _ in mechanism.law])
