"""Pictures of what is known: epistemic states, mixtures of them, and states that are forbidden.

Slides "Valid epistemic states for a single trit", "Valid epistemic states for a pair of trits", "A single bit",
"A pair of bits", "Correlated pure epistemic states".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from toytheory.discrete.epistemic import EpistemicState
from toytheory.phase_space.brackets import first_noncommuting_pair
from toytheory.phase_space.variables import Variable

from .ensembles import Ensemble, Point
from .grids import Grid, check_drawable, grids
from .pages import Block, Cell, Key, Mark, Page, Panel, Strip, systems_name

LISTED = 6
"""The largest number of different probabilities that a legend lists one by one."""


def strips(grid: Grid, probabilities: Mapping[Point, Fraction]) -> tuple[Strip, Strip]:
    """The marginals along the rows' and the columns' axis of a grid.

    >>> strips(Grid.one(2, 0), {(1, 0): Fraction(1, 3), (1, 1): Fraction(2, 3)})
    ((Fraction(0, 1), Fraction(1, 1)), (Fraction(1, 3), Fraction(2, 3)))
    """
    rows, columns = [Fraction(0)] * grid.rows.length, [Fraction(0)] * grid.columns.length
    for point, p in probabilities.items():
        row, column = grid.cell(point)
        rows[row] += p
        columns[column] += p
    return tuple(rows), tuple(columns)


def panel(grid: Grid, ensemble: Ensemble) -> Panel:
    """A grid with the marginal of an ensemble: the darkest cells are the most probable ones, empty ones impossible.

    >>> state = Ensemble.of_state(EpistemicState.from_known("X1 = 1", 3, 1))
    >>> sorted(panel(Grid.one(3, 0), state).cells)
    [(1, 0), (1, 1), (1, 2)]
    """
    probabilities = ensemble.on(grid.systems)
    largest = max(probabilities.values())
    cells = {grid.cell(point): Cell(p / largest, weight=p) for point, p in probabilities.items()}
    return Panel(grid, dict(sorted(cells.items())), strips(grid, probabilities))


def block(ensemble: Ensemble, title: str = "", note: str = "") -> Block:
    """All the grids of an ensemble."""
    drawn = {place: panel(grid, ensemble) for place, grid in grids(ensemble.d, ensemble.n).items()}
    return Block(drawn if len(drawn) == 1 else {place: p.bare() for place, p in drawn.items()}, title, note)


def thinned(ordered: Sequence[Fraction]) -> list[Fraction]:
    """At most `LISTED` of them, evenly spaced, the first and the last among them.

    >>> [int(p) for p in thinned([Fraction(i) for i in range(11)])]
    [0, 2, 4, 6, 8, 10]
    """
    if len(ordered) <= LISTED:
        return list(ordered)
    return [ordered[i * (len(ordered) - 1) // (LISTED - 1)] for i in range(LISTED)]


def probability_keys(drawn: Panel) -> tuple[Key, ...]:
    """A legend of probabilities; empty where all filled cells are equally probable."""
    weights = {cell.weight: cell for cell in drawn.cells.values() if cell.weight is not None}
    if len(weights) < 2:
        return ()
    return tuple(Key(weights[p], f"probability {p}") for p in thinned(sorted(weights, reverse=True)))


def support_sentence(ensemble: Ensemble) -> str:
    """How many ontic states are possible, and how probable each is."""
    total = ensemble.d ** (2 * ensemble.n)
    if len(ensemble.parts) == 1:
        size = ensemble.parts[0][1].size
        return f"{size} of {total} ontic states, each with probability {Fraction(1, size)}"
    if ensemble.n <= 2:
        probabilities = ensemble.on(range(ensemble.n)).values()
        each = "different probabilities" if len(set(probabilities)) > 1 else f"probability {max(probabilities)} each"
        return f"{len(probabilities)} of {total} ontic states, with {each}"
    return f"a mixture of {len(ensemble.parts)} sets of ontic states"


def _reading(d: int, n: int) -> str:
    """How the picture is read."""
    if n > 2:
        return "Marginals: each system alone on the diagonal, the pair (i, j) in row i, column j."
    grid = Grid.of(d, range(n))
    return f"Strips: {grid.rows.name} alone at the right, {grid.columns.name} alone above; certain is dark."


def state_page(state: EpistemicState, title: str | None = None) -> Page:
    """The picture of a valid epistemic state.

    >>> state_page(EpistemicState.from_known("X1 - X2 = 0, P1 + P2 = 0", 3, 2)).caption[0]
    '2 trits, pure: 9 of 81 ontic states, each with probability 1/9.'
    """
    ensemble = Ensemble.of_state(state)
    kind = "pure" if state.is_pure else "mixed" if len(state.known) else "nothing known"
    sentence = f"{systems_name(state.d, state.n)}, {kind}: {support_sentence(ensemble)}."
    return Page((block(ensemble),), title or str(state), (sentence, _reading(state.d, state.n)))


def ensemble_page(ensemble: Ensemble, title: str = "", remark: str = "") -> Page:
    """The picture of any mixture, with a legend of its probabilities."""
    drawn = block(ensemble)
    sentence = f"{systems_name(ensemble.d, ensemble.n)}: {support_sentence(ensemble)}."
    caption = tuple(line for line in (sentence, remark, _reading(ensemble.d, ensemble.n)) if line)
    legend = probability_keys(drawn.single) if drawn.single else ()
    return Page((drawn,), title, caption, legend)


def values_page(known: Iterable[tuple[Variable, int]], d: int, n: int, title: str | None = None) -> Page:
    """The picture of variables with values, said to be forbidden where the variables do not commute.

    >>> from toytheory.language.notation import parse_known
    >>> values_page(parse_known("X2 = 0, X1 + P2 = 0", 2), 2, 2).caption[1]
    'Forbidden by classical complementarity: [X2, X1 + P2] = 1, not 0.'
    """
    pairs = list(known)
    text = ", ".join(f"{variable} = {value}" for variable, value in pairs)
    found = first_noncommuting_pair([variable for variable, _ in pairs])
    if found is None:
        return state_page(EpistemicState.from_known(pairs, d, n), title)
    i, j, value = found
    first, second = pairs[i][0], pairs[j][0]
    remark = f"Forbidden by classical complementarity: [{first}, {second}] = {value}, not 0."
    page = ensemble_page(Ensemble.of_values(pairs, d, n), title or f"Forbidden: {text}", remark)
    return replace(page, blocks=tuple(forbidden(drawn) for drawn in page.blocks))


def forbidden(drawn: Block) -> Block:
    """The block with every filled cell marked as forbidden."""
    marked = {
        place: replace(p, cells={at: replace(cell, mark=Mark.FORBIDDEN) for at, cell in p.cells.items()})
        for place, p in drawn.panels.items()
    }
    return replace(drawn, panels=marked)


def cells_page(d: int, title: str = "") -> Page:
    """How a pair is drawn: every cell with its ontic state, x1 p1 x2 p2 (slide "How to represent this graphically").

    >>> cells_page(2).blocks[0].panels[0, 0].cells[1, 2].label          # row (0, 1), column (1, 0)
    '0110'
    """
    check_drawable(d, 2)
    grid = Grid.pair(d, 0, 1)
    places = [(row, column) for row in range(grid.rows.length) for column in range(grid.columns.length)]
    cells = {place: Cell(Fraction(0), "".join(map(str, grid.point(place)))) for place in places}
    return Page((Block({(0, 0): Panel(grid, cells)}),), title)
