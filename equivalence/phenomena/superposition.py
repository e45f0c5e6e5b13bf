"""Coherent superposition: pure states that a mixture has the same positions as, told from it by another variable."""

from __future__ import annotations

import math
from collections.abc import Iterator

from equivalence.engine.parts import beside, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.phenomena.superposition import no_partial_superposition, sheared, supports, told_apart

from .judges import both, variance
from .phenomenon import Phenomenon, Run, certain, uniform

WIDE, SHARP = math.exp(2) / 2, math.exp(-2) / 2
"""Variances of a vacuum squeezed by 1."""


def universal(context: Context) -> Iterator[Check]:
    """Every pure state by its positions, every pair of superpositions, and shears for every d and modes."""
    for d, n in ((2, 1), (3, 1), (5, 1), (2, 2), (3, 2), (2, 3)):
        yield supports(d, n)
    for d in (2, 3, 5):
        yield told_apart(d)
    yield sheared()
    yield no_partial_superposition(3)


PHENOMENON = Phenomenon(
    name="superposition",
    item="coherent superposition",
    slide="These theories include:",
    order=40,
    statement="For d = 2, 3 and 5 one system has d^2 pure states, in both theories, whose positions are those of the "
    "mixture of all d; in each exactly one variable is certain, in the mixture none, and any two are told apart by "
    "some variable. On two bits and trits and three bits, each set of d^k positions over which a pure state can "
    "be spread is that of d^(k(k+3)/2) pure states. For modes the superpositions are a continuum.",
    standing={"bits": "arises", "trits": "arises", "dits": "arises", "modes": "arises"},
    puzzle="A superposition of positions is neither of them, nor one of them unknown to us: a mixture of the positions "
    "gives the same when the position is measured, and something else when another variable is.",
    story="To know P and nothing of X is a pure state: all ontic states with that P, at any position. The mixture of "
    "positions is all ontic states whatever. Both are states of knowledge, and the first is the sharper one. Between "
    "positions and the superposition there is no adding of amplitudes: what makes it one is that another variable, one "
    "of those that do not commute with X, is known.",
    runs=(
        Run(
            "superposition-trits.toy",
            "positions as in the mixture, and P is certain",
            both(uniform("x"), certain("p", 1)),
        ),
        Run(
            "superposition-sheared-trits.toy",
            "the same positions, and P - X is certain",
            both(uniform("x"), certain("p", 1)),
        ),
        Run("superposition-bits.toy", "a bit, with X + P certain", both(uniform("x"), certain("p", 1))),
        Run("superposition-modes.toy", "X is wide, P is sharp", both(variance("x", WIDE), variance("p", SHARP))),
        Run(
            "superposition-trits-control.toy",
            "the mixture: nothing else is certain",
            both(uniform("x"), uniform("p")),
            control=True,
        ),
        Run(
            "superposition-modes-control.toy",
            "the mixture: P is as wide as X",
            both(variance("x", WIDE), variance("p", WIDE)),
            control=True,
        ),
    ),
    universal=universal,
    parts=(
        theory("how many pure states have the same positions", "supports-*"),
        theory("one system: they and the mixture are told apart", "told-apart-*"),
        theory("modes: a continuum", "sheared"),
        beside("theory", "one system of prime d: all positions, or one", "partial-*"),
    ),
    limit="Superpositions are of equal weights, and of all positions of an affine set or none: no pure state of a "
    "trit is at two of its three positions. Of the phases, which quantum theory has as a continuum, there are d^2 "
    "for a system with d positions (four for a bit, the four sums of quant-ph/0401052). With n systems of the theory "
    "the same holds in the stabilizer theory; the limit is one of the subtheory.",
    reading="A superposition of positions is a pure state that is spread over several of them. That no variable of the "
    "mixture is certain is what tells it from each.",
    references=("R. Spekkens, quant-ph/0401052, section III.A", "D. Gross, quant-ph/0602001"),
)
