"""In which order claims are started, and by which process: those that took longest when last measured first.

Claims that ask the simulators of modes go to one process, as long as the others have something else to do: a process
takes some ten seconds to load these simulators. The order never shows in a report; it only shortens the wait. The
measured seconds are in durations.json beside this file, which `make bench ARGS=--save` renews (one claim: `python -m
benchmarks --only claims --save ID`); a claim that was never measured is taken to be long.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from .verdict import Claim

DURATIONS = Path(__file__).with_name("durations.json")

ON_MODES = ("gaussian.", "liouville.", "phenomena.")
"""How the ids begin of claims that ask the simulators of modes."""


def measured(full: bool) -> dict[str, float]:
    """Seconds by claim id, of the default or the full form."""
    if not DURATIONS.exists():
        return {}
    content: dict[str, dict[str, float]] = json.loads(DURATIONS.read_text(encoding="utf-8"))
    return content["full" if full else "default"]


def longest_first(claims: Sequence[Claim], seconds: Mapping[str, float]) -> list[Claim]:
    """The claims by falling seconds; ties in the order given."""
    return sorted(claims, key=lambda claim: -seconds.get(claim.id, float("inf")))


class Waiting:
    """Claims that are to be started, in an order; one process takes those about modes first, the others last.

    >>> modes, bits, trits = (Claim(name, "", "", lambda ctx: []) for name in ("gaussian.a", "bits.a", "trits.a"))
    >>> waiting = Waiting([bits, modes, trits])
    >>> [waiting.take(on_modes).id for on_modes in (True, True, False)], bool(waiting)
    (['gaussian.a', 'bits.a', 'trits.a'], False)
    """

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._left = list(claims)

    def __bool__(self) -> bool:
        return bool(self._left)

    def take(self, on_modes: bool) -> Claim:
        """The next claim for the process that takes those about modes first, or for one of the others."""
        preferred = (claim for claim in self._left if claim.id.startswith(ON_MODES) is on_modes)
        claim = next(preferred, self._left[0])
        self._left.remove(claim)
        return claim
