"""The built wheel holds everything that an installation needs, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile

import pytest
from places import ROOT


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The wheel, built without an index and unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("toytheory-*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def test_the_wheel_holds_the_three_packages_whole(unpacked):
    for package in ("toytheory", "quantum_ref", "equivalence"):
        sources = {
            p.relative_to(ROOT) for p in (ROOT / package).rglob("*") if p.is_file() and "__pycache__" not in p.parts
        }
        built = {p.relative_to(unpacked) for p in (unpacked / package).rglob("*") if p.is_file()}
        assert sources == {path for path in built if path.parts[:2] != ("equivalence", "examples")}
    (data,) = unpacked.glob("*.data")
    assert [p.name for p in data.rglob("*") if p.is_file()] == ["toytheory.1"]
    assert {p.name for p in unpacked.iterdir() if not p.name.endswith((".dist-info", ".data"))} == {
        "toytheory",
        "quantum_ref",
        "equivalence",
    }


def test_the_wheel_works_from_any_folder(unpacked, tmp_path):
    """With the unpacked wheel in front of everything else on the path."""
    (tmp_path / "e.toy").write_text("system 1 trit\nprepare X = 1\nmeasure X, 2X as a, b\n")
    code = "import equivalence; print(equivalence.__file__); from equivalence.cli import main; main()"
    arguments = ["run", "e.toy", "--backend", "epistemic", "--backend", "wigner"]
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, *arguments],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith(str(unpacked))
    assert done.returncode == 0
    assert "agree" in done.stdout


def test_the_examples_are_in_the_wheel_and_found_by_name_from_any_folder(unpacked, tmp_path):
    theirs = {
        p.relative_to(ROOT / "examples") for p in (ROOT / "examples").rglob("*.*") if "__pycache__" not in p.parts
    }
    folder = unpacked / "equivalence" / "examples"
    assert {p.relative_to(folder) for p in folder.rglob("*.*")} == theirs
    code = "from equivalence.cli import main; main()"
    arguments = ["run", "bell.toy", "--backend", "epistemic", "--backend", "hilbert"]
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, *arguments],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout.startswith(str(folder / "bell.toy"))


def test_the_html_template_is_in_the_wheel(unpacked):
    assert (unpacked / "equivalence" / "report" / "templates" / "verify.html.j2").is_file()
