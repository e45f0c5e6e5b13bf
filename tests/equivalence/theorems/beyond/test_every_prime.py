"""The cubic gate for every odd prime, and the gate for every composite d: identities, second routes, planted faults."""

from __future__ import annotations

import cmath
import math

import pytest
import sympy

from equivalence.theorems.beyond import composite, every_prime
from equivalence.theorems.beyond.discrete import adjoint_traces
from quantum_ref.operators.cyclotomic import content


def quadratic(x, d):
    return x * x


def test_the_claims_for_every_prime_hold():
    for check in (
        every_prime.infinite_order_for_every_prime,
        every_prime.negative_for_every_prime,
        every_prime.one_orbit,
        composite.every_composite,
    ):
        found = check()
        assert (found.status, found.evidence) == ("holds", "theorem"), found.witness


@pytest.mark.parametrize("d", [5, 7, 11, 13])
@pytest.mark.parametrize("exponent", [every_prime.cubic_and_linear, quadratic, lambda x, d: x**4 + x])
def test_valuations_are_those_of_norms(d, exponent):
    """pi has the norm d, so the norm of the sum is d to its valuation times what is prime to d."""
    roots = [cmath.exp(2j * math.pi * k / d) for k in range(1, d)]
    norm = math.prod(sum(z ** (exponent(x, d) % d) for x in range(d)) for z in roots)
    assert abs(norm.imag) < 1e-6 * abs(norm)
    power, left = 0, round(norm.real)
    while left and left % d == 0:
        power, left = power + 1, left // d
    assert every_prime.valuation(d, exponent) == power


@pytest.mark.parametrize("d", [7, 11, 13, 17])
def test_the_trace_itself_is_no_algebraic_integer(d):
    """The element of the proof, by its numbers in Z[omega]: fourier times omega^(x^3 + cx + x^2)."""
    gate = [(every_prime.cubic_and_linear(x, d) + x * x) % d for x in range(d)], d
    (numerator, denominator), *_ = adjoint_traces(gate, 1)
    assert content(numerator) % denominator != 0


def test_a_clifford_gate_has_no_infinite_order():
    found = every_prime.infinite_order_for_every_prime(quadratic)
    assert found.witness["valuation"] == (found.witness["d"] - 1) / 2


def test_a_linear_phase_makes_nothing_negative():
    assert every_prime.negative_for_every_prime((0, 1, 2)).status == "fails"
    assert every_prime.negative_for_every_prime((0, 1, 7)).status == "fails"  # apart by 5: nothing for d = 5


def test_numbers_that_are_not_negative_are_caught(monkeypatch):
    real = every_prime.to_complex
    monkeypatch.setattr(every_prime, "to_complex", lambda values: abs(real(values)))
    assert "smallest W" in every_prime.negative_for_every_prime().witness


@pytest.mark.parametrize("name", ["fourier", "phase", "multiply", "sum", "sum back"])
def test_a_map_that_is_not_the_language_s_is_caught(name):
    def planted():
        maps = every_prime.symbolic_maps()
        maps[name] = maps[name].T if name != "multiply" else 2 * maps[name]
        return maps

    assert every_prime.one_orbit(planted).status == "fails"


def test_maps_that_do_not_lead_to_one_point_are_caught():
    def planted():
        return {**every_prime.symbolic_maps(), "phase": sympy.eye(2)}

    assert "(x, p)" in every_prime.one_orbit(planted).witness["from"]


def test_a_clifford_gate_is_told_from_the_one_of_composite_dimensions():
    assert "period" in composite.every_composite(lambda x, e: x * x).witness
    assert composite.every_composite(lambda x, e: 0).witness["f(x) - f(x - 1) for x = 0, 1, 2"] == [0, 0, 0]
    assert "expected" in composite.every_composite(lambda x, e: 2 * (x % e == 0)).witness


def test_the_sentence_is_refuted_by_that_gate_and_by_no_clifford_gate():
    found = composite.leaves_alone()
    assert (found.status, found.evidence, found.witness["d"]) == ("fails", "theorem", 9)
    assert composite.leaves_alone(lambda x, e: 0).status == "inconclusive"
