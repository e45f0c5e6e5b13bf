"""The audit of the talk: a claim for each statement that has a check of its own, and one for the corrections."""

from __future__ import annotations

from collections.abc import Iterator

from equivalence.audit.entries import CORRECTIONS, entries, errata
from equivalence.engine.parts import theory
from equivalence.engine.verdict import Check, Claim, Context, Registry, Status

ORDER = 900

CORRECTED = {
    "conjugate-sums": "conjugate-corrected",
    "symplectic-form": "transposed",
    "wigner-argument and of talk.wigner-sign": "wigner-corrected",
    "correlated-14": "correlated-14",
    "correlated-21": "correlated-21",
}
"""The check of each correction, by key of the entry."""


def register(registry: Registry) -> None:
    """Enter the claims, in the talk's order."""
    wrong = dict(errata())
    for entry in entries():
        if entry.check is None:
            continue
        erratum = wrong.get(entry)
        told = None if erratum is None else f"Printed: {erratum.printed}. {erratum.found} Right: {erratum.right}"
        expected: Status = "holds" if erratum is None else "fails"
        registry.add(Claim(entry.id, entry.title, entry.printed.slide, entry.check, expected, told, entry.parts))

    @registry.claim(
        CORRECTIONS,
        "What the errata put in place of the printed text passes the checks that the printed text fails.",
        "All slides with an erratum",
        *(theory(f"the correction of talk.{key}", name) for key, name in CORRECTED.items()),
    )
    def corrections(ctx: Context) -> Iterator[Check]:
        for erratum in wrong.values():
            yield erratum.corrected()
