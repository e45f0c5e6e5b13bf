"""The documentation site's source: links lead somewhere, nothing is fetched, generated pages hold all that they should.

The site itself is built by `make docs`, which runs its notebooks and fails where an output is not the recorded one.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from types import SimpleNamespace

import pytest
from places import ROOT

from equivalence.cli import toytheory
from equivalence.figures import FIGURES
from equivalence.report.printed import mathml

SITE = ROOT / "docs" / "site"
PAGES = sorted(p for p in (ROOT / "docs").rglob("*.md") if not {"_build", "site"} & {*p.relative_to(ROOT).parts})
NOTEBOOKS = [page for page in PAGES if "file_format: mystnb" in page.read_text()]


@pytest.fixture
def site(monkeypatch):
    """Imports a module of docs/site."""
    monkeypatch.syspath_prepend(str(SITE))
    yield importlib.import_module
    for name in ("talk", "generated", "outputs", "mathml", "lexer", "links"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    text = page.read_text()
    for target in [*re.findall(r"\]\(([^)#\s]+)[^)]*\)", text), *re.findall(r"```\{(?:image|figure)\} (\S+)", text)]:
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_every_page_is_in_a_table_of_contents():
    listed = set()
    for page in PAGES:
        text = page.read_text()
        for block in re.findall(r"```\{toctree\}\n(.*?)```", text, re.S):
            for line in block.splitlines():
                if line and not line.startswith(":"):
                    listed.add((page.parent / line).with_suffix(".md").resolve() if "." not in line[2:] else None)
                    listed.add((page.parent / f"{line}.md").resolve())
        for pattern in re.findall(r"<!-- pages (\S+) -->", text):
            listed |= {path.resolve() for path in (ROOT / "docs").glob(pattern)}
    missing = {page for page in PAGES if page.resolve() not in listed}
    assert {page.name for page in missing} <= {"index.md", "README.md"}, missing
    assert {page.parent.name for page in missing} <= {"docs"}


def test_notebooks_have_recorded_outputs():
    """A notebook that is added without its outputs, or a record of one that is gone, fails here and in the build."""
    recorded = json.loads((SITE / "outputs.json").read_text())
    assert sorted(recorded) == [str(page.relative_to(ROOT).with_suffix("")) for page in NOTEBOOKS]
    for page in NOTEBOOKS:
        cells = page.read_text().count("```{code-cell}")
        name = str(page.relative_to(ROOT).with_suffix(""))
        assert len(recorded[name]) == cells
        assert not any("Traceback" in told or "Error:" in told for told in recorded[name])


def test_a_changed_output_is_told(site, tmp_path, monkeypatch):
    nbformat = pytest.importorskip("nbformat", reason="the site's tools are the optional extra docs")
    outputs = site("outputs")
    cell = nbformat.v4.new_code_cell("1 + 1", outputs=[nbformat.v4.new_output("execute_result", {"text/plain": "2"})])
    folder = tmp_path / "jupyter_execute"
    folder.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / "page.ipynb")
    monkeypatch.delenv("UPDATE_DOCS", raising=False)
    monkeypatch.setattr(outputs, "RECORD", tmp_path / "outputs.json")

    App = SimpleNamespace(outdir=tmp_path / "html", builder=SimpleNamespace(name="html"))
    (tmp_path / "outputs.json").write_text('{"page": ["3"]}')
    with pytest.raises(Exception, match=r"page, cell 1: '2' instead of '3'"):
        outputs.compare(App, None)
    monkeypatch.setenv("UPDATE_DOCS", "1")
    outputs.compare(App, None)
    monkeypatch.delenv("UPDATE_DOCS")
    outputs.compare(App, None)
    assert json.loads((tmp_path / "outputs.json").read_text()) == {"page": ["2"]}


def test_the_talk_has_every_slide_statement_and_picture(site):
    page = site("talk").talk_page()
    ledger = (ROOT / "reports" / "talk.md").read_text()
    assert re.findall(r"^## (.*)$", page, re.M)[: ledger.count("\n## ")] == re.findall(r"^## (.*)$", ledger, re.M)
    statuses = "holds|holds, as read|erratum|item by item|nothing to run"
    assert page.count('<span class="verdict ') == len(re.findall(rf"^- \*\*(?:{statuses})\*\* - ", ledger, re.M)) == 81
    assert page.count('class="verdict erratum"') == ledger.count("- **erratum**")
    assert {f"../reports/figures/{picture.file}" for picture in FIGURES} == set(re.findall(r"\{figure\} (\S+)", page))


def test_pictures_and_experiments_stand_at_slides_of_the_talk(site):
    talk = site("talk")
    titles = re.findall(r"^## (.*)$", (ROOT / "reports" / "talk.md").read_text(), re.M)
    assert {*talk.EXPERIMENTS, *talk.WITHIN.values()} <= set(titles)
    assert "## More pictures" not in talk.talk_page()
    for names in talk.EXPERIMENTS.values():
        assert all((ROOT / "examples" / f"{name}.toy").exists() for name in names)


def test_formulas_of_the_talk_are_formulas(site):
    page = re.sub(r"```.*?```", "", site("talk").talk_page(), flags=re.S)
    formulas = re.findall(r"^\$\$\n(.*)\n\$\$$", page, re.M) + re.findall(r"(?<!\$)\$([^$\n]+)\$(?!\$)", page)
    assert len(formulas) > 100
    assert [formula for formula in formulas if mathml(formula, "block") is None] == []


def test_a_formula_that_cannot_be_shown_fails_the_build(site):
    pytest.importorskip("sphinx", reason="the site's tools are the optional extra docs")
    made = site("mathml").made
    assert made("a", "block").startswith("<math")
    with pytest.raises(Exception, match=r"no MathML can be made of '\\\\frac\{'"):
        made("\\frac{", "inline")


def test_generated_pages_are_complete(site):
    pytest.importorskip("sphinx", reason="the site's tools are the optional extra docs")
    generated = site("generated")
    told = generated.command_line()
    assert "-h, --help" in told  # what Click sees first it keeps, for every test after this one
    assert re.findall(r"^## toytheory (\S+)$", told, re.M) == list(toytheory.commands)
    schemas = {path.stem for path in (ROOT / "equivalence" / "schemas").glob("*.json")}
    assert set(re.findall(r"^## .*`toytheory/(\S+)`$", generated.formats(), re.M)) == schemas
    assert all(picture.file in generated.gallery() for picture in FIGURES)
    for package in ("toytheory", "quantum_ref", "equivalence"):
        names = [name for names in importlib.import_module(package)._HOME.values() for name in names]
        page = generated.api(package)()
        assert [line.rsplit(".", 1)[1] for line in re.findall(r"^\.\. auto\w+:: (\S+)$", page, re.M)] == names
    mine = [page for page in PAGES if page.parent.name != "phenomena"]  # those have marks of their own
    assert {m for p in mine for m in re.findall(r"^<!-- ([\w -]+) -->$", p.read_text(), re.M)} == set(generated.MAKERS)


def test_nothing_is_fetched_when_the_site_is_read():
    for path in [*SITE.glob("*.py"), *(SITE / "static").iterdir(), *(SITE / "root").iterdir()]:
        assert "http://" not in path.read_text()
        assert "https://" not in path.read_text()


def test_a_link_of_the_built_site_that_leads_nowhere_is_told(site, tmp_path):
    pytest.importorskip("sphinx", reason="the site's tools are the optional extra docs")
    links = site("links")
    html = tmp_path / "html"
    (html / "more").mkdir(parents=True)
    good = '<a href="more/b.html#there">b</a><a href="#top">up</a><a href="more/">d</a>'
    good += '<a href="https://example.org/x">c</a>'
    (html / "a.html").write_text(good + '<a href="mailto:x@example.org">e</a>')
    (html / "more" / "b.html").write_text('<p id="there"><img src="../p.svg"><a href="index.html">f</a></p>')
    (html / "more" / "index.html").write_text("<p>f</p>")
    (html / "p.svg").write_text("<svg/>")
    App = SimpleNamespace(outdir=html, builder=SimpleNamespace(name="html"))
    links.check(App, None)
    assert (tmp_path / "external-links.txt").read_text() == "https://example.org/x\n"
    wrong = ["gone.html", "more/b.html#gone", "#gone", "../outside.html", "p.png"]
    (html / "a.html").write_text(good + "".join(f'<a href="{link}">g</a>' for link in wrong))
    (tmp_path / "outside.html").write_text("")
    found, _ = links.problems(html)
    assert [line.split(": ")[1] for line in found] == wrong
    with pytest.raises(Exception, match=r"a\.html: gone\.html: there is no such file"):
        links.check(App, None)


def test_pictures_of_the_documentation_are_below_100_kilobytes():
    pictures = [
        *(ROOT / "docs").rglob("*.svg"),
        *(ROOT / "reports").rglob("*.svg"),
        *(ROOT / "examples").rglob("*.svg"),
    ]
    sizes = {str(p.relative_to(ROOT)): p.stat().st_size for p in pictures if "_build" not in p.parts}
    assert len(sizes) > 50
    assert {name: size for name, size in sizes.items() if size >= 100_000} == {}


def test_links_to_folders_are_mended(site):
    pytest.importorskip("sphinx", reason="the site's tools are the optional extra docs")
    generated = site("generated")
    source = ["[a](../reports/), [b](../tests), [c](audit.md), [d](https://example.org/)"]
    generated.replace(None, "docs/conform", source)
    assert source == ["[a](../reports/README.md), `../tests`, [c](audit.md), [d](https://example.org/)"]
