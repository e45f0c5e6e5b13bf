"""How often detectors fire, exactly, where the outcomes are far too many to be told jointly."""

from fractions import Fraction

import pytest
import stim

from equivalence.comparison.well_formed import Malformed
from equivalence.comparison.whole import computed
from quantum_ref.stim.backend import StimBackend
from quantum_ref.stim.reading import from_stim
from toytheory import parse_experiment
from toytheory.discrete.backends.epistemic import EpistemicBackend

BACKENDS = [EpistemicBackend(), StimBackend()]


def fired(found):
    return {name: part.probabilities.get((1,), Fraction(0)) for name, part in found.items()}


def told_by_stims_error_model(circuit):
    """The rates that Stim's own analysis of the circuit gives: every mechanism flips its targets independently."""
    kept = {f"D{k}": 1.0 for k in range(circuit.num_detectors)}
    kept |= {f"L{k}": 1.0 for k in range(circuit.num_observables)}
    for instruction in circuit.detector_error_model().flattened():
        if instruction.type == "error":
            for target in instruction.targets_copy():
                kept[str(target)] *= 1 - 2 * instruction.args_copy()[0]
    return {name: (1 - each) / 2 for name, each in kept.items()}


@pytest.mark.parametrize("backend", BACKENDS, ids=lambda backend: backend.name)
@pytest.mark.parametrize("task", ["surface_code:rotated_memory_z", "repetition_code:memory"])
def test_the_rates_of_a_code_are_those_of_stims_error_model(backend, task):
    circuit = stim.Circuit.generated(
        task,
        distance=3,
        rounds=2,
        after_clifford_depolarization=0.001,
        before_measure_flip_probability=0.002,
        after_reset_flip_probability=0.003,
    )
    answer = computed(backend, from_stim(circuit))
    found = fired({**answer.parts.detectors, **answer.parts.observables})
    assert len(found) == circuit.num_detectors + circuit.num_observables
    wanted = told_by_stims_error_model(circuit)
    assert [float(found[name]) for name in found] == pytest.approx([*wanted.values()], abs=1e-12)


def test_the_two_sides_give_the_same_fractions():
    circuit = stim.Circuit.generated(
        "surface_code:rotated_memory_x", distance=3, rounds=2, before_measure_flip_probability=0.01
    )
    theory, quantum = (computed(backend, from_stim(circuit)) for backend in BACKENDS)
    assert theory.joint is None
    assert quantum.joint is None
    assert fired(theory.parts.all) == fired(quantum.parts.all)
    assert any(0 < rate < Fraction(1, 2) for rate in fired(theory.parts.detectors).values())


def test_each_parity_of_distance_five_over_five_rounds_is_told_by_itself():
    circuit = stim.Circuit.generated(
        "surface_code:rotated_memory_z",
        distance=5,
        rounds=5,
        before_round_data_depolarization=0.003,
        before_measure_flip_probability=0.002,
    )
    experiment = from_stim(circuit)
    theory, quantum = (computed(backend, experiment) for backend in BACKENDS)
    found = fired({**theory.parts.detectors, **theory.parts.observables})
    assert len(found) == 120 + 1
    assert found == fired({**quantum.parts.detectors, **quantum.parts.observables})
    wanted = told_by_stims_error_model(circuit)
    assert [float(found[name]) for name in found] == pytest.approx([*wanted.values()], abs=1e-12)


@pytest.mark.parametrize("backend", BACKENDS, ids=lambda backend: backend.name)
def test_one_parity_of_two_hundred_outcomes_under_a_condition(backend):
    """Coins, of which the last is one; a report of the sum of the first and the last needs none of the others."""
    lines = ["system 200 bits"]
    lines += [f"measure X{k} as c{k}" for k in range(1, 201)]
    lines += ["let parity = c1 + c200", "let no = c200 + 1", "condition c200 = 1", "report parity, no"]
    answer = computed(backend, parse_experiment("\n".join(lines)))
    assert answer.joint.probabilities == {(0, 0): Fraction(1, 2), (1, 0): Fraction(1, 2)}
    assert answer.joint.condition_probability == Fraction(1, 2)


def test_a_backend_that_tells_the_wrong_parts_is_caught():
    class Forgetful(EpistemicBackend):
        def marginals(self, experiment, asked):
            return super().marginals(experiment, asked)[:-1]

    with pytest.raises(Malformed, match="one distribution for each group"):
        computed(Forgetful(), parse_experiment("system 1 bit\nmeasure X1 as a\nmeasure P1 as b\nreport b"))
