"""Random experiments on modes, valid by construction, and texts that are nearly experiments."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from mode_circuits import random_channel

from toytheory.language.bookkeeping import GeneralDyne, Let, RandomNormal, Repeat, Report
from toytheory.language.experiment import Experiment
from toytheory.language.maps.modes import MODE_MAPS, mode_transform
from toytheory.language.steps import (
    Amplify,
    Condition,
    Discard,
    Displace,
    GaussianNoise,
    Heterodyne,
    Loss,
    Measure,
    OutcomeExpression,
    Prepare,
    PrepareGaussian,
    PrepareVacuum,
    Step,
    System,
    ThermalLoss,
    Transform,
)
from toytheory.phase_space.variables import Variable

reals = st.one_of(
    st.integers(-9, 9).map(float),
    st.floats(-10, 10, allow_nan=False),
    st.sampled_from([1e-7, -1 / 3, np.pi / 4, 2**60, 1e22, -1e-30, 0.1 + 0.2]).map(float),
)
small = st.floats(-2, 2, allow_nan=False)
fractions = st.floats(0, 1)
positive = st.one_of(st.floats(0, 10), st.integers(0, 5).map(float))


def symplectic(seed: int, k: int) -> np.ndarray:
    """A random symplectic matrix on k modes: a product of named maps."""
    rng, matrix = np.random.default_rng(seed), np.eye(2 * k)
    for _ in range(6):
        name = str(rng.choice([m for m in MODE_MAPS if MODE_MAPS[m].systems <= k]))
        systems = tuple(int(s) for s in rng.choice(k, MODE_MAPS[name].systems, replace=False))
        step = mode_transform(name, systems, None if MODE_MAPS[name].parameter is None else float(rng.uniform(-1, 1)))
        where = [2 * s + side for s in systems for side in (0, 1)]
        matrix[where] = np.array(step.matrix) @ matrix[where]
    return matrix


def covariance(seed: int, k: int, hbar: float) -> tuple[tuple[float, ...], ...]:
    """A random covariance that obeys the uncertainty principle, exactly symmetric."""
    rng, S = np.random.default_rng(seed), symplectic(seed + 1, k)
    matrix = S @ np.diag(np.repeat(hbar / 2 * (1 + 0.001 + rng.exponential(size=k)), 2)) @ S.T
    return tuple(map(tuple, ((matrix + matrix.T) / 2).tolist()))


def _variables(seed: int, systems: list[int], count: int) -> tuple[Variable, ...]:
    rows = symplectic(seed, len(systems))[0::2][:count]  # images of X1, X2, ...: they commute
    where = [2 * s + side for s in systems for side in (0, 1)]
    return tuple(Variable.of([(i, float(c)) for i, c in zip(where, row, strict=True)], None) for row in rows)


@st.composite
def mode_experiments(draw: st.DrawFn, most: int = 3, steps: int = 7, second: bool = False) -> Experiment:
    """Parameters: second - whether to use the statements of the second edition."""
    n = draw(st.integers(1, most))
    system = System("modes", n, None, draw(st.sampled_from([0.5, 1.0, 2.0, 1 / 3])))
    alive, outcomes, listed = set(range(n)), [], []

    def some(population: list[int], count: int | None = None) -> list[int]:
        chosen = st.lists(
            st.sampled_from(population), min_size=count or 1, max_size=count or len(population), unique=True
        )
        return draw(chosen)

    def one() -> int:
        return some(sorted(alive), 1)[0]

    def seed() -> int:
        return draw(st.integers(0, 10_000))

    def prepare() -> Step:
        systems = some(list(range(n)))
        alive.update(systems)
        kind = draw(st.integers(0, 2))
        if kind == 0:
            return PrepareVacuum(tuple(systems))
        if kind == 1:
            means = tuple(draw(reals) for _ in range(2 * len(systems)))
            return PrepareGaussian(tuple(systems), means, covariance(seed(), len(systems), system.hbar or 1.0))
        systems = sorted(systems)
        variables = _variables(seed(), systems, draw(st.integers(1, len(systems))))
        return Prepare(variables, tuple(draw(reals) for _ in variables), tuple(systems))

    def gate() -> Step:
        name = draw(st.sampled_from([m for m in MODE_MAPS if MODE_MAPS[m].systems <= len(alive)]))
        parameter = None if MODE_MAPS[name].parameter is None else draw(small)
        return mode_transform(name, tuple(some(sorted(alive), MODE_MAPS[name].systems)), parameter)

    def transform() -> Step:
        systems = sorted(some(sorted(alive)))
        rows = tuple(map(tuple, symplectic(seed(), len(systems)).tolist()))
        return Transform(tuple(systems), rows, tuple(draw(reals) for _ in range(2 * len(systems))))

    def measure() -> Step:
        systems = sorted(some(sorted(alive)))
        variables = _variables(seed(), systems, draw(st.integers(1, len(systems))))
        names = tuple(f"a{len(outcomes) + k}" for k in range(len(variables)))
        outcomes.extend(names)
        return Measure(variables, names)

    def heterodyne() -> Step:
        names = (f"h{len(outcomes)}", f"h{len(outcomes) + 1}")
        outcomes.extend(names)
        return Heterodyne(one(), names)

    def coordinates() -> list[int]:
        return some([2 * s + side for s in sorted(alive) for side in (0, 1)])

    def expression() -> OutcomeExpression:
        used = draw(st.lists(st.sampled_from(outcomes), max_size=2, unique=True)) if outcomes else []
        return OutcomeExpression(tuple((name, draw(reals)) for name in used), draw(reals))

    def displace() -> Step:
        return Displace(tuple((index, expression()) for index in coordinates()))

    def noise() -> Step:
        return GaussianNoise(tuple((index, draw(positive)) for index in coordinates()))

    def discard() -> Step:
        systems = some(sorted(alive))
        alive.difference_update(systems)
        return Discard(tuple(systems))

    def dyne() -> Step:
        names = (f"g{len(outcomes)}", f"g{len(outcomes) + 1}")
        outcomes.extend(names)
        return GeneralDyne(one(), covariance(seed(), 1, system.hbar or 1.0), names)

    def channel() -> Step:
        return random_channel(np.random.default_rng(seed()), some(sorted(alive)), system.hbar or 1.0)

    def named() -> Step:
        step = Let(f"l{len(outcomes)}", expression())
        outcomes.append(step.name)
        return step

    def normal() -> Step:
        outcomes.append(f"r{len(outcomes)}")
        return RandomNormal(outcomes[-1], draw(reals), draw(positive))

    def repeat() -> Step:
        before, name = list(outcomes), f"s{len(outcomes)}"
        outcomes.append(f"{name}[-1]")
        body = [displace(), noise()][: draw(st.integers(0, 2))] if alive else []
        step = Repeat(draw(st.integers(1, 3)), (*body, Let(name, expression())))
        outcomes[:] = [*before, *step.makes]
        return step

    for _ in range(draw(st.integers(0, steps))):
        possible = [prepare, *[normal, named, repeat] * second]
        if alive:
            possible += [dyne, channel] * second
            possible += [gate, transform, measure, heterodyne, displace, noise, discard]
            possible += [
                lambda: Loss(one(), draw(fractions)),
                lambda: ThermalLoss(one(), draw(fractions), draw(positive)),
            ]
            possible += [lambda: Amplify(one(), 1 + draw(positive))]
        if outcomes:
            possible.append(lambda: Condition(draw(st.sampled_from(outcomes)), draw(reals)))
        listed.append(draw(st.sampled_from(possible))())
    if second and outcomes and draw(st.booleans()):
        listed.append(Report(tuple(draw(st.lists(st.sampled_from(outcomes), min_size=1, max_size=4, unique=True)))))
    return Experiment(system, tuple(listed))


WORDS = (
    "prepare vacuum gaussian means covariance transform rotate squeeze beamsplitter two-mode-squeeze shear sum cphase "
    "random normal let repeat end report channel matrix interferometer general-dyne homodyne at each of 1..2 s[-1] "
    "swap fourier displace loss thermal-loss amplify noise variance measure heterodyne condition discard by as "
    "X1 P1 X2 P2 X3 x1 a b m1 m2 e1 0 1 2 3 -1 0.5 1/2 1/0 .5 1e3 1e999 pi 2pi pi/4 2*pi/3 nan inf sqrt(2) "
    "99999999999999999999 , , , ; : = = -> + - * / ^ ( ) # . \u2212 \u2192 \x00 \u00a0 é"
).split(" ")

near_mode_statements = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
near_mode_texts = st.builds(
    lambda head, lines: "\n".join([head, *lines]),
    st.sampled_from(["system 2 modes", "system 1 mode", "system 2 modes (hbar=2)"]),
    st.lists(near_mode_statements, max_size=4),
)
