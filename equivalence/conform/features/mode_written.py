"""Maps of modes that are written out: interferometers, and such that squeeze."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.language.maps.modes import mode_transform
from toytheory.language.steps import Discard, Transform
from toytheory.outcomes.densities import Floats

from ..feature import Drawing, Feature, Scope
from ..mode_script import ModeScript

ORDER = 72

Making = Callable[[np.random.Generator, int, int], Floats]
"""(generator, modes, number of the case) -> a matrix of twice as many rows."""

SQUEEZING = 0.7
"""At most, of a written map."""


def orthogonal(rng: np.random.Generator, k: int, number: int) -> Floats:
    """An orthogonal symplectic matrix of k modes, that is a unitary one of size k: any, real, phases, exchanges."""
    kind = number % 4
    if kind == 2:
        unitary = np.diag(np.exp(1j * rng.uniform(-3, 3, k)))
    elif kind == 3:
        unitary = np.eye(k)[rng.permutation(k)] * np.exp(1j * np.pi / 2 * rng.integers(0, 4, k))
    else:
        entries = rng.normal(size=(k, k)) + (0 if kind else 1j) * rng.normal(size=(k, k))
        unitary = np.linalg.qr(entries)[0]
    matrix = np.zeros((2 * k, 2 * k))
    matrix[::2, ::2] = matrix[1::2, 1::2] = unitary.real
    matrix[1::2, ::2], matrix[::2, 1::2] = unitary.imag, -unitary.imag
    return matrix


def symplectic(rng: np.random.Generator, k: int, number: int) -> Floats:
    """Two orthogonal matrices with squeezing between, of all modes or of some."""
    r = rng.uniform(0.2, SQUEEZING, k) * rng.choice((-1, 1), k)
    r[: number % 3 % k] = 0
    squeezing = np.diag(np.exp(np.stack([-r, r], axis=1).ravel()))
    return orthogonal(rng, k, number) @ squeezing @ orthogonal(rng, k, number // 4)


def written(make: Making) -> Drawing:
    """A map of some of the modes, neighbours or not, of which no two directions look alike."""

    def draw(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
        script = ModeScript(rng, scope, 1 + number % 3 + number // 3 % 2)
        (script.lopsided if number % 5 else script.vacuum)()
        systems = tuple(sorted(script.some(min(1 + number % 3, script.n))))
        matrix = make(rng, len(systems), number // 2)
        rows = tuple(tuple(row) for row in matrix.tolist())
        script.add(Transform(systems, rows, (0.0,) * len(rows)))
        return script.experiment

    return draw


def discarded(rng: np.random.Generator, scope: Scope, number: int) -> Experiment | None:
    """One of several correlated modes is discarded; something is done to the others then, or nothing."""
    if scope.largest_n < 2:
        return None
    script = ModeScript(rng, scope, 2 + number % 2)
    script.lopsided()
    if number % 3:
        script.map("beamsplitter")
    gone = int(rng.integers(script.n))
    script.add(Discard((gone,)))
    left = [k for k in range(script.n) if k != gone]
    if number // 2 % 2:
        script.map("rotate", left[-1:])
    elif len(left) > 1:
        script.add(mode_transform("beamsplitter", tuple(left[::-1]), script.number(-3, 3)))
    return script.experiment


FEATURES = (
    Feature(
        "modes-interferometer", "Orthogonal maps, written out, do what they say.", True, written(orthogonal), cases=18
    ),
    Feature("modes-written", "Maps of modes, written out, do what they say.", True, written(symplectic), cases=18),
    Feature("modes-discard", "The others go on as they were where a mode is discarded.", True, discarded, cases=12),
)
