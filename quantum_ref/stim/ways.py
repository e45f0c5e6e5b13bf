"""Whether two experiments on bits are the same, on every way through their branches, by signed Pauli products.

What is certain around the branches is found once (`dilated`). On one way, what goes into a branch is joined with the
labels of the branch's own inputs, and what comes out of it with the labels outside, as if both were projected on a Bell
pair: products go on that have the same letter on both, with the sign that the pair has. Two experiments are the same
where these few products, up to those that are certain in both on every way, are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from toytheory.language.one_way import chosen_steps
from toytheory.language.steps import Condition
from toytheory.phase_space.modular import Matrix

from .dilated import DilatedQubits, Part, conditioned
from .gf2 import Bits
from .products import Echelon, Keys, Products, echelon, without


@dataclass(frozen=True)
class Difference:
    """Where two experiments differ; as `toytheory.discrete.ways.Difference`, for Pauli products and their signs."""

    only_in: int
    variable: Matrix
    outcomes: dict[str, int]
    labels: Matrix
    value: int
    random: bool


class Ways:
    r"""Two experiments with the same inputs and names of outcomes.

    Products of both are brought on the same places: those of `keys`, in their order.

    >>> from toytheory.language.reading import parse_experiment
    >>> one = parse_experiment("system 2 bits\nmeasure X1 as a\ndisplace X2 by a")
    >>> two = parse_experiment("system 2 bits\nsum 1 2\nmeasure X1 as a")
    >>> both = [DilatedQubits(each, [0, 1]) for each in (one, two)]
    >>> Ways(*both).compared()   # controlled by what is measured
    ([Fraction(1, 1), Fraction(1, 1)], None)
    """

    def __init__(self, first: DilatedQubits, second: DilatedQubits) -> None:
        self.pair = (first, second)
        self.inputs, self.n, self.names = len(first.inputs), first.n, sorted(first.records)
        self.size = self.inputs + self.n + len(self.names)
        behind = self.inputs + self.n
        keys = [(side, k) for k in range(self.inputs) for side in (0, 1)]
        keys += [(side, k) for k in range(self.inputs, behind) for side in (1, 0)]
        self.keys: Keys = np.array([*keys, *((1, k) for k in range(behind, self.size))], dtype=np.int64)
        self.inside: dict[tuple[int, int, tuple[int, ...]], Products] = {}
        self.asked: dict[tuple[str, int], Products] = {}
        one, two = (self.placed(whole, whole.common) for whole in self.pair)
        if one == two:
            self.shared, self.own = echelon(one, self.keys), [Products.none(self.size)] * 2
        elif first.openings or second.openings:
            self.shared = echelon(both_know(one, two, self.keys, self.size), self.keys)
            self.own = [echelon(self.shared.remainder(each), self.keys).products for each in (one, two)]
        else:
            self.shared, self.own = echelon(one.take(slice(0)), self.keys), [one, two]
        self.linked = [self.outside(whole) for whole in self.pair]

    def placed(self, whole: DilatedQubits, products: Products, more: Sequence[int] = ()) -> Products:
        """Products of everything as products of what is told and of some places more."""
        records = [whole.records[name] for name in self.names]
        labels = [whole.count + i for i in range(self.inputs)]
        places = [*labels, *whole.qubits, *records, *more]
        xs, zs = products.letters(whole.count + len(whole.paired))
        return Products.signed(xs[:, places], zs[:, places], products.negative())

    def outside(self, whole: DilatedQubits) -> Products:
        """What is certain of what is told and of what goes into branches and comes out, both before these are joined.

        Behind the places of what is told are those outside of the branches, then as many inside.
        """
        linked = whole.form.products.take(whole.form.pivots < 2 * len(whole.joints))
        count = self.size + len(whole.joints)
        return moved(self.placed(whole, linked, whole.joints), count, range(count), count + len(whole.joints))

    def certain(self, which: int, given: Mapping[str, int]) -> Products:
        """What is certain in one of the two on a way, up to what is in both on every way.

        Parameters
        ----------
        given : every outcome that decides.
        """
        whole = self.pair[which]
        if not whole.openings:
            return self.own[which]
        parts = [self.within(which, number, given) for number in range(len(whole.openings))]
        joined = on_bell_pairs(self.linked[which].and_also(*parts), self.size, len(whole.joints))
        return echelon(self.own[which].and_also(joined), self.keys).products

    def within(self, which: int, number: int, given: Mapping[str, int]) -> Products:
        """What is certain in the branch that is chosen, on the places of `outside`."""
        whole = self.pair[which]
        opening = whole.openings[number]
        steps = chosen_steps((opening.step,), given, 2)
        key = (which, number, tuple(map(id, steps)))
        if key not in self.inside:
            place = {k: i for i, k in enumerate(opening.systems)}
            moved_steps = tuple(step.with_systems(place) for step in steps)
            part = DilatedQubits(Part(len(place), moved_steps), range(len(place)))
            at = self.size + len(whole.joints) + sum(2 * len(each.into) for each in whole.openings[:number])
            names = [name for name in self.names if name in part.records]
            source = [
                *(part.count + i for i in range(len(place))),
                *part.qubits,
                *(part.records[name] for name in names),
            ]
            target = [*range(at, at + 2 * len(place)), *(self.inputs + self.n + self.names.index(m) for m in names)]
            size = part.count + len(part.paired)
            xs, zs = part.common.letters(size)
            chosen = Products.signed(xs[:, source], zs[:, source], part.common.negative())
            found = moved(chosen, len(source), target, self.size + 2 * len(whole.joints))
            self.inside[key] = self.shared.remainder(found)
        return self.inside[key]

    def conditions(self, which: int, given: Mapping[str, int]) -> list[tuple[str, int]]:
        """What one of the two keeps on a way only."""
        whole = self.pair[which]
        branches = chosen_steps([each.step for each in whole.openings], given, 2)
        inside = [(step.name, int(step.value) % 2) for step in branches if isinstance(step, Condition)]
        return whole.conditions + inside

    def asking(self, wanted: Sequence[tuple[str, int]]) -> Products:
        """Outcomes with these values, as products."""
        whole = self.pair[0]
        for name, value in wanted:
            if (name, value) not in self.asked:
                found = self.placed(whole, whole.asking({name: value}))
                self.asked[name, value] = self.shared.remainder(found)
        return Products.none(self.size).and_also(*(self.asked[item] for item in wanted))

    def compared(self, given: Mapping[str, int] | None = None) -> tuple[list[Fraction], Difference | None]:
        """The probability of these outcomes in each, and where the runs with them differ, if they can occur in both."""
        given = given or {}
        conditioned_on = [
            conditioned(
                self.certain(which, given), self.asking([*given.items(), *self.conditions(which, given)]), self.keys
            )
            for which in (0, 1)
        ]
        chances, forms = [chance for chance, _ in conditioned_on], [form for _, form in conditioned_on]
        if not all(chances) or forms[0].products == forms[1].products:
            return chances, None
        where, (random, wrong) = 0, beyond(forms[0].products, forms[1])
        if not wrong.size:
            where, (random, wrong) = 1, beyond(forms[1].products, forms[0])
        at = int(wrong[int(random[wrong].argmin())])  # a value that differs tells more
        return chances, self._difference(where, forms[where].products.take([at]), bool(random[at]))

    def _difference(self, where: int, product: Products, random: bool) -> Difference:
        xs, zs = (bits.ravel() for bits in product.letters(self.size))
        variable = np.stack([zs, xs], axis=1).astype(np.int64)
        behind = self.inputs + self.n
        labels = np.zeros((self.n, 2), dtype=np.int64)
        labels[self.pair[where].inputs] = variable[: self.inputs]
        outcomes = {name: 1 for name, held in zip(self.names, zs[behind:].tolist(), strict=True) if held}
        value = int(product.negative()[0])
        return Difference(where, variable[self.inputs : behind].ravel(), outcomes, labels.ravel(), value, random)


def beyond(products: Products, form: Echelon) -> tuple[Bits, NDArray[np.intp]]:
    """Which products are random where those of a form are certain, and where these are, or have the other sign."""
    left = form.remainder(products)
    random = np.asarray(np.hstack([left.xs, left.zs]).any(axis=1))
    return random, np.flatnonzero(random | left.negative())


def moved(products: Products, size: int, places: Sequence[int], wide: int) -> Products:
    """Products on other places, of more."""
    xs, zs = (np.zeros((len(products), wide), dtype=np.bool_) for _ in "XZ")
    xs[:, places], zs[:, places] = products.letters(size)
    return Products.signed(xs, zs, products.negative())


def on_bell_pairs(products: Products, kept: int, count: int) -> Products:
    """What is certain of the first `kept` places where each of the next `count` makes a Bell pair with one behind.

    CX from one to the other of a pair makes these X of the one and Z of the other; i^p X^x Z^z keeps its p.
    """
    one = kept + np.arange(count)
    marks = [products.bits(side, one) ^ products.bits(side, one + count) for side in (0, 1)]
    return without(products, np.hstack(marks)).first(kept)


def both_know(one: Products, two: Products, keys: Keys, size: int) -> Products:
    """Generators of the products that are certain in both."""
    other: Echelon = echelon(two, keys)
    beyond = np.hstack(other.remainder(one).letters(size))
    alike = without(one, beyond[:, beyond.any(axis=0)])
    return without(alike, other.remainder(alike).negative()[:, None])
