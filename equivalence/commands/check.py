"""`toytheory check`: call the checkers of certificates."""

from __future__ import annotations

import click

from .completing import complete_files

EXAMPLES = """\b
Examples:
  toytheory check c.json a.json

\b
Exit codes: 0 everything is proved; 1 refuted; 2 not a certificate; of several files the largest.
"""


@click.command("check", short_help="Check certificates.", epilog=EXAMPLES)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", shell_complete=complete_files)
def check(files: tuple[str, ...]) -> int:
    """Check certificates with the programs that share no code with the rest.

    The same as `python checker.py FILE...`, where the files checker*.py are copied together from the folder
    equivalence/certificate/ of this installation to a machine that has only Python.
    """
    from equivalence.certificate import checker

    return int(checker.main(list(files)))
