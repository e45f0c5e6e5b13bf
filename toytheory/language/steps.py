"""The steps of an experiment as typed records: the core that both theories interpret.

Nothing here says what a step does to a state; that is each backend's business. What can be asked of any step is
answered by the step itself: which systems it touches and resets, which outcomes it makes and uses, what it is under
other numbers and names. Systems and coordinates count from 0 in records and from 1 in notation. A backend declares by
name the kinds of steps that it takes; any other is a reason not to run. `bookkeeping` has the steps about outcomes.

On modes numbers are finite floats. Variances, means and covariances are in units in which [X, P] has the bracket 1 and
hbar is that of the `System`; covariances are in the talk's order x1, p1, x2, p2, ... of the systems of the step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal, Self

from toytheory.errors import InputError, Place
from toytheory.phase_space.modular import check_dimension
from toytheory.phase_space.variables import Variable

Kind = Literal["bits", "trits", "dits", "modes"]

Value = Any
"""A number of an experiment: an integer modulo d, or a finite float on modes."""

Reals = tuple[float, ...]

MAX_SYSTEMS = 2**20
"""The largest number of systems that can be declared; backends may hold fewer."""

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
        if self.n > MAX_SYSTEMS:
            raise InputError(f"{self.n} systems are too many", f"have at most {MAX_SYSTEMS}")
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

    @property
    def touched(self) -> tuple[int, ...]:
        """The systems (from 0) that it acts on, each once, in the order in which it names them."""
        return ()

    @property
    def resets(self) -> tuple[int, ...]:
        """The systems whose past it makes irrelevant: prepared anew, or forgotten."""
        return ()

    @property
    def measured(self) -> tuple[int, ...]:
        """The systems that take part in a measurement."""
        return ()

    @property
    def makes(self) -> tuple[str, ...]:
        """Names of the outcomes that exist from here on."""
        return ()

    @property
    def uses(self) -> tuple[str, ...]:
        """Names of earlier outcomes that it depends on, each once."""
        return ()

    def with_systems(self, order: Mapping[int, int]) -> Self:
        """The step with system k renamed to order[k]."""
        return self

    def with_names(self, names: Mapping[str, str]) -> Self:
        """The step with outcome a renamed to names[a]; names that are not among them stay."""
        return self


def _once(systems: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(systems))


def _coordinate(index: int, order: Mapping[int, int]) -> int:
    return 2 * order[index // 2] + index % 2


def _variables(variables: tuple[Variable, ...], order: Mapping[int, int]) -> tuple[Variable, ...]:
    return tuple(Variable.of([(_coordinate(i, order), c) for i, c in F.terms], F.d, F.constant) for F in variables)


def _systems_of(variables: Iterable[Variable]) -> tuple[int, ...]:
    return _once(system for variable in variables for system in variable.systems)


@dataclass(frozen=True, slots=True)
class OnSystems(Step):
    """A step on a list of systems."""

    systems: tuple[int, ...]

    @property
    def touched(self) -> tuple[int, ...]:
        """Its systems."""
        return _once(self.systems)

    def with_systems(self, order: Mapping[int, int]) -> Self:
        """The same on the systems order[k]."""
        return replace(self, systems=tuple(order[k] for k in self.systems))


@dataclass(frozen=True, slots=True)
class OnSystem(Step):
    """A step on one system."""

    system: int

    @property
    def touched(self) -> tuple[int, ...]:
        """Its system."""
        return (self.system,)

    def with_systems(self, order: Mapping[int, int]) -> Self:
        """The same on the system order[k]."""
        return replace(self, system=order[self.system])


@dataclass(frozen=True, slots=True)
class Prepare(Step):
    """Reset `systems`, then know `variables` to have `values`; nothing else is known of the systems."""

    variables: tuple[Variable, ...]
    values: tuple[Value, ...]
    systems: tuple[int, ...]

    @property
    def touched(self) -> tuple[int, ...]:
        """Its systems, those of the known variables first."""
        return _once((*_systems_of(self.variables), *self.systems))

    @property
    def resets(self) -> tuple[int, ...]:
        """All of them."""
        return self.systems

    def with_systems(self, order: Mapping[int, int]) -> Self:
        """The same of the systems order[k]."""
        systems = tuple(sorted(order[k] for k in self.systems))
        return replace(self, variables=_variables(self.variables, order), systems=systems)


@dataclass(frozen=True, slots=True)
class Transform(OnSystems):
    """A symplectic affine map m -> S m + a of some systems.

    Attributes
    ----------
    systems : the k systems touched, in the order of the matrix.
    matrix : 2k x 2k rows; row i gives the new value of coordinate i in terms of the old ones.
    shift : the 2k constants a.
    name, parameter : of a named map, so that a backend may use its own definition of it.
    """

    matrix: tuple[tuple[Value, ...], ...]
    shift: tuple[Value, ...]
    name: str | None = None
    parameter: Value | None = None


@dataclass(frozen=True, slots=True)
class Measure(Step):
    """A joint reproducible measurement of a commuting set; outcome i is the value of variable i."""

    variables: tuple[Variable, ...]
    names: tuple[str, ...]

    @property
    def touched(self) -> tuple[int, ...]:
        """The systems of the variables."""
        return _systems_of(self.variables)

    @property
    def measured(self) -> tuple[int, ...]:
        """The systems of the variables."""
        return self.touched

    @property
    def makes(self) -> tuple[str, ...]:
        """An outcome a variable."""
        return self.names

    def with_systems(self, order: Mapping[int, int]) -> Self:
        """The same of the systems order[k]."""
        return replace(self, variables=_variables(self.variables, order))

    def with_names(self, names: Mapping[str, str]) -> Self:
        """The same under other names."""
        return replace(self, names=tuple(names.get(name, name) for name in self.names))


@dataclass(frozen=True, slots=True)
class OutcomeExpression:
    """A constant plus a linear combination of earlier outcomes, over Z_d (over R on modes)."""

    terms: tuple[tuple[str, Value], ...] = ()
    constant: Value = 0

    def __call__(self, outcomes: Mapping[str, int], d: int) -> int:
        """Its value, given the outcomes so far."""
        value: int = (self.constant + sum(c * outcomes[name] for name, c in self.terms)) % d
        return value

    @property
    def uses(self) -> tuple[str, ...]:
        """The outcomes that occur in it, each once."""
        return tuple(dict.fromkeys(name for name, _ in self.terms))

    def with_names(self, names: Mapping[str, str]) -> OutcomeExpression:
        """The same under other names."""
        return OutcomeExpression(tuple((names.get(name, name), c) for name, c in self.terms), self.constant)


@dataclass(frozen=True, slots=True)
class Displace(Step):
    """Add to each named coordinate an expression in earlier outcomes (feed-forward) or a constant."""

    shifts: tuple[tuple[int, OutcomeExpression], ...]

    @property
    def touched(self) -> tuple[int, ...]:
        """The systems of the coordinates."""
        return _once(index // 2 for index, _ in self.shifts)

    @property
    def uses(self) -> tuple[str, ...]:
        """The outcomes in its expressions."""
        return tuple(dict.fromkeys(name for _, expression in self.shifts for name in expression.uses))

    def with_systems(self, order: Mapping[int, int]) -> Self:
        """The same of the systems order[k]."""
        return replace(self, shifts=tuple((_coordinate(index, order), e) for index, e in self.shifts))

    def with_names(self, names: Mapping[str, str]) -> Self:
        """The same under other names."""
        return replace(self, shifts=tuple((index, e.with_names(names)) for index, e in self.shifts))


@dataclass(frozen=True, slots=True)
class Noise(Step):
    """Add to the coordinates a random tuple, drawn from `weights`; tuples not listed have probability 0."""

    coordinates: tuple[int, ...]
    weights: tuple[tuple[tuple[int, ...], Fraction], ...]

    @property
    def touched(self) -> tuple[int, ...]:
        """The systems of the coordinates."""
        return _once(index // 2 for index in self.coordinates)

    def with_systems(self, order: Mapping[int, int]) -> Self:
        """The same of the systems order[k]."""
        return replace(self, coordinates=tuple(_coordinate(index, order) for index in self.coordinates))


@dataclass(frozen=True, slots=True)
class Condition(Step):
    """Keep only the runs in which an earlier outcome has this value (on modes: condition on a density)."""

    name: str
    value: Value

    @property
    def uses(self) -> tuple[str, ...]:
        """The outcome."""
        return (self.name,)

    def with_names(self, names: Mapping[str, str]) -> Self:
        """The same under another name."""
        return replace(self, name=names.get(self.name, self.name))


@dataclass(frozen=True, slots=True)
class Discard(OnSystems):
    """Forget systems; they keep their numbers and can only be prepared again."""

    @property
    def resets(self) -> tuple[int, ...]:
        """All of them."""
        return self.systems


# only on modes


@dataclass(frozen=True, slots=True)
class PrepareVacuum(OnSystems):
    """Prepare each of `systems` with means 0, covariance hbar/2 times the identity."""

    @property
    def resets(self) -> tuple[int, ...]:
        """All of them."""
        return self.systems


@dataclass(frozen=True, slots=True)
class PrepareGaussian(OnSystems):
    """Prepare `systems` in a Gaussian state.

    Attributes
    ----------
    systems : the k systems, in the order of the means.
    means : 2k numbers.
    covariance : 2k x 2k rows (the talk's gamma is twice this).
    """

    means: Reals
    covariance: tuple[Reals, ...]

    @property
    def resets(self) -> tuple[int, ...]:
        """All of them."""
        return self.systems


@dataclass(frozen=True, slots=True)
class Loss(OnSystem):
    """Mix with a vacuum environment: m -> sqrt(T) m + sqrt(1 - T) e, T the transmitted fraction of energy."""

    transmission: float


@dataclass(frozen=True, slots=True)
class ThermalLoss(OnSystem):
    """`Loss` into an environment of mean excitation nbar, that is of variance (2 nbar + 1) hbar/2."""

    transmission: float
    nbar: float


@dataclass(frozen=True, slots=True)
class Amplify(OnSystem):
    """Phase-insensitive amplification: x -> sqrt(G) x + sqrt(G - 1) ex, p -> sqrt(G) p - sqrt(G - 1) ep, e vacuum."""

    gain: float


@dataclass(frozen=True, slots=True)
class GaussianNoise(Step):
    """Add to each coordinate an independent normal number of mean 0 and this variance."""

    variances: tuple[tuple[int, float], ...]

    @property
    def touched(self) -> tuple[int, ...]:
        """The systems of the coordinates."""
        return _once(index // 2 for index, _ in self.variances)

    def with_systems(self, order: Mapping[int, int]) -> Self:
        """The same of the systems order[k]."""
        return replace(self, variances=tuple((_coordinate(index, order), v) for index, v in self.variances))


@dataclass(frozen=True, slots=True)
class Heterodyne(OnSystem):
    """Noisy joint measurement of x and p, each with hbar/2 of added variance; nothing is known of the mode afterwards.

    Attributes
    ----------
    system : the mode.
    names : of the outcomes for x and p.
    """

    names: tuple[str, ...]

    @property
    def measured(self) -> tuple[int, ...]:
        """The mode."""
        return (self.system,)

    @property
    def makes(self) -> tuple[str, ...]:
        """Two outcomes."""
        return self.names

    def with_names(self, names: Mapping[str, str]) -> Self:
        """The same under other names."""
        return replace(self, names=tuple(names.get(name, name) for name in self.names))
