"""Simpler variants of an experiment, one small change each: the moves of `equivalence.experiments.shrink`.

A move may leave loose ends - outcomes that are no longer measured, systems that nothing touches any
more; `drafts.mended` ties them up. What is done to maps as matrices over Z_d is not for modes, nor for experiments
with branches or rounds, from which `unwrapped` and the other moves lead away first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise, permutations
from typing import Any

import numpy as np

from toytheory.discrete.transformations import SymplecticMap
from toytheory.language.bookkeeping import Repeat, When, flat
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Discard, Displace, Measure, Prepare, PrepareVacuum, Step, Transform
from toytheory.phase_space.modular import solve
from toytheory.phase_space.space import coordinates_of, flow
from toytheory.phase_space.variables import Variable, coefficient_matrix

from .displaced import displaced_by
from .drafts import Draft, base, base_names, blocks, changed_everywhere, of_size, without_outcomes
from .plain_names import plain_names
from .simpler_bookkeeping import simpler_bookkeeping, unwrapped
from .simpler_modes import simpler_on_modes
from .simpler_steps import simpler, without_system

# moves: each yields drafts that are simpler in one respect


def without_steps(experiment: Experiment) -> Iterator[Draft]:
    """Leave out runs of steps, long ones first; then those inside of branches and rounds."""
    for steps, there in blocks(experiment.steps):
        size = len(steps)
        while size:
            for start in range(0, len(steps), size):
                yield experiment.system, there(steps[:start] + steps[start + size :])
            size //= 2


def without_idle_systems(experiment: Experiment) -> Iterator[Draft]:
    """Leave out systems that no step touches, many at once first, and renumber the others."""
    used = {k for step in experiment.steps for k in step.touched} or {0}
    idle = [k for k in range(experiment.n) if k not in used]
    size = len(idle)
    while size:
        for start in range(0, len(idle), size):
            gone = set(idle[start : start + size])
            order = {k: i for i, k in enumerate(k for k in range(experiment.n) if k not in gone)}
            steps = [step.with_systems(order) for step in experiment.steps]
            yield of_size(experiment.system, len(order)), steps
        size //= 2


def _nested(experiment: Experiment) -> bool:
    return any(isinstance(step, When | Repeat) for step in experiment.steps)


def with_plain_hbar(experiment: Experiment) -> Iterator[Draft]:
    """Take hbar = 1."""
    if experiment.system.hbar not in (None, 1.0):
        yield replace(experiment.system, hbar=1.0), experiment.steps


def without_maps(experiment: Experiment) -> Iterator[Draft]:
    """Leave out all maps: measured variables are pulled back, displacements moved, to before the maps.

    Discards go too, since the systems of pulled-back variables are others.
    """
    if _nested(experiment):
        return
    d, size = experiment.d, 2 * experiment.n
    rows, shift = np.eye(size, dtype=np.int64), np.zeros(size, dtype=np.int64)  # all maps so far as one

    def pulled_back(F: Variable) -> Variable:
        row = sum((c * rows[i] for i, c in F.terms), np.zeros(size, dtype=np.int64))
        return Variable.from_vector(row % d, d, F.constant + sum(c * int(shift[i]) for i, c in F.terms))

    steps: list[Step] = []
    for step in experiment.steps:
        match step:
            case Transform():
                where, matrix = coordinates_of(step.systems), np.array(step.matrix, dtype=np.int64)
                rows[where] = matrix @ rows[where] % d
                shift[where] = (matrix @ shift[where] + step.shift) % d
            case Measure():
                steps.append(replace(step, variables=tuple(map(pulled_back, step.variables))))
            case Displace():
                steps.append(displaced_by(flow(flow(rows).T), step, d))  # the inverse, B S^T B^T
            case Discard():
                pass
            case _:
                steps.append(step)
    if any(isinstance(step, Transform) for step in experiment.steps):
        yield experiment.system, steps


def without_linear_parts(experiment: Experiment) -> Iterator[Draft]:
    """Leave of all maps only what they add; the rest of them goes as in `without_maps`."""
    d, size = experiment.d, 2 * experiment.n
    if _nested(experiment) or not any(isinstance(step, Transform) and any(step.shift) for step in experiment.steps):
        return  # then there are no maps left
    rows = np.eye(size, dtype=np.int64)
    steps: list[Step] = []
    for step in experiment.steps:
        match step:
            case Transform():
                where, matrix = coordinates_of(step.systems), np.array(step.matrix, dtype=np.int64)
                rows[where] = matrix @ rows[where] % d
                if any(step.shift):
                    added = np.zeros(size, dtype=np.int64)
                    added[where] = step.shift
                    added = flow(flow(rows).T) @ added % d  # the inverse, B S^T B^T
                    systems = tuple(np.flatnonzero(added.reshape(-1, 2).any(axis=1)).tolist())
                    own = coordinates_of(systems)
                    unit = tuple(map(tuple, np.eye(len(own), dtype=np.int64).tolist()))
                    steps.append(Transform(systems, unit, tuple(added[own].tolist())))
            case Measure():
                variables = tuple(
                    Variable.from_vector(F.vector(experiment.n) @ rows % d, d, F.constant) for F in step.variables
                )
                steps.append(replace(step, variables=variables))
            case Displace():
                steps.append(displaced_by(flow(flow(rows).T), step, d))
            case Discard():
                pass
            case _:
                steps.append(step)
    if not np.array_equal(rows, np.eye(size, dtype=np.int64)):
        yield experiment.system, steps


def with_fewer_known(experiment: Experiment) -> Iterator[Draft]:
    """Know one thing less in a preparation: instead of two variables only a sum of multiples of them."""
    d, n = experiment.d, experiment.n
    for steps, there in blocks(experiment.steps):
        for index, step in enumerate(steps):
            if not isinstance(step, Prepare):
                continue
            for i, j in permutations(range(len(step.variables)), 2):
                for factor in range(1, d):
                    row = step.variables[i].vector(n) + factor * step.variables[j].vector(n)
                    both = Variable.from_vector(row % d, d), (step.values[i] + factor * step.values[j]) % d
                    known = [
                        both if k == i else pair for k, pair in enumerate(zip(step.variables, step.values, strict=True))
                    ]
                    variables, values = zip(*(pair for k, pair in enumerate(known) if k != j), strict=True)
                    fewer = replace(step, variables=variables, values=values)
                    yield experiment.system, there((*steps[:index], fewer, *steps[index + 1 :]))


def with_fewer_outcomes(experiment: Experiment) -> Iterator[Draft]:
    """Make one outcome only, the last one rather than an earlier one; or leave out some, many at once first."""
    outcomes = base_names(experiment.steps)
    size = len(outcomes) // 2
    gone = [set(outcomes) - {name} for name in reversed(outcomes)] if size else []
    while size:
        gone += [set(outcomes[start : start + size]) for start in range(0, len(outcomes), size)]
        size //= 2
    for names in gone:
        yield experiment.system, without_outcomes(experiment.steps, names)


def without_known(experiment: Experiment) -> Iterator[Draft]:
    """Take out of a measured variable some of the earlier ones that it is a sum of, many at once first."""
    d, n = experiment.d, experiment.n
    if _nested(experiment):
        return
    known: list[Variable] = []
    for index, step in enumerate(experiment.steps):
        before = coefficient_matrix(known, n)
        known += step.variables if isinstance(step, Prepare | Measure) else ()
        if not (isinstance(step, Measure) and len(before)):
            continue
        columns = before.T
        for i, F in enumerate(step.variables):
            parts = solve(columns, F.vector(n), d)
            made_of = np.flatnonzero(parts) if parts is not None else np.zeros(0, dtype=np.int64)
            size = len(made_of) // 2
            while parts is not None and size:
                for start in range(0, len(made_of), size):
                    gone = made_of[start : start + size]
                    rest = Variable.from_vector((F.vector(n) - columns[:, gone] @ parts[gone]) % d, d, F.constant)
                    changed = replace(step, variables=(*step.variables[:i], rest, *step.variables[i + 1 :]))
                    yield experiment.system, (*experiment.steps[:index], changed, *experiment.steps[index + 1 :])
                size //= 2


def without_systems(experiment: Experiment) -> Iterator[Draft]:
    """Leave out systems together with everything that concerns them, many at once first, and renumber the others."""
    used = sorted({k for step in experiment.steps for k in step.touched}, reverse=True)
    size = min(len(used), experiment.n - 1)
    while size:
        for start in range(0, len(used), size):
            steps = experiment.steps
            for system in (gone := used[start : start + size]):  # from the last: the numbers before it stay
                steps = changed_everywhere(steps, partial(without_system, system=system))
            yield of_size(experiment.system, experiment.n - len(gone)), steps
        size //= 2


def simpler_steps(experiment: Experiment) -> Iterator[Draft]:
    """Replace one step by a simpler one, wherever it stands."""
    for steps, there in blocks(experiment.steps):
        for index, step in enumerate(steps):
            for other in (*simpler_bookkeeping(step), *_simpler(step, experiment.system.d)):
                yield experiment.system, there((*steps[:index], other, *steps[index + 1 :]))


def _simpler(step: Step, d: int | None) -> Iterator[Step]:
    return simpler_on_modes(step) if d is None else simpler(step, d)


def without_blocks(experiment: Experiment) -> Iterator[Draft]:
    """Do the steps of one branch or round only, or fewer rounds."""
    yield from unwrapped(experiment.system, experiment.steps)


def merged(experiment: Experiment) -> Iterator[Draft]:
    """Do two neighbouring preparations, measurements or maps in one step; prepare after, measure before a map.

    On modes only preparations and measurements: numbers of products are less plain than those of two maps.
    """
    discrete = experiment.system.d is not None
    for steps, there in blocks(experiment.steps):
        for index, pair in enumerate(pairwise(steps)):
            together = _together(pair)
            if together is None and discrete:
                together = _together_with_maps(pair, experiment)
            if together is not None:
                yield experiment.system, there((*steps[:index], together, *steps[index + 2 :]))


def _together(pair: tuple[Step, Step]) -> Step | None:
    match pair:
        case (Prepare() as first, Prepare() as second) if not set(first.systems) & set(second.systems):
            systems = tuple(sorted(first.systems + second.systems))
            return Prepare(first.variables + second.variables, first.values + second.values, systems)
        case (PrepareVacuum() as one, PrepareVacuum() as other) if not set(one.systems) & set(other.systems):
            return PrepareVacuum(tuple(sorted(one.systems + other.systems)))
        case (Measure() as first, Measure() as second):
            return Measure(first.variables + second.variables, first.names + second.names)
    return None


def _together_with_maps(pair: tuple[Step, Step], experiment: Experiment) -> Step | None:
    match pair:
        case (Transform() as first, Transform() as second):
            return _product(first, second, experiment.d)
        case (Prepare() as first, Transform() as second):
            return _pushed_forward(first, second, experiment)
        case (Transform() as first, Measure() as second):
            return _pulled_back(first, second, experiment)
    return None


def _product(first: Transform, second: Transform, d: int) -> Transform:
    systems = tuple(sorted({*first.systems, *second.systems}))
    where = {system: i for i, system in enumerate(systems)}
    maps = [SymplecticMap.from_step(s.with_systems(where), d, len(systems)) for s in (first, second)]
    whole = maps[1] @ maps[0]
    return Transform(systems, tuple(map(tuple, whole.matrix.tolist())), tuple(whole.shift.tolist()))


def _pushed_forward(prepare: Prepare, step: Transform, experiment: Experiment) -> Prepare:
    """What is known after a map of all that it concerns, of which nothing else was known."""
    d = experiment.d
    inverse = SymplecticMap.from_step(step, d, experiment.n).inverse()
    moved = [inverse.pull_back(F) for F in prepare.variables]
    variables = tuple(Variable.of(F.terms, d) for F in moved)
    values = tuple((value - F.constant) % d for F, value in zip(moved, prepare.values, strict=True))
    return Prepare(variables, values, tuple(sorted({*prepare.systems, *step.systems})))


def _pulled_back(step: Transform, measure: Measure, experiment: Experiment) -> Measure:
    whole = SymplecticMap.from_step(step, experiment.d, experiment.n)
    return replace(measure, variables=tuple(map(whole.pull_back, measure.variables)))


_FRAMES = (((0, 1), (-1, 0)), ((0, -1), (1, 0)), ((1, 0), (1, 1)), ((1, 0), (-1, 1)), ((1, 1), (0, 1)))
"""What X and P become in other coordinates: `fourier` and its inverse, `phase` and its inverse, and phase for X."""


def reframed(experiment: Experiment) -> Iterator[Draft]:
    """Write all variables of one system in other coordinates, if nothing but variables concerns it."""
    others = [s for s in flat(experiment.steps) if not isinstance(s, Prepare | Measure | Discard | When | Repeat)]
    for system in range(experiment.n):
        if not any(system in step.touched for step in others):
            for image_of_x, image_of_p in _FRAMES:
                images = {2 * system: image_of_x, 2 * system + 1: image_of_p}
                yield experiment.system, changed_everywhere(experiment.steps, partial(_reframed, images=images))


def _reframed(step: Any, images: dict[int, tuple[int, int]]) -> Step:
    def variable(F: Variable) -> Variable:
        terms = [(i, k) for i, k in F.terms if i not in images]
        for i, k in F.terms:
            if i in images:
                terms += [(i - i % 2, k * images[i][0]), (i - i % 2 + 1, k * images[i][1])]
        return Variable.of(terms, F.d, F.constant)

    if isinstance(step, Prepare | Measure):
        return replace(step, variables=tuple(map(variable, step.variables)))
    return step  # type: ignore[no-any-return]


def relabelled(experiment: Experiment) -> Iterator[Draft]:
    """Number the systems in the order in which they appear."""
    seen: list[int] = []
    for step in experiment.steps:
        seen += [k for k in step.touched if k not in seen]
    order = {k: i for i, k in enumerate([*seen, *(k for k in range(experiment.n) if k not in seen)])}
    yield experiment.system, [step.with_systems(order) for step in experiment.steps]


def renamed(experiment: Experiment) -> Iterator[Draft]:
    """Name the outcomes a, b, c, ..."""
    letters = plain_names(modes=experiment.system.d is None)
    plain = dict(zip(base_names(experiment.steps), letters, strict=False))
    names = plain | {name: plain[base(name)] + name.removeprefix(base(name)) for name in experiment.made}
    yield experiment.system, [step.with_names(names) for step in experiment.steps]


Move = Callable[[Experiment], Iterator[Draft]]

LEAPS: tuple[Move, ...] = (
    without_idle_systems,
    without_systems,
    without_blocks,
    without_maps,
    without_linear_parts,
    with_fewer_outcomes,
    without_known,
)
"""Moves that make a large experiment small at once; they are tried first, until none of them helps.

Systems go before steps: steps that are done in one, or maps that are pulled back into variables, tie systems together.
"""

MOVES: tuple[Move, ...] = (
    *LEAPS,
    without_steps,
    with_fewer_known,
    simpler_steps,
    reframed,
    merged,
    relabelled,
    renamed,
)
"""In the order in which they are tried."""

MODE_LEAPS: tuple[Move, ...] = (
    without_idle_systems, without_systems, without_blocks, with_fewer_outcomes, without_steps,
)  # fmt: skip
"""`LEAPS` of experiments on modes."""

MODE_MOVES: tuple[Move, ...] = (*MODE_LEAPS, simpler_steps, merged, relabelled, renamed, with_plain_hbar)
"""`MOVES` of experiments on modes."""
