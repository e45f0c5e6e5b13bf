"""`toytheory collect`: sums that do not depend on who counts, nor on how often counting was killed."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from itertools import pairwise

import numpy as np
import pytest
from sampled_codes import memory

from equivalence.cli import execute
from equivalence.sampling.campaign import BATCH, Task, batch_end, collect, count
from equivalence.sampling.ledger import HEAD, Counts, Ledger
from toytheory.discrete.decoding import decoder_of, error_model
from toytheory.discrete.sampling import compile_detector_sampler, compile_sampler
from toytheory.errors import InputError
from toytheory.language.reading import parse_experiment

TEXT = memory("trits", 3, 1, "1/10")


def numbers(counts):
    return counts.shots, counts.errors, counts.discards


@pytest.fixture
def code(tmp_path):
    (tmp_path / "code.toy").write_text(TEXT)
    return tmp_path / "code.toy"


def by_hand(shots, seed=0):
    """Errors among the first runs, from all runs at once."""
    experiment = parse_experiment(TEXT)
    rows = compile_detector_sampler(experiment, threads=1).sample(shots, seed)
    decoder = decoder_of(error_model(experiment), "lookup")
    return int((decoder.decode(rows[:, :-1]) != rows[:, -1:]).any(axis=1).sum())


def test_the_runs_are_those_of_one_sample():
    (counts,) = collect([Task("code.toy", TEXT, seed=4)], 5000)
    assert numbers(counts) == (5000, by_hand(5000, 4), 0)
    with pytest.raises(InputError, match="not negative"):
        count(Task("code.toy", TEXT), -1, 3)


@pytest.mark.parametrize("conditioned", [False, True])
def test_runs_from_the_middle_are_the_same_runs(conditioned):
    text = "system 3 trits\nmeasure X1, X2, X3 as a, b, c\n" + "condition a = 1\n" * conditioned
    sampler = compile_sampler(parse_experiment(text), threads=1)
    parts = [sampler.runs(first, last, 3) for first, last in ((0, 10), (10, 4096), (4096, 4097), (4097, 9000))]
    assert np.array_equal(np.concatenate(parts), sampler.sample(9000, 3))


def test_a_file_ends_with_the_batch_that_has_enough_errors(code):
    (counts,) = collect([Task("code.toy", TEXT)], 10**6, errors=300)
    ends = [0]
    while by_hand(ends[-1]) < 300:
        ends.append(batch_end(ends[-1], 10**6))
    assert numbers(counts) == (ends[-1], by_hand(ends[-1]), 0)
    assert by_hand(ends[-2]) < 300


def test_batches_grow_and_end_where_they_should():
    ends = [0]
    while ends[-1] < 10**7:
        ends.append(batch_end(ends[-1], 10**7))
    assert ends[1] == BATCH
    assert ends[-1] == 10**7
    assert len(ends) < 120
    assert all(b - a <= max(BATCH, a // 8) for a, b in pairwise(ends))


def test_a_campaign_that_is_killed_goes_on_where_it_was(code, tmp_path):
    save = tmp_path / "r.csv"
    command = [sys.executable, "-c", "from equivalence.cli import main; main()", "collect", str(code)]
    for least in (4, 8):
        with subprocess.Popen(
            [*command, "--max-shots", str(10**9), "--save", str(save)], stdout=subprocess.DEVNULL
        ) as process:
            try:
                while not save.exists() or save.read_bytes().count(b"\n") < least:
                    assert process.poll() is None
                    time.sleep(0.01)
            finally:
                os.kill(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        with save.open("ab") as stream:
            stream.write(b"      1024,       999")  # what a machine that loses power may leave
    with Ledger.opened(str(save)) as ledger:
        (name,) = ledger._known
        done = ledger.of(name).shots
    assert done >= 7 * BATCH
    total = done + 2000
    for _ in range(2):  # the second time there is nothing left to do
        assert execute(["collect", str(code), "--max-shots", str(total), "--save", str(save)]) == 0
        with Ledger.opened(str(save)) as ledger:
            assert numbers(ledger.of(name)) == (total, by_hand(total), 0)


def test_two_campaigns_do_not_count_the_same_runs_twice(code, tmp_path, capsys):
    save = str(tmp_path / "r.csv")
    with Ledger.opened(save):
        assert execute(["collect", str(code), "--max-shots", "10", "--save", save]) == 2
        assert "another process writes" in capsys.readouterr().err
    assert execute(["collect", str(code), "--max-shots", "10", "--save", save]) == 0


def test_other_files_seeds_and_decoders_are_counted_apart(tmp_path):
    save = str(tmp_path / "r.csv")
    tasks = [Task("a", TEXT), Task("a", TEXT, seed=1), Task("a", TEXT, decoder="none"), Task("b", TEXT)]
    found = collect(tasks, 2000, save=save)
    assert len({numbers(counts) for counts in found[:3]}) == 3
    assert found[3] == found[0]
    assert [numbers(counts) for counts in collect(tasks, 2000, save=save)] == [numbers(counts) for counts in found]


def test_sinter_reads_the_file(tmp_path):
    sinter = pytest.importorskip("sinter", reason="Sinter is not a dependency")
    save = str(tmp_path / "r.csv")
    (counts,) = collect([Task("code.toy", TEXT)], 3000, save=save)
    (read,) = sinter.read_stats_from_csv_files(save)
    assert (read.shots, read.errors, read.discards, read.decoder) == (*numbers(counts), "lookup")
    assert read.json_metadata == {"file": "code.toy", "seed": 0}


def test_a_cluster_counts_the_same():
    distributed = pytest.importorskip("distributed", reason="distributed is an optional extra")
    alone = collect([Task("code.toy", TEXT)], 10_000, errors=200)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        together = collect([Task("code.toy", TEXT)], 10_000, errors=200, scheduler=cluster.scheduler_address)
    assert [numbers(counts) for counts in together] == [numbers(counts) for counts in alone]
    assert alone[0].shots < 10_000


def test_conditions_are_discards_and_what_is_told(tmp_path, capsys):
    text = (
        "system 1 bit\nprepare X = 0\nnoise X by 0: 3/4, 1: 1/4\nmeasure X as a\ncondition a = 0\nobservable a as l\n"
    )
    (tmp_path / "c.toy").write_text(text)
    assert execute(["collect", str(tmp_path / "c.toy"), "--max-shots", "2000", "--decoder", "none"]) == 0
    told = capsys.readouterr().out
    assert "0 errors in" in told
    assert "discarded: 0 (0 to" in told
    assert execute(["collect", str(tmp_path / "c.toy")]) == 2
    assert "use the decoder none" in capsys.readouterr().err


def test_stim_circuits_and_what_is_refused(tmp_path, capsys):
    circuit = tmp_path / "c.stim"
    circuit.write_text("R 0\nX_ERROR(0.25) 0\nM 0\nOBSERVABLE_INCLUDE(0) rec[-1]\n")
    assert execute(["collect", str(circuit), "--max-shots", "1000"]) == 0
    assert "decoder lookup" in capsys.readouterr().out
    circuit.write_text("M 0\nDETECTOR\n")
    (tmp_path / "d.toy").write_text("system 1 bit\nprepare X = 0\nmeasure X as a\ndetector a as d\n")
    assert execute(["collect", str(tmp_path / "d.toy")]) == 2
    assert "no observable" in capsys.readouterr().err
    (tmp_path / "r.csv").write_text("something,else\n")
    assert execute(["collect", str(circuit), "--save", str(tmp_path / "r.csv")]) == 2
    (tmp_path / "r.csv").write_text(",".join(HEAD) + "\nx\n")
    capsys.readouterr()
    with pytest.raises(InputError, match="line 2 of"), Ledger.opened(str(tmp_path / "r.csv")):
        pass
    with pytest.raises(InputError, match="cannot be written"), Ledger.opened(str(tmp_path)):
        pass


def test_an_address_without_a_scheduler(monkeypatch):
    distributed = pytest.importorskip("distributed", reason="distributed is an optional extra")

    def nobody(*_, **__):
        raise OSError("nobody answers")

    monkeypatch.setattr(distributed, "Client", nobody)
    with pytest.raises(InputError, match="no scheduler at tcp://nowhere:1"):
        collect([Task("code.toy", TEXT)], 10, scheduler="tcp://nowhere:1")


def test_intervals_hold_what_they_should():
    low, high = Counts(1000, 100).interval()
    assert low < 0.1 < high
    assert Counts(10, 10).interval()[1] == 1
    assert np.isnan(Counts(5, 0, 5).rate)
    from scipy.stats import binom

    assert binom.sf(99, 1000, low) == pytest.approx(0.025)
    assert binom.cdf(100, 1000, high) == pytest.approx(0.025)


def test_an_experiment_on_standard_input(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert execute(["collect", "-", "--max-shots", "2000"]) == 0
    assert f"-: {by_hand(2000)} errors in 2,000 runs" in capsys.readouterr().out
