"""Maps and preparations cut into parts that share no system, so that each stays small."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.language.steps import Discard, Prepare, Transform
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.variables import Variable


@dataclass(frozen=True)
class MapBlock:
    """The part of a map that acts on `systems`: m -> matrix m + shift, (2k, 2k) and (2k,) integers."""

    systems: tuple[int, ...]
    matrix: Matrix
    shift: Matrix


@dataclass(frozen=True)
class KnownBlock:
    """What a preparation makes known of some systems: variables on them alone, and their values."""

    systems: tuple[int, ...]
    variables: tuple[Variable, ...]
    values: tuple[int, ...]


def components(count: int, groups: Iterable[Sequence[int]]) -> list[tuple[int, ...]]:
    """The classes of range(count) under "occurs in one group with", ascending.

    >>> components(4, [(0, 2), (2, 3)])
    [(0, 2, 3), (1,)]
    """
    parent = list(range(count))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for group in groups:
        for item in group[1:]:
            low, high = sorted((root(group[0]), root(item)))
            parent[high] = low
    found: dict[int, list[int]] = {}
    for item in range(count):
        found.setdefault(root(item), []).append(item)
    return [tuple(members) for members in found.values()]


def map_blocks(step: Transform, d: int) -> list[MapBlock]:
    """The parts of a map that do something, each on as few systems as possible.

    >>> from toytheory.language.maps.discrete import named_transform
    >>> [block.systems for block in map_blocks(named_transform("swap", (4, 2), 3), 3)]
    [(4, 2)]
    """
    size = len(step.systems)
    matrix = np.mod(np.array(step.matrix, dtype=np.int64).reshape(2 * size, 2 * size), d)
    shift = np.mod(np.array(step.shift, dtype=np.int64), d)
    coupled = matrix.reshape(size, 2, size, 2).any(axis=(1, 3))
    blocks = []
    for members in components(size, np.argwhere(coupled).tolist()):
        where = np.array([c for i in members for c in (2 * i, 2 * i + 1)])
        part, constants = matrix[np.ix_(where, where)], shift[where]
        if constants.any() or not np.array_equal(part, np.eye(where.size)):
            blocks.append(MapBlock(tuple(step.systems[i] for i in members), part, constants))
    return blocks


def known_blocks(step: Prepare) -> list[KnownBlock]:
    """The preparation as independent ones; a system of which nothing is known is a block without variables.

    >>> X1, X3 = Variable.of({0: 1}, 3), Variable.of({4: 1}, 3)
    >>> [(b.systems, len(b.variables)) for b in known_blocks(Prepare((X1 - X3,), (0,), (0, 1, 2)))]
    [((0, 2), 1), ((1,), 0)]
    """
    position = {system: i for i, system in enumerate(step.systems)}
    parts = components(len(step.systems), [[position[s] for s in variable.systems] for variable in step.variables])
    part_of = {i: number for number, members in enumerate(parts) for i in members}
    chosen: list[list[int]] = [[] for _ in parts]
    for item, variable in enumerate(step.variables):
        chosen[part_of[position[variable.systems[0]]]].append(item)
    return [
        KnownBlock(
            tuple(step.systems[i] for i in members),
            tuple(step.variables[item] for item in items),
            tuple(step.values[item] for item in items),
        )
        for members, items in zip(parts, chosen, strict=True)
    ]


def kept_systems(experiment: Experiment, systems: int) -> list[int]:
    r"""Those of the first systems that are not discarded at the end.

    >>> from toytheory.language.reading import parse_experiment
    >>> kept_systems(parse_experiment("system 3 bits\ndiscard 1, 2\nprepare X1 = 0"), 3)
    [0, 2]
    """
    gone: set[int] = set()
    for step in experiment.steps:
        gone = gone | set(step.systems) if isinstance(step, Discard) else gone - set(step.touched)
    return [k for k in range(systems) if k not in gone]
