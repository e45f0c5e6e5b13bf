"""The claims of the talk, one module a group; `registry` collects them in the talk's order.

A module of claims has a constant ``ORDER: int`` (its place in the talk) and a function
``register(registry)``. Modules whose names begin with an underscore are helpers. Nothing heavier
than NumPy is imported to *list* claims; a check imports what it needs when it runs.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from types import ModuleType

from equivalence.engine.verdict import Registry


def registry() -> Registry:
    """All claims, in the talk's order.

    >>> all("." in claim.id for claim in registry())
    True
    """
    names = [m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_")]
    return collect(importlib.import_module(f"{__name__}.{name}") for name in names)


def collect(modules: Iterable[ModuleType]) -> Registry:
    """The claims of some modules, by their ORDER (ties by name); TypeError for a module that is none of claims."""
    found = []
    for module in modules:
        order, register = getattr(module, "ORDER", None), getattr(module, "register", None)
        if not isinstance(order, int) or not callable(register):
            raise TypeError(f"{module.__name__} needs an integer ORDER and a function register(registry)")
        found.append((order, module.__name__, register))
    result = Registry()
    for _, _, register in sorted(found, key=lambda entry: entry[:2]):
        register(result)
    return result
