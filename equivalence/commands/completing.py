"""What a shell may offer behind a command: claims, examples, backends; and the script that teaches it to a shell."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem


def complete_claims(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Ids of claims, and their groups."""
    from equivalence.claims import registry

    ids = [claim.id for claim in registry()]
    groups = dict.fromkeys(id.partition(".")[0] for id in ids)
    titles = {claim.id: claim.title for claim in registry()}
    return [CompletionItem(name, help=titles.get(name)) for name in [*groups, *ids] if name.startswith(begun)]


def complete_experiments(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Names of examples, and files."""
    from equivalence.experiments.shipped import about, shipped

    examples = [CompletionItem(name, help=about(path)) for name, path in shipped().items() if name.startswith(begun)]
    return [*examples, CompletionItem(begun, type="file")]


def complete_backends(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Names of installed backends."""
    from toytheory.backend import backend_names

    return [CompletionItem(name) for name in backend_names() if name.startswith(begun)]


def complete_files(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Files."""
    return [CompletionItem(begun, type="file")]
