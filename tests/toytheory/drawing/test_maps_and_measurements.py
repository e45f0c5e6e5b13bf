"""Pictures of maps and measurements, cell by cell against direct evaluation."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from drawn_by_hand import cell, ontic_states, value

from toytheory import InputError, Measurement, SymplecticMap, Variable
from toytheory.drawing import map_page, measurement_page, measurements_page, page_of, read_map, read_measurement
from toytheory.drawing.grids import Grid
from toytheory.drawing.maps import cycles, permutation

MAPS = [  # notation, the same as a function of an ontic state, d, n
    ("X -> P, P -> -X", lambda m: (m[1], -m[0]), 3, 1),
    ("P -> P + X", lambda m: (m[0], m[0] + m[1]), 2, 1),
    ("X -> 2X + 1, P -> 3P + 2", lambda m: (2 * m[0] + 1, 3 * m[1] + 2), 5, 1),
    ("X2 -> X1 + X2, P1 -> P1 - P2", lambda m: (m[0], m[1] - m[3], m[0] + m[2], m[3]), 3, 2),
    ("swap 1 2; displace X1 by 1", lambda m: (m[2] + 1, m[3], m[0], m[1]), 2, 2),
    ("fourier 2", lambda m: (m[0], m[1], m[3], -m[2]), 7, 2),
]


def before_and_after(page):
    """The two numbered or shaded grids, in one block or in two."""
    panels = [(block.title, panel) for block in page.blocks for panel in block.panels.values() if panel.partition]
    return [panel for _, panel in panels[:2]]


@pytest.mark.parametrize(("text", "by", "d", "n"), MAPS, ids=[case[0] for case in MAPS])
def test_every_ontic_state_is_followed(text, by, d, n):
    page = map_page(read_map(text, d, n))
    systems = tuple(range(n))
    before, after = before_and_after(page)
    for number, m in enumerate(ontic_states(d, n)):
        place = cell(m, systems, d)
        to = cell(tuple(c % d for c in by(m)), systems, d)
        assert before.cells[place].label == after.cells[to].label == str(number)
        assert before.cells[place].shade == after.cells[to].shade
    if n == 1:
        every = [arrow for panel in page.blocks[0].panels.values() for arrow in panel.arrows]
        arrows = {start: end for start, end, _ in every}
        assert len(arrows) == len(every)
        expected = {cell(m, systems, d): cell(tuple(c % d for c in by(m)), systems, d) for m in ontic_states(d, n)}
        stays = {place for place, to in expected.items() if place == to}
        assert arrows == {place: to for place, to in expected.items() if place != to}
        assert set(page.blocks[0].panels[0, 0].cells) == stays


def test_a_map_drawn_backwards_or_transposed_would_be_seen():
    """The must-fail twin: the same check, on maps that differ from the one drawn."""
    wrong = [lambda m: (-m[1], m[0]), lambda m: (m[1], m[0]), lambda m: (m[0], m[1])]
    after = before_and_after(map_page(read_map("X -> P, P -> -X", 3)))[1]
    for by in wrong:
        moved = {cell(tuple(c % 3 for c in by(m)), (0,), 3): str(i) for i, m in enumerate(ontic_states(3, 1))}
        assert {place: filled.label for place, filled in after.cells.items()} != moved


def test_cycles_are_those_of_the_permutation():
    moves = permutation(Grid.pair(3, 0, 1), SymplecticMap.named("sum", [0, 1], 3, 2))
    found = cycles(moves)
    assert sorted(place for cycle in found for place in cycle) == sorted(moves)
    assert all(moves[a] == b for cycle in found for a, b in zip(cycle, cycle[1:] + cycle[:1], strict=True))
    assert Counter(map(len, found)) == {1: 27 // 3, 3: 24}
    assert "9 ontic states stay, 24 cycles of length 3" in page_of("sum 1 2", d=3).caption[0]
    assert "1 ontic state stays" in page_of("fourier 1", d=3).caption[0]
    assert page_of("displace X1 by 1", d=2).caption[0] == "1 bit: 2 cycles of length 2."


def test_fine_grids_are_shaded_by_either_system():
    page = page_of("sum 1 2", d=7)
    assert [block.title for block in page.blocks] == [
        "before, shaded by (X1, P1)",
        "after, shaded by (X1, P1) before",
        "before, shaded by (X2, P2)",
        "after, shaded by (X2, P2) before",
    ]
    rows, _, columns, moved = (block.panels[0, 0] for block in page.blocks)
    assert {place: filled.shade for place, filled in rows.cells.items()} == {
        (row, column): Fraction(row, 48) for row in range(49) for column in range(49)
    }
    assert columns.cells[3, 11].shade == Fraction(11, 48)
    m = (2, 3, 5, 6)
    to = ((2), (3 - 6) % 7, (2 + 5) % 7, 6)
    assert moved.cells[cell(to, (0, 1), 7)].shade == Fraction(5 * 7 + 6, 48)
    assert columns.cells[cell(m, (0, 1), 7)].shade == Fraction(5 * 7 + 6, 48)


def test_of_many_systems_those_touched_are_drawn():
    page = map_page(SymplecticMap.named("sum", [1, 3], 3, 5))
    assert page.blocks[0].panels[0, 0].grid.systems == (1, 3)
    assert page.title == "P2 -> P2 - P4, X4 -> X2 + X4"
    assert map_page(SymplecticMap.identity(3, 4)).blocks[0].panels[0, 0].grid.systems == (0,)
    with pytest.raises(InputError, match="3 systems"):
        map_page(read_map("sum 1 2; sum 2 3", 3))
    with pytest.raises(InputError, match="3 systems"):
        measurement_page(read_measurement("X1 + X2 + X3", 3))


MEASURED = [  # notation, coefficients with constant, d, n
    ("X1 + P1", [((1, 1), 0)], 3, 1),
    ("2X - P + 1", [((2, -1), 1)], 5, 1),
    ("X1 + P2", [((1, 0, 0, 1), 0)], 2, 2),
    ("X1 - X2, P1 + P2", [((1, 0, -1, 0), 0), ((0, 1, 0, 1), 0)], 3, 2),
    ("X1, 2X1 + 1", [((1, 0), 0), ((2, 0), 1)], 3, 1),
    ("P1 + 2X2", [((0, 1, 2, 0), 0)], 7, 2),
]


@pytest.mark.parametrize(("text", "rows", "d", "n"), MEASURED, ids=[case[0] for case in MEASURED])
def test_every_cell_has_its_outcome(text, rows, d, n):
    page = measurement_page(read_measurement(text, d, n))
    (panel,) = page.blocks[0].panels.values()
    outcomes = {}
    for m in ontic_states(d, n):
        outcome = tuple((value(F, m, d) + constant) % d for F, constant in rows)
        drawn = panel.cells[cell(m, tuple(range(n)), d)]
        assert drawn.label == "".join(map(str, outcome))
        outcomes.setdefault(outcome, set()).add((drawn.shade, drawn.pattern))
    assert len(panel.cells) == d ** (2 * n)
    assert all(len(fills) == 1 for fills in outcomes.values())  # one fill an outcome ...
    assert len(set.union(*outcomes.values())) == len(outcomes)  # ... and no two alike
    assert f"{len(outcomes)} outcomes" in page.caption[0]
    shades = [next(iter(outcomes[outcome]))[0] for outcome in sorted(outcomes)]
    assert shades == sorted(shades)  # darker for larger first outcomes


def test_the_legend_names_the_outcomes():
    page = page_of("X1, P2", d=2)
    assert [(key.cell.label, key.text) for key in page.legend] == [
        ("00", "X1 = 0, P2 = 0"),
        ("01", "X1 = 0, P2 = 1"),
        ("10", "X1 = 1, P2 = 0"),
        ("11", "X1 = 1, P2 = 1"),
    ]
    many = page_of("X1, P2", d=5).legend
    assert [key.text for key in many] == [f"X1 = {i}" for i in range(5)] + [f"P2 = {i}" for i in range(5)]
    assert len({(key.cell.shade, key.cell.pattern) for key in many}) == 9  # 0, 0 is in both lists


@pytest.mark.parametrize(
    ("text", "d", "told"),
    [
        ("X1", 3, "P1 by -t"),
        ("P1", 3, "X1 by t"),
        ("X1 + P2", 3, "P1 by -t, X2 by t"),
        ("2X1 - 2P1", 5, "X1 by -2t, P1 by -2t"),
        ("X1, X2 + X1", 3, "P1 by -t1 - t2, P2 by -t2"),
    ],
)
def test_the_disturbance_is_told_in_notation(text, d, told):
    assert page_of(text, d=d).caption[1] == f"Afterwards: a random displacement, {told}."


def test_what_is_told_of_the_disturbance_is_the_flow():
    """[G, F] is how G changes along the flow of F: the kicks told above, for F = X1 + P2 and every coordinate G."""
    from toytheory.phase_space.brackets import bracket

    F = Variable.of({0: 1, 3: 1}, 3)
    changes = [bracket(Variable.of({i: 1}, 3), F) for i in range(4)]
    assert changes == [0, 2, 1, 0]  # P1 by -t, X2 by t


def test_a_constant_disturbs_nothing():
    page = measurement_page(Measurement.of([Variable.of({}, 3, 2)], 1))
    assert page.caption == ("1 trit: 1 outcomes, 9 ontic states each.", "Nothing is disturbed.")


def test_sheets_of_measurements_share_a_legend():
    singles = [Measurement.of([Variable.from_vector(V, 3)], 1) for V in ((1, 0), (0, 1), (1, 1), (1, 2))]
    sheet = measurements_page(singles, "trit")
    assert [key.text for key in sheet.legend] == ["outcome 0", "outcome 1", "outcome 2"]
    assert [block.title for block in sheet.blocks] == ["X1", "P1", "X1 + P1", "X1 - P1"]
    pairs = [read_measurement("X1, X2", 2), read_measurement("X1 + P2, P1 + X2", 2)]
    assert [key.text for key in measurements_page(pairs).legend][:2] == ["outcomes 0, 0", "outcomes 0, 1"]
    assert measurements_page([*pairs, read_measurement("X1", 2, 2)]).legend == ()
    assert page_of(singles) == measurements_page(singles)


@pytest.mark.parametrize(
    ("read", "text", "n", "problem", "column"),
    [
        (read_map, "X -> P", None, "not symplectic", 1),
        (read_map, "X1 -> X1*P1", None, "not linear", 9),
        (read_map, "fourier 1; blah 2", None, "`blah` is no map", 12),
        (read_map, " ", None, "expected a map", 2),
        (read_map, "measure X1", None, "`measure` is no map", 1),
        (read_map, "fourier 3", 2, "no system 3", 9),
        (read_map, "displace X1 by a", None, "no outcome named a", 16),
        (read_map, "X -> P, P -> -X", 2, "X of which", 1),
        (read_measurement, "X1, P1", None, "cannot be measured together", 5),
        (read_measurement, "X1 = 0", None, "has no value", 4),
        (read_measurement, "X1 as a, b", None, "2 names for 1 variable", None),
        (read_measurement, "", None, "expected a variable", 1),
    ],
)
def test_bad_notation_is_placed(read, text, n, problem, column):
    with pytest.raises(InputError, match=problem) as caught:
        read(text, 3, n)
    assert caught.value.mend
    if column is not None:
        assert caught.value.place.column == column


def test_huge_systems_are_refused_before_they_take_memory():
    with pytest.raises(InputError, match="1000000 systems are too many"):
        read_map("fourier 1000000", 3)
    assert measurement_page(read_measurement("X1000", 3)).title == "X1000"
