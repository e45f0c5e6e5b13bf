"""The audit of the talk: a claim for each statement that has a check of its own, and one for the corrections."""

from __future__ import annotations

from collections.abc import Iterator

from equivalence.audit.entries import entries, errata
from equivalence.audit.entry import Entry
from equivalence.verdict import Check, Claim, Context, Registry

ORDER = 900

CORRECTIONS = "talk.corrections"


def register(registry: Registry) -> None:
    """Enter the claims, in the talk's order."""
    for entry in entries():
        if entry.check is not None:
            registry.add(_claim(entry))

    @registry.claim(
        CORRECTIONS,
        "What the errata put in place of the printed text passes the checks that the printed text fails.",
        "All slides with an erratum",
    )
    def corrections(ctx: Context) -> Iterator[Check]:
        for entry in errata():
            if entry.erratum is not None:
                yield entry.erratum.corrected()


def _claim(entry: Entry) -> Claim:
    check = entry.check
    if check is None:
        raise TypeError(f"{entry.key} has no check of its own")
    erratum = None
    if entry.erratum is not None:
        told = entry.erratum
        erratum = f"Printed: {told.printed}. {told.found} Right: {told.right}"
    return Claim(entry.id, entry.says, entry.printed.slide, check, "holds" if erratum is None else "fails", erratum)
