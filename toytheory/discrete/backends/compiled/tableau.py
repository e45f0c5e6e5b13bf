"""What an observer knows, moved by a program: outcome-complete stabilizer simulation over Z_d, d prime.

As in `..knowledge`, V is held by generators of V^⊥, one a column, and v by the coordinates of a valuation vector that
are affine functions of latent variables; here every *coordinate* is a row of residues, so that a map combines a few
rows and a measurement adds multiples of one row to others. A random outcome is itself taken as the new latent
variable: then every later outcome is an affine function of earlier random ones, in reduced echelon form. (Over bits,
N. Delfosse and others follow all outcomes at once in the same way, arXiv:2309.08676; Aaronson and Gottesman,
quant-ph/0406196, count the cost of a measurement: O(n^2 / w).)
"""

from __future__ import annotations

from typing import Any

from numba import njit

from .program import DISPLACE, FORGET, MAP, MEASURE, NOISE
from .rows import add, clear, copy, first_nonzero, get, is_zero, mark, put, width

POSITION, LATENTS, OUTCOMES, COLUMNS, SPARE, ROWS, FIRST = range(7)
"""Places in `counts`: in the program; latents, outcomes and columns so far; spare columns; 2n; first outcome."""


@njit(cache=True)
def run(
    code: Any, actions: Any, d: int, until: Any, known: Any, values: Any, spare: Any, kinds: Any, counts: Any
) -> bool:
    """Run the program on; False where it stops for want of a column for one more generator.

    Parameters
    ----------
    code, actions : of a `Program` on n systems.
    until : (2n,) of each coordinate, where in the program it is used last; see `last_uses`.
    known : a table of 2n rows, generators of V^⊥ in its columns, and `widest` + 2 rows to work with.
    values : a table of 2n rows, the valuation vector: place 0 for the constant, place 1 + t for latent variable t; then
        `widest` rows to work with; then one row an outcome.
    spare : (capacity,) columns that are zero, as many as counts says.
    kinds : (latents,) set to 1 where a latent variable is uniform, 0 where it is noise.
    counts : (7,) the state of the machine; its last two numbers are 2n, and the row of `values` where outcomes begin.
    """
    first = counts[FIRST]
    while counts[POSITION] < code.size:
        at = counts[POSITION]
        what = code[at]
        wide = width(known, counts[COLUMNS])
        long = width(values, 1 + counts[LATENTS])
        if what >= MAP:
            action = what - MAP
            points = action + 2
            variables = points + actions[points - 1] + 1
            combine(values, code, at + 1, actions, points, counts[ROWS], d, long)
            combine(known, code, at + 1, actions, variables, counts[ROWS], d, wide)
            counts[POSITION] = at + 1 + actions[action]
        elif what == MEASURE:
            measure(code, at + 1, d, until, known, values, kinds, counts, wide, long)
            counts[POSITION] = at + 3 + 2 * code[at + 2]
        elif what == DISPLACE:
            c = code[at + 1]
            put(values, c, 0, (get(values, c, 0) + code[at + 2]) % d)
            for k in range(code[at + 3]):
                add(values, c, first + code[at + 4 + 2 * k], code[at + 5 + 2 * k], d, 0, long)
            counts[POSITION] = at + 4 + 2 * code[at + 3]
        elif what == NOISE:
            kinds[counts[LATENTS]] = 0
            counts[LATENTS] += 1
            put(values, code[at + 1], counts[LATENTS], 1)
            counts[POSITION] = at + 2
        elif what == FORGET:
            forget(code, at + 2, code[at + 1], until, known, values, spare, counts, wide, long)
            counts[POSITION] = at + 2 + code[at + 1]
        else:  # UNKNOWN
            if counts[SPARE]:
                counts[SPARE] -= 1
                column = spare[counts[SPARE]]
            elif counts[COLUMNS] < spare.size:
                column = counts[COLUMNS]
                counts[COLUMNS] += 1
            else:
                return False
            for k in range(code[at + 1]):
                put(known, code[at + 2 + 2 * k], column, code[at + 3 + 2 * k])
            counts[POSITION] = at + 2 + 2 * code[at + 1]
    return True


@njit(cache=True)
def last_uses(code: Any, actions: Any, until: Any) -> None:
    """Where in the program the value of each coordinate is asked for the last time, by a map or a measurement.

    Rows that nothing asks for any more need not be kept up: the value of c, and row c ^ 1 of the generators, with which
    brackets of c are made. Where all systems are measured in the end, that is most of the work.
    """
    at = 0
    while at < code.size:
        what = code[at]
        if what >= MAP:
            systems = actions[what - MAP]
            for k in range(systems):
                until[2 * code[at + 1 + k]] = until[2 * code[at + 1 + k] + 1] = at
            at += 1 + systems
        elif what == MEASURE:
            for k in range(code[at + 2]):
                until[code[at + 3 + 2 * k]] = at
            at += 3 + 2 * code[at + 2]
        elif what == DISPLACE:
            at += 4 + 2 * code[at + 3]
        elif what == NOISE:
            at += 2
        elif what == FORGET:
            at += 2 + code[at + 1]
        else:  # UNKNOWN
            at += 2 + 2 * code[at + 1]


@njit(cache=True)
def combine(table: Any, code: Any, systems: int, actions: Any, action: int, free: int, d: int, used: int) -> None:
    """Some rows become combinations of some rows; the old ones are copied to rows from `free` on."""
    if used == 0:
        return
    count = actions[action]
    for k in range(count):
        row = actions[action + 1 + k]
        copy(table, free + k, 2 * code[systems + (row >> 1)] + (row & 1), used)
    at = action + 2 + count
    for _ in range(actions[at - 1]):
        target = 2 * code[systems + (actions[at] >> 1)] + (actions[at] & 1)
        for k in range(actions[at + 1]):
            source, factor = free + actions[at + 2 + 2 * k], actions[at + 3 + 2 * k]
            if k == 0 and factor == 1:
                copy(table, target, source, used)
            else:
                if k == 0:
                    clear(table, target, used)
                add(table, target, source, factor, d, 0, used)
        at += 2 + 2 * actions[at + 1]


@njit(cache=True)
def measure(
    code: Any, at: int, d: int, until: Any, known: Any, values: Any, kinds: Any, counts: Any, wide: int, long: int
) -> None:
    """Write v(F); where F is not known, make it so: V becomes (V ∩ F^⊥) + <F>, and the outcome is a latent variable."""
    rows = counts[ROWS]
    outcome = counts[FIRST] + counts[OUTCOMES]
    counts[OUTCOMES] += 1
    clear(known, rows, wide)  # for brackets of F with the generators
    put(values, outcome, 0, code[at])
    for k in range(code[at + 1]):
        c, a = code[at + 2 + 2 * k], code[at + 3 + 2 * k]
        add(values, outcome, c, a, d, 0, long)
        add(known, rows, c ^ 1, d - a if c & 1 == 0 else a, d, 0, wide)
    mover = first_nonzero(known, rows, wide)
    if mover < 0:
        return
    scale = inverse(get(known, rows, mover), d)
    put(known, rows, mover, 0)
    begin = width(known, mover + 1) - 1  # there are no brackets before the mover
    kinds[counts[LATENTS]] = 1
    counts[LATENTS] += 1
    latent = counts[LATENTS]
    for c in range(rows):
        if until[c ^ 1] < at:  # nothing asks any more for the value of that coordinate, nor for brackets with it
            continue
        generator = get(known, c, mover)
        if generator:
            generator = generator * scale % d
            put(known, c, mover, 0)
            add(known, c, rows, d - generator, d, begin, wide)
            # the state moves along the flow of the generator until F has the value that is found
            other = c ^ 1
            kick = generator if other & 1 else d - generator
            add(values, other, outcome, d - kick, d, 0, long)
            put(values, other, latent, kick)
    if code[at + 1] == 1:  # F is in V^⊥: multiples of it can be taken off the other generators, here for nothing
        clear(known, code[at + 2], wide)
    for k in range(code[at + 1]):
        put(known, code[at + 2 + 2 * k], mover, code[at + 3 + 2 * k])
    clear(values, outcome, long)
    put(values, outcome, latent, 1)


@njit(cache=True)
def inverse(a: int, d: int) -> int:
    """The inverse of a modulo d by Euclid's algorithm.

    >>> inverse(3, 7)
    5
    """
    old, new, rest, divisor = 1, 0, a, d
    while divisor:
        quotient = rest // divisor
        rest, divisor = divisor, rest - quotient * divisor
        old, new = new, old - quotient * new
    return old % d


@njit(cache=True)
def forget(
    code: Any, at: int, systems: int, until: Any, known: Any, values: Any, spare: Any, counts: Any, wide: int, long: int
) -> None:
    """Clear the rows of some systems, and note the columns that have become zero."""
    touched, left = counts[ROWS], counts[ROWS] + 1
    clear(known, touched, wide)
    clear(known, left, wide)
    for k in range(systems):
        for c in (2 * code[at + k], 2 * code[at + k] + 1):
            mark(known, touched, c, wide)
            clear(known, c, wide)
            clear(values, c, long)
    if is_zero(known, touched, wide):
        return
    for c in range(counts[ROWS]):
        if until[c ^ 1] > at:
            mark(known, left, c, wide)
    for column in range(counts[COLUMNS]):
        if get(known, touched, column) and not get(known, left, column):
            spare[counts[SPARE]] = column
            counts[SPARE] += 1
