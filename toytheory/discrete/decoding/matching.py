"""Bits decoded by PyMatching: minimum-weight perfect matching, where an error flips two detectors at most."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from toytheory.discrete.sampling.independent import independent_errors
from toytheory.errors import CannotRun, InputError

from .model import ErrorModel


class MatchingDecoder:
    """PyMatching (an optional extra) on the independent errors of a model.

    Errors that flip more than two detectors, such as a Y in a surface code, are taken apart into ones of the model that
    flip two at most, as if these were independent: that is where matching is not maximum likelihood.

    Errors: InputError for d > 2, and for errors that cannot be taken apart.
    """

    name = "matching"

    def __init__(self, model: ErrorModel) -> None:
        from pymatching import Matching

        if model.d != 2:
            raise InputError(f"matching is for bits, and this has d = {model.d}", "use the decoder lookup or integer")
        self.matching = Matching()
        self.observables = model.observables
        self.matching.ensure_num_fault_ids(model.observables)
        self.matching.set_boundary_nodes({model.detectors})
        for (seen, flipped), p in graph_edges(model).items():
            ends = (*seen, model.detectors)[:2]
            weight = math.log1p(-p) - math.log(p)
            # errors that flip the same detectors and other observables: the likelier one explains them
            self.matching.add_edge(
                *ends, fault_ids=set(flipped), weight=weight, error_probability=p, merge_strategy="smallest-weight"
            )
        self.detectors = model.detectors

    def decode(self, events: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """What the observables were flipped by, (n, observables), from detection events, (n, detectors)."""
        padded = np.zeros((len(events), self.matching.num_detectors + 1), dtype=np.uint8)
        padded[:, : self.detectors] = events
        answer: NDArray[np.uint8] = self.matching.decode_batch(padded[:, : self.matching.num_detectors])
        return answer


Edge = tuple[tuple[int, ...], tuple[int, ...]]
"""Which detectors, one or two, and which observables an error flips."""


def graph_edges(model: ErrorModel) -> dict[Edge, float]:
    """Independent errors that flip one or two detectors, with their probabilities."""
    try:
        errors = independent_errors(model.mechanisms)
    except CannotRun:
        errors = independent_errors(model.mechanisms, approximate=True)
    split = {_edge(added, model.detectors): p for added, p in errors.items()}
    likely = sorted(split, key=split.__getitem__)
    known = {edge[0]: edge for edge in likely if 0 < len(edge[0]) <= 2}
    edges: dict[Edge, float] = {}
    for (seen, flipped), p in split.items():
        if not seen:
            continue  # flips observables alone: nothing can be done about it
        for edge in [(seen, flipped)] if len(seen) <= 2 else _parts(seen, flipped, known):
            before = edges.get(edge, 0.0)
            edges[edge] = p * (1 - before) + before * (1 - p)
    return {edge: min(p, 0.5) for edge, p in edges.items()}


def _edge(added: tuple[tuple[int, int], ...], detectors: int) -> Edge:
    return tuple(i for i, _ in added if i < detectors), tuple(i - detectors for i, _ in added if i >= detectors)


def _parts(seen: tuple[int, ...], flipped: tuple[int, ...], known: dict[tuple[int, ...], Edge]) -> list[Edge]:
    """Known edges that together flip the same."""
    found = _covered(seen, known)
    for parts in found:
        together: set[int] = set()
        for part in parts:
            together ^= set(part[1])
        if together == set(flipped):
            return parts
    problem = f"an error flips the detectors {', '.join(map(str, seen))}, which no errors of one or two detectors do"
    raise InputError(problem, "use the decoder integer, or lookup")


def _covered(seen: tuple[int, ...], known: dict[tuple[int, ...], Edge]) -> list[list[Edge]]:
    """All ways of taking detectors apart into known edges."""
    if not seen:
        return [[]]
    first, rest = seen[0], seen[1:]
    ways = []
    for i, second in enumerate(rest):
        if (first, second) in known:
            ways += [[known[first, second], *way] for way in _covered(rest[:i] + rest[i + 1 :], known)]
    if (first,) in known:
        ways += [[known[(first,)], *way] for way in _covered(rest, known)]
    return ways
