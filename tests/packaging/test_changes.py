"""Changes are told one a file, in sentences for users, of a kind the changelog knows; Pythons are one list."""

from __future__ import annotations

import ast
import re
import tomllib

import pytest
from places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
KINDS = {kind["directory"] for kind in PROJECT["tool"]["towncrier"]["type"]}
FOLDER = ROOT / "changes"
CHANGES = sorted(path for path in FOLDER.iterdir() if path.name not in ("README.md", "template.md"))


def wrong(name, text):
    """What is wrong with a file of this name and content, or nothing."""
    kind = re.fullmatch(rf"[a-z0-9][a-z0-9-]*\.({'|'.join(sorted(KINDS))})\.md", name)
    if kind is None:
        return f"the name is not NAME.KIND.md with KIND one of {', '.join(sorted(KINDS))}"
    told = text.strip()
    if not told.endswith(".") or not (told[0].isupper() or told[0] == "`"):
        return "it is no sentence"
    if len(told) > 400 or told.count("\n\n"):
        return "it is longer than a sentence or two"
    if told.startswith(("-", "*", "#")):
        return "the list is made by the changelog"
    if re.search(r"\b(refactor|helper|test suite|mypy|ruff|internal)", told, re.I):
        return "it tells how something was done, and not what users see"
    return ""


@pytest.mark.parametrize("path", CHANGES, ids=lambda path: path.name)
def test_every_change_is_told_to_users(path):
    assert wrong(path.name, path.read_text(encoding="utf-8")) == ""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("thing.md", "It works."),
        ("thing.feature.md", "It works."),
        ("A thing.added.md", "It works."),
        ("thing.added.md", "it works"),
        ("thing.added.md", "- It works."),
        ("thing.added.md", "Long. " * 100 + "."),
        ("thing.changed.md", "Refactored the engine."),
    ],
)
def test_what_is_no_such_file_is_found(name, text):
    assert wrong(name, text)


def test_the_changelog_begins_where_releases_are_put():
    assert PROJECT["tool"]["towncrier"]["start_string"] in (ROOT / "CHANGELOG.md").read_text()
    assert all(f"`{kind}`" in (FOLDER / "README.md").read_text() for kind in KINDS)


def test_the_supported_pythons_are_one_list():
    tree = ast.parse((ROOT / "noxfile.py").read_text())
    assigned = [node for node in tree.body if isinstance(node, ast.Assign)]
    (pythons,) = (ast.literal_eval(node.value) for node in assigned if getattr(node.targets[0], "id", "") == "PYTHONS")
    prefix = "Programming Language :: Python :: 3."
    stated = [each.rpartition(" ")[2] for each in PROJECT["project"]["classifiers"] if each.startswith(prefix)]
    assert pythons == stated
    assert PROJECT["project"]["requires-python"] == f">={pythons[0]}"
    assert PROJECT["tool"]["ruff"]["target-version"] == f"py{pythons[0].replace('.', '')}"


def test_the_addresses_of_the_project_are_those_that_the_readme_gives() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    addresses = PROJECT["project"]["urls"].values()
    assert addresses
    assert all(f"({address})" in readme for address in addresses)
