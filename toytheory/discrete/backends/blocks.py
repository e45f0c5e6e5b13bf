"""An experiment taken apart into blocks of systems that have nothing to do with each other.

What nothing is done to is in no block. So 10^5 systems, few of which interact, are 10^5 small problems, and a system
of which nothing is asked is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from toytheory.backend import DISCRETE_STEPS
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Step, System, Transform
from toytheory.phase_space.variables import Variable


@dataclass(eq=False)
class Block:
    """Some systems, and the steps that concern them.

    Attributes
    ----------
    local : system -> its number within the block.
    steps : in order; those that concern several blocks are divided among them.
    others : the steps that are no maps.
    unprepared : systems to which something is done before they are prepared.
    outcomes, noisy : how many variables are measured, how many coordinates are noisy.
    """

    local: dict[int, int] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    others: list[Step] = field(default_factory=list)
    unprepared: list[int] = field(default_factory=list)
    outcomes: int = 0
    noisy: int = 0

    @property
    def n(self) -> int:
        """Number of systems."""
        return len(self.local)

    def renumbered(self) -> tuple[Step, ...]:
        """The steps with systems and outcomes numbered from 0: equal for blocks that are alike."""
        names: dict[str, str] = {}

        def numbered(name: str) -> str:
            return names.setdefault(name, str(len(names)))

        return tuple(_renumbered(step, self.local, numbered) for step in self.steps)


def blocks_of(experiment: Experiment) -> list[Block]:
    r"""The blocks of an experiment: systems in one map, one variable, or fed forward from one to the other, are in one.

    Noise in common makes no block, as its displacements are only added up in the end.

    >>> from toytheory.language.reading import parse_experiment
    >>> text = "system 9 bits\nprepare X1 = 0, X2 = 0\nsum 4 2\nmeasure X1, X2\nnoise X1, X2 by 1,1: 1"
    >>> [sorted(block.local) for block in blocks_of(parse_experiment(text))]
    [[0], [1, 3]]
    """
    unknown = experiment.kinds - DISCRETE_STEPS
    if unknown:
        raise CannotRun(f"does not know the step {', '.join(sorted(kind.__name__ for kind in unknown))}")
    groups = _Groups()
    measured: dict[str, int] = {}
    above = groups.above
    for step in experiment.steps:
        match step:
            case Transform():
                systems = step.systems
                if len(systems) > 1 or systems[0] not in above:
                    groups.join(systems)
                    if groups.number == 1 and len(above) == experiment.n:
                        break  # one block that holds everything: nothing that follows changes that
            case Prepare():
                for system in step.systems:
                    if system not in above:
                        groups.join((system,))
                for variable in step.variables:
                    if len(variable.terms) > 1:
                        groups.join(variable.systems)
            case Measure():
                for variable, name in zip(step.variables, step.names, strict=True):
                    measured[name] = groups.join(variable.systems or (0,))
            case Displace():
                for coordinate, expression in step.shifts:
                    groups.join((coordinate >> 1, *(measured[name] for name, _ in expression.terms)))
            case Noise():
                for coordinate in step.coordinates:
                    groups.join((coordinate >> 1,))
            case Condition() | Discard():
                pass
    return _divided(experiment.steps, groups)


class _Groups:
    """Disjoint sets of systems (union by path halving), and how many there are."""

    def __init__(self) -> None:
        self.above: dict[int, int] = {}
        self.number = 0

    def of(self, system: int) -> int:
        above = self.above
        while (parent := above[system]) != system:
            above[system] = system = above[parent]
        return system

    def join(self, systems: Sequence[int]) -> int:
        """Put systems together; one of them."""
        above = self.above
        first = systems[0]
        if first not in above:
            above[first] = first
            self.number += 1
        for system in systems[1:]:
            if system not in above:
                above[system] = first
            elif above[system] != above[first]:
                one, other = self.of(system), self.of(first)
                if one != other:
                    above[one] = other
                    self.number -= 1
        return first


_DIVIDED: frozenset[type[Step]] = frozenset({Condition, Discard})
"""Steps that are not as they are in a block that holds everything: met in the end, or also of systems in no block."""


def _divided(steps: Sequence[Step], groups: _Groups) -> list[Block]:
    blocks: dict[int, Block] = {}
    for system in sorted(groups.above):
        block = blocks.setdefault(groups.of(system), Block())
        block.local[system] = block.n
    belongs = {system: blocks[groups.of(system)] for system in groups.above}
    others = [step for step in steps if type(step) is not Transform]
    if len(blocks) == 1 and not _DIVIDED & set(map(type, others)):
        (block,) = blocks.values()
        block.steps, block.others = list(steps), others
    else:
        for step in steps:
            if isinstance(step, Transform):
                belongs[step.systems[0]].steps.append(step)
            else:
                for block, part in _parts(step, belongs):
                    block.steps.append(part)
                    block.others.append(part)
    for block in blocks.values():
        block.outcomes = sum(len(step.names) for step in block.others if isinstance(step, Measure))
        block.noisy = sum(len(step.coordinates) for step in block.others if isinstance(step, Noise))
        block.unprepared = _unprepared(block)
    return list(blocks.values())


def _unprepared(block: Block) -> list[int]:
    """Systems of the block that are used before they are prepared, or never prepared."""
    fresh, used = dict.fromkeys(block.local), list[int]()
    for step in block.steps:
        if not fresh:
            break
        match step:
            case Prepare():
                touched: Iterable[int] = ()
                for system in step.systems:
                    fresh.pop(system, None)
            case Transform():
                touched = step.systems
            case Measure():
                touched = (system for variable in step.variables for system in variable.systems)
            case _:
                continue
        for system in touched:
            if system in fresh:
                del fresh[system]
                used.append(system)
    return used


def _parts(step: Any, belongs: dict[int, Block]) -> Iterable[tuple[Block, Step]]:
    """The parts of a step, no map, in several blocks."""
    match step:
        case Prepare():
            return _split_preparation(step, belongs)
        case Measure():
            variables = _sorted(zip(step.variables, step.names, strict=True), lambda pair: _home(pair[0], belongs))
            return [(b, Measure(*_columns(pairs))) for b, pairs in variables]
        case Displace():
            shifts = _sorted(step.shifts, lambda shift: belongs[shift[0] >> 1])
            return [(b, Displace(tuple(own))) for b, own in shifts]
        case Noise():
            coordinates = _sorted(step.coordinates, lambda c: belongs[c >> 1])
            return [(b, Noise(tuple(own), step.weights)) for b, own in coordinates]
        case Discard():
            systems = _sorted((s for s in step.systems if s in belongs), lambda s: belongs[s])
            return [(b, Discard(tuple(own))) for b, own in systems]
    return []  # conditions are met in the end


def _home(variable: Variable, belongs: dict[int, Block]) -> Block:
    return belongs[variable.terms[0][0] >> 1 if variable.terms else 0]


def _columns(pairs: Sequence[tuple[Any, ...]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(zip(*pairs, strict=True))


def _sorted(items: Iterable[Any], block_of: Any) -> list[tuple[Block, list[Any]]]:
    """Items by their block, in order."""
    found: dict[int, tuple[Block, list[Any]]] = {}
    for item in items:
        block = block_of(item)
        found.setdefault(id(block), (block, []))[1].append(item)
    return list(found.values())


def _split_preparation(step: Prepare, belongs: dict[int, Block]) -> Iterable[tuple[Block, Step]]:
    known = {
        id(b): own for b, own in _sorted(zip(step.variables, step.values, strict=True), lambda k: _home(k[0], belongs))
    }
    for block, systems in _sorted(step.systems, lambda s: belongs[s]):
        variables, values = _columns(known[id(block)]) if id(block) in known else ((), ())
        yield block, Prepare(variables, values, tuple(systems))


def without_idle_systems(experiment: Experiment) -> tuple[Experiment, tuple[int, ...], tuple[int, ...]]:
    r"""The experiment on the systems to which something is done, numbered anew; these systems; where its steps were.

    >>> from toytheory.language.reading import parse_experiment
    >>> text = "system 9 bits\ndiscard 1\nmeasure X7 + P3 as a"
    >>> smaller, systems, numbers = without_idle_systems(parse_experiment(text))
    >>> smaller.steps[0].variables[0].systems, systems, numbers
    ((0, 1), (2, 6), (1,))
    """
    used = sorted(system for block in blocks_of(experiment) for system in block.local)
    if len(used) == experiment.n:
        return experiment, tuple(used), tuple(range(len(experiment.steps)))
    local = {system: k for k, system in enumerate(used)}
    steps = [
        (number, _renumbered(step, local, str))
        for number, step in enumerate(experiment.steps)
        if not isinstance(step, Discard) or not local.keys().isdisjoint(step.systems)
    ]
    smaller = Experiment(System.of_dimension(experiment.d, max(1, len(used))), tuple(step for _, step in steps))
    return smaller, tuple(used), tuple(number for number, _ in steps)


def _renumbered(step: Any, local: dict[int, int], name_of: Callable[[str], str]) -> Step:
    match step:
        case Prepare():
            systems = tuple(local[s] for s in step.systems)
            return Prepare(tuple(_moved(F, local) for F in step.variables), step.values, systems)
        case Transform():
            return replace(step, systems=tuple(local[s] for s in step.systems))
        case Measure():
            return Measure(tuple(_moved(F, local) for F in step.variables), tuple(map(name_of, step.names)))
        case Displace():
            return Displace(
                tuple(
                    (_coordinate(c, local), replace(e, terms=tuple((name_of(name), a) for name, a in e.terms)))
                    for c, e in step.shifts
                )
            )
        case Noise():
            return Noise(tuple(_coordinate(c, local) for c in step.coordinates), step.weights)
        case Discard():
            return Discard(tuple(local[s] for s in step.systems if s in local))
    return cast(Step, step)  # a condition names no system


def _coordinate(index: int, local: dict[int, int]) -> int:
    return 2 * local[index >> 1] + (index & 1)


def _moved(variable: Variable, local: dict[int, int]) -> Variable:
    terms = tuple(sorted((_coordinate(index, local), a) for index, a in variable.terms))
    return Variable(terms, variable.constant, variable.d)
