"""Who is inside: found by elimination as by trying all frames; inside, both theories agree; outside they may not."""

from __future__ import annotations

from dataclasses import replace

import framing_by_hand
import numpy as np
import pytest
import stim

from equivalence.comparison.answers import ask
from equivalence.comparison.compare import compare
from equivalence.experiments.random_discrete import Shape, random_experiments
from equivalence.theorems.bits.defect import sign_defect
from equivalence.theorems.nogo import family, frames
from equivalence.theorems.nogo.fragment import Framing, check_frames, find_frames, inside
from equivalence.theorems.nogo.random_inside import FIRST, FamilyShape, invertible, random_family, random_inside
from quantum_ref.stim.reading import from_stim
from toytheory.backend import load_backends
from toytheory.errors import CannotRun, InputError
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Measure, Prepare, Step, System, Transform
from toytheory.phase_space.variables import Variable

EXACT = load_backends(["epistemic", "stim"])


def verdict(experiment, backends=EXACT):
    return compare([ask(name, backend, experiment, 100, 0) for name, backend in backends.items()]).verdict


def text(*lines, n=2):
    return parse_experiment("\n".join((f"system {n} bits", *lines)))


# frames


def test_frames_are_the_six_ordered_pairs():
    assert len(set(frames.FRAMES)) == 6
    assert all(a != b and {a, b} <= {1, 2, 3} for a, b in frames.FRAMES)


def test_carried_is_what_trying_all_frames_gives():
    from itertools import product

    from toytheory.language.maps.discrete import NAMED_MAPS, named_transform

    for name in ("fourier", "phase", "sum", "cphase", "swap"):
        n = NAMED_MAPS[name].systems
        step = named_transform(name, tuple(range(n)), 2)
        for before in product(frames.FRAMES, repeat=n):
            fits = [
                list(after)
                for after in product(frames.FRAMES, repeat=n)
                if all(
                    back in (0, before[k][place])
                    for i in range(n)
                    for place in (0, 1)
                    for k, back in framing_by_hand.pulled_back(step, i, after[i][place]).items()
                )
            ]
            assert len(fits) <= 1
            assert frames.carried(step.matrix, before) == (fits[0] if fits else None)


def small_experiments(count, seed):
    """Random experiments of up to three systems, and such that were inside before one statement was put in."""
    rng = np.random.default_rng(seed)
    yield from random_experiments(rng, [Shape(2, 1, 4), Shape(2, 2, 5)], count)
    yield from random_experiments(rng, [Shape(2, 3, 2, 2)], count // 10)
    shape = FamilyShape(2, 6, noises=0)
    for kept in random_family(rng, [shape], count):
        other = random_inside(rng, replace(shape, steps=3))
        maps = [s for s in other.steps if isinstance(s, Transform)]
        place = int(rng.integers(len(kept.steps)))
        if any(type(s).__name__ in ("Discard", "Condition") for s in kept.steps):
            continue
        yield replace(kept, steps=(*kept.steps[:place], *maps[:2], *kept.steps[place:]))


def test_frames_are_found_exactly_where_trying_all_finds_them():
    answers = []
    for experiment in small_experiments(80, 5):
        found = find_frames(experiment)
        answers.append(not isinstance(found, str))
        assert answers[-1] == framing_by_hand.exists(experiment)
        if not isinstance(found, str):
            reason = check_frames(experiment, found)
            assert reason is True or "other sign" in reason
    assert 40 < sum(answers) < len(answers) - 15


def test_what_is_inside_has_no_sign_defect():
    rng = np.random.default_rng(11)
    counts = [0, 0]
    for experiment in random_experiments(rng, [Shape(2, 1), Shape(2, 2), Shape(2, 3), Shape(2, 2, 3, 2)], 300):
        answer = inside(experiment)
        counts[answer is True] += 1
        if answer is True:
            assert not sign_defect(experiment).any()
    assert min(counts) > 50


@pytest.mark.parametrize(
    "shape",
    [
        FamilyShape(1, 10),
        FamilyShape(2, 12),
        FamilyShape(3, 12, frames=FIRST),
        FamilyShape(4, 16),
        FamilyShape(40, 80),
    ],
    ids=lambda shape: f"n={shape.n}",
)
def test_random_experiments_of_the_family_agree(shape):
    rng = np.random.default_rng(shape.n)
    for experiment in random_family(rng, [shape], 12 if shape.n < 10 else 2):
        assert inside(experiment) is True
        assert not sign_defect(experiment).any()
        assert verdict(experiment) == "agree"


@pytest.mark.parametrize("n", [129, 300])
def test_hundreds_of_systems_agree(n):
    experiment = random_inside(np.random.default_rng(n), FamilyShape(n, 3 * n, together=6, conditions=0))
    assert inside(experiment) is True
    assert verdict(experiment) == "agree"


def test_random_matrices_are_inverse_to_each_other():
    rng = np.random.default_rng(0)
    for size in range(1, 7):
        one, other = invertible(size, rng)
        assert (one @ other.T % 2 == np.eye(size)).all()


def test_the_plain_family_keeps_its_frame():
    for experiment in random_family(np.random.default_rng(2), [FamilyShape(3, 30, frames=FIRST)], 5):
        for step in experiment.steps:
            for variable in getattr(step, "variables", ()):
                assert len({index % 2 for index, _ in variable.terms}) <= 1


# by hand

TIED = (
    "transform X1 -> X2 + X3 + X4, P1 -> P2 + P3 + P4, X2 -> X1 + X3 + X4, P2 -> P1 + P3 + P4, "
    "X3 -> X1 + X2 + X4, P3 -> P1 + P2 + P4, X4 -> X1 + X2 + X3, P4 -> P1 + P2 + P3"
)
"""A map of four systems that carries every line to the same line of others: all frames must be equal."""

INSIDE = [
    text("prepare X1 = 0, P2 = 0", "sum 2 1", "measure X1 + X2", "measure P1 + P2"),
    text("prepare X1 + P2 = 0, P1 + X2 = 0", "measure X1", "measure P2"),  # a graph state
    text("prepare X1 + X2 = 0, X1 + P1 + X2 + P2 = 0", "measure X1 + P1", "measure X2 + P2"),  # frames (X, Y)
    text("prepare X1 + P1 = 0", "phase 1", "measure P1"),
    text("prepare X1 = 0", "fourier 1", "fourier 1", "measure X1"),
    text("prepare P1 = 1", "phase 1", "phase 1", "phase 1", "phase 1", "measure P1"),
    text("prepare X1 + P1 = 0", "fourier 1", "fourier 1", "measure X1 + P1"),  # the sign returns
    text("measure X1", "measure P1", "measure X1 + P1"),  # each measurement frees the frame
    text("prepare X1 = 0, X2 = 0", "cphase 1 2", "measure X1", "fourier 2", "measure P2"),
    text("measure X1, X1 + X2 as a, b", "displace P2 by a + b", "noise X1 by 0: 0.9, 1: 0.1", "measure P2"),
    text("prepare X1 = 0", "measure X1 + P1 as a", "condition a = 0", "discard 2", "measure X1 + P1"),
    text("prepare X1 - X2 = 0, P1 + P2 = 0", "prepare X1 + P1 = 0", "measure X1 + P1", "measure P2"),
    text(
        "prepare X3 = 0, P4 = 0",
        "prepare X1 + X2 = 0, P1 + P2 = 0",
        TIED,
        "measure P1 + P2",
        n=4,
    ),
]

OUTSIDE = {
    "other sign": text("prepare X1 + P1 = 0", "fourier 1", "measure X1 + P1"),
    "all three": text("prepare X1 + X2 = 0, P1 + P2 = 0", "measure X1 + P1 + X2 + P2"),
    "both kinds": text("prepare X1 + X2 = 0, P1 + P2 = 0", "prepare X3 + P1 = 0", "measure X1", n=3),
}


@pytest.mark.parametrize("experiment", INSIDE, ids=range(len(INSIDE)))
def test_by_hand_inside(experiment):
    assert inside(experiment) is True
    assert verdict(experiment) == "agree"


def test_a_sign_is_a_reason():
    experiment = text("prepare X1 + P1 = 0", "fourier 1", "measure X1 + P1")
    assert inside(experiment) == "statement 3 of 3: X1 + P1 would have the other sign in quantum theory"
    assert verdict(experiment) == "disagree"


def test_three_lines_are_a_reason():
    experiment = text("prepare X1 + X2 = 0, P1 + P2 = 0", "measure X1 + P1 + X2 + P2")
    assert inside(experiment).startswith("statement 2 of 2: it would need all three")
    assert verdict(experiment) == "disagree"


def test_two_kinds_at_once_are_a_reason():
    experiment = text(
        "prepare X1 + X2 = 0, P1 + P2 = 0, X3 + X4 = 0, P3 + P4 = 0",
        "measure X1 + X3",
        "measure P1 + X3",
        "measure X1 + P3",
        n=4,
    )
    assert "of both kinds" in inside(experiment)


def test_a_loop_of_frames_is_a_reason():
    assert inside(text(TIED, "phase 1", "phase 2", "phase 3", "phase 4", TIED, n=4)) is True
    reason = inside(text(TIED, "phase 1", TIED, n=4))
    assert reason.startswith("statement 3 of 3: the map would carry a frame into another frame")
    equations = frames.Equations()
    one, other = equations.new(), equations.new()
    equations.move(other, one, (0, 2, 1, 3))
    equations.move(other, one, (0, 2, 1, 3))
    with pytest.raises(frames.Contradiction, match="another frame"):
        equations.move(other, one, (0, 1, 2, 3))


def test_gates_outside_disagree():
    experiment = text("measure X1 + X2", "measure P1 + P2", "fourier 1", "measure X1 + X2", "measure P1 + P2")
    assert inside(experiment) is not True
    assert verdict(experiment) == "disagree"
    experiment = text("prepare P1 = 0", "phase 1", "phase 1", "measure P1")
    assert inside(experiment) is not True
    assert verdict(experiment) == "disagree"


@pytest.mark.parametrize(
    "experiment",
    [
        text("prepare X1 = 0", "fourier 1", "measure X1 + P1"),
        text("prepare X1 + P1 = 0", "fourier 1", "noise X1 by 0: 1/2, 1: 1/2", "measure X1 + P1"),
    ],
    ids=["random anyway", "by noise"],
)
def test_outside_the_theories_may_agree_by_luck(experiment):
    assert inside(experiment) is not True
    assert verdict(experiment) == "agree"


# stim


def test_css_circuits_are_inside():
    circuit = stim.Circuit.generated("surface_code:rotated_memory_z", distance=3, rounds=2)
    assert inside(circuit) is True
    assert inside(stim.Circuit.generated("repetition_code:memory", distance=5, rounds=3)) is True
    assert inside(stim.Circuit("R 0 1\nRX 2\nCX 2 0 2 1\nMXX 0 1\nMZZ 1 2\nMPP X0*X1*X2 Z0*Z1")) is True


def test_circuits_with_three_lines_are_outside():
    assert inside(stim.Circuit("RX 0\nR 1\nCX 0 1\nMYY 0 1\nMXX 0 1\nMZZ 0 1")) is not True
    assert inside(stim.Circuit("RX 0\nS 0\nMY 0")) is not True
    undone = stim.Circuit("RX 0\nS 0\nS_DAG 0\nMX 0")  # maps in sequence need not be the counterpart of their composite
    assert inside(undone) is not True
    assert verdict(from_stim(undone)) == "disagree"
    assert inside(stim.Circuit("RX 0\nC_XYZ 0\nMY 0")) is True  # no sign: all three lines move on


# what is refused


def test_only_bits():
    with pytest.raises(InputError, match="only experiments on bits"):
        inside(parse_experiment("system 1 trit\nmeasure X"))
    with pytest.raises(InputError, match="sweep"):
        inside(stim.Circuit("CX sweep[0] 0"))


def test_bookkeeping_about_outcomes_changes_nothing():
    assert inside(stim.Circuit("HERALDED_ERASE(0.1) 0\nM(0.1) 0\nDETECTOR rec[-1] rec[-2]")) is True
    rounds = "system 2 bits\nrandom r\nrepeat 2\nsum 1 2\nmeasure X2 as a flip 1: 0.1\nlet b = a + r\nend\nreport b[2]"
    assert inside(parse_experiment(rounds)) is True
    signed = "system 1 bit\nprepare X + P = 0\nfourier 1\nmeasure X + P as a\nlet b = a"
    assert inside(parse_experiment(signed)) == "statement 3 of 3: X1 + P1 would have the other sign in quantum theory"
    with pytest.raises(CannotRun, match="branches"):
        inside(parse_experiment("system 1 bit\nmeasure X as a\nwhen a = 0\nfourier 1\nend"))


class Unheard(Step):
    """A step that is not of the discrete language."""


def test_an_unknown_step_cannot_be_decided(monkeypatch):
    experiment = text("measure X1")
    object.__setattr__(experiment, "steps", (Unheard(),))
    with pytest.raises(CannotRun, match="Unheard"):
        inside(experiment)


# checking frames


def framed(*lines, n=2):
    experiment = text(*lines, n=n)
    found = find_frames(experiment)
    assert check_frames(experiment, found) is True
    return experiment, [dict(moment) for moment in found.changes]


def test_frames_that_do_not_belong_are_refused():
    experiment, changes = framed("prepare X1 = 0", "sum 1 2", "measure X1")
    assert "do not belong" in check_frames(experiment, Framing(tuple(changes[:-1])))
    assert "do not belong" in check_frames(experiment, Framing(({0: (1, 2)}, *changes[1:])))
    assert "two different lines" in check_frames(experiment, Framing(({0: (1, 1), 1: (1, 2)}, *changes[1:])))
    assert "where they may not" in check_frames(experiment, Framing((*changes[:1], {}, *changes[2:])))
    assert "where they may not" in check_frames(experiment, Framing((*changes[:3], {1: (1, 2)})))


def test_wrong_frames_are_refused():
    experiment, changes = framed("prepare X1 = 0", "sum 1 2", "measure X1")
    assert "neither kind" in check_frames(experiment, Framing((changes[0], {0: (2, 3)}, *changes[2:])))
    mixed = [dict(moment) for moment in changes]
    mixed[2] = {0: mixed[2][0], 1: mixed[2][1][::-1]}
    assert "mixes" in check_frames(experiment, Framing(tuple(mixed)))
    without = Framing((*changes[:3], {0: (2, 3)}))
    assert "neither kind" in check_frames(experiment, without)


# the checks of the claim and their planted faults


def test_the_checks_hold():
    rng = np.random.default_rng(0)
    assert family.members_agree([FamilyShape(2), FamilyShape(3)], 8, EXACT, rng, 0).status == "holds"
    assert family.random_outsiders([Shape(2, 1), Shape(2, 2)], 30, rng, 0).status == "holds"
    assert family.short_experiments(1, longest=1).status == "holds"


def test_named_maps_are_those_of_the_language():
    assert len(family.named_maps(1)) == 2
    assert len({m.tobytes() for m in family.named_maps(2)}) == 8
    found = family.short_experiments(1, maps=family.named_maps(1))
    assert found.status == "holds"
    assert "2 named maps" in found.scope


def everything(experiment):
    """Planted: all experiments are members."""
    return True


def signless(experiment):
    """Planted: frames are enough, signs are forgotten."""
    found = find_frames(experiment)
    return found if isinstance(found, str) else True


def with_phase(experiment):
    """Planted: `phase` is taken for a gate without sign."""
    steps = tuple(s for s in experiment.steps if getattr(s, "name", None) != "phase")
    return inside(Experiment(experiment.system, steps))


@pytest.mark.parametrize("planted", [everything, signless])
def test_too_large_a_family_is_caught(planted):
    rng = np.random.default_rng(0)
    assert family.short_experiments(1, member=planted).status == "fails"
    assert family.random_outsiders([Shape(2, 1), Shape(2, 2)], 60, rng, 0, member=planted).status == "fails"


def test_a_gate_outside_the_family_is_caught():
    rng = np.random.default_rng(0)
    found = family.random_outsiders([Shape(2, 1, 6, 6), Shape(2, 2, 8, 6)], 200, rng, 0, member=with_phase)
    assert found.status == "fails"


def test_too_small_a_family_is_caught():
    rng = np.random.default_rng(0)
    found = family.members_agree([FamilyShape(2)], 5, EXACT, rng, 0, member=lambda e: "no")
    assert found.status == "fails"
    assert found.witness["inside"] == "no"


def test_members_without_backends_are_still_checked_for_defects():
    found = family.members_agree([FamilyShape(2)], 5, {}, np.random.default_rng(0), 0)
    assert found.status == "holds"
    assert "toy: none; quantum: none" in found.scope
    assert found.scope.endswith("; 0 of them compared")


def test_a_refused_certificate_fails():
    found = family.certified("certificate", "nothing", {"format": "x", "identities": []})
    assert found.status == "fails"
    assert found.witness["refused"].startswith("version")


def test_a_variable_without_systems_is_of_every_kind():
    constant = Variable((), 1, 2)
    experiment = Experiment(
        System.of_dimension(2, 1),
        (Prepare((Variable.of({0: 1}, 2),), (0,), (0,)), Measure((constant,), ("a",))),
    )
    assert inside(experiment) is True
    assert verdict(experiment) == "agree"
