"""Options that several commands share."""

from __future__ import annotations

import click

from equivalence.engine.processes import TIMEOUT

TIMEOUT_OPTION = click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True, max=86_400),
    default=TIMEOUT,
    show_default=True,
    metavar="SECONDS",
    help="What a simulator, or another package's backend, may take for one experiment; then it is left out.",
)
