"""Pictures in the terminal, character by character for small cases."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from toytheory import EpistemicState, InputError, parse_experiment
from toytheory.drawing import page_of, render
from toytheory.drawing.bars import bars_lines
from toytheory.drawing.grids import Grid
from toytheory.drawing.pages import Bars, Cell, Mark
from toytheory.drawing.text import ascii_only, coloured, flowed, glyph, symbol

TRIT = """\
X1 - P1 = 1

      ▒▒▒▒▒▒
  X1 ┌──────┐
   2 │ ·██ ·│ ▒▒
   1 │██ · ·│ ▒▒
   0 │ · ·██│ ▒▒
     └──────┘
  P1   0 1 2

1 trit, pure: 3 of 9 ontic states, each with probability 1/3.
Strips: X1 alone at the right, P1 alone above; certain is dark.
"""

BITS = """\
X1 = 1, P2 = 0

          ▒▒   ▒▒
  X1  P1 ┌────┬────┐
   1   1 │██ ·│██ ·│ ▒▒
       0 │██ ·│██ ·│ ▒▒
         ├────┼────┤
   0   1 │ · ·│ · ·│
       0 │ · ·│ · ·│
         └────┴────┘
      P2   0 1  0 1
      X2   0    1

2 bits, pure: 4 of 16 ontic states, each with probability 1/4.
Strips: (X1, P1) alone at the right, (X2, P2) alone above; certain is dark.
"""

FOURIER = """\
X1 -> P1, P1 -> -X1

where each ontic state goes   before, and after
(values of X1, P1)              X1 ┌──────┐     X1 ┌──────┐
01 -> 10 -> 02 -> 20 -> 01       2 │ 6 7 8│      2 │ 2 8 5│
11 -> 12 -> 22 -> 21 -> 11       1 │ 3 4 5│      1 │ 1 7 4│
00 stays                         0 │ 0 1 2│      0 │ 0 6 3│
                                   └──────┘        └──────┘
                                P1   0 1 2      P1   0 1 2

1 trit: 1 ontic state stays, 2 cycles of length 4.
Each number is one ontic state.
X1 -> P1 reads: the new value of X1 is the old value of P1.
"""

MEASURED = """\
X1 + P2

  X1  P1 ┌────┬────┐
   1   1 │ 1 0│ 1 0│
       0 │ 1 0│ 1 0│
         ├────┼────┤
   0   1 │ 0 1│ 0 1│
       0 │ 0 1│ 0 1│
         └────┴────┘
      P2   0 1  0 1
      X2   0    1

  0  X1 + P2 = 0
  1  X1 + P2 = 1

2 bits: 2 outcomes, 8 ontic states each.
Afterwards: a random displacement, P1 by t, X2 by t.
"""

STRIP = """\
                    2. measure P1 as p
1. prepare X1 = 1   p = 2, probability 1/3
  X1 ┌──────┐         X1 ┌──────┐
   2 │ · · ·│          2 │ · ·▞▞│
   1 │██████│          1 │××××██│
   0 │ · · ·│          0 │ · ·▞▞│
     └──────┘            └──────┘
  P1   0 1 2          P1   0 1 2
known: X1 = 1       known: P1 = 2

  ██  possible
  ▞▞  possible only because the measurement disturbs
  ××  ruled out by the outcome

1 trit: what is known after each step.
One run is followed, with the outcomes given above its measurements.
"""


def test_a_trit():
    assert render(page_of("X1 - P1 = 1", d=3)) == TRIT


def test_a_pair_of_bits():
    assert render(page_of("X1 = 1, P2 = 0", d=2)) == BITS


def test_a_map():
    assert render(page_of("fourier 1", d=3)) == FOURIER


def test_a_measurement():
    assert render(page_of("X1 + P2", d=2)) == MEASURED


def test_an_experiment():
    experiment = parse_experiment("system 1 trit\nprepare X = 1\nmeasure P as p")
    assert render(page_of(experiment, outcomes={"p": 2})) == STRIP


def picture(text):
    return "\n".join(line for line in text.split("\n") if "│" in line)


@pytest.mark.parametrize("notation", ["X1 = 1, P2 = 0", "X1 + P2 = 1", "P1 = 1, X2 = 0"])
def test_a_picture_of_exchanged_systems_is_another(notation, monkeypatch):
    right = picture(render(page_of(notation, d=2)))
    cell = Grid.cell
    for fault in ([2, 3, 0, 1], [1, 0, 3, 2]):  # the systems, or X and P
        monkeypatch.setattr(Grid, "cell", lambda self, point, order=fault: cell(self, [point[i] for i in order]))
        assert picture(render(page_of(notation, d=2))) != right
    monkeypatch.setattr(Grid, "cell", lambda self, point: cell(self, point)[::-1])
    assert picture(render(page_of(notation, d=2))) != right


def test_probabilities_are_fuller_blocks():
    assert [symbol(Cell(Fraction(i, 8))) for i in range(1, 9)] == list("░░▒▒▓▓██")
    assert symbol(Cell(mark=Mark.RULED_OUT)) == "×"
    assert glyph(None, False, 3) == "  ·"
    assert glyph(Cell(label="12"), True, 3) == " 12"
    page = page_of({(0, 0): Fraction(1, 2), (1, 1): Fraction(1, 4), (2, 2): Fraction(1, 4)}, d=3)
    assert "   0 │██ · ·│" in render(page)
    assert "  ▒▒  probability 1/4" in render(page)


@pytest.mark.parametrize(
    ("text", "d", "room", "width"),
    [
        ("X1 - X2 = 0", 3, 40, 36),
        ("X1 - X2 = 0", 5, 80, 75),
        ("X1 - X2 = 0", 5, 60, 43),  # one character a cell
        ("X1 + P2", 7, 80, 66),
        ("sum 1 2", 3, 80, 72),
    ],
)
def test_lines_fit_the_terminal(text, d, room, width):
    lines = render(page_of(text, d=d), room, strict=True).splitlines()
    drawn = max(len(line) for line in lines if "│" in line)
    assert max(map(len, lines)) <= room
    assert drawn <= width


def test_what_does_not_fit_is_refused_or_exceeds():
    page = page_of("X1 - X2 = 0", d=7)
    with pytest.raises(InputError, match=r"characters wide, the terminal 50"):
        render(page, 50, strict=True)
    assert max(map(len, render(page, 50).splitlines())) > 50


def test_captions_and_legends_are_wrapped():
    lines = render(page_of("X1 = 1", d=3), 30).splitlines()
    assert max(map(len, lines)) <= 30
    assert not any(line.endswith("(X1,") for line in render(page_of("X1 = 1, X2 = 0", d=2), 30).splitlines())


def test_panels_of_many_systems_stand_beside_each_other():
    text = render(page_of(EpistemicState.from_known("X1 - X3 = 0", 2, 3)), 120)
    assert text.count("┌") == 6
    assert "  X1  P1 ┌────┬────┐" in text
    narrow = render(page_of(EpistemicState.from_known("X1 - X3 = 0", 2, 3)), 30)
    assert max(map(len, narrow.splitlines())) <= 30
    assert narrow.count("┌") == 6


def test_pieces_flow_in_rows():
    assert flowed([], 10) == []


def test_without_unicode_there_is_ascii():
    text = ascii_only(STRIP + BITS)
    assert text.isascii()
    assert "|xxxx##|" in text
    assert "+----+----+" in text


def test_colour_only_adds_to_the_text():
    plain = render(page_of("X1 + P2", d=3))
    painted = render(page_of("X1 + P2", d=3), paint=coloured)
    assert painted != plain
    assert re.sub(r"\x1b\[[\d;]*m", "", painted) == plain
    assert coloured("██", Cell(), False) == "██"
    assert coloured("××", Cell(mark=Mark.RULED_OUT), False) == "\x1b[2m××\x1b[0m"


def test_long_outcomes_are_broken_where_there_is_no_room():
    names = [f"outcome_{k}" for k in range(1, 8)]
    label = ", ".join(f"{name} = 0" for name in names)
    bars = Bars("What is predicted", ("toy theory", "quantum theory"), ((label, (Fraction(1, 32), Fraction(1))),))
    wide, narrow = bars_lines(bars, 200), bars_lines(bars, 80)
    assert len(wide) == 3
    assert max(map(len, narrow)) <= 80
    assert all(name in "\n".join(narrow) for name in names)
    assert [line.rsplit("theory ", 1)[1].strip() for line in narrow if "theory " in line] == ["1/32", "█" * 16 + " 1"]
    assert max(map(len, bars_lines(bars, 20))) > 20, "a name is not broken"
