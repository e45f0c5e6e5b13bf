"""The talk's slides of continuous states: quadrature states, and the Gaussian states of the uncertainty principle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from toytheory.continuous.backends.liouville import coordinates_after
from toytheory.continuous.gaussian import coherent, squeezed_vacuum, thermal, two_mode_squeezed_vacuum
from toytheory.continuous.liouville import LiouvilleState
from toytheory.drawing.modes import State, draw_mode, draw_panel, new_figure
from toytheory.drawing.typeset import typeset
from toytheory.language.reading import parse_experiment

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SINGLE = ("X = 1", "P = -1", "X + P = 0.5", "X - 2P = 0")
PAIRS = ("X1 = 2, P2 = 2", "X1 - X2 = 0.5", "X1 - X2 = 0.5, P1 + P2 = 0")
PLANES = ((1, 0), (3, 2), (2, 0), (3, 1))
"""The phase space of either mode, then X with X and P with P: (horizontal, vertical)."""

SPAN = 3.0


def quadrature_state(known: str, n: int) -> State:
    """What is known after preparing it."""
    return coordinates_after(parse_experiment(f"system {n} modes\nprepare {known}"))


def _side_by_side(states: Sequence[tuple[str, State]], span: float) -> Figure:
    made, panels = new_figure(1, len(states))
    for (name, state), axes in zip(states, panels, strict=True):
        draw_mode(state, axes, span=span)
        axes.set_title(typeset(name, lone=True), fontsize=8)
    return made


def single_mode() -> Figure:
    """One variable of one mode known, or nothing."""
    states: list[tuple[str, State]] = [(known, quadrature_state(known, 1)) for known in SINGLE]
    return _side_by_side([*states, ("nothing known", LiouvilleState.unknown(1))], SPAN)


def pairs_of_modes() -> Figure:
    """A row a state, a column a plane."""
    made, panels = new_figure(len(PAIRS), len(PLANES))
    for i, known in enumerate(PAIRS):
        state = quadrature_state(known, 2)
        for j, plane in enumerate(PLANES):
            axes = draw_panel(state, panels[i * len(PLANES) + j], plane, SPAN)
            axes.set_title(typeset(known) if not j else "", fontsize=8)
    return made


def gaussian_states() -> Figure:
    """Vacuum, coherent, squeezed in X and along another direction, thermal."""
    return _side_by_side(
        [
            ("vacuum", LiouvilleState.vacuum(1)),
            ("coherent, means 1.5, 1", coherent(1.5, 1.0)),
            ("squeezed, r = 1", squeezed_vacuum(1.0)),
            ("squeezed, turned", squeezed_vacuum(0.8, 0.6)),
            ("thermal, 1 quantum", thermal(1.0)),
        ],
        4.0,
    )


def squeezed_pair() -> Figure:
    """Each mode, then the planes that show the correlations."""
    state = two_mode_squeezed_vacuum(1.0)
    made, panels = new_figure(1, len(PLANES))
    for plane, axes in zip(PLANES, panels, strict=True):
        draw_panel(state, axes, plane, 4.5)
    return made
