"""`toytheory errors`: the independent mechanisms of noise, and which detectors and observables each moves."""

from __future__ import annotations

import click

from .completing import complete_experiments

EXAMPLES = """\b
Examples:
  toytheory errors code.toy                one line a mechanism
  toytheory errors code.toy --json -       the same for a program
  toytheory errors surface.stim -o s.dem   for decoders of bits, such as PyMatching
"""


@click.command(
    short_help="List what noise does to detectors.",
    epilog=EXAMPLES,
    help="""List the independent mechanisms of noise in FILE (.toy or .stim) that move a detector or an observable.

    A mechanism is a choice among exclusive effects; what each adds to which detectors is the same in the toy theory and
    in quantum theory. Mechanisms are put together where their effects are the same group.""",
)
@click.argument("file", shell_complete=complete_experiments)
@click.option("--json", "json_file", metavar="FILE", help="Write JSON; - is standard output.")
@click.option(
    "-o", "--dem", metavar="FILE", help="Write Stim's detector error model (bits only); - is standard output."
)
@click.option(
    "--approximate", is_flag=True, help="In a .dem, take exclusive errors for independent where they are not."
)
def errors(file: str, json_file: str | None, dem: str | None, approximate: bool) -> int:
    """Exit code 0; bad input is told and ends with 2."""
    from equivalence.engine.output import STANDARD, check_writable, write_text
    from equivalence.engine.plain import json_text
    from equivalence.sampling.error_model import dem_lines, json_record, text_lines
    from toytheory.discrete.sampling.mechanisms import mechanisms
    from toytheory.errors import CannotRun, InputError

    from .sample import source_of_file

    for target in (json_file, dem):
        if target is not None:
            check_writable(target)
    source = source_of_file(file, None, detectors=True)
    try:
        found = mechanisms(source.program)
    except CannotRun as error:
        raise InputError(f"{file} has no error model: {error}", "sample it instead") from None
    if dem is not None:
        write_text(dem, "".join(line + "\n" for line in dem_lines(source, found, approximate)))
    if json_file is not None:
        write_text(json_file, json_text(json_record(source, found)) + "\n")
    if dem is None and json_file is None:
        write_text(STANDARD, "".join(line + "\n" for line in text_lines(source, found)))
    return 0
