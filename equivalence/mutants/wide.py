"""Planted faults that show only beyond the 64th system, as faults in packed words do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from toytheory.language.experiment import Experiment
from toytheory.language.steps import Displace, Measure, Prepare, Step, Transform

from .mutant import Mutant, rewriting, stepwise

WORD = 64


def beyond(step: Any) -> bool:
    """Whether the step touches a system beyond the first word."""
    return any(system >= WORD for system in step.touched)


def values_lost(step: Any, experiment: Experiment) -> Iterator[Step]:
    """Known variables that reach beyond the word have the value 0."""
    if isinstance(step, Prepare):
        values = tuple(
            F.constant if any(system >= WORD for system in F.systems) else value
            for F, value in zip(step.variables, step.values, strict=True)
        )
        yield replace(step, values=values)
    else:
        yield step


def maps_left_out(step: Any, experiment: Experiment) -> Iterator[Step]:
    """Maps that reach beyond the word are not done."""
    if not (isinstance(step, Transform) and beyond(step)):
        yield step


def signs_lost(step: Any, experiment: Experiment) -> Iterator[Step]:
    """Displacements of systems beyond the word are not done."""
    if isinstance(step, Displace):
        kept = tuple((c, e) for c, e in step.shifts if c // 2 < WORD)
        if kept:
            yield Displace(kept)
    else:
        yield step


def constants_lost(step: Any, experiment: Experiment) -> Iterator[Step]:
    """Constants of measured variables that reach beyond the word are dropped."""
    if isinstance(step, Measure) and beyond(step):
        yield replace(step, variables=tuple(replace(F, constant=0) for F in step.variables))
    else:
        yield step


WIDE = ("epistemic", "stim")

BEYOND_A_WORD: tuple[Mutant, ...] = (
    rewriting("word-values", "values beyond system 64 are 0", stepwise(values_lost), broken=True, originals=WIDE),
    rewriting("word-maps", "maps beyond system 64 are left out", stepwise(maps_left_out), broken=True, originals=WIDE),
    rewriting(
        "word-displacements",
        "displacements beyond system 64 are left out",
        stepwise(signs_lost),
        broken=True,
        originals=WIDE,
    ),
    rewriting(
        "word-constants",
        "constants of variables beyond system 64 are dropped",
        stepwise(constants_lost),
        broken=True,
        originals=WIDE,
    ),
)
