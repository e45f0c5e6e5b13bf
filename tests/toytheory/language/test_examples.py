"""The examples do what their comments say."""

from __future__ import annotations

import itertools
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from ontic_by_hand import distribution
from places import ROOT

from toytheory.language.reading import format_experiment, load_experiment, parse_experiment

FOLDER = ROOT / "examples"
FILES = sorted(
    path for path in FOLDER.glob("*.toy") if not path.stem.endswith("-modes")
)  # those: tests/toytheory/continuous


def uniform(*outcomes: tuple[int, ...]) -> dict[tuple[int, ...], Fraction]:
    return {outcome: Fraction(1, len(outcomes)) for outcome in outcomes}


ONE = Fraction(1)
TRITS, BITS = range(3), range(2)
EXPECTED = {
    "bell": (uniform(*((a, a) for a in TRITS)), ONE),
    "bell-parity": (uniform((0, 0, 0)), ONE),
    "complementarity": (uniform(*((1, p, after) for p in TRITS for after in TRITS)), ONE),
    "dits": (uniform((4, 1, 0)), ONE),
    "entanglement-swapping": (uniform(*((a, b, 0, 0) for a in BITS for b in BITS)), ONE),
    "erasure": (uniform((2,)), ONE),
    "ghz-bits": (uniform((0, 0, 0, 0)), ONE),
    "noise-and-condition": (uniform((0, 0)), Fraction(9, 10)),
    "quantum-eraser": (uniform((0, 0)), Fraction(1, 3)),
    "repetition-code": ({(0, 0, 1, 1, 1): Fraction(3, 4), (1, 0, 1, 1, 1): Fraction(1, 4)}, ONE),
    "superdense-coding": (uniform((2, 1)), ONE),
    "teleportation-bits": (uniform(*((a, b, 1) for a in BITS for b in BITS)), ONE),
    "teleportation-trits": (uniform(*((a, b, 1) for a in TRITS for b in TRITS)), ONE),
    "two-phases": (uniform((0,)), ONE),
    "written-map": (uniform((1, 2)), ONE),
}


def test_every_example_is_checked() -> None:
    assert set(EXPECTED) == {path.stem for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_gives_in_the_toy_theory_what_its_comments_say(path: Path) -> None:
    assert distribution(load_experiment(path)) == EXPECTED[path.stem]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_comes_back_from_being_written(path: Path) -> None:
    experiment = load_experiment(path)
    assert parse_experiment(format_experiment(experiment)) == experiment


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_begins_with_what_it_is_about(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert max(map(len, text.splitlines())) <= 120


def test_a_step_left_out_shows() -> None:
    text = (FOLDER / "teleportation-trits.toy").read_text(encoding="utf-8")
    uncorrected = parse_experiment(re.sub(r"(?m)^displace.*\n", "", text))
    assert distribution(uncorrected) != EXPECTED["teleportation-trits"]


# what the comments say about qubits, from Pauli matrices

PAULI = {
    "I": np.eye(2),
    "X": np.array([[0, 1], [1, 0]]),
    "Y": np.array([[0, -1j], [1j, 0]]),
    "Z": np.diag([1, -1]),
}


def operator(letters: str) -> np.ndarray:
    product = np.eye(1)
    for letter in letters:
        product = np.kron(product, PAULI[letter])
    return product


def projector(*letters: str) -> np.ndarray:
    """Onto the common eigenspace with eigenvalues 1."""
    size = 2 ** len(letters[0])
    product = np.eye(size)
    for word in letters:
        product = product @ (np.eye(size) + operator(word)) / 2
    return product


def test_the_three_correlations_of_a_pair_of_qubits_have_the_other_parity() -> None:
    pair = projector("ZZ", "XX")
    signs = [np.trace(pair @ operator(word)).real for word in ("ZZ", "XX", "YY")]
    assert np.allclose(signs, [1, 1, -1])


def test_the_products_with_two_y_of_a_ghz_state_of_qubits_have_eigenvalue_minus_one() -> None:
    state = projector("ZZI", "IZZ", "XXX")
    signs = [np.trace(state @ operator(word)).real for word in ("XXX", "XYY", "YXY", "YYX")]
    assert np.allclose(signs, [1, -1, -1, -1])


def test_two_phase_gates_turn_plus_into_minus() -> None:
    phase = np.diag([1, -1j])  # the inverse of S; X -> XZ-like Y with sign +, as the conventions ask
    assert np.allclose(phase.conj().T @ PAULI["X"] @ phase, PAULI["Y"])
    plus = np.array([1, 1]) / np.sqrt(2)
    assert np.allclose(phase @ phase @ plus, np.array([1, -1]) / np.sqrt(2))


@pytest.mark.parametrize("letter", "XYZ")
def test_teleportation_of_a_qubit_works_for_every_variable(letter: str) -> None:
    state = np.kron((PAULI["I"] - PAULI[letter]) / 2, projector("ZZ", "XX"))
    for a, b in itertools.product(BITS, BITS):
        outcome = (np.eye(8) + (-1) ** a * operator("ZZI")) @ (np.eye(8) + (-1) ** b * operator("XXI")) / 4
        after = outcome @ state @ outcome
        correction = np.linalg.matrix_power(operator("IIZ"), b) @ np.linalg.matrix_power(operator("IIX"), a)
        after = correction @ after @ correction.conj().T
        assert np.isclose(np.trace(after).real, 1 / 4)
        assert np.isclose(np.trace(after @ operator("II" + letter)).real, -1 / 4)
