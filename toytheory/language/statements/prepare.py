"""`prepare X1 - X2 = 0, P1 + P2 = 0`; on modes also `prepare vacuum 1, 2` and `prepare gaussian ...`.

Items of a step: known variables; or systems, then means, then the covariance row by row.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from toytheory.errors import InputError, Place
from toytheory.language.advice import END, KNOWNS, Advice, Hint
from toytheory.language.grammar import parts
from toytheory.language.plain_lines import BLANK, COORDINATES, DIGITS, SPACE, TERM, Text, listed, pieces, summed, whole
from toytheory.language.ring import Ring
from toytheory.language.so_far import SoFar
from toytheory.language.steps import Prepare, PrepareGaussian, PrepareVacuum, Step
from toytheory.phase_space.brackets import TOLERANCE
from toytheory.phase_space.independence import first_dependent
from toytheory.phase_space.uncertainty import check_covariance
from toytheory.phase_space.variables import Variable

from .statement import Language, Line, Record, Statement

DISCRETE_RULES = r"""
prepare      = ~r"prepare\s*" knowns end
"""
MODE_RULES = r"""
prepare      = ~r"prepare\s*" (vacuum / gaussian / knowns) end
vacuum       = ~r"vacuum\b\s*" numbers
gaussian     = ~r"gaussian\b\s*" numbers means values covariance matrix
means        = ~r"means\b\s*"
covariance   = ~r"covariance\b\s*"
"""

_ONLY_MODES = Hint(
    r"",
    r"vacuum|gaussian",
    "only modes are prepared in the vacuum or a Gaussian state",
    "write for instance `prepare X1 - X2 = 0, P1 + P2 = 0`",
)
_GAUSSIAN = "prepare gaussian 1 means 1, 0 covariance 0.5, 0; 0, 0.5"
_BRACKETS = Hint(
    r"(?:means|covariance)\s*",
    r"[(\[{]",
    "brackets are not part of the notation",
    f"separate rows by `;`, as in `{_GAUSSIAN}`",
)
_EXPECTED = dict.fromkeys(("prepare", "knowns", "vacuum", "gaussian"), "a known variable, `vacuum` or `gaussian`")

# reading


def _read(line: Line, node: Any) -> list[Step]:
    return [line.reader.prepare(node, line.place)]


def _read_on_modes(line: Line, node: Any) -> list[Step]:
    (chosen,) = parts(node, "vacuum", "gaussian", "knowns")
    if chosen.expr_name == "knowns":
        return [line.reader.prepare(node, line.place)]
    systems, numbers = line.reader.systems(chosen)
    if chosen.expr_name == "vacuum":
        return [PrepareVacuum(systems, place=line.place, columns=line.columns(numbers))]
    listed, matrix = parts(chosen, "values", "matrix")
    means, nodes = line.reader.numbers(listed)
    nodes = numbers + nodes
    rows = []
    for row in parts(matrix, "values"):
        values, entries = line.reader.numbers(row)
        rows.append(tuple(map(float, values)))
        nodes += entries
    means = tuple(map(float, means))
    return [PrepareGaussian(systems, means, tuple(rows), place=line.place, columns=line.columns(nodes))]


_KNOWN = rf"{summed(TERM)}{BLANK}={BLANK}-?+{DIGITS}"
_PLAIN = whole(rf"prepare{SPACE}({listed(_KNOWN)})")


def _plain_line(text: Text, line: str, place: Place) -> list[Step] | None:
    found = _PLAIN.match(line)
    if found is None:
        return None
    variables, values, columns, systems = [], [], [], set[int]()
    for column, piece in pieces(found, 1):
        left, _, right = piece.partition("=")
        variable = text.variable(left)
        if variable is None or len(variable.terms) < len(COORDINATES.findall(left)):
            return None  # what cancels is named too: the grammar knows
        variables.append(variable)
        values.append(int(right) % text.d)
        columns.append(column)
        systems.update([index // 2 for index, _ in variable.terms])
    known = tuple(variables), tuple(values), tuple(sorted(systems))
    return [Prepare(*known, place=place, columns=tuple(columns))]


# checking


def _check(so_far: SoFar, step: Prepare) -> None:
    """Known variables commute, are independent, and their values are possible."""
    if not step.variables:
        raise InputError("a preparation without known variables", "know at least one variable")
    if len(step.variables) != len(step.values):
        raise InputError(f"{len(step.variables)} variables but {len(step.values)} values", "give one value each")
    so_far.exist(step, step.systems)
    so_far.discarded.difference_update(step.systems)
    so_far.variables(step, step.variables)
    prepared = set(step.systems)
    for item, variable in enumerate(step.variables):
        if not prepared.issuperset(variable.systems):
            raise InputError(f"{variable} is known of a system that is not prepared", "name all its systems")
        if so_far.d is None:
            so_far.number(step, item, step.values[item], f"the value of {variable}")
        else:
            _possible(step, item, variable, step.values[item], so_far.d)
    so_far.commuting(step, step.variables, "known", "know only variables whose bracket vanishes")
    if so_far.d is None:
        _independent_over_the_reals(step)
    else:
        _independent(step, so_far.d)


def _possible(step: Prepare, item: int, variable: Variable, value: int, d: int) -> None:
    divisor = math.gcd(d, *(c for _, c in variable.terms))
    if (value - variable.constant) % divisor:
        allowed = range(variable.constant % divisor, d, divisor)
        listed = ", ".join(map(str, allowed[:8])) + (", ..." if len(allowed) > 8 else "")
        values = f"can only be {listed}" if len(allowed) > 1 else f"is always {listed}"
        raise InputError(
            f"{variable} = {value} is contradictory: modulo {d}, {variable} {values}",
            "give a value that it can take",
            step.item_place(item),
        )


def _independent(step: Prepare, d: int) -> None:
    if len(step.variables) == 1 and any(math.gcd(c, d) == 1 for _, c in step.variables[0].terms):
        return  # one variable that takes every value
    found = first_dependent(step.variables, step.values, d)
    if found is None:
        return
    item, contradictory = found
    last = step.variables[item]
    if contradictory:
        raise InputError(
            f"{last} = {step.values[item]} contradicts the values before it",
            "leave it out: it is determined by the others",
            step.item_place(item),
        )
    what = "depends on the variables before it" if last.terms else f"is a constant modulo {d}"
    raise InputError(f"{last} {what}: listed variables must be independent", "leave it out", step.item_place(item))


def _independent_over_the_reals(step: Prepare) -> None:
    """Rows of length one are dependent where what is left of one, without its part along those before, is small."""
    where = sorted({index for variable in step.variables for index, _ in variable.terms})
    position = {index: i for i, index in enumerate(where)}
    rows = np.zeros((len(step.variables), len(where) + 1))
    for row, variable, value in zip(rows, step.variables, step.values, strict=True):
        for index, coefficient in variable.terms:
            row[position[index]] = coefficient
        length = np.linalg.norm(row)
        row[-1] = value - variable.constant
        row /= length or 1.0
    for item, variable in enumerate(step.variables):
        if not variable.terms:
            raise InputError(f"{variable} is a constant", "leave it out", step.item_place(item))
    linear = rows[:, :-1]
    remains = np.abs(np.diagonal(np.linalg.qr(linear.T, mode="r")))
    few = np.flatnonzero(remains <= TOLERANCE)
    if few.size or len(rows) > len(where):
        item = int(few[0]) if few.size else len(where)
        factors = np.linalg.lstsq(linear[:item].T, linear[item], rcond=None)[0]
        expected = float(factors @ rows[:item, -1])
        last = step.variables[item]
        if abs(expected - rows[item, -1]) > TOLERANCE * max(1.0, abs(expected)):
            problem = f"{last} = {step.values[item]} contradicts the values before it"
            raise InputError(problem, "leave it out: it is determined by the others", step.item_place(item))
        problem = f"{last} depends on the variables before it: listed variables must be independent"
        raise InputError(problem, "leave it out", step.item_place(item))


def _check_vacuum(so_far: SoFar, step: PrepareVacuum) -> None:
    """The systems exist and are named once."""
    so_far.prepared(step, step.systems)


def _check_gaussian(so_far: SoFar, step: PrepareGaussian) -> None:
    """Means and covariance fit the systems; the covariance obeys the uncertainty principle."""
    so_far.prepared(step, step.systems)
    k, size = len(step.systems), 2 * len(step.systems)
    if len(step.means) != size:
        place = step.item_place(k)
        raise InputError(f"{len(step.means)} means for {k} modes", f"give {size}: x and p of each mode", place)
    for item, mean in enumerate(step.means, start=k):
        so_far.number(step, item, mean, f"mean {item - k + 1}")
    check_matrix(so_far, step, step.covariance, size, k + size, "the covariance", "a covariance")
    try:
        check_covariance(step.covariance, so_far.hbar)
    except InputError as error:
        raise error.at(step.item_place(k + size)) from None


def check_matrix(so_far: SoFar, step: Step, rows: Any, size: int, item: int, what: str, one: str) -> None:
    """`size` rows of `size` finite numbers; `item` is the number of the first entry among the step's items."""
    first = item
    for number, row in enumerate(rows, start=1):
        if len(row) != size:
            problem = f"row {number} of {what} has {len(row)} of {size} numbers"
            raise InputError(problem, f"give {size} rows of {size} numbers", step.item_place(item))
        for column, value in enumerate(row, start=1):
            so_far.number(step, item, value, f"entry {number}, {column} of {what}")
            item += 1
    if len(rows) != size:
        listed = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
        problem = f"{one} with {listed} for {size} coordinates"
        raise InputError(problem, "separate rows by `;`", step.item_place(first))


# writing


def _write(step: Prepare, ring: Ring) -> str:
    named = {system for variable in step.variables for system in variable.systems}
    resets = "".join(f" + 0X{system + 1}" for system in step.systems if system not in named)
    pairs = zip(step.variables, step.values, strict=True)
    knowns = [f"{variable} = {ring.shown(value)}" for variable, value in pairs]
    knowns[0] = knowns[0].replace(" =", f"{resets} =")  # named, so reset, though nothing is known of them
    return "prepare " + ", ".join(knowns)


def written_systems(systems: tuple[int, ...]) -> str:
    """Systems as a statement lists them."""
    return ", ".join(str(system + 1) for system in systems)


def written_rows(rows: Any, ring: Ring) -> str:
    """The rows of a matrix as a statement lists them."""
    return "; ".join(ring.listed(row) for row in rows)


def _write_gaussian(step: PrepareGaussian, ring: Ring) -> str:
    means, rows = ring.listed(step.means), written_rows(step.covariance, ring)
    return f"prepare gaussian {written_systems(step.systems)} means {means} covariance {rows}"


def _plain(step: Prepare, ring: Ring) -> Prepare:
    return Prepare(
        tuple(map(ring.variable, step.variables)), ring.numbers(step.values), tuple(sorted(set(step.systems)))
    )


def _plain_gaussian(step: PrepareGaussian, ring: Ring) -> PrepareGaussian:
    return PrepareGaussian(step.systems, ring.numbers(step.means), tuple(map(ring.numbers, step.covariance)))


PREPARE = Language(
    over={
        "Z": (
            Statement(
                ("prepare",),
                "prepare",
                DISCRETE_RULES,
                {"prepare": Advice("prepare X1 - X2 = 0, P1 + P2 = 0", (*KNOWNS["Z"], _ONLY_MODES))},
                _read,
                plain=_plain_line,
            ),
        ),
        "R": (
            Statement(
                ("prepare",),
                "prepare",
                MODE_RULES,
                {
                    "prepare": Advice("prepare X1 - X2 = 0.5, P1 + P2 = 0", KNOWNS["R"], expected=_EXPECTED),
                    "prepare vacuum": Advice("prepare vacuum 1, 2"),
                    "prepare gaussian": Advice(_GAUSSIAN, (_BRACKETS,), f"`,`, `;` or {END}"),
                },
                _read_on_modes,
            ),
        ),
    },
    records={
        Prepare: Record(_check, _write, _plain),
        PrepareVacuum: Record(
            _check_vacuum, lambda step, ring: f"prepare vacuum {written_systems(step.systems)}", only_modes=True
        ),
        PrepareGaussian: Record(_check_gaussian, _write_gaussian, _plain_gaussian, only_modes=True),
    },
)
