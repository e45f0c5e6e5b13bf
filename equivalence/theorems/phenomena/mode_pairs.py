"""Pure states of two parties' modes: their squeezings are the invariants, and Gaussian operations only lower them.

A pure Gaussian state is, up to local maps, a list of two-mode squeezed pairs with squeezings r1 >= r2 >= ...; the
symplectic eigenvalues of what one party has are hbar cosh(2r)/2. *Lowering*: a Gaussian measurement of the other party
replaces the covariance by a Schur complement, which is smaller, and symplectic eigenvalues, each by its place in the
list, are monotone. So a list leads to another one only if it is at least as large entry by entry; noise and forgetting
cannot help, as the last state is pure and each branch then is that state. *Everything below is reached*: pair by pair,
mixing one mode with a vacuum at a beam splitter and measuring X there lowers a squeezing continuously down to 0
(`lowered`). G. Giedke, J. Eisert, J. I. Cirac, M. Plenio, Quant. Inf. Comput. 3, 211 (2003). As for diagrams
(`composite_pairs`), entry by entry means that for each t one list has at least as many entries above t as the other: a
common part cancels.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.phase_space.uncertainty import symplectic_eigenvalues

from .gaussian_distillation import random_local, random_seed, squeezed_pair

Floats = NDArray[np.float64]
Seed = Callable[[np.random.Generator], Floats]


def lowered(r: Any, share: Any, cosh: Callable[[Any], Any], sinh: Callable[[Any], Any]) -> Any:
    """(2 / hbar)^2 times the squared symplectic eigenvalue that is left after a share of the mode was measured.

    >>> import math
    >>> [round(lowered(1.0, s, math.cosh, math.sinh), 6) for s in (0.0, 1.0)] == [round(math.cosh(2) ** 2, 6), 1.0]
    True
    """
    nu, c = cosh(2 * r), sinh(2 * r)
    return nu * (nu - share * c**2 / (share * nu + 1 - share))


def every_lower_squeezing() -> Check:
    """From cosh(2r)^2 at share 0 to 1 at share 1, falling all the way: identities in r and the share."""
    import sympy

    c, s = sympy.symbols("c s", positive=True)  # c = cosh 2r
    value = lowered(sympy.Symbol("r"), s, lambda _: c, lambda _: sympy.sqrt(c**2 - 1))
    slope = sympy.cancel(sympy.diff(value, s) * (s * c + 1 - s) ** 2)
    left = [value.subs(s, 0) - c**2, sympy.cancel(value.subs(s, 1) - 1), slope + c * (c**2 - 1)]
    over = [str(form) for form in map(sympy.expand, left) if form != 0]
    wrong = {"left over": over} if over else None
    return decided("every-lower-squeezing", "theorem", "every r and share: three identities", len(left), wrong)


def never_larger(rng: np.random.Generator, trials: int, seed: Seed = random_seed) -> Check:
    """Random measurements of one mode of the other party lower every symplectic eigenvalue, or leave it.

    >>> never_larger(np.random.default_rng(0), 5).status
    'holds'
    """
    wrong: dict[str, Any] | None = None
    for _ in range(trials):
        first, second = (squeezed_pair(float(r)) for r in rng.uniform(0.1, 1, size=2))
        total = np.zeros((8, 8))
        total[np.ix_([0, 1, 4, 5], [0, 1, 4, 5])] = first  # A has the modes 1, 2 and B the modes 3, 4
        total[np.ix_([2, 3, 6, 7], [2, 3, 6, 7])] = second
        local = np.eye(8)
        local[4:, 4:] = random_local(2, rng)
        total = local @ total @ local.T
        cross = total[:4, 6:]
        after = total[:4, :4] - cross @ np.linalg.solve(total[6:, 6:] + seed(rng), cross.T)
        before, left = symplectic_eigenvalues(total[:4, :4]), symplectic_eigenvalues(after)
        if wrong is None and ((left > before * (1 + 1e-9)).any() or left[0] < 0.5 - 1e-9):
            wrong = {"before": before.tolist(), "after": left.tolist()}
    return decided("never-larger", "sampled", f"{trials} random measurements on two pairs", trials, wrong)
