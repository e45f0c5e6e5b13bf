"""The backend that a battery is for: installed under a name, or named as `package.module:Class`."""

from __future__ import annotations

from dataclasses import dataclass

from equivalence.comparison.isolated import Isolated
from equivalence.engine.selection import near
from toytheory.backend import backend_names, backend_points
from toytheory.errors import InputError


@dataclass(frozen=True)
class Candidate:
    """A backend by its place.

    Attributes
    ----------
    name : in reports.
    place : "module:Class".
    """

    name: str
    place: str

    def isolated(self, limit: float) -> Isolated:
        """The backend in a process of its own, which starts when it is first asked."""
        return Isolated(self.name, self.place, limit)


def candidate(name: str) -> Candidate:
    """The backend that a user means; InputError for an unknown name.

    >>> candidate("epistemic").place, candidate("my_package:Backend").name
    ('toytheory.discrete.backends.epistemic:EpistemicBackend', 'my_package:Backend')
    """
    if ":" in name:
        module, _, attribute = name.partition(":")
        if not module or not attribute or not all(part.isidentifier() for part in [*module.split("."), attribute]):
            raise InputError(f"{name!r} does not name a class", "write `package.module:Class`")
        return Candidate(name, name)
    installed = backend_names()
    if name not in installed:
        mend = f"{near(name, installed)} (or write `package.module:Class`)"
        raise InputError(f"no backend is called {name!r}", mend)
    point = backend_points([name])[name]
    if isinstance(point, str):
        raise InputError(f"{name} {point}", "uninstall all packages but one that install it")
    return Candidate(name, point.value)
