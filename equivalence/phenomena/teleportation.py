"""Teleportation: what is known of one system becomes what is known of another, far away."""

from __future__ import annotations

import math
from collections.abc import Iterator

from equivalence.engine.parts import beside, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.odd.proof import theorem
from equivalence.theorems.phenomena.bell_signs import signs
from equivalence.theorems.phenomena.finite_pairs import finite_pairs

from .judges import all_certain, all_uniform, all_zero, last_mode
from .phenomenon import Phenomenon, Run, in_trits_and_bits, uniform


def arrives(correlated: bool = True) -> Check:
    """The ontic state of the third system ends up where that of the first was, by identities over the integers.

    The measurement kicks systems 1 and 2 and nothing else; its outcomes are a = x1 - x2, b = p1 + p2. With
    x2 = x3 and p2 = -p3 of the pair, x3 + a = x1 and p3 + b = p1, whatever d is, so whatever was known of system 1,
    or of it together with others, is known of system 3.

    >>> arrives().status, arrives(correlated=False).status
    ('holds', 'fails')
    """
    import sympy

    x1, p1, x2, p2, x3, p3 = sympy.symbols("x1 p1 x2 p2 x3 p3")
    pair = {x2: x3, p2: -p3} if correlated else {}
    left = [sympy.expand((x3 + x1 - x2 - x1).subs(pair)), sympy.expand((p3 + p1 + p2 - p1).subs(pair))]
    wrong = {"left over": [str(form) for form in left]} if any(left) else None
    scope = "every d, every state of system 1 and of whatever it is correlated with: 2 identities over the integers"
    return Check("theorem", scope, 2, "fails" if wrong else "holds", "identities", wrong)


def universal(context: Context) -> Iterator[Check]:
    """In the toy theory by identities, at odd d by the equivalence, on qubits in all ways to write it down; modes."""
    yield arrives()
    yield theorem()
    yield signs(teleported=True)
    yield finite_pairs()


PHENOMENON = Phenomenon(
    name="teleportation",
    item="teleportation",
    slide="Categorizing quantum phenomena",
    order=120,
    statement="With a maximally correlated pair, one joint measurement and two numbers sent, whatever is known of a "
    "system becomes known of one far away, in the toy theory for every d and in stabilizer theory for every odd d; "
    "with modes up to a variance of hbar e^(-2r) for a pair squeezed by r.",
    standing={"bits": "arises", "trits": "arises", "dits": "arises", "modes": "arises"},
    puzzle="A quantum state needs many numbers to be written down and cannot be read by measuring, yet two outcomes "
    "suffice to send it: where did the rest go through?",
    story="The partners of the pair have equal positions and opposite momenta, unknown to everybody. The joint "
    "measurement tells by how much system 1 differs from the near partner, so by how much it differs from the far one; "
    "moved by that, the far system is in the very ontic state that system 1 was in. Nobody learns which one that is.",
    runs=(
        *in_trits_and_bits(
            "teleportation",
            all_zero("x", "p"),  # the arrived system is perfectly correlated with the partner of the one that was sent
            "half of a pair is sent: its correlations arrive",
            "bits: written down by X and X + P, P arrives with the wrong sign on qubits",
            all_certain({"x": 0, "p": 1}),
        ),
        Run(
            "teleportation-modes.toy",
            "a coherent state arrives with a little noise",
            last_mode((1.5, -0.5), (0.5 + math.exp(-2),) * 2),
        ),
        Run("teleportation-trits-unsent.toy", "without the two numbers nothing arrives", all_uniform("x", "p")),
        Run(
            "teleportation-trits-control.toy",
            "without the correlated pair the momentum does not arrive",
            uniform("p"),
            control=True,
        ),
    ),
    universal=universal,
    parts=(
        theory("the toy theory, every d", "identities"),
        theory("quantum theory, every odd d: both predict the same", "theorem"),
        beside("theory", "qubits, in every way to write it down", "signs"),
        theory("modes with finite correlations, and the limit", "finite-pairs"),
    ),
    limit="Without the two numbers nothing arrives: the outcomes are uniform and the third system stays unknown. "
    "What is sent is knowledge and the ontic state; the outcomes say nothing of it. On bits 3 of the 9 ways to "
    "write down pair and measurement are right on qubits: each has one wrong sign, in the correlation that it "
    "leaves out, and these must cancel. For modes finite correlations add noise; the pair without any is a limit "
    "that no density operator reaches.",
    reading="What is known of a system includes what is known of it together with others: half of a pair is sent.",
    references=(
        "R. Spekkens, quant-ph/0401052, section V.C",
        "C. Bennett et al., Phys. Rev. Lett. 70, 1895 (1993)",
        "S. Braunstein, H. J. Kimble, Phys. Rev. Lett. 80, 869 (1998)",
    ),
)
