"""A cluster decides what processes here decide: the same verdicts, the same deaths."""

from __future__ import annotations

import json
import multiprocessing
import sys
from types import SimpleNamespace

import harness_claims
import pytest

from equivalence.cli import execute
from equivalence.engine import cluster
from equivalence.engine.runner import run_claims
from equivalence.engine.verdict import Verdict
from equivalence.engine.workers import Task
from equivalence.report.record import report_record
from toytheory.errors import InputError


@pytest.fixture
def address():
    """Of a cluster of two workers in this process."""
    distributed = pytest.importorskip("distributed", reason="distributed is an optional extra")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
    ) as workers:
        yield workers.scheduler_address


def test_a_cluster_decides_the_same(address):
    for name in ("bad", "deadly"):
        claims, task = list(getattr(harness_claims, name)()), Task(f"harness_claims:{name}", seed=3)
        events = []
        found = run_claims(claims, task, consumers=[events.append], scheduler=address)
        # alone for what has no deaths: one is the end of this process too
        assert report_record(found, False) == report_record(run_claims(claims, task, jobs=2), False)
        assert sum(type(event).__name__ == "ClaimFinished" for event in events) == len(claims)
        if name == "bad":
            assert report_record(found, False) == report_record(run_claims(claims, task), False)
    assert cluster._WORKERS == {}


def test_a_resume_file_is_used_and_written(address, tmp_path):
    claims, task = list(harness_claims.good()), Task("harness_claims:good")
    kept = tmp_path / "r.json"
    first = run_claims(claims[:2], task, resume=kept)
    both = run_claims(claims, task, resume=kept, scheduler=address)
    assert both.verdicts[:2] == first.verdicts
    assert set(json.loads(kept.read_text())["verdicts"]) == {claim.id for claim in claims}


@pytest.mark.parametrize(
    "command",
    [
        ["conform", "conform_backends:Phaseless", "--feature", "map-phase", "--feature", "prepare-x"],
        ["verify", "bits.bell-parity", "trits.states"],
    ],
)
def test_commands_write_the_same_report(address, command, tmp_path):
    written = []
    for number, how in enumerate((["-j", "1"], ["--scheduler", address])):
        path = tmp_path / f"{number}.json"
        written.append((execute([*command, *how, "--no-seconds", "--json", str(path)]), path.read_bytes()))
    assert written[0] == written[1]


def test_what_a_worker_of_the_cluster_does():
    """Without a cluster: one process serves several claims, another task has another, a death is a verdict."""
    try:
        good = {claim.id: claim for claim in harness_claims.good()}
        task = Task("harness_claims:good", seed=3)
        alone = run_claims(list(good.values()), task).verdicts
        pids = set()
        for name, right in zip(good, alone, strict=True):
            checks, _ = cluster.decided(task, name)
            assert Verdict(good[name], checks, right.seconds) == right
            ((_, worker),) = cluster._WORKERS.values()
            pids.add(worker.process._process.pid)
        assert len(pids) == 1
        deadly = Task("harness_claims:deadly")
        ((check,), _) = cluster.decided(deadly, "five.dying")
        assert check.status == "error"
        assert "SIGKILL" in check.reason
        assert [check.status for check in cluster.decided(deadly, "five.even")[0]] == ["holds", "holds"]
        ((_, last),) = cluster._WORKERS.values()
    finally:
        cluster.end_processes()
    assert not last.process.alive
    assert cluster._WORKERS == {}


def test_a_worker_under_a_nanny_may_start_a_process_and_is_a_daemon_afterwards(monkeypatch):
    here = SimpleNamespace(daemon=True)
    monkeypatch.setattr(multiprocessing, "current_process", lambda: here)
    with cluster._free_to_start():
        assert here.daemon is False
    assert here.daemon is True
    here.daemon = False
    with cluster._free_to_start():
        assert here.daemon is False
    assert here.daemon is False


def test_a_cluster_that_fails_is_no_result(monkeypatch):
    """What the cluster itself says of a claim that it lost is an error of that claim."""

    class Future:
        def exception(self):
            return RuntimeError("the worker was lost")

    class Client:
        ended = 0

        def submit(self, *_, **__):
            return Future()

        def cancel(self, futures):
            assert len(futures) == 4

        def run(self, function):
            Client.ended += function is cluster.end_processes

    from contextlib import nullcontext

    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(as_completed=iter))
    monkeypatch.setattr(cluster, "connected", lambda scheduler: nullcontext(Client()))
    report = run_claims(list(harness_claims.good()), scheduler="tcp://somewhere:1")
    assert {verdict.status for verdict in report.verdicts} == {"error"}
    assert "the worker was lost" in report.verdicts[0].checks[0].reason
    assert Client.ended == 1


def test_no_cluster_is_bad_usage(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match="is not installed"):
        run_claims(list(harness_claims.good()), scheduler="tcp://nowhere:1")

    def nobody(*_, **__):
        raise OSError("nobody answers")

    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=nobody, as_completed=iter))
    with pytest.raises(InputError, match="no scheduler at tcp://nowhere:1"):
        run_claims(list(harness_claims.good()), scheduler="tcp://nowhere:1")
