"""Every list prepared, with all values, every symplectic map, every variable measured: where the theories differ.

The prediction: F, a product of listed variables with sign q (`pauli.list_signs`), is the pull-back of the measured G,
and the map turns T_G into (-1)^sigma T_F. Then quantum theory gives the toy outcome plus q + sigma. Where the
pull-back of G is not known, both theories give either outcome with probability 1/2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import symplectic_group
from toytheory.language.experiment import Experiment
from toytheory.language.reading import format_experiment
from toytheory.language.steps import Measure, Prepare, Step, System, Transform
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.variables import Variable

from .operators import (
    Operators,
    all_values,
    characters,
    expectations,
    generating_lists,
    heisenberg,
    positions,
    prepared,
    toy_distributions,
    unitaries,
    variables,
)
from .pauli import image_sign, list_signs
from .signs import ImageRule, ListRule

CHUNK = 180
"""Maps decided at a time, so that the arrays stay small."""


def simple_experiment(generators: Matrix, values: Matrix, matrices: Iterable[Matrix], measured: Matrix) -> Experiment:
    """Prepare a list (k, 2n), do maps of all systems, measure a variable (2n,).

    >>> found = simple_experiment(np.array([[1, 1]]), np.array([0]), [np.array([[0, 1], [1, 0]])], np.array([1, 1]))
    >>> print(format_experiment(found), end="")
    system 1 bit
    prepare X1 + P1 = 0
    transform X1 -> P1, P1 -> X1
    measure X1 + P1 as a
    """
    n = len(measured) // 2
    known = tuple(Variable.from_vector(row, 2) for row in generators)
    systems = tuple(sorted({s for v in known for s in v.systems}))
    steps: list[Step] = [Prepare(known, tuple(int(v) for v in values), systems)] if known else []
    for matrix in matrices:
        rows = tuple(tuple(row) for row in matrix.tolist())
        steps.append(Transform(tuple(range(n)), rows, (0,) * (2 * n)))
    steps.append(Measure((Variable.from_vector(measured, 2),), ("a",)))
    return Experiment(System.of_dimension(2, n), tuple(steps))


def _experiment(rows: Matrix, state: int, matrix: Matrix, measured: Matrix) -> Experiment:
    return simple_experiment(rows, all_values(len(rows))[state], [matrix], measured)


def predicted_signs(generators: Matrix, images: Matrix, signs: Matrix, rule: ListRule = list_signs) -> Matrix:
    """q + sigma of known pull-backs, 0 for others: images (B, 4^n, 2n) and their signs (B, 4^n) -> (B, 4^n)."""
    inside, q = rule(generators, all_values(len(generators)))
    known = np.zeros(4 ** (generators.shape[1] // 2), dtype=np.int64)
    sign = known.copy()
    known[positions(inside)], sign[positions(inside)] = 1, q
    where = positions(images)
    return known[where] * (sign[where] + signs) % 2


def prepare_map_measure(
    n: int,
    maps: Matrix | None = None,
    lists: Iterable[Matrix] | None = None,
    list_rule: ListRule = list_signs,
    image_rule: ImageRule = image_sign,
    states: Callable[[Matrix], Operators] = prepared,
    counterparts: Callable[[Matrix], Operators] = unitaries,
    sampled: str = "",
) -> Check:
    """Quantum outcomes are toy outcomes plus the predicted sign: for these maps and lists (default: all of n bits).

    Parameters
    ----------
    sampled : where the maps are a sample, how they were drawn.
    """
    chosen = symplectic_group(2, n).astype(np.int64) if maps is None else maps
    prepared_lists = list(generating_lists(n) if lists is None else lists)
    # Floats are exact: means are sums of at most 4^n multiples of 4^-n up to 1 on one side, of signs on the other.
    points, signs = variables(n), characters(n).astype(np.float64)
    quantum = np.concatenate([expectations(states(rows)) for rows in prepared_lists])
    toy = np.concatenate([toy_distributions(rows, points) for rows in prepared_lists])
    owner = np.repeat(np.arange(len(prepared_lists)), [2 ** len(rows) for rows in prepared_lists])
    differ = 0
    surprise: dict[str, Any] = {}
    example: dict[str, Any] = {}
    for start in range(0, len(chosen), CHUNK):
        part = chosen[start : start + CHUNK]
        images, sigma = image_rule(part[:, None], points[None])
        expected = np.stack([predicted_signs(rows, images, sigma, list_rule) for rows in prepared_lists], axis=1)
        moved = positions(points @ part.swapaxes(1, 2) % 2)  # where ontic states go
        toy_means = toy @ signs[moved]  # [map, preparation, measured], as are the others
        found = quantum @ heisenberg(counterparts(part)).astype(np.float64).swapaxes(1, 2)
        tables = {"toy_mean": toy_means, "quantum_mean": found, "predicted_sign": expected[:, owner]}
        apart, wrong = found != toy_means, found != toy_means * (1 - 2 * tables["predicted_sign"])
        differ += int(np.count_nonzero(apart))
        for where, known in ((wrong, surprise), (apart, example)):
            if not known and where.any():
                b, s, g = (int(k) for k in np.unravel_index(where.argmax(), where.shape))
                experiment = _experiment(
                    prepared_lists[owner[s]], s - int(np.argmax(owner == owner[s])), part[b], points[g]
                )
                known |= {"toy_file": format_experiment(experiment)} | {k: t[b, s, g] for k, t in tables.items()}
    cases = len(toy) * len(chosen) * (len(points) - 1)
    which = f"{len(chosen)} maps {sampled}" if sampled else f"all {len(chosen)} symplectic maps"
    scope = (
        f"n = {n}: {len(prepared_lists)} lists of known variables with all values ({len(toy)} preparations), {which}, "
        f"all {len(points) - 1} variables measured; the theories differ on {differ} of {cases}"
    )
    return decided(
        "prepare-map-measure", "sampled" if sampled else "exhaustive", scope, cases, surprise or None, example or None
    )
