"""Interference: a phase between two splitters decides the port with certainty, and looking at the path undoes it."""

from __future__ import annotations

from collections.abc import Iterator

from equivalence.engine.parts import beside, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.odd.proof import theorem
from equivalence.theorems.phenomena.interference import (
    all_or_nothing,
    certain_by_brackets,
    phases_of_a_qubit,
    visibilities,
)

from .judges import both, mean
from .phenomenon import Phenomenon, Run, certain, uniform


def universal(context: Context) -> Iterator[Check]:
    """Identities for every d, the equivalence for odd d, and every interferometer of one system."""
    yield certain_by_brackets()
    yield theorem()
    for d in (2, 3, *((5,) if context.full else ())):
        yield all_or_nothing(d)
    for d in (4, 6, 9):
        yield visibilities(d)
    yield phases_of_a_qubit()


PHENOMENON = Phenomenon(
    name="interference",
    item="interference",
    slide="Categorizing quantum phenomena",
    order=20,
    statement="On one system with d paths (X is the path, d prime), between any two splitters any phase of the "
    "theory leaves the port certain or uniform; d of the d^2 phases make it certain, each at another port, and when "
    "the path is measured in between none does: in the toy theory and in stabilizer theory of every odd prime d and "
    "of the qubit.",
    standing={"bits": "arises", "trits": "arises", "dits": "arises", "modes": "arises"},
    puzzle="A particle that takes one of two paths ends at a port that a phase on one path alone decides. If it took "
    "the other path, how does it know of the phase? And when somebody looks which path it takes, it does not know.",
    story="A path is an ontic state's value of X, and the particle is on one path. But P goes along with it: the "
    "splitter exchanges X and P, so that behind it the path is unknown and P is known; a phase shifts P, whichever "
    "path it is on, for a path without particle has a P as well (in the picture with two modes and their "
    "occupations). The second splitter makes P the port. Looking at the path kicks P, and the port is random.",
    runs=(
        Run("interference-trits.toy", "the phase 1 sends the trit to port 1", certain("port", 1)),
        Run("interference-dits.toy", "five paths, the phase 3", certain("port", 3)),
        Run(
            "interference-occupation-bits.toy",
            "two modes and one particle: the phase sends it to the second",
            both(certain("one", 0), certain("two", 1)),
        ),
        Run("interference-modes.toy", "light: all amplitude leaves by one port", both(mean("one", 0), mean("two", -2))),
        Run(
            "interference-bits-phases.toy",
            "the phase done twice: nothing on a toy bit, the other port on a qubit",
            certain("port", 0),
            quantum=certain("port", 1),
        ),
        Run(
            "interference-trits-control.toy", "the path is looked at: the port is random", uniform("port"), control=True
        ),
        Run(
            "interference-modes-control.toy",
            "one arm is blocked: half the amplitude by either port",
            both(mean("one", 1), mean("two", -1)),
            control=True,
        ),
    ),
    universal=universal,
    parts=(
        theory("the toy theory, every prime d: which phases make the port certain", "identities"),
        theory("quantum theory, every odd d: both predict the same", "theorem"),
        theory("the bit and the qubit: every pair of splitters, every phase", "ports-2"),
        beside("theory", "the same at other d", "ports-[3-9]"),
        beside("theory", "composite d: ports in between certain and uniform", "composite-*"),
        beside("theory", "a qubit's phase, twice", "phases-twice"),
    ),
    limit="Phases are those of the theory, d^2 of them, and splitters are balanced; fringes that follow a phase "
    "continuously, and unbalanced splitters, lie outside. On a qubit the phases form the group Z_4, on a toy bit Z_2 "
    "x Z_2: `phase` twice sends the qubit to the other port and does nothing to the bit "
    "(`interference-bits-phases.toy`; one system, the smallest there is). At composite d some phases leave d/g of d "
    "ports.",
    reading="A splitter turns a known path into a path of which nothing is known; a phase keeps every path. With modes "
    "it is the interference of amplitudes of light, which is that of classical waves.",
    references=(
        "R. Spekkens, quant-ph/0401052, section III.G",
        "L. Catani, M. Leifer, D. Schmid, R. Spekkens, arXiv:2111.13727, section 3",
    ),
)
