"""docs/nogo.md against the code: its experiments do what it says, and it names every identity of the certificates."""

from __future__ import annotations

import re

import pytest
from places import ROOT

from equivalence.comparison.answers import ask
from equivalence.comparison.compare import compare
from equivalence.theorems.nogo import exact_family, refutations
from equivalence.theorems.nogo.fragment import inside
from equivalence.theorems.nogo.kochen_specker import SQUARE
from equivalence.theorems.nogo.observables import sign_of_product
from toytheory.backend import load_backends
from toytheory.language.reading import parse_experiment

DOCS = ROOT / "docs"
TEXT = (DOCS / "nogo.md").read_text(encoding="utf-8")
BLOCKS = [block for block in re.findall(r"```\n(.*?)```", TEXT, re.DOTALL) if block.startswith("system")]
BACKENDS = load_backends(["epistemic", "stim"])


def verdict(text):
    experiment = parse_experiment(text)
    return compare([ask(name, backend, experiment, 1, 0) for name, backend in BACKENDS.items()]).verdict


def test_there_are_five_experiments():
    assert len(BLOCKS) == 5


@pytest.mark.parametrize("text", BLOCKS)
def test_experiments_differ_but_for_the_two_that_agree_by_luck(text):
    lucky = TEXT.index(text) in range(TEXT.index("agree by luck"), TEXT.index("For two bits it is shown"))
    assert verdict(text) == ("agree" if lucky else "disagree")
    assert inside(parse_experiment(text)) is not True


def test_the_square_is_the_one_that_is_checked():
    block = next(b for b in re.findall(r"```\n(.*?)```", TEXT, re.DOTALL) if b.startswith("ZI"))
    printed = {(tuple(m[:3]), m[3]) for m in re.findall(r"(\w\w) (\w\w) (\w\w) = ([+-])", block)}
    assert printed == {(context, "+-"[sign_of_product(context)]) for context in SQUARE}


@pytest.mark.parametrize("name", ["nogo.md", "certificates.md"])
def test_every_identity_is_named(name):
    text = (DOCS / name).read_text(encoding="utf-8")
    for item in (*refutations.certificate()["identities"], *exact_family.certificate()["identities"]):
        head = item["id"].split(".")[0]
        general = {"gate": "gate.NAME", "update": "update.F.G", "line": "line.", "frame": "frame.AB"}
        assert general.get(head, item["id"]) in text, item["id"]
