"""`toytheory draw`: a state, map, measurement or experiment in the talk's pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from .completing import complete_experiments

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from toytheory.drawing import Page

T = TypeVar("T", int, float)

EXAMPLES = """\b
Examples:
  toytheory draw "X1 - X2 = 0, P1 + P2 = 0" --trits              a state, in the terminal
  toytheory draw --map "X2 -> X1 + X2, P1 -> P1 - P2" --trits    a transformation
  toytheory draw --measure "X1 + P2" --bits -o measurement.svg   a measurement, as a file
  toytheory draw bell.toy --outcomes a=1 -o bell.pdf             an experiment, step by step
  toytheory draw "X1 = 1" --map "fourier 1" --trits              a state before and after a map
  toytheory draw "X2 = 0, X1 + P2 = 0" --bits --forbidden        what no observer can know
  toytheory draw "X1 - X2 = 0.5, P1 + P2 = 0" --modes -o q.svg   a state of two modes
"""


@click.command(
    "draw",
    short_help="Draw a state, map, measurement or experiment.",
    epilog=EXAMPLES,
    help="""Draw THING: known variables, as in "X1 - X2 = 0, P1 + P2 = 0", or an experiment file.

    Without -o the picture is printed in the terminal. How it is read is explained in docs/drawing.md of the
    source distribution.""",
)
@click.argument("thing", required=False, shell_complete=complete_experiments)
@click.option("--map", "map_", metavar="MAP", help='A transformation: "X -> P, P -> -X", "fourier 1".')
@click.option("--measure", metavar="VARIABLES", help='A measurement of a commuting set: "X1 + P2".')
@click.option("--bits", "kind", flag_value="bits", help="The systems are bits.")
@click.option("--trits", "kind", flag_value="trits", help="The systems are trits.")
@click.option("--modes", "kind", flag_value="modes", help="The systems are modes: continuous x and p.")
@click.option("--d", "d", type=int, metavar="D", help="The systems have D values a coordinate, 2 to 7.")
@click.option("--n", "n", type=click.IntRange(min=1), metavar="N", help="How many; by default those named.")
@click.option("--outcomes", metavar="a=0,...", help="Follow these outcomes of an experiment.")
@click.option("--forbidden", is_flag=True, help="Draw known variables that do not commute, too.")
@click.option("-o", "--output", metavar="FILE", help="Write FILE.svg, FILE.png or FILE.pdf.")
@click.option("--talk", metavar="FOLDER", help="Write all pictures of the talk into FOLDER, and nothing else.")
def draw(
    thing: str | None,
    map_: str | None,
    measure: str | None,
    kind: str | None,
    d: int | None,
    n: int | None,
    outcomes: str | None,
    forbidden: bool,
    output: str | None,
    talk: str | None,
) -> int:
    """Exit code 0; bad input is told and ends with 2."""
    import sys

    from toytheory.drawing import Page
    from toytheory.errors import InputError

    from .pictures import check_picture, print_page, write_picture

    if talk is not None:
        from equivalence.figures import FIGURES, write_figures
        from equivalence.sampling.progress import progress_of

        if any(given is not None for given in (thing, map_, measure, kind, d, n, outcomes, output)) or forbidden:
            raise InputError("--talk goes with no other option", "write `toytheory draw --talk FOLDER`")
        with progress_of("drawing", len(FIGURES)) as advance:
            written = write_figures(talk, advance)
        for name in written:
            click.echo(f"wrote {name}", err=True)
        return 0
    if output is not None:
        check_picture(output)
    chosen = _outcomes(outcomes)
    if kind == "modes":
        picture: Page | Figure = _modes(thing, (map_, measure, d, outcomes), forbidden, n)
    else:
        picture = _picture(thing, map_, measure, _dimension(kind, d), n, chosen, forbidden)
    if output is not None:
        write_picture(output, picture)
        click.echo(f"wrote {output}", err=True)
    elif isinstance(picture, Page):
        print_page(picture, sys.stdout)
    else:
        raise InputError("modes are drawn in files", "name one, such as `-o picture.svg`")
    return 0


def _dimension(kind: str | None, d: int | None) -> int | None:
    from toytheory.errors import InputError

    if kind is not None and d is not None:
        raise InputError(f"--{kind} and --d {d} both say what the systems are", "give one of them")
    return {"bits": 2, "trits": 3}[kind] if kind is not None else d


def _outcomes(text: str | None) -> dict[str, str] | None:
    """Values by name, not yet read: whole numbers, or any on modes."""
    from toytheory.errors import InputError

    if text is None:
        return None
    chosen: dict[str, str] = {}
    for part in text.split(","):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not name or not equals:
            raise InputError(f"{part.strip()!r} is no outcome", "write for instance `--outcomes a=0,b=1`")
        if name in chosen:
            raise InputError(f"the outcome {name} is given twice", "give it once")
        chosen[name] = value
    return chosen


def _numbers(chosen: dict[str, str] | None, read: Callable[[str], T]) -> dict[str, T] | None:
    from toytheory.errors import InputError

    if chosen is None:
        return None
    try:
        return {name: read(value[:40]) for name, value in chosen.items()}
    except ValueError:
        raise InputError("an outcome that is no number", "write for instance `--outcomes a=0,b=1`") from None


def _picture(
    thing: str | None,
    map_: str | None,
    measure: str | None,
    d: int | None,
    n: int | None,
    outcomes: dict[str, str] | None,
    forbidden: bool,
) -> Page | Figure:
    """What is asked for: a page, or a figure for an experiment on modes."""
    from equivalence.figures.predictions import predicted_page
    from toytheory.drawing import (
        map_page,
        measurement_page,
        read_map,
        read_measurement,
        read_two_steps,
    )
    from toytheory.errors import InputError

    if thing is None and map_ is None and measure is None:
        raise InputError("nothing to draw", "give known variables, --map, --measure or an experiment file")
    if map_ is not None and measure is not None:
        raise InputError("--map and --measure at once", "draw one of them, or an experiment file with both")
    if thing is not None and _is_file(thing):
        if d is not None or n is not None or map_ is not None or measure is not None or forbidden:
            raise InputError(f"{thing} says what is done and to what", "leave the other options out")
        return _experiment(thing, outcomes)
    if d is None:
        raise InputError("which systems?", "say --bits, --trits or --d 5")
    if forbidden and (map_ is not None or measure is not None or thing is None):
        raise InputError("--forbidden is for known variables alone", 'write for instance "X1 = 0, P1 = 0" --forbidden')
    if thing is not None:
        if map_ is not None or measure is not None:
            steps = read_two_steps(thing, str(measure if map_ is None else map_), d, n, measure=map_ is None)
            return predicted_page(steps, _numbers(outcomes, int))
        if outcomes is not None:
            raise InputError("--outcomes is for experiments", "leave it out, or name an experiment file")
        return _state_page(thing, d, n, forbidden)
    if outcomes is not None:
        raise InputError("--outcomes is for experiments", "leave it out, or name an experiment file")
    if map_ is not None:
        return map_page(read_map(map_, d, n))
    return measurement_page(read_measurement(str(measure), d, n))


def _is_file(thing: str) -> bool:
    """Whether an experiment is meant; notation is no file's name."""
    from pathlib import Path

    return thing == "-" or thing.endswith((".toy", ".stim")) or (len(thing) < 256 and Path(thing).is_file())


def _experiment(file: str, outcomes: dict[str, str] | None) -> Page | Figure:
    from equivalence.experiments.files import read_experiment
    from equivalence.figures.predictions import predicted_page
    from toytheory.errors import CannotRun, InputError

    experiment = read_experiment(file)
    if experiment.system.d is None:
        from equivalence.figures.mode_predictions import predicted_strip

        return predicted_strip(experiment, _numbers(outcomes, float))
    try:
        return predicted_page(experiment, _numbers(outcomes, int))
    except CannotRun as reason:
        raise InputError(f"{file} has no picture: the strip {reason}", "draw one branch of it") from None


def _state_page(text: str, d: int, n: int | None, forbidden: bool) -> Page:
    from toytheory.discrete.epistemic import EpistemicState
    from toytheory.drawing import read_known, state_page, values_page
    from toytheory.drawing.grids import check_drawable
    from toytheory.errors import InputError

    known, number = read_known(text, d, n)
    check_drawable(d, number)
    if forbidden:
        return values_page(known, d, number)
    try:
        return state_page(EpistemicState.from_known(known, d, number))
    except InputError as error:
        if "cannot be known together" not in error.problem:
            raise
        raise InputError(error.problem, f"{error.mend}; or draw it with --forbidden") from None


def _modes(thing: str | None, others: tuple[Any, ...], forbidden: bool, n: int | None) -> Figure:
    """A state of modes; their experiments are files."""
    from toytheory.drawing.modes import draw_state
    from toytheory.errors import InputError

    if thing is None or _is_file(thing) or forbidden or any(other is not None for other in others):
        mend = 'write for instance "X1 = 2" --modes, or the name of an experiment file alone'
        raise InputError("--modes is for what is known of modes", mend)
    return draw_state(thing, n)
