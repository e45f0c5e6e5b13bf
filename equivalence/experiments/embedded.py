"""An experiment among many idle systems gives what it gives by itself.

Random experiments on few systems are moved to systems on both sides of 64, 128 and 512, where packed
words end, and every backend that can hold that many is asked again. Its answer must not change; nothing
but the backend itself is needed to judge that, so it works where no other backend reaches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from equivalence.comparison.answers import Result, ask
from equivalence.comparison.compare import compare
from equivalence.comparison.samples import FALSE_ALARM
from equivalence.engine.verdict import Check
from toytheory.backend import Backend
from toytheory.language.experiment import Experiment
from toytheory.language.reading import format_experiment
from toytheory.language.steps import System

from .agreement import SHOTS, Backends
from .random_discrete import Shape, random_experiments
from .shrink import shrink

WORDS = (64, 128, 512)
"""Where the words of packed representations end, in systems."""

SHRINKING = 300


def places_around(word: int, count: int, rng: np.random.Generator) -> list[int]:
    """Different systems (from 0), the last of the word and the first beyond it among them where there are two.

    >>> sorted(places_around(64, 2, np.random.default_rng(0)))
    [63, 64]
    """
    border = [word, word - 1][:count]
    others = rng.permutation(np.setdiff1d(np.arange(word + 2), border))[: count - len(border)]
    return [int(k) for k in rng.permutation(np.array([*border, *others.tolist()], dtype=np.int64))]


def among_others(experiment: Experiment, places: Sequence[int], n: int) -> Experiment:
    r"""The experiment with system k moved to places[k] of n systems.

    >>> from toytheory.language.reading import parse_experiment
    >>> print(format_experiment(among_others(parse_experiment("system 1 bit\nmeasure X1"), [64], 66)), end="")
    system 66 bits
    measure X65 as m1
    """
    order = dict(enumerate(places))
    steps = tuple(step.with_systems(order) for step in experiment.steps)
    return replace(experiment, system=System(experiment.system.kind, n, experiment.d), steps=steps)


def embedded_alike(
    shapes: Sequence[Shape], count: int, backends: Backends, rng: np.random.Generator, seed: int
) -> Check:
    """Ask every backend about random experiments by themselves and among many others, and compare its two answers.

    Backends that cannot hold that many systems are left aside; "skipped" where no backend can.
    """
    asked: dict[str, int] = {}
    witness: dict[str, Any] | None = None
    odd: str | None = None
    for done, experiment in enumerate(random_experiments(rng, shapes, count)):
        word = WORDS[done % len(WORDS)]
        places = places_around(word, experiment.n, rng)
        for name, backend in backends.items():
            pair = answers(experiment, places, word + 2, name, backend, seed + done)
            if not all(result.answered or result.error for result in pair):
                continue
            asked[name] = asked.get(name, 0) + 1
            if witness is None and compare(pair).witness is not None:
                witness, odd = _witness(experiment, places, word + 2, name, backend, seed + done), name
        if witness is not None:
            break
    who = ", ".join(f"{name} {number}" for name, number in sorted(asked.items())) or "none"
    sizes = ", ".join(sorted({f"d = {shape.d}" for shape in shapes}))
    around = ", ".join(map(str, WORDS))
    scope = (
        f"{sizes}: {count} random experiments moved to systems around {around}, seed {seed}; {who}; samples are tested "
        f"with a chance of false alarm of at most {count * len(backends) * FALSE_ALARM:.2g} in total"
    )
    cases = sum(asked.values())
    if witness is not None:
        return Check("sampled", scope, cases, "fails", "embedded", witness, backend=odd)
    if not cases:
        return Check("sampled", scope, 0, "skipped", "embedded", reason="no backend holds so many systems")
    return Check("sampled", scope, cases, "holds", "embedded")


def answers(
    experiment: Experiment, places: Sequence[int], n: int, name: str, backend: Backend | str, seed: int
) -> list[Result]:
    """Of one backend, to the experiment alone and among n systems."""
    wide = ask(name, backend, among_others(experiment, places, n), SHOTS, seed)
    if not (wide.answered or wide.error):
        return [wide]
    return [ask(name, backend, experiment, SHOTS, seed), replace(wide, backend=f"{name}, n = {n}")]


def _witness(
    experiment: Experiment, places: Sequence[int], n: int, name: str, backend: Backend | str, seed: int
) -> dict[str, Any]:
    """The smallest experiment found whose move still changes the answer."""

    def told(smaller: Experiment) -> Mapping[str, Any] | None:
        pair = answers(smaller, places[: smaller.n], n, name, backend, seed)
        return compare(pair).witness if all(r.answered or r.error for r in pair) else None

    smallest = shrink(experiment, lambda smaller: told(smaller) is not None, budget=SHRINKING)
    moved = among_others(smallest, places[: smallest.n], n)
    return {"toy_file": format_experiment(moved), **(told(smallest) or {})}
