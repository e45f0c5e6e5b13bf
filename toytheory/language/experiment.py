"""An experiment: a system and a sequence of steps, checked when it is made.

The same checks serve experiments written in Python and in `.toy` files (see `language`). What is
refused, and why, is listed in docs/language.md; every refusal names the place and the mend.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from toytheory.errors import Place

from .checking import Validator
from .mode_steps import GaussianNoise, Heterodyne, PrepareGaussian, PrepareVacuum
from .mode_validation import ModeValidator
from .steps import Condition, Discard, Displace, Measure, Noise, Prepare, Step, System


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
        kind = ModeValidator if self.system.kind == "modes" else Validator
        kind(self.system).check(self.steps)

    @property
    def d(self) -> int:
        """Values of a coordinate (discrete experiments only)."""
        return self.system.dimension

    @property
    def n(self) -> int:
        """Number of systems."""
        return self.system.n

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes, in the order of the file."""
        return tuple(name for step in self.steps if isinstance(step, Measure | Heterodyne) for name in step.names)

    @property
    def conditions(self) -> tuple[tuple[int, Any], ...]:
        """(position among the outcomes, value) of every condition."""
        position = {name: i for i, name in enumerate(self.outcomes)}
        return tuple((position[s.name], s.value) for s in self.steps if isinstance(s, Condition))

    @property
    def has_feedforward(self) -> bool:
        """Whether a displacement depends on an earlier outcome."""
        return any(e.terms for s in self.steps if isinstance(s, Displace) for _, e in s.shifts)

    @property
    def has_noise(self) -> bool:
        """Whether any step is random by itself."""
        return any(isinstance(step, Noise | GaussianNoise) for step in self.steps)

    @property
    def unmeasured(self) -> tuple[int, ...]:
        """The systems (from 0) neither measured nor discarded since they were last prepared.

        Whoever takes part in a measured variable is measured, and stays so whatever is done to it but a preparation.
        """
        gone: set[int] = set()
        for step in self.steps:
            match step:
                case Prepare() | PrepareVacuum() | PrepareGaussian():
                    gone.difference_update(step.systems)
                case Measure():
                    gone.update(system for variable in step.variables for system in variable.systems)
                case Heterodyne():
                    gone.add(step.system)
                case Discard():
                    gone.update(step.systems)
        return tuple(system for system in range(self.n) if system not in gone)

    def place_of_conditions(self) -> Place | None:
        """Where the first condition stands, if it came from a file."""
        return next((step.place for step in self.steps if isinstance(step, Condition)), None)
