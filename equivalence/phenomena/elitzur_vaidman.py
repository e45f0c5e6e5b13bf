"""Elitzur and Vaidman's bomb: found without going off."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from equivalence.engine.parts import beside, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.odd.proof import theorem
from equivalence.theorems.phenomena.elitzur_vaidman import bombs, counting, narrow_bombs

from .judges import both, probability
from .phenomenon import Phenomenon, Run, certain, uniform


def universal(context: Context) -> Iterator[Check]:
    """Counting for every d, the equivalence for odd d, and every pair of maps with a bomb in every path."""
    yield counting()
    yield theorem()
    for d in (2, 3, *((5,) if context.full else ())):
        yield bombs(d)
    yield narrow_bombs(3)
    yield narrow_bombs(5)


def found_among_three(told: Any) -> bool:
    """Bomb not 1 and port not 0, in 4 of 9 runs."""
    listed = told.marginal(["bomb", "port"]).probabilities
    return bool(sum(p for (bomb, port), p in listed.items() if bomb != 1 and port != 0) == Fraction(4, 9))


PHENOMENON = Phenomenon(
    name="elitzur-vaidman",
    item="Elitzur-Vaidman bomb",
    slide="Categorizing quantum phenomena",
    order=30,
    statement="A bomb that measures the path between two splitters, where without it one port would be certain, is "
    "found without going off in ((d - 1)/d)^2 of the runs, whichever path it is in: in the toy theory for every d, "
    "in stabilizer theory for every odd d and on the qubit; for bits that is one run in four.",
    standing={"bits": "arises", "trits": "arises", "dits": "arises", "modes": "cannot be posed in the theory"},
    puzzle="A bomb goes off when a particle meets it. An interferometer tells that it is there although no particle "
    "met it: what carried the news?",
    story="The bomb sits on one path, and where the particle is elsewhere it still measures: it learns that the "
    "particle is not there, and to learn anything of X it kicks P. The kick reaches the particle through what is on "
    "the empty path (in the picture with two modes, its occupation is 0 and its phase is what the bomb disturbs). "
    "With P unknown the port is random, and a dark port clicks.",
    runs=(
        Run(
            "elitzur-vaidman-bits.toy",
            "it did not go off and the dark port clicks, in 1 of 4 runs",
            both(probability(Fraction(1, 4), bomb=0, port=1), uniform("bomb")),
            follow={"bomb": 0, "port": 1},
        ),
        Run("elitzur-vaidman-trits.toy", "three paths: found in 4 of 9 runs", found_among_three),
        Run("elitzur-vaidman-dud-bits.toy", "a dud is not found: it kicks nothing", certain("port", 0)),
        Run("elitzur-vaidman-bits-control.toy", "no bomb: the dark port is dark", certain("port", 0), control=True),
    ),
    universal=universal,
    parts=(
        theory("the toy theory, every d", "counting"),
        theory("quantum theory, every odd d: both predict the same", "theorem"),
        theory("the bit and the qubit: every pair of maps, every path", "bombs-2"),
        beside("theory", "the same at other d", "bombs-[3-9]"),
        beside("theory", "bombs outside of the theory", "narrow-*"),
    ),
    limit="The part of the bombs that is found, of those found or gone off, is fixed: (d - 1)^2/((d - 1)^2 + d), one "
    "third for bits. Raising it with unbalanced splitters, up to one (Kwiat and others), is outside of both "
    "theories. For d > 2 a quantum bomb that asks no more than whether the system is on its path is found at the "
    "rate (d - 1)/d^2 instead; that measurement is none of the stabilizer theory.",
    reading="For d > 2 the bomb measures the path and goes off at its own. In the theory of modes there is no bomb: "
    "one that goes off at a single particle counts particles, which is no Gaussian measurement.",
    references=(
        "A. Elitzur, L. Vaidman, Found. Phys. 23, 987 (1993)",
        "L. Catani, M. Leifer, D. Schmid, R. Spekkens, arXiv:2111.13727, section 4.1",
    ),
)
