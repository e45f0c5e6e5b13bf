"""An experiment: a system and a sequence of steps, checked when it is made.

The same checks serve experiments written in Python and in `.toy` files (see `language`). What is
refused, and why, is listed in docs/language.md; every refusal names the place and the mend.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .errors import Place
from .steps import Condition, Displace, Measure, Noise, Step, System
from .validation import Validator


@dataclass(frozen=True)
class Experiment:
    """A valid experiment; InputError where it is not one.

    Attributes
    ----------
    system : what it is done on.
    steps : what is done, in order.
    source : the name of the file it was read from, for messages.

    >>> from toytheory.named_maps import named_transform
    >>> Experiment(System.of_dimension(3, 1), (named_transform("fourier", (0,), 3),)).outcomes
    ()
    """

    system: System
    steps: tuple[Step, ...] = ()
    source: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        Validator(self.system).check(self.steps)

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
        return tuple(name for step in self.steps if isinstance(step, Measure) for name in step.names)

    @property
    def conditions(self) -> tuple[tuple[int, int], ...]:
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
        return any(isinstance(step, Noise) for step in self.steps)

    def place_of_conditions(self) -> Place | None:
        """Where the first condition stands, if it came from a file."""
        return next((step.place for step in self.steps if isinstance(step, Condition)), None)
