"""Strips of modes with what both theories predict of their outcomes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from equivalence.comparison.answers import ask
from equivalence.comparison.installed import installed_backends
from equivalence.figures import mode_predictions
from equivalence.figures.mode_predictions import beside, law, predicted_strip
from toytheory.language.reading import parse_experiment

SQUEEZED = (
    "system 1 mode\nprepare vacuum 1\nsqueeze 1 by 0.5\nmeasure X as x\nprepare X = 2\nmeasure X as y\nmeasure P as z"
)


def answers(text, *names):
    experiment = parse_experiment(text)
    return experiment, [ask(name, installed_backends([name])[name], experiment, 0, 0) for name in names]


def test_the_laws_are_those_of_the_backends():
    experiment, found = answers(SQUEEZED, "liouville", "fock")
    assert found[1].density is None  # X = 2 has no counterpart in a number basis
    density = found[0].density
    assert law(density, "x") == pytest.approx((0.0, np.sqrt(0.5) * np.exp(-0.5)))
    assert law(density, "y") == (2.0, 0.0)
    assert law(density, "z") is None
    curves, remarks = beside(experiment, [found[0], None])
    assert [each.name for each in curves] == ["x", "y", "z"]
    assert remarks == ["No backend of the quantum theory answers."]


@pytest.fixture
def asked(monkeypatch):
    """What is drawn of answers that stand for those of the backends."""

    def draw(text, *found):
        told = dict(zip(("liouville", "strawberryfields"), found, strict=True))
        monkeypatch.setattr(mode_predictions, "_answer", lambda name, experiment: told.get(name))
        return predicted_strip(parse_experiment(text))

    return draw


def test_the_two_theories_stand_beside_each_other_and_a_difference_is_seen(asked):
    short = "system 1 mode\nprepare vacuum 1\nmeasure X as x"
    _, found = answers(short, "liouville", "fock")
    figure = asked(short, *found)
    same = figure.axes[-1]
    assert same.get_xlabel() == "x"
    filled, dashed = same.lines
    assert np.allclose(filled.get_ydata(), dashed.get_ydata())
    assert dashed.get_linestyle() == "--"
    assert "predict the same" in figure.get_label()
    wrong = replace(found[1].density, outcomes=replace(found[1].density.outcomes, means=np.array([1.0])))
    figure = asked(short, found[0], replace(found[1], density=wrong))
    filled, dashed = figure.axes[-1].lines
    assert dashed.get_xdata()[np.argmax(dashed.get_ydata())] == pytest.approx(1.0, abs=0.05)
    assert filled.get_xdata()[np.argmax(filled.get_ydata())] == pytest.approx(0.0, abs=0.05)
    assert "predict different things" in figure.get_label()


def test_what_is_certain_is_a_stroke_and_what_is_flat_a_band(asked):
    _, found = answers(SQUEEZED, "liouville")
    *_, certain, flat = asked(SQUEEZED, found[0], None).axes
    assert list(certain.lines[0].get_xdata()) == [2.0, 2.0]
    assert len(set(flat.lines[0].get_ydata())) == 1


def test_conditions_that_one_theory_cannot_meet_are_said():
    experiment, found = answers("system 1 mode\nprepare X = 2\nmeasure X as y", "liouville")
    never = replace(found[0], density=replace(found[0].density, condition_log_density=-np.inf))
    curves, remarks = beside(experiment, [found[0], never])
    assert [theory for theory, _ in curves[0].laws] == ["toy theory"]
    assert remarks[0] == "The conditions cannot be met in the quantum theory."
    assert "different things" in remarks[1]
    assert beside(experiment, [never, None])[0] == []


def test_without_outcomes_nobody_is_asked(monkeypatch):
    monkeypatch.setattr(mode_predictions, "_answer", None)
    assert "Below" not in predicted_strip(parse_experiment("system 1 mode\nprepare vacuum 1")).get_label()


def test_a_quantum_backend_that_is_installed_is_asked():
    figure = predicted_strip(parse_experiment("system 1 mode\nprepare vacuum 1\nmeasure X as x"))
    assert "in the toy theory filled, in quantum theory dashed" in figure.get_label()
