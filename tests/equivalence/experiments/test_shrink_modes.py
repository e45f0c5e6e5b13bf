"""Experiments on modes shrink to few modes, few steps and round numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from mode_generated import mode_experiments

from equivalence.comparison.compare import compare
from equivalence.experiments.agreement import agree, answers
from equivalence.experiments.complexity import complexity
from equivalence.experiments.drafts import mended
from equivalence.experiments.plain_numbers import plainer, plainness
from equivalence.experiments.random_modes import Shape, random_experiment
from equivalence.experiments.shrink import shrink
from equivalence.experiments.simplify import MODE_MOVES
from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.language.bookkeeping import GaussianChannel, GeneralDyne, Let, RandomNormal, Repeat, Report, flat
from toytheory.language.experiment import Experiment
from toytheory.language.maps.modes import mode_transform
from toytheory.language.reading import format_experiment, normal_form, parse_experiment
from toytheory.language.steps import (
    Amplify,
    Condition,
    Displace,
    GaussianNoise,
    Heterodyne,
    Loss,
    Measure,
    Prepare,
    PrepareGaussian,
    PrepareVacuum,
    ThermalLoss,
    Transform,
)

RICH = """\
system 3 modes (hbar=2)
prepare vacuum 1, 3
prepare gaussian 2 means 0.3123, -1.7 covariance 1.2, 0.31; 0.31, 1.713
random shift normal 0.25, 0.5
rotate 1 by 0.7311
beamsplitter 1 2 by -1.234
displace X1 by 1.414shift - 1, P3 by 0.25
interferometer 3, 1 matrix 0.6, -0.8; 0.8, 0.6
thermal-loss 3 by 0.875, 1.5
loss 2 by 0.62
amplify 1 by 1.75
noise X1 variance 0.1234, P2 variance 2
channel 2 matrix 0.5, 0; 0, 0.5 noise 0.9, 0.1; 0.1, 1
channel 1, 3 matrix 0, 1, 0, 0; 1, 0, 0, 0; 0, 0, 1, 0; 0, 0, 0, 1 noise 2, 0, 0, 0; 0, 2, 0, 0; 0, 0, 1, 0; 0, 0, 0, 1
heterodyne 3 as h, k
general-dyne 1 covariance 0.5, 0; 0, 2 as g, i
repeat 3
  prepare P1 = 0.77, X3 = 0.123
  two-mode-squeeze 1 3 by 0.4567
  measure X1 - 0.3X3 + 2 as q
  let total = total[-1] + 0.5q
end
condition h = 0.567
report total[3], q[2], g
"""


def holds(kind, test=lambda step: True):
    return lambda experiment: any(isinstance(step, kind) and test(step) for step in flat(experiment.steps))


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        (lambda e: True, []),
        (holds(PrepareVacuum), ["prepare vacuum 1"]),
        (holds(PrepareGaussian), ["prepare gaussian 1 means 0, 0 covariance 1, 0; 0, 1"]),
        (holds(PrepareGaussian, lambda s: s.covariance[0][1] > 0.2),
         ["prepare gaussian 1 means 0, 0 covariance 1, 1; 1, 2"]),
        (holds(PrepareGaussian, lambda s: s.means[1] < -0.5), ["prepare gaussian 1 means 0, -1 covariance 1, 0; 0, 1"]),
        (holds(Prepare), ["prepare X1 = 0"]),
        (holds(Transform), ["fourier 1"]),
        (holds(Transform, lambda s: s.name == "rotate"), ["rotate 1 by 0"]),
        (holds(Transform, lambda s: s.name == "beamsplitter" and s.parameter < -1), ["beamsplitter 1 2 by -1.2"]),
        (holds(Transform, lambda s: s.name is None), ["transform X1 -> X1"]),
        (holds(Displace), ["displace X1 by 1"]),
        (holds(Displace, lambda s: any(e.terms for _, e in s.shifts)),
         ["random a normal 0, 0", "displace X1 by a"]),
        (holds(ThermalLoss, lambda s: s.nbar > 0), ["thermal-loss 1 by 0, 1"]),
        (holds(Loss, lambda s: 0.5 < s.transmission < 0.7), ["loss 1 by 0.6"]),
        (holds(Amplify, lambda s: s.gain > 1.5), ["amplify 1 by 2"]),
        (holds(GaussianNoise, lambda s: any(0 < v < 0.2 for _, v in s.variances)), ["noise X1 variance 0.1"]),
        (holds(GaussianChannel), ["channel 1 matrix 1, 0; 0, 1 noise 0, 0; 0, 0"]),
        (holds(Heterodyne), ["heterodyne 1 as a, b"]),
        (holds(GeneralDyne), ["general-dyne 1 covariance 1, 0; 0, 1 as a, b"]),
        (holds(RandomNormal, lambda s: s.variance > 0), ["random a normal 0, 1"]),
        (holds(Measure), ["measure X1 as a"]),
        (holds(Measure, lambda s: len(s.variables[0].terms) == 2), ["measure X1 + X2 as a"]),
        (holds(Repeat), ["repeat 1", "  let a = 0", "end"]),
        (holds(Let, lambda s: bool(s.expression.terms)), ["measure X1 as a", "let b = a"]),
        (holds(Condition, lambda s: s.value > 0.5), ["measure X1 as a", "condition a = 1"]),
        (holds(Report), ["let a = 0", "report a"]),
    ],
)  # fmt: skip
def test_shrinking_reaches_the_plainest_experiment_with_a_property(wanted, lines):
    found = shrink(parse_experiment(RICH), wanted)
    assert wanted(found)
    head, *text = format_experiment(found).splitlines()
    assert head.startswith(f"system {2 if 'X2' in str(lines) or ' 2 by' in str(lines) else 1} mode")
    assert found.system.hbar == 1
    assert text == lines


def test_numbers_are_plain_by_their_digits():
    listed = [0.1 + 0.2, -0.5, 0.5, 12.0, 3.0, -1.0, 1.0, 0.0]
    assert sorted(listed, key=plainness) == listed[::-1]
    for number in (*listed, 1e-9, 2.0**60, -np.pi):
        assert all(plainness(other) < plainness(number) for other in plainer(number))


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(mode_experiments(most=2, steps=5, second=True))
def test_every_draft_is_valid_or_no_experiment_and_its_text_gives_it_back(experiment):
    start = normal_form(experiment)
    for move in MODE_MOVES:
        for draft in move(start):
            candidate = mended(start, draft)
            if candidate is not None:
                assert parse_experiment(format_experiment(candidate)) == normal_form(candidate)


def test_the_result_is_minimal_for_every_single_move():
    wanted = holds(Displace, lambda s: any(e.constant > 0.2 for _, e in s.shifts))
    found = shrink(parse_experiment(RICH), wanted)
    simpler = [mended(found, draft) for move in MODE_MOVES for draft in move(found)]
    assert any(s is not None for s in simpler)
    assert not any(s is not None and complexity(s) < complexity(found) and wanted(normal_form(s)) for s in simpler)


# planted faults


class Turned(LiouvilleBackend):
    """Its beam splitters turn the other way."""

    def distribution(self, experiment):
        steps = (
            mode_transform(s.name, s.systems, -s.parameter)
            if isinstance(s, Transform) and s.name == "beamsplitter"
            else s
            for s in experiment.steps
        )
        return super().distribution(Experiment(experiment.system, tuple(steps)))


class Cold(LiouvilleBackend):
    """Its environments are cold: a thermal loss is a loss."""

    def distribution(self, experiment):
        steps = (Loss(s.system, s.transmission) if isinstance(s, ThermalLoss) else s for s in experiment.steps)
        return super().distribution(Experiment(experiment.system, tuple(steps)))


def circuits(count, **more):
    rng = np.random.default_rng(5)
    return [random_experiment(rng, Shape(3, **more)) for _ in range(count)]


@pytest.mark.parametrize(
    ("faulty", "kinds"),
    [(Turned(), {PrepareGaussian, PrepareVacuum, Transform, Measure, Displace, Prepare}),
     (Cold(), {PrepareGaussian, PrepareVacuum, ThermalLoss, Measure, Prepare})],
)  # fmt: skip
def test_a_planted_fault_is_shown_on_few_modes_in_few_steps(faulty, kinds):
    pair = {"liouville": LiouvilleBackend(), "faulty": faulty}

    def differ(e):
        return compare(answers(e, pair, 0)).verdict == "disagree"

    found = next(shrink(e, differ) for e in circuits(40) if differ(e))
    assert differ(found)
    assert found.n <= 2
    assert len(found.steps) <= 3
    assert {type(step) for step in found.steps} <= kinds
    assert max(len(number) for number in format_experiment(found).replace(",", " ").replace(";", " ").split()) < 14


def test_the_witness_of_a_check_on_modes_is_shrunk():
    pair = {"liouville": LiouvilleBackend(), "turned": Turned()}
    drawn = [e for e in circuits(40) if any(getattr(s, "name", "") == "beamsplitter" for s in e.steps)][:6]
    check = agree("circuits", "circuits", drawn, pair, 0, alone="toy")
    assert check.status == "fails"
    told = parse_experiment(check.witness["toy_file"])
    assert told.n == 2
    assert len(told.steps) <= 3
