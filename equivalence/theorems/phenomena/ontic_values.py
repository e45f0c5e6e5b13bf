"""The toy theory's ontic states are local and noncontextual values: two identities of its kicks (docs/nogo.md)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.phase_space.space import bracket_rows, flow

Kick = Callable[[Any], Any]


def local_values(kick: Kick = flow) -> Check:
    """What is measured at one place reads and kicks the system there alone: a run is a local assignment of values.

    F of system 1 has a kick without a part in system 2, with symbols for coefficients; systems add up, so any number
    of other systems is like one, for every d. Maps and preparations of a system move its coordinates by definition.

    >>> local_values().status, local_values(lambda F: flow(F)[..., ::-1]).status
    ('holds', 'fails')
    """
    import sympy

    a, b = sympy.symbols("a b")
    moved = kick(np.array([a, b, 0, 0], dtype=object))
    over = [str(shift) for shift in moved[2:] if sympy.expand(shift) != 0]
    scope = "every n, every d, and modes: coefficients as symbols, one system and any other"
    return decided("local-values", "theorem", scope, 2, {"kick of system 2": over} if over else None)


def values_in_company(kick: Kick = flow) -> Check:
    """F(m + t g) = F(m) + t [F, G], g the kick of G: measuring what commutes with F leaves its value as it is.

    >>> values_in_company().status, values_in_company(lambda F: 2 * flow(F)).status
    ('holds', 'fails')
    """
    import sympy

    F, G, m = (np.array(sympy.symbols(f"{name}1:5"), dtype=object) for name in ("f", "g", "m"))
    t = sympy.Symbol("t")
    bracket = bracket_rows(F[None, :], G[None, :])[0, 0]
    apart = sympy.expand(F @ (m + t * kick(G)) - F @ m - t * bracket)
    wrong = None if apart == 0 else {"left over": str(apart)}
    scope = "every n, every d, and modes: coefficients and coordinates as symbols"
    return decided("values-in-company", "theorem", scope, 1, wrong)
