"""The command line: what it prints where, and its exit codes."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from fractions import Fraction

import harness_claims
import numpy as np
import pytest
from harness_backends import Draws, Says, Vacuous, affine, drawer, listed
from places import ROOT

from equivalence import cli
from equivalence.claims import registry
from equivalence.commands import verify as verify_module
from equivalence.commands import waiting
from equivalence.engine import workers
from toytheory.outcomes.distributions import Distribution

HELPERS = ROOT / "tests" / "helpers"
TRIT = "system 1 trit\nprepare X = 1\nmeasure X as a\n"
SURE = listed(3, ("a",), _1="1")
THIRD = listed(3, ("a",), _0="1/3", _1="1/3", _2="1/3")


@pytest.fixture
def command(capsys):
    """Run a command line; its exit code, standard output and standard error."""

    def run(*arguments):
        code = cli.execute([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def verify(command, monkeypatch):
    """Run `toytheory verify` on the claims of a registry of tests."""

    def run(name, *arguments):
        monkeypatch.setattr(workers, "CLAIMS", f"harness_claims:{name}")
        return command("verify", "-j", 1, *arguments)

    return run


@pytest.fixture
def run(command, monkeypatch, tmp_path):
    """Run `toytheory run` on a text, with the backends given by name."""

    def run(text, *arguments, **backends):
        monkeypatch.setattr("equivalence.comparison.run.backend_names", lambda: sorted(backends))
        chosen = lambda names, timeout: {n: b for n, b in backends.items() if names is None or n in names}  # noqa: E731
        monkeypatch.setattr("equivalence.comparison.run.installed_backends", chosen)
        monkeypatch.setattr(waiting, "PATIENCE", 3600)
        file = tmp_path / "experiment.toy"
        file.write_text(text)
        return command("run", file, *arguments)

    return run


def toy(answer):
    return Says("toy", answer)


def quantum(answer):
    return Says("quantum", answer)


# toytheory


def test_help_and_version(command):
    code, out, _ = command("--help")
    assert code == 0
    assert all(name in out for name in ("verify", "run", "list", "Examples:", "Exit codes:"))
    assert command("-h")[1] == out
    assert command("--version")[1].startswith("toytheory, version ")
    names = ["verify", "run", "draw", "list", "prove", "check", "replay"]
    for name in names:
        code, told, _ = command(name, "--help")
        assert code == 0
        assert "Examples:" in told
    listed = [line.split()[0] for line in out.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()]
    assert [name for name in listed if name in names] == names


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        ["--nothing"],
        ["run"],
        ["run", "a", "b"],
        ["verify", "--seed", "x"],
        ["verify", "--seed", "-1"],
        ["verify", "-j", "0"],
        ["run", "a", "--shots", "-1"],
        ["run", "a", "--shots", "0"],
        ["run", "a", "--shots", "1.5"],
        ["list", "--what"],
        ["list", "trits"],
    ],
)
def test_bad_usage_is_told_on_standard_error_with_exit_code_two(command, arguments):
    code, out, err = command(*arguments)
    assert (code, out) == (2, "")
    assert "Error" in err
    assert "Traceback" not in err


# toytheory verify


def test_verify_succeeds_when_every_status_is_the_expected_one(verify):
    code, out, err = verify("good")
    assert code == 0
    assert out.splitlines()[-3] == "4 claims: 2 hold, 1 fails as expected, 1 skipped; all as expected."
    assert err == "this must not reach standard output\n"


def test_verify_fails_when_one_is_not(verify):
    assert verify("bad")[0] == 1
    assert verify("bad", "one", "two")[0] == 0
    for unexpected in ("three.wrong", "three.raising", "three.undecided", "four"):
        assert verify("bad", unexpected)[0] == 1


def test_json_is_alone_on_standard_output(verify):
    code, out, err = verify("bad", "--json", "-", "--seed", 7)
    record = json.loads(out)
    assert code == 1
    assert (record["seed"], record["summary"]["unexpected"]) == (7, 4)
    assert "8 claims: " in err


def test_all_reports_are_written_and_equal_without_seconds(verify, tmp_path):
    kinds = ["json", "junit", "markdown", "html"]

    def write(folder):
        folder.mkdir()
        options = [part for kind in kinds for part in (f"--{kind}", folder / kind)]
        assert verify("good", "--no-seconds", *options)[0] == 0
        return [(folder / kind).read_text() for kind in kinds]

    assert write(tmp_path / "a") == write(tmp_path / "b")
    assert json.loads((tmp_path / "a" / "json").read_text())["format"] == "toytheory/verify-1"
    assert (tmp_path / "a" / "html").read_text().startswith("<!doctype html>")


def test_only_one_report_goes_to_standard_output(verify):
    code, out, err = verify("good", "--json", "-", "--markdown", "-")
    assert (code, out) == (2, "")
    assert "cannot share standard output" in err


def test_an_unwritable_report_is_refused_before_anything_is_checked(verify, tmp_path):
    for option in ("--json", "--junit", "--markdown", "--html", "--resume"):
        for path in (tmp_path, tmp_path / "none" / "file"):
            code, out, err = verify("good", option, path)
            assert (code, out) == (2, "")
            assert err.startswith("error: ")
            assert "mend: " in err


def test_an_output_that_fills_up_is_told(verify):
    code, _, err = verify("good", "--json", "/dev/full")
    assert code == 2
    assert "No space left on device" in err


def test_unknown_claims_are_refused_with_near_matches(verify):
    code, out, err = verify("good", "one.evn")
    assert (code, out) == (2, "")
    assert "no claim is called 'one.evn'" in err
    assert "one.even" in err
    assert verify("good", "phenomena")[0] == 2
    assert verify("empty")[0] == 2


def test_an_interrupted_run_says_how_to_go_on(verify, tmp_path, monkeypatch):
    monkeypatch.setenv("HARNESS_RUNS", str(tmp_path / "runs"))
    code, _, err = verify("stopped")
    assert code == 130
    assert "with --resume FILE, what was found would be kept" in err
    resume = tmp_path / "resume.json"
    code, _, err = verify("stopped", "--resume", resume)
    assert code == 130
    assert f"{resume} keeps what was found" in err
    assert verify("resumed", "--resume", resume)[0] == 0
    assert (tmp_path / "runs").read_text().count("run") == 2
    assert verify("resumed", "--resume", resume, "--seed", 1)[0] == 2


def test_the_number_of_processes_is_that_of_the_processors(monkeypatch):
    if hasattr(os, "sched_getaffinity"):
        assert verify_module.processors() == len(os.sched_getaffinity(0))
        monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert verify_module.processors() == 1


# toytheory run


def test_run_agrees(run):
    code, out, err = run(TRIT, e=toy(SURE), d=toy(SURE), q=quantum(SURE))
    assert (code, err) == (0, "")
    assert "1 trit, outcome a" in out
    assert "agree: 2 toy backends and 1 quantum backend, exactly" in out
    assert "e, d" in out


def test_run_disagrees_with_a_witness(run):
    code, out, _ = run(TRIT, e=toy(SURE), q=quantum(THIRD))
    assert code == 1
    assert "disagree\n  largest difference at a = 1:\n    toy: 1\n    quantum: 1/3\n" in out


def test_run_without_a_quantum_side_compares_nothing(run):
    code, out, _ = run(TRIT, e=toy(SURE), q=Vacuous("quantum"))
    assert code == 0
    assert "not compared: no quantum backend took part" in out
    assert "skipped q (quantum): does nothing" in out


def test_run_json_is_alone_on_standard_output(run, tmp_path):
    code, out, err = run(TRIT, "--json", "-", e=toy(SURE), q=quantum(SURE))
    assert json.loads(out)["verdict"] == "agree"
    assert "agree: " in err
    code, out, _ = run(TRIT, "--json", tmp_path / "out.json", e=toy(SURE), q=quantum(SURE))
    assert json.loads((tmp_path / "out.json").read_text())["outcomes"] == ["a"]
    assert "agree: " in out
    assert code == 0


def test_run_passes_shots_and_seed_on(run):
    seen = []

    def draw(experiment, shots, seed):
        seen.append((shots, seed))
        return np.ones((shots, 1), dtype=int)

    code, out, _ = run(TRIT, "--shots", 50, "--seed", 3, e=toy(SURE), s=Draws("toy", draw), q=quantum(SURE))
    assert (code, seen) == (0, [(50, 3)])
    assert "samples within chance (false alarm 1e-9), exact answers equal" in out
    assert "1.0000" in out


def test_run_takes_only_the_backends_named(run):
    backends = {"e": toy(SURE), "f": toy(THIRD), "q": quantum(SURE)}
    assert run(TRIT, **backends)[0] == 1
    assert run(TRIT, "--backend", "e", "--backend", "q", **backends)[0] == 0
    code, out, _ = run(TRIT, "--backend", "q", **backends)
    assert code == 0
    assert "no toy backend took part" in out
    code, _, err = run(TRIT, "--backend", "ee", **backends)
    assert code == 2
    assert "no backend is called 'ee'" in err


def test_run_tells_faults_of_backends_without_a_traceback(run):
    def fails(experiment):
        raise ValueError("planted")

    code, out, err = run(TRIT, e=toy(SURE), q=quantum(fails), r="cannot be loaded: no module")
    assert code == 1
    assert "error in q: it raised ValueError: planted" in out
    assert out.count("ValueError: planted") == 1
    assert "skipped r: cannot be loaded: no module" in out
    assert "Traceback" not in out + err


def test_an_interrupted_command_ends_with_exit_code_130(run):
    def interrupted(experiment):
        raise KeyboardInterrupt

    assert run(TRIT, e=toy(interrupted))[0] == 130


def test_the_version_is_unknown_of_sources_that_are_not_installed(monkeypatch):
    from importlib.metadata import PackageNotFoundError

    from equivalence.engine import version

    def missing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(version, "version", missing)
    assert version.project_version() == "unknown"


def test_run_shows_conditions_and_dits(run):
    text = "system 2 dits d=5\nprepare X1 = 1\nmeasure X1, P2 as a, b\ncondition b = 2"
    half = Distribution(5, ("a", "b"), {(1, 2): Fraction(1)}, None, Fraction(1, 5))
    code, out, _ = run(text, e=toy(half), q=quantum(half), s=Draws("toy", drawer(half, 0.2)))
    assert code == 0
    assert "2 dits (d = 5), outcomes a, b" in out
    assert "conditions met" in out
    assert "1/5" in out


def test_run_without_measurements(run):
    nothing = Distribution(3, (), {(): Fraction(1)})
    code, out, _ = run("system 1 trit", e=toy(nothing), q=quantum(nothing))
    assert code == 0
    assert "nothing is measured" in out


def test_run_shows_affine_sets_as_relations(run):
    names = tuple(f"m{k}" for k in range(1, 15))
    text = "system 14 bits\nmeasure " + ", ".join(f"X{k}" for k in range(1, 15))
    rows = np.eye(14, dtype=int)[:13]
    rows[0, 13] = 1
    parity = affine(2, names, [0] * 13 + [1], rows)
    whole = affine(2, names, [0] * 14, np.eye(14, dtype=int))
    code, out, _ = run(text, e=toy(parity), q=quantum(parity), s=Draws("toy", drawer(parity)))
    assert code == 0
    assert "14 outcomes, m1 to m14" in out
    assert "toy (e): 2^13 equally likely outcomes" in out
    assert "m14 = m1 + 1" in out
    assert "toy (s): 10,000 runs, seed 0\n" in out
    code, out, _ = run(text, e=toy(parity), q=quantum(whole))
    assert code == 1
    assert "largest difference at m1 = 0, m2 = 0" in out


def test_run_shortens_what_is_long(run):
    many = 70
    names = tuple(f"m{k}" for k in range(1, many + 1))
    text = f"system {many} bits\nmeasure " + ", ".join(f"X{k}" for k in range(1, many + 1)) + "\ncondition m1 = 0"
    free = np.eye(many, dtype=int)[1:20]
    flat = affine(2, names, [0] * many, free, Fraction(1, 2))
    wide = affine(2, names, [0] * many, np.eye(many, dtype=int)[1:60], Fraction(1, 2))
    code, out, _ = run(text, e=toy(flat), q=quantum(flat), s=Draws("toy", drawer(flat, 0.5)))
    assert code == 0
    assert "... and 11 more; `--json -` gives all" in out
    assert "conditions met: 1/2" in out
    assert "of which met the conditions" in out
    assert "m41, ..." in run(text, e=toy(wide))[1]
    few = affine(2, names, [0] * many, np.eye(many, dtype=int)[1:8], Fraction(1, 2))
    assert "... and 88 more outcomes; `--json -` lists all" in run(text, e=toy(few))[1]


def test_run_shows_affine_sets_of_composite_dimension_as_directions(run):
    names = tuple(f"m{k}" for k in range(1, 9))
    text = "system 8 dits d=4\nmeasure " + ", ".join(f"X{k}" for k in range(1, 9))
    whole = affine(4, names, [0] * 8, np.diag([1, 1, 1, 1, 1, 1, 1, 2]))
    out = run(text, e=toy(whole))[1]
    assert "toy (e): 32,768 equally likely outcomes" in out
    assert "direction [0, 0, 0, 0, 0, 0, 0, 2]" in out


def test_run_tells_that_no_run_met_the_conditions(run):
    never = lambda experiment, shots, seed: np.zeros((0, 1), dtype=int)  # noqa: E731
    code, out, _ = run(TRIT + "condition a = 1", t=Draws("toy", never), q=Draws("quantum", never))
    assert code == 0
    assert "not compared: no run met the conditions" in out


def test_run_reads_standard_input(command, monkeypatch):
    both = {"e": toy(SURE), "q": quantum(SURE)}
    monkeypatch.setattr("equivalence.comparison.run.installed_backends", lambda names, timeout: both)
    stdin = type("Stdin", (), {"buffer": io.BytesIO(TRIT.encode())})
    monkeypatch.setattr(sys, "stdin", stdin)
    code, out, _ = command("run", "-")
    assert code == 0
    assert out.startswith("standard input: 1 trit")
    for content in (b"\xff\xfe\x00", b""):
        monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": io.BytesIO(content)}))
        code, out, err = command("run", "-")
        assert (code, out) == (2, "")
        assert "standard input" in err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no `system` line"),
        ("system 1 trit\nprepare X = 0, P = 0\n", "line 2, column"),
        ("system 1 trit\nmeasure X, P as a, b\n", "line 2, column"),
        ("system 1 trit\nmesure X\n", "line 2, column 1"),
        (TRIT + "condition a = 0", "line 4, column 1: the conditions can be met in neither theory"),
    ],
)
def test_bad_experiments_are_refused_with_place_and_mend(run, text, told):
    never = Distribution(3, ("a",), {}, None, Fraction(0))
    code, out, err = run(text, "--json", "-", e=toy(never), q=quantum(never))
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert told in err
    assert "\n  mend: " in err


def test_files_that_cannot_be_read_or_written_are_refused(command, tmp_path):
    (tmp_path / "binary").write_bytes(bytes(range(256)))
    for file in (tmp_path, tmp_path / "none", tmp_path / "binary"):
        code, out, err = command("run", file)
        assert (code, out) == (2, "")
        assert err.startswith("error: ")
    good = tmp_path / "good.toy"
    good.write_text(TRIT)
    code, out, err = command("run", good, "--json", tmp_path / "none" / "file")
    assert (code, out) == (2, "")
    assert "there is no directory" in err


# toytheory list


def test_list_shows_the_claims(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("equivalence.claims.registry", harness_claims.good)
    code, out, _ = command("list")
    assert code == 0
    assert "two.table" in out
    assert "(expected: fails)" in out
    assert re.search(r"one\.even +Two is even\. +theory, code", out)
    for arguments in (["--json"], ["--json", "-"]):
        record = json.loads(command("list", *arguments)[1])
        assert record["format"] == "toytheory/claims-1"
        assert record["claims"][0] == {
            "id": "one.even",
            "title": "Two is even.",
            "slide": "Numbers",
            "expected": "holds",
            "parts": [
                {"about": "theory", "says": "all cases", "ways": ["proof", "all"], "needed": True},
                {"about": "code", "says": "some cases", "ways": ["some"], "needed": True},
            ],
        }


def test_list_shows_the_backends(command, monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "200")
    from toytheory.backend import Capabilities

    narrow = Says("quantum", None)
    narrow.capabilities = Capabilities(
        kinds=frozenset({"dits"}), samples=True, dimensions=frozenset({5, 3}), odd_only=True, largest_space=1000
    )
    installed = {"narrow": narrow, "broken": "cannot be loaded", "wide": Says("toy", None)}
    monkeypatch.setattr("equivalence.comparison.installed.installed_backends", lambda: installed)
    code, out, _ = command("list", "--backends")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines() if line.strip()][2:] == ["wide", "narrow", "broken"]
    assert "exact numbers and samples" in out
    assert "dits; d = 3, 5; odd d" in out
    assert "d^n up to 1,000" in out
    assert "not available: cannot be loaded" in out
    assert command("list", "--backends", "--json", tmp_path / "b.json")[:2] == (0, "")
    records = json.loads((tmp_path / "b.json").read_text())["backends"]
    assert records[1]["dimensions"] == [3, 5]
    assert records[2] == {"name": "broken", "unavailable": "cannot be loaded"}


def test_list_shows_the_largest_n_the_steps_and_what_is_not_installed(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    from toytheory.backend import MODE_STEPS, MODES, Capabilities
    from toytheory.language.steps import Condition

    few, gone = Says("quantum", None), Says("quantum", None)
    few.capabilities = Capabilities(kinds=MODES, steps=MODE_STEPS - {Condition}, largest_n=7)
    gone.capabilities = Capabilities(needs="no_such_simulator")
    installed = {"few": few, "gone": gone}
    monkeypatch.setattr("equivalence.comparison.installed.installed_backends", lambda: installed)
    code, out, _ = command("list", "--backends")
    assert code == 0
    row = next(line for line in out.splitlines() if line.startswith("few"))
    assert "7" in row.split()
    assert "all but Condition" in row
    assert "not available: needs no_such_simulator, which is not installed" in out
    records = json.loads(command("list", "--backends", "--json")[1])["backends"]
    assert (records[0]["largest_n"], records[0]["steps_not_taken"]) == (7, ["Condition"])
    assert records[1]["unavailable"] == "needs no_such_simulator, which is not installed"


def test_list_shows_the_examples_and_they_run_by_name_from_anywhere(command, monkeypatch, tmp_path):
    code, out, _ = command("list", "--examples")
    assert code == 0
    assert "two-phases.toy" in out
    names = [entry["name"] for entry in json.loads(command("list", "--examples", "--json")[1])["examples"]]
    assert names == sorted(path.name for path in (ROOT / "examples").glob("*.toy"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(waiting, "PATIENCE", 3600)
    assert command("run", "bell.toy", "--backend", "dense")[0] == 0
    assert command("run", "bel.toy", "--backend", "dense")[0] == 2
    (tmp_path / "bell.toy").write_text(TRIT)  # a file of this name comes first
    assert "bell.toy: 1 trit" in command("run", "bell.toy", "--backend", "dense")[1]
    assert command("list", "--examples", "--backends")[0] == 2


LISTS = (["list"], ["list", "--backends"], ["list", "--examples"], ["states", "--bits", "3", "--pure"])
LISTS += (
    ["states", "--trits", "2", "--values"],
    ["state", "X1 + X2 + X3 + X4 = 0", "--dits", "9", "7", "--split", "1..4|5"],
)


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("arguments", LISTS, ids=" ".join)
def test_lists_fit_the_width_in_a_pipe_too_and_names_are_whole(command, monkeypatch, arguments, width):
    monkeypatch.setenv("COLUMNS", str(width))
    code, out, _ = command(*arguments)
    assert code == 0
    assert max(map(len, out.splitlines())) <= width
    assert "…" not in out
    if arguments == ["list"]:
        assert [line.split()[0] for line in out.splitlines()[2:] if re.match(r"[a-z]+\.", line)] == [
            claim.id for claim in registry()
        ]


def test_list_of_nothing(command, monkeypatch):
    monkeypatch.setattr("equivalence.claims.registry", harness_claims.empty)
    assert command("list") == (0, "there are no claims\n", "")
