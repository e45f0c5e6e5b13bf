"""Quantum predictions on strips: beside the frame that they are of, or nowhere."""

from __future__ import annotations

from equivalence.figures.predictions import predicted_page
from toytheory.language.reading import parse_experiment

CORE = "system 1 bit\nprepare P = 0\nphase 1\nphase 1\nmeasure P as p\n"

SECOND_EDITION = """system 2 bits
random q
random p
prepare X1 - X2 = 0, P1 + P2 = 0
displace X1 by q, P1 by p
measure X1 - X2, X1 + P1 + X2 + P2 as u, y
let first = u - q
let second = y - u - p
report first, second
"""


def told(text):
    return [block.title.splitlines()[-1] for block in predicted_page(parse_experiment(text)).blocks]


def test_the_frame_of_the_measurement_has_the_prediction():
    assert [line.startswith("quantum theory") for line in told(CORE)] == [False, False, False, True]


def test_frames_that_are_not_the_steps_predicted_have_none_and_the_bars_are_drawn():
    assert not any(line.startswith("quantum theory") for line in told(SECOND_EDITION))
    page = predicted_page(parse_experiment(SECOND_EDITION))
    assert {row: tuple(map(float, heights)) for row, heights in page.bars.rows} == {
        "first = 0, second = 0": (1.0, 0.0),
        "first = 0, second = 1": (0.0, 1.0),
    }


def test_rounds_have_no_prediction_beside_another_frame():
    text = "system 1 bit\nprepare P = 0\nrepeat 2\nphase 1\nend\nmeasure P as p\n"
    assert not any(line.startswith("quantum theory") for line in told(text))


def test_of_branches_the_whole_experiment_is_predicted():
    branches = "when c = 1\nphase 1\nphase 1\notherwise\nprepare P = 0\nend\n"
    text = f"system 1 bit\nprepare P = 0\nrandom c\n{branches}measure P as p\n"
    page = predicted_page(parse_experiment(text))
    assert page.bars is not None
    assert not any(line.startswith("quantum theory") for line in told(text))
