"""What the answer must be, by the classical theory: its own prediction for odd d and modes, and a sign for qubits.

For odd d toy theory and stabilizer theory predict the same (docs/proof.md), for even d > 2 where X and P stay apart
(`even`), for modes Liouville mechanics and Gaussian quantum mechanics (docs/continuous.md), and qubits give the toy
outcomes translated by the sign defect (docs/bits.md, "The theorem"). So no quantum simulator is needed to judge one.
"""

from __future__ import annotations

from equivalence.comparison.answers import Result, ask_here
from equivalence.theorems.bits.prediction import Translated
from toytheory.backend import Backend, Side
from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.language.experiment import Experiment

from .even import unsorted


class Oracle:
    """Answers for a side.

    Parameters
    ----------
    side : of the backend that is judged; a toy backend is judged by the toy theory for every d.
    """

    def __init__(self, side: Side) -> None:
        self.side = side
        self.toy: Backend = EpistemicBackend()
        self.qubits: Backend = Translated(EpistemicBackend())
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
