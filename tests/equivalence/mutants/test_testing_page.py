from __future__ import annotations

import re

import pytest
from places import ROOT

from equivalence.claims import registry
from equivalence.experiments.replay import load
from equivalence.experiments.strategies import __all__ as offered
from equivalence.mutants import ALL
from toytheory.language.reading import parse_experiment

PAGE = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
ROWS = {row.split("`")[1]: row for row in PAGE.splitlines() if row.startswith("| `") and row.count("|") == 4}


@pytest.mark.parametrize("mutant", ALL, ids=lambda m: m.name)
def test_the_page_tells_of_every_mutant_what_it_does_and_where_it_is_planted(mutant):
    row = ROWS[mutant.name]
    assert f"| {mutant.says} |" in row
    assert ("silent" in row) is not mutant.broken
    planted = {name for group in re.findall(r"\(([a-z, ]+)\)", row.rsplit("|", 2)[1]) for name in group.split(", ")}
    assert planted == set(mutant.originals)


def test_the_page_tells_of_no_other_mutants_and_names_checks_of_real_claims():
    evidence = {"formal", "theorem", "certified", "exhaustive", "sampled"}
    assert set(ROWS) - evidence == {m.name for m in ALL}
    claims = {claim.id for claim in registry()}
    assert set(re.findall(r"([a-z]+\.[a-z]+)/[a-z-]+ \(", PAGE)) <= claims


def test_the_pages_experiments_can_be_read(tmp_path):
    blocks = re.findall(r"^```\n((?:system|# toytheory).*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)
    assert len(blocks) == 2
    assert all(parse_experiment(block).outcomes == ("a",) for block in blocks)
    stored = tmp_path / "case.toy"
    stored.write_text(blocks[1])
    assert load(stored).backends == ("epistemic", "hilbert")


def test_strategies_exist_for_everything_that_the_page_promises():
    promised = {
        "dimensions", "variables", "commuting_sets", "epistemic_states", "symplectic_matrices", "symplectic_maps",
        "displacements", "measurements", "noise_weights", "experiments",
    }  # fmt: skip
    assert promised <= set(offered)
