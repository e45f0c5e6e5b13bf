"""Maps: each named one alone, its powers, its inverse, on each position and in both orders; written ones; several."""

from __future__ import annotations

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import NAMED_MAPS
from toytheory.language.steps import OutcomeExpression

from ..feature import Drawing, Feature, Scope
from ..script import Script

ORDER = 20


def alone(name: str) -> Drawing:
    """The map once, on basis states of every kind, or on a pair that is entangled with a third system."""

    def draw(rng: np.random.Generator, scope: Scope, number: int) -> Experiment | None:
        needed = NAMED_MAPS[name].systems
        if scope.largest_n < needed:
            return None
        script = Script(rng, scope, needed + number % 2)
        if number % 3 == 2 and script.n > 1:
            script.prepare()
        else:
            script.basis("xpm")
        script.map(name)
        script.ask(2)
        return script.experiment

    return draw


def repeated(rng: np.random.Generator, scope: Scope, number: int) -> Experiment | None:
    """Powers of one map on the same systems, up to beyond its order for small d; negative ones, and there and back."""
    name = list(NAMED_MAPS)[number % len(NAMED_MAPS)]
    needed = NAMED_MAPS[name].systems
    if scope.largest_n < needed:
        return None
    script = Script(rng, scope, needed)
    script.basis("xpm")
    systems = script.some(range(script.n), needed, needed)
    times = int(rng.integers(2, min(scope.dimension, 5) + 2))
    there, back = ((times, 0), (times, 0), (0, times), (times, times))[number // len(NAMED_MAPS) % 4]
    for _ in range(there):
        script.map(name, systems)
    parameter = int(rng.choice(script.units)) if NAMED_MAPS[name].takes_parameter else None
    for _ in range(back):
        script.inverse(name, systems, parameter)
    script.ask(2)
    return script.experiment


def undone(rng: np.random.Generator, scope: Scope, number: int) -> Experiment | None:
    """One map, and its inverse written out, on some of the systems."""
    name = [each for each in NAMED_MAPS if each != "multiply"][number % (len(NAMED_MAPS) - 1)]
    needed = NAMED_MAPS[name].systems
    if scope.largest_n < needed:
        return None
    script = Script(rng, scope, needed)
    script.basis("xpm")
    systems = script.some(range(script.n), needed, needed)
    if number % 2:
        script.map(name, systems)
    script.inverse(name, systems)
    script.ask(2)
    return script.experiment


def written(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """Maps by their images, with constants."""
    script = Script(rng, scope, 1 + number % 3)
    script.basis("xpm")
    script.transform()
    script.ask(2)
    return script.experiment


def several(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """Named maps in sequence."""
    script = Script(rng, scope, 1 + number % 3)
    script.basis("xp")
    for _ in range(3 + number % 6):
        script.named()
    script.ask(2)
    return script.experiment


def displaced(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """Constants added to X or P."""
    script = Script(rng, scope, 1 + number % 2)
    script.basis("xpm")
    for _ in range(1 + number % 2):
        coordinate = int(rng.integers(2 * script.n))
        script.shift(coordinate, OutcomeExpression((), int(rng.integers(1, scope.dimension))))
    script.ask_all()
    return script.experiment


FEATURES = (
    *(Feature(f"map-{name}", f"`{name}` does what it says.", False, alone(name)) for name in NAMED_MAPS),
    Feature("map-powers", "A map repeated is its power, positive, negative or none.", False, repeated, cases=24),
    Feature("map-inverse", "The inverse of a map undoes it.", False, undone),
    Feature("map-written", "Maps written by their images do that.", False, written, cases=24),
    Feature("map-sequence", "Maps in sequence are done in sequence.", False, several, cases=24),
    Feature("displace", "Displacements add their constants.", False, displaced),
)
