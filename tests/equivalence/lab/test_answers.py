"""What the laboratory says of a text, against the backends and the drawings asked directly."""

from __future__ import annotations

import random
from fractions import Fraction
from xml.etree import ElementTree

import numpy as np
import pytest
from places import ROOT

from equivalence.comparison.run import chosen_backends, run_experiment
from equivalence.lab import answering, limits
from equivalence.lab.answering import answer
from equivalence.lab.gallery import gallery
from toytheory.drawing.following import follow
from toytheory.language.reading import parse_experiment

DISAGREE = "system 2 bits\nprepare X1 + X2 = 0, P1 + P2 = 0\nmeasure X1 + P1 + X2 + P2 as y\n"
TRITS = "system 2 trits\nprepare X1 - X2 = 0, P1 + P2 = 0\nmeasure X1 as a\nmeasure P2 as b\n"
MODES = "system 2 modes\nprepare vacuum 1, 2\ntwo-mode-squeeze 1 2 by 0.7\nmeasure X1 as x\n"


@pytest.mark.parametrize("text", [DISAGREE, TRITS])
def test_the_distributions_are_those_of_other_backends(text):
    found = answer("predictions", text, {})
    report = run_experiment(parse_experiment(text), chosen_backends(["dense", "wigner"]))
    assert found["verdict"] == report.comparison.verdict
    for result in report.results:
        expected = {",".join(map(str, key)): p for key, p in result.distribution.probabilities.items()}
        told = {row["outcome"]: Fraction(row[result.side]) for row in found["rows"] if row[result.side] != "0"}
        assert told == expected
        for row in found["rows"]:
            assert row[f"{result.side}_share"] == pytest.approx(float(Fraction(row[result.side])))


def test_a_disagreement_says_where():
    found = answer("predictions", DISAGREE, {})
    assert found["verdict"] == "disagree"
    assert found["witness"]["outcome"] == "0"
    assert (found["witness"]["toy"], found["witness"]["quantum"]) == ("1", "0")


def test_steps_say_what_is_known_and_how_much_is_not():
    found = answer("pictures", TRITS, {"a": 2, "b": 1})
    moments = follow(parse_experiment(TRITS), {"a": 2, "b": 1})
    assert [step["known"] for step in found["steps"]] == [str(next(iter(m.after))) for m in moments]
    assert [step["entropy"] for step in found["steps"]] == ["0", "0", "0"]
    assert [step["line"] for step in found["steps"]] == [2, 3, 4]
    assert found["followed"] == {"a": 2, "b": 1}
    for step in found["steps"]:
        assert ElementTree.fromstring(step["svg"]).tag.endswith("svg")
    half = answer("pictures", "system 2 trits\nprepare X1 = 0\nnoise X1 by 0: 1/2, 1: 1/2", {})["steps"]
    assert [step["entropy"] for step in half] == ["1", "1.631"]  # log 2 / log 3 more
    assert half[1]["known"] == "a mixture of 2 states"


def test_a_run_through_branches_can_be_chosen_outcome_by_outcome():
    text = """system 1 trit
prepare P = 0
measure X as a
random r by 0: 1/2, 2: 1/2
let twice = 2a
when a = 0
  measure X as b
otherwise
  measure P as b
end
"""
    found = answer("pictures", text, {})
    assert found["choices"] == ["a", "r", "b"]  # twice follows from them
    assert found["followed"]["a"] == 1
    assert [step["statement"] for step in found["steps"]][-2:] == ["otherwise (not a = 0)", "measure P1 as b"]
    other = answer("pictures", text, {"a": 0, "r": 2})
    assert other["followed"] == {"a": 0, "r": 2, "b": 0}
    assert [step["statement"] for step in other["steps"]][-2:] == ["when a = 0", "measure X1 as b"]
    assert answer("pictures", text, {"r": 1})["state"] == "failed"
    faulty = "system 1 bit\nprepare X = 0\nmeasure X as a flip 1: 1/2\n"
    assert answer("pictures", faulty, {"a": 1})["followed"] == {"a": 1}  # the record, and not what was found


def test_outcomes_that_cannot_occur_are_a_reason():
    found = answer("pictures", "system 1 trit\nprepare X = 1\nmeasure X as a", {"a": 0})
    assert found["state"] == "failed"
    assert "a = 0 cannot occur" in found["reason"]


def test_modes_are_drawn_and_have_a_process_of_their_own_for_predictions():
    found = answer("pictures", MODES, {"x": 0.8})
    assert found["steps"][-1]["known"].startswith("X1 = 0.8")
    assert [step["line"] for step in found["steps"]] == [2, 3, 4]
    assert "ellipse" in found["steps"][1]["svg"]
    assert answer("predictions", MODES, {}) == {"state": "elsewhere"}
    assert answer("pictures", MODES, {"y": 1.0})["state"] == "failed"
    assert "at most 4" in answer("pictures", "system 5 modes\nprepare vacuum 1..5", {})["reason"]
    flat = answer("pictures", "system 1 mode\nprepare X = 1", {})["steps"][0]
    assert flat["known"] == "X1 = 1"
    assert "stroke-width" in flat["svg"]


def test_predictions_about_modes():
    found = answer("modes", MODES, {})
    assert (found["verdict"], found["rows"]) == ("agree", [])
    numbers = {row["label"]: (row["toy"], row["quantum"]) for row in found["numbers"]}
    assert numbers["deviation of x"] == ("1.03704", "1.03704")
    (curve,) = found["curves"]
    assert curve["outcome"] == "x"
    for side in ("toy", "quantum"):
        assert curve[side] == pytest.approx((0, np.sqrt(np.cosh(1.4) / 2)))


def test_entropies_of_modes():
    steps = answer("pictures", MODES + "discard 1\n", {"x": 0.8})["steps"]
    assert [step["entropy"] for step in steps[:3]] == ["0", "0", "0"]
    text = "system 2 modes\nprepare vacuum 1, 2\ntwo-mode-squeeze 1 2 by 0.7\ndiscard 1\n"
    assert answer("pictures", text, {})["steps"][-1]["entropy"] == "infinite"
    thermal = "system 1 mode\nprepare gaussian 1 means 0, 0 covariance 1.5, 0; 0, 1.5\n"
    assert answer("pictures", thermal, {})["steps"][0]["entropy"] == f"{2 * np.log(2):.4g}"
    assert answer("pictures", "system 1 mode\nprepare X = 1", {})["steps"][0]["entropy"] == "0"


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("", 1, 1), ("system 1 trit\nprepair X = 1", 2, 1), ("system 1 trit\n\nprepare X = 1, P = 0", 3, 16)],
)
def test_errors_have_their_place_and_a_mend(text, line, column):
    for kind in ("pictures", "predictions"):
        error = answer(kind, text, {})["error"]
        assert (error["line"], error["column"]) == (line, column)
        assert error["problem"]
        assert error["mend"]


def test_an_impossible_condition_is_told_with_its_place():
    text = "system 1 trit\nprepare X = 1\nmeasure X as a\ncondition a = 2"
    for kind in ("pictures", "predictions"):
        found = answer(kind, text, {})
        assert found["state"] in ("error", "failed")


def test_what_is_too_much_has_a_reason(monkeypatch):
    assert "characters" in answer("pictures", "#" * (limits.CHARACTERS + 1), {})["reason"]
    many = "system 1 bit\n" + "fourier 1\n" * (limits.STEPS + 1)
    assert "too many to be drawn" in answer("pictures", many, {})["reason"]
    wide = "system 14 bits\nmeasure " + ", ".join(f"X{k}" for k in range(1, 15))
    found = answer("predictions", wide, {})
    assert found["words"]["toy"][0].startswith("free: m1")
    more = "system 4 trits\nprepare X1 = 0\nmeasure X1, X2, X3, X4, P1 as a, b, c, d, e".replace(", P1", "").replace(
        ", e", ""
    )
    rows = answer("predictions", more, {})
    assert len(rows["rows"]) + rows["more"] == 27
    assert answer("pictures", "system 9 bits", {})["state"] in ("failed", "done")

    def hungry(text):
        raise MemoryError

    monkeypatch.setattr("equivalence.lab.pictures.pictures", lambda experiment, outcomes: hungry(experiment))
    assert "memory" in answer("pictures", TRITS, {})["reason"]
    monkeypatch.setattr(answering, "parse_experiment", lambda text: (_ for _ in ()).throw(RecursionError))
    assert "deeply" in answer("pictures", TRITS, {})["reason"]


def test_rounds_and_branches_are_drawn_or_say_why_not():
    drawn = answer("pictures", "system 1 trit\nprepare X = 0\nrepeat 3\nfourier 1\nend\nmeasure P as a", {})
    assert drawn["state"] == "done"
    assert len(drawn["steps"]) >= 5
    branches = "system 1 bit\nprepare P = 0\nmeasure X as a\nwhen a = 1\ndisplace X1 by 1\nend\nmeasure X as b"
    assert answer("pictures", branches, {"a": 1})["steps"][-1]["known"] == "X1 = 0"


def test_every_example_can_be_loaded_and_answered():
    entries = gallery()
    names = {entry["name"] for entry in entries}
    assert names >= {path.name for path in (ROOT / "examples").glob("*.toy")}
    assert {entry["group"] for entry in entries} == {"examples", "phenomena"}
    for entry in entries:
        if entry["group"] == "examples":
            assert answer("pictures", entry["text"], {})["state"] in ("done", "failed"), entry["name"]
        parse_experiment(entry["text"])


WORDS = (
    "system 1 2 9999 bits trits modes dits d=5 prepare X1 P1 X2 = , + - measure as a b repeat end when noise".split()
)
WORDS += ["by", "0:", "1/2", "\n", "#", "(", ")", "\t", "fourier", "sum", "condition", "discard", "squeeze", "1e308"]


def test_no_text_raises_anything():
    rng = random.Random(3)
    for _ in range(300):
        text = " ".join(rng.choice(WORDS) for _ in range(rng.randrange(30)))
        if rng.random() < 0.7:
            text = f"system {rng.choice(['2 bits', '1 trit', '2 modes'])}\n" + text
        for kind in ("pictures", "predictions"):
            assert answer(kind, text, {"a": rng.randrange(3)})["state"] in ("done", "error", "failed", "elsewhere")
