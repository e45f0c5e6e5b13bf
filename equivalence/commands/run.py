"""`toytheory run`: one experiment on every backend, side by side."""

from __future__ import annotations

import click

from .completing import complete_backends, complete_experiments
from .options import TIMEOUT_OPTION

EXAMPLES = """\b
Examples:
  toytheory run bell.toy                    a table, and whether the theories agree
  toytheory run bell.toy --json -           the same for a program
  toytheory run bell.toy --backend dense --backend hilbert
  printf 'system 1 trit\\nprepare X = 1\\nmeasure P\\n' | toytheory run -
"""


@click.command(
    short_help="Run an experiment in both theories and compare.",
    epilog=EXAMPLES,
    help="""Run the experiment in FILE (a .toy text or a Stim circuit, .stim; - is standard input) on every backend
    and compare what they predict.

    `toytheory list --examples` shows what comes with the program; the language is described in docs/language.md of
    the source distribution. A backend that another package brings, or that drives a simulator, runs in a process of
    its own: that it dies or takes too long is its answer. The exit code is 0 if all agree, or nothing was there to
    compare with; 1 if they disagree; 2 for bad input.""",
)
@click.argument("file", shell_complete=complete_experiments)
@click.option("--json", "json_file", metavar="FILE", help="Write the results as JSON; - is standard output.")
@click.option(
    "--shots",
    type=click.IntRange(min=1),
    default=10_000,
    show_default=True,
    metavar="N",
    help="Runs drawn by backends that sample.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="N", help="Seed of the samples."
)
@click.option(
    "--backend",
    "backends",
    multiple=True,
    metavar="NAME",
    help="Only this backend; may be repeated.",
    shell_complete=complete_backends,
)
@TIMEOUT_OPTION
def run(file: str, json_file: str | None, shots: int, seed: int, backends: tuple[str, ...], timeout: float) -> int:
    """Exit code: 0 or 1 (disagreement)."""
    import sys

    from equivalence.comparison.run import chosen_backends, run_experiment
    from equivalence.engine.output import STANDARD, check_writable, write_text
    from equivalence.engine.plain import json_text
    from equivalence.experiments.files import read_experiment
    from equivalence.report.colours import console_for
    from equivalence.report.experiment import print_experiment

    from .waiting import Waiting

    if json_file is not None:
        check_writable(json_file)
    experiment = read_experiment(file)
    with Waiting(sys.stderr) as told:
        told("loading the backends")
        chosen = chosen_backends(backends, timeout)
        report = run_experiment(
            experiment, chosen, shots, seed, whole=not backends, told=lambda name: told(f"asking {name}")
        )
    if json_file is not None:
        write_text(json_file, json_text(report.record()) + "\n")
    print_experiment(console_for(sys.stderr if json_file == STANDARD else sys.stdout), report)
    return 1 if report.comparison.verdict == "disagree" else 0
