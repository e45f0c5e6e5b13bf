"""The `stim` backend: bits, exact joint distributions for thousands of qubits."""

from __future__ import annotations

from typing import Literal

from toytheory.backend import Capabilities, Side, declared
from toytheory.errors import CannotRun
from toytheory.experiment import Experiment
from toytheory.outcomes import LISTED, Distribution

from .stim_frames import latent_outcomes

NOISE_CELLS = 2**22
"""Cosets over which noise may spread, times outcomes: bounds the memory of the convolution."""


class StimBackend:
    """Exact distributions over the outcomes of experiments on bits, from Stim's tableau and Pauli frames.

    >>> from toytheory.steps import Measure, Prepare, System
    >>> from toytheory.variables import Variable
    >>> X1, P1 = Variable.of({0: 1}, 2), Variable.of({1: 1}, 2)
    >>> steps = (Prepare((X1,), (1,), (0,)), Measure((X1,), ("a",)), Measure((P1,), ("b",)))
    >>> dict(StimBackend().distribution(Experiment(System("bits", 1, 2), steps)).probabilities)
    {(1, 0): Fraction(1, 2), (1, 1): Fraction(1, 2)}
    """

    name = "stim"
    side: Side = "quantum"
    capabilities = Capabilities(kinds=frozenset({"bits", "dits"}), dimensions=frozenset({2}))

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """True, or the reason why not."""
        return declared(self, experiment)

    def distribution(self, experiment: Experiment) -> Distribution:
        """The exact distribution; CannotRun where it is out of reach."""
        reason = self.can_run(experiment)
        if reason is not True:
            raise CannotRun(reason)
        outcomes = latent_outcomes(experiment)
        limit = max(LISTED, min(2**17, NOISE_CELLS // max(1, len(outcomes.names))))
        return outcomes.distribution(experiment.conditions, limit)
