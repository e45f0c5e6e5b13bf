"""The claims about the two principles, and faults that each check must catch."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from equivalence.claims import restrictions as claims
from equivalence.engine.decide import decide
from equivalence.engine.verdict import Context, Registry
from equivalence.theorems.restrictions import forbidden, planes, quantum, supports, theorem
from equivalence.theorems.restrictions.formulas import joint_counts, three_entangled, three_pure
from quantum_ref.operators.stabilizer import joint_projectors
from toytheory.discrete.measurements import Measurement
from toytheory.discrete.subspaces import subspaces
from toytheory.restrictions import (
    Decision,
    allowed_distributions,
    balanced,
    classical_complementarity,
    commuting,
    complementary_distributions,
    knowledge_balance,
)


def registry():
    found = Registry()
    claims.register(found)
    return found


@cache
def decided(name):
    return decide(registry()[name], Context())


@pytest.mark.parametrize("claim", list(registry()), ids=lambda claim: claim.id)
def test_claims_hold(claim):
    verdict = decided(claim.id)
    assert verdict.status == "holds", verdict.checks
    assert verdict.theory == ("theorem" if claim.id == "restrictions.dits" else "exhaustive")
    assert verdict.code is None


def test_the_numbers_of_the_issue():
    trits = {check.name: check for check in decided("restrictions.trits").checks}
    assert "all 130 planes" in trits["two-systems"].scope
    assert "complementarity allows 40, balance 64, 16 of each are products" in trits["two-systems"].scope
    listed = trits["no-density-matrix"].witness["allowed by balance alone"]
    assert len(listed) == 24
    assert "X1 - X2, P1 - P2" in listed
    assert supports.TWO_BITS[4]["support"] == (1820, 1812, 60)
    assert [len(planes.excess(d)) for d in (2, 3, 5, 7)] == [0, 24, 360, 1680]


def test_three_systems_by_formula_and_by_enumeration():
    assert (three_pure(2), three_pure(3), three_entangled(3)) == (135, 3712, 768)
    product_like = 4**3 + 3 * 4 * 48
    assert joint_counts(3)["balance"][1] == product_like
    assert joint_counts(3)["commuting"][1] == product_like + three_entangled(3)


# faults


def blind(premise):
    """Knowledge balance that never asks for one premise."""

    def balance(weights, d, n, reading="linear"):
        masks = dict(allowed_distributions(weights, d, n, reading))
        masks[premise] = np.ones(len(weights), dtype=bool)
        return masks

    return balance


def lax(weights, d, n, reading="linear"):
    """At most half, and one question more."""
    return {premise: mask | True for premise, mask in allowed_distributions(weights, d, n, reading).items()}


def careless(weights, d, n):
    """Complementarity that forgets that variables must commute."""
    return complementary_distributions(weights, d, n) | (weights.sum(axis=1) == 4) | (weights.sum(axis=1) == 1)


def test_faults_in_the_premises_of_two_bits_are_caught():
    assert supports.premises(4, balance=blind("locality")).status == "fails"
    assert supports.premises(4, balance=lax).status == "fails"
    assert supports.premises(4, complementarity=careless).status == "fails"


def test_forbidding_a_toy_state_is_caught():
    def strict(weights, d, n, reading="linear"):
        masks = dict(allowed_distributions(weights, d, n, reading))
        masks["locality"] = masks["locality"] & (weights[:, 0] == 0)
        return masks

    assert supports.premises(4, balance=strict).status == "fails"
    assert supports.all_supports(2, 2, balance=strict).witness["support"]


def test_allowing_more_or_less_over_all_supports_is_caught():
    assert supports.all_supports(2, 1, balance=lax).status == "fails"
    assert supports.all_supports(2, 2, complementarity=careless).status == "fails"
    assert supports.arbitrary_partitions(balance=lax).status == "fails"


def test_counts_that_are_right_for_wrong_supports_are_caught():
    def shifted(weights, d, n):
        return np.roll(complementary_distributions(weights, d, n), 1)

    assert "forbidden" in supports.premises(4, complementarity=shifted).witness


def flipped(spaces, d):
    """Brackets with the sign of the second system wrong."""
    return commuting(spaces, d, (1, *([d - 1] * (spaces.shape[-1] // 2 - 1))))


def no_locality(spaces, d):
    masks = balanced(spaces, d)
    return {"marginal": masks["marginal"], "locality": np.ones(len(spaces), dtype=bool)}


def no_marginals(spaces, d):
    masks = balanced(spaces, d)
    return {"marginal": np.ones(len(spaces), dtype=bool), "locality": np.ones(len(spaces), dtype=bool)} | {
        "locality": masks["locality"] | masks["marginal"]
    }


@pytest.mark.parametrize("d", [3, 5])
def test_faults_over_planes_are_caught(d):
    assert planes.two_systems(d, balance=no_locality).status == "fails"
    assert planes.two_systems(d, balance=no_marginals).status == "fails"
    assert "plane" in planes.two_systems(d, commute=flipped).witness


def test_faults_over_three_systems_are_caught():
    assert planes.three_systems(2, balance=no_locality).status == "fails"
    assert planes.three_systems(2, commute=lambda spaces, d: commuting(spaces, d, (1, 1, 0))).status == "fails"

    def as_many_others(spaces, d):
        return np.roll(commuting(spaces, d), 1)

    def as_many_balanced(spaces, d):
        masks = balanced(spaces, d)
        return {premise: np.roll(mask, 1) for premise, mask in masks.items()}

    assert "only complementarity" in planes.three_systems(2, commute=as_many_others).witness
    assert "not rescaled" in planes.three_systems(2, commute=as_many_others, balance=as_many_balanced).witness


def test_subspaces_and_distributions_that_are_decided_differently_are_caught():
    assert planes.two_systems_as_distributions(3, balance=no_locality).status == "fails"
    assert "known" in planes.two_systems_as_distributions(3, commute=flipped).witness


def test_lines_that_a_principle_forbids_are_caught():
    def no_lines(spaces, d):
        return commuting(spaces, d) & (spaces.shape[1] != 1)

    assert "line" in planes.two_systems(3, commute=no_lines).witness


def test_joint_measurements_that_tell_nothing_or_too_much_are_caught():
    assert planes.joint_measurements(2, after=lambda spaces, d, pair, sets: np.ones(len(spaces), bool)).witness["known"]
    nothing_left = planes.joint_measurements(3, after=lambda spaces, d, pair, sets: np.zeros(len(spaces), bool))
    assert nothing_left.witness["counts"]["balance"] == [0, 0] or nothing_left.status == "fails"


def test_a_commuting_pair_passed_off_as_excess_is_caught():
    spaces = subspaces(3, 4, 2)
    assert quantum.no_density_matrix(3, spaces[commuting(spaces, 3)][:1]).witness["bracket"] == 0


def test_projectors_of_another_variable_are_caught():
    def mixed(rows, d):
        return joint_projectors(rows, d)[::-1] if rows[0, 0] else 2 * joint_projectors(rows, d)

    excess = planes.excess(3)
    assert quantum.no_density_matrix(3, excess, mixed).status == "fails"
    zero = quantum.no_density_matrix(3, excess, lambda rows, d: 0 * joint_projectors(rows, d))
    assert "impossible" in zero.witness
    assert quantum.pure_states_of_the_rest(3, lambda rows, d: joint_projectors(rows[:1], d)).status == "fails"


def test_a_measurement_that_touches_the_other_system_is_caught():
    def touching(measurement, values):
        matrix, denominator = Measurement.kernel(measurement, values)
        return np.roll(matrix, 1, axis=0), denominator

    assert "touched by" in forbidden.chain(3, kernel=touching).witness


def test_a_measurement_that_tells_too_much_is_caught():
    def oracle(measurement, values):
        """All outcomes at once, said to be the first."""
        every = [Measurement.kernel(measurement, [v]) for v in range(measurement.d)]
        return sum(matrix for matrix, _ in every) * (values == [0]), every[0][1]

    def one_point(measurement, values):
        matrix, denominator = Measurement.kernel(measurement, values)
        return matrix * (np.arange(len(matrix)) % 9 == 0), denominator

    assert "measured" in forbidden.chain(3, kernel=oracle).witness
    assert "measured" in forbidden.contrast(3, kernel=one_point).witness


def test_a_measurement_that_tells_nothing_is_caught():
    def mute(measurement, values):
        size = measurement.d ** (2 * measurement.n)
        return np.eye(size, dtype=np.int64), 1

    assert forbidden.chain(2, kernel=mute).status == "fails"
    assert (
        forbidden.contrast(3, kernel=lambda m, v: (np.eye(81, dtype=np.int64)[:1].repeat(81, 0), 1)).status == "fails"
    )


def test_principles_that_say_yes_to_everything_are_caught():
    def yes(weights, d, n, **rest):
        return Decision("yes", True, "why not")

    def no(weights, d, n, **rest):
        return Decision("no", False, "never", "whole")

    assert "balance" in forbidden.chain(2, balance=yes).witness
    assert "marginals" in forbidden.chain(2, balance=no).witness
    assert "complementarity" in forbidden.refused(3, complementarity=yes).witness


def test_the_wrong_determinant_is_caught():
    assert theorem.graphs_commute(determinant=1).status == "fails"


def test_the_chain_of_reasoning_is_shown():
    witness = forbidden.chain(3).witness
    assert [(s["X1 found"], s["then X2"], s["and P2"]) for s in witness["steps"]] == [(0, 0, 0), (1, 0, 2), (2, 0, 1)]
    assert all(s["chance"] == "3/9" for s in witness["steps"])


def test_both_decisions_on_the_examples_of_the_slides():
    points = np.array([[x1, p1, x2, p2] for x1 in range(3) for p1 in range(3) for x2 in range(3) for p2 in range(3)])
    talk = ((points[:, 0] == points[:, 2]) & (points[:, 1] == points[:, 3])).astype(int)
    assert knowledge_balance(talk, 3, 2).allowed
    assert classical_complementarity(talk, 3, 2).reason.endswith("[X1 - X2, P1 - P2] = 2")


def test_operators_that_commute_another_way_are_caught(monkeypatch):
    real = quantum.observable_operators
    monkeypatch.setattr(quantum, "observable_operators", lambda row, d: real([0, 0, 1, 0] * np.ones(1, int), d))
    assert "commutation" in quantum.no_density_matrix(3).witness


def test_a_language_that_accepts_the_forbidden_state_is_caught(monkeypatch):
    monkeypatch.setattr(forbidden, "parse_experiment", lambda text: None)
    assert forbidden.refused(2).witness == {"language": "accepted"}


def test_a_principle_that_forbids_the_allowed_state_is_caught(monkeypatch):
    def no(weights, d, n):
        return Decision("no", False, "never", "whole")

    monkeypatch.setattr(forbidden, "knowledge_balance", no)
    assert "forbidden" in forbidden.contrast(2).witness


def test_supports_that_answer_no_question_are_caught(monkeypatch):
    monkeypatch.setattr(
        supports, "supports", lambda points, size=None: np.eye(9, dtype=int)[:, ::-1] + np.eye(9, dtype=int)
    )
    assert supports.arbitrary_partitions().status == "fails"


# every prime


def test_the_excess_for_every_prime():
    found = theorem.excess_for_every_prime()
    assert (found.status, found.evidence) == ("holds", "theorem"), found.witness
    assert theorem.graphs_commute(1).status == "fails"


def test_kinds_of_planes_are_counted_as_said():
    planes_of = subspaces(3, 4, 2)
    kinds = [tuple(row) for row in theorem.kind_of(planes_of, 3).tolist()]
    assert {kind: kinds.count(kind) for kind in theorem.KINDS} == theorem.sizes(3)
    for kind, plane in theorem.KINDS.items():
        assert tuple(theorem.kind_of(plane[None], 7)[0]) == kind


@pytest.mark.parametrize("kind", list(theorem.KINDS))
def test_a_wrong_number_of_planes_of_a_kind_is_caught(kind):
    def planted(d):
        return {**theorem.sizes(d), kind: theorem.sizes(d)[kind] + 1}

    assert theorem.excess_for_every_prime(planted).status == "fails"


def test_a_balance_that_forgets_locality_is_caught_for_every_prime():
    def forgetful(spaces, d):
        masks = balanced(spaces, d)
        return {**masks, "locality": masks["marginal"]}

    assert theorem.excess_for_every_prime(balance=forgetful).witness["kind"] == [1, 0]


def test_a_balance_that_is_wrong_about_one_plane_is_caught():
    def strict(spaces, d):
        masks = balanced(spaces, d)
        some = (spaces == spaces.max()).all(axis=(1, 2)) | (spaces[:, 0, 3] == d - 1)
        return {**masks, "marginal": masks["marginal"] & ~some}

    assert "decides otherwise" in theorem.excess_for_every_prime(balance=strict).witness["balance"]
