"""An experiment as a strip: the epistemic state after each step of one run, with the disturbance of measurement.

Slides "Valid reproducible measurements", "Valid reversible transformations". In the frame of a measurement, dark
cells fit the outcome, hatched ones are possible only because the measurement disturbs, crossed ones are ruled out.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from toytheory.errors import InputError, Place
from toytheory.language.bookkeeping import When, flat
from toytheory.language.experiment import Experiment

from .ensembles import Ensemble
from .following import Mixture, Moment, follow
from .grids import Grid, check_amount, grids
from .pages import Block, Cell, Key, Mark, Page, Panel, systems_name
from .states import panel, thinned

FLAT = 4
"""Up to so many systems the marginals of a frame stand in one row."""


TOLD = 3
"""The largest mixture whose states are listed."""


def measured_panel(grid: Grid, before: Ensemble, given: Ensemble, after: Ensemble) -> Panel:
    """The grid after a measurement, with marks for what the outcome ruled out and what the disturbance added."""
    fits, was = given.on(grid.systems), before.on(grid.systems)
    drawn = panel(grid, after)
    kept = {grid.cell(point) for point in fits}
    cells = {
        place: cell if place in kept else Cell(cell.shade, mark=Mark.KICKED, weight=cell.weight)
        for place, cell in drawn.cells.items()
    }
    for point in was:
        cells.setdefault(grid.cell(point), Cell(Fraction(0), mark=Mark.RULED_OUT))
    return Panel(grid, dict(sorted(cells.items())), drawn.strips)


def _known(mixture: Mixture) -> str:
    if len(mixture) > TOLD:
        return f"a mixture of {len(mixture)} states"
    if len(mixture) > 1:
        return "\n".join(f"with probability {weight}: {state}" for state, weight in mixture.items())
    state = next(iter(mixture))
    return f"known: {state}" if len(state.known) else "nothing known"


def frame(moment: Moment, d: int, n: int, number: int) -> Block:
    """The block of one moment: the statement above its grids, what is known below."""
    after = Ensemble.of_mixture(moment.after)
    panels = {}
    for place, grid in grids(d, n, flat=n <= FLAT).items():
        if moment.given is None:
            drawn = panel(grid, after)
        else:
            drawn = measured_panel(grid, Ensemble.of_mixture(moment.before), moment.given, after)
        panels[place] = drawn.bare()
    title = f"{number}. {moment.statement}" + (f"\n{moment.told}" if moment.told else "")
    return Block(panels, title, _known(moment.after))


def experiment_page(
    experiment: Experiment, outcomes: Mapping[str, int] | None = None, title: str | None = None
) -> Page:
    r"""The strip of a discrete experiment.

    Parameters
    ----------
    outcomes : by name, those to be followed; the others are as `chosen_outcomes` says.

    Raises
    ------
    InputError : for too many systems or steps, and for outcomes that cannot occur.

    >>> from toytheory.language.reading import parse_experiment
    >>> page = experiment_page(parse_experiment("system 1 trit\nprepare X = 1\nmeasure P as p"))
    >>> [key.text for key in page.legend]
    ['possible', 'possible only because the measurement disturbs', 'ruled out by the outcome']
    """
    if experiment.system.d is None:
        raise InputError("modes have no grid", "draw bits, trits or dits")
    d, n = experiment.d, experiment.n
    try:
        check_amount(d, n, len(experiment.steps))
    except InputError as error:
        raise error.at(Place(1, 1, experiment.source) if experiment.source else None) from None
    moments = follow(experiment, outcomes)
    check_amount(d, n, len(moments))
    blocks = tuple(frame(moment, d, n, number) for number, moment in enumerate(moments, 1))
    panels = [each for block in blocks for each in block.panels.values()]
    followed = [moment.told for moment in moments if moment.given is not None]
    caption = [f"{systems_name(d, n)}: what is known after each step."]
    if n > FLAT:
        caption.append("Marginals: each system alone on the diagonal, the pair (i, j) in row i, column j.")
    elif n > 2:
        caption.append("Marginals: each system alone, then every pair.")
    if followed:
        caption.append("One run is followed, with the outcomes given above its measurements.")
    if any(isinstance(step, When) for step in flat(experiment.steps)):
        caption.append("Of branches the one that this run takes is drawn.")
    name = title if title is not None else Path(experiment.source or "").name
    columns = 1 if 2 < n <= FLAT else None
    return Page(blocks, name, tuple(caption), _legend(panels), columns=columns, small=True, strip=True)


def _legend(panels: list[Panel]) -> tuple[Key, ...]:
    cells = [cell for each in panels for cell in each.cells.values()]
    found = {cell.mark for cell in cells}
    marks = tuple(Key(Cell(mark=mark), mark.value) for mark in Mark if mark in found)
    shades = sorted({cell.shade for cell in cells if cell.weight is not None and cell.shade < 1}, reverse=True)
    ratios = tuple(Key(Cell(shade), f"{shade} times as probable as the darkest") for shade in thinned(shades))
    return (marks if len(found) > 1 or ratios else ()) + ratios
