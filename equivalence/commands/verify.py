"""`toytheory verify`: check the claims and report."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click

from equivalence.report.formats import FORMATS

from .completing import complete_claims
from .options import TIMEOUT_OPTION

EXAMPLES = """\b
Examples:
  toytheory verify                         every claim, default form
  toytheory verify trits bits.states       a group of claims and a single one
  toytheory verify talk -v                 with what is found of each erratum
  toytheory verify --full --resume v.json  the long form, going on where it was stopped
  toytheory verify --json - --junit j.xml  reports for programs
"""


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def report_options(command: Callable[..., int]) -> Callable[..., int]:
    """An option for every format."""
    for name, says in reversed(FORMATS.items()):
        command = click.option(f"--{name}", name, metavar="FILE", help=says)(command)
    return command


@click.command(
    short_help="Check the claims of the talk and report.",
    epilog=EXAMPLES,
    help="""Check the claims of the talk: for each its status, the strength of its evidence, and a
    witness where it fails.

    SELECTORS are claim ids (trits.states) or the beginning of ids up to a dot (trits); without any, every
    claim is checked. `toytheory list` shows them.

    The exit code is 0 if every status is the expected one, 1 if not, 2 for bad usage.""",
)
@click.argument("selectors", nargs=-1, shell_complete=complete_claims)
@report_options
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    metavar="N",
    help="Seed of everything that is sampled.",
)
@click.option("--full", is_flag=True, help="The long form: larger sizes, more cases, up to ten minutes.")
@click.option(
    "-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Number of processes.  [default: one a processor]"
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="Of a Dask cluster that decides instead of processes here (optional extra)."
)
@click.option(
    "--resume",
    "resume_file",
    metavar="FILE",
    help="Keep verdicts in FILE as they are found, and take those that it holds already.",
)
@TIMEOUT_OPTION
@click.option(
    "--no-seconds", is_flag=True, help="Leave the seconds out of the reports, so that equal runs give equal files."
)
@click.option("-v", "--verbose", is_flag=True, help="Tell what is found of errata too, which fail as expected.")
def verify(
    selectors: tuple[str, ...],
    seed: int,
    full: bool,
    jobs: int | None,
    scheduler: str | None,
    resume_file: str | None,
    timeout: float,
    no_seconds: bool,
    verbose: bool,
    **reports: str | None,
) -> int:
    """Exit code: 0, 1 (a status that is not the expected one) or 130 (interrupted)."""
    import sys

    from equivalence.engine import workers
    from equivalence.engine.output import STANDARD, check_writable
    from equivalence.engine.runner import run_claims
    from equivalence.engine.selection import select
    from equivalence.report.colours import console_for
    from equivalence.report.files import FileReport
    from equivalence.report.formats import renderer
    from equivalence.report.terminal import TerminalReport, close
    from toytheory.errors import InputError

    task = workers.Task(workers.CLAIMS, seed, full, timeout=timeout)
    claims = select(task.registry(), selectors)
    asked = {name: path for name in FORMATS if (path := reports[name]) is not None}
    files = [FileReport(path, renderer(name), not no_seconds) for name, path in asked.items()]
    if sum(file.path == STANDARD for file in files) > 1:
        raise InputError("two reports cannot share standard output", "give all but one a file")
    for path in [*(file.path for file in files), *filter(None, [resume_file])]:
        check_writable(path)
    shared = any(file.path == STANDARD for file in files)
    shown = [TerminalReport(console_for(sys.stderr if shared else sys.stdout), details=verbose)]
    if not shared and not sys.stdout.isatty() and sys.stderr.isatty():  # somebody watches while the lines go elsewhere
        shown.append(TerminalReport(console_for(sys.stderr), progress_only=True))
    resume = None if resume_file is None else Path(resume_file)
    try:
        report = run_claims(claims, task, jobs or processors(), [*shown, *files], resume, scheduler)
    except KeyboardInterrupt:
        close(shown)
        kept = f"{resume_file} keeps what was found; the same command goes on from there"
        click.echo(
            f"interrupted: {kept if resume_file else 'with --resume FILE, what was found would be kept'}", err=True
        )
        return 130
    finally:
        close(shown)
    return 1 if report.unexpected else 0
