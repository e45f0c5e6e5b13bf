"""A claim that ends at once and one that does not, for the test of interruption."""

from __future__ import annotations

import os
import time
from pathlib import Path

from equivalence.engine.parts import theory
from equivalence.engine.verdict import Check, Context, Registry


def endless(context: Context) -> list[Check]:
    Path(os.environ["HARNESS_PIDS"]).write_text(str(os.getpid()))
    while True:
        time.sleep(1)


def quick(context: Context) -> list[Check]:
    return [Check("exhaustive", "one", 1, "holds")]


def registry() -> Registry:
    claims = Registry()
    claims.claim("slow.endless", "This does not end.", "None", theory("all", ""))(endless)
    claims.claim("slow.quick", "This ends.", "None", theory("all", ""))(quick)
    return claims
