"""`toytheory phenomena`: the talk's phenomena, and one of them told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from equivalence.phenomena.phenomenon import Phenomenon
    from equivalence.report.phenomenon import Answers
    from toytheory.backend import Backend

ROOM_FOR_ITEM, ROOM_FOR_CLAIM = 90, 130
"""Columns from which on the list has room for the talk's words and for the claims' ids."""

EXAMPLES = """\b
Examples:
  toytheory phenomena                  the list: what arises, for which systems
  toytheory phenomena teleportation    one told, with its experiments in both theories
  toytheory phenomena interference --json
"""


@click.command(
    "phenomena",
    short_help="What arises: the talk's phenomena, one by one.",
    epilog=EXAMPLES,
    help="""List the phenomena of the talk's lists with what was found for bits, trits, other d and modes; or tell the
    one called NAME: what puzzles, what happens in the toy theory, its experiments with the numbers of one exact backend
    of either theory, the verdict on its claim by the same backends, and what does not come out.

    The exit code is 1 where the claim is not as expected.""",
)
@click.argument("name", required=False)
@click.option(
    "--json",
    "json_file",
    is_flag=False,
    flag_value="-",
    metavar="[FILE]",
    help="Write JSON instead, to standard output without FILE.",
)
@click.option("--pages", metavar="FOLDER", help="Write the pages and pictures of all into FOLDER, and nothing else.")
@click.option("--claims", metavar="FILE", help="A `verify --json` report that the pages take the evidence from.")
def phenomena(name: str | None, json_file: str | None, pages: str | None, claims: str | None) -> int:
    """Exit code: 0, or 1 (the claim of the one that is told is not as expected)."""
    from equivalence.phenomena.phenomenon import all_phenomena
    from toytheory.errors import InputError

    if pages is not None:
        if name is not None or json_file is not None:
            raise InputError("--pages goes with --claims alone", "write `toytheory phenomena --pages FOLDER`")
        return _pages(pages, claims)
    if claims is not None:
        raise InputError("--claims is for --pages", "leave it out, or add `--pages FOLDER`")
    if name is None:
        return _list(all_phenomena(), json_file)
    return _tell(_named(name), json_file)


def _named(name: str) -> Phenomenon:
    from equivalence.engine.selection import near
    from equivalence.phenomena.phenomenon import all_phenomena
    from toytheory.errors import InputError

    by_name = {phenomenon.name: phenomenon for phenomenon in all_phenomena()}
    wanted = name.removeprefix("phenomena.")
    if wanted not in by_name:
        raise InputError(f"no phenomenon is called {name!r}", near(wanted, by_name))
    return by_name[wanted]


def _list(found: tuple[Phenomenon, ...], json_file: str | None) -> int:
    from equivalence.engine.output import write_text
    from equivalence.engine.plain import json_text
    from equivalence.report.phenomenon import record

    if json_file is not None:
        listed = {"format": "toytheory/phenomena-1", "phenomena": [record(phenomenon) for phenomenon in found]}
        write_text(json_file, json_text(listed) + "\n")
    else:
        console = _console()
        console.print(_table(found, console.width))
    return 0


def _console() -> Console:
    """A console as wide as the terminal; of a pipe, as COLUMNS says."""
    import os
    import shutil
    import sys

    from rich.console import Console

    from .pictures import WIDTH

    if sys.stdout.isatty():
        return Console(file=sys.stdout, highlight=False)
    known = os.environ.get("COLUMNS", "").isdecimal()
    return Console(file=sys.stdout, highlight=False, width=shutil.get_terminal_size().columns if known else WIDTH)


def _table(found: tuple[Phenomenon, ...], width: int) -> Table:
    """Name and standings; the item and the claim's id where there is room for them."""
    from rich import box
    from rich.table import Table

    from equivalence.phenomena.phenomenon import KINDS, SHORT

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    item, claim = width >= ROOM_FOR_ITEM, width >= ROOM_FOR_CLAIM
    for title in ("name", *["item"] * item, *KINDS, *["claim"] * claim):
        table.add_column(title, style="bold" if title == "name" else None, no_wrap=title in ("name", "claim"))
    for phenomenon in found:
        words = (SHORT[phenomenon.standing[kind]] if kind in phenomenon.standing else "-" for kind in KINDS)
        told = [phenomenon.item] * item, words, [f"phenomena.{phenomenon.name}"] * claim
        table.add_row(phenomenon.name, *(cell for cells in told for cell in cells))
    return table


def _tell(phenomenon: Phenomenon, json_file: str | None) -> int:
    import sys

    from equivalence.comparison.run import chosen_backends
    from equivalence.engine.decide import decide
    from equivalence.engine.output import check_writable, write_text
    from equivalence.engine.plain import json_text
    from equivalence.engine.verdict import Context
    from equivalence.phenomena.predicted import backends_for
    from equivalence.report.phenomenon import print_phenomenon, told_record

    from .waiting import Waiting

    if json_file is not None:
        check_writable(json_file)
    with Waiting(sys.stderr) as told:
        told("loading the backends")
        backends = chosen_backends(backends_for(phenomenon))
        told(f"deciding phenomena.{phenomenon.name}")
        verdict = decide(phenomenon.claim(), Context(backends=backends))
        answers = _answers(phenomenon, backends)
    if json_file is not None:
        told_all = {"format": "toytheory/phenomenon-1", **told_record(phenomenon, answers, verdict)}
        write_text(json_file, json_text(told_all) + "\n")
    else:
        print_phenomenon(_console(), phenomenon, answers, verdict)
    return 1 if verdict.unexpected else 0


def _answers(phenomenon: Phenomenon, backends: dict[str, Backend | str]) -> Answers:
    from equivalence.phenomena.predicted import predicted

    return {run.file: predicted(run, backends) for run in phenomenon.runs}


def _pages(folder: str, claims: str | None) -> int:
    """Write every page and picture; what a hand wrote outside of the marks stays."""
    from pathlib import Path

    from equivalence.comparison.run import chosen_backends
    from equivalence.engine.output import write_bytes, write_text
    from equivalence.figures.phenomena import pictures
    from equivalence.phenomena.phenomenon import all_phenomena
    from equivalence.phenomena.predicted import backends_for
    from equivalence.report.phenomenon_page import index, page, renewed, title
    from toytheory.errors import InputError

    target = Path(folder)
    try:
        target.mkdir(exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder} is no folder: {error.strerror}", "name a folder") from None
    found = _found(claims)
    backends = chosen_backends(sorted({name for p in all_phenomena() for name in backends_for(p)}))
    texts = {"README.md": (index(), "# The talk's phenomena")}
    for phenomenon in all_phenomena():
        answers = _answers(phenomenon, backends)
        drawn = pictures(phenomenon, answers)
        for name, picture in drawn.items():
            write_bytes(target / name, picture)
        text = page(phenomenon, answers, list(drawn), found.get(f"phenomena.{phenomenon.name}"))
        texts[f"{phenomenon.name}.md"] = (text, title(phenomenon))
    for name, (text, heading) in texts.items():
        old = (target / name).read_text(encoding="utf-8") if (target / name).is_file() else ""
        write_text(target / name, renewed(old, text, heading))
    click.echo(f"wrote {len(texts)} pages into {folder}", err=True)
    return 0


def _found(claims: str | None) -> dict[str, dict[str, object]]:
    """Claims by id, of a report; InputError where it is none."""
    import json
    from pathlib import Path

    from equivalence.engine.output import read_text
    from toytheory.errors import InputError

    if claims is None:
        return {}
    try:
        return {claim["id"]: claim for claim in json.loads(read_text(Path(claims)))["claims"]}
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{claims} is no report of claims", "write one with `toytheory verify --json FILE`") from None
