"""Experiments in other languages: what is written means the same, by an interpreter of the OpenQASM that is used."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
import stim
from click.testing import CliRunner
from places import ROOT

from equivalence.cli import toytheory
from equivalence.comparison.whole import computed
from equivalence.experiments.files import read_experiment, written
from equivalence.experiments.random_discrete import Shape, random_experiments
from quantum_ref.stim.backend import StimBackend
from quantum_ref.stim.qasm import to_qasm
from quantum_ref.stim.reading import from_stim
from toytheory.errors import InputError
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Condition, Noise, Prepare
from toytheory.phase_space.variables import Variable

GATES = {"h": "H", "x": "X", "y": "Y", "z": "Z", "s": "S", "sdg": "S_DAG", "sx": "SQRT_X", "cx": "CX", "cy": "CY",
         "cz": "CZ", "swap": "SWAP"}  # fmt: skip


def interpreted(text: str) -> stim.Circuit:
    """A program back as a circuit, statement by statement; every bit is written once, in its order."""
    head, include, qubits, *rest = text.splitlines()
    assert (head, include) == ("OPENQASM 3.0;", 'include "stdgates.inc";')
    assert re.fullmatch(r"qubit\[\d+\] q;", qubits)
    circuit, bits = stim.Circuit(), 0
    for line in rest:
        if re.fullmatch(r"bit\[\d+\] c;", line):
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
        elif found := re.fullmatch(r"reset q\[(\d+)\];", line):
            circuit.append("R", [int(found[1])])
        else:
            found = re.fullmatch(r"(\w+) (q\[\d+\](?:, q\[\d+\])*);", line)
            assert found is not None, line
            circuit.append(GATES[found[1]], [int(q) for q in re.findall(r"\d+", found[2])])
    return circuit


def quiet(experiment):
    """The experiment without noise and conditions, begun with every X known, so that a circuit can say it."""
    n = experiment.n
    begin = Prepare(tuple(Variable.of({2 * k: 1}, 2) for k in range(n)), (0,) * n, tuple(range(n)))
    kept = (step for step in experiment.steps if not isinstance(step, Noise | Condition))
    return replace(experiment, steps=(begin, *kept))


def test_programs_mean_what_their_experiments_mean():
    rng = np.random.default_rng(17)
    compared = 0
    for experiment in map(quiet, random_experiments(rng, [Shape(d=2, n=3)], 60)):
        try:
            program = written(experiment, "qasm")
        except InputError as error:
            assert "noise" in error.problem  # noqa: PT017  (a system of which nothing is known is depolarised)
            continue
        back = from_stim(interpreted(program))
        expected = computed(StimBackend(), experiment).joint
        found = computed(StimBackend(), back).joint
        assert (found.probabilities, found.affine) == (expected.probabilities, expected.affine)
        compared += 1
    assert compared >= 10


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
        ("system 1 bit\nmeasure X as a", "latex", "there is no form", None),
    ],
)
def test_what_has_no_counterpart_is_refused_at_its_line(text, form, told, line):
    with pytest.raises(InputError, match=told) as caught:
        written(parse_experiment(text), form)
    assert caught.value.mend
    assert line is None or caught.value.place.line == line


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


def test_a_file_that_is_not_there_is_told():
    with pytest.raises(InputError, match="cannot read nowhere"):
        read_experiment("nowhere.stim")
