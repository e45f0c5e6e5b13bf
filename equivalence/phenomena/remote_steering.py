"""Remote steering: a measurement decides far away what becomes known."""

from __future__ import annotations

import math
from collections.abc import Iterator

from equivalence.engine.parts import beside, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.odd.proof import theorem
from equivalence.theorems.phenomena.steering import all_decompositions, conditional_modes, lossy_modes, mirrored

from .judges import all_certain, all_zero, last_mode
from .phenomenon import Phenomenon, Run, in_trits_and_bits, uniform


def universal(context: Context) -> Iterator[Check]:
    """The theorem and its quantum side, every decomposition for few systems, and modes."""
    yield mirrored()
    yield theorem()
    for d, n in [(2, 1), (3, 1), (5, 1), (2, 2), *([(3, 2)] if context.full else [])]:
        yield all_decompositions(d, n)
    yield conditional_modes()
    yield lossy_modes()


PHENOMENON = Phenomenon(
    name="remote-steering",
    item="remote steering",
    plots=(
        (
            "squeezed-pairs.svg",
            "Two modes squeezed together, mode 1 behind loss and thermal noise: how well they are correlated (left), "
            "and how far mode 2 is squeezed by measuring mode 1 (right), against the squeezing r. Lines are the toy "
            "theory's, points quantum theory's.",
        ),
    ),
    slide="Categorizing quantum phenomena",
    order=140,
    statement="For every state of the toy theory, for every d, there is a state shared with someone far away who, "
    "by choosing what to measure, reaches each of its decompositions into states of one commuting set of "
    "variables, and no other by such a measurement; so in stabilizer theory for every odd d and, as sets of "
    "states, for one and two qubits.",
    standing={"bits": "arises", "trits": "arises", "dits": "arises", "modes": "arises"},
    puzzle="By choosing a measurement here one chooses whether a system far away ends up with a definite position or a "
    "definite momentum, Einstein's and Schrodinger's trouble with a description that is complete.",
    story="The far system has its ontic state and keeps it: nothing on it has a bracket with what is done here. "
    "What is chosen is which of its variables one learns, because x here tells x there and p here tells p there, "
    "and both cannot be read. The state that is steered is what is known.",
    runs=(
        *in_trits_and_bits(
            "remote-steering",
            all_zero("rest"),
            "X or P of the far system follows, as is chosen",
            "steering of X + P: outcomes equal on bits, opposite on qubits",
            all_certain({"rest": 1}),
        ),
        Run(
            "remote-steering-modes.toy",
            "a mode is squeezed by a measurement on another",
            last_mode((0.8 * math.tanh(1.4), 0), (0.5 / math.cosh(1.4), 0.5 * math.cosh(1.4))),
        ),
        Run(
            "remote-steering-modes-loss.toy",
            "half of the near mode lost: nothing better than the vacuum is reached",
            last_mode(
                (0.8 * math.sqrt(0.5) * math.sinh(1.4) / (0.5 * math.cosh(1.4) + 0.5), 0), (0.5, 0.5 * math.cosh(1.4))
            ),
        ),
        Run("remote-steering-trits-unseen.toy", "without the choice and the outcome nothing is seen", uniform("b")),
        Run("remote-steering-trits-control.toy", "without correlations nothing follows", uniform("rest"), control=True),
    ),
    universal=universal,
    parts=(
        theory("the toy theory, every d, every state and every such decomposition", "mirror"),
        theory("quantum theory, every odd d: both predict the same", "theorem"),
        theory("qubits, one and two: the same sets of states", "decompositions-2-*"),
        theory(
            "one system of d = 3 and 5, two of d = 3 in the long form, by lists of ontic states and by projectors",
            "decompositions-[35]-*",
        ),
        theory("modes", "conditional-modes"),
        beside("theory", "modes with loss and thermal noise", "lossy-modes"),
    ),
    limit="Decompositions are by what is known, finitely many for each state (d + 1 of an unknown system of prime "
    "d), where quantum theory reaches every ensemble with the right mean. Ontic states explain all of them "
    "locally: no Bell inequality is violated. On qubits X + P is steered to the other value. Of modes, less than "
    "the vacuum's variance is reached only if T > (1 - T)(2 nbar + 1), T being the fraction of the near mode that "
    "is left and nbar the quanta mixed in, however strong the squeezing.",
    reading="Members of a decomposition are the states (W, w) of one commuting set W, with equal weights. Choosing "
    "at random among several W, or by an outcome, reaches mixtures of such decompositions.",
    references=(
        "E. Schrodinger, Proc. Camb. Phil. Soc. 31, 555 (1935)",
        "R. Spekkens, quant-ph/0401052, section IV.B",
        "L. Hughston, R. Jozsa, W. Wootters, Phys. Lett. A 183, 14 (1993)",
        "M. Reid, Phys. Rev. A 40, 913 (1989)",
    ),
)
