"""Plain data: what may go into JSON, into a resume file and through a pipe."""

from __future__ import annotations

import json
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


def json_text(value: Any, width: int = 100) -> str:
    """Plain data as JSON for people and programs: indented, but whatever fits into a line is on one line.

    So are lists of numbers of any length. ASCII; no final newline; ValueError for infinities and NaN.

    >>> print(json_text({"format": "x", "rows": [[0, 1], [2, 3]]}, width=15))
    {
      "format": "x",
      "rows": [
        [0, 1],
        [2, 3]
      ]
    }
    """
    return _lines(value, width, "")


def _lines(value: Any, width: int, indent: str) -> str:
    flat = json.dumps(value, allow_nan=False)
    if len(indent) + len(flat) <= width or not isinstance(value, (dict, list)) or _numbers(value):
        return flat
    inner = indent + "  "
    if isinstance(value, dict):
        items = [f"{json.dumps(key)}: {_lines(item, width, inner)}" for key, item in value.items()]
        start, end = "{}"
    else:
        items = [_lines(item, width, inner) for item in value]
        start, end = "[]"
    return f"{start}\n{inner}" + f",\n{inner}".join(items) + f"\n{indent}{end}"


def _numbers(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, (int, float)) for item in value)
