"""All states of one (d, n) at once: as distributions over ontic states, and as operators."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quantum_ref.operators.cyclotomic import Integers
from toytheory.discrete.enumeration import isotropic_modules, valuations
from toytheory.discrete.epistemic import EpistemicState
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace

from .exact import whole_traces
from .routines import OddQuantum, OddToy
from .states import values_index


@dataclass(frozen=True, eq=False)
class Ensemble:
    """A list of states.

    Attributes
    ----------
    states : the toy states.
    possible : (s, N) 0 or 1: the supports, over all ontic states.
    sizes : (s,) numbers of possible ontic states; 1 where there is none, so that nothing is compared with 0/0.
    operators : (s, D, D, m) multiples of the density operators, over the cyclotomic integers.
    weights : (s,) their traces; 1 where they are not positive.
    """

    states: list[EpistemicState]
    possible: Matrix
    sizes: Matrix
    operators: Integers
    weights: Matrix

    def __len__(self) -> int:
        return len(self.states)


def of_module(known: Matrix, d: int, toy: OddToy, quantum: OddQuantum) -> Ensemble:
    """All states in which one module (Howell form, (k, 2n)) is known."""
    space = PhaseSpace(d, known.shape[1] // 2)
    values, points = valuations(known, d), space.points()
    states = [EpistemicState(space, known, v) for v in values]
    operators = quantum.projectors(known, d)[values_index(values, d)]
    possible = np.array([toy.possible(state, points) for state in states]).astype(np.int64)
    sizes = np.maximum(possible.sum(axis=1), 1)
    return Ensemble(states, possible, sizes, operators, np.maximum(whole_traces(operators), 1))


def of_all(d: int, n: int, toy: OddToy, quantum: OddQuantum) -> tuple[Ensemble, list[range]]:
    """All states of n systems, and which of them belong to each isotropic module."""
    parts = [of_module(known, d, toy, quantum) for known in isotropic_modules(d, n)]
    ends = np.cumsum([len(part) for part in parts]).tolist()
    everything = Ensemble(
        [state for part in parts for state in part.states],
        np.concatenate([part.possible for part in parts]),
        np.concatenate([part.sizes for part in parts]),
        np.concatenate([part.operators for part in parts]),
        np.concatenate([part.weights for part in parts]),
    )
    return everything, [range(end - len(part), end) for end, part in zip(ends, parts, strict=True)]
