"""Bell inequality violations: what no local values explain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from equivalence.engine.parts import code, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.nogo.bell import ghz_refuted
from equivalence.theorems.odd.proof import theorem
from equivalence.theorems.phenomena.inequalities import all_chsh, all_mermin
from equivalence.theorems.phenomena.ontic_values import local_values
from equivalence.theorems.phenomena.sign_defects import as_predicted

from .judges import adds_up_to, possible
from .phenomenon import Phenomenon, Run


def universal(context: Context) -> Iterator[Check]:
    """The local model of every n and d, the inequalities over all states and settings, and where bits differ."""
    yield local_values()
    yield all_chsh()
    yield all_mermin()
    yield ghz_refuted()
    yield theorem()
    yield as_predicted("bell-ghz-bits.toy", context.backends)


def wins(share: Fraction) -> Callable[[Any], bool]:
    """The total is 1 unless s and t are both 0, in this share of the rounds."""

    def judge(told: Any) -> bool:
        listed = told.marginal(["s", "t", "total"]).probabilities or {}
        return bool(sum(p for (s, t, total), p in listed.items() if total == (s or t)) == share)

    return judge


PHENOMENON = Phenomenon(
    name="bell",
    item="Bell inequality violations",
    slide="Categorizing quantum phenomena",
    order=240,
    statement="No experiment of the toy theory violates a Bell inequality, for any d and number of systems: its "
    "ontic states are a local model, as are those of restricted Liouville mechanics. On qudits with odd d stabilizer "
    "theory predicts the same. On two qubits no stabilizer state and no Pauli measurements exceed 2 in the CHSH "
    "inequality; on three, Mermin's sum is 4 in the 432 pure states in which no system is by itself, and 2 at most "
    "in the toy theory.",
    standing={"bits": "does not arise", "trits": "does not arise", "dits": "does not arise", "modes": "does not arise"},
    puzzle="Outcomes far apart agree more than any values that they could have had beforehand allow.",
    story="Every run is one ontic state. What is found at one place is a coordinate of the system there, and "
    "measuring kicks only that system, so outcomes are values that were there, correlated by a common past. Such "
    "values win the game of three in three rounds of four at most. Quantum theory's three systems win always, and "
    "that is not to be had.",
    runs=(
        Run(
            "bell-game-bits.toy",
            "a game for three: these measurements win one round of four in the toy theory, all on qubits",
            wins(Fraction(1, 4)),
            quantum=wins(Fraction(1)),
        ),
        Run(
            "bell-ghz-bits.toy",
            "one round of it: the outcomes add up to 0 in the toy theory, to 1 on qubits",
            adds_up_to(0, "a", "b", "c"),
            quantum=adds_up_to(1, "a", "b", "c"),
        ),
        Run("bell-ghz-trits.toy", "three trits: both theories agree", adds_up_to(0, "a", "b", "c")),
        Run(
            "bell-bits-control.toy",
            "without the correlations of three the sum is open in both theories",
            possible(("a", "b", "c"), {(0, b, c) for b in (0, 1) for c in (0, 1)}),
            control=True,
        ),
    ),
    universal=universal,
    parts=(
        theory("the toy theory is local: every d and number of systems, and modes", "local-values"),
        theory("odd d: stabilizer theory predicts the same", "theorem"),
        theory("two systems: CHSH, all states and settings", "chsh"),
        theory("three systems: Mermin's sum, all pure states and settings", "all-mermin"),
        theory("no local values for three qubits", "ghz"),
        code("the sign defect says where bits differ from qubits", "sign-defect"),
    ),
    limit="With two qubits stabilizer states and Pauli measurements show no violation of CHSH either; it needs "
    "three, or measurements outside. Modes: that Gaussian quantum theory predicts the same as its Liouville "
    "counterpart is what the claims gaussian.* say.",
    reading="A violation is one of the inequality's bound for local values, in the theory's own experiments.",
    references=(
        "J. Bell, Physics 1, 195 (1964)",
        "J. Clauser, M. Horne, A. Shimony, R. Holt, Phys. Rev. Lett. 23, 880 (1969)",
        "N. D. Mermin, Phys. Rev. Lett. 65, 1838 (1990)",
        "D. Schmid, H. Du, J. Selby, M. Pusey, arXiv:2101.06263",
    ),
)
