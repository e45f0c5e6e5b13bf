"""All entries of the audit, in the talk's order."""

from __future__ import annotations

from functools import lru_cache

from . import (
    balance,
    bits,
    brackets,
    catalogues,
    correlated,
    geometry,
    maps,
    overview,
    pairs,
    projector,
    quadrature,
    states,
    supports,
    uncertainty,
    wigner,
)
from .entry import Entry, Erratum
from .transcription import transcription

PARTS = (
    overview.SUMMARY,
    overview.PHENOMENA,
    overview.TABLES,
    brackets.ENTRIES,
    pairs.ENTRIES,
    states.ENTRIES,
    geometry.ENTRIES,
    supports.ENTRIES,
    projector.ENTRIES,
    maps.ENTRIES,
    overview.LIOUVILLE,
    catalogues.ENTRIES,
    overview.WIGNER,
    quadrature.ENTRIES,
    wigner.ENTRIES,
    overview.THEOREMS,
    bits.ENTRIES,
    balance.ENTRIES,
    uncertainty.ENTRIES,
    correlated.ENTRIES,
)


@lru_cache(maxsize=1)
def entries() -> tuple[Entry, ...]:
    """In the order of the printed blocks; within a block in that of their parts.

    >>> entries()[0].id
    'talk.restriction'
    """
    place = {key: number for number, key in enumerate(transcription())}
    return tuple(sorted((entry for part in PARTS for entry in part), key=lambda entry: place[entry.block]))


def errata() -> tuple[tuple[Entry, Erratum], ...]:
    """The entries that do not hold as printed, with what is wrong."""
    return tuple((entry, entry.erratum) for entry in entries() if entry.erratum is not None)


CORRECTIONS = "talk.corrections"
