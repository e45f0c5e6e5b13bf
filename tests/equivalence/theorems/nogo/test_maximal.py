"""Two bits: nothing can be added to the CSS family, and a search that looks in vain would be noticed."""

from __future__ import annotations

import numpy as np
import pytest

from equivalence.comparison.answers import ask
from equivalence.comparison.compare import compare
from equivalence.theorems.nogo import maximal
from toytheory.backend import load_backends
from toytheory.discrete.enumeration import isotropic_modules, symplectic_group
from toytheory.language.reading import parse_experiment


def test_there_are_as_many_ledgers_as_valuations_of_isotropic_spaces():
    table = maximal.ledgers()
    assert len(table.defects) == sum(2 ** len(rows) for rows in isotropic_modules(2, 2)) == 91
    assert (table.defects[0] == [0] + [-1] * 15).all()
    assert (table.number(table.defects) == np.arange(91)).all()


def test_the_family_has_twelve_maps():
    """GL(2, 2) has 6 elements; with and without the exchange of both kinds."""
    members = maximal.family_maps()
    assert len(members) == 12
    blocks = {tuple(np.flatnonzero(m[0]) % 2) for m in members}
    assert all(len(set(b)) == 1 for b in blocks)
    assert len(symplectic_group(2, 2)) == 720


def test_nothing_can_be_added():
    assert maximal.maximal_maps().status == "holds"
    assert maximal.maximal_variables().status == "holds"


@pytest.mark.parametrize("lost", [0, 5, 11])
def test_a_member_taken_for_an_outsider_is_caught(lost):
    members = np.delete(maximal.family_maps(), lost, axis=0)
    assert maximal.maximal_maps(members=members).status == "fails"


def test_an_outsider_taken_for_a_member_is_caught():
    members = np.concatenate([maximal.family_maps(), maximal.on_first("phase")[None]])
    found = maximal.maximal_maps(members=members)
    assert found.status == "fails"
    assert found.witness["agrees"] is False


def test_a_variable_that_is_already_wrong_is_caught():
    """With Y1 Y2 measured the family itself differs."""
    assert maximal.maximal_variables((*maximal.KINDS, "YY")).status == "fails"
    assert maximal.maximal_maps((*maximal.KINDS, "YY")).status == "fails"


def test_fewer_variables_leave_room():
    """Products of Z alone: many more maps and variables keep the theories in agreement."""
    assert maximal.maximal_maps(("ZI", "IZ", "ZZ")).status == "fails"
    assert maximal.maximal_variables(("ZI", "IZ", "ZZ")).status == "fails"


@pytest.mark.parametrize("name", ["fourier", "phase"])
def test_the_shown_experiment_differs(name):
    experiment = parse_experiment(maximal.differing({f"{name} 1": maximal.on_first(name)}))
    backends = load_backends(["epistemic", "stim"])
    assert compare([ask(k, b, experiment, 1, 0) for k, b in backends.items()]).verdict == "disagree"


def test_the_family_alone_has_no_such_experiment():
    assert maximal.differing({}) is None
