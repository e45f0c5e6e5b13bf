"""The Choi-Jamiolkowski correspondence: operations of a system are states of two."""

from __future__ import annotations

from collections.abc import Iterator

from equivalence.engine.parts import beside, code, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.phenomena.operations import channels_of_two_bits, one_to_one, one_to_one_on_qudits
from equivalence.theorems.phenomena.sign_defects import as_predicted

from .phenomenon import Phenomenon, Run, certain, uniform


def universal(context: Context) -> Iterator[Check]:
    """All operations of one bit and one trit in both theories; in the long form also two bits and d = 5."""
    for d in (2, 3):
        yield one_to_one(d)
        yield one_to_one_on_qudits(d)
    if context.full:
        yield one_to_one(5)
        yield channels_of_two_bits()
    yield as_predicted("choi-bits.toy", context.backends)


PHENOMENON = Phenomenon(
    name="choi",
    item="Choi-Jamiolkowski isomorphism",
    slide="These theories include:",
    order=210,
    statement="The operations of one system, up to their probability, are one to one with the states of two systems: "
    "91 for a bit, 481 for a trit, in the toy theory and on qubits and qutrits. Those that happen for certain are "
    "the states that know nothing of the incoming system alone: 1 + d^4 (d + 1), 49 and 325; d^3 (d^2 - 1) of them, "
    "24 and 216, are reversible.",
    standing={"bits": "arises", "trits": "arises", "dits": "arises"},
    puzzle="All that can be done to a system is contained in a state: done on half of an entangled pair, an "
    "operation is stored there, and can be used, with luck, on a state that comes later.",
    story="An operation moves the ontic state, in a way that is partly random and partly depends on what is found. "
    "On half of a pair, whose other half is in the mirror image of the same unknown ontic state, it leaves the "
    "relation between what was and what became of it. A relation between two ontic states is a state of two systems, "
    "and every one that the restriction allows comes about.",
    runs=(
        Run("choi-trits.toy", "the stored operation is done on a state that comes later", certain("x", 1)),
        Run(
            "choi-bits.toy",
            "on bits a stored map has the sign that the map has: X + P is 0, and 1 on a qubit",
            certain("y", 0),
            quantum=certain("y", 1),
        ),
        Run("choi-trits-control.toy", "without the pair nothing is stored", uniform("x"), control=True),
    ),
    universal=universal,
    parts=(
        theory("the toy theory: all operations and all states, d = 2, 3", "one-to-one"),
        theory("density matrices: all operations and all states, d = 2, 3", "one-to-one-on-qudits"),
        beside("theory", "two bits, in the long form", "two-bits"),
        code("where bits differ from qubits, as the sign defect says", "sign-defect"),
    ),
    limit="On bits operations and states correspond too, and as many; but operations in sequence do not compose as "
    "those of qubits do: signs differ, as in the experiment shown. Operations with other weights, such as noise, are "
    "mixtures of these and correspond to mixtures. Larger d, and two bits (150,451 operations, 87,361 for certain), "
    "in the long form.",
    reading="An operation is what maps, displacements, preparations and measurements of the theory make, with "
    "outcomes kept or forgotten; two are the same if they do the same to every ontic state, up to a common factor.",
    references=(
        "R. Spekkens, quant-ph/0401052, section VI",
        "M.-D. Choi, Lin. Alg. Appl. 10, 285 (1975)",
        "A. Jamiolkowski, Rep. Math. Phys. 3, 275 (1972)",
    ),
)
