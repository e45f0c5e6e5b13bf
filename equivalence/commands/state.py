"""`toytheory state`: what one state answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .systems import systems_of, systems_options

if TYPE_CHECKING:
    from equivalence.report.state import Split

MOST_SYSTEMS = 2048
"""Systems of a state that is asked, at most."""

EXAMPLES = """\b
Examples:
  toytheory state "X1 - X2 = 0, P1 + P2 = 0" --trits 2 --split "1|2"    a maximally correlated pair
  toytheory state "X1 - X2 = 0, X2 - X3 = 0" --bits 3                  a mixed state, read as a code
  toytheory state nothing --dits 6 1 --json
"""


@click.command(
    "state",
    short_help="What one state answers: entropy, correlations, code.",
    epilog=EXAMPLES,
    help="""Say of the state in which the variables KNOWN have their values, and all else is unknown, how much that is,
    what is known of each system, and for a mixed state what it protects when it is read as a code.

    KNOWN is written as behind `prepare`; `nothing` is the state of which nothing is known. Entropies are in units of
    log d.""",
)
@click.argument("known")
@systems_options
@click.option("--split", metavar='"A|B"', help='Two groups of systems, such as "1,2|3": what they tell of each other.')
@click.option(
    "--subsets",
    type=click.IntRange(min=1),
    metavar="N",
    help="Sets of systems tried for the distance, at most (20,000).",
)
@click.option(
    "--json",
    "json_file",
    is_flag=False,
    flag_value="-",
    metavar="[FILE]",
    help="Write JSON instead, to standard output without FILE.",
)
def state(
    known: str,
    bits: int | None,
    trits: int | None,
    dits: tuple[int, int] | None,
    d: int | None,
    n: int | None,
    split: str | None,
    subsets: int | None,
    json_file: str | None,
) -> int:
    """Exit code 0; bad input is told and ends with 2."""
    import sys
    import textwrap

    from equivalence.engine.output import check_writable, write_text
    from equivalence.engine.plain import json_text
    from equivalence.report.colours import console_for
    from equivalence.report.state import answers, lines
    from toytheory.discrete.epistemic import EpistemicState
    from toytheory.errors import InputError

    dimension, systems = systems_of(bits, trits, dits, d, n)
    if systems > MOST_SYSTEMS:
        raise InputError(f"{systems} systems are too many", f"ask of at most {MOST_SYSTEMS}")
    if json_file is not None:
        check_writable(json_file)
    nothing = known.strip() in ("", "nothing", "nothing known")
    asked = (
        EpistemicState.unknown(dimension, systems) if nothing else EpistemicState.from_known(known, dimension, systems)
    )
    record = answers(asked, None if split is None else _split(split, systems), subsets)
    if json_file is not None:
        write_text(json_file, json_text(record) + "\n")
        return 0
    told = lines(record)
    width = max(len(heading) for heading, _ in told)
    room = max(console_for(sys.stdout).width - width - 2, 24)
    for heading, text in told:
        parts = textwrap.wrap(text, room, break_long_words=False) or [""]
        names = [heading, *[""] * (len(parts) - 1)]
        click.echo("\n".join(f"{name:<{width}}  {line}".rstrip() for name, line in zip(names, parts, strict=True)))
    return 0


def _split(text: str, systems: int) -> Split:
    """`1,2|3` as two groups of different systems, counted from 0."""
    from toytheory.errors import InputError

    mend = f'write two groups of the systems 1 to {systems}, such as "1,2|3" or "1..4|5"'
    sides = [side.replace(",", " ").split() for side in text.split("|")]
    groups = []
    for side in sides:
        group: list[int] = []
        for word in side:
            first, dots, last = word.partition("..")
            if not (first.isdecimal() and (last.isdecimal() or not dots)) or max(len(first), len(last)) > 9:
                raise InputError(f"{word!r} is no system and no range of systems", mend)
            begin, end = int(first), int(last or first)
            if not 1 <= begin <= end <= systems:
                raise InputError(f"there is no system {word}", mend)
            group.extend(range(begin - 1, end))
        groups.append(tuple(group))
    if len(groups) != 2 or not all(groups):
        raise InputError(f"{text!r} is no split in two groups", mend)
    if len({*groups[0], *groups[1]}) != len(groups[0]) + len(groups[1]):
        raise InputError("a system is named twice in the split", mend)
    return groups[0], groups[1]
