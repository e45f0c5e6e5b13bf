"""The ontic backend of modes: against the moments, reproducible, conditions met exactly, the unknown not drawn."""

from __future__ import annotations

import numpy as np
import pytest
from mode_circuits import random_experiment

from equivalence.comparison.draws import against_density, between_draws
from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.continuous.backends.ontic import LiouvilleOnticBackend
from toytheory.errors import CannotRun, InputError
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment
from toytheory.outcomes.densities import ContinuousSamples

EXACT, SAMPLER = LiouvilleBackend(), LiouvilleOnticBackend()


def read(*lines: str) -> Experiment:
    return parse_experiment("\n".join(lines))


def drawn(experiment: Experiment, shots: int = 4000, seed: int = 1) -> ContinuousSamples:
    return ContinuousSamples(experiment.outcomes, SAMPLER.sample(experiment, shots, seed), shots, seed)


@pytest.mark.parametrize("seed", range(24))
def test_samples_are_of_the_density(seed: int) -> None:
    experiment = random_experiment(seed + 40, n=1 + seed % 4, length=16, flat=False, conditions=seed % 2 == 0)
    assert SAMPLER.can_run(experiment) is True
    oddity = against_density(drawn(experiment), EXACT.distribution(experiment), 1e-9 / 24)
    assert oddity is None


@pytest.mark.parametrize("seed", range(60))
def test_what_is_unknown_to_one_backend_is_unknown_to_the_other(seed: int) -> None:
    experiment = random_experiment(seed, n=1 + seed % 3, length=12)
    density, can = EXACT.distribution(experiment), SAMPLER.can_run(experiment)
    if not density.possible:
        assert not len(SAMPLER.sample(experiment, 5, 0))
    elif density.outcomes.unknown.any():
        first = experiment.outcomes[int(np.flatnonzero(density.outcomes.unknown)[0])]
        assert str(can).startswith(f"nothing is known of {first}")
        with pytest.raises(CannotRun, match="cannot be sampled"):
            SAMPLER.sample(experiment, 5, 0)
    else:
        assert can is True
        assert against_density(drawn(experiment, 1000), density, 1e-9 / 60) is None


def test_the_same_seed_gives_the_same_samples_however_they_are_cut() -> None:
    experiment = random_experiment(45, n=3, length=16, flat=False)
    whole = SAMPLER.sample(experiment, 1000, seed=7)
    np.testing.assert_array_equal(whole, SAMPLER.sample(experiment, 1000, seed=7))
    np.testing.assert_allclose(whole, LiouvilleOnticBackend(memory=1).sample(experiment, 1000, seed=7), atol=1e-9)
    np.testing.assert_allclose(whole[:300], SAMPLER.sample(experiment, 300, seed=7), atol=1e-9)
    assert np.abs(whole - SAMPLER.sample(experiment, 1000, seed=8)).max() > 0.1


def test_conditions_are_met_in_every_run() -> None:
    experiment = read("system 2 modes", "prepare vacuum 1, 2", "two-mode-squeeze 1 2 by 1", "measure X1 as a",
                      "measure X2 as b", "condition a = 5")  # fmt: skip
    rows = SAMPLER.sample(experiment, 3000, 0)
    np.testing.assert_allclose(rows[:, 0], 5, atol=1e-9)
    assert rows[:, 1].mean() == pytest.approx(5 * np.tanh(2), abs=0.1)
    assert against_density(drawn(experiment), EXACT.distribution(experiment), 1e-9) is None


def test_a_condition_on_an_unknown_outcome_makes_it_known() -> None:
    experiment = read("system 2 modes", "prepare X1 - X2 = 0.5, P1 + P2 = 0", "measure X1 as a", "measure X2 as b",
                      "condition a = 2")  # fmt: skip
    np.testing.assert_allclose(SAMPLER.sample(experiment, 4, 0), [[2, 1.5]] * 4, atol=1e-9)


@pytest.mark.parametrize(("seed", "n"), [(108, 1), (165, 2)])
def test_a_condition_that_an_unknown_number_meets_leaves_the_others_free(seed: int, n: int) -> None:
    """What rounding leaves of a condition once an unknown number has met it is no condition on the others."""
    experiment = random_experiment(seed, n=n, length=14)
    density = EXACT.distribution(experiment)
    assert density.condition_log_density is None
    assert against_density(drawn(experiment), density, 1e-9) is None


def test_certain_outcomes_and_conditions_that_cannot_be_met() -> None:
    lines = ["system 1 mode", "prepare X1 = 2", "measure X1 as a"]
    assert SAMPLER.sample(read(*lines), 3, 0).tolist() == [[2.0]] * 3
    assert SAMPLER.sample(read(*lines, "condition a = 2"), 3, 0).tolist() == [[2.0]] * 3
    assert SAMPLER.sample(read(*lines, "condition a = 3"), 3, 0).shape == (0, 1)
    twice = ["measure X1 as b", "condition a = 2", "condition a = 1"]
    assert SAMPLER.sample(read(*lines, *twice), 3, 0).shape == (0, 2)


def test_kicks_that_nothing_depends_on_do_not_matter() -> None:
    experiment = read("system 2 modes", "prepare vacuum 1, 2", "measure X1 as a", "fourier 1", "shear 1 by 0.3",
                      "measure P1 - 0.3X1 as b", "sum 2 1 by 0.5", "measure P2 + 0.5P1 as c")  # fmt: skip
    assert "nothing is known of c" not in str(SAMPLER.can_run(experiment))
    rows = SAMPLER.sample(experiment, 2000, 3)
    np.testing.assert_allclose(rows[:, 0], -rows[:, 1], atol=1e-9)


def test_many_modes_take_the_maps_one_by_one() -> None:
    lines = ["system 40 modes", f"prepare vacuum {', '.join(map(str, range(1, 41)))}"]
    lines += [f"beamsplitter {k} {k + 1} by {0.1 * k}" for k in range(1, 40)] + ["rotate 3 by 1"]
    lines += ["transform X1 -> 2X1 + 1, P1 -> P1/2", "measure X1, X40, P20 as a, b, c"]
    experiment = read(*lines)
    assert against_density(drawn(experiment), EXACT.distribution(experiment), 1e-9) is None


def test_no_shots_no_outcomes_no_modes() -> None:
    experiment = read("system 1 mode", "prepare vacuum 1")
    assert SAMPLER.sample(experiment, 3, 0).shape == (3, 0)
    assert SAMPLER.sample(read("system 1 mode", "prepare vacuum 1", "measure X"), 0, 0).shape == (0, 1)
    with pytest.raises(InputError, match="not negative"):
        SAMPLER.sample(experiment, -1, 0)
    bits = parse_experiment("system 1 bit")
    assert SAMPLER.can_run(bits) == "does not do bits"
    for run in (lambda: SAMPLER.sample(bits, 1, 0), lambda: EXACT.distribution(bits)):
        with pytest.raises(CannotRun, match="does not do bits"):
            run()


def test_too_many_modes_are_told() -> None:
    assert "too many" in str(EXACT.can_run(read("system 5000 modes")))


def test_thousands_of_normal_numbers_are_compressed_without_loss() -> None:
    lines = ["system 2 modes", "prepare vacuum 1, 2", "squeeze 1 by 1.3"]
    for k in range(80):
        lines += [f"loss 1 by {0.99 - 0.001 * k}", f"beamsplitter 1 2 by {0.1 + 0.01 * k}", "noise P2 variance 0.01"]
    experiment = read(*lines, "measure X1, P2 as a, b")
    density = EXACT.distribution(experiment)
    assert density.tolerance < 1e-11
    from modes_by_hand import by_hand, numbers

    wanted = numbers([by_hand(experiment).outcomes[name] for name in ("a", "b")])
    np.testing.assert_allclose(density.outcomes.covariance, wanted.covariance, atol=density.tolerance)
    assert against_density(drawn(experiment), density, 1e-9) is None


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (lambda rows: 1.08 * (rows - rows.mean(axis=0)) + rows.mean(axis=0), "variance"),
        (lambda rows: rows + 0.1, "mean"),
        (lambda rows: rows[:, ::-1], "covariance|variance|mean"),
        (lambda rows: -rows, "mean"),
        (lambda rows: np.column_stack([rows[:, 0], -rows[:, 1]]), "mean|covariance"),
        (lambda rows: np.column_stack([rows[:, 0], np.random.default_rng(0).permutation(rows[:, 1])]), "variance"),
        (lambda rows: rows.mean(axis=0) + np.sign(rows - rows.mean(axis=0)), "variance|distribution"),
    ],
)  # fmt: skip
def test_a_faulty_sample_is_caught(fault: object, told: str) -> None:
    state = "prepare gaussian 1 means 0.5, 1 covariance 0.7, 0.2; 0.2, 1.1"
    experiment = read("system 2 modes", state, "prepare vacuum 2", "two-mode-squeeze 1 2 by 0.7", "measure X1 as a",
                      "measure 0.6X2 + 0.8P2 as b")  # fmt: skip
    sound = drawn(experiment, 20_000)
    density = EXACT.distribution(experiment)
    assert against_density(sound, density, 1e-9) is None
    faulty = ContinuousSamples(sound.names, fault(sound.outcomes), sound.shots, 1)  # type: ignore[operator]
    oddity = against_density(faulty, density, 1e-9)
    assert oddity is not None
    assert any(word in oddity.quantity for word in told.split("|"))
    if "distribution" not in told:
        assert between_draws(sound, faulty, 1e-9) is not None


def test_a_shape_that_is_not_normal_is_caught() -> None:
    experiment = read("system 1 mode", "prepare vacuum 1", "measure X1 as a")
    flat = np.random.default_rng(0).uniform(-np.sqrt(1.5), np.sqrt(1.5), (20_000, 1))  # the right mean and variance
    oddity = against_density(ContinuousSamples(("a",), flat, 20_000, 0), EXACT.distribution(experiment), 1e-9)
    assert oddity is not None
    assert oddity.quantity in ("distribution of a", "variance of a")


def test_faults_in_what_is_certain_are_no_matter_of_chance() -> None:
    experiment = read("system 1 mode", "prepare vacuum 1", "measure X1 as a", "measure 2X1 + 1 as b")
    sound, density = drawn(experiment, 50), EXACT.distribution(experiment)
    assert against_density(sound, density, 1e-9) is None
    off = sound.outcomes.copy()
    off[7, 1] += 0.01
    oddity = against_density(ContinuousSamples(sound.names, off, 50, 1), density, 1e-9)
    assert oddity is not None
    assert "certain given the outcomes before it, is off by" in oddity.reason


def test_between_two_samplers() -> None:
    experiment = random_experiment(45, n=3, length=16, flat=False, conditions=False)
    left, right = drawn(experiment, seed=1), drawn(experiment, 3000, seed=2)
    assert between_draws(left, right, 1e-9) is None
    none = ContinuousSamples(left.names, left.outcomes[:0], 10, 0)
    assert between_draws(left, none, 1e-9) is not None
    assert between_draws(none, none, 1e-9) is None
    sure = ContinuousSamples(("a",), np.full((9, 1), 2.0), 9, 0)
    assert between_draws(sure, sure, 1e-9) is None
    other = ContinuousSamples(("a",), np.full((9, 1), 2.1), 9, 0)
    assert "value of a" in str(between_draws(sure, other, 1e-9))
    centre = left.outcomes.mean(axis=0)
    spread = ContinuousSamples(left.names, 1.2 * (left.outcomes - centre) + centre, 4000, 0)
    assert "variance" in str(between_draws(spread, right, 1e-9))


def test_false_alarms_are_as_rare_as_stated() -> None:
    """With a chance of 1/20 a test, there are about 1 in 20: the tails are neither loose nor broken."""
    experiment = read("system 2 modes", "prepare vacuum 1, 2", "two-mode-squeeze 1 2 by 0.5", "measure X1, X2 as a, b")
    density = EXACT.distribution(experiment)
    alarms = sum(against_density(drawn(experiment, 200, seed), density, 0.05) is not None for seed in range(300))
    assert alarms <= 30  # 15 expected at most; the chance of more than 30 is below 1e-3
    assert alarms >= 1
