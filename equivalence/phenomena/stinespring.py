"""Stinespring's dilation: irreversible maps are reversible ones with ancillas that are forgotten."""

from __future__ import annotations

import math
from collections.abc import Iterator

from equivalence.engine.parts import theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.phenomena.dilations import one_ancilla, two_ancillas

from .judges import both, variance
from .phenomenon import Phenomenon, Run, certain, uniform


def universal(context: Context) -> Iterator[Check]:
    """All maps of a system and an ancilla, in both theories."""
    for d in (2, 3):
        yield one_ancilla(d)
        yield two_ancillas(d)


PHENOMENON = Phenomenon(
    name="stinespring",
    item="Stinespring dilation",
    slide="These theories include:",
    order=221,
    statement="Every operation of one bit or trit that happens for certain is a reversible map of it and 2 - k "
    "ancillas in pure states, forgotten afterwards, k the number of variables that stay or become known, and no "
    "fewer do: 24 and 216 without ancilla, 24 and 108 with one, and the one of which nothing is known with two; on "
    "qubits and qutrits alike.",
    standing={"bits": "arises", "trits": "arises", "modes": "arises in this sense only"},
    puzzle="Whatever is lost irreversibly has only moved: noise, measurement and decay are reversible motions of "
    "something larger, of which one looks at a part.",
    story="Ontic states move reversibly, and what seems random comes from coordinates of an ancilla that nobody "
    "knows: a kick of P1 is a map that adds -P2, P2 unknown because X2 is known. Forgetting the ancilla forgets X1's "
    "record too. The restriction on what is known of the ancilla is what makes the loss inevitable.",
    runs=(
        Run("stinespring-trits.toy", "X stays known", certain("x", 1)),
        Run("stinespring-disturbs-trits.toy", "P does not", uniform("p")),
        Run("stinespring-disturbs-bits.toy", "the same with bits and qubits", uniform("p")),
        Run(
            "stinespring-trits-control.toy",
            "an ancilla that takes no record disturbs nothing",
            certain("p", 1),
            control=True,
        ),
        Run(
            "stinespring-modes.toy",
            "loss by 0.8 from a vacuum: variance 0.8 e^(-1)/2 + 0.1",
            both(variance("x", 0.8 * math.exp(-1) / 2 + 0.1)),
        ),
    ),
    universal=universal,
    parts=(
        theory("all maps of a system and an ancilla, the unitaries of each kind, d = 2, 3", "one-ancilla"),
        theory("nothing known: half of a pair", "two-ancillas"),
    ),
    limit="Ancillas in pure states of the theory, so only operations whose Choi state is one (V, v): noise with "
    "uneven weights needs ancillas with uneven weights, and a map chosen by a coin a controlled choice that is not a "
    "map of the theory. More systems, composite d and general Gaussian channels are not decided here.",
    reading="The class is that of `phenomena.choi`: operations made of maps, displacements, preparations and "
    "measurements of the theory, outcomes forgotten.",
    references=(
        "R. Spekkens, arXiv:1409.5041, section II.B",
        "W. Stinespring, Proc. Amer. Math. Soc. 6, 211 (1955)",
    ),
)
