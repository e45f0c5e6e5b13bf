"""The command line, `toytheory`; each subcommand is a module of `equivalence.commands`.

Exit codes of every command: 0 all as it should be; 1 a disagreement, or a claim whose status is
not the expected one; 2 bad input or usage (also an output that cannot be written); 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from equivalence.commands.check import check
from equivalence.commands.draw import draw
from equivalence.commands.errors import errors
from equivalence.commands.list import list_
from equivalence.commands.prove import prove
from equivalence.commands.replay import replay
from equivalence.commands.run import run
from equivalence.commands.sample import sample
from equivalence.commands.states import states
from equivalence.commands.verify import verify
from equivalence.engine.version import project_version
from toytheory.errors import InputError

BAD = 2
INTERRUPTED = 130


class InOrder(click.Group):
    """Subcommands are listed in the order in which a user meets them, not by the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return list(self.commands)


@click.group(
    cls=InOrder,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  toytheory verify                 check every claim of the talk
  toytheory run bell.toy           one experiment, both theories
  toytheory sample code.toy --shots 100000 -o s.npy   outcomes, drawn
  toytheory draw "X1 = 1" --trits  the talk's picture of a state
  toytheory states --trits 2       what may be known of two trits
  toytheory list                   the claims
  toytheory prove --d 7 -o c.json  a certificate for d = 7 and every number of systems
  toytheory check c.json           checked by a program that shares no code with the rest

\b
Exit codes: 0 all as it should be; 1 a disagreement, or a claim whose status is not the
expected one; 2 bad input or usage.""",
)
@click.version_option(project_version(), prog_name="toytheory")
def toytheory() -> None:
    """Spekkens' toy theory and quantum theory, side by side.

    A classical engine, a quantum reference, and a harness that decides, with evidence graded from
    "sampled" to "theorem", where the two predict the same and where they cannot.
    """


for _command in (verify, run, sample, errors, draw, states, list_, prove, check, replay):
    toytheory.add_command(_command)


def execute(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and give its exit code; problems are told on standard error."""
    try:
        code = toytheory.main(arguments, prog_name="toytheory", standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except click.ClickException as error:
        error.show()
    except InputError as error:
        click.echo(f"error: {error}", err=True)
    except click.Abort:
        return INTERRUPTED
    except (SystemExit, BrokenPipeError):  # click leaves this way when the reader of a pipe is gone
        return _closed()
    return BAD


def _closed() -> int:
    """The output has no reader any more: keep the interpreter from complaining about it when it ends."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.close(null)
    return BAD


def main() -> NoReturn:
    """The entry point of the `toytheory` program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without some letter is no reason to fail
    sys.exit(execute())
