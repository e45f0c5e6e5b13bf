"""Instructions of modes, compiled and with NumPy, and against the flows, noise and readings of the exact backend.

The two ways to follow instructions add the same products in the same order: their answers are the same to the last bit.
"""

from __future__ import annotations

import numpy as np
import pytest
from mode_circuits import random_experiment

from toytheory.continuous.backends import compiled_points, ontic
from toytheory.continuous.backends.compiled_points import BLOCK, CompiledProgram
from toytheory.continuous.backends.instructions import OUT_OF_RANGE, Program
from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.continuous.backends.lowered import lowered, needed
from toytheory.continuous.backends.ontic import LiouvilleOnticBackend, Runs
from toytheory.continuous.backends.trial_points import COPIES
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Measure


def difference(program: Program) -> float:
    """The largest difference of the two ways, in what outcomes depend on and in outcomes of some runs; nan is none."""
    compiled = CompiledProgram(program)
    drawn = np.random.default_rng(0).standard_normal((BLOCK + 3, program.sizes[2]))
    found = [(*p.dependence(), p.outcomes(drawn)) for p in (program, compiled)]
    assert all(a.shape == b.shape for a, b in zip(*found, strict=True))
    return max(float(np.abs(a - b).max(initial=0.0)) for a, b in zip(*found, strict=True))


def circuits() -> list[Experiment]:
    found = [random_experiment(seed, n=1 + seed % 4, length=16, strength=(1.0, 8.0)[seed % 2]) for seed in range(60)]
    many = ["system 30 modes", f"prepare vacuum {', '.join(map(str, range(1, 31)))}"]
    many += [f"beamsplitter {k} {k + 1} by {0.1 * k}" for k in range(1, 30)]
    many += ["measure " + ", ".join(f"X{k}" for k in range(1, 31))]
    several = ["system 3 modes", "prepare X1 - X2 = 0, P1 + P2 = 1", "squeeze 3 by 20", "measure X1 + X3, X2"]
    return [*found, parse_experiment("\n".join(many)), parse_experiment("\n".join(several))]


def test_compiled_or_not_is_the_same_to_the_last_bit() -> None:
    drawn = 0
    for experiment in circuits():
        program = lowered(experiment).program()
        assert difference(program) == 0
        drawn = max(drawn, program.sizes[2])
    assert drawn > BLOCK  # more than one block of trial points


def test_samples_do_not_depend_on_how_they_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    sampled = 0
    for experiment in circuits():
        can = LiouvilleOnticBackend(compiled=False).can_run(experiment)
        assert LiouvilleOnticBackend(compiled=True).can_run(experiment) == can
        if can is not True:
            continue
        plain = LiouvilleOnticBackend(compiled=False).sample(experiment, 200, 3)
        np.testing.assert_array_equal(plain, LiouvilleOnticBackend(compiled=True).sample(experiment, 200, 3))
        np.testing.assert_array_equal(plain, LiouvilleOnticBackend(memory=1).sample(experiment, 200, 3))
        sampled += bool(plain.size)
    assert sampled > 10
    monkeypatch.setattr(ontic, "WORTH_RUNNING", 0)
    assert isinstance(Runs(circuits()[-2], 1).program, CompiledProgram)
    monkeypatch.setattr(ontic, "WORTH_RUNNING", 2**60)
    assert isinstance(Runs(circuits()[-2], 1).program, Program)


def test_a_fault_in_either_way_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = circuits()[-2]
    program = lowered(experiment).program()
    program.factors[:, 40] *= 1 + 1e-12
    untouched = lowered(experiment).program()
    assert np.abs(program.dependence()[1] - untouched.dependence()[1]).max() > 0

    def without_copies(self: CompiledProgram) -> tuple[np.ndarray, np.ndarray]:
        base, linear = CompiledProgram.dependence(self)
        return base, np.repeat(linear[:1], len(linear), axis=0)

    class Deaf(CompiledProgram):
        dependence = without_copies

    monkeypatch.setattr(compiled_points, "CompiledProgram", Deaf)
    plain = Runs(experiment, 0, compiled=False).trial.uncertainty(10.0)[0]
    deaf = Runs(experiment, 0, compiled=True).trial.uncertainty(10.0)[0]
    assert (plain > 1e-17).all()
    assert (deaf < plain).all()


@pytest.mark.parametrize("seed", range(20))
def test_trial_points_have_the_moments_of_the_exact_backend(seed: int) -> None:
    experiment = random_experiment(seed + 40, n=1 + seed % 4, length=16, flat=False, conditions=False)
    runs, density = Runs(experiment, 0, compiled=seed % 2 == 0), LiouvilleBackend().distribution(experiment)
    assert runs.settle()
    known = runs.trial.of_known[0]
    scale = 1 + max(np.abs(part).max(initial=0) for part in (density.outcomes.means, density.outcomes.covariance))
    np.testing.assert_allclose(runs.trial.base[0], density.outcomes.means, atol=1e-9 * scale)
    np.testing.assert_allclose(known @ known.T, density.outcomes.covariance, atol=1e-9 * scale)


def test_copies_move_every_number_of_the_experiment_and_no_other() -> None:
    text = "system 2 modes\nprepare vacuum 1\nbeamsplitter 1 2 by 0.3\ndisplace X1 by 2\nnoise X1 variance 1\n"
    text += "measure X1 as a\ndisplace P2 by 3a\nmeasure P2 as b"
    found = lowered(parse_experiment(text))
    program = found.program()
    moved = np.abs(program.factors[1:] / np.where(program.factors[0] == 0, 1, program.factors[0]) - 1)
    still = np.zeros(program.factors.shape[1], dtype=np.bool_)
    still[found.exact] = True
    unit = np.finfo(np.float64).eps
    assert (program.factors[1:, still] == 1).all()
    there = ~still & (program.factors[0] != 0)
    assert (moved[:, there] >= unit).all()
    assert (moved[:, there] <= 7 * unit).all()
    assert (program.factors[:, program.factors[0] == 0] == 0).all()
    assert len(found.exact) == 2 + 3  # two numbers of mode 2, two displacements, the noise


def test_what_no_outcome_depends_on_is_left_out() -> None:
    text = "system 3 modes\nprepare vacuum 1, 2, 3\nsqueeze 3 by 1\nmeasure X1 as a\nrotate 1 by 1\n"
    text += "measure X2, P3 as b, c\n"
    text += "prepare vacuum 1\nloss 1 by 0.5\nmeasure X1 as d\nsqueeze 1 by 1\nbeamsplitter 1 2 by 1"
    steps = parse_experiment(text).steps
    kept, later, unprepared = needed(steps)
    assert [type(step).__name__ for step in kept] == [
        "PrepareVacuum", "Transform", "Measure", "Measure", "PrepareVacuum", "Loss", "Measure",
    ]  # fmt: skip
    assert not any(later)
    assert not unprepared
    assert not any(lowered(parse_experiment(text)).unknown)  # no kick, no coordinate of which nothing is known
    again = parse_experiment(text + "\nmeasure P2 as f\nmeasure P3 as g")
    kept, later, _ = needed(again.steps)
    assert [sorted(systems) for step, systems in zip(kept, later, strict=True) if isinstance(step, Measure)] == [
        [], [1, 2], [0], [], [],
    ]  # fmt: skip
    assert sum(lowered(again).unknown) == 3


def test_numbers_that_copies_cannot_hold_are_told() -> None:
    lines = ["system 1 mode", "prepare vacuum 1", *["squeeze 1 by 100"] * 9, "measure X1 as a"]
    with np.errstate(over="ignore", invalid="ignore"):
        instructions = lowered(parse_experiment("\n".join(lines)))
    with pytest.raises(CannotRun, match=OUT_OF_RANGE):
        instructions.program()


def test_there_are_as_many_copies_as_stated() -> None:
    base, linear = lowered(circuits()[0]).program().dependence()
    assert len(base) == len(linear) == 1 + COPIES
