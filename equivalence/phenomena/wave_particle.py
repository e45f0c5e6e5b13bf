"""Wave-particle duality and delayed choice."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from equivalence.engine.parts import beside, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.phenomena.duality import mixed_markers, outside, trade_off

from .judges import both, probability, variance
from .phenomenon import Phenomenon, Run, certain, uniform


def universal(context: Context) -> Iterator[Check]:
    """Every coupling and every pure marker of bits and trits, mixtures, and what lies outside."""
    yield trade_off(2)
    yield trade_off(3)
    yield mixed_markers()
    yield outside()


def guessed(told: Any) -> bool:
    """The guess is right in 7 of 8 runs."""
    listed = told.marginal(["guess", "path"]).probabilities
    return bool(sum(p for (guess, path), p in listed.items() if guess == path) == Fraction(7, 8))


def delayed(told: Any) -> bool:
    """With the second splitter the port is 1, without it every port is as likely."""
    return both(*(probability(Fraction(1, 6), choice=0, port=port) for port in range(3)))(told) and probability(
        Fraction(1, 2), choice=1, port=1
    )(told)


PHENOMENON = Phenomenon(
    name="wave-particle-duality",
    item="wave-particle duality",
    slide="Categorizing quantum phenomena",
    order=70,
    statement="A system of unknown path X and known P meets a marker in a pure state, by any map that keeps the "
    "path: either the path can be read off the marker for certain and there is no fringe, or a fringe is certain and "
    "the marker tells nothing (bits and trits, both theories). With mixed markers the distinguishability D and the "
    "visibility V satisfy D + V <= 1, as both are convex; a bit's marker that marks with probability q has D = q and "
    "V = 1 - q (q = 0, 1/8, ..., 1).",
    standing={
        "bits": "arises in this sense only",
        "trits": "arises in this sense only",
        "modes": "arises in this sense only",
    },
    puzzle="The same particle takes a path when it is asked for its path, and interferes like a wave when it is not; "
    "it can even be asked when it is through, as if it had to decide afterwards what it had been.",
    story="It always has a path X and always has a P. A marker that is sharp in X2 learns the path, and its unknown "
    "P2 kicks P1: the fringe, which is a known P1, goes. A marker that is sharp in P2 kicks by a known amount, and "
    "its X2 was unknown and tells nothing. A delayed choice chooses which of two variables is looked at, and both "
    "have had values all the time.",
    runs=(
        Run("duality-trits.toy", "the path is marked: no fringe", uniform("fringe")),
        Run("duality-bits.toy", "a marker that marks in 3 of 4 runs: the path is guessed in 7 of 8", guessed),
        Run(
            "duality-fringe-bits.toy", "the same marker: the fringe has V = 1/4", probability(Fraction(5, 8), fringe=0)
        ),
        Run("duality-delayed-trits.toy", "the choice drawn last: a wave's port, or every path", delayed),
        Run("duality-early-trits.toy", "the choice drawn first: the same", delayed),
        Run("duality-modes.toy", "a sharp marker of the position blurs P", variance("fringe", 0.5 + math.exp(2) / 2)),
        Run(
            "duality-trits-control.toy",
            "a marker that tells nothing: the fringe is there",
            certain("fringe", 0),
            control=True,
        ),
        Run("duality-modes-control.toy", "no marker: P as it was", variance("fringe", 0.5), control=True),
    ),
    universal=universal,
    parts=(
        theory("pure markers, bits and trits: all or nothing", "trade-off-*"),
        theory("mixed markers of a bit: the line D + V = 1", "mixed"),
        beside("theory", "quantum theory outside of the theory: the circle", "outside"),
    ),
    limit="Quantum theory has D^2 + V^2 <= 1, and markers at an angle reach the circle: D = V = 0.71 together. In "
    "the toy theory, and in the stabilizer theory, there is the straight line D + V = 1 from mixtures alone; the "
    "sharp relation does not arise. Fringes that fade continuously with a pure marker do not either.",
    reading="D: how much better than chance the best variable of the marker tells the path; V: the contrast of the "
    "best fringe P + cX. For modes: a pointer that is sharp by a factor blurs P by it; the experiment shows one such "
    "pair of variances.",
    references=(
        "B.-G. Englert, Phys. Rev. Lett. 77, 2154 (1996)",
        "L. Catani, M. Leifer, D. Schmid, R. Spekkens, arXiv:2111.13727, section 4.2",
    ),
)
