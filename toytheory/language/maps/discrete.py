"""The named maps of the experiment language, as actions on coordinates.

Rows say "new value in terms of old ones": `sum j k` is the talk's two-trit example
(slide "Valid reversible transformations"). Displacements are steps of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from toytheory.errors import InputError
from toytheory.language.steps import Transform
from toytheory.phase_space.modular import check_dimension, inverse

Rows = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class NamedMap:
    """A named map: how many systems it takes, whether it has a multiplier, and its matrix."""

    name: str
    systems: int
    rows: Callable[[int, int], Rows]
    """(d, parameter) -> matrix; maps without a parameter ignore it."""
    takes_parameter: bool = False


def _multiply(d: int, a: int) -> Rows:
    return ((a % d, 0), (0, inverse(a % d, d)))


NAMED_MAPS: dict[str, NamedMap] = {
    m.name: m
    for m in (
        NamedMap("fourier", 1, lambda d, _: ((0, 1), (d - 1, 0))),
        NamedMap("phase", 1, lambda d, _: ((1, 0), (1, 1))),
        NamedMap("multiply", 1, _multiply, takes_parameter=True),
        NamedMap("sum", 2, lambda d, _: ((1, 0, 0, 0), (0, 1, 0, d - 1), (1, 0, 1, 0), (0, 0, 0, 1))),
        NamedMap("cphase", 2, lambda d, _: ((1, 0, 0, 0), (0, 1, 1, 0), (0, 0, 1, 0), (1, 0, 0, 1))),
        NamedMap("swap", 2, lambda d, _: ((0, 0, 1, 0), (0, 0, 0, 1), (1, 0, 0, 0), (0, 1, 0, 0))),
    )
}


@lru_cache(maxsize=1024)
def _rows(name: str, d: int, parameter: int) -> Rows:
    """Equal maps share one matrix, so that whoever meets thousands of them recognises it."""
    return NAMED_MAPS[name].rows(d, parameter)


def named_transform(name: str, systems: tuple[int, ...], d: int, parameter: int | None = None) -> Transform:
    """The Transform step of a named map on systems counted from 0.

    >>> named_transform("fourier", (0,), 3).matrix      # X -> P, P -> -X
    ((0, 1), (2, 0))
    """
    check_dimension(d)
    named = NAMED_MAPS.get(name)
    if named is None:
        raise InputError(f"there is no map named {name}", f"use one of {', '.join(sorted(NAMED_MAPS))}")
    if len(systems) != named.systems:
        wanted = "one system" if named.systems == 1 else f"{named.systems} systems"
        raise InputError(f"{name} takes {wanted}, not {len(systems)}", f"name {wanted}")
    if len(set(systems)) != len(systems):
        raise InputError(f"{name} from system {systems[0] + 1} to itself", "name two different systems")
    if named.takes_parameter != (parameter is not None):
        wanted = "needs a multiplier" if named.takes_parameter else "takes no multiplier"
        raise InputError(f"{name} {wanted}", "write for instance `multiply 1 by 2` or `fourier 1`")
    rows = _rows(name, d, parameter if parameter is not None else 0)
    reduced = None if parameter is None else parameter % d
    return Transform(systems, rows, (0,) * (2 * len(systems)), name, reduced)
