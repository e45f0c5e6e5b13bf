"""`toytheory replay`: stored failing cases, run again."""

from __future__ import annotations

import click

from .completing import complete_files

EXAMPLES = """\b
Examples:
  toytheory replay cases/                 every case of a directory
  toytheory replay cases/case-1f0c.toy    one of them
"""


@click.command(
    short_help="Run stored failing cases again.",
    epilog=EXAMPLES,
    help="""Run the failing case in PATH, or every .toy case of a directory, and say for each whether it is
    FIXED, still FAILED, or an ERROR keeps it from being decided.

    The exit code is 0 if all are fixed, 1 if one still fails, 2 if one cannot be decided.""",
)
@click.argument("path", shell_complete=complete_files)
def replay(path: str) -> int:
    """Exit code: 0, 1 or 2."""
    from pathlib import Path

    from equivalence.experiments.replay import exit_code, stored
    from equivalence.experiments.replay import replay as again
    from equivalence.sampling.progress import progress_of
    from toytheory.errors import InputError

    target = Path(path)
    if not target.exists():
        raise InputError(f"there is no file or directory {path}", "name a stored case, or a directory of them")
    files = stored(target) if target.is_dir() else [target]
    cases = []
    with progress_of("replaying", len(files)) as advance:
        for file in files:
            cases.append(again(file))
            advance(1)
    for case in cases:
        click.echo(f"{case.status:<6} {case.path.name}  {case.reason}")
    if not cases:
        click.echo(f"there are no .toy files in {path}")
    return exit_code(cases)
