"""The chart of floats against exact numbers, and the conventions that both share."""

from __future__ import annotations

import numpy as np
import plain_quantum as plain
import pytest

from quantum_ref import conventions
from quantum_ref.conventions import (
    basis_labels,
    blocks_from_talk,
    no_counterpart,
    root_order,
    systems_of,
    talk_from_blocks,
)
from quantum_ref.operators import wigner_functions as wigner
from quantum_ref.operators.agreement import chart
from quantum_ref.operators.clifford import named_unitary
from quantum_ref.operators.weyl import observable
from toytheory.errors import InputError
from toytheory.phase_space.space import coordinate_name


@pytest.mark.parametrize(("d", "n"), [(2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (5, 1), (7, 1), (9, 1), (15, 1)])
def test_floats_and_exact_numbers_agree(d: int, n: int) -> None:
    assert max(chart(d, n, seed=1).values()) < 1e-9


@pytest.mark.parametrize(
    ("function", "row"),
    [
        ("wigner_transform", "Wigner function"),
        ("characteristic_transform", "characteristic function"),
        ("operator_from_wigner", "operator of a Wigner function"),
    ],
)
def test_a_transposed_result_shows_in_its_row_of_the_chart(
    function: str, row: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = getattr(wigner, function)

    def transposed(values, d):  # type: ignore[no-untyped-def]
        result = right(values, d)
        return result.swapaxes(-1, -2) if result.ndim == 3 else right(values.swapaxes(-1, -2), d)

    monkeypatch.setattr(wigner, function, transposed)
    found = chart(3, 1)
    assert found.pop(row) > 0.1
    found.pop("phase-point operators")  # made by the same function
    assert max(found.values()) < 1e-9


def test_blocks_and_the_talks_order_are_turned_into_each_other() -> None:
    talk = np.array([coordinate_name(k) for k in range(6)])
    blocks = np.array(["X1", "X2", "X3", "P1", "P2", "P3"])
    assert talk[list(blocks_from_talk(3))].tolist() == blocks.tolist()
    assert blocks[list(talk_from_blocks(3))].tolist() == talk.tolist()


def test_system_one_is_first_in_labels_and_most_significant_in_kron_and_qutip() -> None:
    import qutip

    assert basis_labels(3, 2)[5].tolist() == [1, 2]
    assert np.flatnonzero(np.kron(np.eye(3)[1], np.eye(3)[2]))[0] == 5
    assert np.flatnonzero(qutip.tensor(qutip.basis(3, 1), qutip.basis(3, 2)).full())[0] == 5
    with pytest.raises(ValueError, match="read-only"):
        basis_labels(3, 2)[0, 0] = 1


def test_stims_qubit_zero_is_system_one() -> None:
    import stim

    asymmetric = stim.PauliString("ZY_").to_unitary_matrix(endian="big")
    assert np.allclose(asymmetric, observable([1, 0, 1, 1, 0, 0], 2))
    assert not np.allclose(stim.PauliString("ZY_").to_unitary_matrix(endian="little"), asymmetric)


def test_directions_of_the_fourier_transforms_of_other_packages() -> None:
    """NumPy's and SciPy's transforms have omega^(-xy), as `fourier` has; the textbook's has omega^(+xy)."""
    from scipy.linalg import dft

    ours = named_unitary("fourier", 3).to_complex()
    assert np.allclose(ours, np.fft.fft(np.eye(3), axis=0, norm="ortho"))
    assert np.allclose(ours, dft(3, scale="sqrtn"))
    textbook = np.exp(2j * np.pi * np.outer(range(3), range(3)) / 3) / np.sqrt(3)
    assert np.allclose(ours, textbook.conj().T)
    assert not np.allclose(ours, textbook)


def test_the_phase_of_bits_is_stims_inverse_s() -> None:
    import stim

    X, Y = plain.PAULI[0, 1], plain.PAULI[1, 1]
    U = named_unitary("phase", 2).to_complex()
    assert np.allclose(U, stim.gate_data("S_DAG").unitary_matrix)
    assert np.allclose(U.conj().T @ X @ U, Y)  # Heisenberg picture: the new P is the old X + P, with sign +
    assert np.allclose(U @ X @ U.conj().T, -Y)  # what Stim's tableau of S_DAG lists


def test_even_dimensions_above_two_have_a_reason_and_no_root() -> None:
    assert [d for d in range(2, 12) if no_counterpart(d)] == [4, 6, 8, 10]
    with pytest.raises(InputError, match="d = 6"):
        root_order(6)
    with pytest.raises(InputError, match="no inverse"):
        conventions.half(4)
    with pytest.raises(InputError, match="no power"):
        systems_of(10, 3)
