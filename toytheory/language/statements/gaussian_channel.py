"""`channel 1 matrix 2, 0; 0, 0.5 noise 0, 0; 0, 0` and `interferometer 1, 2 matrix ...`: any Gaussian channel of modes.

Items of a step: systems, then the matrix row by row, then the noise.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from toytheory.errors import InputError
from toytheory.language.advice import END, NUMBERS, Advice
from toytheory.language.bookkeeping import GaussianChannel
from toytheory.language.grammar import parts
from toytheory.language.ring import Ring
from toytheory.language.so_far import SoFar
from toytheory.language.steps import Step, Transform
from toytheory.phase_space.brackets import TOLERANCE
from toytheory.phase_space.space import symplectic_form

from .prepare import check_matrix, written_rows, written_systems
from .statement import Language, Line, Record, Statement

RULES = r"""
gaussian_channel = ~r"channel\s*" numbers matrix_word matrix noise_word matrix end
interferometer   = ~r"interferometer\s*" numbers matrix_word matrix end
matrix_word      = ~r"matrix\b\s*"
noise_word       = ~r"noise\b\s*"
"""

Rows = tuple[tuple[float, ...], ...]


def _rows(line: Line, node: Any) -> tuple[Rows, list[Any]]:
    rows, nodes = [], []
    for row in parts(node, "values"):
        values, entries = line.reader.numbers(row)
        rows.append(tuple(map(float, values)))
        nodes += entries
    return tuple(rows), nodes


def _read_channel(line: Line, node: Any) -> list[Step]:
    systems, numbers = line.reader.systems(node)
    (matrix, entries), (noise, more) = (_rows(line, part) for part in parts(node, "matrix"))
    columns = line.columns(numbers + entries + more)
    return [GaussianChannel(systems, matrix, noise, place=line.place, columns=columns)]


def _read_interferometer(line: Line, node: Any) -> list[Step]:
    """The map, written out. A k x k matrix acts on the X and on the P alike; a 2k x 2k one is in the talk's order."""
    systems, numbers = line.reader.systems(node)
    for number, system in enumerate(systems):
        if system in systems[:number]:
            line.reader.refuse(numbers[number], f"system {system + 1} is named twice", "name it once")
    (listed,) = parts(node, "matrix")
    rows, entries = _rows(line, listed)
    k = len(systems)
    if len(rows) not in (k, 2 * k) or any(len(row) != len(rows) for row in rows):
        mend = f"give {k} rows of {k} numbers, or {2 * k} of {2 * k} in the order x1, p1, x2, p2, ..."
        line.reader.refuse(entries[0], f"the matrix does not fit {k} mode{'s' * (k > 1)}", mend)
    matrix = np.array(rows)
    with np.errstate(all="ignore"):  # of numbers too large to be squared
        defect = float(np.abs(matrix @ matrix.T - np.eye(len(matrix))).max())
    if not defect <= TOLERANCE:
        problem = f"the matrix is not orthogonal: its rows miss it by {defect:.3g}"
        line.reader.refuse(entries[0], problem, "give rows of length 1 that are perpendicular, with enough digits")
    if len(rows) == k:
        matrix = np.kron(matrix, np.eye(2))
    order = np.argsort(systems)
    where = np.stack([2 * order, 2 * order + 1], axis=1).ravel()
    written = tuple(map(tuple, matrix[np.ix_(where, where)].tolist()))
    columns = line.columns(numbers) + (line.reader.column(entries[0]),) * (2 * k)
    return [Transform(tuple(sorted(systems)), written, (0.0,) * (2 * k), place=line.place, columns=columns)]


def _check(so_far: SoFar, step: GaussianChannel) -> None:
    """Matrices fit the systems, and quantum theory (so the restricted one) has such a channel."""
    so_far.usable(step, step.systems)
    so_far.distinct(step, step.systems, "named twice", "a channel of no system")
    k, size = len(step.systems), 2 * len(step.systems)
    check_matrix(so_far, step, step.matrix, size, k, "the matrix", "a matrix")
    first = k + size * size
    check_matrix(so_far, step, step.noise, size, first, "the noise", "noise")
    matrix, noise = np.array(step.matrix), np.array(step.noise)
    scale = max(float(np.abs(noise).max()), so_far.hbar * max(1.0, float(np.abs(matrix).max())) ** 2)
    if np.abs(noise - noise.T).max() > TOLERANCE * scale:
        raise InputError("the noise is no symmetric matrix", "give a covariance", step.item_place(first))
    form = symplectic_form(k).astype(float)
    lowest = float(np.linalg.eigvalsh(noise + 0.5j * so_far.hbar * (form - matrix @ form @ matrix.T)).min())
    if lowest < -TOLERANCE * scale:
        raise InputError(
            f"not a physical channel: noise + i hbar/2 (J - M J M^T) has the eigenvalue {lowest:.3g}",
            f"add noise: {-lowest:.6g} more in every coordinate is enough",
            step.item_place(first),
        )


def _write(step: GaussianChannel, ring: Ring) -> str:
    matrix, noise = written_rows(step.matrix, ring), written_rows(step.noise, ring)
    return f"channel {written_systems(step.systems)} matrix {matrix} noise {noise}"


def _plain(step: GaussianChannel, ring: Ring) -> GaussianChannel:
    return GaussianChannel(step.systems, tuple(map(ring.numbers, step.matrix)), tuple(map(ring.numbers, step.noise)))


_DECLARE = "declare modes, as in `system 2 modes (hbar=1)`"

GAUSSIAN_CHANNEL = Language(
    over={
        "Z": (),
        "R": (
            Statement(
                ("channel",),
                "gaussian_channel",
                RULES,
                {
                    "channel": Advice(
                        "channel 1 matrix 0.8, 0; 0, 0.8 noise 0.18, 0; 0, 0.18", NUMBERS, f"`,`, `;` or {END}"
                    )
                },
                _read_channel,
                elsewhere={"channel": f"write `noise`, or {_DECLARE}"},
            ),
            Statement(
                ("interferometer",),
                "interferometer",
                "",
                {
                    "interferometer": Advice(
                        "interferometer 1, 2 matrix 0.6, -0.8; 0.8, 0.6", NUMBERS, f"`,`, `;` or {END}"
                    )
                },
                _read_interferometer,
                elsewhere={"interferometer": f"write `transform`, or {_DECLARE}"},
            ),
        ),
    },
    records={GaussianChannel: Record(_check, _write, _plain, only_modes=True)},
)
