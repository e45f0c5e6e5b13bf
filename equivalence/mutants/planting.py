"""Whether the checks catch what they must and stay silent on what they must: every mutant against the real claims.

A mutant takes the place of its original among the backends; the claims' own functions do the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from equivalence.claims import registry
from equivalence.engine.decide import examined
from equivalence.engine.verdict import Claim, Context
from toytheory.backend import Backend
from toytheory.errors import InputError

from .mutant import Mutant

CLAIMS = (
    "trits.experiments", "dits.experiments", "bits.experiments", "toy.experiments",
    "trits.adaptive", "dits.adaptive", "bits.adaptive",
)  # fmt: skip
"""The claims about experiments, asked in this order."""

ACROSS = {"toy": "hilbert", "quantum": "epistemic"}
"""The sound backend of the other side, for a mutant of the first."""

BESIDE = {"epistemic": "dense", "ontic": "dense"}
"""A sound backend of its own side, for claims about the toy theory alone."""


@dataclass(frozen=True)
class Audited:
    """What became of a mutant.

    Attributes
    ----------
    mutant, original : what was planted, and in place of which backend.
    caught : the checks that failed, as "claim/check"; a fault's first one is enough.
    asked : the claims that ran it, those that had nothing to compare left out.
    witness : what the first check that failed shows.
    """

    mutant: Mutant
    original: str
    caught: tuple[str, ...]
    asked: tuple[str, ...]
    witness: Mapping[str, Any] | None = None

    @property
    def as_it_should_be(self) -> bool:
        """Broken and caught; or equivalent, asked about, and not caught."""
        return bool(self.caught) if self.mutant.broken else bool(self.asked) and not self.caught


def experiment_claims() -> tuple[Claim, ...]:
    """The claims about experiments that there are, in the order of `CLAIMS`."""
    known = {claim.id: claim for claim in registry()}
    return tuple(known[name] for name in CLAIMS if name in known)


def audit(
    backends: Mapping[str, Backend | str],
    seed: int = 0,
    mutants: Iterable[Mutant] | None = None,
    claims: Sequence[Claim] | None = None,
) -> tuple[Audited, ...]:
    """Plant every mutant in each of its originals and run the claims about experiments.

    Parameters
    ----------
    backends : sound ones by name, the originals among them.
    mutants, claims : all of them by default. A fault is not asked about any more once it is caught.
    """
    from . import ALL

    chosen = experiment_claims() if claims is None else claims
    return tuple(
        _audited(mutant, original, backends, seed, chosen)
        for mutant in (ALL if mutants is None else mutants)
        for original in mutant.originals
    )


def planted(
    mutant: Mutant, original: str, backends: Mapping[str, Backend | str], partners: Mapping[str, str] = ACROSS
) -> dict[str, Backend | str]:
    """The mutant under its original's name, and a sound backend to compare it with; InputError without an original.

    Parameters
    ----------
    partners : by the original's side or name; by default that of the other side.
    """
    sound = backends.get(original)
    if sound is None or isinstance(sound, str):
        raise InputError(f"there is no backend {original} to plant {mutant.name} in", "give the sound backends")
    other = partners.get(original) or partners[sound.side]
    return {original: mutant.plant(sound), other: backends[other]}


def _audited(
    mutant: Mutant, original: str, backends: Mapping[str, Backend | str], seed: int, claims: Sequence[Claim]
) -> Audited:
    caught: list[str] = []
    asked: list[str] = []
    witness: Mapping[str, Any] | None = None
    for claim in claims:
        alone = claim.id.startswith("toy.")
        if alone and original not in BESIDE:
            continue
        together = planted(mutant, original, backends, BESIDE if alone else ACROSS)
        if not _concerns(claim, mutant, together[original]):
            continue
        for check in claim.check(Context(seed, backends=together)):
            found = examined(check)
            if found.status != "skipped":
                asked.append(claim.id)
            if found.status not in ("holds", "skipped"):
                caught.append(f"{claim.id}/{found.name}")
                witness = witness if witness is not None else found.witness
                if mutant.broken:
                    return Audited(mutant, original, tuple(caught), tuple(dict.fromkeys(asked)), witness)
    return Audited(mutant, original, tuple(caught), tuple(dict.fromkeys(asked)), witness)


def _concerns(claim: Claim, mutant: Mutant, backend: Backend | str) -> bool:
    """Whether the backend runs experiments of the claim, and the mutant is there what it is said to be."""
    on_bits = claim.id.startswith("bits.")
    only_bits = not isinstance(backend, str) and backend.capabilities.dimensions == frozenset({2})
    return not mutant.odd_only if on_bits else not only_bits


def table(audited: Iterable[Audited]) -> str:
    """The audit as a table in Markdown, one line a mutant: the fault, and what catches it in which backend."""
    rows: dict[str, tuple[Mutant, dict[str, list[str]]]] = {}
    for one in audited:
        _, found = rows.setdefault(one.mutant.name, (one.mutant, {}))
        what = one.caught[0] if one.caught else ("missed" if one.mutant.broken else "silent")
        found.setdefault(what, []).append(one.original)
    lines = ["| mutant | what it does | caught by |", "|---|---|---|"]
    for name, (mutant, found) in rows.items():
        told = "; ".join(f"{what} ({', '.join(originals)})" for what, originals in found.items())
        lines.append(f"| `{name}` | {mutant.says} | {told} |")
    return "\n".join(lines) + "\n"
