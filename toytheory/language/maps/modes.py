"""The named maps of modes, as actions on coordinates; signs as DESIGN fixes them.

Rows say "new value in terms of old ones". c = cos t, s = sin t:
``rotate``: X -> cX - sP, P -> sX + cP. ``squeeze``: X -> e^-r X, P -> e^r P. ``beamsplitter j k``: Xj -> cXj - sXk,
Xk -> sXj + cXk, P likewise. ``two-mode-squeeze j k``: Xj -> ch Xj + sh Xk, Pj -> ch Pj - sh Pk, and with j and k
exchanged. ``shear``: P -> P + sX. ``sum j k``: Xk -> Xk + s Xj, Pj -> Pj - s Pk. ``cphase j k``: Pj -> Pj + s Xk,
Pk -> Pk + s Xj. ``fourier``: X -> P, P -> -X (packages differ). ``swap``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from toytheory.errors import InputError
from toytheory.language.steps import Transform

Rows = tuple[tuple[float, ...], ...]

MAX_SQUEEZING = 100.0
"""The largest |r|; e^(2r) must stay far from the end of the numbers (868 dB)."""


@dataclass(frozen=True, slots=True)
class ModeMap:
    """A named map of modes.

    Attributes
    ----------
    systems : how many it takes.
    parameter : what its number is ("an angle", ...); None where it takes none.
    default : the number if it is left out; None where it may not be.
    rows : parameter -> matrix.
    """

    name: str
    systems: int
    rows: Callable[[float], Rows]
    parameter: str | None = None
    default: float | None = None


def _rotate(t: float) -> Rows:
    c, s = math.cos(t), math.sin(t)
    return ((c, -s), (s, c))


def _beamsplitter(t: float) -> Rows:
    c, s = math.cos(t), math.sin(t)
    return ((c, 0.0, -s, 0.0), (0.0, c, 0.0, -s), (s, 0.0, c, 0.0), (0.0, s, 0.0, c))


def _two_mode_squeeze(r: float) -> Rows:
    ch, sh = math.cosh(r), math.sinh(r)
    return ((ch, 0.0, sh, 0.0), (0.0, ch, 0.0, -sh), (sh, 0.0, ch, 0.0), (0.0, -sh, 0.0, ch))


def _sum(s: float) -> Rows:
    return ((1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, -s), (s, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0))


def _cphase(s: float) -> Rows:
    return ((1.0, 0.0, 0.0, 0.0), (0.0, 1.0, s, 0.0), (0.0, 0.0, 1.0, 0.0), (s, 0.0, 0.0, 1.0))


_SWAP: Rows = ((0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0), (1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0))

MODE_MAPS: dict[str, ModeMap] = {
    m.name: m
    for m in (
        ModeMap("rotate", 1, _rotate, "an angle"),
        ModeMap("squeeze", 1, lambda r: ((math.exp(-r), 0.0), (0.0, math.exp(r))), "a squeezing"),
        ModeMap("beamsplitter", 2, _beamsplitter, "an angle"),
        ModeMap("two-mode-squeeze", 2, _two_mode_squeeze, "a squeezing"),
        ModeMap("shear", 1, lambda s: ((1.0, 0.0), (s, 1.0)), "a strength"),
        ModeMap("sum", 2, _sum, "a strength", 1.0),
        ModeMap("cphase", 2, _cphase, "a strength", 1.0),
        ModeMap("swap", 2, lambda _: _SWAP),
        ModeMap("fourier", 1, lambda _: ((0.0, 1.0), (-1.0, 0.0))),
    )
}


def mode_transform(name: str, systems: tuple[int, ...], parameter: float | None = None) -> Transform:
    """The Transform step of a named map on modes counted from 0.

    Parameters
    ----------
    parameter : an angle in radians, a squeezing or a strength; where the map has a default, that if left out.

    Errors: InputError for an unknown name, a wrong number of systems, a number that is missing, superfluous, not
    finite, or a squeezing beyond `MAX_SQUEEZING`.

    >>> mode_transform("sum", (0, 1)).parameter, mode_transform("fourier", (0,)).matrix
    (1.0, ((0.0, 1.0), (-1.0, 0.0)))
    """
    named = MODE_MAPS.get(name)
    if named is None:
        raise InputError(f"there is no map of modes named {name}", f"use one of {', '.join(sorted(MODE_MAPS))}")
    if len(systems) != named.systems:
        wanted = "one system" if named.systems == 1 else f"{named.systems} systems"
        raise InputError(f"{name} takes {wanted}, not {len(systems)}", f"name {wanted}")
    if len(set(systems)) != len(systems):
        raise InputError(f"{name} from system {systems[0] + 1} to itself", "name two different systems")
    if parameter is None:
        parameter = named.default
    if (named.parameter is None) != (parameter is None):
        wanted = f"needs {named.parameter}" if named.parameter else "takes no number"
        raise InputError(f"{name} {wanted}", "write for instance `rotate 1 by pi/4` or `fourier 1`")
    if parameter is None:
        return Transform(systems, named.rows(0.0), (0.0,) * (2 * len(systems)), name)
    value = float(parameter)
    if not math.isfinite(value):
        raise InputError(f"{name} by {value} is no map", "give a finite number")
    if named.parameter == "a squeezing" and abs(value) > MAX_SQUEEZING:
        mend = f"give r from -{MAX_SQUEEZING:g} to {MAX_SQUEEZING:g}"
        raise InputError(f"a squeezing of {value:g} is too large", mend)
    return Transform(systems, named.rows(value), (0.0,) * (2 * len(systems)), name, value)
