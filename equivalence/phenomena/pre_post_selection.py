"""Pre- and post-selection: retrodiction arises, logical paradoxes do not."""

from __future__ import annotations

from collections.abc import Iterator

from equivalence.engine.parts import beside, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.odd.proof import theorem
from equivalence.theorems.phenomena.pre_post import no_paradox, odd, search, three_boxes

from .judges import mean
from .phenomenon import Phenomenon, Run, certain, uniform


def universal(context: Context) -> Iterator[Check]:
    """Identities for every d, the equivalence for odd d, and every pair of selections of few systems."""
    yield no_paradox()
    yield theorem()
    for n in (1, 2, 3) if context.full else (1, 2):
        yield search(n)
    for d, n in ((3, 1), (5, 1), *(((3, 2),) if context.full else ())):
        yield odd(d, n)
    yield three_boxes()


PHENOMENON = Phenomenon(
    name="pre-and-post-selection",
    item="pre- and post-selection paradoxes",
    items=("Pre and post-selection “paradoxes”",),
    slide="Categorizing quantum phenomena",
    order=90,
    statement="With a state prepared before and one found after, variables that do not commute can each be certain "
    "in between. Their answers always fit together in the toy theory, for every d and n, and in stabilizer theory of "
    "every odd d. On two qubits they do not in 1,920 of the 3,600 pairs of pure states, exactly those that the signs "
    "of products say; on one qubit in none.",
    standing={
        "bits": "arises in this sense only",
        "trits": "arises in this sense only",
        "dits": "arises in this sense only",
        "modes": "arises in this sense only",
    },
    puzzle="Between a preparation and a later finding, X and P are both certain: whichever is asked. On two qubits "
    "three questions are certain, and the answer to the third contradicts the two others.",
    story="Before, X was 1; after, P is 2. In between the ontic state had X = 1 and P = 2, as long as nobody kicked "
    "it, and whoever asks finds that. One of the possible kicks is none; so an ontic state that is in both "
    "selections answers every certain question, and the values of one ontic state fit together. If no ontic state is "
    "in both, no question is certain.",
    runs=(
        Run("prepost-trits-x.toy", "X in between is 1 for certain", certain("between", 1)),
        Run("prepost-trits-p.toy", "P in between is 2 for certain, with the same selections", certain("between", 2)),
        Run("prepost-bits-x.toy", "two bits: X1 is 0 for certain", certain("between", 0)),
        Run("prepost-bits-p.toy", "P2 is 0 for certain", certain("between", 0)),
        Run(
            "prepost-bits-sum.toy",
            "X1 + P2 is certain: 0 on bits, 1 on qubits, the paradox",
            certain("between", 0),
            quantum=certain("between", 1),
        ),
        Run("prepost-trits-sum.toy", "on trits X1 + P2 is not certain", uniform("between")),
        Run("prepost-modes.toy", "a pointer to P in between finds what is found after", mean("between", 1.0)),
        Run(
            "prepost-trits-control.toy",
            "nothing is selected after: P in between is random",
            uniform("between"),
            control=True,
        ),
    ),
    universal=universal,
    parts=(
        theory("the toy theory, every d and n: no paradox", "no-paradox"),
        theory("quantum theory, every odd d: both predict the same", "theorem"),
        theory("one and two bits and qubits: which pairs have one", "search-[12]"),
        beside("theory", "three bits and qubits", "search-3"),
        beside("theory", "other d, pair by pair", "odd-*"),
        beside("theory", "the three-box paradox is outside", "three-boxes"),
    ),
    limit="What does not arise is the paradox proper: a set of certain answers that no assignment of values "
    "satisfies. Each comes with a proof of contextuality (Leifer and Spekkens), and is one where measurements update "
    "states as here (Pusey and Leifer). The smallest is on two qubits: before Phi+, after P1 = 0 and X2 = 0, asked "
    "for X1, P2 and X1 + P2 (`prepost-bits-sum.toy`). The three-box paradox cannot be posed: its last state is none "
    "of the qutrit stabilizer theory, and no pair of the 12 states of that theory has the paradox.",
    reading="A question is a variable, measured alone in between; it is certain if one outcome alone is compatible "
    "with both selections. A paradox is a commuting pair whose sum is certain as well, with another value than the "
    "sum of theirs; on bits and qubits any set of certain answers that no values satisfy has such a pair, as sums of "
    "commuting certain questions are certain. For modes only retrodiction is shown, by one experiment.",
    references=(
        "M. Leifer, R. Spekkens, quant-ph/0412178 and quant-ph/0412179",
        "M. Pusey, M. Leifer, EPTCS 195, 295 (2015), arXiv:1506.07850",
        "Y. Aharonov, P. Bergmann, J. Lebowitz, Phys. Rev. 134, B1410 (1964)",
    ),
)
