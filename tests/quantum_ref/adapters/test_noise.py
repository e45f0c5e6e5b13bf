"""Random shifts in the words of packages: Pauli products, and channels of which all displacements are alike."""

from __future__ import annotations

import importlib
import subprocess
import sys
from fractions import Fraction

import pytest

from equivalence.conform.battery import conform
from quantum_ref.adapters.pennylane import channel_of
from quantum_ref.adapters.qudit_gates import equal_noise, pauli_words
from toytheory.adapting import Scatter
from toytheory.backend import is_installed
from toytheory.errors import CannotRun
from toytheory.language.reading import parse_experiment

Q = Fraction(1, 4)
SAMPLING = [
    "cirq:CirqQubits", "cirq:CirqDensity", "qiskit_aer:AerStabilizer", "qiskit_aer:AerVectors", "qiskit_aer:AerDensity",
    "sdim:SdimFrames", "pennylane:PennyLaneMixed",
]  # fmt: skip


def test_displacements_of_qubits_are_pauli_products():
    step = Scatter((2, 1), (((0, 0), 2 * Q), ((1, 1), Q), ((0, 1), Q)))  # X of wire 1, P of wire 0
    wires, weights = pauli_words(step)
    assert wires == (0, 1)
    assert weights == {"II": 0.5, "ZX": 0.25, "ZI": 0.25}
    assert pauli_words(Scatter((0, 1), (((1, 1), Fraction(1)),))) == ((0,), {"Y": 1.0})


def test_noise_under_which_all_displacements_are_alike():
    third = Fraction(1, 3)
    assert equal_noise(Scatter((3,), (((0,), third), ((1,), third), ((2,), third))), 3) == (1, "P", 2 / 3)
    assert equal_noise(Scatter((0,), (((1,), Fraction(1)),)), 2) == (0, "X", 1.0)
    assert equal_noise(Scatter((0,), (((0,), Fraction(1)),)), 3) == (0, "X", 0.0)
    both = tuple(((a, b), Q) for a in range(2) for b in range(2))
    assert equal_noise(Scatter((0, 1), both), 2) == (0, "both", 0.75)
    for coordinates, weights in [((0,), (((1,), Fraction(1)),)), ((0, 2), both), ((0,), (((1,), Q), ((2,), 3 * Q)))]:
        with pytest.raises(CannotRun, match="alike"):
            equal_noise(Scatter(coordinates, weights), 3 if len(coordinates) == 1 else 2)


def test_channels_of_pennylane_are_chosen_by_what_they_do():
    both = tuple(((a, b), Q) for a in range(2) for b in range(2))
    assert channel_of(Scatter((0, 1), both)) == ("DepolarizingChannel", 0.75, 0)
    assert channel_of(Scatter((4,), (((1,), Q), ((0,), 3 * Q)))) == ("BitFlip", 0.25, 2)
    assert channel_of(Scatter((5,), (((1,), Q), ((0,), 3 * Q)))) == ("PhaseFlip", 0.25, 2)
    assert channel_of(Scatter((5,), (((0,), Fraction(1)),))) == ("BitFlip", 0.0, 2)
    assert channel_of(Scatter((0, 1), (((1, 1), Fraction(1)),))) == ("PauliError", "Y", 1.0, [0])
    assert channel_of(Scatter((0, 3), (((1, 1), Q), ((0, 0), 3 * Q)))) == ("PauliError", "XZ", 0.25, [0, 1])
    with pytest.raises(CannotRun, match="one product"):
        channel_of(Scatter((0, 1), (((1, 1), Q), ((0, 1), 3 * Q))))


def adapter(place):
    module, _, name = place.partition(":")
    made = getattr(importlib.import_module(f"quantum_ref.adapters.{module}"), name)()
    if not is_installed(made.needs):
        pytest.skip(f"{made.needs} is not installed")
    return made


@pytest.mark.parametrize("place", SAMPLING)
def test_noise_is_right_where_a_package_has_it(place):
    made = adapter(place)
    for feature in ("noise-alike", "noise-channels"):
        assert {check.status for check in conform(made, feature, size=0.2)} <= {"holds", "skipped"}, feature
        assert "holds" in {check.status for check in conform(made, feature, size=0.2)}


@pytest.mark.parametrize("place", SAMPLING)
def test_a_script_with_noise_runs(place):
    text = adapter(place).script(parse_experiment("system 1 bit\nprepare X1 = 0\nnoise X1 by 1: 1\nmeasure X1 as a"))
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "1" in done.stdout
