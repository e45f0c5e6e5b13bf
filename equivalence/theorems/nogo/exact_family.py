"""Produces the certificate of the family of experiments on which bits are exact: CSS in local frames.

Images and signs are read off from the project's exact unitaries (`quantum_ref.operators.clifford`), frames from its
search for frames (`equivalence.theorems.nogo`); `checker_exact_family.py` recomputes them. docs/certificates.md
specifies the format, docs/nogo.md the theorem.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

from equivalence.certificate.text import FORMAT
from quantum_ref.operators.clifford import displacement_unitary, named_unitary
from quantum_ref.operators.monomial import Monomial
from quantum_ref.operators.phase_matrix import PhaseMatrix
from toytheory.errors import ToyTheoryError
from toytheory.language.maps.discrete import NAMED_MAPS, named_transform
from toytheory.phase_space.modular import Matrix

from .frames import FRAMES, Frame, carried
from .observables import BASES, LETTERS, name_of, operators, row_of

Identity = dict[str, Any]

GATES = ("fourier", "phase", "sum", "cphase", "swap")


class NotAProduct(ToyTheoryError):
    """A unitary carries a Pauli product to something that is none."""


def letters(frame: Frame) -> str:
    """A frame as in the certificate.

    >>> letters((1, 2))
    'ZX'
    """
    return "".join(LETTERS[line] for line in frame)


def _root(left: Monomial, right: Monomial) -> int:
    """k with left = i^k right."""
    for k in range(4):
        if bool(left.equals(right * k)):
            return k
    raise NotAProduct("two operators that do not differ by a power of i")


def _sign(unitary: PhaseMatrix, name: str, image: str) -> int:
    """s with U^dagger T U = (-1)^s times the image."""
    for s in (0, 1):
        if bool(unitary.intertwines(operators([name])[0], operators([image])[0] * (2 * s))):
            return s
    raise NotAProduct(f"{name} is not carried to {image}")


def _products() -> Iterator[tuple[str, Identity]]:
    single = operators(list(LETTERS))
    table = [
        [_root(single[i] @ single[j], single[i ^ j]) for j in range(4)]  # codes add up bit by bit
        for i in range(4)
    ]
    yield "pauli.product", {"phases": table}
    for letter in BASES:
        yield f"line.{letter}", {"sign": table[LETTERS.index(letter)][LETTERS.index(letter)] // 2}
    for frame in FRAMES:
        one, other = (operators([LETTERS[line]])[0] for line in frame)
        yield f"frame.{letters(frame)}", {"commutator": _root(one @ other, other @ one) // 2}


def _measurements() -> Iterator[tuple[str, Identity]]:
    for f, g in product(BASES, repeat=2):
        one, other = operators([f])[0], operators([g])[0]
        yield f"update.{f}.{g}", {"kept": 1 - _root(one @ other, other @ one) // 2}


def _displacements() -> Iterator[tuple[str, Identity]]:
    for axis, name in enumerate("xp"):
        unitary = displacement_unitary(np.eye(2, dtype=np.int64)[axis], 2)
        yield f"displace.{name}", {"signs": [_sign(unitary, letter, letter) for letter in BASES]}


def _lines(frames: Sequence[Frame], place: int) -> list[str]:
    return ["I" * k + LETTERS[frame[place]] + "I" * (len(frames) - k - 1) for k, frame in enumerate(frames)]


def _gates() -> Iterator[tuple[str, Identity]]:
    for name in GATES:
        systems = NAMED_MAPS[name].systems
        step, unitary = named_transform(name, tuple(range(systems)), 2), named_unitary(name, 2)
        matrix: Matrix = np.array(step.matrix, dtype=np.int64)
        for before in product(FRAMES, repeat=systems):
            after = carried(step.matrix, before)
            if after is not None:
                signs = [
                    [_sign(unitary, line, name_of(row_of(line) @ matrix % 2)) for line in pair]
                    for pair in zip(_lines(after, 0), _lines(after, 1), strict=True)
                ]
                yield (
                    f"gate.{name}.{'.'.join(letters(frame) for frame in before)}",
                    {"after": [letters(frame) for frame in after], "signs": signs},
                )


def certificate() -> dict[str, Any]:
    """The certificate, ready for `json.dump`.

    >>> certificate()["scope"]
    {'dimension': 2, 'systems': 'all', 'experiments': 'CSS in local frames'}
    """
    parts = (*_products(), *_measurements(), *_displacements(), *_gates())
    return {
        "format": FORMAT,
        "kind": "exact-family",
        "scope": {"dimension": 2, "systems": "all", "experiments": "CSS in local frames"},
        "identities": [{"id": name, **values} for name, values in parts],
    }
