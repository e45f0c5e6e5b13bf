"""Claims whose verdicts are known, for tests of the machinery; workers import this module by name."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from equivalence.engine.parts import code, theory
from equivalence.engine.verdict import Check, Context, Registry

EVEN = (theory("all cases", "proof", "all"), code("some cases", "some"))
WHOLE = theory("all of it", "")

TOY_FILE = "system 1 bit\nprepare X = 0\nmeasure X + P\n"


def even(context: Context) -> Iterator[Check]:
    for done in range(4):
        context.report(done + 1, 4)
    yield Check("sampled", "n = 3", 7, "holds", name="some")
    yield Check("exhaustive", "n = 2: all 4", 4, "holds", name="all")
    if context.full:
        yield Check("theorem", "all n", 2, "holds", name="proof")


def drawn(context: Context) -> list[Check]:
    value = int(context.rng("tests.drawn").integers(2**40))
    print("this must not reach standard output")
    return [Check("sampled", f"drew {value}", 1, "holds", witness={"value": np.int64(value), "p": Fraction(1, 3)})]


def misprint(context: Context) -> list[Check]:
    return [Check("exhaustive", "n = 1", 3, "fails", name="table", witness={"row": (1, 2), "file": TOY_FILE})]


def absent(context: Context) -> list[Check]:
    return [Check("sampled", "n = 1", 0, "skipped", reason="no backend is installed")]


def wrong(context: Context) -> list[Check]:
    return [
        Check("exhaustive", "n = 1", 4, "holds", name="first"),
        Check("exhaustive", "n = 2", 16, "fails", name="second", witness={"state": "X1 = 0"}),
    ]


def raising(context: Context) -> Iterator[Check]:
    yield Check("exhaustive", "n = 1", 4, "holds")
    raise ZeroDivisionError("by a planted fault")


def undecided(context: Context) -> list[Check]:
    return [Check("sampled", "n = 9", 10, "inconclusive", reason="the bounds do not meet")]


def dying(context: Context) -> list[Check]:
    os.kill(os.getpid(), signal.SIGKILL)
    return []


def exiting(context: Context) -> list[Check]:
    raise SystemExit(3)


def interrupted(context: Context) -> list[Check]:
    raise KeyboardInterrupt


def counted(context: Context) -> list[Check]:
    """Notes each time that it is run, in a file that the environment names."""
    with Path(os.environ["HARNESS_RUNS"]).open("a") as runs:
        runs.write("run\n")
    return [Check("exhaustive", "once", 1, "holds")]


def good() -> Registry:
    registry = Registry()
    registry.claim("one.even", "Two is even.", "Numbers", *EVEN)(even)
    registry.claim("one.drawn", "A number is drawn.", "Numbers", code("what was drawn", ""))(drawn)
    wrong = "The table says 1 | 2; it is 2."
    rows = theory("every row | column", "table")
    registry.claim("two.table", "The table is right.", "Tables", rows, expected="fails", erratum=wrong)(misprint)
    registry.claim("two.absent", "Nothing checks this.", "Tables", code("all of it", ""))(absent)
    return registry


def bad() -> Registry:
    registry = good()
    registry.claim("three.wrong", "Three is even.", "Numbers", theory("three", "first"), theory("is even", "second"))(
        wrong
    )
    registry.claim("three.raising", "This can be divided.", "Numbers", WHOLE)(raising)
    registry.claim("three.undecided", "Nobody knows.", "Numbers", WHOLE)(undecided)
    registry.claim("four.unexpected", "The list is wrong.", "Tables", *EVEN, expected="fails", erratum="It is right.")(
        even
    )
    return registry


def deadly() -> Registry:
    registry = Registry()
    registry.claim("five.dying", "This ends its process.", "None")(dying)
    registry.claim("five.even", "Two is even.", "None", *EVEN)(even)
    registry.claim("five.exiting", "This leaves.", "None")(exiting)
    return registry


def stopped() -> Registry:
    registry = Registry()
    registry.claim("six.counted", "This is noted.", "None", WHOLE)(counted)
    registry.claim("six.interrupted", "This is interrupted.", "None")(interrupted)
    return registry


def resumed() -> Registry:
    """As `stopped`, but nothing interrupts."""
    registry = Registry()
    registry.claim("six.counted", "This is noted.", "None", WHOLE)(counted)
    registry.claim("six.interrupted", "This is interrupted.", "None", *EVEN)(even)
    return registry


def empty() -> Registry:
    return Registry()
