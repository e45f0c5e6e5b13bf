"""Stim circuits as programs: exact laws against the project's Stim backend, rates against Stim's own error models."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
import stim
from program_law import exact_law
from scipy.stats import binom

from equivalence.sampling.stim_program import CircuitProgram
from quantum_ref.stim.backend import StimBackend
from quantum_ref.stim.circuits import from_stim
from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.discrete.sampling.program import around
from toytheory.discrete.sampling.sampler import sampler_of
from toytheory.errors import InputError

PRELUDE = "R 0 1\nRX 2\nH 0\nCX 0 2\nX_ERROR(0.25) 0 2\nZ_ERROR(0.125) 1\nY_ERROR(0.25) 2\n"
READ = "\nMPP X0*X1 Z0*Z1 !Y2\nM 0\nMX 1\nMRY 2\nM 2"
UNITARY = sorted(name for name, data in stim.gate_data().items() if data.is_unitary and name not in ("SPP", "SPP_DAG"))


def quantum(text):
    circuit = stim.Circuit(text)
    read = CircuitProgram(circuit)
    reference = circuit.reference_sample().astype(int).tolist()
    return around(read.program(), dict(zip(read.records, reference, strict=True)))


def agree(text):
    """Both theories' exact laws of the program are those of the exact backends."""
    experiment = from_stim(stim.Circuit(text))
    exact = StimBackend().distribution(experiment)
    assert exact_law(quantum(text)) == (exact.probabilities, 1)
    toy = EpistemicBackend().distribution(experiment)
    assert exact_law(CircuitProgram(stim.Circuit(text)).program()) == (toy.probabilities, 1)


@pytest.mark.parametrize("name", UNITARY)
def test_every_unitary_gate(name):
    targets = "0 1 1 2 2 0" if stim.gate_data(name).is_two_qubit_gate else "0 2"
    agree(f"{PRELUDE}{name} {targets}{READ}")


@pytest.mark.parametrize(
    "middle",
    [
        "SPP X0*Y1 !Z2*Z0\nSPP_DAG Y0*Y2",
        "MXX 0 1\nMYY 1 !2\nMZZ 0 2\nMPAD 0 1",
        "MR 0\nMRX !1\nM !2\nCX rec[-1] 0 rec[-2] 1\nCZ rec[-3] 2\nCY rec[-1] 1\nXCZ 0 rec[-1]",
        "DEPOLARIZE1(0.75) 0\nPAULI_CHANNEL_1(0.5,0.25,0.125) 1",
        "DEPOLARIZE2(0.9375) 0 1",
        "E(0.5) X0 Z1\nELSE_CORRELATED_ERROR(0.25) Y1*Y2\nTICK\nE(0.25) X2",
        "REPEAT 3 {\nCX 0 1\nM 1\nREPEAT 2 {\nH 0\nS 2\n}\n}\nI 0\nSHIFT_COORDS(1)",
        "RY 1\nX 0\nY 1\nZ 2",
    ],
)
def test_measurements_resets_feedback_noise_and_loops(middle):
    agree(f"{PRELUDE}{middle}{READ}")


def test_wrong_records_heralds_and_what_they_say():
    text = "R 0 1\nM(0.25) 0\nMR(0.125) !0\nMPP(0.5) Z0*Z1\nMXX(0.25) 0 1\nMXX 0 1"
    listed, _ = exact_law(quantum(text))
    total = {}
    for (a, b, c, d, e), p in listed.items():
        total[a, b, c, d ^ e] = total.get((a, b, c, d ^ e), 0) + p
    assert total == {
        (a, b, c, e): (Fraction(1, 4) if a else Fraction(3, 4)) * (Fraction(7, 8) if b else Fraction(1, 8))
        * Fraction(1, 2) * (Fraction(1, 4) if e else Fraction(3, 4))
        for a in (0, 1) for b in (0, 1) for c in (0, 1) for e in (0, 1)
    }  # fmt: skip
    erased, _ = exact_law(quantum("HERALDED_ERASE(0.5) 0\nM 0"))
    assert erased == {(0, 0): Fraction(1, 2), (1, 0): Fraction(1, 4), (1, 1): Fraction(1, 4)}
    heralded, _ = exact_law(quantum("HERALDED_PAULI_CHANNEL_1(0.125,0.25,0,0.5) 0\nM 0\nMX 0"))
    assert {key[:2]: 0 for key in heralded} == {(0, 0): 0, (1, 0): 0, (1, 1): 0}
    assert sum(p for key, p in heralded.items() if key[:2] == (1, 1)) == Fraction(1, 4)


def rates(model, sets):
    """The exact chance that the parity of each set of detectors and observables is odd, from Stim's error model."""
    stay = np.ones(len(sets))
    count = model.num_detectors
    for error in model.flattened():
        if error.type == "error":
            moved = set()
            for target in error.targets_copy():
                if not target.is_separator():
                    moved ^= {target.val + (0 if target.is_relative_detector_id() else count)}
            odd = np.array([len(moved & s) % 2 for s in sets], dtype=bool)
            stay[odd] *= 1 - 2 * error.args_copy()[0]
    return (1 - stay) / 2


CODES = [
    ("surface_code:rotated_memory_z", 3), ("surface_code:rotated_memory_x", 3), ("repetition_code:memory", 5),
    ("color_code:memory_xyz", 3),
]  # fmt: skip


def generated(task, distance):
    return stim.Circuit.generated(
        task, distance=distance, rounds=3, after_clifford_depolarization=0.01, before_measure_flip_probability=0.02,
        after_reset_flip_probability=0.005, before_round_data_depolarization=0.01,
    )  # fmt: skip


def unlikely(rows, model, shots):
    """The set of outputs whose parity is odd too often or too seldom for Stim's error model, if there is one."""
    width = rows.shape[1]
    sets = [{i} for i in range(width)] + [{i, j} for i, j in combinations(range(width), 2)]
    odd = [int((rows[:, sorted(s)].sum(axis=1) % 2).sum()) for s in sets]
    expected = rates(model, sets)
    low, high = binom.cdf(odd, shots, expected), binom.sf(np.array(odd) - 1, shots, expected)
    worst = int(np.minimum(low, high).argmin())
    return sets[worst] if min(low[worst], high[worst]) < 1e-9 / (2 * len(sets)) else None


@pytest.mark.parametrize(("task", "distance"), CODES)
@pytest.mark.parametrize("engine", ["frames", "affine"])
def test_detection_events_occur_as_often_and_as_jointly_as_stims_error_model_says(task, distance, engine):
    circuit = generated(task, distance)
    program = around(CircuitProgram(circuit).detector_program(), {})
    shots = 20_000
    rows = sampler_of(program, engine).sample(shots, 5)
    assert unlikely(rows, circuit.detector_error_model(), shots) is None


def test_a_channel_that_is_a_little_wrong_is_seen():
    circuit = generated("surface_code:rotated_memory_z", 3)
    wrong = stim.Circuit(str(circuit).replace("DEPOLARIZE2(0.01)", "DEPOLARIZE2(0.014)"))
    rows = sampler_of(around(CircuitProgram(wrong).detector_program(), {})).sample(20_000, 5)
    assert unlikely(rows, circuit.detector_error_model(), 20_000) is not None


def test_observables_may_hold_pauli_operators():
    circuit = stim.Circuit("R 0\nX_ERROR(0.25) 0\nOBSERVABLE_INCLUDE(1) Z0\nH 0\nMX 0\nDETECTOR rec[-1]")
    law, _ = exact_law(around(CircuitProgram(circuit).detector_program(), {}))
    assert law == {(0, 0, 0): Fraction(3, 4), (1, 0, 1): Fraction(1, 4)}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "without qubits"),
        ("CX sweep[0] 0", "sweep"),
        ("MPP X0*Z0", "not Hermitian"),
        ("SPP X0*Z0", "not Hermitian"),
        ("ELSE_CORRELATED_ERROR(0.1) X0", "right before"),
        ("M 0\nDETECTOR rec[-2]", "before the first"),
        ("REPEAT 1000000000 {\nH 0\n}", "more than"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(text, told):
    with pytest.raises((InputError, ValueError), match=told):
        CircuitProgram(stim.Circuit(text))


def test_every_instruction_of_stim_is_taken_or_refused_by_name():
    texts = {
        "MPP": "MPP X0",
        "SPP": "SPP X0",
        "SPP_DAG": "SPP_DAG X0",
        "E": "E(0.1) X0",
        "ELSE_CORRELATED_ERROR": "E(0.1) X0\nELSE_CORRELATED_ERROR(0.1) X0",
        "MPAD": "MPAD 0",
        "DETECTOR": "DETECTOR",
        "OBSERVABLE_INCLUDE": "OBSERVABLE_INCLUDE(0)",
        "REPEAT": "REPEAT 2 {\nH 0\n}",
        "SHIFT_COORDS": "SHIFT_COORDS(1)",
        "QUBIT_COORDS": "QUBIT_COORDS(1) 0",
        "TICK": "TICK",
    }
    arguments = {"PAULI_CHANNEL_1": 3, "PAULI_CHANNEL_2": 15, "HERALDED_PAULI_CHANNEL_1": 4}
    for name, data in stim.gate_data().items():
        count = arguments.get(name, 0 if data.is_unitary or data.is_reset or data.produces_measurements else 1)
        count = 1 if name in ("HERALDED_ERASE",) else count
        numbers = f"({','.join(['0.01'] * count)})" if count else ""
        targets = "0 1" if data.is_two_qubit_gate else "0"
        text = texts.get(name, f"{name}{numbers} {targets}")
        CircuitProgram(stim.Circuit(f"R 0\n{text}\nM 0"))
