"""Every JSON file that the program writes is as its schema says, and the schemas refuse what is not."""

from __future__ import annotations

import copy
import json

import harness_claims
import pytest
from places import ROOT

from equivalence import cli
from equivalence.engine.runner import run_claims
from equivalence.experiments.replay import Case, load, store
from toytheory.errors import InputError
from toytheory.language.reading import parse_experiment

jsonschema = pytest.importorskip("jsonschema", reason="schemas are checked where jsonschema is installed")

SCHEMAS = {path.stem: json.loads(path.read_text()) for path in (ROOT / "equivalence" / "schemas").glob("*.json")}
NOISY = "system 1 trit\nprepare X = 0\nnoise X by 0: 1/2, 1: 1/2\nmeasure X as a\ndetector a as d\n"
COMMANDS = [
    ("run-1", ["run", "examples/two-phases.toy"], 1),
    ("run-1", ["run", "examples/teleportation-trits.toy", "--backend", "epistemic", "--backend", "ontic"], 0),
    ("run-1", ["run", "examples/epr-modes.toy"], 0),
    ("run-1", ["run", "examples/squeezing-modes.toy", "--backend", "liouville", "--backend", "liouville-ontic"], 0),
    ("run-1", ["run", "examples/noise-and-condition.toy", "--backend", "dense", "--backend", "ontic"], 0),
    ("run-1", ["run", "NOISY", "--backend", "epistemic", "--backend", "ontic", "--backend", "wigner"], 0),
    ("run-1", ["run", "MANY", "--backend", "epistemic"], 0),
    ("state-1", ["state", "X1 + X2 = 0, P1 - P2 = 0", "--trits", "3", "--split", "1|2"], 0),
    ("state-1", ["state", "X1 = 0", "--bits", "2"], 0),
    ("states-1", ["states", "--trits", "1"], 0),
    ("compare-1", ["compare", "examples/bell.toy", "examples/bell.toy"], 0),
    ("compare-1", ["compare", "ZERO", "ONE"], 1),
    ("errors-1", ["errors", "NOISY"], 0),
    ("verify-1", ["verify", "toy.maps"], 0),
]


def written(arguments, code, folder, capsys):
    sharp = {name: f"system 1 trit\nprepare X = {v}\nmeasure X as a\n" for v, name in enumerate(("ZERO", "ONE"))}
    files = sharp | {"NOISY": NOISY, "MANY": "system 9 trits\n" + "".join(f"measure X{i}\n" for i in range(1, 10))}
    named = []
    for argument in arguments:
        if argument in files:
            (folder / argument).with_suffix(".toy").write_text(files[argument])
            argument = str((folder / argument).with_suffix(".toy"))
        named.append(argument)
    assert cli.execute([*named, "--json", "-"]) == code
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("name", "arguments", "code"), COMMANDS, ids=lambda value: " ".join(value) if isinstance(value, list) else None
)
def test_what_a_command_writes_is_as_its_schema_says(name, arguments, code, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    record = written(arguments, code, tmp_path, capsys)
    jsonschema.validate(record, SCHEMAS[name])


@pytest.mark.parametrize("name", SCHEMAS)
def test_schemas_are_schemas(name):
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["properties"]["format"]["const"] == f"toytheory/{name}"


def test_committed_records_are_as_their_schemas_say():
    jsonschema.validate(json.loads((ROOT / "reports" / "claims.json").read_text()), SCHEMAS["verify-1"])
    for path in (ROOT / "reports" / "certificates").glob("*.json"):
        jsonschema.validate(json.loads(path.read_text()), SCHEMAS["certificate-1"])


def spoiled(record):
    """(what is wrong, the record with that fault)."""
    for key in record:
        if key != "witness":
            yield f"without {key}", {k: v for k, v in record.items() if k != key}
    yield "another format", record | {"format": "toytheory/run-2"}
    yield "something more", record | {"more": 1}
    for change in (
        lambda r: r["results"][0].pop("backend"),
        lambda r: r["results"][0].pop("probabilities"),
        lambda r: r["results"][0]["probabilities"].update({"0": 0.5}),
        lambda r: r["results"][0]["probabilities"].update({"x": "1"}),
        lambda r: r["results"][0].update(side="both"),
        lambda r: r.update(verdict="perhaps"),
        lambda r: r.update(verdict="disagree"),
        lambda r: r["system"].update(n="1"),
    ):
        changed = copy.deepcopy(record)
        change(changed)
        yield "a changed part", changed


def test_a_record_with_a_fault_is_refused(monkeypatch, capsys, tmp_path):
    """The must-fail twin of the tests above."""
    monkeypatch.chdir(ROOT)
    record = written(["run", "examples/teleportation-trits.toy", "--backend", "epistemic"], 0, tmp_path, capsys)
    jsonschema.validate(record, SCHEMAS["run-1"])
    for what, wrong in spoiled(record):
        assert list(jsonschema.Draft202012Validator(SCHEMAS["run-1"]).iter_errors(wrong)), what


# files that are read again


def header(text):
    """The lines at the top of a case as an object, read here by another routine than the program's."""
    first, *rest = text.splitlines()
    end = next(i for i, line in enumerate(rest) if line[0] != "#")
    lines = [line.removeprefix("# ").partition(": ") for line in rest[:end]]
    return {"format": first.removeprefix("# "), **{name: value for name, _, value in lines}}


def test_stored_cases_and_resume_files_are_as_their_schemas_say(tmp_path):
    experiment = parse_experiment(NOISY)
    more = Case(experiment, ("dense", "stim"), "disagree", "they\nagree", "bits.half", 7)
    cases = [Case(experiment, ("epistemic",)), more]
    for case in cases:
        path = store(case, tmp_path)
        found = header(path.read_text())
        jsonschema.validate(found, SCHEMAS["case-1"])
        assert load(path).backends == case.backends
    for change in ({"should": "perhaps"}, {"backends": ""}, {"backends": " ,"}, {"shots": "-1"}, {"seed": "x"}):
        wrong = found | change
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, SCHEMAS["case-1"])
        path.write_text("".join(f"# {name}: {v}\n" for name, v in wrong.items()).replace("format: ", "", 1) + NOISY)
        with pytest.raises(InputError):
            load(path)
    resume = tmp_path / "resume.json"
    run_claims(list(harness_claims.bad()), resume=resume)
    record = json.loads(resume.read_text())
    jsonschema.validate(record, SCHEMAS["resume-1"])
    statuses = {check["status"] for verdict in record["verdicts"].values() for check in verdict["checks"]}
    assert statuses >= {"holds", "fails", "error"}
    for change in (
        lambda r: r.update(more=1),
        lambda r: r.pop("seed"),
        lambda r: r["verdicts"]["two.table"].pop("checks"),
        lambda r: r["verdicts"]["two.table"]["checks"][0].update(status="perhaps"),
        lambda r: r["verdicts"]["two.table"]["checks"][0].update(evidence="hoped"),
        lambda r: r["verdicts"]["two.table"]["checks"][0].update(cases=-1),
    ):
        wrong = copy.deepcopy(record)
        change(wrong)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, SCHEMAS["resume-1"])
