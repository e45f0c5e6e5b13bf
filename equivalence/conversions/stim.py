"""Epistemic states of bits as stabilizers of Stim, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from toytheory.discrete.epistemic import EpistemicState
from toytheory.errors import InputError

LETTERS = {(0, 0): "_", (1, 0): "Z", (0, 1): "X", (1, 1): "Y"}
"""The Pauli operator of a X + b P."""


def to_stim_state(state: EpistemicState) -> list[Any]:
    """The known variables as Pauli products with the signs of their values, for `stim.Tableau.from_stabilizers`.

    InputError for systems that are no bits.

    >>> to_stim_state(EpistemicState.from_known("X1 + P1 = 1", 2, 1))
    [stim.PauliString("-Y")]
    """
    import stim

    if state.d != 2:
        raise InputError(f"Stim has no systems with d = {state.d}", "convert states of bits")
    told = []
    for row, value in zip(state.known.tolist(), state.values.tolist(), strict=True):
        letters = "".join(LETTERS[a, b] for a, b in zip(row[::2], row[1::2], strict=True))
        told.append(stim.PauliString(f"{'-' if value else '+'}{letters}"))
    return told


def from_stim_state(stabilizers: Iterable[Any]) -> EpistemicState:
    """The epistemic state with these Pauli products known: a `stim.Tableau`'s, or a list of `stim.PauliString`.

    InputError where they do not commute, contradict each other, or are of different lengths.

    >>> import stim
    >>> str(from_stim_state([stim.PauliString("+XX"), stim.PauliString("-ZZ")]))
    'X1 + X2 = 1, P1 + P2 = 0'
    """
    given = list(stabilizers.to_stabilizers() if hasattr(stabilizers, "to_stabilizers") else stabilizers)
    lengths = {len(pauli) for pauli in given}
    if len(lengths) != 1 or not 0 < max(lengths) < 10**6:
        raise InputError("Pauli products of different lengths, or none", "give one letter a qubit in each")
    vectors = {"I": (0, 0), "_": (0, 0), "Z": (1, 0), "X": (0, 1), "Y": (1, 1)}
    rows = [[c for k in range(len(pauli)) for c in vectors["_XYZ"[pauli[k]]]] for pauli in given]
    if any(pauli.sign not in (1, -1) for pauli in given):
        raise InputError("a Pauli product with an imaginary sign", "give Hermitian ones")
    return EpistemicState.of(rows, [int(pauli.sign == -1) for pauli in given], 2, lengths.pop())
