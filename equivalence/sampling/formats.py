"""How samples are written: arrays of NumPy, comma-separated values, and for bits three formats of Stim."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from toytheory.errors import InputError

HEADER = 128
"""Bytes of the head of an .npy file, which is written last, when the number of runs is known."""


class Writer(ABC):
    """Takes samples chunk by chunk and writes them to a seekable stream.

    Attributes
    ----------
    packed : whether chunks are wanted bit-packed.
    kept : runs so far.
    """

    packed = False

    def __init__(self, stream: BinaryIO, names: Sequence[str], d: int, detectors: int | None) -> None:
        self.stream, self.names, self.d, self.detectors = stream, tuple(names), d, detectors
        self.kept = 0
        self.begin()

    def begin(self) -> None:  # noqa: B027
        """What comes before the first run."""

    def add(self, rows: NDArray[Any]) -> None:
        """More runs."""
        self.kept += len(rows)
        self.write(rows)

    @abstractmethod
    def write(self, rows: NDArray[Any]) -> None:
        """Write runs."""

    def end(self, shots: int, seed: int) -> None:  # noqa: B027
        """What comes behind the last run."""

    def close(self) -> None:  # noqa: B027
        """Give up what was only held for writing; the stream stays open."""


class Npy(Writer):
    """An array (kept, m)."""

    def begin(self) -> None:
        """Room for the head."""
        self.stream.write(b" " * HEADER)

    def write(self, rows: NDArray[Any]) -> None:
        """Rows as they are."""
        self.stream.write(np.ascontiguousarray(rows).data)

    def end(self, shots: int, seed: int) -> None:
        """The head."""
        self.stream.seek(0)
        self.stream.write(npy_head(value_type(self.d), (self.kept, len(self.names))))
        self.stream.seek(0, 2)


def value_type(d: int) -> np.dtype[Any]:
    """The type of samples of values modulo d."""
    return np.dtype(np.uint8 if d <= 256 else "<u8")


def npy_head(dtype: np.dtype[Any], shape: tuple[int, ...]) -> bytes:
    """The head of an .npy file, version 1.0, of HEADER bytes.

    >>> len(npy_head(np.dtype("u1"), (10**12, 10**6)))
    128
    """
    text = repr({"descr": np.lib.format.dtype_to_descr(dtype), "fortran_order": False, "shape": shape})
    return b"\x93NUMPY\x01\x00" + (HEADER - 10).to_bytes(2, "little") + (text.ljust(HEADER - 11) + "\n").encode()


class Npz(Writer):
    """The arrays `samples`, `names`, `d`, `shots`, `seed`, and `detectors`: how many outputs are that, or -1."""

    def begin(self) -> None:
        """Runs wait in a file of their own: an array begins with how many there are."""
        self.waiting = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`

    def close(self) -> None:
        """Close it."""
        self.waiting.close()

    def write(self, rows: NDArray[Any]) -> None:
        """Rows as they are."""
        self.waiting.write(np.ascontiguousarray(rows).data)

    def end(self, shots: int, seed: int) -> None:
        """The archive."""
        facts = {"names": self.names, "d": self.d, "shots": shots, "seed": seed}
        facts["detectors"] = -1 if self.detectors is None else self.detectors
        with zipfile.ZipFile(self.stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            with archive.open("samples.npy", "w", force_zip64=True) as member:
                member.write(npy_head(value_type(self.d), (self.kept, len(self.names))))
                self.waiting.seek(0)
                shutil.copyfileobj(self.waiting, member)
            for name, value in facts.items():
                with archive.open(f"{name}.npy", "w") as member:
                    np.lib.format.write_array(member, np.array(value))


class Csv(Writer):
    """A line of names, then a line a run."""

    def begin(self) -> None:
        """The names."""
        self.stream.write((",".join(self.names) + "\n").encode())

    def write(self, rows: NDArray[Any]) -> None:
        """A line a run."""
        if self.d <= 10 and rows.shape[1]:
            text = np.full((len(rows), 2 * rows.shape[1]), ord(","), dtype=np.uint8)
            text[:, ::2] = rows + ord("0")
            text[:, -1] = ord("\n")
            self.stream.write(text.data)
        else:
            self.stream.write("".join(",".join(map(str, row)) + "\n" for row in rows.tolist()).encode())


class Digits(Writer):
    """Stim's 01: a line of digits a run."""

    def write(self, rows: NDArray[Any]) -> None:
        """Digits."""
        text = np.full((len(rows), rows.shape[1] + 1), ord("\n"), dtype=np.uint8)
        text[:, :-1] = rows + ord("0")
        self.stream.write(text.data)


class Packed(Writer):
    """Stim's b8: 8 bits a byte, every run padded to bytes."""

    packed = True

    def write(self, rows: NDArray[Any]) -> None:
        """Bytes."""
        self.stream.write(np.ascontiguousarray(rows).data)


class Dets(Writer):
    """Stim's dets: a line a run that lists what is 1."""

    def write(self, rows: NDArray[Any]) -> None:
        """Lists."""
        count = self.detectors
        shown = [f" M{i}" for i in range(len(self.names))]
        if count is not None:
            shown = [f" D{i}" if i < count else f" L{i - count}" for i in range(len(self.names))]
        where, which = np.nonzero(rows)
        ends = np.searchsorted(where, np.arange(len(rows) + 1)).tolist()
        listed = [shown[i] for i in which.tolist()]
        lines = ["shot" + "".join(listed[a:b]) + "\n" for a, b in pairwise(ends)]
        self.stream.write("".join(lines).encode())


FORMATS: dict[str, type[Writer]] = {"npy": Npy, "npz": Npz, "csv": Csv, "01": Digits, "b8": Packed, "dets": Dets}

OF_BITS = frozenset({"01", "b8", "dets"})
"""Formats of Stim, which knows bits only."""


def chosen_format(given: str | None, output: str, d: int) -> str:
    """The format that is asked for, or that the output's name says, or csv; InputError where it cannot hold the values.

    >>> chosen_format(None, "samples.npy", 3)
    'npy'
    """
    suffix = output.rpartition(".")[2]
    name = given or (suffix if suffix in FORMATS else "csv")
    if name in OF_BITS and d != 2:
        raise InputError(f"the format {name} is for bits, and this has d = {d}", "use npy, npz or csv")
    return name
