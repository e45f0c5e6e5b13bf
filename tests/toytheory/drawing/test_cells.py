"""Every cell of a picture shows its own ontic state, against brute force; planted faults of the layout are seen."""

from __future__ import annotations

from fractions import Fraction

import pytest
from drawn_by_hand import cell, ontic_states, shown, uniform, wrong_cells

from toytheory import EpistemicState, InputError, Measurement, SymplecticMap, Variable
from toytheory.discrete.enumeration import epistemic_states
from toytheory.drawing import Ensemble, page_of, state_page, states_page, values_page
from toytheory.drawing.grids import Axis, Grid, check_amount, check_drawable, drawn_systems, grids
from toytheory.drawing.states import cells_page, probability_keys, strips
from toytheory.language.notation import parse_known

STATES = [  # notation, the same as coefficients, d, n
    ("X1 = 1", [((1, 0), 1)], 3, 1),
    ("X1 - P1 = 2", [((1, -1), 2)], 3, 1),
    ("P1 = 1", [((0, 1), 1)], 2, 1),
    ("2X1 + P1 = 4", [((2, 1), 4)], 7, 1),
    ("2X1 = 2", [((2, 0), 2)], 4, 1),
    ("X1 = 2, P2 = 1", [((1, 0, 0, 0), 2), ((0, 0, 0, 1), 1)], 3, 2),
    ("X1 - X2 = 1, P1 + P2 = 2", [((1, 0, -1, 0), 1), ((0, 1, 0, 1), 2)], 3, 2),
    ("X1 + P2 = 1", [((1, 0, 0, 1), 1)], 2, 2),
    ("X1 - 2P2 = 3, P1 + 2X2 = 1", [((1, 0, 0, -2), 3), ((0, 1, 2, 0), 1)], 5, 2),
    ("X1 - X2 = 6, P1 + P2 = 5", [((1, 0, -1, 0), 6), ((0, 1, 0, 1), 5)], 7, 2),
    ("X1 = 1, X2 + P3 = 2", [((1, 0, 0, 0, 0, 0), 1), ((0, 0, 1, 0, 0, 1), 2)], 3, 3),
    ("P1 + X2 + X3 + P4 = 1", [((0, 1, 1, 0, 1, 0, 0, 1), 1)], 2, 4),
]  # fmt: skip


@pytest.mark.parametrize(("text", "known", "d", "n"), STATES, ids=[case[0] for case in STATES])
def test_each_cell_has_its_probability(text, known, d, n):
    page = page_of(text, d=d, n=n)
    probabilities = uniform(known, d, n)
    panels = page.blocks[0].panels
    assert len(panels) == (1 if n <= 2 else n * (n + 1) // 2)
    for (row, column), panel in panels.items():
        systems = tuple(range(n)) if n <= 2 else (row, column) if row < column else (row,)
        assert panel.grid.systems == systems
        assert wrong_cells(panel, probabilities, systems, d) == []
        assert all(filled.shade == 1 for filled in panel.cells.values())


@pytest.mark.parametrize(("d", "n"), [(2, 1), (3, 1), (4, 1), (2, 2), (3, 2)])
def test_every_valid_state_is_drawn_where_its_support_is(d, n):
    systems = tuple(range(n))
    for state in epistemic_states(d, n):
        (panel,) = state_page(state).blocks[0].panels.values()
        share = Fraction(1, state.size)
        assert shown(panel) == {cell(tuple(m), systems, d): share for m in state.support().tolist()}


@pytest.mark.parametrize(("text", "known", "d", "n"), STATES[:10], ids=[case[0] for case in STATES[:10]])
def test_strips_are_the_marginals(text, known, d, n):
    (panel,) = page_of(text, d=d, n=n).blocks[0].panels.values()
    rows, columns = panel.strips
    for place in range(len(rows)):
        assert rows[place] == sum((p for (row, _), p in shown(panel).items() if row == place), Fraction(0))
    for place in range(len(columns)):
        assert columns[place] == sum((p for (_, column), p in shown(panel).items() if column == place), Fraction(0))
    if n == 2:  # along the axes of a pair stand the states of each system alone
        state = EpistemicState.from_known(text, d, n)
        for system, strip in ((0, rows), (1, columns)):
            alone = {x * d + p: q for (x, p), q in state.marginal([system]).distribution().items()}
            assert {place: q for place, q in enumerate(strip) if q} == alone


def transposed(self, point):
    row, column = right_cell(self, point)
    return column, row


def x_and_p_exchanged(self, point):
    exchanged = [point[i ^ 1] for i in range(len(point))]
    return right_cell(self, exchanged)


def systems_exchanged(self, point):
    return right_cell(self, [*point[2:], *point[:2]]) if len(point) == 4 else right_cell(self, point)


def upside_down(self, point):
    row, column = right_cell(self, point)
    return self.rows.length - 1 - row, column


def p_before_x(self, point):
    """The pair's axes with P slowest."""
    if len(point) == 2:
        return right_cell(self, point)
    return right_cell(self, [point[1], point[0], point[3], point[2]])


right_cell = Grid.cell
FAULTS = [transposed, x_and_p_exchanged, systems_exchanged, upside_down, p_before_x]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_fault_of_the_layout_shows_in_some_cell(fault, monkeypatch):
    monkeypatch.setattr(Grid, "cell", fault)
    seen = []
    for text, known, d, n in STATES:
        for (row, column), panel in page_of(text, d=d, n=n).blocks[0].panels.items():
            systems = tuple(range(n)) if n <= 2 else (row, column) if row < column else (row,)
            seen += wrong_cells(panel, uniform(known, d, n), systems, d)
    assert seen


@pytest.mark.parametrize("fault", [transposed, x_and_p_exchanged, systems_exchanged], ids=lambda fault: fault.__name__)
def test_a_fault_shows_in_one_state_of_a_pair_of_trits(fault, monkeypatch):
    monkeypatch.setattr(Grid, "cell", fault)
    (panel,) = page_of("X1 = 2, P2 = 1", d=3).blocks[0].panels.values()
    assert wrong_cells(panel, uniform([((1, 0, 0, 0), 2), ((0, 0, 0, 1), 1)], 3, 2), (0, 1), 3)


@pytest.mark.parametrize("d", [2, 3, 5])
def test_cells_and_ontic_states_are_each_others_inverse(d):
    for grid in (Grid.one(d, 4), Grid.pair(d, 1, 3)):
        n = len(grid.systems)
        places = [grid.cell(m) for m in ontic_states(d, n)]
        assert len(set(places)) == d ** (2 * n) == grid.size
        assert [grid.point(place) for place in places] == ontic_states(d, n)


def test_axes_name_what_they_show():
    one, pair = Grid.one(3, 0), Grid.pair(2, 0, 2)
    assert (one.rows.name, one.columns.name) == ("X1", "P1")
    assert (pair.rows.name, pair.columns.name, pair.columns.names) == ("(X1, P1)", "(X3, P3)", ("X3", "P3"))
    assert [Axis(2, (0, 1)).values(i) for i in range(4)] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_the_cells_of_a_pair_carry_their_ontic_states():
    panel = cells_page(3).blocks[0].panels[0, 0]
    assert len(panel.cells) == 81
    for m in ontic_states(3, 2):
        assert panel.cells[cell(m, (0, 1), 3)].label == "".join(map(str, m))


def test_what_is_forbidden_is_drawn_and_said():
    page = values_page(parse_known("X2 = 1, X1 + P2 = 0", 3), 3, 2)
    (panel,) = page.blocks[0].panels.values()
    assert wrong_cells(panel, uniform([((0, 0, 1, 0), 1), ((1, 0, 0, 1), 0)], 3, 2), (0, 1), 3) == []
    assert "[X2, X1 + P2] = 1, not 0" in page.caption[1]
    valid = values_page(parse_known("X2 = 1, X1 = 0", 3), 3, 2)
    assert valid == state_page(EpistemicState.from_known("X2 = 1, X1 = 0", 3, 2))
    with pytest.raises(InputError, match="no ontic state"):
        values_page([*parse_known("X1 = 0, P1 = 0", 3), *parse_known("X1 = 1", 3)], 3, 1)


# ensembles


def test_any_distribution_can_be_drawn():
    weights = {(0, 0): Fraction(1, 2), (1, 2): Fraction(1, 3), (2, 1): Fraction(1, 6)}
    page = page_of(weights, d=3, title="three ontic states")
    (panel,) = page.blocks[0].panels.values()
    assert shown(panel) == weights  # one system: cells are ontic states
    assert [panel.cells[place].shade for place in weights] == [1, Fraction(2, 3), Fraction(1, 3)]
    assert [key.text for key in page.legend] == ["probability 1/2", "probability 1/3", "probability 1/6"]
    assert "different probabilities" in page.caption[0]


def test_weights_in_the_order_of_ontic_states_are_normalised():
    given = [0] * 16
    given[6] = 3  # x1 p1 x2 p2 = 0110
    given[13] = 1  # 1101
    ensemble = Ensemble.of_weights(given, 2, 2)
    assert ensemble.on([0, 1]) == {(0, 1, 1, 0): Fraction(3, 4), (1, 1, 0, 1): Fraction(1, 4)}
    assert ensemble.on([1, 0]) == {(1, 0, 0, 1): Fraction(3, 4), (0, 1, 1, 1): Fraction(1, 4)}


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: Ensemble.of_points({}, 3), "all of one length"),
        (lambda: Ensemble.of_points({(0,): 1}, 3), "all of one length"),
        (lambda: Ensemble.of_points({(0, 0): Fraction(1, 2)}, 3), "no distribution"),
        (lambda: Ensemble.of_points({(0, 0): 2, (0, 1): -1}, 3), "no distribution"),
        (lambda: Ensemble.of_weights([1, 1], 2, 1), "4 ontic states"),
        (lambda: Ensemble.of_weights([0, 0, 0, 0], 2, 1), "positive"),
        (lambda: check_drawable(8, 1), "too fine"),
        (lambda: check_drawable(7, 4), "too many"),
        (lambda: check_drawable(2, 9), "too many"),
        (lambda: check_amount(3, 2, 0), "nothing to draw"),
        (lambda: check_amount(3, 2, 601), "do not fit"),
        (lambda: check_amount(7, 2, 110), "do not fit"),
        (lambda: page_of(3.5), "a float has no picture"),
        (lambda: page_of("X1 = 0"), "how many values"),
        (lambda: page_of([Variable.of({0: 1}, 3), 3]), "different kinds"),
        (lambda: page_of([]), "nothing to draw"),
        (lambda: page_of({(0, 0): 1}), "how many values"),
        (lambda: page_of("X10 = 0", d=3), "too many"),
    ],
)
def test_what_has_no_picture_is_refused_with_a_reason(make, problem):
    with pytest.raises(InputError, match=problem) as caught:
        make()
    assert caught.value.mend


def test_ensembles_say_what_they_are():
    ensemble = Ensemble.of_weights([1, 0, 0, 1], 2, 1)
    assert page_of(ensemble, title="two").title == "two"
    assert page_of(ensemble).caption[0] == "1 bit: 2 of 4 ontic states, with probability 1/2 each."
    three = Ensemble.of_points({(0,) * 6: Fraction(1, 2), (1,) * 6: Fraction(1, 2)}, 2)
    assert page_of(three).caption[0] == "3 bits: a mixture of 2 sets of ontic states."
    assert page_of(three).legend == ()
    sheet = page_of([ensemble, EpistemicState.from_known("X1 = 1", 2, 1)])
    assert [block.title for block in sheet.blocks] == ["", "X1 = 1"]


def test_titles_of_a_sheet_are_one_each():
    states = list(epistemic_states(2, 1))
    named = states_page(states, "bits", titles=[str(i) for i in range(7)])
    assert [block.title for block in named.blocks] == list("0123456")
    with pytest.raises(InputError, match="2 titles for 7 states"):
        states_page(states, titles=["a", "b"])


def test_a_legend_lists_a_few_of_many_probabilities():
    total = sum(range(1, 10))
    weights = {(x, p): Fraction(3 * x + p + 1, total) for x in range(3) for p in range(3)}
    page = page_of(weights, d=3)
    texts = [key.text for key in page.legend]
    assert len(texts) == 6
    assert (texts[0], texts[-1]) == ("probability 1/5", "probability 1/45")
    assert probability_keys(page_of("X1 = 0", d=3).blocks[0].panels[0, 0]) == ()


def test_sizes_that_can_be_drawn():
    assert [len(grids(2, n)) for n in (1, 2, 3, 8)] == [1, 1, 6, 36]
    assert [grid.systems for grid in grids(3, 3, flat=True).values()] == [(0,), (1,), (2,), (0, 1), (0, 2), (1, 2)]
    assert drawn_systems([], 5) == (0,)
    assert strips(Grid.one(2, 0), {(0, 1): Fraction(1)}) == ((1, 0), (0, 1))


def test_marginals_of_many_systems_cost_no_enumeration():
    d, n = 5, 6
    state = EpistemicState.from_known("X1 - X6 = 1, P1 + P6 = 2, X3 = 4", d, n)  # 5^9 ontic states are possible
    panels = page_of(state).blocks[0].panels
    assert shown(panels[0, 5]) == {
        cell((x, p, (x - 1) % d, (2 - p) % d), (0, 1), d): Fraction(1, 25) for x in range(d) for p in range(d)
    }
    assert {column for _, column in panels[2, 2].cells} == set(range(d))
    assert {row for row, _ in panels[2, 2].cells} == {4}


# what `page_of` and `draw` take


def test_one_call_for_everything():
    fourier = SymplecticMap.named("fourier", [0], 3, 1)
    X = Variable.of({0: 1}, 3)
    assert page_of("fourier 1", d=3) == page_of("X -> P, P -> -X", d=3) == page_of(fourier)
    assert page_of("X1", d=3) == page_of(X) == page_of(Measurement.of([X], 1))
    assert page_of("X1", d=3, n=2) == page_of(X, n=2)
    assert page_of("nothing known", d=2, n=2) == page_of(EpistemicState.unknown(2, 2))
    assert page_of("X1 = 1", d=3, title="mine").title == "mine"
    assert len(page_of(epistemic_states(2, 1)).blocks) == 7
