"""The experiments that come with the program: by their bare names, wherever it is called."""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import Path

HOME = Path(__file__).resolve().parents[1] / "examples"
"""Where an installation has them; a checkout has them in a folder of its own."""


def shipped() -> dict[str, Path]:
    """The files by name."""
    return {path.name: path for path in sorted(_folder().glob("*.toy"))}


def _folder() -> Path:
    checkout = HOME.parents[1]
    return HOME if HOME.is_dir() or not (checkout / "pyproject.toml").is_file() else checkout / "examples"


def found(file: str) -> str:
    """The file of this name; where there is none, and an example is called so, the example.

    >>> found("phenomena/teleportation-bits.toy").endswith("examples/phenomena/teleportation-bits.toy")
    True
    """
    if Path(file).parent == Path("phenomena") and not Path(file).exists() and example(file).is_file():
        return str(example(file))
    if Path(file).exists() or Path(file).name != file:
        return file
    return str(shipped().get(file, file))


def example(name: str) -> Path:
    """The file of an example, which may be in a folder: phenomena/teleportation-trits.toy."""
    return _folder() / name


def about(path: Path) -> str:
    """What an example says of itself: the first sentence of its first comment."""
    lines = takewhile(lambda line: line.startswith("#"), path.read_text(encoding="utf-8").splitlines())
    said = " ".join(line.removeprefix("#").strip() for line in lines)
    return re.split(r"(?<=[.]) ", said)[0]
