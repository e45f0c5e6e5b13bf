from __future__ import annotations

import json

import harness_claims
import numpy as np
import pytest

from equivalence.claims import registry
from equivalence.comparison.installed import InstalledBackends
from equivalence.engine import schedule
from equivalence.engine.decide import decide, examined
from equivalence.engine.events import ClaimFinished, ClaimProgress, ClaimStarted, RunFinished, RunStarted
from equivalence.engine.parts import code
from equivalence.engine.runner import run_claims
from equivalence.engine.verdict import Check, Claim, Context
from equivalence.engine.workers import Task, few_threads, throttled
from equivalence.report.record import report_record


def claims(name="good"):
    return list(getattr(harness_claims, name)())


def task(name="good", **settings):
    return Task(f"harness_claims:{name}", **settings)


def decided(*checks):
    return decide(Claim("x.y", "t", "s", lambda context: checks, parts=(code("all", "*"),)), Context())


def test_verdicts_come_in_the_order_of_the_claims_whatever_the_number_of_processes():
    reports = [report_record(run_claims(claims("bad"), task("bad", seed=5), jobs), seconds=False) for jobs in (1, 2, 3)]
    assert [c["id"] for c in reports[0]["claims"]] == [c.id for c in harness_claims.bad()]
    assert reports[0] == reports[1] == reports[2]


def test_the_seed_reaches_the_claims_and_two_runs_with_one_seed_are_equal():
    scopes = [run_claims(claims(), task(seed=seed)).verdicts[1].checks[0].scope for seed in (1, 1, 2)]
    assert scopes[0] == scopes[1] != scopes[2]


def test_the_long_form_reaches_the_claims():
    assert [run_claims(claims(), task(full=full)).verdicts[0].evidence for full in (False, True)] == [
        "exhaustive",
        "theorem",
    ]


def test_given_backends_reach_the_claims():
    seen = []
    claim = Claim("x.y", "t", "s", lambda context: seen.append(dict(context.backends)) or [])
    run_claims([claim], Task(backends={"a": "why not"}))
    assert seen == [{"a": "why not"}]


def test_installed_backends_are_loaded_when_they_are_first_asked_for(monkeypatch):
    loads = []
    started = lambda points, timeout: loads.append(timeout) or dict(points)  # noqa: E731
    monkeypatch.setattr("equivalence.comparison.installed._started", started)
    monkeypatch.setattr("equivalence.comparison.installed._points", lambda: {"b": "reason"})
    backends = InstalledBackends(7.0)
    assert (list(backends), len(backends), loads) == (["b"], 1, [])
    assert (backends["b"], dict(backends), loads) == ("reason", {"b": "reason"}, [7.0])


def test_a_claim_that_raises_keeps_its_checks_and_tells_what_and_where():
    (verdict,) = [v for v in run_claims(claims("bad")).verdicts if v.claim.id == "three.raising"]
    assert [check.status for check in verdict.checks] == ["holds", "error"]
    reason = verdict.checks[1].reason
    assert reason.splitlines()[0] == "ZeroDivisionError: by a planted fault"
    assert "harness_claims.py" in reason
    assert "/work" not in reason
    assert verdict.unexpected


def test_a_fault_inside_of_a_library_is_told_by_its_package(monkeypatch):
    verdict = decide(Claim("x.y", "t", "s", lambda context: np.linalg.inv(np.zeros((2, 2)))), Context())
    assert "at numpy/linalg/" in verdict.checks[0].reason


def test_a_claim_without_checks_is_an_error_and_not_skipped():
    assert decided().status == "error"


@pytest.mark.parametrize(
    ("check", "fault"),
    [
        ("holds", "a check was a str"),
        (Check("exhaustive", "s", 0, "holds", name="empty"), "check 'empty': status 'holds' from 0 cases"),
        (Check("exhaustive", "s", 0, "fails"), "status 'fails' from 0 cases"),
        (Check("exhaustive", "s", -1, "inconclusive"), "from -1 cases"),
        (Check("proved", "s", 1, "holds"), "unknown evidence 'proved'"),
        (Check("sampled", "s", 1, "true"), "unknown status 'true'"),
        (Check("sampled", "s", 0, "skipped"), "without a reason"),
        (Check("sampled", "s", 0, "error"), "without a reason"),
        (Check("sampled", "s", 1, "fails", witness="X1 = 0"), "its witness is a str, not a mapping"),
    ],
)
def test_a_malformed_check_is_an_error_with_a_reason(check, fault):
    (found,) = decided(check).checks
    assert found.status == "error"
    assert fault in found.reason


def test_checks_become_plain_data():
    check = examined(
        Check("sampled", "s", np.int64(3), "holds", witness={1: np.array([1, 2]), "s": {2, 1}, "nan": float("nan")})
    )
    assert json.loads(json.dumps(check.witness)) == {"1": [1, 2], "s": [1, 2], "nan": "nan"}
    assert type(check.cases) is int


def test_what_a_claim_prints_goes_to_standard_error(capfd):
    run_claims(claims(), task(), 1)
    run_claims(claims(), task(), 2)
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("this must not reach standard output") == 2


def test_a_process_that_dies_costs_its_claim_and_not_the_run():
    report = run_claims(claims("deadly"), task("deadly"), 2)
    assert [verdict.status for verdict in report.verdicts] == ["error", "holds", "error"]
    assert "SIGKILL" in report.verdicts[0].checks[0].reason
    assert "SystemExit" in report.verdicts[2].checks[0].reason


def test_workers_that_cannot_find_the_claims_are_errors_of_the_claims():
    report = run_claims(claims(), Task("no_such_module:registry"), 2)
    assert {verdict.status for verdict in report.verdicts} == {"error"}
    assert "exit code 1" in report.verdicts[0].checks[0].reason


@pytest.mark.parametrize("jobs", [1, 2])
def test_events_tell_the_story_of_the_run(jobs):
    events = []
    report = run_claims(claims(), task(), jobs, [events.append])
    assert isinstance(events[0], RunStarted)
    assert events[-1] == RunFinished(report)
    for verdict in report.verdicts:
        mine = [
            e
            for e in events[1:-1]
            if getattr(e, "claim", getattr(getattr(e, "verdict", 0), "claim", 0)).id == verdict.claim.id
        ]
        assert isinstance(mine[0], ClaimStarted)
        assert mine[-1] == ClaimFinished(verdict)
    assert {type(e) for e in events[1:-1]} == {ClaimStarted, ClaimFinished, ClaimProgress}
    assert [e.done for e in events if isinstance(e, ClaimProgress)] == [1, 4]


def test_progress_is_passed_on_now_and_then_and_at_the_end(monkeypatch):
    seen, clock = [], iter(range(2000))
    monkeypatch.setattr("equivalence.engine.workers.time.monotonic", lambda: next(clock) / 1000)
    report = throttled(lambda done, total: seen.append((done, total)))
    for done in range(1001):  # a millisecond each
        report(done, 1000)
    assert seen[0] == (0, 1000)
    assert seen[-1] == (1000, 1000)
    assert len(seen) == 11  # one in a tenth of a second, the first and the last among them


def test_processes_share_the_cores_and_what_the_user_set_stays(monkeypatch):
    import os

    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.delenv("NUMBA_NUM_THREADS", raising=False)
    with few_threads(2):
        assert os.environ["OMP_NUM_THREADS"] == "3"
        assert os.environ["NUMBA_NUM_THREADS"] == "4"
    assert "NUMBA_NUM_THREADS" not in os.environ
    assert os.environ["OMP_NUM_THREADS"] == "3"


def test_every_claim_has_been_measured_and_nothing_else():
    """A new one: `python -m benchmarks --only claims --save ID`; one that is gone leaves the file by hand."""
    assert set(schedule.measured(full=False)) == {claim.id for claim in registry()}


def test_one_process_takes_the_claims_about_modes_while_there_is_something_else_for_the_others():
    ids = ["phenomena.bell", "trits.states", "gaussian.states", "bits.states"]
    waiting = schedule.Waiting([Claim(name, "t", "s", lambda context: []) for name in ids])
    turns = [False, True, True, False]
    assert [waiting.take(on_modes).id for on_modes in turns] == [ids[1], ids[0], ids[2], ids[3]]
    alone = schedule.Waiting([Claim("gaussian.states", "t", "s", lambda context: [])])
    assert alone.take(on_modes=False).id == "gaussian.states"
    assert not alone


def test_long_claims_start_first_and_unmeasured_ones_before_them(monkeypatch, tmp_path):
    order = schedule.longest_first(claims(), {"one.even": 1.0, "one.drawn": 5.0, "two.table": 2.0})
    assert [claim.id for claim in order] == ["two.absent", "one.drawn", "two.table", "one.even"]
    monkeypatch.setattr(schedule, "DURATIONS", tmp_path / "durations.json")
    assert schedule.measured(full=False) == {}
    schedule.DURATIONS.write_text('{"default": {"a.b": 1.5}, "full": {"a.b": 9}}')
    assert (schedule.measured(full=False), schedule.measured(full=True)) == ({"a.b": 1.5}, {"a.b": 9})
