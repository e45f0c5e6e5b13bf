"""In which order claims are started: those that took longest when last measured first.

The order never shows in a report; it only shortens the wait. The measured seconds are in
durations.json beside this file, which `make bench ARGS=--save` renews (one claim: `python -m benchmarks
--only claims --save ID`); a claim that was never measured is taken to be long.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from .verdict import Claim

DURATIONS = Path(__file__).with_name("durations.json")


def measured(full: bool) -> dict[str, float]:
    """Seconds by claim id, of the default or the full form."""
    if not DURATIONS.exists():
        return {}
    content: dict[str, dict[str, float]] = json.loads(DURATIONS.read_text(encoding="utf-8"))
    return content["full" if full else "default"]


def longest_first(claims: Sequence[Claim], seconds: Mapping[str, float]) -> list[Claim]:
    """The claims by falling seconds; ties in the order given."""
    return sorted(claims, key=lambda claim: -seconds.get(claim.id, float("inf")))
