"""`toytheory compare`: whether two experiments are the same, in each theory."""

from __future__ import annotations

import click

from .completing import complete_experiments

EXAMPLES = """\b
Examples:
  toytheory compare a.toy b.toy               the same outcomes and the same final states?
  toytheory compare a.stim b.toy --as-maps    the same operation on every input?
"""


@click.command(
    short_help="Decide whether two experiments are the same.",
    epilog=EXAMPLES,
    help="""Decide whether two experiments (.toy texts or Stim circuits, .stim) are the same, in the toy theory and in
    quantum theory, each by itself: the same outcomes with the same probabilities, and the same final state. Outcomes
    are matched by their names, or by their order where the names differ.

    With --as-maps: the same operation on every input of the systems that are not prepared first; a difference is told
    as an input to prepare and a variable to measure.

    The exit code is 0 if they are the same in every theory that decided; 1 if they differ in one; 2 for bad input.""",
)
@click.argument("first", shell_complete=complete_experiments)
@click.argument("second", shell_complete=complete_experiments)
@click.option("--as-maps", is_flag=True, help="Compare operations, on every input.")
@click.option("--json", "json_file", metavar="FILE", help="Write the answer as JSON; - is standard output.")
def compare(first: str, second: str, as_maps: bool, json_file: str | None) -> int:
    """Exit code: 0, or 1 (a difference)."""
    import sys

    from equivalence.comparison.run import chosen_backends
    from equivalence.comparison.same import same
    from equivalence.engine.output import check_writable, write_text
    from equivalence.engine.plain import json_text
    from equivalence.experiments.files import read_experiment
    from toytheory.errors import CannotRun, InputError

    from .waiting import Waiting

    if json_file is not None:
        check_writable(json_file)
    pair = [read_experiment(file, prepared=not as_maps) for file in (first, second)]
    asked = chosen_backends(["hilbert", "stim", "wigner"])
    backends = {name: asked[name] for name in ("stim", "hilbert", "wigner")}
    try:
        with Waiting(sys.stderr) as told:
            told("comparing")
            found = same(pair[0], pair[1], backends, as_maps=as_maps)
    except CannotRun as reason:
        raise InputError(
            f"not compared: an experiment {reason}", "write the experiments with core statements"
        ) from None
    record: dict[str, object] = {
        "format": "toytheory/compare-1",
        "as_maps": as_maps,
        **{str(side): {"answer": s.answer, "by": s.by, "witness": s.witness} for side, s in found.items()},
    }
    if json_file is not None:
        write_text(json_file, json_text(record) + "\n")
    else:
        what = "operations" if as_maps else "experiments"
        for side, decided in found.items():
            click.echo(f"{side + ' theory:':<16}{decided.answer.replace('-', ' ')} {what} ({decided.by})")
            for name, value in (decided.witness or {}).items():
                click.echo(f"  {name}: {value}")
    return 1 if any(decided.answer == "different" for decided in found.values()) else 0
