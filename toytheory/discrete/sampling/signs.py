"""Bits in quantum theory where branches depend on outcomes: signs that differ from path to path, each known exactly.

A path is which branch is taken at each `when`. On one path nothing branches, so that its outcomes are those of the toy
theory moved by constants (docs/bits.md), and one run of the path in quantum theory gives the constants. Here every
outcome is two rows: how runs differ, which maps and feed-forward act on, and the constants of the paths. Their sum is
the outcome, which decides what branch a run takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from toytheory.errors import CannotRun
from toytheory.language.bookkeeping import Branch, Derived, Random, When
from toytheory.language.experiment import Experiment
from toytheory.language.lowering.unroll import unrolled
from toytheory.language.steps import Displace, Measure, Prepare, Step, Transform
from toytheory.phase_space.variables import Variable

from .lowering import CAPABILITIES, Lowering
from .program import SHIFT, Program

Path = tuple[int, ...]
"""The branches taken, in order; the number after the last one where no branch is taken."""

PATHS = 4096
"""At most so many paths."""

NOTHING = Branch((), ())


def linear(variables: Sequence[Variable]) -> tuple[Variable, ...]:
    """Without their constants."""
    return tuple(replace(variable, constant=0) for variable in variables)


def branches_of(step: When) -> tuple[Branch, ...]:
    """The branches, and that nothing happens where that can be."""
    return step.branches if not step.branches[-1].conditions else (*step.branches, NOTHING)


def straight_paths(steps: Sequence[Step]) -> Iterator[tuple[Path, tuple[Step, ...]]]:
    """Every path through steps without rounds, with the steps that are done on it."""
    for number, step in enumerate(steps):
        if isinstance(step, When):
            for taken, branch in enumerate(branches_of(step)):
                rest = (*branch.steps, *steps[number + 1 :])
                for path, done in straight_paths(rest):
                    yield (taken, *path), (*steps[:number], *done)
            return
    yield (), tuple(steps)


def signed(
    experiment: Experiment, reference: Callable[[Experiment], Mapping[str, int]], detectors: bool = False
) -> Program:
    r"""The program of an experiment on bits with branches, in a theory that differs from the toy theory by signs.

    Parameters
    ----------
    reference : a value of everything that an experiment without branches makes, in one run without noise. The values
        of earlier steps must not depend on later steps.

    Errors: CannotRun for more than 4,096 paths, and for what cannot be sampled.

    >>> from toytheory.language.reading import parse_experiment
    >>> text = "system 1 bit\nmeasure X as a\nwhen a = 1\n  fourier 1\nend\nmeasure X as b"
    >>> signed(parse_experiment(text), lambda straight: {"a": 0, "b": 0}).names
    ('a', 'b')
    """
    reason = CAPABILITIES.reason_against(experiment)
    if reason is not None:
        raise CannotRun(reason)
    values: dict[Path, Mapping[str, int]] = {}
    for path, steps in straight_paths(unrolled(experiment.steps)):
        if len(values) == PATHS:
            raise CannotRun(f"more than {PATHS} paths through its branches, each of which has signs of its own")
        values[path] = reference(Experiment(experiment.system, steps))
    lowering = SignedLowering(experiment, values)
    names = (*experiment.detectors, *experiment.observables) if detectors else experiment.outcomes
    return lowering.builder.program(names, [lowering.value(name) for name in names], lowering.conditions)


class SignedLowering(Lowering):
    """A walk through the steps that knows on which paths a run can be.

    Attributes
    ----------
    records : outcome -> the row of how runs differ.
    signs : outcome -> the row of its constants.
    paths : the paths so far that lead into the present branch, each with the mask of its runs.
    """

    def __init__(self, experiment: Experiment, values: Mapping[Path, Mapping[str, int]]) -> None:
        self.signs: dict[str, int] = {}
        self.paths: list[tuple[int, Path]] = [(-1, ())]
        self._values: dict[Path, Mapping[str, int]] = {}
        for path, known in values.items():  # of a path that is not at its end, those of any path that goes on from it
            for length in range(len(path) + 1):
                self._values.setdefault(path[:length], known)
        super().__init__(experiment)

    def value(self, name: str) -> int:
        """A row with the outcome itself."""
        return self.builder.combine([(self.records[name], 1), (self.signs[name], 1)])

    def prepare(self, step: Prepare) -> None:
        """Constants come with the outcomes."""
        super().prepare(replace(step, variables=linear(step.variables), values=(0,) * len(step.values)))

    def transform(self, step: Transform) -> None:
        """Without its shift."""
        super().transform(replace(step, shift=(0,) * len(step.shift)))

    def measure(self, step: Measure) -> None:
        """How runs differ, and on each path its constants."""
        super().measure(replace(step, variables=linear(step.variables)))
        for name in step.names:
            self.signs[name] = self._sign(name)

    def _sign(self, name: str) -> int:
        row, outside = self.builder.combine([]), self.builder.mask
        for mask, path in self.paths:
            if self._values[path][name]:
                self.builder.mask = mask
                self.builder.op(SHIFT, row, 0, 1)
        self.builder.mask = outside
        return row

    def displace(self, step: Displace) -> None:
        """By how runs differ."""
        for coordinate, by in step.shifts:
            self.builder.displace(coordinate, [(self.records[name], c) for name, c in by.terms])

    def random(self, step: Random) -> None:
        """A row by itself."""
        super().random(step)
        self.signs[step.name] = self._sign(step.name)

    def derive(self, step: Derived) -> None:
        """Both rows follow from those of others."""
        terms = step.expression.terms
        self.signs[step.name] = self.builder.combine([(self.signs[n], c) for n, c in terms], step.expression.constant)
        self.records[step.name] = self.builder.combine([(self.records[n], c) for n, c in terms])

    def when(self, step: When) -> None:
        """Every branch for its own runs, on the paths that lead there."""
        builder, outside = self.builder, self.builder.mask
        before, signs, came = self.records, self.signs, self.paths
        masks: list[int] = []
        made: list[tuple[dict[str, int], dict[str, int]]] = []
        left: list[tuple[int, Path]] = []
        for number, branch in enumerate(branches_of(step)):
            self.records, self.signs = before, signs
            wanted = [(self.value(name), value) for name, value in branch.conditions]
            masks.append(builder.those_with(wanted, masks))
            builder.mask, self.records, self.signs = masks[-1], dict(before), dict(signs)
            self.paths = [(self._both(mask), (*path, number)) for mask, path in came]
            self.follow(branch.steps)
            builder.mask = outside
            left += self.paths
            made.append((self.records, self.signs))
        self.records, self.signs, self.paths = before, signs, left
        for name in step.makes:
            self.records[name] = builder.choose(masks, [rows[name] for rows, _ in made if name in rows])
            self.signs[name] = builder.choose(masks, [rows[name] for _, rows in made if name in rows])

    def _both(self, mask: int) -> int:
        """The runs of the present mask that are also in this one."""
        return self.builder.mask if mask < 0 else self.builder.those_with([(mask, 1)])
