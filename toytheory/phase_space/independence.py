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


def peeled(variables: Sequence[Variable], d: int) -> list[int]:
    """Positions of variables left over when those that are plainly independent of all others are taken away in turn.

    A variable goes when one of its coordinates is in no other one that is left, with a coefficient whose gcd
    with d divides all its coefficients: no multiple of it but 0 is then a combination of the others. What
    depends on something, and on what, is not changed.

    >>> X1, X2, X3 = (Variable.of([(i, 1)], 3) for i in (0, 2, 4))
    >>> peeled([X1 - X2, X2 - X3], 3), peeled([X1 - X2, X2 - X3, X3 - X1], 3)
    ([], [0, 1, 2])
    """
    terms = [dict(variable.terms) for variable in variables]
    divisors = [math.gcd(d, *row.values()) for row in terms]
    holders: dict[int, set[int]] = {}
    for k, row in enumerate(terms):
        for index in row:
            holders.setdefault(index, set()).add(k)
    private = [index for index, held in holders.items() if len(held) == 1]
    left = set(range(len(variables)))
    while private:
        index = private.pop()
        for k in list(holders[index]):  # one at most: others were taken away meanwhile
            if math.gcd(terms[k][index], d) == divisors[k]:
                left.remove(k)
                for other in terms[k]:
                    holders[other].discard(k)
                    if len(holders[other]) == 1:
                        private.append(other)
    return sorted(left)


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
    core = peeled(variables, d)
    groups = clusters([variables[k] for k in core])
    found = [_first_in([core[k] for k in group], variables, values, d) for group in groups]
    return min((dependent for dependent in found if dependent is not None), default=None)


def _first_in(
    group: Sequence[int], variables: Sequence[Variable], values: Sequence[int], d: int
) -> tuple[int, bool] | None:
    sizes = [d // math.gcd(d, *(c for _, c in variables[k].terms)) for k in group]
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
