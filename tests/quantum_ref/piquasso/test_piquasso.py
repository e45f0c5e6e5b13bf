"""The optional simulator: told as missing where it is, and in agreement where it is installed."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import pytest
from mode_text import modes

from equivalence.experiments.agreement import agree
from equivalence.theorems.gaussian import families
from quantum_ref.piquasso.backend import PiquassoBackend
from toytheory.backend import is_installed, load_backends
from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.errors import CannotRun
from toytheory.language.reading import parse_experiment

INSTALLED = is_installed("piquasso")
needed = pytest.mark.skipif(not INSTALLED, reason="Piquasso is an optional extra")


def test_where_it_is_missing_the_reason_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quantum_ref.piquasso.backend.is_installed", lambda name: False)
    backend = PiquassoBackend()
    mode = parse_experiment("system 1 mode\nprepare vacuum 1")
    assert "pip install toytheory[piquasso]" in str(backend.can_run(mode))
    assert backend.can_run(parse_experiment("system 1 bit")) == "does not do bits"
    with pytest.raises(CannotRun, match="not installed"):
        backend.distribution(mode)


@pytest.mark.skipif(INSTALLED, reason="Piquasso is installed")
def test_the_entry_point_gives_the_reason() -> None:
    found = load_backends(["piquasso"])["piquasso"]
    assert not isinstance(found, str)
    assert "Piquasso is not installed" in str(found.can_run(parse_experiment("system 1 mode")))


def test_a_folder_of_that_name_is_not_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "of_that_name").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert not is_installed("of_that_name")
    (tmp_path / "of_that_name" / "__init__.py").touch()
    importlib.invalidate_caches()
    assert is_installed("of_that_name")


@pytest.fixture
def backend() -> PiquassoBackend:
    return PiquassoBackend()


@needed
def test_it_agrees_with_the_toy_side(backend: PiquassoBackend) -> None:
    rng = np.random.default_rng(5)
    both = {"liouville": LiouvilleBackend(), "piquasso": backend}
    listed = [
        *families.states(rng, (1, 2, 3)), *families.named_maps(rng), *families.written_maps(rng, 6),
        *families.channels(rng), *families.channel_circuits(rng, 9), *families.homodyne(rng, 9),
        *families.heterodyne(rng, 9), families.wide(rng, 50, 2.0),
    ]  # fmt: skip
    check = agree("piquasso", "all that it can do", listed, both, 0)
    assert (check.status, check.cases) == ("holds", len(listed)), check.witness


@needed
@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["prepare vacuum 1", "measure X1 as a", "displace X2 by a"], "at the end|feed"),
        (["rotate 1 by 0.3", "prepare vacuum 1"], "beginning"),
        (["measure X1"], "unprepared"),
        (["prepare X1 = 2"], "Prepare"),
    ],
)
def test_what_it_does_not_do_is_answered_with_a_reason(backend: PiquassoBackend, lines: list[str], told: str) -> None:
    with pytest.raises(CannotRun, match=told):
        backend.distribution(modes(2, *lines))
