"""Where in the text of a Stim circuit something stands that is refused: Stim itself keeps no lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

import stim

from toytheory.errors import InputError, Place

from .reading import LARGEST_CIRCUIT, Places

_TOLD = re.compile(
    r"REPEAT(?:\[[^\]]*\])?\s+(?P<times>[0-9]+)|OBSERVABLE_INCLUDE(?:\[[^\]]*\])?\s*\(\s*(?P<observable>[0-9.]+)|DETECTOR\b",
    re.IGNORECASE,
)


def unread_place(text: str, source: str) -> Place:
    """The first line that Stim does not read by itself, or the brace that has no other."""
    opened: list[Place] = []
    for place, line in _lines(text, source):
        code = line.partition("#")[0].strip()
        if code == "}":
            if not opened:
                return place
            opened.pop()
            continue
        if code.endswith("{"):
            opened.append(place)
            line = f"{code}\nTICK\n}}"
        try:
            stim.Circuit(line)
        except (ValueError, IndexError):
            return place
    return opened[-1] if opened else Place(1, 1, source)


def refused_place(text: str, source: str, problem: str, read: Callable[[stim.Circuit], object]) -> Place:
    """The first line at which `read`, given the circuit's lines one by one, meets this problem.

    Rounds are read once; what only a later round meets is told of the first line.
    """
    for place, line in _lines(text, source):
        code = line.partition("#")[0].strip()
        if code == "}" or code.endswith("{"):
            continue
        try:
            read(stim.Circuit(line))
        except InputError as error:
            if error.problem == problem:
                return place
    return Place(1, 1, source)


def grown_place(text: str, source: str, problem: str, read: Callable[[stim.Circuit], object]) -> Place:
    """The line with which `read`, given ever more lines of a circuit, meets this problem; rounds are read once."""
    lines = [(place, line.partition("#")[0].strip()) for place, line in _lines(text, source)]
    lines = [(place, code) for place, code in lines if code != "}" and not code.endswith("{")]

    def meets(count: int) -> bool:
        try:
            read(stim.Circuit("\n".join(code for _, code in lines[:count])))
        except InputError as error:
            return error.problem == problem
        return False

    least = bisect_left(range(1, len(lines) + 1), True, key=meets)
    return lines[least][0] if least < len(lines) else Place(1, 1, source)


def told_places(circuit: stim.Circuit, text: str, source: str) -> Places:
    """Where the detectors and observables of a circuit stand in its text."""
    if not 0 < circuit.num_detectors + circuit.num_observables <= LARGEST_CIRCUIT:
        return Places(source)
    open_loops: list[tuple[int, list[Place]]] = [(1, [])]  # times, and where the detectors of one round stand
    observables: dict[int, Place] = {}
    for place, line in _lines(text, source):
        code = line.partition("#")[0].strip()
        found = _TOLD.match(code)
        if code == "}":
            times, inside = open_loops.pop()
            open_loops[-1][1].extend(inside * times)
        elif found is None:
            continue
        elif found["times"]:
            open_loops.append((int(found["times"]), []))
        elif found["observable"]:
            observables[int(float(found["observable"]))] = place
        else:
            open_loops[-1][1].append(place)
    return Places(source, open_loops[0][1], observables)


def _lines(text: str, source: str) -> Iterator[tuple[Place, str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield Place(number, 1 + len(line) - len(line.lstrip()), source), line
