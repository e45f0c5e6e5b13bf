"""What a notebook asks things for."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from equivalence.comparison.run import chosen_backends, run_experiment
from equivalence.engine.verifying import verify
from toytheory import EpistemicState, Measurement, SymplecticMap, parse_experiment
from toytheory.drawing import page_of
from toytheory.drawing.vector import page_svg
from toytheory.phase_space.variables import Variable

BELL = EpistemicState.from_known("X1 - X2 = 0, P1 + P2 = 0", 3, 2)
THINGS = {
    "state": (BELL, r"$X_{1} - X_{2} = 0,\; P_{1} + P_{2} = 0$"),
    "map": (SymplecticMap.parse("fourier 1", 3, 1), r"$X \mapsto P,\; P \mapsto -X$"),
    "measurement": (Measurement.of([Variable.from_vector([1, 1], 3)], 1), "$X + P$"),
    "nothing": (EpistemicState.unknown(2, 1), r"$\text{nothing known}$"),
}


@pytest.mark.parametrize("name", THINGS)
def test_things_show_their_picture_and_their_formula(name):
    thing, formula = THINGS[name]
    assert thing._repr_svg_() == page_svg(page_of(thing))
    assert ElementTree.fromstring(thing._repr_svg_()).tag.endswith("svg")
    assert thing._repr_latex_() == formula


def test_what_is_too_large_to_be_drawn_has_its_formula_alone():
    assert EpistemicState.unknown(11, 2)._repr_svg_() is None
    assert EpistemicState.from_known("X1 = 3", 11, 1)._repr_latex_() == "$X = 3$"


def test_an_experiment_shows_its_text_and_its_strip():
    shown = parse_experiment("system 1 trit\nprepare X = 1\nmeasure P as p\n")._repr_html_()
    assert shown.startswith("<pre>system 1 trit\nprepare X1 = 1\nmeasure P1 as p\n</pre><svg")
    assert "<svg" not in parse_experiment("system 1 mode\nprepare vacuum 1\n")._repr_html_()


def test_a_comparison_shows_its_verdict_and_its_numbers():
    text = "system 2 bits\nprepare X1 + X2 = 0, P1 + P2 = 0\nmeasure X1 + P1 + X2 + P2 as y\n"
    shown = run_experiment(
        parse_experiment(text), chosen_backends(["dense", "ontic", "wigner"]), shots=10
    )._repr_html_()
    assert "<b>disagree</b>" in shown
    assert "<tr><th>0</th><td>1</td><td>10 of 10</td><td>0</td></tr>" in shown
    assert "<tr><th>1</th><td>0</td><td>0</td><td>1</td></tr>" in shown
    modes = "system 2 modes\nprepare vacuum 1\nmeasure X1, X2 as x, y\n"
    shown = run_experiment(parse_experiment(modes), chosen_backends(["liouville"]), shots=10)._repr_html_()
    assert "<td>0 ± 0.707107</td>" in shown
    assert "<td>unknown</td>" in shown
    drawn = run_experiment(
        parse_experiment("system 1 mode\nprepare vacuum 1\nmeasure X1 as x\n"),
        chosen_backends(["liouville-ontic"]),
        100,
    )
    assert " ± 0.7" in drawn._repr_html_() or " ± 0.6" in drawn._repr_html_()


def test_verdicts_show_sentence_status_and_evidence():
    report = verify(["talk.conjugate-sums"])
    assert report._repr_html_() == report.verdicts[0]._repr_html_()
    assert "<b>fails</b> · theory: exhaustive" in report._repr_html_()
    assert "<code>talk.conjugate-sums</code>" in report._repr_html_()
