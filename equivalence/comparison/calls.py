"""A method of a backend called by name: what it returns, or how it failed to.

For what some backends can be asked besides experiments' outcomes. What is returned is made plain data, so that it comes
through a pipe whatever the backend's package is.
"""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from typing import Any

import numpy as np

from equivalence.engine.decide import explain
from toytheory.errors import CannotRun

from .answers import Fate


@dataclass(frozen=True)
class Call:
    """A method by name, with its arguments."""

    method: str
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Returned:
    """What came of a call.

    Attributes
    ----------
    value : plain: numbers, texts, arrays, and lists, tuples and mappings of these.
    skipped : the backend's reason why not.
    error, fate : what went wrong, and how.
    """

    value: Any = None
    skipped: str | None = None
    error: str | None = None
    fate: Fate | None = None


def call_here(backend: Any, call: Call) -> Returned:
    """The call in this process.

    >>> call_here("abc", Call("upper")).value
    'ABC'
    >>> call_here("abc", Call("index", ("z",))).fate
    'raised'
    """
    try:
        with contextlib.redirect_stdout(sys.stderr):
            return Returned(_plain(getattr(backend, call.method)(*call.arguments)))
    except CannotRun as reason:
        return Returned(skipped=str(reason))
    except (Exception, SystemExit) as error:  # a third party may raise anything
        return Returned(error=f"it raised {explain(error)}", fate="raised")


def _plain(value: Any) -> Any:
    """The value in types that every process knows."""
    if isinstance(value, dict):
        return {_plain(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_plain(entry) for entry in value) if type(value) in (list, tuple) else list(value)
    if value is None or isinstance(value, bool | int | float | complex | str):
        return value
    return np.asarray(value)
