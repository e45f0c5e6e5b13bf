"""The pictures of the talk: what they hold is complete, and reports/figures/ is what is made from it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import product

import pytest
from drawn_by_hand import cell, ontic_states, shown, value
from places import ROOT

from equivalence import cli, figures
from equivalence.figures import FIGURES, Picture, index, write_figures
from equivalence.figures.pages import correlated_trits
from toytheory import InputError
from toytheory.discrete.enumeration import lagrangian_modules, pure_state_count, state_count
from toytheory.drawing.pages import Mark

REPORTS = ROOT / "reports" / "figures"
PICTURES = {picture.name: picture for picture in FIGURES}


def supports(name):
    return [frozenset(shown(block.panels[0, 0])) for block in PICTURES[name].page().blocks]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The folder, the names of its files, and the figures by the names of their pictures."""
    folder = tmp_path_factory.mktemp("talk") / "figures"
    drawn, figure = {}, Picture.figure
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Picture, "figure", lambda self: drawn.setdefault(self.name, figure(self)))
        names = write_figures(str(folder))
    return folder, names, drawn


def test_the_committed_pictures_are_what_is_made_now(written):
    folder, names, _ = written
    assert sorted(names) == sorted(path.name for path in REPORTS.iterdir())
    changed = [name for name in names if (folder / name).read_bytes() != (REPORTS / name).read_bytes()]
    assert changed == [], "toytheory draw --talk reports/figures"


def test_pictures_are_small_and_well_formed(written):
    folder, names, _ = written
    for name in names:
        if name.endswith(".svg"):
            content = (folder / name).read_bytes()
            assert len(content) < 100_000
            root = ET.fromstring(content)
            ids = [element.get("id") for element in root.iter() if element.get("id")]
            assert len(ids) == len(set(ids))
            assert sum(1 for element in root.iter() if element.tag.endswith("}path")) < 1500


def test_the_index_shows_every_picture():
    shown_files = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", index())
    assert shown_files == [picture.file for picture in FIGURES]
    assert len(set(shown_files)) == len(FIGURES)
    for picture in FIGURES:
        assert picture.caption.endswith(".")
        assert f"*{picture.slide}*" in index()


def test_slides_are_those_of_the_talk():
    """Titles as the talk prints them; a picture of a slide that is not there would be an invention."""
    known = {
        "A single bit", "A pair of bits", "Valid epistemic states for a single trit",
        "How to represent this graphically", "Valid epistemic states for a pair of trits",
        "Uncorrelated pure epistemic states",
        "Correlated pure epistemic states", "Valid reversible transformations", "Valid reproducible measurements",
        "The same epistemic states are found to be valid, but the logic is different...",
        "What about applying knowledge-balance to trits?", "These theories include",
        "Those arising in a restricted statistical classical theory",
        "Valid epistemic states for a single degree of freedom",
        "Valid epistemic states for a pair of degrees of freedom", "The classical uncertainty principle",
        "Why the restricted statistical theory of bits Is not equivalent to qubit stabilizer theory",
        "Restricted statistical theory of bits \u2243 Stabilizer theory for qubits",
    }  # fmt: skip
    assert {picture.slide for picture in FIGURES} <= known


def test_single_systems_have_all_their_states():
    for name, d in (("bit-states", 2), ("trit-states", 3)):
        found = supports(name)
        assert len(set(found)) == len(found) == state_count(d, 1)
        lines = {
            frozenset(m for m in ontic_states(d, 1) if value(F, m, d) == v)
            for F in ontic_states(d, 1)
            if any(F)
            for v in range(d)
        }
        assert set(found) == lines | {frozenset(ontic_states(d, 1))}


def test_pairs_of_bits_have_all_their_pure_states():
    found = supports("two-bits-uncorrelated") + supports("two-bits-correlated")
    assert (len(found), len(set(found))) == (36 + 24, pure_state_count(2, 2))
    single = supports("bit-states")[:6]
    products = {frozenset((2 * x1 + p1, 2 * x2 + p2) for x1, p1 in a for x2, p2 in b) for a in single for b in single}
    assert set(supports("two-bits-uncorrelated")) == products
    assert all(
        len({row for row, _ in s}) == 4 == len({column for _, column in s}) for s in supports("two-bits-correlated")
    )
    mixed = supports("two-bits-one-variable")
    assert len(set(mixed)) == len(mixed) == state_count(2, 2) - pure_state_count(2, 2) == 31


def span(rows, d):
    return frozenset(
        tuple(sum(c * x for c, x in zip(factors, column, strict=True)) % d for column in zip(*rows, strict=True))
        for factors in product(range(d), repeat=len(rows))
    )


def test_pairs_of_trits_have_all_their_sets_of_variables():
    """The supports at values 0 are 40 different planes through the origin, one a Lagrangian set."""
    uncorrelated, correlated = supports("two-trits-uncorrelated"), supports("two-trits-correlated")
    assert (len(set(uncorrelated)), len(set(correlated))) == (16, 24)
    expected = set()
    for known in lagrangian_modules(3, 2):
        met = [m for m in ontic_states(3, 2) if all(value(F, m, 3) == 0 for F in known.tolist())]
        expected.add(frozenset(cell(m, (0, 1), 3) for m in met))
    assert set(uncorrelated) | set(correlated) == expected
    variables = supports("two-trits-one-variable")
    assert len(set(variables)) == 40
    assert all(len(support) == 27 for support in variables)


def test_the_24_are_titled_as_the_talk_lists_them():
    blocks = PICTURES["two-trits-correlated"].page().blocks
    titles = [block.title.replace("\n", ", ") for block in blocks]
    assert titles == [f"{i}. {known}" for i, known in enumerate(correlated_trits(), 1)]
    assert correlated_trits()[3] == "X1 - X2 = 0, P1 + P2 = 0"


@pytest.mark.parametrize(
    ("name", "count", "outcomes"),
    [
        ("bit-measurements", 3, 2),
        ("trit-measurements", 4, 3),
        ("two-bits-measurements", 15, 2),
        ("two-bits-joint-measurements", 15, 4),
        ("two-trits-measurements", 40, 3),
        ("two-trits-joint-measurements", 6, 9),
    ],
)
def test_every_measurement_is_there_once(name, count, outcomes):
    page = PICTURES[name].page()
    partitions = set()
    for block in page.blocks:
        classes = {}
        for place, filled in block.panels[0, 0].cells.items():
            classes.setdefault(filled.label, set()).add(place)
        assert len(classes) == outcomes
        assert len({len(places) for places in classes.values()}) == 1
        partitions.add(frozenset(frozenset(places) for places in classes.values()))
    assert len(partitions) == len(page.blocks) == count
    assert len(page.legend) == outcomes


def test_forbidden_states_look_forbidden():
    for name in ("forbidden-bits", "forbidden-trits", "knowledge-balance-trits"):
        (block,) = PICTURES[name].page().blocks
        assert {filled.mark for filled in block.panels[0, 0].cells.values()} == {Mark.FORBIDDEN}
    before, after = PICTURES["forbidden-by-locality"].page().blocks
    assert before.panels[0, 0].forbidden
    assert not after.panels[0, 0].forbidden


def test_parallel_lines_stay_together_on_a_sheet():
    """A row of the sheet of one system is a variable, its columns are the values."""
    for name, d in (("bit-states", 2), ("trit-states", 3)):
        page = PICTURES[name].page()
        assert page.columns == d
        found = supports(name)
        for first in range(0, len(found) - 1, d):
            assert frozenset().union(*found[first : first + d]) == frozenset(ontic_states(d, 1))


@pytest.mark.parametrize("picture", FIGURES, ids=lambda picture: picture.name)
def test_text_is_at_least_7_pt_on_a_slide(picture, written):
    """A slide is 13.33 inches wide; what is wider is made smaller to fit."""
    from matplotlib.text import Text

    made = written[2][picture.name]
    scale = min(1.0, 13.34 / made.get_figwidth())
    sizes = [each.get_fontsize() * scale for each in made.findobj(Text) if each.get_text() and each.get_visible()]
    assert min(sizes) >= 7 - 1e-6
    assert made.get_label()


def test_forbidden_states_are_the_talks():
    assert set(supports("forbidden-bits")[0]) == {
        cell(m, (0, 1), 2) for m in ontic_states(2, 2) if m[2] == 0 and (m[0] + m[3]) % 2 == 0
    }
    assert set(supports("forbidden-trits")[0]) == {
        cell(m, (0, 1), 3) for m in ontic_states(3, 2) if m[2] == 0 and (m[0] + m[3]) % 3 == 0
    }
    assert set(supports("knowledge-balance-trits")[0]) == {  # the diagonal
        (i, i) for i in range(9)
    }
    before, after = supports("forbidden-by-locality")
    assert after == {place for place in before if place[0] // 2 == 0}  # X1 = 0
    assert {column for _, column in after} == {0}  # of system 2 everything is known


def test_experiments_show_the_disturbance():
    for name in ("disturbance", "teleportation-trits", "quantum-eraser"):
        marks = {
            filled.mark
            for block in PICTURES[name].page().blocks
            for panel in block.panels.values()
            for filled in panel.cells.values()
        }
        assert marks == {Mark.POSSIBLE, Mark.KICKED, Mark.RULED_OUT}
    sent, *_, arrived = PICTURES["teleportation-trits"].page().blocks
    assert shown(sent.panels[0, 0]) == shown(arrived.panels[0, 2])  # what was system 1's is system 3's


def test_the_command_writes_them_all(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(figures, "FIGURES", FIGURES[:2])
    assert cli.execute(["draw", "--talk", str(tmp_path)]) == 0
    assert capsys.readouterr().err == "wrote bit-states.svg\nwrote two-bits-one-variable.svg\nwrote README.md\n"
    assert len(list(tmp_path.iterdir())) == 3


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="no folder"):
        write_figures(str(tmp_path / "file"))
    with pytest.raises(InputError, match="no folder"):
        write_figures(str(tmp_path / "a" / "b"))
