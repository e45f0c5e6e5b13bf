"""Pictures of modes: what is drawn is what is known."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from toytheory.continuous.gaussian import squeezed_vacuum, two_mode_squeezed_vacuum
from toytheory.continuous.liouville import LiouvilleState
from toytheory.continuous.quadrature import QuadratureState
from toytheory.drawing.mode_strips import draw_experiment, follow_modes, planes
from toytheory.drawing.modes import (
    draw_beside,
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

CYCLE = "system 6 modes\nprepare vacuum 1, 2, 3, 4, 5, 6\n" + "".join(
    f"two-mode-squeeze {i} {j} by 0.3\n" for i in range(1, 6) for j in range(i + 1, 7)
)

CERTAIN = parse_experiment("system 1 mode\nprepare X = 1\nmeasure X as a")


def line(axes: Axes) -> np.ndarray:
    """The first line in a panel that is no grid line, as its two ends."""
    return next(np.array(drawn.get_xydata()) for drawn in axes.lines if drawn.get_color() != "#c9c9c9")


def test_a_known_variable_is_a_line_where_it_has_its_value() -> None:
    axes = draw_mode(QuadratureState.of([X + 2 * P], [1.5], n=1))
    np.testing.assert_allclose(line(axes) @ [2, 1], 1.5, atol=1e-9)  # P to the right, X upwards
    assert not axes.patches


def test_what_is_uncertain_across_is_a_strip_as_wide_as_its_deviation() -> None:
    axes = draw_panel(Moments.of([1.0, 0.0], np.diag([0.25, 0.0]), flat=[[0, 1]]), coordinates=(0, 1))
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
    assert inner.angle % 180 == pytest.approx(180 - np.degrees(0.5))  # the long axis is that of P, turned
    assert axes.get_xlim() == (-4, 4)


def test_a_certain_combination_of_finite_ones_is_a_segment() -> None:
    axes = draw_panel(Moments.of([0, 0], [[1, 1], [1, 1]]))
    np.testing.assert_allclose(np.sort(line(axes)[:, 0]), [-2, 2], atol=1e-9)
    assert not axes.patches


def test_correlations_of_a_pair_show_in_their_planes() -> None:
    pair = QuadratureState.of([Variable.of({0: 1, 2: -1}, None), Variable.of({1: 1, 3: 1}, None)], [0.5, 0], n=2)
    panels = draw_pair(pair)
    np.testing.assert_allclose(line(panels[1]) @ [-1, 1], 0.5, atol=1e-9)
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
    assert (grid[column], grid[row]) == (pytest.approx(-0.5, abs=0.1), pytest.approx(1, abs=0.1))
    points = np.array(right.lines[0].get_xydata())
    assert points.shape == (400, 2)
    np.testing.assert_allclose(points.mean(axis=0), [-0.5, 1], atol=0.2)
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
    assert figure.get_label().startswith(thing)


def test_an_experiment_is_drawn_statement_by_statement() -> None:
    experiment = parse_experiment("system 2 modes\nprepare X1 - X2 = 0, P1 + P2 = 0\nmeasure X1 as a\ndiscard 1")
    figure = draw_experiment(experiment, {"a": 1.5})
    assert len(figure.axes) == 3 * 4
    assert {axes.get_ylabel() + axes.get_xlabel() for axes in figure.axes} == {"X₁P₁", "X₂P₂", "X₁X₂", "P₁P₂"}
    np.testing.assert_allclose(line(figure.axes[5])[:, 1], 1.5, atol=1e-9)  # X2 too, once X1 is measured
    np.testing.assert_allclose(line(figure.axes[2]) @ [-1, 1], 0, atol=1e-9)  # the correlation shows at once
    assert len(draw_experiment(parse_experiment("system 1 mode")).axes) == 1


def written(figure: Figure) -> str:
    return "\n".join(text.get_text() for text in figure.texts)


def test_a_strip_has_title_caption_and_whole_statements() -> None:
    text = "system 1 mode\nprepare gaussian 1 means 0, 0 covariance 0.5, 0; 0, 0.5\ndisplace X1 by 1.4142135623730951"
    found = written(draw_experiment(parse_experiment(text + "\nmeasure X as x", "a folder/light.toy"))).replace(
        "\n", " "
    )
    for told in ("light.toy", "covariance 0.5, 0; 0, 0.5", "displace X by 1.414", "x = 2.12, of 1.41 ± 0.707",
                 "1 mode: what is known", "Shaded: nothing known"):  # fmt: skip
        assert told in found
    assert "light" not in written(draw_experiment(parse_experiment(text)))


def test_the_run_followed_says_something() -> None:
    """What is flat gets a value other than 0, what is certain its value, conditions theirs."""
    flat = "system 2 modes\nprepare X1 - X2 = 0.5, P1 + P2 = 0\nmeasure X1 as a\nmeasure X2 as b"
    assert [m.told for m in follow_modes(parse_experiment(flat))][1:] == [
        "a = 1, any value equally likely", "b = 0.5, certain"
    ]  # fmt: skip
    met = follow_modes(parse_experiment(flat + "\ncondition b = 2"), {})
    assert [m.told for m in met][1:3] == ["a = 2.5, any value equally likely", "b = 2, certain"]
    np.testing.assert_allclose(met[-1].after.means[[0, 2]], [2.5, 2.0], atol=1e-9)


def test_planes_of_modes_that_are_not_correlated_are_left_out() -> None:
    alone = follow_modes(parse_experiment("system 2 modes\nprepare vacuum 1, 2\nsqueeze 1 by 0.3"))
    assert planes(alone) == [(1, 0), (3, 2)]
    mixed = follow_modes(parse_experiment("system 2 modes\nprepare vacuum 1\nprepare X2 = 0\nbeamsplitter 1 2 by 0.4"))
    assert (2, 0) in planes(mixed)


def test_no_strip_is_wider_than_a_slide() -> None:
    text = "system 3 modes\nprepare vacuum 1, 2, 3\ntwo-mode-squeeze 1 2 by 1\nbeamsplitter 2 3 by 0.7"
    assert draw_experiment(parse_experiment(text)).get_figwidth() < 13.34


@pytest.mark.parametrize("name", ["t", "tt", "tttt", "tttttt"])
def test_all_that_is_told_stands_on_the_page(name: str) -> None:
    text = "system 2 modes\nprepare vacuum 1\nprepare X2 = 3\nmeasure X1 as a\n"
    text += f"heterodyne 1 as s, {name}\nheterodyne 1 as u, {name}_\n"
    figure = draw_experiment(parse_experiment(text))
    renderer = FigureCanvasAgg(figure).get_renderer()
    assert len(figure.texts) > 5
    for written_text in figure.texts:
        box = written_text.get_window_extent(renderer)
        assert 0 <= box.x0 <= box.x1 <= figure.bbox.width + 1, written_text.get_text()


def test_conditions_that_cannot_be_met_are_told_with_their_line() -> None:
    never = parse_experiment("system 1 mode\nprepare X = 0\nmeasure X as a\ncondition a = 1")
    with pytest.raises(InputError, match=r"line 4, column 1: the conditions cannot be met"):
        draw_experiment(never)
    with pytest.raises(InputError, match=r"^the conditions cannot be met"):
        draw_experiment(CERTAIN, {"a": 2})


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
        (lambda: draw_experiment(parse_experiment("system 5 modes\n" + "swap 1 2\n" * 25)), "too many for one picture"),
        (lambda: draw_experiment(parse_experiment("system 1 mode\nmeasure X"), {"z": 1}), "no outcome named z"),
        (lambda: draw_experiment(parse_experiment(CYCLE)), "too many for one picture"),
        (lambda: draw_experiment(CERTAIN, {"a": 2}), "cannot be met"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_told(call: object, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        call()  # type: ignore[operator]
