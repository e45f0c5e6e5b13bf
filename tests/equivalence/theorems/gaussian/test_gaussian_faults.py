"""Planted faults, each caught by a named check; the same checks are silent without them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from equivalence.experiments.agreement import agree
from equivalence.theorems.gaussian import families
from equivalence.theorems.gaussian.all_modes import conditionals_of_n_modes, integrand, marginals_of_n_modes
from equivalence.theorems.gaussian.conditional import conditionals, marginals, wigner
from equivalence.theorems.gaussian.entropy_clause import entropy_clause_is_needed
from equivalence.theorems.gaussian.moyal import cubic_is_not, moyal, quadratic_is_poisson
from equivalence.theorems.gaussian.noisy import noisy_measurements
from equivalence.theorems.gaussian.quadrature import (
    characteristic_limit,
    measurement_limit,
    quadrature_experiments,
    squeezed_limit,
)
from equivalence.theorems.gaussian.restriction import (
    every_covariance_is_decided,
    invariant,
    quantum_states_are_allowed,
    refused,
)
from equivalence.theorems.gaussian.restriction_theorem import restriction_theorem
from equivalence.theorems.gaussian.simulated import wigner_function
from equivalence.theorems.gaussian.wigner_functions import by_number_basis, mode_by_mode, toy_density
from quantum_ref.fock.backend import FockBackend
from quantum_ref.strawberryfields.backend import StrawberryFieldsBackend
from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.continuous.backends.ontic import LiouvilleOnticBackend
from toytheory.continuous.liouville import LiouvilleState
from toytheory.continuous.measurements import noisy_measurement
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.maps.modes import mode_transform
from toytheory.language.steps import Condition, PrepareGaussian, System, Transform
from toytheory.outcomes.densities import ContinuousDistribution, Moments


class Faulty(LiouvilleBackend):
    """The toy side with a fault in the experiment that it runs, or in its answer."""

    def __init__(
        self,
        before: Callable[[Experiment], Experiment] = lambda e: e,
        after: Callable[[ContinuousDistribution], ContinuousDistribution] = lambda d: d,
    ) -> None:
        self.before, self.after = before, after

    def distribution(self, experiment: Experiment) -> ContinuousDistribution:
        return self.after(super().distribution(self.before(experiment)))


def hbar_doubled(experiment: Experiment) -> Experiment:
    hbar = float(experiment.system.hbar or 1.0)
    steps = [
        dataclasses.replace(s, covariance=tuple(tuple(2 * x for x in row) for row in s.covariance))
        if isinstance(s, PrepareGaussian)
        else s
        for s in experiment.steps
    ]
    return Experiment(System("modes", experiment.n, None, 2 * hbar), tuple(steps))


def hbar_restored(answer: ContinuousDistribution) -> ContinuousDistribution:
    return dataclasses.replace(answer, hbar=answer.hbar / 2)


def wrong_sign(experiment: Experiment) -> Experiment:
    steps = [
        mode_transform(s.name, s.systems, -float(s.parameter))
        if isinstance(s, Transform) and s.name == "two-mode-squeeze"
        else s
        for s in experiment.steps
    ]
    return Experiment(experiment.system, tuple(steps))


def reordered(moments: Moments, order: Any, sign: Any = 1.0) -> Moments:
    signs = np.ones(moments.size) * sign
    rows = moments.covariance[np.ix_(order, order)] * np.outer(signs, signs)
    return Moments.of(moments.means[order] * signs, rows, moments.flat[:, order] * signs)


def on_state(change: Callable[[Moments], Moments]) -> Callable[[ContinuousDistribution], ContinuousDistribution]:
    return lambda answer: dataclasses.replace(answer, state=change(answer.state))


def blocks(moments: Moments) -> Moments:
    k = moments.size
    return reordered(moments, [*range(0, k, 2), *range(1, k, 2)])


def p_reflected(moments: Moments) -> Moments:
    return reordered(moments, list(range(moments.size)), np.tile([1.0, -1.0], moments.size // 2))


def transposed(moments: Moments) -> Moments:
    return reordered(moments, [i ^ 1 for i in range(moments.size)])


def permuted(moments: Moments) -> Moments:
    k = moments.size
    return reordered(moments, [(i + 2) % k for i in range(k)])


class NotUpdated(LiouvilleBackend):
    """Conditions move the means and leave the covariance of the other modes as it was."""

    def distribution(self, experiment: Experiment) -> ContinuousDistribution:
        steps = tuple(s for s in experiment.steps if not isinstance(s, Condition))
        answer = super().distribution(experiment)
        before = super().distribution(Experiment(experiment.system, steps))
        state = Moments.of(answer.state.means, before.state.covariance, answer.state.flat)
        return dataclasses.replace(answer, state=state)


class WrongCovariance(LiouvilleOnticBackend):
    """Samples whose second outcome is drawn with a smaller correlation with the first."""

    def sample(self, experiment: Experiment, shots: int, seed: int) -> Any:
        rows = super().sample(experiment, shots, seed).copy()
        if rows.shape[1] > 1:
            half = len(rows) // 2
            rows[:half, 1] = np.roll(rows[:half, 1], 1)
        return rows


def backends(toy: Any) -> dict[str, Any]:
    return {"liouville": toy, "strawberryfields": StrawberryFieldsBackend()}


def rng() -> np.random.Generator:
    return np.random.default_rng(20)


FAMILIES: dict[str, Callable[[], list[Experiment]]] = {
    "states": lambda: list(families.states(rng(), (1, 2))),
    "named-maps": lambda: list(families.named_maps(rng())),
    "channels": lambda: list(families.channels(rng())),
    "homodyne": lambda: list(families.homodyne(rng(), 4)),
    "heterodyne": lambda: list(families.heterodyne(rng(), 3)),
    "updates": lambda: list(families.updates(rng(), 4)),
}

FAULTS: list[tuple[str, str, Any]] = [
    ("hbar doubled", "states", Faulty(hbar_doubled, hbar_restored)),
    ("hbar doubled", "channels", Faulty(hbar_doubled, hbar_restored)),
    ("hbar doubled", "heterodyne", Faulty(hbar_doubled, hbar_restored)),
    ("xxpp for xpxp", "states", Faulty(after=on_state(blocks))),
    ("p reflected", "states", Faulty(after=on_state(p_reflected))),
    ("p reflected", "named-maps", Faulty(after=on_state(p_reflected))),
    ("Wigner function transposed", "states", Faulty(after=on_state(transposed))),
    ("modes permuted", "states", Faulty(after=on_state(permuted))),
    ("conditional covariance not updated", "updates", NotUpdated()),
    ("two-mode squeezing with the wrong sign", "named-maps", Faulty(wrong_sign)),
]


@pytest.mark.parametrize("family", FAMILIES)
def test_without_a_fault_the_checks_hold(family: str) -> None:
    check = agree(family, family, FAMILIES[family](), backends(LiouvilleBackend()), 0)
    assert (check.status, check.name) == ("holds", family), check.witness


@pytest.mark.parametrize(("fault", "family", "broken"), FAULTS, ids=[f"{f[0]}: {f[1]}" for f in FAULTS])
def test_each_fault_is_caught_by_name(fault: str, family: str, broken: Any) -> None:
    check = agree(family, family, FAMILIES[family](), backends(broken), 0)
    assert (check.status, check.name) == ("fails", family), fault
    assert check.witness is not None
    assert set(check.witness["backends"]) == {"liouville", "strawberryfields"}
    assert check.witness["toy_file"].startswith("system")


def test_sampling_with_the_wrong_covariance_is_caught() -> None:
    pair = [e for e in FAMILIES["homodyne"]() if len(e.outcomes) == 2]
    assert pair
    right = {"liouville-ontic": LiouvilleOnticBackend(), "strawberryfields": StrawberryFieldsBackend()}
    assert agree("homodyne", "pairs", pair, right, 0).status == "holds"
    correlated = list(families.heterodyne(rng(), 3))
    wrong = right | {"liouville-ontic": WrongCovariance()}
    assert agree("heterodyne", "pairs", correlated, right, 0).status == "holds"
    check = agree("heterodyne", "pairs", correlated, wrong, 0)
    assert (check.status, check.name) == ("fails", "heterodyne")


def test_without_backends_on_both_sides_nothing_is_decided() -> None:
    check = agree("states", "states", FAMILIES["states"](), {"liouville": LiouvilleBackend(), "gone": "not there"}, 0)
    assert check.status == "skipped"
    assert "not there" in (check.reason or "")
    assert squeezed_limit(rng(), 0, 2, {}).status == "skipped"


# densities


DENSITY_FAULTS: dict[str, Callable[[LiouvilleState, Any], Any]] = {
    "transposed": lambda state, points: toy_density(state, points[..., ::-1]),
    "p reflected": lambda state, points: toy_density(state, points * np.array([1.0, -1.0])),
    "hbar doubled": lambda state, points: toy_density(state, points / np.sqrt(2)) / 2,
}


@pytest.mark.parametrize(
    ("check", "simulator"), [(mode_by_mode, StrawberryFieldsBackend()), (by_number_basis, FockBackend())]
)
def test_wigner_functions_equal_densities(check: Any, simulator: Any) -> None:
    assert check(rng(), 0, 3, simulator).status == "holds"
    for name, broken in DENSITY_FAULTS.items():
        assert check(rng(), 0, 3, simulator, broken).status == "fails", name
    without = check(rng(), 0, 3, "it is not here")
    assert (without.status, without.reason) == ("skipped", "it is not here")


def test_a_simulator_that_cannot_tell_says_why() -> None:
    with pytest.raises(CannotRun, match="those of one mode"):
        wigner_function(FockBackend(), np.zeros(4), np.eye(4), 2.0, 1, np.zeros(1), np.zeros(1))
    with pytest.raises(CannotRun, match="number states do not hold"):
        wigner_function(FockBackend(), np.array([20.0, 0]), np.eye(2), 2.0, 0, np.zeros(1), np.zeros(1))


# the restriction


def test_the_right_restriction_is_the_quantum_one() -> None:
    assert invariant(rng(), 0, 12).status == "holds"
    for check in (every_covariance_is_decided, quantum_states_are_allowed):
        assert check(rng(), 0, 12, StrawberryFieldsBackend()).status == "holds"
        without = check(rng(), 0, 12, "it is not here")
        assert (without.status, without.reason) == ("skipped", "it is not here")


def test_wrong_restrictions_are_caught() -> None:
    def twice(covariance: Any, hbar: float) -> str | None:
        return refused(covariance, 2 * hbar)

    def half(covariance: Any, hbar: float) -> str | None:
        return refused(covariance, hbar / 2)

    def each_mode_alone(covariance: Any, hbar: float) -> str | None:
        """Not invariant: only the product of the variances of x and p of each mode."""
        d = np.diagonal(covariance)
        return None if (d[0::2] * d[1::2] >= hbar**2 / 4 * (1 - 1e-9)).all() else "too small"

    simulator = StrawberryFieldsBackend()
    assert every_covariance_is_decided(rng(), 0, 40, simulator, twice).status == "fails"
    assert every_covariance_is_decided(rng(), 0, 40, simulator, half).status == "fails"
    assert every_covariance_is_decided(rng(), 0, 40, simulator, each_mode_alone).status == "fails"
    assert quantum_states_are_allowed(rng(), 0, 12, simulator, twice).status == "fails"
    assert invariant(rng(), 0, 100, each_mode_alone).status == "fails"


def test_a_disc_below_the_bound_shows_nothing() -> None:
    import sympy as sp

    assert entropy_clause_is_needed().status == "holds"
    assert entropy_clause_is_needed(sp.Integer(1)).status == "fails"


# theorems


def test_the_moyal_bracket_of_quadratics_is_the_poisson_bracket() -> None:
    assert quadratic_is_poisson().status == "holds"
    assert cubic_is_not().status == "holds"

    def left_only(indices: Any, hbar: Any, W: Any, coordinates: Any, conjugates: Any) -> Any:
        """Both products from one side with reflected p."""
        flipped = [(other, -sign) for other, sign in conjugates]
        return moyal(indices, hbar, W, coordinates, flipped)

    assert quadratic_is_poisson(left_only).status == "fails"


def test_marginals_and_conditionals_of_wigner_functions() -> None:
    def reflected(log: Any, conjugate: Any, x: Any, p: Any) -> Any:
        return wigner(log, conjugate, x, [-c for c in p])

    def hbar_doubled_wigner(log: Any, conjugate: Any, x: Any, p: Any) -> Any:
        import sympy as sp

        hbar = sp.Symbol("hbar", positive=True)
        return tuple(part.subs(hbar, 2 * hbar) for part in wigner(log, conjugate, x, p))

    assert marginals().status == "holds"
    assert marginals(reflected).status == "fails"
    assert marginals(hbar_doubled_wigner).status == "fails"
    assert conditionals().status == "holds"
    assert conditionals(reflected).status == "fails"


# quadrature states


def test_quadrature_states_are_the_limit_of_squeezed_ones() -> None:
    assert characteristic_limit().status == "holds"
    right = backends(LiouvilleBackend())
    assert squeezed_limit(rng(), 0, 3, right).status == "holds"
    listed = list(quadrature_experiments(rng(), 4))
    assert agree("quadrature-experiments", "quadrature states", listed, right, 0).status == "holds"

    def off(answer: ContinuousDistribution) -> ContinuousDistribution:
        outcomes = Moments.of(answer.outcomes.means + 0.01, answer.outcomes.covariance, answer.outcomes.flat)
        return dataclasses.replace(answer, outcomes=outcomes)

    def blurred(answer: ContinuousDistribution) -> ContinuousDistribution:
        rows = answer.outcomes.covariance + 0.01 * np.eye(answer.outcomes.size)
        return dataclasses.replace(answer, outcomes=Moments.of(answer.outcomes.means, rows, answer.outcomes.flat))

    for fault in (off, blurred):
        wrong = backends(Faulty(after=fault))
        check = squeezed_limit(rng(), 0, 3, wrong)
        assert (check.status, check.name) == ("fails", "squeezed-limit")
        assert agree("quadrature-experiments", "quadrature states", listed, wrong, 0).status == "fails"

    class Noisy(StrawberryFieldsBackend):
        def distribution(self, experiment: Experiment) -> ContinuousDistribution:
            return blurred(super().distribution(experiment))

    check = squeezed_limit(rng(), 0, 3, {"liouville": LiouvilleBackend(), "strawberryfields": Noisy()})
    assert check.status == "fails"
    assert "e^(-2r)" in str(check.witness)


def test_identities_for_all_modes() -> None:
    def not_conjugated(s: Any) -> Any:
        return integrand(s).subs(s["J"], 0)

    def p_reflected_kernel(s: Any) -> Any:
        return integrand(s).subs({s["p"]: -s["p"], s["pt"]: -s["pt"]})

    for check in (marginals_of_n_modes, conditionals_of_n_modes):
        assert check().status == "holds"
        assert check(not_conjugated).status == "fails"
        assert check(p_reflected_kernel).status == "fails"
    assert conditionals_of_n_modes(sign=1).status == "fails"
    assert measurement_limit().status == "holds"
    assert measurement_limit(lambda hbar, u, fg: hbar * fg / u).status == "fails"
    check = measurement_limit(kick=lambda hbar, u: hbar * u / 2)
    assert check.witness == {"not so": ["what does not commute with G, afterwards"]}


def test_the_restriction_is_the_quantum_one_for_all_modes() -> None:
    assert restriction_theorem().status == "holds"
    check = restriction_theorem(lambda hbar: hbar)
    assert (check.status, check.witness) == ("fails", {"not so": ["thermal states are Gaussian"]})


# noisy measurements, with hbar where it is not 1


def kicked_by(power: int) -> Any:
    """The kicks with another power of hbar than its square."""

    def measure(variables: Any, noise: Any, n: int, hbar: float = 1.0) -> Any:
        found = noisy_measurement(variables, noise, n, hbar)
        return found if found.strength is None else dataclasses.replace(found, strength=found.strength * hbar**power)

    return measure


def bounded_by_hbar_squared(variables: Any, noise: Any, n: int, hbar: float = 1.0) -> Any:
    return noisy_measurement(variables, noise, n, hbar**2)


@pytest.mark.parametrize("broken", [kicked_by(1), kicked_by(-1), kicked_by(2), bounded_by_hbar_squared])
def test_noisy_measurements_with_another_power_of_hbar_are_caught(broken: Any) -> None:
    right = backends(LiouvilleBackend())
    assert noisy_measurements(rng(), 0, 3, right).status == "holds"
    check = noisy_measurements(rng(), 0, 3, right, broken)
    assert (check.status, check.name) == ("fails", "noisy-measurements")
    assert noisy_measurements(rng(), 0, 1, {"gone": "not there"}).status == "skipped"
