"""Which identities fail for bits, by plain matrices, and that the smallest experiments are the smallest."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from pauli_matrices import matrix

from equivalence.theorems.nogo import half
from equivalence.theorems.nogo.observables import sign_of_product
from toytheory.backend import load_backends
from toytheory.language.reading import parse_experiment

LETTERS = {(0, 0): "I", (1, 0): "Z", (0, 1): "X", (1, 1): "Y"}


def plain_point(x, p):
    """A(m) = 1/2 sum of (-1)^F(m) T_F."""
    return sum((-1) ** (a * x + b * p) * matrix(letter) for (a, b), letter in LETTERS.items()) / 2


def plainly_covariant(unitary, matrices):
    """U A(m) U^dagger = A(S m) for every m of two bits or one."""
    n = len(matrices) // 2
    for m in product((0, 1), repeat=2 * n):
        goal = np.array(matrices) @ np.array(m) % 2
        before, after = (
            np.eye(1) if n == 0 else _joined([plain_point(*point[2 * k : 2 * k + 2]) for k in range(n)])
            for point in (m, goal)
        )
        if not np.allclose(unitary @ before @ unitary.conj().T, after):
            return False
    return True


def _joined(factors):
    total = factors[0]
    for factor in factors[1:]:
        total = np.kron(total, factor)
    return total


UNITARIES = {
    "fourier": (np.array([[1, 1], [1, -1]]) / np.sqrt(2), [[0, 1], [1, 0]]),
    "phase": (np.diag([1, -1j]), [[1, 0], [1, 1]]),
    "sum": (
        np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]),
        [[1, 0, 0, 0], [0, 1, 0, 1], [1, 0, 1, 0], [0, 0, 0, 1]],
    ),
    "cphase": (np.diag([1, 1, 1, -1]), [[1, 0, 0, 0], [0, 1, 1, 0], [0, 0, 1, 0], [1, 0, 0, 1]]),
    "swap": (
        np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]]),
        [[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]],
    ),
}


@pytest.mark.parametrize("name", UNITARIES)
def test_covariance_is_lost_exactly_where_plain_matrices_lose_it(name):
    assert half.replaced()[f"clifford.{name}"] == plainly_covariant(*UNITARIES[name])
    assert (f"clifford.{name}" in half.LOST) == (not plainly_covariant(*UNITARIES[name]))


def test_two_has_an_inverse_exactly_for_odd_d():
    assert [bool(half.halves(d)) for d in range(2, 12)] == [d % 2 == 1 for d in range(2, 12)]
    assert half.composition_exponents() == []


def test_literally_three_identities_fail():
    assert set(half.literal().values()) == {False}


def test_measured_is_what_plain_matrices_say():
    for row in product((0, 1), repeat=4):
        if not any(row):
            continue
        operator = matrix("".join(LETTERS[row[2 * k], row[2 * k + 1]] for k in (0, 1)))
        holds = True
        for m in product((0, 1), repeat=4):
            A = np.kron(plain_point(*m[:2]), plain_point(*m[2:]))
            kicked = [m[0] ^ row[1], m[1] ^ row[0], m[2] ^ row[3], m[3] ^ row[2]]
            average = (A + np.kron(plain_point(*kicked[:2]), plain_point(*kicked[2:]))) / 2
            for value in (0, 1):
                projector = (np.eye(4) + (-1) ** value * operator) / 2
                hit = np.dot(row, m) % 2 == value
                holds &= np.allclose(projector @ A @ projector, hit * average)
                assert np.isclose(np.trace(projector @ A), hit)
        assert half.measured(np.array(row)) == {"effect": True, "update": holds}


def test_the_failing_identities_are_these_and_no_others():
    assert half.failing_identities().status == "holds"


@pytest.mark.parametrize("planted", ["clifford.fourier", "update", "clifford.swap"])
def test_another_set_of_failing_identities_is_caught(planted):
    found = half.replaced()
    assert half.failing_identities(lambda: {**found, planted: not found[planted]}).status == "fails"


def test_one_statement_differs_in_three_contexts():
    found = half.one_statement(load_backends(["epistemic", "stim"]))
    assert found.status == "holds", found.witness
    assert "; 3 differ" in found.scope
    assert parse_experiment(half.JOINT).n == 2
    assert half.one_statement({}).status == "skipped"


def test_one_side_alone_has_nothing_to_compare():
    assert half.one_statement(load_backends(["epistemic"])).status == "skipped"


def test_wrong_signs_are_caught(monkeypatch):
    monkeypatch.setattr(half, "sign_of_product", lambda names: 0)
    backends = load_backends(["epistemic", "stim"])
    assert half.one_statement(backends).status == "fails"
    monkeypatch.setattr(half, "sign_of_product", sign_of_product)
    monkeypatch.setattr(half, "all_contexts", lambda: [])
    assert half.one_statement(backends).status == "fails"
