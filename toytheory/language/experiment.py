"""An experiment: a system and a sequence of steps, checked when it is made.

The same checks serve experiments written in Python and in `.toy` files (see `reading`). What is
refused, and why, is listed in docs/language.md; every refusal names the place and the mend.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any

from toytheory.errors import Place
from toytheory.phase_space.shown import picture

from .bookkeeping import Detector, Flip, Observable, Random, RandomNormal, Repeat, Report, When, flat, indexed, made
from .checking import check_experiment
from .steps import Condition, Discard, Displace, GaussianNoise, Noise, Step, System


@dataclass(frozen=True)
class Experiment:
    """A valid experiment; InputError where it is not one.

    Attributes
    ----------
    system : what it is done on.
    steps : what is done, in order.
    source : the name of the file it was read from, for messages.

    >>> from toytheory.language.maps.discrete import named_transform
    >>> Experiment(System.of_dimension(3, 1), (named_transform("fourier", (0,), 3),)).outcomes
    ()
    """

    system: System
    steps: tuple[Step, ...] = ()
    source: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        check_experiment(self.system, self.steps)

    def _repr_html_(self) -> str:
        """For a notebook: the text, and the strip of what is known after each step where that can be drawn."""
        from .writing import format_experiment

        return f"<pre>{escape(format_experiment(self))}</pre>{picture(self) or ''}"

    @property
    def d(self) -> int:
        """Values of a coordinate (discrete experiments only)."""
        return self.system.dimension

    @property
    def n(self) -> int:
        """Number of systems."""
        return self.system.n

    @cached_property
    def kinds(self) -> frozenset[type[Step]]:
        """The kinds of steps outside of branches and rounds."""
        return frozenset(map(type, self.steps))

    @cached_property
    def made(self) -> tuple[str, ...]:
        """Names of everything that is measured, drawn or derived, in the order of the file."""
        return made(self.steps)

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes whose joint distribution is asked for.

        Those that `report` names; else all that was made but detectors and observables, which are told one by one.
        """
        if self.reported is not None:
            return self.reported
        apart = {*self.detectors, *self.observables}
        return tuple(name for name in self.made if name not in apart) if apart else self.made

    @property
    def reported(self) -> tuple[str, ...] | None:
        """What `report` names; None without one."""
        last = self.steps[-1] if self.steps else None
        return last.names if isinstance(last, Report) else None

    @cached_property
    def detectors(self) -> tuple[str, ...]:
        """Names of the detectors, in the order of the file."""
        return _made_by(self.steps, Detector)

    @cached_property
    def observables(self) -> tuple[str, ...]:
        """Names of the observables, in the order of the file."""
        return _made_by(self.steps, Observable)

    @property
    def conditions(self) -> tuple[tuple[int, Any], ...]:
        """(position among the outcomes, value) of every condition on one of them that is met in every run."""
        position = {name: i for i, name in enumerate(self.outcomes)}
        met = (s for s in self.steps if isinstance(s, Condition) and s.name in position)
        return tuple((position[s.name], s.value) for s in met)

    @property
    def has_conditions(self) -> bool:
        """Whether some runs may not be kept."""
        return any(isinstance(step, Condition) for step in flat(self.steps))

    @property
    def has_feedforward(self) -> bool:
        """Whether a displacement depends on an earlier outcome."""
        return any(e.terms for s in flat(self.steps) if isinstance(s, Displace) for _, e in s.shifts)

    @property
    def has_noise(self) -> bool:
        """Whether any step is random by itself."""
        kinds = Noise | GaussianNoise | Flip | Random | RandomNormal
        return any(isinstance(step, kinds) for step in flat(self.steps))

    @property
    def unmeasured(self) -> tuple[int, ...]:
        """The systems (from 0) neither measured nor discarded since they were last prepared.

        Whoever takes part in a measured variable is measured, and stays so whatever is done to it but a preparation.
        """
        gone: set[int] = set()
        for step in flat(self.steps):
            if isinstance(step, Discard):
                gone.update(step.systems)
            else:
                gone.difference_update(step.resets)
                gone.update(step.measured)
        return tuple(system for system in range(self.n) if system not in gone)

    def place_of_conditions(self) -> Place | None:
        """Where the first condition stands, if it came from a file."""
        return next((step.place for step in flat(self.steps) if isinstance(step, Condition)), None)


def _made_by(steps: tuple[Step, ...], kind: type[Step]) -> tuple[str, ...]:
    """What steps of a kind make, under the names they have at the end."""
    names: list[str] = []
    for step in steps:
        if isinstance(step, kind):
            names += step.makes
        elif isinstance(step, When):
            names += _made_by(step.branches[0].steps, kind)
        elif isinstance(step, Repeat):
            inside = _made_by(step.steps, kind)
            names += [indexed(name, number) for number in range(1, step.count + 1) for name in inside]
    return tuple(names)
