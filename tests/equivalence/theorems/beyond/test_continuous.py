"""Quadratic Hamiltonians close and are generated; a cubic one leaves every bound behind."""

from __future__ import annotations

import math

import numpy as np
import pytest

from equivalence.theorems.beyond import continuous
from equivalence.theorems.beyond.continuous import (
    degree,
    monomials,
    phase_ring,
    poisson,
    quadratic_dimension,
    rank,
    span,
)
from toytheory.phase_space.brackets import canonical_symbols, symbolic_bracket


def test_brackets_are_those_of_the_toy_theory():
    """Against the symbolic bracket of arbitrary functionals, on all pairs of quadratic monomials of two modes."""
    symbols = canonical_symbols(2)
    listed = monomials(2, (1, 2, 3))
    for f in listed[::3]:
        for g in listed[::4]:
            expected = symbolic_bracket(f.as_expr(*symbols), g.as_expr(*symbols), symbols)
            assert (poisson(f, g).as_expr(*symbols) - expected).expand() == 0


@pytest.mark.parametrize("n", [1, 2, 3])
def test_quadratics_close(n):
    assert len(monomials(n, (0, 1, 2))) == quadratic_dimension(n) == math.comb(2 * n + 2, 2)
    assert continuous.closes(n).status == "holds"


@pytest.mark.parametrize("n", [1, 2, 3])
def test_structure_constants_obey_the_jacobi_identity(n):
    basis = monomials(n, (0, 1, 2))
    size = len(basis)
    table = np.zeros((size, size, size), dtype=int)
    for (i, j), row in continuous.structure_constants(basis).items():
        for k, c in row.items():
            table[i, j, k], table[j, i, k] = int(c), -int(c)
    nested = np.einsum("ijl,lkm->ijkm", table, table)
    assert not (nested + nested.transpose(1, 2, 0, 3) + nested.transpose(2, 0, 1, 3)).any()


@pytest.mark.parametrize("power", [3, 4])
def test_a_polynomial_of_higher_degree_does_not_close(power):
    x = phase_ring(1)[1][0]
    found = continuous.closes(1, [x**power])
    assert found.status == "fails"
    assert "outside of the span" in found.witness["leaves"]


def test_the_rank_counts_independent_polynomials():
    x, p = phase_ring(1)[1]
    assert rank([x, p, x + p, x**2]) == 3
    assert len(span([x + p, x - p, x])) == 2
    assert rank([x - x]) == 0
    assert degree(x - x) == -1


def test_a_wrong_formula_is_caught(monkeypatch):
    monkeypatch.setattr(continuous, "quadratic_dimension", lambda n: n * (2 * n + 1) + 2 * n)
    assert continuous.closes(2).status == "fails"
    assert continuous.generators_suffice(2).status == "fails"


def test_the_formula_holds_for_every_n():
    assert continuous.dimension_formula().status == "holds"


@pytest.mark.parametrize("n", [1, 2, 3])
def test_named_hamiltonians_generate(n):
    assert continuous.generators_suffice(n).status == "holds"


@pytest.mark.parametrize("left_out", ["displacements", "rotations", "squeezing", "beam splitters"])
def test_none_of_them_can_be_left_out_of_two_modes(left_out):
    assert continuous.generators_suffice(2, left_out).status == "fails"


@pytest.mark.parametrize("n", [2, 3, 4])
def test_without_beam_splitters_modes_stay_apart(n):
    assert continuous.beam_splitters_needed(n).status == "holds"


def test_one_mode_needs_none():
    assert continuous.beam_splitters_needed(1).status == "fails"


def test_a_cubic_reaches_every_degree():
    assert continuous.cubic_leaves().status == "holds"
    assert continuous.every_degree(1, 7).status == "holds"
    assert continuous.every_degree(2, 4).status == "holds"


def test_a_quadratic_in_its_place_reaches_nothing():
    x = phase_ring(1)[1][0]
    found = continuous.every_degree(1, 4, x**2)
    assert found.status == "fails"
    assert found.witness["dimension"] == 0


def test_a_quartic_alone_skips_the_odd_degrees():
    x = phase_ring(1)[1][0]
    assert continuous.every_degree(1, 4, x**4).status == "fails"


def test_the_moyal_bracket_differs_from_the_poisson_bracket_for_cubics():
    """The star product by matrices: symmetrised x^3 and p^3 in a truncated number basis."""
    assert continuous.moyal_differs().status == "holds"
    size, hbar = 40, 0.7
    lower = np.diag(np.sqrt(np.arange(1, size)), 1)
    x, p = math.sqrt(hbar / 2) * (lower + lower.T), math.sqrt(hbar / 2) * (lower - lower.T) / 1j
    commutator = (x @ x @ x @ p @ p @ p - p @ p @ p @ x @ x @ x) / (1j * hbar)
    ordered = [x @ x @ p @ p, x @ p @ x @ p, x @ p @ p @ x, p @ x @ x @ p, p @ x @ p @ x, p @ p @ x @ x]
    weyl = 9 * sum(ordered) / 6 - 1.5 * hbar**2 * np.eye(size)
    inner = slice(0, size - 8)
    assert np.allclose(commutator[inner, inner], weyl[inner, inner])


def test_generators_of_every_number_of_modes():
    assert continuous.generators_of_every_n().status == "holds"
    planted = continuous.generators_of_every_n(lambda f, g: -continuous.poisson(f, g))
    assert "bracket" in planted.witness


def test_two_modes_that_are_not_generated_are_no_beginning(monkeypatch):
    real = continuous.named_hamiltonians
    monkeypatch.setattr(continuous, "named_hamiltonians", lambda n: {**real(n), "beam splitters": []})
    assert continuous.generators_of_every_n().witness["dimension"] == 11
