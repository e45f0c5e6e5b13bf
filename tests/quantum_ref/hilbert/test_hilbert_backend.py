"""The `hilbert` backend against closed formulas, QuTiP and a planted error of floats."""

from __future__ import annotations

from fractions import Fraction

import by_qutip
import numpy as np
import pytest
import qutip
from backend_cases import BITS_WITH_CERTAIN_OUTCOMES, TELEPORTATION, listed, uniform_on

from equivalence.experiments.random_discrete import Shape, random_experiment
from quantum_ref.hilbert import backend as hilbert
from quantum_ref.hilbert import density
from quantum_ref.hilbert.backend import HilbertBackend, merged, snapped
from quantum_ref.hilbert.density import FactoredState, compressed
from quantum_ref.hilbert.spectral import apply_local
from toytheory.errors import CannotRun, InputError
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Measure, Prepare, System, Transform
from toytheory.outcomes.distributions import Distribution
from toytheory.phase_space.variables import Variable

ODD = [3, 5, 7, 9]


def distribution(text: str) -> Distribution:
    return HilbertBackend().distribution(listed(text))


@pytest.mark.parametrize("name", BITS_WITH_CERTAIN_OUTCOMES)
def test_bits_have_the_signs_of_quantum_theory(name):
    text, outcome = BITS_WITH_CERTAIN_OUTCOMES[name]
    assert distribution(text).probabilities == {outcome: 1}


@pytest.mark.parametrize("d", ODD)
def test_named_maps_of_odd_d_move_values_as_the_talk_says(d):
    a, b, k = 1, d - 2, 2
    moves = {
        "prepare P1 = 1\nfourier 1\nmeasure X1": (a,),
        "prepare X1 = 1\nfourier 1\nmeasure P1": (-a,),
        f"prepare P1 - 3X1 = {b}\nphase 1\nmeasure P1 - 4X1": (b,),
        f"prepare X1 = 1\nmultiply 1 by {k}\nmeasure X1": (k,),
        f"prepare P1 = {k}\nmultiply 1 by {k}\nmeasure P1": (1,),
        "prepare X1 = 1\ndisplace X1 by 2, P1 by 1\nmeasure X1": (3,),
        "prepare P1 = 1\ndisplace X1 by 2, P1 by 1\nmeasure P1": (2,),
        "prepare X1 + P1 = 1\ntransform X1 -> X1 + P1 + 2\nmeasure X1": (3,),
    }
    for body, outcome in moves.items():
        assert distribution(f"system 1 dits d={d}\n{body}").probabilities == {tuple(x % d for x in outcome): 1}, body
    two = {
        f"prepare X1 = 1, X2 = {b}\nsum 1 2\nmeasure X1, X2": (1, 1 + b),
        f"prepare P1 = 1, P2 = {b}\nsum 1 2\nmeasure P1, P2": (1 - b, b),
        f"prepare P1 = 1, X2 = {b}\ncphase 1 2\nmeasure P1, X2": (1 + b, b),
        f"prepare X1 = 1, P2 = {b}\nswap 1 2\nmeasure X2, P1": (1, b),
    }
    for body, outcome in two.items():
        assert distribution(f"system 2 dits d={d}\n{body}").probabilities == {tuple(x % d for x in outcome): 1}, body


@pytest.mark.parametrize("d", ODD)
def test_a_correlated_pair_has_the_talks_correlations(d):
    head = f"system 2 dits d={d}\nprepare X1 - X2 = 1, P1 + P2 = 2\n"
    assert distribution(head + "measure X1, X2").probabilities == {((x + 1) % d, x): Fraction(1, d) for x in range(d)}
    assert distribution(head + "measure P1, P2").probabilities == {((2 - p) % d, p): Fraction(1, d) for p in range(d)}
    assert distribution(head + "measure X1, P2").probabilities == {
        (x, p): Fraction(1, d * d) for x in range(d) for p in range(d)
    }


@pytest.mark.parametrize("kind", ["bits", "trits", "dits d=5", "dits d=9"])
def test_teleportation_is_faithful(kind):
    text = f"system 3 {kind}\nprepare X1 + P1 = 1\n{TELEPORTATION}measure X3 + P3 as c"
    assert distribution(text).marginal(["c"]).probabilities == {(1,): 1}


def test_a_multiple_of_a_variable_at_d_9_has_three_values_and_commutes_with_another():
    text = "system 1 dits d=9\nmeasure 3X1 as a\nmeasure 3P1 as b\nmeasure 3X1 as c\nmeasure X1 as e"
    found = distribution(text)
    keys = [(a, b, a, x) for a in (0, 3, 6) for b in (0, 3, 6) for x in range(9) if 3 * x % 9 == a]
    assert found == uniform_on(keys, 9, "abce")
    pure = HilbertBackend().state(listed("system 1 dits d=9\nprepare 3X1 = 3, 3P1 = 6"))
    assert pure.purity() == pytest.approx(1)


def test_a_set_known_of_more_systems_than_variables_leaves_the_rest_mixed():
    state = HilbertBackend().state(listed("system 3 trits\nprepare X1 + P2 + X3 = 1"))
    assert state.purity() == pytest.approx(1 / 9)
    assert distribution("system 3 trits\nprepare X1 + P2 + X3 = 1\nmeasure X1, P2, X3").probabilities == {
        (x, p, (1 - x - p) % 3): Fraction(1, 9) for x in range(3) for p in range(3)
    }


def test_a_prepared_system_without_a_known_variable_is_reset_too():
    X1, X2 = Variable.of({0: 1}, 3), Variable.of({2: 1}, 3)
    steps = (Prepare((X1, X2), (1, 2), (0, 1)), Prepare((X1,), (0,), (0, 1)), Measure((X1, X2), ("a", "b")))
    found = HilbertBackend().distribution(Experiment(System.of_dimension(3, 2), steps))
    assert found == uniform_on([(0, x) for x in range(3)], 3, ["a", "b"])


def test_preparing_resets_and_takes_correlations_away():
    text = "system 2 trits\nprepare X1 - X2 = 0, P1 + P2 = 0\nprepare X1 = 2\nmeasure X1, X2"
    assert distribution(text) == uniform_on([(2, x) for x in range(3)], 3, ["m1", "m2"])


def test_discarded_systems_can_be_prepared_again():
    text = "system 2 trits\nprepare X1 - X2 = 0\ndiscard 2\nmeasure X1\nprepare X2 = 1\nmeasure X2"
    assert distribution(text) == uniform_on([(x, 1) for x in range(3)], 3, ["m1", "m2"])


def test_noise_weights_stay_exact_whatever_their_denominators():
    p = Fraction(123456789, 1234567891)
    text = f"system 1 trit\nprepare X1 = 0\nnoise X1 by 0: {1 - p}, 2: {p}\nnoise X1 by 0: {1 - p}, 2: {p}\nmeasure X1"
    assert distribution(text).probabilities == {(0,): (1 - p) ** 2, (1,): p**2, (2,): 2 * p * (1 - p)}


def test_noise_that_a_state_does_not_feel_costs_nothing():
    noisy = "noise P1 by 0: 1/2, 1: 1/4, 2: 1/4\n" * 30
    assert distribution(f"system 1 trit\nprepare X1 = 1\n{noisy}measure X1").probabilities == {(1,): 1}


def test_conditions_are_bayes_rule():
    text = (
        "system 2 trits\nprepare X1 = 0\nnoise X1 by 0: 1/2, 1: 1/3, 2: 1/6\nmeasure X1 + X2 as s\n"
        "measure X2 as b\ncondition s = 1"
    )
    found = distribution(text)
    assert found.condition_probability == Fraction(1, 3)
    assert found.probabilities == {(1, 1): Fraction(1, 2), (1, 0): Fraction(1, 3), (1, 2): Fraction(1, 6)}


@pytest.mark.parametrize("conditions", ["condition a = 1", "condition a = 0\ncondition a = 1"])
def test_an_impossible_condition_has_probability_zero(conditions):
    found = distribution(f"system 1 trit\nprepare X1 = 0\nmeasure X1 as a\n{conditions}")
    assert (found.probabilities, found.condition_probability) == ({}, 0)


def test_more_than_4096_equally_likely_outcomes_are_an_affine_set():
    found = distribution("system 1 trit\n" + "measure X1\nmeasure P1\n" * 4)
    assert found.affine is not None
    assert found.affine.size == 3**8


SHAPES = [
    Shape(2, 1),
    Shape(2, 2),
    Shape(2, 3, outcomes=3),
    Shape(3, 1),
    Shape(3, 2, outcomes=3),
    Shape(5, 1, outcomes=3),
    Shape(7, 1, outcomes=3),
    Shape(9, 1, outcomes=3),
    Shape(3, 3, outcomes=2),
]


@pytest.mark.parametrize("number", range(54))
def test_random_experiments_agree_with_qutips_operators(number):
    experiment = random_experiment(np.random.default_rng([7, number]), SHAPES[number % len(SHAPES)])
    expected = by_qutip.run(experiment)
    found = HilbertBackend().distribution(experiment)
    joint = {key: float(p * found.condition_probability) for key, p in found.probabilities.items()}
    assert joint == pytest.approx(expected, abs=1e-9)


# QuTiP in and out


@pytest.mark.parametrize("d", [2, 3, 5])
def test_fourier_is_the_inverse_of_qutips_transform(d):
    for x in range(d):
        prepared = HilbertBackend().state(listed(f"system 1 dits d={d}\nprepare X1 = {x}\nfourier 1"))
        ket = qutip.Qobj(qutip.qft(d).full()).dag() * qutip.basis(d, x)
        assert (prepared - qutip.ket2dm(ket)).norm() < 1e-12


def test_a_state_goes_in_and_comes_out_in_qutips_order():
    steps = (
        "system 3 trits\nsum 1 3\ntransform X2 -> P2 + 1, P2 -> -X2\ndisplace X3 by 1\n"
        "noise P1 by 0: 0.75, 1: 0.25\ndiscard 2"
    )
    ket = qutip.rand_ket([3, 3, 3], seed=4)
    ket.dims = [[3, 3, 3], [1]]
    found = HilbertBackend().state(listed(steps), ket)
    Z, S = by_qutip.clock(3), by_qutip.shift(3)
    one = qutip.qeye(3)
    onto = [qutip.basis(3, x).proj() for x in range(3)]
    add = sum((qutip.tensor(onto[x], one, S**x) for x in range(3)), 0)
    rho = qutip.ket2dm(qutip.tensor(one, one, S) * add * ket)  # system 2 is traced out: its map does not matter
    kick = qutip.tensor(Z, one, one)
    rho = (0.75 * rho + 0.25 * kick * rho * kick.dag()).ptrace([0, 2])
    assert found.dims == [[3, 3], [3, 3]]
    assert (found - rho).norm() < 1e-9


def test_systems_never_touched_are_maximally_mixed():
    state = HilbertBackend().state(listed("system 2 bits\nprepare X2 = 1"))
    assert np.allclose(state.full(), np.kron(np.eye(2) / 2, np.diag([0, 1])))


def test_a_discarded_system_prepared_again_is_part_of_the_state():
    state = HilbertBackend().state(listed("system 2 bits\nprepare X1 = 1\ndiscard 2, 1\nprepare X2 = 0"))
    assert np.allclose(state.full(), np.diag([1, 0]))


@pytest.mark.parametrize(
    ("text", "initial", "told"),
    [
        ("system 1 bit\nmeasure X1", None, "one state for each outcome"),
        ("system 1 bit\ndiscard 1", None, "discarded"),
        ("system 2 bits", qutip.basis(2, 0), "shape"),
        ("system 1 bit", 2 * qutip.basis(2, 0), "trace 4"),
        ("system 1 trit", qutip.basis(2, 0), "levels"),
    ],
)
def test_states_that_cannot_be_are_refused(text, initial, told):
    with pytest.raises(InputError, match=told):
        HilbertBackend().state(listed(text), initial)


# reach


@pytest.mark.parametrize(
    ("experiment", "told"),
    [
        (Experiment(System.of_dimension(4, 1)), "even d > 2"),
        (Experiment(System("modes", 1, None, 1.0)), "modes"),
        (Experiment(System.of_dimension(2, 14)), "8192"),
        (Experiment(System.of_dimension(3, 9)), "8192"),
    ],
)
def test_what_is_out_of_reach_is_declined_with_a_reason(experiment, told):
    backend = HilbertBackend()
    answer = backend.can_run(experiment)
    assert answer is not True
    with pytest.raises(CannotRun, match=told):
        backend.distribution(experiment)
    assert backend.can_run(Experiment(System.of_dimension(2, 13))) is True


@pytest.mark.parametrize(
    ("module", "bound", "text", "told"),
    [
        (hilbert, "FOLLOWED", "measure X1, X2", "runs with different outcomes"),
        (hilbert, "LARGEST_MIXTURE", "prepare X1 = 0\nnoise X1 by 0: 1/2, 1: 1/4, 2: 1/4", "mixture"),
        (density, "LARGEST_FACTOR", "measure X1", "mixed state"),
        (density, "LARGEST_FACTOR", "prepare X1 + X2 = 0", "mixed state"),
    ],
)
def test_bounds_that_are_met_on_the_way_are_reported(monkeypatch, module, bound, text, told):
    experiment = listed(f"system 2 trits\n{text}\nmeasure P1, P2")
    monkeypatch.setattr(module, bound, 2)
    with pytest.raises(CannotRun, match=told):
        HilbertBackend().distribution(experiment)


def test_parts_that_do_not_fit_are_reported(monkeypatch):
    state = FactoredState.empty(3).with_unknown([0])
    monkeypatch.setattr(density, "LARGEST_FACTOR", 9)
    with pytest.raises(CannotRun, match="parts"):
        state.parts(np.array([1, 0]))


def test_maps_too_large_are_reported(monkeypatch):
    monkeypatch.setattr("quantum_ref.hilbert.unitaries.LARGEST_MAP", 3)
    matrix = ((0, 0, 1, 0), (0, 0, 0, 1), (1, 0, 0, 0), (0, 1, 0, 0))
    experiment = Experiment(System.of_dimension(3, 2), (Transform((0, 1), matrix, (0, 0, 1, 0)),))
    with pytest.raises(CannotRun, match="does not fall into parts"):
        HilbertBackend().distribution(experiment)


def test_a_float_that_is_no_multiple_of_1_over_d_is_an_error_that_names_its_size():
    assert snapped(2 / 3 + 1e-11, 3) == Fraction(2, 3)
    with pytest.raises(CannotRun, match=r"2.0e-09 away"):
        snapped(1 / 3 + 2e-9, 3)


def test_a_state_that_is_no_stabilizer_state_is_noticed(monkeypatch):
    tilted = np.array([[np.cos(0.3), -np.sin(0.3)], [np.sin(0.3), np.cos(0.3)]], dtype=complex)
    monkeypatch.setattr(hilbert, "transform_operators", lambda step, d: [((0,), tilted)])
    with pytest.raises(CannotRun, match="nearest multiple of 1/2"):
        distribution("system 1 bit\nprepare X1 = 0\nfourier 1\nmeasure X1")


# parts


def test_compression_keeps_the_operator_and_finds_its_rank():
    rng = np.random.default_rng(2)
    for rows, rank, columns in ((6, 2, 9), (9, 3, 4), (4, 4, 4)):
        factor = rng.normal(size=(rows, rank)) @ rng.normal(size=(rank, columns)) + 0j
        fewer = compressed(factor)
        assert fewer.shape[1] == rank
        assert np.allclose(fewer @ fewer.conj().T, factor @ factor.conj().T)


def test_equal_states_are_put_together_and_different_ones_are_not():
    zero, one = (FactoredState(2, (0,), np.array(ket, dtype=complex).reshape(2, 1)) for ket in ([1, 0], [0, 1]))
    again = FactoredState(2, (0,), np.array([[1j], [0]]))
    mixture = merged([(Fraction(1, 4), zero), (Fraction(1, 4), one), (Fraction(1, 2), again)])
    assert [(weight, state is zero) for weight, state in mixture] == [(Fraction(3, 4), True), (Fraction(1, 4), False)]


def test_the_states_of_a_mixture_do_not_grow_with_repeated_noise(monkeypatch):
    sizes = []
    monkeypatch.setattr(hilbert, "merged", lambda mixture: sizes.append(len(merged(mixture))) or merged(mixture))
    distribution("system 1 trit\nprepare X1 = 0\n" + "noise X1 by 0: 0.5, 1: 0.3, 2: 0.2\n" * 20 + "measure X1")
    assert max(sizes) == 3


def test_a_measurement_of_a_state_in_many_columns_keeps_few():
    state = FactoredState.empty(3).with_unknown([0, 1, 2])
    parts, probabilities = state.parts(np.array([1, 0, 0, 1, 1, 1]))
    after = state.collapsed(parts[1], probabilities[1])
    assert after.factor.shape[-1] == 9
    assert np.trace(after.matrix([0, 1, 2])) == pytest.approx(1)


def test_constants_and_multiples_of_a_measured_variable_count():
    steps = (Measure((Variable.of({0: 2, 1: 1}, 3, 1),), ("a",)), Measure((Variable.of({0: 1, 1: 2}, 3),), ("b",)))
    found = HilbertBackend().distribution(Experiment(System.of_dimension(3, 1), steps))
    assert found == uniform_on([(a, 2 * (a - 1) % 3) for a in range(3)], 3, ["a", "b"])


@pytest.mark.parametrize("axis", [0, 3, 7])
def test_an_operator_on_one_of_many_systems_is_the_kronecker_product(axis):
    """Before the last of eight bits lie 128 slices, more than are multiplied one by one."""
    rng = np.random.default_rng(axis)
    operator, tensor = rng.normal(size=(2, 2)) + 0j, rng.normal(size=(2,) * 8 + (2,)) + 0j
    whole = np.kron(np.kron(np.eye(2**axis), operator), np.eye(2 ** (7 - axis)))
    expected = (whole @ tensor.reshape(2**8, 2)).reshape(tensor.shape)
    assert np.allclose(apply_local(operator, tensor, [axis]), expected)
