"""Even d > 2: states, maps and measurements of X and of P, of which an answer is known (`equivalence.conform.even`)."""

from __future__ import annotations

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.language.steps import OutcomeExpression

from ..feature import Feature, Scope
from ..script import Script

ORDER = 55


def states(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """Each system in an eigenstate of X or P, and all of them read."""
    script = Script(rng, scope, 1 + number % 3)
    script.basis("xp")
    script.ask_all()
    return script.experiment


def maps(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """X of some systems, then P of all of them; sums, exchanges and displacements between; kinds are asked apart."""
    script = Script(rng, scope, 1 + number % 3)
    script.basis("x" if number % 2 else "xp")
    for _ in range(1 + number % 3):
        _one(script)
    if number % 4 == 3:
        for system in range(script.n):
            script.map("fourier", [system])
        _one(script)
    _ask(script)
    return script.experiment


def measured(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """Sums of X, or of P, measured in the middle; then what is known."""
    script = Script(rng, scope, 2 + number % 2)
    script.basis("xp")
    _one(script)
    side = number % 2
    rows = np.zeros((1, 2 * script.n), dtype=np.int64)
    rows[0, side::2] = rng.integers(0, scope.dimension, script.n)
    rows[0, side] = 1
    script.read(rows)
    _ask(script)
    return script.experiment


def fed_forward(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """A random outcome is added to what another system has; a system is prepared again."""
    script = Script(rng, scope, 2)
    script.basis("p", [0])
    script.basis("xp", range(1, script.n))
    script.read(script.single(0, 1, 0))
    target = 2 * (script.n - 1) + int(rng.integers(2))
    if number % 2:
        script.shift(target, OutcomeExpression((("m1", int(rng.integers(1, scope.dimension))),), 1))
    else:
        script.basis("xp", [0])
    _ask(script)
    return script.experiment


def _one(script: Script) -> None:
    """A map that keeps X and P apart, or a displacement."""
    name = ("sum", "swap", "displace")[int(script.rng.integers(3))]
    if name == "displace" or script.n < 2:
        coordinate = int(script.rng.integers(2 * script.n))
        script.shift(coordinate, OutcomeExpression((), int(script.rng.integers(1, script.d))))
    else:
        script.map(name)


def _ask(script: Script) -> None:
    """Variables that are known: of X alone and of P alone, where there are such."""
    for side in (0, 1):
        pure = script.sharp[~script.sharp[:, 1 - side :: 2].any(axis=1)]
        if len(pure):
            mixed = script.rng.integers(0, script.d, (1, len(pure))) @ pure % script.d
            script.read(mixed if mixed.any() else pure[:1])


FEATURES = (
    Feature("even-states", "For even d > 2, states of X and P are what they are called.", False, states, even=True),
    Feature("even-maps", "For even d > 2, maps that keep X and P apart do what they say.", False, maps, even=True),
    Feature("even-measure", "For even d > 2, sums of X, and of P, are measured.", False, measured, even=True),
    Feature("even-feed-forward", "For even d > 2, outcomes move other systems.", False, fed_forward, even=True),
)
