"""What takes long shows on a terminal how far it is, on standard error, and nothing of it elsewhere."""

from __future__ import annotations

import io
import sys

import pytest

from equivalence import cli, figures
from equivalence.sampling import progress

CASE = "# toytheory/case-1\n# backends: epistemic\n# should: agree\nsystem 1 bit\nprepare X = 0\nmeasure X as a\n"


class Terminal(io.StringIO):
    """Standard error of somebody who looks at it."""

    def isatty(self):
        return True


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A folder with two cases, and only two pictures to be drawn."""
    monkeypatch.setattr(figures, "FIGURES", figures.FIGURES[:2])
    for name in ("case-1.toy", "case-2.toy"):
        (tmp_path / name).write_text(CASE)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["draw", "--talk", "FOLDER"], "drawing"),
        (["replay", "FOLDER"], "replaying"),
        (["states", "--bits", "1"], "finding all sets of variables"),
    ],
)
def test_progress_is_shown_on_a_terminal_alone(small, monkeypatch, capsys, arguments, shown):
    given = [str(small) if argument == "FOLDER" else argument for argument in arguments]
    assert cli.execute(given) == 0
    plain = capsys.readouterr()
    assert shown not in plain.err
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    assert cli.execute(given) == 0
    assert shown in sys.stderr.getvalue()
    assert capsys.readouterr().out == plain.out


def test_every_thing_done_moves_the_bar(small, monkeypatch):
    moved = []
    figures.write_figures(str(small), moved.append)
    assert moved == [1, 1]
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    with progress.progress_of("counting", 3) as advance:
        advance(3)
    assert "3/3" in sys.stderr.getvalue()
