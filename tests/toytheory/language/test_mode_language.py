"""What texts on modes mean as records, and that writing and reading are inverse."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mode_generated import mode_experiments, near_mode_statements, near_mode_texts
from round_trip import comes_back, fate

from toytheory.backend import MODE_STEPS
from toytheory.errors import InputError, Place
from toytheory.language.experiment import Experiment
from toytheory.language.maps.modes import MODE_MAPS, mode_transform
from toytheory.language.reading import format_experiment, normal_form, parse_experiment
from toytheory.language.statements.table import RECORDS
from toytheory.language.steps import (
    Amplify,
    Condition,
    Discard,
    Displace,
    GaussianNoise,
    Heterodyne,
    Loss,
    Measure,
    Noise,
    OutcomeExpression,
    Prepare,
    PrepareGaussian,
    PrepareVacuum,
    Step,
    System,
    ThermalLoss,
    Transform,
)
from toytheory.phase_space.variables import Variable

MODES = System("modes", 3, None, 1.0)


def steps(*lines: str) -> tuple[Step, ...]:
    return parse_experiment("\n".join(["system 3 modes", *lines])).steps


def real(terms: dict[int, float], constant: float = 0.0) -> Variable:
    return Variable.of(terms, None, constant)


def test_preparations() -> None:
    vacuum, gaussian, pair, known = steps(
        "prepare vacuum 1, 2",
        "prepare gaussian 1 means 1, 0 covariance 0.5, 0; 0, 0.5",
        "prepare gaussian 3 1 means 1, 2, -3, 4e0 covariance 1,0,0,0.1; 0,1,0,0; 0,0,1,0; 1/10,0,0,1",
        "prepare X1 - X2/2 = 0.5, P1 + 2P2 = -pi",
    )
    assert vacuum == PrepareVacuum((0, 1))
    assert gaussian == PrepareGaussian((0,), (1.0, 0.0), ((0.5, 0.0), (0.0, 0.5)))
    assert isinstance(pair, PrepareGaussian)
    assert (pair.systems, pair.means, pair.covariance[0]) == ((2, 0), (1.0, 2.0, -3.0, 4.0), (1.0, 0.0, 0.0, 0.1))
    assert known == Prepare((real({0: 1, 2: -0.5}), real({1: 1, 3: 2})), (0.5, -math.pi), (0, 1))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("pi/4", math.pi / 4), ("-pi", -math.pi), ("2pi/3", 2 * math.pi / 3), ("2*pi / 3", 2 * math.pi / 3),
        ("- 0.25 pi", -math.pi / 4), ("1/3", 1 / 3), ("1e-3", 0.001), (".5", 0.5), ("3", 3.0), ("--2", 2.0),
        ("1/2pi", math.pi / 2), ("\u2212pi/2", -math.pi / 2), ("1.5e2/3", 50.0),
    ],
)  # fmt: skip
def test_numbers(text: str, value: float) -> None:
    assert steps(f"rotate 1 by {text}") == (mode_transform("rotate", (0,), value),)


def test_every_named_map_is_as_designed() -> None:
    t, c, s, ch, sh = 0.7, math.cos(0.7), math.sin(0.7), math.cosh(0.7), math.sinh(0.7)
    wanted = {
        "rotate 1 by 0.7": ["X1 -> cX1 - sP1", "P1 -> sX1 + cP1"],
        "squeeze 2 by 0.7": ["X2 -> eX2", "P2 -> fP2"],
        "beamsplitter 1 2 by 0.7": ["X1 -> cX1 - sX2", "X2 -> sX1 + cX2", "P1 -> cP1 - sP2", "P2 -> sP1 + cP2"],
        "two-mode-squeeze 1 2 by 0.7": ["X1 -> CX1 + SX2", "P1 -> CP1 - SP2", "X2 -> CX2 + SX1", "P2 -> CP2 - SP1"],
        "shear 1 by 0.7": ["X1 -> X1", "P1 -> P1 + tX1"],
        "sum 1 2 by 0.7": ["X2 -> X2 + tX1", "P1 -> P1 - tP2"],
        "cphase 1 2 by 0.7": ["P1 -> P1 + tX2", "P2 -> P2 + tX1"],
        "swap 1 2": ["X1 -> X2", "P1 -> P2", "X2 -> X1", "P2 -> P1"],
        "fourier 1": ["X1 -> P1", "P1 -> -X1"],
    }
    letters = {"c": c, "s": s, "C": ch, "S": sh, "e": math.exp(-t), "f": math.exp(t), "t": t}
    assert {line.split()[0] for line in wanted} == set(MODE_MAPS)
    for line, images in wanted.items():
        (named,) = steps(line)
        text = ", ".join(images)
        for letter, number in letters.items():
            text = text.replace(f"{letter}X", f"{number!r}X").replace(f"{letter}P", f"{number!r}P")
        (written,) = steps(f"transform {text}")
        assert isinstance(named, Transform)
        assert isinstance(written, Transform)
        assert named.systems == written.systems
        np.testing.assert_allclose(named.matrix, written.matrix, atol=1e-15)


def test_strengths_have_a_default() -> None:
    wanted = (mode_transform("sum", (0, 1), 1.0), mode_transform("cphase", (1, 0), 1.0))
    assert steps("sum 1 2", "cphase 2, 1") == wanted


def test_channels_noise_and_measurements() -> None:
    found = steps(
        "loss 1 by 0.9", "thermal-loss 2 by 1/2, 1.5", "amplify 3 by 2", "noise X1 variance 0.1, P3 variance 2",
        "measure X1 + 0.5P2, X2 + P1/2 as a, b", "heterodyne 3 as x, p", "heterodyne 2",
        "displace X2 by 1.414*a - b, P2 by a/2 + 2 p - x + pi - 1", "condition a = -1/2, x = 2", "discard 1, 2",
    )  # fmt: skip
    assert found == (
        Loss(0, 0.9),
        ThermalLoss(1, 0.5, 1.5),
        Amplify(2, 2.0),
        GaussianNoise(((0, 0.1), (5, 2.0))),
        Measure((real({0: 1, 3: 0.5}), real({2: 1, 1: 0.5})), ("a", "b")),
        Heterodyne(2, ("x", "p")),
        Heterodyne(1, ("m1", "m2")),
        Displace(
            (
                (2, OutcomeExpression((("a", 1.414), ("b", -1.0)))),
                (3, OutcomeExpression((("a", 0.5), ("p", 2.0), ("x", -1.0)), math.pi - 1)),
            )
        ),
        Condition("a", -0.5),
        Condition("x", 2.0),
        Discard((0, 1)),
    )


@pytest.mark.parametrize("name", ["e", "E", "e1", "pi"])
def test_no_outcome_of_modes_is_called_what_reads_as_part_of_a_number(name: str) -> None:
    """`2e-1` is a number, so an outcome e could not be doubled and diminished by 1."""
    with pytest.raises(InputError, match="reads as a number"):
        steps(f"measure X1 as {name}")


def test_which_modes_count_as_measured() -> None:
    experiment = parse_experiment(
        "system 6 modes\nprepare vacuum 1, 2, 3, 4, 5, 6\nmeasure X1 - X2\nheterodyne 3\ndiscard 4\n"
        "prepare vacuum 2\nswap 1 5\nmeasure P6\nprepare X6 = 1, P5 = 0"
    )
    assert experiment.unmeasured == (1, 4, 5)
    assert experiment.outcomes == ("m1", "m2", "m3", "m4")


def test_items_know_where_they_stand() -> None:
    text = "system 2 modes\nprepare gaussian 2 means 0, 1 covariance 1, 0; 0, 1\nnoise X1 variance 1, P2 variance 2"
    gaussian, noise = parse_experiment(text, "a.toy").steps
    assert gaussian.place == Place(2, 1, "a.toy")
    assert gaussian.columns == (18, 26, 29, 42, 45, 48, 51)
    assert noise.columns == (7, 22, 19, 34)


@given(mode_experiments())
def test_reading_what_was_written_gives_the_experiment_back(experiment: Experiment) -> None:
    assert comes_back(experiment)
    assert normal_form(experiment) == experiment
    text = format_experiment(experiment)
    assert format_experiment(parse_experiment(text)) == text


@given(mode_experiments(second=True))
def test_the_second_edition_comes_back(experiment: Experiment) -> None:
    assert comes_back(experiment)
    assert normal_form(experiment) == experiment
    text = format_experiment(experiment)
    assert format_experiment(parse_experiment(text)) == text


def test_every_kind_of_step_is_written_as_a_person_would() -> None:
    text = """\
system 3 modes (hbar=2.0)
prepare vacuum 1, 2
prepare gaussian 3, 1 means 1, 0, 0, -1 covariance 2, 0, 0, 0; 0, 2, 0, 0; 0, 0, 1.5, 0; 0, 0, 0, 1
prepare X2 + 0X1 = 0.25
rotate 1 by -0.5
sum 1 2 by 1
fourier 2
transform X1 -> 2X1 - 1, P1 -> 0.5P1 + 0.5
transform X1 -> X1, X2 -> X2
displace X1 by 2, P2 by -0.5
loss 1 by 0.9
thermal-loss 2 by 0.5, 1.5
amplify 3 by 2
noise X1 variance 0.25, P3 variance 0.001
measure X1 - 0.5X2, 0X1 + 2 as a, c
heterodyne 3 as m1, m2
displace X2 by 1.5*a - m2 + 1, P1 by -2*a, P3 by 0
condition a = 0.5
discard 2, 1
"""
    experiment = parse_experiment(text)
    assert {type(step) for step in experiment.steps} == MODE_STEPS
    assert format_experiment(experiment) == text


def test_numbers_need_not_be_floats_nor_systems_sorted() -> None:
    made = (
        Prepare((real({0: 2}),), (np.float64(1.0),), (1, 0)),
        PrepareGaussian((2,), (0, 1), ((1, 0), (0, 1))),
        Transform((1, 0), tuple(tuple(int(i == j) for j in range(4)) for i in range(4)), (1, 2, 3, 4)),
        GaussianNoise(((0, 1),)),
        Loss(0, 1), ThermalLoss(0, 1, 2), Amplify(0, 3),
        Measure((real({0: 1}),), ("a",)),
        Displace(((0, OutcomeExpression((("a", 1), ("a", 2)), 1)),)),
        Condition("a", 1),
    )  # fmt: skip
    experiment = Experiment(MODES, made)
    assert parse_experiment(format_experiment(experiment)) == normal_form(experiment)
    assert normal_form(experiment).steps[2].shift == (3.0, 4.0, 1.0, 2.0)  # type: ignore[attr-defined]


RIGHT = {kind: record.write for kind, record in RECORDS.items()}
FAULTS = [
    (Prepare, lambda step, ring: f"prepare {step.variables[0]} = {step.values[0]}"),
    (PrepareGaussian, lambda step, ring: RIGHT[PrepareGaussian](replace(step, means=step.means[::-1]), ring)),
    (Transform, lambda step, ring: RIGHT[Transform](replace(step, name=None, shift=(0.0,) * len(step.shift)), ring)),
    (Displace, lambda step, ring: RIGHT[Displace](step, ring).replace("-", "+")),
    (GaussianNoise, lambda step, ring: f"noise X1 variance {step.variances[0][1]:.3f}"),
    (Loss, lambda step, ring: f"loss 1 by {1 - step.transmission!r}"),
    (Heterodyne, lambda step, ring: "heterodyne 1 as q, p"),
]


@pytest.mark.parametrize(("kind", "wrong"), FAULTS)
def test_a_writer_with_a_fault_is_caught(kind: type[Step], wrong: object, monkeypatch: pytest.MonkeyPatch) -> None:
    planted: dict[type[Step], Step] = {
        Prepare: Prepare((real({0: 1.0}),), (1.0,), (0, 1)),
        PrepareGaussian: PrepareGaussian((0,), (1.0, 2.0), ((1.0, 0.0), (0.0, 1.0))),
        Transform: Transform((0,), ((1.0, 0.0), (0.0, 1.0)), (1.0, 2.0)),
        Displace: Displace(((0, OutcomeExpression((("z", -0.5),))),)),
        GaussianNoise: GaussianNoise(((0, 1 / 3),)),
        Loss: Loss(0, 0.3),
        Heterodyne: Heterodyne(0, ("p", "q")),
    }
    experiment = Experiment(MODES, (Measure((real({4: 1.0}),), ("z",)), planted[kind]))
    assert comes_back(experiment)
    monkeypatch.setitem(RECORDS, kind, replace(RECORDS[kind], write=wrong))
    assert not comes_back(experiment)


@given(near_mode_texts)
@example("system 1 mode\nmeasure X\x00")
@example("system 1 mode\nprepare gaussian 1 means 0, 0 covariance 1, 0; 0")
def test_any_text_is_read_or_refused_with_place_and_mend(text: str) -> None:
    assert fate(text) is None


BEGINNINGS = ("prepare gaussian 1", "transform", "measure", "noise", "displace", "rotate", "loss", "random b normal",
              "let b =", "general-dyne 1 covariance", "channel 1 matrix", "interferometer 1 matrix",
              "homodyne 1 at", "repeat", "report")  # fmt: skip


@given(st.sampled_from(BEGINNINGS), near_mode_statements)
def test_any_statement_is_read_or_refused(word: str, rest: str) -> None:
    assert fate(f"system 2 modes\nmeasure X1, X2 as a, b\n{word} {rest}") is None


def test_patterns_do_not_try_again_and_again() -> None:
    blanks, digits = " " * 50_000, "1" * 50_000
    for line in (f"measure 2{blanks}Y", f"rotate 1 by {'- ' * 25_000}Y", f"rotate 1 by {digits}{blanks}pi{blanks}?",
                 f"displace X1 by {digits}{blanks}*{blanks}?", f"prepare X1{blanks}/{blanks}?"):  # fmt: skip
        with pytest.raises(InputError):
            parse_experiment(f"system 1 mode\n{line}")


# records made in Python


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        (Noise((0,), (((0,), 1),)), "noise with listed displacements is not for modes"),
        (Prepare((real({0: 1.0}),), (math.nan,), (0,)), "not a finite number"),
        (Prepare((real({0: 1.0}),), ("x",), (0,)), "not a finite number"),
        (Prepare((Variable.of({0: 1}, 3),), (0,), (0,)), "is a variable for d = 3"),
        (Prepare((real({0: math.inf}),), (0.0,), (0,)), "not a finite number"),
        (PrepareVacuum(()), "a preparation of no system"),
        (PrepareGaussian((0,), (0.0, 0.0), ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))), "row 1 of the covariance has 3 of 2"),
        (PrepareGaussian((0,), (0.0, 0.0), ((1.0, math.nan), (0.0, 1.0))), "not a finite number"),
        (Transform((0, 0), ((1.0,) * 4,) * 4, (0.0,) * 4), "a map from a system to itself"),
        (Transform((), (), ()), "a map of no system"),
        (Transform((0,), ((1.0, 0.0),), (0.0, 0.0)), "does not fit its systems"),
        (Transform((0,), ((1.0, math.inf), (0.0, 1.0)), (0.0, 0.0)), "not a finite number"),
        (replace(mode_transform("rotate", (0,), 0.5), matrix=((1.0, 0.0), (0.0, 1.0))), "the map is not rotate"),
        (replace(mode_transform("rotate", (0,), 0.5), name="turn"), "there is no map of modes named turn"),
        (Heterodyne(0, ("a",)), "1 name for x and p"),
        (Heterodyne(0, ("a", "b", "c")), "3 names for x and p"),
        (Heterodyne(3, ("a", "b")), "there is no system 4"),
        (Loss(0, math.nan), "not a finite number"),
        (GaussianNoise(()), "no coordinate"),
    ],
)
def test_steps_that_cannot_be_meant_are_refused(step: Step, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        Experiment(MODES, (step,))
    assert caught.value.mend


@pytest.mark.parametrize("step", [PrepareVacuum((0,)), Loss(0, 0.5), Heterodyne(0, ("a", "b"))])
def test_steps_of_modes_are_refused_elsewhere(step: Step) -> None:
    with pytest.raises(InputError, match="is for modes"):
        Experiment(System.of_dimension(3, 1), (step,))


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("turn", (0,), 1.0), "no map of modes named turn"), (("swap", (0,)), "takes 2 systems, not 1"),
        (("rotate", (0,)), "needs an angle"), (("fourier", (0,), 1.0), "takes no number"),
        (("shear", (0,), math.inf), "shear by inf is no map"), (("swap", (1, 1)), "from system 2 to itself"),
    ],
)  # fmt: skip
def test_named_maps_that_do_not_exist_are_refused(arguments: tuple[object, ...], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        mode_transform(*arguments)  # type: ignore[arg-type]


@given(st.sampled_from(sorted(MODE_MAPS)), st.floats(-3, 3))
def test_named_maps_are_symplectic(name: str, parameter: float) -> None:
    step = mode_transform(name, tuple(range(MODE_MAPS[name].systems)), parameter if MODE_MAPS[name].parameter else None)
    S, J = np.array(step.matrix), np.kron(np.eye(len(step.systems)), [[0, 1], [-1, 0]])
    np.testing.assert_allclose(S @ J @ S.T, J, atol=1e-12)
