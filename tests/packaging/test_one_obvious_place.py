"""A restriction, a simulator, a claim, a statement, a report format and a phenomenon, each added as CONTRIBUTING says.

The files named there and nothing else: the test adds one of each to a copy of the sources and asks the copy for it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib

import pytest
from places import ROOT

RESTRICTION = '''
"""One variable at most: of each system no more than one variable is known, and nothing of pairs."""
from collections.abc import Iterator

import numpy as np

from .complementarity import classical_complementarity
from .restriction import Restriction


def sets(d: int, n: int) -> Iterator:
    yield np.zeros((0, 2 * n), dtype=np.int64)


RESTRICTION = Restriction("nothing at all", classical_complementarity, sets)
'''

SIMULATOR = '''
"""A simulator of one qubit that is never asked to do anything."""
from fractions import Fraction
from toytheory.backend import Capabilities, declared
from toytheory.outcomes import Distribution


class EchoBackend:
    """Answers experiments without outcomes."""

    name, side = "echo", "quantum"
    capabilities = Capabilities(largest_n=1)

    def can_run(self, experiment):
        return declared(self, experiment) if not experiment.outcomes else "knows no outcomes"

    def distribution(self, experiment):
        return Distribution(experiment.d, (), {(): Fraction(1)})
'''

CLAIM = '''
"""A claim about the number two."""
from equivalence.engine.parts import theory
from equivalence.engine.verdict import Check

ORDER = 990


def register(registry):
    @registry.claim("extra.two", "Two is even.", "None", theory("two", "two"))
    def two(context):
        yield Check("exhaustive", "2", 1, "holds", "two")
'''

STATEMENT = '''
"""`pause 1`: nothing happens to some systems."""
from dataclasses import dataclass

from toytheory.language.advice import Advice
from toytheory.language.steps import OnSystems

from .prepare import written_systems
from .statement import Language, Record, Statement, both

RULES = r"""
pause        = ~r"pause\\s*" numbers end
"""


@dataclass(frozen=True, slots=True)
class Pause(OnSystems):
    """Nothing happens."""


def _read(line, node):
    systems, numbers = line.reader.systems(node)
    return [Pause(systems, place=line.place, columns=line.columns(numbers))]


PAUSE = Language(
    both(Statement(("pause",), "pause", RULES, {"pause": Advice("pause 1")}, _read)),
    records={
        Pause: Record(
            lambda so_far, step: so_far.usable(step, step.systems),
            lambda step, ring: f"pause {written_systems(step.systems)}",
        )
    },
)
'''

FORMAT = '''
"""The report as one line."""


def render(report, seconds=True):
    return f"{len(report.verdicts)} claims\\n"
'''

PHENOMENON = '''
"""Repetition: a measurement that is repeated finds the same."""
from equivalence.engine.parts import theory
from equivalence.engine.verdict import Check

from .phenomenon import Phenomenon, Run, certain, uniform


def universal(context):
    yield Check("exhaustive", "none", 1, "holds", "none")


PHENOMENON = Phenomenon(
    "repetition", "repetition", "None", 5, "A measurement that is repeated finds the same.", {"trits": "arises"},
    "none", "none",
    (Run("repetition.toy", "the same", certain("again", 0)),
     Run("repetition-control.toy", "not", uniform("again"), True)),
    universal, (theory("nothing", "none"),), "none", references=("nobody",),
)
'''


def insert(path, before, line):
    """Put a line in front of the first that contains a text."""
    text = path.read_text(encoding="utf-8")
    start = text.rindex("\n", 0, text.index(before)) + 1
    path.write_text(text[:start] + line + text[start:], encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The sources with one more of everything, as an installation of their own."""
    home = tmp_path_factory.mktemp("copy")
    for package in ("toytheory", "quantum_ref", "equivalence", "examples"):
        shutil.copytree(ROOT / package, home / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", home)
    add(home)
    points = tomllib.loads((home / "pyproject.toml").read_text())["project"]["entry-points"]["toytheory.backends"]
    info = home / "toytheory-0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: toytheory\nVersion: 0\n")
    lines = "\n".join(f"{name} = {value}" for name, value in points.items())
    (info / "entry_points.txt").write_text(f"[toytheory.backends]\n{lines}\n")
    return home


def add(home):
    """One of each, in the places that CONTRIBUTING.md names."""
    (home / "toytheory" / "restrictions" / "nothing.py").write_text(RESTRICTION)
    catalogue = home / "toytheory" / "restrictions" / "catalogue.py"
    insert(catalogue, "RESTRICTIONS: tuple", "from . import nothing\n")
    catalogue.write_text(
        catalogue.read_text().replace("balance.RESTRICTION)", "balance.RESTRICTION, nothing.RESTRICTION)")
    )
    (home / "quantum_ref" / "echo").mkdir()
    (home / "quantum_ref" / "echo" / "__init__.py").write_text('"""An echo."""\n')
    (home / "quantum_ref" / "echo" / "backend.py").write_text(SIMULATOR)
    insert(home / "pyproject.toml", "hilbert = ", 'echo = "quantum_ref.echo.backend:EchoBackend"\n')
    (home / "equivalence" / "claims" / "extra.py").write_text(CLAIM)
    (home / "toytheory" / "language" / "statements" / "pause.py").write_text(STATEMENT)
    table = home / "toytheory" / "language" / "statements" / "table.py"
    insert(table, "from .prepare import", "from .pause import PAUSE\n")
    insert(table, "    REPORT,\n", "    PAUSE,\n")
    (home / "equivalence" / "report" / "short.py").write_text(FORMAT)
    insert(home / "equivalence" / "report" / "formats.py", '"html"', '    "short": "Write one line.",\n')
    (home / "equivalence" / "phenomena" / "repetition.py").write_text(PHENOMENON)
    folder = home / "examples" / "phenomena"
    (folder / "repetition.toy").write_text("system 1 trit\nprepare X = 0\nmeasure X as first\nmeasure X as again\n")
    (folder / "repetition-control.toy").write_text("system 1 trit\nprepare X = 0\nmeasure P as p\nmeasure X as again\n")


def ask(home, *arguments):
    """What the command line of the copy says."""
    code = f"import sys; from equivalence import cli; sys.argv = ['toytheory', *{list(arguments)!r}]; cli.main()"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=home, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(home)},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_a_restriction(copy):
    code, told = ask(copy, "states", "--trits", "1", "--restriction", "nothing-at-all")
    assert (code, "nothing at all: 1 state" in told) == (0, True), told
    assert "nothing-at-all" in ask(copy, "states", "--trits", "1", "--restriction", "unheard-of")[1]


def test_a_simulator(copy):
    code, told = ask(copy, "list", "--backends")
    assert code == 0, told
    assert re.search(r"^echo +quantum", told, re.MULTILINE)


def test_a_claim(copy):
    code, told = ask(copy, "verify", "extra", "-j", "1")
    assert (code, "extra.two" in told) == (0, True), told


def test_a_statement_is_read_and_written_and_every_backend_says_no(copy):
    (copy / "p.toy").write_text("system 2 trits\npause 1, 2\nmeasure X1 as a\n")
    code, told = ask(copy, "convert", "p.toy", "--to", "toy")
    assert (code, "pause 1, 2" in told) == (0, True), told
    code, told = ask(copy, "run", "p.toy")
    assert code == 2
    assert "does not know the step Pause" in told


def test_a_report_format(copy):
    code, told = ask(copy, "verify", "extra", "-j", "1", "--short", "-")
    assert (code, "1 claims" in told) == (0, True), told


def test_a_phenomenon(copy):
    code, told = ask(copy, "verify", "phenomena.repetition", "-j", "1")
    assert (code, "phenomena.repetition" in told and "holds" in told) == (0, True), told
