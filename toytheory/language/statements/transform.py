"""`transform X1 -> P1, P1 -> -X1`: a symplectic affine map, written out. Named maps are in `named_map`.

Items of a step: systems, then new values in the order of the matrix; of a named map: systems, then its number.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from toytheory.errors import InputError
from toytheory.language.advice import VARIABLES, Advice, Hint
from toytheory.language.grammar import parts
from toytheory.language.maps.discrete import named_transform
from toytheory.language.maps.modes import mode_transform
from toytheory.language.ring import Ring
from toytheory.language.so_far import SoFar
from toytheory.language.steps import Step, Transform
from toytheory.phase_space.brackets import TOLERANCE, bracket, first_noncommuting_pair, symplectic_defects
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import bracket_rows, coordinate_name, coordinates_of, symplectic_form
from toytheory.phase_space.variables import Variable, tidy

from .statement import Language, Line, Record, Statement

FEW = 8
"""Coordinates of a map whose check is kept."""

RULES = r"""
transform    = ~r"transform\s*" image (comma image)* end
"""

_ROTATION = "write for instance `transform X1 -> P1, P1 -> -X1`"
_HINTS = (
    Hint(r"(?:,|transform)\s*", r"[\d+-]", "left of `->` stands one coordinate without a factor", _ROTATION),
    Hint(r"(?:,|transform)\s*[XP]\d*\s*", r"[+-][^,>]*->", "left of `->` stands one coordinate, not a sum", _ROTATION),
    Hint(r"", r"=>|=|:|-(?!>)", "new values are given with `->`", _ROTATION),
)


def _read(line: Line, node: Any) -> list[Step]:
    reader = line.reader
    first_named: dict[int, int] = {}  # system -> column
    images: dict[int, tuple[Any, int]] = {}
    for image in parts(node, "image"):
        left, _, right = image.children
        index = reader.coordinate(left)
        if index in images:
            name = left.text.strip()
            reader.refuse(left, f"{name} is given two new values", "give each coordinate one new value")
        variable, named = reader.variable(right)
        images[index] = variable, reader.column(left)
        first_named.setdefault(index // 2, reader.column(left))
        for system, column in named.items():
            first_named.setdefault(system, column)
    systems = sorted(first_named)
    ring = Ring(reader.d)
    position = {2 * s + side: 2 * k + side for k, s in enumerate(systems) for side in (0, 1)}
    rows, shift, columns = [], [], []
    for index, row in position.items():
        values = [0] * len(position)
        variable, column = images.get(index, (None, line.place.column))
        if variable is None:
            values[row] = 1
        else:
            for old, coefficient in variable.terms:
                values[position[old]] = coefficient
        rows.append(ring.numbers(values))
        shift.append(ring.number(0 if variable is None else variable.constant))
        columns.append(column)
    places = (*(first_named[s] for s in systems), *columns)
    return [Transform(tuple(systems), tuple(rows), tuple(shift), place=line.place, columns=places)]


# checking


def _check(so_far: SoFar, step: Transform) -> None:
    """The matrix keeps every bracket; systems are different ones; a named map is what its name says."""
    so_far.usable(step, step.systems)
    size = 2 * len(step.systems)
    if len(set(step.systems)) != len(step.systems) or not size:
        problem = "a map from a system to itself" if size else "a map of no system"
        raise InputError(problem, "name different systems")
    if step.name is not None:
        _is_its_name(so_far, step)
        return  # symplectic by definition
    if len(step.matrix) != size or any(len(row) != size for row in step.matrix) or len(step.shift) != size:
        raise InputError("the map's matrix does not fit its systems", f"make it {size} x {size} with {size} shifts")
    if so_far.d is None:
        for item, (row, shift) in enumerate(zip(step.matrix, step.shift, strict=True), start=len(step.systems)):
            for number in (*row, shift):
                so_far.number(step, item, number, "a coefficient of the map")
        _symplectic_over_the_reals(step)
    else:
        _symplectic(step, so_far.d)


def _is_its_name(so_far: SoFar, step: Transform) -> None:
    if so_far.d is None:
        if step.parameter is not None:
            so_far.number(step, len(step.systems), step.parameter, f"the number of {step.name}")
        same, builder = step == mode_transform(str(step.name), step.systems, step.parameter), "mode_transform"
    else:
        named = named_transform(str(step.name), step.systems, so_far.d, step.parameter)
        builder = "named_transform"
        same = named.matrix is step.matrix or _residues(step, so_far.d).tolist() == [list(row) for row in named.matrix]
        same = same and not any(c % so_far.d for c in step.shift)
    if not same:
        raise InputError(f"the map is not {step.name}", f"leave out the name, or build it with {builder}")


def _residues(step: Transform, d: int) -> Matrix:
    try:
        return np.mod(np.array(step.matrix, dtype=np.int64), d)
    except OverflowError:
        raise InputError("the map's matrix has entries beyond 2^63", f"reduce them modulo {d}") from None
    except ValueError:
        size = 2 * len(step.systems)
        problem, mend = "the map's matrix does not fit its systems", f"make it {size} x {size} with {size} shifts"
        raise InputError(problem, mend) from None


def _symplectic(step: Transform, d: int) -> None:
    matrix = _residues(step, d)
    few = len(matrix) <= FEW
    pair = _unkept_pair_of_few(matrix.tobytes(), len(matrix), d) if few else _unkept_pair(matrix, d)
    if pair is None:
        return
    systems, indices = len(step.systems), coordinates_of(step.systems).tolist()
    names = [coordinate_name(indices[r]) for r in pair]
    old = [Variable.of([(indices[r], 1)], d) for r in pair]
    new = [Variable.of(zip(indices, matrix[r].tolist(), strict=True), d) for r in pair]
    raise InputError(
        f"the map is not symplectic: [{names[0]}, {names[1]}] = {bracket(*old)}, "
        f"but the new values have [{new[0]}, {new[1]}] = {bracket(*new)}",
        "change the new values so that every bracket is kept; coordinates that are not named stay",
        step.item_place(systems + pair[1]),
    )


@lru_cache(maxsize=4096)
def _unkept_pair_of_few(residues: bytes, size: int, d: int) -> tuple[int, int] | None:
    """`_unkept_pair`, kept: circuits use the same few maps over and over."""
    return _unkept_pair(np.frombuffer(residues, dtype=np.int64).reshape(size, size), d)


def _unkept_pair(matrix: Matrix, d: int) -> tuple[int, int] | None:
    """The first pair of rows (of residues modulo d) whose bracket is not that of their coordinates, or None.

    Large sparse maps are tested through their graph: a map is symplectic exactly when the variables
    (new value) - (old coordinate), the old ones on a mirror system of opposite bracket, all commute.
    """
    size = len(matrix)
    rows, columns = np.nonzero(matrix)
    if size > 256 and rows.size < 32 * size:
        terms: list[list[tuple[int, int]]] = [[] for _ in range(size)]
        for r, c in zip(rows.tolist(), columns.tolist(), strict=True):
            terms[r].append((c, int(matrix[r, c])))
        mirrored = [[*row, (size + r, -1 if r % 2 else 1)] for r, row in enumerate(terms)]
        pair = first_noncommuting_pair([Variable.of(row, d) for row in mirrored])
        return None if pair is None else pair[:2]
    exact = matrix.astype(np.float64) if size * d * d < 2**53 else matrix  # float products are much faster
    wrong = np.argwhere((bracket_rows(exact, exact) - symplectic_form(size // 2)) % d)
    return (int(wrong[0, 0]), int(wrong[0, 1])) if wrong.size else None


def _symplectic_over_the_reals(step: Transform) -> None:
    matrix = np.array(step.matrix, dtype=np.float64)
    wrong = np.argwhere(symplectic_defects(matrix) > TOLERANCE)
    if not wrong.size:
        return
    i, j = (int(k) for k in wrong[0])
    indices = coordinates_of(step.systems).tolist()
    old = [coordinate_name(indices[r]) for r in (i, j)]
    new = [Variable.of(zip(indices, map(tidy, matrix[r]), strict=True), None) for r in (i, j)]
    value = bracket_rows(matrix[i : i + 1], matrix[j : j + 1])[0, 0]
    raise InputError(
        f"the map is not symplectic: [{old[0]}, {old[1]}] = {symplectic_form(len(indices) // 2)[i, j]}, "
        f"but the new values have [{new[0]}, {new[1]}] = {value:.12g}",
        f"change the new values so that every bracket is kept to a relative {TOLERANCE:g} (give enough digits); "
        "coordinates that are not named stay",
        step.item_place(len(step.systems) + j),
    )


# plain form and writing


def _plain(step: Transform, ring: Ring) -> Transform:
    if step.name is not None and ring.d is not None:
        return named_transform(step.name, step.systems, ring.d, step.parameter)
    if step.name is not None:
        return mode_transform(step.name, step.systems, step.parameter)
    order = sorted(range(len(step.systems)), key=lambda k: step.systems[k])
    old = coordinates_of(order).tolist()
    rows = tuple(ring.numbers(step.matrix[i][j] for j in old) for i in old)
    return Transform(tuple(step.systems[k] for k in order), rows, ring.numbers(step.shift[i] for i in old))


def _write(step: Transform, ring: Ring) -> str:
    if step.name is not None:
        systems = " ".join(str(system + 1) for system in step.systems)
        return f"{step.name} {systems}" + (f" by {ring.shown(step.parameter)}" if step.parameter is not None else "")
    names = coordinates_of(step.systems).tolist()
    images: dict[int, str] = {}
    mentioned: set[int] = set()
    for row, name in enumerate(names):
        terms = [(old, c) for old, c in zip(names, step.matrix[row], strict=True) if c]
        if terms != [(name, 1)] or step.shift[row]:
            images[name] = str(ring.variable(Variable.of(terms, ring.d, step.shift[row])))
            mentioned.update(index // 2 for index in (name, *dict(terms)))
    for system in step.systems:
        if system not in mentioned:
            images[2 * system] = coordinate_name(2 * system)  # X -> X: named, though it stays
    return "transform " + ", ".join(f"{coordinate_name(i)} -> {images[i]}" for i in sorted(images))


TRANSFORM = Language(
    over={
        "Z": (
            Statement(
                ("transform",),
                "transform",
                RULES,
                {"transform": Advice("transform X1 -> P1, P1 -> -X1", (*VARIABLES["Z"], *_HINTS))},
                _read,
            ),
        ),
        "R": (
            Statement(
                ("transform",),
                "transform",
                RULES,
                {"transform": Advice("transform X1 -> 2X1, P1 -> 0.5P1", (*VARIABLES["R"], *_HINTS))},
                _read,
            ),
        ),
    },
    records={Transform: Record(_check, _write, _plain)},
)
