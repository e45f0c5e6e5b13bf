"""Naimark's extension: unsharp measurements are sharp ones of a system and an ancilla."""

from __future__ import annotations

import math
from collections.abc import Iterator

from equivalence.engine.parts import theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.phenomena.dilations import mixed_bases, with_ancilla

from .judges import both, variance
from .phenomenon import Phenomenon, Run, certain, uniform


def universal(context: Context) -> Iterator[Check]:
    """All sharp measurements of a system and an ancilla, in both theories; what is not among them."""
    for d in (2, 3):
        yield with_ancilla(d)
        yield mixed_bases(d)
    if context.full:
        yield with_ancilla(5)


PHENOMENON = Phenomenon(
    name="naimark",
    item="Naimark extension",
    slide="These theories include:",
    order=220,
    statement="A sharp measurement of one system and an ancilla in a pure state reads a commuting set of the system "
    "sharply and random numbers beside it: every outcome that occurs has the same response function up to a "
    "displacement, in the toy theory and on qubits and qutrits (d = 2, 3). A mixture of readings of X and P by a coin "
    "is not among them.",
    standing={
        "bits": "arises in this sense only",
        "trits": "arises in this sense only",
        "modes": "arises in this sense only",
    },
    puzzle="A measurement that reads two incompatible things a little each is an ordinary sharp measurement of the "
    "system together with another one that was added.",
    story="Nothing in an ontic state forbids reading X and P together; the restriction does. With an ancilla, X1 - "
    "X2 and P1 + P2 commute and are read sharply; what that tells of system 1 depends on what is known of the "
    "ancilla: with X2 known it is X1, with P2 known P1, with a vacuum a bit of both.",
    runs=(
        Run("naimark-trits.toy", "X1 is read, and a random number", both(certain("x", 1), uniform("p"))),
        Run("naimark-bits.toy", "the same with bits and qubits", both(certain("x", 1), uniform("p"))),
        Run(
            "naimark-trits-control.toy",
            "with an ancilla of which nothing is known nothing is read",
            both(uniform("x"), uniform("p")),
            control=True,
        ),
        Run(
            "naimark-modes.toy",
            "heterodyne from a vacuum: hbar/2 is added to each variance",
            both(variance("x", math.exp(-1) / 2 + 0.5), variance("p", math.exp(1) / 2 + 0.5)),
        ),
    ),
    universal=universal,
    parts=(
        theory("all sharp measurements with one ancilla, d = 2, 3", "with-ancilla"),
        theory("a coin that decides between X and P is none of them", "mixed-bases"),
    ),
    limit="Quantum theory dilates every measurement. Here a measurement of X or P, chosen by a coin, is none of the "
    "sharp measurements with an ancilla: it needs a branch (`when`), which is not a map of the theory. For modes "
    "one example is run, nothing general is shown.",
    reading="Unsharp means: what a sharp measurement of a commuting set of the system and an ancilla does to the "
    "system alone. For that class the extension is the definition (arXiv:1409.5041, II.B); what is shown is how "
    "large the class is.",
    references=(
        "R. Spekkens, arXiv:1409.5041, section II.B",
        "M. Naimark, Izv. Akad. Nauk SSSR Ser. Mat. 4, 277 (1940)",
    ),
)
