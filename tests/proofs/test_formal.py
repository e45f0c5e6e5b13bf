"""The evidence `formal`: only of files that Coq accepted as they stand, and only without axioms."""

from __future__ import annotations

from hashlib import sha256

import pytest

from equivalence.theorems.odd.formal import CLOSED, PROOFS, formal


@pytest.fixture
def folder(tmp_path):
    """A folder of proofs that were accepted."""
    (tmp_path / "made").mkdir()
    (tmp_path / "_CoqProject").write_text("a.v\n")
    (tmp_path / "a.v").write_text("Lemma a : True. Proof. exact I. Qed.\n")
    accept(tmp_path, f"a: {CLOSED}\nb: {CLOSED}\n")
    return tmp_path


def accept(folder, assumptions):
    """What `make proofs` does last."""
    (folder / "ASSUMPTIONS.txt").write_text(assumptions)
    names = ["a.v", "ASSUMPTIONS.txt"]
    lines = [f"{sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "made" / "ACCEPTED").write_text("".join(lines))


def test_accepted_proofs_hold(folder):
    found = formal(folder)
    assert (found.status, found.evidence, found.cases) == ("holds", "formal", 2)


def test_a_theorem_that_rests_on_an_axiom_fails(folder):
    accept(folder, f"a: {CLOSED}\nb: Axioms: excluded_middle\n")
    assert formal(folder).status == "fails"
    assert formal(folder).witness == {"rests on": ["b: Axioms: excluded_middle"]}


def test_a_list_of_no_theorems_fails(folder):
    accept(folder, "")
    assert formal(folder).status == "fails"


def test_a_changed_file_is_not_believed(folder):
    (folder / "a.v").write_text("Axiom a : False.\n")
    assert formal(folder).reason == "the proofs are not those that Coq accepted: `make proofs`"


def test_a_file_more_is_not_believed(folder):
    (folder / "b.v").write_text("")
    assert formal(folder).status == "skipped"


def test_proofs_that_were_not_built_are_skipped(folder):
    (folder / "made" / "ACCEPTED").unlink()
    assert "make proofs" in formal(folder).reason


def test_without_proofs_it_is_skipped(tmp_path):
    assert formal(tmp_path).status == "skipped"


def test_the_kept_list_names_the_theorems_and_no_axiom():
    start = "Print Assumptions "
    lines = (PROOFS / "assumptions.v").read_text(encoding="utf-8").splitlines()
    asked = [line[len(start) : -1] for line in lines if line.startswith(start)]
    kept = (PROOFS / "ASSUMPTIONS.txt").read_text().splitlines()
    assert kept == [f"{name}: {CLOSED}" for name in asked]
