"""The results of `conform` as plain records: the one place that says what any of its reports contains."""

from __future__ import annotations

import hashlib
import platform
import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Any

from equivalence.conform.ingredients import core
from equivalence.conform.shares import share_told
from equivalence.engine.events import Report
from equivalence.engine.verdict import Check, Verdict

FORMAT = "toytheory/conform-1"

MERGED = "toytheory/conformance-1"
"""Several of them: ``{"format", "runs": [...]}``."""

OTHER = ("dev", "docs", "browser", "lab", "matching", "cluster")
"""Extras that have nothing to do with what a simulator answers."""

WORDS = {"holds": "agrees", "fails": "differs", "error": "crashes", "skipped": "not offered", "inconclusive": "crashes"}
"""What a claim's status is called here."""

SHOWN_ABOVE = ("id", "toy_file", "needs", "features", "how")
"""Of a fault: what a report says before its details."""

MEANS = {
    "agrees": "every answer was the right one",
    "differs": "an answer was wrong; the smallest experiment found is listed",
    "crashes": "the simulator raised, died or took too long on what it said it could do",
    "not offered": "nothing was asked, for the reason given",
}


def result_of(verdict: Verdict) -> str:
    """The result of a feature: where an answer was wrong and another crashed, it differs."""
    statuses = {check.status for check in verdict.checks}
    return "differs" if "fails" in statuses else WORDS[verdict.status]


def backend_of(verdict: Verdict) -> str:
    """Whose feature it is."""
    return verdict.claim.id.rpartition(".")[0]


def feature_of(verdict: Verdict) -> str:
    """The feature."""
    return verdict.claim.id.rpartition(".")[2]


def backends_of(report: Report) -> list[str]:
    """In the order of the report."""
    return list(dict.fromkeys(backend_of(verdict) for verdict in report.verdicts))


def conform_record(report: Report, seconds: bool = True) -> dict[str, Any]:
    """The JSON object of `toytheory conform --json`."""
    entries = [_backend(name, report, seconds) for name in backends_of(report)]
    head = {"format": FORMAT, "version": report.version, "seed": report.seed, "environment": environment()}
    return head | {"backends": entries}


def environment() -> dict[str, str]:
    """Versions of Python and of the packages, optional ones too, that this project uses and that are installed here."""
    found = {"python": platform.python_version()}
    for requirement in requires("toytheory") or []:
        name = re.match(r"[A-Za-z0-9._-]+", requirement)
        extra = re.search(r"extra == ['\"]([\w-]+)", requirement)
        if name is not None and (extra is None or extra[1] not in OTHER):
            try:
                found[name[0]] = version(name[0])
            except PackageNotFoundError:
                continue
    return dict(sorted(found.items()))


def _backend(name: str, report: Report, seconds: bool) -> dict[str, Any]:
    own = [verdict for verdict in report.verdicts if backend_of(verdict) == name]
    results = [result_of(verdict) for verdict in own]
    return {
        "backend": name,
        "summary": {word: results.count(word) for word in MEANS},
        "features": [_feature(verdict, seconds) for verdict in own],
        "faults": faults(own),
    }


def _feature(verdict: Verdict, seconds: bool) -> dict[str, Any]:
    record: dict[str, Any] = {
        "feature": feature_of(verdict),
        "says": verdict.claim.title,
        "result": result_of(verdict),
        "cases": verdict.cases,
        "scopes": list(dict.fromkeys(check.scope for check in verdict.checks if check.scope)),
        "reasons": list(dict.fromkeys(check.reason for check in verdict.checks if check.reason)),
    }
    shares = {share_told(check.scope) for check in verdict.checks} - {None}
    record |= {"share": shares.pop()} if shares else {}
    return record | ({"seconds": round(verdict.seconds, 3)} if seconds else {})


def faults(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """Distinct faults with all their features: of those that need the same and show it in the same way, the first.

    Where gates are known, they are what is needed. A fault that needs all gates of a smaller one, and more, may have
    the same cause or its own: it is listed with the smaller one, as "larger".
    """
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for verdict in verdicts:
        for check in verdict.checks:
            if check.status in ("fails", "error") and check.witness is not None:
                entry = found.setdefault(_known_as(check.witness, found), fault_record(check))
                if feature_of(verdict) not in entry["features"]:
                    entry["features"].append(feature_of(verdict))
    return _with_larger(list(found.values()))


def _known_as(witness: Mapping[str, Any], found: Container[tuple[Any, ...]]) -> tuple[Any, ...]:
    """What tells a fault from others: the gates that it needs, where they are known, and what was asked."""
    how, gates = witness.get("how"), witness.get("gates")
    needs = tuple(witness.get("needs", ())) if gates is None else ("gates", *sorted(core(gates)))
    state = needs, how, None  # where the state itself is wrong, so is what it is asked for
    return state if state in found else (needs, how, witness.get("question"))


def _with_larger(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that need not all gates of another one; each with those that need all of its gates and more."""
    kept: list[dict[str, Any]] = []
    for entry in sorted(entries, key=_size):
        smaller = [other for other in kept if _within(other, entry)]
        if smaller:
            smaller[0].setdefault("larger", []).append(entry)
        else:
            kept.append(entry)
    return sorted(kept, key=entries.index)


def _size(entry: Mapping[str, Any]) -> tuple[int, int]:
    gates = entry.get("gates", ())
    return len(core(gates)), len(gates)


def _within(smaller: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
    """Whether a fault needs some of the gates of another, fails as it does, and asks the same, or for outcomes."""
    if smaller["how"] != entry["how"] or smaller.get("question") not in (None, entry.get("question")):
        return False
    less, more = smaller.get("gates", ("?",)), entry.get("gates", ())
    return set(less) < set(more) or core(less) < core(more)


def counted(entries: Sequence[Mapping[str, Any]]) -> str:
    """How many faults there are, and what all of them need: who mends that may have mended them all.

    >>> counted([{"gates": ["map fourier", "noise"]}, {"gates": ["map fourier", "map phase"]}])
    '2 distinct faults, all with map fourier: they may have one cause'
    """
    told = f"{len(entries)} distinct faults"
    common = set.intersection(*(set(entry.get("gates", ())) for entry in entries)) if len(entries) > 1 else set()
    return f"{told}, all with {', '.join(sorted(common))}: they may have one cause" if common else told


def less(entry: Mapping[str, Any]) -> str:
    """Of a backend that declares a share, of how many features it was asked less; nothing of another.

    >>> less({"features": [{"share": 0.25}, {"share": 0.1}, {"share": 0.25}, {}]}), less({"features": [{}]})
    ('A slow simulator, asked a share of the experiments: 0.1 in 1 features, 0.25 in 2 features', '')
    """
    shares = Counter(feature["share"] for feature in entry["features"] if "share" in feature)
    told = ", ".join(f"{share:g} in {count} features" for share, count in sorted(shares.items()))
    return f"A slow simulator, asked a share of the experiments: {told}" if told else ""


def fault_record(check: Check) -> dict[str, Any]:
    """One fault; its id names it by what it says, so that equal ones have equal ids."""
    witness = dict(check.witness or {})
    identity = hashlib.sha256(str(witness["toy_file"]).encode()).hexdigest()[:10]
    return {"id": identity, "features": [], **witness}


def details(fault: Mapping[str, Any]) -> dict[str, Any]:
    """What a report lists of a fault beneath its experiment; of the larger ones it says what they need."""
    found = {key: value for key, value in fault.items() if key not in SHOWN_ABOVE and value is not None}
    if "gates" in found:
        found["gates"] = ", ".join(found["gates"])
    if "larger" in found:
        found["larger"] = "; ".join(", ".join(other["gates"]) for other in found["larger"])
    return found
