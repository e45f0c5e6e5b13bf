"""Maps by name: `fourier 1`, `sum 1 2`, `multiply 1 by 2`; on modes `rotate 1 by pi/4`, `squeeze 1 by 0.5`, ..."""

from __future__ import annotations

from typing import Any

from toytheory.errors import InputError, Place
from toytheory.language.advice import END, NUMBERS, Advice
from toytheory.language.grammar import parts
from toytheory.language.maps.discrete import NAMED_MAPS, named_transform
from toytheory.language.maps.modes import MODE_MAPS, mode_transform
from toytheory.language.plain_lines import COMMA, DIGITS, SPACE, Text, whole
from toytheory.language.steps import Step, Transform

from .statement import Language, Line, Statement

WORDS: dict[str, tuple[str, ...]] = {
    "Z": ("fourier", "phase", "sum", "cphase", "swap", "multiply"),
    "R": ("rotate", "squeeze", "beamsplitter", "two-mode-squeeze", "shear", "sum", "cphase", "swap", "fourier"),
}

RULES = {
    over: rf"""
map          = ~r"(?P<name>{"|".join(words)})\s*" numbers (by value)? end
"""
    for over, words in WORDS.items()
}

_EXAMPLES = {
    "Z": "fourier 1; phase 1; sum 1 2; cphase 1 2; swap 1 2; multiply 1 by 2",
    "R": "rotate 1 by pi/4; squeeze 1 by 0.5; beamsplitter 1 2 by pi/4; two-mode-squeeze 1 2 by 1.2; shear 1 by 0.3; "
    "sum 1 2 by 0.5; cphase 1 2; swap 1 2; fourier 1",
}


def _advice(over: str) -> dict[str, Advice]:
    takes_number = {name for name, m in MODE_MAPS.items() if m.parameter} if over == "R" else {"multiply"}
    return {
        (word := example.split()[0]): Advice(
            example, NUMBERS if over == "R" else (), f"`by` or {END}" if word in takes_number else END
        )
        for example in _EXAMPLES[over].split("; ")
    }


def _read(line: Line, node: Any) -> list[Step]:
    reader = line.reader
    systems, numbers = reader.systems(node)
    values, reals = reader.numbers(node)
    name = node.children[0].match["name"]
    wanted = (NAMED_MAPS if reader.d is not None else MODE_MAPS)[name].systems
    if wanted == 1 and len(systems) > 1 and any(list(parts(each, "to")) for each in parts(node, "range")):
        groups: list[tuple[tuple[int, ...], list[Any]]] = [
            ((system,), [number]) for system, number in zip(systems, numbers, strict=True)
        ]
    else:
        groups = [(systems, numbers)]
    return [_step(line, name, group, nodes, values, reals) for group, nodes in groups]


def _step(line: Line, name: str, systems: tuple[int, ...], numbers: list[Any], values: Any, reals: list[Any]) -> Step:
    d = line.reader.d
    blamed = numbers[-1] if len(set(systems)) < len(systems) or not reals else reals[0]
    parameter = values[0] if values else None
    try:
        if d is not None:
            made = named_transform(name, systems, d, parameter)
        else:
            made = mode_transform(name, systems, parameter)
    except InputError as error:
        raise error.at(line.reader.place(blamed)) from None
    columns = line.columns(numbers if d is not None else numbers + reals)
    return Transform(systems, made.matrix, made.shift, name, made.parameter, place=line.place, columns=columns)


_PLAIN = {
    1: whole(rf"(fourier|phase|multiply){SPACE}([0-9]{{1,7}}+)(?:{SPACE}by{SPACE}({DIGITS}))?+"),
    2: whole(rf"(sum|cphase|swap){SPACE}([0-9]{{1,7}}+)(?:{SPACE}|{COMMA})([0-9]{{1,7}}+)"),
}


def _plain_line(text: Text, line: str, place: Place) -> list[Step] | None:
    found = _PLAIN[1].match(line)
    second, factor = None, None
    if found is not None:
        name, first, factor = found.groups()
    else:
        found = _PLAIN[2].match(line)
        if found is None:
            return None
        name, first, second = found.groups()
    systems = text.systems(first, second)
    key = f"{name} {factor or ''}"
    made = text.known.get(key)
    if made is None:
        try:
            made = named_transform(name, (0, 1) if second else (0,), text.d, None if factor is None else int(factor))
        except InputError:
            return None
        text.known[key] = made
    if systems is None:
        return None
    columns = (found.start(2) + 1,) if second is None else (found.start(2) + 1, found.start(3) + 1)
    return [Transform(systems, made.matrix, made.shift, name, made.parameter, place=place, columns=columns)]


_DECLARE = "declare modes, as in `system 2 modes (hbar=1)`"
_DISCRETE = "declare bits, trits or dits in the `system` line"

NAMED_MAP = Language(
    over={
        "Z": (
            Statement(
                WORDS["Z"],
                "map",
                RULES["Z"],
                _advice("Z"),
                _read,
                plain=_plain_line,
                elsewhere={
                    "multiply": f"write `squeeze 1 by 0.5`, which takes X to e^-0.5 X, or {_DISCRETE}",
                    "phase": f"write `shear 1 by 1`, which takes P to P + X, or {_DISCRETE}",
                },
            ),
        ),
        "R": (
            Statement(
                WORDS["R"],
                "map",
                RULES["R"],
                _advice("R"),
                _read,
                elsewhere={
                    **dict.fromkeys(("rotate", "beamsplitter", "two-mode-squeeze"), _DECLARE),
                    "squeeze": f"write `multiply 1 by 2`, or {_DECLARE}",
                    "shear": f"write `phase 1`, or {_DECLARE}",
                },
            ),
        ),
    }
)
