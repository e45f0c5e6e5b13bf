"""What the answer must be, by the classical theory: its own prediction for odd d and modes, and a sign for qubits.

For odd d toy theory and stabilizer theory predict the same (docs/proof.md), for even d > 2 where X and P stay apart
(`even`), for modes Liouville mechanics and Gaussian quantum mechanics (docs/continuous.md), and qubits give the toy
outcomes translated by the sign defect (docs/bits.md, "The theorem"). So no quantum simulator is needed to judge one.
"""

from __future__ import annotations

from typing import Literal

from equivalence.comparison.answers import Result, ask_here
from equivalence.theorems.bits.defect import sign_defect
from equivalence.theorems.bits.prediction import shifted_conditions, translated
from toytheory.backend import Backend, Capabilities, Side
from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.language.experiment import Experiment
from toytheory.outcomes.distributions import Distribution

from .even import unsorted


class QubitOracle:
    r"""Quantum predictions for bits from toy ones: the toy distribution, translated by the sign defect.

    >>> from toytheory.language.reading import parse_experiment
    >>> text = "system 1 bit\nprepare X + P = 0\nfourier 1\nmeasure X + P"
    >>> QubitOracle().distribution(parse_experiment(text)).probabilities
    {(1,): Fraction(1, 1)}
    """

    name = "oracle"
    side: Side = "quantum"
    capabilities = Capabilities(kinds=frozenset({"bits"}))

    def __init__(self) -> None:
        self.toy = EpistemicBackend()

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """As the toy theory."""
        reason = self.capabilities.reason_against(experiment)
        return self.toy.can_run(experiment) if reason is None else reason

    def distribution(self, experiment: Experiment) -> Distribution:
        """Of all outcomes, given the conditions."""
        defect = sign_defect(experiment)
        return translated(self.toy.distribution(shifted_conditions(experiment, defect)), defect)


class Oracle:
    """Answers for a side.

    Parameters
    ----------
    side : of the backend that is judged; a toy backend is judged by the toy theory for every d.
    """

    def __init__(self, side: Side) -> None:
        self.side = side
        self.toy: Backend = EpistemicBackend()
        self.qubits: Backend = QubitOracle()
        self.modes: Backend = LiouvilleBackend()

    def answer(self, experiment: Experiment) -> Result:
        """The right answer, or the reason why there is none to compare with."""
        system = experiment.system
        if system.kind == "modes":
            return ask_here("oracle", self.modes, experiment, 0, 0)
        if self.side == "toy" or system.dimension % 2:
            return ask_here("oracle", self.toy, experiment, 0, 0)
        if system.dimension == 2:
            return ask_here("oracle", self.qubits, experiment, 0, 0)
        reason = unsorted(experiment)
        if reason is None:
            return ask_here("oracle", self.toy, experiment, 0, 0)
        skipped = (
            f"quantum theory has no defined counterpart for even d = {system.d}, but where X and P stay apart: {reason}"
        )
        return Result("oracle", None, skipped=skipped)
