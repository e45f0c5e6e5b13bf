"""Verdicts: what a check found, how strong its evidence is, and what a claim amounts to.

Status (what was found) is kept apart from expectation (what should be found) and from evidence
(how strongly); none of them is ever folded into a bool.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal

import numpy as np

from toytheory.backend import Backend

from .parts import About, Evidence, Part, strongest, weakest

Status = Literal["holds", "fails", "inconclusive", "error", "skipped"]

STATUSES: tuple[Status, ...] = ("holds", "fails", "inconclusive", "error", "skipped")


@dataclass(frozen=True)
class Check:
    """What one check of a claim found.

    Attributes
    ----------
    evidence : how strong the finding is; never the strength hoped for.
    scope : over what, in words: "d = 3, n = 2: all 481 states". A sample states its seed and chance of a false alarm.
    cases : how many cases were decided.
    status : what was found. "skipped" and "error" need a `reason`.
    name : the check's own name within its claim, by which a planted fault is said to be caught.
    witness : the smallest counterexample (or, for claims of a difference, the example), JSON-ready.
    reason : why skipped, inconclusive or in error.
    backend : of a check that fails: the one backend whose disagreement it is, where that can be told.
    about : the theories or the programs; the claim declares it (`Claim.parts`), and `decide` enters it here.
    """

    evidence: Evidence
    scope: str
    cases: int
    status: Status
    name: str = ""
    witness: Mapping[str, Any] | None = None
    reason: str | None = None
    backend: str | None = None
    about: About | None = None


@dataclass
class Context:
    """What a check is given.

    Attributes
    ----------
    seed : of the run; `rng` derives independent generators from it.
    full : whether the long form was asked for.
    backends : installed backends by name (for the claims about experiments), or a reason instead.
    report : called with (done, total) so that a long check shows progress.
    """

    seed: int = 0
    full: bool = False
    backends: Mapping[str, Backend | str] = field(default_factory=dict)
    report: Callable[[int, int], None] = field(default=lambda done, total: None)

    def rng(self, *label: str) -> np.random.Generator:
        """A generator that depends on the seed and the label alone, whatever else runs.

        >>> Context(seed=1).rng("a").integers(100) == Context(seed=1).rng("a").integers(100)
        np.True_
        """
        key = [int(b) for b in "/".join(label).encode()]
        return np.random.default_rng([self.seed, *key])


CheckFunction = Callable[[Context], Iterable[Check]]


@dataclass(frozen=True)
class Claim:
    """A sentence that the harness decides.

    Attributes
    ----------
    id : such as "trits.states".
    title : the claim in one sentence of the project's own.
    slide : title of the talk's slide that it comes from.
    check : yields `Check`s, strongest evidence need not come first.
    expected : the status that it should have: "holds", or "fails" for an erratum.
    erratum : for expected "fails": what the talk prints and what is right.
    parts : of the sentence, with the checks that show each; every check of the claim belongs to one at least.
    """

    id: str
    title: str
    slide: str
    check: CheckFunction
    expected: Status = "holds"
    erratum: str | None = None
    parts: tuple[Part, ...] = ()

    def parts_of(self, name: str) -> list[Part]:
        """The parts that a check of this name shows, or helps to show."""
        return [part for part in self.parts if part.way_of(name) is not None]


@dataclass(frozen=True)
class Verdict:
    """A claim together with what its checks found."""

    claim: Claim
    checks: tuple[Check, ...]
    seconds: float = 0.0

    @property
    def status(self) -> Status:
        """The worst that any check found: error, fails, inconclusive, then holds; skipped if all were."""
        found = {check.status for check in self.checks}
        for status in ("error", "fails", "inconclusive", "holds"):
            if status in found:
                return status
        return "skipped"

    @property
    def theory(self) -> Evidence | None:
        """How strongly the sentence about the theories is shown, or, if the claim fails, refuted."""
        return self._level("theory")

    @property
    def code(self) -> Evidence | None:
        """How strongly it is shown that the programs do what the sentence says, or, if the claim fails, that not."""
        return self._level("code")

    @property
    def evidence(self) -> Evidence | None:
        """The badge: `theory` where there is one, otherwise `code`; None where nothing was decided."""
        return self.theory or self.code

    def shown(self, part: Part) -> Evidence | None:
        """How strongly a part is shown: the best of its ways, each as weak as the weakest of its checks.

        A way with a check that did not hold shows nothing; of programs, what was skipped is left out.
        """
        levels = []
        for way in part.ways:
            checks = [c for c in self.checks if part.way_of(c.name) == way]
            if part.about == "code":
                checks = [c for c in checks if c.status != "skipped"]
            if checks and all(c.status == "holds" for c in checks):
                levels += [level for level in [weakest(c.evidence for c in checks)] if level]
        return strongest(levels)

    def _level(self, about: About) -> Evidence | None:
        if self.status == "fails":
            return strongest(c.evidence for c in self.checks if c.status == "fails" and c.about == about)
        parts = [part for part in self.claim.parts if part.needed and part.about == about]
        levels = [self.shown(part) for part in parts if about == "theory" or self._ran(part)]
        return None if None in levels else weakest(level for level in levels if level)

    def _ran(self, part: Part) -> bool:
        """Whether any check of the part was not skipped."""
        return any(c.status != "skipped" and part.way_of(c.name) is not None for c in self.checks)

    @property
    def carrying(self) -> tuple[Check, ...]:
        """The checks that the badge is taken from: those of its level, about what it is about, that are needed."""
        about = "theory" if self.theory else "code"
        wanted = "fails" if self.status == "fails" else "holds"
        found = [c for c in self.checks if (c.status, c.about, c.evidence) == (wanted, about, self.evidence)]
        needed = {c.name for c in found if any(part.needed for part in self.claim.parts_of(c.name))}
        return tuple(c for c in found if wanted == "fails" or c.name in needed)

    def _repr_html_(self) -> str:
        """For a notebook: the sentence, its status and its evidence."""
        levels = {"theory": self.theory, "code": self.code}
        evidence = "; ".join(f"{about}: {level}" for about, level in levels.items() if level)
        status = f"{self.status}, unexpectedly" if self.unexpected else self.status
        told = [
            f"<b>{escape(status)}</b>",
            escape(evidence),
            f"{self.cases:,} cases",
            f"<code>{escape(self.claim.id)}</code>",
        ]
        return f"<p>{escape(self.claim.title)}<br>{' · '.join(filter(None, told))}</p>"

    @property
    def unexpected(self) -> bool:
        """Whether the status is other than expected; skipped never is."""
        return self.status not in (self.claim.expected, "skipped")

    @property
    def cases(self) -> int:
        """All cases together."""
        return sum(check.cases for check in self.checks)


class Registry:
    """Claims by id, in the order in which they were added."""

    def __init__(self) -> None:
        self._claims: dict[str, Claim] = {}

    def add(self, claim: Claim) -> Claim:
        """Enter a claim; its id must be new."""
        if claim.id in self._claims:
            raise ValueError(f"two claims have the id {claim.id}")
        self._claims[claim.id] = claim
        return claim

    def claim(
        self,
        id: str,
        title: str,
        slide: str,
        *parts: Part,
        expected: Status = "holds",
        erratum: str | None = None,
    ) -> Callable[[CheckFunction], CheckFunction]:
        """Decorator: enter a generator function of checks as a claim with these parts."""

        def enter(check: CheckFunction) -> CheckFunction:
            self.add(Claim(id, title, slide, check, expected, erratum, parts))
            return check

        return enter

    def __iter__(self) -> Iterator[Claim]:
        return iter(self._claims.values())

    def __getitem__(self, id: str) -> Claim:
        return self._claims[id]

    def __len__(self) -> int:
        return len(self._claims)
