"""`toytheory man`: all of the help as a page of the manual."""

from __future__ import annotations

import click

EXAMPLES = """\b
Examples:
  toytheory man | man -l -            read it
  toytheory man > toytheory.1         keep it
"""


@click.command(short_help="Print the page of the manual.", epilog=EXAMPLES)
def man() -> int:
    """Print the page of the manual, in the format of `man`: every command with its options and examples."""
    program = click.get_current_context().find_root().command
    assert isinstance(program, click.Group)
    click.echo(manual(program), nl=False)
    return 0


def manual(program: click.Group) -> str:
    """The page; it says no date, so that the same program gives the same page."""
    root = click.Context(program, info_name="toytheory", **program.context_settings)
    parts = ['.TH TOYTHEORY 1 "" "toytheory" "User Commands"', ".SH NAME", _plain("toytheory - " + _first(program))]
    parts += [".SH SYNOPSIS", ".B toytheory", ".I COMMAND", "[OPTION]... [ARGUMENT]...", ".SH DESCRIPTION"]
    parts += [_prose(program.help or ""), _block(program.epilog or ""), ".SH COMMANDS"]
    for name, command in program.commands.items():
        context = click.Context(command, info_name=name, parent=root)
        usage = " ".join(command.collect_usage_pieces(context))
        parts += [f".SS {_plain(f'toytheory {name} {usage}')}", _prose(command.help or "")]
        for parameter in command.get_params(context):
            told = parameter.get_help_record(context)
            if told is not None:
                parts += [".TP", f".B {_plain(told[0])}", _plain(told[1])]
        parts.append(_block(command.epilog or ""))
    parts += [".SH EXIT STATUS", _prose(EXITS), ".SH SEE ALSO", "https://arxiv.org/abs/1409.5041"]
    return "\n".join(filter(None, parts)) + "\n"


EXITS = (
    "0 all as it should be; 1 a disagreement, or a claim whose status is not the expected one; 2 bad input or usage."
)


def _first(command: click.Command) -> str:
    return (command.help or "").strip().splitlines()[0].rstrip(".")


def _plain(text: str) -> str:
    """Text of which nothing is a request to the formatter."""
    safe = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{safe}" if safe.startswith((".", "'")) else safe


def _prose(text: str) -> str:
    paragraphs = [part for part in text.replace("\b", "").strip().split("\n\n") if part.strip()]
    return "\n.PP\n".join(_plain(part) for part in paragraphs)


def _block(text: str) -> str:
    """Examples, line by line."""
    lines = [line for line in text.replace("\b", "").splitlines() if line.strip()]
    if not lines:
        return ""
    safe = [line.replace("\\", "\\e").replace("-", "\\-") for line in lines]
    return "\n".join([".PP", ".nf", *(f"\\&{line}" for line in safe), ".fi"])
