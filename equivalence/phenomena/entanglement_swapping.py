"""Entanglement swapping: two systems that never met become a maximally correlated pair."""

from __future__ import annotations

import math
from collections.abc import Iterator

from equivalence.engine.checks import decided
from equivalence.engine.parts import beside, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.odd.proof import theorem
from equivalence.theorems.phenomena.bell_signs import signs
from equivalence.theorems.phenomena.finite_pairs import finite_pairs

from .judges import all_certain, all_zero, both, variances
from .phenomenon import Phenomenon, Run, certain, in_trits_and_bits, uniform


def swapped(second: bool = True) -> Check:
    """The ontic states of systems 1 and 4 have equal positions and opposite momenta, by identities over the integers.

    >>> swapped().status, swapped(second=False).status
    ('holds', 'fails')
    """
    import sympy

    x1, p1, x2, p2, x3, p3, x4, p4 = sympy.symbols("x1 p1 x2 p2 x3 p3 x4 p4")
    pairs = {x2: x1, p2: -p1} | ({x4: x3, p4: -p3} if second else {})
    forms = [x1 - (x4 + x2 - x3), p1 + (p4 + p2 + p3)]
    left = [sympy.expand(form.subs(pairs)) for form in forms]
    wrong = {"left over": [str(form) for form in left]} if any(left) else None
    return decided("identities", "theorem", "every d, and real numbers: 2 identities over the integers", 2, wrong)


def universal(context: Context) -> Iterator[Check]:
    """In the toy theory by identities, at odd d by the equivalence, on qubits in all ways to write it down; modes."""
    yield swapped()
    yield theorem()
    yield signs(teleported=False)
    yield finite_pairs()


PHENOMENON = Phenomenon(
    name="entanglement-swapping",
    item="entanglement swapping",
    slide="Categorizing quantum phenomena",
    order=121,
    statement="Two systems, each one of a maximally correlated pair, become such a pair by a joint measurement of "
    "their partners and a displacement, in the toy theory for every d and in stabilizer theory for every odd d; "
    "with modes up to twice hbar e^(-2r) for pairs squeezed by r.",
    standing={"bits": "arises", "trits": "arises", "dits": "arises", "modes": "arises"},
    puzzle="Two systems that have no common past become entangled, by something that is done to others. If "
    "entanglement is a thing that systems have, what made it?",
    story="System 1 always had the position of 2, and system 4 that of 3, known to nobody. The joint measurement "
    "tells how far 2 and 3 are apart, so how far 1 and 4 are apart; nothing happens to these. What is new is that "
    "somebody knows.",
    runs=(
        *in_trits_and_bits(
            "entanglement-swapping",
            all_zero("x", "p"),
            "systems that never met are a pair",
            "bits: written down by X and X + P, on qubits P has the wrong sign",
            all_certain({"x": 0, "p": 1}),
        ),
        Run(
            "entanglement-swapping-modes.toy",
            "two squeezed pairs make a weaker one",
            variances({"x": 2 * math.exp(-2), "p": 2 * math.exp(-2)}),
        ),
        Run(
            "entanglement-swapping-trits-control.toy",
            "partners measured one by one: only X is correlated",
            both(certain("x", 0), uniform("p")),
            control=True,
        ),
    ),
    universal=universal,
    parts=(
        theory("the toy theory, every d", "identities"),
        theory("quantum theory, every odd d: both predict the same", "theorem"),
        beside("theory", "qubits, in every way to write it down", "signs"),
        theory("modes with finite correlations, and the limit", "finite-pairs"),
    ),
    limit="Without the outcomes the two stay unrelated. On bits 7 of the 27 ways to write down the pairs and the "
    "measurement are right on qubits: those in which X is left out an even number of times, and P. A Bell "
    "inequality, which swapped qubits can violate, is not violated.",
    reading="With systems 1 and 2 as what is sent it is teleportation of half of a pair.",
    references=(
        "M. Zukowski, A. Zeilinger, M. Horne, A. Ekert, Phys. Rev. Lett. 71, 4287 (1993)",
        "R. Spekkens, quant-ph/0401052, section V.C",
    ),
)
