"""The installed backends: the project's own in this process, all that is a third party's in processes of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import EntryPoint

from equivalence.engine.processes import TIMEOUT
from toytheory.backend import Backend, backend_points, loaded

from .isolated import Declared, Isolated

OWN = frozenset({"toytheory", "quantum_ref"})
"""Packages whose backends run in this process, unless they drive a simulator of somebody else's."""


def installed_backends(names: Iterable[str] | None = None, timeout: float = TIMEOUT) -> dict[str, Backend | str]:
    """Installed backends by name, such that no simulator can take this process down; reasons for what does not load.

    Parameters
    ----------
    names : these only; all by default.
    timeout : seconds that one in a process of its own may take for an experiment.
    """
    return _started(backend_points(names), timeout)


def _started(points: Mapping[str, EntryPoint | str], timeout: float) -> dict[str, Backend | str]:
    """The backends of these entry points by name."""
    found: dict[str, Backend | str] = {}
    for name, point in points.items():
        if isinstance(point, str):
            found[name] = point
        elif point.module.partition(".")[0] not in OWN:
            found[name] = strange = Isolated(name, point.value, timeout)
            strange.start()
        else:
            found[name] = own = loaded(point)
            if not isinstance(own, str) and own.capabilities.needs is not None:
                found[name] = Isolated(name, point.value, timeout, Declared(own.side, own.capabilities))
    return {name: _or_reason(backend) for name, backend in found.items()}


def _or_reason(backend: Backend | str) -> Backend | str:
    """The backend, or why it cannot be loaded."""
    says = backend.says if isinstance(backend, Isolated) else None
    return says if isinstance(says, str) else backend


@cache
def _points() -> dict[str, EntryPoint | str]:
    """What is installed."""
    return backend_points()


class InstalledBackends(Mapping[str, "Backend | str"]):
    """The installed backends by name, loaded when one is first asked for (loading imports simulators).

    Their names are read once a process: what is installed is found by reading the metadata of every package there is.
    """

    def __init__(self, timeout: float = TIMEOUT) -> None:
        self.timeout = timeout
        self._loaded: dict[str, Backend | str] | None = None

    def _all(self) -> dict[str, Backend | str]:
        if self._loaded is None:
            self._loaded = _started(_points(), self.timeout)
        return self._loaded

    def __getitem__(self, name: str) -> Backend | str:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_points())

    def __len__(self) -> int:
        return len(_points())
