"""Pictures of reproducible measurements: the partition of phase space into outcomes.

Slide "Valid reproducible measurements".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from toytheory.discrete.measurements import Measurement
from toytheory.errors import InputError
from toytheory.phase_space.space import coordinate_name, flow
from toytheory.phase_space.variables import Variable

from .grids import Grid, Place, check_drawable, drawn_systems
from .pages import Block, Cell, Key, Page, Panel, systems_name

Outcome = tuple[int, ...]

EACH = 9
"""Up to so many outcomes each has a shade of its own."""

MANY = 16
"""More outcomes than this are told in the legend by variable, where they can be."""


def outcomes_of_cells(grid: Grid, variables: Sequence[Variable]) -> dict[Place, Outcome]:
    """The values of the variables in every cell.

    >>> X = Variable.from_vector([1, 0], 2)
    >>> outcomes_of_cells(Grid.one(2, 0), [X])
    {(0, 0): (0,), (0, 1): (0,), (1, 0): (1,), (1, 1): (1,)}
    """
    where = {index: i for i, index in enumerate(grid.rows.coordinates + grid.columns.coordinates)}
    found: dict[Place, Outcome] = {}
    for row in range(grid.rows.length):
        for column in range(grid.columns.length):
            point = grid.point((row, column))
            total = [sum((c * point[where[i]] for i, c in F.terms), F.constant) % grid.d for F in variables]
            found[row, column] = tuple(int(value) for value in total)
    return found


def fills(outcomes: Sequence[Outcome]) -> dict[Outcome, Cell]:
    """How the cells of each outcome are filled: hatching by all but the first variable, and a shade each.

    More than `EACH` shades would not be told apart; then the shade is that of the first variable.

    >>> {o: (str(cell.shade), cell.pattern, cell.label) for o, cell in fills([(0, 0), (0, 1), (1, 0)]).items()}
    {(0, 0): ('0', 0, '00'), (0, 1): ('1/2', 1, '01'), (1, 0): ('1', 0, '10')}
    """
    ordered = sorted(set(outcomes))
    firsts = sorted({outcome[0] for outcome in ordered})
    own = len(ordered) <= EACH
    filled: dict[Outcome, Cell] = {}
    for outcome in ordered:
        order, last = (ordered.index(outcome), len(ordered) - 1) if own else (firsts.index(outcome[0]), len(firsts) - 1)
        shade = Fraction(order, max(1, last))
        alike = [other for other in ordered if other[0] == outcome[0]]
        filled[outcome] = Cell(shade, "".join(map(str, outcome)), pattern=alike.index(outcome))
    return filled


def partition(grid: Grid, variables: Sequence[Variable]) -> Panel:
    """A grid with every cell filled as its outcome is."""
    values = outcomes_of_cells(grid, variables)
    filled = fills(list(values.values()))
    return Panel(grid, {place: filled[outcome] for place, outcome in values.items()}, partition=True)


def keys(variables: Sequence[Variable], values: Sequence[Outcome]) -> tuple[Key, ...]:
    """The legend of a partition: one entry an outcome, or an entry a value of each of two variables.

    >>> X, P = Variable.of({0: 1}, 5), Variable.of({3: 1}, 5)
    >>> [key.text for key in keys([X, P], [(x, p) for x in range(5) for p in range(5)])][4:6]
    ['X1 = 4', 'P2 = 0']
    """
    filled = fills(values)
    first, *rest = (sorted(set(column)) for column in zip(*values, strict=True))
    if len(filled) > MANY and len(variables) == 2 and len(first) * len(rest[0]) == len(filled):
        shades = [Key(replace(filled[x, rest[0][0]], label=str(x)), f"{variables[0]} = {x}", True) for x in first]
        plain = Fraction(0)
        hatched = [Key(Cell(plain, str(y), pattern=i), f"{variables[1]} = {y}", True) for i, y in enumerate(rest[0])]
        return (*shades, *hatched)
    told = {o: ", ".join(f"{F} = {v}" for F, v in zip(variables, o, strict=True)) for o in filled}
    return tuple(Key(cell, told[outcome], True) for outcome, cell in filled.items())


def disturbance(variables: Sequence[Variable], d: int, n: int) -> str:
    """The random displacement that a measurement makes, in notation: t, t1, ... are random numbers.

    >>> disturbance([Variable.of({0: 1, 3: 1}, 3)], 3, 2)              # X1 + P2
    'P1 by -t, X2 by t'
    """
    letters = ["t"] if len(variables) == 1 else [f"t{i}" for i in range(1, 1 + len(variables))]
    shifts: dict[int, str] = {}
    for letter, variable in zip(letters, variables, strict=True):
        for index, amount in enumerate(flow(variable.vector(n)).tolist()):
            signed = amount % d if 2 * (amount % d) <= d else amount % d - d
            if signed:
                size = "" if abs(signed) == 1 else str(abs(signed))
                shifts[index] = shifts.get(index, "") + (" - " if signed < 0 else " + ") + size + letter
    told = [(index, text[3:] if text.startswith(" + ") else "-" + text[3:]) for index, text in sorted(shifts.items())]
    return ", ".join(f"{coordinate_name(index)} by {text}" for index, text in told)


def measurement_page(measurement: Measurement, title: str | None = None) -> Page:
    """The picture of a measurement of one system or of a pair; InputError where it takes more.

    >>> page = measurement_page(Measurement.of([Variable.of({0: 1, 3: 1}, 3)], n=2))
    >>> page.title, page.caption[1]
    ('X1 + P2', 'Afterwards: a random displacement, P1 by -t, X2 by t.')
    """
    variables, d, n = measurement.variables, measurement.d, measurement.n
    systems = drawn_systems({system for F in variables for system in F.systems}, n)
    if len(systems) > 2:
        raise InputError(
            f"a measurement on {len(systems)} systems has no picture on a grid", "measure one system or a pair"
        )
    check_drawable(d, len(systems))
    panel = partition(Grid.of(d, systems), variables)
    values = list(outcomes_of_cells(panel.grid, variables).values())
    kick = disturbance(variables, d, n)
    caption = [f"{systems_name(d, len(systems))}: {len(set(values))} outcomes, {_sizes(values)} ontic states each."]
    caption.append(f"Afterwards: a random displacement, {kick}." if kick else "Nothing is disturbed.")
    text = ", ".join(map(str, variables))
    return Page((Block({(0, 0): panel}),), title or text, tuple(caption), keys(variables, values))


def _sizes(values: Sequence[Outcome]) -> int:
    return len(values) // len(set(values))
