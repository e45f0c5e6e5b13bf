"""Probability of photon numbers in all modes, by the recursion of the multidimensional Hermite polynomials."""

from __future__ import annotations

from functools import cache
from math import factorial
from typing import Any

import numpy as np

from ..question import Question
from .state import State, overlap


def draw(rng: np.random.Generator, state: State) -> tuple[Any, ...]:
    """A few photons in each mode, different numbers in different modes."""
    return (tuple(int(k) for k in rng.integers(0, 4, state.n)),)


def element(state: State, bra: tuple[int, ...], ket: tuple[int, ...]) -> complex:
    """<bra| rho |ket>: derivatives of the Husimi generating function exp(z A z / 2 + b z) at 0, times its value there.

    Dodonov, Man'ko and Man'ko, Phys. Rev. A 50, 813 (1994); with A and b of complex amplitudes (alpha, alpha*).
    """
    n, unit = state.n, np.sqrt(2 * state.hbar)
    to_amplitudes = np.zeros((2 * n, 2 * n), dtype=np.complex128)  # (a_1, ..., a_n, a_1^*, ...) from (x1, p1, ...)
    for k in range(n):
        to_amplitudes[k, 2 * k : 2 * k + 2] = np.array([1, 1j]) / unit
        to_amplitudes[n + k, 2 * k : 2 * k + 2] = np.array([1, -1j]) / unit
    amplitudes = to_amplitudes @ state.means
    husimi = to_amplitudes @ state.covariance @ to_amplitudes.conj().T + np.eye(2 * n) / 2
    exchange = np.roll(np.eye(2 * n), n, axis=0)
    inside = np.linalg.inv(husimi)
    A = exchange @ (np.eye(2 * n) - inside)
    b = exchange @ (inside @ amplitudes)
    vacuum = overlap(state, np.zeros(2 * n))

    @cache
    def derivative(index: tuple[int, ...]) -> complex:
        k = next((i for i, times in enumerate(index) if times), None)
        if k is None:
            return 1.0
        lower = [*index]
        lower[k] -= 1
        value = b[k] * derivative(tuple(lower))
        for j in range(2 * n):
            if lower[j]:
                twice = [*lower]
                twice[j] -= 1
                value += A[k, j] * lower[j] * derivative(tuple(twice))
        return complex(value)

    scale = np.sqrt(float(np.prod([factorial(i) for i in (*bra, *ket)])))
    return complex(vacuum * derivative((*ket, *bra)) / scale)


def right(state: State, numbers: tuple[int, ...]) -> float:
    """The probability."""
    return element(state, numbers, numbers).real


QUESTION = Question("number-probability", "probability of photon numbers in all modes", draw, right, most=2)
