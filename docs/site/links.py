"""Every link of the built site leads somewhere: files, anchors in them, pictures. Those to other sites are listed.

The list is beside the site, `external-links.txt`; whether those answer is not asked, so that a build needs no network.
"""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

MOST = 20
"""Broken links that are told."""


class Page(HTMLParser):
    """The links and the anchors of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Collect."""
        given = {name: value for name, value in attributes if value is not None}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        self.links += [given[name] for name in ("href", "src") if name in given]


def problems(folder: Path) -> tuple[list[str], list[str]]:
    """(what is wrong with links within a built site, links to other sites) in the order of the pages."""
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))}
    wrong, outside = [], set()
    for path, page in pages.items():
        for link in dict.fromkeys(page.links):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                outside |= {link} if parts.scheme in ("http", "https") else set()
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
            target = target / "index.html" if target.is_dir() else target
            here = f"{path.relative_to(folder)}: {link}"
            if not target.is_relative_to(folder.resolve()) or not target.exists():
                wrong.append(f"{here}: there is no such file")
            elif parts.fragment and target in pages and not _there(unquote(parts.fragment), pages[target]):
                wrong.append(f"{here}: there is no such anchor")
    return wrong, sorted(outside)


def _there(fragment: str, page: Page) -> bool:
    return fragment in page.anchors or fragment == "top"


def check(app: Sphinx, error: Exception | None) -> None:
    """Fail where a link leads nowhere."""
    if error is not None or app.builder.name != "html":
        return
    folder = Path(app.outdir).resolve()
    wrong, outside = problems(folder)
    (folder.parent / "external-links.txt").write_text("".join(f"{link}\n" for link in outside))
    if wrong:
        listed = "\n  ".join([*wrong[:MOST], *([f"and {len(wrong) - MOST} more"] if len(wrong) > MOST else [])])
        raise ExtensionError(f"links of the site lead nowhere:\n  {listed}")


def setup(app: Sphinx) -> dict[str, Any]:
    """Check when the build is over."""
    app.connect("build-finished", check, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
