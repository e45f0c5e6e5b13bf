"""Figures as files: XML with the right shapes, the same bytes every time, no trace of the user's settings."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from fractions import Fraction
from itertools import pairwise

import pytest

import toytheory
from toytheory import EpistemicState, InputError, parse_experiment
from toytheory.drawing import FORMATS, figure, page_of, picture_bytes, picture_format
from toytheory.drawing.layout import lay_out
from toytheory.drawing.palette import BLUES, GREYS, HATCHES, OUTCOMES, along, lightness, luminance, readable_on
from toytheory.drawing.scene import text_width, wrapped

SVG = "{http://www.w3.org/2000/svg}"
PAGES = {
    "trit": lambda: page_of("X1 = 1", d=3),
    "pair": lambda: page_of("X1 - X2 = 0, P1 + P2 = 0", d=3),
    "seven": lambda: page_of("X1 - X2 = 0, P1 + P2 = 0", d=7),
    "three systems": lambda: page_of("X1 - X2 = 0, X2 + P3 = 0", d=2, n=3),
    "map": lambda: page_of("fourier 1", d=3),
    "map of a pair": lambda: page_of("sum 1 2", d=3),
    "measurement": lambda: page_of("X1 + P2", d=5),
    "joint measurement": lambda: page_of("X1, P2", d=7),
    "mixture": lambda: page_of({(0, 0): Fraction(2, 3), (1, 2): Fraction(1, 3)}, d=3),
    "strip": lambda: page_of(parse_experiment("system 1 trit\nprepare X = 1\nmeasure P as p")),
}


def groups(svg, pattern):
    """Number of closed rectangles in every group whose identifier matches."""
    found = {}
    for group in ET.fromstring(svg).iter(f"{SVG}g"):
        if re.fullmatch(pattern, group.get("id", "")):
            (path,) = group.iter(f"{SVG}path")
            found[group.get("id")] = path.get("d").count("z")
    return found


@pytest.mark.parametrize("name", PAGES)
def test_svg_has_a_rectangle_for_every_filled_cell(name):
    page = PAGES[name]()
    svg = picture_bytes(figure(page), "svg")
    panels = [panel for block in page.blocks for panel in block.panels.values()]
    for number, panel in enumerate(panels):
        assert sum(groups(svg, rf"panel-{number}-cells-\d+").values()) == len(panel.cells)
        if panel.strips:
            for axis, strip in zip(("rows", "columns"), panel.strips, strict=True):
                filled = sum(groups(svg, rf"panel-{number}-{axis}-\d+").values())
                assert filled == sum(1 for p in strip if p)
    assert len(groups(svg, r"key-\d+")) == len(page.legend)


def test_rectangles_are_where_the_cells_are():
    """From the file alone: X = 2, P = 0 of one trit is the upper left cell."""
    svg = picture_bytes(figure(page_of({(2, 0): Fraction(1)}, d=3)), "svg")
    root = ET.fromstring(svg)
    (group,) = [g for g in root.iter(f"{SVG}g") if g.get("id") == "panel-0-cells-0"]
    path = next(group.iter(f"{SVG}path")).get("d")
    x, y, wide, high, back = map(float, re.fullmatch(r"M(\S+) (\S+)h(\S+)v(\S+)h(\S+)z", path).groups())
    assert back == -wide
    left, right, top, bottom = x, x + wide, min(y, y + high), max(y, y + high)
    labels = {}
    for text in root.iter(f"{SVG}text"):
        labels.setdefault(text.text, []).append((float(text.get("x")), float(text.get("y"))))
    digits = [place for digit in "012" for place in labels[digit]]
    x_values = sorted(place for place in digits if place[0] < left)  # left of the grid: the values of X
    p_values = sorted(place for place in digits if place not in x_values)
    assert len(x_values) == len(p_values) == 3
    (two,) = [place for place in labels["2"] if place in x_values]
    (zero,) = [place for place in labels["0"] if place in p_values]
    assert top < two[1] < bottom  # beside the label X = 2 (y grows downwards in SVG)
    assert left < zero[0] < right  # above the label P = 0
    assert labels["X"][0][0] < left
    assert labels["P"][0][1] > bottom


@pytest.mark.parametrize("kind", FORMATS)
def test_files_are_the_same_every_time(kind):
    state = EpistemicState.from_known("X1 - X2 = 0", 3, 2)
    first, second = (picture_bytes(toytheory.draw(state), kind) for _ in range(2))
    assert first == second
    begins = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}
    assert first.startswith(begins[kind])
    for trace in (b"Matplotlib", b"<dc:date>", b"CreationDate"):
        assert trace not in first


def test_svg_text_is_text_with_a_title():
    svg = picture_bytes(figure(PAGES["pair"]()), "svg").decode()
    assert ">X₁ − X₂ = 0, P₁ + P₂ = 0</text>" in svg
    assert ">(X₁, P₁)</text>" in svg
    assert "<title>X1 - X2 = 0, P1 + P2 = 0; 2 trits, pure: 9 of 81" in svg
    assert len(svg) < 10_000


def test_the_users_settings_do_not_matter():
    import matplotlib

    page = PAGES["strip"]()
    expected = picture_bytes(figure(page), "svg")
    theirs = {"font.size": 30, "savefig.bbox": "tight", "hatch.linewidth": 9, "svg.fonttype": "path", "axes.grid": True}
    with matplotlib.rc_context(theirs):
        assert picture_bytes(figure(page), "svg") == expected
        assert matplotlib.rcParams["hatch.linewidth"] == 9


def test_a_notebook_shows_the_figure():
    made = toytheory.draw("X1 = 1", d=3)
    assert made._repr_png_() == picture_bytes(made, "png")
    assert made._repr_svg_().encode() == picture_bytes(made, "svg")
    from matplotlib.figure import Figure

    assert isinstance(made, Figure)
    assert picture_bytes(pickle.loads(pickle.dumps(made)), "svg") == picture_bytes(made, "svg")


def test_neither_pyplot_nor_a_window_is_needed():
    code = """
import io, sys
import toytheory, toytheory.drawing
assert "matplotlib" not in sys.modules
toytheory.draw("X1 = 1", d=3).savefig(io.BytesIO())
assert "matplotlib.pyplot" not in sys.modules
"""
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "MPLBACKEND")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["picture.jpg", "picture", "svg", "picture.svg.gz", ""])
def test_unknown_endings_are_refused(name):
    with pytest.raises(InputError, match="what kind of picture"):
        picture_format(name)
    assert picture_format("a/b.PDF") == "pdf"
    with pytest.raises(InputError, match="no kind of picture named gif"):
        picture_bytes(figure(PAGES["trit"]()), "gif")


# layout


@pytest.mark.parametrize("name", PAGES)
def test_everything_is_on_the_page_and_grids_do_not_overlap(name):
    scene = lay_out(PAGES[name]())
    boxes = [box for fill in scene.fills for box in fill.boxes]
    assert all(min(x, y) >= 0 and x + w <= scene.width and y + h <= scene.height for x, y, w, h in boxes)
    corners = {(round(x, 6), round(y, 6)) for x, y, _, _ in boxes}
    assert len(corners) == len(boxes)
    for label in scene.labels:
        width = text_width(label.text, label.size) if not label.rotation else 0
        left = label.x - {"left": 0, "center": width / 2, "right": width}[label.horizontal]
        assert left > -0.01
        assert left + width < scene.width + 0.12
        assert 0 < label.y < scene.height


def label_boxes(scene, kind):
    return [label for label in scene.labels if label.text == kind]


def test_values_stand_beside_their_cells():
    """Every cell of a pair of trits can be read off: the labels in its row and column are those of its ontic state."""
    point = (2, 0, 1, 2)
    scene = lay_out(page_of({point: Fraction(1)}, d=3))
    (x, y, w, h) = next(fill for fill in scene.fills if fill.name == "panel-0-cells-0").boxes[0]
    values = [label for label in scene.labels if re.fullmatch(r"\d", label.text)]
    left = [label for label in values if label.x < x and label.y > y - 5 * h]
    beside = [label for label in left if y < label.y < y + h and label.x < x - 3 * w]
    heads = {label.text: label for label in scene.labels if re.fullmatch(r"[XP][₁₂]", label.text)}
    p1 = min(beside, key=lambda label: abs(label.x - heads["P₁"].x))
    assert p1.text == "0"
    x1 = min(
        (label for label in values if abs(label.x - heads["X₁"].x) < 0.05), key=lambda label: abs(label.y - y - h / 2)
    )
    assert x1.text == "2"
    below = [label for label in values if x < label.x < x + w and abs(label.y - heads["P₂"].y) < 0.01]
    assert [label.text for label in below] == ["2"]
    x2 = min(
        (label for label in values if abs(label.y - heads["X₂"].y) < 0.01), key=lambda label: abs(label.x - x - w / 2)
    )
    assert x2.text == "1"


def test_small_multiples_share_their_labels():
    from toytheory.discrete.enumeration import epistemic_states

    scene = lay_out(page_of(epistemic_states(3, 1)))
    assert 1 < len(label_boxes(scene, "X")) < 13
    assert 1 < len(label_boxes(scene, "P")) < 13


def test_blocks_of_different_kinds_stand_on_one_page():
    """A sheet of one bit and of three: nothing is shared, nothing is missing."""
    states = [EpistemicState.unknown(2, 1), EpistemicState.unknown(2, 3)]
    scene = lay_out(page_of(states))
    assert sum(len(fill.boxes) for fill in scene.fills) == 4 + 3 * 4 + 3 * 16
    assert len(label_boxes(scene, "X₁")) == 3  # the bit, system 1 of three alone, and the pairs of system 1


def test_lines_are_wrapped_where_notation_allows_it():
    assert wrapped("X1 - X2 = 0, P1 + P2 = 0", 8, 5) == ["X1 - X2 = 0, P1 + P2 = 0"]
    assert wrapped("a\nb", 8, 5) == ["a", "b"]
    assert wrapped("one (X1, P1) two", 8, 0.01) == ["one", "(X1, P1)", "two"]
    assert wrapped("0, 0 and 1", 8, 0.5, prose=True) == ["0, 0 and", "1"]


# colours


@pytest.mark.parametrize("scale", [BLUES, OUTCOMES, GREYS], ids=["blues", "outcomes", "greys"])
def test_scales_get_darker_all_the_way(scale):
    steps = [luminance(along(scale, Fraction(i, 100))) for i in range(101)]
    assert all(darker < lighter for lighter, darker in pairwise(steps))


@pytest.mark.parametrize("d", range(2, 10))
def test_outcomes_differ_in_lightness_alone(d):
    """What a black-and-white printer or a colour-blind reader keeps: steps of at least 9 in CIE L*."""
    shades = [lightness(along(OUTCOMES, Fraction(i, d - 1))) for i in range(d)]
    assert min(lighter - darker for lighter, darker in pairwise(shades)) > 9


def test_text_in_cells_contrasts_with_them():
    for i in range(101):
        colour = along(OUTCOMES, Fraction(i, 100))
        light, dark = sorted((luminance(colour), luminance(readable_on(colour))), reverse=True)
        assert (light + 0.05) / (dark + 0.05) > 3.5


def test_there_is_a_pattern_for_every_value():
    assert len(set(HATCHES)) == len(HATCHES) == 7
    assert lightness("#000000") == 0
