"""Pages whose content is made from the program when the site is built: a marker in the page says which.

Nothing is written into the source: Sphinx is given the page with its marker replaced.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click
from sphinx.application import Sphinx
from talk import talk_page

ROOT = Path(__file__).parent.parent.parent


def command_line() -> str:
    """The help of every command, as it is printed."""
    from equivalence.cli import toytheory

    parts = []
    for name, command in [
        ("", toytheory),
        *((name, toytheory.commands[name]) for name in toytheory.list_commands(None)),
    ]:
        own = toytheory.context_settings  # -h among them: Click keeps the options for help that it sees first
        parent = click.Context(
            toytheory, info_name="toytheory", **own | {"max_content_width": 88, "terminal_width": 88}
        )
        context = click.Context(command, info_name=name, parent=parent, terminal_width=88) if name else parent
        parts.append(f"## toytheory {name}".rstrip() + f"\n\n```text\n{command.get_help(context)}\n```")
    return "\n\n".join(parts)


def formats() -> str:
    """Every schema that is shipped, with its text folded."""
    parts = []
    for path in sorted((ROOT / "equivalence" / "schemas").glob("*.json")):
        schema = json.loads(path.read_text())
        rows = [
            f"| `{name}` | {'yes' if name in schema['required'] else ''} | {_described(value)} |"
            for name, value in schema["properties"].items()
        ]
        parts += [
            f"## {schema['title']}: `{schema['properties']['format']['const']}`",
            schema["description"],
            "\n".join(["| field | always | |", "|---|---|---|", *rows]),
            f":::{{dropdown}} {path.name}\n```json\n{path.read_text().strip()}\n```\n:::",
        ]
    return "\n\n".join(parts)


def _described(value: dict) -> str:
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return ", ".join(f"`{each}`" for each in value["enum"])
    kind = value.get("type", "")
    told = " or ".join(kind) if isinstance(kind, list) else kind
    return ", ".join(each for each in (told, value.get("description", "")) if each)


def api(package: str) -> Callable[[], str]:
    """Every public name of a package, by the module that defines it, from docstrings."""

    def page() -> str:
        module = import_module(package)
        parts = []
        for home, names in module._HOME.items():
            parts += [f"## {home}", "```{eval-rst}"]
            for name in names:
                thing = getattr(module, name)
                directive = "autoclass" if inspect.isclass(thing) else "autofunction" if callable(thing) else "autodata"
                options = "   :members:\n" if inspect.isclass(thing) else ""
                parts.append(f".. {directive}:: {package}.{home}.{name}\n{options}")
            parts.append("```")
        return "\n".join(parts)

    return page


def gallery() -> str:
    """A card for every picture."""
    from equivalence.figures import FIGURES

    parts, section = [], ""
    for picture in FIGURES:
        if picture.section != section:
            section = picture.section
            parts += [":::::" if parts else "", f"## {section}", "", ":::::{grid} 1 1 2 3\n:gutter: 2\n"]
        parts.append(
            f"::::{{grid-item-card}}\n:link: ../reports/figures/README\n:link-type: doc\n"
            f":img-top: ../reports/figures/{picture.file}\n:img-alt: {picture.caption}\n\n{picture.caption}\n::::"
        )
    return "\n".join([*parts, ":::::"])


MAKERS: dict[str, Callable[[], str]] = {
    "command-line": command_line,
    "formats": formats,
    "gallery": gallery,
    "talk": talk_page,
    **{f"api {package}": api(package) for package in ("toytheory", "quantum_ref", "equivalence")},
}


def pages(pattern: str) -> str:
    """A table of contents of the pages in docs/ that there are, the one named README first."""
    found = sorted((ROOT / "docs").glob(pattern), key=lambda path: (path.stem != "README", path.stem))
    listed = "\n".join(f"/{path.relative_to(ROOT).with_suffix('')}" for path in found)
    return f"```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```" if found else ""


def to_folder(page: Path, found: re.Match[str]) -> str:
    """A link to a folder leads to its README, and is words where it has none: a site has no listing of files."""
    folder = page.parent / found[2]
    if not folder.is_dir():
        return found[0]
    return f"[{found[1]}]({found[2].rstrip('/')}/README.md)" if (folder / "README.md").exists() else f"`{found[2]}`"


def replace(app: Sphinx, name: str, source: list[str]) -> None:
    """Replace the markers of a page, and its links to folders."""
    page = ROOT / name
    source[0] = re.sub(r"\[([^\]\n]+)\]\(([\w./-]+)\)", lambda found: to_folder(page, found), source[0])

    def made(found: re.Match[str]) -> str:
        if found[1].startswith("pages "):
            return pages(found[1].removeprefix("pages "))
        return MAKERS[found[1]]() if found[1] in MAKERS else found[0]

    source[0] = re.sub(r"^<!-- ([\w /*.-]+) -->$", made, source[0], flags=re.M)


def readable(app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]) -> None:
    """Docstrings as reStructuredText: bars, as in |V|, are bars; examples behind a section have a heading."""
    code, section = False, ""
    made: list[str] = []
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        section = line if below and set(below) == {"-"} else section
        if line.startswith(">>>") and not code and section not in ("", "Examples"):
            made += ["Examples", "--------", ""]
            section = "Examples"
        code = bool(line.strip()) and (code or line.lstrip().startswith(">>>"))
        made.append(line if code else re.sub(r"(`\w+`)(?=\w)", r"\1\\ ", line).replace("|", "\\|"))
    lines[:] = made


def setup(app: Sphinx) -> dict[str, bool]:
    """Hook into reading."""
    app.connect("source-read", replace)
    app.connect("autodoc-process-docstring", readable, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
