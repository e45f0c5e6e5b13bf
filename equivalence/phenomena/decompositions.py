"""Multiple convex decompositions: one mixed state, many mixtures of pure ones."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from equivalence.engine.parts import theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.phenomena.decompositions import (
    one_step,
    partly_known,
    polytope,
    six_states,
    unknown_systems,
)

from .judges import both, probability, variances
from .phenomenon import Phenomenon, Run


def universal(context: Context) -> Iterator[Check]:
    """All partitions of the mixed states of one and two systems, dimensions of all mixtures, and the six states."""
    for d in (2, 3, 5):
        yield unknown_systems(d, 1, d + 1)
    yield unknown_systems(2, 2, one_step(2))
    yield unknown_systems(3, 2, one_step(3), quantum=context.full)
    yield partly_known(2)
    for d, n in [(2, 1), (3, 1), (2, 2), *([(3, 2)] if context.full else [])]:
        yield polytope(d, n)
    if context.full:
        yield partly_known(3)
    yield six_states()


def coin_unseen(told: Any) -> bool:
    """The coin is fair and the outcome uniform, whatever it showed."""
    return all(probability(Fraction(1, 2 * told.d), coin=c, a=a)(told) for c in (0, 1) for a in range(told.d))


PHENOMENON = Phenomenon(
    name="decompositions",
    item="multiple convex decompositions of states",
    slide="These theories include:",
    order=230,
    statement="One system of which nothing is known is an even mixture of pure states that exclude each other in "
    "exactly d + 1 ways (d = 2, 3, 5), two systems in 105 (bits) and 2,440 (trits) ways, two bits of which one "
    "variable is known in 3. All mixtures of pure states to nothing known form polytopes of 2 dimensions for a bit, 3 "
    "for a trit, 44 for two bits: the states are no simplex. Qubits have as many. But six states of two qubits mix "
    "evenly to nothing known, and no six toy states do.",
    standing={"bits": "arises", "trits": "arises", "dits": "arises", "modes": "arises in this sense only"},
    puzzle="A mixed quantum state does not say of what it is a mixture: different preparations, by different "
    "coins, cannot be told apart by any experiment.",
    story="Nothing known of X and P is four (nine) equally likely ontic states. They can be cut into rows, into "
    "columns or into diagonals: which cut was made leaves no trace in the ontic state. The theory without "
    "restriction has only one cut, into single ontic states; those may not be prepared here.",
    runs=(
        Run("decompositions-trits.toy", "a mixture by X and one by P are not told apart", coin_unseen),
        Run("decompositions-bits.toy", "the same with bits and qubits", coin_unseen),
        Run(
            "decompositions-six-bits.toy",
            "six states, one for each context of a square: nothing known on qubits only",
            probability(Fraction(2, 3), y=0),
            quantum=probability(Fraction(1, 2), y=0),
        ),
        Run(
            "decompositions-modes.toy",
            "a thermal state, mixed of vacua and of squeezed states: not told apart",
            variances({"x": 1.5, "p": 1.5, "q": 1.5, "k": 1.5}),
        ),
        Run(
            "decompositions-modes-control.toy",
            "what was mixed is told apart",
            variances({"x": 1, "p": 1, "q": math.exp(-0.6) / 2 + 0.5, "k": math.exp(0.6) / 2 + 0.5}),
            control=True,
        ),
        Run(
            "decompositions-trits-control.toy",
            "values that are the same in all runs tell the two mixtures apart",
            both(probability(Fraction(1, 2), coin=0, a=0), probability(Fraction(1, 6), coin=1, a=0)),
            control=True,
        ),
    ),
    universal=universal,
    parts=(
        theory("nothing known of one and of two systems: all sets of excluding states", "unknown-systems"),
        theory("one variable of two bits known", "partly-known"),
        theory("all mixtures: dimensions in both theories", "polytope"),
        theory("six states of two qubits", "six-states"),
    ),
    limit="On two qubits there is an even mixture of six states that is no mixture in the toy theory: each of 16 "
    "ontic states would have to be possible in one and a half of the six. It is the Peres-Mermin square told as a "
    "mixture (the sign of ZZ times XX against YY). The corners of the polytopes for two systems are not listed: "
    "there are others than the partitions. Of modes one thermal state is shown.",
    reading="A decomposition is a set of pure states with weights. Listed are those of equal weights on states that "
    "exclude each other; of all the others, the dimension.",
    references=(
        "R. Spekkens, quant-ph/0401052, sections III.A and IV.C",
        "N. D. Mermin, Rev. Mod. Phys. 65, 803 (1993)",
    ),
)
