"""Pictures of modes: what is drawn is what is known."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from toytheory.continuous.gaussian import squeezed_vacuum, two_mode_squeezed_vacuum
from toytheory.continuous.liouville import LiouvilleState
from toytheory.continuous.quadrature import QuadratureState
from toytheory.drawing.modes import (
    draw_beside,
    draw_experiment,
    draw_mode,
    draw_ontic_states,
    draw_pair,
    draw_panel,
    draw_state,
    draw_wigner,
    moments_of,
    span_of,
)
from toytheory.errors import InputError
from toytheory.language.reading import parse_experiment
from toytheory.outcomes.densities import Moments
from toytheory.phase_space.variables import Variable

X, P = Variable.of({0: 1.0}, None), Variable.of({1: 1.0}, None)

CERTAIN = parse_experiment("system 1 mode\nprepare X = 1\nmeasure X as a")


def line(axes: Axes) -> np.ndarray:
    """The first line in a panel that is no grid line, as its two ends."""
    return next(np.array(drawn.get_xydata()) for drawn in axes.lines if drawn.get_color() != "#c9c9c9")


def test_a_known_variable_is_a_line_where_it_has_its_value() -> None:
    axes = draw_mode(QuadratureState.of([X + 2 * P], [1.5], n=1))
    np.testing.assert_allclose(line(axes) @ [1, 2], 1.5, atol=1e-9)
    assert not axes.patches


def test_what_is_uncertain_across_is_a_strip_as_wide_as_its_deviation() -> None:
    axes = draw_panel(Moments.of([1.0, 0.0], np.diag([0.25, 0.0]), flat=[[0, 1]]))
    (strip,) = axes.patches
    xs = strip.get_path().vertices[:, 0]
    assert (xs.min(), xs.max()) == (pytest.approx(0.5), pytest.approx(1.5))
    np.testing.assert_allclose(line(axes)[:, 0], 1.0)


def test_nothing_known_is_all_shaded() -> None:
    axes = draw_mode(LiouvilleState.unknown(1))
    (patch,) = axes.patches
    box = patch.get_extents().transformed(axes.transData.inverted())
    assert box.height == pytest.approx(6)


def test_ellipses_have_one_and_two_deviations() -> None:
    state = squeezed_vacuum(0.7, 0.5, hbar=2.0)
    axes = draw_mode(state, span=4)
    outer, inner = axes.patches
    assert (outer.width, inner.width) == (pytest.approx(4 * np.exp(0.7)), pytest.approx(2 * np.exp(0.7)))
    assert inner.height == pytest.approx(2 * np.exp(-0.7))
    assert inner.angle % 180 == pytest.approx(np.degrees(0.5 + np.pi / 2))
    assert axes.get_xlim() == (-4, 4)


def test_a_certain_combination_of_finite_ones_is_a_segment() -> None:
    axes = draw_panel(Moments.of([0, 0], [[1, 1], [1, 1]]))
    np.testing.assert_allclose(np.sort(line(axes)[:, 0]), [-2, 2], atol=1e-9)
    assert not axes.patches


def test_correlations_of_a_pair_show_in_their_planes() -> None:
    pair = QuadratureState.of([Variable.of({0: 1, 2: -1}, None), Variable.of({1: 1, 3: 1}, None)], [0.5, 0], n=2)
    panels = draw_pair(pair)
    np.testing.assert_allclose(line(panels[1]) @ [1, -1], 0.5, atol=1e-9)
    np.testing.assert_allclose(line(panels[4]) @ [1, 1], 0, atol=1e-9)
    for i in (0, 2, 3, 5):
        assert len(panels[i].patches) == 1
    assert len(draw_pair(two_mode_squeezed_vacuum(1.0))[1].patches) == 2


def test_the_wigner_function_is_drawn_beside_ontic_states() -> None:
    state = LiouvilleState.gaussian([1.0, -0.5], [[0.8, 0.2], [0.2, 0.5]])
    left, right = draw_beside(state, count=400, seed=3)
    values = np.asarray(left.images[0].get_array())
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    half = span_of(state)
    grid = np.linspace(-half, half, len(values))
    assert (grid[column], grid[row]) == (pytest.approx(1, abs=0.1), pytest.approx(-0.5, abs=0.1))
    points = np.array(right.lines[0].get_xydata())
    assert points.shape == (400, 2)
    np.testing.assert_allclose(points.mean(axis=0), [1, -0.5], atol=0.2)
    np.testing.assert_array_equal(points, draw_ontic_states(state, count=400, seed=3).lines[0].get_xydata())


def test_axes_may_be_given() -> None:
    axes = Figure().add_subplot()
    assert draw_mode(LiouvilleState.vacuum(1), axes) is axes
    assert draw_wigner(LiouvilleState.vacuum(1), axes) is axes
    assert moments_of(Moments.of([0.0], [[1.0]])).size == 1


@pytest.mark.parametrize(
    ("thing", "panels"),
    [("X = 1", 1), ("vacuum 1", 3), ("gaussian 1 means 0, 0 covariance 1, 0; 0, 1", 3), ("X1 = 1, P3 = 0", 3),
     ("vacuum 1, 2", 6), ("X1 - X2 = 0", 6), ("vacuum 1, 6", 8)],
)  # fmt: skip
def test_states_by_their_words(thing: str, panels: int) -> None:
    figure = draw_state(thing)
    assert len(figure.axes) == panels
    assert figure.get_label() == thing


def test_an_experiment_is_drawn_statement_by_statement() -> None:
    experiment = parse_experiment("system 2 modes\nprepare X1 - X2 = 0, P1 + P2 = 0\nmeasure X1 as a\ndiscard 1")
    figure = draw_experiment(experiment, {"a": 1.0})
    assert len(figure.axes) == 6
    np.testing.assert_allclose(line(figure.axes[4])[:, 0], 1.0, atol=1e-9)
    assert figure.axes[1].get_title() == "measure X1 as a"
    assert len(draw_experiment(parse_experiment("system 1 mode")).axes) == 1
    long = "system 1 mode\nprepare gaussian 1 means 0, 0 covariance 0.5, 0; 0, 0.5"
    assert draw_experiment(parse_experiment(long)).axes[0].get_title().endswith("...")


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda: draw_panel(LiouvilleState.vacuum(1), coordinates=(0, 2)), "coordinates"),
        (lambda: draw_panel(LiouvilleState.vacuum(1), coordinates=(0, 0)), "coordinates"),
        (lambda: draw_wigner(LiouvilleState.vacuum(2)), "Wigner function of 2 modes"),
        (lambda: draw_ontic_states(LiouvilleState.unknown(1)), "nothing is flat"),
        (lambda: draw_state("X1 = 0, P1 = 0"), "cannot be known together"),
        (lambda: draw_state("X30 = 0"), "too many for one picture"),
        (lambda: draw_experiment(parse_experiment("system 1 bit")), "drawn of modes"),
        (lambda: draw_experiment(parse_experiment("system 1 mode\n" + "fourier 1\n" * 30)), "too many for one picture"),
        (lambda: draw_experiment(parse_experiment("system 1 mode\nmeasure X"), {"z": 1}), "no outcome named z"),
        (lambda: draw_experiment(CERTAIN, {"a": 2}), "cannot be met"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_told(call: object, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        call()  # type: ignore[operator]
