"""The Wigner function of each stabilizer state is the toy distribution.

Every isotropic module, every valuation of it: the state's projector is summed up from monomial
matrices, its Wigner function found from the operator, and compared with the uniform distribution on the
ontic states on which what is known is true. Slide "Restricted statistical theory of trits = Stabilizer theory for
qutrits"; Gross, quant-ph/0602001, theorem 5.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from equivalence.engine.checks import Report, first_true, silent
from equivalence.engine.verdict import Check
from quantum_ref.operators.cyclotomic import constant, equal, roots
from toytheory.discrete.enumeration import isotropic_count_one_system, isotropic_modules, state_count, valuations
from toytheory.discrete.epistemic import EpistemicState
from toytheory.phase_space.modular import Matrix, is_prime
from toytheory.phase_space.space import PhaseSpace

from .exact import differs, shown, whole_traces
from .routines import QUANTUM, TOY, OddQuantum, OddToy


def counted_states(d: int, n: int) -> int:
    """The number of states by a closed formula: n systems for prime d, one for composite d.

    >>> counted_states(3, 2), counted_states(9, 1)
    (481, 130)
    """
    return state_count(d, n) if is_prime(d) or n > 1 else isotropic_count_one_system(d)[2]


def state_witness(state: EpistemicState) -> dict[str, Any]:
    """A state as the witness shows it."""
    return {"d": state.d, "n": state.n, "state": str(state)}


def values_index(values: Matrix, d: int) -> Matrix:
    """Positions of values (s, k) among all of (Z_d)^k in lexicographic order, (s,).

    >>> values_index(np.array([[1, 2]]), 3).tolist()
    [5]
    """
    digits = d ** np.arange(values.shape[-1] - 1, -1, -1, dtype=np.int64)
    return values @ digits  # type: ignore[no-any-return]


def wigner_functions(
    d: int,
    n: int,
    toy: OddToy = TOY,
    quantum: OddQuantum = QUANTUM,
    report: Report = silent,
    listed_every: int = 1,
) -> Check:
    """Each state's Wigner function is its toy distribution, at every ontic state; and the states are all there.

    Parameters
    ----------
    listed_every : compare also the listed support (`toy.support`), for one state in so many.
    """
    modules, points = isotropic_modules(d, n), PhaseSpace(d, n).points()
    expected, cases, listed = counted_states(d, n), 0, 0
    witness: dict[str, Any] | None = None
    for known in modules:
        witness, count, of_these = _module(known, d, points, toy, quantum, cases, listed_every)
        cases, listed = cases + count, listed + of_these
        report(cases, expected)
        if witness is not None:
            break
    if witness is None and cases != expected:
        witness = {"d": d, "n": n, "states": cases, "closed_formula": expected}
    scope = (
        f"d = {d}, n = {n}: all {expected} states, as the closed formula counts them, at all {len(points)} ontic states"
        f" ({listed} supports also listed)"
    )
    return Check("exhaustive", scope, cases, "fails" if witness else "holds", "wigner-functions", witness)


def _module(
    known: Matrix, d: int, points: Matrix, toy: OddToy, quantum: OddQuantum, before: int, listed_every: int
) -> tuple[dict[str, Any] | None, int, int]:
    """(witness, states, supports listed) of one module, with all its valuations."""
    n = points.shape[1] // 2
    space, dimension = PhaseSpace(d, n), d**n
    values = valuations(known, d)
    where = values_index(values, d)
    projectors = quantum.projectors(known, d)
    traces = whole_traces(projectors)
    if len(known) and d ** len(known) > len(where):  # composite d: what cannot be valued must have no states
        extra = np.setdiff1d(np.flatnonzero(traces), where)
        if extra.size:
            return {"d": d, "n": n, "known": known, "impossible_values_with_states": extra}, len(where), 0
    wigner, weight = quantum.wigner(projectors[where], d), traces[where] * dimension
    states = [EpistemicState(space, known, v) for v in values]
    possible = np.array([toy.possible(state, points) for state in states])
    size = space.size // len(where)
    wrong = differs(wigner, weight[:, None], possible, size) | (weight == 0)[:, None]
    index = first_true(wrong)
    if index is not None:
        s, m = index
        witness = state_witness(states[s]) | {
            "ontic_state": points[m],
            "toy": f"1/{size}" if possible[index] else "0",
            "quantum": shown(wigner[index], weight[s]) if weight[s] else "no such state",
        }
        return witness, len(states), 0
    chosen = [s for s in range(len(states)) if (before + s) % listed_every == 0]
    for s in chosen:
        found = np.sort(space.index(toy.support(states[s])))
        if not np.array_equal(found, np.flatnonzero(possible[s])):
            return state_witness(states[s]) | {"listed_support": points[found]}, len(states), 0
    return None, len(states), len(chosen)


def phase_point_traces(d: int, n: int, quantum: OddQuantum = QUANTUM) -> Check:
    """The Wigner function of every matrix unit |x><y| is Tr(|x><y| A(m)), so that of every operator is Tr(B A(m))."""
    size, points = d**n, PhaseSpace(d, n).points()
    operators = quantum.phase_points(points, d)
    units = constant(np.eye(size * size, dtype=np.int64).reshape(size, size, size, size), operators.order)
    wigner = quantum.wigner(units, d)  # [x, y, m]
    # Tr(|x><y| A) = <y|A|x>: column x of A has its entry at row targets[x]
    entry = operators.targets.T[:, None, :] == np.arange(size)[None, :, None]
    traces = roots(operators.exponents.T, operators.order)[:, None] * entry[..., None]
    index = first_true(~equal(wigner, traces))
    witness: dict[str, Any] | None = None
    if index is not None:
        x, y, m = index
        witness = {
            "d": d,
            "n": n,
            "operator": f"|{x}><{y}|",
            "ontic_state": points[m],
            "wigner": shown(wigner[index], 1),
            "trace": shown(traces[index], 1),
        }
    scope = f"d = {d}, n = {n}: all {size * size} matrix units at all {len(points)} ontic states"
    return Check("exhaustive", scope, size * size, "fails" if witness else "holds", "phase-point-traces", witness)
