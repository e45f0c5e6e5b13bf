"""`toytheory draw`: what it takes, what it writes, what it refuses."""

from __future__ import annotations

import io
import sys

import pytest

import toytheory
from equivalence import cli
from equivalence.commands.pictures import print_page
from toytheory.drawing import figure, page_of, picture_bytes, render
from toytheory.errors import CannotRun

TOY = "system 2 trits\nprepare X1 - X2 = 0, P1 + P2 = 0\nmeasure X1 as a\ndisplace X2 by -a\nmeasure X2 as b\n"


@pytest.fixture
def draw(capsys, monkeypatch):
    """Run `toytheory draw`; its exit code, standard output and standard error."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def run(*arguments):
        code = cli.execute(["draw", *map(str, arguments)])
        return code, *capsys.readouterr()

    return run


def test_a_state_in_the_terminal(draw):
    code, out, err = draw("X1 - X2 = 0, P1 + P2 = 0", "--trits")
    assert (code, err) == (0, "")
    assert out == render(page_of("X1 - X2 = 0, P1 + P2 = 0", d=3))


@pytest.mark.parametrize(
    ("arguments", "page"),
    [
        (["X = 1", "--bits"], lambda: page_of("X = 1", d=2)),
        (["X = 1", "--d", "5"], lambda: page_of("X = 1", d=5)),
        (["X1 = 1", "--bits", "--n", "2"], lambda: page_of("X1 = 1", d=2, n=2)),
        (["nothing known", "--trits", "--n", "2"], lambda: page_of("nothing known", d=3, n=2)),
        (["--map", "X2 -> X1 + X2, P1 -> P1 - P2", "--trits"], lambda: page_of("sum 1 2", d=3)),
        (["--map", "fourier 1", "--d", "4"], lambda: page_of("fourier 1", d=4)),
        (["--measure", "X1 + P2", "--trits"], lambda: page_of("X1 + P2", d=3)),
        (["--measure", "X1 + P2, P1 + X2", "--bits"], lambda: page_of("X1 + P2, P1 + X2", d=2)),
    ],
)
def test_what_is_asked_for_is_drawn(draw, arguments, page):
    assert draw(*arguments) == (0, render(page()), "")


@pytest.mark.parametrize("ending", ["svg", "png", "pdf", "SVG"])
def test_a_file_is_written(draw, tmp_path, ending):
    file = tmp_path / f"bell.{ending}"
    code, out, err = draw("X1 - X2 = 0", "--bits", "-o", file)
    assert (code, out, err) == (0, "", f"wrote {file}\n")
    assert file.read_bytes() == picture_bytes(figure(page_of("X1 - X2 = 0", d=2)), ending.lower())
    assert list(tmp_path.iterdir()) == [file]


def test_an_experiment_file(draw, tmp_path, monkeypatch):
    file = tmp_path / "e.toy"
    file.write_text(TOY)
    code, out, _ = draw(file, "--outcomes", "a=2")
    assert code == 0
    assert out.startswith("e.toy\n")
    assert "in this run by 1" in out
    assert "b = 0, certain" in out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TOY.encode())))
    assert "a = 1, probability 1/3" in draw("-")[1]


def test_the_branch_of_a_run_is_drawn(draw, tmp_path):
    file = tmp_path / "branches.toy"
    file.write_text("system 1 trit\nrandom a\nwhen a = 1\n  displace X by 1\nend\nmeasure X as x\n")
    code, out, _ = draw(file, "--outcomes", "a=1")
    assert code == 0
    assert "the branch of this run" in out
    assert "no branch" in draw(file, "--outcomes", "a=0")[1]


def test_an_experiment_that_has_no_strip_is_told(draw, tmp_path, monkeypatch):
    def refuses(experiment):
        raise CannotRun("is too large")

    monkeypatch.setattr("toytheory.drawing.following.latent_outcomes", refuses)
    file = tmp_path / "large.toy"
    file.write_text(TOY)
    code, out, err = draw(file)
    assert (code, out) == (2, "")
    assert "has no picture: the strip is too large" in err


def test_any_file_that_exists_is_an_experiment(draw, tmp_path):
    file = tmp_path / "experiment"
    file.write_text(TOY)
    assert draw(file)[0] == 0
    assert "expected" in draw("X1 = " + "1 + " * 200, "--trits")[2]


def test_a_state_with_a_map_or_a_measurement_is_a_strip(draw):
    assert "known: P1 = 2" in draw("X = 1", "--map", "fourier 1", "--trits")[1]
    assert "a = 2, probability 1/3" in draw("X = 1", "--measure", "P as a", "--trits", "--outcomes", "a=2")[1]


def test_what_is_forbidden_is_drawn_on_request(draw):
    code, _, err = draw("X2 = 0, X1 + P2 = 0", "--bits")
    assert code == 2
    assert "[X2, X1 + P2] = 1, not 0" in err
    assert "--forbidden" in err
    code, out, _ = draw("X2 = 0, X1 + P2 = 0", "--bits", "--forbidden")
    assert code == 0
    assert "Forbidden by classical complementarity" in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "nothing to draw"),
        (["X = 1"], "which systems?"),
        (["--map", "fourier 1"], "which systems?"),
        (["X = 1", "--bits", "--d", "3"], "both say what the systems are"),
        (["X = ", "--trits"], "line 1, column 5"),
        (["X * P = 1", "--trits"], "not linear"),
        (["X3 = 0", "--trits", "--n", "2"], "no system 3"),
        (["X1 = 0, X1 = 1", "--trits"], "contradict"),
        (["X1 = 0", "--d", "11"], "too fine"),
        (["X1 = 0", "--d", "1"], "d = 1"),
        (["X10 = 0", "--trits"], "too many"),
        (["--map", "X -> P", "--trits"], "not symplectic"),
        (["--map", "nonsense", "--trits"], "`nonsense` is no map"),
        (["--measure", "X1, P1", "--trits"], "cannot be measured together"),
        (["--map", "fourier 1", "--measure", "X1", "--trits"], "at once"),
        (["X = 1", "--trits", "-o", "x.jpg"], "what kind of picture"),
        (["X = 1", "--trits", "-o", "-"], "standard output"),
        (["X = 1", "--trits", "-o", "/no/such/folder/x.svg"], "no directory"),
        (["nothing.toy"], "cannot read nothing.toy"),
        (["X = 1", "--trits", "--outcomes", "a=1"], "--outcomes is for experiments"),
        (["--map", "fourier 1", "--trits", "--outcomes", "a=1"], "--outcomes is for experiments"),
        (["X = 1", "--trits", "--outcomes", "a"], "'a' is no outcome"),
        (["X = 1", "--trits", "--outcomes", "a=1,a=2"], "given twice"),
        (["X = 1", "--measure", "P as a", "--trits", "--outcomes", "a=x"], "no number"),
        (["--forbidden", "--map", "fourier 1", "--trits"], "--forbidden is for known variables"),
        (["--talk", "folder", "--trits"], "--talk goes with no other option"),
    ],
)
def test_bad_input_is_told_and_ends_with_2(draw, arguments, told):
    code, out, err = draw(*arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert "mend:" in err
    assert "Traceback" not in err


def test_an_experiment_says_what_its_systems_are(draw, tmp_path):
    file = tmp_path / "e.toy"
    file.write_text(TOY)
    for extra in (["--trits"], ["--n", "2"], ["--map", "fourier 1"], ["--forbidden"]):
        assert "leave the other options out" in draw(file, *extra)[2]
    assert "no outcome named z" in draw(file, "--outcomes", "z=0")[2]
    file.write_text("system 1 trit\nprepare X = 1, P = 1\n")
    code, _, err = draw(file)
    assert (code, f"{file}, line 2" in err) == (2, True)


def test_nothing_is_written_where_the_picture_fails(draw, tmp_path):
    assert draw("X = 1, P = 0", "--trits", "-o", tmp_path / "x.svg")[0] == 2
    assert list(tmp_path.iterdir()) == []


# modes


def test_modes_are_drawn_in_files(draw, tmp_path):
    file = tmp_path / "q.svg"
    assert draw("X1 - X2 = 0.5, P1 + P2 = 0", "--modes", "-o", file) == (0, "", f"wrote {file}\n")
    assert b"<title>X1 - X2 = 0.5, P1 + P2 = 0; 2 modes." in file.read_bytes()
    first = file.read_bytes()
    assert draw("X1 - X2 = 0.5, P1 + P2 = 0", "--modes", "-o", file)[0] == 0
    assert file.read_bytes() == first
    toy = tmp_path / "m.toy"
    toy.write_text("system 1 mode\nprepare vacuum 1\nmeasure X1 as a\n")
    assert draw(toy, "-o", tmp_path / "m.png", "--outcomes", "a=0.5")[0] == 0
    assert toytheory.draw(toy, outcomes={"a": 0.5}).get_label().startswith("m.toy; 1 mode")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["X1 = 2", "--modes"], "modes are drawn in files"),
        (["--modes"], "--modes is for what is known of modes"),
        (["X1 = 2", "--modes", "--map", "fourier 1"], "--modes is for what is known of modes"),
        (["X1 = 2", "--modes", "--forbidden"], "--modes is for what is known of modes"),
        (["m.toy", "--modes"], "--modes is for what is known of modes"),
        (["X1 = 2, P1 = 0", "--modes"], "P1"),
    ],
)
def test_what_is_not_drawn_of_modes_is_refused(draw, arguments, told):
    code, out, err = draw(*arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert "mend:" in err


# terminals


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


class Latin(io.StringIO):
    encoding = "latin-1"


@pytest.fixture
def columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return monkeypatch


def printed(page, stream):
    print_page(page, stream)
    return stream.getvalue()


def test_colour_is_for_terminals_without_no_color(columns):
    page = page_of("X1 + P1", d=3)
    assert "\x1b[" in printed(page, Terminal())
    assert "\x1b[" not in printed(page, io.StringIO())
    columns.setenv("TERM", "dumb")
    assert "\x1b[" not in printed(page, Terminal())
    columns.setenv("TERM", "xterm")
    columns.setenv("NO_COLOR", "1")
    assert printed(page, Terminal()) == render(page, 80)


def test_the_width_of_a_terminal_is_kept(columns):
    from toytheory import InputError

    page = page_of("sum 1 2", d=3)
    columns.setenv("COLUMNS", "50")
    assert max(map(len, printed(page, io.StringIO()).splitlines())) <= 50
    columns.setenv("COLUMNS", "20")
    with pytest.raises(InputError, match="the terminal 20"):
        print_page(page, Terminal())
    assert "┌" in printed(page, io.StringIO())  # a pipe has no width to keep


def test_other_encodings_get_ascii(columns):
    text = printed(page_of("X1 = 1", d=3), Latin())
    assert text.isascii()
    assert "|######|" in text
