"""Improvements in metrology: what a correlated or squeezed probe tells that others do not."""

from __future__ import annotations

import math
from collections.abc import Iterator

from equivalence.engine.parts import code, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.phenomena.metrology import modes_bound, modes_sampled, no_partner_no_more, told_apart

from .judges import both, variance
from .phenomenon import Phenomenon, Run, certain, uniform


def universal(context: Context) -> Iterator[Check]:
    """All probes of one and two systems, in both theories; the bound for modes."""
    for d in (2, 3, 5):
        yield told_apart(d, partner=False)
    for d in (2, 3):
        yield told_apart(d, partner=True)
    yield no_partner_no_more(3 if context.full else 2)
    yield modes_bound()
    yield modes_sampled(context.rng("phenomena.metrology"), 600 if context.full else 60)


read = both(certain("x", 0), certain("p", 0))

PHENOMENON = Phenomenon(
    name="metrology",
    item="improvements in metrology",
    plots=(
        (
            "metrology-scaling.svg",
            "How well a displacement that is common to n modes is read, against their number and against their energy: "
            "lines are the toy theory's, points quantum theory's. At a fixed energy a mode, modes squeezed each by "
            "itself have a variance that falls as 1/n; of one squeezed mode shared by all it falls nearly as "
            "1/n^2, and is the bound for every state (dotted).",
        ),
    ),
    slide="These theories include:",
    order=170,
    statement="Of the d^2 displacements of one system no state of that system tells more than d apart and some "
    "states with a partner tell all (all pure states, d = 2, 3), in the toy theory and in stabilizer theory; a "
    "common displacement of n modes with energy N hbar above the vacuum is read by linear measurements with variance "
    "hbar (sqrt(N+1) - sqrt N)^2/2n at best, in restricted Liouville mechanics and in quantum theory.",
    standing={"bits": "arises", "trits": "arises", "modes": "arises"},
    puzzle="A probe that is entangled with something that never meets the sample measures the sample better than any "
    "probe by itself, and entangled modes have an error that falls as 1/n where independent ones have 1/sqrt(n).",
    story="A probe's ontic state moves by exactly the displacement, whatever is known of it. What limits the reading "
    "is that only X or only P of the probe is known beforehand. With a partner both differences are known: the "
    "partner is the mark from which both displacements are measured. Squeezed modes are known better in X and worse "
    "in P, nothing else; sharing one of them among n modes puts all that knowledge in the one variable that is "
    "displaced.",
    runs=(
        Run("metrology-trits.toy", "both numbers are read with certainty", read),
        Run("metrology-bits.toy", "the same with bits and qubits", read),
        Run(
            "metrology-trits-control.toy",
            "without a partner, asking for both numbers tells neither",
            both(uniform("x"), uniform("p")),
            control=True,
        ),
        Run(
            "metrology-modes.toy",
            "one squeezed mode shared among four: variance e^(-2)/8",
            variance("error", math.exp(-2) / 8),
        ),
        Run(
            "metrology-modes-control.toy",
            "without squeezing: variance 1/8",
            variance("error", 1 / 8),
            control=True,
        ),
    ),
    universal=universal,
    parts=(
        theory("one system by itself, d = 2, 3, 5: d displacements", "told-apart-alone"),
        theory("with a partner, d = 2, 3: all d^2", "told-apart-with-partner"),
        theory("several systems without partners: d^n", "no-partner"),
        theory("modes: the bound for every state, and that it is reached", "modes-bound"),
        code("the bound on random Gaussian states", "modes-sampled"),
    ),
    limit="For bits and trits there is no precision that improves with n: a common displacement of n systems is one "
    "of d values and is read with certainty by one of them, and no displacement is small. What grows is how many "
    "displacements are told apart when each system has its own: n systems tell d^n of d^2n, however they are "
    "correlated among themselves, and with n partners all. A rotation by a small angle, the phase of an "
    "interferometer, is not decided here; nor what number states or other states outside of the Gaussian theory add.",
    reading="An improvement is one over probes that are not correlated or not squeezed, under the same restriction. A "
    "classical theory without restriction needs none: it reads everything with certainty.",
    references=(
        "C. Bennett, S. Wiesner, Phys. Rev. Lett. 69, 2881 (1992), for the d^2 displacements",
        "Q. Zhuang, Z. Zhang, J. Shapiro, Phys. Rev. A 97, 032329 (2018), for modes that share squeezing",
        "S. Bartlett, T. Rudolph, R. Spekkens, arXiv:1111.5057",
    ),
)
