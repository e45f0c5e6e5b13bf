"""The ontic backend: every run is one ontic state, moved by maps and disturbed by measurements.

What nobody knows is drawn at random and then simply *is*: nothing here depends on what is known. The
measurement of F reads F(m) and kicks m along the flow of F by a random amount, which is all that the
restriction on knowledge needs. Where runs part ways (`when`) they are followed by the compiled sampler (`sampling`),
which does the same to many runs at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from toytheory.backend import Capabilities, Side
from toytheory.errors import CannotRun, InputError
from toytheory.language.bookkeeping import When, flat
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Step, Transform
from toytheory.outcomes.draws import ExactChoice, Streams, columns
from toytheory.phase_space.elimination import product, reduced, small_dtype
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import coordinates_of

from .blocks import blocks_of, without_idle_systems
from .preparation import Part, independent_parts

MEMORY = 2**27
"""Bytes that the runs of one chunk may take."""


LONGEST = 2**20
"""Coordinates and steps of one run."""

BLOCK = 128
"""Coordinates that are drawn together at first."""


class OnticBackend:
    """Samples of ontic states; every d, thousands of systems.

    Parameters
    ----------
    memory : bytes for the runs that are made at once. The samples do not depend on it.

    >>> from toytheory.language.steps import System
    >>> from toytheory.phase_space.variables import Variable
    >>> X = Variable.of({0: 1}, 3)
    >>> steps = (Prepare((X,), (2,), (0,)), Measure((X,), ("a",)))
    >>> OnticBackend().sample(Experiment(System.of_dimension(3, 1), steps), 4, seed=0).tolist()
    [[2], [2], [2], [2]]
    """

    name = "ontic"
    side: Side = "toy"
    capabilities = Capabilities(exact=False, samples=True, branches=True)

    def __init__(self, memory: int = MEMORY) -> None:
        self.memory = memory

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """True, or the reason why not: kinds of systems and steps, or what one run would take."""
        reason = self.capabilities.reason_against(experiment)
        if reason is not None:
            return reason
        if _branches(experiment):
            return True
        used = sum(block.n for block in blocks_of(experiment))
        size = 2 * used + len(experiment.steps)
        return f"a run is {size} coordinates and steps; at most {LONGEST}" if size > LONGEST else True

    def sample(self, experiment: Experiment, shots: int, seed: int) -> Matrix:
        """Outcomes of the runs that met the conditions, (kept, m); the same for the same seed.

        Errors: InputError for a negative number of shots or seed.
        """
        reason = self.can_run(experiment)
        if reason is not True:
            raise CannotRun(reason)
        if shots < 0 or seed < 0:
            raise InputError(f"{shots} shots with seed {seed}", "give numbers that are not negative")
        if _branches(experiment):
            from toytheory.discrete.sampling import compile_sampler

            return compile_sampler(experiment, "frames").sample(shots, seed).astype(np.int64)
        program = _Program(experiment, Streams(seed))
        chunk = max(1, self.memory // program.bytes_per_run)
        made = [program.run(start, min(chunk, shots - start)) for start in range(0, shots, chunk)]
        return np.concatenate(made or [program.run(0, 0)]).astype(np.int64)


def _branches(experiment: Experiment) -> bool:
    """Whether runs part ways, which only the compiled sampler follows."""
    return any(isinstance(step, When) for step in flat(experiment.steps))


@dataclass
class _Runs:
    """Some runs at the same point of the experiment.

    Attributes
    ----------
    numbers : (runs,) which runs these are.
    state : (2n, runs) their ontic states.
    outcomes : (m, runs) filled as far as things have been measured.
    """

    numbers: Matrix
    state: NDArray[Any]
    outcomes: NDArray[Any]

    @property
    def count(self) -> int:
        return int(self.numbers.size)


Operation = Callable[[_Runs], None]


class _Program:
    """The steps of an experiment as operations on runs; systems to which nothing is done are left out.

    Numbers are drawn as if they were there: leaving them out changes no sample.
    """

    def __init__(self, whole: Experiment, streams: Streams) -> None:
        experiment, self.places, numbers = without_idle_systems(whole)
        self.d, self.n, self.streams, self.coordinates = experiment.d, experiment.n, streams, 2 * whole.n
        self.kind = small_dtype(self.d)
        self.position = {name: i for i, name in enumerate(experiment.outcomes)}
        self.widest = BLOCK // 2
        translate: dict[type[Step], Callable[[int, Any], Iterable[Operation]]] = {
            Prepare: self.prepare,
            Transform: self.transform,
            Measure: self.measure,
            Displace: self.displace,
            Noise: self.noise,
            Condition: self.condition,
            Discard: lambda number, step: (),  # nothing looks at it before it is prepared again
        }
        self.operations = [
            operation
            for number, step in zip(numbers, experiment.steps, strict=True)
            for operation in translate[type(step)](number + 1, step)
        ]

    @property
    def bytes_per_run(self) -> int:
        """The state and outcomes, twice where conditions copy them, and what preparing a group of systems takes."""
        return int((2 * self.n + len(self.position)) * 2 * self.kind.itemsize + 40 * self.widest)

    def run(self, start: int, count: int) -> NDArray[Any]:
        """Outcomes of the runs from this number on that met the conditions, (kept, m)."""
        state = np.empty((2 * self.n, count), dtype=self.kind)
        where = coordinates_of(self.places)
        for first in sorted({int(c) // BLOCK * BLOCK for c in where}):  # nothing is known: anything may be
            block = self.streams.residues(self.d, (count, min(BLOCK, self.coordinates - first)), 0, first)
            here = (where >= first) & (where < first + BLOCK)
            state[here] = block[:, where[here] - first].T
        outcomes = np.zeros((len(self.position), count), dtype=self.kind)
        runs = _Runs(np.arange(start, start + count, dtype=np.int64), state, outcomes)
        for operation in self.operations:
            operation(runs)
        return np.ascontiguousarray(runs.outcomes.T)

    def combined(self, rows: NDArray[Any], terms: Sequence[tuple[int, int]], constant: int) -> NDArray[Any]:
        """A constant plus multiples of rows."""
        total = np.full(rows.shape[1], constant % self.d, dtype=self.kind)
        for place, factor in terms:
            total = reduced(total + (rows[place] if factor == 1 else rows[place] * self.kind.type(factor)), self.d)
        return total

    def prepare(self, number: int, step: Prepare) -> Iterable[Operation]:
        """Draw the systems anew among the ontic states that have the known values."""
        for item, part in enumerate(independent_parts(step, self.d)):
            self.widest = max(self.widest, part.coordinates.size)
            yield self._drawn(part, number, item)

    def _drawn(self, part: Part, number: int, item: int) -> Operation:
        point, directions = part.states(self.d)

        def run(runs: _Runs) -> None:
            free = self.streams.residues(self.d, (runs.count, len(directions)), number, item)
            moved = product(np.ascontiguousarray(directions.T), free.T, self.d) + point[:, None]
            runs.state[part.coordinates] = reduced(moved, self.d)

        return run

    def transform(self, number: int, step: Transform) -> Iterable[Operation]:
        """m -> S m + a."""
        where = coordinates_of(step.systems)
        matrix = np.array(step.matrix, dtype=np.int64) % self.d
        same = (matrix == np.eye(where.size, dtype=np.int64)).all(axis=1) & (np.array(step.shift) % self.d == 0)
        changed = np.flatnonzero(~same)
        terms = [[(int(c), int(matrix[row, c])) for c in np.flatnonzero(matrix[row])] for row in changed]
        shift = np.array(step.shift, dtype=np.int64)[changed]

        def few(runs: _Runs) -> None:
            old = runs.state[where]
            for row, parts, constant in zip(changed, terms, shift, strict=True):
                runs.state[where[row]] = self.combined(old, parts, int(constant))

        def many(runs: _Runs) -> None:
            moved = product(matrix[changed], runs.state[where], self.d) + shift[:, None]
            runs.state[where[changed]] = reduced(moved, self.d)

        self.widest = max(self.widest, where.size)
        yield few if where.size <= 16 else many

    def measure(self, number: int, step: Measure) -> Iterable[Operation]:
        """Read F(m), then m -> m + t flow(F), t uniform."""
        for item, (variable, name) in enumerate(zip(step.variables, step.names, strict=True)):
            # the flow of a X is a kick -a of P, that of b P a kick b of X
            kicks = [(c + 1, -a % self.d) if c % 2 == 0 else (c - 1, a) for c, a in variable.terms]

            def run(
                runs: _Runs,
                read: tuple[Sequence[tuple[int, int]], int] = (variable.terms, variable.constant),
                place: int = self.position[name],
                kicks: Sequence[tuple[int, int]] = kicks,
                item: int = item,
            ) -> None:
                runs.outcomes[place] = self.combined(runs.state, *read)
                amount = self.streams.residues(self.d, runs.count, number, item).astype(self.kind)
                for coordinate, factor in kicks:
                    kick = amount * self.kind.type(factor)
                    runs.state[coordinate] = reduced(runs.state[coordinate] + kick, self.d)

            yield run

    def displace(self, number: int, step: Displace) -> Iterable[Operation]:
        """Add to coordinates what earlier outcomes say."""
        shifts = [
            (coordinate, [(self.position[name], factor % self.d) for name, factor in e.terms], e.constant)
            for coordinate, e in step.shifts
        ]

        def run(runs: _Runs) -> None:
            for coordinate, terms, constant in shifts:
                by = self.combined(runs.outcomes, terms, constant)
                runs.state[coordinate] = reduced(runs.state[coordinate] + by, self.d)

        yield run

    def noise(self, number: int, step: Noise) -> Iterable[Operation]:
        """Add a random tuple, drawn exactly."""
        choice = ExactChoice([weight for _, weight in step.weights])
        table = columns(np.array([shifts for shifts, _ in step.weights], dtype=np.int64) % self.d, self.kind)

        def run(runs: _Runs) -> None:
            def more(place: int) -> np.random.Generator:
                return self.streams.once(number, 1, int(runs.numbers[place]))

            drawn = choice.draw(self.streams.at(number, 0), runs.count, more)
            for coordinate, shifts in zip(step.coordinates, table, strict=True):
                runs.state[coordinate] = reduced(runs.state[coordinate] + shifts[drawn], self.d)

        yield run

    def condition(self, number: int, step: Condition) -> Iterable[Operation]:
        """Go on with the runs that meet it."""
        place, value = self.position[step.name], step.value % self.d

        def run(runs: _Runs) -> None:
            met = runs.outcomes[place] == value
            if not met.all():
                runs.numbers, runs.state, runs.outcomes = runs.numbers[met], runs.state[:, met], runs.outcomes[:, met]

        yield run
