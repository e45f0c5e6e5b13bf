from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest
from odd_faults import QUANTUM_FAULTS, SAME_QUANTUM, SAME_TOY, TOY_FAULTS

from equivalence.engine.decide import examined
from equivalence.engine.verdict import Check
from equivalence.theorems.odd import states, transformations
from equivalence.theorems.odd.instruments import kernels, sampled_kernels
from equivalence.theorems.odd.measurements import sampled_statistics, statistics
from equivalence.theorems.odd.routines import QUANTUM, TOY, OddQuantum, OddToy
from equivalence.theorems.odd.states import phase_point_traces, wigner_functions
from equivalence.theorems.odd.transformations import displacements, generators, named_unitaries, symplectic_group_action
from equivalence.theorems.odd.updates import post_measurement_states, sampled_updates
from toytheory.discrete.enumeration import isotropic_modules, symplectic_group

Run = Callable[[OddToy, OddQuantum], Check]


def rng() -> np.random.Generator:
    return np.random.default_rng(2)


CHECKS: dict[str, Run] = {
    "wigner-functions": lambda toy, quantum: wigner_functions(3, 1, toy, quantum),
    "wigner-functions of two": lambda toy, quantum: wigner_functions(3, 2, toy, quantum),
    "wigner-functions of nine": lambda toy, quantum: wigner_functions(9, 1, toy, quantum),
    "phase-point-traces": lambda toy, quantum: phase_point_traces(3, 1, quantum),
    "symplectic-maps": lambda toy, quantum: symplectic_group_action(3, 1, toy, quantum),
    "displacements": lambda toy, quantum: displacements(3, 1, toy, quantum),
    "named-maps": lambda toy, quantum: named_unitaries(3, toy, quantum),
    "generators": lambda toy, quantum: generators(3, 2, toy, quantum),
    "statistics": lambda toy, quantum: statistics(3, 1, toy, quantum),
    "statistics of five": lambda toy, quantum: statistics(5, 1, toy, quantum),
    "sampled-statistics": lambda toy, quantum: sampled_statistics(3, 2, 20, rng(), 2, toy, quantum),
    "kernels": lambda toy, quantum: kernels(3, 1, toy, quantum),
    "sampled-kernels": lambda toy, quantum: sampled_kernels(3, 2, 10, rng(), 2, toy, quantum),
    "post-measurement-states": lambda toy, quantum: post_measurement_states(3, 1, toy, quantum),
    "post-measurement-states, some": lambda toy, quantum: post_measurement_states(3, 1, toy, quantum, every=False),
    "sampled-updates": lambda toy, quantum: sampled_updates(3, 2, 20, rng(), 2, toy, quantum),
}


def name_of(check: str) -> str:
    return check.split(" of ")[0].split(",")[0]


STATES = ["wigner-functions"]
STATISTICS = ["statistics", "sampled-statistics"]
UPDATES = ["post-measurement-states", "post-measurement-states, some", "sampled-updates"]
CAUGHT_BY: dict[str, list[str]] = {
    # the toy side
    "valuation dropped": [*STATES, *STATISTICS],
    "sign of values flipped": [*STATES, *STATISTICS],
    "x and p swapped": [*STATES, *STATISTICS],
    "systems permuted": ["wigner-functions of two", "sampled-statistics"],
    "nothing possible": [*STATES, *STATISTICS],
    "one state wrong": STATES,
    "support short of one": STATES,
    "maps inverted": ["symplectic-maps"],
    "maps one by one inverted": ["symplectic-maps", "named-maps", "generators"],
    "shift's sign flipped": ["displacements"],
    "outcomes without offset": STATISTICS,
    "outcomes without constants": STATISTICS,
    "outcomes all certain": STATISTICS,
    "kernel without disturbance": ["kernels", "sampled-kernels"],
    "kernel kicks x for p": ["kernels", "sampled-kernels"],
    "kernel not normalised": ["kernels", "sampled-kernels"],
    "update without disturbance": UPDATES,
    "update forgets": ["sampled-updates"],
    "update without constants": ["sampled-updates"],
    "update allows everything": UPDATES,
    # the quantum side
    "Wigner function transposed": [*STATES, "phase-point-traces", "kernels", *UPDATES],
    "Wigner function without 1/2": [*STATES, "phase-point-traces", "kernels"],
    "Wigner function of permuted systems": ["wigner-functions of two", "sampled-updates"],
    "Wigner function not real": [*STATES, "kernels", *UPDATES],
    "Weyl phase without 1/2": [*STATES, *STATISTICS],
    "projectors conjugated": [*STATES, "kernels", *UPDATES],  # of states and effects alike: statistics do not tell
    "values negated": [*STATES, "kernels", *UPDATES],
    "values off by one": [*STATES, "wigner-functions of nine"],  # where 3X = 1 comes out possible
    "no states at all": [*STATES, *STATISTICS, "kernels", *UPDATES],
    "unitaries inverted": ["symplectic-maps", "generators", "named-maps"],
    "one phase of one unitary wrong": ["symplectic-maps", "generators"],
    "a row of zeros": ["symplectic-maps", "generators"],
    "fourier inverted": ["named-maps"],
    "sum the other way": ["named-maps"],
    "displacement of p negated": ["displacements"],
    "phase points with p negated": ["phase-point-traces", "symplectic-maps", "displacements"],
}


def planted() -> Iterable[Any]:
    for fault, checks in CAUGHT_BY.items():
        for check in checks:
            yield pytest.param(fault, check, id=f"{fault}: {check}")


@pytest.mark.parametrize(("fault", "check"), list(planted()))
def test_a_planted_fault_is_caught_by_name_with_a_witness(fault: str, check: str) -> None:
    found = CHECKS[check](TOY_FAULTS.get(fault, TOY), QUANTUM_FAULTS.get(fault, QUANTUM))
    assert (found.name, found.status) == (name_of(check), "fails")
    assert found.witness
    json.dumps(examined(found).witness)
    assert examined(found).status == "fails"


def test_every_fault_is_used_and_every_check_catches_one() -> None:
    assert set(CAUGHT_BY) == {*TOY_FAULTS, *QUANTUM_FAULTS}
    assert {name_of(check) for checks in CAUGHT_BY.values() for check in checks} == {name_of(c) for c in CHECKS}


@pytest.mark.parametrize("check", list(CHECKS))
def test_the_real_routines_hold(check: str) -> None:
    found = CHECKS[check](TOY, QUANTUM)
    assert (found.name, found.status, found.witness) == (name_of(check), "holds", None)
    assert found.cases > 0


@pytest.mark.parametrize("check", list(CHECKS))
def test_rewrites_that_change_nothing_are_not_reported(check: str) -> None:
    assert CHECKS[check](SAME_TOY, SAME_QUANTUM).status == "holds"


def test_a_state_or_a_map_that_is_missing_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    modules, group = isotropic_modules(3, 1), symplectic_group(3, 1)
    monkeypatch.setattr(states, "isotropic_modules", lambda d, n: modules[:-1])
    monkeypatch.setattr(transformations, "symplectic_group", lambda d, n: group[:-1])
    found = wigner_functions(3, 1)
    assert (found.status, found.witness) == ("fails", {"d": 3, "n": 1, "states": 10, "closed_formula": 13})
    found = symplectic_group_action(3, 1)
    assert (found.status, found.witness) == ("fails", {"d": 3, "n": 1, "maps": 23, "closed_formula": 24})
