"""What the number basis does block by block and mode by mode, against whole matrices."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from mode_text import modes
from scipy.linalg import expm

from quantum_ref.fock import states
from quantum_ref.fock.run import FockRun, hamiltonian_form
from quantum_ref.plan.measurements import plan

CUTOFF, HBAR = 6, 1.3
MAPS = ["beamsplitter", "swap", "two-mode-squeeze", "sum", "cphase"]


def random_state(n: int, seed: int) -> Any:
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(CUTOFF**n,) * 2) + 1j * rng.normal(size=(CUTOFF**n,) * 2)
    return root @ root.conj().T / np.trace(root @ root.conj().T).real


def random_form(n: int, seed: int) -> Any:
    form = np.random.default_rng(seed).normal(size=(2 * n, 2 * n))
    return form + form.T


def whole_quadratic(form: Any) -> Any:
    """By products of whole matrices with more number states, cut at the end."""
    n, wide = len(form) // 2, CUTOFF + states.SPARE
    m = states.quadratures(n, wide, HBAR)
    total = sum(form[i, j] / 2 * (m[i] @ m[j]) for i in range(2 * n) for j in range(2 * n))
    kept = [i for i in range(wide**n) if max(np.unravel_index(i, (wide,) * n)) < CUTOFF]
    return total[np.ix_(kept, kept)]


@pytest.mark.parametrize("n", [1, 2])
@pytest.mark.parametrize("seed", range(3))
def test_quadratic_hamiltonians_are_cut_products_of_quadratures(n: int, seed: int) -> None:
    form = random_form(n, seed)
    np.testing.assert_allclose(states.quadratic(form, CUTOFF, HBAR), whole_quadratic(form), atol=1e-12)


def hamiltonians() -> list[Any]:
    of_maps = [states.quadratic(form, CUTOFF, HBAR) for name in MAPS for form, _ in hamiltonian_form(name, 1.0)]
    return [*of_maps, *(states.quadratic(random_form(2, seed), CUTOFF, HBAR) for seed in range(3)), np.zeros((36, 36))]


@pytest.mark.parametrize("hamiltonian", hamiltonians())
def test_states_move_block_by_block_as_they_do_at_once(hamiltonian: Any) -> None:
    rho, gate = random_state(2, 1), expm(-0.7j * hamiltonian)
    np.testing.assert_allclose(states.unitary(0.7 * hamiltonian), gate, atol=1e-12)
    np.testing.assert_allclose(states.evolved(0.7 * hamiltonian, rho), gate @ rho @ gate.conj().T, atol=1e-12)


def test_blocks_are_small_where_something_is_conserved() -> None:
    def largest(name: str) -> int:
        (form, _), *_ = hamiltonian_form(name, 1.0)
        return max(len(where) for where, _, _ in states.spectrum(states.quadratic(form, CUTOFF, HBAR)))

    assert [largest(name) for name in MAPS] == [CUTOFF] * 3 + [CUTOFF**2 // 2] * 2  # numbers; the parity of their sum


@pytest.mark.parametrize("n", [1, 2])
def test_moments_mode_by_mode_are_those_of_whole_operators(n: int) -> None:
    rho = random_state(n, 2)
    expected = states.moments(states.quadratures(n, CUTOFF, HBAR), rho)
    found = states.moments_of_modes(rho, n, CUTOFF, HBAR)
    for left, right in zip(found, expected, strict=True):
        np.testing.assert_allclose(left, right, atol=1e-12)


def kraus(line: str) -> list[Any]:
    """Of a channel, as whole matrices with the factorials written out."""
    a = np.diag(np.sqrt(np.arange(1.0, CUTOFF)), 1)
    numbers = np.arange(CUTOFF)
    if line == "loss":
        return [
            math.sqrt(0.7**k / math.factorial(k)) * np.diag(math.sqrt(0.3) ** numbers) @ np.linalg.matrix_power(a, k)
            for k in range(CUTOFF)
        ]
    return [
        math.sqrt((1 - 1 / 1.4) ** k / (math.factorial(k) * 1.4))
        * np.linalg.matrix_power(a.T, k)
        @ np.diag(1.4 ** (-numbers / 2))
        for k in range(CUTOFF)
    ]


@pytest.mark.parametrize("n", [1, 2])
@pytest.mark.parametrize("line", ["loss", "gain"])
def test_channels_are_sums_of_their_kraus_operators(n: int, line: str) -> None:
    run = FockRun(modes(n, "prepare vacuum 1"), plan(modes(n, "prepare vacuum 1")), CUTOFF)
    for mode in range(n):
        run.rho = rho = random_state(n, 3)
        if line == "loss":
            run._lower(run._loss(0.3), mode)
        else:
            run._raise(run._gain(1.4), mode)
        one = np.eye(CUTOFF)
        operators = [states.product([K if k == mode else one for k in range(n)]) for K in kraus(line)]
        expected = sum(K @ rho @ K.conj().T for K in operators)
        np.testing.assert_allclose(run.rho, expected, atol=1e-12)
