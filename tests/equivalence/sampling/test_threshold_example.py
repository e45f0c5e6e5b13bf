"""The example that draws a threshold: larger codes fail less often below it and more often above; skipped without
PyMatching, an optional extra."""

from __future__ import annotations

import importlib.util

import pytest
from places import ROOT

pytest.importorskip("pymatching", reason="PyMatching is not installed: pip install toytheory[matching]")


@pytest.fixture(scope="module")
def example():
    place = ROOT / "examples" / "thresholds" / "matching.py"
    spec = importlib.util.spec_from_file_location("threshold_example", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_curves_cross_between_weak_and_strong_noise(example):
    found = example.curves(distances=(3, 5), noise=(0.004, 0.03), shots=8192)
    (weak, strong), (weak_5, strong_5) = found[3], found[5]
    assert (weak[0], strong[0]) == (0.004, 0.03)
    assert weak_5[3] < weak[2]  # intervals apart
    assert strong_5[2] > strong[3]
    assert all(low <= rate <= high for points in found.values() for _, rate, low, high in points)


def test_without_a_decoder_no_curves_cross(example, monkeypatch):
    """The twin that must not show a threshold: then larger codes are worse everywhere."""
    monkeypatch.setattr(example, "DECODER", "none")
    found = example.curves(distances=(3, 5), noise=(0.004, 0.03), shots=8192)
    assert all(larger[2] > small[3] for small, larger in zip(found[3], found[5], strict=True) if small[0] == 0.004)


def test_the_picture_is_drawn(example, tmp_path):
    example.draw({3: [(0.01, 0.1, 0.09, 0.11), (0.02, 0.2, 0.19, 0.21)]}, str(tmp_path / "t.svg"))
    assert (tmp_path / "t.svg").read_text(encoding="utf-8").startswith("<?xml")
