"""Every state of a few systems of prime d, once as a set of ontic states and once as a density matrix.

The two columns share the names of the states (known variables in reduced echelon form, and their values) and nothing
else: supports are found by evaluating variables, matrices as products of spectral projectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from quantum_ref.operators.cyclotomic import to_complex
from quantum_ref.operators.stabilizer import joint_projectors
from toytheory.discrete.enumeration import isotropic_modules, valuations
from toytheory.discrete.epistemic import EpistemicState
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace, bracket_rows

Bools = NDArray[np.bool_]
Operators = NDArray[np.complex128]


@dataclass(frozen=True, eq=False)
class AllStates:
    """States of n systems.

    Attributes
    ----------
    d, n : prime d.
    rows, values : of each state, (k, 2n) known variables and (k,) values.
    supports : (s, d^(2n)) which ontic states are possible, in the order of `PhaseSpace.points`.
    """

    d: int
    n: int
    rows: tuple[Matrix, ...]
    values: tuple[Matrix, ...]
    supports: Bools

    def __len__(self) -> int:
        return len(self.rows)

    def name(self, index: int) -> str:
        """Of a state, in notation."""
        return str(EpistemicState.of(self.rows[index], self.values[index], self.d, self.n))

    def find(self, known: str) -> int:
        """The position of a state given in notation.

        >>> states = all_states(2, 1)
        >>> states.name(states.find("P1 = 1"))
        'P1 = 1'
        """
        state = EpistemicState.from_known(known, self.d, self.n)
        names = zip(self.rows, self.values, strict=True)
        return next(
            i for i, (V, v) in enumerate(names) if np.array_equal(V, state.known) and np.array_equal(v, state.values)
        )


@lru_cache(maxsize=8)
def all_states(d: int, n: int) -> AllStates:
    """All states of n systems of prime d, pure or not.

    >>> len(all_states(2, 2)), len(all_states(3, 1))
    (91, 13)
    """
    points = PhaseSpace(d, n).points()
    rows, values, supports = [], [], []
    for V in isotropic_modules(d, n):
        found = points @ V.T % d
        for v in valuations(V, d):
            rows.append(V)
            values.append(v)
            supports.append((found == v).all(axis=1))
    return AllStates(d, n, tuple(rows), tuple(values), np.array(supports))


@lru_cache(maxsize=8)
def density_matrices(d: int, n: int) -> Operators:
    """The density matrices of `all_states(d, n)`, (s, D, D); for bits every known variable has the sign +."""
    parts = []
    for rank in range(n + 1):
        found = to_complex(joint_projectors(np.stack(isotropic_modules(d, n, rank)), d))
        parts.append(found.reshape(-1, *found.shape[-2:]))
    operators = np.concatenate(parts)
    normalised: Operators = operators / np.trace(operators, axis1=-2, axis2=-1)[:, None, None]
    return normalised


def modules_commute(states: AllStates) -> Bools:
    """Which pairs of states have known variables whose brackets all vanish, (s, s)."""
    distinct: dict[bytes, int] = {}
    where = np.array([distinct.setdefault(V.tobytes(), len(distinct)) for V in states.rows])
    modules = [states.rows[int(np.flatnonzero(where == k)[0])] for k in range(len(distinct))]
    table = np.array([[not (bracket_rows(V, W) % states.d).any() for W in modules] for V in modules])
    return np.asarray(table[np.ix_(where, where)])
