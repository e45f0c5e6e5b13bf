"""`noise X1, P1 by 0,0: 9/10, 1,0: 1/10`; on modes `noise X1 variance 0.1`; `noise each X, P of 1..5 by ...` on many.

Items of a step: coordinates, then displacements or variances.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from toytheory.errors import InputError, Place
from toytheory.language.advice import COORDINATES, Advice, Hint
from toytheory.language.grammar import parts
from toytheory.language.plain_lines import BLANK, COORDINATE, DIGITS, SPACE, Text, listed, pieces, whole
from toytheory.language.ring import Ring
from toytheory.language.so_far import SoFar, Words
from toytheory.language.steps import GaussianNoise, Noise, Step
from toytheory.phase_space.space import coordinate_name

from .displace import only_single
from .statement import Language, Line, Record, Statement

EACH = r"""
each         = ~r"each\b\s*" letters of numbers
letters      = letter (comma letter)?
letter       = ~r"(?P<letter>[XP])(?!\w)\s*"
of           = ~r"of\b\s*"
"""
DISCRETE_RULES = (
    r"""
noise        = ~r"noise\s*" (each / coordinates) by weights end
"""
    + EACH
)
MODE_RULES = (
    r"""
noise        = ~r"noise\s*" (equal / variances) end
equal        = each of_variance value
variances    = variance (comma variance)*
variance     = coordinate of_variance value
of_variance  = ~r"variance\b\s*"
"""
    + EACH
)

_EXAMPLE = "noise X1, P1 by 0,0: 9/10, 1,0: 1/10"
WORDS = Words(
    "noise",
    "displacement",
    "coordinates",
    f"give one integer for each coordinate, as in `{_EXAMPLE}`",
    "write for instance `noise X1 variance 0.1`",
)
PROBABILITY = Hint(r"\d", r"[eE%]", "a probability is a decimal or a fraction", "write 0.001 or 1/1000")


def _each(line: Line, node: Any) -> list[tuple[tuple[int, ...], list[Any]]]:
    """For each system the coordinates with the letters, and where they stand."""
    letters = list(parts(node, "letter"))
    sides = [0 if letter.match["letter"] == "X" else 1 for letter in letters]
    if len(set(sides)) < len(sides):
        line.reader.refuse(letters[1], f"{letters[1].text.strip()} is named twice", "name it once")
    systems, numbers = line.reader.systems(node)
    seen: set[int] = set()
    for system, number in zip(systems, numbers, strict=True):
        if system in seen:
            line.reader.refuse(number, f"system {system + 1} is named twice", "name it once")
        seen.add(system)
    return [(tuple(2 * system + side for side in sides), letters) for system in systems]


def _read(line: Line, node: Any) -> list[Step]:
    weights, listed = line.reader.weights(node)
    each = list(parts(node, "each"))
    if each:
        groups = _each(line, each[0])
    else:
        nodes = list(parts(node, "coordinate"))
        groups = [(tuple(map(line.reader.coordinate, nodes)), nodes)]
    return [
        Noise(coordinates, weights, place=line.place, columns=line.columns(nodes + listed))
        for coordinates, nodes in groups
    ]


_EXACT = rf"(?:{DIGITS}/{DIGITS}|[0-9]{{1,9}}+(?:\.[0-9]{{1,15}}+)?+(?![0-9./]))"
_WEIGHT = rf"{listed(rf'-?+{DIGITS}')}{BLANK}:{BLANK}{_EXACT}"
_PLAIN = whole(rf"noise{SPACE}({listed(COORDINATE)}){SPACE}by{SPACE}({listed(_WEIGHT)})")
_WEIGHTS = re.compile(r"([0-9, \t-]+?)[ \t]*:[ \t]*([0-9./]+)(?:[ \t]*,[ \t]*)?")


def _plain_line(text: Text, line: str, place: Place) -> list[Step] | None:
    found = _PLAIN.match(line)
    if found is None:
        return None
    coordinates, columns = [], []
    for column, piece in pieces(found, 1):
        index = text.coordinate(piece[0], piece[1:])
        if index < 0:
            return None
        coordinates.append(index)
        columns.append(column)
    known = text.known.get(found[2])
    if known is None:
        try:
            known = text.known[found[2]] = _plain_weights(found[2], text.d)
        except ZeroDivisionError:
            return None
    weights, starts = known
    at = found.start(2) + 1
    places = (*columns, *[at + start for start in starts])
    return [Noise(tuple(coordinates), weights, place=place, columns=places)]


def _plain_weights(listed: str, d: int) -> tuple[Any, list[int]]:
    """Tuples with probabilities, and where each begins."""
    weights, starts = [], []
    for found in _WEIGHTS.finditer(listed):
        weights.append((tuple([int(value) % d for value in found[1].split(",")]), Fraction(found[2])))
        starts.append(found.start())
    return tuple(weights), starts


def _read_on_modes(line: Line, node: Any) -> list[Step]:
    equal = list(parts(node, "equal"))
    if equal:
        (value,) = parts(equal[0], "value")
        groups = _each(line, equal[0])
        variances = [(index, float(line.reader.value(value))) for indices, _ in groups for index in indices]
        nodes = [letter for _, letters in groups for letter in letters]
        nodes += [value] * len(variances)
    else:
        listed = [variance.children for variance in parts(node, "variance")]
        variances = [(line.reader.coordinate(c), float(line.reader.value(number))) for c, _, number in listed]
        nodes = [c for c, _, _ in listed] + [number for _, _, number in listed]
    return [GaussianNoise(tuple(variances), place=line.place, columns=line.columns(nodes))]


def _check(so_far: SoFar, step: Noise) -> None:
    """Probabilities lie in [0, 1] and add up to one, exactly."""
    if so_far.d is None:
        mend = "write for instance `noise X1 variance 0.1`"
        raise InputError("noise with listed displacements is not for modes", mend)
    so_far.coordinates(step, step.coordinates)
    so_far.weights(step, len(step.coordinates), step.weights, len(step.coordinates), WORDS)


def _check_on_modes(so_far: SoFar, step: GaussianNoise) -> None:
    """Coordinates are named once, variances are not negative."""
    so_far.coordinates(step, [index for index, _ in step.variances])
    for item, (_, variance) in enumerate(step.variances, start=len(step.variances)):
        if so_far.number(step, item, variance, "the variance") < 0:
            raise InputError(f"the variance {variance:g} is negative", "give v >= 0", step.item_place(item))


def written_weights(weights: Any) -> str:
    """Tuples with their probabilities as a statement lists them."""
    return ", ".join(f"{','.join(map(str, values))}: {weight}" for values, weight in weights)


def _write(step: Noise, ring: Ring) -> str:
    return f"noise {', '.join(map(coordinate_name, step.coordinates))} by {written_weights(step.weights)}"


def _write_on_modes(step: GaussianNoise, ring: Ring) -> str:
    return "noise " + ", ".join(f"{coordinate_name(i)} variance {ring.shown(v)}" for i, v in step.variances)


NOISE = Language(
    over={
        "Z": (
            Statement(
                ("noise",),
                "noise",
                DISCRETE_RULES,
                {
                    "noise each": Advice("noise each X, P of 1..2 by 0,0: 0.9, 1,0: 0.1", (PROBABILITY,)),
                    "noise": Advice(
                        _EXAMPLE,
                        (
                            *COORDINATES,
                            only_single("`displace X1 by 1, P1 by 2` or `noise X1, P1 by 0,0: 1/2, 1,2: 1/2`"),
                            PROBABILITY,
                            Hint(
                                r"",
                                r"[(\[{]",
                                "brackets are not part of the notation",
                                f"write for instance `{_EXAMPLE}`",
                            ),
                        ),
                    ),
                },
                _read,
                plain=_plain_line,
            ),
        ),
        "R": (
            Statement(
                ("noise",),
                "noise",
                MODE_RULES,
                {
                    "noise each": Advice("noise each X, P of 1..2 variance 0.1"),
                    "noise": Advice(
                        "noise X1 variance 0.1",
                        (
                            Hint(
                                r"[XP]\d*\s*",
                                r"by\b",
                                "noise with listed displacements is not for modes",
                                "give a variance, as in `noise X1 variance 0.1`",
                            ),
                            only_single("`displace X1 by 1, P1 by 2` or `noise X1 variance 0.1, P1 variance 0.2`"),
                            *COORDINATES,
                        ),
                    ),
                },
                _read_on_modes,
            ),
        ),
    },
    records={
        Noise: Record(
            _check,
            _write,
            lambda step, ring: Noise(step.coordinates, tuple((ring.numbers(s), w) for s, w in step.weights)),
        ),
        GaussianNoise: Record(
            _check_on_modes,
            _write_on_modes,
            lambda step, ring: GaussianNoise(tuple((i, float(v)) for i, v in step.variances)),
            only_modes=True,
        ),
    },
)
