"""Random experiments on modes whose conditions repeat each other, are multiples or sums of each other, or contradict.

The values come from one point of the ensemble, so that they can occur; `moved` moves the last of them.
"""

from __future__ import annotations

import mpmath as mp
import numpy as np
from mode_circuits import random_map
from modes_by_hand import Hand, by_hand

from toytheory.language.experiment import Experiment
from toytheory.language.maps.modes import MODE_MAPS
from toytheory.language.steps import (
    Condition,
    Displace,
    GaussianNoise,
    Heterodyne,
    Loss,
    Measure,
    OutcomeExpression,
    Prepare,
    PrepareVacuum,
    Step,
    System,
)
from toytheory.phase_space.variables import Variable


def dependent_experiment(
    seed: int, n: int = 2, length: int = 10, strength: float = 1.0, moved: float = 0.0, decimals: bool = False
) -> Experiment:
    """A random experiment in which things are measured again and most outcomes are conditioned on.

    Parameters
    ----------
    moved : by how much the last value is off; where others determine it, the conditions then contradict each other.
    decimals : whether multiples are by decimal fractions, which binary floats do not hold exactly.
    """
    rng = np.random.default_rng(seed)
    hbar = float(rng.choice([0.5, 1.0, 2.0]))
    steps: list[Step] = []
    names: list[str] = []

    def fresh() -> str:
        names.append(f"o{len(names) + 1}")
        return names[-1]

    def variable() -> Variable:
        forms = rng.integers(-2, 3, 2 * n).astype(float)
        forms[rng.integers(2 * n)] = 1.0
        return Variable.from_vector(forms, None)

    def multiple(v: Variable) -> Variable:
        factor = float(rng.choice([0.1, 0.3, -0.7, 1.1] if decimals else [1.0, 1.0, 2.0, -3.0]))
        terms = {i: (round(c * factor, 9) if decimals else c * factor) for i, c in v.terms}
        return Variable.of(terms, None, float(rng.integers(-2, 3)))

    def measured() -> None:
        v = variable()
        steps.append(Measure((v,), (fresh(),)))
        for _ in range(int(rng.integers(3))):
            if rng.random() < 0.3:
                steps.append(GaussianNoise(((int(rng.integers(2 * n)), float(rng.exponential())),)))
            steps.append(Measure((multiple(v),), (fresh(),)))

    def quadratures() -> None:
        X, sign = int(rng.integers(2)), float(rng.choice([-1.0, 1.0]))
        pair = {X: 1.0, (X + 2) % (2 * n): sign} if n > 1 else {X: 1.0}
        steps.append(Measure((Variable.of(pair, None),), (fresh(),)))
        steps.append(Measure((Variable.of({X: 1.0}, None),), (fresh(),)))
        if n > 1:
            steps.append(Measure((Variable.of({(X + 2) % (2 * n): 1.0}, None),), (fresh(),)))

    def other() -> None:
        system = int(rng.integers(n))
        kinds: list[Step] = [
            PrepareVacuum((system,)), Loss(system, float(rng.uniform())),
            Prepare((Variable.of({2 * system: 1.0}, None),), (float(rng.integers(-2, 3)),), (system,)),
        ]  # fmt: skip
        steps.append(kinds[int(rng.integers(len(kinds)))])

    def gate() -> None:
        names_of_maps = [m for m in MODE_MAPS if MODE_MAPS[m].systems <= n]
        steps.append(random_map(rng, str(rng.choice(names_of_maps)), list(range(n)), strength))

    def displaced() -> None:
        if names:
            expression = OutcomeExpression(((str(rng.choice(names)), float(rng.integers(-2, 3))),), 0.5)
            steps.append(Displace(((int(rng.integers(2 * n)), expression),)))

    def heterodyne() -> None:
        steps.append(Heterodyne(int(rng.integers(n)), (fresh(), fresh())))

    if rng.random() < 0.6:
        steps.append(PrepareVacuum(tuple(range(n))))
    makers = [measured, measured, quadratures, other, gate, gate, displaced, heterodyne]
    for _ in range(length):
        makers[int(rng.integers(len(makers)))]()
    system = System("modes", n, None, hbar)
    chosen = [name for name in names if rng.random() < 0.75]
    values = point_of(by_hand(Experiment(system, tuple(steps))), rng)
    conditions = [Condition(name, float(values[name])) for name in rng.permutation(chosen).tolist()]
    if moved and conditions:
        last = conditions[-1]
        conditions[-1] = Condition(last.name, float(last.value) + moved)
    return Experiment(system, (*steps, *conditions))


def point_of(hand: Hand, rng: np.random.Generator) -> dict[str, float]:
    """Values of the outcomes in one run: all random numbers drawn, the unknown ones too."""
    drawn: dict[object, mp.mpf] = {1: mp.mpf(1)}
    found = {}
    for name, form in hand.outcomes.items():
        for number in form:
            drawn.setdefault(number, mp.mpf(round(float(rng.normal()), 6)))
        found[name] = float(mp.fsum(c * drawn[number] for number, c in form.items()))
    return found
