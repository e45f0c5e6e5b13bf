"""`toytheory sample`: files and formats, what is told, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
import stim

from equivalence.cli import execute
from equivalence.sampling.formats import npy_head

CODE = """system 3 {kind}
prepare X1 = 1, X2 = 1
noise each X of 1..2 by 0: 9/10, 1: 1/10
measure X1 as a
measure X2 as b
detector a - b as d
observable a as l
"""
CIRCUIT = """R 0 1 2
X_ERROR(0.2) 0 1 2
M 0 1 2
DETECTOR rec[-1] rec[-2]
DETECTOR rec[-2] rec[-3]
OBSERVABLE_INCLUDE(0) rec[-1]
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "c.stim").write_text(CIRCUIT)
    for kind in ("bits", "trits", "dits d=300"):
        (tmp_path / f"{kind.split()[0]}.toy").write_text(CODE.format(kind=kind))
    return tmp_path


def run(*arguments):
    return execute(["sample", *map(str, arguments)])


@pytest.mark.parametrize("format_", ["01", "b8", "dets"])
@pytest.mark.parametrize("detectors", [[], ["--detectors"]])
def test_stim_reads_what_is_written_for_it(folder, format_, detectors):
    run(folder / "c.stim", "--shots", 200, "-o", folder / "s.npy", *detectors)
    assert run(folder / "c.stim", "--shots", 200, "-o", folder / "out", "--format", format_, *detectors) == 0
    kinds = {"num_detectors": 2, "num_observables": 1} if detectors else {"num_measurements": 3}
    read = stim.read_shot_data_file(path=str(folder / "out"), format=format_, **kinds)
    assert np.array_equal(read, np.load(folder / "s.npy"))
    assert 0.05 < read.mean() < 0.6


@pytest.mark.parametrize("kind", ["bits", "trits", "dits"])
def test_arrays_and_text_hold_the_same_runs(folder, kind, capsysbinary):
    for suffix in ("npy", "npz", "csv"):
        assert run(folder / f"{kind}.toy", "--shots", 50, "--seed", 7, "-o", folder / f"s.{suffix}") == 0
    array, archive = np.load(folder / "s.npy"), np.load(folder / "s.npz")
    assert np.array_equal(array, archive["samples"])
    assert array.dtype == (np.uint64 if kind == "dits" else np.uint8)
    assert (archive["names"].tolist(), int(archive["shots"]), int(archive["seed"])) == (["a", "b"], 50, 7)
    assert (int(archive["detectors"]), int(archive["d"])) == (-1, {"bits": 2, "trits": 3, "dits": 300}[kind])
    lines = (folder / "s.csv").read_text().splitlines()
    assert lines[0] == "a,b"
    assert [[int(x) for x in line.split(",")] for line in lines[1:]] == array.tolist()
    assert run(folder / f"{kind}.toy", "--shots", 50, "--seed", 7) == 0
    assert capsysbinary.readouterr().out.decode() == (folder / "s.csv").read_text()


def test_threads_and_engines(folder):
    for name, options in {"a": [], "b": ["--threads", 1], "c": ["--threads", 3]}.items():
        assert run(folder / "trits.toy", "--shots", 20_000, "-o", folder / f"{name}.npy", *options) == 0
    assert np.array_equal(np.load(folder / "a.npy"), np.load(folder / "b.npy"))
    assert np.array_equal(np.load(folder / "a.npy"), np.load(folder / "c.npy"))
    for engine in ("frames", "affine"):
        assert run(folder / "trits.toy", "--detectors", "--engine", engine, "-o", folder / "e.npy") == 0
        assert 0.1 < np.load(folder / "e.npy").mean() < 0.5


def test_runs_that_do_not_meet_the_conditions_are_counted(folder, capsys):
    (folder / "c.toy").write_text("system 1 bit\nmeasure X as a\ncondition a = 1")
    assert run(folder / "c.toy", "--shots", 1000, "-o", folder / "c.npy") == 0
    kept = len(np.load(folder / "c.npy"))
    assert 400 < kept < 600
    assert f"{kept} of 1,000 runs met the conditions" in capsys.readouterr().err


def test_signs_of_quantum_theory_are_a_matter_of_an_option(folder, capsys):
    (folder / "h.toy").write_text("system 1 bit\nprepare X + P = 0\nfourier 1\nmeasure X + P as a")
    (folder / "h.stim").write_text("H 0\nS 0\nH 0\nMY 0")
    for file, theory, value in (
        ("h.toy", [], 0), ("h.toy", ["--as", "toy"], 0), ("h.toy", ["--as", "quantum"], 1),
        ("h.stim", [], 1), ("h.stim", ["--as", "quantum"], 1), ("h.stim", ["--as", "toy"], 0),
    ):  # fmt: skip
        assert run(folder / file, "--shots", 2, *theory) == 0
        answer = capsys.readouterr().out.splitlines()[1:]
        assert answer == [str(value)] * 2 or file == "h.stim"
    plain = stim.Circuit("H 0\nS 0\nH 0\nMY 0").reference_sample()
    run(folder / "h.stim", "--shots", 1)
    assert capsys.readouterr().out.splitlines()[1] == str(int(plain[0]))


def test_bad_input_is_told_and_leaves_nothing(folder, capsys):
    (folder / "bad.stim").write_text("FROB 0")
    (folder / "m.toy").write_text("system 1 mode\nprepare vacuum 1\nmeasure X")
    (folder / "n.toy").write_text("system 1 bit\nmeasure X")
    (folder / "n.stim").write_text("M 0")
    (folder / "r.toy").write_text("system 1 bit\nmeasure X as a\ndetector a as d")
    for arguments, told in (
        (["bad.stim"], "bad.stim, line 1, column 1: not a Stim circuit"),
        (["m.toy"], "does not do modes"),
        (["n.toy", "--detectors"], "no detectors"),
        (["n.stim", "--detectors"], "no detectors"),
        (["r.toy", "--detectors"], "not certain"),
        (["trits.toy", "--format", "b8"], "is for bits"),
        (["missing.toy"], "missing"),
        (["n.toy", "-o", str(folder / "nowhere" / "x.npy")], "no directory"),
    ):
        assert run(folder / arguments[0], *arguments[1:]) == 2
        assert told in capsys.readouterr().err
    assert not [path.name for path in folder.iterdir() if path.suffix in (".npy", ".tmp")]


def test_heads_of_arrays_are_what_numpy_writes():
    head = npy_head(np.dtype("u1"), (3, 4))
    assert len(head) == 128
    assert head.startswith(b"\x93NUMPY\x01\x00")
