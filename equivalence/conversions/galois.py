"""Known variables and maps as arrays over a finite field of the package `galois`, and back; d is a prime."""

from __future__ import annotations

from typing import Any

import numpy as np

from toytheory.discrete.epistemic import EpistemicState
from toytheory.discrete.transformations import SymplecticMap
from toytheory.errors import InputError
from toytheory.phase_space.modular import Matrix, is_prime


def to_galois(thing: EpistemicState | SymplecticMap) -> tuple[Any, Any]:
    """(known variables (k, 2n), their values (k,)) of a state, (matrix (2n, 2n), shift (2n,)) of a map, over GF(d).

    InputError where d is no prime: integers modulo d are no field then.
    """
    import galois

    if not is_prime(thing.d):
        raise InputError(f"integers modulo {thing.d} are no field", "convert what has a prime d")
    field = galois.GF(thing.d)
    if isinstance(thing, SymplecticMap):
        return field(thing.matrix), field(thing.shift)
    return field(thing.known), field(thing.values)


def state_from_galois(rows: Any, values: Any) -> EpistemicState:
    """The epistemic state with these variables, (k, 2n) over GF(d), known; errors as `EpistemicState.of`."""
    d = _order(rows)
    table = _plain(rows)
    return EpistemicState.of(table, _plain(values), d, table.shape[1] // 2)


def map_from_galois(matrix: Any, shift: Any) -> SymplecticMap:
    """The map m -> S m + a with S (2n, 2n) and a (2n,) over GF(d); InputError where it is not symplectic."""
    return SymplecticMap(_order(matrix), _plain(matrix), _plain(shift))


def _order(array: Any) -> int:
    field = type(array)
    if getattr(field, "degree", 0) != 1:
        raise InputError("no array over a field of a prime number of elements", "make it with galois.GF(3), say")
    return int(field.characteristic)


def _plain(array: Any) -> Matrix:
    return np.array(array, dtype=np.int64)
