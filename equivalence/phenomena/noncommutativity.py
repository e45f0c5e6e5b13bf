"""Noncommutativity: the order of two measurements matters exactly where their bracket is not zero."""

from __future__ import annotations

from collections.abc import Iterator

from equivalence.engine.parts import beside, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.odd.proof import theorem
from equivalence.theorems.phenomena.noncommutativity import maps, maps_of_two_bits, orders, pairs

from .judges import both, variance
from .phenomenon import Phenomenon, Run, certain, uniform


def universal(context: Context) -> Iterator[Check]:
    """Identities for every d, the equivalence for odd d, and every pair of variables and of maps of few systems."""
    yield orders()
    yield theorem()
    for d, n in ((2, 1), (2, 2), (3, 1), (5, 1), *(((3, 2),) if context.full else ())):
        yield pairs(d, n)
    for d in (4, 6) if context.full else (4,):
        yield pairs(d, 1, sides="toy")
    yield maps(2)
    yield maps(3)
    if context.full:
        yield maps_of_two_bits()


PHENOMENON = Phenomenon(
    name="noncommutativity",
    item="noncommutativity",
    slide="These theories include:",
    order=10,
    statement="Two measurements of variables, one after the other, are the same in either order on every state, "
    "outcomes and final state, exactly where the bracket of the variables is zero: in the toy theory for every d and "
    "n, in stabilizer theory for every odd d, and on one and two qubits.",
    standing={"bits": "arises", "trits": "arises", "dits": "arises", "modes": "arises"},
    puzzle="Two questions about a system, each of which has an answer, get other answers when they are asked in the "
    "other order. In classical physics the order in which one looks at things does not matter.",
    story="An ontic state has a value of X and a value of P. Measuring P tells p and kicks the system along X by an "
    "amount that nobody knows. What was known of X is gone, so X after P is random, while X before P is what it was. A "
    "kick along X changes no variable that commutes with P, so there the order is not seen.",
    runs=(
        Run("noncommutativity-trits.toy", "X was known; measured after P it is random", uniform("x")),
        Run("noncommutativity-first-trits.toy", "measured before P it is what was known", certain("x", 1)),
        Run("noncommutativity-bits.toy", "the same with a bit", uniform("x")),
        Run("noncommutativity-modes.toy", "P after a pointer has looked at X: twice the variance", variance("p", 1.0)),
        Run(
            "noncommutativity-bits-maps.toy",
            "two maps in turn, twice: nothing happens in the toy theory, and a sign on qubits",
            certain("p", 0),
            quantum=certain("p", 1),
        ),
        Run(
            "noncommutativity-trits-control.toy",
            "a commuting pair: both keep their values, in whatever order",
            both(certain("p", 2), certain("x", 1), certain("again", 2)),
            control=True,
        ),
        Run(
            "noncommutativity-modes-control.toy",
            "X after a pointer has looked at X: the variance that it had",
            variance("x", 0.5),
            control=True,
        ),
    ),
    universal=universal,
    parts=(
        theory("the toy theory, every d and n, and modes", "identities"),
        theory("quantum theory, every odd d: both predict the same", "theorem"),
        theory("one and two bits, in both theories: every pair of variables", "pairs-2-?"),
        beside("theory", "the same, pair by pair, at other d", "pairs-[3-9]-?"),
        beside("theory", "maps of one system commute in both theories or in neither", "maps-?"),
        beside("theory", "on two bits maps that commute may have counterparts that do not", "maps-of-two-bits"),
    ),
    limit="Displacements commute as maps of ontic states for every d; on qubits and qudits their operators commute up "
    "to a phase that no experiment shows. On two qubits there is more: CX and CZ commute up to a Pauli operator, which "
    "an experiment does show, where their toy counterparts commute exactly (`noncommutativity-bits-maps.toy`, the "
    "smallest such experiment found: two maps, each used twice). A single qubit has no such pair.",
    reading="Noncommutativity of what is done in a laboratory, measurements and maps; not of an algebra of operators. "
    "For modes the order is shown in the toy theory by the identities, and in both theories by the experiment.",
    references=(
        "R. Spekkens, quant-ph/0401052, section III.F",
        "R. Spekkens, arXiv:1409.5041, section II",
    ),
)
