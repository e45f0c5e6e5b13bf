"""Every check about bits holds, and fails under its own name when what it examines is broken."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from equivalence.theorems.bits import bell_table, relabelling, short
from equivalence.theorems.bits.best_signs import minimum
from equivalence.theorems.bits.closeness import equal_by_elements, equal_by_generators
from equivalence.theorems.bits.closeness_best import best_by_elements, best_by_generators, best_of_all
from equivalence.theorems.bits.closeness_checks import criterion_against_simulation, natural_fractions
from equivalence.theorems.bits.defect import SignLedger, sign_defect
from equivalence.theorems.bits.every_n import PAULI, products_of_every_n
from equivalence.theorems.bits.joint import joint_measurements
from equivalence.theorems.bits.negativity import covariant_maps, negative_states
from equivalence.theorems.bits.one_map import prepare_map_measure
from equivalence.theorems.bits.one_system import composites, flips, map_sequences, sign_choices
from equivalence.theorems.bits.operators import pauli_products, prepared, unitaries
from equivalence.theorems.bits.pauli import image_sign, list_signs, phase
from equivalence.theorems.bits.signs import map_signs, sign_function
from equivalence.theorems.bits.states import counterparts_of_lists, known_variables, overlaps, purities, state_counts
from quantum_ref.operators.phase_points import phase_point
from quantum_ref.operators.wigner_functions import wigner_exact
from toytheory.phase_space.modular import howell


def holds(check, name):
    assert (check.status, check.name) == ("holds", name), check
    assert check.cases > 0


def fails(check, name):
    assert (check.status, check.name) == ("fails", name), check
    assert check.witness


# faults


def unsigned(rule):
    """Signs dropped, as the toy theory does."""

    def broken(*arguments):
        image, sign = rule(*arguments)
        return image, 0 * sign

    return broken


def one_phase_wrong(left, right):
    exponent = phase(left, right)
    both = np.broadcast_arrays(left, right)
    where = (both[0] == [1, 0]).all(axis=-1) & (both[1] == [0, 1]).all(axis=-1)
    return (exponent + 2 * where) % 4


def conjugated(maps):
    """U^* in place of U: Y turns round."""
    return unitaries(maps).conj()


def idle(maps):
    """One map does nothing."""
    made = unitaries(maps).copy()
    made[1] = np.eye(made.shape[-1])
    return made


def exchanged(rows):
    """x and p swapped: Z for X and X for Z."""
    rows = np.asarray(rows)
    return prepared(rows[..., np.arange(rows.shape[-1]) ^ 1])


def unvalued(rows):
    """The values are dropped."""
    made = prepared(rows).copy()
    made[...] = made[..., :1, :, :]
    return made


def blurred(rows):
    """A state is mixed with the unknown one."""
    made = prepared(rows)
    size = made.shape[-1]
    made = made.copy()
    made[..., 0, :, :] = np.eye(size) / size
    return made


def by_reduced_list(rows):
    """Counterparts of a subspace rather than of a list."""
    rows = np.asarray(rows)
    return np.stack([prepared(howell(one, 2)) for one in rows]) if rows.ndim == 3 else prepared(howell(rows, 2))


class Forgetful(SignLedger):
    """Maps leave defects alone."""

    def transform(self, step):
        before = self.defects.copy()
        super().transform(step)
        self.defects = before


def zero_defect(experiment):
    return 0 * sign_defect(experiment)


# one test for each check


@pytest.mark.parametrize("n", [1, 2, 3])
def test_sign_function(n):
    holds(sign_function(n), "sign-function")


def test_sign_function_with_a_wrong_phase():
    fails(sign_function(1, one_phase_wrong), "sign-function")
    fails(sign_function(2, operators=lambda n: pauli_products(n).conj()), "sign-function")


@pytest.mark.parametrize("n", [1, 2])
def test_map_signs(n):
    holds(map_signs(n), "map-signs")
    fails(map_signs(n, unsigned(image_sign)), "map-signs")
    fails(map_signs(n, counterparts=idle), "map-signs")


def test_phases_of_unitaries_do_not_matter():
    holds(map_signs(2, counterparts=lambda maps: 1j * unitaries(maps)), "map-signs")


@pytest.mark.parametrize("n", [1, 2])
def test_prepare_map_measure(n):
    check = prepare_map_measure(n)
    holds(check, "prepare-map-measure")
    assert f"differ on {({1: 6, 2: 126864})[n]} of" in check.scope
    for fault in ({"image_rule": unsigned(image_sign)}, {"counterparts": conjugated}, {"states": exchanged}):
        check = prepare_map_measure(n, **fault)
        fails(check, "prepare-map-measure")
        assert check.witness["toy_file"].startswith("system")
    if n == 2:
        fails(prepare_map_measure(2, list_rule=unsigned(list_signs)), "prepare-map-measure")


def test_a_sample_of_maps_is_called_one():
    check = prepare_map_measure(1, np.array([[[0, 1], [1, 0]]]), sampled="chosen by hand")
    assert check.evidence == "sampled"
    assert "1 maps chosen by hand" in check.scope


def test_joint_measurements():
    for n, differing in ((1, "0 of 21"), (2, "741 of 6330")):
        check = joint_measurements(n)
        holds(check, "joint-measurements")
        assert f"differ on {differing}" in check.scope
    pair = np.array([[1, 0, 1, 0], [0, 1, 0, 1]])
    fails(joint_measurements(2, [pair], [pair], defect=zero_defect), "joint-measurements")
    fails(joint_measurements(1, states=exchanged), "joint-measurements")


def test_map_sequences():
    check = map_sequences(2)
    holds(check, "map-sequences")
    assert "0 with 0, 6 with 1, 60 with 2" in check.scope
    fails(map_sequences(1, Forgetful), "map-sequences")
    fails(map_sequences(1, formula=lambda length: 7 * length), "map-sequences")
    fails(map_sequences(1, counterparts=conjugated), "map-sequences")
    fails(map_sequences(2, rule=lambda maps, measured: flips(maps[-1:], measured)), "map-sequences")


def test_shortest_mismatches():
    check = short.shortest_mismatches()
    holds(check, "shortest-mismatches")
    assert "0, 0, 36" in check.scope
    fails(short.shortest_mismatches(lambda: short.alphabet(conjugated)), "shortest-mismatches")
    letters = short.alphabet()
    broken = [replace(k, quantum=k.toy) if k.text.startswith("measure X1 + P1") else k for k in letters]
    fails(short.shortest_mismatches(lambda: broken), "shortest-mismatches")


def test_composites():
    holds(composites(1), "composites")
    holds(composites(2), "composites")
    fails(composites(1, idle), "composites")
    fails(composites(1, lambda maps: np.tile(np.eye(2, dtype=complex), (len(maps), 1, 1))), "composites")


def test_composites_of_maps_without_signs_would_fail():
    """Were every sequence the counterpart of the composite, there would be nothing to claim."""
    even = np.array([[[1, 0], [0, 1]], [[0, 1], [1, 1]], [[1, 1], [1, 0]]])
    check = composites(1, maps=even)
    fails(check, "composites")
    assert check.witness == {"pairs that differ": 0}


def test_sign_choices():
    holds(sign_choices(), "sign-choices")
    fails(sign_choices(lambda maps: np.tile(np.eye(2, dtype=complex), (len(maps), 1, 1))), "sign-choices")


def test_bell_table():
    holds(bell_table.bell_table(), "bell-table")
    holds(bell_table.toy_table(), "toy-table")
    fails(bell_table.bell_table({**bell_table.BELL_ROWS, "Phi+": "CCC"}), "bell-table")
    fails(bell_table.bell_table(compute=lambda v: bell_table.quantum_row(v)[::-1]), "bell-table")
    swapped = bell_table.BELL_VECTORS["Phi-"]
    singlet_wrong = {"compute": lambda v: bell_table.quantum_row(np.array(swapped) if v[0] == 0 else v)}
    fails(bell_table.bell_table(**singlet_wrong), "bell-table")
    fails(bell_table.toy_table(("CCC", "CAA", "AAC", "ACA")), "toy-table")
    even = {"CCC": "CCA", "CAA": "CAC", "ACA": "ACC", "AAC": "AAA"}
    check = bell_table.toy_table(tuple(even.values()), compute=lambda possible: even[bell_table.toy_row(possible)])
    fails(check, "toy-table")
    assert check.witness["parity"] == "even"
    fails(bell_table.toy_table(columns=("I II I II", "I I II II", "I II II I")), "toy-table")


def test_a_table_of_the_other_parity_fails_even_where_it_is_computed():
    odd = {name: row.replace("A", "C", 1) for name, row in bell_table.BELL_ROWS.items()}
    check = bell_table.bell_table(
        odd, lambda v: odd[next(k for k, a in bell_table.BELL_VECTORS.items() if a == tuple(v))]
    )
    fails(check, "bell-table")
    assert check.witness["row"].count("C") % 2 == 1


def test_relabellings():
    holds(relabelling.relabellings(), "relabellings")
    fails(relabelling.relabellings(lambda flips: np.zeros(flips.shape[:-1], dtype=bool)), "relabellings")
    fails(relabelling.relabellings(lambda flips: flips[..., 0] == -1), "relabellings")
    holds(relabelling.all_correlated_states(), "correlated-states")
    fails(relabelling.all_correlated_states(unvalued), "correlated-states")


def test_three_systems_that_could_be_relabelled_would_be_noticed():
    """A match that asks for one inverted column only is met by none, by one pair, but not by three at once."""
    right = relabelling.relabellings().scope

    def generous(flips):
        return np.prod(flips, axis=-1) == -1 if len(flips) == 64 else np.ones(flips.shape[:-1], dtype=bool)

    check = relabelling.relabellings(generous)
    fails(check, "relabellings")
    assert check.witness["systems"] == 3
    assert "32 of which work" in right


@pytest.mark.parametrize(("n", "pure", "every"), [(1, 0, 0), (2, 12, 12), (3, 648, 1008)])
def test_negative_states(n, pure, every):
    check = negative_states(n)
    holds(check, "negative-states")
    assert f"{pure} of the" in check.scope
    assert f"{every} in all" in check.scope


def test_negative_states_broken():
    fails(negative_states(2, rule=unsigned(list_signs)), "negative-states")
    fails(negative_states(1, lambda operators, d: -wigner_exact(operators, d)), "negative-states")
    fails(negative_states(1, lambda operators, d: wigner_exact(operators, d)[..., ::-1, :]), "negative-states")


def test_too_few_negative_states_are_noticed(monkeypatch):
    monkeypatch.setattr("equivalence.theorems.bits.negativity.NEGATIVE", {1: (1, 1)})
    fails(negative_states(1), "negative-states")


def test_covariance():
    for n, count in ((1, 3), (2, 18)):
        check = covariant_maps(n)
        holds(check, "covariance")
        assert f"{count} are covariant" in check.scope
    fails(covariant_maps(1, conjugated), "covariance")
    fails(covariant_maps(1, rule=unsigned(image_sign)), "covariance")
    # Y with the other sign: another choice of phase-point operators, for which other things hold
    fails(covariant_maps(1, phase_points=lambda m, d: 2 * phase_point(m, d) - phase_point(m, d)[::-1]), "covariance")


@pytest.mark.parametrize("n", [1, 2])
def test_states(n):
    holds(state_counts(n), "state-counts")
    holds(known_variables(n), "known-variables")
    holds(purities(n), "purities")
    holds(overlaps(n), "overlaps")
    holds(counterparts_of_lists(n), "counterparts-of-lists")
    fails(state_counts(n, unvalued), "state-counts")
    fails(known_variables(n, exchanged), "known-variables")
    fails(purities(n, blurred), "purities")
    fails(overlaps(n, unvalued), "overlaps")


def test_overlaps_are_kept_by_every_reflection():
    """Exchanging Z and X for all systems changes which variables are known, not overlaps: no fault for that check."""
    holds(overlaps(2, exchanged), "overlaps")


def test_states_of_three_systems():
    check = overlaps(3)
    holds(check, "overlaps")
    assert "2238 of the 18225 pairs" in check.scope
    holds(state_counts(3), "state-counts")
    holds(known_variables(3), "known-variables")
    holds(purities(3), "purities")


def test_counterparts_that_do_not_depend_on_the_list_are_noticed():
    fails(counterparts_of_lists(2, by_reduced_list), "counterparts-of-lists")


# closeness


@pytest.mark.parametrize("n", [1, 2, 3])
def test_closeness_criterion(n):
    holds(criterion_against_simulation(n), "closeness-criterion")
    holds(natural_fractions(n), "natural-signs")


def test_closeness_criterion_broken():
    fails(criterion_against_simulation(2, generators=equal_by_elements), "closeness-criterion")
    fails(criterion_against_simulation(2, elements=equal_by_generators), "closeness-criterion")
    fails(criterion_against_simulation(2, states=exchanged), "closeness-criterion")
    fails(natural_fractions(2, (213, 175)), "natural-signs")


@pytest.mark.parametrize("n", [1, 2])
def test_best_signs_of_all(n):
    for check, name in zip(best_of_all(n), ("generators", "elements", ""), strict=True):
        holds(check, f"best-signs-{name}" if name else "consistent-subspaces")


def test_best_signs_of_too_few_functions():
    def one(n):  # X on the first system alone is negative, which is no linear function
        return (np.arange(4**n) == 4)[None].astype(int)

    checks = {check.name: check for check in best_of_all(2, one)}
    assert {check.status for check in checks.values()} == {"fails"}
    assert set(checks) == {"best-signs-generators", "best-signs-elements", "consistent-subspaces"}


def test_branch_and_bound_agrees_with_trying_everything():
    holds(best_by_generators(2), "best-signs-generators")


def test_a_search_that_finds_nothing_or_what_is_not_there_is_noticed():
    def blind(problem, at_most):
        return at_most + 1, np.zeros((0, 16), dtype=np.int64)

    def lying(problem, at_most):
        least, choices = minimum(problem, at_most)
        wrong = choices.copy()
        wrong[:, [5, 6]] ^= 1
        return least, wrong

    fails(best_by_generators(2, blind), "best-signs-generators")
    fails(best_by_generators(2, lying), "best-signs-generators")


def test_a_classification_that_misses_or_miscounts_is_noticed(consistent):
    none = np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
    assert [check.status for check in best_by_elements(lambda k: none)] == ["fails", "fails"]
    words, numbers = consistent
    assert [c.status for c in best_by_elements(lambda k: (words, numbers + 1))] == ["holds", "fails"]


def test_the_identities_for_every_n_and_faults_in_them():
    holds(products_of_every_n(), "products-of-every-n")
    fails(products_of_every_n(lambda left, right: -phase(left, right)), "products-of-every-n")
    fails(products_of_every_n(lambda left, right: phase(left, right) % 2), "products-of-every-n")
    fails(products_of_every_n(operators=lambda: PAULI.conj()), "products-of-every-n")
    fails(products_of_every_n(lambda left, right: phase(left, right) * (left.shape[-1] < 4)), "products-of-every-n")
