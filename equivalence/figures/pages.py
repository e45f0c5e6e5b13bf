"""How the pages of the talk's pictures are made: which states and measurements, in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

from toytheory.discrete.enumeration import isotropic_modules, lagrangian_modules, valuations
from toytheory.discrete.epistemic import EpistemicState
from toytheory.discrete.measurements import Measurement
from toytheory.drawing import (
    Ensemble,
    Page,
    cells_page,
    experiment_page,
    map_page,
    measurement_page,
    measurements_page,
    read_map,
    read_measurement,
    state_page,
    states_page,
    values_page,
)
from toytheory.drawing.states import block
from toytheory.drawing.states import forbidden as forbidden_block
from toytheory.language.notation import parse_known
from toytheory.language.reading import parse_experiment
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.variables import Variable

CORRELATED = """
X1 + X2 = 0, P1 - P2 = 0; X1 + X2 = 0, X1 + P1 - P2 = 0; X1 + X2 = 0, X1 - P1 + P2 = 0;
X1 - X2 = 0, P1 + P2 = 0; X1 - X2 = 0, X1 - P1 - P2 = 0; X1 - X2 = 0, P1 + X2 + P2 = 0;
X1 - P2 = 0, P1 - X2 = 0; X1 - P2 = 0, P1 - X2 + P2 = 0; X1 - P2 = 0, P1 - X2 - P2 = 0;
P1 - X2 = 0, X1 + P1 - P2 = 0; X1 + P1 - X2 = 0, X1 + X2 - P2 = 0; P1 - P2 = 0, X1 - P1 + X2 = 0;
P1 - X2 = 0, X1 - P1 - P2 = 0; X1 + P1 - X2 = 0, X1 - P1 - X2 + P2 = 0; X1 - X2 - P2 = 0, X1 - P1 + X2 = 0;
X1 + P2 = 0, P1 + X2 = 0; X1 + P2 = 0, P1 + X2 + P2 = 0; X1 + P2 = 0, P1 + X2 - P2 = 0;
P1 + X2 = 0, X1 + X2 + P2 = 0; X1 + P1 - P2 = 0, P1 - X2 + P2 = 0; X1 + P1 + X2 = 0, P1 - P2 = 0;
P1 + X2 = 0, X1 + P1 + P2 = 0; P1 + P2 = 0, X1 - X2 + P2 = 0; X1 - P1 - P2 = 0, P1 - X2 - P2 = 0
"""
"""The 24 sets of variables of slide "Correlated pure epistemic states" in its order, numbers 14 and 21 corrected."""


def correlated_trits() -> list[str]:
    """The known variables of the 24 pictures, as the talk writes them."""
    return [" ".join(part.split()) for part in CORRELATED.split(";")]


def canonical_variables(d: int) -> list[tuple[int, int]]:
    """(a, b) of the variables aX + bP of one system up to a factor, in the talk's order: X, P, X + P, X + 2P, ...

    >>> canonical_variables(3)
    [(1, 0), (0, 1), (1, 1), (1, 2)]
    """
    return [(1, 0), (0, 1), *((1, b) for b in range(1, d))]


def _single_states(d: int) -> list[EpistemicState]:
    return [EpistemicState.of([V], [v], d, 1) for V in canonical_variables(d) for v in range(d)]


def one_system(d: int) -> Callable[[], Page]:
    """All valid states of one system, the values of a variable side by side."""

    def page() -> Page:
        return states_page([*_single_states(d), EpistemicState.unknown(d, 1)], columns=d)

    return page


def _is_correlated(state: EpistemicState) -> bool:
    return state.marginal([0]).product(state.marginal([1])) != state


def _states(modules: tuple[Matrix, ...], d: int) -> Iterator[EpistemicState]:
    for known in modules:
        for values in valuations(known, d):
            yield EpistemicState.of(known, values, d, 2)


def two_bits_one_variable() -> Page:
    """One variable known, or nothing."""
    return states_page([*_states(isotropic_modules(2, 2, 1), 2), EpistemicState.unknown(2, 2)], columns=8)


def two_bits_uncorrelated() -> Page:
    """A row for each state of the first bit, a column for each of the second."""
    return states_page([a.product(b) for a, b in product(_single_states(2), repeat=2)], columns=6)


def two_bits_correlated() -> Page:
    """The four valuations of a set side by side."""
    return states_page((s for s in _states(lagrangian_modules(2, 2), 2) if _is_correlated(s)), columns=8)


def pair_of_trits() -> Page:
    """The cells with their ontic states."""
    return cells_page(3)


def two_trits_one_variable() -> Page:
    """Every variable up to a factor, at the value 0."""
    return states_page((EpistemicState.of(V, [0], 3, 2) for V in isotropic_modules(3, 2, 1)), columns=8)


def two_trits_uncorrelated() -> Page:
    """A row for each variable of the first trit, a column for each of the second."""
    rows = [((*a, 0, 0), (0, 0, *b)) for a, b in product(canonical_variables(3), repeat=2)]
    return states_page((EpistemicState.of(V, [0, 0], 3, 2) for V in rows), columns=4)


def two_trits_correlated() -> Page:
    """The talk's list of 24, in its order."""
    known = correlated_trits()
    titles = [f"{i}. {text}" for i, text in enumerate(known, 1)]
    return states_page((EpistemicState.from_known(text, 3, 2) for text in known), titles=titles, columns=6)


def state(known: str, d: int) -> Callable[[], Page]:
    """One state of a pair."""
    return lambda: state_page(EpistemicState.from_known(known, d, 2))


def forbidden(known: str, d: int) -> Callable[[], Page]:
    """Known variables of a pair that do not commute."""
    return lambda: values_page(parse_known(known, d, 2), d, 2)


def measured_away(known: str, outcome: str, after: str, d: int) -> Callable[[], Page]:
    """A forbidden state of a pair, and what would be known once system 1 has been measured."""

    def page() -> Page:
        first = Ensemble.of_values(parse_known(known, d, 2), d, 2)
        then = Ensemble.of_values(parse_known(f"{outcome}, {after}", d, 2), d, 2)
        blocks = (
            forbidden_block(block(first, f"forbidden: {known}")),
            block(then, f"after measuring {outcome}: {after}"),
        )
        return Page(blocks)

    return page


def transformation(text: str, d: int) -> Callable[[], Page]:
    """A map."""
    return lambda: map_page(read_map(text, d), text)


def single_measurements(d: int) -> Callable[[], Page]:
    """Every variable of one system up to a factor."""

    def page() -> Page:
        variables = [Variable.from_vector(V, d) for V in canonical_variables(d)]
        return measurements_page([Measurement.of([F], 1) for F in variables])

    return page


def pair_measurements(d: int, rank: int) -> Callable[[], Page]:
    """Every set of so many independent commuting variables of a pair, up to a relabelling of outcomes."""

    def page() -> Page:
        sets = [[Variable.from_vector(row, d) for row in V] for V in isotropic_modules(d, 2, rank)]
        return measurements_page([Measurement.of(variables, 2) for variables in sets], columns=5 if d == 2 else 8)

    return page


TELLING = (
    "X1, X2", "X1, P2", "X1 + P1, X2 - P2",
    "X1 - X2, P1 + P2", "X1 + P2, P1 + X2", "X1 + P1 - X2, X1 + X2 - P2",
)  # fmt: skip
"""Joint measurements of two trits: three of each trit by itself, three of correlations."""


def telling_measurements() -> Page:
    """A few of the 40 maximal measurements of a pair of trits, large enough to be read cell by cell."""
    drawn = [measurement_page(read_measurement(text, 3)) for text in TELLING]
    blocks = tuple(replace(page.blocks[0], title=page.title) for page in drawn)
    keys = tuple(replace(key, text=f"outcomes {', '.join(key.cell.label)}") for key in drawn[0].legend)
    return Page(blocks, legend=keys, columns=3)


def run(text: str, **outcomes: int) -> Callable[[], Page]:
    """An experiment, one run of it."""
    return lambda: experiment_page(parse_experiment(text), outcomes)
