"""The quantum eraser: fringes that come back when the marker is sorted by another variable."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from equivalence.engine.parts import beside, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.odd.proof import theorem
from equivalence.theorems.phenomena.duality import erased, erasers, sign_of_the_fringe

from .judges import adds_up_to, both, equal, variance
from .phenomenon import Phenomenon, Run, uniform


def universal(context: Context) -> Iterator[Check]:
    """An identity for every d, the equivalence for odd d, and every variable of the marker of few systems."""
    yield erased()
    yield theorem()
    for d in (2, 3, 5):
        yield erasers(d)
    yield sign_of_the_fringe()


opposite = adds_up_to(0, "erased", "fringe")
shifted = adds_up_to(1, "erased", "fringe")
"""The fringe is minus what was erased; on a bit at the other value."""


def independent(told: Any) -> bool:
    """Every pair of outcomes is as likely."""
    return bool(len(told.marginal(["read", "fringe"]).probabilities) == told.d**2)


PHENOMENON = Phenomenon(
    name="quantum-eraser",
    item="quantum eraser",
    slide="Categorizing quantum phenomena",
    order=80,
    statement="When the path of a system is marked on another one, there are no fringes; sorted by the outcome of "
    "any variable of the marker that does not commute with the mark, there are, one fringe for each such variable, "
    "shifted by its outcome; sorted by the mark, none. Which of the two is measured first does not matter. In the toy "
    "theory for every prime d, in stabilizer theory for every odd prime d and on the qubit.",
    standing={"bits": "arises", "trits": "arises", "dits": "arises", "modes": "arises"},
    puzzle="Information that was there is thrown away, and the interference that it destroyed is back, even when the "
    "particle has long been recorded. Does what is done now change what it did then?",
    story="The marker has X2 = X1 and kicked P1 by -P2. Nobody knows P2, so P1 is random. Whoever measures P2 learns "
    "the kick and with it P1: the fringe was there all the time, at a place that only P2 tells. Whoever measures X2 "
    "learns the path, and kicks P2 so that the place of the fringe cannot be learned any more. Nothing happens to "
    "the particle either way.",
    runs=(
        Run("eraser-trits.toy", "P2 tells where the fringe is", both(opposite, uniform("fringe"))),
        Run("eraser-bits.toy", "the same with bits", both(equal("erased", "fringe"), uniform("fringe"))),
        Run("eraser-delayed-trits.toy", "erased after the fringe was recorded: the same", opposite),
        Run("eraser-modes.toy", "modes: P1 + P2 is as sharp as P1 was", variance("fringe", 0.5)),
        Run(
            "eraser-bits-sign.toy",
            "the other eraser of a bit: on qubits its fringe is at the other value",
            both(equal("erased", "fringe"), uniform("fringe")),
            quantum=both(shifted, uniform("fringe")),
        ),
        Run(
            "eraser-trits-control.toy",
            "the marker is read: no fringe",
            both(independent, uniform("fringe")),
            control=True,
        ),
        Run("eraser-sum-trits.toy", "the sum over what was erased: no fringe", uniform("fringe"), control=True),
        Run("eraser-modes-control.toy", "P1 alone: blurred", variance("fringe", 0.5 + math.exp(2) / 2), control=True),
    ),
    universal=universal,
    parts=(
        theory("the toy theory, every prime d", "erased"),
        theory("quantum theory, every odd d: both predict the same", "theorem"),
        theory("bits and qubits: every variable of the marker, either order", "erasers-2"),
        beside("theory", "the same at other d", "erasers-[3-9]"),
        beside("theory", "on qubits one fringe is at the other value", "sign"),
    ),
    limit="On qubits the eraser X2 + P2 has its fringe X1 + P1 at the other value than on toy bits "
    "(`eraser-bits-sign.toy`: two systems, predicted by the sign defect); the two other variables agree. That is the "
    "odd number of correlations of the Bell states. Fringes are those of the theory: one of d.",
    reading="A fringe is a variable P1 + cX1 that is certain. With a pointer that is squeezed a finite amount, P1 + "
    "P2 is exactly as sharp as P1 was before.",
    references=(
        "M. Scully, K. Drühl, Phys. Rev. A 25, 2208 (1982)",
        "L. Catani, M. Leifer, D. Schmid, R. Spekkens, arXiv:2111.13727, section 4.3",
    ),
)
