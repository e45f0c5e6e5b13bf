"""Valid experiments by construction, in the form that reading gives, and texts that nearly are experiments."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from toytheory.language.bookkeeping import (
    Branch,
    Detector,
    Flip,
    Let,
    Observable,
    Random,
    Repeat,
    Report,
    When,
    indexed,
    made,
)
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
def experiments(
    draw: st.DrawFn, systems: st.SearchStrategy[System] = SYSTEMS, noisy: bool = True, second: bool = False
) -> Experiment:
    """Parameters: second - whether to use the statements of the second edition."""
    system = draw(systems)
    d, n = system.dimension, system.n
    alive, outcomes, used = set(range(n)), [], set()

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
        names = fresh(len(variables))
        outcomes.extend(names)
        return Measure(tuple(variables), names)

    def fresh(count: int) -> tuple[str, ...]:
        names = draw(st.lists(NAMES.filter(lambda name: name not in used), min_size=count, max_size=count, unique=True))
        used.update(names)
        return tuple(names)

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

    # the second edition

    def flip(names: tuple[str, ...]) -> Step:
        zero = (0,) * len(names)
        wrong = st.tuples(*[st.integers(0, d - 1)] * len(names)).filter(lambda move: move != zero)
        moves = draw(st.lists(wrong, max_size=2, unique=True))
        shares = draw(weights(1 + len(moves)))
        listed = list(zip([zero, *moves], shares, strict=True))
        return Flip(names, tuple(listed if draw(st.booleans()) else listed[1:] + listed[:1]))

    def making(name: str) -> list[Step]:
        """Steps that make an outcome of this name."""
        kind = draw(st.integers(0, 4))
        if kind == 0 and alive:
            (variable, *_) = draw(commuting(d, some(sorted(alive), 1)))
            step = Measure((variable,), (name,))
            return [step, flip((name,))] if draw(st.booleans()) else [step]
        if kind == 1:
            values = draw(st.lists(st.integers(0, d - 1), min_size=1, max_size=3, unique=True))
            listed = tuple(zip(values, draw(weights(len(values))), strict=True))
            return [Random(name, draw(st.sampled_from([None, listed])))]
        if kind == 2:
            at = draw(st.lists(st.sampled_from([0.0, 1.0, -2.0, 0.5, 1e-3, 12345.25]), max_size=3))
            return [Detector(name, expression(), tuple(at))]
        return [(Let if kind == 3 else Observable)(name, expression())]

    def new() -> list[Step]:
        (name,) = fresh(1)
        steps = making(name)
        outcomes.append(name)
        return steps

    def when(depth: int, naming: bool) -> list[Step]:
        names, before, branches, left = fresh(draw(st.integers(0, 2 * naming))), list(outcomes), [], set(range(n))
        count = draw(st.integers(1, 3))
        start = set(alive)
        for number in range(count + bool(names) + draw(st.booleans())):
            asked = draw(st.lists(st.tuples(st.sampled_from(before), st.integers(0, d - 1)), min_size=1, max_size=2))
            alive.clear()
            alive.update(start)
            steps = block(depth + 1, 2, makes=False, naming=False)
            for name in draw(st.permutations(names)):
                steps += making(name)
                outcomes.append(name)
            left &= alive
            outcomes[:] = before
            branches.append(Branch(tuple(asked) if number < count else (), tuple(steps)))
        branches = branches[: count + 1]
        alive.clear()
        alive.update(left & start if branches[-1].conditions else left)
        outcomes.extend(made(branches[0].steps))
        return [When(tuple(branches))]

    def repeat(depth: int, naming: bool) -> list[Step]:
        names, before, start = fresh(draw(st.integers(0, 2 * naming))), list(outcomes), set(alive)
        count = draw(st.integers(1, 3))
        outcomes.extend(indexed(name, -1) for name in names)
        steps = block(depth + 1, 3, makes=False, naming=naming)
        alive.intersection_update(start)
        for name in names:
            steps += making(name)
            outcomes.append(name)
        if alive != start:  # the next round begins as the first one did
            whole = sorted(start - alive)
            steps.append(Prepare((Variable.of({2 * whole[0]: 1}, d),), (0,), tuple(whole)))
            alive.update(start)
        step = Repeat(count, tuple(steps))
        outcomes[:] = [*before, *step.makes]
        return [step]

    def block(depth: int, most: int, makes: bool = True, naming: bool = True) -> list[Step]:
        """Parameters: makes - whether it makes outcomes; naming - whether blocks inside of it do."""
        steps: list[Step] = []
        for _ in range(draw(st.integers(0, most))):
            possible = [prepare]
            if alive:
                possible += [transform, named, displace, discard] + [measure] * makes + [noise] * noisy
            if outcomes:
                possible.append(condition)
            several = [new] * makes
            several += [lambda: repeat(depth, naming)] * (depth < 3) + [lambda: when(depth, naming)] * (
                depth < 3 and bool(outcomes)
            )
            chosen = draw(st.sampled_from(possible + several * second))
            if chosen in several:
                steps += chosen()
                continue
            steps.append(chosen())
            if second and isinstance(steps[-1], Measure) and draw(st.booleans()):
                steps.append(flip(steps[-1].names))
        return steps

    steps = block(0, 6)
    if second and outcomes and draw(st.booleans()):
        steps.append(Report(tuple(draw(st.lists(st.sampled_from(outcomes), min_size=1, max_size=4, unique=True)))))
    return Experiment(system, tuple(steps))


WORDS = (
    "system prepare transform fourier phase sum cphase swap multiply displace measure noise condition discard by as "
    "random let when otherwise end repeat flip report detector observable at normal each of a[1] m1[-1] 1..2 .. [ ] "
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
