"""Pictures of what is known of modes: lines and strips of quadrature states, ellipses, Wigner functions, ontic states.

A panel shows two coordinates, as the grids do: X upwards and P to the right; of a pair, the first mode upwards and the
second to the right. Where both are flat, all of it is shaded; where one combination is known, there is a line
(it is certain) or a strip as wide as its deviation on both sides; otherwise the ellipses of one and two deviations.
Slides "Valid epistemic states for a single degree of freedom" and "... for a pair of degrees of freedom". Functions
draw into Matplotlib axes that are given or made, and return them; there is no `pyplot` in it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from toytheory.continuous.backends.liouville import coordinates_after
from toytheory.continuous.liouville import LiouvilleState
from toytheory.continuous.moments import pushed
from toytheory.continuous.quadrature import QuadratureState
from toytheory.errors import InputError
from toytheory.language.reading import parse_experiment
from toytheory.outcomes.densities import Floats, Moments
from toytheory.phase_space.space import coordinate_name

from .painting import shown, styled
from .scene import wrapped
from .typeset import typeset

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, FILL, FAINT = "#0d3767", "#5f93c4", "#d5e3f2"

PANEL = 2.4
"""Inches."""

MOST = 24
"""Modes of a state."""

READING = (
    "Known for certain: a line. Otherwise one deviation as a strip, or ellipses of one and two. Shaded: nothing known."
)

State = LiouvilleState | QuadratureState | Moments


def moments_of(state: State) -> Moments:
    """The moments of the coordinates of any kind of state."""
    if isinstance(state, QuadratureState):
        state = state.liouville()
    return state.moments if isinstance(state, LiouvilleState) else state


def new_figure(rows: int, columns: int) -> tuple[Figure, list[Axes]]:
    """A figure and its axes, row by row."""
    from matplotlib.figure import Figure

    size = (PANEL * columns + 0.4, PANEL * rows + 0.4)
    with styled():
        made = Figure(figsize=size, dpi=150, facecolor="white", layout="constrained")
        axes = np.asarray(made.subplots(rows, columns, squeeze=False))
    return shown(made), list(axes.ravel())


def span_of(state: State, least: float = 3.0) -> float:
    """Half the width of a panel that shows a state: its means and three deviations of what is not flat."""
    moments = moments_of(state)
    deviations = np.sqrt(np.clip(np.diagonal(moments.covariance), 0.0, None))
    return float(max(least, 1.15 * np.max(np.abs(moments.means) + 3 * deviations, initial=0.0)))


def draw_panel(
    state: State, axes: Axes | None = None, coordinates: tuple[int, int] = (1, 0), span: float | None = None
) -> Axes:
    """What is known of two coordinates.

    Parameters
    ----------
    coordinates : positions in the talk's order, of the horizontal and of the vertical one.
    span : half the width of the panel.

    >>> axes = draw_panel(LiouvilleState.vacuum(1))
    >>> axes.get_xlabel(), axes.get_ylabel(), len(axes.patches)
    ('P', 'X', 2)
    """
    moments = moments_of(state)
    if len(set(coordinates)) != 2 or not all(0 <= c < moments.size for c in coordinates):
        raise InputError(f"coordinates {coordinates} of {moments.size}", "name two different ones")
    axes = new_figure(1, 1)[1][0] if axes is None else axes
    half = span_of(moments) if span is None else span
    pair = pushed(moments, np.eye(moments.size)[list(coordinates)])
    if len(pair.flat) == 2:
        axes.axhspan(-half, half, color=FAINT, lw=0)
    elif len(pair.flat) == 1:
        _strip(axes, pair, half)
    else:
        _ellipses(axes, pair)
    axes.set_xlim(-half, half)
    axes.set_ylim(-half, half)
    axes.set_aspect("equal")
    lone = moments.size == 2
    axes.set_xlabel(typeset(coordinate_name(coordinates[0]), lone=lone))
    axes.set_ylabel(typeset(coordinate_name(coordinates[1]), lone=lone))
    axes.locator_params(nbins=5)
    axes.axhline(0, color="#c9c9c9", lw=0.5, zorder=0)
    axes.axvline(0, color="#c9c9c9", lw=0.5, zorder=0)
    return axes


def _strip(axes: Axes, pair: Moments, half: float) -> None:
    """A line along the flat direction, in a strip as wide as the deviation across it."""
    along = pair.flat[0]
    across = np.array([-along[1], along[0]])
    middle, deviation = pair.means, math.sqrt(max(pair.variance(across), 0.0))
    reach = 4 * (half + float(np.linalg.norm(middle)))
    ends = np.array([middle - reach * along, middle + reach * along])
    if deviation > 1e-9 * half:
        corners = np.vstack([ends + deviation * across, (ends - deviation * across)[::-1]])
        axes.fill(corners[:, 0], corners[:, 1], color=FILL, alpha=0.4, lw=0)
        axes.plot(ends[:, 0], ends[:, 1], color=INK, lw=0.8, ls="--")
    else:
        axes.plot(ends[:, 0], ends[:, 1], color=INK, lw=2)


def _ellipses(axes: Axes, pair: Moments) -> None:
    """One and two deviations; a segment or a point where a combination is certain."""
    from matplotlib.patches import Ellipse

    values, vectors = np.linalg.eigh(pair.covariance)
    widths = np.sqrt(np.clip(values, 0.0, None))
    if widths[0] <= 1e-9 * max(widths[1], 1e-300):
        ends = pair.means + np.outer([-2, 2], widths[1] * vectors[:, 1])
        axes.plot(ends[:, 0], ends[:, 1], color=INK, lw=2, marker="o", ms=3)
        return
    angle = math.degrees(math.atan2(vectors[1, 1], vectors[0, 1]))
    for size, alpha in ((2.0, 0.25), (1.0, 0.5)):
        shape = Ellipse(tuple(pair.means), 2 * size * widths[1], 2 * size * widths[0], angle=angle)
        shape.set(facecolor=FILL, alpha=alpha, edgecolor=INK, linewidth=0.8)
        axes.add_patch(shape)
    axes.plot(*pair.means, color=INK, marker="+", ms=5)


def draw_mode(state: State, axes: Axes | None = None, system: int = 0, span: float | None = None) -> Axes:
    """The phase space of one mode (from 0)."""
    return draw_panel(state, axes, (2 * system + 1, 2 * system), span)


def draw_pair(state: State, systems: tuple[int, int] = (0, 1), span: float | None = None) -> list[Axes]:
    """A pair of modes: the phase space of each, and the planes (X, X), (P, P), (X, P), (P, X) that show correlations.

    >>> from toytheory.phase_space.variables import Variable
    >>> known = [Variable.of({0: 1, 2: -1}, None), Variable.of({1: 1, 3: 1}, None)]
    >>> [a.get_xlabel() + a.get_ylabel() for a in draw_pair(QuadratureState.of(known, [0, 0], n=2))]
    ['P₁X₁', 'X₂X₁', 'P₂X₁', 'P₂X₂', 'P₂P₁', 'X₂P₁']
    """
    first, second = (2 * s for s in systems)
    planes = [
        (first + 1, first), (second, first), (second + 1, first),
        (second + 1, second), (second + 1, first + 1), (second, first + 1),
    ]  # fmt: skip
    half = span_of(state) if span is None else span
    _, panels = new_figure(2, 3)
    return [draw_panel(state, axes, plane, half) for axes, plane in zip(panels, planes, strict=True)]


def draw_wigner(state: LiouvilleState, axes: Axes | None = None, span: float | None = None, points: int = 161) -> Axes:
    """The phase-space density of one Gaussian mode, which is the Wigner function of its quantum counterpart."""
    if state.n != 1:
        raise InputError(f"a Wigner function of {state.n} modes", "take the marginal of one mode")
    axes = new_figure(1, 1)[1][0] if axes is None else axes
    half = span_of(state) if span is None else span
    grid = np.linspace(-half, half, points)
    across, up = np.meshgrid(grid, grid)
    values = state.density(np.stack([up, across], axis=-1))
    axes.imshow(
        values, origin="lower", extent=(-half, half, -half, half), cmap="Blues", vmin=0, interpolation="bilinear"
    )
    axes.set(xlabel="P", ylabel="X")
    axes.set_title("Wigner function", fontsize=8)
    return axes


def draw_ontic_states(
    state: LiouvilleState, axes: Axes | None = None, count: int = 600, seed: int = 0, span: float | None = None
) -> Axes:
    """Ontic states of one Gaussian mode, drawn at random."""
    if state.n != 1 or len(state.moments.flat):
        raise InputError("ontic states are drawn of one mode in which nothing is flat", "take a Gaussian state")
    axes = new_figure(1, 1)[1][0] if axes is None else axes
    half = span_of(state) if span is None else span
    values, vectors = np.linalg.eigh(state.moments.covariance)
    root = vectors * np.sqrt(np.clip(values, 0.0, None))
    drawn: Floats = np.random.default_rng(seed).standard_normal((count, 2)) @ root.T + state.moments.means
    axes.plot(drawn[:, 1], drawn[:, 0], ls="none", marker=".", ms=2, color=INK, alpha=0.6)
    axes.set(xlim=(-half, half), ylim=(-half, half), xlabel="P", ylabel="X")
    axes.set_title(f"{count} ontic states", fontsize=8)
    axes.set_aspect("equal")
    return axes


def draw_beside(state: LiouvilleState, count: int = 600, seed: int = 0) -> list[Axes]:
    """The Wigner function beside ontic states.

    >>> [a.get_title() for a in draw_beside(LiouvilleState.vacuum(1), count=100)]
    ['Wigner function', '100 ontic states']
    """
    half = span_of(state)
    _, panels = new_figure(1, 2)
    return [draw_wigner(state, panels[0], half), draw_ontic_states(state, panels[1], count, seed, half)]


def draw_state(thing: str, n: int | None = None) -> Figure:
    """What `toytheory draw THING --modes` shows: what would stand behind `prepare` in the language.

    One mode: its phase space; of a Gaussian state also the Wigner function beside ontic states. Two: all their planes.
    More: the phase space of each.

    >>> draw_state("X1 - X2 = 0.5, P1 + P2 = 0").get_label()[:26]
    'X1 - X2 = 0.5, P1 + P2 = 0'
    """
    named = [int(digits) for digits in re.findall(r"\b[XP](\d{1,6})\b", thing)]
    listed = re.match(r"\s*(?:vacuum|gaussian)((?:[\s,]+\d{1,6}\b)*)", thing)
    named += [int(digits) for digits in re.findall(r"\d+", listed.group(1))] if listed else []
    count = n if n is not None else max([1, *named])
    experiment = parse_experiment(f"system {count} modes\nprepare {thing}", "state")
    made = _figure_of(LiouvilleState(coordinates_after(experiment), 1.0))
    told = f"{count} mode{'s' if count > 1 else ''}."
    return titled(made, thing, (told, READING))


def titled(figure: Figure, title: str, caption: Sequence[str] = ()) -> Figure:
    """The figure with its title above, its caption below, and both as its label."""
    room = figure.get_figwidth() - 0.3
    lines = [line for text in caption for line in wrapped(text, 8, room, prose=True)]
    lone = not any(digit in title for digit in "23456789")
    head = "\n".join(wrapped(typeset(title, lone=lone), 11, room))
    figure.suptitle(head, x=0.02, ha="left", fontsize=11, fontweight="bold", parse_math=False)
    if lines:
        figure.supxlabel("\n".join(lines), x=0.02, ha="left", fontsize=8, parse_math=False)
    figure.set_label("; ".join([title, *caption]))
    return figure


def _figure_of(state: LiouvilleState) -> Figure:
    if state.n == 1:
        proper = not len(state.moments.flat)
        figure, panels = new_figure(1, 3 if proper else 1)
        half = span_of(state)
        draw_mode(state, panels[0], span=half)
        if proper:
            draw_wigner(state, panels[1], half)
            draw_ontic_states(state, panels[2], span=half)
        return figure
    if state.n == 2:
        return _figure(draw_pair(state)[0])
    if state.n > MOST:
        raise InputError(f"{state.n} modes are too many for one picture", f"draw at most {MOST}")
    figure, panels = new_figure(-(-state.n // 4), min(state.n, 4))
    for system, axes in enumerate(panels):
        if system < state.n:
            draw_mode(state, axes, system, span_of(state))
        else:
            axes.set_axis_off()
    return figure


def _figure(axes: Axes) -> Figure:
    made: Any = axes.figure
    return made  # type: ignore[no-any-return]
