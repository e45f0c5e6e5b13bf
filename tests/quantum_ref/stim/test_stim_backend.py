"""The `stim` backend: exact distributions, against closed formulas and the Hilbert backend, at every size."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import stim
from backend_cases import BITS_WITH_CERTAIN_OUTCOMES, TELEPORTATION, listed, relabelled, uniform_on

from equivalence.experiments.random_discrete import Shape, random_experiment
from quantum_ref.hilbert.backend import HilbertBackend
from quantum_ref.stim import backend as stim_backend
from quantum_ref.stim import frames as stim_frames
from quantum_ref.stim import paulis as stim_paulis
from quantum_ref.stim.backend import StimBackend, latent_outcomes
from quantum_ref.stim.frames import FrameRecorder
from quantum_ref.stim.program import translate
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import NAMED_MAPS, named_transform
from toytheory.language.steps import Displace, Measure, OutcomeExpression, Prepare, System, Transform
from toytheory.outcomes.distributions import AffineSet, Distribution
from toytheory.phase_space.variables import Variable

SIZES = [2, 63, 64, 65, 127, 128, 129, 511, 512, 513]


def distribution(text: str) -> Distribution:
    return StimBackend().distribution(listed(text))


def bits(*coordinates: int) -> Variable:
    return Variable.of([(c, 1) for c in coordinates], 2)


@pytest.mark.parametrize("name", BITS_WITH_CERTAIN_OUTCOMES)
def test_bits_have_the_signs_of_quantum_theory(name):
    text, outcome = BITS_WITH_CERTAIN_OUTCOMES[name]
    assert distribution(text).probabilities == {outcome: 1}


@pytest.mark.parametrize("name", NAMED_MAPS)
def test_a_named_map_is_the_clifford_of_its_rows(name):
    parameter = 1 if NAMED_MAPS[name].takes_parameter else None
    step = named_transform(name, tuple(range(NAMED_MAPS[name].systems)), 2, parameter)
    tableau = stim_paulis.heisenberg_tableau(step.matrix, step.shift)
    gate = stim_paulis.gate_of(name, step.matrix, step.shift)
    assert tableau == (stim.Tableau.from_named_gate(gate) if gate else stim.Tableau(1))


SHAPES = [Shape(2, 1), Shape(2, 2), Shape(2, 3), Shape(2, 4, steps=12), Shape(2, 3, steps=14, outcomes=6, noises=3)]


@pytest.mark.parametrize("number", range(100))
def test_random_experiments_agree_with_the_hilbert_backend(number):
    experiment = random_experiment(np.random.default_rng([2, number]), SHAPES[number % len(SHAPES)])
    assert StimBackend().distribution(experiment) == HilbertBackend().distribution(experiment)


def test_the_random_experiments_have_every_kind_of_step():
    kinds = set()
    for number in range(100):
        experiment = random_experiment(np.random.default_rng([2, number]), SHAPES[number % len(SHAPES)])
        kinds |= {type(step).__name__ for step in experiment.steps}
        kinds |= {"feed-forward"} if experiment.has_feedforward else set()
        kinds |= {"written"} if any(isinstance(s, Transform) and not s.name for s in experiment.steps) else set()
    wanted = "Prepare Transform Measure Displace Noise Condition Discard feed-forward written"
    assert kinds == set(wanted.split())


# word boundaries


def ghz(n: int, measured: int) -> Experiment:
    """The GHZ state of n bits, X (0) or P (1) of each measured."""
    steps = [
        Prepare(tuple(bits(2 * k) for k in range(n)), (0,) * n, tuple(range(n))),
        named_transform("fourier", (0,), 2),
    ]
    steps += [named_transform("sum", (k, k + 1), 2) for k in range(n - 1)]
    names = tuple(f"m{k + 1}" for k in range(n))
    steps.append(Measure(tuple(bits(2 * k + measured) for k in range(n)), names))
    return Experiment(System.of_dimension(2, n), tuple(steps))


def even_parity(n: int) -> AffineSet:
    directions = np.hstack([np.eye(n - 1, dtype=int), np.ones((n - 1, 1), dtype=int)])
    return AffineSet(2, np.zeros(n, dtype=np.int64), directions)


@pytest.mark.parametrize("n", SIZES)
def test_ghz_values_of_x_are_equal_and_those_of_p_have_even_parity(n):
    experiment = ghz(n, 0)
    assert StimBackend().distribution(experiment) == uniform_on([(0,) * n, (1,) * n], 2, experiment.outcomes)
    found = StimBackend().distribution(ghz(n, 1))
    if n == 2:
        assert found == uniform_on([(0, 0), (1, 1)], 2, ["m1", "m2"])
    else:
        assert found.affine == even_parity(n)


@pytest.mark.parametrize("n", [5, 64, 65, 200])
def test_ghz_states_can_be_prepared_as_known_variables(n):
    known = (*(bits(2 * k, 2 * k + 2) for k in range(n - 1)), bits(*range(1, 2 * n, 2)))
    values = (1, *[0] * (n - 2), 1)
    everything = Measure(tuple(bits(2 * k) for k in range(n)), tuple(f"a{k}" for k in range(n)))
    parity = Measure((bits(*range(1, 2 * n, 2)),), ("p",))
    steps = (Prepare(known, values, tuple(range(n))), parity, everything)
    found = StimBackend().distribution(Experiment(System.of_dimension(2, n), steps))
    keys = [(1, x, *[1 - x] * (n - 1)) for x in range(2)]
    assert found == uniform_on(keys, 2, ["p", *everything.names])


@pytest.mark.parametrize("places", [(63, 64, 65), (64, 63, 0), (127, 128, 1), (511, 512, 513), (512, 64, 128)])
def test_an_experiment_across_a_word_boundary_is_the_same_experiment(places):
    for number in range(6):
        small = random_experiment(np.random.default_rng([3, number]), Shape(2, 3, outcomes=5))
        large = relabelled(small, places, 514)
        assert StimBackend().distribution(large) == HilbertBackend().distribution(small)


def test_two_thousand_bits_take_seconds():
    n = 2000
    assert StimBackend().distribution(ghz(n, 0)) == uniform_on([(0,) * n, (1,) * n], 2, ghz(n, 0).outcomes)


def test_a_random_clifford_and_its_inverse_do_nothing_to_a_thousand_bits():
    n, rng = 1000, np.random.default_rng(4)
    values = rng.integers(0, 2, n)
    layers, back = [], []
    for _ in range(6):
        order = rng.permutation(n)
        pairs = [named_transform("sum", (int(a), int(b)), 2) for a, b in zip(order[0::2], order[1::2], strict=True)]
        turned = [named_transform("fourier", (int(k),), 2) for k in order[: n // 2]]
        layers += pairs + turned
        back = turned + pairs + back
    prepare = Prepare(tuple(bits(2 * k) for k in range(n)), tuple(map(int, values)), tuple(range(n)))
    half = Measure(tuple(bits(2 * k) for k in range(n)), tuple(f"h{k}" for k in range(n)))
    whole = Measure(tuple(bits(2 * k) for k in range(n)), tuple(f"a{k}" for k in range(n)))
    returned = Experiment(System.of_dimension(2, n), (prepare, *layers, *back, whole))
    assert StimBackend().distribution(returned).probabilities == {tuple(map(int, values)): 1}
    stopped = StimBackend().distribution(Experiment(System.of_dimension(2, n), (prepare, *layers, half)))
    assert stopped.affine is not None  # that few layers do not spread over everything
    assert 2**400 < stopped.affine.size < 2**n


# particular cases


@pytest.mark.parametrize(("variable", "value"), [("X1", 1), ("P1", 1), ("X1 + P1", 0), ("X1 + P1", 1)])
def test_teleportation_is_faithful(variable, value):
    target = variable.replace("1", "3")
    text = f"system 3 bits\nprepare {variable} = {value}\n{TELEPORTATION}measure {target} as c"
    assert distribution(text).marginal(["c"]).probabilities == {(value,): 1}


def test_unknown_systems_are_maximally_mixed():
    assert distribution("system 2 bits\nmeasure X1, X2\nmeasure X1").probabilities == {
        (x, y, x): Fraction(1, 4) for x in range(2) for y in range(2)
    }


def test_a_reset_in_the_middle_takes_correlations_away():
    text = "system 2 bits\nprepare X1 + X2 = 0, P1 + P2 = 0\nmeasure X1\nprepare P1 = 1\nmeasure P1, X2\n"
    found = distribution(text + "prepare X1 + X2 = 1\nmeasure X1, X2 as u, v")
    assert found == uniform_on([(x, 1, x, u, 1 - u) for x in range(2) for u in range(2)], 2, found.names)


def test_noise_before_a_joint_preparation_does_not_reach_it():
    text = "system 2 bits\nmeasure X1\nnoise X1 by 0: 0.9, 1: 0.1\nprepare X1 + X2 + P2 = 0, P1 + X2 = 0\n"
    found = distribution(text + "measure X1 + P1 + P2 as c")
    assert found.marginal(["c"]).probabilities == {(1,): 1}


def test_noise_weights_are_exact():
    p = Fraction(123456789, 1234567891)
    text = f"system 1 bit\nprepare X1 = 0\nnoise X1, P1 by 0,0: {1 - p}, 1,1: {p}\nmeasure X1 as a\nmeasure P1 as b"
    found = distribution(text)
    assert found.probabilities == {(a, b): (p if a else 1 - p) / 2 for a in range(2) for b in range(2)}


def test_complete_depolarisation_is_a_uniform_direction():
    shares = ", ".join(f"{a},{b}: 1/4" for a in range(2) for b in range(2))
    text = "system 30 bits\n" + "".join(f"prepare X{k} = 0\nnoise X{k}, P{k} by {shares}\n" for k in range(1, 31))
    found = distribution(text + "measure " + ", ".join(f"X{k}" for k in range(1, 31)))
    assert found.affine is not None
    assert found.affine.size == 2**30


def test_noise_that_spreads_too_far_is_declined(monkeypatch):
    text = "system 14 bits\n" + "".join(f"prepare X{k} = 0\nnoise X{k} by 0: 0.9, 1: 0.1\n" for k in range(1, 15))
    with pytest.raises(CannotRun):
        distribution(text + "measure " + ", ".join(f"X{k}" for k in range(1, 15)))


def test_feed_forward_may_use_an_outcome_that_depends_on_nothing():
    text = "system 1 bit\nprepare X1 = 0\nmeasure X1 - X1 + 1 as a\ndisplace X1 by a + 1, P1 by a\n"
    assert distribution(text + "displace X1 by a\nmeasure X1").probabilities == {(1, 1): 1}


def test_feed_forward_adds_even_multiples_of_nothing():
    X1 = bits(0)
    steps = (
        Measure((X1,), ("a",)),
        Displace(((0, OutcomeExpression((("a", 2),), 2)), (1, OutcomeExpression((("a", 3),), 3)))),
        Measure((X1,), ("b",)),
    )
    experiment = Experiment(System.of_dimension(2, 1), steps)
    assert StimBackend().distribution(experiment) == uniform_on([(0, 0), (1, 1)], 2, ["a", "b"])


def test_a_prepared_system_without_a_known_variable_is_reset_too():
    steps = (
        Prepare((bits(0), bits(2)), (1, 1), (0, 1)),
        Prepare((bits(0),), (0,), (0, 1)),
        Measure((bits(0), bits(2)), ("a", "b")),
    )
    found = StimBackend().distribution(Experiment(System.of_dimension(2, 2), steps))
    assert found == uniform_on([(0, 0), (0, 1)], 2, ["a", "b"])


def test_an_experiment_without_measurements_has_the_empty_outcome():
    assert distribution("system 1 bit\nfourier 1").probabilities == {(): 1}
    assert distribution("system 1 bit").probabilities == {(): 1}


def test_an_impossible_condition_has_probability_zero():
    found = distribution("system 1 bit\nprepare X1 = 0\nmeasure X1 as a\ncondition a = 1")
    assert (found.probabilities, found.condition_probability) == ({}, 0)


@pytest.mark.parametrize(
    ("system", "told"),
    [(System.of_dimension(3, 1), "trits"), (System("dits", 1, 5), "d = 2"), (System("modes", 1, None, 1.0), "modes")],
)
def test_what_is_not_bits_is_declined(system, told):
    with pytest.raises(CannotRun, match=told):
        StimBackend().distribution(Experiment(system))


def test_dits_with_two_values_are_bits():
    assert distribution("system 1 dits d=2\nprepare X1 = 1\nmeasure X1").probabilities == {(1,): 1}


def test_bounds_are_reported(monkeypatch):
    monkeypatch.setattr(stim_backend, "LARGEST_TABLE", 3)
    with pytest.raises(CannotRun, match="sources of chance"):
        distribution("system 2 bits\nmeasure X1, X2")
    monkeypatch.setattr(stim_paulis, "LARGEST_BLOCK", 1)
    with pytest.raises(CannotRun, match="does not fall into parts"):
        distribution("system 2 bits\ntransform X1 -> X2, P1 -> P2, X2 -> X1 + P1, P2 -> P1")


# the check on Stim itself


def recorder(text: str) -> FrameRecorder:
    found = FrameRecorder(listed(text).n)
    translate(listed(text), found)
    return found


def test_a_missing_frame_is_noticed(monkeypatch):
    whole = stim_frames.FrameRecorder._measure

    def forgetful(self, variables):
        whole(self, variables)
        self.latents -= len(self.segments[-1].latents)
        self.segments[-1].latents = []

    text = "system 1 bit\nprepare X1 = 0\nmeasure P1\nmeasure X1"
    latent_outcomes(listed(text))
    monkeypatch.setattr(stim_frames.FrameRecorder, "_measure", forgetful)
    with pytest.raises(RuntimeError, match="random results"):
        latent_outcomes(listed(text))


def test_random_results_counted_from_the_tableau_are_those_of_stims_circuit():
    for number in range(30):
        experiment = random_experiment(np.random.default_rng([5, number]), Shape(2, 3, outcomes=6))
        found = FrameRecorder(experiment.n)
        translate(experiment, found)
        circuit = sum((s.gates + s.collapse for s in found.segments), stim.Circuit())
        _, random = stim_frames.one_run(found)
        assert random == circuit.num_measurements - circuit.count_determined_measurements()


def test_one_run_is_a_possible_run():
    record, random = stim_frames.one_run(recorder("system 1 bit\nprepare X1 = 1\nmeasure X1\nmeasure P1"))
    assert (record[0], random) == (True, 1)
