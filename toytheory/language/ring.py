"""The numbers of an experiment: integers modulo d, or real numbers on modes; made plain, and written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from toytheory.phase_space.variables import Variable, tidy

from .steps import OutcomeExpression, System, Value


@dataclass(frozen=True, slots=True)
class Ring:
    """Z_d, or the reals where d is None.

    >>> Ring(3).number(-1), Ring(None).number(2)
    (2, 2.0)
    """

    d: int | None

    @classmethod
    def of(cls, system: System) -> Ring:
        """The numbers of an experiment on this system."""
        return cls(system.d)

    def number(self, value: Any) -> Value:
        """As `parse_experiment` makes it: a residue, or a float."""
        return float(value) if self.d is None else int(value) % self.d

    def numbers(self, values: Iterable[Any]) -> tuple[Value, ...]:
        """Several of them."""
        return tuple(map(self.number, values))

    def variable(self, variable: Variable) -> Variable:
        """The variable with plain coefficients."""
        if self.d is not None:
            return Variable.of(variable.terms, self.d, variable.constant)
        return Variable.of([(i, tidy(c)) for i, c in variable.terms], None, tidy(variable.constant))

    def expression(self, expression: OutcomeExpression) -> OutcomeExpression:
        """The expression with every outcome named once."""
        total: dict[str, Value] = {}
        for name, coefficient in expression.terms:
            total[name] = self.number(total.get(name, 0) + self.number(coefficient))
        return OutcomeExpression(tuple(total.items()), self.number(expression.constant))

    def shown(self, value: Any) -> str:
        """A number as the language writes it."""
        return str(value if self.d is not None else tidy(value))

    def listed(self, values: Iterable[Any]) -> str:
        """Numbers with commas between them."""
        return ", ".join(map(self.shown, values))

    def written(self, expression: OutcomeExpression) -> str:
        """An expression as the language writes it; what is above d/2 is written as negative.

        >>> Ring(5).written(OutcomeExpression((("a", 1), ("b", 4)), 3)), Ring(None).written(OutcomeExpression((), -0.5))
        ('a - b - 2', '-0.5')
        """
        text = ""
        for coefficient, name in [*((c, name) for name, c in expression.terms), (expression.constant, "")]:
            size, sign = self._sized(coefficient)
            if name or size or not text:
                text += sign + (name if name and size == 1 else f"{size}{self._times * bool(name)}{name}")
        return text[3:] if text.startswith(" + ") else "-" + text[3:]

    @property
    def _times(self) -> str:
        return "*" if self.d is None else ""

    def _sized(self, coefficient: Any) -> tuple[Any, str]:
        if self.d is not None:
            return (self.d - coefficient, " - ") if 2 * coefficient > self.d else (coefficient, " + ")
        number = tidy(coefficient)
        return (-number, " - ") if number < 0 else (number, " + ")
