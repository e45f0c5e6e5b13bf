"""The talk's lists of phenomena, item by item: which phenomena decide each, and in which word."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from equivalence.audit.transcription import Column, listed_columns
from equivalence.phenomena.phenomenon import Phenomenon, all_phenomena

LISTS = ("includes", "categories", "categories-again")
"""Keys of the printed blocks."""

ASPECTS = "certain aspects of items on the left"
OTHERS = "others..."
NOT_YET = "not yet run"
UNNAMED = "nothing named"
"""Of "others...", where nothing is among them."""


@dataclass(frozen=True)
class Listed:
    """An item of a list.

    Attributes
    ----------
    text : as printed.
    column : where it stands.
    phenomena : those that decide it.
    """

    text: str
    column: Column
    phenomena: tuple[Phenomenon, ...]

    @property
    def word(self) -> str:
        """What was found: the phenomena's common word, "arises in part" where they differ, or "not yet run"."""
        if not self.phenomena:
            return UNNAMED if plain(self.text) == OTHERS else NOT_YET
        if plain(self.text) == ASPECTS:
            return "does not arise"
        found = {phenomenon.word for phenomenon in self.phenomena}
        return found.pop() if len(found) == 1 else "arises in part"

    @property
    def against(self) -> bool:
        """Whether the talk has it in a column in which what was found does not belong."""
        wrong = {
            "arising": {"does not arise", "cannot be posed"},
            "not arising": {"arises", "arises in part"},
            "uncategorised": set[str](),
        }
        return plain(self.text) != OTHERS and self.word in wrong[self.column]


def plain(text: str) -> str:
    """An item for comparing: small letters, no hyphens, no quotation marks, no question mark.

    >>> plain("No cloning") == plain("no-cloning"), plain("Quantized spectra?")
    (True, 'quantized spectra')
    """
    kept = text.casefold().replace("-", " ")
    return " ".join("".join(letter for letter in kept if letter not in '“”"?').split())


@cache
def listed(key: str) -> tuple[Listed, ...]:
    """The items of a list with the phenomena that decide them.

    "Others..." are the phenomena that no list names, by what was found of them; "certain aspects of items on the left"
    are the phenomena of the left column that do not arise everywhere, or not as in quantum theory.
    """
    columns = listed_columns(key)
    left = {plain(item) for item, column in columns if column == "arising"}
    return tuple(Listed(item, column, _deciding(plain(item), column, left)) for item, column in columns)


def _deciding(item: str, column: Column, left: set[str]) -> tuple[Phenomenon, ...]:
    if item == OTHERS:
        return tuple(p for p in unlisted() if _column_of(p) == column)
    if item == ASPECTS:
        named = (p for p in all_phenomena() if left & set(map(plain, p.listed)))
        return tuple(p for p in named if p.word != "arises" or any(run.quantum is not None for run in p.runs))
    return tuple(p for p in all_phenomena() if item in map(plain, p.listed))


def _column_of(phenomenon: Phenomenon) -> Column:
    found: dict[str, Column] = {"does not arise": "not arising", "cannot be posed": "uncategorised"}
    return found.get(phenomenon.word, "arising")


@cache
def named() -> frozenset[str]:
    """Every item that a list names, for comparing."""
    return frozenset(plain(item) for key in LISTS for item, _ in listed_columns(key))


def unlisted() -> tuple[Phenomenon, ...]:
    """The phenomena that no list names."""
    return tuple(p for p in all_phenomena() if not named() & set(map(plain, p.listed)))
