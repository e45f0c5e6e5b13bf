from __future__ import annotations

import io
import json as json_module
import os
import re
from html.parser import HTMLParser

import harness_claims
import junitparser
import pytest
from rich.console import Console

from equivalence.audit.entries import entries
from equivalence.claims import registry
from equivalence.engine.decide import decide
from equivalence.engine.events import ClaimFinished, ClaimProgress, ClaimStarted, Report, RunStarted
from equivalence.engine.parts import code
from equivalence.engine.runner import run_claims
from equivalence.engine.verdict import Check, Claim, Context, Verdict
from equivalence.figures import FIGURES
from equivalence.report import html, json, junit, markdown
from equivalence.report.chapters import CHAPTERS
from equivalence.report.claim_lines import CASES, ClaimLines, short_standing
from equivalence.report.colours import console_for, width_of_pipe
from equivalence.report.files import FileReport
from equivalence.report.terminal import TerminalReport
from equivalence.report.wording import standing, summary_sentence, witness_items


def keys(*levels):
    """Of a claim whose badges are these."""
    return ["id", "title", "slide", "status", "expected", "evidence", *levels, "scope", "cases", "seconds", "checks"]


@pytest.fixture(scope="module")
def good():
    return run_claims(list(harness_claims.good()))


@pytest.fixture(scope="module")
def bad():
    return run_claims(list(harness_claims.bad()))


def by_id(report):
    return {claim["id"]: claim for claim in json_module.loads(json.render(report))["claims"]}


def with_text(text):
    """A report whose every text is this one."""
    claim = Claim("x.y", text, text, lambda context: [], "fails", text, (code(text, "*"),))
    checks = [
        Check("sampled", text, 1, "fails", text, {text: text}, text, backend=text, about="code"),
        Check("sampled", text, 0, "skipped", text, None, text, about="code"),
    ]
    return Report("1", 0, True, (Verdict(claim, tuple(checks)),))


# JSON


def test_json_has_the_keys_of_the_format_in_their_order(good):
    record = json_module.loads(json.render(good))
    assert list(record) == ["format", "version", "seed", "claims", "summary"]
    assert record["format"] == "toytheory/verify-1"
    assert list(record["claims"][0]) == keys("theory", "code")
    assert list(record["claims"][1]) == [*keys("code"), "witness"]
    assert list(record["claims"][2]) == [*keys("theory"), "witness", "erratum"]
    assert list(record["claims"][3]) == [*keys(), "skipped"]
    assert record["claims"][0]["checks"] == [
        {"evidence": "sampled", "scope": "n = 3", "cases": 7, "status": "holds", "about": "code"},
        {"evidence": "exhaustive", "scope": "n = 2: all 4", "cases": 4, "status": "holds", "about": "theory"},
    ]


def test_the_summary_counts_every_status(bad):
    assert json_module.loads(json.render(bad))["summary"] == {
        "total": 8,
        "holds": 3,
        "fails": 2,
        "inconclusive": 1,
        "error": 1,
        "skipped": 1,
        "unexpected": 4,
    }


def test_evidence_is_that_of_the_theory_where_there_is_one_and_the_scope_what_it_reaches(bad):
    claims = by_id(bad)
    assert (claims["one.even"]["evidence"], claims["one.even"]["scope"]) == ("exhaustive", "n = 2: all 4")
    assert (claims["one.even"]["theory"], claims["one.even"]["code"]) == ("exhaustive", "sampled")
    assert (claims["one.drawn"]["evidence"], claims["one.drawn"]["code"]) == ("sampled", "sampled")
    assert claims["one.even"]["cases"] == 11
    assert (claims["two.absent"]["evidence"], claims["two.absent"]["scope"]) == (None, "")
    assert claims["two.absent"]["skipped"] == "no backend is installed"


def test_a_witness_names_its_check_and_a_reason_stands_in_for_one(bad):
    claims = by_id(bad)
    assert claims["three.wrong"]["witness"] == {"check": "second", "state": "X1 = 0"}
    assert claims["one.drawn"]["witness"]["p"] == "1/3"
    assert claims["three.raising"]["witness"]["reason"].startswith("ZeroDivisionError")
    assert claims["three.undecided"]["witness"] == {"reason": "the bounds do not meet"}


def test_without_seconds_equal_runs_give_equal_files(good):
    again = run_claims(list(harness_claims.good()))
    for form in (json, markdown, html, junit):
        assert form.render(good, False) == form.render(again, False)
    assert "seconds" not in json.render(good, False)


# all formats


@pytest.mark.parametrize("form", [json, markdown, html, junit])
@pytest.mark.parametrize("text", ["<b>&\"'</b>", "a | b", "line\nsystem 1 bit\n", "\x1b[31m\x00 bell \ufffe", "ψ ∈ V"])
def test_any_text_can_be_reported(form, text):
    rendered = form.render(with_text(text))
    assert rendered.endswith("\n")
    assert "<b>" not in rendered or form in (json, markdown)
    if form is junit:
        junitparser.JUnitXml.fromstring(rendered.encode())


@pytest.mark.parametrize("form", [json, markdown, html, junit])
def test_an_empty_report_can_be_written(form):
    assert form.render(Report("1", 0, False, ()))


# JUnit


def test_junit_tells_failures_errors_and_skips(bad):
    document = junitparser.JUnitXml.fromstring(junit.render(bad).encode())
    (suite,) = document
    results = {case.name: [type(r).__name__ for r in case.result] for case in suite}
    assert results == {
        "one.even": [],
        "one.drawn": [],
        "two.table": [],
        "two.absent": ["Skipped"],
        "three.wrong": ["Failure"],
        "three.raising": ["Error"],
        "three.undecided": ["Failure"],
        "four.unexpected": ["Failure"],
    }
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (8, 3, 1, 1)
    wrong = next(case for case in suite if case.name == "three.wrong")
    assert wrong.classname == "toytheory.three"
    assert wrong.result[0].message == "fails, expected holds: Three is even."
    assert "state: X1 = 0" in wrong.result[0].text
    assert "file:\nsystem 1 bit" in next(case for case in suite if case.name == "two.table").system_out


# Markdown


def test_markdown_has_a_row_for_each_claim_and_shows_toy_files(good):
    text = markdown.render(good, seconds=False)
    rows = [line for line in text.splitlines() if re.match(r"\| \[`\w+\.", line)]
    assert len(rows) == 4
    assert {row.replace("\\|", "").count("|") for row in rows} == {6}
    assert "| every row \\| column | theory | `table` | - |" in text
    assert "  ```\n  system 1 bit\n" in text
    assert "**Erratum.** The table says 1 | 2; it is 2." in text
    assert "Why skipped:\n\n  ```\n  no backend is installed\n  ```" in text
    assert "| table | n = 1 | theory | exhaustive | fails | 3 |" in text
    assert "seconds" not in text


# HTML


class Page(HTMLParser):
    """Checks that tags close, and collects references."""

    def __init__(self, text):
        super().__init__()
        self.open, self.links, self.words = [], [], ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        if tag not in ("meta", "rect", "br", "input"):
            self.open.append(tag)
        self.links += [value for name, value in attributes if name in ("src", "href", "srcset", "action")]

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data


def test_html_is_one_self_contained_page(bad):
    text = html.render(bad)
    page = Page(text)
    assert all(link.startswith("#") for link in page.links)
    assert not re.search(r"@import|url\([^#]|<script|https?://(?!www\.w3\.org/2000/svg)", text)
    for verdict in bad.verdicts:
        assert verdict.claim.title in page.words
        assert f'id="{verdict.claim.id}"' in text
    assert "prefers-color-scheme: dark" in text
    assert "1 erratum of the talk, confirmed" in page.words
    assert "n = 2: all 4" in page.words


def test_html_opens_what_is_not_as_expected(bad):
    opened = re.findall(r'<details class="claim (\w+)" id="([\w.]+)" open ', html.render(bad))
    assert opened == [("bad", v.claim.id) for v in bad.unexpected]


@pytest.fixture(scope="module")
def whole():
    """Every claim, with a check that shows it, or for an erratum fails."""
    verdicts = []
    for claim in registry():
        ways = [(part.about, way) for part in claim.parts for way in part.ways[:1]]
        checks = [Check("exhaustive", "all", 3, claim.expected, way, about=about) for about, way in ways]
        verdicts.append(Verdict(claim, tuple(checks)))
    return Report("1", 0, False, tuple(verdicts))


def test_html_has_every_claim_once_in_the_order_of_the_talk_and_links_lead_somewhere(whole):
    text = html.render(whole)
    page = Page(text)
    cards = re.findall(r'<details class="claim \w+" id="([\w.-]+)"', text)
    assert len(cards) == len(set(cards))
    assert {claim.id for claim in registry()} <= set(cards)
    ids = set(re.findall(r' id="([\w.-]+)"', text))
    assert {link[1:] for link in page.links} <= ids
    slides = [entry.id for entry in entries() if not entry.key.endswith("-again")]
    assert [card for card in cards if card in slides] == slides


def test_html_groups_have_words_for_titles_each_once_and_pictures(whole):
    text = html.render(whole)
    titles = re.findall(r'<h2 id="[\w-]+">(.*?)</h2>', text)
    assert titles[:-1] == [chapter.title for chapter in CHAPTERS]
    assert len(set(titles)) == len(titles)
    assert text.count("<figure") == sum(len(chapter.pictures) for chapter in CHAPTERS) > 8
    assert {name for chapter in CHAPTERS for name in chapter.pictures} <= {picture.name for picture in FIGURES}


def test_html_folds_what_is_said_again_into_what_was_said(whole):
    text = html.render(whole)
    for name in ("theories", "categories"):
        outer, inner = text.index(f'id="talk.{name}"'), text.index(f'id="talk.{name}-again"')
        assert text.count("</details>", outer, inner) == 0  # inside of it


def test_html_marks_what_its_filters_ask_for(whole, bad):
    for report in (whole, bad):
        text = html.render(report)
        for tone in set(re.findall(r'data-tone="(\w+)"', text)):
            assert f'id="show-{tone}" checked' in text
            assert f"#show-{tone}:not(:checked)" in text
        levels = {level for each in re.findall(r'data-levels="([\w ]+)"', text) for level in each.split()}
        assert levels
        for level in levels:
            assert f'id="level-{level}"' in text
            assert f'details.claim:not([data-levels~="{level}"])' in text
        for kind in ("theory", "code"):
            assert f'id="kind-{kind}"' in text


# words


def test_the_summary_is_a_sentence(good, bad):
    assert summary_sentence(good) == "4 claims: 2 hold, 1 fails as expected, 1 skipped; all as expected."
    assert summary_sentence(bad).endswith("1 fails, 1 inconclusive, 1 in error, 1 skipped; 4 not as expected.")
    assert summary_sentence(Report("1", 0, False, ())) == "0 claims: nothing was checked; all as expected."
    one = run_claims([harness_claims.good()["one.even"]])
    assert summary_sentence(one) == "1 claim: 1 holds; all as expected."
    assert [standing(v) for v in good.verdicts] == ["holds", "holds", "fails, as expected", "skipped"]


def test_nested_witnesses_are_written_out():
    witness = {"state": {"V": ["X1", "P2"], "v": [0, 1]}}
    assert list(witness_items(witness)) == [("state", "V: [X1, P2], v: [0, 1]", False)]


# files


def test_a_file_report_is_written_when_the_run_is_over(tmp_path):
    target = tmp_path / "report.json"
    file = FileReport(str(target), json.render, seconds=False)
    states = []
    report = run_claims(list(harness_claims.good()), consumers=[lambda event: states.append(target.exists()), file])
    assert not any(states)
    assert target.read_text() == json.render(report, False)


# terminal


def printed(registry, details=False, **console):
    stream = io.StringIO()
    terminal = TerminalReport(Console(file=stream, width=200, highlight=False, **console), details=details)
    report = run_claims(list(registry), consumers=[terminal])
    return stream.getvalue(), report


def plain_text(text):
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)


def test_without_a_terminal_there_is_a_plain_line_for_each_claim_in_order():
    text, report = printed(harness_claims.bad(), details=True)
    head, *lines = text.splitlines()
    assert head.split() == ["claim", "status", "theory", "code", "cases", "time", "says"]
    assert [line.split()[0] for line in lines[:8]] == [v.claim.id for v in report.verdicts]
    assert "\x1b" not in text
    assert re.match(r"two\.table +fails expected +exhaustive +3 +0\.0 s  The table is right\.$", lines[2])
    assert re.match(r"three\.wrong +! fails ", lines[4])
    assert "    system 1 bit\n    prepare X = 0" in text
    assert "ZeroDivisionError: by a planted fault" in text
    assert lines[-6].startswith("8 claims: ")
    assert lines[-5:-1] == [f"  not as expected: {v.claim.id} ({v.status})" for v in report.unexpected]


def test_what_fails_as_expected_is_told_in_full_on_demand_alone():
    short, _ = printed(harness_claims.good())
    assert "The table says 1 | 2" not in short
    assert "1 claim with an erratum: -v tells" in short
    full, _ = printed(harness_claims.good(), details=True)
    assert "erratum: The table says 1 | 2; it is 2." in full
    assert "-v" not in full


def test_a_line_comes_as_soon_as_its_claim_is_decided_and_leaves_the_program_at_once():
    stream = Flushed()
    terminal = TerminalReport(console_for(stream))
    first, second, *_ = harness_claims.good()
    terminal(RunStarted((first, second), 0, False, 1))
    terminal(ClaimStarted(second))
    terminal(ClaimFinished(decide(second, Context())))
    assert [line.split()[0] for line in stream.seen.splitlines()] == ["claim", second.id]
    terminal(ClaimFinished(decide(first, Context())))
    assert [line.split()[0] for line in stream.seen.splitlines()] == ["claim", second.id, first.id]


class Flushed(io.StringIO):
    """A stream of which only what was flushed is seen."""

    seen = ""

    def flush(self):
        self.seen = self.getvalue()


def terminal_of(width, **more):
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=True, highlight=False, _environ={"TERM": "xterm"})
    return stream, TerminalReport(console, **more)


def test_progress_for_somebody_who_watches_goes_when_the_run_is_over():
    stream, terminal = terminal_of(100, progress_only=True)
    run_claims(list(harness_claims.good()), consumers=[terminal])
    assert "about" in stream.getvalue()
    assert "4 claims" not in stream.getvalue()
    assert "two.table  " not in stream.getvalue()
    assert stream.getvalue().endswith("\x1b[2K")  # erased


def test_on_a_terminal_one_line_says_how_far_all_is_what_is_running_and_how_long_it_may_take():
    ticks = iter([0.0, 4.0, 4.0, 4.0])
    stream, terminal = terminal_of(110, clock=lambda: next(ticks, 4.0))
    first, second, third, *_ = claims = tuple(harness_claims.good())
    terminal(RunStarted(claims, 0, False, 2))
    terminal.progress.seconds = {claim.id: 2.0 for claim in claims}
    terminal(ClaimStarted(first))
    terminal(ClaimStarted(second))
    terminal(ClaimProgress(second, 2, 8))
    terminal(ClaimFinished(decide(third, Context())))
    told = terminal.status().plain  # 2 + 2/4 seconds of 8 were done in 4 seconds
    assert told.strip("━") == " 1/4, about 9 s left; one.even, one.drawn 25%"
    assert told.count("━") == 16
    terminal.close()
    terminal.close()
    assert re.search(r"two\.table +fails expected +exhaustive", plain_text(stream.getvalue()))


@pytest.mark.parametrize("width", [40, 80, 160])
def test_the_line_of_progress_never_breaks(width):
    _, terminal = terminal_of(width)
    terminal(RunStarted(tuple(registry()), 0, False, 2))
    for claim in registry():
        terminal(ClaimStarted(claim))
    assert len(terminal.status().plain) < width
    terminal.close()


def test_a_live_run_ends_with_the_findings():
    text, _ = printed(harness_claims.good(), force_terminal=True, _environ={"TERM": "xterm"})
    assert "\x1b[" in text
    assert "Two is even." in text  # there is room for the sentences
    assert "4 claims: 2 hold" in plain_text(text)


def test_a_terminal_is_used_as_wide_as_it_is_and_a_pipe_as_wide_as_the_terminal_near_it(monkeypatch):
    monkeypatch.setenv("COLUMNS", "77")
    stream = io.StringIO()
    assert console_for(stream).width == 77
    stream.isatty = lambda: True
    assert console_for(stream).width == 77
    for told in ("", "0", "wide"):
        monkeypatch.setenv("COLUMNS", told)
        monkeypatch.setattr("sys.stderr", io.StringIO())
        assert width_of_pipe() == 100
    monkeypatch.setattr("sys.stderr", type("Terminal", (), {"fileno": lambda self: 2})())
    monkeypatch.setattr("os.get_terminal_size", lambda number: os.terminal_size((91, 20)))
    assert width_of_pipe() == 91


def test_no_color_is_respected(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    text, _ = printed(harness_claims.bad(), force_terminal=True)
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", text)


@pytest.mark.parametrize("width", [80, 100, 120, 160])
def test_id_status_evidence_and_time_of_every_claim_are_whole_at_every_width(width):
    found = list(registry())
    lines = ClaimLines(found, width)
    assert ("cases" in lines.head) == (width >= CASES)
    for claim in found:
        status = "fails" if claim.expected == "fails" else "holds"
        ways = [(part.about, way) for part in claim.parts for way in part.ways[:1]]
        checks = [Check("exhaustive", "all", 10**6, status, way, about=about) for about, way in ways]
        verdict = Verdict(claim, tuple(checks), 1234.5)
        line = lines.line(verdict)
        assert len(line) <= width
        start = [claim.id, *short_standing(verdict).split(), *filter(None, [verdict.theory, verdict.code])]
        assert line.split()[: len(start)] == start
        assert "1234 s" in line
        assert (claim.title[:15] in line) == (width >= 100)


@pytest.mark.parametrize("status", ["holds", "fails", "inconclusive", "error", "skipped"])
@pytest.mark.parametrize("expected", ["holds", "fails"])
def test_no_status_breaks_the_columns_and_what_is_unexpected_is_marked(status, expected):
    claim = Claim("x.y", "", "", lambda context: [], expected, parts=(code("it", "c"),))
    verdict = Verdict(claim, (Check("sampled", "all", 1, status, "c", reason="so", about="code"),))
    told = short_standing(verdict)
    assert len(told) <= 14
    assert told.startswith("! ") == verdict.unexpected
