"""The talk's lists as the phenomena decide them, the pages of docs/phenomena, and the command that tells one."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from places import ROOT

from equivalence import cli
from equivalence.audit.transcription import listed_columns
from equivalence.comparison.run import chosen_backends
from equivalence.figures.phenomena import LARGEST, _figure, expected_bytes, pictures
from equivalence.phenomena.phenomenon import KINDS, all_phenomena
from equivalence.phenomena.predicted import predicted, rows
from equivalence.report import lists
from equivalence.report.lists import LISTS, listed, named, plain
from equivalence.report.phenomenon_page import BEGIN, END, index, renewed
from toytheory.drawing import experiment_page
from toytheory.drawing.layout import lay_out
from toytheory.drawing.painting import picture_bytes, scene_figure

PAGES = ROOT / "docs" / "phenomena"
(TELEPORTATION,) = (p for p in all_phenomena() if p.name == "teleportation")


DRAWN = {phenomenon.name for phenomenon in all_phenomena()[::3]} | {"noncommutativity"}
"""Whose pictures are drawn again, which takes most of the time; texts and numbers are made anew for all."""


def drawn_or_kept(phenomenon, answers):
    """The pictures as they are drawn, or the committed ones of a page."""
    if phenomenon.name in DRAWN:
        return pictures(phenomenon, answers)
    page = (PAGES / f"{phenomenon.name}.md").read_text(encoding="utf-8")
    names = re.findall(r"!\[[^]]*\]\(([^)./]+\.svg)\)", page)
    return {name: (PAGES / name).read_bytes() for name in names}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages") / "phenomena"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("equivalence.figures.phenomena.pictures", drawn_or_kept)
        code = cli.execute(["phenomena", "--pages", str(folder), "--claims", str(ROOT / "reports" / "claims.json")])
    assert code == 0
    return folder


@pytest.fixture
def command(capsys):
    def run(*arguments):
        code = cli.execute([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def decided(monkeypatch):
    """Lists as they would be with these phenomena alone."""

    def alone(*phenomena):
        monkeypatch.setattr(lists, "all_phenomena", lambda: phenomena)
        listed.cache_clear()

    yield alone
    monkeypatch.undo()
    listed.cache_clear()


def item(key, text):
    (found,) = (each for each in listed(key) if plain(each.text) == plain(text))
    return found


# the lists


@pytest.mark.parametrize("phenomenon", all_phenomena(), ids=lambda phenomenon: phenomenon.name)
def test_entries_that_are_named_are_on_the_lists(phenomenon):
    assert {plain(text) for text in phenomenon.items} <= named()


def test_an_entry_reads_not_yet_run_exactly_where_no_phenomenon_decides_it():
    decided = {plain(text) for phenomenon in all_phenomena() for text in phenomenon.listed}
    for key in LISTS:
        for each in listed(key):
            if plain(each.text) not in (lists.OTHERS, lists.ASPECTS):
                assert (each.word == "not yet run") == (plain(each.text) not in decided)


def test_no_entry_is_left():
    assert not [each.text for key in LISTS for each in listed(key) if each.word == "not yet run"]


def test_the_columns_are_those_of_the_slide():
    columns = dict(listed_columns("categories-again"))
    assert columns["Interference"] == "arising"
    assert columns["Computational speed-up"] == columns["Certain aspects of items on the left"] == "not arising"
    assert columns["Particle statistics?"] == "uncategorised"
    assert {column for _, column in listed_columns("includes")} == {"arising"}


def test_what_was_found_against_the_list_is_said(decided):
    none = replace(TELEPORTATION, name="none", standing={"bits": "does not arise", "modes": "does not arise"})
    some = replace(TELEPORTATION, name="some", standing={"bits": "does not arise", "trits": "arises"})
    cannot = replace(TELEPORTATION, name="c", standing={"bits": "cannot be posed in the theory"})
    mixed = replace(cannot, standing={"bits": "cannot be posed in the theory", "trits": "does not arise"})
    assert [p.word for p in (none, some, cannot, mixed)] == [
        "does not arise",
        "arises in part",
        "cannot be posed",
        "does not arise",
    ]
    decided(none)
    assert (item("includes", "teleportation").word, item("includes", "teleportation").against) == (
        "does not arise",
        True,
    )
    decided(none, some)
    assert (item("categories", "Teleportation").word, item("categories", "Teleportation").against) == (
        "arises in part",
        False,
    )
    decided(replace(TELEPORTATION, items=("Computational speed-up",)))
    assert item("categories", "Computational speed-up").against


def test_what_no_list_names_is_among_the_others_and_aspects_are_those_of_the_left(decided):
    alike = replace(TELEPORTATION, runs=tuple(run for run in TELEPORTATION.runs if run.quantum is None))
    other = replace(alike, name="other", item="steering")
    never = replace(other, name="never", standing={"bits": "does not arise"})
    asked = replace(other, name="asked", standing={"modes": "cannot be posed in the theory"})
    partly = replace(alike, name="partly", standing={"bits": "arises in this sense only"})
    decided(other, never, asked, partly, alike)
    others = [[p.name for p in each.phenomena] for each in listed("categories") if each.text == "Others..."]
    assert others == [["other"], ["never"], ["asked"]]
    aspects = item("categories", "Certain aspects of items on the left")
    assert [p.name for p in aspects.phenomena] == ["partly"]
    assert (aspects.word, aspects.against) == ("does not arise", False)


# pages


def test_the_committed_pages_are_what_is_made_now(written):
    assert {path.name for path in written.iterdir()} == {path.name for path in PAGES.iterdir()}
    for path in written.iterdir():
        kept = (PAGES / path.name).read_bytes()
        if path.suffix == ".md":  # what a hand wrote outside of the marks is not made
            made, kept = (re.search(f"{BEGIN}.*{END}", t.decode(), re.S)[0] for t in (path.read_bytes(), kept))
            assert made == kept, "toytheory phenomena --pages docs/phenomena --claims reports/claims.json"
        elif any(path.name.startswith(f"{name}-") for name in DRAWN):  # the others are the kept ones
            assert path.read_bytes() == kept, "toytheory phenomena --pages docs/phenomena --claims reports/claims.json"


def test_pictures_are_small_and_well_formed(written):
    for path in written.glob("*.svg"):
        assert path.stat().st_size <= LARGEST
        ids = [element.get("id") for element in ET.fromstring(path.read_bytes()).iter() if element.get("id")]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("phenomenon", all_phenomena(), ids=lambda phenomenon: phenomenon.name)
def test_a_page_has_all_parts_and_both_theories_numbers(phenomenon, written):
    page = (written / f"{phenomenon.name}.md").read_text(encoding="utf-8")
    for text in (phenomenon.statement, phenomenon.puzzle, phenomenon.story, phenomenon.limit):
        assert text in page
    assert page.count("| | toy theory | quantum theory |") == len(phenomenon.runs)
    assert all(f"../../examples/phenomena/{run.file}" in page for run in phenomenon.runs)
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", page)
    assert len(pictures) >= 2
    assert all(((PAGES if name.startswith("..") else written) / name).is_file() for name in pictures)
    assert [name for name in pictures if name.startswith("..")] == [f"../{name}" for name, _ in phenomenon.plots]


def test_runs_of_modes_are_drawn_too_and_what_has_no_strip_shows_its_predictions():
    (noncommutativity,) = (p for p in all_phenomena() if p.name == "noncommutativity")
    (duality,) = (p for p in all_phenomena() if p.name == "wave-particle-duality")
    modes = replace(noncommutativity, pictured=("noncommutativity-modes.toy",))
    (drawn,) = pictures(modes, {}).items()
    assert drawn[0] == "noncommutativity-modes.svg"
    assert b"sum 1 2" in drawn[1]
    branches = replace(duality, pictured=("duality-delayed-trits.toy",))
    backends = chosen_backends(["epistemic", "hilbert"])
    answers = {run.file: predicted(run, backends) for run in branches.runs if "modes" not in run.file}
    ((name, picture),) = pictures(branches, answers).items()
    assert name == "wave-particle-duality-duality-delayed-trits.svg"
    assert b"choice = 1, port = 1" in picture
    assert b"possible" not in picture


def test_what_would_be_too_large_is_known_before_it_is_painted():
    backends = chosen_backends(["epistemic"])
    for name in ("teleportation-trits.toy", "teleportation-bits.toy"):
        run = next(run for run in TELEPORTATION.runs if run.file.endswith(name))
        scene = lay_out(experiment_page(run.experiment, {}, run.shows))
        size = len(picture_bytes(scene_figure(scene, run.shows), "svg"))
        assert expected_bytes(scene) == pytest.approx(size, rel=0.2)
        made = _figure(run, {run.file: predicted(run, backends)})
        assert (made is None) == (size > LARGEST) == ("trits" in name)


def test_a_side_that_does_not_answer_is_left_open():
    run = TELEPORTATION.runs[0]
    (row, *_) = rows(run, predicted(run, chosen_backends(["epistemic"])))
    assert dict(row.told) == {"toy": "1/9"}


def test_links_of_the_pages_lead_somewhere():
    for path in PAGES.glob("*.md"):
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), (path.name, target)


def test_what_a_hand_wrote_is_kept(tmp_path, command, monkeypatch):
    (interference,) = (p for p in all_phenomena() if p.name == "interference")
    monkeypatch.setattr("equivalence.phenomena.phenomenon.all_phenomena", lambda: (interference,))
    assert command("phenomena", "--pages", tmp_path)[0] == 0
    page = tmp_path / "interference.md"
    text = page.read_text(encoding="utf-8")
    assert "`toytheory verify phenomena.interference` decides it." in text
    stale = text.replace("What puzzles", "What puzzled").replace(BEGIN, f"A remark.\n\n{BEGIN}")
    page.write_text(stale, encoding="utf-8")
    assert command("phenomena", "--pages", tmp_path)[0] == 0
    assert page.read_text(encoding="utf-8") == text.replace(BEGIN, f"A remark.\n\n{BEGIN}")


def test_the_index_has_every_item_of_the_talk():
    shown = {plain(cell) for cell in re.findall(r"^\| (.*?) \|", index(), re.M)}
    assert named() - {lists.OTHERS, lists.ASPECTS} <= shown
    assert "Certain aspects of items on the left: of [noncommutativity](noncommutativity.md)" in index()
    assert renewed("", "x", "# T").startswith("# T\n\n<!-- generated")


# the command


@pytest.mark.parametrize("width", [60, 100, 160])
def test_the_list_fits_the_width_in_a_pipe(command, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    code, out, _ = command("phenomena")
    assert code == 0
    assert max(map(len, out.splitlines())) <= width
    assert {phenomenon.name for phenomenon in all_phenomena()} <= set(out.split())
    assert ("phenomena.teleportation" in out) == (width > 130)


def test_the_list_for_a_program(command):
    code, out, _ = command("phenomena", "--json")
    told = json.loads(out)
    assert (code, told["format"]) == (0, "toytheory/phenomena-1")
    assert [entry["claim"] for entry in told["phenomena"]] == [f"phenomena.{p.name}" for p in all_phenomena()]
    assert all(set(entry["standing"]) <= set(KINDS) for entry in told["phenomena"])


def test_one_is_told(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "90")
    code, out, _ = command("phenomena", "phenomena.teleportation")
    assert code == 0
    assert max(map(len, out.splitlines())) <= 90
    told = " ".join(out.split())
    for text in (TELEPORTATION.statement, TELEPORTATION.puzzle, TELEPORTATION.story, TELEPORTATION.limit):
        assert text in told
    assert "control, phenomena/teleportation-trits-control.toy" in out
    assert re.search(r"a = 0, b = 0, x = 0, p = 0 +1/9 +1/9", out)
    assert "phenomena.teleportation: holds (theory: theorem; code: sampled)" in out
    assert "... and 15 more" in out


def test_one_for_a_program(command, tmp_path):
    assert command("phenomena", "teleportation", "--json", tmp_path / "t.json")[:2] == (0, "")
    told = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    assert (told["format"], told["status"], told["theory"]) == ("toytheory/phenomenon-1", "holds", "theorem")
    control = next(run for run in told["runs"] if run["control"])
    assert control["toy"]["probabilities"] == control["quantum"]["probabilities"]
    assert control["status"] == "holds"


def test_one_that_does_not_hold_is_told_with_exit_code_one(command, monkeypatch):
    wrong = replace(TELEPORTATION, runs=tuple(replace(run, seen=lambda told: False) for run in TELEPORTATION.runs))
    monkeypatch.setattr("equivalence.phenomena.phenomenon.all_phenomena", lambda: (wrong,))
    code, out, _ = command("phenomena", "teleportation")
    assert code == 1
    assert "run-teleportation-trits: fails" in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["teleportatoin"], "did you mean teleportation?"),
        (["--claims", "x.json"], "--claims is for --pages"),
        (["teleportation", "--pages", "x"], "--pages goes with --claims alone"),
        (["--pages", "/dev/null"], "is no folder"),
        (["--pages", "x", "--claims", "/dev/null"], "is no report of claims"),
        (["--json", "/"], "is a directory"),
        (["a", "b"], "Error"),
    ],
)
def test_bad_usage_is_told(command, monkeypatch, tmp_path, arguments, told):
    monkeypatch.chdir(tmp_path)
    code, out, err = command("phenomena", *arguments)
    assert (code, out) == (2, "")
    assert told in err
