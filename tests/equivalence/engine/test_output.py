from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from equivalence.engine.output import check_writable, write_text
from toytheory.errors import InputError


def test_text_is_written_whole_and_nothing_else_is_left(tmp_path):
    target = tmp_path / "report.json"
    write_text(target, "old")
    write_text(str(target), "new, with ψ\n")
    assert target.read_text(encoding="utf-8") == "new, with ψ\n"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failed_write_leaves_the_old_text(tmp_path, monkeypatch):
    target = tmp_path / "report.json"
    target.write_text("old")

    def full(self, other):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match="No space left on device"):
        write_text(target, "new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_permissions_and_symbolic_links_stay(tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    write_text(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_devices_are_written_and_not_replaced():
    before = Path("/dev/null").stat()
    write_text("/dev/null", "text")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    assert Path("/dev/null").stat().st_ino == before.st_ino
    with pytest.raises(InputError, match="No space left on device"):
        write_text("/dev/full", "text")


def test_pipes_are_written(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_text(pipe, "text")
        assert os.read(reader, 10) == b"text"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_standard_output_is_a_dash(capsys):
    check_writable("-")
    write_text("-", "text")
    assert capsys.readouterr().out == "text"


def test_what_cannot_be_written_is_refused_beforehand(tmp_path):
    with pytest.raises(InputError, match="is a directory"):
        check_writable(str(tmp_path))
    with pytest.raises(InputError, match="there is no directory"):
        check_writable(str(tmp_path / "none" / "report"))


def test_missing_permission_is_refused_beforehand(tmp_path, monkeypatch):
    file = tmp_path / "report"
    file.write_text("old")
    for forbidden in (file, tmp_path):
        monkeypatch.setattr(os, "access", lambda path, mode, forbidden=forbidden: Path(path) != forbidden)
        with pytest.raises(InputError, match="no permission"):
            check_writable(str(file))
