"""Circuits of Clifford gates compared by Stim's tableaus: what is certain after one, followed back through another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import stim

from toytheory.language.steps import Step
from toytheory.phase_space.modular import Matrix

from .program import gates_of


@dataclass(frozen=True)
class Apart:
    """Where two circuits differ.

    Attributes
    ----------
    row : the coordinate (from 0; Z of a qubit is X, X is P) of an input, or one that is known from the start.
    variable : (2n,) the Pauli product, as a variable, that it has become after the first circuit; certain there.
    value : of it after the first circuit, where the coordinate was 0 (or what it was prepared in).
    random : whether it is random after the second circuit; else it has the other value there.
    """

    row: int
    variable: Matrix
    value: int
    random: bool


def first_apart(
    first: Sequence[Step], second: Sequence[Step], n: int, prepared: Mapping[int, int], as_maps: bool
) -> Apart | None:
    """Where two circuits of gates differ that begin with the same qubits in Z = (-1)^v; None where they are the same.

    Parameters
    ----------
    first, second : maps, and displacements by constants.
    prepared : qubit -> v; of the others nothing is known.
    as_maps : whether the others are inputs.

    >>> from toytheory.language.maps.discrete import named_transform
    >>> phase = named_transform("phase", (0,), 2)
    >>> first_apart([phase, phase], [], 1, {0: 0}, False) is None
    True
    >>> first_apart([phase, phase], [], 1, {}, True).variable.tolist()         # X, with another sign
    [0, 1]
    """
    idle = stim.Circuit()
    idle.append("I", range(n))
    one, two = idle + gates_of(first), idle + gates_of(second)
    x2x, x2z, z2x, z2z, x_signs, z_signs = (one + two.inverse()).to_tableau().to_numpy()
    known = np.zeros(n, dtype=np.bool_)
    known[list(prepared)] = True
    values = np.zeros(n, dtype=np.int64)
    values[list(prepared)] = list(prepared.values())
    for letters, (to_x, to_z, signs) in (("Z", (z2x, z2z, z_signs)), ("X", (x2x, x2z, x_signs))):
        asked = ~known if letters == "X" else np.ones(n, dtype=np.bool_)
        asked &= known | as_maps
        rest_x, rest_z = to_x.copy(), to_z.copy()
        own = rest_z if letters == "Z" else rest_x
        own[np.arange(n), np.arange(n)] ^= True
        shift = (rest_z[:, known] @ values[known] + signs) % 2  # qubits in Z = (-1)^v give their signs
        rest_z[:, known] = False
        random = rest_x.any(axis=1) | rest_z.any(axis=1)
        wrong = np.flatnonzero(asked & (random | (shift != 0)))
        if wrong.size:
            k = int(wrong[0])
            return _apart(one, k, letters, values if known[k] else np.zeros_like(values), bool(random[k]))
    return None


def _apart(circuit: stim.Circuit, qubit: int, letter: str, values: Matrix, random: bool) -> Apart:
    tableau = circuit.to_tableau()
    image = tableau.z_output(qubit) if letter == "Z" else tableau.x_output(qubit)
    xs, zs = image.to_numpy()
    variable = np.stack([zs, xs], axis=1).ravel().astype(np.int64)
    value = (int(image.sign == -1) + int(values[qubit])) % 2
    return Apart(2 * qubit + (letter == "X"), variable, value, random)
