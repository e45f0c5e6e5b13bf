"""The options that say which systems: `--bits 2`, `--trits 2`, `--dits 5 2`, or `--d 5 --n 2`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

_OPTIONS = (
    click.option("--bits", type=click.IntRange(min=1), metavar="N", help="N bits."),
    click.option("--trits", type=click.IntRange(min=1), metavar="N", help="N trits."),
    click.option(
        "--dits", type=(int, click.IntRange(min=1)), metavar="D N", help="N systems with D values a coordinate."
    ),
    click.option("--d", "d", type=int, metavar="D", help="The same in two options:"),
    click.option("--n", "n", type=click.IntRange(min=1), metavar="N", help="D values a coordinate, N systems (1)."),
)


def systems_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """A command with these options."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def systems_of(
    bits: int | None, trits: int | None, dits: tuple[int, int] | None, d: int | None, n: int | None
) -> tuple[int, int]:
    """(d, n) of what was asked for; InputError unless that was one thing."""
    from toytheory.errors import InputError

    named = [(2, bits), (3, trits), *([dits] if dits is not None else []), (d, n or 1)]
    given = [(dimension, count) for dimension, count in named if dimension is not None and count is not None]
    if len(given) != 1 or (n is not None and d is None):
        raise InputError("which systems?", "give one of --bits N, --trits N, --dits D N, or --d D with --n N")
    return given[0]
