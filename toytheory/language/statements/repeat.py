"""`repeat 3` ... `end`: rounds; an outcome s made inside is s[1], s[2], s[3] outside, s[-1] that of the round before.

Items of a step: none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from toytheory.errors import InputError, Place
from toytheory.language.advice import END, Advice, shorten
from toytheory.language.bookkeeping import MAX_OUTCOMES, MAX_ROUNDS, Repeat, When, how_many, made, rounds
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
    count = _all_rounds([step])
    if not 1 <= count <= MAX_ROUNDS:
        raise InputError(f"{count} rounds, nested ones multiplied", f"have from 1 to {MAX_ROUNDS}")
    outcomes = how_many([step])
    if outcomes > MAX_OUTCOMES:
        raise InputError(f"{outcomes} outcomes in all rounds together", f"have at most {MAX_OUTCOMES}")
    so_far.repeating.append(frozenset(made(step.steps)))
    gone = _round(so_far, step, so_far.discarded)
    if step.count > 1 and gone != so_far.discarded:
        gone = _round(so_far, step, gone)  # the second round begins where the first ended
    so_far.repeating.pop()
    so_far.discarded = gone
    so_far.rounds.update(rounds([step]))


def _round(so_far: SoFar, step: Repeat, gone: set[int]) -> set[int]:
    """The systems that are gone after a round that begins without those in `gone`."""
    with so_far.aside():
        so_far.discarded = set(gone)
        so_far.check_all(step.steps)
        return so_far.discarded


def _all_rounds(steps: Iterable[Step]) -> int:
    """The largest product of the numbers of rounds of nested ones."""
    most = 1
    for step in steps:
        if isinstance(step, Repeat):
            most = max(most, step.count * _all_rounds(step.steps)) if step.count > 0 else step.count
        elif isinstance(step, When):
            most = max(most, _all_rounds(step.inner))
    return most


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
