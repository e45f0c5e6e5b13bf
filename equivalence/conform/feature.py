"""A feature of simulators: a way to draw experiments that exercise it, and how an answer to one is judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import count
from pkgutil import iter_modules

import numpy as np

from toytheory.adapting.adapter import Part
from toytheory.backend import Capabilities
from toytheory.language.experiment import Experiment

from .judging import Judge, Judged, Subject, judged


@dataclass(frozen=True)
class Scope:
    """Systems of which a feature is asked.

    Attributes
    ----------
    d : values of a coordinate; None for modes.
    hbar : of modes; None otherwise.
    largest_n : systems at most.
    """

    d: int | None
    hbar: float | None
    largest_n: int

    @property
    def words(self) -> str:
        """In words."""
        return f"hbar = {self.hbar:g}" if self.d is None else f"d = {self.d}"

    @property
    def dimension(self) -> int:
        """d, where it must be there."""
        assert self.d is not None
        return self.d


Drawing = Callable[[np.random.Generator, Scope, int], Experiment | None]
"""(generator, scope, number of the case) -> an experiment; None where this scope has none."""


def standard(subject: Subject, experiment: Experiment, seed: int) -> Judged:
    """The answer against the oracle's."""
    return judged(subject, experiment, seed)


@dataclass(frozen=True)
class Feature:
    """What a simulator may have right or wrong.

    Attributes
    ----------
    name : short, with hyphens.
    says : what agrees, in one sentence.
    modes : whether it is one of modes; else of bits, trits and dits.
    draw : an experiment for a case.
    judge : by default the answer against the oracle's.
    cases : experiments a scope, at the default budget.
    fits : whether backends of these capabilities are asked at all.
    even : whether it is for even d > 2, and for no other; its experiments have an answer there (`even.unsorted`).
    part : of an experiment, which its judge asks for.
    """

    name: str
    says: str
    modes: bool
    draw: Drawing
    judge: Judge = standard
    cases: int = 16
    fits: Callable[[Capabilities], bool] = lambda capabilities: True
    even: bool = False
    part: Part = "outcomes"

    def experiments(self, scope: Scope, seed: int, numbers: Iterable[int] | None = None) -> Iterator[Experiment]:
        """Those of these numbers, or all without end; each from its own generator, so none depends on another."""
        key = self._key(scope, seed)
        for number in count() if numbers is None else numbers:
            experiment = self.draw(np.random.default_rng([*key, number]), scope, number)
            if experiment is None:
                return
            yield experiment

    def numbers(self, scope: Scope, seed: int, first: int, cases: int, share: float) -> Iterator[int]:
        """Of the experiments, without end: from the first one on in turn; of a share the first `cases` are mixed.

        Kinds of experiments follow each other by their numbers, so that the first few of them would be of a few kinds.
        """
        mixed = share < 1
        order = np.random.default_rng(self._key(scope, seed)).permutation(cases) if mixed else range(cases)
        yield from (first + int(number) for number in order)
        yield from count(first + cases)

    def _key(self, scope: Scope, seed: int) -> list[int]:
        return [seed, *self.name.encode(), scope.d or 0, int(1000 * (scope.hbar or 0))]


def features() -> dict[str, Feature]:
    """All features by name, in the order of a report: `FEATURES` of every module of the folder `features`.

    >>> next(iter(features()))
    'prepare-x'
    """
    from . import features as folder

    modules = [import_module(f"{folder.__name__}.{found.name}") for found in iter_modules(folder.__path__)]
    modules.sort(key=lambda module: int(module.ORDER))
    return {feature.name: feature for module in modules for feature in module.FEATURES}
