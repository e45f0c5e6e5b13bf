"""Knowledge balance: at most half of what there is to know of any system is known, also after another one is measured.

Slide "Knowledge balance vs. classical complementarity"; R. Spekkens, quant-ph/0401052, sections II and IV. Premises:

- whole, marginal: of the systems together, and of any part of them, at most half is known, in one of `READINGS`.
- locality, with measurements that are not trivial: any linear variable of a system can be measured; this tells its
  value and does not touch other systems, so of any part of those at most half is known then. Likewise after one
  variable of each of several systems. What becomes of the measured systems does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toytheory.discrete.subspaces import subspace_count, subspaces
from toytheory.errors import InputError
from toytheory.phase_space.modular import Matrix, howell, is_prime
from toytheory.phase_space.space import PhaseSpace
from toytheory.phase_space.variables import Variable

from .decision import Decision, whole_weights
from .modules import balanced
from .readings import READINGS, Reading
from .restriction import Restriction

KNOWLEDGE_BALANCE = "knowledge balance"
PREMISES = ("whole", "marginal", "locality")

NOT = {
    "linear": "which is not the answer to at most {k} linear questions and nothing else",
    "uniform": "which is not the answer to at most {k} questions and nothing else",
    "support": "fewer than {least}",
    "entropy": "with an entropy below {k} log {d}",
    "probability": "one of them with a probability above 1/{least}",
}
"""How a distribution is more than half known, by reading."""


@dataclass(frozen=True)
class View:
    """What is known of some systems once others were measured.

    Attributes
    ----------
    premise : the one by which at most half must be known here.
    systems : whose distribution is looked at, from 0, ascending.
    measured : (system, variable (a, b) of it, value found), of other systems.
    """

    premise: str
    systems: tuple[int, ...]
    measured: tuple[tuple[int, tuple[int, int], int], ...] = ()

    def of(self, weights: Matrix, d: int, n: int) -> Matrix:
        """The distributions seen, (K, d^(2n)) -> (K, d^(2k)), not normalised; zero where the values are impossible."""
        table = weights.reshape(-1, *[d * d] * n)
        points = PhaseSpace(d, 1).points()
        for system, variable, value in self.measured:
            table = table.take(np.flatnonzero(points @ np.array(variable) % d == value), axis=1 + system)
        hidden = tuple(1 + system for system in range(n) if system not in self.systems)
        return np.asarray(table.sum(axis=hidden).reshape(len(weights), -1))

    def told(self, d: int) -> str:
        """The view in words, to stand at the beginning of a sentence."""
        *first, last = (str(system + 1) for system in self.systems)
        text = f"of systems {', '.join(first)} and {last}" if first else f"of system {last}"
        found = " and ".join(
            f"{Variable.of({2 * s: a, 2 * s + 1: b}, d)} = {value}" for s, (a, b), value in self.measured
        )
        return f"{text}, once {found} {'is' if len(self.measured) == 1 else 'are'} found," if found else text


@lru_cache(maxsize=16)
def single_variables(d: int) -> tuple[tuple[int, int], ...]:
    """The variables (a, b) of one system that are worth measuring: one of each cyclic module but 0.

    >>> single_variables(3)
    ((0, 1), (1, 0), (1, 1), (1, 2))
    """
    found: dict[bytes, tuple[int, int]] = {}
    for a, b in product(range(d), repeat=2):
        if a or b:
            found.setdefault(howell([[a, b]], d).tobytes(), (a, b))
    return tuple(found.values())


def views(d: int, n: int) -> Iterator[View]:
    """Everything that the principle looks at, the whole first, then parts, then parts after measurements.

    >>> sum(1 for _ in views(2, 2))
    15
    """
    everything = tuple(range(n))
    yield View("whole", everything)
    for part in _parts(everything, n - 1):
        yield View("marginal", part)
    for apart in _parts(everything, n - 1):
        rest = tuple(system for system in everything if system not in apart)
        for chosen in product(single_variables(d), repeat=len(apart)):
            for values in product(range(d), repeat=len(apart)):
                for part in _parts(rest, len(rest)):
                    yield View("locality", part, tuple(zip(apart, chosen, values, strict=True)))


def knowledge_balance(
    weights: ArrayLike, d: int, n: int, *, reading: str = "linear", locality: bool = True
) -> Decision:
    """Whether the principle allows a distribution.

    Parameters
    ----------
    weights : (d^(2n),) integers or Fractions in the order of `PhaseSpace.points`, normalised or not.
    reading : what "at most half" asks, one of `READINGS`.
    locality : whether to ask the third premise too.

    >>> both_known = [1, 0, 0, 0] * 4                        # nothing of system 1, both bits of system 2
    >>> knowledge_balance(both_known, 2, 2).premise
    'marginal'
    >>> talk = [1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0]         # X2 = 0 and X1 + P2 = 0
    >>> print(knowledge_balance(talk, 2, 2).reason)
    of system 2, once X1 = 0 is found, 1 of 4 ontic states is possible, which is not the answer to at most 1 linear \
questions and nothing else
    >>> knowledge_balance(talk, 2, 2, locality=False).allowed
    True
    """
    judge = _reading(reading)
    numbers = whole_weights(weights, d, n)[None, :]
    for view in views(d, n):
        seen = view.of(numbers, d, n)
        if (locality or view.premise != "locality") and not judge(seen, d, len(view.systems))[0]:
            return Decision(KNOWLEDGE_BALANCE, False, _why(view, seen[0], reading, d), view.premise)
    return Decision(KNOWLEDGE_BALANCE, True, "at most half is known of every part, also after measurements elsewhere")


def allowed_distributions(weights: Matrix, d: int, n: int, reading: str = "linear") -> Mapping[str, NDArray[np.bool_]]:
    """Which of many distributions satisfy each premise by itself: premise -> (K,).

    Parameters
    ----------
    weights : (K, d^(2n)) integers.

    >>> two_of_four = np.array([[1, 1, 0, 0], [1, 0, 0, 0]])
    >>> allowed_distributions(two_of_four, 2, 1)["whole"].tolist()
    [True, False]
    """
    judge = _reading(reading)
    found = {premise: np.ones(len(weights), dtype=bool) for premise in PREMISES}
    for view in views(d, n):
        found[view.premise] &= judge(view.of(weights, d, n), d, len(view.systems))
    return found


def _reading(name: str) -> Reading:
    if name not in READINGS:
        raise InputError(f"there is no reading {name!r} of knowledge balance", f"choose among {', '.join(READINGS)}")
    return READINGS[name]


def _parts(systems: tuple[int, ...], largest: int) -> Iterator[tuple[int, ...]]:
    for size in range(1, largest + 1):
        yield from combinations(systems, size)


def _why(view: View, seen: Matrix, reading: str, d: int) -> str:
    possible, k = np.count_nonzero(seen), len(view.systems)
    states = f"{possible} of {len(seen)} ontic states {'is' if possible == 1 else 'are'} possible"
    return f"{view.told(d)} {states}, {NOT[reading].format(k=k, d=d, least=d**k)}"


MOST_SETS = 100_000
"""Subspaces that are tried at most."""


def balanced_sets(d: int, n: int) -> Iterator[Matrix]:
    """Every subspace of variables that the principle allows when systems are measured singly, commuting or not.

    InputError where d is not prime (the principle counts linear questions), and for too many to try.
    """
    if not is_prime(d):
        raise InputError(f"knowledge balance counts linear questions, and d = {d} is not prime", "choose a prime d")
    if n > 3 or sum(subspace_count(d, 2 * n, k) for k in range(n + 1)) > MOST_SETS:
        raise InputError(
            f"the subspaces of variables of {n} systems with d = {d} are too many to try",
            "choose fewer systems or smaller d",
        )
    return _balanced(d, n)


def _balanced(d: int, n: int) -> Iterator[Matrix]:
    for rank in range(n + 1):
        spaces = subspaces(d, 2 * n, rank)
        masks = balanced(spaces, d)
        yield from spaces[masks["marginal"] & masks["locality"]]


RESTRICTION = Restriction(KNOWLEDGE_BALANCE, knowledge_balance, balanced_sets)
