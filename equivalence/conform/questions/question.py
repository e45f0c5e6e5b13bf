"""A typed question about a state, and its right answer by a formula in what the classical theory knows of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import numpy as np

Draw = Callable[[np.random.Generator, Any], tuple[Any, ...]]
"""(generator, state) -> arguments."""

Formula = Callable[..., Any]
"""(state, *arguments) -> the right answer: a number, a truth value or an array."""

Same = Callable[[Any, Any, float], bool]
"""(found, right, tolerance) -> whether the two are the same answer."""


def close(found: Any, right: Any, tolerance: float) -> bool:
    """Whether an answer is the right one, within the tolerance; a truth value must be one, or 0 or 1.

    >>> close([1.0, 2.0], [1, 2 + 1e-9], 1e-6), close(1.0, [1.0], 1e-6), close(2, True, 0)
    (True, False, False)
    """
    try:
        given, wanted = np.asarray(found, dtype=np.complex128), np.asarray(right, dtype=np.complex128)
    except (TypeError, ValueError):
        return False
    if given.shape != wanted.shape or not np.isfinite(given).all():
        return False
    size = max(1.0, float(np.abs(wanted).max(initial=0.0)))
    return bool((np.abs(given - wanted) <= tolerance * size).all())


@dataclass(frozen=True)
class Question:
    """A question.

    Attributes
    ----------
    name : by which a backend says that it answers it; hyphens.
    says : what is asked, in words.
    draw : its arguments.
    right : the formula.
    tolerance : allowed difference, relative to 1 or to the size of the answer where that is more.
    pure : whether it is asked of pure states only.
    most : systems of the states that it is asked about, at most.
    wide : whether it is cheap of many systems: then it is asked about such states, too.
    calm : whether it takes long where there are many photons: then it is not asked about such states.
    same : how an answer is compared with the right one.
    told : what a report shows of an answer.
    """

    name: str
    says: str
    draw: Draw
    right: Formula
    tolerance: float = 1e-6
    pure: bool = False
    most: int = 3
    wide: bool = False
    calm: bool = False
    same: Same = close
    told: Callable[[Any], Any] = lambda found: found


def nothing(rng: np.random.Generator, state: Any) -> tuple[Any, ...]:
    """No arguments."""
    return ()


def one_system(rng: np.random.Generator, state: Any) -> tuple[Any, ...]:
    """A system."""
    return (int(rng.integers(state.n)),)


def some_systems(rng: np.random.Generator, state: Any) -> tuple[Any, ...]:
    """All systems in their order, all in another, or some; simulators may treat all as if no order had been asked.

    Where there are more systems than `state.few`, some few of them, in an order at random.
    """
    kind, most = int(rng.integers(4)), min(state.n, state.few)
    if kind == 0 and most == state.n:
        return (tuple(range(state.n)),)
    count = most if kind == 1 else int(rng.integers(1, most + 1))
    return (tuple(int(k) for k in rng.permutation(state.n)[:count]),)


@lru_cache(maxsize=8)
def questions(kind: str) -> tuple[Any, ...]:
    """All questions of a kind ("modes", "qudits", "circuits"), by name: `QUESTION` of every module of that folder.

    >>> [question.name for question in questions("circuits")][:4]
    ['compiled', 'inverse', 'inverse-power', 'inverse-twice']
    """
    folder = import_module(f"{__package__}.{kind}")
    modules = [import_module(f"{folder.__name__}.{found.name}") for found in iter_modules(folder.__path__)]
    asked = (module.QUESTION for module in modules if hasattr(module, "QUESTION"))
    return tuple(sorted(asked, key=lambda question: str(question.name)))
