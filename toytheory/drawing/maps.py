"""Pictures of reversible transformations: where every ontic state goes.

Slide "Valid reversible transformations". One system has arrows; one system and a pair have numbered cells
before and after, so that each ontic state can be followed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from toytheory.discrete.transformations import SymplecticMap
from toytheory.errors import InputError
from toytheory.outcomes.densities import Floats
from toytheory.phase_space.space import PhaseSpace, coordinates_of

from .grids import Grid, Place, check_drawable, drawn_systems
from .pages import LABELLED, Block, Cell, Page, Panel, systems_name


def moved_systems(symplectic: SymplecticMap) -> tuple[int, ...]:
    """The systems (from 0) that a map touches.

    >>> moved_systems(SymplecticMap.named("fourier", [2], d=3, n=4))
    (2,)
    """
    changed = symplectic.matrix != np.eye(2 * symplectic.n, dtype=np.int64)
    moved = changed.any(axis=0) | changed.any(axis=1) | (symplectic.shift != 0)
    return tuple(sorted({index // 2 for index in np.flatnonzero(moved).tolist()}))


def restricted(symplectic: SymplecticMap, systems: Sequence[int]) -> SymplecticMap:
    """The map of some systems that contain all that it touches."""
    where = coordinates_of(systems)
    return SymplecticMap(symplectic.d, symplectic.matrix[np.ix_(where, where)], symplectic.shift[where])


def permutation(grid: Grid, local: SymplecticMap) -> dict[Place, Place]:
    """Where the ontic state of each cell goes; the map is one of the grid's systems.

    >>> fourier = SymplecticMap.named("fourier", [0], d=3, n=1)
    >>> permutation(Grid.one(3, 0), fourier)[1, 2]                # X -> P, P -> -X
    (2, 2)
    """
    points = PhaseSpace(grid.d, len(grid.systems)).points()
    pairs = zip(points.tolist(), local(points).tolist(), strict=True)
    return {grid.cell(before): grid.cell(after) for before, after in pairs}


def cycles(moves: Mapping[Place, Place]) -> list[list[Place]]:
    """The cycles of a permutation, each from its first place on.

    >>> cycles({(0, 0): (0, 1), (0, 1): (0, 0), (1, 0): (1, 0)})
    [[(0, 0), (0, 1)], [(1, 0)]]
    """
    found: list[list[Place]] = []
    left = dict.fromkeys(sorted(moves))
    while left:
        cycle = [next(iter(left))]
        while (place := moves[cycle[-1]]) != cycle[0]:
            cycle.append(place)
        for place in cycle:
            del left[place]
        found.append(cycle)
    return found


def numbered(grid: Grid, moves: Mapping[Place, Place] | None = None, by: str = "rows") -> Panel:
    """Every ontic state with its number and shade at its place, or at the place where a map brings it.

    One system: each ontic state has its own shade. A pair: the shade tells the row (or, `by` "columns", the column)
    from which it comes.
    """
    cells: dict[Place, Cell] = {}
    across = grid.columns.length
    for number in range(grid.size):
        place = divmod(number, across)
        if len(grid.systems) == 1:
            shade = Fraction(number, grid.size - 1)
        else:
            shade = Fraction(place[0] if by == "rows" else place[1], grid.d**2 - 1)
        cells[moves[place] if moves else place] = Cell(shade, str(number))
    return Panel(grid, dict(sorted(cells.items())), partition=True)


BEND = 0.18
"""How far arrows bend to the right of their way, in units of their length."""

APART = 0.32
"""Arrows of different cycles in one panel keep this distance, in cells."""


def _way(start: Place, end: Place) -> Floats:
    """(9, 2) points of an arrow: a quadratic curve."""
    a, b = np.array(start, dtype=float), np.array(end, dtype=float)
    middle = (a + b) / 2 + BEND * np.array([-(b - a)[1], (b - a)[0]])
    t = np.linspace(0, 1, 9)[:, None]
    return np.asarray((1 - t) ** 2 * a + 2 * t * (1 - t) * middle + t**2 * b)


def untangled(moves: Mapping[Place, Place]) -> list[list[list[Place]]]:
    """The cycles that move, in groups: within a group the arrows of different cycles keep apart.

    >>> swap = {(0, 0): (1, 1), (1, 1): (0, 0), (0, 1): (1, 0), (1, 0): (0, 1)}      # two diagonals
    >>> [len(group) for group in untangled(swap)]
    [1, 1]
    """
    groups: list[tuple[list[list[Place]], Floats]] = []
    for cycle in cycles(moves):
        if len(cycle) == 1:
            continue
        points = np.vstack([_way(place, moves[place]) for place in cycle])
        for i, (group, taken) in enumerate(groups):
            if np.linalg.norm(taken[:, None] - points[None], axis=-1).min() > APART:
                groups[i] = ([*group, cycle], np.vstack([taken, points]))
                break
        else:
            groups.append(([cycle], points))
    return [group for group, _ in groups]


ACROSS = 4
"""Panels of arrows in a row."""


def arrows(grid: Grid, moves: Mapping[Place, Place]) -> dict[Place, Panel]:
    """Arrows between cells, in as many panels as keep cycles apart; ontic states that stay are filled in the first."""
    still = {cycle[0]: Cell(Fraction(0)) for cycle in cycles(moves) if len(cycle) == 1}
    panels: dict[Place, Panel] = {}
    for number, group in enumerate(untangled(moves) or [[]]):
        drawn = [(place, moves[place], i) for i, cycle in enumerate(group) for place in cycle]
        panels[divmod(number, ACROSS)] = Panel(grid, {} if number else still, arrows=tuple(drawn))
    return panels


def _cycles_sentence(moves: Mapping[Place, Place]) -> str:
    counted = Counter(map(len, cycles(moves)))
    fixed = counted.pop(1, 0)
    told = [f"{fixed} ontic state{'s' if fixed != 1 else ''} stay{'' if fixed != 1 else 's'}"] if fixed else []
    told += [f"{count} cycle{'s' if count > 1 else ''} of length {length}" for length, count in sorted(counted.items())]
    return ", ".join(told)


def map_page(symplectic: SymplecticMap, title: str | None = None) -> Page:
    """The picture of a map of one system or of a pair; InputError where it touches more.

    >>> page = map_page(SymplecticMap.named("fourier", [0], d=3, n=1))
    >>> page.title, page.caption[0]
    ('X1 -> P1, P1 -> -X1', '1 trit: 1 ontic state stays, 2 cycles of length 4.')
    """
    n = symplectic.n
    systems = drawn_systems(moved_systems(symplectic), n)
    if len(systems) > 2:
        raise InputError(
            f"a map of {len(systems)} systems has no picture on a grid", "draw maps of one system or of a pair"
        )
    check_drawable(symplectic.d, len(systems))
    grid = Grid.of(symplectic.d, systems)
    moves = permutation(grid, restricted(symplectic, systems))
    caption = [f"{systems_name(grid.d, len(systems))}: {_cycles_sentence(moves)}."]
    if grid.size <= LABELLED:
        blocks = [Block({(0, 0): numbered(grid)}, "before"), Block({(0, 0): numbered(grid, moves)}, "after")]
        caption.append("Each number is one ontic state.")
    else:
        blocks = []
        for by, axis in (("rows", grid.rows), ("columns", grid.columns)):
            blocks.append(Block({(0, 0): numbered(grid, None, by)}, f"before, shaded by {axis.name}"))
            blocks.append(Block({(0, 0): numbered(grid, moves, by)}, f"after, shaded by {axis.name} before"))
        caption.append("Shades tell where each ontic state comes from.")
    new, old = str(symplectic).split(", ")[0].split(" -> ")
    caption.append(f"{new} -> {old} reads: the new value of {new} is the old value of {old}.")
    columns = 2
    if len(systems) == 1:
        drawn = Block(arrows(grid, moves), "where each ontic state goes")
        columns = 3 if drawn.single else 1
        if not drawn.single:
            both = {(0, i): panel for i, each in enumerate(blocks) for panel in each.panels.values()}
            blocks = [Block(both, "before, and after")]
        blocks.insert(0, drawn)
    return Page(tuple(blocks), title or str(symplectic), tuple(caption), columns=columns)
