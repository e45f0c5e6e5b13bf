"""The form of a state across a split, reached by maps of each side alone."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from toytheory.discrete.enumeration import lagrangian_modules
from toytheory.discrete.epistemic import EpistemicState
from toytheory.discrete.local_form import LocalForm
from toytheory.discrete.random_objects import random_symplectic
from toytheory.discrete.transformations import SymplecticMap
from toytheory.errors import InputError
from toytheory.phase_space.modular import elements, howell
from toytheory.phase_space.space import bracket_rows, coordinates_of


def random_state(rng, d, n):
    frame = random_symplectic(d, n, rng, affine=False).matrix
    rows = frame[0 : 2 * int(rng.integers(0, n + 1)) : 2]
    return EpistemicState.of(rows, rng.integers(0, d, len(rows)), d, n)


def both_sides(form: LocalForm, d, n):
    """The maps of the two sides as one."""
    matrix, shift = np.zeros((2 * n, 2 * n), dtype=np.int64), np.zeros(2 * n, dtype=np.int64)
    for side, one in ((form.here, form.left), (form.there, form.right)):
        where = coordinates_of(side)
        matrix[np.ix_(where, where)], shift[where] = one.matrix, one.shift
    return SymplecticMap(d, matrix, shift)


@pytest.mark.parametrize(("d", "n"), [(2, 2), (2, 4), (3, 3), (3, 5), (5, 2), (7, 4)])
def test_maps_of_each_side_lead_to_the_form(d, n):
    rng = np.random.default_rng([d, n])
    seen = set()
    for _ in range(25):
        state = random_state(rng, d, n)
        here = [int(k) for k in rng.permutation(n)[: rng.integers(1, n)]]
        form = state.local_form(here)
        rows = form.rows(n)
        assert state.transformed(both_sides(form, d, n)) == EpistemicState.of(rows, np.zeros(len(rows)), d, n)
        assert form.pairs == state.correlated_pairs(here).units
        assert 2 * form.pairs + form.shared == state.mutual_information(here, form.there).units
        seen.add((form.pairs > 0, form.shared > 0, sum(form.known) > 0))
    assert len(seen) > 2


def test_by_hand():
    pair = EpistemicState.from_known("X1 - X2 = 1, P1 + P2 = 2", 3, 2).local_form([0])
    assert (pair.pairs, pair.shared, pair.known) == (1, 0, (0, 0))
    shared = EpistemicState.from_known("P1 + 2X2 = 1, P3 = 1", 5, 3).local_form([0, 2])
    assert (shared.pairs, shared.shared, shared.known) == (0, 1, (1, 0))
    nothing = EpistemicState.unknown(2, 2).local_form([1])
    assert (nothing.pairs, nothing.shared, nothing.known) == (0, 0, (0, 0))


def test_a_map_that_is_left_out_shows():
    state = EpistemicState.from_known("X1 + P2 = 1, P1 + X2 = 0", 3, 2)
    form = state.local_form([0])
    rows = form.rows(2)
    wanted = EpistemicState.of(rows, np.zeros(len(rows)), 3, 2)
    whole = both_sides(form, 3, 2)
    assert state.transformed(whole) == wanted
    unmoved = SymplecticMap(3, whole.matrix, np.zeros(4, dtype=np.int64))
    assert state.transformed(unmoved) != wanted


@pytest.mark.parametrize(
    ("d", "systems", "problem"),
    [(9, [0], "not prime"), (3, [], "both sides"), (3, [0, 1], "both sides"), (3, [2], "no list")],
)
def test_what_has_no_form_is_refused(d, systems, problem):
    with pytest.raises(InputError, match=problem):
        EpistemicState.unknown(d, 2).local_form(systems)


@pytest.mark.parametrize(("d", "p"), [(4, 2), (6, 2), (9, 3), (15, 3)])
def test_a_state_without_the_form_is_named_where_d_is_composite(d, p):
    """What is told is a state, and its parts on one side have a bracket that no map of that side makes 0 or 1."""
    with pytest.raises(InputError, match=f"X1 - X2 = 0, {p}P1 [+] {p}P2 = 0 is neither"):
        EpistemicState.unknown(d, 2).local_form([0])
    state = EpistemicState.from_known(f"X1 - X2 = 0, {p}P1 + {p}P2 = 0", d, 2)
    brackets = {int(b) for b in (bracket_rows(state.known[:, :2], state.known[:, :2]) % d).ravel()}
    assert brackets - {0}
    assert all(math.gcd(b, d) == p for b in brackets - {0})


def composite_state(rng, d, n):
    """What is known are multiples by divisors of d of commuting variables."""
    frame = random_symplectic(d, n, rng, affine=False).matrix
    rows = frame[0 : 2 * int(rng.integers(1, n + 1)) : 2]
    divisors = [k for k in range(1, d) if d % k == 0]
    factors = rng.choice(divisors, len(rows))[:, None]
    value = rng.integers(0, d, 2 * n)
    return EpistemicState.of(rows * factors, (rows * factors) @ value, d, n)


@pytest.mark.parametrize(("d", "n"), [(6, 2), (6, 4), (15, 3), (30, 3), (3, 3)])
def test_one_map_of_each_side_leads_to_the_forms_of_all_primes(d, n):
    rng = np.random.default_rng([d, n])
    seen = set()
    for _ in range(15):
        state = composite_state(rng, d, n)
        here = [int(k) for k in rng.permutation(n)[: rng.integers(1, n)]]
        forms = state.local_forms(here)
        assert list(forms.by_prime) == [p for p in (2, 3, 5) if d % p == 0]
        one = next(iter(forms.by_prime.values()))
        rows = forms.rows(n)
        whole = both_sides(LocalForm(one.here, one.there, 0, 0, (0, 0), forms.left, forms.right), d, n)
        assert state.transformed(whole) == EpistemicState.of(rows, np.zeros(len(rows)), d, n)
        pairs = math.prod(p**form.pairs for p, form in forms.by_prime.items())
        assert state.correlated_pairs(here).count == pairs
        seen.add(tuple((form.pairs, form.shared) for form in forms.by_prime.values()))
    assert len(seen) > 2


@pytest.mark.parametrize(("d", "p"), [(4, 2), (12, 2), (18, 3)])
def test_squares_in_d_have_no_forms(d, p):
    with pytest.raises(InputError, match=rf"{p}\^2 divides d = {d}.*X1 \+ {p}P2 = 0, X2 \+ {p}P1 = 0 has none"):
        EpistemicState.unknown(d, 2).local_forms([0])


def classes(d):
    """Pure states of two systems, values aside, in classes that maps of each system alone lead through."""
    modules = {V.tobytes(): V for V in lagrangian_modules(d, 2)}
    maps = []
    for side, one in itertools.product((0, 1), ([[0, 1], [-1, 0]], [[1, 0], [1, 1]])):  # they generate all of SL2
        whole = np.eye(4, dtype=np.int64)
        whole[2 * side : 2 * side + 2, 2 * side : 2 * side + 2] = one
        maps.append(whole)
    left, found = set(modules), []
    while left:
        queue, members = [left.pop()], []
        while queue:
            members.append(modules[queue.pop()])
            new = {howell(members[-1] @ each % d, d).tobytes() for each in maps} & left
            left -= new
            queue += new
        found.append(members)
    return found


@pytest.mark.parametrize(("d", "number"), [(2, 2), (3, 2), (4, 7), (6, 4)])
def test_classes_of_pure_states_of_two_systems(d, number):
    found = classes(d)
    assert len(found) == number
    assert sum(map(len, found)) == len(lagrangian_modules(d, 2))


@pytest.mark.parametrize(("d", "p"), [(4, 2), (9, 3)])
def test_two_pure_states_are_alike_for_each_side_and_no_map_leads_from_one_to_the_other(d, p):
    texts = f"X1 - X2 = 0, {p}P1 + {p}P2 = 0, {p}X1 = 0", f"X1 + {p}P2 = 0, X2 + {p}P1 = 0"
    one, two = (EpistemicState.from_known(text, d, 2) for text in texts)
    assert one.is_pure
    assert two.is_pure
    for k in (0, 1):
        assert one.marginal([k]).known.tolist() == two.marginal([k]).known.tolist() == [[p, 0]]
    # variables that vanish p times: their number is the same after any map
    assert [int((elements(state.known, d) * p % d == 0).all(axis=1).sum()) for state in (one, two)] == [p**3, p**2]
