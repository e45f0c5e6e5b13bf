"""`repeat 3` ... `end`: rounds; an outcome s made inside is s[1], s[2], s[3] outside, s[-1] that of the round before.

Items of a step: none.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from toytheory.errors import InputError, Place
from toytheory.language.advice import END, Advice, shorten
from toytheory.language.bookkeeping import MAX_ROUNDS, Repeat, Report, made, rounds
from toytheory.language.grammar import parts
from toytheory.language.ring import Ring
from toytheory.language.so_far import SoFar
from toytheory.language.steps import Step

from .statement import Language, Line, Record, Statement, both

RULES = r"""
repeat       = ~r"repeat\s*" rounds end
rounds       = ~r"(?P<digits>@INTEGER)\s*"
finish       = ~r"end\s*" end
"""


@dataclass
class RepeatBlock:
    """A `repeat` whose lines are being read."""

    place: Place
    count: int
    steps: list[Step] = field(default_factory=list)

    def add(self, steps: list[Step]) -> None:
        """More steps of a round."""
        self.steps += steps

    def turn(self, line: Line, node: Any) -> None:
        """Rounds have no other branch."""
        mend = f"write `end` first; the `repeat` began in line {self.place.line}"
        raise InputError("`otherwise` inside of `repeat`, which has no branches", mend, line.place)

    def step(self) -> Repeat:
        """The step, at `end`."""
        return Repeat(self.count, tuple(self.steps), place=self.place)


def _open(line: Line, node: Any) -> RepeatBlock:
    (number,) = parts(node, "rounds")
    digits = number.match["digits"]
    count = int(digits) if len(digits.lstrip("0")) < 9 else MAX_ROUNDS + 1
    if not 1 <= count <= MAX_ROUNDS:
        problem = f"{shorten(digits)} rounds" + (" are too many" if count else "")
        line.reader.refuse(number, problem, f"have from 1 to {MAX_ROUNDS}")
    return RepeatBlock(line.place, count)


def _check(so_far: SoFar, step: Repeat) -> None:
    """A round is valid by itself, in the first round and after another."""
    if not 1 <= step.count <= MAX_ROUNDS or _all_rounds(step) > MAX_ROUNDS:
        raise InputError(f"{_all_rounds(step)} rounds, nested ones multiplied", f"have from 1 to {MAX_ROUNDS}")
    so_far.repeating.append(frozenset(made(step.steps)))
    gone = _round(so_far, step, so_far.discarded)
    if step.count > 1:
        gone = _round(so_far, step, gone)  # the second round begins where the first ended
    so_far.repeating.pop()
    so_far.discarded = gone
    so_far.rounds.update(rounds([step]))


def _round(so_far: SoFar, step: Repeat, gone: set[int]) -> set[int]:
    """The systems that are gone after a round that begins without those in `gone`."""
    with so_far.aside():
        so_far.discarded = set(gone)
        so_far.check_all(step.steps)
        for inner in step.steps:
            if isinstance(inner, Report):
                raise InputError("a `report` inside of rounds", "report at the end", inner.place)
        return so_far.discarded


def _all_rounds(step: Repeat) -> int:
    return step.count * max([_all_rounds(s) for s in step.steps if isinstance(s, Repeat)], default=1)


def _plain(step: Repeat, ring: Ring) -> Repeat:
    from toytheory.language.writing import plain_steps

    return replace(step, steps=plain_steps(step.steps, ring), place=None, columns=())


def _write(step: Repeat, ring: Ring) -> str:
    from toytheory.language.writing import written_lines

    return "\n".join([f"repeat {step.count}", *(f"  {line}" for line in written_lines(step.steps, ring)), "end"])


REPEAT = Language(
    both(
        Statement(("repeat",), "repeat", RULES, {"repeat": Advice("repeat 3", (), END)}, opens=_open),
        Statement(("end",), "finish", "", {"end": Advice("end", (), END)}),
    ),
    records={Repeat: Record(_check, _write, _plain)},
)
