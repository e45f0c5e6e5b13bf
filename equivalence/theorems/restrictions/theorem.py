"""The identity behind the count of the excess, for every prime d at once (docs/restrictions.md)."""

from __future__ import annotations

from typing import Any

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check


def graphs_commute(determinant: int = -1) -> Check:
    """[F, G] + [phi F, phi G] = (1 + det phi) [F, G]: the graph of phi commutes exactly if det phi = -1.

    There are |SL(2, d)| invertible maps of each determinant that is not 0, so d - 2 of d - 1 classes are in excess.
    """
    import sympy

    a, b, c, e, x, p, y, q = sympy.symbols("a b c e x p y q")
    phi = sympy.Matrix([[a, b], [c, e]])
    F, G = sympy.Matrix([x, p]), sympy.Matrix([y, q])

    def bracket(left: Any, right: Any) -> Any:
        return left[0] * right[1] - left[1] * right[0]

    defect = sympy.expand(bracket(F, G) + bracket(phi * F, phi * G) - (1 - determinant * phi.det()) * bracket(F, G))
    wrong = None if defect == 0 else {"left over": str(defect)}
    scope = "two systems, every prime d: the excess is d(d^2-1)(d-2) subspaces of rank 2, and nothing of rank 1"
    return decided("graphs-commute", "theorem", scope, 1, wrong)
