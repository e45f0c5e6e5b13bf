"""Strategy for whole experiments: everything that the language has, valid by construction.

While an experiment is drawn, one ontic state that could really be there is carried along - moved
by maps, displacements and noise, kicked by measurements. The outcomes that it gives are possible
together, so conditions on them are possible too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from equivalence.experiments.plain_names import plain_names
from toytheory.errors import InputError
from toytheory.language.experiment import Experiment
from toytheory.language.steps import (
    Condition,
    Discard,
    Displace,
    Measure,
    Noise,
    OutcomeExpression,
    Prepare,
    Step,
    System,
    Transform,
)
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import coordinates_of, flow
from toytheory.phase_space.variables import Variable

from .knowledge import commuting_sets
from .maps import named_maps, symplectic_matrices
from .noise import noise_weights
from .rings import displacements, distinct, values

ALL_STEPS = ("prepare", "measure", "named", "written", "displace", "feed-forward", "condition", "noise", "discard")
"""Kinds of steps that can be drawn, simplest first."""

_OFTEN = ("prepare", "measure", "named")  # drawn twice as often as the others: without them nothing happens
_WIDEST = 3  # systems that one step touches at most


class _Run:
    """What has been drawn so far, and one run of it."""

    def __init__(self, d: int, n: int, point: Matrix) -> None:
        self.d, self.n, self.point = d, n, point
        self.live = list(range(n))
        self.outcomes: dict[str, int] = {}
        self.names = plain_names()

    def kinds(self, allowed: Collection[str]) -> list[str]:
        """Those of the allowed kinds that are possible now."""
        possible = {"prepare"}
        if self.live:
            possible |= {"measure", "named", "written", "displace", "noise", "discard"}
        if self.outcomes:
            possible |= {"condition"} | ({"feed-forward"} if self.live else set())
        return [kind for kind in ALL_STEPS if kind in allowed and kind in possible]


def _spread(rows: Matrix, systems: tuple[int, ...], n: int) -> Matrix:
    """Coefficients (k, 2s) of some systems as coefficients (k, 2n) of all."""
    wide = np.zeros((len(rows), 2 * n), dtype=np.int64)
    wide[:, coordinates_of(systems)] = rows
    return wide


@st.composite
def _variables(draw: DrawFn, run: _Run, pool: list[int], dependent: bool) -> tuple[tuple[Variable, ...], Matrix]:
    systems = draw(distinct(pool, at_most=_WIDEST))
    rows = _spread(draw(commuting_sets(run.d, len(systems), at_least=1, dependent=dependent)), systems, run.n)
    constants = draw(values(run.d, len(rows)))
    return tuple(Variable.from_vector(r, run.d, c) for r, c in zip(rows, constants, strict=True)), rows


@st.composite
def _prepare(draw: DrawFn, run: _Run) -> Step:
    known, _ = draw(_variables(run, list(range(run.n)), False))
    systems = tuple(sorted({system for variable in known for system in variable.systems}))
    run.point = run.point.copy()
    run.point[coordinates_of(systems)] = draw(displacements(run.d, len(systems)))
    run.live = sorted({*run.live, *systems})
    return Prepare(known, tuple(int(variable(run.point)) for variable in known), systems)


@st.composite
def _measure(draw: DrawFn, run: _Run) -> Step:
    measured, rows = draw(_variables(run, run.live, True))
    names = tuple(next(run.names) for _ in measured)
    run.outcomes.update((name, int(variable(run.point))) for name, variable in zip(names, measured, strict=True))
    kick = np.array(draw(values(run.d, len(rows))), dtype=np.int64)
    run.point = (run.point + kick @ flow(rows)) % run.d
    return Measure(measured, names)


@st.composite
def _transform(draw: DrawFn, run: _Run, named: bool) -> Step:
    if named:
        step = draw(named_maps(run.d, run.n, among=run.live))
    else:
        systems = draw(distinct(run.live, at_most=2))
        matrix = draw(symplectic_matrices(run.d, len(systems)))
        shift = draw(displacements(run.d, len(systems)))
        step = Transform(systems, tuple(tuple(map(int, row)) for row in matrix), tuple(map(int, shift)))
    where = coordinates_of(step.systems)
    run.point = run.point.copy()
    run.point[where] = (np.array(step.matrix) @ run.point[where] + step.shift) % run.d
    return step


@st.composite
def _expression(draw: DrawFn, run: _Run, feed_forward: bool) -> OutcomeExpression:
    constant = draw(st.integers(0 if feed_forward else 1, run.d - 1))
    if not feed_forward:
        return OutcomeExpression((), constant)
    used = draw(distinct(range(len(run.outcomes)), at_most=2))
    names = list(run.outcomes)
    return OutcomeExpression(tuple((names[i], draw(st.integers(1, run.d - 1))) for i in used), constant)


@st.composite
def _displace(draw: DrawFn, run: _Run, feed_forward: bool) -> Step:
    coordinates = draw(distinct([int(c) for c in coordinates_of(run.live)], at_most=2))
    shifts = tuple((coordinate, draw(_expression(run, feed_forward))) for coordinate in coordinates)
    run.point = run.point.copy()
    for coordinate, expression in shifts:
        run.point[coordinate] = (run.point[coordinate] + expression(run.outcomes, run.d)) % run.d
    return Displace(shifts)


@st.composite
def _noise(draw: DrawFn, run: _Run) -> Step:
    coordinates = draw(distinct([int(c) for c in coordinates_of(run.live)], at_most=2))
    weights = draw(noise_weights(run.d, len(coordinates)))
    drawn, _ = draw(st.sampled_from(weights))
    run.point = run.point.copy()
    run.point[list(coordinates)] = (run.point[list(coordinates)] + drawn) % run.d
    return Noise(coordinates, weights)


@st.composite
def _condition(draw: DrawFn, run: _Run) -> Step:
    name = draw(st.sampled_from(list(run.outcomes)))
    return Condition(name, run.outcomes[name])


@st.composite
def _discard(draw: DrawFn, run: _Run) -> Step:
    systems = draw(distinct(run.live, at_most=2))
    run.live = [system for system in run.live if system not in systems]
    return Discard(systems)


@st.composite
def _next_step(draw: DrawFn, run: _Run, allowed: Collection[str]) -> Step | str:
    """One more step, or "nothing", or "end", drawn as one unit.

    "nothing" is the simplest choice: when shrinking makes a unit trivial, the step vanishes and what follows stays.
    """
    kinds = run.kinds(allowed)
    kind = draw(st.sampled_from(["nothing", "end", *kinds, *(kind for kind in _OFTEN if kind in kinds)]))
    makers: dict[str, Callable[[], SearchStrategy[Step]]] = {
        "prepare": lambda: _prepare(run),
        "measure": lambda: _measure(run),
        "named": lambda: _transform(run, True),
        "written": lambda: _transform(run, False),
        "displace": lambda: _displace(run, False),
        "feed-forward": lambda: _displace(run, True),
        "condition": lambda: _condition(run),
        "noise": lambda: _noise(run),
        "discard": lambda: _discard(run),
    }
    return draw(makers[kind]()) if kind in makers else kind


def experiments(
    d: int,
    n: int | None = None,
    *,
    largest_n: int = 3,
    most_steps: int = 12,
    steps: Collection[str] = ALL_STEPS,
) -> SearchStrategy[Experiment]:
    """Experiments with everything that the language has, shrinking to few systems and few steps.

    Parameters
    ----------
    d : values of a coordinate, prime or composite.
    n : number of systems; drawn from 1 to `largest_n` if left out.
    most_steps : the largest number of steps.
    steps : kinds of steps to draw, out of `ALL_STEPS`.

    >>> from hypothesis import find
    >>> found = find(experiments(3, 1, most_steps=2), lambda experiment: "a" in experiment.outcomes)
    >>> found.n, [type(step).__name__ for step in found.steps], str(found.steps[0].variables[0])
    (1, ['Measure'], 'X1')
    """
    unknown = sorted(set(steps) - set(ALL_STEPS))
    if unknown:
        raise InputError(f"there are no steps of kind {', '.join(unknown)}", f"use some of {', '.join(ALL_STEPS)}")
    return _experiments(d, st.integers(1, largest_n) if n is None else st.just(n), most_steps, frozenset(steps))


@st.composite
def _experiments(
    draw: DrawFn, d: int, sizes: SearchStrategy[int], most_steps: int, steps: frozenset[str]
) -> Experiment:
    n = draw(sizes)
    run = _Run(d, n, draw(displacements(d, n)))
    done: list[Step] = []
    for _ in range(most_steps):
        step = draw(_next_step(run, steps))
        if isinstance(step, Step):
            done.append(step)
        elif step == "end":
            break
    return Experiment(System.of_dimension(d, n), tuple(done))
