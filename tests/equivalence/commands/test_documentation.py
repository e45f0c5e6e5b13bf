"""What the documentation shows is what happens: commands, experiments, Python and links.

``UPDATE_DOCS=1 pytest tests/equivalence/commands/test_documentation.py`` rewrites the outputs of commands.
"""

from __future__ import annotations

import doctest
import io
import json
import os
import re
import subprocess
import sys
import textwrap
import tomllib
from itertools import pairwise

import pytest
from places import ROOT
from rich.console import Console

from equivalence.claims import registry
from equivalence.commands.verify import processors
from equivalence.engine.runner import run_claims
from equivalence.engine.workers import Task
from equivalence.report.claim_lines import ClaimLines
from equivalence.report.findings import print_findings
from toytheory.language.reading import parse_experiment

AUDIT = "talk."  # one claim an entry of the talk: shown in reports/talk.md, not in the README
MINE = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/README.md", "docs/verdicts.md", "docs/backends.md"]
MINE += ["docs/sampling.md"]
SITE = [path.relative_to(ROOT) for path in (ROOT / "docs").rglob("*.md")]
ALL = sorted({*MINE, *(str(path) for path in SITE if not {"_build", "site"} & {*path.parts})})
ELSEWHERE = {
    "docs/drawing.md": "toytheory/drawing/test_drawing_docs.py",
    "docs/conform.md": "packaging/test_conform_doc.py",
    "docs/conversions.md": "equivalence/conversions/test_conversions.py",
}
"""Pages whose Python and commands other tests run."""

RUN = {"console", "python", "toy", "json", "toml"}  # here
SHOWN = {"sh", "yaml", "text"}  # for other machines, and what is printed
LONG = {("docs/testing.md", 0)}  # minutes: what it imports is imported
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.M | re.S)
PROGRESS = re.compile(r"(loading the backends|asking \S+) \.\.\.")  # on a slow machine
SHELL = 'toytheory() { "$PYTHON" -c "from equivalence.cli import main; main()" "$@"; }\n'


def blocks(file, kind):
    return [match[3] for match in BLOCK.finditer((ROOT / file).read_text()) if match[2] == kind]


def sessions(text):
    """(command, shown output) of each command of a console block."""
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def output(command):
    """What a command prints, both streams, blanks at the ends of lines removed."""
    done = subprocess.run(
        ["bash", "-c", SHELL + command],
        cwd=ROOT,
        env=os.environ | {"PYTHON": sys.executable, "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    lines = [line.rstrip() for line in done.stdout.splitlines() if not PROGRESS.fullmatch(line)]
    while lines and not lines[0]:
        lines.pop(0)
    return "\n".join(lines).rstrip("\n") + "\n" if lines else ""


def claims_on_a_terminal():
    """What `make verify` leaves on a terminal of 110 columns; "..." for the audit of the talk and the errata."""
    stream = io.StringIO()
    console = Console(file=stream, width=110, highlight=False, force_terminal=True, _environ={"TERM": "xterm"})
    report = run_claims(list(registry()), Task(), processors())
    shown = [verdict for verdict in report.verdicts if not verdict.claim.id.startswith(AUDIT)]
    table = ClaimLines([verdict.claim for verdict in shown], 110)
    print_findings(console, report)
    told = re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue()).splitlines()
    lines = [table.head, *map(table.line, shown), "...", *told]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def executable(command):
    return not command.startswith("make ")


def current(command, shown):
    """What a command prints now; what is shown, where it takes too long to find out."""
    if command == "make verify":
        return claims_on_a_terminal()
    return output(command) if executable(command) else shown


def update(file):
    """The file with the outputs of its commands as they are now."""

    def renewed(match):
        if match[2] != "console":
            return match[0]
        told = (f"$ {c}\n{current(c, s)}" for c, s in sessions(match[3]))
        return f"{match[1]}```console\n{''.join(told)}{match[1]}```"

    return BLOCK.sub(renewed, (ROOT / file).read_text())


@pytest.mark.parametrize("file", [file for file in MINE if blocks(file, "console")])
def test_commands_print_what_is_shown(file):
    if os.environ.get("UPDATE_DOCS"):
        (ROOT / file).write_text(update(file))
    for block in blocks(file, "console"):
        for command, shown in sessions(block):
            if executable(command):
                assert output(command) == shown, f"UPDATE_DOCS=1 renews {file}"


@pytest.mark.parametrize("file", [file for file in ALL if blocks(file, "python") and file not in ELSEWHERE])
def test_python_examples_run(file):
    """A page's examples in their order, with one set of names; a changed result fails."""
    names: dict = {"__name__": "example"}
    for number, block in enumerate(blocks(file, "python")):
        if (file, number) in LONG:
            block = "".join(re.findall(r"^(?:from|import) .*\n", block, re.M))
        if ">>>" in block:
            test = doctest.DocTestParser().get_doctest(block, names, f"{file}[{number}]", file, 0)
            assert doctest.DocTestRunner().run(test, clear_globs=False).failed == 0
            names |= test.globs
        else:
            exec(compile(block, file, "exec"), names)


def test_every_block_of_every_page_is_of_a_kind_that_is_run_or_only_shown():
    found = {(file, match[2]) for file in ALL for match in BLOCK.finditer((ROOT / file).read_text())}
    assert {kind for _, kind in found} <= RUN | SHOWN
    run_here = {file for file, kind in found if kind == "console"} - {*MINE, *ELSEWHERE}
    assert run_here == set(), "add the page to MINE"
    for page, test in ELSEWHERE.items():
        assert page.removeprefix("docs/") in (ROOT / "tests" / test).read_text()


def test_data_in_the_documentation_can_be_read():
    for file in ALL:
        for block in blocks(file, "json"):
            json.loads(block)
        for block in blocks(file, "toml"):
            tomllib.loads(textwrap.dedent(block))


def test_a_changed_result_would_be_seen(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    for text, kind in ((">>> 1 + 1\n3", "python"), ("assert False", "python")):
        (tmp_path / "page.md").write_text(f"```{kind}\n{text}\n```\n")
        with pytest.raises(AssertionError):
            test_python_examples_run("page.md")
    (tmp_path / "page.md").write_text("```console\n$ echo 1\n2\n```\n")
    with pytest.raises(AssertionError, match=r"renews page\.md"):
        test_commands_print_what_is_shown("page.md")


@pytest.mark.parametrize("file", [file for file in ALL if blocks(file, "toy")])
def test_experiments_in_the_documentation_are_valid(file):
    for block in blocks(file, "toy"):
        if block.lstrip().startswith("system"):
            parse_experiment(block, file)


@pytest.mark.parametrize("file", ALL)
def test_links_lead_somewhere(file):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", (ROOT / file).read_text()):
        assert target.startswith("https://") or ((ROOT / file).parent / target).exists(), target


def test_the_readme_shows_the_claims_as_they_are():
    shown = next(block for block in blocks("README.md", "console") if block.startswith("$ make verify"))
    head = next(line for line in shown.splitlines() if line.startswith("claim "))
    places = [head.index(title) for title in ("claim", "status", "theory", "code")] + [head.index("code") + 10]
    rows = [
        tuple(line[start:end].strip() for start, end in pairwise(places))
        for line in shown.splitlines()
        if re.match(r"[a-z]+\.[a-z]", line)
    ]
    claims = [claim.id for claim in registry() if not claim.id.startswith(AUDIT)]
    assert [id for id, *_ in rows] == claims
    record = json.loads((ROOT / "reports" / "claims.json").read_text())
    found = {c["id"]: (c["status"], c.get("theory", ""), c.get("code", "")) for c in record["claims"]}
    assert [found[id] for id in claims] == [
        (status.removesuffix(" expected"), theory, code) for _, status, theory, code in rows
    ]
    assert record["summary"]["unexpected"] == 0


def test_every_target_of_the_makefile_is_explained():
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.M)[1].split()
    explained = re.findall(r"^([a-z]+):.*## ", makefile, re.M)
    assert sorted(phony) == sorted(explained)
    told = (ROOT / "CONTRIBUTING.md").read_text() + (ROOT / "README.md").read_text()
    for target in re.findall(r"make ([a-z]+)", told):
        assert target in phony


def test_no_address_of_an_index_and_no_path_is_pinned():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    assert all(re.fullmatch(r"#.*|[\w.-]+==[\w.+]+", line) for line in lines)
    assert not any(line.startswith("toytheory") for line in lines)
