"""The steps of an experiment as typed records: the vocabulary that both theories interpret.

Nothing here says what a step does to a state; that is each backend's business. Systems and
coordinates count from 0 in records and from 1 in notation. A backend that meets a step it does
not know answers with a reason, so further kinds of steps can be added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from toytheory.errors import InputError, Place
from toytheory.phase_space.modular import check_dimension
from toytheory.phase_space.variables import Variable

Kind = Literal["bits", "trits", "dits", "modes"]

Value = Any
"""A number of an experiment: an integer modulo d, or a finite float on modes."""

HBAR_RANGE = (1e-50, 1e50)
"""Numbers must stay far from the ends of what floats can hold."""


@dataclass(frozen=True, slots=True)
class System:
    """What the experiment is done on: n systems of one kind.

    Attributes
    ----------
    kind : "bits", "trits", "dits" or "modes".
    n : how many.
    d : values of a coordinate; None for modes.
    hbar : only for modes, the unit of action; 1 by default.
    """

    kind: Kind
    n: int
    d: int | None
    hbar: float | None = None

    @classmethod
    def of_dimension(cls, d: int, n: int) -> System:
        """n discrete systems, named bits or trits where d is 2 or 3."""
        kind: Kind = "bits" if d == 2 else "trits" if d == 3 else "dits"
        return cls(kind, n, d)

    def __post_init__(self) -> None:
        if self.n < 1:
            raise InputError(f"an experiment on {self.n} systems", "have at least one system")
        if self.kind == "modes":
            if self.d is not None or self.hbar is None or not 0 < self.hbar < float("inf"):
                raise InputError("modes have a positive hbar and no d", "write `system 2 modes (hbar=1)`")
            if not HBAR_RANGE[0] <= self.hbar <= HBAR_RANGE[1]:
                listed = f"{HBAR_RANGE[0]:g} to {HBAR_RANGE[1]:g}"
                raise InputError(f"hbar = {self.hbar:g} is out of range", f"choose units with hbar from {listed}")
        else:
            check_dimension(self.d if self.d is not None else -1)
            if self.hbar is not None:
                raise InputError(f"{self.kind} have no hbar", "leave hbar out")
            if {"bits": 2, "trits": 3}.get(self.kind, self.d) != self.d:
                raise InputError(f"{self.kind} do not have d = {self.d}", f"write `dits d={self.d}`")

    @property
    def dimension(self) -> int:
        """d, where it must be there; InputError for modes."""
        if self.d is None:
            raise InputError("modes have no dimension d", "use bits, trits or dits")
        return self.d


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Base of all steps: where it stands in a file, for messages; not part of its identity.

    Attributes
    ----------
    place : of the statement.
    columns : of its items (variables, coordinates or names), in their order; may be empty.
    """

    place: Place | None = field(default=None, compare=False, repr=False)
    columns: tuple[int, ...] = field(default=(), compare=False, repr=False)

    def item_place(self, item: int) -> Place | None:
        """The place of the item with this number, or of the statement."""
        if self.place is not None and item < len(self.columns):
            return Place(self.place.line, self.columns[item], self.place.source)
        return self.place


@dataclass(frozen=True, slots=True)
class Prepare(Step):
    """Reset `systems`, then know `variables` to have `values`; nothing else is known of the systems."""

    variables: tuple[Variable, ...]
    values: tuple[Value, ...]
    systems: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Transform(Step):
    """A symplectic affine map m -> S m + a of some systems.

    Attributes
    ----------
    systems : the k systems touched, in the order of the matrix.
    matrix : 2k x 2k rows; row i gives the new value of coordinate i in terms of the old ones.
    shift : the 2k constants a.
    name, parameter : of a named map, so that a backend may use its own definition of it.
    """

    systems: tuple[int, ...]
    matrix: tuple[tuple[Value, ...], ...]
    shift: tuple[Value, ...]
    name: str | None = None
    parameter: Value | None = None


@dataclass(frozen=True, slots=True)
class Measure(Step):
    """A joint reproducible measurement of a commuting set; outcome i is the value of variable i."""

    variables: tuple[Variable, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutcomeExpression:
    """A constant plus a linear combination of earlier outcomes, over Z_d (over R on modes)."""

    terms: tuple[tuple[str, Value], ...] = ()
    constant: Value = 0

    def __call__(self, outcomes: Mapping[str, int], d: int) -> int:
        """Its value, given the outcomes so far."""
        value: int = (self.constant + sum(c * outcomes[name] for name, c in self.terms)) % d
        return value


@dataclass(frozen=True, slots=True)
class Displace(Step):
    """Add to each named coordinate an expression in earlier outcomes (feed-forward) or a constant."""

    shifts: tuple[tuple[int, OutcomeExpression], ...]


@dataclass(frozen=True, slots=True)
class Noise(Step):
    """Add to the coordinates a random tuple, drawn from `weights`; tuples not listed have probability 0."""

    coordinates: tuple[int, ...]
    weights: tuple[tuple[tuple[int, ...], Fraction], ...]


@dataclass(frozen=True, slots=True)
class Condition(Step):
    """Keep only the runs in which an earlier outcome has this value (on modes: condition on a density)."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Discard(Step):
    """Forget systems; they keep their numbers and can only be prepared again."""

    systems: tuple[int, ...]
