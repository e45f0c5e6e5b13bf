"""Outcome statistics of every state under every commuting set.

Quantum: Tr(rho Pi) from the state's operator and the projectors on all joint values. Toy: the share of the
possible ontic states that have the values, and the affine set of outcomes that the (V, v) form gives.
All are integers over known denominators, so they are compared exactly. Slide "Valid reproducible measurements".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import Report, first_true, missed, silent
from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import isotropic_modules
from toytheory.discrete.epistemic import EpistemicState
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace

from .ensembles import Ensemble, of_all, of_module
from .exact import differs, product_traces, shown
from .measured_sets import MeasuredSet, dependent, measured_sets
from .routines import QUANTUM, TOY, OddQuantum, OddToy
from .states import state_witness


def counts_of(measured: MeasuredSet, possible: Matrix) -> Matrix:
    """How many of the possible ontic states (s, N) have each joint value, (s, d^r)."""
    points = PhaseSpace(measured.d, measured.n).points()
    has = np.zeros((len(points), measured.d ** len(measured.rows)))
    has[np.arange(len(points)), measured.evaluated(points)] = 1
    return (possible.astype(np.float64) @ has).astype(np.int64)  # counts up to d^(2n) < 2^53: exact


def compare_set(
    measured: MeasuredSet, ensemble: Ensemble, asked: list[int], toy: OddToy, quantum: OddQuantum
) -> dict[str, Any] | None:
    """The first difference in the statistics of one measured set, over all states and joint values; or None.

    Parameters
    ----------
    asked : the states whose outcomes are also asked of the (V, v) form.
    """
    counts = counts_of(measured, ensemble.possible)
    traces = product_traces(ensemble.operators, measured.projectors(quantum))
    weights = ensemble.weights[:, None] * measured.d ** len(measured.rows)
    index = first_true(differs(traces, weights, counts, ensemble.sizes[:, None]))
    if index is not None:
        s, t = index
        return _witness(ensemble.states[s], measured, t) | {
            "toy": f"{counts[index]}/{ensemble.sizes[s]}",
            "quantum": shown(traces[index], weights[s, 0]),
        }
    measurement = measured.measurement()
    outcomes = [toy.outcomes(measurement, ensemble.states[s]) for s in asked]
    points, sizes = [found.points() for found in outcomes], np.array([found.size for found in outcomes])
    listed = np.zeros((len(asked), counts.shape[1]), dtype=np.int64)
    listed[np.repeat(np.arange(len(asked)), [len(p) for p in points]), measured.index(np.concatenate(points))] = 1
    # equally likely on the set: its share of the support is one over its size
    wrong: NDArray[np.bool_] = counts[asked] * sizes[:, None] != listed * ensemble.sizes[asked, None]
    where = first_true(wrong)
    if where is not None:
        k, t = where
        return _witness(ensemble.states[asked[k]], measured, t) | {
            "toy": f"1/{sizes[k]}" if listed[where] else "0",
            "quantum": shown(traces[asked[k], t], weights[asked[k], 0]),
        }
    return None


def _witness(state: EpistemicState, measured: MeasuredSet, position: int) -> dict[str, Any]:
    return state_witness(state) | {"measured": str(measured), "values": measured.values()[position]}


def one_of_each(groups: list[range], turn: int) -> list[int]:
    """One member of each group, the `turn`-th, around and around.

    >>> one_of_each([range(0, 1), range(1, 4)], 2)
    [0, 3]
    """
    return [group[turn % len(group)] for group in groups]


def statistics(
    d: int,
    n: int,
    toy: OddToy = TOY,
    quantum: OddQuantum = QUANTUM,
    report: Report = silent,
) -> Check:
    """Every state, every commuting set, every joint value: the same probability, exactly."""
    ensemble, groups = of_all(d, n, toy, quantum)
    sets, witness, cases = measured_sets(d, n), None, 0
    for turn, measured in enumerate(sets):
        witness = compare_set(measured, ensemble, one_of_each(groups, turn), toy, quantum)
        cases += len(ensemble) * d ** len(measured.rows)
        report(turn + 1, len(sets))
        if witness is not None:
            break
    scope = (
        f"d = {d}, n = {n}: all {len(ensemble)} states, all {len(groups) - 1} modules of variables measured through "
        "independent generators and through a dependent list, all joint values, possible or not; "
        "for every pair of modules also the affine set of outcomes"
    )
    return Check("exhaustive", scope, cases, "fails" if witness else "holds", "statistics", witness)


def sampled_pairs(d: int, n: int, count: int, rng: np.random.Generator) -> Iterator[tuple[Matrix, MeasuredSet]]:
    """Pairs of a known module and a measured set, modules drawn uniformly; half of the sets are dependent lists."""
    modules = isotropic_modules(d, n)
    measurable = [rows for rows in modules if len(rows)]
    for _ in range(count):
        known = modules[rng.integers(len(modules))]
        measured = measurable[rng.integers(len(measurable))]
        plain = MeasuredSet(d, measured, np.zeros(len(measured), dtype=np.int64))
        yield known, dependent(measured, d) if rng.random() < 0.5 else plain


def sampled_statistics(
    d: int,
    n: int,
    count: int,
    rng: np.random.Generator,
    seed: int,
    toy: OddToy = TOY,
    quantum: OddQuantum = QUANTUM,
    report: Report = silent,
) -> Check:
    """Random pairs of a known module and a measured set: all valuations, all joint values, exactly."""
    witness, cases = None, 0
    for done, (known, measured) in enumerate(sampled_pairs(d, n, count, rng)):
        ensemble = of_module(known, d, toy, quantum)
        witness = compare_set(measured, ensemble, [int(rng.integers(len(ensemble)))], toy, quantum)
        cases += len(ensemble) * d ** len(measured.rows)
        report(done + 1, count)
        if witness is not None:
            break
    scope = (
        f"d = {d}, n = {n}: {count} random pairs (known module, measured module), each with all valuations and all "
        f"joint values; seed {seed}; comparisons are exact, so no false alarm; {missed(count)}"
    )
    return Check("sampled", scope, cases, "fails" if witness else "holds", "sampled-statistics", witness)
