"""Features down, simulators across: one table for discrete systems, one for modes, each with those that were asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

TITLES = {"discrete systems": False, "modes": True}


@dataclass(frozen=True)
class Column:
    """A simulator.

    Attributes
    ----------
    package, name : module and class of its adapter; an installed backend has a name alone.
    features : its record of each feature by name.
    faults : the ids of the faults that each feature shows.
    """

    package: str
    name: str
    features: dict[str, dict[str, Any]]
    faults: dict[str, list[str]]


@dataclass(frozen=True)
class Table:
    """Of one kind of systems.

    Attributes
    ----------
    title : which.
    columns : simulators that were asked about at least one of the features.
    rows : name of each feature and what it says.
    """

    title: str
    columns: list[Column]
    rows: list[tuple[str, str]]

    def packages(self) -> list[tuple[str, int]]:
        """Neighbours of one package: its name and how many there are."""
        found: list[tuple[str, int]] = []
        for column in self.columns:
            if found and found[-1][0] == column.package:
                found[-1] = (column.package, found[-1][1] + 1)
            else:
                found.append((column.package, 1))
        return found


def tables(records: Sequence[dict[str, Any]]) -> Iterator[Table]:
    """The tables of several runs; one in which nothing was asked is left out."""
    columns = [_column(entry) for record in records for entry in record["backends"]]
    for title, modes in TITLES.items():
        says = {
            name: feature["says"]
            for column in columns
            for name, feature in column.features.items()
            if name.startswith("modes-") == modes
        }
        asked = [c for c in columns if any(c.features.get(n, NOT)["result"] != "not offered" for n in says)]
        if asked:
            yield Table(title, asked, list(says.items()))


NOT = {"result": "not offered"}


def _column(entry: dict[str, Any]) -> Column:
    module, _, name = entry["backend"].rpartition(":")
    faults: dict[str, list[str]] = {}
    for fault in entry["faults"]:
        for each in (fault, *fault.get("larger", ())):
            for feature in each["features"]:
                faults.setdefault(feature, []).append(fault["id"])
    return Column(module.rpartition(".")[2], name, {each["feature"]: each for each in entry["features"]}, faults)
