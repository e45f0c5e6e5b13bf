"""The talk in its own order: each slide with its pictures and, block by block, what it prints and what was found.

Statuses, runs, readings and errata are read from reports/talk.md, so the page says what the harness last established.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

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
    parts = []
    for title, body in zip(pieces[::2], pieces[1::2], strict=True):
        parts.append(f"## {title}")
        for picture in FIGURES:
            if _plain(picture.slide) == _plain(title) and picture.name not in drawn:
                drawn.add(picture.name)
                parts.append(_figure(picture.file, picture.caption, picture.caption))
        for key, printed, entries in _BLOCK.findall(body):
            parts += [f"({key})=", f"```{{rst-class}} printed\n```\n\n{_printed(printed)}"]
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
    text = re.sub(r"\*{2,3}", "", text).replace("\\simeq", "≃")
    if "$" not in text:
        return f"```text\n{text}\n```"
    parts = []
    for piece in re.split(r"(\$\$.*?\$\$|\$[^$]*\$)", text, flags=re.S):
        inner = piece.strip("$").strip()
        if piece.startswith("$") and inner:
            parts.append(f"\n\n$$\n{_tidy(inner)}\n$$\n\n")
        elif piece.strip():
            parts.append(f"\n\n```text\n{piece.strip()}\n```\n\n")
    return "".join(parts).strip()


def _tidy(formula: str) -> str:
    return " ".join(formula.split())


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
