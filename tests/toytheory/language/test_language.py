"""What texts mean as records, and how files are read."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from language_generated import near_texts

from toytheory.errors import InputError, Place
from toytheory.language.maps.discrete import named_transform
from toytheory.language.reading import MAX_BYTES, load_experiment, parse_experiment
from toytheory.language.steps import (
    Condition,
    Discard,
    Displace,
    Measure,
    Noise,
    OutcomeExpression,
    Step,
    System,
    Transform,
)
from toytheory.phase_space.variables import Variable


def steps(*lines: str, system: str = "system 3 trits") -> tuple[Step, ...]:
    return parse_experiment("\n".join([system, *lines])).steps


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("1 bit", System("bits", 1, 2)),
        ("2 bits", System("bits", 2, 2)),
        ("1 trits", System("trits", 1, 3)),
        ("2 trit", System("trits", 2, 3)),
        ("2 trits d=3", System("trits", 2, 3)),
        ("2 dits d=5", System("dits", 2, 5)),
        ("1 dit (d = 9)", System("dits", 1, 9)),
        ("2 dits d=2", System("dits", 2, 2)),
        ("007 bits", System("bits", 7, 2)),
        ("1048576 bits", System("bits", 2**20, 2)),
        ("2 dits d=1048576", System("dits", 2, 2**20)),
        ("2 modes", System("modes", 2, None, 1.0)),
        ("1 mode (hbar=2)", System("modes", 1, None, 2.0)),
        ("2 modes hbar=0.5", System("modes", 2, None, 0.5)),
        ("2 modes hbar = 1/2", System("modes", 2, None, 0.5)),
    ],
)
def test_systems(text: str, system: System) -> None:
    experiment = parse_experiment(f"system {text}")
    assert experiment.system == system
    assert experiment.steps == ()


def test_layout_does_not_matter() -> None:
    plain = parse_experiment("system 2 trits\nprepare X1 - X2 = 0\nmeasure X1 as a\ndisplace X2 by -a")
    for text in (
        "\ufeffsystem 2 trits\r\nprepare X1 - X2 = 0\r\nmeasure X1 as a\r\ndisplace X2 by -a\r\n",
        "system 2 trits\rprepare X1 - X2 = 0\rmeasure X1 as a\rdisplace X2 by -a",
        "# title\n\n  system\t2   trits # two\n\tprepare X1-X2=0#\n measure X1 as a  \n\n\ndisplace X2 by-a\n\n",
        "system 2 trits\nprepare X1 \u2212 X2 = 0\nmeasure X1 as a\ndisplace X2 by \u2212a",
        "system 2 trits\nprepare X1\u00a0-\u00a0X2 = 0\nmeasure X1 as a\ndisplace X2 by - a",
    ):
        assert parse_experiment(text) == plain


def test_a_written_map_leaves_what_it_does_not_name() -> None:
    mixed, same = steps("transform X1 -> X1 + P2 + 1, X2 -> X2 + P1", "transform X1 -> X1, P3 -> 4P3")
    assert mixed == Transform((0, 1), ((1, 0, 0, 1), (0, 1, 0, 0), (0, 1, 1, 0), (0, 0, 0, 1)), (1, 0, 0, 0))
    assert same == Transform((0, 2), tuple(tuple(int(i == j) for j in range(4)) for i in range(4)), (0,) * 4)


def test_a_written_map_is_on_all_systems_that_it_names_in_ascending_order() -> None:
    (step,) = steps("transform X3 -> X3 + 3X2, P1 -> P1")
    assert isinstance(step, Transform)
    assert step.systems == (0, 1, 2)


@pytest.mark.parametrize("arrow", ["->", "→", "↦", " \u2212> "])
def test_arrows(arrow: str) -> None:
    assert steps(f"transform X{arrow}P, P {arrow} -X", system="system 1 trit") == (
        Transform((0,), ((0, 1), (2, 0)), (0, 0)),
    )


def test_named_maps() -> None:
    found = steps("fourier 2", "phase 1", "sum 3 1", "cphase 1, 2", "swap 2 3", "multiply 1 by 2", "multiply 1 by -1")
    names = [("fourier", (1,)), ("phase", (0,)), ("sum", (2, 0)), ("cphase", (0, 1)), ("swap", (1, 2))]
    assert found[:5] == tuple(named_transform(name, systems, 3) for name, systems in names)
    assert found[5:] == (named_transform("multiply", (0,), 3, 2),) * 2


def test_unnamed_outcomes_are_counted_among_themselves() -> None:
    text = "system 2 trits\nmeasure X1, X2\nmeasure P1 as a\nmeasure P2\nmeasure X1 as m4"
    assert parse_experiment(text).outcomes == ("m1", "m2", "a", "m3", "m4")


@pytest.mark.parametrize("name", ["a", "d", "x1", "X1a", "_", "P_1", "m0", "asleep", "M", "Y1"])
def test_outcome_names(name: str) -> None:
    text = f"system 2 trits\nmeasure X1 as {name}\ndisplace X2 by 2{name}\ncondition {name} = 1"
    assert parse_experiment(text).outcomes == (name,)


def test_displacements_are_linear_in_outcomes() -> None:
    *_, step = steps(
        "measure X1, X2 as a, b", "displace X1 by a - b, P2 by 1, P1 by -a + 2*b + 2 b - 5, X3 by 2 a + 4a, P3 by a - a"
    )
    E = OutcomeExpression
    assert step == Displace(
        (
            (0, E((("a", 1), ("b", 2)))),
            (3, E((), 1)),
            (1, E((("a", 2), ("b", 1)), 1)),
            (4, E((("a", 0),))),
            (5, E((("a", 0),))),
        )
    )


def test_noise_is_read_exactly() -> None:
    single, joint, odd = steps(
        "noise X1 by 0: 0.9, 1: 0.1",
        "noise X1, P1 by 0,0: 9/10, 1,0: 1/10",
        "noise P3 by -1: .5, 4: 1/3, 0: 1/6, "[:-2],
    )
    assert single == Noise((0,), (((0,), Fraction(9, 10)), ((1,), Fraction(1, 10))))
    assert joint == Noise((0, 1), (((0, 0), Fraction(9, 10)), ((1, 0), Fraction(1, 10))))
    assert odd == Noise((5,), (((2,), Fraction(1, 2)), ((1,), Fraction(1, 3)), ((0,), Fraction(1, 6))))


def test_conditions_are_reduced_and_may_be_listed() -> None:
    *_, first, second, third = steps("measure X1, X2 as a, b", "condition a = -1, b = 3", "condition b=" + "9" * 9999)
    assert (first, second, third) == (Condition("a", 2), Condition("b", 0), Condition("b", 0))


def test_discards_are_lists_with_or_without_commas() -> None:
    assert steps("discard 3, 1 2") == (Discard((2, 0, 1)),)


def test_a_discarded_system_can_be_prepared_again() -> None:
    assert len(steps("discard 1", "prepare X1 = 0", "fourier 1")) == 3
    assert len(steps("discard 1", "prepare X2 + 0P1 = 0", "fourier 1")) == 3


def test_dependent_measurements_and_multiples_modulo_composites_are_fine() -> None:
    assert steps("measure X1, 2X1, X1 + 1, 3X1")[0] == Measure(
        (Variable.of({0: 1}, 3), Variable.of({0: 2}, 3), Variable.of({0: 1}, 3, 1), Variable.of({}, 3)),
        ("m1", "m2", "m3", "m4"),
    )
    assert len(steps("prepare 3X = 6, 3P = 3", system="system 1 dit d=9")) == 1


def test_steps_remember_where_they_and_their_items_stand() -> None:
    text = (
        "system 3 trits\n  measure X1, X2 as a, b\n\tdisplace X1 by a - 2b, P3 by 1\n"
        "prepare X1 - X2 = 0, P1 = 0\nprepare P2 = 0, X3=1\nnoise X1, P1 by 0,0: 1/2, 1,2: 1/2\n"
        "transform X2 -> X2 + P3, X3 -> P2 + X3"
    )
    with pytest.raises(InputError):
        parse_experiment(text, "bell.toy")
    experiment = parse_experiment(text.replace(", P1 = 0", ""), "bell.toy")
    assert experiment.source == "bell.toy"
    places = [(str(step.place), step.columns) for step in experiment.steps]
    assert places == [
        ("bell.toy, line 2, column 3", (11, 15, 21, 24)),
        ("bell.toy, line 3, column 2", (11, 25, 17, 21)),
        ("bell.toy, line 4, column 1", (9,)),
        ("bell.toy, line 5, column 1", (9, 17)),
        ("bell.toy, line 6, column 1", (7, 11, 17, 27)),
        ("bell.toy, line 7, column 1", (11, 22, 11, 1, 26, 1)),
    ]


def test_where_something_stands_is_not_part_of_what_it_is() -> None:
    assert parse_experiment("system 1 bit\nfourier 1", "a") == parse_experiment("system 1 bit\n\n  fourier 1", "b")


def test_lines_with_thousands_of_variables_and_files_with_thousands_of_lines() -> None:
    sums = " + ".join(f"X{k}" for k in range(1, 2001))
    known = ", ".join(f"P{k} - P{k + 1} = 1" for k in range(1, 2000))
    experiment = parse_experiment(f"system 2000 trits\nprepare {sums} = 1, {known}\n" + "sum 1 2\nfourier 7\n" * 1000)
    assert len(experiment.steps) == 2001
    first = experiment.steps[0]
    assert first.systems == tuple(range(2000))  # type: ignore[attr-defined]
    assert len(first.columns) == 2000


def test_patterns_do_not_try_again_and_again() -> None:
    blanks, digits = " " * 100_000, "1" * 100_000
    for line in (
        f"measure 2{blanks}Y",
        f"measure {'- ' * 50_000}Y",
        f"measure {digits}Y",
        f"{blanks}?",
        f"fourier {digits}",
    ):
        with pytest.raises(InputError):
            parse_experiment(f"system 1 trit\n{line}")
    residues = parse_experiment(f"system 1 trit\nmeasure {digits}{blanks}X + {digits}").steps[0]
    assert residues == Measure((Variable.of({0: 1}, 3, 1),), ("m1",))


# files


def test_a_file_is_read_with_its_name_as_source(tmp_path: Path) -> None:
    path = tmp_path / "pair.toy"
    path.write_bytes(b"\xef\xbb\xbfsystem 2 bits\r\nsum 1 2\r\n")
    experiment = load_experiment(path)
    assert experiment == parse_experiment("system 2 bits\nsum 1 2")
    assert experiment.source == str(path)
    assert experiment.steps[0].place == Place(2, 1, str(path))
    assert load_experiment(str(path)) == experiment


@pytest.mark.parametrize(
    ("content", "line", "column", "words"),
    [
        (b"", 1, 1, "the text is empty"),
        (b"\xef\xbb\xbf", 1, 1, "the text is empty"),
        (b"system 1 bit\nmeasure \xff", 2, 9, "not UTF-8"),
        (b"\xef\xbb\xbfsystem 1 bit \xff", 1, 14, "not UTF-8"),
        ("# é\r\nsystem 1 bit # é".encode() + b"\xe9", 2, 17, "not UTF-8"),
        ("system 1 bit".encode("utf-16"), 1, 1, "not UTF-8"),
        ("system 1 bit".encode("utf-16-le"), 1, 2, "NUL"),
        (b"\x89PNG\r\n\x1a\n", 1, 1, "not UTF-8"),
        (b"\x7fELF\x00\x00", 1, 5, "NUL"),
        (b"system 1 bit\nfourier 2", 2, 9, "no system 2"),
    ],
)
def test_a_file_that_is_no_experiment_is_refused(
    content: bytes, line: int, column: int, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "bad.toy"
    path.write_bytes(content)
    with pytest.raises(InputError, match=words) as caught:
        load_experiment(path)
    assert caught.value.place == Place(line, column, str(path))
    assert caught.value.mend


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.toy"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES * 1000)  # sparse: takes no room on the disk
    with pytest.raises(InputError, match="larger than 16777216 bytes"):
        load_experiment(path)


@pytest.mark.parametrize("name", ["missing.toy", ".", "no/such/folder.toy", "a\0b", "n" * 5000])
def test_what_cannot_be_read_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read") as caught:
        load_experiment(tmp_path / name)
    assert caught.value.mend
    assert len(caught.value.problem) < 300


@given(st.one_of(st.binary(max_size=60), near_texts.map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_any_file_is_read_or_refused_with_its_name(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "any.toy"
        path.write_bytes(content)
        try:
            source = load_experiment(path).source
        except InputError as error:
            source = error.place.source if error.place and error.mend else None
        assert source == str(path)
