"""Steps of the second edition made in Python are checked as those in files are; lowering within its bounds."""

from __future__ import annotations

from fractions import Fraction

import pytest

from toytheory.backend import DISCRETE_STEPS, MODE_STEPS
from toytheory.errors import CannotRun, InputError
from toytheory.language.bookkeeping import (
    Branch,
    Detector,
    Flip,
    GaussianChannel,
    GeneralDyne,
    Let,
    Observable,
    Random,
    RandomNormal,
    Repeat,
    Report,
    When,
)
from toytheory.language.experiment import Experiment
from toytheory.language.lowering import unroll
from toytheory.language.lowering.lower import lower
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import (
    MAX_SYSTEMS,
    Discard,
    Displace,
    Measure,
    Noise,
    OutcomeExpression,
    Prepare,
    Step,
    System,
    Transform,
)
from toytheory.phase_space.variables import Variable

E = OutcomeExpression
HALF = Fraction(1, 2)
TRITS, MODES = System.of_dimension(3, 2), System("modes", 2, None, 1.0)
X1, X2 = (Variable.of([(i, 1)], 3) for i in (0, 2))
MEASURED = Measure((X1, X2), ("a", "b"))
REAL = Measure(tuple(Variable.of([(i, 1.0)], None) for i in (0, 2)), ("a", "b"))
ONE = ((1.0, 0.0), (0.0, 1.0))


def nested(depth: int) -> Step:
    step: Step = Random("r")
    for _ in range(depth):
        step = Repeat(1, (step,))
    return step


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (When(()), "a `when` without a branch"),
        (When((Branch((), ()), Branch((("a", 0),), ()))), "a branch behind `otherwise`"),
        (When((Branch((("a", 0.5),), ()),)), "a = 0.5 is no value of an outcome"),
        (When((Branch((("c", 0),), ()),)), "no outcome named c"),
        (When((Branch((("a", 0),), (Report(("a",)),)),)), "inside of a branch or of rounds"),
        (Repeat(0, ()), "0 rounds"),
        (Repeat(-2, ()), "-2 rounds"),
        (Repeat(2**20, (When((Branch((("a", 0),), (Repeat(2, ()),)),)),)), "2097152 rounds, nested ones multiplied"),
        (Repeat(2**20, (Repeat(1, (Random("r"), Random("s"))),)), "2097152 outcomes"),
        (Repeat(2, (Random("a"),)), "a exists already"),
        (nested(101), "nested more than 100 deep"),
        (Flip(("a", "b"), (((0,), Fraction(1)),)), "has 1 of 2 records"),
        (Flip(("b", "a"), (((0, 0), Fraction(1)),)), "a flip of b, a that stands elsewhere"),
        (Flip(("a", "b"), (((1, 0), HALF),)), "add up to 1/2, not 1"),
        (Flip(("a", "b"), (((0, 0), 1.0),)), "the probability 1.0 is not exact"),
        (Random("r", ()), "add up to 0, not 1"),
        (Random("r", ((0, HALF), (3, HALF))), "the value 3 is listed twice"),
        (RandomNormal("r", 0.0, 1.0), "a normal number is not for trits"),
        (Let("c", E((("d", 1),))), "no outcome named d"),
        (Let("a", E()), "a exists already"),
        (Detector("d", E(), (float("nan"),)), "not a finite number"),
        (Report(()), "a report of no outcome"),
        (GaussianChannel((0,), ONE, ONE), "for modes"),
        (GeneralDyne(0, ONE, ("x", "p")), "for modes"),
    ],
)
def test_steps_made_in_python_are_checked(step: Step, words: str) -> None:
    with pytest.raises(InputError) as caught:
        Experiment(TRITS, (MEASURED, step))
    assert words in caught.value.problem


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (When((Branch((("a", 0.0),), ()),)), "a branch on an outcome of modes"),
        (Random("r"), "random numbers of modes are normal"),
        (Flip(("a", "b"), (((0, 0), Fraction(1)),)), "a flip with listed probabilities is not for modes"),
        (Detector("d", E()), "a detector is not for modes"),
        (Observable("d", E()), "an observable is not for modes"),
        (RandomNormal("r", float("inf"), 1.0), "the mean is inf, not a finite number"),
        (RandomNormal("r", 0.0, -1.0), "the variance -1 is negative"),
        (Let("c", E((("a", float("nan")),))), "not a finite number"),
        (GeneralDyne(0, ((1.0,),), ("x", "p")), "row 1 of the covariance has 1 of 2 numbers"),
        (GeneralDyne(0, ONE, ("x",)), "1 name for x and p"),
        (GaussianChannel((), (), ()), "a channel of no system"),
        (GaussianChannel((2,), ONE, ONE), "no system 3"),
        (GaussianChannel((0,), ONE, ((0.0, 1.0), (0.0, 1.0))), "no symmetric matrix"),
    ],
)
def test_steps_on_modes_made_in_python_are_checked(step: Step, words: str) -> None:
    with pytest.raises(InputError) as caught:
        Experiment(MODES, (REAL, step))
    assert words in caught.value.problem


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("measure X1..X3 as a1..a3\nreport a2..a3, a1", ("a2", "a3", "a1")),
        ("repeat 3\nmeasure X1 as s\nend\nreport s[1]..s[3]", ("s[1]", "s[2]", "s[3]")),
        ("repeat 2\nrepeat 2\nmeasure X1 as s\nend\nend\nreport s[2][1]..s[2][2]", ("s[2][1]", "s[2][2]")),
    ],
)
def test_a_report_may_name_a_range(text: str, names: tuple[str, ...]) -> None:
    for system in ("system 3 trits", "system 3 modes"):
        assert parse_experiment(f"{system}\n{text}").reported == names


def test_nothing_stands_behind_a_report() -> None:
    with pytest.raises(InputError, match="a statement behind `report`"):
        Experiment(TRITS, (MEASURED, Report(("a",)), Discard((0,))))


def test_a_flip_that_stands_elsewhere_is_refused() -> None:
    right = ((0, 0), Fraction(1))
    assert Experiment(TRITS, (MEASURED, Flip(("a", "b"), (right,)))).has_noise
    for between in (Discard((0,)), Flip(("a", "b"), (right,))):
        with pytest.raises(InputError, match="stands elsewhere"):
            Experiment(TRITS, (MEASURED, between, Flip(("a", "b"), (right,))))
    with pytest.raises(InputError, match="stands elsewhere"):
        Experiment(TRITS, (MEASURED, Repeat(1, (Flip(("a", "b"), (right,)),))))


def test_nested_a_hundred_deep_is_no_deeper_than_allowed() -> None:
    assert Experiment(TRITS, (nested(100),)).made == ("r" + "[1]" * 100,)


def test_a_system_that_every_branch_prepares_can_be_used() -> None:
    both = "when a = 0\n  prepare X1 = 0\notherwise\n  prepare X1 = 1\nend\n"
    text = f"system 2 trits\nmeasure X2 as a\ndiscard 1\n{both}measure X1"
    assert parse_experiment(text).unmeasured == ()
    with pytest.raises(InputError, match="system 1 has been discarded"):
        parse_experiment(text.replace("otherwise\n  prepare X1 = 1\n", ""))


def test_a_round_may_prepare_what_it_discards() -> None:
    parse_experiment("system 1 trit\nrepeat 2\n  prepare X = 0\n  measure X as s\n  discard 1\nend")
    with pytest.raises(InputError, match="system 1 has been discarded"):
        parse_experiment("system 1 trit\nrepeat 2\n  measure X as s\n  prepare X = 0\n  discard 1\nend")


# what steps answer


NESTED = """\
system 3 trits
repeat 2
  measure X1 as t
  repeat 3
    measure X2 as s
    let u = s[-1] + t[-1] + s[-1][2]
  end
end
"""


def test_nested_rounds_name_the_outer_round_first() -> None:
    experiment = parse_experiment(NESTED)
    assert experiment.made[:4] == ("t[1]", "s[1][1]", "u[1][1]", "s[1][2]")
    assert experiment.made[-1] == "u[2][3]"
    written = {s.name: s.expression.uses for s in unroll.unrolled(experiment.steps) if isinstance(s, Let)}
    assert written["u[2][3]"] == ("s[2][2]", "t[1]", "s[1][2]")
    assert written["u[1][1]"] == ("s[1][0]", "t[0]", "s[0][2]")
    assert {name for name, uses in written.items() if not uses} == {"t[0]", "s[1][0]", "s[2][0]", "s[0][2]"}


def test_steps_that_hold_others_answer_for_them() -> None:
    text = "system 3 trits\nmeasure X1 as a\nrandom c\nrepeat 2\n  when c = 1\n    measure X2 as s\n"
    text += "  otherwise\n    let s = a + s[-1]\n  end\n  displace X3 by s\nend"
    (_, _, repeat) = parse_experiment(text).steps
    assert isinstance(repeat, Repeat)
    (when, _) = repeat.steps
    assert isinstance(when, When)
    assert (repeat.touched, repeat.measured, repeat.uses) == ((1, 2), (1,), ("c", "a"))
    assert (when.touched, when.measured, when.uses) == ((1,), (1,), ("c", "a", "s[-1]"))
    moved = repeat.with_systems({0: 2, 1: 0, 2: 1})
    assert (moved.touched, moved.measured) == ((0, 1), (0,))
    renamed = repeat.with_names({"c": "coin", "s": "r", "a": "b"})
    assert (renamed.makes, renamed.uses) == (("r[1]", "r[2]"), ("coin", "b"))


# bounds of lowering


def test_rounds_are_written_out_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "system 1 trit\nrepeat 4\n  measure X as s\n  when s = 0\n    fourier 1\n    phase 1\n  end\nend"
    monkeypatch.setattr(unroll, "LARGEST", 16)
    assert len(unroll.unrolled(parse_experiment(text).steps)) == 8
    monkeypatch.setattr(unroll, "LARGEST", 15)
    with pytest.raises(CannotRun, match="16 steps once its rounds are written out; at most 15"):
        unroll.unrolled(parse_experiment(text).steps)


def test_systems_beside_are_a_reason_where_there_is_no_room() -> None:
    experiment = Experiment(System.of_dimension(2, MAX_SYSTEMS), (Random("a"),))
    with pytest.raises(CannotRun, match="needs 1 systems beside the experiment's 1048576"):
        lower(experiment, DISCRETE_STEPS)


def test_true_values_get_names_that_are_free() -> None:
    text = "system 1 trit\nlet a_true = 0\nmeasure X as a flip 1: 0.1\nlet a__true = a\nreport a"
    core = lower(parse_experiment(text), DISCRETE_STEPS).core
    assert core.outcomes == ("a___true", "a")


def test_what_is_lowered_is_counted_and_what_is_native_is_left() -> None:
    text = "system 2 trits\nrandom r\nrepeat 3\n  measure X1 as s flip 1: 0.1\n  let t = s - s[-1]\nend\nreport r, t[3]"
    found = lower(parse_experiment(text), DISCRETE_STEPS)
    assert found.count == {"random": 1, "repeat": 1, "flip": 3, "let": 3, "report": 1}
    kept = lower(parse_experiment(text), DISCRETE_STEPS | {Random, Flip, Let, Report})
    assert kept.count == {"repeat": 1}
    assert kept.core.n == 2
    whole = lower(parse_experiment(text), DISCRETE_STEPS | {Random, Flip, Let, Report, Repeat})
    assert whole.core == parse_experiment(text)
    assert whole.count == {}


def test_each_sugar_of_modes_is_counted() -> None:
    text = "system 1 mode\nrandom a normal 0, 1\nrandom b normal 0, 0\nchannel 1 matrix 1, 0; 0, 1 noise 0, 0; 0, 0\n"
    text += "general-dyne 1 covariance 1, 0; 0, 1\nlet c = a + b"
    found = lower(parse_experiment(text), MODE_STEPS)
    assert found.count == {"random": 2, "channel": 1, "general-dyne": 1, "let": 1}
    assert found.core.n == 3
    assert {type(step) for step in found.core.steps} <= MODE_STEPS


def test_normal_numbers_of_extreme_variance_are_noise() -> None:
    for hbar, variance in ((1e-40, 1.0), (1e40, 1.0)):
        experiment = Experiment(System("modes", 1, None, hbar), (RandomNormal("a", 0.5, variance),))
        kinds = [type(step).__name__ for step in lower(experiment, MODE_STEPS).core.steps]
        assert kinds == ["Prepare", "GaussianNoise", "Measure"]


def test_homodyne_at_right_angles_measures_one_quadrature() -> None:
    lines = {"0": "X1", "pi/2": "P1", "pi": "-X1", "-pi/2": "-P1", "3pi/2": "-P1", "100pi": "X1"}
    for angle, variable in lines.items():
        (step,) = parse_experiment(f"system 1 mode\nhomodyne 1 at {angle}").steps
        assert isinstance(step, Measure)
        assert [str(F) for F in step.variables] == [variable]
    (tiny,) = parse_experiment("system 1 mode\nhomodyne 1 at 1e-16").steps
    assert isinstance(tiny, Measure)
    assert len(tiny.variables[0].terms) == 2


def test_interferometers_in_both_forms_are_the_same_map() -> None:
    short, long = parse_experiment(
        "system 3 modes\ninterferometer 3, 1 matrix 0.6, -0.8; 0.8, 0.6\n"
        "interferometer 3, 1 matrix 0.6, 0, -0.8, 0; 0, 0.6, 0, -0.8; 0.8, 0, 0.6, 0; 0, 0.8, 0, 0.6"
    ).steps
    assert isinstance(short, Transform)
    assert short == long
    assert short.systems == (0, 2)
    assert short.matrix[0] == (0.6, 0.0, 0.8, 0.0)  # X1 -> 0.6 X1 + 0.8 X3, since 3 is listed first
    assert short.matrix[2] == (-0.8, 0.0, 0.6, 0.0)


def test_ranges_are_written_out() -> None:
    ranged = parse_experiment(
        "system 4 bits\nprepare X1..X2 = 1, P3..P4 = 0\nfourier 2..3, 4\nmeasure X1..X3, P4 as a1..a3, b\n"
        "noise each X of 1, 3..4 by 1: 1\nnoise each P, X of 2 by 1,0: 1\ndiscard 2..4"
    )
    listed = parse_experiment(
        "system 4 bits\nprepare X1 = 1, X2 = 1, P3 = 0, P4 = 0\nfourier 2\nfourier 3\nfourier 4\n"
        "measure X1, X2, X3, P4 as a1, a2, a3, b\nnoise X1 by 1: 1\nnoise X3 by 1: 1\nnoise X4 by 1: 1\n"
        "noise P2, X2 by 1,0: 1\ndiscard 2, 3, 4"
    )
    assert ranged == listed
    modes = parse_experiment("system 3 modes\nnoise each X, P of 1..2 variance 0.5\nprepare vacuum 1..3")
    assert modes == parse_experiment(
        "system 3 modes\nnoise X1 variance 0.5, P1 variance 0.5, X2 variance 0.5, P2 variance 0.5\n"
        "prepare vacuum 1, 2, 3"
    )


def test_unnamed_values_are_counted_by_their_letter() -> None:
    experiment = parse_experiment(
        "system 1 bit\nmeasure X\ndetector m1\nmeasure X\nobservable m2\ndetector m2\nmeasure X"
    )
    assert experiment.made == ("m1", "d1", "m2", "l1", "d2", "m3")
    assert (experiment.outcomes, experiment.detectors, experiment.observables) == (
        ("m1", "m2", "m3"),
        ("d1", "d2"),
        ("l1",),
    )


def test_words_of_the_second_edition_may_be_names() -> None:
    words = "random let when otherwise flip report at each of normal matrix channel interferometer homodyne".split()
    lines = [f"measure X as {word}\ndisplace X by 2{word} + 1\ncondition {word} = 0" for word in words]
    experiment = parse_experiment("\n".join(["system 1 trit", *lines]))
    assert experiment.outcomes == tuple(words)
    mixed = parse_experiment(
        "system 1 trit\nmeasure X as at\nlet when = 2at\ndetector at - at + 1 at 1\nreport when, at"
    )
    assert isinstance(mixed.steps[2], Detector)
    assert mixed.steps[2].at == (1.0,)


def test_an_expression_ends_where_its_name_begins() -> None:
    detector, observable = parse_experiment(
        "system 1 trit\nmeasure X as a\ndetector a - 1 as d at -1, 2.5\nobservable 2a + 1 as logical"
    ).steps[1:]
    assert detector == Detector("d", E((("a", 1),), 2), (-1.0, 2.5))
    assert observable == Observable("logical", E((("a", 2),), 1))


def test_flips_are_kept_in_their_order() -> None:
    listed = (((1,), Fraction(1, 10)), ((0,), Fraction(9, 10)))
    given, left_out = (
        parse_experiment(f"system 1 trit\nmeasure X as a flip {text}").steps[1] for text in ("1: 0.1, 0: 0.9", "1: 0.1")
    )
    assert given == Flip(("a",), listed)
    assert left_out == Flip(("a",), listed[::-1])


def test_core_steps_stand_as_they_are() -> None:
    steps = (
        Prepare((X1,), (0,), (0,)),
        Noise((0,), (((1,), Fraction(1)),)),
        MEASURED,
        Displace(((0, E((("a", 1),))),)),
    )
    assert lower(Experiment(TRITS, steps), DISCRETE_STEPS).core.steps == steps
