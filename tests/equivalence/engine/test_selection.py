from __future__ import annotations

from types import ModuleType

import harness_claims
import pytest

from equivalence.claims import collect, registry
from equivalence.engine.selection import near, select
from equivalence.engine.verdict import Registry
from toytheory.errors import InputError


def ids(*selectors):
    return [claim.id for claim in select(harness_claims.bad(), selectors)]


def test_without_selectors_every_claim_is_meant():
    assert ids() == [claim.id for claim in harness_claims.bad()]


@pytest.mark.parametrize("selector", ["two", "two.", "two.*"])
def test_a_prefix_that_ends_at_a_dot_means_a_group(selector):
    assert ids(selector) == ["two.table", "two.absent"]


def test_several_selectors_give_each_claim_once_in_the_order_of_the_talk():
    assert ids("three.raising", "one", "one.even") == ["one.even", "one.drawn", "three.raising"]


@pytest.mark.parametrize("selector", ["tw", "two.tab", "two.table.more", "", ".", "*", "one.even "])
def test_what_is_no_claim_is_refused(selector):
    with pytest.raises(InputError, match="no claim is called"):
        ids(selector)


def test_near_matches_are_named():
    with pytest.raises(InputError) as refused:
        ids("one.evn")
    assert "did you mean one.even" in refused.value.mend
    with pytest.raises(InputError, match="choose among four, one, three, two"):
        ids("zzz")
    assert near("zzz", ["b", "a"]) == "choose among a, b"
    assert near("zzz", []) == "there is none to choose"


def test_nothing_to_check_is_refused():
    with pytest.raises(InputError, match="no claims to check"):
        select(Registry(), [])


def module(name, order, *claims):
    made = ModuleType(name)
    if order is not None:
        made.ORDER = order
    made.register = lambda registry: [registry.claim(id, "t", "s")(lambda context: []) for id in claims]
    return made


def test_modules_of_claims_are_ordered_by_their_place_in_the_talk():
    found = collect([module("b", 2, "b.x"), module("c", 1, "c.x", "c.y"), module("a", 2, "a.x")])
    assert [claim.id for claim in found] == ["c.x", "c.y", "a.x", "b.x"]


def test_two_claims_of_one_id_and_modules_that_are_none_of_claims_are_mistakes():
    with pytest.raises(ValueError, match="two claims have the id"):
        collect([module("a", 1, "a.x"), module("b", 2, "a.x")])
    with pytest.raises(TypeError, match="needs an integer ORDER"):
        collect([module("a", None)])


def test_every_claim_has_a_sentence_a_slide_and_an_id_of_a_group():
    for claim in registry():
        assert claim.id.count(".") >= 1
        assert claim.id == claim.id.lower()
        assert claim.title.endswith(".")
        assert claim.slide
        assert (claim.expected == "fails") == (claim.erratum is not None)
