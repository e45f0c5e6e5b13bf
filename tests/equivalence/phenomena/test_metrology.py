"""Metrology: the counts and the bound fail where the theory's restriction is taken out."""

from __future__ import annotations

import numpy as np
import pytest

from equivalence.figures import metrology as pictures
from equivalence.theorems.phenomena.metrology import bound, modes_sampled, told_apart
from toytheory.discrete.enumeration import lagrangian_modules


def test_a_squeezed_momentum_that_stays_as_it_was_beats_the_bound():
    def unrestricted(n, rng):
        return np.diag([np.exp(-4) / 2, np.exp(2) / 2] * n)

    check = modes_sampled(np.random.default_rng(0), 6, unrestricted)
    assert (check.status, check.name) == ("fails", "modes-sampled")
    assert check.witness["variance"] < check.witness["bound"]


def test_the_bound_of_the_vacuum_is_half_hbar_over_n():
    assert bound(4, 0.0, hbar=2.0) == pytest.approx(0.25)
    assert bound(1, np.sinh(1) ** 2) == pytest.approx(np.exp(-2) / 2)


def test_states_without_correlations_tell_no_more_with_a_partner():
    def products(d, n):
        return [known for known in lagrangian_modules(d, n) if not known[0, 2:].any() or not known[1, :2].any()]

    assert told_apart(3, True, products).status == "fails"


def test_the_curves_are_those_of_closed_formulas_in_both_theories():
    vacuum, single, shared = pictures.readings([(1, 1.0), (3, 2.0)])
    for name in pictures.SIDES:
        assert vacuum.variances[name] == pytest.approx([1 / 2, 1 / 6], abs=1e-6)
        assert single.variances[name] == pytest.approx([bound(1, 1.0), bound(1, 2 / 3) / 3], abs=1e-6)
        assert shared.variances[name] == pytest.approx([bound(1, 1.0), bound(3, 2.0)], abs=1e-6)


def test_the_picture_of_scaling_is_written(monkeypatch, tmp_path, capsys):
    def made(points):
        return [pictures.Reading(p, {name: [1.0] * len(points) for name in pictures.SIDES}) for p in pictures.PROBES]

    monkeypatch.setattr(pictures, "readings", made)
    assert pictures.main([str(tmp_path / "m.svg")]) == 0
    assert (tmp_path / "m.svg").read_text(encoding="utf-8").startswith("<?xml")
    assert pictures.main([]) == 2
    assert "equivalence.figures.metrology" in capsys.readouterr().err
