"""Notation as print has it, short SVG files, arrows that keep apart."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import numpy as np
import pytest

from toytheory import parse_experiment
from toytheory.drawing import figure, page_of, picture_bytes
from toytheory.drawing.compact import compact
from toytheory.drawing.layout import lay_out
from toytheory.drawing.maps import APART, _way, arrows, permutation, untangled
from toytheory.drawing.measurements import fills
from toytheory.drawing.palette import OUTCOMES, along, lightness
from toytheory.drawing.panel_layout import SMALLEST
from toytheory.drawing.typeset import typeset


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("X1 - X2 = 0, P1 + P12 = -1", "X₁ − X₂ = 0, P₁ + P₁₂ = −1"),
        ("X2 -> -2X1, P1 -> P1 - 2*P2", "X₂ → −2X₁, P₁ → P₁ − 2*P₂"),
        ("two-mode-squeeze 1 2 by -0.5", "two-mode-squeeze 1 2 by −0.5"),
        ("measure X1 as aX1, P_1", "measure X₁ as aX1, P_1"),
        ("X1 by -t, (-P2)", "X₁ by −t, (−P₂)"),
        ("teleportation-trits.toy, 1e-9", "teleportation-trits.toy, 1e-9"),
        ("displace X1 by 0.70710678", "displace X₁ by 0.7071"),
        ("X1 = 0.1234", "X₁ = 0.1234"),
    ],
)
def test_notation_is_set_for_print(text, printed):
    assert typeset(text) == printed


def test_one_system_has_no_numbers():
    assert typeset("X1 -> P1 + 1", lone=True) == "X → P + 1"
    texts = {label.text for label in lay_out(page_of("X1 -> P1, P1 -> -X1", d=3)).labels}
    assert {"X", "P", "X → P, P → −X"} <= texts
    assert not any(re.search("[XP][0-9₁]", text) for text in texts)


PAGES = {
    "pair of sevens": lambda: page_of("X1 - X2 = 0, P1 + P2 = 0", d=7),
    "sheet": lambda: page_of(_states(3)),
    "map d=4": lambda: page_of("sum 1 2", d=4),
    "map d=5": lambda: page_of("sum 1 2", d=5),
    "joint": lambda: page_of("X1, P2", d=3),
    "strip": lambda: page_of(parse_experiment("system 3 trits\nprepare X1 = 1\nsum 1 2\nmeasure X1 - X3 as a")),
}


def _states(d):
    from toytheory.discrete.enumeration import epistemic_states

    return list(epistemic_states(d, 1))


@pytest.mark.parametrize("name", PAGES)
def test_no_text_is_smaller_than_7_pt(name):
    assert min(label.size for label in lay_out(PAGES[name]()).labels) >= SMALLEST - 1e-9 == 7.0 - 1e-9


def test_every_panel_of_a_strip_has_the_names_of_its_axes():
    page = PAGES["strip"]()
    labels = [label.text for label in lay_out(page).labels]
    frames = len(page.blocks)
    for system in "₁₂₃":  # alone, and in the pairs with the two others
        assert labels.count(f"X{system}") == labels.count(f"P{system}") == 3 * frames


# compact files


def shapes(svg):
    """Every path's corners, in order, with its colours; written in full or short."""
    root = ET.fromstring(svg)
    styles = {}
    for element in root.iter():
        if element.tag.endswith("}style"):
            styles |= dict(re.findall(r"\.(c\w+)\{([^}]*)\}", element.text or ""))
    found = []
    for path in root.iter("{http://www.w3.org/2000/svg}path"):
        style = path.get("style") or styles.get(path.get("class"), "")
        found.append((corners(path.get("d")), re.sub(r"\s", "", style)))
    return found


def corners(path):
    x = y = 0.0
    points = []
    for letter, rest in re.findall(r"([MLHVhvQCz])([^MLHVhvQCz]*)", path):
        numbers = [float(number) for number in rest.split()]
        if letter in "MLQC":
            points += list(zip(numbers[::2], numbers[1::2], strict=True))
            x, y = points[-1]
            continue
        if letter == "z":
            continue
        x = numbers[0] if letter == "H" else x + numbers[0] if letter == "h" else x
        y = numbers[0] if letter == "V" else y + numbers[0] if letter == "v" else y
        points.append((x, y))
    rounded = [(round(a, 6), round(b, 6)) for a, b in points]
    return [point for i, point in enumerate(rounded) if i % 5 != 4 or len(rounded) % 5 or point != rounded[i - 4]]


@pytest.mark.parametrize("name", ["strip", "joint", "sheet"])
def test_the_short_file_has_the_same_shapes(name, monkeypatch):
    made = figure(PAGES[name]())
    short = picture_bytes(made, "svg").decode()
    monkeypatch.setattr("toytheory.drawing.painting.compact", lambda svg: svg)
    whole = picture_bytes(made, "svg").decode()
    assert len(short) < 0.6 * len(whole)
    assert shapes(short) == shapes(whole)
    texts = [[t.text for t in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")] for svg in (short, whole)]
    assert texts[0] == texts[1]


def test_a_picture_without_styles_stays_one():
    assert compact("<svg>\n <g/>\n</svg>") == "<svg><g/></svg>"
    slanted = compact('<svg><path d="M 0 0 \nL 1 2 \nM 3 3 \nL 3 5 \n"/></svg>')
    assert slanted == '<svg><path d="M0 0L1 2M3 3V5"/></svg>'


# partitions and arrows


def test_outcomes_of_joint_measurements_have_a_shade_each():
    for outcomes in ([(a, b) for a in range(2) for b in range(2)], [(a, b) for a in range(3) for b in range(3)]):
        shades = sorted(lightness(along(OUTCOMES, cell.shade)) for cell in fills(outcomes).values())
        assert len(shades) == len(outcomes)
        assert min(b - a for a, b in pairwise(shades)) > 9
    many = fills([(a, b) for a in range(4) for b in range(4)])
    assert len({(cell.shade, cell.pattern) for cell in many.values()}) == 16


@pytest.mark.parametrize("d", [3, 5, 7])
@pytest.mark.parametrize("text", ["fourier 1", "phase 1", "multiply 1 by 2", "X -> -X, P -> -P"])
def test_arrows_of_different_cycles_keep_apart(d, text):
    from toytheory.drawing import read_map
    from toytheory.drawing.grids import Grid

    grid = Grid.one(d, 0)
    moves = permutation(grid, read_map(text, d))
    for group in untangled(moves):
        ways = [np.vstack([_way(place, moves[place]) for place in cycle]) for cycle in group]
        for i, first in enumerate(ways):
            for second in ways[:i]:
                assert np.linalg.norm(first[:, None] - second[None], axis=-1).min() > APART
    drawn = [arrow for panel in arrows(grid, moves).values() for arrow in panel.arrows]
    assert {start: end for start, end, _ in drawn} == {a: b for a, b in moves.items() if a != b}
    assert len(drawn) == len({start for start, _, _ in drawn})
