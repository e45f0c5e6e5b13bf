"""Families of experiments that the Gaussian claims ask about, each on asymmetric states and with several hbar."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from equivalence.experiments.random_modes import (
    Shape,
    random_channel,
    random_covariance,
    random_experiment,
    random_form,
    random_map,
    random_maps,
    uniform,
)
from equivalence.experiments.random_whole_modes import Shape as Whole
from equivalence.experiments.random_whole_modes import random_whole
from toytheory.language.bookkeeping import GaussianChannel, GeneralDyne
from toytheory.language.experiment import Experiment
from toytheory.language.maps.modes import MODE_MAPS, mode_transform
from toytheory.language.steps import (
    Amplify,
    Condition,
    Displace,
    GaussianNoise,
    Heterodyne,
    Loss,
    Measure,
    OutcomeExpression,
    PrepareGaussian,
    PrepareVacuum,
    Step,
    System,
    ThermalLoss,
    Transform,
)
from toytheory.phase_space.space import coordinates_of, symplectic_form
from toytheory.phase_space.variables import Variable

HBARS = (0.5, 1.0, 2.0)


def asymmetric(rng: np.random.Generator, systems: list[int], hbar: float) -> list[Step]:
    """Modes in a random correlated Gaussian state, all displaced differently in x and p."""
    k = len(systems)
    covariance = random_covariance(rng, k, hbar) * (1 + 1e-9)
    means = tuple(uniform(rng, -2, 2) for _ in range(2 * k))
    return [PrepareGaussian(tuple(systems), means, tuple(map(tuple, covariance.tolist())))]


def experiment(n: int, hbar: float, steps: list[Step]) -> Experiment:
    """Steps on n modes."""
    return Experiment(System("modes", n, None, hbar), tuple(steps))


def states(rng: np.random.Generator, sizes: tuple[int, ...]) -> Iterator[Experiment]:
    """A state and nothing else; modes named in a random order."""
    for n in sizes:
        for hbar in HBARS:
            order = [int(k) for k in rng.permutation(n)]
            blocks = [order[i : i + 4] for i in range(0, n, 4)]
            yield experiment(n, hbar, [step for block in blocks for step in asymmetric(rng, block, hbar)])


def named_maps(rng: np.random.Generator) -> Iterator[Experiment]:
    """Every named map alone, on two of three modes in either order."""
    for name, m in sorted(MODE_MAPS.items()):
        for hbar in HBARS:
            systems = tuple(int(k) for k in rng.choice(3, m.systems, replace=False))
            parameter = None if m.parameter is None else uniform(rng, 0.2, 1.2)
            yield experiment(3, hbar, [*asymmetric(rng, [0, 1, 2], hbar), mode_transform(name, systems, parameter)])


def wide(rng: np.random.Generator, n: int, hbar: float) -> Experiment:
    """Every mode squeezed and displaced by its own amount, two layers of beam splitters, each mode measured."""
    steps: list[Step] = [PrepareVacuum(tuple(range(n)))]
    for k in range(n):
        steps.append(mode_transform("squeeze", (k,), uniform(rng, -1, 1)))
        steps.append(Displace(((2 * k, OutcomeExpression((), uniform(rng, -1, 1))),)))
        steps.append(mode_transform("rotate", (k,), uniform(rng, -3, 3)))
    for layer in range(2):
        steps += [mode_transform("beamsplitter", (k, k + 1), uniform(rng, -3, 3)) for k in range(layer, n - 1, 2)]
    for k in range(n):
        steps.append(Measure((random_form(rng, [k]),), (f"m{k + 1}",)))
    return experiment(n, hbar, steps)


def written_maps(rng: np.random.Generator, count: int) -> Iterator[Experiment]:
    """Maps given by their matrix, products of named ones, with shifts."""
    for i in range(count):
        n, hbar = 1 + i % 3, HBARS[i % 3]
        matrix = np.eye(2 * n)
        for step in random_maps(rng, n, 4):
            where = coordinates_of(step.systems)
            matrix[where] = np.array(step.matrix) @ matrix[where]
        rows = tuple(map(tuple, matrix.tolist()))
        shift = tuple(uniform(rng, -1, 1) for _ in range(2 * n))
        yield experiment(n, hbar, [*asymmetric(rng, list(range(n)), hbar), Transform(tuple(range(n)), rows, shift)])


def circuits(rng: np.random.Generator, count: int) -> Iterator[Experiment]:
    """Random sequences of named maps on 1 to 6 modes."""
    for i in range(count):
        n, hbar = 1 + i % 6, HBARS[i % 3]
        yield experiment(n, hbar, [*asymmetric(rng, list(range(n)), hbar), *random_maps(rng, n, 8)])


def channels(rng: np.random.Generator) -> Iterator[Experiment]:
    """Every channel alone, on one of two correlated modes or on both."""
    for hbar in HBARS:
        for channel in (
            Loss(1, uniform(rng, 0.2, 0.8)),
            ThermalLoss(0, uniform(rng, 0.2, 0.8), uniform(rng, 0.3, 2)),
            Amplify(1, uniform(rng, 1.2, 2)),
            GaussianNoise(((0, uniform(rng, 0.2, 1)),)),
            GaussianNoise(((3, uniform(rng, 0.2, 1)), (0, uniform(rng, 0.2, 1)))),
            whole_channel(rng, (1,), hbar),
            whole_channel(rng, (1, 0), hbar),
        ):
            yield experiment(2, hbar, [*asymmetric(rng, [0, 1], hbar), channel])


def whole_channel(rng: np.random.Generator, systems: tuple[int, ...], hbar: float) -> GaussianChannel:
    """m -> M m + e for a generic M, with little more noise than it needs.

    i hbar/2 (J - M J M^T) is U diag(w) U^dagger with w in pairs of opposite signs; U |w| U^dagger is real and enough.
    """
    matrix = np.array([[uniform(rng, -1, 1) for _ in range(2 * len(systems))] for _ in range(2 * len(systems))])
    form = symplectic_form(len(systems))
    values, vectors = np.linalg.eigh(0.5j * hbar * (form - matrix @ form @ matrix.T))
    noise = np.real(vectors @ np.diag(np.abs(values) + 1e-3 * hbar) @ vectors.conj().T)
    return GaussianChannel(
        systems, tuple(map(tuple, matrix.tolist())), tuple(map(tuple, ((noise + noise.T) / 2).tolist()))
    )


def channel_circuits(rng: np.random.Generator, count: int) -> Iterator[Experiment]:
    """Random sequences of maps and channels on 1 to 4 modes."""
    for i in range(count):
        n, hbar = 1 + i % 4, HBARS[i % 3]
        steps = asymmetric(rng, list(range(n)), hbar)
        for _ in range(4):
            steps += [random_map(rng, n), random_channel(rng, n)]
        yield experiment(n, hbar, steps)


def homodyne(rng: np.random.Generator, count: int) -> Iterator[Experiment]:
    """Variables of several modes with generic coefficients, one or two that commute, jointly."""
    for i in range(count):
        n, hbar = 1 + i % 4, HBARS[i % 3]
        steps = asymmetric(rng, list(range(n)), hbar)
        if n == 1 or i % 2:
            steps.append(Measure((random_form(rng, list(range(n))),), ("a",)))
        else:
            a, b = uniform(rng, 0.5, 1.5), uniform(rng, -1.5, -0.5)
            pair = Variable.of({0: a, 2: b}, None), Variable.of({1: -b, 3: a}, None, uniform(rng, -1, 1))
            steps.append(Measure(pair, ("a", "b")))
        yield experiment(n, hbar, steps)


def heterodyne(rng: np.random.Generator, count: int) -> Iterator[Experiment]:
    """One or two modes of correlated ones, x and p together."""
    for i in range(count):
        n, hbar = 1 + i % 3, HBARS[i % 3]
        steps = asymmetric(rng, list(range(n)), hbar)
        steps.append(Heterodyne(n - 1, ("a", "b")))
        if n > 2:
            steps.append(Heterodyne(0, ("c", "d")))
        yield experiment(n, hbar, steps)


def general_dyne(rng: np.random.Generator, count: int) -> Iterator[Experiment]:
    """x and p of one of correlated modes, with the noise of a random seed state."""
    for i in range(count):
        n, hbar = 1 + i % 3, HBARS[i % 3]
        seed = random_covariance(rng, 1, hbar) * (1 + 1e-9)
        measured = GeneralDyne(n - 1, tuple(map(tuple, seed.tolist())), ("a", "b"))
        yield experiment(n, hbar, [*asymmetric(rng, list(range(n)), hbar), measured])


def updates(rng: np.random.Generator, count: int) -> Iterator[Experiment]:
    """What one outcome leaves of the other modes, as a density and a conditional state."""
    for i in range(count):
        n, hbar = 2 + i % 3, HBARS[i % 3]
        steps = asymmetric(rng, list(range(n)), hbar)
        if i % 3 == 2:
            steps.append(Heterodyne(0, ("a", "b")))
            steps += [Condition("a", uniform(rng, -1, 1)), Condition("b", uniform(rng, -1, 1))]
        else:
            steps.append(Measure((random_form(rng, [0, 1] if i % 2 and n > 2 else [0]),), ("a",)))
            steps.append(Condition("a", uniform(rng, -1, 1)))
        yield experiment(n, hbar, steps)


def teleportation(rng: np.random.Generator, r: float, hbar: float) -> Experiment:
    """Of a random mode, by a two-mode squeezed pair, a joint measurement and feed-forward."""
    steps = asymmetric(rng, [0], hbar)
    steps += [PrepareVacuum((1, 2)), mode_transform("two-mode-squeeze", (1, 2), r)]
    pair = Variable.of({0: 1.0, 2: -1.0}, None), Variable.of({1: 1.0, 3: 1.0}, None)
    steps.append(Measure(pair, ("a", "b")))
    steps.append(Displace(((4, OutcomeExpression((("a", 1.0),))), (5, OutcomeExpression((("b", 1.0),))))))
    return experiment(3, hbar, steps)


def everything(rng: np.random.Generator, count: int) -> Iterator[Experiment]:
    """Random experiments with all that the language has, and teleportation."""
    for i in range(count):
        hbar = HBARS[i % 3]
        if i % 8 == 7:
            yield teleportation(rng, uniform(rng, 0.5, 1.5), hbar)
        elif i % 4 == 2:
            yield random_whole(rng, Whole(1 + i // 4 % 3, hbar))
        else:
            yield random_experiment(rng, Shape((1, 2, 3, 5)[i % 4], hbar, measured=1 + i % 2, condition=i % 5 == 4))


def gentle(rng: np.random.Generator, n: int, hbar: float) -> list[Step]:
    """One or two modes with so few excitations that a number basis holds them."""
    steps: list[Step] = []
    for k in range(n):
        nu, r, t = hbar / 2 * (1 + 0.3 * rng.random()), 0.5 * rng.random(), 6 * rng.random()
        turn = np.array([[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]])
        covariance = turn @ np.diag([nu * np.exp(-r), nu * np.exp(r)]) @ turn.T
        rows = tuple(map(tuple, (covariance * (1 + 1e-9)).tolist()))
        means = tuple(round(float(rng.uniform(-0.5, 0.5)) * hbar**0.5, 4) for _ in range(2))
        steps.append(PrepareGaussian((k,), means, rows))
    return steps


def few_excitations(rng: np.random.Generator, full: bool) -> Iterator[Experiment]:
    """What the number basis can hold: maps, channels, measurements and conditions on one and two modes."""
    for i, name in enumerate(["rotate", "squeeze", "shear", "fourier"] * (6 if full else 1)):
        parameter = None if name == "fourier" else uniform(rng, 0.1, 0.5)
        hbar = HBARS[i % 3]
        steps = [*gentle(rng, 1, hbar), mode_transform(name, (0,), parameter), random_channel_gently(rng, i, hbar)]
        yield experiment(1, hbar, [*steps, Measure((random_form(rng, [0]),), ("a",))])
    names = ["beamsplitter", "two-mode-squeeze", "sum", "cphase", "swap"] if full else ["two-mode-squeeze", "sum"]
    for i, name in enumerate(names):
        hbar = HBARS[i % 3]
        parameter = None if name == "swap" else uniform(rng, 0.1, 0.3)
        steps = [*gentle(rng, 2, hbar), mode_transform(name, (1, 0) if i % 2 else (0, 1), parameter)]
        if i % 2:
            steps += [Heterodyne(0, ("a", "b")), Condition("a", uniform(rng, 0, 0.3)), Condition("b", 0.1)]
        else:
            steps += [Measure((random_form(rng, [0]),), ("a",)), Condition("a", uniform(rng, -0.3, 0.3))]
        yield experiment(2, hbar, [*steps, Displace(((2, OutcomeExpression((("a", 0.5),))),))])


def random_channel_gently(rng: np.random.Generator, i: int, hbar: float) -> Step:
    """A channel on the first mode that adds little."""
    return (
        Loss(0, uniform(rng, 0.3, 0.9)),
        ThermalLoss(0, uniform(rng, 0.3, 0.9), uniform(rng, 0.1, 0.3)),
        Amplify(0, uniform(rng, 1.05, 1.2)),
        GaussianNoise(((int(rng.integers(2)), round(0.2 * hbar, 4)),)),
    )[i % 4]
