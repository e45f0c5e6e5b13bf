"""Experiments in other languages: what is written means the same, by an interpreter of the OpenQASM that is used."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import stim
from click.testing import CliRunner
from places import ROOT

from equivalence.cli import toytheory
from equivalence.comparison.certain import check_certain
from equivalence.comparison.whole import computed
from equivalence.experiments.files import converted, read_experiment, written
from equivalence.experiments.random_discrete import Shape, random_experiments
from quantum_ref.stim.backend import StimBackend
from quantum_ref.stim.qasm import to_qasm
from quantum_ref.stim.reading import from_stim
from toytheory.errors import InputError, Place
from toytheory.language.bookkeeping import Flip
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Condition, Noise

GATES = {"h": "H", "x": "X", "y": "Y", "z": "Z", "s": "S", "sdg": "S_DAG", "sx": "SQRT_X", "cx": "CX", "cy": "CY",
         "cz": "CZ", "swap": "SWAP"}  # fmt: skip


def interpreted(text: str) -> stim.Circuit:
    """A program back as a circuit, statement by statement; every bit is written once, in its order."""
    head, include, qubits, *rest = text.splitlines()
    assert (head, include) == ("OPENQASM 3.0;", 'include "stdgates.inc";')
    assert re.fullmatch(r"qubit\[\d+\] q;", qubits)
    circuit, bits = stim.Circuit(), 0
    for line in rest:
        if re.fullmatch(r"bit\[\d+\] c;|bit unseen;", line):
            continue
        if found := re.fullmatch(r"c\[(\d+)\] = measure q\[(\d+)\];", line):
            assert int(found[1]) == bits
            circuit.append("M", [int(found[2])])
            bits += 1
        elif found := re.fullmatch(r"c\[(\d+)\] = (true|false);", line):
            circuit.append("MPAD", [int(found[2] == "true")])
            bits += 1
        elif found := re.fullmatch(r"if \(c\[(\d+)\]\) ([xyz]) q\[(\d+)\];", line):
            circuit.append(f"C{found[2].upper()}", [stim.target_rec(int(found[1]) - bits), int(found[3])])
        elif found := re.fullmatch(r"unseen = measure q\[(\d+)\];", line):
            circuit.append("Z_ERROR", [int(found[1])], 0.5)  # a measurement that nobody looks at
        elif found := re.fullmatch(r"reset q\[(\d+)\];", line):
            circuit.append("R", [int(found[1])])
        else:
            found = re.fullmatch(r"(\w+) (q\[\d+\](?:, q\[\d+\])*);", line)
            assert found is not None, line
            circuit.append(GATES[found[1]], [int(q) for q in re.findall(r"\d+", found[2])])
    return circuit


def quiet(experiment):
    """The experiment without noise and conditions, so that a circuit can say it."""
    kept = (step for step in experiment.steps if not isinstance(step, Noise | Condition))
    return replace(experiment, steps=tuple(kept))


def test_programs_mean_what_their_experiments_mean():
    rng = np.random.default_rng(17)
    compared = 0
    for experiment in map(quiet, random_experiments(rng, [Shape(d=2, n=3)], 60)):
        back = from_stim(interpreted(written(experiment, "qasm")))
        expected = computed(StimBackend(), experiment).joint
        found = computed(StimBackend(), back).joint
        assert (found.probabilities, found.affine) == (expected.probabilities, expected.affine)
        compared += 1
    assert compared == 60


@pytest.mark.parametrize(
    "text",
    [
        "RX 0\nRY 1\nMX 0\nMY 1\nM !0",
        "H 0\nM 0 0\nCX rec[-1] 1\nCZ rec[-2] 1\nCY rec[-1] 2\nM 1 2",
        "H 0\nMPP X0*X1 !Z0*Z1\nMPAD 1\nM 0 1",
        "SQRT_Y 0\nISWAP 0 1\nC_XYZ 1\nM 0 1",
    ],
)
def test_circuits_are_written_gate_by_gate(text):
    circuit = stim.Circuit(text)
    expected, found = (computed(StimBackend(), from_stim(c)).joint for c in (circuit, interpreted(to_qasm(circuit))))
    assert (found.probabilities, found.affine) == (expected.probabilities, expected.affine)


@pytest.mark.parametrize(
    ("text", "form", "told", "line"),
    [
        ("system 1 trit\nmeasure X", "stim", "trits have no circuit of qubits", None),
        ("system 1 bit\nnoise X by 0: 0.5, 1: 0.5\nmeasure X", "qasm", "`noise` has no counterpart", 2),
        ("system 1 bit\nprepare X = 0\nmeasure X as a flip 1: 0.1", "qasm", "a wrong record has no counterpart", 3),
        ("system 1 bit\nmeasure X as a\ncondition a = 0", "stim", "conditions have no counterpart", 3),
        ("system 1 bit\nmeasure X as a\ncondition a = 0", "qasm", "`condition` has no counterpart", 3),
        ("system 1 bit\nrandom a by 0: 1/3, 1: 2/3", "qasm", "`random` with weights has no counterpart", 2),
        ("system 1 bit\nmeasure X as a\nwhen a = 0\nend", "qasm", "branches are not written", 3),
        ("system 1 bit\nmeasure X as a\nwhen a = 0\nend", "stim", "does not follow branches", 3),
        ("system 1 bit\nmeasure X as a\nreport a", "qasm", "a report has no counterpart", 3),
        ("system 1 bit\nmeasure X as a", "latex", "there is no form", None),
    ],
)
def test_what_has_no_counterpart_is_refused_at_its_line(text, form, told, line):
    with pytest.raises(InputError, match=told) as caught:
        written(parse_experiment(text), form)
    assert caught.value.mend
    assert line is None or caught.value.place.line == line


@pytest.mark.parametrize("form", ["stim", "qasm"])
def test_a_step_that_is_too_large_for_synthesis_is_refused_at_its_line(form, monkeypatch):
    monkeypatch.setattr("quantum_ref.stim.paulis.LARGEST_BLOCK", 1)
    text = "system 2 bits\nprepare X1..X2 = 0\ntransform X1 -> X1 + X2, P1 -> P1, P2 -> P2 + P1, X2 -> X2 + 1"
    with pytest.raises(InputError, match="does not fall into parts") as caught:
        written(parse_experiment(text), form)
    assert caught.value.mend
    assert caught.value.place.line == 3


def test_numbers_are_written_with_all_their_digits(tmp_path):
    text = "system 1 bit\nprepare X = 0\nnoise X by 0: 0.876543211, 1: 0.123456789\nmeasure X as a flip 1: 1/3"
    path = tmp_path / "there.stim"
    path.write_text(written(parse_experiment(text), "stim"))
    assert path.read_text().splitlines()[1:] == ["X_ERROR(0.123456789) 0", f"M({1 / 3!r}) 0"]
    noise, flip = (step for step in read_experiment(str(path)).steps if isinstance(step, Noise | Flip))
    assert dict(noise.weights)[1, 0] == Fraction("0.123456789")
    assert dict(flip.weights)[(1,)] == Fraction(repr(1 / 3))


def test_what_is_told_beside_outcomes_is_a_bit_of_a_program():
    text = "system 2 bits\nprepare X1..X2 = 0\nmeasure X1, X2 as a, b\ndetector a - b + 1 as d\nlet e = a + b\n"
    text += "detector 0 as g\nobservable e + 1 as h\nobservable 1 as k"
    assert written(parse_experiment(text), "qasm").splitlines()[2:] == [
        "qubit[3] q;", "bit[3] c;", "bit[2] d;", "bit[2] l;", "reset q[0];", "reset q[1];",
        "c[0] = measure q[0];", "c[1] = measure q[1];", "reset q[2];", "if (c[0]) x q[2];", "if (c[1]) x q[2];",
        "c[2] = measure q[2];", "d[0] = !(c[0] ^ c[1]);", "d[1] = false;", "l[0] = !c[2];", "l[1] = true;",
    ]  # fmt: skip


def test_observables_of_a_circuit_may_come_in_parts():
    circuit = stim.Circuit("M 0 1\nOBSERVABLE_INCLUDE(0) rec[-1]\nM 0\nOBSERVABLE_INCLUDE(0) rec[-1] rec[-2]")
    assert to_qasm(circuit).splitlines()[-1] == "l[0] = c[2];"
    with pytest.raises(InputError, match="of a Pauli operator"):
        to_qasm(stim.Circuit("OBSERVABLE_INCLUDE(0) X0"))


def test_the_command_writes_and_reads_what_it_wrote(tmp_path):
    source, target = ROOT / "examples" / "teleportation-bits.toy", tmp_path / "there.stim"
    assert CliRunner().invoke(toytheory, ["convert", str(source), "-o", str(target)]).exit_code == 0
    there = computed(StimBackend(), read_experiment(str(target))).joint
    assert there.probabilities == computed(StimBackend(), read_experiment(str(source))).joint.probabilities


@pytest.mark.parametrize(
    ("content", "told"), [(b"no gate 0", "not a Stim circuit"), (b"\xff\xfe", "not UTF-8"), (b"", "without qubits")]
)
def test_a_file_that_is_no_circuit_is_refused_with_its_name(tmp_path, content, told):
    path = tmp_path / "bad.stim"
    path.write_bytes(content)
    with pytest.raises(InputError, match=told) as caught:
        read_experiment(str(path))
    assert caught.value.place.source == str(path)


@pytest.mark.parametrize(
    ("content", "told", "line", "column"),
    [
        ("H 0\n\n  FOO 1\n", "Gate not found", 3, 3),
        ("H 0 # {\nREPEAT 3 {\n  M 0\n", "Unterminated block", 2, 1),
        ("REPEAT 3 {\n  M 0\n}\n}", "not a Stim circuit", 4, 1),
        ("M 0\nREPEAT 0 { # none\n  M 0\n}", "Repeating 0 times", 2, 1),
        ("H 0\nCX 1 1", "same target", 2, 1),
        ("H 0\nREPEAT 3 {\n  H 1\n  CX sweep[0] 1\n}", "sweep bit", 4, 3),
        ("E(0.1) X0\nELSE_CORRELATED_ERROR(0.1) Z0\nTICK\nELSE_CORRELATED_ERROR(0.1) X0", "ELSE_CORRELATED", 4, 1),
        ("M 0\nDETECTOR rec[-1]\nDETECTOR rec[-2]", "looks back", 3, 1),
        ("M 0\nMPP X0*X1 X0*Y0", "not Hermitian", 2, 1),
        ("H 0\nREPEAT 2000000 {\nM 0\n}", "more than 1000000 instructions", 1, 1),
    ],
)
def test_what_is_wrong_with_a_circuit_is_told_with_its_line(tmp_path, content, told, line, column):
    path = tmp_path / "bad.stim"
    path.write_text(content)
    with pytest.raises(InputError, match=told) as caught:
        read_experiment(str(path))
    assert (caught.value.place.line, caught.value.place.column) == (line, column)


@pytest.mark.parametrize(
    ("content", "told", "line"),
    [
        ("M 0\nDETECTOR rec[-1]\nH 0\nM 0\nDETECTOR(1, 2) rec[-1]", "the detector D1", 5),
        ("M 0\nREPEAT 3 {\n detector rec[-1]\n REPEAT[a] 2 { # }\n  M 0\n  DETECTOR rec[-1]\n }\n}\n"
         "H 0\nM 0\nDETECTOR[b] rec[-1]", "the detector D9", 11),
        ("REPEAT 2 {\n M 0\n}\nOBSERVABLE_INCLUDE(1) rec[-1]\nH 0\nM 0\nOBSERVABLE_INCLUDE(2) rec[-1]",
         "the observable L2", 7),
    ],
)  # fmt: skip
def test_a_detector_of_a_circuit_that_is_not_certain_is_told_with_its_line(tmp_path, content, told, line):
    path = tmp_path / "random.stim"
    path.write_text(content)
    with pytest.raises(InputError, match=f"{told} is not certain") as caught:
        check_certain(read_experiment(str(path)))
    assert (caught.value.place.source, caught.value.place.line) == (str(path), line)


@pytest.mark.parametrize("command", ["sample", "errors"])
@pytest.mark.parametrize(
    ("content", "told", "line"),
    [
        ("H 0\nM 0\n\nREPEAT 2 {\n CX sweep[0] 0\n}\nM 0", "sweep bits", 5),
        ("M 0\nE(0.1) X0\nTICK\nELSE_CORRELATED_ERROR(0.1) X0", "right before it", 4),
        ("M 0\nDETECTOR rec[-1]\nREPEAT 2 {\n DETECTOR rec[-3]\n}", "before the first", 4),
        ("M 0\nMPP X0*X1 X0*Y0", "not Hermitian", 2),
        ("M 0\nFOO", "Gate not found", 2),
        ("TICK", "without qubits", 1),
    ],
)
def test_sampling_tells_what_is_wrong_with_a_circuit_with_its_line(tmp_path, command, content, told, line):
    path = tmp_path / "bad.stim"
    path.write_text(content)
    found = CliRunner().invoke(toytheory, [command, str(path)])
    assert isinstance(found.exception, InputError)
    assert told in found.exception.problem
    assert found.exception.place == Place(line, found.exception.place.column, str(path))


def test_too_many_detectors_are_refused_before_their_lines_are_listed(tmp_path):
    path = tmp_path / "huge.stim"
    path.write_text("REPEAT 1000000000 {\n REPEAT 1000000000 {\n  M 0\n  DETECTOR rec[-1]\n }\n}")
    with pytest.raises(InputError, match="more than 1000000 instructions"):
        read_experiment(str(path))


def test_what_a_circuit_has_and_a_program_has_not_is_told_with_its_line(tmp_path):
    path = tmp_path / "noisy.stim"
    path.write_text("H 0\nREPEAT 2 {\n  M 0\n  DEPOLARIZE1(0.1) 0\n}\n")
    with pytest.raises(InputError, match="`noise` has no counterpart in OpenQASM") as caught:
        converted(str(path), "qasm")
    assert caught.value.place.line == 4
    with pytest.raises(InputError, match="latex") as caught:
        converted(str(path), "latex")
    assert converted(str(path), "stim").splitlines()[1:4] == ["H 0", "M 0", "DEPOLARIZE1(0.1) 0"]


def test_a_file_that_is_not_there_is_told():
    with pytest.raises(InputError, match="cannot read nowhere"):
        read_experiment("nowhere.stim")
