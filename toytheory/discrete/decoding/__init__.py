"""Decoding: from detection events to what observables were moved by, for every d.

`model` is what can go wrong, `lookup` the best answer for small codes, `integer` the most likely errors of any code,
`matching` a package for bits, and `choice` finds one by its name.
"""

from __future__ import annotations

from .choice import DECODERS, Decoder, decoder_of
from .model import ErrorModel, error_model

__all__ = ["DECODERS", "Decoder", "ErrorModel", "decoder_of", "error_model"]
