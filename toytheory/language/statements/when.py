"""`when a = 0, b = 1` ... `otherwise when a = 1` ... `otherwise` ... `end`: steps of the runs in which this holds.

Items of a step: none; conditions are told at the statement.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from toytheory.errors import InputError, Place
from toytheory.language.advice import END, NOT_INTEGER, Advice
from toytheory.language.bookkeeping import Branch, When, made, rounds
from toytheory.language.grammar import parts
from toytheory.language.ring import Ring
from toytheory.language.so_far import SoFar
from toytheory.language.steps import Step, Value

from .condition import COMBINATION
from .statement import Language, Line, Record, Statement

RULES = r"""
when         = ~r"when\s*" equations end
otherwise    = ~r"otherwise\b\s*" (or_when equations)? end
or_when      = ~r"when\b\s*"
"""

Conditions = tuple[tuple[str, Value], ...]


def _conditions(line: Line, node: Any) -> Conditions:
    equations = (equation.children for equation in parts(node, "equation"))
    return tuple((name.match["name"], line.reader.value(value)) for name, _, value in equations)


@dataclass
class WhenBlock:
    """A `when` whose lines are being read."""

    place: Place
    conditions: Conditions
    steps: list[Step] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)

    def add(self, steps: list[Step]) -> None:
        """More steps for the branch that is open."""
        self.steps += steps

    def turn(self, line: Line, node: Any) -> None:
        """The next branch."""
        if not self.conditions:
            mend = "put `otherwise` without `when` last"
            raise InputError("a branch behind `otherwise`, which takes all runs that are left", mend, line.place)
        self._close()
        self.conditions = _conditions(line, node)

    def _close(self) -> None:
        self.branches.append(Branch(self.conditions, tuple(self.steps)))
        self.steps = []

    def step(self) -> When:
        """The step, at `end`."""
        self._close()
        return When(tuple(self.branches), place=self.place)


def _open(line: Line, node: Any) -> WhenBlock:
    return WhenBlock(line.place, _conditions(line, node))


# checking


def _check(so_far: SoFar, step: When) -> None:
    """Outcomes exist; every branch is valid by itself and makes the same outcomes."""
    if so_far.d is None:
        problem = "a branch on an outcome of modes, which equals a number with probability 0"
        raise InputError(problem, "let displacements depend on the outcome, or `condition` on it")
    if not step.branches:
        raise InputError("a `when` without a branch", "give it one")
    for number, branch in enumerate(step.branches):
        if not branch.conditions and number < len(step.branches) - 1:
            mend = "put `otherwise` without `when` last"
            raise InputError("a branch behind `otherwise`, which takes all runs that are left", mend)
        for name, value in branch.conditions:
            so_far.outcome(step, 0, name)
            if not isinstance(value, int):
                raise InputError(f"{name} = {value!r} is no value of an outcome", "give an integer")
    _check_branches(so_far, step)


def _check_branches(so_far: SoFar, step: When) -> None:
    gone, names = set[int](), list[dict[str, None]]()
    for branch in step.branches:
        with so_far.aside():
            so_far.check_all(branch.steps)
            gone |= so_far.discarded
            names.append(dict.fromkeys(made(branch.steps)))
    listed = [_title(branch.conditions) for branch in step.branches]
    if step.branches[-1].conditions:
        gone |= so_far.discarded
        names.append({})
        listed.append("the runs in which no condition holds (there is no `otherwise`)")
    for name in dict.fromkeys(name for each in names for name in each):
        for each, title in zip(names, listed, strict=True):
            if name not in each:
                mend = f"measure it there too, or make it with `random {name.partition('[')[0]} by 0: 1`"
                raise InputError(f"{name} is made in one branch and not in {title}", mend)
    so_far.discarded = gone
    for name, counts in rounds(step.branches[0].steps).items():
        if counts:
            so_far.rounds[name] = counts
        else:
            so_far.outcomes[name] = None


def _title(conditions: Conditions) -> str:
    return f"`{' and '.join(f'{n} = {v}' for n, v in conditions)}`" if conditions else "`otherwise`"


# plain form and writing


def _plain(step: When, ring: Ring) -> When:
    from toytheory.language.writing import plain_steps

    return replace(
        step,
        branches=tuple(
            Branch(tuple((n, ring.number(v)) for n, v in branch.conditions), plain_steps(branch.steps, ring))
            for branch in step.branches
        ),
        place=None,
        columns=(),
    )


def _write(step: When, ring: Ring) -> str:
    from toytheory.language.writing import written_lines

    lines = []
    for number, branch in enumerate(step.branches):
        conditions = ", ".join(f"{n} = {ring.shown(v)}" for n, v in branch.conditions)
        when = f"when {conditions}" if conditions else ""
        lines.append(when if not number else f"otherwise {when}".rstrip())
        lines += [f"  {line}" for line in written_lines(branch.steps, ring)]
    return "\n".join([*lines, "end"])


_ELSEWHERE = "let displacements depend on outcomes, or declare bits, trits or dits in the `system` line"

WHEN = Language(
    over={
        "Z": (
            Statement(
                ("when",),
                "when",
                RULES,
                {"when": Advice("when a = 0, b = 1", (NOT_INTEGER, COMBINATION))},
                opens=_open,
                elsewhere={"when": _ELSEWHERE},
            ),
            Statement(
                ("otherwise",),
                "otherwise",
                "",
                {
                    "otherwise": Advice(
                        "otherwise when a = 1",
                        (NOT_INTEGER, COMBINATION),
                        f"`,`, `when` or {END}",
                        {"or_when": f"`when` or {END}"},
                    )
                },
                elsewhere={"otherwise": _ELSEWHERE},
            ),
        ),
        "R": (),
    },
    records={When: Record(_check, _write, _plain)},
)
