"""The experiment beside each report under reports/bugs shows the fault, asked as its first line says."""

from __future__ import annotations

import importlib
import shlex

import pytest
from places import ROOT

from equivalence.cli import toytheory
from equivalence.conform.battery import Battery, checks, selected
from equivalence.engine.verdict import Context
from toytheory.backend import is_installed
from toytheory.language.reading import load_experiment

pytestmark = pytest.mark.usefixtures("not_shrunk")

BUGS = ROOT / "reports" / "bugs"
REPORTS = sorted(BUGS.glob("*/*.md"))


def command_of(path):
    """What the first line tells to type, as `click` reads it."""
    words = shlex.split(path.read_text(encoding="utf-8").splitlines()[0])
    assert words[:3] == ["#", "toytheory", "conform"]
    return toytheory.commands["conform"].make_context("conform", words[3:]).params


def test_every_report_has_its_experiment():
    assert {path.with_suffix(".toy") for path in REPORTS} == set(BUGS.glob("*/*.toy"))


@pytest.mark.parametrize("report", REPORTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_experiment_shows_the_fault(report):
    path = report.with_suffix(".toy")
    asked = command_of(path)
    assert ROOT / asked["replay"] == path
    (name,) = asked["names"]
    battery = Battery(
        names=(name,), chosen=asked["chosen"], seed=asked["seed"], replay=path.read_text(encoding="utf-8")
    )
    features = selected(battery.chosen)
    assert load_experiment(path).system.kind == "modes" or not any(feature.modes for feature in features)
    if not is_installed(report.parent.name):
        pytest.skip(f"{report.parent.name} is not installed")
    module, _, attribute = name.partition(":")
    backend = getattr(importlib.import_module(module), attribute)()
    for feature in features:
        found = list(checks(backend, feature, Context(battery.seed), battery))
        assert {check.status for check in found} <= {"fails", "error"}, "the fault may be mended: look at the report"
