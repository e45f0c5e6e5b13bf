"""What decoders are told: independent mechanisms, and which outputs are detectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from toytheory.discrete.sampling.mechanisms import Mechanism, mechanisms
from toytheory.discrete.sampling.program import Program
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment


@dataclass(frozen=True, eq=False)
class ErrorModel:
    """Independent mechanisms on detectors and observables.

    Attributes
    ----------
    d : values of a detector.
    detectors, observables : how many; outputs are the detectors, then the observables.
    mechanisms : what can go wrong.
    """

    d: int
    detectors: int
    observables: int
    mechanisms: tuple[Mechanism, ...]

    @classmethod
    def of(cls, program: Program, detectors: int) -> ErrorModel:
        """The model of a program whose first outputs are detectors.

        Errors: CannotRun where there are branches or conditions: runs that are chosen have no independent mechanisms.
        """
        if program.conditions:
            raise CannotRun("conditions choose among the runs, so that mechanisms are not independent")
        return cls(program.d, detectors, len(program.names) - detectors, tuple(mechanisms(program)))

    @cached_property
    def effects(self) -> NDArray[np.int64]:
        """What each alternative of each mechanism adds to each output, (alternatives, outputs)."""
        added = [effect for mechanism in self.mechanisms for effect, _ in mechanism.law]
        matrix = np.zeros((len(added), self.detectors + self.observables), dtype=np.int64)
        for row, effect in zip(matrix, added, strict=True):
            for output, by in effect:
                row[output] = by
        return matrix


def error_model(experiment: Experiment) -> ErrorModel:
    r"""The mechanisms of an experiment with detectors.

    Errors: InputError where a detector is not certain without noise; CannotRun for modes, branches and conditions.

    >>> from toytheory.language.reading import parse_experiment
    >>> text = "system 1 trit\nprepare X = 0\nnoise X by 0: 0.9, 1: 0.1\nmeasure X as a\ndetector a as d\n"
    >>> error_model(parse_experiment(text + "observable a as l")).effects.tolist()
    [[1, 1]]
    """
    from toytheory.discrete.sampling.certainty import events
    from toytheory.discrete.sampling.lowering import compiled

    return ErrorModel.of(events(compiled(experiment, detectors=True)), len(experiment.detectors))


def each_syndrome(
    events: NDArray[np.uint8], observables: int
) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.uint8]]:
    """The different rows of events, where each row is among them, and room for an answer to each."""
    different, place = np.unique(events, axis=0, return_inverse=True)
    return different, place.reshape(-1), np.zeros((len(different), observables), dtype=np.uint8)


def numbers(rows: NDArray[np.uint8], d: int) -> NDArray[np.int64]:
    """Rows of digits as numbers, the first digit first.

    >>> numbers(np.array([[1, 2], [0, 2]], dtype=np.uint8), 3).tolist()
    [5, 2]
    """
    powers = d ** np.arange(rows.shape[1], dtype=np.int64)[::-1]
    return rows.astype(np.int64) @ powers


def digits(values: NDArray[np.int64], d: int, width: int) -> NDArray[np.uint8]:
    """Numbers as rows of digits.

    >>> digits(np.array([5, 2]), 3, 2).tolist()
    [[1, 2], [0, 2]]
    """
    powers: Sequence[int] = [d**k for k in range(width)][::-1]
    return (values[:, None] // np.array(powers, dtype=np.int64) % d).astype(np.uint8)
