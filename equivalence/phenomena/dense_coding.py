"""Dense coding: one system that travels carries two systems' worth of messages."""

from __future__ import annotations

import math
from collections.abc import Iterator

from equivalence.engine.parts import theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.odd.proof import theorem
from equivalence.theorems.phenomena.dense_coding import capacity, every_state, messages_read

from .judges import all_certain, all_zero, both, variances
from .phenomenon import Phenomenon, Run, certain, in_trits_and_bits, uniform


def universal(context: Context) -> Iterator[Check]:
    """The theorem and its quantum side, every state of two systems, and the capacity of modes."""
    yield messages_read()
    yield theorem()
    for d in (2, 3, 5) if context.full else (2, 3):
        yield every_state(d)
    yield capacity()


PHENOMENON = Phenomenon(
    name="dense-coding",
    item="dense coding",
    slide="These theories include:",
    order=130,
    statement="With the partner of a maximally correlated pair at the receiver, one system carries d^2 messages and "
    "no more, without a correlated partner d, in the toy theory for every d, in quantum theory for odd d and for "
    "qubits; among states of two systems only maximally correlated ones reach d^2 (d = 2, 3). Modes: log(1 + n + "
    "n^2) for n quanta sent.",
    standing={"bits": "arises", "trits": "arises", "dits": "arises", "modes": "arises"},
    puzzle="One qubit cannot tell more than one bit. Yet two bits arrive with it when its partner is already there: "
    "but the partner was sent before the message was known.",
    story="The message moves the ontic state of one system, x by q and p by p'. Both numbers are there when the system "
    "arrives, but nobody could read both: measuring x disturbs p. The partner serves as the reference: what is "
    "read is how far x is off the partner's and p off minus the partner's, and these two commute.",
    runs=(
        *in_trits_and_bits(
            "dense-coding",
            all_zero("first", "second"),
            "nine messages in one trit",
            "read by X and X + P, the second bit is wrong on qubits",
            all_certain({"first": 0, "second": 1}),
            bits="four in one bit, and in one qubit",
        ),
        Run("dense-coding-dits.toy", "one of twenty-five for d = 5", all_certain({"u": 4, "v": 2})),
        Run(
            "dense-coding-modes.toy",
            "both quadratures are read better than the vacuum allows",
            variances({"first": math.exp(-2), "second": math.exp(-2)}),
        ),
        Run(
            "dense-coding-trits-control.toy",
            "without a correlated partner one of the two is lost",
            both(certain("first", 0), uniform("second")),
            control=True,
        ),
    ),
    universal=universal,
    parts=(
        theory("the toy theory, every d: d^2 are read, and no more fit", "messages"),
        theory("quantum theory, every odd d: both predict the same", "theorem"),
        theory("every state of two systems, both theories", "states-*"),
        theory("modes: capacity against energy", "capacity"),
    ),
    limit="The partner must travel too, before. Classically correlated partners (one variable known) give d. For "
    "modes the advantage over the best single mode, log(1 + 2n), begins at one quantum sent.",
    reading="Messages are counted that are told apart with certainty. For modes it is the information of Gaussian "
    "messages, displacements that are read by homodyne measurements, at fixed energy of the mode that travels.",
    references=(
        "C. Bennett, S. Wiesner, Phys. Rev. Lett. 69, 2881 (1992)",
        "R. Spekkens, quant-ph/0401052, section IV.I",
        "S. Braunstein, H. J. Kimble, Phys. Rev. A 61, 042302 (2000)",
    ),
)
