"""`toytheory sample`: outcomes or detection events of an experiment, drawn by the million."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from .completing import complete_experiments

if TYPE_CHECKING:
    from equivalence.sampling.sources import Source

EXAMPLES = """\b
Examples:
  toytheory sample bell.toy --shots 5                     five runs, as text
  toytheory sample code.toy --shots 1000000 -o s.npy      an array of NumPy
  toytheory sample surface.stim --detectors -o s.b8       detection events and observables, as Stim writes them
  toytheory sample bell-parity.toy --as quantum           on bits: with the signs of quantum theory
"""


@click.command(
    short_help="Draw outcomes or detection events.",
    epilog=EXAMPLES,
    help="""Draw runs of the experiment in FILE (.toy or .stim; - is standard input) and write what they give.

    The same seed gives the same runs, whatever the number of threads and the machine. Runs that do not meet the
    conditions are left out and counted on standard error.""",
)
@click.argument("file", shell_complete=complete_experiments)
@click.option("--shots", type=click.IntRange(min=0), default=1000, show_default=True, metavar="N", help="Runs to draw.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="S", help="Of the random numbers."
)
@click.option("-o", "--output", default="-", metavar="FILE", help="Where to write; by default standard output.")
@click.option(
    "--detectors", is_flag=True, help="Detection events, then flips of observables, counted from certain values."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["npy", "npz", "csv", "01", "b8", "dets"]),
    help="By default what the name of the output says, or csv. 01, b8 and dets are Stim's.",
)
@click.option(
    "--as",
    "theory",
    type=click.Choice(["toy", "quantum"]),
    help="Whose outcomes: on bits the two differ by signs (docs/bits.md). Default: quantum for .stim, toy for .toy.",
)
@click.option("--engine", type=click.Choice(["frames", "affine"]), help="By default the cheaper one; equal in law.")
@click.option("--threads", type=click.IntRange(min=1), metavar="N", help="By default one a processor.")
def sample(
    file: str,
    shots: int,
    seed: int,
    output: str,
    detectors: bool,
    format_: str | None,
    theory: Literal["toy", "quantum"] | None,
    engine: Literal["frames", "affine"] | None,
    threads: int | None,
) -> int:
    """Exit code 0; bad input is told and ends with 2."""
    from contextlib import closing

    from equivalence.engine.output import output_stream
    from equivalence.sampling.formats import FORMATS, chosen_format
    from equivalence.sampling.progress import progress_of

    source = source_of_file(file, theory, detectors)
    program = source.program
    kind = FORMATS[chosen_format(format_, output, program.d)]
    sampler = source.sampler(engine, threads)
    with output_stream(output) as stream:
        writer = kind(stream, program.names, program.d, source.detectors)
        with closing(writer), progress_of("sampling", shots) as advance:
            for rows, made in sampler.counted_chunks(shots, seed, kind.packed):
                writer.add(rows)
                advance(made)
            writer.end(shots, seed)
    if program.conditions:
        click.echo(f"{writer.kept:,} of {shots:,} runs met the conditions", err=True)
    return 0


def source_of_file(file: str, theory: Literal["toy", "quantum"] | None, detectors: bool) -> Source:
    """What a file asks for; by default in quantum theory for .stim files, in the toy theory for others."""
    from equivalence.experiments.files import read_experiment
    from equivalence.sampling.sources import circuit_source, source_of

    if file.endswith(".stim"):
        return circuit_source(file, theory or "quantum", detectors)
    return source_of(read_experiment(file), theory or "toy", detectors)
