"""What can go wrong in a file, written down: lines for people, JSON, and for bits Stim's detector error model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from toytheory.discrete.sampling.independent import independent_errors
from toytheory.discrete.sampling.mechanisms import Added, Mechanism
from toytheory.errors import CannotRun, InputError

from .sources import Source

LONGEST = 24
"""Letters of a fraction that is written as one; longer ones are written as decimals."""


def shown(p: Fraction) -> str:
    """A probability for a person.

    >>> shown(Fraction(1, 10)), shown(Fraction(1, 2**100))
    ('1/10', '7.888609052210118e-31')
    """
    text = str(p)
    return text if len(text) <= LONGEST else repr(float(p))


def text_lines(source: Source, mechanisms: Sequence[Mechanism]) -> Iterator[str]:
    """A line a mechanism: its exclusive effects, each with its probability."""
    names, d = source.program.names, source.program.d

    def moved(added: Added) -> str:
        return ", ".join(names[output] if d == 2 else f"{names[output]} + {by}" for output, by in added)

    for mechanism in mechanisms:
        yield " | ".join(f"{shown(p)}: {moved(added)}" for added, p in mechanism.law)


def json_record(source: Source, mechanisms: Sequence[Mechanism]) -> dict[str, Any]:
    """JSON data: probabilities as floats, and as fractions where these are short."""
    names, count = source.program.names, source.detectors or 0

    def effect(added: Added, p: Fraction) -> dict[str, Any]:
        record = {"probability": float(p), "adds": {names[output]: by for output, by in added}}
        return record | ({"fraction": str(p)} if len(str(p)) <= LONGEST else {})

    return {
        "format": "toytheory/errors-1",
        "d": source.program.d,
        "detectors": list(names[:count]),
        "observables": list(names[count:]),
        "mechanisms": [{"sites": m.sites, "effects": [effect(*each) for each in m.law]} for m in mechanisms],
    }


def dem_lines(source: Source, mechanisms: Sequence[Mechanism], approximate: bool) -> Iterator[str]:
    """Stim's detector error model: independent errors, then where detectors are. InputError where there is none."""
    if source.program.d != 2:
        problem = f"detector error models are for bits, and this has d = {source.program.d}"
        raise InputError(problem, "write text or JSON instead")
    count = source.detectors or 0
    try:
        errors = independent_errors(mechanisms, approximate)
    except CannotRun as error:
        raise InputError(f"no detector error model: {error}", "add --approximate to take them as independent") from None
    for added, p in errors.items():
        targets = " ".join(f"D{i}" if i < count else f"L{i - count}" for i, _ in added)
        yield f"error({p!r}) {targets}"
    for number in range(count):
        at = source.coordinates.get(number, ())
        yield f"detector({', '.join(f'{x:g}' for x in at)}) D{number}" if at else f"detector D{number}"
    for number in range(len(source.program.names) - count):
        yield f"logical_observable L{number}"
