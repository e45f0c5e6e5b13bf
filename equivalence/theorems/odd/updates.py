"""Post-measurement states: the rule for (V, v) against Pi rho Pi.

The operator after the outcome is worked out and its Wigner function compared with the distribution of the state
that `Measurement.update` gives; where that calls the outcome impossible, the operator must vanish.
Slide "Valid reproducible measurements"; Catani and Browne, arXiv:1701.07801, section 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from equivalence.engine.checks import Report, first_true, missed, silent
from equivalence.engine.parts import Evidence
from equivalence.engine.verdict import Check
from quantum_ref.operators.cyclotomic import matmul
from toytheory.discrete.epistemic import EpistemicState
from toytheory.discrete.measurements import Measurement
from toytheory.errors import InputError
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace

from .ensembles import Ensemble, of_all, of_module
from .exact import differs, shown, whole_traces
from .measured_sets import MeasuredSet, measured_sets
from .measurements import counts_of, one_of_each, sampled_pairs
from .routines import QUANTUM, TOY, OddQuantum, OddToy
from .states import state_witness


def compare_updates(
    measured: MeasuredSet, ensemble: Ensemble, pairs: Matrix, toy: OddToy, quantum: OddQuantum
) -> dict[str, Any] | None:
    """The first difference of a state after an outcome; pairs (k, 2) are state and position of the joint value."""
    projectors, measurement = measured.projectors(quantum), measured.measurement()
    points, values, size = PhaseSpace(measured.d, measured.n).points(), measured.values(), measured.d**measured.n
    which, position = pairs[:, 0], pairs[:, 1]
    after = matmul(matmul(projectors[position], ensemble.operators[which]), projectors[position])
    wigner, traces = quantum.wigner(after, measured.d), whole_traces(after)
    expected = [_updated(toy, measurement, ensemble.states[s], values[t]) for s, t in pairs]
    possible = np.zeros((len(pairs), len(points)), dtype=np.int64)
    for k, state in enumerate(expected):
        if state is not None:
            possible[k] = toy.possible(state, points)
    sizes = np.maximum(possible.sum(axis=1), 1)
    # an impossible outcome leaves no ontic state on one side, and the zero operator on the other
    wrong = differs(wigner, np.maximum(traces, 1)[:, None] * size, possible, sizes[:, None])
    index = first_true(wrong)
    if index is None:
        return None
    k, m = index
    state = expected[k]
    return state_witness(ensemble.states[which[k]]) | {
        "measured": str(measured),
        "values": values[position[k]],
        "toy_state_after": "impossible" if state is None else str(state),
        "ontic_state": points[m],
        "toy": f"{possible[index]}/{sizes[k]}",
        "quantum": shown(wigner[index], traces[k] * size) if traces[k] else "impossible",
    }


def _updated(toy: OddToy, measurement: Measurement, state: EpistemicState, values: Matrix) -> EpistemicState | None:
    try:
        return toy.update(measurement, state, values)
    except InputError:
        return None


def possible_and_not(
    measured: MeasuredSet, ensemble: Ensemble, chosen: Sequence[int], turn: int, both: bool = True
) -> Matrix:
    """For each chosen state one joint value that is possible, and one that is not where there is one: (k, 2).

    Parameters
    ----------
    turn : which of the values.
    both : False for only one of the two, in turn from state to state.
    """
    pairs = []
    for k, (s, counts) in enumerate(zip(chosen, counts_of(measured, ensemble.possible[list(chosen)]), strict=True)):
        kinds = [found for found in (np.flatnonzero(counts), np.flatnonzero(counts == 0)) if len(found)]
        for positions in kinds if both else [kinds[(k + turn) % len(kinds)]]:
            pairs.append((s, int(positions[turn % len(positions)])))
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def all_pairs(measured: MeasuredSet, ensemble: Ensemble) -> Matrix:
    """Every state with every joint value that is possible in some state, and as many impossible ones, (k, 2)."""
    positions = measured.telling()
    states = np.arange(len(ensemble))
    return np.stack([np.repeat(states, len(positions)), np.tile(positions, len(states))], axis=1)


def post_measurement_states(
    d: int,
    n: int,
    toy: OddToy = TOY,
    quantum: OddQuantum = QUANTUM,
    report: Report = silent,
    every: bool = True,
) -> Check:
    """The state that the rule for (V, v) gives is that of Pi rho Pi, and both say alike which outcomes are impossible.

    Parameters
    ----------
    every : all states with all joint values of generators; otherwise of every pair of modules one valuation with
        one joint value, possible and impossible ones in turn.
    """
    ensemble, groups = of_all(d, n, toy, quantum)
    sets, witness, cases = measured_sets(d, n), None, 0
    for turn, measured in enumerate(sets):
        if every and turn % 2 == 0:
            pairs = all_pairs(measured, ensemble)
        elif every or turn % 2 == turn // 2 % 2:  # half of the modules through generators, half through a list
            pairs = possible_and_not(measured, ensemble, one_of_each(groups, turn // 2), turn // 2, both=every)
        else:
            continue
        for part in np.array_split(pairs, max(1, len(pairs) // 4096)):
            witness = witness or compare_updates(measured, ensemble, part, toy, quantum)
        cases += len(pairs)
        report(turn + 1, len(sets))
        if witness is not None:
            break
    everything = f"all {len(ensemble)} states, all {len(groups) - 1} modules of variables, all joint values; and "
    scope = (
        f"d = {d}, n = {n}: {everything if every else ''}for every pair (known module, measured module) one valuation "
        f"with {'one possible and one impossible' if every else 'one possible or one impossible'} joint value"
        ", of a dependent list of variables in half of the cases"
    )
    if not every:
        scope += "; they are taken in turn, without chance, and comparisons are exact, so no false alarm"
    evidence: Evidence = "exhaustive" if every else "sampled"
    return Check(evidence, scope, cases, "fails" if witness else "holds", "post-measurement-states", witness)


def sampled_updates(
    d: int,
    n: int,
    count: int,
    rng: np.random.Generator,
    seed: int,
    toy: OddToy = TOY,
    quantum: OddQuantum = QUANTUM,
    report: Report = silent,
) -> Check:
    """Random pairs of a known and a measured module, with a random valuation, a possible and an impossible outcome."""
    witness, cases = None, 0
    for done, (known, measured) in enumerate(sampled_pairs(d, n, count, rng)):
        ensemble = of_module(known, d, toy, quantum)
        chosen = [int(rng.integers(len(ensemble)))]
        pairs = possible_and_not(measured, ensemble, chosen, int(rng.integers(2**16)))
        witness = compare_updates(measured, ensemble, pairs, toy, quantum)
        cases += len(pairs)
        report(done + 1, count)
        if witness is not None:
            break
    scope = (
        f"d = {d}, n = {n}: {count} random pairs (known module, measured module), each with a random valuation, a "
        f"possible outcome and an impossible one where there is one; seed {seed}; comparisons are exact, so no false "
        f"alarm; {missed(count)}"
    )
    return Check("sampled", scope, cases, "fails" if witness else "holds", "sampled-updates", witness)
