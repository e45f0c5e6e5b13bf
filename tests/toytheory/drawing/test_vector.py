"""SVG without Matplotlib against the figures that Matplotlib paints of the same pages."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from toytheory.discrete.epistemic import EpistemicState
from toytheory.drawing import figure, map_page, read_map, state_page
from toytheory.drawing.layout import lay_out
from toytheory.drawing.scene import Arrow, Fill, Label, Scene
from toytheory.drawing.strips import experiment_page
from toytheory.drawing.vector import HATCHES, page_svg, scene_svg
from toytheory.language.reading import parse_experiment

RUN = "system 2 trits\nprepare X1 = 1\nsum 1 2\nnoise X2 by 0: 2/3, 1: 1/3\nmeasure P1, X2 as a, b\n"
PAGES = {
    "state": lambda: state_page(EpistemicState.from_known("X1 - X2 = 0, P1 + P2 = 0", 3, 2)),
    "map": lambda: map_page(read_map("fourier 1", 3)),
    "run": lambda: experiment_page(parse_experiment(RUN)),
}
SVG = "{http://www.w3.org/2000/svg}"


def elements(text, name):
    return list(ElementTree.fromstring(text).iter(SVG + name))


def corners(path):
    """The (left, top) of every box of a path."""
    return sorted((float(x), float(y)) for x, y in re.findall(r"M(-?[\d.]+) (-?[\d.]+)h", path))


@pytest.mark.parametrize("name", PAGES)
def test_cells_stand_where_matplotlib_paints_them_and_have_its_colours(name):
    page = PAGES[name]()
    made = figure(page)
    _, height = made.get_size_inches()
    painted = {}
    for patch in made.axes[0].patches:
        if patch.get_gid() is None:
            continue
        vertices = patch.get_path().vertices.reshape(-1, 5, 2)
        colour = "#" + "".join(f"{round(255 * c):02x}" for c in patch.get_facecolor()[:3])
        found = painted.setdefault(colour, [])
        found += [(96 * box[:, 0].min(), 96 * (height - box[:, 1].max())) for box in vertices]
    drawn = {}
    paths = [e for e in elements(page_svg(page), "path") if re.match(r"#", e.get("fill", "")) and "h" in e.get("d")]
    for path in paths:
        drawn.setdefault(path.get("fill"), []).extend(corners(path.get("d")))
    assert set(drawn) == set(painted)
    for colour, places in painted.items():
        assert sorted(drawn[colour]) == pytest.approx([pytest.approx(place, abs=0.02) for place in sorted(places)])


@pytest.mark.parametrize("name", PAGES)
def test_the_words_are_those_that_matplotlib_writes(name):
    page = PAGES[name]()
    assert sorted(e.text for e in elements(page_svg(page), "text")) == sorted(
        t.get_text() for t in figure(page).axes[0].texts
    )


def test_the_same_page_gives_the_same_text_which_refers_to_nothing_outside():
    text = page_svg(PAGES["run"]())
    assert text == page_svg(PAGES["run"]())
    assert not re.search(r"href|https?:(?!//www\.w3\.org/2000/svg)|<script|<style", text)
    used = set(re.findall(r"url\(#([^)]*)\)", text))
    assert used
    assert used == {e.get("id") for e in elements(text, "pattern")}


def test_hatches_are_named_by_what_they_are_and_all_have_strokes():
    ink = "#123456"
    fills = [Fill("x", ((0, 0, 1, 1),), "#ffffff", hatch, ink) for hatch in ("//", "xx", "++", "\\\\", "||", "--")]
    tiles = {e.get("id"): e[0].get("d") for e in elements(scene_svg(Scene(1, 1, fills)), "pattern")}
    assert len(set(tiles.values())) == 6
    alone = {e.get("id"): e[0].get("d") for e in elements(scene_svg(Scene(1, 1, fills[1:2])), "pattern")}
    assert alone.items() <= tiles.items()
    assert tiles["hatch-7878-123456"] == HATCHES["/"] + HATCHES["\\"]


def test_arrows_end_where_they_should_and_text_is_escaped():
    scene = Scene(2, 1, arrows=[Arrow((0, 0), (1, 1), "#0d3767", (0, (5, 1.5)))])
    scene.labels.append(Label(1, 0.5, "<X & P>", 9, rotation=90, bold=True))
    text = scene_svg(scene, 'a "name" <b>')
    line, head = elements(text, "path")
    assert line.get("d").startswith("M0 96Q")
    assert line.get("d").endswith(" 96 0")
    assert head.get("d").startswith("M96 0L")
    assert line.get("stroke-dasharray")
    (label,) = elements(text, "text")
    assert (label.text, label.get("font-weight")) == ("<X & P>", "bold")
    assert label.get("transform") == "rotate(-90 96 48)"
    assert elements(text, "title")[0].text == 'a "name" <b>'
    assert lay_out(PAGES["state"]()).width > 1
