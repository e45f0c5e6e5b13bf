"""Classical complementarity: only commuting canonical variables are known, and nothing beyond them.

Slide "The principle of classical complementarity": "An observer can only have knowledge of the values of a commuting
set of canonical variables and is maximally ignorant otherwise." The definite variables are read off the distribution.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toytheory.discrete.enumeration import isotropic_count, isotropic_modules
from toytheory.errors import InputError
from toytheory.phase_space.brackets import first_noncommuting_pair
from toytheory.phase_space.modular import Matrix, is_prime, kernel, module_size
from toytheory.phase_space.space import PhaseSpace, bracket_rows
from toytheory.phase_space.variables import Variable

from .decision import Decision, whole_weights
from .readings import definite, flat
from .restriction import Restriction

CLASSICAL_COMPLEMENTARITY = "classical complementarity"


def classical_complementarity(weights: ArrayLike, d: int, n: int) -> Decision:
    """Whether the principle allows a distribution.

    Allowed: the linear variables that have a definite value commute, and the distribution is uniform on all ontic
    states with these values.

    Parameters
    ----------
    weights : (d^(2n),) integers or Fractions in the order of `PhaseSpace.points`, normalised or not.

    >>> classical_complementarity([1, 1, 0, 0], 2, 1).reason
    'X1 = 0 is known, and nothing else'
    >>> classical_complementarity([0, 1, 0, 0], 2, 1).reason
    'X1 = 0 and P1 = 1 are known, but [X1, P1] = 1'
    >>> classical_complementarity([2, 1, 0, 0], 2, 1).reason
    'X1 = 0 is known, and the ontic states with this value are not equally likely'
    """
    numbers = whole_weights(weights, d, n)
    points = PhaseSpace(d, n).points()
    possible = points[numbers > 0]
    known = kernel(possible - possible[0], d, columns=2 * n)
    variables = [Variable.from_vector(row, d) for row in known]
    told = [f"{variable} = {variable(possible[0])}" for variable in variables]
    pair = first_noncommuting_pair(variables)
    if pair is not None:
        i, j, value = pair
        reason = f"{told[i]} and {told[j]} are known, but [{variables[i]}, {variables[j]}] = {value}"
        return Decision(CLASSICAL_COMPLEMENTARITY, False, reason, "commuting")
    what = f"{', '.join(told)} {'is' if len(told) == 1 else 'are'} known" if told else "no variable is known"
    complete = len(possible) * module_size(known, d) == len(points)
    if not complete or np.unique(numbers[numbers > 0]).size > 1:
        which = "ontic states"
        if told:
            which += f" with {'this value' if len(told) == 1 else 'these values'}"
        reason = f"{what}, and the {which} are not equally likely"
        return Decision(CLASSICAL_COMPLEMENTARITY, False, reason, "ignorance")
    return Decision(CLASSICAL_COMPLEMENTARITY, True, f"{what}, and nothing else")


def complementary_distributions(weights: Matrix, d: int, n: int) -> NDArray[np.bool_]:
    """Which of many distributions the principle allows, (K, d^(2n)) integers -> (K,).

    >>> complementary_distributions(np.array([[1, 1, 0, 0], [0, 1, 0, 0], [1, 1, 1, 1]]), 2, 1).tolist()
    [True, False, True]
    """
    points = PhaseSpace(d, n).points()
    known = definite(weights, d, n)
    clashing = (bracket_rows(points, points) % d != 0).astype(np.float64)  # counts up to d^(2n) < 2^53: exact
    clashes = ((known @ clashing) * known).any(axis=1)
    complete = np.count_nonzero(weights, axis=1) * np.count_nonzero(known, axis=1) == len(points)
    return np.asarray(flat(weights) & complete & ~clashes)


MOST_SETS = 100_000
"""Sets of variables that are listed at most."""


def isotropic_sets(d: int, n: int) -> Iterator[Matrix]:
    """Every commuting set of variables, closed under sums: the isotropic modules; InputError for too many."""
    count = sum(isotropic_count(d, n, k) for k in range(n + 1)) if is_prime(d) else 0
    if count > MOST_SETS or (not count and PhaseSpace(d, n).size > 1024):
        raise InputError(
            f"the states of {n} systems with d = {d} are too many to list", "choose fewer systems or smaller d"
        )
    return iter(isotropic_modules(d, n))


RESTRICTION = Restriction(CLASSICAL_COMPLEMENTARITY, classical_complementarity, isotropic_sets)
