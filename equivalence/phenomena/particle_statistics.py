"""Particle statistics: exchange of two systems, symmetric and antisymmetric states."""

from __future__ import annotations

from collections.abc import Iterator

from equivalence.engine.parts import code, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.phenomena.exchange import never_antisymmetric, singlet_of_bits, two_alike
from equivalence.theorems.phenomena.sign_defects import as_predicted

from .judges import both, possible
from .phenomenon import Phenomenon, Run, certain


def universal(context: Context) -> Iterator[Check]:
    """All pure states of two systems, in both theories, and where bits differ."""
    yield never_antisymmetric(3)
    if context.full:
        yield never_antisymmetric(5)
    yield singlet_of_bits()
    yield two_alike()
    yield as_predicted("particle-statistics-bits.toy", context.backends)


PHENOMENON = Phenomenon(
    name="particle-statistics",
    item="Particle statistics?",
    slide="Categorizing quantum phenomena",
    order=261,
    statement="In every pure state of two qutrits the mean of the exchange operator is 3 times the chance that both "
    "systems are in the same ontic state, so none is antisymmetric. Two qubits have one antisymmetric state, and two "
    "that are in the same state are never found in it; two toy bits in the same state X + P = 0 are, in half of the "
    "runs.",
    standing={
        "bits": "does not arise",
        "trits": "does not arise",
        "modes": "cannot be posed in the theory",
    },
    puzzle="Identical particles are bosons or fermions: exchanging them changes a sign that nothing classical carries, "
    "and yet decides what matter is.",
    story="Exchange is a map of the theory: it carries (m1, m2) to (m2, m1). An ontic state has no sign to change, a "
    "state of knowledge neither. What is nearest to being antisymmetric is being known to differ, in X and in P; but "
    "two bits in the same state of knowledge may well differ in both.",
    runs=(
        Run(
            "particle-statistics-bits.toy",
            "in the same state X + P = 0: found antisymmetric in half of the runs; two qubits never",
            possible(("a", "b"), {(0, 0), (1, 1)}),
            quantum=possible(("a", "b"), {(0, 1), (1, 0)}),
        ),
        Run(
            "particle-statistics-trits.toy",
            "exchange turns the difference round",
            both(certain("a", 2), certain("b", 0)),
        ),
        Run(
            "particle-statistics-bits-control.toy",
            "in the same state X = 0: never, in both theories",
            possible(("a", "b"), {(0, 0), (0, 1)}),
            control=True,
        ),
    ),
    universal=universal,
    parts=(
        theory("two qutrits: all pure states", "never-antisymmetric"),
        theory("two qubits: the singlet", "singlet"),
        theory("two bits and qubits in the same state", "two-alike"),
        code("the sign defect says where bits differ from qubits", "sign-defect"),
    ),
    limit="Particles that cannot be told apart, numbers of them, bunching at a beam splitter are not within these "
    "theories: systems have numbers, and states of a definite number of photons are no Gaussian states. Mixed states "
    "and more than two systems are not decided.",
    reading="Two labelled systems in a symmetric or antisymmetric state stand for two identical particles. The talk "
    "leaves the entry open, with a question mark.",
    references=(
        "D. Gross, quant-ph/0602001, for the Weyl symbol of the exchange of two systems (a parity operator)",
        "C. Hong, Z. Ou, L. Mandel, Phys. Rev. Lett. 59, 2044 (1987), for what is outside",
    ),
)
