"""Modes: preparations, named maps, channels, displacements; judged by the moments of all modes that are left."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.language.maps.modes import MODE_MAPS, mode_transform
from toytheory.language.steps import (
    Amplify,
    Discard,
    Displace,
    GaussianNoise,
    Loss,
    OutcomeExpression,
    PrepareVacuum,
    Step,
    ThermalLoss,
)

from ..feature import Drawing, Feature, Scope
from ..mode_script import ModeScript

ORDER = 70


def vacuum(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """The vacuum, as such and displaced."""
    script = ModeScript(rng, scope, 1 + number % 3)
    script.vacuum(displaced=bool(number % 2))
    return script.experiment


def gaussian(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """States given by their moments: pure and mixed, of one mode and of several."""
    script = ModeScript(rng, scope, 1 + number % 3)
    script.gaussian(script.some(script.n), mixed=bool(number % 2))
    return script.experiment


def displaced(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """Constants added to some coordinates of squeezed modes."""
    script = ModeScript(rng, scope, 1 + number % 2)
    script.lopsided()
    coordinate = int(rng.integers(2 * script.n))
    script.add(Displace(((coordinate, OutcomeExpression((), script.number(-2, 2))),)))
    return script.experiment


def alone(name: str) -> Drawing:
    """The map on modes that look different in every direction; on each position, in both orders, repeated."""

    def draw(rng: np.random.Generator, scope: Scope, number: int) -> Experiment | None:
        needed = MODE_MAPS[name].systems
        if scope.largest_n < needed:
            return None
        script = ModeScript(rng, scope, needed + number % 3)
        (script.lopsided if number % 2 else script.vacuum)()
        script.map(name)
        if number % 4 == 3:
            script.map(name)
        return script.experiment

    return draw


def channel(make: Callable[[ModeScript, int, int], Step]) -> Drawing:
    """One channel on one of the modes, of which some are correlated."""

    def draw(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
        script = ModeScript(rng, scope, 1 + number % 3)
        script.lopsided()
        if script.n > 1 and number % 2:
            script.map("beamsplitter")
        script.add(make(script, int(rng.integers(script.n)), number))
        return script.experiment

    return draw


def loss(script: ModeScript, mode: int, number: int) -> Step:
    """Transmission 0, 1 and between."""
    return Loss(mode, (0.0, 1.0)[number // 5 % 2] if number % 5 == 4 else script.number(0.05, 0.95))


def thermal_loss(script: ModeScript, mode: int, number: int) -> Step:
    """The same, into an environment of 0 excitations or more."""
    transmission = (0.0, 1.0)[number // 5 % 2] if number % 5 == 4 else script.number(0.05, 0.95)
    return ThermalLoss(mode, transmission, 0.0 if number % 7 == 6 else script.number(0, 3))


def amplification(script: ModeScript, mode: int, number: int) -> Step:
    """Gains from 1."""
    return Amplify(mode, 1.0 if number % 5 == 4 else script.number(1.05, 3))


def added_noise(script: ModeScript, mode: int, number: int) -> Step:
    """Of x, of p, of both; none."""
    sizes = [script.number(0, 1) * (number % 5 != 4) for _ in (0, 1)]
    coordinates = ((0,), (1,), (0, 1))[number % 3]
    return GaussianNoise(tuple((2 * mode + i, sizes[i]) for i in coordinates))


def several(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """Maps in sequence on several modes."""
    script = ModeScript(rng, scope, 1 + number % 4)
    script.vacuum()
    names = [name for name, named in MODE_MAPS.items() if named.systems <= script.n]
    for _ in range(3 + number % 5):
        script.map(str(rng.choice(names)))
    return script.experiment


def prepared_again(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """One of several correlated modes is prepared again, or discarded."""
    script = ModeScript(rng, scope, 2 + number % 2)
    script.lopsided()
    for _ in range(2 if script.n > 1 else 0):
        script.map("beamsplitter")
    k = int(rng.integers(script.n))
    if number % 3 == 2 and script.n > 1:
        script.add(Discard((k,)))
    elif number % 3 == 1:
        script.gaussian((k,))
    else:
        script.add(PrepareVacuum((k,)))
    return script.experiment


def extremes(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """Much squeezing, far displacements, angles beyond a turn and at its quarters, maps that do nothing, all lost."""
    script = ModeScript(rng, scope, 1 + number % 2)
    script.vacuum(displaced=False)
    match number % 6:
        case 0:
            script.map("squeeze", None, 4.0)
        case 1:
            script.add(Displace(((0, OutcomeExpression((), 1e3)), (1, OutcomeExpression((), -20.0)))))
        case 2:
            script.map("squeeze", None, 1.0)
            script.map("rotate", None, 40.0)
        case 3 if script.n > 1:
            script.map("two-mode-squeeze", None, 3.0)
            script.add(Loss(0, float(number // 6 % 2)), ThermalLoss(1, float(number // 12 % 2), 0.0))
        case 4:
            script.lopsided()
            script.add(mode_transform("rotate", (0,), float((1 + number // 6 % 3) * np.pi / 2)))
        case 5 if script.n > 1:
            script.lopsided()
            quarter = float((number // 6 % 4) * np.pi / 2)
            script.add(mode_transform("squeeze", (0,), 0.0), mode_transform("beamsplitter", (1, 0), quarter))
    if script.n > 1 and number % 6 < 3:
        script.map("beamsplitter")
    return script.experiment


def many(rng: np.random.Generator, scope: Scope, number: int) -> Experiment | None:
    """A few maps among many modes."""
    sizes = [n for n in (5, 8, 12, 20) if n <= scope.largest_n]
    if not sizes:
        return None
    script = ModeScript(rng, scope, sizes[number % len(sizes)])
    script.vacuum()
    for _ in range(3):
        script.map("squeeze")
    for _ in range(6):
        script.map("beamsplitter")
    return script.experiment


FEATURES = (
    Feature("modes-vacuum", "The vacuum has hbar/2, and is displaced by what is said.", True, vacuum, cases=8),
    Feature("modes-gaussian", "States given by their moments have them.", True, gaussian, cases=12),
    Feature("modes-displace", "Displacements of modes add their constants.", True, displaced, cases=8),
    *(
        Feature(f"modes-{name}", f"`{name}` of modes does what it says.", True, alone(name), cases=12)
        for name in MODE_MAPS
    ),
    Feature("modes-loss", "Loss mixes with the vacuum.", True, channel(loss), cases=12),
    Feature(
        "modes-thermal-loss", "Thermal loss mixes with a thermal environment.", True, channel(thermal_loss), cases=15
    ),
    Feature("modes-amplify", "Amplification adds the least noise.", True, channel(amplification), cases=10),
    Feature("modes-noise", "Added noise has its variances.", True, channel(added_noise), cases=15),
    Feature("modes-sequence", "Maps of modes in sequence are done in sequence.", True, several, cases=16),
    Feature(
        "modes-reset",
        "A mode that is prepared again, or discarded, leaves the others as it must.",
        True,
        prepared_again,
        cases=12,
    ),
    Feature("modes-extremes", "Far displacements and much squeezing are right.", True, extremes, cases=18),
    Feature("modes-many", "A few maps among many modes are right.", True, many, cases=6),
)
