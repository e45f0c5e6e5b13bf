"""What an update is made of: learning, which rules ontic states out, and disturbance, which kicks the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import epistemic_states
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import bracket_rows

from .small import TOLERANCE, Quantum, Toy, decided, differ, variables

Maker = Callable[[int, int], Any]


def updates(d: int, n: int, toy: Maker = Toy, quantum: Maker = Quantum, both: bool = True) -> Check:
    """Every state, every variable, every outcome: what the update is made of.

    Outcomes have the probabilities of quantum theory (on bits up to which is which). After learning and disturbance the
    distribution is a state of the theory, repeating the measurement finds the same, and every variable has the
    statistics that the collapsed density matrix gives (on bits: certain in both, or uniform). Learning alone is a state
    of the theory exactly where everything known commutes with what is measured.

    >>> updates(2, 1).status, updates(2, 1, toy=lambda d, n: Toy(d, n, disturbs=False)).status
    ('holds', 'fails')
    """
    classical, asked = toy(d, n), variables(d, n)
    listed = list(epistemic_states(d, n))
    states = np.stack([classical.state(s.known, s.values) for s in listed])
    valid = {state.tobytes() for state in states}
    densities = np.stack([quantum(d, n).state(s.known, s.values) for s in listed]) if both else None
    witness, cases = None, 0
    for variable in asked:
        after = classical.parts(states, variable)
        learned = Toy(d, n, disturbs=False).parts(states, variable)
        compatible = np.array([not np.any(bracket_rows(s.known, variable[None]) % d) for s in listed])
        collapsed = None if densities is None else quantum(d, n).parts(densities, variable)
        if collapsed is not None and witness is None:
            witness = _other_outcomes(after, collapsed, listed, variable)
        for f in range(d):
            possible = np.flatnonzero(after[f].sum(axis=-1))
            cases += len(possible)
            again = classical.parts(after[f][possible], variable)[f].sum(axis=-1)
            wrong = _first_wrong(
                {
                    "is no state of the theory": [_flat(after[f][s]).tobytes() not in valid for s in possible],
                    "is not found again": again / classical_weight(after[f][possible], classical) < 1 - TOLERANCE,
                    "is changed by learning alone otherwise than said": [
                        (_flat(learned[f][s]).tobytes() in valid) != compatible[s] for s in possible
                    ],
                    "has other statistics in quantum theory": _unlike(
                        classical, quantum(d, n), after[f][possible], _beside(collapsed, f, possible), asked
                    ),
                }
            )
            if wrong is not None and witness is None:
                what, at = wrong
                witness = {"state": str(listed[possible[at]]), "measured": variable.tolist(), "outcome": f, "it": what}
    who = "both theories" if both else "the toy theory"
    scope = f"d = {d}, n = {n}, {who}: all {len(listed)} states, all {len(asked)} variables, all outcomes"
    return decided("exhaustive", f"updates-{d}-{n}", scope, cases, witness)


def classical_weight(states: Matrix, toy: Any) -> Any:
    """What a measurement makes of the weight of each state: each ontic state goes to as many as there are kicks."""
    kicks = toy.d if toy.disturbs else 1
    return states.sum(axis=-1) * kicks


def _flat(weights: Matrix) -> Matrix:
    """A distribution as 0 and 1 if it is uniform on its support, else as it is."""
    return (weights > 0).astype(np.int64) if len(set(weights[weights > 0].tolist())) == 1 else weights


def _first_wrong(faults: dict[str, Any]) -> tuple[str, int] | None:
    for what, found in faults.items():
        at = np.flatnonzero(found)
        if len(at):
            return what, int(at[0])
    return None


def _other_outcomes(after: Matrix, collapsed: Any, listed: list[Any], variable: Matrix) -> dict[str, Any] | None:
    """The first state with other probabilities of outcomes than in quantum theory, on bits up to their order."""
    counted = after.sum(axis=-1) / after.sum(axis=(0, 2))
    traced = np.trace(collapsed, axis1=-2, axis2=-1).real
    if len(counted) == 2:
        counted, traced = np.sort(counted, axis=0), np.sort(traced, axis=0)
    wrong = np.flatnonzero(np.abs(counted - traced).max(axis=0) > TOLERANCE)
    if not len(wrong):
        return None
    return {"state": str(listed[wrong[0]]), "measured": variable.tolist(), "it": "has other outcomes in quantum theory"}


def _beside(collapsed: Any, outcome: int, possible: Matrix) -> Any:
    """The density matrices after the outcome; on bits after the other one, where a sign makes that the possible one."""
    if collapsed is None:
        return None
    after = collapsed[outcome][possible]
    if len(collapsed) > 2:
        return after
    gone = np.trace(after, axis1=-2, axis2=-1).real < TOLERANCE
    return np.where(gone[:, None, None], collapsed[1 - outcome][possible], after)


def _unlike(toy: Any, quantum: Any, states: Matrix, densities: Any, asked: Matrix) -> Any:
    """Which states give a variable other statistics than the density matrix beside them, (k,)."""
    if densities is None or not len(states):
        return np.zeros(len(states), dtype=bool)
    wrong = np.zeros(len(states), dtype=bool)
    weights, traces = states.sum(axis=-1), np.trace(densities, axis1=-2, axis2=-1).real
    for variable in asked:
        values = toy.values(variable)
        counted = np.stack([states[:, values == v].sum(axis=-1) for v in range(toy.d)], axis=-1) / weights[:, None]
        traced = (
            np.einsum("vij,kji->kv", quantum.projectors(variable), densities).real
            / np.maximum(traces, TOLERANCE)[:, None]
        )
        if toy.d == 2:
            counted, traced = np.sort(counted, axis=1), np.sort(traced, axis=1)
        wrong |= np.abs(counted - traced).max(axis=1) > TOLERANCE
    return wrong


def kicks_alone(d: int, toy: Maker = Toy) -> Check:
    """Disturbance without learning, on every pure state of one system: the outcome is as random again as before.

    >>> kicks_alone(3).status
    'holds'
    """
    theory, asked, witness, cases = toy(d, 1), variables(d, 1), None, 0
    for state in epistemic_states(d, 1, pure=True):
        weights = theory.state(state.known, state.values)
        for variable in asked:
            cases += 1
            kicked = theory.parts(weights, variable).sum(axis=0)
            if differ(theory.joint(kicked, [variable]), theory.joint(weights, [variable])):
                witness = witness or {"state": str(state), "measured": variable.tolist()}
    scope = f"d = {d}, n = 1, the toy theory: all pure states, all variables"
    return decided("exhaustive", f"kicks-{d}", scope, cases, witness)


def repeatable(kicked: bool = True) -> Check:
    """Every d and n, and modes: the kick of F changes neither F nor what commutes with F, and what is known of the rest
    is lost: G moves by s [G, F].

    >>> repeatable().status, repeatable(kicked=False).status
    ('holds', 'fails')
    """
    import sympy

    x, p, a, b, c, d, s = sympy.symbols("x p a b c d s")
    by = s if kicked else 0
    new_x, new_p = x + by * b, p - by * a
    left = [
        sympy.expand(a * new_x + b * new_p - (a * x + b * p)),
        sympy.expand(c * new_x + d * new_p - (c * x + d * p) - s * (c * b - d * a)),
    ]
    wrong = {"left over": [str(form) for form in left]} if any(left) else None
    scope = "every d and n, and modes: 2 identities in the ontic state, the variables and the kick"
    return decided("theorem", "identities", scope, 2, wrong)
