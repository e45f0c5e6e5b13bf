"""Experiments as gates with readings that are called as the outcomes: no package is needed for that."""

from __future__ import annotations

import pytest

from equivalence.conversions import map_from_galois, state_from_galois
from equivalence.conversions.programs import program_for
from quantum_ref.adapters.cirq import CirqClifford, CirqQudits
from toytheory import EpistemicState, SymplecticMap, parse_experiment
from toytheory.adapting.program import Read, Shift
from toytheory.errors import InputError


def test_readings_are_called_as_the_outcomes_and_what_stands_for_ignorance_is_told_apart():
    text = "system 2 bits\nprepare X1 = 0\nmeasure X1 as here\ndisplace X2 by here\nmeasure P2 as there"
    program = program_for(CirqClifford(), parse_experiment(text), "Cirq")
    reads = [step.name for step in program.instructions if isinstance(step, Read)]
    assert [name for name in reads if not name.startswith("unknown_")] == ["here", "there"]
    assert tuple(reads) == program.reads
    fed = [step.terms for step in program.instructions if isinstance(step, Shift) and step.terms]
    assert (("here", 1),) in fed


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("system 1 mode\nmeasure X as a", "no circuit of Cirq"),
        ("system 1 trit\nmeasure X as a", "no circuit of Cirq"),
        ("system 1 bit\nprepare X = 0\nmeasure X as a\ncondition a = 0", "conditions"),
        ("system 1 bit\nprepare X = 0\nmeasure X + 1 as a", "sum of readings"),
        ("system 70 bits\nmeasure X70 as a", "no circuit of Cirq"),
    ],
)
def test_what_has_no_circuit_is_refused(text, told):
    with pytest.raises(InputError, match=told):
        program_for(CirqClifford(), parse_experiment(text), "Cirq")


def test_a_circuit_that_is_too_large_is_refused():
    with pytest.raises(InputError, match="no circuit of Cirq"):
        program_for(CirqQudits(), parse_experiment("system 9 trits\nprepare X9 = 1\nmeasure X9 as a"), "Cirq")


class Field(list):
    """What is read of an array over GF(3), for where there is no galois."""

    degree, characteristic = 1, 3


def test_arrays_over_a_field_are_states_and_maps():
    assert state_from_galois(Field([[1, 0, 2, 0]]), Field([1])) == EpistemicState.from_known("X1 - X2 = 1", 3, 2)
    assert map_from_galois(Field([[0, 1], [2, 0]]), Field([0, 0])) == SymplecticMap.named("fourier", [0], 3, 1)
    with pytest.raises(InputError, match="prime number"):
        state_from_galois([[1, 0]], [0])
