from __future__ import annotations

import json

import harness_claims
import pytest

from equivalence.engine.runner import run_claims
from equivalence.engine.workers import Task
from equivalence.report.record import report_record
from toytheory.errors import InputError


def claims(name):
    return list(getattr(harness_claims, name)())


@pytest.fixture
def runs(tmp_path, monkeypatch):
    notes = tmp_path / "runs"
    monkeypatch.setenv("HARNESS_RUNS", str(notes))
    return lambda: notes.read_text().count("run") if notes.exists() else 0


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path, runs):
    file = tmp_path / "resume.json"
    with pytest.raises(KeyboardInterrupt):
        run_claims(claims("stopped"), resume=file)
    assert runs() == 1
    resumed = run_claims(claims("resumed"), resume=file)
    assert runs() == 1
    assert report_record(resumed, False) == report_record(run_claims(claims("resumed")), False)


def test_verdicts_from_a_resume_file_are_the_same_as_fresh_ones(tmp_path):
    file = tmp_path / "resume.json"
    first = run_claims(claims("good"), resume=file)
    events = []
    again = run_claims(claims("good"), resume=file, consumers=[events.append])
    assert again == first
    assert [event.resumed for event in events if hasattr(event, "resumed")] == [True] * 4


def test_claims_whose_checks_raised_are_decided_anew(tmp_path):
    file = tmp_path / "resume.json"
    run_claims(claims("bad"), resume=file)
    events = []
    run_claims(claims("bad"), resume=file, consumers=[events.append])
    assert [e.verdict.claim.id for e in events if getattr(e, "resumed", None) is False] == ["three.raising"]


def test_every_finished_claim_is_in_the_file_at_once(tmp_path):
    file = tmp_path / "resume.json"
    sizes = []
    run_claims(
        claims("good"),
        resume=file,
        consumers=[lambda event: sizes.append(len(json.loads(file.read_text())["verdicts"]))],
    )
    assert sizes[0] == 0
    assert sizes[-1] == 4
    assert sorted(sizes) == sizes


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (Task(seed=1), "begun with seed = 0, and this run has 1"),
        (Task(full=True), "begun with full = False, and this run has True"),
        (Task(backends={"x": "no"}), "and this run has x"),
    ],
)
def test_a_file_of_another_run_is_refused(tmp_path, other, told):
    file = tmp_path / "resume.json"
    run_claims(claims("good")[:1], Task(), resume=file)
    before = file.read_text()
    with pytest.raises(InputError, match=told):
        run_claims(claims("good")[:1], other, resume=file)
    assert file.read_text() == before


def test_a_file_of_another_version_is_refused(tmp_path, monkeypatch):
    file = tmp_path / "resume.json"
    run_claims([], resume=file)
    monkeypatch.setattr("equivalence.engine.runner.project_version", lambda: "99")
    with pytest.raises(InputError, match=r"begun with version = .*, and this run has 99"):
        run_claims([], resume=file)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"format": "toytheory/verify-1"}',
        '{"format": "toytheory/resume-1", "verdicts": {"a": 1}}',
        '{"format": "toytheory/resume-1", "verdicts": {"a": {"checks": []}}}',
        '{"format": "toytheory/resume-1", "verdicts": {"a": {"seconds": 1, "checks": [{"what": 1}]}}}',
    ],
)
def test_what_is_no_resume_file_is_refused_and_left_alone(tmp_path, content):
    file = tmp_path / "resume.json"
    file.write_text(content)
    with pytest.raises(InputError, match="is no resume file"):
        run_claims([], resume=file)
    assert file.read_text() == content


def test_a_resume_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read: Is a directory"):
        run_claims([], resume=tmp_path)
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="is not text: byte 0"):
        run_claims([], resume=tmp_path / "binary")
