"""The experiments that come with the program, for the page to load."""

from __future__ import annotations

from equivalence.experiments.shipped import about, example, shipped


def gallery() -> list[dict[str, str]]:
    """Name, what it says of itself, text and group of each example and of each experiment of a phenomenon.

    >>> any(entry["name"] == "bell.toy" and entry["text"].startswith("#") for entry in gallery())
    True
    """
    folder = example("phenomena")
    phenomena = {path.name: path for path in sorted(folder.glob("*.toy"))} if folder.is_dir() else {}
    return [
        {"group": group, "name": name, "about": about(path), "text": path.read_text(encoding="utf-8")}
        for group, paths in (("examples", shipped()), ("phenomena", phenomena))
        for name, path in paths.items()
    ]
