from __future__ import annotations

import io
import math
import re
from fractions import Fraction

import pytest
from rich.console import Console

from equivalence.report.columns import Column, print_columns
from equivalence.report.experiment import share_with_error


def printed(width, columns, rows, marked=None):
    console = Console(file=io.StringIO(), width=width, highlight=False)
    print_columns(console, "x", rows, columns, marked)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [20, 40, 80, 120, 160])
def test_columns_that_do_not_fit_go_on_below_and_nothing_is_cut(width):
    numbers = [str(Fraction(1, 3**k)) for k in range(1, 25)]
    columns = [Column(("toy", f"b{k}"), {"0": number, "1": "1"}) for k, number in enumerate(numbers)]
    text = printed(width, columns, ["0", None, "1"])
    lines = text.splitlines()
    assert sorted(re.findall(r"1/\d+", text)) == sorted(numbers)
    assert all(len(line) <= max(width, 1 + 3 + len(numbers[-1])) for line in lines)
    assert sum(line.startswith("x") for line in lines) == sum(line.startswith("─") for line in lines)
    if width == 160:
        assert sum(line.startswith("x") for line in lines) < 4


def test_the_row_that_is_marked_stands_out_and_no_other():
    console = Console(file=io.StringIO(), width=40, force_terminal=True, _environ={"TERM": "xterm"})
    print_columns(console, "x", ["0", "1"], [Column(("toy",), {"0": "a", "1": "b"})], "1")
    marked = [line for line in console.file.getvalue().splitlines() if "\x1b[1;33m" in line]
    assert len(marked) == 1
    assert "b" in marked[0]


@pytest.mark.parametrize("runs", [1, 10, 10_000, 10**9])
def test_an_error_is_that_of_the_beta_distribution_and_is_never_nothing(runs):
    for hits in {0, runs // 3, runs}:
        a, b = hits + 1, runs - hits + 1
        deviation = math.sqrt(a * b / ((a + b) ** 2 * (a + b + 1)))
        share, error = map(float, share_with_error(hits / runs, runs).split(" ± "))
        assert share == pytest.approx(hits / runs, abs=error)
        assert error == pytest.approx(deviation, rel=0.05, abs=5e-5)
        assert error > 0
