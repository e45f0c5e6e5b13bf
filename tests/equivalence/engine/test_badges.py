"""The badge of a claim is the weakest evidence that its sentence needs, and a fault wears its own level."""

from __future__ import annotations

import json

import pytest

from equivalence.claims import registry, trits
from equivalence.engine.decide import decide
from equivalence.engine.events import Report
from equivalence.engine.parts import STRENGTH, beside, code, strongest, theory, weakest
from equivalence.engine.resume import Resume
from equivalence.engine.verdict import Check, Claim, Context, Registry
from equivalence.experiments.agreement import experiments_agree
from equivalence.experiments.random_discrete import Shape
from equivalence.mutants import BROKEN
from equivalence.report import html, junit, markdown
from equivalence.report import json as json_report
from equivalence.report.record import claim_record
from toytheory.backend import load_backends


def check(name, evidence, status="holds", **rest):
    return Check(evidence, f"over {name}", 1, status, name, reason=None if status == "holds" else "because", **rest)


def verdict(parts, *checks, expected="holds"):
    return decide(Claim("x.y", "It is so.", "s", lambda context: checks, expected, None, tuple(parts)), Context())


def levels(found):
    return found.evidence, found.theory, found.code


def test_a_theorem_beside_samples_is_shown_as_two_things():
    found = verdict([theory("so", "proof"), code("runs", "runs")], check("proof", "theorem"), check("runs", "sampled"))
    assert levels(found) == ("theorem", "theorem", "sampled")
    assert found.carrying == (found.checks[0],)


def test_the_badge_is_the_weakest_over_the_parts_of_the_best_of_each():
    parts = [theory("one half", "proof", "counted"), theory("the other", "listed")]
    checks = check("proof", "theorem"), check("counted", "sampled"), check("listed", "exhaustive")
    assert levels(verdict(parts, *checks)) == ("exhaustive", "exhaustive", None)
    assert levels(verdict(parts[:1], *checks[:2])) == ("theorem", "theorem", None)


def test_checks_of_one_name_are_one_way_and_as_weak_as_the_weakest():
    parts = [theory("all sizes", "sizes-*")]
    assert verdict(parts, check("sizes-1", "theorem"), check("sizes-2", "exhaustive")).theory == "exhaustive"


def test_what_the_sentence_does_not_need_makes_no_badge():
    parts = [theory("so", "listed"), beside("theory", "and more", "proof", "drawn")]
    found = verdict(parts, check("listed", "exhaustive"), check("proof", "theorem"), check("drawn", "sampled"))
    assert levels(found) == ("exhaustive", "exhaustive", None)
    assert [c.name for c in found.carrying] == ["listed"]


def test_a_part_that_nothing_shows_takes_the_badge_away():
    parts = [theory("so", "proof"), theory("in general: no proof is run"), code("runs", "runs")]
    assert levels(verdict(parts, check("proof", "theorem"), check("runs", "sampled"))) == ("sampled", None, "sampled")


@pytest.mark.parametrize("status", ["skipped", "inconclusive"])
def test_a_theory_whose_check_did_not_run_has_no_badge(status):
    parts = [theory("so", "proof"), theory("and so", "listed")]
    assert verdict(parts, check("proof", "theorem"), check("listed", "exhaustive", status)).theory is None


def test_of_programs_what_is_not_installed_is_left_out():
    parts = [code("one", "one"), code("two", "two")]
    assert verdict(parts, check("one", "exhaustive"), check("two", "sampled", "skipped")).code == "exhaustive"
    assert verdict(parts, check("one", "exhaustive"), check("two", "sampled", "inconclusive")).code is None


def test_one_check_may_show_several_parts():
    parts = [theory("one", "proof"), theory("two", "proof", "listed")]
    assert verdict(parts, check("proof", "theorem"), check("listed", "exhaustive")).theory == "theorem"


def test_a_failing_claim_wears_the_level_of_what_failed_and_not_the_theorem():
    parts = [theory("so", "proof"), code("runs", "runs")]
    found = verdict(parts, check("proof", "theorem"), check("runs", "sampled", "fails", backend="liar"))
    assert levels(found) == ("sampled", None, "sampled")
    record = claim_record(found)
    assert (record["status"], record["scope"]) == ("fails", "over runs")
    assert record["checks"][1]["backend"] == record["witness"]["backend"] == "liar"
    assert "backend" not in record["checks"][0]
    report = Report("1", 0, False, (found,))
    for form in (markdown, html, junit):
        text = form.render(report)
        assert "a disagreement of backend liar alone" in text
    assert "check: runs (code, sampled)" in junit.render(report)


def test_an_erratum_wears_the_level_of_its_refutation():
    found = verdict([theory("so", "listed")], check("listed", "exhaustive", "fails"), expected="fails")
    assert (found.unexpected, levels(found)) == (False, ("exhaustive", "exhaustive", None))


def test_a_check_that_the_claim_does_not_declare_is_an_error():
    found = verdict([theory("so", "proof")], check("proof", "theorem"), check("stray", "sampled"))
    assert found.status == "error"
    assert "no part of the sentence names it" in found.checks[1].reason
    both = verdict([theory("so", "proof"), code("so", "proof")], check("proof", "theorem"))
    assert "both theory and code" in both.checks[0].reason


def test_formal_is_above_theorem():
    assert STRENGTH[:2] == ("formal", "theorem")
    assert strongest(["theorem", "formal"]) == "formal"
    assert weakest(["theorem", "formal"]) == "theorem"
    assert verdict([theory("so", "lean")], check("lean", "formal")).theory == "formal"


def test_every_form_shows_both_badges_and_the_trace():
    parts = [theory("so it is", "proof"), code("and runs", "runs"), theory("in general: no proof is run")]
    good = verdict(parts[:2], check("proof", "theorem"), check("runs", "sampled"))
    open_ = verdict(parts, check("proof", "theorem"), check("runs", "sampled"))
    report = Report("1", 0, False, (good, open_))
    text = markdown.render(report)
    assert "| holds | theorem | sampled |" in text
    assert "| so it is | theory | `proof` | theorem |" in text
    assert "| in general: no proof is run | theory |  | - |" in text
    assert "| proof | over proof | theory | theorem | holds | 1 |" in text
    page = html.render(Report("1", 0, False, (good,)))
    assert '<span class="badge theorem">theory: theorem</span><span class="badge sampled">code: sampled</span>' in page
    assert '<td>so it is</td><td data-th="about">theory</td><td data-th="shown by">proof</td>' in page
    assert "theory: theorem; code: sampled" in junit.render(report)
    record = json.loads(json_report.render(report))["claims"]
    assert [(c["evidence"], c.get("theory"), c["code"]) for c in record] == [
        ("theorem", "theorem", "sampled"),
        ("sampled", None, "sampled"),
    ]


def test_a_resume_file_keeps_whose_fault_it_was(tmp_path):
    parts = (theory("so", "proof"), code("runs", "runs"))
    checks = check("proof", "theorem"), check("runs", "sampled", "fails", backend="liar")
    claim = Claim("x.y", "It is so.", "s", lambda context: checks, parts=parts)
    found = decide(claim, Context())
    Resume.open(tmp_path / "r.json", {"seed": 0}).keep(found)
    assert Resume.open(tmp_path / "r.json", {"seed": 0}).verdict(claim) == found


# The claims that there are


def test_every_claim_declares_the_parts_of_its_sentence():
    for claim in registry():
        assert any(part.needed for part in claim.parts), claim.id
        for part in claim.parts:
            assert part.says, claim.id
            assert part.ways or part.says.endswith(": no proof is run"), (claim.id, part.says)
            assert len(set(part.ways)) == len(part.ways)


@pytest.fixture(scope="module")
def with_liar():
    sound = load_backends(["epistemic", "dense", "hilbert", "wigner"])
    broken = next(mutant for mutant in BROKEN if mutant.name == "x-and-p-swapped")
    return {**sound, "liar": broken.plant(sound["hilbert"])}


def test_a_broken_simulator_is_told_as_its_own_disagreement(with_liar, monkeypatch):
    """What one broken third-party simulator makes of `trits.experiments`: a sample that fails, by name."""
    monkeypatch.setattr(trits, "embedded_alike", lambda *_: Check("sampled", "embedded", 1, "holds", "embedded"))
    found = Registry()
    trits.register(found)
    context = Context(backends=with_liar)
    wrong = decide(found["trits.experiments"], context)
    assert (wrong.status, levels(wrong)) == ("fails", ("sampled", None, "sampled"))
    assert [(c.name, c.backend) for c in wrong.checks if c.status == "fails"] == [("experiments", "liar")]
    assert [c.status for c in wrong.checks if c.name in ("theorem", "certificate")] == ["holds", "holds"]


def test_where_the_odd_one_cannot_be_told_nobody_is_named(with_liar):
    pair = {name: with_liar[name] for name in ("epistemic", "liar")}
    found = experiments_agree([Shape(3, 1)], 20, pair, Context().rng("pair"), 0)
    assert (found.status, found.backend) == ("fails", None)
