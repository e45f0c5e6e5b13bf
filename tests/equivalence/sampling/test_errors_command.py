"""`toytheory errors`: mechanisms against brute force, and Stim's error models against Stim's own."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
import stim
from program_law import exact_law

from equivalence.cli import execute
from equivalence.sampling.stim_program import CircuitProgram
from toytheory.discrete.sampling.certainty import events
from toytheory.discrete.sampling.independent import independent_errors
from toytheory.discrete.sampling.lowering import compiled
from toytheory.discrete.sampling.mechanisms import Mechanism, closed, convolved, mechanisms
from toytheory.discrete.sampling.program import around
from toytheory.errors import CannotRun
from toytheory.language.reading import parse_experiment

CODE = """system 3 {kind}
prepare X1 = 1, X2 = 1
repeat 2
  noise each X, P of 1..2 by 0,0: 8/10, 1,0: 1/10, 1,1: 1/10
  prepare X3 = 0
  sum 1 3
  transform X3 -> X3 - X2, P2 -> P2 + P3
  measure X3 as s flip 1: 1/50
  detector s - s[-1] as d at 1, -2.5
end
noise X1 by {last}
measure X1 as a
observable a as l"""


def code(kind):
    return CODE.format(kind=kind, last="0: 1/2, 1: 1/2" if kind == "bits" else "0: 1/2, 1: 1/4, -1: 1/4")


def program_of(kind):
    return events(compiled(parse_experiment(code(kind)), detectors=True))


@pytest.mark.parametrize("kind", ["bits", "trits", "dits d=4", "dits d=5"])
def test_the_mechanisms_together_have_the_law_of_the_experiment(kind):
    program = program_of(kind)
    law = {}
    for mechanism in mechanisms(program):
        law = convolved(law, dict(mechanism.law), program.d)
    dense = {}
    for added, p in {**law, (): 1 - sum(law.values())}.items():
        key = tuple(dict(added).get(i, 0) for i in range(len(program.names)))
        dense[key] = p
    assert {key: p for key, p in sorted(dense.items()) if p} == exact_law(program)[0]


def test_equal_effects_are_one_mechanism_and_what_is_no_group_stays_apart():
    x = ((0, 1),)
    assert closed([x], 2)
    assert not closed([x], 3)
    assert closed([x, ((0, 2),)], 3)
    text = "system 1 bit\nprepare X = 0\n" + "noise X by 0: 0.9, 1: 0.1\n" * 2 + "measure X as a\ndetector a as d"
    (found,) = mechanisms(compiled(parse_experiment(text), detectors=True))
    assert found == Mechanism(((x, Fraction(18, 100)),), 2)


TASKS = [("surface_code:rotated_memory_z", 3), ("color_code:memory_xyz", 3), ("repetition_code:memory", 4)]


@pytest.mark.parametrize(("task", "distance"), TASKS)
def test_independent_errors_are_those_of_stim(task, distance, tmp_path):
    circuit = stim.Circuit.generated(
        task, distance=distance, rounds=3, after_clifford_depolarization=0.01, before_measure_flip_probability=0.02
    )
    (tmp_path / "c.stim").write_text(str(circuit))
    assert execute(["errors", str(tmp_path / "c.stim"), "-o", str(tmp_path / "c.dem")]) == 0
    ours, theirs = stim.DetectorErrorModel.from_file(tmp_path / "c.dem"), circuit.detector_error_model()
    assert ours.num_detectors == theirs.num_detectors
    assert ours.get_detector_coordinates() == theirs.get_detector_coordinates()
    assert ours.approx_equals(sorted_model(theirs, ours), atol=1e-12)


def sorted_model(model, like):
    """The model with its errors in the order of another, and what is no error as there."""
    errors = {frozenset(map(str, e.targets_copy())): e for e in model.flattened() if e.type == "error"}
    found = stim.DetectorErrorModel()
    for entry in like:
        found.append(errors.pop(frozenset(map(str, entry.targets_copy()))) if entry.type == "error" else entry)
    assert not errors
    return found


def test_exclusive_errors_that_are_not_independent_are_refused_or_approximated(tmp_path, capsys):
    file = tmp_path / "c.stim"
    file.write_text("R 0 1\nE(0.25) X0\nELSE_CORRELATED_ERROR(0.5) X1\nM 0 1\nDETECTOR rec[-1]\nDETECTOR rec[-2]")
    assert execute(["errors", str(file), "-o", "-"]) == 2
    assert "--approximate" in capsys.readouterr().err
    assert execute(["errors", str(file), "-o", "-", "--approximate"]) == 0
    assert capsys.readouterr().out.splitlines()[:2] == ["error(0.375) D0", "error(0.25) D1"]
    impossible = Mechanism(tuple((s, Fraction(1, 3)) for s in (((0, 1),), ((0, 1), (1, 1)), ((1, 1),))), 1)
    with pytest.raises(CannotRun, match="exclusive"):
        independent_errors([impossible])


def test_text_and_json(tmp_path, capsys):
    file = tmp_path / "c.toy"
    file.write_text(code("trits"))
    assert execute(["errors", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "1/50: d[1] + 1, d[2] + 2" in lines
    assert "1/4: l + 1 | 1/4: l + 2" in lines
    assert execute(["errors", str(file), "--json", "-"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["format"], record["d"]) == ("toytheory/errors-1", 3)
    assert (record["detectors"], record["observables"]) == (["d[1]", "d[2]"], ["l"])
    assert {"sites": 1, "effects": [{"probability": 0.02, "adds": {"d[2]": 1}, "fraction": "1/50"}]} in record[
        "mechanisms"
    ]
    assert execute(["errors", str(file), "-o", "-"]) == 2
    assert "for bits" in capsys.readouterr().err
    file.write_text("system 1 bit\nmeasure X as a\nwhen a = 1\n  displace X by 1\nend\nmeasure X as b\ndetector b as d")
    assert execute(["errors", str(file)]) == 2
    assert "no error model" in capsys.readouterr().err


def test_detectors_of_a_toy_file_keep_their_coordinates(tmp_path, capsys):
    file = tmp_path / "c.toy"
    file.write_text(code("bits"))
    assert execute(["errors", str(file), "-o", "-"]) == 0
    assert "detector(1, -2.5) D1" in capsys.readouterr().out.splitlines()


def test_the_model_of_a_circuit_has_the_law_of_the_circuit():
    circuit = stim.Circuit("R 0 1\nDEPOLARIZE2(0.1) 0 1\nM(0.01) 0 1\nDETECTOR rec[-1]\nDETECTOR rec[-2]")
    program = around(CircuitProgram(circuit).detector_program(), {})
    law = exact_law(program)[0]
    p = Fraction(4, 150)  # each of the three nonzero flips of the two results: 4 of 15 Pauli operators
    assert law[0, 0] == (1 - 3 * p) * Fraction(9801, 10000) + p * (Fraction(198, 10000) + Fraction(1, 10000))
