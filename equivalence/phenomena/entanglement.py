"""Entanglement and its monogamy: what one system shares with another it cannot share with a third."""

from __future__ import annotations

import math
from collections.abc import Iterator

from equivalence.engine.parts import beside, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.odd.proof import theorem
from equivalence.theorems.phenomena.monogamy import only_on_a, three_systems

from .judges import all_certain, all_uniform, all_zero, both, variances
from .phenomenon import Phenomenon, Run, certain, uniform


def universal(context: Context) -> Iterator[Check]:
    """The theorem, and every state of three bits and of three trits."""
    yield only_on_a()
    yield theorem()
    yield three_systems(2)
    yield three_systems(3, quantum=context.full)


PHENOMENON = Phenomenon(
    name="entanglement",
    item="entanglement",
    items=("Entanglement", "monogamy"),
    slide="Categorizing quantum phenomena",
    order=110,
    statement="In every state (V, v) of systems A, B, C of the toy theory, pure or not, for every d and all numbers of "
    "systems, I(A:B) + I(A:C) <= 2 S(A) and the maximally correlated pairs that A has with B and with C together "
    "are no more than those that it has with both; quantum theory says the same for every odd d and for three "
    "qubits.",
    standing={
        "bits": "arises",
        "trits": "arises",
        "dits": "arises",
        "modes": "arises in this sense only",
    },
    puzzle="Of a pair of quantum systems everything may be known while nothing is known of either. And who is "
    "correlated in this way with one partner is so with nobody else: what kind of correlation cannot be shared?",
    story="Each of the two systems has its ontic state, and the pair's equal positions and opposite momenta are "
    "known without the values. A third system that is to be correlated with the first gets x added, and in return "
    "takes its own unknown p off the other's p: to be correlated is to disturb. So knowledge of both x and p of a "
    "system can be had together with one partner only.",
    runs=(
        Run(
            "entanglement-trits.toy",
            "each outcome is uniform, their difference is known",
            both(all_uniform("a", "b"), certain("difference", 0)),
        ),
        Run(
            "entanglement-bits.toy",
            "on bits all three correlations are 0, on qubits the third is 1",
            all_zero("x", "p", "y"),
            quantum=all_certain({"x": 0, "p": 0, "y": 1}),
        ),
        Run(
            "entanglement-modes.toy",
            "two modes: less variance than any two modes have apart",
            variances({"x": math.exp(-2), "p": math.exp(-2)}),
        ),
        Run("monogamy-trits.toy", "a third system learns X: the pair loses P", both(certain("x", 0), uniform("p"))),
        Run("monogamy-trits-mixed.toy", "one variable is shared by all", all_zero("second", "third", "fourth")),
        Run("monogamy-trits-control.toy", "without the third, the pair keeps both", all_zero("x", "p"), control=True),
    ),
    universal=universal,
    parts=(
        theory("the toy theory, every d, every state", "brackets"),
        theory("quantum theory, every odd d: both predict the same", "theorem"),
        theory("three qubits, every state, and the numbers equal", "three-2"),
        beside("theory", "the entropic form by counting ontic states, three trits", "three-*3"),
    ),
    limit="What is known of one variable can be shared by any number of systems (the mixed run), so monogamy is of "
    "entanglement, not of correlation. No Bell inequality is violated: these correlations have local causes. For "
    "modes the run shows a pair of finite correlations; monogamy is shown for quadrature states only, by the same "
    "brackets over the reals.",
    reading="Entanglement of a state (V, v) across a split is counted in maximally correlated pairs: half the rank "
    "of the brackets that known variables have on one side; on qubits and odd d it is the logarithmic negativity. S of "
    "n systems is the entropy of their ontic states less n log d. Mixtures of states (V, v) obey the first inequality "
    "too, as conditional entropy is concave.",
    references=(
        "R. Spekkens, quant-ph/0401052, section V.B",
        "V. Coffman, J. Kundu, W. Wootters, Phys. Rev. A 61, 052306 (2000)",
        "E. Lieb, M. Ruskai, J. Math. Phys. 14, 1938 (1973)",
        "D. Fattal, T. Cubitt, Y. Yamamoto, S. Bravyi, I. Chuang, quant-ph/0406168",
    ),
)
