"""Reading and writing files for the command line: whole or not at all, with messages that help.

"-" names a standard stream. One that is closed when the program starts takes what it is given, and the exit code tells
all the same; only what asks for it by that name is refused. Regular files are written to a temporary neighbour that
then takes their place, so that a reader never sees half a report; devices and pipes are written directly.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from toytheory.errors import InputError

STANDARD = "-"


class Nowhere(io.TextIOWrapper):
    """In the place of a standard stream that is closed."""

    def __init__(self) -> None:
        nothing = io.FileIO(os.devnull, "r+")
        super().__init__(nothing, encoding="utf-8", write_through=True)


def open_standard_streams() -> None:
    """Put something in the place of closed standard streams, also under their numbers, so that no file gets those."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            setattr(sys, name, Nowhere())
        try:
            os.fstat(number)
        except OSError:
            nothing = os.open(os.devnull, os.O_RDWR)
            if nothing != number:
                os.dup2(nothing, number)
                os.close(nothing)


def standard_input() -> bytes:
    """What standard input gives; InputError where it is closed."""
    if isinstance(sys.stdin, Nowhere):
        raise InputError("standard input is closed", "name a file, or send the text through a pipe")
    return sys.stdin.buffer.read()


def _why(error: OSError) -> str:
    return error.strerror or str(error)


def read_text(path: Path) -> str:
    """The text of a file; InputError where it cannot be read or is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {_why(error)}", "name a file that you may read") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not text: byte {error.start} is no UTF-8", "name a text file in UTF-8") from None


def check_writable(name: str) -> None:
    """InputError where `write_text` to the path could not succeed; asked before long work."""
    if name == STANDARD:
        if isinstance(sys.stdout, Nowhere):
            raise InputError("standard output is closed", "name a file instead of -")
        return
    target = Path(name)
    if target.is_dir():
        raise InputError(f"{name} is a directory", "name a file in it")
    folder = target.resolve().parent
    if not folder.is_dir():
        raise InputError(f"{name} cannot be written: there is no directory {folder}", "create it first")
    special = target.exists() and not target.is_file()
    needed = [target] * target.exists() + [folder] * (not special)
    if not all(os.access(path, os.W_OK) for path in needed):
        raise InputError(f"{name} cannot be written: no permission", "name a file that you may write")


def write_text(path: str | Path, text: str) -> None:
    """Write a file whole, or print to standard output where the path is "-"; InputError where that fails."""
    if str(path) == STANDARD:
        check_writable(STANDARD)
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: str | Path, content: bytes) -> None:
    """Write a file whole; InputError where that fails."""
    check_writable(str(path))
    target = Path(path).resolve()  # what a symbolic link points at, so that the link survives
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as stream:
                stream.write(content)
        else:
            _replace(target, content)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {_why(error)}", "name a file that you may write") from None


def _replace(target: Path, content: bytes) -> None:
    with replacing(target) as stream:
        stream.write(content)


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """A stream to a temporary neighbour of a file, which takes its place once all is written, or leaves nothing."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def output_stream(path: str) -> Iterator[BinaryIO]:
    """A seekable stream of bytes to a file, written whole or not at all, or by way of a temporary file to "-".

    InputError where that fails.
    """
    check_writable(path)
    target = Path(path).resolve()
    try:
        if path != STANDARD and (not target.exists() or target.is_file()):
            with replacing(target) as stream:
                yield stream
            return
        with tempfile.TemporaryFile() as spooled:
            yield spooled
            spooled.seek(0)
            if path == STANDARD:
                sys.stdout.flush()
                shutil.copyfileobj(spooled, sys.stdout.buffer)
                sys.stdout.buffer.flush()
            else:
                with target.open("wb") as special:
                    shutil.copyfileobj(spooled, special)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(f"{path} cannot be written: {_why(error)}", "name a file that you may write") from None
