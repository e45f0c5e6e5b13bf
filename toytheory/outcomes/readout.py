"""Outcomes that follow from others: distributions and samples of affine functions of outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from toytheory.errors import CannotRun
from toytheory.language.steps import OutcomeExpression
from toytheory.phase_space.elimination import product
from toytheory.phase_space.modular import Matrix, module_size

from .distributions import LISTED, AffineSet, Distribution, Key, LatentOutcomes

Asked = tuple[Sequence[str], Sequence[OutcomeExpression]]
"""Names, and what each is the name of."""


def coefficients(names: Sequence[str], asked: Sequence[OutcomeExpression], d: int) -> tuple[Matrix, Matrix]:
    """Expressions in outcomes with these names as (m, k) columns and (k,) constants over Z_d.

    >>> columns, constants = coefficients(("a", "b"), [OutcomeExpression((("b", 2),), 1)], 3)
    >>> columns.tolist(), constants.tolist()
    ([[0], [2]], [1])
    """
    position = {name: i for i, name in enumerate(names)}
    columns = np.zeros((len(names), len(asked)), dtype=np.int64)
    for k, expression in enumerate(asked):
        for name, factor in expression.terms:
            columns[position[name], k] = (columns[position[name], k] + factor) % d
    return columns, np.array([expression.constant % d for expression in asked], dtype=np.int64)


def read_out(distribution: Distribution, names: Sequence[str], asked: Sequence[OutcomeExpression]) -> Distribution:
    """The joint distribution of expressions, under these names; CannotRun where it has too many outcomes to be listed.

    >>> even = Distribution(3, ("a",), {(0,): Fraction(1, 2), (1,): Fraction(1, 2)})
    >>> read_out(even, ("b",), [OutcomeExpression((("a", 2),), 1)]).probabilities
    {(0,): Fraction(1, 2), (1,): Fraction(1, 2)}
    """
    d = distribution.d
    columns, constants = coefficients(distribution.names, asked, d)
    condition = distribution.condition_probability
    if distribution.affine is not None:
        affine = distribution.affine
        image = AffineSet.of(
            (product(affine.offset[None], columns, d)[0] + constants) % d, product(affine.directions, columns, d), d
        )
        if module_size(image.directions, d) <= LISTED:
            points = sorted(tuple(map(int, row)) for row in image.points())
            return Distribution(d, tuple(names), dict.fromkeys(points, Fraction(1, len(points))), None, condition)
        return Distribution(d, tuple(names), None, image, condition)
    listed = distribution.probabilities or {}
    rows = np.array(list(listed), dtype=np.int64).reshape(len(listed), len(distribution.names))
    values = _values(rows, columns, constants, d)
    total: dict[Key, Fraction] = {}
    for key, p in zip(map(tuple, values.tolist()), listed.values(), strict=True):
        total[key] = total.get(key, Fraction(0)) + p
    return Distribution(d, tuple(names), dict(sorted(total.items())), None, condition)


def read_out_rows(rows: Any, names: Sequence[str], asked: Sequence[OutcomeExpression], d: int) -> Matrix:
    """The values of expressions in every run of samples (runs, m): (runs, k)."""
    columns, constants = coefficients(names, asked, d)
    return _values(np.asarray(rows), columns, constants, d)


def _values(rows: Matrix, columns: Matrix, constants: Matrix, d: int) -> Matrix:
    result: Matrix = (product(rows % d, columns, d) + constants) % d
    return result


def mixed(parts: Sequence[tuple[Fraction, Distribution]], d: int, names: Sequence[str]) -> Distribution:
    """Several distributions, each with the weight of its runs: what all runs together give.

    A part's weight is the probability of its runs; they add up to the probability of the conditions.
    CannotRun where an affine set would have to be listed.
    """
    joint: dict[Key, Fraction] = {}
    for weight, part in parts:
        if part.affine is not None:
            if len([w for w, _ in parts if w]) == 1:
                return Distribution(d, tuple(names), None, part.affine, weight)
            raise CannotRun(f"branches with more than {LISTED} outcomes each are not added up")
        order = [part.names.index(name) for name in names]
        for key, p in (part.probabilities or {}).items():
            moved = tuple(key[i] for i in order)
            joint[moved] = joint.get(moved, Fraction(0)) + weight * p
    if not any(joint.values()):
        return Distribution(d, tuple(names), {}, None, Fraction(0))
    return Distribution.from_joint(d, names, joint)


def read_out_latent(
    outcomes: LatentOutcomes, asked: Sequence[Asked], conditions: Sequence[tuple[str, int]]
) -> list[Distribution]:
    """The joint distribution of each group of expressions in outcomes that are functions of chance, given conditions.

    >>> coin = LatentOutcomes(2, ("a",), np.array([0]), np.array([[1]]))
    >>> (found,) = read_out_latent(coin, [(("b",), [OutcomeExpression((("a", 1),), 1)])], [("a", 0)])
    >>> found.probabilities, found.condition_probability
    ({(1,): Fraction(1, 1)}, Fraction(1, 2))
    """
    met = [(outcomes.names.index(name), value) for name, value in conditions]
    found = []
    for names, expressions in asked:
        columns, constants = coefficients(outcomes.names, expressions, outcomes.d)
        found.append(outcomes.marginal(columns.T, names, constants, met))
    return found
