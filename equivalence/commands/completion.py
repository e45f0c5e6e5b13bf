"""`toytheory completion`: what teaches a shell to complete command lines."""

from __future__ import annotations

import click

EXAMPLES = """\b
Examples:
  eval "$(toytheory completion bash)"                        in this shell; in ~/.bashrc for all
  eval "$(toytheory completion zsh)"                         the same, in ~/.zshrc
  toytheory completion fish > ~/.config/fish/completions/toytheory.fish
"""


@click.command(short_help="Print what teaches a shell to complete.", epilog=EXAMPLES)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    """Print the script with which SHELL completes commands, options, claims, examples and backends."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(click.get_current_context().find_root().command, {}, "toytheory", "_TOYTHEORY_COMPLETE").source())
    return 0
