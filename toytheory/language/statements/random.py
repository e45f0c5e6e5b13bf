"""`random basis`, `random coin by 0: 1/2, 1: 1/2`; on modes `random a normal 0, 1`: a classical random number.

Items of a step: the name, then values or numbers.
"""

from __future__ import annotations

from typing import Any

from toytheory.errors import InputError
from toytheory.language.advice import END, INDEX, NUMBERS, Advice, Hint
from toytheory.language.bookkeeping import Random, RandomNormal
from toytheory.language.grammar import parts
from toytheory.language.ring import Ring
from toytheory.language.so_far import SoFar, Words
from toytheory.language.steps import Step

from .noise import PROBABILITY, written_weights
from .statement import Language, Line, Record, Statement

DISCRETE_RULES = r"""
random       = ~r"random\s*" name (by weights)? end
"""
MODE_RULES = r"""
random       = ~r"random\s*" name normal value comma value end
normal       = ~r"normal\b\s*"
"""

_EXAMPLE = "random coin by 0: 1/2, 1: 1/2"
WORDS = Words(
    "a random number",
    "value",
    "numbers",
    f"give single values, as in `{_EXAMPLE}`",
    "write for instance `random a normal 0, 1`",
)

_NORMAL = Hint(r"", r"normal\b", "normal random numbers are for modes", f"write for instance `{_EXAMPLE}`")
_BY = Hint(r"", r"by\b", "random numbers of modes are normal", WORDS.on_modes)


def _read(line: Line, node: Any) -> list[Step]:
    (name,) = parts(node, "name")
    given = list(parts(node, "weights"))
    weights, listed = line.reader.weights(node)
    for (values, _), where in zip(weights, listed, strict=True):
        if len(values) != 1:
            line.reader.refuse(where, f"{len(values)} values for one random number", WORDS.mend)
    flat = tuple((values[0], weight) for values, weight in weights) if given else None
    return [Random(name.match["name"], flat, place=line.place, columns=line.columns([name, *listed]))]


def _read_normal(line: Line, node: Any) -> list[Step]:
    (name,) = parts(node, "name")
    (mean, variance), numbers = line.reader.numbers(node)
    columns = line.columns([name, *numbers])
    return [RandomNormal(name.match["name"], float(mean), float(variance), place=line.place, columns=columns)]


def _check(so_far: SoFar, step: Random) -> None:
    """The name is new; probabilities lie in [0, 1] and add up to one, exactly."""
    if so_far.d is None:
        raise InputError("random numbers of modes are normal", WORDS.on_modes)
    if step.weights is not None:
        so_far.weights(step, 1, [((value,), weight) for value, weight in step.weights], 1, WORDS)
    so_far.new_outcomes(step, [step.name], 0)


def _check_normal(so_far: SoFar, step: RandomNormal) -> None:
    """The name is new; the variance is not negative."""
    if so_far.d is not None:
        raise InputError(f"a normal number is not for {so_far.system.kind}", f"write for instance `{_EXAMPLE}`")
    so_far.number(step, 1, step.mean, "the mean")
    if so_far.number(step, 2, step.variance, "the variance") < 0:
        raise InputError(f"the variance {step.variance:g} is negative", "give v >= 0", step.item_place(2))
    so_far.new_outcomes(step, [step.name], 0)


def _write(step: Random, ring: Ring) -> str:
    if step.weights is None:
        return f"random {step.name}"
    return f"random {step.name} by {written_weights(((value,), weight) for value, weight in step.weights)}"


def _plain(step: Random, ring: Ring) -> Random:
    weights = step.weights
    return Random(step.name, None if weights is None else tuple((ring.number(v), w) for v, w in weights))


RANDOM = Language(
    over={
        "Z": (
            Statement(
                ("random",),
                "random",
                DISCRETE_RULES,
                {
                    "random": Advice(
                        _EXAMPLE,
                        (_NORMAL, INDEX, PROBABILITY),
                        f"`by` or {END}",
                        dict.fromkeys(("weights", "weight"), "a value and its probability, such as 1: 0.1"),
                    )
                },
                _read,
            ),
        ),
        "R": (
            Statement(
                ("random",),
                "random",
                MODE_RULES,
                {
                    "random": Advice(
                        "random a normal 0, 1", (_BY, INDEX, *NUMBERS), END, {"comma": "`,` and the variance"}
                    )
                },
                _read_normal,
            ),
        ),
    },
    records={
        Random: Record(_check, _write, _plain),
        RandomNormal: Record(
            _check_normal,
            lambda step, ring: f"random {step.name} normal {ring.listed((step.mean, step.variance))}",
            lambda step, ring: RandomNormal(step.name, float(step.mean), float(step.variance)),
        ),
    },
)
