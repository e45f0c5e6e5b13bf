"""Valid experiments by construction, in the form that reading gives, and texts that nearly are experiments."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import NAMED_MAPS, named_transform
from toytheory.language.steps import (
    Condition,
    Discard,
    Displace,
    Measure,
    Noise,
    OutcomeExpression,
    Prepare,
    Step,
    System,
    Transform,
)
from toytheory.phase_space.variables import Variable

SYSTEMS = st.one_of(
    st.builds(System.of_dimension, st.sampled_from([2, 3, 4, 5, 6, 7, 9, 12, 1048576]), st.integers(1, 4)),
    st.builds(lambda n: System("dits", n, 2), st.integers(1, 3)),
)
NAMES = st.from_regex(r"[a-w_][A-Za-z0-9_]{2,6}", fullmatch=True).map(lambda name: name + "_")


@st.composite
def symplectic_rows(draw: st.DrawFn, d: int, k: int) -> np.ndarray:
    """A product of transvections x -> x + t [f, x] f, as rows of coefficients, (2k, 2k)."""
    rows = np.eye(2 * k, dtype=object)
    form = np.kron(np.eye(k, dtype=int), np.array([[0, 1], [-1, 0]])).astype(object)
    for _ in range(draw(st.integers(0, 3))):
        f = np.array(draw(st.lists(st.integers(0, d - 1), min_size=2 * k, max_size=2 * k)), dtype=object)
        t = draw(st.integers(0, d - 1))
        rows = (rows + t * np.outer(rows @ form @ f, f)) % d
    return rows % d


@st.composite
def commuting(draw: st.DrawFn, d: int, systems: list[int]) -> list[Variable]:
    """Independent commuting variables on some systems: images of X1, X2, ... or multiples of them, with constants."""
    rows = draw(symplectic_rows(d, len(systems)))
    coordinates = [2 * s + side for s in systems for side in (0, 1)]
    divisors = [e for e in range(1, min(d, 50)) if d % e == 0]
    variables = []
    for k in range(draw(st.integers(1, len(systems)))):
        multiple = rows[2 * k] * draw(st.sampled_from(divisors))
        variables.append(Variable.of(zip(coordinates, multiple, strict=True), d, draw(st.integers(0, d - 1))))
    return variables


def weights(total: int) -> st.SearchStrategy[list[Fraction]]:
    """`total` fractions that add up to 1, some of them perhaps 0."""
    parts = st.lists(st.integers(0, 9), min_size=total, max_size=total).filter(any)
    return parts.map(lambda p: [Fraction(x, sum(p)) for x in p])


@st.composite
def experiments(draw: st.DrawFn, systems: st.SearchStrategy[System] = SYSTEMS, noisy: bool = True) -> Experiment:
    system = draw(systems)
    d, n = system.dimension, system.n
    alive, outcomes, steps = set(range(n)), [], []

    def residues(count: int) -> tuple[int, ...]:
        return tuple(draw(st.lists(st.integers(0, d - 1), min_size=count, max_size=count)))

    def some(population: list[int], count: int | None = None) -> list[int]:
        most = len(population) if count is None else count
        return draw(st.lists(st.sampled_from(population), min_size=count or 1, max_size=most, unique=True))

    def prepare() -> Step:
        systems = some(list(range(n)))
        variables = draw(commuting(d, systems))
        alive.update(systems)
        values = [
            (v.constant + draw(st.integers(0, d - 1)) * math.gcd(d, *(c for _, c in v.terms))) % d for v in variables
        ]
        return Prepare(tuple(variables), tuple(values), tuple(sorted(systems)))

    def transform() -> Step:
        systems = sorted(some(sorted(alive)))
        rows = draw(symplectic_rows(d, len(systems)))
        return Transform(tuple(systems), tuple(tuple(map(int, row)) for row in rows), residues(2 * len(systems)))

    def named() -> Step:
        name = draw(st.sampled_from([m for m in NAMED_MAPS if NAMED_MAPS[m].systems <= len(alive)]))
        units = [a for a in range(1, min(d, 50)) if math.gcd(a, d) == 1]
        parameter = draw(st.sampled_from(units)) if NAMED_MAPS[name].takes_parameter else None
        return named_transform(name, tuple(some(sorted(alive), NAMED_MAPS[name].systems)), d, parameter)

    def measure() -> Step:
        variables = draw(commuting(d, some(sorted(alive))))
        fresh = NAMES.filter(lambda name: name not in outcomes)
        names = draw(st.lists(fresh, min_size=len(variables), max_size=len(variables), unique=True))
        outcomes.extend(names)
        return Measure(tuple(variables), tuple(names))

    def coordinates() -> list[int]:
        return some([2 * s + side for s in sorted(alive) for side in (0, 1)])

    def expression() -> OutcomeExpression:
        named = draw(st.lists(st.sampled_from(outcomes), max_size=3, unique=True)) if outcomes else []
        return OutcomeExpression(tuple(zip(named, residues(len(named)), strict=True)), draw(st.integers(0, d - 1)))

    def displace() -> Step:
        return Displace(tuple((index, expression()) for index in coordinates()))

    def noise() -> Step:
        where = coordinates()
        shifts = draw(st.lists(st.just(0).flatmap(lambda _: st.tuples(*[st.integers(0, d - 1)] * len(where))),
                               min_size=1, max_size=4, unique=True))  # fmt: skip
        return Noise(tuple(where), tuple(zip(shifts, draw(weights(len(shifts))), strict=True)))

    def condition() -> Step:
        return Condition(draw(st.sampled_from(outcomes)), draw(st.integers(0, d - 1)))

    def discard() -> Step:
        systems = some(sorted(alive))
        alive.difference_update(systems)
        return Discard(tuple(systems))

    for _ in range(draw(st.integers(0, 6))):
        possible = [prepare]
        if alive:
            possible += [transform, named, measure, displace, discard] + [noise] * noisy
        if outcomes:
            possible.append(condition)
        steps.append(draw(st.sampled_from(possible))())
    return Experiment(system, tuple(steps))


WORDS = (
    "system prepare transform fourier phase sum cphase swap multiply displace measure noise condition discard by as "
    "bits trits dits modes d hbar X1 P1 X2 P2 X P X3 x1 X01 a b m1 m2 0 1 2 3 9 -1 0.5 1/2 1/0 .5 1e3 "
    "99999999999999999999 , , , : : = = -> + - * ^ ( ) # ; . / "
    "\u2212 \u2192 \ufeff \x00 \x0c \u2028 \u00a0 \u2083 \ud800 é"
).split(" ")

near_statements = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
near_texts = st.one_of(
    st.text(max_size=80),
    st.builds(
        lambda head, lines, end: end.join([head, *lines]),
        st.sampled_from(["system 2 trits", "system 1 bit", "system 2 dits d=6", "system 1 mode", "system"]),
        st.lists(st.one_of(near_statements, st.text(max_size=20)), max_size=5),
        st.sampled_from(["\n", "\r\n", "\r"]),
    ),
)
