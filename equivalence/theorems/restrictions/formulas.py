"""Counts of what the two principles allow, prime d; docs/restrictions.md proves those that are formulas."""

from __future__ import annotations

from collections.abc import Mapping

from toytheory.discrete.enumeration import isotropic_count
from toytheory.discrete.subspaces import subspace_count


def linear_order(d: int) -> int:
    """|GL(2, d)|: invertible maps from the variables of one system to those of another.

    >>> linear_order(3)
    48
    """
    return int((d * d - 1) * (d * d - d))


def special_order(d: int) -> int:
    """|SL(2, d)|: those of one determinant, such as -1, which keep brackets up to the sign that commuting asks for.

    >>> special_order(3), linear_order(5) - special_order(5)
    (24, 360)
    """
    return int(d * (d * d - 1))


def product_count(d: int, n: int) -> int:
    """Pure states without correlations, up to values: d + 1 variables for each system."""
    return int((d + 1) ** n)


def three_rank_two(d: int) -> int:
    """Planes of three systems that balance allows: all but those known through one system whole, the others no help.

    >>> three_rank_two(2), three_rank_two(3)
    (351, 7744)
    """
    return subspace_count(d, 6, 2) - 3 * (d**4 - linear_order(d)) ** 2


def three_entangled(d: int) -> int:
    """Commuting subspaces of rank 3 in which all three systems are correlated.

    >>> three_entangled(2), three_entangled(3)
    (54, 768)
    """
    return isotropic_count(d, 3, 3) - product_count(d, 3) - 3 * (d + 1) * special_order(d)


def three_pure(d: int) -> int:
    """Subspaces of rank 3 of three systems that balance allows, systems measured singly.

    >>> three_pure(2), three_pure(3)
    (135, 3712)
    """
    return product_count(d, 3) + 3 * (d + 1) * linear_order(d) + (d - 1) ** 2 * three_entangled(d)


def joint_counts(d: int) -> Mapping[str, tuple[int, int]]:
    """Found by enumeration, d = 2 and 3: what remains of rank 2 and 3 once pairs are measured jointly."""
    return {
        2: {"commuting": (315, 135), "balance": (315, 135)},
        3: {"commuting": (6016, 1408), "balance": (5440, 640)},
    }[d]
