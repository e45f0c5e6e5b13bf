"""The skeleton of an adapter, and a smoke test for it: files that run as they are."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from equivalence.engine.output import write_text
from toytheory.errors import InputError

TEST = '''"""NAME agrees with the oracle where that is cheap; `toytheory conform NAME:Adapter` asks for all."""

from equivalence.conform.battery import conform
from NAME import Adapter


def test_states_of_x_are_what_they_are_called():
    assert {check.status for check in conform(Adapter(), "prepare-x", size=0.1)} == {"holds"}
'''


def adapter_text(name: str) -> str:
    """The skeleton of an adapter of this name.

    >>> "class Adapter(GateAdapter)" in adapter_text("my_simulator")
    True
    """
    template = files("equivalence.conform").joinpath("templates", "adapter.py.txt")
    return template.read_text(encoding="utf-8").replace("NAME", name)


def write_scaffold(name: str, folder: Path | None = None) -> list[Path]:
    """Write NAME.py and test_NAME.py; InputError for a name that is none, or files that are there already."""
    if not re.fullmatch(r"[a-z_][a-z0-9_]*", name):
        raise InputError(f"{name!r} is no name of a module", "use small letters, digits and underscores")
    where = Path() if folder is None else folder
    texts = {where / f"{name}.py": adapter_text(name), where / f"test_{name}.py": TEST.replace("NAME", name)}
    for path in texts:
        if path.exists():
            raise InputError(f"{path} is there already", "give another name, or remove it")
    for path, text in texts.items():
        write_text(path, text)
    return list(texts)
