"""The words that all reports for people share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from equivalence.engine.events import Report
from equivalence.engine.verdict import Evidence, Status, Verdict

EVIDENCE_MEANS: dict[Evidence, str] = {
    "theorem": "for all n and all d in its scope, from finitely many identities checked symbolically",
    "certified": "for all n at this d, from finitely many exact identities written to a certificate",
    "exhaustive": "every object at this (n, d), exactly; the count equals its closed formula",
    "sampled": "a stated number of random cases, with the seed, and the chance of a false alarm",
}
"""Strongest first."""

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
