"""What each step does, for any number of modes: the same in both theories, by identities of blocks.

Written in the state before the step, what is told and the modes afterwards are linear in the outcomes so far `y`, the
modes `a` that the step acts on and an independent environment; all other modes `b` stay. In the toy theory these are
random numbers and nothing is to be shown but what the noise is. In quantum theory they are operators, and the step
exists only if outcomes commute with everything and the modes afterwards have the brackets of modes. If so,
exp(i t y + i xi r) needs no phase, and both theories change the characteristic function in one way (docs/continuous.md,
"Experiments"). Which steps of the language each law covers is in `experiments`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations_with_replacement

from .blocks import Blocks, blocks

Row = Mapping[str, str]
"""Coefficients of y, a, b and what the environment is made of; left out is 0."""

ALWAYS = {"J'": "- J"}


@dataclass(frozen=True)
class Law:
    """One step, and what the documentation says that it adds.

    Attributes
    ----------
    step : its name.
    modes : a afterwards; empty where they are not used again before they are prepared.
    outcomes : what is told.
    environment : what is independent of all else -> its covariance.
    brackets : of the environment, those that are not 0.
    noise, read_noise : covariance added to the modes and to what is told.
    given : what is known of the matrices and numbers.
    """

    step: str
    modes: Row = field(default_factory=dict)
    outcomes: Row = field(default_factory=dict)
    environment: Row = field(default_factory=dict)
    brackets: Mapping[tuple[str, str], str] = field(default_factory=dict)
    noise: str = "0"
    read_noise: str = "0"
    given: Row = field(default_factory=dict)


MIRROR = {"Z'": "Z", "Z Z": "1", "Z J Z": "- J"}
"""x stays and p changes its sign."""

MODE = {("e", "e"): "J"}
PAIR = {("x", "p"): "1", ("p", "x"): "- 1"}
"""An environment of modes; one whose x and p are named apart."""

VACUUM = "1/2 hbar"

LAWS = (
    Law("prepare", modes={"e": "1"}, environment={"e": "C"}, brackets=MODE, noise="C"),
    Law("transform", modes={"a": "S"}, given={"S J S'": "J"}),
    Law("displace", modes={"a": "1", "y": "G"}),
    Law(
        "loss",
        modes={"a": "c", "e": "- s"},  # a beam splitter
        environment={"e": VACUUM},
        brackets=MODE,
        noise="1/2 hbar - 1/2 hbar t",
        given={"c c": "t", "s s": "1 - t"},
    ),
    Law(
        "thermal loss",
        modes={"a": "c", "e": "- s"},
        environment={"e": "1/2 hbar + nbar hbar"},
        brackets=MODE,
        noise="1/2 hbar + nbar hbar - 1/2 hbar t - nbar hbar t",
        given={"c c": "t", "s s": "1 - t"},
    ),
    Law(
        "amplify",
        modes={"a": "c", "e": "s Z"},  # a two-mode squeezer
        environment={"e": VACUUM},
        brackets=MODE,
        noise="1/2 hbar g - 1/2 hbar",
        given={**MIRROR, "c c": "g", "s s": "g - 1"},
    ),
    Law("noise", modes={"a": "1", "w": "1"}, environment={"w": "V"}, noise="V"),
    Law(
        "channel",
        modes={"a": "M", "x": "A", "p": "- C"},
        environment={"x": VACUUM, "p": VACUUM},
        brackets=PAIR,
        noise="N",
        # (A + iC)(A + iC)^dagger = 2/hbar N + i (J - M J M'), its real and its imaginary part
        given={"hbar A A'": "2 N - hbar C C'", "C A'": "A C' + J - M J M'"},
    ),
    Law("measure", outcomes={"a": "F"}, given={"F J F'": "0"}),
    Law(
        "heterodyne",
        outcomes={"a": "1", "e": "- Z"},  # X1 - X2 and P1 + P2 against the vacuum
        environment={"e": VACUUM},
        brackets=MODE,
        read_noise=VACUUM,
        given=MIRROR,
    ),
    Law(
        "heterodyne with a beam splitter",
        outcomes={"a": "r c X + r s P", "e": "- r s X + r c P"},  # x of one port and p of the other, times root 2
        environment={"e": VACUUM},
        brackets=MODE,
        read_noise=VACUUM,
        given={
            "r c": "1",
            "r s": "1",
            "P": "1 - X",
            "P'": "1 - X'",
            "X'": "X",
            "X X": "X",
            "X J X": "0",
            "J X": "J - X J",
        },
    ),
    Law(
        "general-dyne",
        outcomes={"a": "1", "e": "- Z"},  # against the mirrored seed state
        environment={"e": "Z C Z"},
        brackets=MODE,
        read_noise="C",
        given=MIRROR,
    ),
    Law(
        "noisy measurement",
        outcomes={"a": "F", "x": "A", "p": "- C"},
        environment={"x": VACUUM, "p": VACUUM},
        brackets=PAIR,
        read_noise="N",
        # (A + iC)(A + iC)^dagger = 2/hbar N - i F J F'
        given={"hbar A A'": "2 N - hbar C C'", "C A'": "A C' - F J F'"},
    ),
    Law(
        "noisy measurement of commuting variables",
        modes={"a": "1", "p": "J F'"},
        outcomes={"a": "F", "x": "1"},  # on the x of a pure meter, whose p is the kick
        environment={"x": "N", "p": "1/4 hbar hbar I"},
        brackets=PAIR,
        noise="- 1/4 hbar hbar J F' I F J",
        read_noise="N",
        given={"F J F'": "0", "J J": "- 1"},
    ),
    Law("random number", modes={"a": "1"}, outcomes={"w": "1"}, environment={"w": "V"}, read_noise="V"),
    Law("condition", modes={"a": "1"}),
    Law("discard"),
)


def wrong(law: Law) -> Iterator[str]:
    """What is not so of a law, in words; nothing if it is right."""
    table = {("a", "a"): "J", ("b", "b"): "J", **law.brackets}
    covariances = {(name, name): value for name, value in law.environment.items()}
    others: Row = {"b": "1"}
    earlier: Row = {"y": "1"}
    rows = {"the outcomes": law.outcomes, "the modes": law.modes, "other modes": others, "earlier outcomes": earlier}
    for (left, first), (right, second) in combinations_with_replacement(rows.items(), 2):
        form = "J" if left == right and first and left in ("the modes", "other modes") else "0"
        if not _same(product(first, second, table), form, law):
            yield f"the brackets of {left}" if left == right else f"the brackets of {left} with {right}"
    for name, row, claimed in (
        ("the noise of the modes", law.modes, law.noise), ("the noise of what is told", law.outcomes, law.read_noise),
    ):  # fmt: skip
        if not _same(product(row, row, covariances), claimed, law):
            yield name
    if not _same(product(law.modes, law.outcomes, covariances), "0", law):
        yield "the noise of the modes and of what is told are not independent"


def product(left: Row, right: Row, form: Mapping[tuple[str, str], str]) -> Blocks:
    """left form right^T, summed over what the rows are made of.

    >>> str(product({"a": "S"}, {"a": "S", "e": "B"}, {("a", "a"): "J"}))
    "S J S'"
    """
    total = blocks("0")
    for (first, second), value in form.items():
        if first in left and second in right:
            total += blocks(left[first]) * blocks(value) * blocks(right[second]).transpose
    return total


def _same(found: Blocks, claimed: str, law: Law) -> bool:
    return not (found - blocks(claimed)).given({**ALWAYS, **law.given}).terms
