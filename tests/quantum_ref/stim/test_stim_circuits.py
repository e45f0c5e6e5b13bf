"""Stim circuits in and out: gates against Stim's own tableau, samples against Stim's own sampler, round trips."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import stim
from backend_cases import BITS_WITH_CERTAIN_OUTCOMES, improbable, listed, uniform_on

from equivalence.comparison.whole import computed
from equivalence.experiments.random_discrete import Shape, random_experiment
from quantum_ref.hilbert.backend import HilbertBackend
from quantum_ref.stim import circuits as stim_circuits
from quantum_ref.stim import reading as stim_reading
from quantum_ref.stim.backend import StimBackend
from quantum_ref.stim.circuits import from_stim, to_stim
from toytheory.errors import CannotRun, InputError
from toytheory.language.experiment import Experiment
from toytheory.language.reading import format_experiment, parse_experiment
from toytheory.language.steps import Condition, Noise, Prepare, Transform

SHOTS = 4000


def hilbert(circuit: str | stim.Circuit):
    return computed(HilbertBackend(), from_stim(stim.Circuit(str(circuit)))).joint


def counts(circuit: stim.Circuit) -> dict:
    rows = circuit.compile_sampler(seed=5).sample(SHOTS).astype(int)
    found, numbers = np.unique(rows, axis=0, return_counts=True)
    return {tuple(row): int(k) for row, k in zip(found.tolist(), numbers, strict=True)}


# reading


def choi_circuit(name: str, targets: str, count: int) -> tuple[stim.Circuit, tuple[int, ...]]:
    """Halves of Bell pairs through a gate; every Pauli product that is certain afterwards, and its value."""
    circuit = stim.Circuit()
    for k in range(count):
        circuit += stim.Circuit(f"H {k}\nCX {k} {k + count}")
    circuit += stim.Circuit(f"{name} {targets}")
    simulator = stim.TableauSimulator()
    simulator.do(circuit)
    values = []
    for letters in product("IXYZ", repeat=2 * count):
        expectation = simulator.peek_observable_expectation(stim.PauliString("".join(letters)))
        factors = [f"{letter}{q}" for q, letter in enumerate(letters) if letter != "I"]
        if expectation and factors:
            circuit += stim.Circuit("MPP " + "*".join(factors))
            values.append(int(expectation == -1))
    assert len(values) == 4**count - 1
    return circuit, tuple(values)


GATES = sorted(name for name, data in stim.gate_data().items() if data.is_unitary and not name.startswith("SPP"))


@pytest.mark.parametrize("name", GATES)
def test_every_clifford_gate_is_read_with_its_signs(name):
    count = 2 if stim.gate_data(name).is_two_qubit_gate else 1
    circuit, values = choi_circuit(name, "0 1" if count == 2 else "0", count)
    assert hilbert(circuit).probabilities == {values: 1}


@pytest.mark.parametrize("name", ["SPP", "SPP_DAG"])
@pytest.mark.parametrize("factors", ["X0", "!Y0", "Z0*Y1", "!X1*Z0"])
def test_roots_of_pauli_products_are_read(name, factors):
    circuit, values = choi_circuit(name, factors, 2 if "1" in factors else 1)
    assert hilbert(circuit).probabilities == {values: 1}


def test_a_gate_read_backwards_is_caught(monkeypatch):
    right = stim_reading.tableau_map

    def backwards(gate):
        inverse = stim.Circuit(gate).inverse()
        return right(str(inverse))

    monkeypatch.setattr(stim_reading, "tableau_map", backwards)
    circuit, values = choi_circuit("C_XYZ", "0", 1)
    assert hilbert(circuit).probabilities != {values: 1}


CIRCUITS = {
    "qubits begin in |0>": "M 0 1",
    "bases": "H 0\nS 0\nMY 0\nH 1\nMX !1\nM !0 1",
    "resets": "H 0\nCX 0 1\nR 0\nRX 1\nM 0\nMX 1\nRY 0\nMY 0\nMR 1\nM 1",
    "measured resets": "H 0\nCX 0 1\nMR 0\nM 0 1\nMRX !1\nMX 1\nMRY 0\nMY !0",
    "pairs": "MXX 0 1 !2 3\nMYY 0 1\nMZZ !0 1 2 3\nMXX 0 !1",
    "products": "MPP X0*X1 !Z0*Z1 Y0*!Y1 X0*X0*Z1 Z2\nM 0 1",
    "padding": "MPAD 0 1\nX 0\nM 0",
    "feedback": "H 0 1\nM 0 1\nCX rec[-1] 2\nCZ rec[-2] 3 2 rec[-1]\nH 3\n"
    "CY rec[-2] 3\nXCZ 0 rec[-2]\nYCZ 1 rec[-1]\nM 0 1 2 3",
    "records control records": "H 0\nM 0 0\nCZ rec[-1] rec[-2]\nM 0",
    "loops": "H 0\nREPEAT 3 {\n  M 0\n  REPEAT 2 {\n    H 0\n    S 0\n  }\n}\nM 0",
    "annotations": "QUBIT_COORDS(1) 0\nH 0\nTICK\nM 0\nDETECTOR(0) rec[-1]\nSHIFT_COORDS(1)\n"
    "OBSERVABLE_INCLUDE(0) rec[-1]",
    "identities": "I 0\nII 0 1\nI_ERROR(0.5) 0\nII_ERROR(0.5) 0 1\nM 0",
    "errors": "X_ERROR(0.25) 0\nH 1\nZ_ERROR(0.125) 1\nH 2\nS 2\nY_ERROR(0.5) 2\nX_ERROR(0.25) 2\nM 0\nMX 1\nMY 2",
    "depolarising": "H 0\nCX 0 1\nDEPOLARIZE1(0.3) 0\nDEPOLARIZE2(0.4) 0 1\nMPP X0*X1 Z0*Z1",
    "channels": "H 1\nPAULI_CHANNEL_1(0.1,0.2,0.3) 0 1\nM 0\nMX 1\n"
    "PAULI_CHANNEL_2(0.01,0.02,0.03,0.04,0.05,0.06,0.07,0.08,0.09,0.1,0.11,0.12,0.02,0.03,0.04) 0 1\nM 0\nMX 1",
    "correlated": "E(0.25) X0 X1\nELSE_CORRELATED_ERROR(0.5) X1 Y2\nELSE_CORRELATED_ERROR(0.25) X0\n"
    "E(0.5) X2 Z2\nM 0 1 2",
    "noisy results": "H 0\nM(0.125) 0 0\nMPP(0.25) X0*X1\nMR(0.1) 1\nMXX(0.2) 0 1\nMPAD(0.5) 1\nM 0 1",
    "heralded noise": "H 1\nHERALDED_ERASE(0.25) 0 1\nHERALDED_PAULI_CHANNEL_1(0.1,0.2,0.1,0.05) 0\nM 0\nMX 1",
    "the code of three bits": "R 0 1 2 3 4\nX_ERROR(0.1) 0 1 2\nCX 0 3 1 3 1 4 2 4\nMR 3 4\nM 0 1 2",
}


@pytest.mark.parametrize("name", CIRCUITS)
def test_circuits_read_have_the_distribution_that_stim_samples(name):
    circuit = stim.Circuit(CIRCUITS[name])
    found = hilbert(circuit)
    assert computed(StimBackend(), from_stim(circuit)).joint == found
    assert improbable(counts(circuit), SHOTS, found) == []


def test_probabilities_are_read_as_decimals():
    steps = from_stim(stim.Circuit("PAULI_CHANNEL_1(0.1, 0.2, 0.05) 0\nDEPOLARIZE1(0.1) 0\nDEPOLARIZE2(0.3) 0 1")).steps
    first, second, third = (dict(step.weights) for step in steps if isinstance(step, Noise))
    assert first == {(0, 0): Fraction(13, 20), (1, 0): Fraction(1, 10), (1, 1): Fraction(1, 5), (0, 1): Fraction(1, 20)}
    assert second == {(0, 0): Fraction(9, 10), **dict.fromkeys([(1, 0), (1, 1), (0, 1)], Fraction(1, 30))}
    assert third[0, 0, 0, 0] == Fraction(7, 10)
    assert {w for key, w in third.items() if any(key)} == {Fraction(1, 50)}


def test_probabilities_that_exceed_one_by_rounding_are_scaled():
    third = 0.33333333333333337
    circuit = stim.Circuit()
    circuit.append("PAULI_CHANNEL_1", [0], [third] * 3)
    (noise,) = (step for step in from_stim(circuit).steps if isinstance(step, Noise))
    assert dict(noise.weights) == {(0, 0): 0, **dict.fromkeys([(1, 0), (1, 1), (0, 1)], Fraction(1, 3))}


def test_an_experiment_read_begins_with_all_values_of_x_known_and_uses_names():
    experiment = from_stim(stim.Circuit("H 0\nS_DAG 1\nCX 0 1\nCZ 1 0\nSWAP 0 1\nS 0\nM 0 1"))
    first, *rest = experiment.steps
    assert isinstance(first, Prepare)
    assert (first.values, first.systems) == ((0, 0), (0, 1))
    names = [(step.name, step.systems) for step in rest if isinstance(step, Transform)]
    assert names == [
        ("fourier", (0,)),
        ("phase", (1,)),
        ("sum", (0, 1)),
        ("cphase", (1, 0)),
        ("swap", (0, 1)),
        (None, (0,)),
    ]
    assert experiment.outcomes == ("m1", "m2")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "without qubits"),
        ("M 0\nOBSERVABLE_INCLUDE(0) X0", "of a Pauli operator"),
        ("CX sweep[0] 0", "sweep bit"),
        ("M 0\nELSE_CORRELATED_ERROR(0.1) X0", "right before"),
        ("E(0.1) X0\nH 0\nELSE_CORRELATED_ERROR(0.1) X0", "right before"),
        ("MPP X0*Y0*Z0*Z1", "not Hermitian"),
        ("SPP X0*Y0", "not Hermitian"),
        ("REPEAT 1000000 {\n  H 0\n  REPEAT 1000000 {\n    H 0\n  }\n}", "more than"),
        ("M 0\nCX rec[-2] 0", "looks back behind the first of 1 records"),
        ("M 0\nDETECTOR rec[-1] rec[-5]", "looks back behind the first of 1 records"),
    ],
)
def test_what_the_language_cannot_say_is_refused(text, told):
    with pytest.raises(InputError, match=told) as caught:
        from_stim(stim.Circuit(text))
    assert caught.value.mend


def test_a_chain_without_any_error_does_nothing():
    assert hilbert("E(0.5)\nELSE_CORRELATED_ERROR(0.5) X0\nM 0").probabilities == {
        (0,): Fraction(3, 4),
        (1,): Fraction(1, 4),
    }
    assert hilbert("E(0.5)\nM 0").probabilities == {(0,): 1}


# writing


def written(text: str) -> str:
    return str(to_stim(listed(text)))


def test_circuits_are_written_as_one_would_write_them():
    text = (
        "system 2 bits\nprepare X1 = 1, P2 = 0\nfourier 1\nphase 2\nsum 1 2\ncphase 1 2\nswap 1 2\nmultiply 1 by 1\n"
        "measure X1, P2 + 1 as a, b\nmeasure X1 + P1 + X2 as c\ndisplace X1 by a + c + 1, P2 by b\ndiscard 2\n"
        "measure X1 - X1 + 1"
    )
    assert written(text).splitlines() == [
        "R 0",
        "RX 1",
        "X 0",
        "H 0",
        "S_DAG 1",
        "CX 0 1",
        "CZ 0 1",
        "SWAP 0 1",
        "M 0",
        "MX !1",
        "MPP Y0*Z1",
        "X 0",
        "CX rec[-3] 0 rec[-1] 0",
        "CZ rec[-2] 1",
        "MPAD 1",
    ]


def test_unknown_systems_are_depolarised_completely():
    assert written("system 2 bits\nmeasure X1, P2").splitlines() == ["R 0 1", "DEPOLARIZE1(0.75) 0 1", "M 0", "MX 1"]


def test_noise_becomes_a_channel_or_a_chain():
    one = "system 1 bit\nprepare X1 = 0\nnoise X1, P1 by 0,0: 0.5, 1,0: 0.25, 1,1: 0.125, 0,1: 0.125"
    assert "PAULI_CHANNEL_1(0.25, 0.125, 0.125) 0" in written(one)
    two = "system 2 bits\nprepare X1 = 0, X2 = 0\nnoise X1, P2 by 0,0: 0.75, 1,1: 0.25"
    assert written(two).splitlines()[-1] == "E(0.25) X0 Z1"
    more = "system 2 bits\nprepare X1 = 0, X2 = 0\nnoise X1, P2 by 0,0: 0.5, 1,1: 0.25, 1,0: 0.25"
    assert "PAULI_CHANNEL_2(0, 0, 0, 0.25, 0, 0, 0.25, 0" in written(more)
    three = "system 3 bits\nprepare X1 = 0, X2 = 0, X3 = 0\nnoise X1, P2, X3 by 0,0,0: 1/2, 1,1,1: 1/4, 1,0,0: 1/4"
    assert written(three).splitlines()[-2:] == ["E(0.25) X0 Z1 X2", "ELSE_CORRELATED_ERROR(0.333333) X0"]
    assert written("system 1 bit\nprepare X1 = 0\nnoise X1 by 0: 1") == "R 0"


@pytest.mark.parametrize("task", ["repetition_code:memory", "surface_code:rotated_memory_x"])
def test_noise_is_written_in_words_that_stims_error_analysis_takes(task):
    rates = {"after_clifford_depolarization": 0.001, "before_round_data_depolarization": 0.004,
             "before_measure_flip_probability": 0.002, "after_reset_flip_probability": 0.003}  # fmt: skip
    circuit = stim.Circuit.generated(task, distance=3, rounds=2, **rates)
    back = to_stim(from_stim(circuit))
    expected, found = circuit.detector_error_model(), back.detector_error_model()
    assert found.num_errors == expected.num_errors > 10
    assert found.approx_equals(expected.flattened(), atol=1e-12)


def test_what_let_names_is_a_record_too():
    text = "system 1 bit\nprepare X = 0\nmeasure P as a\nlet b = a + 1\nmeasure P + 1 as c\nobservable b + c"
    assert written(text).splitlines()[2:] == ["R 1", "X 1", "CX rec[-1] 1", "M 1", "MX !0",
                                              "OBSERVABLE_INCLUDE(0) rec[-2] rec[-1]"]  # fmt: skip
    assert set(counts(to_stim(listed(text)))) == {(0, 1, 1), (1, 0, 0)}


def test_the_round_before_the_first_is_no_record():
    text = "system 1 bit\nprepare X = 0\nrepeat 2\nmeasure X as s\nlet t = s + s[-1]\nend"
    circuit = to_stim(listed(text))
    assert set(counts(circuit)) == {(0, 0, 0, 0)}


def test_a_circuit_has_qubits_though_nothing_happens():
    assert written("system 2 bits") == "I 0 1"


@pytest.mark.parametrize("name", BITS_WITH_CERTAIN_OUTCOMES)
def test_written_circuits_have_the_certain_outcomes(name):
    text, outcome = BITS_WITH_CERTAIN_OUTCOMES[name]
    assert counts(to_stim(listed(text))) == {outcome: SHOTS}


def unconditioned(experiment: Experiment) -> Experiment:
    """Without conditions, and with weights of noise that are short decimals."""
    steps = []
    for step in experiment.steps:
        if isinstance(step, Noise):
            keys = [key for key, _ in step.weights]
            shares = [Fraction(1, 2 ** (k + 1)) for k in range(len(keys) - 1)]
            step = Noise(step.coordinates, tuple(zip(keys, [*shares, 1 - sum(shares)], strict=True)))
        if not isinstance(step, Condition):
            steps.append(step)
    return Experiment(experiment.system, tuple(steps))


@pytest.mark.parametrize("number", range(60))
def test_a_round_trip_keeps_the_distribution(number):
    shape = Shape(2, 1 + number % 3, outcomes=5)
    experiment = unconditioned(random_experiment(np.random.default_rng([8, number]), shape))
    back = from_stim(to_stim(experiment))
    found, expected = StimBackend().distribution(back), StimBackend().distribution(experiment)
    if any(isinstance(s, Noise) and len({c // 2 for c in s.coordinates}) > 2 for s in experiment.steps):
        assert {k: float(p) for k, p in found.probabilities.items()} == pytest.approx(
            {k: float(p) for k, p in expected.probabilities.items()}
        )
    else:
        assert found.probabilities == expected.probabilities


@pytest.mark.parametrize("number", range(20))
def test_stims_sampler_agrees_with_the_exact_distribution_of_what_was_written(number):
    experiment = unconditioned(random_experiment(np.random.default_rng([9, number]), Shape(2, 3, outcomes=4)))
    expected = HilbertBackend().distribution(experiment)
    assert improbable(counts(to_stim(experiment)), SHOTS, expected) == []


def test_the_test_of_samples_rejects_a_wrong_distribution():
    fair = uniform_on([(0,), (1,)], 2, ["a"])
    assert improbable(counts(stim.Circuit("X_ERROR(0.4) 0\nM 0")), SHOTS, fair)
    assert not improbable(counts(stim.Circuit("H 0\nM 0")), SHOTS, fair)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("system 1 bit\nmeasure X1 as a\ncondition a = 0", "conditions have no counterpart"),
        ("system 1 trit\nmeasure X1", "no Stim circuit"),
        ("system 1 bit\nmeasure X as a\n\nreport a", "line 4, column 1: a report has no counterpart"),
        ("system 1 bit\nmeasure X as a\nwhen a = 0\nfourier 1\nend", "line 3, column 1: .* does not follow branches"),
        ("system 1 bit\nrepeat 1000000\nfourier 1\nfourier 1\nend", "line 2, column 1: .* steps"),
    ],
)
def test_what_stim_cannot_say_is_refused(text, told):
    with pytest.raises(InputError, match=told) as caught:
        to_stim(listed(text))
    assert caught.value.mend


def test_a_condition_is_named_with_its_place():
    with pytest.raises(InputError, match="line 3"):
        to_stim(listed("system 1 bit\nmeasure X1 as a\ncondition a = 0"))


def test_a_joint_preparation_too_large_for_synthesis_is_declined(monkeypatch):
    monkeypatch.setattr(stim_circuits, "LARGEST_BLOCK", 1)
    with pytest.raises(CannotRun, match="prepared jointly"):
        written("system 2 bits\nprepare X1 + X2 = 0")


@pytest.mark.parametrize("code", ["repetition_code:memory", "surface_code:rotated_memory_x"])
def test_detectors_come_back_with_their_places_and_rates(code):
    """What is read and written again has the detection events of the circuit, by Stim's own sampler."""
    circuit = stim.Circuit.generated(
        code, distance=3, rounds=2, before_measure_flip_probability=0.03, after_clifford_depolarization=0.02
    )
    noisy = stim.Circuit(str(circuit).replace("\nMR ", "\nMR(0.05) ").replace("\nM ", "\nM(0.04) "))
    experiment = from_stim(noisy)
    assert parse_experiment(format_experiment(experiment)) == experiment
    back = to_stim(experiment)
    assert back.get_detector_coordinates() == noisy.get_detector_coordinates()
    shots = 20_000
    rates = [
        each.compile_detector_sampler(seed=3).sample(shots, append_observables=True).mean(axis=0)
        for each in (noisy, back)
    ]
    alarm = 9 * np.sqrt(rates[0] * (1 - rates[0]) * 2 / shots)  # nine deviations: less than 1e-15 for all of them
    assert (np.abs(rates[0] - rates[1]) <= alarm).all()


def test_flips_of_several_records_at_once_have_no_circuit():
    experiment = parse_experiment("system 2 bits\nmeasure X1, X2 as a, b flip 1,1: 0.1")
    with pytest.raises(InputError, match="flipped together"):
        to_stim(experiment)


def test_branches_have_no_circuit():
    text = "system 1 bit\nrandom a\nwhen a = 0\n  measure X as b\notherwise\n  measure P as b\nend"
    with pytest.raises(InputError, match="does not follow branches"):
        to_stim(parse_experiment(text))
