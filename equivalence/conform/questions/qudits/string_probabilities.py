"""Probabilities of some basis states of all qudits, in the order asked."""

from __future__ import annotations

import numpy as np

from toytheory.outcomes.densities import Floats

from ..question import Question
from .amplitudes import Strings, draw, places
from .basis_probabilities import right as probabilities
from .state import Stabilized


def right(state: Stabilized, strings: Strings) -> Floats:
    """Entries of the probabilities of all."""
    return np.asarray(probabilities(state, tuple(range(state.n)))[places(state, strings)])


QUESTION = Question("string-probabilities", "probabilities of basis states, in the order asked", draw, right, pure=True)
