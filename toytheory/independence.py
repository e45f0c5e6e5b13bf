"""Whether known variables are independent over Z_d, prime or composite, and who is to blame where not."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from .modular import howell, module_size, pivots
from .variables import Variable


def clusters(variables: Sequence[Variable]) -> list[list[int]]:
    """Positions of variables, grouped so that those of different groups share no coordinate.

    >>> X1, P2 = Variable.from_vector([1, 0], 3), Variable.from_vector([0, 0, 0, 1], 3)
    >>> clusters([X1, P2, X1 + P2, Variable.from_vector([0, 1], 3)])
    [[0, 1, 2], [3]]
    """
    parent = list(range(len(variables)))

    def root(k: int) -> int:
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    holder: dict[int, int] = {}
    for k, variable in enumerate(variables):
        for index, _ in variable.terms:
            parent[root(k)] = root(holder.setdefault(index, k))
    groups: dict[int, list[int]] = {}
    for k in range(len(variables)):
        groups.setdefault(root(k), []).append(k)
    return list(groups.values())


def first_dependent(variables: Sequence[Variable], values: Sequence[int], d: int) -> tuple[int, bool] | None:
    """The first variable that depends on those before it, and whether its value contradicts theirs; None if none does.

    Variables are independent when the module that they span is as large as the product of the modules
    that they span alone (so {3 X1} at d = 9 is independent, and no set with a constant variable is).

    Parameters
    ----------
    variables : over Z_d.
    values : one each; each must be possible for its variable alone.

    >>> X, P = Variable.from_vector([1, 0, 0, 0], 3), Variable.from_vector([0, 0, 1, 0], 3)
    >>> first_dependent([X, P, X + P], [0, 1, 1], 3), first_dependent([X, P, X + P], [0, 1, 2], 3)
    ((2, False), (2, True))
    """
    found = [_first_in(group, variables, values, d) for group in clusters(variables)]
    return min((dependent for dependent in found if dependent is not None), default=None)


def _first_in(
    group: Sequence[int], variables: Sequence[Variable], values: Sequence[int], d: int
) -> tuple[int, bool] | None:
    sizes = [d // math.gcd(d, *(c for _, c in variables[k].terms)) for k in group]
    if len(group) == 1 and sizes[0] > 1:
        return None
    used = sorted({index for k in group for index, _ in variables[k].terms})
    column = {index: c for c, index in enumerate(used)}
    rows = np.zeros((len(group), len(used) + 1), dtype=np.int64)
    for r, k in enumerate(group):
        for index, coefficient in variables[k].terms:
            rows[r, column[index]] = coefficient
        rows[r, -1] = (values[k] - variables[k].constant) % d

    def dependent(count: int) -> bool:
        return 1 in sizes[:count] or module_size(howell(rows[:count, :-1], d), d) < math.prod(sizes[:count])

    if not dependent(len(group)):
        return None
    count = bisect_left(range(len(group) + 1), True, key=dependent)
    augmented = howell(rows[:count], d)
    return group[count - 1], any(c == len(used) for c, _ in pivots(augmented))
