"""Collapse: the update is learning and disturbance, and needs both."""

from __future__ import annotations

from collections.abc import Iterator

from equivalence.engine.parts import beside, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.odd.proof import theorem
from equivalence.theorems.phenomena.collapse import kicks_alone, repeatable, updates

from .judges import both, covariance, equal
from .phenomenon import Phenomenon, Run, certain, uniform


def universal(context: Context) -> Iterator[Check]:
    """Identities for every d, the equivalence for odd d, and every state, variable and outcome of few systems."""
    yield repeatable()
    yield theorem()
    for d, n in ((2, 1), (2, 2), (3, 1), (5, 1), *(((3, 2),) if context.full else ())):
        yield updates(d, n)
    yield updates(4, 1, both=False)
    for d in (2, 3):
        yield kicks_alone(d)


PHENOMENON = Phenomenon(
    name="collapse",
    item="collapse",
    slide="Categorizing quantum phenomena",
    order=50,
    statement="The state after a measurement is the state before, with the ontic states ruled out that do not fit "
    "the outcome, and then kicked along the variable by an unknown amount. The outcome is found again, what commutes "
    "with it keeps its value, what does not is lost (every d and n, modes); it is the collapsed state of quantum "
    "theory (odd d, and on one and two qubits up to the signs of values).",
    standing={"bits": "arises", "trits": "arises", "dits": "arises", "modes": "arises"},
    puzzle="The quantum state changes in a jump when it is measured, everywhere at once and at random, while between "
    "measurements it moves smoothly. What happens there?",
    story="Two things, of different kinds. The observer learns f, and ontic states without it are ruled out: "
    "knowledge changes, and that is as sudden as learning is, here and far away. And the apparatus kicks the system "
    "along the variable by an amount that nobody knows: a physical disturbance, of the measured systems alone. "
    "Learning without kick would leave P known together with X, which nobody may; the kick without learning would "
    "make the outcome no surer.",
    runs=(
        Run(
            "collapse-trits.toy",
            "P is found again, and X, known before, is lost",
            both(equal("p", "again"), uniform("x")),
        ),
        Run(
            "collapse-bits.toy",
            "on half of a pair: known there at once",
            both(equal("p", "again"), equal("p", "there"), uniform("x")),
        ),
        Run("collapse-modes.toy", "the distance of two modes is found again", covariance("a", "again", 1.0)),
        Run(
            "collapse-trits-control.toy",
            "what commutes with what is known: nothing is lost",
            both(certain("total", 0), certain("x", 1)),
            control=True,
        ),
        Run(
            "collapse-modes-control.toy",
            "not measured together: no correlation",
            covariance("a", "again", 0.0),
            control=True,
        ),
    ),
    universal=universal,
    parts=(
        theory("every d and n, modes: what the kick keeps and what it moves", "identities"),
        theory("quantum theory, every odd d: both predict the same", "theorem"),
        theory("bits and qubits: every state, variable and outcome", "updates-2-?"),
        beside("theory", "the same at other d", "updates-[3-9]-?"),
        beside("theory", "the kick alone", "kicks-*"),
    ),
    limit="What is told by the toy theory is one story of collapse, not the only one that fits the numbers: the same "
    "statistics are quantum theory's, whose outcomes on qubits no such story gives (GHZ). In the toy theory the jump "
    "far away is learning alone. On two qubits the values that the collapsed state gives to products may have "
    "another sign than those of the toy state (see [bits.md](../bits.md)).",
    reading="The measured modes of a continuous system are left with the conjugate variable unknown; the experiment "
    "measures the distance of two modes twice.",
    references=(
        "R. Spekkens, quant-ph/0401052, section III.E",
        "L. Catani, D. Browne, arXiv:1701.07801",
    ),
)
