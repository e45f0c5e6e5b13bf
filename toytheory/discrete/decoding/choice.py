"""Decoders by their names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from toytheory.errors import InputError

from .integer import IntegerDecoder
from .lookup import LARGEST, LookupDecoder
from .matching import MatchingDecoder
from .model import ErrorModel


class Decoder(Protocol):
    """Guesses what the observables were moved by."""

    @property
    def name(self) -> str:
        """Under which it is chosen."""

    def decode(self, events: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """What the observables were moved by, (n, observables), from detection events, (n, detectors)."""


DECODERS: dict[str, Callable[[ErrorModel], Decoder]] = {
    "lookup": LookupDecoder, "matching": MatchingDecoder, "integer": IntegerDecoder
}  # fmt: skip
"""By name."""


def decoder_of(model: ErrorModel, name: str | None = None) -> Decoder:
    """The decoder of this name; by default lookup where the table is small, else matching for bits, else integer.

    Errors: InputError for an unknown name, and where the decoder is not for such a model.

    >>> decoder_of(ErrorModel(3, 2, 1, ())).name
    'lookup'
    """
    if name is None:
        small = model.d ** (model.detectors + model.observables) <= LARGEST
        name = "lookup" if small else "matching" if model.d == 2 else "integer"
    if name not in DECODERS:
        raise InputError(f"there is no decoder {name}", f"use one of {', '.join(DECODERS)}")
    return DECODERS[name](model)
