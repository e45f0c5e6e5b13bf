"""The best decoder of small codes: a table with an answer for every syndrome."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toytheory.errors import InputError

from .model import ErrorModel, digits, numbers

LARGEST = 2**22
"""Joint values of detectors and observables, at most."""


class LookupDecoder:
    """Maximum likelihood: the most likely value of the observables, given the syndrome, is looked up.

    The joint law of detectors and observables is computed in floats, one mechanism after the other, so that nothing is
    left out; no decoder is wrong less often. The table has d^detectors rows.

    Errors: InputError where there are more than 2^22 joint values.

    >>> from fractions import Fraction
    >>> from toytheory.discrete.sampling.mechanisms import Mechanism
    >>> wrong = Mechanism(((((0, 1), (1, 1)), Fraction(1, 10)),), 1)
    >>> LookupDecoder(ErrorModel(3, 1, 1, (wrong,))).decode(np.array([[0], [1]], dtype=np.uint8)).tolist()
    [[0], [1]]
    """

    name = "lookup"

    def __init__(self, model: ErrorModel) -> None:
        outputs = model.detectors + model.observables
        if model.d**outputs > LARGEST:
            problem = f"a table for {model.detectors} detectors and {model.observables} observables of d = {model.d}"
            raise InputError(f"{problem} is too large", "use the decoder integer, or for bits matching")
        law = joint_law(model)
        self.d, self.observables = model.d, model.observables
        table = law.reshape(model.d**model.detectors, model.d**model.observables)
        self.answers = digits(table.argmax(axis=1), model.d, model.observables)
        self.failure = float(1 - table.max(axis=1).sum())
        """The exact probability that this decoder is wrong, up to rounding."""

    def decode(self, events: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """What the observables were moved by, (n, observables), from detection events, (n, detectors)."""
        return self.answers[numbers(events, self.d)]


def joint_law(model: ErrorModel) -> NDArray[np.float64]:
    """The probability of every value of the detectors and observables, an axis each."""
    outputs = model.detectors + model.observables
    law = np.zeros((model.d,) * outputs)
    law[(0,) * outputs] = 1
    for mechanism in model.mechanisms:
        moved = law * float(1 - sum(p for _, p in mechanism.law))
        for effect, p in mechanism.law:
            moved += float(p) * np.roll(law, [by for _, by in effect], [output for output, _ in effect])
        law = moved
    return law
