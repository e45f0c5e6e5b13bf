"""Catalysis: a correlated state that is lent, makes a transformation possible, and is given back."""

from __future__ import annotations

from collections.abc import Iterator

from equivalence.engine.parts import beside, code, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.phenomena.composite_pairs import cancellation, order_of_modules
from equivalence.theorems.phenomena.majorization import flat_cancels, jonathan_plenio
from equivalence.theorems.phenomena.mode_pairs import every_lower_squeezing, never_larger
from equivalence.theorems.phenomena.pairs import (
    flat_spectra,
    never_more,
    normal_forms,
    variables_of_others_commute,
)

from .judges import both
from .phenomenon import Phenomenon, Run, certain, uniform


def universal(context: Context) -> Iterator[Check]:
    """The order of transformations, and that what is lent cancels; where quantum theory has more."""
    for d in (2, 3):
        yield normal_forms(d, 1, 1)
        yield flat_spectra(d, 1, 1)
        yield never_more(d, 1, 1, pure=False)
    if context.full:
        yield never_more(2, 2, 1, pure=False)
        yield normal_forms(2, 2, 2)
    yield variables_of_others_commute()
    yield order_of_modules(4, 2, 2 if context.full else 1)
    yield cancellation()
    yield flat_cancels()
    yield every_lower_squeezing()
    yield never_larger(context.rng("phenomena.catalysis"), 1000 if context.full else 30)
    yield jonathan_plenio()


there = both(certain("x", 0), certain("p", 0))
gone = both(uniform("x"), uniform("p"))

PHENOMENON = Phenomenon(
    name="catalysis",
    item="catalysis",
    slide="These theories include:",
    order=200,
    statement="There is none for pure states of two parties: at prime d the number of pairs decides which state "
    "leads to which, at composite d the diagrams of their sizes, for modes the ordered squeezings, and in each of "
    "these orders a state that is lent and given back cancels (docs/pairs.md; enumerated for small sizes).",
    standing={
        "bits": "does not arise",
        "trits": "does not arise",
        "dits": "does not arise",
        "modes": "does not arise",
    },
    puzzle="In quantum theory a pair of states can be such that neither party's doing leads from one to the other, and "
    "does once a third state is lent, which afterwards is just as it was.",
    story="All that two parties have in common are pairs (or, at composite d, pairs of several sizes; for modes, "
    "squeezings). Lending adds pairs, giving back takes the same ones away. What would be needed is an order of states "
    "in which adding the same to both sides can matter, and with pairs that are counted it cannot.",
    runs=(
        Run("catalysis-trits.toy", "a borrowed pair makes another one", there),
        Run("catalysis-given-back-trits.toy", "but cannot be given back: it is used up", gone),
        Run(
            "catalysis-given-back-bits.toy", "bits and qubits: a pair that made another one cannot be given back", gone
        ),
        Run("catalysis-trits-control.toy", "what was not used is there", there, control=True),
    ),
    universal=universal,
    parts=(
        theory("normal forms, d = 2, 3", "normal-forms"),
        theory("what is possible: no outcome leaves more pairs, every d", "monotone"),
        theory("composite d: the order of diagrams", "diagrams"),
        theory("diagrams and lists: a common part cancels", "cancellation"),
        theory("qudits: equal Schmidt coefficients, which cancel", "flat-*"),
        theory("modes: every smaller squeezing is reached", "every-lower-squeezing"),
        code("modes: measurements lower squeezings, sampled", "never-larger"),
        beside("theory", "mixed states of the form (V, v), d = 2, 3: as many pairs or fewer", "never-more-mixed"),
        beside("theory", "quantum theory outside has it", "jonathan-plenio"),
    ),
    limit="The talk lists catalysis among what arises. With states of the theory as they are here it does not, for "
    "pure states of two parties. States (V, v) of two parties that are not pure are ordered by the same number at "
    "prime d, so they have none either (proved in docs/pairs.md; enumerated for d = 2, 3, one system each). Mixed "
    "states with uneven weights, and three or more parties, are not decided.",
    reading="Catalysis in the sense of Jonathan and Plenio: exactly given back, transformations for certain. As no "
    "outcome leaves more pairs, allowing for luck changes nothing.",
    references=(
        "D. Jonathan, M. Plenio, Phys. Rev. Lett. 83, 3566 (1999)",
        "M. Nielsen, Phys. Rev. Lett. 83, 436 (1999)",
        "G. Giedke, J. Eisert, J. I. Cirac, M. Plenio, Quant. Inf. Comput. 3, 211 (2003)",
    ),
)
