"""No-cloning and no-broadcasting: which states can be had twice."""

from __future__ import annotations

from collections.abc import Iterator

from equivalence.engine.parts import beside, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.odd.proof import theorem
from equivalence.theorems.phenomena.copied_sets import sets
from equivalence.theorems.phenomena.mode_bounds import copies
from equivalence.theorems.phenomena.no_cloning import brackets_survive, maps, pairs

from .judges import all_certain, all_uniform, variances
from .phenomenon import Phenomenon, Run, certain


def universal(context: Context) -> Iterator[Check]:
    """The theorem for pairs, all pairs and all maximal sets of few systems, all maps of one system and an ancilla."""
    yield brackets_survive()
    yield theorem()
    for d, n in [(2, 1), (3, 1), (5, 1), (2, 2), *([(3, 2)] if context.full else [])]:
        yield from pairs(d, n)
        yield sets(d, n)
    for d in (2, 3) if context.full else (2,):
        yield maps(d)
    yield copies()


PHENOMENON = Phenomenon(
    name="no-cloning",
    item="no-cloning",
    slide="Categorizing quantum phenomena",
    order=100,
    statement="Two states of the toy theory, for every d and every number of systems, can be broadcast exactly if "
    "their known variables commute or their supports are disjoint, and cloned exactly if their supports are "
    "disjoint or they are the same; the stabilizer states of one and two qubits and of one qutrit (of two in "
    "the long form) have as many such pairs; sets of states of one system (d = 2, 3, 5) and of two bits are broadcast "
    "exactly if all their pairs are. Of two linear copies of a mode with the right means, the noise of X of one and "
    "that of P of the other have variances that multiply to hbar^2/4 at least.",
    standing={"bits": "arises", "trits": "arises", "dits": "arises", "modes": "arises"},
    puzzle="Nothing seems easier than making a second one of what is there, and for classical things it is. No device "
    "does it for two quantum states that overlap, and if they do not commute not even with copies that are correlated.",
    story="A state is what somebody knows, and states that overlap have ontic states in common: from one of these "
    "no machine can tell which of the two it is to produce. That forbids clones for all classical distributions. "
    "Broadcasting, which copies the ontic state, would still be possible, and is what complementarity takes away: "
    "copying x means adding x to another system, and with that the unknown p of the other is taken off p.",
    runs=(
        Run(
            "no-cloning-trits.toy",
            "a copier of X, fed with a known P: neither output knows P",
            all_uniform("first", "second"),
        ),
        Run("no-cloning-bits.toy", "the same with bits, and with qubits", all_uniform("first", "second")),
        Run(
            "no-cloning-bits-signs.toy",
            "a pair of states that can be cloned on qubits and not on bits: here y is 1, and in the other state 0",
            certain("y", 0),
            quantum=certain("y", 1),
        ),
        Run(
            "no-cloning-modes.toy",
            "modes: two copies of a coherent state, each with twice the variance",
            variances({"first": 1.0, "second": 1.0}, {"first": 1.5, "second": -0.5}),
        ),
        Run(
            "no-cloning-trits-control.toy",
            "states of one variable are copied",
            all_certain({"first": 2, "second": 2}),
            control=True,
        ),
    ),
    universal=universal,
    parts=(
        theory("pairs in the toy theory, every d and n", "brackets"),
        theory("pairs in quantum theory, every odd d: both predict the same", "theorem"),
        theory("as many pairs are cloned in both, one and two systems", "cloned-*"),
        theory("as many pairs are broadcast in both, one and two systems", "broadcast-*"),
        theory("sets of states of one system, d = 2, 3, 5, and of two bits", "sets-*"),
        theory("linear copies of modes", "copies-of-modes"),
        beside("theory", "what single maps of a system and an ancilla copy", "maps-*"),
    ),
    limit="States of one variable are copied, as in quantum theory. For two bits and two qubits the numbers of "
    "pairs are the same and the pairs are not: 120 pairs of states written in the same way can be cloned in one "
    "theory only. How well imperfect clones can be is not decided here.",
    reading="A copy is a system of which the same is known; copies may be correlated when they are broadcast, and "
    "are independent when cloned. Operations of the toy theory are those of the theory with any ancilla, "
    "measurements deciding what is done next. Of quantum theory it is known (Barnum et al.) that two states are "
    "broadcast by some operation exactly if they commute, and cloned exactly if they are orthogonal or the same; "
    "these are counted.",
    references=(
        "R. Spekkens, quant-ph/0401052, sections IV.E and IV.F",
        "H. Barnum, C. Caves, C. Fuchs, R. Jozsa, B. Schumacher, Phys. Rev. Lett. 76, 2818 (1996)",
        "N. Cerf, S. Iblisdir, Phys. Rev. A 62, 040301 (2000)",
        "A. Daffertshofer, A. Plastino, A. Plastino, Phys. Rev. Lett. 88, 210601 (2002)",
    ),
)
