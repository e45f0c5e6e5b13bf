"""The HTML report: one self-contained page (no scripts, fonts or pictures from elsewhere), light and dark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from equivalence.engine.events import Report
from equivalence.engine.verdict import Verdict

from .audit import Row, rows, summary
from .chapters import Told, chapters, picture
from .printed import mathml, pieces
from .record import scope_of, summary_record
from .wording import (
    ABOUT_MEANS,
    EVIDENCE_MEANS,
    STATUS_MEANS,
    culprit,
    number,
    settings_sentence,
    standing,
    summary_sentence,
    witness_items,
)

if TYPE_CHECKING:
    from markupsafe import Markup

EXPONENT = re.compile(r"\^(-?\w+|\((?:[^()]|\([^()]*\))*\))")
"""As sentences write it: d^2, d^-n, d^(k(k+1)/2)."""

TONES = {
    "good": "as claimed",
    "differs": "errata of the talk, confirmed",
    "bad": "not as expected",
    "quiet": "not decided here",
}
"""The colours that a card has, and what they say."""


def render(report: Report, seconds: bool = True) -> str:
    """The report as a page in the talk's order; claims unfold to their checks and witnesses."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("equivalence.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["number"] = number
    environment.filters["raised"] = raised
    told = [_chapter(each) for each in chapters(report)]
    for chapter in told:
        chapter["pictures"] = [(Markup(svg), width, caption) for svg, width, caption in chapter["pictures"]]
    cards = [card for chapter in told for card in chapter["cards"]]
    return environment.get_template("verify.html.j2").render(
        summary=summary_sentence(report),
        audit=_audit_sentence(report),
        settings=settings_sentence(report),
        counts=summary_record(report),
        bar=_bar(report),
        chapters=told,
        words=TONES,
        tones=[(name, text) for name, text in TONES.items() if any(card["tone"] == name for card in cards)],
        levels=[name for name in EVIDENCE_MEANS if any(name in card["levels"] for card in cards)],
        evidence=EVIDENCE_MEANS,
        abouts=ABOUT_MEANS,
        statuses=STATUS_MEANS,
        seconds=seconds,
    )


def raised(text: str) -> Markup:
    """A sentence with its exponents raised; brackets around an exponent go.

    >>> str(raised("d^(k(k+1)) < 3"))
    'd<sup>k(k+1)</sup> &lt; 3'
    """
    from markupsafe import Markup, escape

    words = EXPONENT.split(text)  # words and exponents in turn
    signs = {"perp": "\u22a5"}
    for k in range(1, len(words), 2):
        bare = words[k][1:-1] if words[k].startswith("(") else words[k]
        words[k] = Markup("<sup>{}</sup>").format(signs.get(bare, bare.replace("-", "\u2212")))
    return Markup("").join(escape(word) for word in words)


def tone(verdict: Verdict) -> str:
    """Which colours a claim has: "good", "differs" (an expected failure), "bad" or "quiet"."""
    if verdict.unexpected:
        return "bad"
    return {"holds": "good", "fails": "differs"}.get(verdict.status, "quiet")


def _audit_sentence(report: Report) -> str:
    """What became of the talk's statements; empty where none of them was asked for."""
    asked = any(verdict.claim.id.startswith("talk.") for verdict in report.verdicts)
    return summary(rows(report)) if asked else ""


def _chapter(told: Told) -> dict[str, Any]:
    verdicts = {verdict.claim.id: verdict for verdict in told.verdicts}
    cards = [_card(verdict) for verdict in verdicts.values()]
    cards += [_statement(row, again) for row, again in told.statements]
    return {
        "slug": told.chapter.slug,
        "title": told.chapter.title,
        "about": told.chapter.about,
        "pictures": [picture(name) for name in told.chapter.pictures],
        "cards": cards,
        "marks": [(name, sum(card["tone"] == name for card in cards)) for name in TONES],
    }


def _statement(row: Row, again: tuple[Row, ...] = ()) -> dict[str, Any]:
    """A statement of the talk: the card of its claim, or a card without checks of its own."""
    tones = {"holds": "good", "holds, as read": "good", "erratum": "differs"}
    quiet = row.status in ("item by item", "nothing to run", "not in this run", "skipped")
    entry = row.entry
    remarks = [("Read", entry.reading), ("Note", entry.note), ("Why", entry.why)]
    card = _card(row.own) if row.own is not None else _bare(entry.id, entry.title)
    if entry.erratum is not None and not card["erratum"]:
        remarks.append(("Right", entry.erratum.right))
    return card | {
        "slide": entry.printed.slide,
        "printed": _printed(entry.printed.text),
        "standing": row.status,
        "tone": tones.get(row.status, "quiet" if quiet else "bad"),
        "elsewhere": [] if row.items else [(verdict.claim.id, verdict.claim.title) for verdict in row.elsewhere],
        "remarks": [(name, text) for name, text in remarks if text],
        "listed": [
            (
                item.text,
                f"{row.word(item)}{', against the list' * item.against}",
                [v.claim.id for v in row.verdicts(item)],
            )
            for item in row.items
        ],
        "again": [_statement(other) for other in again],
    }


def _printed(text: str) -> list[tuple[str, list[str]]]:
    """The kind of each piece that the talk prints, with its words and formulas; a formula that is none is words."""
    told: list[tuple[str, list[str]]] = []
    for piece in pieces(text):
        if piece.kind == "formula":
            shown = _formula(piece.text, "block")
            told.append(("formula" if shown is not piece.text else "words", [shown]))
        else:
            parts = piece.parts or (piece.text,)
            told.append(("words", [_formula(part, "inline") if i % 2 else part for i, part in enumerate(parts)]))
    return told


def _formula(text: str, display: Literal["inline", "block"]) -> str:
    from markupsafe import Markup

    made = mathml(text, display)
    return text if made is None else Markup(made)


def _bare(id: str, title: str) -> dict[str, Any]:
    return {
        "id": id,
        "title": title,
        "erratum": None,
        "open": False,
        "badges": [],
        "levels": [],
        "kinds": [],
        "parts": [],
        "scope": "",
        "cases": 0,
        "seconds": "",
        "checks": [],
        "shown": [],
    }


def _bar(report: Report) -> list[tuple[str, int, str]]:
    """(tone, number of claims, words) of each stretch of the bar at the top."""
    tones = [tone(verdict) for verdict in report.verdicts]
    words = TONES | {"quiet": "skipped"}
    if tones.count("differs") == 1:
        words["differs"] = "erratum of the talk, confirmed"
    return [(name, tones.count(name), text) for name, text in words.items() if name in tones]


def _card(verdict: Verdict) -> dict[str, Any]:
    claim = verdict.claim
    checks = [
        {
            "name": check.name,
            "evidence": check.evidence if check.status in ("holds", "fails") else "",
            "scope": check.scope,
            "cases": check.cases,
            "status": check.status,
            "about": check.about or "",
            "reason": check.reason,
            "culprit": culprit(check),
            "witness": list(witness_items(check.witness or {})),
        }
        for check in verdict.checks
    ]
    badges = [(about, level) for about, level in (("theory", verdict.theory), ("code", verdict.code)) if level]
    return {
        "id": claim.id,
        "title": claim.title,
        "slide": claim.slide,
        "printed": "",
        "erratum": claim.erratum,
        "standing": standing(verdict),
        "tone": tone(verdict),
        "open": verdict.unexpected,
        "badges": badges,
        "levels": sorted({level for _, level in badges}),
        "kinds": [about for about, _ in badges],
        "parts": [
            (part.says, part.about, " or ".join(part.ways), verdict.shown(part) or "", part.needed)
            for part in claim.parts
        ],
        "scope": scope_of(verdict),
        "cases": verdict.cases,
        "seconds": f"{verdict.seconds:.1f}",
        "checks": checks,
        "shown": [check for check in checks if check["witness"] or check["reason"] or check["culprit"]],
        "elsewhere": [],
        "remarks": [],
        "listed": (),
        "again": [],
    }
