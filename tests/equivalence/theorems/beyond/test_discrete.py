"""The cubic gate by plain matrices; density, and where it fails for composite d."""

from __future__ import annotations

import math

import numpy as np
import pytest

from equivalence.theorems.beyond import discrete
from quantum_ref.operators.cyclotomic import reduced, to_complex
from quantum_ref.operators.monomial import Monomial
from toytheory.errors import InputError

CLIFFORD = ([0, 3, 3], 9)
"""omega^(x^2) written with ninth roots: a Clifford gate in place of the cubic one."""


def plain_point(q, p, d):
    """w(q, p) A(0) w(q, p)^dagger from shift and clock."""
    omega = np.exp(2j * np.pi / d)
    shift, clock = np.roll(np.eye(d), 1, axis=0), np.diag(omega ** np.arange(d))
    w = np.linalg.matrix_power(clock, p) @ np.linalg.matrix_power(shift, q)
    parity = np.eye(d)[:, -np.arange(d) % d]
    return w @ parity @ w.conj().T


def diagonal(gate):
    return np.diag(np.exp(2j * np.pi * np.array(gate[0]) / gate[1]))


@pytest.mark.parametrize("gate", [discrete.cubic(3), CLIFFORD, discrete.cubic(5), ([0, 1, 0], 3)])
def test_wigner_values_are_those_of_matrices(gate):
    d = len(gate[0])
    psi = diagonal(gate) @ np.ones(d) / np.sqrt(d)
    found = to_complex(discrete.wigner_values(gate)) / d**2
    for q in range(d):
        for p in range(d):
            assert np.isclose(found[q, p], psi.conj() @ plain_point(q, p, d) @ psi / d)


def test_the_cubic_gate_makes_a_wigner_function_negative():
    check = discrete.negative_wigner()
    assert check.status == "holds"
    assert min(check.witness["W(0, p)"]) == pytest.approx((1 + 2 * math.cos(10 * math.pi / 9)) / 9, abs=1e-6)


@pytest.mark.parametrize("gate", [CLIFFORD, ([0, 0, 0], 3), ([0, 3, 6], 9)])
def test_a_clifford_gate_makes_none_negative(gate):
    check = discrete.negative_wigner(gate)
    assert check.status == "fails"
    assert min(check.witness["W(0, p)"]) > -1e-9


@pytest.mark.parametrize("d", [3, 5, 7])
def test_adjoint_traces_are_those_of_matrices(d):
    x = np.arange(d)
    fourier = np.exp(-2j * np.pi * np.outer(x, x) / d) / np.sqrt(d)
    g = fourier @ diagonal(discrete.cubic(d))
    for k, (numerator, denominator) in enumerate(discrete.adjoint_traces(discrete.cubic(d), 3), 1):
        order = discrete.cubic(d)[1]
        wide = np.zeros(order, dtype=np.int64)
        wide[: len(numerator)] = numerator
        expected = abs(np.trace(np.linalg.matrix_power(g, k))) ** 2
        assert np.isclose(to_complex(wide) / denominator, expected)


@pytest.mark.parametrize("d", [3, 5, 7])
def test_the_cubic_gate_gives_infinite_order(d):
    check = discrete.infinite_order(d)
    assert check.status == "holds"
    assert check.evidence == "theorem"


@pytest.mark.parametrize(
    ("d", "gate"),
    [(3, CLIFFORD), (3, ([0, 0, 0], 3)), (3, ([0, 1, 2], 3)), (5, ([3 * x * x % 5 for x in range(5)], 5))],
)
def test_a_clifford_gate_does_not(d, gate):
    assert discrete.infinite_order(d, gate).status == "fails"


def test_clifford_elements_have_finite_order():
    """What the planted gates hide: fourier times a Clifford gate returns to a phase."""
    x = np.arange(3)
    g = np.exp(-2j * np.pi * np.outer(x, x) / 3) / np.sqrt(3) @ diagonal(CLIFFORD)
    assert any(np.isclose(abs(np.trace(np.linalg.matrix_power(g, k))), 3) for k in range(1, 30))
    g = np.exp(-2j * np.pi * np.outer(x, x) / 3) / np.sqrt(3) @ diagonal(discrete.cubic(3))
    assert not any(np.isclose(abs(np.trace(np.linalg.matrix_power(g, k))), 3) for k in range(1, 300))


def test_cubic_gates_are_for_odd_primes():
    for d in (2, 4, 9, 15):
        with pytest.raises(InputError, match="no cubic gate"):
            discrete.cubic(d)


def plain_orbits(d, n):
    """Orbits of nonzero vectors by their gcd with d: transitive on each (n = 1, and primes)."""
    sizes = {}
    for index in range(1, d ** (2 * n)):
        vector = [index // d**k % d for k in range(2 * n)]
        key = math.gcd(d, *vector)
        sizes[key] = sizes.get(key, 0) + 1
    return sorted(sizes.values())


@pytest.mark.parametrize(("d", "n"), [(3, 1), (3, 2), (5, 1), (7, 1), (11, 1), (13, 1), (9, 1), (15, 1), (25, 1)])
def test_orbits_are_told_apart_by_the_gcd(d, n):
    assert discrete.orbits(d, n) == plain_orbits(d, n)
    prime = d in (3, 5, 7, 11, 13)
    assert discrete.irreducible(d, n).status == ("holds" if prime else "fails")


def test_a_unitary_that_does_something_else_is_noticed(monkeypatch):
    sound = discrete.generators

    def planted(d, n):
        matrices, unitaries = sound(d, n)
        return matrices[::-1], unitaries

    monkeypatch.setattr(discrete, "generators", planted)
    with pytest.raises(ArithmeticError, match="does not carry"):
        discrete.orbits(3)


@pytest.mark.parametrize("d", [9, 15, 21])
def test_composite_dimensions_have_a_gate_that_does_not_make_the_group_dense(d):
    assert discrete.not_dense(d).status == "holds"


def test_planted_gates_are_caught():
    clock = Monomial.of(np.arange(9), np.arange(9), 9)  # a Clifford gate
    assert discrete.not_dense(9, clock).witness["Clifford"] is True
    third = Monomial.of(np.arange(9), (np.arange(9) == 1).astype(int), 9)  # moves the operators
    assert discrete.not_dense(9, third).witness["commutes"] is False


def test_sparing_gates_are_for_composite_dimensions():
    for d in (3, 4, 7):
        with pytest.raises(InputError, match="not odd and composite"):
            discrete.sparing(d)


def test_one_orbit_alone_is_no_union(monkeypatch):
    monkeypatch.setattr(discrete, "orbits", lambda d, n=1: [80])
    assert discrete.not_dense(9).status == "fails"


def test_the_sentence_as_printed_is_refuted():
    check = discrete.not_all()
    assert check.status == "fails"
    a, b, c, d = check.witness["|Tr|^2 in Z[zeta_8]"]
    zeta = np.exp(2j * np.pi / 8)
    assert np.isclose(a + b * zeta + c * zeta**2 + d * zeta**3, abs(2 + zeta) ** 2)
    assert (b, c, d) != (0, 0, 0)


def test_a_unitary_of_the_group_refutes_nothing():
    assert discrete.not_all([0, 0, 4]).status == "inconclusive"
    assert reduced(np.array([1, 0, 0, 0, 1, 0, 0, 0])).tolist() == [0, 0, 0, 0]
