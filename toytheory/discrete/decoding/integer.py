"""A decoder for every d and every code: the most likely errors, found by integer programming."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toytheory.errors import InputError

from .model import ErrorModel, each_syndrome


class IntegerDecoder:
    """The most likely set of errors that explains the detection events, by the solver HiGHS (in SciPy).

    Each mechanism does one of its alternatives or nothing; what they add to a detector, less a multiple of d, is the
    event. This is the most likely *set of errors*, not the most likely value of the observables: many less likely sets
    that agree may weigh more, which `LookupDecoder` knows and this does not. It is exact and slow: some
    milliseconds a syndrome for tens of detectors, and more than linear in their number.
    """

    name = "integer"

    def __init__(self, model: ErrorModel) -> None:
        from scipy.optimize import Bounds, LinearConstraint
        from scipy.sparse import csr_array, hstack

        self.d, self.detectors, self.observables = model.d, model.detectors, model.observables
        effects = model.effects
        self.moves = effects[:, model.detectors :]
        seen = effects[:, : model.detectors].T
        mechanism = np.repeat(np.arange(len(model.mechanisms)), [len(m.law) for m in model.mechanisms])
        rest = [1 - sum(p for _, p in m.law) for m in model.mechanisms]
        weights = [math.log(rest[j] or 1) - math.log(p) for j, m in enumerate(model.mechanisms) for _, p in m.law]
        self.weights = np.concatenate([weights, np.zeros(model.detectors)])
        most = np.zeros((model.detectors, len(model.mechanisms)), dtype=np.int64)
        np.maximum.at(most.T, mechanism, seen.T)
        self.bounds = Bounds(0, np.concatenate([np.ones(len(weights)), most.sum(axis=1) // model.d]))
        multiples = csr_array(-model.d * np.eye(model.detectors, dtype=np.int64))
        self.explained: Any = hstack([csr_array(seen), multiples], format="csr")
        once = np.zeros((len(model.mechanisms), len(self.weights)))
        once[mechanism, np.arange(mechanism.size)] = 1
        certain = np.array([float(not left) for left in rest])
        self.exclusive = LinearConstraint(csr_array(once), certain, np.ones(certain.size))

    def decode(self, events: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """What the observables were moved by, (n, observables), from detection events, (n, detectors).

        Errors: InputError for events that no errors of the model cause.
        """
        different, place, answers = each_syndrome(events, self.observables)
        for number, syndrome in enumerate(different.astype(np.int64)):
            answers[number] = self.errors(syndrome) @ self.moves % self.d
        return answers[place]

    def errors(self, syndrome: NDArray[np.int64]) -> NDArray[np.int64]:
        """Which alternatives happen: 0 or 1 each, those of one mechanism after those of the one before."""
        from scipy.optimize import LinearConstraint, milp

        constraints = [LinearConstraint(self.explained, syndrome, syndrome), self.exclusive]
        found = milp(self.weights, integrality=np.ones(self.weights.size), bounds=self.bounds, constraints=constraints)
        if found.x is None:
            raise InputError(f"no errors explain the events {syndrome.tolist()}", "decode events of this model")
        return np.asarray(np.rint(found.x[: len(self.moves)]), dtype=np.int64)
