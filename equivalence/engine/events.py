"""What happens while claims are checked, as records: the runner emits them, reports consume them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .verdict import Claim, Status, Verdict


@dataclass(frozen=True)
class Report:
    """Everything that one run established.

    Attributes
    ----------
    version : of the project.
    seed, full : what was asked for.
    verdicts : one a claim, in the talk's order.
    """

    version: str
    seed: int
    full: bool
    verdicts: tuple[Verdict, ...]

    def _repr_html_(self) -> str:
        """For a notebook: its verdicts."""
        return "".join(verdict._repr_html_() for verdict in self.verdicts)

    def count(self, status: Status) -> int:
        """How many claims have this status."""
        return sum(verdict.status == status for verdict in self.verdicts)

    @property
    def unexpected(self) -> tuple[Verdict, ...]:
        """The verdicts whose status is not the expected one."""
        return tuple(verdict for verdict in self.verdicts if verdict.unexpected)


@dataclass(frozen=True)
class RunStarted:
    """The claims that are about to be checked, in the talk's order, and with how many processes."""

    claims: tuple[Claim, ...]
    seed: int
    full: bool
    jobs: int


@dataclass(frozen=True)
class ClaimStarted:
    """A process began with a claim."""

    claim: Claim


@dataclass(frozen=True)
class ClaimProgress:
    """A check of the claim did `done` of `total` (0: unknown)."""

    claim: Claim
    done: int
    total: int


@dataclass(frozen=True)
class ClaimFinished:
    """A claim has its verdict; `resumed` where it was read from a resume file instead of found now."""

    verdict: Verdict
    resumed: bool = False


@dataclass(frozen=True)
class RunFinished:
    """All claims have their verdicts."""

    report: Report


Event = RunStarted | ClaimStarted | ClaimProgress | ClaimFinished | RunFinished
Consumer = Callable[[Event], None]
