"""`toytheory states`: what may be known in a theory, with counts."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import click

from .systems import systems_of, systems_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toytheory.restrictions.catalogue import Known

EXAMPLES = """\b
Examples:
  toytheory states --trits 2                          what may be known of two trits, with counts
  toytheory states --bits 2 --pure --correlated       of these some only
  toytheory states --bits 2 --pure --values           each state with its values
  toytheory states --trits 2 --restriction knowledge-balance --json
  toytheory states --bits 2 --pure -o states.svg      a sheet of pictures
"""


@click.command(
    "states",
    short_help="List the states of a theory.",
    epilog=EXAMPLES,
    help="""List what may be known of some systems: a line for each set of variables, with the number of states
    that it has, one for each valuation.

    A state is pure if no more may be known; it is correlated if it is more than what is known of each system.""",
)
@systems_options
@click.option("--pure/--mixed", default=None, help="Only states of maximal knowledge, or only the others.")
@click.option("--correlated/--uncorrelated", default=None, help="Only those, or only the others.")
@click.option(
    "--restriction",
    "principle",
    default="classical-complementarity",
    show_default=True,
    metavar="NAME",
    help="Which principle says what may be known (an unknown NAME lists them).",
)
@click.option("--values", is_flag=True, help="Every state, with its values.")
@click.option(
    "--json",
    "json_file",
    is_flag=False,
    flag_value="-",
    metavar="[FILE]",
    help="Write JSON instead, to standard output without FILE.",
)
@click.option("-o", "--output", metavar="FILE", help="Write a sheet of pictures, FILE.svg, FILE.png or FILE.pdf.")
def states(
    bits: int | None,
    trits: int | None,
    dits: tuple[int, int] | None,
    d: int | None,
    n: int | None,
    pure: bool | None,
    correlated: bool | None,
    principle: str,
    values: bool,
    json_file: str | None,
    output: str | None,
) -> int:
    """Exit code 0; bad input is told and ends with 2."""
    from equivalence.engine.output import check_writable, write_text
    from equivalence.engine.plain import json_text
    from equivalence.sampling.progress import progress_of
    from toytheory.restrictions.catalogue import counts, known_sets, listed_states, restriction

    from .pictures import check_picture

    dimension, systems = systems_of(bits, trits, dits, d, n)
    if output is not None:
        check_picture(output)
    if json_file is not None:
        check_writable(json_file)
    chosen = restriction(principle)
    with progress_of("finding all sets of variables", None):
        found = known_sets(dimension, systems, chosen.name)
    sets = [
        known
        for known in found
        if (pure is None or known.pure == pure) and (correlated is None or known.correlated == correlated)
    ]
    title = _title(dimension, systems, chosen.name, pure, correlated)
    if output is not None:
        _draw(output, sets, title)
    if json_file is not None:
        record = {
            "format": "toytheory/states-1",
            "system": {"kind": _kind(dimension), "d": dimension, "n": systems},
            "restriction": chosen.slug,
            "counts": {"sets": len(sets), "states": sum(known.states for known in sets), "by_kind": counts(sets)},
            "known": [_record(known) for known in sets],
            "states": listed_states(sets),
        }
        write_text(json_file, json_text(record) + "\n")
    elif output is None:
        _print(sets, title, values)
    return 0


def _kind(d: int) -> str:
    return {2: "bits", 3: "trits"}.get(d, "dits")


def _title(d: int, n: int, principle: str, pure: bool | None, correlated: bool | None) -> str:
    chosen = [word for given, word in ((pure, "pure"), (correlated, "correlated")) if given]
    chosen += [word for given, word in ((pure, "mixed"), (correlated, "uncorrelated")) if given is False]
    name = _kind(d) if n > 1 else _kind(d).removesuffix("s")
    of = f" with d = {d}" if d > 3 else ""
    return f"{n} {name}{of}, {principle}" + (f", {' and '.join(chosen)} states" if chosen else "")


def _record(known: Known) -> dict[str, Any]:
    return {
        "variables": list(known.variables),
        "states": known.states,
        "pure": known.pure,
        "correlated": known.correlated,
        "commutes": known.commutes,
    }


def _print(sets: Sequence[Known], title: str, values: bool) -> None:
    import sys

    from equivalence.report.colours import console_for
    from equivalence.report.wording import counted
    from toytheory.restrictions.catalogue import counts, listed_states

    click.echo(f"{title}: {counted(sum(known.states for known in sets), 'state')}\n")
    for kind in counts(sets):
        words = ("pure" if kind["pure"] else "mixed", "correlated" if kind["correlated"] else "uncorrelated")
        click.echo(
            f"  {', '.join(words):<22}{counted(kind['sets'], 'set'):>12} x {kind['known']:<5}= {kind['states']:,}"
        )
    click.echo()
    room = console_for(sys.stdout).width
    if values:
        click.echo("\n".join(line for state in listed_states(sets) for line in _fitted(state, room)))
        return
    numbers = max((len(_number(known)) for known in sets), default=0)
    room -= numbers + 2
    told = [(_fitted(", ".join(known.variables) or "nothing", room), _number(known)) for known in sets]
    width = max((len(line) for lines, _ in told for line in lines), default=0)
    for lines, number in told:
        click.echo("\n".join([f"{lines[0]:<{width}}  {number}", *lines[1:]]))


def _number(known: Known) -> str:
    """How many states, and the remark on them."""
    return str(known.states) if known.commutes else f"{known.states}   (no quantum state)"


def _fitted(text: str, room: int) -> list[str]:
    """Lines that fit, those behind the first indented."""
    return textwrap.wrap(text, max(room, 24), subsequent_indent="    ", break_long_words=False)


def _draw(output: str, sets: Sequence[Known], title: str) -> None:
    from toytheory.discrete.enumeration import valuations
    from toytheory.drawing import Ensemble, states_page
    from toytheory.drawing.grids import check_amount
    from toytheory.phase_space.variables import Variable
    from toytheory.restrictions.catalogue import listed_states

    from .pictures import write_picture

    check_amount(sets[0].d if sets else 2, sets[0].n if sets else 1, sum(known.states for known in sets))
    drawn = [
        Ensemble.of_values(
            [(Variable.from_vector(row, known.d), int(x)) for row, x in zip(known.rows, values, strict=True)],
            known.d,
            known.n,
        )
        for known in sets
        for values in valuations(known.rows, known.d)
    ]
    write_picture(output, states_page(drawn, title, titles=listed_states(sets)))
    click.echo(f"wrote {output}", err=True)
