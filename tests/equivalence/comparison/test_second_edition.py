"""Experiments of the whole second edition: what exact backends of both sides say, against runs followed one by one."""

from __future__ import annotations

import pytest
from adaptive_generated import adaptive
from second_edition import wrong

from quantum_ref.hilbert.backend import HilbertBackend
from quantum_ref.stim.backend import StimBackend
from quantum_ref.wigner.backend import WignerBackend
from toytheory.discrete.backends.dense import DenseBackend
from toytheory.discrete.backends.epistemic import EpistemicBackend

SIZES = [(2, 1), (2, 2), (3, 1), (4, 1), (5, 1), (6, 1), (9, 1)]


@pytest.mark.parametrize(("d", "n"), SIZES)
@pytest.mark.parametrize("seed", range(5))
def test_the_toy_engine_follows_every_branch(seed: int, d: int, n: int) -> None:
    assert wrong(adaptive(seed, d, n, size=5), EpistemicBackend()) is None


@pytest.mark.parametrize("backend", [DenseBackend, HilbertBackend, WignerBackend])
@pytest.mark.parametrize(("d", "n", "seed"), [(2, 1, 0), (2, 1, 21), (2, 2, 22), (3, 1, 23), (3, 1, 24), (5, 1, 25)])
def test_backends_that_know_only_the_core(backend: type, d: int, n: int, seed: int) -> None:
    assert wrong(adaptive(seed, d, n, size=5), backend()) is None


@pytest.mark.parametrize(("n", "seed"), [(1, 31), (1, 32), (2, 33), (2, 34), (3, 35)])
def test_tableaus(n: int, seed: int) -> None:
    assert wrong(adaptive(seed, 2, n, size=6), StimBackend()) is None
