"""A displacement carried through a map."""

from __future__ import annotations

from typing import Any

from toytheory.language.steps import Displace, OutcomeExpression


def displaced_by(matrix: Any, step: Displace, d: int) -> Displace:
    """The displacement M a for a displacement by a, its expressions combined; `matrix` is (2n, 2n) over Z_d.

    >>> from toytheory.language.steps import OutcomeExpression
    >>> displaced_by([[0, 1], [2, 0]], Displace(((0, OutcomeExpression((("a", 1),), 0)),)), 3).shifts[0][0]
    1
    """
    total: dict[int, tuple[dict[str, int], int]] = {}
    for old, expression in step.shifts:
        for coordinate, row in enumerate(matrix):
            factor = int(row[old]) % d
            if factor:
                terms, constant = total.get(coordinate, ({}, 0))
                for name, k in expression.terms:
                    terms[name] = (terms.get(name, 0) + factor * k) % d
                total[coordinate] = terms, (constant + factor * expression.constant) % d
    shifts = ((c, OutcomeExpression(tuple(terms.items()), constant)) for c, (terms, constant) in total.items())
    return Displace(tuple(sorted(shifts, key=lambda shift: shift[0])))
