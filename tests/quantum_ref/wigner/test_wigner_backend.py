"""The `wigner` backend against plain density matrices, experiment by experiment."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import plain_quantum as plain
import pytest

from quantum_ref.wigner import backend as wigner_backend
from quantum_ref.wigner.backend import WignerBackend, WignerState
from quantum_ref.wigner.kernels import Kernel
from toytheory.backend import ExactBackend
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import named_transform
from toytheory.language.steps import (
    Condition,
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
from toytheory.phase_space.space import bracket_rows
from toytheory.phase_space.variables import Variable

BACKEND = WignerBackend()


def variable(vector: object, d: int, constant: int = 0) -> Variable:
    return Variable.from_vector(vector, d, constant)  # type: ignore[arg-type]


def experiment(d: int, n: int, *steps: Step) -> Experiment:
    return Experiment(System.of_dimension(d, n), steps)


def check(made: Experiment) -> None:
    """Exact result and floats agree, including the probability of the conditions."""
    found, expected = BACKEND.distribution(made), plain.run(made)
    total = sum(expected.values())
    assert float(found.condition_probability) == pytest.approx(total, abs=1e-9)
    assert found.probabilities is not None
    assert set(found.probabilities) == set(expected)
    for key, p in expected.items():
        assert float(found.probabilities[key]) == pytest.approx(p / total, abs=1e-9)


def test_it_is_an_exact_backend_of_the_quantum_side() -> None:
    assert isinstance(BACKEND, ExactBackend)
    assert (BACKEND.name, BACKEND.side) == ("wigner", "quantum")


@pytest.mark.parametrize("d", [2, 3, 5, 9])
def test_a_prepared_pair_is_correlated_as_prepared_and_otherwise_random(d: int) -> None:
    known = (variable([1, 0, d - 1, 0], d), variable([0, 1, 0, 1], d))[: 2 if d < 9 else 1]
    made = experiment(
        d,
        2,
        Prepare(known, (1, 0)[: len(known)], (0, 1)),
        Measure((variable([1, 0, 0, 0], d), variable([0, 0, 1, 0], d)), ("a", "b")),
    )
    expected = {((v + 1) % d, v): Fraction(1, d) for v in range(d)}
    assert BACKEND.distribution(made).probabilities == expected
    if d < 9:
        check(made)


def test_bits_show_the_parity_of_bell_correlations() -> None:
    """Phi+: X1 + X2 = 0 and P1 + P2 = 0 are known, yet X1 + P1 + X2 + P2 is 1, where the toy theory has 0."""
    known = (variable([1, 0, 1, 0], 2), variable([0, 1, 0, 1], 2))
    made = experiment(
        2, 2, Prepare(known, (0, 0), (0, 1)), Measure((*known, variable([1, 1, 1, 1], 2)), ("a", "b", "c"))
    )
    assert BACKEND.distribution(made).probabilities == {(0, 0, 1): Fraction(1)}


def test_ghz_has_the_quantum_signs() -> None:
    known = (variable([0, 1] * 3, 2), variable([1, 0, 1, 0, 0, 0], 2), variable([0, 0, 1, 0, 1, 0], 2))
    asked = (variable([0, 1, 1, 1, 1, 1], 2), variable([1, 1, 0, 1, 1, 1], 2), variable([1, 1, 1, 1, 0, 1], 2))
    made = experiment(2, 3, Prepare(known, (0, 0, 0), (0, 1, 2)), Measure(asked, ("a", "b", "c")))
    assert BACKEND.distribution(made).probabilities == {(1, 1, 1): Fraction(1)}


def everything(d: int) -> Experiment:
    """Every kind of step, with constants, dependence and asymmetric numbers."""
    e = OutcomeExpression
    return experiment(
        d,
        2,
        Prepare((variable([1, 1, 0, 0], d, 1),), (0,), (0,)),
        named_transform("sum", (0, 1), d),
        named_transform("fourier", (1,), d),
        named_transform("phase", (0,), d),
        Measure((variable([1, 0, 1, 1], d, 1), variable([2, 0, 2, 2], d)), ("a", "b")),
        Displace(((0, e((("a", 1),), 1)), (3, e((("a", d - 1), ("b", 1)))))),
        Noise(
            (1, 2),
            (((0, 0), Fraction(9, 10)), ((1, 0), Fraction(1, 20)), ((1, 1), Fraction(1, 20)), ((0, 1), Fraction(0))),
        ),
        Transform((1, 0), ((0, 0, 1, 1), (0, 0, 0, 1), (1, 0, 0, 0), (0, 1, 0, 0)), (1, 0, 0, 1)),
        Measure((variable([1, 1, 0, 0], d),), ("c",)),
        Condition("a", 1),
        Discard((0,)),
        Prepare((variable([0, 1, 0, 0], d),), (1,), (0,)),
        named_transform("cphase", (1, 0), d),
        Measure((variable([0, 1, 1, 0], d), variable([0, 0, 1, 0], d)), ("f", "g")),
        Condition("g", 0),
    )


@pytest.mark.parametrize("d", [2, 3, 5])
def test_every_step_of_the_language_agrees_with_density_matrices(d: int) -> None:
    check(everything(d))


def random_experiment(d: int, n: int, rng: np.random.Generator) -> Experiment:
    def coefficients(width: int = 2 * n) -> np.ndarray:
        while not (vector := rng.integers(0, d, width)).any():
            pass
        return vector

    axes = np.eye(2 * n, dtype=int)[2 * np.arange(n) + rng.integers(0, 2, n)]
    values = tuple(int(v) for v in rng.integers(0, d, n))
    steps: list[Step] = [Prepare(tuple(variable(v, d) for v in axes), values, tuple(range(n)))]
    names: list[str] = []
    for _ in range(7):
        kind = rng.integers(0, 7)
        if kind == 0:
            system = int(rng.integers(n))
            vector = np.zeros(2 * n, dtype=int)
            vector[2 * system + int(rng.integers(2))] = 1
            steps.append(Prepare((variable(vector, d),), (int(rng.integers(d)),), (system,)))
        elif kind == 1:
            steps.append(named_transform(str(rng.choice(["fourier", "phase"])), (int(rng.integers(n)),), d))
        elif kind == 2 and n > 1:
            pair = tuple(int(s) for s in rng.permutation(n)[:2])
            steps.append(named_transform(str(rng.choice(["sum", "cphase", "swap"])), pair, d))
        elif kind == 3:
            chosen = [coefficients()]
            other = coefficients()
            if bracket_rows(np.array(chosen), other[None])[0, 0] % d == 0:
                chosen.append(other)
            fresh = tuple(f"o{len(names) + k}" for k in range(len(chosen)))
            names += fresh
            steps.append(Measure(tuple(variable(v, d, int(rng.integers(d))) for v in chosen), fresh))
        elif kind == 4:
            terms = tuple((name, int(rng.integers(d))) for name in names[-2:])
            steps.append(Displace(((int(rng.integers(2 * n)), OutcomeExpression(terms, int(rng.integers(d)))),)))
        elif kind == 5:
            p = Fraction(int(rng.integers(0, 8)), 7)
            steps.append(Noise((int(rng.integers(2 * n)),), (((1,), p), ((0,), 1 - p))))
        elif kind == 6 and names and rng.integers(2):
            steps.append(Condition(str(rng.choice(names)), int(rng.integers(d))))
    steps.append(Measure((variable(coefficients(), d),), ("last",)))
    return experiment(d, n, *steps)


@pytest.mark.parametrize(
    ("d", "n", "count"), [(2, 1, 12), (2, 2, 20), (2, 3, 6), (3, 1, 12), (3, 2, 15), (5, 1, 8), (9, 1, 4)]
)
def test_random_experiments_agree_with_density_matrices(d: int, n: int, count: int) -> None:
    rng = np.random.default_rng([d, n, count])
    for _ in range(count):
        made = random_experiment(d, n, rng)
        if plain.run(made):
            check(made)
        else:
            assert BACKEND.distribution(made).condition_probability == 0


def test_without_measurements_the_empty_outcome_is_certain() -> None:
    assert BACKEND.distribution(experiment(3, 1)).probabilities == {(): Fraction(1)}


def test_impossible_conditions_have_probability_zero() -> None:
    known = Prepare((variable([1, 0], 3),), (0,), (0,))
    measured = Measure((variable([1, 0], 3),), ("a",))
    for conditions in ((Condition("a", 1),), (Condition("a", 0), Condition("a", 2))):
        found = BACKEND.distribution(experiment(3, 1, known, measured, *conditions))
        assert found.condition_probability == 0
        assert found.probabilities == {}


def test_a_variable_that_is_constant_has_its_value() -> None:
    constant = Variable((), 2, 3)
    found = BACKEND.distribution(experiment(3, 1, Measure((constant, variable([1, 0], 3)), ("a", "b"))))
    assert found.probabilities == {(2, x): Fraction(1, 3) for x in range(3)}


def test_impossible_values_of_a_module_without_basis_do_not_occur() -> None:
    found = BACKEND.distribution(experiment(9, 1, Measure((variable([3, 0], 9), variable([0, 3], 9)), ("a", "b"))))
    assert found.probabilities == {(a, b): Fraction(1, 9) for a in (0, 3, 6) for b in (0, 3, 6)}


def test_weights_beyond_64_bits_stay_exact() -> None:
    p = Fraction(1, 10**6)
    steps = [Noise((0,), (((1,), p), ((0,), 1 - p)))] * 5
    made = experiment(
        3, 1, Prepare((variable([1, 0], 3),), (0,), (0,)), *steps, Measure((variable([1, 0], 3),), ("a",))
    )
    single = {0: 1 - p, 1: p}
    expected = {0: Fraction(1)}
    for _ in range(5):
        following: dict[int, Fraction] = {}
        for x, q in expected.items():
            for shift, r in single.items():
                following[(x + shift) % 3] = following.get((x + shift) % 3, Fraction(0)) + q * r
        expected = following
    assert BACKEND.distribution(made).probabilities == {(x,): q for x, q in expected.items()}


def test_large_numbers_are_forgotten_with_the_state_that_had_them() -> None:
    p = Fraction(1, 10**6)
    state = WignerState.unknown(3, 1).after(wigner_backend._measured((1, 0), 3)[0], (0,))
    for _ in range(5):
        moved = state.after(wigner_backend._displaced(1, 0, 3), (0,))
        state = moved.times(p).plus(state.times(1 - p))
    assert state.numerators.dtype == object
    fresh = state.after(wigner_backend._reset(3), (0,))
    assert fresh.numerators.dtype == np.int64
    assert fresh.total == state.total == Fraction(1, 3)


def test_what_is_out_of_reach_is_said() -> None:
    assert "even d > 2" in str(BACKEND.can_run(experiment(4, 1)))
    assert "modes" in str(BACKEND.can_run(Experiment(System("modes", 1, None, 1.0))))
    assert "d^n" in str(BACKEND.can_run(experiment(3, 5)))
    assert "only d" in str(BACKEND.can_run(experiment(17, 1)))
    swap = np.eye(4, dtype=int)[[2, 3, 0, 1]].tolist()
    written = Transform((0, 1), tuple(map(tuple, swap)), (0,) * 4)
    assert "kernel" in str(BACKEND.can_run(experiment(9, 2, written)))
    assert BACKEND.can_run(experiment(9, 2, named_transform("swap", (0, 1), 9))) is True
    wide = Measure((variable([1, 0] * 6, 2),), ("a",))
    assert "too many" in str(BACKEND.can_run(experiment(2, 6, wide)))
    with pytest.raises(CannotRun, match="even d > 2"):
        BACKEND.distribution(experiment(4, 1))


def test_more_than_4096_branches_are_not_followed() -> None:
    flips = [Measure((variable([k % 2, 1 - k % 2], 2),), (f"o{k}",)) for k in range(13)]
    with pytest.raises(CannotRun, match="branches"):
        BACKEND.distribution(experiment(2, 1, *flips))
    found = BACKEND.distribution(experiment(2, 1, *flips, *(Condition(f"o{k}", 1) for k in range(8))))
    assert found.condition_probability == Fraction(1, 2**8)


def test_reach_bits_of_six_systems_and_trits_of_four() -> None:
    six = [named_transform("fourier", (0,), 2), *(named_transform("sum", (0, k), 2) for k in range(1, 6))]
    ends = Measure((variable([1, 0] + [0] * 10, 2), variable([0] * 10 + [1, 0], 2)), ("a", "b"))
    zero = Prepare(tuple(variable(np.eye(12, dtype=int)[2 * k], 2) for k in range(6)), (0,) * 6, tuple(range(6)))
    assert BACKEND.distribution(experiment(2, 6, zero, *six, ends)).probabilities == {
        (0, 0): Fraction(1, 2),
        (1, 1): Fraction(1, 2),
    }
    four = Measure((variable([1, 0] * 4, 3), variable([0, 1] * 3 + [0, 0], 3)), ("a", "b"))
    found = BACKEND.distribution(experiment(3, 4, four))
    assert found.probabilities == {(a, b): Fraction(1, 9) for a in range(3) for b in range(3)}


def test_a_state_is_kept_in_lowest_terms() -> None:
    state = WignerState.unknown(3, 1).times(Fraction(9, 7))
    assert (state.total, state.denominator) == (Fraction(9, 7), 7)
    assert state.plus(state.times(Fraction(1, 3))).total == Fraction(12, 7)


def _broken(kernel: Kernel) -> Kernel:
    """Rows for columns."""
    lengths = np.diff(np.append(kernel.starts, kernel.columns.size))
    rows = np.repeat(kernel.rows, lengths)
    return Kernel.of(kernel.size, kernel.columns, rows, kernel.numerators, kernel.denominator)


PLANTED = {
    "the map inverted": ("_transformed", lambda old: lambda step, d: _broken(old(step, d))),
    "a valuation negated": ("_measured", lambda old: lambda v, d: tuple(old(v, d)[-k % d] for k in range(d))),
    "the displacement negated": ("_displaced", lambda old: lambda q, p, d: old(-q % d, -p % d, d)),
    "x and p of the displacement swapped": ("_displaced", lambda old: lambda q, p, d: old(p, q, d)),
    "a measurement without disturbance": (
        "_measured",
        lambda old: (
            lambda v, d: tuple(
                Kernel.of(k.size, k.rows, k.rows, np.ones_like(k.rows), 1) if d == 3 else k for k in old(v, d)
            )
        ),
    ),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_noticed(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, plant = PLANTED[fault]
    monkeypatch.setattr(wigner_backend, name, plant(getattr(wigner_backend, name)))
    with pytest.raises(AssertionError):
        test_random_experiments_agree_with_density_matrices(3, 2, 15)
