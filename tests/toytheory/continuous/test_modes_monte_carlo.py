"""Brute force: points drawn and moved with plain NumPy, from the words of DESIGN and nothing else."""

from __future__ import annotations

import math

import numpy as np
import pytest

from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.continuous.backends.ontic import LiouvilleOnticBackend
from toytheory.language.reading import parse_experiment

RUNS = 400_000
ROOT2 = math.sqrt(2)


def agree(outcomes: np.ndarray, text: str, sigma: float = 6.5) -> str | None:
    """What is wrong with means and covariance of the backend, given brute-force outcomes (m, runs); None if nothing."""
    found = LiouvilleBackend().distribution(parse_experiment(text)).outcomes
    spread = np.sqrt(np.diagonal(found.covariance))
    means = np.abs(outcomes.mean(axis=1) - found.means) / (spread / math.sqrt(RUNS))
    missed = np.abs(np.cov(outcomes) - found.covariance) / (np.outer(spread, spread) * math.sqrt(2 / RUNS))
    if means.max() > sigma:
        return f"means off by {means.max():.1f} sigma"
    return None if missed.max() < sigma else f"covariance off by {missed.max():.1f} sigma"


def vacuum(rng: np.random.Generator, hbar: float) -> np.ndarray:
    return rng.normal(scale=math.sqrt(hbar / 2), size=(2, RUNS))


def channel_circuit(hbar: float, sign: float = 1.0) -> np.ndarray:
    """Channels as beam splitters or amplifiers with an environment, heterodyne as two homodynes of a split mode."""
    rng = np.random.default_rng(int(10 * hbar))
    x1, p1 = vacuum(rng, hbar)
    x2, p2 = vacuum(rng, hbar)
    x1, p1 = math.exp(-0.6) * x1 + 0.7, math.exp(0.6) * p1 - 0.2
    c, s = math.cos(0.9), math.sin(0.9)
    x1, p1 = c * x1 - sign * s * p1, sign * s * x1 + c * p1
    c, s = math.cos(0.4), math.sin(0.4)
    x1, x2, p1, p2 = c * x1 - s * x2, s * x1 + c * x2, c * p1 - s * p2, s * p1 + c * p2
    e = vacuum(rng, hbar)
    x1, p1 = math.sqrt(0.7) * x1 + math.sqrt(0.3) * e[0], math.sqrt(0.7) * p1 + math.sqrt(0.3) * e[1]
    e = vacuum(rng, hbar) * math.sqrt(2 * 0.8 + 1)
    x2, p2 = math.sqrt(0.9) * x2 + math.sqrt(0.1) * e[0], math.sqrt(0.9) * p2 + math.sqrt(0.1) * e[1]
    e = vacuum(rng, hbar)
    x2, p2 = math.sqrt(1.5) * x2 + math.sqrt(0.5) * e[0], math.sqrt(1.5) * p2 - math.sqrt(0.5) * e[1]
    p2 = p2 + rng.normal(scale=math.sqrt(0.3), size=RUNS)
    a = x1 + 0.5 * p1
    x2, p2 = x2 + 0.8 * a - 1, p2 - 0.3 * a
    e = vacuum(rng, hbar)
    left, right = (x2 + e[0]) / ROOT2, (p2 - e[1]) / ROOT2  # x of one half, p of the other
    return np.array([a, ROOT2 * left, ROOT2 * right])


CHANNELS = """system 2 modes (hbar={hbar})
prepare vacuum 1, 2
squeeze 1 by 0.6
displace X1 by 0.7, P1 by -0.2
rotate 1 by 0.9
beamsplitter 1 2 by 0.4
loss 1 by 0.7
thermal-loss 2 by 0.9, 0.8
amplify 2 by 1.5
noise P2 variance 0.3
measure X1 + 0.5P1 as a
displace X2 by 0.8a - 1, P2 by -0.3a
heterodyne 2 as b, c
"""


@pytest.mark.parametrize("hbar", [0.5, 1.0, 2.0])
def test_channels_feed_forward_and_heterodyne(hbar: float) -> None:
    assert agree(channel_circuit(hbar), CHANNELS.format(hbar=hbar)) is None


@pytest.mark.parametrize(("hbar", "sign"), [(1.0, -1.0), (2.0, 1.0)])
def test_a_wrong_sign_or_hbar_is_noticed(hbar: float, sign: float) -> None:
    assert agree(channel_circuit(hbar, sign), CHANNELS.format(hbar=1.0)) is not None


def test_teleportation_run_by_run() -> None:
    rng, hbar, r = np.random.default_rng(5), 2.0, 0.8
    x, p = rng.normal(size=(2, RUNS)) * math.sqrt(hbar / 2) + [[1.0], [-0.5]]
    (x2, p2), (x3, p3) = vacuum(rng, hbar), vacuum(rng, hbar)
    ch, sh = math.cosh(r), math.sinh(r)
    x2, x3, p2, p3 = ch * x2 + sh * x3, ch * x3 + sh * x2, ch * p2 - sh * p3, ch * p3 - sh * p2
    a, b = (x - x2) / ROOT2, (p + p2) / ROOT2
    out = np.array([a, b, x3 + ROOT2 * a, p3 + ROOT2 * b])
    text = (
        "system 3 modes (hbar=2)\nprepare gaussian 1 means 1, -0.5 covariance 1, 0; 0, 1\nprepare vacuum 2, 3\n"
        f"two-mode-squeeze 2 3 by 0.8\nbeamsplitter 1 2 by pi/4\nmeasure X1, P2 as a, b\ndisplace X3 by {ROOT2!r}a, "
        f"P3 by {ROOT2!r}b\nmeasure X3 as c"
    )
    assert agree(out[:3], text) is None
    assert agree(out[[0, 1, 3]], text.replace("measure X3", "measure P3")) is None


def test_conditioning_is_selection_of_runs_near_the_value() -> None:
    rng = np.random.default_rng(6)
    x1, x2 = rng.normal(size=(2, RUNS)) / ROOT2
    x1, x2 = math.cosh(0.7) * x1 + math.sinh(0.7) * x2, math.cosh(0.7) * x2 + math.sinh(0.7) * x1
    near = np.abs(x1 - 0.8) < 0.01
    text = "system 2 modes\nprepare vacuum 1, 2\ntwo-mode-squeeze 1 2 by 0.7\nmeasure X1, X2 as a, b\ncondition a = 0.8"
    experiment = parse_experiment(text)
    found = LiouvilleBackend().distribution(experiment)
    kept = x2[near]
    assert kept.mean() == pytest.approx(found.outcomes.means[1], abs=6 * kept.std() / math.sqrt(len(kept)) + 0.01)
    assert kept.var() == pytest.approx(found.outcomes.covariance[1, 1], rel=0.12)
    assert near.mean() / 0.02 == pytest.approx(found.condition_density, rel=0.12)
    rows = LiouvilleOnticBackend().sample(experiment, 20_000, 0)
    assert rows[:, 1].var() == pytest.approx(found.outcomes.covariance[1, 1], rel=0.05)
