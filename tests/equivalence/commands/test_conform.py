"""`toytheory conform`: exit codes, reports, the same results whatever -j, going on after a stop."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from itertools import count
from types import SimpleNamespace

import pytest

from equivalence.cli import execute

SOUND, WRONG = "conform_backends:Few", "conform_backends:Phaseless"
FEW = ["--feature", "map-phase", "--feature", "prepare-x", "--feature", "modes-vacuum", "--no-seconds"]


@pytest.fixture
def reports(tmp_path):
    return {name: tmp_path / f"r.{name}" for name in ("json", "junit", "markdown", "html")}


def test_a_wrong_backend_in_every_report(reports, capsys):
    options = [word for name, path in reports.items() for word in (f"--{name}", str(path))]
    assert execute(["conform", SOUND, WRONG, "-j", "1", *FEW, *options]) == 1
    told = json.loads(reports["json"].read_text())
    assert told["format"] == "toytheory/conform-1"
    sound, wrong = told["backends"]
    assert sound["summary"] == {"agrees": 2, "differs": 0, "crashes": 0, "not offered": 1}
    assert wrong["summary"]["differs"] == 1
    (fault,) = wrong["faults"]
    assert fault["features"] == ["map-phase"]
    assert "phase" in fault["toy_file"]
    suite = ET.parse(reports["junit"]).getroot().find("testsuite")
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("6", "1", "2")
    assert "**differs**" in reports["markdown"].read_text()
    assert told["environment"]["numpy"]
    assert 'class="differs"' in reports["html"].read_text()
    printed = capsys.readouterr().out
    assert "differs: map phase" in printed
    assert f"{SOUND}: 2 agrees, 1 not offered; 0 distinct faults" in printed
    assert execute(["conform", "--merge", str(reports["json"])]) == 0
    assert capsys.readouterr().out == reports["markdown"].read_text()
    both, page = reports["json"].with_name("both.json"), reports["json"].with_name("both.html")
    twice = [str(reports["json"])] * 2
    assert execute(["conform", "--merge", *twice, "--json", str(both), "--html", str(page)]) == 0
    assert json.loads(both.read_text()) == {"format": "toytheory/conformance-1", "runs": [told, told]}
    assert page.read_text().count("<h2>") == 5  # a table and four backends
    assert execute(["conform", "--merge", str(reports["json"]), "--html", str(page)]) == 0
    assert page.read_text() == reports["html"].read_text()
    assert execute(["conform", "--merge", str(reports["json"]), "--junit", str(page)]) == 2
    assert "pytest" not in told["environment"]
    assert "furo" not in told["environment"]
    capsys.readouterr()
    assert execute(["conform", "--merge", str(reports["html"])]) == 2


def test_results_do_not_depend_on_processes_and_go_on_from_a_file(tmp_path):
    one, two, kept = tmp_path / "1.json", tmp_path / "2.json", tmp_path / "kept.json"
    assert execute(["conform", WRONG, "-j", "1", *FEW, "--json", str(one), "--resume", str(kept)]) == 1
    assert execute(["conform", WRONG, "-j", "2", *FEW, "--json", str(two)]) == 1
    assert one.read_text() == two.read_text()
    content = json.loads(kept.read_text())
    content["verdicts"].pop(f"{WRONG}.map-phase")
    kept.write_text(json.dumps(content))
    assert execute(["conform", WRONG, "-j", "1", *FEW, "--json", str(two), "--resume", str(kept)]) == 1
    assert one.read_text() == two.read_text()
    assert execute(["conform", WRONG, *FEW, "--budget", "5s", "--resume", str(kept)]) == 2


def test_of_a_slow_simulator_every_report_says_that_it_was_asked_less(reports, tmp_path, capsys):
    options = [word for name, path in reports.items() for word in (f"--{name}", str(path))]
    asked = ["conform", "conform_backends:Slow", SOUND, "--feature", "map-phase", "--no-seconds"]
    assert execute([*asked, "-j", "1", *options]) == 0
    printed, again = capsys.readouterr().out, tmp_path / "again.json"
    slow, whole = json.loads(reports["json"].read_text())["backends"]
    ((one,), (other,)) = slow["features"], whole["features"]
    assert (one["share"], one["cases"], other["cases"]) == (0.25, 4, 16)
    assert "share" not in other
    for text in (printed, reports["markdown"].read_text(), reports["html"].read_text()):
        assert text.count("asked a share of the experiments: 0.25 in 1 features") == 1
    assert execute([*asked, "-j", "2", "--json", str(again)]) == 0
    assert again.read_text() == reports["json"].read_text()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nobody"],
        [SOUND, "--feature", "nothing"],
        [SOUND, "--budget", "soon"],
        [SOUND, "--json", "-", "--html", "-"],
    ],
)
def test_bad_usage(arguments, capsys):
    assert execute(["conform", *arguments]) == 2
    assert "rror" in capsys.readouterr().err


def test_the_features_are_listed(capsys):
    assert execute(["conform", "--features"]) == 0
    assert "map-phase" in capsys.readouterr().out


def test_a_budget_in_minutes(tmp_path, capsys, monkeypatch):
    ticks = count()
    clock = SimpleNamespace(monotonic=lambda: next(ticks) / 100)  # as slow as the machine may be
    for module in ("battery", "search"):
        monkeypatch.setattr(f"equivalence.conform.{module}.time", clock)
    assert execute(["conform", SOUND, "-j", "1", "--feature", "prepare-x", "--budget", "0.01m", "--json", "-"]) == 0
    out = capsys.readouterr().out
    (feature,) = json.loads(out)["backends"][0]["features"]
    assert feature["result"] == "agrees"
    assert 0 < feature["cases"] <= 60  # a look at the clock before each: 0.6 seconds of it


def test_a_skeleton_is_written_once_and_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert execute(["conform", "--scaffold", "my_simulator"]) == 0
    assert execute(["conform", "--scaffold", "my_simulator"]) == 2
    assert execute(["conform", "--scaffold", "My Simulator"]) == 2
    monkeypatch.syspath_prepend(str(tmp_path))
    import importlib

    module = importlib.import_module("test_my_simulator")
    module.test_states_of_x_are_what_they_are_called()


def test_one_experiment_is_asked_about_instead(tmp_path, capsys):
    file, right, report = tmp_path / "fault.toy", tmp_path / "right.toy", tmp_path / "r.json"
    file.write_text("system 2 trits\nprepare X1 = 1, X2 = 0\nphase 1\nmeasure P1 + X1, X2\n")
    right.write_text("system 1 trit\nprepare X = 1\nmeasure X\n")
    asked = ["conform", WRONG, "--feature", "map-phase", "-j", "1"]
    assert execute([*asked, "--replay", str(right)]) == 0
    assert execute([*asked, "--replay", str(tmp_path / "none.toy")]) == 2
    modes = tmp_path / "modes.toy"
    modes.write_text("system 1 mode (hbar=3)\nprepare vacuum 1\n")
    assert execute([*asked, "--replay", str(modes)]) == 0  # not offered
    asked = ["conform", "conform_backends:ModesChanged", "--feature", "modes-vacuum", "-j", "1", "--json", str(report)]
    assert execute([*asked, "--replay", str(modes)]) == 0
    assert "hbar = 3, n = 1: 1 experiments agree" in report.read_text()
    capsys.readouterr()
    file.write_text("system 1 trit\nprepare X = 1\nphase 1\nmeasure P - X\n")
    assert execute(["conform", WRONG, "--feature", "map-phase", "-j", "1", "--replay", str(file)]) == 0
    file.write_text("system 2 trits\nprepare X1 = 1, P2 = 2\nphase 1\nphase 2\nmeasure P2 - X2\n")
    assert execute(["conform", WRONG, "--feature", "map-phase", "-j", "1", "--replay", str(file)]) == 1
    assert "differs: map phase" in capsys.readouterr().out
