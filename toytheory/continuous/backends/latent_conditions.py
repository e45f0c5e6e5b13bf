"""Conditions on a table of latent numbers: what it becomes, and the density of what is conditioned on."""

from __future__ import annotations

import math

import numpy as np

from toytheory.outcomes.densities import Floats
from toytheory.phase_space.modular import Matrix

from .latent_table import CONSTANT, FLAT, NORMAL, SAFETY, SPREAD, UNIT, LatentTable

UNDECIDED = 1e-9
"""Whether a value is certain cannot be told where rounding leaves it a deviation of this, in units of sqrt(hbar)."""


def condition(table: LatentTable, rows: Matrix, values: Floats, hbar: float) -> tuple[float | None, float]:
    """Change the table to what holds given that rows have values; the log density of that, and its estimated error.

    First the flat numbers that the rows decide are solved for; what is left is a condition on normal numbers, which
    are projected, one row after the other: the density is that of each value given those before it. A row that is
    certain by then counts 1 if it has the value, within rounding, and makes the answer -inf if it has not. None where
    a row is flat.
    """
    decided, normal, missing, errors = _solve_flat(table, rows, values)
    basis, shift, log_density, blur, doubt = _project(normal, missing, errors, UNDECIDED * math.sqrt(hbar))
    if log_density == -math.inf:
        return log_density, 0.0
    along = table.normal @ basis.T
    lengths = np.linalg.norm(table.normal, axis=1)
    table.constants += along @ shift
    table.normal[:] -= along @ basis
    table.normal[:] -= (table.normal @ basis.T) @ basis
    size = float(np.linalg.norm(shift))
    moved = np.hypot(size * table.errors[:, NORMAL], lengths * blur * (1 + size))
    table.errors[:, CONSTANT] = np.hypot(table.errors[:, CONSTANT], moved)
    table.errors[:, NORMAL] = np.hypot(table.errors[:, NORMAL], lengths * blur)
    table.constants[rows] = values
    table.normal[rows] = 0.0
    table.flat[rows] = 0.0
    table.errors[rows] = 0.0
    return (None, 0.0) if decided else (log_density, SAFETY * doubt)


def _solve_flat(table: LatentTable, rows: Matrix, values: Floats) -> tuple[int, Floats, Floats, Floats]:
    """Take the flat numbers that the rows decide out of the table; what conditions on normal numbers are left.

    Returns
    -------
    decided : how many flat numbers these were.
    normal, missing : conditions normal . z = missing.
    errors : (conditions, 4).
    """
    flat = np.flatnonzero(table.flat_rows(rows))
    rest = np.setdiff1d(np.arange(len(rows)), flat)
    normal, missing, errors = table.normal[rows], values - table.constants[rows], table.errors[rows]
    if not flat.size:
        return 0, normal, missing, errors
    part = table.flat[rows[flat]]
    lengths = np.linalg.norm(part, axis=1)
    unit = part / lengths[:, None]
    error = float(np.linalg.norm(errors[flat, FLAT] / lengths)) + UNIT * len(flat)
    U, s, Wt = np.linalg.svd(unit)
    rank = int(np.count_nonzero(s > SAFETY * error))
    solve = (U[:, :rank] / s[:rank]).T / lengths  # (rank, flat rows): the flat numbers along Wt, from the conditions
    carried = table.flat @ Wt[:rank].T  # (all rows, rank)
    sizes = np.linalg.norm(table.flat, axis=1)
    gain = carried @ solve
    table.constants += gain @ missing[flat]
    table.normal[:] -= gain @ normal[flat]
    table.flat[:] -= carried @ Wt[:rank]
    blur = error / float(s[rank - 1])
    amount = np.abs(gain) @ np.stack([np.abs(missing[flat]), np.linalg.norm(normal[flat], axis=1)], axis=1)
    inherited = np.square(gain) @ np.square(errors[flat])
    table.errors[:, [CONSTANT, NORMAL]] = np.sqrt(
        np.square(table.errors[:, [CONSTANT, NORMAL]]) + np.square(blur * amount) + inherited[:, [CONSTANT, NORMAL]]
    )
    table.errors[:, SPREAD] = np.sqrt(np.square(table.errors[:, SPREAD]) + inherited[:, SPREAD])
    table.errors[:, FLAT] = np.hypot(table.errors[:, FLAT], blur * sizes)
    left = U[:, rank:].T / lengths
    normal = np.vstack([normal[rest], left @ normal[flat]])
    missing = np.concatenate([missing[rest], left @ missing[flat]])
    errors = np.vstack([errors[rest], np.sqrt(np.square(left) @ np.square(errors[flat]))])
    return rank, normal, missing, errors


def _project(
    normal: Floats, missing: Floats, errors: Floats, undecided: float
) -> tuple[Floats, Floats, float, float, float]:
    """Conditions normal . z = missing as coordinates of z along orthonormal rows.

    Returns
    -------
    basis, shift : z = basis^T shift plus what is perpendicular to the basis.
    log density : of the values.
    blur : estimated error of the basis.
    doubt : estimated error of the log density.
    """
    basis = np.zeros((0, normal.shape[1]))
    shift, log_density, blur, doubt = np.zeros(0), 0.0, 0.0, 0.0
    for row, value, error in zip(normal, missing, errors, strict=True):
        length = float(np.linalg.norm(row))
        along = basis @ row
        left = row - along @ basis
        left -= (basis @ left) @ basis
        remains, expected = float(np.linalg.norm(left)), float(along @ shift)
        wrong = error[NORMAL] + (blur + UNIT * math.sqrt(row.size)) * length
        if remains > SAFETY * wrong:
            number = (value - expected) / remains
            basis, shift = np.vstack([basis, left / remains]), np.append(shift, number)
            log_density -= 0.5 * (number**2 + math.log(2 * math.pi)) + math.log(remains)
            relative = (wrong + error[SPREAD] ** 2 / remains) / remains
            missed = (error[CONSTANT] + wrong * float(np.linalg.norm(shift))) / remains + relative * abs(number)
            doubt += relative + abs(number) * missed
            blur = math.hypot(blur, relative)
        else:
            scale = wrong * (1 + float(np.linalg.norm(shift))) + error[CONSTANT] + error[SPREAD]
            if abs(value - expected) > 4 * SAFETY * (scale + UNIT * (abs(value) + abs(expected))):
                return basis, shift, -math.inf, blur, 0.0
            if SAFETY * wrong > undecided:
                doubt = math.inf
    return basis, shift, log_density, blur, doubt
