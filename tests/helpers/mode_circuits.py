"""Random experiments on modes from a seeded generator: everything the language has, or only what can be sampled."""

from __future__ import annotations

import numpy as np

from toytheory.language.bookkeeping import GaussianChannel, GeneralDyne, Let, RandomNormal, Repeat, Report
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
from toytheory.phase_space.space import coordinates_of
from toytheory.phase_space.variables import Variable


def random_matrix(rng: np.random.Generator, k: int, strength: float = 1.0) -> np.ndarray:
    """A symplectic matrix: a product of named maps."""
    matrix = np.eye(2 * k)
    for _ in range(4):
        name = str(rng.choice([m for m in MODE_MAPS if MODE_MAPS[m].systems <= k]))
        step = random_map(rng, name, list(range(k)), strength)
        where = coordinates_of(step.systems)
        matrix[where] = np.array(step.matrix) @ matrix[where]
    return matrix


def random_map(rng: np.random.Generator, name: str, systems: list[int], strength: float = 1.0) -> Transform:
    chosen = tuple(int(s) for s in rng.choice(systems, MODE_MAPS[name].systems, replace=False))
    size = 3.0 if name in ("rotate", "beamsplitter") else strength
    return mode_transform(name, chosen, None if MODE_MAPS[name].parameter is None else float(rng.uniform(-size, size)))


def random_covariance(rng: np.random.Generator, k: int, hbar: float) -> tuple[tuple[float, ...], ...]:
    S = random_matrix(rng, k)
    matrix = S @ np.diag(np.repeat(hbar / 2 * (1 + rng.exponential(size=k)), 2)) @ S.T
    return tuple(map(tuple, ((matrix + matrix.T) / 2).tolist()))


def commuting(rng: np.random.Generator, systems: list[int], count: int) -> tuple[Variable, ...]:
    rows = random_matrix(rng, len(systems))[0::2][:count]
    where = coordinates_of(systems).tolist()
    return tuple(Variable.of(zip(where, row.tolist(), strict=True), None, float(rng.normal())) for row in rows)


def random_channel(rng: np.random.Generator, systems: list[int], hbar: float) -> GaussianChannel:
    """m -> M m + N of any M, with just the noise that M needs or with more."""
    k = len(systems)
    matrix = rng.normal(size=(2 * k, 2 * k)) if rng.random() < 0.8 else random_matrix(rng, k)
    form = np.kron(np.eye(k), [[0, 1], [-1, 0]])
    # i hbar/2 (J - M J M^T) = U diag(w) U^dagger, and U |w| U^dagger is real: with it the sum is positive
    values, vectors = np.linalg.eigh(0.5j * hbar * (form - matrix @ form @ matrix.T))
    noise = (vectors @ np.diag(np.abs(values)) @ vectors.conj().T).real
    if rng.random() < 0.7:
        more = rng.normal(size=(2 * k, 2 * k))
        noise = noise + more @ more.T
    noise = (noise + noise.T) / 2
    return GaussianChannel(tuple(systems), *(tuple(map(tuple, m.tolist())) for m in (matrix, noise)))


def random_experiment(
    seed: int,
    n: int = 3,
    length: int = 14,
    flat: bool = True,
    conditions: bool = True,
    strength: float = 1.0,
    second: bool = False,
) -> Experiment:
    """Parameters: flat - whether quadrature states and used-up modes may be used; conditions - whether to have any;
    second - whether to use the statements of the second edition.
    """
    rng = np.random.default_rng(seed)
    hbar = float(rng.choice([0.5, 1.0, 2.0]))
    steps: list[Step] = []
    outcomes: list[str] = []
    conditioned: set[str] = set()
    alive = set(range(n))

    def some(count: int | None = None) -> list[int]:
        return [int(s) for s in rng.choice(sorted(alive), count or int(rng.integers(1, len(alive) + 1)), replace=False)]

    def vacuum(systems: list[int]) -> None:
        steps.append(PrepareVacuum(tuple(systems)))

    def gaussian(systems: list[int]) -> None:
        means = tuple(rng.normal(size=2 * len(systems)).tolist())
        steps.append(PrepareGaussian(tuple(systems), means, random_covariance(rng, len(systems), hbar)))

    def quadrature(systems: list[int]) -> None:
        systems = sorted(systems)
        variables = commuting(rng, systems, int(rng.integers(1, len(systems) + 1)))
        steps.append(Prepare(variables, tuple(rng.normal(size=len(variables)).tolist()), tuple(systems)))

    def prepare() -> None:
        systems = [int(s) for s in rng.choice(n, int(rng.integers(1, n + 1)), replace=False)]
        alive.update(systems)
        choices = [vacuum, gaussian, quadrature] if flat else [vacuum, gaussian]
        choices[int(rng.integers(len(choices)))](systems)

    def gate() -> None:
        steps.append(random_map(rng, str(rng.choice([m for m in MODE_MAPS if MODE_MAPS[m].systems <= len(alive)])),
                                sorted(alive), strength))  # fmt: skip

    def written() -> None:
        systems = sorted(some())
        rows = tuple(map(tuple, random_matrix(rng, len(systems)).tolist()))
        steps.append(Transform(tuple(systems), rows, tuple(rng.normal(size=2 * len(systems)).tolist())))

    def channel() -> None:
        system = some(1)[0]
        kinds: list[Step] = [
            Loss(system, float(rng.uniform())),
            ThermalLoss(system, float(rng.uniform()), float(rng.exponential())),
            Amplify(system, 1 + float(rng.exponential())),
            GaussianNoise(((2 * system, float(rng.exponential())), (2 * system + 1, float(rng.exponential())))),
        ]
        steps.append(kinds[int(rng.integers(len(kinds)))])

    def measured(systems: list[int]) -> None:
        if not flat:
            gaussian(systems)
            alive.update(systems)

    def measure() -> None:
        systems = sorted(some())
        variables = commuting(rng, systems, int(rng.integers(1, len(systems) + 1)))
        names = tuple(f"a{len(outcomes) + i}" for i in range(len(variables)))
        outcomes.extend(names)
        steps.append(Measure(variables, names))
        measured(sorted({s for v in variables for s in v.systems}))

    def heterodyne() -> None:
        names = (f"h{len(outcomes)}", f"h{len(outcomes) + 1}")
        outcomes.extend(names)
        steps.append(Heterodyne(some(1)[0], names))
        measured([steps[-1].system])  # type: ignore[attr-defined]

    def displace() -> None:
        used = [str(x) for x in rng.choice(outcomes, min(2, len(outcomes)), replace=False)] if outcomes else []
        expression = OutcomeExpression(tuple((name, float(rng.normal())) for name in used), float(rng.normal()))
        steps.append(Displace(((2 * some(1)[0] + int(rng.integers(2)), expression),)))

    def condition() -> None:
        left = [name for name in outcomes if name not in conditioned]
        if left:
            name = str(rng.choice(left))
            conditioned.add(name)
            steps.append(Condition(name, float(rng.normal())))

    def dyne() -> None:
        names = (f"g{len(outcomes)}", f"g{len(outcomes) + 1}")
        outcomes.extend(names)
        system = some(1)[0]
        steps.append(GeneralDyne(system, random_covariance(rng, 1, hbar), names))
        measured([system])

    def any_channel() -> None:
        systems = some(min(len(alive), int(rng.integers(1, 3))))
        steps.append(random_channel(rng, systems, hbar))

    def normal() -> None:
        outcomes.append(f"r{len(outcomes)}")
        variance = 0.0 if rng.random() < 0.2 else float(rng.exponential())
        steps.append(RandomNormal(outcomes[-1], float(rng.normal()), variance))

    def named() -> None:
        used = [str(x) for x in rng.choice(outcomes, min(2, len(outcomes)), replace=False)] if outcomes else []
        expression = OutcomeExpression(tuple((name, float(rng.normal())) for name in used), float(rng.normal()))
        outcomes.append(f"l{len(outcomes)}")
        steps.append(Let(outcomes[-1], expression))

    def rounds() -> None:
        body, base, system = [], len(outcomes), some(1)[0]
        body.append(random_map(rng, "rotate", [system]))
        body.append(random_channel(rng, [system], hbar))
        body.append(GeneralDyne(system, random_covariance(rng, 1, hbar), (f"s{base}", f"t{base}")))
        body.append(PrepareGaussian((system,), (0.0, 1.0), random_covariance(rng, 1, hbar)))
        terms = ((f"s{base}", 1.0), (f"s{base}[-1]", float(rng.normal())), (f"l{base}[-1]", 0.5))
        body.append(Let(f"l{base}", OutcomeExpression(terms, 0.25)))
        body.append(Displace(((2 * system, OutcomeExpression(((f"l{base}", -1.0), (f"t{base}[-1]", 2.0)), 0.0)),)))
        steps.append(Repeat(int(rng.integers(1, 4)), tuple(body)))
        outcomes.extend(steps[-1].makes)

    def discard() -> None:
        if len(alive) > 1:
            systems = some(1)
            alive.difference_update(systems)
            steps.append(Discard(tuple(systems)))

    if flat:
        prepare()
    else:
        gaussian(list(range(n)))
    makers = [gate] * 4 + [written, channel, channel, measure, heterodyne, displace, displace]
    makers += [prepare, discard] if flat else [prepare]
    makers += [condition] * conditions
    makers += [dyne, dyne, any_channel, any_channel, normal, named, named, rounds] * second
    for _ in range(length):
        makers[int(rng.integers(len(makers)))]()
    if second and outcomes and rng.random() < 0.4:
        count = int(rng.integers(1, 1 + len(outcomes)))
        steps.append(Report(tuple(str(name) for name in rng.choice(outcomes, count, replace=False))))
    return Experiment(System("modes", n, None, hbar), tuple(steps))
