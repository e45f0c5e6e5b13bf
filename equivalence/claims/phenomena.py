"""The talk's lists, run: one claim a phenomenon (`equivalence/phenomena`)."""

from __future__ import annotations

from equivalence.engine.verdict import Registry
from equivalence.phenomena.phenomenon import all_phenomena

ORDER = 800


def register(registry: Registry) -> None:
    """Enter a claim for every phenomenon, in the talk's order."""
    for phenomenon in all_phenomena():
        registry.add(phenomenon.claim())
