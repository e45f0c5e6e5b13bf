"""`system 2 trits`: what an experiment is done on. It is the first statement, and the only one that makes no step."""

from __future__ import annotations

import re
from typing import Any

from toytheory.errors import InputError
from toytheory.language.advice import END, Advice, Hint, shorten
from toytheory.language.grammar import parts
from toytheory.language.reader import Reader, real_number
from toytheory.language.steps import MAX_SYSTEMS, Kind, System
from toytheory.phase_space.modular import MAX_D

RULES = r"""
system       = ~r"system\s*" count kind setting? end
setting      = (open assignment close) / assignment
assignment   = parameter equals real
count        = ~r"(?P<digits>@INTEGER)\s*"
kind         = ~r"(?P<kind>bit|trit|dit|mode)s?\b\s*"
parameter    = ~r"(?P<name>d|hbar)\b\s*"
real         = ~r"(?P<number>@REAL)\s*"
"""

ADVICE = Advice(
    "system 2 trits",
    (
        Hint(
            r"",
            r"qubit|qutrit|qudit",
            "the systems of the toy theory are bits, trits, dits or modes",
            "write for instance `system 2 trits`",
        ),
    ),
    END,
)

_KINDS: dict[str, tuple[Kind, int | None]] = {
    "bit": ("bits", 2),
    "trit": ("trits", 3),
    "dit": ("dits", None),
    "mode": ("modes", None),
}


_PLAIN = re.compile(r"[ \t]*system[ \t]+([0-9]{1,9})[ \t]+(bit|trit)s?[ \t]*\Z")


def plain_system(line: str) -> System | None:
    """What a plain line declares, such as `system 2 trits`; None for the grammar to read.

    >>> plain_system("system 2 trits"), plain_system("system 2 dits d=5")
    (System(kind='trits', n=2, d=3, hbar=None), None)
    """
    found = _PLAIN.match(line)
    if found is None or not 1 <= int(found[1]) <= MAX_SYSTEMS:
        return None
    kind, d = _KINDS[found[2]]
    return System(kind, int(found[1]), d)


def read_system(reader: Reader, node: Any) -> System:
    """What a `system` line declares."""
    count, kind, *assignment = parts(node, "count", "kind", "assignment")
    n = _bounded(count.match["digits"], MAX_SYSTEMS)
    if n > MAX_SYSTEMS:
        reader.refuse(count, f"{shorten(count.match['digits'])} systems are too many", f"have at most {MAX_SYSTEMS}")
    word, d = _KINDS[kind.match["kind"]]
    hbar = 1.0 if word == "modes" else None
    if assignment:
        parameter, _, real = assignment[0].children
        number = real.match["number"]
        if parameter.match["name"] == "hbar":
            hbar = float(real_number(number))
        elif not number.isdecimal() or _bounded(number, MAX_D) > MAX_D:
            mend = f"choose an integer from 2 to {MAX_D}, such as d=5"
            reader.refuse(parameter, f"d = {shorten(number)} is no dimension", mend)
        else:
            d = int(number)
    if word == "dits" and d is None:
        reader.refuse(kind, "dits need their d", f"write for instance `system {n} dits d=5`")
    try:
        return System(word, n, d, hbar)
    except InputError as error:
        raise error.at(reader.place(assignment[0] if assignment and n else count)) from None


def _bounded(digits: str, limit: int) -> int:
    """The integer, or limit + 1 where it is larger than the limit."""
    short = digits.lstrip("0") or "0"
    return min(int(short), limit + 1) if len(short) < 19 else limit + 1


def write_system(system: System) -> str:
    """The line that declares a system."""
    kind = system.kind[:-1] if system.n == 1 else system.kind
    setting = {"dits": f" d={system.d}", "modes": f" (hbar={float(system.hbar or 1)!r})"}.get(system.kind, "")
    return f"system {system.n} {kind}{setting}"
