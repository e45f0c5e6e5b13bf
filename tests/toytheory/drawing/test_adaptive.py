"""Strips of experiments with branches, rounds, random numbers and faulty records: one run, and which is said."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from click.testing import CliRunner

from equivalence.commands.draw import draw as command
from equivalence.comparison.run import run_experiment
from equivalence.experiments.random_adaptive import Shape, random_adaptives
from toytheory.backend import load_backends
from toytheory.drawing import adaptive, experiment_page
from toytheory.drawing.following import follow
from toytheory.drawing.mode_strips import draw_experiment, follow_modes
from toytheory.errors import InputError
from toytheory.language.bookkeeping import Report
from toytheory.language.reading import parse_experiment

BRANCHES = """\
system 1 trit
prepare P = 1
random coin by 1: 1/4, 2: 3/4
when coin = 2
  measure P as a
otherwise
  measure X as a flip 1: 1/10
end
let b = a + coin
report b
"""


def told(text, **given):
    return [(m.statement, m.told) for m in follow(parse_experiment(text), given)]


def test_the_branch_of_the_run_is_followed_and_said():
    assert told(BRANCHES)[1:] == [
        ("random coin by 1: 1/4, 2: 3/4", "coin = 1, probability 1/4"),
        ("otherwise (not coin = 2)", "the branch of this run"),
        ("measure X1 as a flip 0: 9/10, 1: 1/10", "a = 1, probability 1/3"),
        ("let b = a + coin", "b = 2"),
        ("report b", ""),
    ]
    assert told(BRANCHES, coin=2)[2:5] == [
        ("when coin = 2", "the branch of this run"),
        ("measure P1 as a", "a = 1, certain"),
        ("let b = a + coin", "b = 0"),
    ]
    page = experiment_page(parse_experiment(BRANCHES))
    assert "Of branches the one that this run takes is drawn." in page.caption


def test_a_wrong_record_is_told_where_nothing_else_meets_a_condition():
    text = "system 1 trit\nprepare X = 1\nmeasure X as a flip 1: 1/10\ncondition a = 2\n"
    assert told(text)[1] == (
        "measure X1 as a flip 0: 9/10, 1: 1/10",
        "a = 1, certain; written down as a = 2, probability 1/10",
    )
    (state,) = follow(parse_experiment(text))[-1].after
    assert str(state) == "X1 = 1"  # the system is as it was found, whatever is written down


def test_no_branch_and_rounds():
    text = "system 1 bit\nprepare X = 0\nrepeat 2\n  measure X as s\n  when s = 1\n    prepare X = 0\n  end\n"
    text += "  let t = t[-1] + s + 1\nend\n"
    assert told(text)[1:] == [
        ("measure X1 as s[1]", "s[1] = 0, certain"),
        ("when s[1] = 1", "no branch holds in this run: nothing is done"),
        ("let t[1] = t[0] + s[1] + 1", "t[1] = 1"),
        ("measure X1 as s[2]", "s[2] = 0, certain"),
        ("when s[2] = 1", "no branch holds in this run: nothing is done"),
        ("let t[2] = t[1] + s[2] + 1", "t[2] = 0"),
    ]


def test_later_conditions_decide_what_happens_earlier():
    text = "system 2 trits\nrandom a\nmeasure X1 as b\nwhen a = 1\n  prepare X2 = 2\notherwise\n  prepare X2 = 0\nend\n"
    text += "measure X2 as c\ncondition c = 2, b = 2\n"
    assert [what for _, what in told(text)][:2] == ["a = 1, probability 1/3", "b = 2, probability 1/3"]


@pytest.mark.parametrize(
    ("text", "given", "problem"),
    [
        (BRANCHES, {"c": 1}, "no outcome named c"),
        (BRANCHES, {"coin": 0}, "coin = 0 cannot occur"),
        (BRANCHES, {"coin": 2, "a": 2}, "coin = 2, a = 2 cannot occur"),
        ("system 1 bit\nrandom a by 0: 1\ncondition a = 1", {}, "^line 3, column 1: the conditions cannot be met"),
        ("system 1 bit\nrepeat 1048576\n  fourier 1\n  phase 1\nend", {}, "once its rounds are written out"),
        ("system 1 bit\nrepeat 1000\n  fourier 1\n  phase 1\nend", {}, "do not fit"),
    ],
)
def test_what_cannot_be_followed_is_refused(text, given, problem):
    with pytest.raises(InputError, match=problem):
        experiment_page(parse_experiment(text), given)


def test_a_search_that_is_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(adaptive, "LARGEST_SEARCH", 10)
    text = "system 2 trits\n" + "".join(f"random a{k}\n" for k in range(6)) + "let b = a0 + a1\ncondition b = 1\n"
    with pytest.raises(InputError, match="no run was found"):
        follow(parse_experiment(text))


def test_runs_that_are_followed_are_possible_in_the_exact_answer():
    backends = load_backends(["epistemic"])
    asked = 0
    for experiment in random_adaptives(np.random.default_rng(2), [Shape(3, 1), Shape(2, 2)], 40):
        if any(isinstance(step, Report) for step in experiment.steps) or not experiment.outcomes:
            continue
        moments = follow(experiment)
        seen = dict(piece.split(" = ") for m in moments for piece in _outcomes(m.told))
        found = run_experiment(experiment, backends, whole=False).results[0].distribution
        if found.probabilities is not None:
            asked += 1
            assert found.probabilities[tuple(int(seen[name]) for name in experiment.outcomes)] > 0
        for moment in moments:
            assert sum(moment.after.values(), Fraction(0)) == 1
    assert asked > 5


def _outcomes(text):
    """Pieces such as `a = 1`, what is written down after what was found."""
    text = text.removeprefix("met: ").replace(" in this run", "").replace("; written down as ", ", ")
    return [piece for piece in text.split(", ") if " = " in piece]


def test_experiments_on_modes_are_drawn_with_all_that_they_have():
    text = (
        "system 2 modes\nprepare vacuum 1..2\nrandom shift normal 0, 0.5\ndisplace X1 by shift\n"
        "channel 1 matrix 0.8, 0; 0, 0.8 noise 0.36, 0; 0, 0.36\ngeneral-dyne 2 covariance 0.25, 0; 0, 1 as x, p\n"
        "repeat 2\n  measure X1 as q\n  let total = total[-1] + q\nend\nreport total[2]\n"
    )
    given = {"shift": 1.0, "q[2]": 0.25}
    moments = follow_modes(parse_experiment(text), given)
    assert [moment.statement for moment in moments] == [
        "prepare vacuum 1, 2", "random shift normal 0, 0.5", "displace X1 by shift",
        "channel 1 matrix 0.8, 0; 0, 0.8 noise 0.36, 0; 0, 0.36",
        "general-dyne 2 covariance 0.25, 0; 0, 1 as x, p", "measure X1 as q[1]",
        "let total[1] = total[0] + q[1]", "measure X1 as q[2]", "let total[2] = total[1] + q[2]",
    ]  # fmt: skip
    assert moments[1].told == "shift = 1, of 0 ± 0.707"
    assert moments[2].after.mean([1, 0, 0, 0]) == pytest.approx(1.0)
    assert all(moment.after.size == 4 for moment in moments)
    assert len(draw_experiment(parse_experiment(text), given).axes) == 18
    with pytest.raises(InputError, match="no outcome named total"):
        draw_experiment(parse_experiment(text), {"total": 1.0})
    with pytest.raises(InputError, match="once its rounds"):
        draw_experiment(parse_experiment("system 1 mode\nrepeat 1048576\n  fourier 1\n  fourier 1\nend"))


def test_the_command_draws_branches(tmp_path):
    file = tmp_path / "branches.toy"
    file.write_text(BRANCHES)
    found = CliRunner().invoke(command, [str(file), "--outcomes", "coin=2"], standalone_mode=False)
    assert found.exit_code == 0
    assert "the branch of this run" in found.output
