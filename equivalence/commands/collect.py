"""`toytheory collect`: logical errors of codes, counted until there are enough of them."""

from __future__ import annotations

import click

EXAMPLES = """\b
Examples:
  toytheory collect code.toy --max-shots 100000                    how often decoding fails
  toytheory collect d3.toy d5.toy --max-errors 200 --save r.csv    may be killed; the same command goes on
  toytheory collect surface.stim --decoder matching                by PyMatching (optional extra)
  toytheory collect d5.toy --scheduler tcp://host:8786             on a Dask cluster (optional extra)
"""


@click.command(
    short_help="Count logical errors, decoded.",
    epilog=EXAMPLES,
    help="""Draw runs of every experiment in FILES (.toy or .stim, with detectors and observables), decode them, and
    count in how many an observable is not what the decoder says.

    Decoders: lookup (maximum likelihood, small codes, any d), matching (PyMatching, bits), integer (the most likely
    errors, any d, slow), none (observables as they are).""",
)
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--max-shots",
    type=click.IntRange(min=1),
    default=10_000,
    show_default=True,
    metavar="N",
    help="Runs a file, at most.",
)
@click.option(
    "--max-errors", type=click.IntRange(min=1), metavar="N", help="Enough errors: a file ends with their batch."
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="S", help="Of the runs.")
@click.option(
    "--decoder",
    type=click.Choice(["lookup", "matching", "integer", "none"]),
    help="By default lookup where its table is small, else matching for bits, else integer.",
)
@click.option(
    "--save", metavar="FILE.csv", help="Append results, and count what is there as done; Sinter reads it too."
)
@click.option("--scheduler", metavar="ADDRESS", help="Of a Dask cluster that does the work; the sums stay the same.")
def collect(
    files: tuple[str, ...],
    max_shots: int,
    max_errors: int | None,
    seed: int,
    decoder: str | None,
    save: str | None,
    scheduler: str | None,
) -> int:
    """Exit code 0; bad input is told and ends with 2."""
    from equivalence.sampling.campaign import Task, named_decoder
    from equivalence.sampling.campaign import collect as counted
    from equivalence.sampling.progress import progress_of

    tasks = [Task(file, text_of(file), file.endswith(".stim"), seed, decoder) for file in files]
    with progress_of("collecting", max_shots * len(tasks)) as advance:
        found = counted(tasks, max_shots, max_errors, save, scheduler, lambda task, counts: advance(counts.shots))
    for task, counts in zip(tasks, found, strict=True):
        low, high = counts.interval()
        discarded = f", {counts.discards:,} discarded" if counts.discards else ""
        click.echo(
            f"{task.name}: {counts.errors:,} errors in {counts.kept:,} runs{discarded}: {counts.rate:.3g} "
            f"({low:.3g} to {high:.3g}), decoder {named_decoder(task)}"
        )
    return 0


def text_of(file: str) -> str:
    """What is in a file, on standard input, or in an example of this name."""
    from pathlib import Path

    from equivalence.engine.output import STANDARD, read_text, standard_input
    from equivalence.experiments.shipped import found

    if file == STANDARD:
        return standard_input().decode("utf-8", errors="replace")
    return read_text(Path(file if file.endswith(".stim") else found(file)))
