"""Small experiments whose outcomes can be worked out by hand, run by each toy backend."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from toytheory.discrete.backends.dense import DenseBackend
from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.discrete.backends.ontic import OnticBackend
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Discard, Prepare, System
from toytheory.outcomes.distributions import AffineSet, Distribution
from toytheory.phase_space.variables import Variable

SEED = 1


class BySampling:
    """An exact answer from samples, where few outcomes are equally likely: what occurred."""

    name = "ontic"

    def distribution(self, experiment):
        rows = OnticBackend().sample(experiment, 3000, SEED)
        joint = {tuple(row): Fraction(1) for row in rows.tolist()}
        return Distribution.from_joint(experiment.d, experiment.outcomes, joint)


EXACT = [EpistemicBackend(), DenseBackend()]
ALL = [*EXACT, BySampling()]
every_backend = pytest.mark.parametrize("backend", ALL, ids=[b.name for b in ALL])
exact_backends = pytest.mark.parametrize("backend", EXACT, ids=[b.name for b in EXACT])


def uniform(*outcomes):
    return {outcome: Fraction(1, len(outcomes)) for outcome in outcomes}


def probabilities(backend, text):
    return backend.distribution(parse_experiment(text)).probabilities


# each text with the outcomes that are equally likely, all others impossible
CASES = {
    "what was prepared is found": ("system 1 trit\nprepare X = 2\nmeasure X, 2X + 1", [(2, 2)]),
    "nothing is known at first": ("system 1 dit d=5\nmeasure X - 2P", [(v,) for v in range(5)]),
    "a repeated measurement repeats its outcome": ("system 1 trit\nmeasure X\nmeasure X", [(v, v) for v in range(3)]),
    "measuring P disturbs X": (
        "system 1 bit\nprepare X = 1\nmeasure P\nmeasure X\nmeasure X",
        [(p, x, x) for p in range(2) for x in range(2)],
    ),
    "fourier makes X the old P": ("system 1 trit\nprepare P = 2\nfourier 1\nmeasure X", [(2,)]),
    "fourier makes P minus the old X": ("system 1 trit\nprepare X = 1\nfourier 1\nmeasure P", [(2,)]),
    "phase adds X to P": ("system 1 dit d=7\nprepare X + P = 3\nphase 1\nmeasure P", [(3,)]),
    "the talk's two-trit map": (
        "system 2 trits\nprepare X1 = 1, X2 = 1\nsum 1 2\nmeasure X1, X2",
        [(1, 2)],
    ),
    "the talk's two-trit map on momenta": (
        "system 2 trits\nprepare P1 = 1, P2 = 1\nsum 1 2\nmeasure P1, P2",
        [(0, 1)],
    ),
    "multiply divides momenta": ("system 1 dit d=7\nprepare P = 3\nmultiply 1 by 3\nmeasure P", [(1,)]),
    "cphase adds the other position": ("system 2 trits\nprepare P1 = 0, X2 = 2\ncphase 1 2\nmeasure P1", [(2,)]),
    "a written map": ("system 1 trit\nprepare X = 1\ntransform X -> X + 1, P -> P + X\nmeasure X", [(2,)]),
    "correlated systems agree": (
        "system 2 trits\nprepare X1 - X2 = 0, P1 + P2 = 1\nmeasure X1\nmeasure X2\nmeasure P1, P2",
        [(a, a, p, q) for a in range(3) for p in range(3) for q in range(3)],
    ),
    "correlated momenta survive a joint measurement": (
        "system 2 trits\nprepare X1 - X2 = 0, P1 + P2 = 1\nmeasure X1 - X2\nmeasure P1\nmeasure P2",
        [(0, p, (1 - p) % 3) for p in range(3)],
    ),
    "preparing a partner resets its correlations": (
        "system 2 bits\nprepare X1 - X2 = 0, P1 + P2 = 0\nprepare X2 = 1\nmeasure X1, X2",
        [(0, 1), (1, 1)],
    ),
    "a prepared partner leaves what does not involve it": (
        "system 2 bits\nprepare X1 = 1, P2 = 0\nprepare X2 = 0\nmeasure X1, X2",
        [(1, 0)],
    ),
    "a discarded system can be prepared again": (
        "system 2 bits\nprepare X1 - X2 = 0, P1 + P2 = 0\ndiscard 2\nprepare P2 = 1\nmeasure X1, P2",
        [(0, 1), (1, 1)],
    ),
    "dependent variables are measured jointly": (
        "system 2 trits\nmeasure X1, X2, X1 + X2, 2X1 + 1",
        [(a, b, (a + b) % 3, (2 * a + 1) % 3) for a in range(3) for b in range(3)],
    ),
    "an outcome is fed forward": (
        "system 2 dits d=5\nprepare X2 = 0\nmeasure X1 as a\ndisplace X2 by 2a - 1\nmeasure X2",
        [(a, (2 * a - 1) % 5) for a in range(5)],
    ),
    "teleportation": (
        "system 3 trits\nprepare X1 + P1 = 2\nprepare X2 - X3 = 0, P2 + P3 = 0\n"
        "measure X1 - X2, P1 + P2 as a, b\ndisplace X3 by a, P3 by b\nmeasure X3 + P3",
        [(a, b, 2) for a in range(3) for b in range(3)],
    ),
    "no measurement has one empty outcome": ("system 1 bit\nprepare X = 0", [()]),
    "a condition that is always met": ("system 1 bit\nprepare X = 1\nmeasure X as a\ncondition a = 1", [(1,)]),
    "a condition keeps correlated runs": (
        "system 2 trits\nprepare X1 - X2 = 1\nmeasure X1 as a\ncondition a = 0\nmeasure X2",
        [(0, 2)],
    ),
    "noise uniform in one coordinate forgets its value": (
        "system 1 bit\nprepare X = 0\nnoise X by 0: 0.5, 1: 0.5\nmeasure X",
        [(0,), (1,)],
    ),
    # composite d: modules, not vector spaces
    "3X known at d = 9 leaves three values of X": (
        "system 1 dit d=9\nprepare 3X = 3, 3P = 0\nmeasure X",
        [(1,), (4,), (7,)],
    ),
    "3X and 3P are a pure state at d = 9": (
        "system 1 dit d=9\nprepare 3X = 3, 3P = 6\nmeasure 3X, 3P\nmeasure 3X + 3P",
        [(3, 6, 0)],
    ),
    "measuring X at d = 9 leaves nothing of 3P": (
        "system 1 dit d=9\nprepare 3X = 3, 3P = 6\nmeasure X\nmeasure 3P",
        [(x, p) for x in (1, 4, 7) for p in (0, 3, 6)],
    ),
    "2X at d = 4 is even": ("system 1 dit d=4\nmeasure 2X", [(0,), (2,)]),
    "2X = 2 at d = 4 leaves X odd": (
        "system 1 dit d=4\nmeasure 2X as a\ncondition a = 2\nmeasure X",
        [(2, 1), (2, 3)],
    ),
    "2X and 2P are measured without disturbing each other at d = 4": (
        "system 1 dit d=4\nprepare 2P = 2\nmeasure 2X\nmeasure 2P\nmeasure 2X",
        [(x, 2, x) for x in (0, 2)],
    ),
    "X measured after 2X disturbs 2P at d = 4": (
        "system 1 dit d=4\nprepare 2P = 0\nmeasure 2X as a\nmeasure X as b\nmeasure 2P as c",
        [(2 * b % 4, b, c) for b in range(4) for c in (0, 2)],
    ),
    "3X at d = 6 is known and 2X is not": (
        "system 1 dit d=6\nprepare 3X = 3\nmeasure 3X, 2X",
        [(3, v) for v in (0, 2, 4)],
    ),
    "2X + 3P at d = 6 moves by units": (
        "system 1 dit d=6\nprepare 2X = 2, 3P = 3\nmeasure 2X + 3P",
        [(5,)],
    ),
}


@every_backend
@pytest.mark.parametrize("case", CASES)
def test_small_experiments_have_the_outcomes_worked_out_by_hand(case, backend):
    text, outcomes = CASES[case]
    assert probabilities(backend, text) == uniform(*sorted(outcomes))


@exact_backends
def test_noise_enters_as_the_fraction_that_is_written(backend):
    text = "system 1 trit\nprepare X = 0\nnoise X by 0: 9/10, 1: 0.1\nnoise X by 0: 1/3, 2: 2/3\nmeasure X"
    assert probabilities(backend, text) == {(0,): Fraction(11, 30), (1,): Fraction(1, 30), (2,): Fraction(18, 30)}


@exact_backends
def test_joint_noise_correlates_coordinates(backend):
    text = "system 2 bits\nprepare X1 = 0, P2 = 0\nnoise X1, P2 by 0,0: 0.9, 1,1: 0.1\nmeasure X1, P2"
    assert probabilities(backend, text) == {(0, 0): Fraction(9, 10), (1, 1): Fraction(1, 10)}


@exact_backends
def test_a_condition_reweights_earlier_noise(backend):
    text = (
        "system 2 bits\nprepare X1 = 0, X2 = 0\nnoise X1 by 0: 3/4, 1: 1/4\nsum 1 2\nnoise X2 by 0: 2/3, 1: 1/3\n"
        "measure X2 as a\ncondition a = 1\nmeasure X1 as b"
    )
    found = backend.distribution(parse_experiment(text))
    assert found.condition_probability == Fraction(3, 4) * Fraction(1, 3) + Fraction(1, 4) * Fraction(2, 3)
    assert found.probabilities == {(1, 0): Fraction(3, 5), (1, 1): Fraction(2, 5)}


@exact_backends
def test_an_impossible_condition_has_probability_zero_and_no_outcomes(backend):
    found = backend.distribution(parse_experiment("system 1 bit\nprepare X = 0\nmeasure X as a\ncondition a = 1"))
    assert found.condition_probability == 0
    assert found.probabilities == {}


def test_an_impossible_condition_leaves_no_samples():
    experiment = parse_experiment("system 1 bit\nprepare X = 0\nmeasure X as a\ncondition a = 1\nmeasure P")
    assert OnticBackend().sample(experiment, 50, 0).shape == (0, 2)


@exact_backends
def test_many_outcomes_are_an_affine_set(backend):
    text = "system 1 trit\nprepare X = 1\nmeasure X" + "\nmeasure P\nmeasure X" * 4
    found = backend.distribution(parse_experiment(text))
    assert found.probabilities is None
    assert found.affine == AffineSet.of([1] + [0] * 8, np.eye(9, dtype=int)[1:], 3)


@exact_backends
def test_a_preparation_of_nothing_forgets(backend):
    X = Variable.of({0: 1}, 3)
    steps = (Prepare((X,), (1,), (0,)), Discard((0,)), Prepare((X,), (2,), (0,)))
    assert backend.distribution(Experiment(System.of_dimension(3, 1), steps)).probabilities == {(): 1}


@exact_backends
def test_what_a_backend_cannot_run_it_refuses_with_the_same_reason(backend):
    modes = Experiment(System("modes", 1, None, 1.0))
    assert backend.can_run(modes) == "does not do modes"
    with pytest.raises(CannotRun, match="does not do modes"):
        backend.distribution(modes)


def test_numbers_beyond_a_word_stay_exact():
    # five kinds of noise with denominators near 10^19 need more than 64 bits together
    parts = [10**19 + k for k in (51, 57, 61, 63, 67)]
    noise = "\n".join(f"noise X by 0: {p - 7}/{p}, 1: 7/{p}" for p in parts)
    text = f"system 1 trit\nprepare X = 0\n{noise}\nmeasure P\nmeasure X\nprepare X = 1\n{noise}\nmeasure X"
    dense = probabilities(DenseBackend(), text)
    assert dense == probabilities(EpistemicBackend(), text)
    expected = [Fraction(0), Fraction(1), Fraction(0)]
    for p in parts:
        stay, move = Fraction(p - 7, p), Fraction(7, p)
        expected = [stay * expected[x] + move * expected[x - 1] for x in range(3)]
    assert [sum(v for k, v in dense.items() if k[2] == x) for x in range(3)] == expected


def test_dense_says_where_it_ends():
    large = parse_experiment("system 10 bits\nmeasure X1")
    assert DenseBackend().can_run(large) == "holds at most d^n = 512, and 2^10 is more"
    assert DenseBackend().can_run(parse_experiment("system 9 bits\nmeasure X1")) is True


def test_dense_gives_up_where_it_would_branch_too_often(monkeypatch):
    monkeypatch.setattr("toytheory.discrete.backends.dense.BRANCHES", 8)
    text = "system 1 trit\n" + "measure X\nmeasure P\n"
    assert len(probabilities(DenseBackend(), "system 1 bit\n" + "measure X\nmeasure P\n" * 1)) == 4
    with pytest.raises(CannotRun, match="more than 8 sequences of outcomes on 9 ontic states"):
        probabilities(DenseBackend(), text)


def test_epistemic_says_where_it_ends(monkeypatch):
    experiment = parse_experiment("system 2 trits\nsum 1 2\nnoise X1 by 0: 0.5, 1: 0.5\nmeasure X1, X2")
    monkeypatch.setattr("toytheory.discrete.backends.epistemic.LARGEST", 9)  # 4 x 4 and 6 x 4 coefficients of 2 bits
    assert EpistemicBackend().can_run(experiment).startswith("would need 10 bytes for 2 systems that interact")
    monkeypatch.setattr("toytheory.discrete.backends.epistemic.LARGEST", 10)
    assert EpistemicBackend().can_run(experiment) is True
    monkeypatch.setattr("toytheory.discrete.backends.epistemic.LONGEST", 10)
    assert "coefficients of known variables" in EpistemicBackend().can_run(experiment)
    with pytest.raises(CannotRun, match="would change"):
        EpistemicBackend().distribution(experiment)
    monkeypatch.setattr("toytheory.discrete.backends.epistemic.LONGEST", 2**40)
    monkeypatch.setattr("toytheory.discrete.backends.epistemic.LARGEST_ANSWER", 5)
    with pytest.raises(CannotRun, match="2 outcomes"):
        EpistemicBackend().distribution(experiment)


def test_the_backends_are_what_the_harness_looks_for():
    for backend, exact in ((EpistemicBackend(), True), (DenseBackend(), True), (OnticBackend(), False)):
        assert backend.side == "toy"
        assert backend.capabilities.exact is exact
        assert backend.capabilities.samples is not exact
    assert [b.name for b in (EpistemicBackend(), DenseBackend(), OnticBackend())] == ["epistemic", "dense", "ontic"]


def test_a_known_dense_distribution_adds_up_to_one():
    text = "system 2 dits d=6\nprepare 2X1 + 3P2 = 5\nmeasure X1\nmeasure P1 + X2"
    found = DenseBackend().distribution(parse_experiment(text))
    assert sum(found.probabilities.values()) == 1
    assert np.array(list(found.probabilities)).shape[1] == 2
