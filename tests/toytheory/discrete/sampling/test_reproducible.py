"""The same seed gives the same runs however they are made."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from toy_cases import random_experiment

import toytheory.discrete.sampling.sampler as module
from toytheory.discrete.sampling import compile_sampler
from toytheory.discrete.sampling.engine import Worker
from toytheory.discrete.sampling.sampler import bits_of, pack
from toytheory.errors import InputError
from toytheory.language.reading import parse_experiment

DIMENSIONS = [2, 3, 5, 6, 9]


@pytest.mark.parametrize("d", DIMENSIONS)
@pytest.mark.parametrize("engine", ["frames", "affine"])
def test_chunks_and_threads_change_nothing(d, engine, monkeypatch):
    for seed in range(3):
        experiment = random_experiment(seed, d, 2)
        whole = compile_sampler(experiment, engine, threads=1).sample(9000, seed)
        assert np.array_equal(compile_sampler(experiment, engine, threads=3).sample(9000, seed), whole)
        with monkeypatch.context() as patch:
            patch.setattr(module, "CHUNK", 1)
            sampler = compile_sampler(experiment, engine, threads=2)
            chunks = list(sampler.chunks(9000, seed))
            assert len(chunks) > 1
            assert np.array_equal(np.concatenate(chunks), whole)
            assert sum(made for _, made in sampler.counted_chunks(9000, seed)) == 9000


@pytest.mark.parametrize("d", DIMENSIONS)
def test_more_shots_begin_with_the_same_runs_and_other_seeds_do_not(d):
    kind = {2: "bits", 3: "trits"}.get(d, f"dits d={d}")
    sampler = compile_sampler(
        parse_experiment(f"system 40 {kind}\nmeasure " + ", ".join(f"X{k}" for k in range(1, 41)))
    )
    many = sampler.sample(5000, 4)
    for few in (0, 1, 63, 64, 65, 4097):
        assert np.array_equal(sampler.sample(few, 4), many[:few])
    assert not np.array_equal(sampler.sample(50, 5), many[:50])


BRANCHED = """system 3 {}
measure X1, X2 as a, b
when a = 1
  displace X3 by b
  multiply 3 by -1
otherwise
  prepare P3 = 1
end
measure X3, P1 as c, e1
"""


@pytest.mark.parametrize("d", [*DIMENSIONS, 131, 257])
@pytest.mark.parametrize("noise", ["", "noise X3, P3 by 0,0: 0.9, 1,1: 0.1\n"])
def test_few_runs_are_made_in_a_narrow_block_and_are_the_first_of_many(d, noise):
    kind = {2: "bits", 3: "trits"}.get(d, f"dits d={d}")
    text = BRANCHED.format(kind).replace("measure X3", noise + "measure X3")
    sampler = compile_sampler(parse_experiment(text), "frames")
    many = sampler.sample(2 * sampler.engine.runs, 4)
    for few in (1, 300, 1000, sampler.engine.runs + 1, sampler.engine.runs + 700):
        assert np.array_equal(sampler.sample(few, 4), many[:few])
    widths = {sampler.engine.words_for(few) for few in (1, 300, 1000, 5000)}
    assert widths == ({64} if noise else {4, 8, 16, 64})


def test_a_narrow_block_with_the_number_of_a_whole_one_is_seen(monkeypatch):
    def run(self, block, runs):
        words = self.engine.words_for(runs)
        self.rows = np.zeros((len(self.rows), words), dtype=self.rows.dtype)
        self.execute(block)

    sampler = compile_sampler(parse_experiment("system 1 bit\nmeasure X"), threads=1)
    many = sampler.sample(2 * sampler.engine.runs, 4)
    monkeypatch.setattr(Worker, "run", run)
    assert not np.array_equal(sampler.sample(sampler.engine.runs + 64, 4), many[: sampler.engine.runs + 64])


@pytest.mark.parametrize("d", DIMENSIONS)
def test_packed_samples_are_the_same_samples(d):
    experiment = random_experiment(1, d, 2)
    sampler = compile_sampler(experiment)
    values, packed = sampler.sample(500, 2), sampler.sample_bit_packed(500, 2)
    assert np.array_equal(packed, pack(values, d))
    digits = np.unpackbits(packed, axis=1, bitorder="little")[:, : bits_of(d) * values.shape[1]]
    digits = digits.reshape(len(values), values.shape[1], bits_of(d))
    assert np.array_equal(digits @ (1 << np.arange(bits_of(d))), values)


def test_no_shots_and_no_measurement():
    nothing = compile_sampler(parse_experiment("system 1 trit\nfourier 1"))
    assert nothing.sample(5, 0).shape == (5, 0)
    assert nothing.sample_bit_packed(5, 0).shape == (5, 0)
    some = compile_sampler(parse_experiment("system 9 bits\nmeasure " + ", ".join(f"X{k}" for k in range(1, 10))))
    assert some.sample(0, 0).shape == (0, 9)
    assert some.sample_bit_packed(0, 0).shape == (0, 2)


@pytest.mark.parametrize(("shots", "seed"), [(-1, 0), (1, -1)])
def test_negative_numbers_are_refused(shots, seed):
    with pytest.raises(InputError, match="not negative"):
        compile_sampler(parse_experiment("system 1 bit\nmeasure X")).sample(shots, seed)


CODE = """
import sys, hashlib
sys.path[:0] = {path!r}
from toy_cases import random_experiment
from sampled_text import TEXT
from toytheory.discrete.sampling import compile_detector_sampler, compile_sampler
from toytheory.language.reading import parse_experiment
for d in (2, 3, 5, 257):
    kind = {{2: "bits", 3: "trits"}}.get(d, f"dits d={{d}}")
    for engine in ("frames", "affine"):
        rows = compile_sampler(random_experiment(3, d, 1), engine).sample(70, 1)
        print(d, engine, rows.shape, hashlib.sha256(rows.tobytes()).hexdigest())
    rows = compile_sampler(parse_experiment(TEXT.format(kind=kind))).sample(20, 1)
    print(d, rows.shape, hashlib.sha256(rows.tobytes()).hexdigest())
text = "system 1 bit\\nprepare X = 0\\nnoise X by 1: 1/9, 0: 8/9\\nmeasure X as a\\ndetector a as d\\nobservable a as l"
print(hashlib.sha256(compile_detector_sampler(parse_experiment(text)).sample_bit_packed(50, 3).tobytes()).hexdigest())
"""


def test_without_the_compiler_the_samples_are_the_same():
    """The kernels as plain Python: nothing of what they do depends on Numba, the machine or the operating system."""
    here = str(Path(__file__).parent)
    path = [here, *(p for p in sys.path if p.endswith("helpers"))]
    told = []
    for disabled in ("0", "1"):
        environment = os.environ | {"NUMBA_DISABLE_JIT": disabled}
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", CODE.format(path=path)],
            capture_output=True, text=True, env=environment, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        told.append(done.stdout)
    assert told[0] == told[1]
    assert told[0].count("\n") == 13
