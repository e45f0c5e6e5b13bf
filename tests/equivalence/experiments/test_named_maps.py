from __future__ import annotations

import re

import pytest

from equivalence.claims import registry
from equivalence.engine.verdict import Context
from equivalence.experiments.named_maps import DISCRETE, MODES, named_maps
from equivalence.mutants.reading import sum_read_backwards
from toytheory.language.maps.discrete import NAMED_MAPS
from toytheory.language.maps.modes import MODE_MAPS
from toytheory.language.reading import parse_experiment

DIMENSIONS = [2, 3, 4, 9, None]


def test_every_named_map_of_the_language_has_a_formula():
    assert set(DISCRETE) | {"multiply"} == set(NAMED_MAPS)
    assert set(MODES) == set(MODE_MAPS)


def test_statements_do_what_their_formulas_say():
    found = named_maps(DIMENSIONS)
    assert (found.status, found.evidence) == ("holds", "exhaustive")
    assert found.cases > 60


@pytest.mark.parametrize("d", [*DIMENSIONS, 6])
def test_a_parser_that_reverses_sum_is_caught_by_name(d):
    found = named_maps([d], sum_read_backwards)
    assert (found.name, found.status) == ("named-maps", "fails")
    assert "\nsum 1 2" in found.witness["toy_file"]


@pytest.mark.parametrize(
    ("written", "read"),
    [(r"\nfourier (\d)", r"\ntransform X\1 -> -P\1, P\1 -> X\1"), (r"\nphase (\d)", r"\ntransform P\1 -> P\1 - X\1")],
)
def test_other_faults_of_a_parser_are_caught_where_they_are_faults(written, read):
    def parse(text):
        return parse_experiment(re.sub(written, read, text))

    assert named_maps([3], parse).status == "fails"
    assert named_maps([2], parse).status == "holds"  # a sign is none modulo 2


def test_the_claim_runs_the_check_on_bits_dits_and_modes():
    claim = next(claim for claim in registry() if claim.id == "toy.maps")
    (check,) = claim.check(Context())
    assert check.status == "holds"
    assert all(part in check.scope for part in ("d = 2", "d = 9", "modes"))
