"""Quantum answers predicted from toy answers: the translation by the sign defect.

With delta the sign defect of an experiment E, quantum theory gives for E the toy distribution of E', translated
by delta, where E' asks in its conditions for values less delta. Hence the two theories agree on E
exactly when the toy distribution of E is the toy distribution of E' translated by delta (docs/bits.md, "The theorem").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from equivalence.comparison.answers import Result
from toytheory.backend import Capabilities, ExactBackend, Side
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition
from toytheory.outcomes.distributions import AffineSet, Distribution, Samples
from toytheory.phase_space.modular import Matrix

from .defect import sign_defect


def shifted_conditions(experiment: Experiment, defect: Sequence[int] | Matrix) -> Experiment:
    r"""E': the same experiment with each condition's value less the outcome's defect; E itself where nothing changes.

    >>> from toytheory.language.reading import format_experiment, parse_experiment
    >>> experiment = parse_experiment("system 1 bit\nmeasure X as a\ncondition a = 0")
    >>> format_experiment(shifted_conditions(experiment, [1])).splitlines()[-1]
    'condition a = 1'
    """
    of = dict(zip(experiment.outcomes, defect, strict=True))
    steps = tuple(
        replace(s, value=(s.value - int(of[s.name])) % experiment.d) if isinstance(s, Condition) else s
        for s in experiment.steps
    )
    return experiment if steps == experiment.steps else replace(experiment, steps=steps)


def translated(distribution: Distribution, defect: Sequence[int] | Matrix) -> Distribution:
    """The distribution of outcome + defect.

    >>> from fractions import Fraction
    >>> translated(Distribution(2, ("a",), {(0,): Fraction(1)}), [1]).probabilities
    {(1,): Fraction(1, 1)}
    """
    d, moved = distribution.d, np.asarray(defect, dtype=np.int64)
    if distribution.affine is not None:
        affine = AffineSet.of(distribution.affine.offset + moved, distribution.affine.directions, d)
        return replace(distribution, affine=affine)
    listed = {
        tuple((value + int(shift)) % d for value, shift in zip(key, moved, strict=True)): p
        for key, p in (distribution.probabilities or {}).items()
    }
    return replace(distribution, probabilities=dict(sorted(listed.items())))


def translated_result(result: Result, defect: Sequence[int] | Matrix) -> Result:
    """A backend's answer, exact or sampled, translated; one that says nothing stays as it is."""
    if result.distribution is not None:
        return replace(result, distribution=translated(result.distribution, defect))
    if result.samples is not None:
        drawn: Samples = result.samples
        moved = (drawn.outcomes + np.asarray(defect, dtype=np.int64)) % drawn.d
        return replace(result, samples=replace(drawn, outcomes=moved))
    return result


class Translated:
    r"""What a toy backend predicts of qubits: its distribution, translated by the sign defect.

    Like any backend it is asked about adaptive experiments branch by branch, with what decided as conditions: each
    record is translated by the defect of the steps that it leads to.

    Parameters
    ----------
    toy : an exact backend of the toy theory.

    >>> from toytheory.discrete.backends.epistemic import EpistemicBackend
    >>> from toytheory.language.reading import parse_experiment
    >>> text = "system 1 bit\nprepare X + P = 0\nfourier 1\nmeasure X + P"
    >>> Translated(EpistemicBackend()).distribution(parse_experiment(text)).probabilities
    {(1,): Fraction(1, 1)}
    """

    side: Side = "toy"
    capabilities = Capabilities(kinds=frozenset({"bits", "dits"}), dimensions=frozenset({2}))

    def __init__(self, toy: ExactBackend) -> None:
        self.toy = toy
        self.name = f"{toy.name}, translated"

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """As the toy backend."""
        reason = self.capabilities.reason_against(experiment)
        return self.toy.can_run(experiment) if reason is None else reason

    def distribution(self, experiment: Experiment) -> Distribution:
        """Of all outcomes, given the conditions."""
        defect = sign_defect(experiment)
        return translated(self.toy.distribution(shifted_conditions(experiment, defect)), defect)
