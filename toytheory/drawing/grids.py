"""The talk's grids: which cell stands for which ontic state.

One system: X upwards, P to the right (slides "Valid epistemic states for a single trit", "A single
bit"). A pair: the d^2 ontic states of the first system upwards, those of the second to the right,
both in the order (X, P) = 00, 01, ... (slide "How to represent this graphically"). Rows count from
the bottom and columns from the left, as the values of X and P do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toytheory.errors import InputError
from toytheory.phase_space.space import PhaseSpace, coordinate_name, coordinates_of

MAX_D = 7
"""The largest d whose pairs of systems still have legible grids."""

MAX_ROWS = 150
"""Bound on n d^2, the rows of a matrix of pairwise marginals."""

MAX_SYSTEMS = 8

MAX_GRIDS, MAX_CELLS = 600, 250_000
"""The most that one page has."""

Place = tuple[int, int]
"""(row, column) of a cell, from the lower left corner."""


def check_drawable(d: int, n: int) -> None:
    """InputError where grids of n systems with d values a coordinate would not be legible.

    >>> check_drawable(3, 8)
    """
    PhaseSpace(d, n)
    if d > MAX_D:
        raise InputError(f"grids for d = {d} are too fine to be read", f"draw systems with d up to {MAX_D}")
    if n > MAX_SYSTEMS or n * d * d > MAX_ROWS:
        most = min(MAX_SYSTEMS, MAX_ROWS // (d * d))
        raise InputError(
            f"the pairs of {n} systems with d = {d} are too many to be drawn",
            f"for d = {d} draw up to {most} systems, for instance a marginal",
        )


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a grid: the values of some coordinates, the first one slowest.

    Attributes
    ----------
    d : values of a coordinate.
    coordinates : their positions in the talk's order, such as (2, 3) for X2, P2.

    >>> axis = Axis(3, (2, 3))
    >>> axis.name, axis.length, axis.values(5), axis.place((1, 2))
    ('(X2, P2)', 9, (1, 2), 5)
    """

    d: int
    coordinates: tuple[int, ...]

    @property
    def length(self) -> int:
        """Number of places."""
        return int(self.d ** len(self.coordinates))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the coordinates, the slowest first."""
        return tuple(coordinate_name(index) for index in self.coordinates)

    @property
    def name(self) -> str:
        """The label of the axis."""
        return self.names[0] if len(self.names) == 1 else f"({', '.join(self.names)})"

    def values(self, place: int) -> tuple[int, ...]:
        """The values of the coordinates at a place, counted from the end where all are 0."""
        digits = []
        for _ in self.coordinates:
            place, digit = divmod(place, self.d)
            digits.append(digit)
        return tuple(reversed(digits))

    def place(self, values: Sequence[int]) -> int:
        """The place where the coordinates have these values."""
        place = 0
        for value in values:
            place = place * self.d + int(value)
        return place


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one system or of a pair; build with `one` or `pair`.

    Attributes
    ----------
    systems : from 0; ontic states are tuples (x, p) or (x, p, x', p') of these systems in this order.
    rows, columns : the axes.

    >>> grid = Grid.pair(3, 0, 1)
    >>> grid.rows.name, grid.columns.name, grid.cell((0, 1, 2, 0)), grid.point((1, 6))
    ('(X1, P1)', '(X2, P2)', (1, 6), (0, 1, 2, 0))
    >>> Grid.one(3, 0).cell((2, 1))          # row X = 2, column P = 1
    (2, 1)
    """

    systems: tuple[int, ...]
    rows: Axis
    columns: Axis

    @classmethod
    def one(cls, d: int, system: int) -> Grid:
        """X of a system upwards, P to the right."""
        x, p = coordinates_of([system]).tolist()
        return cls((system,), Axis(d, (x,)), Axis(d, (p,)))

    @classmethod
    def pair(cls, d: int, first: int, second: int) -> Grid:
        """(X, P) of the first system upwards, of the second to the right."""
        rows, columns = (tuple(coordinates_of([system]).tolist()) for system in (first, second))
        return cls((first, second), Axis(d, rows), Axis(d, columns))

    @classmethod
    def of(cls, d: int, systems: Sequence[int]) -> Grid:
        """Of one or two systems."""
        return cls.one(d, systems[0]) if len(systems) == 1 else cls.pair(d, systems[0], systems[1])

    @property
    def d(self) -> int:
        """Values of a coordinate."""
        return self.rows.d

    @property
    def size(self) -> int:
        """Number of cells, one for each ontic state."""
        return self.rows.length * self.columns.length

    def cell(self, point: Sequence[int]) -> Place:
        """Where an ontic state of the grid's systems stands."""
        split = len(self.rows.coordinates)
        return self.rows.place(point[:split]), self.columns.place(point[split:])

    def point(self, cell: Place) -> tuple[int, ...]:
        """The ontic state that a cell stands for."""
        return self.rows.values(cell[0]) + self.columns.values(cell[1])


def drawn_systems(touched: Iterable[int], n: int) -> tuple[int, ...]:
    """The systems that a picture of a map or a measurement shows: all of up to two, of more those touched.

    >>> drawn_systems([1], 2), drawn_systems([4, 1], 5)
    ((0, 1), (1, 4))
    """
    return tuple(range(n)) if n <= 2 else tuple(sorted(touched)) or (0,)


def grids(d: int, n: int, *, flat: bool = False) -> dict[Place, Grid]:
    """The grids of n systems by (row, column) of the picture, rows from the top; InputError where too many.

    One system or a pair is one grid. More are a triangle: each system alone on the diagonal, the pair
    (i, j) in row i and column j; or, `flat`, one row: each system alone, then the pairs.

    >>> {place: grid.systems for place, grid in grids(2, 3).items() if place[0] == 0}
    {(0, 0): (0,), (0, 1): (0, 1), (0, 2): (0, 2)}
    """
    check_drawable(d, n)
    if n <= 2:
        return {(0, 0): Grid.of(d, range(n))}
    triangle = {(i, j): Grid.of(d, (i, j) if i < j else (i,)) for i in range(n) for j in range(i, n)}
    if not flat:
        return triangle
    return {(0, k): grid for k, grid in enumerate(sorted(triangle.values(), key=lambda g: (len(g.systems), g.systems)))}


def check_amount(d: int, n: int, pictures: int) -> None:
    """InputError where a page with so many pictures of n systems would be too large.

    >>> check_amount(3, 2, 481)
    """
    if not pictures:
        raise InputError("there is nothing to draw", "have at least one state, measurement or step")
    each = grids(d, n).values()
    if pictures * len(each) > MAX_GRIDS or pictures * sum(grid.size for grid in each) > MAX_CELLS:
        raise InputError(
            f"{pictures} pictures of {n} systems with d = {d} do not fit on a page", "draw fewer at a time"
        )
