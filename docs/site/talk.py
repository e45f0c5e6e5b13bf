"""The talk in its own order: each slide with its pictures and, block by block, what it prints and what was found.

Statuses, runs, readings and errata are read from reports/talk.md, so the page says what the harness last established.
"""

from __future__ import annotations

import re
from pathlib import Path

from equivalence.report.printed import pieces

ROOT = Path(__file__).parent.parent.parent

EXPERIMENTS = {
    "These theories include:": ["teleportation-trits", "superdense-coding"],
    "Categorizing quantum phenomena": ["quantum-eraser", "entanglement-swapping"],
    "Valid reproducible measurements:": ["complementarity", "erasure"],
    "Valid reversible transformations:": ["written-map"],
    "Restricted Liouville mechanics": ["epr-modes", "steering-modes"],
    "The classical uncertainty principle:": ["squeezing-modes", "teleportation-modes"],
    "Why the restricted statistical theory of bits Is not equivalent to qubit stabilizer theory": [
        "bell-parity", "ghz-bits", "two-phases",
    ],
}  # fmt: skip
"""Slide -> experiments in examples/ that run what it is about."""

WITHIN = {
    "A single bit": "Restricted statistical theory of bits",
    "A pair of bits": "Restricted statistical theory of bits",
    "Valid epistemic states for a single trit": "Restricted statistical theory of trits",
    "Valid epistemic states for a pair of trits": "Restricted statistical theory of trits",
    "How to represent this graphically": "Restricted statistical theory of trits",
    "Uncorrelated pure epistemic states": "Correlated pure epistemic states",
    "Valid epistemic states for a single degree of freedom": "Restricted Liouville mechanics",
    "Those arising in a restricted statistical classical theory": "Categorizing quantum phenomena",
    "The same epistemic states are found to be valid, but the logic is different...": "According to Knowledge-Balance",
}
"""Pictures of slides that the ledger has under another title."""

CLASSES = {"holds": "holds", "holds, as read": "read", "erratum": "erratum"}
_SECTION = re.compile(r"^## (.*)$", re.M)
_BLOCK = re.compile(r"^### `([\w-]+)`\n\n```text\n(.*?)\n```\n\n(.*?)(?=^### |\Z)", re.M | re.S)
_ENTRY = re.compile(r"^- \*\*(.+?)\*\* - (.*(?:\n  .*)*)", re.M)


def talk_page() -> str:
    """All slides as Markdown."""
    from equivalence.figures import FIGURES

    page = (ROOT / "reports" / "talk.md").read_text()
    pieces = _SECTION.split(page)[1:]
    drawn: set[str] = set()
    told: set[str] = set()
    parts = []
    for title, body in zip(pieces[::2], pieces[1::2], strict=True):
        parts.append(f"## {title}")
        for picture in FIGURES:
            if (
                _plain(title) in (_plain(picture.slide), _plain(WITHIN.get(picture.slide, "")))
                and picture.name not in drawn
            ):
                drawn.add(picture.name)
                parts.append(_figure(picture.file, picture.caption, picture.caption))
        for name in EXPERIMENTS.get(title.replace("\\", ""), []) if title not in told else []:
            text = (ROOT / "examples" / f"{name}.toy").read_text().strip()
            command = f"`toytheory run examples/{name}.toy`"
            parts.append(f":::{{dropdown}} experiment: {name}\n```toy\n{text}\n```\n{command} asks both theories.\n:::")
        told.add(title)
        for key, printed, entries in _BLOCK.findall(body):
            parts += [f"({key})=", _printed(printed)]
            parts += [_entry(status, text) for status, text in _ENTRY.findall(entries)]
    left = [picture for picture in FIGURES if picture.name not in drawn]
    if left:
        parts.append("## More pictures")
        for picture in left:
            parts.append(_figure(picture.file, picture.caption, f"*{picture.slide}*: {picture.caption}"))
    return "\n\n".join(parts)


def _figure(file: str, alt: str, caption: str) -> str:
    return f"```{{figure}} ../reports/figures/{file}\n:alt: {alt}\n\n{caption}\n```"


def _plain(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.replace("\\simeq", "").lower())


def _printed(text: str) -> str:
    """What the slide prints, its formulas as formulas."""
    parts = []
    for piece in pieces(text):
        if piece.kind == "formula":
            parts.append(f"$$\n{piece.text}\n$$")
        elif piece.kind == "words":
            parts.append(f"```text\n{piece.text}\n```")
        else:
            parts.append("".join(f"${part}$" if i % 2 else _plain_words(part) for i, part in enumerate(piece.parts)))
    return "\n\n".join(parts)


def _plain_words(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>|#])", r"\\\1", text).replace("\t", " &emsp; ")


def _entry(status: str, text: str) -> str:
    """One statement: a badge, the sentence, and the details folded."""
    sentence, *details = text.split("\n")
    known = next((kind for name, kind in CLASSES.items() if status == name), "open")
    badge = f'<span class="verdict {known}">{status}</span>'
    important = [line for line in details if line.startswith("  - erratum:") or line.startswith("  - read:")]
    rest = [line[2:] for line in details if line not in important]
    parts = [f"{badge} {_linked(sentence)}", *(_linked(line[4:]) for line in important)]
    if rest:
        inside = "\n".join(_linked(line) for line in rest)
        parts.append(f":::{{dropdown}} how it was checked\n{inside}\n:::")
    return "\n\n".join(parts)


def _linked(text: str) -> str:
    """Links of the ledger as links of this page."""
    return re.sub(r"\]\((figures/|claims\.md|ERRATA\.md)", r"](../reports/\1", text)
