"""The picture of two squeezed modes: its numbers against closed formulas, and how it is written."""

from __future__ import annotations

import math

import pytest

from equivalence.figures import both_theories, squeezed_pairs
from toytheory.errors import InputError


def test_both_theories_have_the_numbers_of_the_formulas():
    (one,) = squeezed_pairs.series((0.0, 0.7), ((0.8, 1.0),))
    c, s = math.cosh(1.4), math.sinh(1.4)
    near = 0.8 * c + 0.2 * 3
    for name in squeezed_pairs.SIDES:
        assert one.difference[name][1] == pytest.approx((near + c - 2 * math.sqrt(0.8) * s) / 2, abs=1e-5)
        assert one.steered[name][1] == pytest.approx((c - 0.8 * s * s / near) / 2, abs=1e-5)
        assert one.steered[name][0] == pytest.approx(0.5, abs=1e-5)


def test_a_backend_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setattr(both_theories, "chosen_backends", lambda names: {"liouville": "gone"})
    with pytest.raises(InputError, match="liouville does not answer"):
        squeezed_pairs.series((0.5,), ((1.0, 0.0),))


def test_the_picture_is_written(monkeypatch, tmp_path, capsys):
    values = {name: [1.0] * len(squeezed_pairs.SQUEEZING) for name in squeezed_pairs.SIDES}
    monkeypatch.setattr(squeezed_pairs, "series", lambda: [squeezed_pairs.Series("one", values, values)])
    assert squeezed_pairs.main([str(tmp_path / "p.svg")]) == 0
    assert (tmp_path / "p.svg").read_text(encoding="utf-8").startswith("<?xml")
    assert squeezed_pairs.main([]) == 2
    assert "usage" in capsys.readouterr().err
