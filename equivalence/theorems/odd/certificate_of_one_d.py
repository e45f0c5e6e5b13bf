"""Produces the certificate of the equivalence for one odd d: what `checker.py` recomputes.

The numbers are read off from the project's own exact operators (`quantum_ref`) and maps (`toytheory`),
so a certificate speaks about the code that made it. Words in the generators come from Euclid's algorithm.
docs/certificates.md specifies the format, docs/proof.md the theorem.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from equivalence.certificate.text import FORMAT
from quantum_ref.operators.clifford import displacement_unitary, named_unitary
from quantum_ref.operators.phase_matrix import PhaseMatrix
from quantum_ref.operators.weyl import weyl_operators
from toytheory.errors import InputError
from toytheory.language.maps.discrete import NAMED_MAPS
from toytheory.phase_space.elimination import unit_part
from toytheory.phase_space.modular import inverse
from toytheory.phase_space.space import flow

LARGEST = 63
"""The checker refuses larger ones, for its cost; the certificate for all odd d has no such bound."""

Identity = dict[str, Any]
Letter = list[Any]


def certificate(d: int) -> dict[str, Any]:
    """The certificate for odd d, ready for `json.dump`; InputError for other d.

    >>> certificate(3)["scope"]
    {'dimension': 3, 'systems': 'all', 'experiments': 'all'}
    """
    if isinstance(d, bool) or not isinstance(d, int) or d < 3 or d % 2 == 0 or d > LARGEST:
        raise InputError(
            f"there is no certificate for d = {d}: the theorem is about odd d from 3 to {LARGEST}",
            "choose an odd d, or prove it for all of them with --all-odd; for bits see `toytheory verify bits nogo`",
        )
    return {
        "format": FORMAT,
        "kind": "odd-dimension",
        "dimension": d,
        "scope": {"dimension": d, "systems": "all", "experiments": "all"},
        "identities": [
            {"id": name, **values}
            for part in (_points(d), _cliffords(d), _measurements(d), _generation(d))
            for name, values in part
        ],
    }


def _points(d: int) -> Iterator[tuple[str, Identity]]:
    clock, shift = weyl_operators([0, 1], d), weyl_operators([1, 0], d)
    exponent = next(k for k in range(d) if (clock @ shift).equals((shift @ clock) * k))
    yield "weyl.commutation", {"exponent": exponent}
    yield "weyl.composition", {"half": inverse(2, d)}
    yield "point.hermitian", {}
    yield "point.trace", {"value": 1}
    yield "point.orthogonality", {"value": d}
    yield "point.translation", {}
    yield "point.factor", {}
    yield "discard", {"value": 1}


def _cliffords(d: int) -> Iterator[tuple[str, Identity]]:
    for name in ("fourier", "phase"):
        yield f"clifford.{name}", _clifford(d, name)
    for axis, name in enumerate(("displace-x", "displace-p")):
        step = np.eye(2, dtype=np.int64)[axis]
        yield f"clifford.{name}", _covariance(d, displacement_unitary(step, d), np.eye(2, dtype=np.int64), step)
    for name in ("sum", "cphase", "swap"):
        yield f"clifford.{name}", _clifford(d, name)
    for a in _units(d):
        yield f"clifford.multiply.{a}", _clifford(d, "multiply", a)


def _clifford(d: int, name: str, parameter: int | None = None) -> Identity:
    matrix = np.array(NAMED_MAPS[name].rows(d, parameter or 1), dtype=np.int64) % d
    return _covariance(d, named_unitary(name, d, parameter), matrix, np.zeros(len(matrix), dtype=np.int64))


def _covariance(d: int, unitary: PhaseMatrix, matrix: Any, shift: Any) -> Identity:
    """The phases k_j with U w(e_j) = omega^k_j w(S e_j) U, found by trying them on the exact unitary."""
    monomial = unitary.to_monomial() if np.all(unitary.norms == 1) else None  # all but `fourier`
    phases = []
    for j in range(len(shift)):
        before = weyl_operators(np.eye(len(shift), dtype=np.int64)[j], d)
        after = weyl_operators(matrix[:, j], d)
        if monomial is None:
            phases.append(next(k for k in range(d) if unitary.intertwines(after * k, before)))
        else:
            left, right = after @ monomial, monomial @ before
            phases.append(next(k for k in range(d) if (left * k).equals(right)))
    return {"matrix": matrix.tolist(), "shift": shift.tolist(), "phases": phases}


def _measurements(d: int) -> Iterator[tuple[str, Identity]]:
    for e in (e for e in range(1, d) if d % e == 0):
        yield f"projector.{e}", {"values": list(range(0, d, e))}
        yield f"effect.{e}", {"value": 1}
        yield f"update.{e}", {"flow": (flow(np.array([e, 0])) % d).tolist()}


def _units(d: int) -> list[int]:
    return [a for a in range(2, d) if math.gcd(a, d) == 1]


# words in the generators


def _generation(d: int) -> Iterator[tuple[str, Identity]]:
    yield "word.cphase", {"word": [["fourier", 1, 1], ["sum", 1, 0, 1], ["fourier", 3, 1]]}
    yield "word.swap", {"word": [["sum", 1, 0, 1], ["sum", d - 1, 1, 0], ["sum", 1, 0, 1], ["fourier", 2, 0]]}
    across = [["fourier", 1, 0], ["sum", 1, 0, 1], ["fourier", 3, 0]]
    yield "clear.0", {"word": [["fourier", 3, 0], ["phase", d - 1, 0], ["fourier", 1, 0]]}
    yield "clear.2", {"word": across}
    yield "clear.3", {"word": [["fourier", 1, 1], *across, ["fourier", 3, 1]]}
    for a in range(d):
        for b in range(d):
            yield f"reduce.{a}.{b}", _euclid_inside(d, a, b)
    divisors = [0, *(e for e in range(1, d) if d % e == 0)]
    for e in divisors:
        for f in divisors:
            yield f"join.{e}.{f}", _euclid_across(d, e, f)


def _normalised(d: int, x: int, word: list[Letter]) -> Identity:
    unit = unit_part(x, d)
    if unit != 1:
        word.append(["multiply", unit, 0])
    return {"word": word, "result": x * unit % d}


def _euclid_inside(d: int, x: int, p: int) -> Identity:
    """Euclid's algorithm on (x, p): `phase` adds multiples of x to p, `fourier` exchanges them.

    >>> _euclid_inside(5, 0, 2)
    {'word': [['fourier', 1, 0], ['multiply', 3, 0]], 'result': 1}
    """
    word: list[Letter] = []
    while p:
        power = -(p // x) % d if x else 0
        if power:
            word.append(["phase", power, 0])
            p = (p + power * x) % d
        if p:
            word.append(["fourier", 1, 0])
            x, p = p, -x % d
    return _normalised(d, x, word)


def _euclid_across(d: int, x: int, y: int) -> Identity:
    """The same on the positions of two systems: `sum` adds multiples of one to the other."""
    word: list[Letter] = []
    while y:
        if x:
            power = -(y // x) % d
            if power:
                word.append(["sum", power, 0, 1])
                y = (y + power * x) % d
        if y:  # now y < x, or x = 0
            power = -(x // y) % d if x else 1
            word.append(["sum", power, 1, 0])
            x = (x + power * y) % d
    return _normalised(d, x, word)
