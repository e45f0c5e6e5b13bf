"""What a backend is, and how one is found: the door that third parties and this project share.

A package adds a backend without touching this repository by an entry point in the group
``toytheory.backends`` that names a class without arguments (see docs/backends.md).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from typing import Literal, Protocol, runtime_checkable

from toytheory.errors import InputError
from toytheory.language.bookkeeping import Detector, Flip, Let, Observable, Random, Repeat, Report, When, flat
from toytheory.language.experiment import Experiment
from toytheory.language.steps import (
    Amplify,
    Condition,
    Discard,
    Displace,
    GaussianNoise,
    Heterodyne,
    Kind,
    Loss,
    Measure,
    Noise,
    Prepare,
    PrepareGaussian,
    PrepareVacuum,
    Step,
    ThermalLoss,
    Transform,
)  # fmt: skip
from toytheory.outcomes.densities import ContinuousDistribution, Floats
from toytheory.outcomes.distributions import Distribution
from toytheory.phase_space.modular import Matrix

__all__ = [
    "BOOKKEEPING", "DISCRETE_STEPS", "GROUP", "MODES", "MODE_STEPS", "Backend", "Capabilities", "ContinuousBackend",
    "ContinuousSamplingBackend", "ExactBackend", "SamplingBackend", "Side", "backend_names",
    "backend_points", "declared", "is_installed", "load_backends", "loaded",
]  # fmt: skip

GROUP = "toytheory.backends"
MOVED = "modules of toytheory have moved: import steps and Experiment from `toytheory`, algebra from its `phase_space`"
"""What a backend hears that imports modules where the first edition had them."""

Side = Literal["toy", "quantum"]

DISCRETE_STEPS: frozenset[type[Step]] = frozenset({Prepare, Transform, Measure, Displace, Noise, Condition, Discard})
"""The core of the discrete language. Named one by one: a step that is added later is none of them."""

BOOKKEEPING: frozenset[type[Step]] = frozenset({Random, Flip, Let, Detector, Observable, Report, When, Repeat})
"""The statements about outcomes of bits, trits and dits, named one by one."""

MODE_STEPS: frozenset[type[Step]] = frozenset(
    {
        Prepare, PrepareVacuum, PrepareGaussian, Transform, Displace, Loss, ThermalLoss, Amplify, GaussianNoise,
        Measure, Heterodyne, Condition, Discard,
    }
)  # fmt: skip
"""The core of the language on modes, named one by one."""

MODES: frozenset[Kind] = frozenset({"modes"})
"""Kinds of systems of a backend for modes; its steps are `MODE_STEPS` or fewer."""


@dataclass(frozen=True)
class Capabilities:
    """What a backend declares of itself, so that `reason_against` can answer for it.

    Attributes
    ----------
    kinds : kinds of systems.
    steps : kinds of steps; one that is not among them is a reason not to run.
    exact, samples : whether it offers `distribution`, `sample`.
    dimensions : the d it can take; None for all.
    odd_only : only odd d.
    largest_space : bound on d^n (None: none).
    largest_n : bound on the number of systems (None: none).
    needs : the package of the simulator that it drives, if any; where that cannot be imported, it runs nothing.
    branches : whether it samples experiments with branches as they are, following each run; then it is given every
        statement of the language, inside of them and beside them. Others get experiments without branches.
    share : of the experiments that a battery asks by default (`toytheory conform`), how many it is asked: less than 1
        for a simulator that is slow. InputError where it is not more than 0 and at most 1.
    shares : of single features, by name, where they take longer than others; `share` is of those that are not here.
    """

    kinds: frozenset[Kind] = frozenset({"bits", "trits", "dits"})
    steps: frozenset[type[Step]] = field(default=DISCRETE_STEPS)
    exact: bool = True
    samples: bool = False
    dimensions: frozenset[int] | None = None
    odd_only: bool = False
    largest_space: int | None = None
    largest_n: int | None = None
    needs: str | None = None
    branches: bool = False
    share: float = 1.0
    shares: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        for share in (self.share, *self.shares.values()):
            if not 0 < share <= 1:
                raise InputError(f"a share of {share!r} is no part of a battery", "declare more than 0, and at most 1")

    def reason_against(self, experiment: Experiment) -> str | None:
        """Why the experiment is outside of what is declared; None where it is inside."""
        system = experiment.system
        if system.kind not in self.kinds:
            return f"does not do {system.kind}"
        kinds = set(experiment.kinds)
        if kinds & {When, Repeat}:
            kinds = {type(step) for step in flat(experiment.steps)}
        taken = self.steps | BOOKKEEPING if self.branches and When in kinds else self.steps
        unknown = sorted(kind.__name__ for kind in kinds - taken)
        if unknown:
            return f"does not know the step {', '.join(unknown)}"
        if self.largest_n is not None and system.n > self.largest_n:
            return f"holds at most {self.largest_n} {system.kind}, and this has {system.n}"
        if system.d is not None:
            if self.dimensions is not None and system.d not in self.dimensions:
                return f"does only d = {', '.join(map(str, sorted(self.dimensions)))}"
            if self.odd_only and system.d % 2 == 0:
                return f"has no counterpart for even d = {system.d}"
            if self.largest_space is not None and system.n * math.log(system.d) > math.log(self.largest_space) + 1e-9:
                return f"holds at most d^n = {self.largest_space}, and {system.d}^{system.n} is more"
        return None


@runtime_checkable
class Backend(Protocol):
    """Turns an experiment into a distribution over its outcomes, exactly or by sampling."""

    name: str

    @property
    def side(self) -> Side:
        """Whose prediction it makes."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What it declares of itself."""
        ...

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """True, or the reason why not. A truthy string is a *no*: test with `is True`."""
        ...


@runtime_checkable
class ExactBackend(Backend, Protocol):
    """A backend that computes."""

    def distribution(self, experiment: Experiment) -> Distribution:
        """The exact distribution; CannotRun where it turns out to be out of reach."""
        ...


@runtime_checkable
class SamplingBackend(Backend, Protocol):
    """A backend that draws."""

    def sample(self, experiment: Experiment, shots: int, seed: int) -> Matrix:
        """Outcomes, (kept, m) integers in [0, d), of the runs that met the conditions; kept <= shots."""
        ...


@runtime_checkable
class ContinuousBackend(Backend, Protocol):
    """A backend that computes densities of experiments on modes."""

    def distribution(self, experiment: Experiment) -> ContinuousDistribution:
        """Means and covariances; CannotRun where they turn out to be out of reach."""
        ...


@runtime_checkable
class ContinuousSamplingBackend(Backend, Protocol):
    """A backend that draws outcomes of experiments on modes."""

    def sample(self, experiment: Experiment, shots: int, seed: int) -> Floats:
        """Outcomes, (shots, m) floats, all of runs that meet the conditions (which select no fraction of runs)."""
        ...


def is_installed(package: str) -> bool:
    """Whether a package can be imported, told without importing it: that may take seconds.

    A folder of that name without code, as on the path of somebody who keeps one, is not the package.

    >>> is_installed("numpy"), is_installed("no_such_package")
    (True, False)
    """
    try:
        found = find_spec(package)
    except (ImportError, ValueError):
        return False
    return found is not None and found.origin is not None


def declared(backend: Backend, experiment: Experiment) -> Literal[True] | str:
    """`can_run` by declaration alone: for backends with nothing to add."""
    return backend.capabilities.reason_against(experiment) or True


def backend_names() -> list[str]:
    """Names of the installed backends, none of them imported."""
    return sorted({point.name for point in entry_points(group=GROUP)})


def backend_points(names: Iterable[str] | None = None) -> dict[str, EntryPoint | str]:
    """The entry point of each installed backend by name, none of them imported.

    Of two packages that install different backends under one name neither is taken: no package can
    stand in for another's backend unnoticed. In the place of such a point is the reason.

    Parameters
    ----------
    names : these only; all by default.
    """
    wanted = None if names is None else set(names)
    points: dict[str, set[EntryPoint]] = {}
    for point in entry_points(group=GROUP):
        if wanted is None or point.name in wanted:
            points.setdefault(point.name, set()).add(point)
    found: dict[str, EntryPoint | str] = {}
    for name, rivals in sorted(points.items()):
        targets = sorted({point.value for point in rivals})
        several = f"cannot be loaded: several packages install a backend of this name: {', '.join(targets)}"
        found[name] = several if len(targets) > 1 else next(iter(rivals))
    return found


def loaded(point: EntryPoint | str) -> Backend | str:
    """The backend of an entry point; the reason where there is none."""
    if isinstance(point, str):
        return point
    try:
        backend: Backend = point.load()()
    except ModuleNotFoundError as error:
        moved = f"; {MOVED}" if (error.name or "").startswith("toytheory.") else ""
        return f"cannot be loaded: {type(error).__name__}: {error}{moved}"
    except (Exception, SystemExit) as error:  # a third party's import may fail in any way; it must not take us down
        return f"cannot be loaded: {type(error).__name__}: {error}"
    return backend


def load_backends(names: Iterable[str] | None = None) -> dict[str, Backend | str]:
    """Installed backends by name, in this process; one that does not load is represented by the reason.

    Parameters
    ----------
    names : load these only; all by default.
    """
    return {name: loaded(point) for name, point in backend_points(names).items()}
