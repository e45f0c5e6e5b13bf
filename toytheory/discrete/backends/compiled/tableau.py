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

import numpy as np
from numba import njit

from .program import DISPLACE, FORGET, MAP, MEASURE, NOISE, UNKNOWN
from .rows import add, clear, copy, first_nonzero, get, is_zero, put, rescale, width

POSITION, LATENTS, OUTCOMES, COLUMNS, SPARE = range(5)
"""Places in `counts`: in the program; latent variables, outcomes and columns so far; spare columns."""


@njit(cache=True)
def run(
    code: Any,
    actions: Any,
    d: int,
    complement: Any,
    valuation: Any,
    outcomes: Any,
    scratch: Any,
    long_scratch: Any,
    spare: Any,
    kinds: Any,
    counts: Any,
) -> bool:
    """Run the program on; False where it stops for want of a column for one more generator.

    Parameters
    ----------
    code, actions : of a `Program`.
    complement : a table of 2n rows, generators of V^⊥ in its columns.
    valuation : a table of 2n rows, place 0 for the constant, place 1 + t for latent variable t.
    outcomes : a table, one row an outcome, places as in the valuation.
    scratch, long_scratch : tables of at least `widest` + 1 rows as long as those of complement and valuation.
    spare : (capacity,) columns that are zero, as many as counts says.
    kinds : (latents,) set to 1 where a latent variable is uniform, 0 where it is noise.
    counts : (5,) the state of the machine.
    """
    while counts[POSITION] < code.size:
        at = counts[POSITION]
        what = code[at]
        wide = width(complement[0], counts[COLUMNS])
        long = width(valuation[0], 1 + counts[LATENTS])
        if what == MAP:
            points = code[at + 1]
            systems = code[at + 3 : at + 3 + code[at + 2]]
            combine(valuation, systems, actions[points + 1 :], long_scratch, d, long)
            variables = points + 1 + actions[points]
            combine(complement, systems, actions[variables + 1 :], scratch, d, wide)
            counts[POSITION] = at + 3 + code[at + 2]
        elif what == MEASURE:
            measure(code[at + 1 :], d, complement, valuation, outcomes, scratch, kinds, counts, wide, long)
            counts[POSITION] = at + 3 + 2 * code[at + 2]
        elif what == DISPLACE:
            row = valuation[code[at + 1]]
            put(row, 0, (get(row, 0) + code[at + 2]) % d)
            for k in range(code[at + 3]):
                add(row, outcomes[code[at + 4 + 2 * k]], code[at + 5 + 2 * k], d, long)
            counts[POSITION] = at + 4 + 2 * code[at + 3]
        elif what == NOISE:
            counts[LATENTS] += 1
            row = valuation[code[at + 1]]
            put(row, counts[LATENTS], 1)
            kinds[counts[LATENTS] - 1] = 0
            counts[POSITION] = at + 2
        elif what == FORGET:
            forget(code[at + 2 : at + 2 + code[at + 1]], complement, valuation, scratch, spare, counts, wide, long)
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
                put(complement[code[at + 2 + 2 * k]], column, code[at + 3 + 2 * k])
            counts[POSITION] = at + 2 + 2 * code[at + 1]
    return True


@njit(cache=True)
def combine(table: Any, systems: Any, action: Any, scratch: Any, d: int, used: int) -> None:
    """Some rows become combinations of some rows."""
    if used == 0:
        return
    count = action[0]
    for k in range(count):
        row = action[1 + k]
        copy(scratch[k], table[2 * systems[row >> 1] + (row & 1)], used)
    at = 2 + count
    for _ in range(action[1 + count]):
        target = table[2 * systems[action[at] >> 1] + (action[at] & 1)]
        for k in range(action[at + 1]):
            source, factor = scratch[action[at + 2 + 2 * k]], action[at + 3 + 2 * k]
            if k == 0:
                copy(target, source, used)
                rescale(target, factor, d, used)
            else:
                add(target, source, factor, d, used)
        at += 2 + 2 * action[at + 1]


@njit(cache=True)
def measure(
    variable: Any,
    d: int,
    complement: Any,
    valuation: Any,
    outcomes: Any,
    scratch: Any,
    kinds: Any,
    counts: Any,
    wide: int,
    long: int,
) -> None:
    """Write v(F); where F is not known, make it so: V becomes (V ∩ F^⊥) + <F>, and the outcome is a latent variable."""
    outcome = outcomes[counts[OUTCOMES]]
    counts[OUTCOMES] += 1
    brackets = scratch[0]
    clear(brackets, wide)
    put(outcome, 0, variable[0])
    for k in range(variable[1]):
        c, a = variable[2 + 2 * k], variable[3 + 2 * k]
        add(outcome, valuation[c], a, d, long)
        add(brackets, complement[c ^ 1], d - a if c & 1 == 0 else a, d, wide)
    mover = first_nonzero(brackets, wide)
    if mover < 0:
        return
    scale = inverse(get(brackets, mover), d)
    put(brackets, mover, 0)
    latent = 1 + counts[LATENTS]
    kinds[counts[LATENTS]] = 1
    counts[LATENTS] += 1
    for c in range(complement.shape[0]):
        generator = scale * get(complement[c], mover) % d
        if generator:
            put(complement[c], mover, 0)
            add(complement[c], brackets, d - generator, d, wide)
            # the state moves along the flow of the generator until F has the value that is found
            other = c ^ 1
            kick = generator if other & 1 else d - generator
            add(valuation[other], outcome, d - kick, d, long)
            put(valuation[other], latent, kick)
    for k in range(variable[1]):
        put(complement[variable[2 + 2 * k]], mover, variable[3 + 2 * k])
    clear(outcome, long)
    put(outcome, latent, 1)


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
    systems: Any, complement: Any, valuation: Any, scratch: Any, spare: Any, counts: Any, wide: int, long: int
) -> None:
    """Clear the rows of some systems, and note the columns that have become zero."""
    touched, left = scratch[0], scratch[1]
    clear(touched, wide)
    clear(left, wide)
    for system in systems:
        for c in (2 * system, 2 * system + 1):
            mark(touched, complement[c], wide)
            clear(complement[c], wide)
            clear(valuation[c], long)
    if is_zero(touched, wide):
        return
    for c in range(complement.shape[0]):
        mark(left, complement[c], wide)
    for column in range(counts[COLUMNS]):
        if get(touched, column) and not get(left, column):
            spare[counts[SPARE]] = column
            counts[SPARE] += 1


@njit(cache=True)
def mark(target: Any, source: Any, used: int) -> None:
    """Make places nonzero where the source is."""
    if target.ndim == 2:
        for plane in range(source.shape[0]):
            for k in range(used):
                target[0, k] |= source[plane, k]
    else:
        for k in range(used):
            target[k] |= source[k]
