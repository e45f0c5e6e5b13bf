"""Single-copy transformations of correlated states, for certain and with some chance."""

from __future__ import annotations

import math
from collections.abc import Iterator

from equivalence.engine.parts import code, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.phenomena.composite_pairs import incomparable, order_of_modules
from equivalence.theorems.phenomena.mode_pairs import every_lower_squeezing, lowered, never_larger
from equivalence.theorems.phenomena.pairs import (
    flat_spectra,
    never_more,
    never_more_on_qudits,
    normal_forms,
    variables_of_others_commute,
)
from equivalence.theorems.phenomena.three_parties import three_parties

from .judges import both, possible, variance
from .phenomenon import Phenomenon, Run, certain, uniform


def universal(context: Context) -> Iterator[Check]:
    """Normal forms and what measurements do to them, in both theories; composite d; modes."""
    sizes = [(2, 1, 1), (3, 1, 1), *([(2, 1, 2), (3, 1, 2), (5, 1, 1), (2, 2, 2)] if context.full else [])]
    for d, left, right in sizes:
        yield normal_forms(d, left, right)
    for d, left, right in [(2, 1, 1), (3, 1, 1), *([(2, 1, 2)] if context.full else [])]:
        yield flat_spectra(d, left, right)
        yield never_more(d, left, right)
        yield never_more_on_qudits(d, left, right)
    yield variables_of_others_commute()
    for d, p, n in [(4, 2, 1), (9, 3, 1), *([(8, 2, 1), (4, 2, 2)] if context.full else [])]:
        yield order_of_modules(d, p, n)
    yield incomparable()
    for d in (2, 3) if context.full else (2,):
        yield three_parties(d)
    yield every_lower_squeezing()
    yield never_larger(context.rng("phenomena.single-copy"), 1000 if context.full else 60)


arrived = both(certain("x", 0), certain("p", 0))

PHENOMENON = Phenomenon(
    name="single-copy",
    item="deterministic and probabilistic single copy entanglement transformation",
    slide="These theories include:",
    order=190,
    statement="A pure state of two parties is, up to local maps, a number of maximally correlated pairs (prime d), "
    "and no outcome of local measurements, however unlikely, leaves more of them: k pairs lead to k' exactly if k' "
    "<= k, chance adds nothing, in the toy theory and on qudits (docs/pairs.md; enumerated for one system each); for "
    "composite d pairs have sizes and some states of equal entropy cannot be made of each other; of modes the "
    "squeezings only fall, each by its place in the list.",
    standing={
        "bits": "arises in this sense only",
        "trits": "arises in this sense only",
        "dits": "arises in this sense only",
        "modes": "arises in this sense only",
    },
    puzzle="Entangled states can be turned into others by parties who only talk, some for certain, some only with "
    "luck, some not at all: entanglement behaves like a substance with an order among its kinds.",
    story="What two parties know of each other's systems is pairs: X1 - X2 and P1 + P2 known, nothing known of "
    "either. A measurement tells something of one system and disturbs the rest, so the pairs that it touches are "
    "gone or moved, and no outcome creates knowledge of a distant system that was not there. The number of pairs "
    "orders everything.",
    runs=(
        Run("single-copy-trits.toy", "three systems become a pair of two, every time", arrived),
        Run("single-copy-bits.toy", "the same with bits and qubits", arrived),
        Run(
            "single-copy-dits.toy",
            "d = 9: a pair becomes a pair of size 3",
            both(certain("x", 0), possible(("p",), {(0,), (3,), (6,)})),
        ),
        Run(
            "single-copy-trits-control.toy",
            "a pair that was measured does not come back",
            both(certain("x", 0), uniform("p")),
            control=True,
        ),
        Run(
            "single-copy-modes.toy",
            "a squeezed pair becomes a less squeezed one: the position of mode 2 is known better",
            variance("x", lowered(0.5, 0.5, math.cosh, math.sinh) / math.cosh(1) / 2),
        ),
    ),
    universal=universal,
    parts=(
        theory("normal forms: orbits of local maps, d = 2, 3, one system each", "normal-forms"),
        theory("qudits: equal Schmidt coefficients", "flat-spectra"),
        theory("no outcome leaves more pairs, by enumeration or by the proof for every d", "never-more", "monotone"),
        theory("the same from density matrices, d = 2, 3", "never-more-on-qudits"),
        theory("composite d: the order of partitions, d = 4, 9", "diagrams"),
        theory("composite d: equal entropy, no transformation", "incomparable"),
        theory("three bits: five kinds, and what measurements make of them", "three-parties"),
        theory("modes: every smaller squeezing is reached", "every-lower-squeezing"),
        code("modes: measurements lower squeezings, sampled", "never-larger"),
    ),
    limit="Quantum states outside have Schmidt coefficients that are not equal: a whole continuum of kinds, "
    "transformations that work only with some chance, and no single order. Nothing of that is here: in the discrete "
    "theories what is possible at all is possible for certain. Of three parties only states of one system each are "
    "decided, three bits here and three trits in the long form: three that are correlated together lead to a pair of "
    "any two, and nothing leads back. That symplectic eigenvalues are monotone is proved in docs/pairs.md and sampled "
    "here.",
    reading="Single copy: one state, local operations of the theory and communication; for modes Gaussian ones. In "
    "all kinds only the order arises, not the transformations that succeed with a chance between 0 and 1.",
    references=(
        "D. Fattal, T. Cubitt, Y. Yamamoto, S. Bravyi, I. Chuang, quant-ph/0406168",
        "R. Bhatia, T. Jain, J. Math. Phys. 56, 112201 (2015), for the order of symplectic eigenvalues",
        "M. Nielsen, Phys. Rev. Lett. 83, 436 (1999); G. Vidal, Phys. Rev. Lett. 83, 1046 (1999)",
        "G. Giedke, J. Eisert, J. I. Cirac, M. Plenio, Quant. Inf. Comput. 3, 211 (2003)",
    ),
)
