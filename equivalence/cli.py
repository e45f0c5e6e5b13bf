"""The command line, `toytheory`; each subcommand is a module of `equivalence.commands`.

Exit codes of every command: 0 all as it should be; 1 a disagreement, or a claim whose status is
not the expected one; 2 bad input or usage (also an output that cannot be written); 130 interrupted;
141 when the reader of the output went away, as in `toytheory list | head -1`.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from equivalence.commands.check import check
from equivalence.commands.collect import collect
from equivalence.commands.compare import compare
from equivalence.commands.completion import completion
from equivalence.commands.conform import conform
from equivalence.commands.convert import convert
from equivalence.commands.draw import draw
from equivalence.commands.errors import errors
from equivalence.commands.helping import Asked
from equivalence.commands.lab import lab
from equivalence.commands.list import list_
from equivalence.commands.man import man
from equivalence.commands.phenomena import phenomena
from equivalence.commands.prove import prove
from equivalence.commands.replay import replay
from equivalence.commands.run import run
from equivalence.commands.sample import sample
from equivalence.commands.state import state
from equivalence.commands.states import states
from equivalence.commands.verify import verify
from equivalence.engine.output import open_standard_streams
from equivalence.engine.version import project_version
from toytheory.errors import InputError

BAD = 2
INTERRUPTED = 130
NO_READER = 141
"""128 + SIGPIPE."""

PACKAGES = ("toytheory", "quantum_ref", "equivalence")


class InOrder(click.Group):
    """Subcommands are listed in the order in which a user meets them, not by the alphabet."""

    context_class = Asked

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
  toytheory lab                    the same in the browser, with pictures
  toytheory conform stim           a simulator against the oracle, feature by feature
  toytheory sample code.toy --shots 100000 -o s.npy   outcomes, drawn
  toytheory draw "X1 = 1" --trits  the talk's picture of a state
  toytheory states --trits 2       what may be known of two trits
  toytheory phenomena              what arises, and for which systems
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


for _command in (
    *(verify, run, lab, conform, sample, errors, collect, compare, convert, draw, state, states, phenomena, list_),
    *(prove, check, replay, completion, man),
):
    _command.context_class = Asked
    toytheory.add_command(_command)


def execute(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and give its exit code; problems are told on standard error."""
    try:
        return _executed(arguments)
    except (SystemExit, BrokenPipeError):  # click and rich leave this way when the reader of a pipe is gone
        return _closed()


def _executed(arguments: Sequence[str] | None) -> int:
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
    except ImportError as error:
        if (error.name or "").partition(".")[0] in PACKAGES:
            raise
        click.echo(f"error: this needs a package that cannot be imported: {error}\n  mend: install it", err=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        click.echo(f"error: the output cannot be written: {error.strerror or error}", err=True)
        return _without_output(BAD)
    return BAD


def _closed() -> int:
    """The output has no reader any more: the code of a program that is ended by SIGPIPE, as shells tell it."""
    return _without_output(NO_READER)


def _without_output(code: int) -> int:
    """Keep the interpreter from complaining, when it ends, about what it could not write."""
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(null, stream)
    os.close(null)
    return code


def main() -> NoReturn:
    """The entry point of the `toytheory` program."""
    open_standard_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without some letter is no reason to fail
    sys.exit(execute())
