"""Both engines against exact distributions; faults planted in programs are seen by the same test."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from program_law import exact_law
from toy_cases import SIZES, random_experiment, unlikely

from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.discrete.sampling import compile_sampler
from toytheory.discrete.sampling.affine import affine_program
from toytheory.discrete.sampling.liveness import live
from toytheory.discrete.sampling.lowering import compiled
from toytheory.discrete.sampling.program import ADD, NOISE, RANDOM
from toytheory.discrete.sampling.sampler import CompiledSampler
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import System

SHOTS = 3000
FALSE_ALARM = 1e-9


def oddity(program, experiment, seed=0, shots=SHOTS):
    samples = CompiledSampler(program, threads=1).sample(shots, seed)
    exact = EpistemicBackend().distribution(experiment)
    return unlikely(samples, shots, exact, FALSE_ALARM)


@pytest.mark.parametrize(("d", "n"), SIZES)
@pytest.mark.parametrize("engine", ["frames", "affine"])
def test_random_experiments_are_drawn_with_their_exact_law(d, n, engine):
    for seed in range(3):
        experiment = random_experiment(seed, d, n)
        program = compiled(experiment)
        assert oddity(affine_program(program) if engine == "affine" else program, experiment, seed) is None


MAPS = """sum {0} {1}
phase {0}
fourier {1}
cphase {0} {1}
multiply {0} by -1
swap {0} {1}
noise X{0}, P{1} by 0,0: 1/2, 1,0: 1/4, 1,1: 1/4
swap {0} {1}
multiply {0} by -1
transform P{0} -> P{0} - X{1}, P{1} -> P{1} - X{0}
fourier {1}
fourier {1}
fourier {1}
transform P{0} -> P{0} - X{0}
transform X{1} -> X{1} - X{0}, P{0} -> P{0} + P{1}
"""


def telling(d):
    """Everything is undone again, so that nearly everything that goes wrong shows in values that should be certain."""
    kind = {2: "bits", 3: "trits"}.get(d, f"dits d={d}")
    text = f"system 4 {kind}\nprepare X1 = 1, X2 = {d - 1}, P3 = 1, P4 = {d - 1}\n"
    text += MAPS.format(1, 2) + MAPS.format(3, 4)
    text += "measure X1 as a\nmeasure X2 as b\nmeasure P3 as c\nmeasure P4 as e\n"
    return parse_experiment(text + "displace X1 by a + 1\nmeasure P1 + X1 as f\nmeasure X1 as g\nmeasure P1 + X1 as h")


@pytest.mark.parametrize("d", [2, 3, 4, 5])
def test_a_fault_planted_in_a_program_is_seen(d):
    experiment = telling(d)
    program = compiled(experiment)
    program = replace(program, ops=live(program))
    exact = EpistemicBackend().distribution(experiment)
    assert unlikely(CompiledSampler(program, 1).sample(SHOTS, 0), SHOTS, exact, FALSE_ALARM) is None
    ops, seen, planted = program.ops, [], 0
    law = exact_law(program)
    assert law == (exact.probabilities, exact.condition_probability)
    for number, (kind, _, _, factor, _) in enumerate(ops.tolist()):
        broken = np.delete(ops, number, axis=0)
        if kind == ADD and 2 * factor % d:
            broken = ops.copy()
            broken[number, 3] = d - factor
        faulty = replace(program, ops=broken)
        told = unlikely(CompiledSampler(faulty, 1).sample(SHOTS, 0), SHOTS, exact, FALSE_ALARM) is not None
        assert told == (exact_law(faulty) != law)  # a fault in a coordinate that is uniform anyhow changes no law
        planted, seen = planted + 1, [*seen, kind] if told else seen
    assert planted >= 30
    assert len(seen) >= 0.4 * planted
    assert {ADD, NOISE, RANDOM} <= {*seen}


@pytest.mark.parametrize(("d", "n"), SIZES)
def test_the_affine_forms_of_a_program_give_the_law_of_the_exact_engine(d, n):
    for seed in range(8):
        experiment = random_experiment(seed, d, n)
        exact = EpistemicBackend().distribution(experiment)
        if exact.probabilities:
            for program in (compiled(experiment), affine_program(compiled(experiment))):
                assert exact_law(program) == (exact.probabilities, exact.condition_probability)


def test_noise_with_other_weights_is_seen():
    text = "system 1 trit\nprepare X = 0\nnoise X by 0: {}, 1: {}, 2: 1/10\nmeasure X"
    experiment, other = (parse_experiment(text.format(*w)) for w in (("7/10", "2/10"), ("6/10", "3/10")))
    assert oddity(compiled(experiment), experiment, shots=20_000) is None
    assert oddity(compiled(other), experiment, shots=20_000) is not None


@pytest.mark.parametrize("n", [1, 21, 22, 63, 64, 65, 127, 128, 129])
@pytest.mark.parametrize("kind", ["bits", "trits"])
def test_outcomes_keep_their_places_on_both_sides_of_a_word(n, kind):
    d = 2 if kind == "bits" else 3
    values = [k * k % d for k in range(n)]
    text = f"system {n} {kind}\nprepare " + ", ".join(f"X{k + 1} = {v}" for k, v in enumerate(values))
    experiment = parse_experiment(text + "\nmeasure " + ", ".join(f"X{k + 1}" for k in range(n)))
    for engine in ("frames", "affine"):
        assert (compile_sampler(experiment, engine).sample(70, 0) == values).all()
    chain = parse_experiment(
        f"system {n} {kind}\nprepare " + ", ".join(f"P{k + 1} = 0" for k in range(n))
        + "".join(f"\nsum {k} {k + 1}" for k in range(1, n))
        + "\nmeasure " + ", ".join(f"X{k + 1}" for k in range(n))
    )  # fmt: skip
    for engine in ("frames", "affine"):
        sums = compile_sampler(chain, engine).sample(300, 0).astype(int)
        steps = np.diff(sums, axis=1, prepend=0) % d  # independent and uniform
        counts = np.bincount(steps.reshape(-1), minlength=d)
        assert np.abs(counts - counts.sum() / d).max() < 7 * np.sqrt(counts.sum())


@pytest.mark.parametrize("d", [257, 1001, 2**20])
def test_large_dimensions(d):
    text = f"system 2 dits d={d}\nprepare X1 = {d - 1}, P2 = {d - 2}\nmultiply 1 by {d - 1}\nsum 1 2\n"
    text += "measure X1, P2\nmeasure X2"
    experiment = parse_experiment(text)
    for engine in ("frames", "affine"):
        samples = compile_sampler(experiment, engine).sample(2000, 0)
        assert samples.dtype == np.uint64
        assert (samples[:, :2] == [1, d - 2]).all()
        assert abs(float(samples[:, 2].mean()) / (d - 1) - 0.5) < 7 * 0.29 / 2000**0.5


def test_small_chances_are_met_as_often_as_they_should_be():
    experiment = parse_experiment(
        "system 1 bit\nprepare X = 0\n" + "noise X by 1: 1/3000, 0: 2999/3000\n" * 3 + "measure X as a"
    )
    exact = EpistemicBackend().distribution(experiment).probabilities[(1,)]
    for engine in ("frames", "affine"):
        count = int(compile_sampler(experiment, engine).sample(400_000, 0).sum())
        expected = float(400_000 * exact)
        assert abs(count - expected) < 7 * expected**0.5


def test_modes_and_forced_impossible_engines_are_refused():
    with pytest.raises(CannotRun, match="does not do modes"):
        compile_sampler(Experiment(System("modes", 1, None, 1.0)))
    branching = parse_experiment("system 1 bit\nmeasure X as a\nwhen a = 1\n  fourier 1\nend\nmeasure X")
    with pytest.raises(CannotRun, match="when"):
        compile_sampler(branching, engine="affine")


def test_a_chance_of_one_and_weights_of_zero():
    text = "system 1 dit d=5\nprepare X = 1\nnoise X by 3: 1, 1: 0\nmeasure X"
    for engine in ("frames", "affine"):
        assert (compile_sampler(parse_experiment(text), engine).sample(100, 0) == 4).all()
    assert Fraction(1) == EpistemicBackend().distribution(parse_experiment(text)).probabilities[(4,)]
