"""Entries of the audit: one statement of the talk each, with its check, its reading or its erratum."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from equivalence.engine.parts import Part
from equivalence.engine.verdict import Check, Context

from .transcription import Block, transcription

Standing = Literal["checked", "elsewhere", "item by item", "nothing to run"]


@dataclass(frozen=True)
class Erratum:
    """What the talk prints wrongly.

    Attributes
    ----------
    printed : the printed formula or entry that is wrong, in notation.
    found : what is wrong with it, one sentence.
    right : what would be right.
    corrected : the check that the printed text fails, made of the correction.
    """

    printed: str
    found: str
    right: str
    corrected: Callable[[], Check]


@dataclass(frozen=True)
class Entry:
    """One statement of the talk.

    Attributes
    ----------
    key : the claim `talk.<key>` where there is a check of its own.
    block : key of the printed block that it stands in.
    says : what it asserts, one sentence of the project's own.
    check : yields the checks of its own, or None.
    reading : how the printed text has to be read for it to hold; empty where it holds as printed.
    note : a remark that changes nothing in what is asserted.
    erratum : where it does not hold as printed.
    elsewhere : ids, or groups ("trits."), of claims that carry it, or carry it further.
    why : for entries without any check, why there is none.
    unrun : for entries without any check: "item by item" of a list of phenomena, or "nothing to run".
    parts : of what it asserts, with the checks that show each.
    over : for what it is checked, where that is less than it asserts; empty where it is checked as it stands.
    """

    key: str
    block: str
    says: str
    check: Callable[[Context], Iterable[Check]] | None = None
    reading: str = ""
    note: str = ""
    erratum: Erratum | None = None
    elsewhere: tuple[str, ...] = ()
    why: str = ""
    unrun: Literal["item by item", "nothing to run"] = "nothing to run"
    parts: tuple[Part, ...] = ()
    over: str = ""

    @property
    def id(self) -> str:
        """The id of its claim."""
        return f"talk.{self.key}"

    @property
    def title(self) -> str:
        """The sentence of its claim: what it asserts, and for what that is checked."""
        return f"{self.says} Checked for {self.over}." if self.over else self.says

    @property
    def printed(self) -> Block:
        """What the talk prints."""
        return transcription()[self.block]

    @property
    def standing(self) -> Standing:
        """How it is decided."""
        if self.check is not None:
            return "checked"
        return "elsewhere" if self.elsewhere else self.unrun
