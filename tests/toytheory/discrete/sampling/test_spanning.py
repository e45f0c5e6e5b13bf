"""Uniform numbers in echelon form: fewer of them, the same law; a wrong form is seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from program_law import exact_law
from toy_cases import SIZES, random_experiment

import toytheory.discrete.sampling.spanning as module
from toytheory.discrete.sampling import compile_sampler
from toytheory.discrete.sampling.affine import affine_program
from toytheory.discrete.sampling.lowering import compiled
from toytheory.discrete.sampling.program import ADD, RANDOM
from toytheory.discrete.sampling.spanning import Sparse, echelon, thinner
from toytheory.discrete.sampling.uniform import draw_long
from toytheory.language.reading import parse_experiment
from toytheory.phase_space.modular import howell


@pytest.mark.parametrize("d", [2, 3, 4, 5, 6, 9, 15, 191])
def test_echelon_forms_span_the_same_module(d):
    rng = np.random.default_rng(d)
    for rows, columns in ((1, 1), (3, 5), (7, 4), (70, 130), (130, 65)):
        matrix = rng.integers(0, d, (rows, columns)) * (rng.random((rows, columns)) < 0.3)
        form = echelon(matrix, d)
        assert len(form) <= rows
        assert np.array_equal(howell(form, d), howell(matrix, d))


@pytest.mark.parametrize("d", [2, 3, 7])
def test_over_a_field_the_form_is_the_reduced_one_up_to_the_order_of_rows(d):
    matrix = np.random.default_rng(1).integers(0, d, (40, 70))
    assert np.array_equal(np.sort(echelon(matrix, d), axis=0), np.sort(howell(matrix, d), axis=0))


def test_a_form_is_taken_only_where_it_has_fewer_entries(monkeypatch):
    dense, sparse = np.array([[1, 1, 2], [1, 2, 1]]), np.array([[1, 0, 1, 0, 0, 0], [1, 1, 0, 0, 0, 0]])
    assert thinner(Sparse.of(dense), 3, 5).column.size < np.count_nonzero(dense)
    assert np.array_equal(thinner(Sparse.of(sparse), 6, 2).dense(6), sparse)
    monkeypatch.setattr(module, "LARGEST", 5)
    assert np.array_equal(thinner(Sparse.of(dense), 3, 5).dense(3), dense)
    assert len(thinner(Sparse.of(np.zeros((0, 3), dtype=np.int64)), 3, 3)) == 0


def scrambled(d, n, depth):
    """X known everywhere, random maps of pairs, X measured everywhere."""
    rng = np.random.default_rng(d)
    lines = [f"system {n} dits d={d}", "prepare " + ", ".join(f"X{k} = 1" for k in range(1, n + 1))]
    for _ in range(depth):
        j, k = (int(x) for x in rng.permutation(n)[:2] + 1)
        lines += [f"fourier {j}", f"phase {k}", f"sum {j} {k}"]
    return parse_experiment("\n".join([*lines, "measure " + ", ".join(f"X{k}" for k in range(1, n + 1))]))


@pytest.mark.parametrize("d", [2, 3, 5, 9])
def test_outcomes_that_are_independent_are_drawn_as_such(d):
    program = affine_program(compiled(scrambled(d, 12, 400)))
    count = int((program.ops[:, 0] == RANDOM).sum())
    assert count >= 9  # nearly every outcome is uniform by itself
    assert len(program.ops) <= 12 * (14 - count) + 12
    assert compile_sampler(scrambled(d, 12, 400)).program.ops.tolist() == program.ops.tolist()  # it is the cheaper one


def test_a_wrong_form_changes_the_law():
    """Every entry of every form matters: with another one the exact law is another."""
    seen = 0
    for d, n in SIZES:
        for seed in range(4):
            program = affine_program(compiled(random_experiment(seed, d, n)))
            law = exact_law(program)
            for number in np.flatnonzero(program.ops[:, 0] == ADD).tolist():
                ops = np.delete(program.ops, number, axis=0)
                seen += exact_law(replace(program, ops=ops)) != law
    assert seen >= 3


@pytest.mark.parametrize("d", [3**16, 2**31 + 1])
def test_long_numbers_are_uniform_and_rejected_ones_are_drawn_again(d):
    """By thirds and by parity; for the second modulus nearly every other draw is rejected."""
    words, out = np.zeros(2**13, np.uint64), np.zeros(2**14, np.uint32)
    with np.errstate(over="ignore"):
        draw_long(np.uint64(1), np.uint64(2), 0, d, words, out)
    assert out.max() < d
    for parts in (np.bincount(out.astype(np.int64) * 3 // d, minlength=3), np.bincount(out % 3, minlength=3)):
        assert abs(parts - 2**14 / 3).max() < 6 * np.sqrt(2**14 * 2 / 9)
    without = (words.view(np.uint32).astype(np.uint64) * np.uint64(d)) >> np.uint64(32)
    rejected = (words.view(np.uint32).astype(np.uint64) * np.uint64(d)) % np.uint64(2**32) < np.uint64(2**32 % d)
    assert np.array_equal(out[~rejected], without[~rejected])
    assert rejected.any()
    assert not np.array_equal(out[rejected], without[rejected])
