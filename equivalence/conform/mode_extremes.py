"""Extreme states of modes for questions: the vacuum, much squeezing of both signs, much entanglement, far
displacements, all lost or nothing, noise of no size, many modes.

Squeezing is by at most `STRONG`: the largest and the smallest variance are then in a ratio of e^12, and a thousand
roundings of the largest are 4e-8 of the smallest. Where that may change an answer it is not asked (`asking.settled`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.language.maps.modes import mode_transform
from toytheory.language.steps import (
    Amplify,
    Displace,
    GaussianNoise,
    Loss,
    OutcomeExpression,
    PrepareVacuum,
)

from .feature import Scope
from .mode_script import ModeScript
from .questions.question import Question

STRONG = 3.0
"""Squeezing by 26 dB."""

FAR = 12.0
"""Coordinates are moved by so much at most, in units of sqrt(hbar): up to 225 photons in each of two modes, squeezed by
0.6 at most. Exponentials, as they stand in probabilities of numbers and clicks, do not yet overflow then:
2 * 225 (1 + tanh 0.6) < 709.
"""

SIZES = (5, 8, 12, 20)
"""Modes where a question is cheap of many."""

Kind = Callable[[ModeScript, bool], None]
"""Writes an experiment; whether its state must be pure."""


def extreme(rng: np.random.Generator, scope: Scope, number: int, question: Question) -> Experiment:
    """A state of each kind in turn; for calm questions of those that have few photons."""
    chosen = kinds(question)
    kind, turn = chosen[number % len(chosen)], number // len(chosen)
    n = min(1 + (number + turn) % 2, question.most)
    sizes = [size for size in SIZES if size <= scope.largest_n]
    if kind is many and question.wide and sizes:
        n = sizes[int(rng.integers(len(sizes)))]
    script = ModeScript(rng, scope, n)
    kind(script, question.pure)
    return script.experiment


def kinds(question: Question) -> tuple[Kind, ...]:
    """The kinds of states that a question is asked about."""
    return CALM if question.calm else (*CALM, stretched, pressed, pair, far)


def vacuum(script: ModeScript, pure: bool) -> None:
    """Nothing is done."""
    script.vacuum(displaced=False)


def lost(script: ModeScript, pure: bool) -> None:
    """Of a mode nothing is left."""
    if pure:
        script.lopsided()
    else:
        correlated(script)
    script.add(Loss(0, 0.0))


def kept(script: ModeScript, pure: bool) -> None:
    """All goes through losses of transmission 1."""
    correlated(script)
    script.add(*(Loss(k, 1.0) for k in range(script.n)))


def unmoved(script: ModeScript, pure: bool) -> None:
    """Noise of no size, and gain 1."""
    correlated(script)
    script.add(GaussianNoise(((0, 0.0), (1, 0.0))), Amplify(0, 1.0))


def many(script: ModeScript, pure: bool) -> None:
    """As many modes as the question is cheap of, some of them correlated."""
    correlated(script)
    for _ in range(3 if script.n > 1 else 0):
        script.map("beamsplitter")


def stretched(script: ModeScript, pure: bool, r: float = STRONG) -> None:
    """The first mode is squeezed by r, the second by -r; along other axes and correlated, or not."""
    script.add(PrepareVacuum(tuple(range(script.n))))
    for k in range(script.n):
        script.add(mode_transform("squeeze", (k,), r * (-1) ** k))
    if script.rng.random() < 0.5:
        script.map("rotate", (0,))
    if script.n > 1 and script.rng.random() < 0.5:
        script.map("beamsplitter")


def pressed(script: ModeScript, pure: bool) -> None:
    """The same with the other sign."""
    stretched(script, pure, -STRONG)


def pair(script: ModeScript, pure: bool) -> None:
    """Two modes with much entanglement: each is hot, with about a hundred photons."""
    script.vacuum()
    if script.n > 1:
        script.add(mode_transform("two-mode-squeeze", (0, 1), STRONG * (-1) ** int(script.rng.integers(2))))


def far(script: ModeScript, pure: bool) -> None:
    """Squeezed modes, up to twenty times further from the origin than they are wide."""
    script.lopsided()
    size = FAR * np.sqrt(script.hbar)
    for k in range(script.n):
        shifts = ((2 * k + i, OutcomeExpression((), script.number(-size, size))) for i in (0, 1))
        script.add(Displace(tuple(shifts)))


def correlated(script: ModeScript) -> None:
    """Each mode squeezed along another axis, two of them correlated."""
    script.lopsided()
    if script.n > 1:
        script.map("beamsplitter")


CALM: tuple[Kind, ...] = (vacuum, lost, kept, unmoved, many)
