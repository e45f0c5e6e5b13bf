"""Systems behind those of an experiment, used for what happens beside it, again and again."""

from __future__ import annotations

from collections.abc import Iterable

from toytheory.language.steps import Displace, Measure, OutcomeExpression, Prepare, Step, System
from toytheory.phase_space.variables import Variable


class Spare:
    """Counts how many are needed at once.

    Attributes
    ----------
    system : of the experiment.
    used : how many there are.
    """

    def __init__(self, system: System) -> None:
        self.system = system
        self.used = 0

    def take(self, count: int) -> tuple[int, ...]:
        """So many of them; whoever takes them prepares them first and measures or discards them last."""
        self.used = max(self.used, count)
        return tuple(range(self.system.n, self.system.n + count))

    def variable(self, coordinates: dict[int, int]) -> Variable:
        """A variable with these coefficients."""
        return Variable.of(coordinates, self.system.d)

    def known(self, systems: Iterable[int], side: int, value: float = 0) -> Prepare:
        """Prepare these with X (side 0) or P (side 1) known to be 0."""
        systems = tuple(systems)
        variables = tuple(self.variable({2 * system + side: 1}) for system in systems)
        return Prepare(variables, (value,) * len(systems), systems)

    def records(self, expressions: Iterable[OutcomeExpression], names: tuple[str, ...]) -> list[Step]:
        """Steps that make expressions outcomes: written onto systems with X = 0, and measured there.

        What stands between the last two steps happens to the records alone.
        """
        systems = self.take(len(names))
        shifts = tuple((2 * system, e) for system, e in zip(systems, expressions, strict=True))
        measured = Measure(tuple(self.variable({2 * system: 1}) for system in systems), names)
        return [self.known(systems, 0), Displace(shifts), measured]
