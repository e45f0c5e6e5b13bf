"""The words that all reports for people share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from equivalence.engine.events import Report
from equivalence.engine.parts import About, Evidence
from equivalence.engine.verdict import Check, Status, Verdict

EVIDENCE_MEANS: dict[Evidence, str] = {
    "formal": "as `theorem`, proved in a proof assistant without axioms",
    "theorem": "for all n and all d in its scope, from finitely many identities checked symbolically",
    "certified": "for all n at this d, from finitely many exact identities written to a certificate",
    "exhaustive": "every object at this (n, d), exactly; the count equals its closed formula",
    "sampled": "a stated number of random cases, with the seed, and the chance of a false alarm",
}
"""Strongest first."""

ABOUT_MEANS: dict[About, str] = {
    "theory": "the sentence about the two theories",
    "code": "what the programs of this project and the simulators were shown to do",
}

STATUS_MEANS: dict[Status, str] = {
    "holds": "every case that was decided is as the claim says",
    "fails": "a case was found that is not as the claim says; for an erratum, that is the finding",
    "inconclusive": "the checks ran and could not decide",
    "error": "a check did not run to its end",
    "skipped": "nothing was there to check it with; the reason is given",
}


def standing(verdict: Verdict) -> str:
    """The status with what it amounts to.

    Returns
    -------
    Such as "holds", "fails, as expected", "fails, unexpectedly" or "skipped".
    """
    if verdict.unexpected:
        return f"{verdict.status}, unexpectedly"
    if verdict.status not in ("holds", "skipped"):
        return f"{verdict.status}, as expected"
    return verdict.status


def rests_on(verdict: Verdict) -> str:
    """What the claim rests on: "theory: theorem; code: sampled"; empty where nothing was decided."""
    levels = {"theory": verdict.theory, "code": verdict.code}
    return "; ".join(f"{about}: {level}" for about, level in levels.items() if level)


def told_of(check: Check) -> str:
    """A check's name with its own level: "experiments (code, sampled)".

    >>> told_of(Check("sampled", "all", 1, "fails", "experiments", about="code"))
    'experiments (code, sampled)'
    """
    if check.status not in ("holds", "fails"):
        return check.name
    return f"{check.name} ({', '.join(filter(None, [check.about, check.evidence]))})"


def culprit(check: Check) -> str:
    """Of a check that fails because of one backend: that it is so; otherwise empty.

    >>> culprit(Check("sampled", "all", 1, "fails", backend="stim"))
    'a disagreement of backend stim alone'
    """
    return f"a disagreement of backend {check.backend} alone" if check.backend else ""


def number(count: int) -> str:
    """An integer with thousands separated.

    >>> number(51840)
    '51,840'
    """
    return f"{count:,}"


def counted(count: int, noun: str) -> str:
    """A number and its noun, in the plural where it needs one.

    >>> counted(1, "claim"), counted(2, "claim")
    ('1 claim', '2 claims')
    """
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def summary_sentence(report: Report) -> str:
    """One line that says how the run ended."""
    parts = []
    errata = [v for v in report.verdicts if v.status == v.claim.expected == "fails"]
    if holds := report.count("holds"):
        parts.append(f"{holds} hold" if holds != 1 else "1 holds")
    if errata:
        parts.append(f"{len(errata)} {'fail' if len(errata) > 1 else 'fails'} as expected")
    others = {
        "fails": report.count("fails") - len(errata),
        "inconclusive": report.count("inconclusive"),
        "in error": report.count("error"),
        "skipped": report.count("skipped"),
    }
    parts += [f"{count} {word}" for word, count in others.items() if count]
    found = ", ".join(parts) or "nothing was checked"
    unexpected = len(report.unexpected)
    verdict = "all as expected" if not unexpected else f"{unexpected} not as expected"
    return f"{counted(len(report.verdicts), 'claim')}: {found}; {verdict}."


def settings_sentence(report: Report) -> str:
    """With what the report was made."""
    form = "full form" if report.full else "default form"
    return f"toytheory {report.version}, seed {report.seed}, {form}"


def witness_items(witness: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """(key, text, whether it is a text of several lines, such as a .toy file) of each entry of a witness."""
    for key, value in witness.items():
        text = value if isinstance(value, str) else _compact(value)
        yield key, text.strip("\n"), "\n" in text.strip("\n")


def _compact(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_compact(item)}" for key, item in value.items())
    if isinstance(value, list):
        return "[" + ", ".join(map(_compact, value)) + "]"
    return str(value)
