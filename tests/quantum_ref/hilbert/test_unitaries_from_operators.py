"""Unitaries of the Hilbert backend: they do to operators what their maps say, whoever writes the operators down."""

from __future__ import annotations

import by_qutip
import numpy as np
import pytest

from quantum_ref.hilbert.spectral import apply_local, apply_variable, joint_eigenspace, multiplicity, spectral_parts
from quantum_ref.hilbert.unitaries import displacement, named_unitary, transform_operators, written_unitary
from toytheory.discrete.random_objects import random_symplectic
from toytheory.language.maps.discrete import NAMED_MAPS, named_transform
from toytheory.language.steps import Transform
from toytheory.phase_space.variables import Variable

DIMENSIONS = [2, 3, 5, 9]


def images_are_right(U, matrix, shift, d):
    """U^dagger omega^(coordinate i) U = omega^(shift i) omega^(row i), operators from QuTiP."""
    for i, (row, constant) in enumerate(zip(matrix, shift, strict=True)):
        old = by_qutip.unitary(np.eye(len(matrix), dtype=int)[i], d).full()
        new = np.exp(2j * np.pi * constant / d) * by_qutip.unitary(np.array(row), d).full()
        if not np.allclose(U.conj().T @ old @ U, new):
            return False
    return True


def multiplier(d):
    return next(a for a in range(d - 1, 0, -1) if np.gcd(a, d) == 1 and (d == 2 or a != d - 1))


@pytest.mark.parametrize("d", DIMENSIONS)
@pytest.mark.parametrize("name", NAMED_MAPS)
def test_named_unitaries_do_what_their_maps_say(name, d):
    parameter = multiplier(d) if NAMED_MAPS[name].takes_parameter else None
    step = named_transform(name, tuple(range(NAMED_MAPS[name].systems)), d, parameter)
    U = named_unitary(name, d, parameter)
    assert np.allclose(U @ U.conj().T, np.eye(len(U)))
    assert images_are_right(U, step.matrix, step.shift, d)


@pytest.mark.parametrize(("d", "n"), [(2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (5, 1), (5, 2), (7, 1), (9, 1)])
def test_written_unitaries_do_what_their_maps_say(d, n):
    rng = np.random.default_rng([d, n])
    for _ in range(6):
        move = random_symplectic(d, n, rng)
        matrix, shift = move.matrix, move.shift
        U = written_unitary(tuple(map(tuple, matrix.tolist())), tuple(shift.tolist()), d)
        assert np.allclose(U @ U.conj().T, np.eye(d**n))
        assert images_are_right(U, matrix, shift, d)


@pytest.mark.parametrize("fault", ["transposed", "adjoint"])
def test_a_unitary_that_is_transposed_or_inverted_is_told_apart(fault):
    step = named_transform("sum", (0, 1), 3)
    U = written_unitary(step.matrix, (1, 0, 0, 0), 3)
    assert images_are_right(U, step.matrix, (1, 0, 0, 0), 3)
    assert not images_are_right(U.T if fault == "transposed" else U.conj().T, step.matrix, (1, 0, 0, 0), 3)


def test_a_named_map_with_other_rows_or_constants_is_taken_as_written():
    fourier = named_transform("fourier", (0,), 3)
    ((_, plain),) = transform_operators(fourier, 3)
    ((_, moved),) = transform_operators(Transform((0,), fourier.matrix, (1, 0), "fourier"), 3)
    assert np.allclose(plain, named_unitary("fourier", 3))
    assert images_are_right(moved, fourier.matrix, (1, 0), 3)
    assert transform_operators(Transform((0,), ((1, 0), (0, 1)), (0, 0), "fourier"), 3) == []


def test_a_map_is_cut_into_parts():
    swap = ((0, 0, 1, 0), (0, 0, 0, 1), (1, 0, 0, 0), (0, 1, 0, 0))
    matrix = np.zeros((8, 8), dtype=int)
    matrix[np.ix_([0, 1, 4, 5], [0, 1, 4, 5])] = swap
    matrix[2:4, 2:4] = ((0, 1), (2, 0))
    matrix[6:, 6:] = np.eye(2)
    step = Transform((7, 6, 5, 4), tuple(map(tuple, matrix.tolist())), (0,) * 8)
    assert [systems for systems, _ in transform_operators(step, 3)] == [(7, 5), (6,)]


@pytest.mark.parametrize("d", DIMENSIONS)
def test_displacements_add_to_coordinates(d):
    for q, p in ((1, 0), (0, 1), (d - 1, 1)):
        assert images_are_right(displacement(q, p, d), np.eye(2, dtype=int), (q, p), d)


@pytest.mark.parametrize("d", DIMENSIONS)
def test_local_operators_act_on_the_systems_named_in_their_order(d):
    rng = np.random.default_rng(d)
    tensor = rng.normal(size=(d, d, d, 2)) + 0j
    U = rng.normal(size=(d * d, d * d)) + 0j
    found = apply_local(U, tensor, [2, 0])
    assert np.allclose(found, np.einsum("abcd,djck->bjak", U.reshape((d,) * 4), tensor))


@pytest.mark.parametrize("d", [2, 3, 9])
def test_spectral_parts_are_eigenvectors_that_add_up(d):
    rng = np.random.default_rng(d)
    for vector in ([1, 2, 0, 3], [3, 0, 0, 0], [1, 1, 1, 1]):
        coefficients = np.mod(vector, d)
        tensor = rng.normal(size=(d, d, 3)) + 0j
        parts = spectral_parts(coefficients, tensor, d)
        assert np.allclose(parts.sum(axis=0), tensor)
        for value in range(d):
            turned = apply_variable(coefficients, parts[value], d)
            assert np.allclose(turned, np.exp(2j * np.pi * value / d) * parts[value])


def test_a_joint_eigenspace_has_the_dimension_and_the_values():
    three_x, three_p = Variable.of({0: 3}, 9), Variable.of({1: 3}, 9)
    assert multiplicity([three_x, three_p], 1, 9) == 1
    vectors = np.array([[3, 0], [0, 3]])
    ket = joint_eigenspace(vectors, [3, 6], 1, 9)
    for vector, value in zip(vectors, (3, 6), strict=True):
        assert np.allclose(spectral_parts(vector, ket, 9)[value], ket)
