"""Plain data: what may go into JSON, into a resume file and through a pipe."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np


def plain(value: Any) -> Any:
    """The same value in strings, numbers, lists and dictionaries alone.

    Fractions become "1/3"; arrays and sets become lists (sets sorted by their text); floats that
    JSON cannot hold become their names; anything else becomes its `str`.

    >>> from fractions import Fraction
    >>> plain({"p": Fraction(1, 3), "where": (np.int64(0), 1)})
    {'p': '1/3', 'where': [0, 1]}
    """
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return [plain(item) for item in sorted(value, key=str)]
    return str(value)
