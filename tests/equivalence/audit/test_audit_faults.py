"""Every check of the audit fails when what it checks is wrong."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from equivalence.audit import (
    balance,
    bits,
    brackets,
    catalogues,
    correlated,
    geometry,
    locality,
    maps,
    pairs,
    projector,
    quadrature,
    states,
    supports,
    uncertainty,
    wigner,
    wigner_gaussian,
)
from equivalence.audit.transcription import correlated_pairs, transcription
from equivalence.theorems.restrictions import forbidden
from quantum_ref.operators.weyl import observable_operators
from toytheory.discrete.enumeration import symplectic_group
from toytheory.discrete.measurements import Measurement
from toytheory.phase_space.brackets import symbolic_bracket
from toytheory.restrictions import Decision


def text(key):
    return transcription()[key].text


# brackets, pairs, geometry


def test_exchanged_coordinates_are_caught():
    assert brackets.coordinates("discrete-space", lambda i: ["P1", "X1", "X2", "P2"][i]).status == "fails"


def test_a_bracket_with_a_wrong_sign_is_caught():
    def symmetric(left, right, symbols):
        import sympy

        x, p = symbols[:2]
        return sympy.diff(left, x) * sympy.diff(right, p) + sympy.diff(left, p) * sympy.diff(right, x)

    assert "antisymmetry" in brackets.poisson(symmetric).witness["identities"]
    assert brackets.linear_continuous(symmetric).status == "fails"


def test_a_bracket_that_is_not_the_displayed_one_is_caught():
    def doubled(left, right, points, space):
        from toytheory.phase_space.brackets import difference_bracket

        return (difference_bracket(left, right, points, space) + 1) % space.d

    assert brackets.discrete_formula(doubled).status == "fails"
    flipped = brackets.linear_discrete(3, 1, lambda left, right, d, n: brackets.displayed_bracket(right, left, d, n))
    assert flipped.status == "fails"


@pytest.mark.parametrize("value", [0, 2])
def test_pairs_with_another_bracket_are_caught(value):
    assert pairs.brackets_are("x", [["X1", "P1"]], value).status == "fails"


def test_a_correction_with_another_bracket_is_caught():
    assert pairs.corrected().status == "holds"
    assert pairs.corrected(lambda left, right: 2).status == "fails"
    only_halves = pairs.corrected(lambda left, right: 1 if len(right.terms) == 1 else 0)
    assert only_halves.witness == {"over": "R", "bracket": 0}


def test_bits_alone_may_differ():
    found = pairs.brackets_are("x", [["X1 + X2", "P1 + P2"]], 2)
    assert found.status == "holds"
    assert pairs.brackets_are("x", [["X1 + X2", "P1 + P2"]], 0).witness["[X1 + X2, P1 + P2]"]["R"] == 2
    assert "Z_2" not in pairs.brackets_are("x", [["X1 + X2", "P1 + P2"]], 0).witness["[X1 + X2, P1 + P2]"]


def test_forms_that_are_not_symplectic_are_caught():
    assert geometry.matrix_gives_the_sum(np.eye(4, dtype=int)).witness["and in general"] == ""
    symmetric = geometry.inner_product(lambda u, v: sum(a * b for a, b in zip(u, v, strict=True)))
    assert symmetric.witness["not"] == ["antisymmetric"]
    assert "not degenerate" in geometry.inner_product(lambda u, v: u[0] * v[1] - u[1] * v[0]).witness["not"]
    assert geometry.dual_basis(lambda i, j: int(i == (j ^ 1))).status == "fails"


# states


def test_values_of_another_functional_are_caught():
    def squared(points, d):
        return states.evaluate(points, d) ** 2 % d

    assert states.valuations_of_pairs(3, 1, squared).status == "fails"
    assert states.valuation_vectors(3, 1, squared).status == "fails"


def test_an_example_that_does_not_commute_is_caught():
    assert states.example_state("known-example", lambda left, right: 1).status == "fails"


def test_spans_of_pairs_are_compared_with_their_brackets(monkeypatch):
    real = states.bracket_rows
    monkeypatch.setattr(states, "bracket_rows", lambda left, right: real(left, right) + (left[:, :1] == 2))
    assert states.spans_commute(3, 1).status == "fails"


def test_an_example_that_the_principle_forbids_is_caught(monkeypatch):
    monkeypatch.setattr(states, "classical_complementarity", lambda *_: Decision("no", False, "never", "whole"))
    assert states.example_state("known-example").witness["decision"] == "never"


def test_forms_of_the_support_that_differ_are_caught():
    forms = {**supports.FORMS, "last": lambda state: ~supports.last_form(state)}
    assert supports.forms_agree(2, 1, forms).witness["form"] == "last"
    assert supports.normalised(2, 1, lambda state: supports.first_form(state)[:3]).status == "fails"


def test_the_symplectic_complement_is_not_what_is_printed():
    """The reading of V^perp: with the symplectic complement the last form would be wrong."""

    def symplectic(state):
        from toytheory.phase_space.modular import kernel, remainder
        from toytheory.phase_space.space import symplectic_form

        complement = kernel(state.known @ symplectic_form(state.n), state.d, columns=2 * state.n)
        return ~remainder(state.space.points() - state.valuation_vector, complement, state.d).any(axis=1)

    assert supports.forms_agree(3, 1, {**supports.FORMS, "last": symplectic}).status == "fails"


def test_another_template_is_caught():
    assert supports.printed_support(3, "(1, s, t, 2)").status == "fails"
    assert supports.printed_support_real("(2, s, 1, t)").status == "fails"


def test_projectors_onto_something_else_are_caught():
    assert projector.orthogonal(3, 1).status == "holds"
    assert projector.orthogonal(3, 1, lambda rows, d: np.zeros((2, 2), dtype=int)).status == "fails"
    assert projector.any_projector(3).status == "fails"  # for one trit the orthogonal one is right
    assert projector.examples_affected(lambda rows, d: rows).status == "fails"


def test_complements_are_all_and_none_but_complements():
    for V, d in ((np.array([[1, 2, 0, 0]]), 3), (np.array([[1, 0, 1, 0], [0, 1, 0, 1]]), 2)):
        duals = projector.complements(V, d)
        assert len({B.tobytes() for B in duals}) == d ** (len(V) * (4 - len(V)))
        assert (V @ duals % d == np.eye(len(V), dtype=int)).all()


def test_a_projector_that_is_not_along_the_complement_is_caught():
    def reversed_order(rows, d):
        return projector.complements(rows, d)[..., ::-1]

    assert projector.as_read(((2, 2),), reversed_order).status == "fails"
    assert projector.as_read(((3, 1),), lambda rows, d: 2 * projector.complements(rows, d)).status == "fails"
    assert projector.always_right(1).status == "fails"
    assert projector.none_for_composite().status == "holds"


def test_a_wrong_projector_over_the_reals_is_caught(monkeypatch):
    monkeypatch.setattr(projector, "bracket_rows", lambda left, right: 0 * left[:1, :1])
    assert projector.over_the_reals().cases > 1688  # pairs that do not commute have projectors too
    real = np.linalg.matrix_rank
    monkeypatch.setattr(projector.np.linalg, "matrix_rank", lambda V: max(real(V), len(V)))
    assert projector.over_the_reals().status == "fails"


def test_the_smallest_subspaces_without_projector():
    found = {(d, n): projector.orthogonal(d, n).witness for d, n in ((2, 1), (5, 1), (3, 2))}
    assert found[2, 1]["V"] == "X1 + P1"
    assert found[5, 1]["V"] == "X1 + 2P1"
    assert found[3, 2]["V"] == "X1 + P1 + X2"


# maps and measurements


def test_maps_that_are_not_symplectic_are_caught():
    reflection = np.array([np.diag([1, 2, 1, 1])])
    assert maps.maps_keep_states(3, 2, lambda d, n: reflection).witness["S"] == reflection[0].tolist()
    assert "matrices" in maps.maps_keep_states(3, 1, lambda d, n: symplectic_group(d, n)[:-1]).witness
    assert maps.a_group(3, 1, lambda d, n: symplectic_group(d, n)[:-1]).status == "fails"


def test_other_counts_of_permutations_are_caught():
    assert maps.all_permutations(2, lambda d: {**maps.EXPECTED[2], "states": 23}).status == "fails"


def test_permutations_of_a_trit_that_keep_brackets_are_counted_as_by_plain_loops():
    """Those that fix (0, 0) and (0, 1): one of 9 translations and 8 images of a vector, so 3024 / 72 in number."""
    points = [(x, p) for x in range(3) for p in range(3)]

    def keeps(f):
        for x, p in points:
            here, right, up = f[x, p], f[(x + 1) % 3, p], f[x, (p + 1) % 3]
            product = (right[0] - here[0]) * (up[1] - here[1]) - (up[0] - here[0]) * (right[1] - here[1])
            if product % 3 != 1:
                return False
        return True

    rest = [dict(zip(points, [*points[:2], *image], strict=True)) for image in permutations(points[2:])]
    assert 72 * sum(keeps(f) for f in rest) == 3024 == maps.EXPECTED[3]["bracket of X and P"]


def test_a_reflection_that_commutes_is_caught(monkeypatch):
    monkeypatch.setattr(maps, "bracket_rows", lambda left, right: np.zeros((1, 1), dtype=int))
    assert maps.reflection_of_one_of_two().status == "fails"


def test_a_measurement_that_does_not_repeat_is_caught():
    def undecided(measurement, values):
        matrix, weight = Measurement.kernel(measurement, values)
        return matrix[::-1], weight

    assert maps.reproducible(3, 1, undecided).status == "fails"


def test_measurements_that_accept_everything_are_caught(monkeypatch):
    class Accepting:
        @classmethod
        def of(cls, variables, n):
            return None

    monkeypatch.setattr(maps, "Measurement", Accepting)
    assert maps.others_refused(2, 1).status == "fails"


def test_printed_maps_with_a_sign_changed_are_caught():
    changed = text("trit-maps").replace(r"P_1 \mapsto P_1 - P_2", r"P_1 \mapsto P_1 + P_2")
    assert maps.printed_map(2, slice(2, 6), changed).status == "fails"
    assert maps.printed_map(1, slice(0, 2), text("trit-maps").replace("-X", "X")).status == "fails"


# catalogues


@pytest.mark.parametrize("change", [("2", "1"), ("X", "Y"), ("\t0", "\t3")])
def test_grids_with_another_label_are_caught(change):
    assert catalogues.grid("trit-grid", 3, text("trit-grid").replace(*change)).status == "fails"
    assert catalogues.grid("trit-grid", 3, "no table").status == "fails"


def test_lists_of_variables_that_lack_one_or_equate_two_are_caught():
    assert catalogues.variables_listed(3, "$X, P, X + P$").status == "fails"
    assert catalogues.variables_listed(3, "$X, P, X + P, X - P (= X + P)$").status == "fails"
    assert catalogues.variables_listed(2, "$X, P, X + P, X - P$").status == "fails"


def test_other_commuting_sets_are_caught():
    assert catalogues.commuting_sets(3, ["X", "P"], lambda a, b: True).status == "fails"


def test_pictures_of_forbidden_knowledge_are_caught():
    assert catalogues.pictured_states(3, [["X1", "P1"]]).status == "fails"
    assert catalogues.pictured_states(3, [["X1 - X2", "P1 - P2"]]).witness["because"].endswith("= 2")


def test_the_pictures_know_what_their_captions_say():
    assert catalogues.known_sets("trit-pair") == [["X1"], ["P2"], ["X1 - X2"], ["P1 + P2"]]
    assert len(catalogues.known_sets("bit-pair")) == 6


def test_partitions_that_overlap_or_are_too_few_are_caught(monkeypatch):
    real = catalogues.isotropic_modules
    monkeypatch.setattr(catalogues, "isotropic_modules", lambda d, n: real(d, n)[:-1])
    assert catalogues.partitions(3, 1).status == "fails"
    monkeypatch.setattr(catalogues, "isotropic_modules", lambda d, n: (np.array([[1, 0], [0, 1]]),))
    assert "measured" in catalogues.partitions(3, 1).witness


def test_other_numbers_of_pure_pairs_are_caught():
    assert catalogues.pure_pairs_counted(3, {"uncorrelated": 144, "correlated": 217}).status == "fails"


def test_other_orbits_are_caught():
    assert catalogues.row_and_column_permutations([np.arange(16)]).status == "fails"


# the list of correlated states


def test_each_kind_of_misprint_in_the_list_is_caught():
    pairs_of = correlated_pairs()
    assert correlated.entries_hold([1], [("X1=0", "P1=0")]).witness["bracket"] == 1
    assert "not a correlated state" in correlated.entries_hold([1], [("X1=0", "P2=0")]).witness["but"]
    assert correlated.entries_hold([1, 2], [pairs_of[0], pairs_of[0]]).witness["same as"] == 1
    many = correlated.entries_hold(range(1, 25)).witness["entries"]
    assert [entry["entry"] for entry in many] == [14, 21]
    assert correlated.complete().witness["missing"] == [
        "X1 - X2 - P2 = 0, P1 + P2 = 0",
        "X1 + X2 + P2 = 0, P1 - P2 = 0",
    ]
    assert correlated.complete(correlated.with_corrections()).status == "holds"


@pytest.mark.parametrize(
    ("number", "wrong"),
    [(14, ("X1+P1-X2=0", "X1-P1-X2-P2=0")), (21, ("X1+P1-P2=0", "P1-P2=0")), (14, ("X1+X2=0", "P1-P2=0"))],
)
def test_a_wrong_correction_is_caught(monkeypatch, number, wrong):
    monkeypatch.setitem(correlated.RIGHT, number, wrong)
    assert correlated.correction_is_unique(number).status == "fails"


@pytest.mark.parametrize(("number", "same"), [(14, ("X1+P1-X2=0", "X1-X2-P2=0")), (21, ("X1+X2+P2=0", "P1-P2=0"))])
def test_the_other_corrections_that_are_named_are_the_same_knowledge(number, same):
    right = correlated.span(correlated.rows_of(correlated.RIGHT[number]))
    assert correlated.span(correlated.rows_of(same)) == right


def test_a_correction_is_not_enough_while_the_other_is_wrong(monkeypatch):
    monkeypatch.setitem(correlated.RIGHT, 21, ("X1+X2=0", "P1-P2=0"))
    assert "with corrections" in correlated.correction_is_unique(14).witness


# observables and Wigner functions


def test_operators_that_commute_otherwise_are_caught():
    def first_only(points, d):
        return observable_operators(points * [1, 0], d)

    assert quadrature.operators_commute_with_brackets(3, 1, first_only).status == "fails"


def test_an_unsharp_pair_that_is_too_sharp_is_caught():
    assert quadrature.unsharp_pair(8 / 10).status == "fails"


def test_a_momentum_with_the_other_sign_is_caught():
    assert quadrature.commutator_of_quadratures(momentum_sign=1).status == "fails"


def test_every_wrong_pair_of_signs_is_caught():
    right = {
        (exponent.__name__, sign)
        for exponent in (wigner.printed_exponent, wigner.displacing_exponent, wigner.one_sign_changed)
        for sign in (1, -1)
        if wigner.states_come_out("x", exponent, sign).status == "holds"
    }
    assert right == {("displacing_exponent", 1), ("one_sign_changed", -1)}


def test_gaussians_with_other_signs_are_caught():
    found = {(s, sign): wigner_gaussian.displaced_gaussian("x", s, sign) for s in (1, -1) for sign in (1, -1)}
    assert [key for key, check in found.items() if check.status == "holds"] == [(-1, 1)]
    assert found[1, -1].witness["mean of W"] == "(3/2, -1/3)"
    assert found[1, 1].witness["W is"] == "another Gaussian"


def test_displacements_the_other_way_are_caught():
    assert wigner.weyl_displaces(by=1).status == "fails"
    assert wigner.weyl_displaces(wigner.displacing_exponent, -1).status == "fails"
    assert wigner_gaussian.weyl_displacement(1, 1).witness["identities"] == ["p"]


def test_a_correction_of_the_wigner_function_that_fails_is_caught(monkeypatch):
    monkeypatch.setattr(wigner, "displacing_exponent", wigner.printed_exponent)
    wigner.corrected.cache_clear()
    assert wigner.corrected().status == "fails"
    wigner.corrected.cache_clear()


# bits, balance, uncertainty


def test_tables_with_a_letter_changed_are_caught():
    rows = bits.printed_bell_rows(text("bell-table").replace("C\tC\tA", "C\tC\tC"))
    assert bits.bell_table(rows).status == "fails"
    assert bits.parities(rows, True, "even").status == "fails"
    assert bits.bases_are_named(text("bell-table").replace("+i", "i")).status == "fails"


def test_measurements_that_touch_the_other_bit_or_depend_on_the_context_are_caught():
    def touching(measurement, values):
        matrix, weight = Measurement.kernel(measurement, values)
        return (matrix[:, ::-1] if measurement.n == 2 else matrix), weight

    assert locality.local(touching).status == "fails"
    assert locality.noncontextual(touching).status == "fails"


def test_a_model_that_touches_other_systems_is_caught():
    def shifted(left, right):
        return sum(a * b for a, b in zip(left, [*right[1:], right[0]], strict=True))

    assert "kick of system 2" in locality.model_is_local(shifted).witness

    def dragging(map_, points):
        moved = (points @ map_.matrix.T + map_.shift) % 2
        moved[:, 2:] ^= moved[:, :1] if points.shape[1] == 4 else 0
        return moved

    assert locality.local_maps(dragging).status == "fails"


def test_values_that_a_measurement_beside_changes_are_caught():
    assert "left over" in locality.values_are_fixed(lambda u, v: 2 * locality.displayed(u, v)).witness


def test_descriptions_that_statistics_do_not_tell_apart_are_caught(monkeypatch):
    assert locality.everything_is_told_apart(lambda a, k: 1).witness["coordinate"] == 1
    real = locality.epistemic_states
    monkeypatch.setattr(
        locality, "epistemic_states", lambda d, n: [s for s in real(d, n) if not s.known[:, 1::2].any()]
    )
    assert "rank of all states" in locality.everything_is_told_apart().witness


def test_differences_with_a_wrong_sign_are_caught():
    assert brackets.linear_differences(1).status == "fails"


def test_examples_decided_otherwise_are_caught():
    assert balance.decided_as_printed(["X2", "X1 + P2"], "").witness["premises that fail"] == ["locality"]
    assert balance.decided_as_printed(["X1 - X2", "P1 + P2"], "").witness["a quantum state"] is True
    assert balance.forbidden_bracket("forbidden", lambda left, right: 0).status == "fails"
    assert forbidden.chain(2).status == "holds"


def test_another_order_in_the_covariance_matrix_is_caught():
    printed = transcription()["uncertainty"].lines[3]
    assert uncertainty.covariance_matrix(printed.replace("C_{p_1, x_2}", "C_{x_2, p_1}")).witness["entry"] == [2, 3]
    assert uncertainty.one_mode(factor=1).status == "fails"


def test_a_symmetric_J_is_caught(monkeypatch):
    monkeypatch.setattr(uncertainty, "number_matrix", lambda _: np.eye(4, dtype=int))
    assert uncertainty.sign_of_J().status == "fails"
    assert uncertainty.one_mode().status == "fails"


def test_a_bound_that_is_not_kept_is_caught(monkeypatch):
    monkeypatch.setattr(uncertainty, "check_covariance", lambda covariance, hbar: covariance)
    assert uncertainty.vacuum_and_below().status == "fails"


def test_a_quadratic_map_that_changes_brackets_is_caught(monkeypatch):
    import toytheory.phase_space.brackets

    monkeypatch.setattr(
        toytheory.phase_space.brackets,
        "symbolic_bracket",
        lambda left, right, symbols: 2 * symbolic_bracket(left, right, symbols),
    )
    assert maps.shear_by_a_square().status == "fails"
