"""The Bell-Kochen-Specker theorem: values that fit whatever else is measured."""

from __future__ import annotations

from collections.abc import Iterator

from equivalence.engine.parts import code, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.nogo.kochen_specker import all_squares, square_refuted, toy_assignment
from equivalence.theorems.odd.proof import theorem
from equivalence.theorems.phenomena.ontic_values import values_in_company
from equivalence.theorems.phenomena.sign_defects import as_predicted

from .judges import adds_up_to, both, possible
from .phenomenon import Phenomenon, Run, certain, uniform


def universal(context: Context) -> Iterator[Check]:
    """Values of the toy theory, the square on qubits, odd d, and where bits differ."""
    yield values_in_company()
    yield square_refuted()
    yield all_squares()
    yield toy_assignment()
    yield theorem()
    yield as_predicted("kochen-specker-bits.toy", context.backends)


PHENOMENON = Phenomenon(
    name="kochen-specker",
    item="Bell-Kochen-Specker theorem",
    slide="Categorizing quantum phenomena",
    order=241,
    statement="In the toy theory every variable has a value in every run, the same whatever commuting variables are "
    "measured with or before it, for every d and number of systems, and for modes; on qudits with odd d stabilizer "
    "theory predicts the same. On two qubits no values fit all Pauli products: each of the ten squares refutes them, "
    "and the toy theory's values violate exactly the contexts whose product has the sign -.",
    standing={"bits": "does not arise", "trits": "does not arise", "dits": "does not arise", "modes": "does not arise"},
    puzzle="Nine observables of two systems cannot all have values that their measurements reveal: what is found must "
    "depend on what else is measured.",
    story="F(m) is a number for every ontic state m, and measuring what commutes with F kicks m in directions in "
    "which F does not change. So values are revealed, in any company. Sums of variables have sums of values; the "
    "product ZZ XX = -YY would need a sum with one too many.",
    runs=(
        Run(
            "kochen-specker-bits.toy",
            "one context of the square: the outcomes add up to 0 in the toy theory, to 1 on qubits",
            adds_up_to(0, "a", "b", "c"),
            quantum=adds_up_to(1, "a", "b", "c"),
        ),
        Run(
            "kochen-specker-trits.toy",
            "trits: the third outcome is the sum of the others in both theories",
            possible(("a", "b", "c"), {(a, b, (a + b) % 3) for a in range(3) for b in range(3)}),
        ),
        Run(
            "kochen-specker-again-trits.toy",
            "the same value in another company; another one after a kick",
            both(certain("kept", 0), uniform("kicked")),
        ),
        Run(
            "kochen-specker-bits-control.toy",
            "a context without the sign: both theories agree",
            adds_up_to(0, "a", "b", "c"),
            control=True,
        ),
    ),
    universal=universal,
    parts=(
        theory("the toy theory: values fixed, every d and number of systems, and modes", "values-in-company"),
        theory("odd d: stabilizer theory predicts the same", "theorem"),
        theory("two qubits: no values fit", "square", "all-squares"),
        theory("which contexts the toy theory's values violate", "toy-assignment"),
        code("the sign defect says where bits differ from qubits", "sign-defect"),
    ),
    limit="One qubit has noncontextual values for Pauli measurements (docs/nogo.md). What is contextual in qubit "
    "theory is exactly what the toy theory of bits misses: a sign.",
    reading="Contextual means here: no values of observables, one for all contexts, fit the certain relations "
    "between them.",
    references=(
        "S. Kochen, E. Specker, J. Math. Mech. 17, 59 (1967)",
        "A. Peres, Phys. Lett. A 151, 107 (1990); N. D. Mermin, Rev. Mod. Phys. 65, 803 (1993)",
        "D. Schmid, H. Du, J. Selby, M. Pusey, arXiv:2101.06263",
    ),
)
