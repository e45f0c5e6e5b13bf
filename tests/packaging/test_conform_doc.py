"""The adapter in docs/conform.md is the skeleton that is written, it is short, and it is right."""

from __future__ import annotations

import re

from places import ROOT

from equivalence.conform.battery import conform
from equivalence.conform.scaffold import adapter_text

TEXT = (ROOT / "docs" / "conform.md").read_text(encoding="utf-8")


def test_the_adapter_is_complete_short_and_right():
    (shown,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    assert shown == adapter_text("my_simulator")
    assert len(shown.splitlines()) < 80
    space: dict = {}
    exec(compile(shown, "my_simulator.py", "exec"), space)
    for feature in ("map-sequence", "feed-forward", "reset"):
        assert {check.status for check in conform(space["Adapter"](), feature, size=0.1)} == {"holds"}
