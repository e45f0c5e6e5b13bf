"""What docs/drawing.md shows is what happens."""

from __future__ import annotations

import doctest
import re
import shlex

import pytest
from places import ROOT

from equivalence import cli

DOCUMENT = (ROOT / "docs" / "drawing.md").read_text()
SHOWN = [
    (command, output)
    for block in re.findall(r"^```console\n(.*?)^```$", DOCUMENT, re.M | re.S)
    for command, _, output in (part.partition("\n") for part in re.split(r"^\$ ", block, flags=re.M)[1:])
]
LISTED = re.findall(r"`(toytheory draw [^`]+)`", DOCUMENT)


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[command for command, _ in SHOWN])
def test_commands_print_what_is_shown(command, output, capsys, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    assert cli.execute(shlex.split(command)[1:]) == 0
    assert capsys.readouterr().out == output


@pytest.mark.parametrize("command", [c for c in LISTED if "--talk" not in c and " -o " not in c])
def test_listed_commands_work(command, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert cli.execute(shlex.split(command)[1:]) == 0


def test_python_examples_run(monkeypatch):
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"^```python\n(.*?)^```$", DOCUMENT, re.M | re.S)
    assert len(blocks) == 2
    for number, block in enumerate(blocks):
        test = doctest.DocTestParser().get_doctest(block, {}, f"drawing.md[{number}]", "drawing.md", 0)
        assert doctest.DocTestRunner().run(test).failed == 0
