"""The adapter in docs/conform.md is the skeleton that is written, it is short, and it is right."""

from __future__ import annotations

import re

from places import ROOT

from equivalence.conform.battery import conform
from equivalence.conform.questions.question import questions
from equivalence.conform.scaffold import adapter_text

TEXT = (ROOT / "docs" / "conform.md").read_text(encoding="utf-8")

KINDS = ("qudits", "modes", "circuits", "records", "mode_circuits")


def test_the_adapter_is_complete_short_and_right():
    (shown,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    assert shown == adapter_text("my_simulator")
    assert len(shown.splitlines()) < 80
    space: dict = {}
    exec(compile(shown, "my_simulator.py", "exec"), space)
    for feature in ("map-sequence", "feed-forward", "reset"):
        assert {check.status for check in conform(space["Adapter"](), feature, size=0.1)} == {"holds"}


def test_every_question_is_in_the_table_and_no_other():
    table = TEXT.partition("## Questions besides outcomes")[2].partition("\n\nEach is")[0]
    listed = re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)
    assert listed == list(dict.fromkeys(listed))
    assert sorted(listed) == sorted(each.name for kind in KINDS for each in questions(kind))


def test_every_adapter_is_in_the_table_and_no_other():
    import ast

    listed = set(re.findall(r"`(?:\w+:)?(\w+)`", TEXT.partition("| package | classes |")[2].partition("\n\n")[0]))
    folder = ROOT / "quantum_ref" / "adapters"
    classes = {node.name for file in folder.glob("*.py") for node in ast.parse(file.read_text("utf-8")).body
               if isinstance(node, ast.ClassDef)}  # fmt: skip
    assert listed == classes - {"PennyLaneDevice", "Call", "Operation", "_InParts"}
